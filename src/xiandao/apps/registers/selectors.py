"""What may be read of registers: the one gate for who sees which entity, lists, counts, and one entity with its past."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from django.db.models import Count, Exists, FilteredRelation, OuterRef, Q, QuerySet

from xiandao.apps.accounts.rights import RIGHTS, Grant, Person
from xiandao.apps.places.models import Place
from xiandao.apps.registers.fields import fields_under
from xiandao.apps.registers.kinds import kind_of, registry
from xiandao.apps.registers.mappers import compared, saids_of
from xiandao.apps.registers.models import Cell, Entity, Identifier, Load, Name, Said
from xiandao.apps.registers.name_index import names_with
from xiandao.core import statements as core
from xiandao.core.conditions import Condition
from xiandao.core.errors import Refusal
from xiandao.core.kinds import LABEL, NAME, PLACE, STAGE, Kind, View
from xiandao.registers.fold import folded

READ, ENTER, JUDGE, EXPORT, OPEN = (
    "register.read",
    "register.enter",
    "register.judge",
    "register.export",
    "register.open",
)


def entities_seen(person: Person, deed: str = READ) -> QuerySet[Entity]:
    """The entities that *person* may do *deed* to: kept or lying in their places, or of which their unit has spoken."""
    seen = Q(pk__in=())
    for grant in person.within(deed):
        seen |= _within(grant) & Q(secrecy__in=RIGHTS.sees[grant.role])
    return Entity.objects.filter(seen)


def _within(grant: Grant) -> Q:
    if grant.unit is not None:
        return Exists(Said.objects.filter(entity=OuterRef("pk"), origin__post__unit=grant.unit)) & Q()
    inside = list(Place.objects.filter(path__startswith=grant.path).values_list("pk", flat=True))
    if len(inside) == Place.objects.count():
        return ~Q(pk=None)
    return Q(keeper__in=inside) | Q(place__in=inside)


def entity_for(person: Person, key: str, deed: str = READ) -> Entity:
    """One entity, or a refusal that does not tell forbidden from absent; a follower gives its leader."""
    found = entities_seen(person, deed).select_related("keeper", "place", "leader").filter(key=key).first()
    if found is None:
        raise Refusal("absent")
    return entity_for(person, found.leader.key, deed) if found.leader is not None else found


def standing(person: Person, kinds: Sequence[str], deed: str = READ) -> QuerySet[Entity]:
    """The entities of *kinds* that stand in lists today."""
    return entities_seen(person, deed).filter(kind__in=kinds, exists=True, leader=None)


def told_of(entities: Iterable[Entity]) -> dict[int, list[core.Said]]:
    """Everything said of entities and of those that follow them, by the leader's number."""
    family = {each.pk: each.pk for each in entities}
    family |= dict(Entity.objects.filter(leader_id__in=list(family)).values_list("pk", "leader_id"))
    found: dict[int, list[core.Said]] = {leader: [] for leader in family.values()}
    for pk, saids in saids_of(Said.objects.filter(entity_id__in=list(family))).items():
        found[family[pk]].extend(saids)
    return found


def where_holds(entities: QuerySet[Entity], conditions: Iterable[Condition]) -> QuerySet[Entity]:
    """Those of *entities* that fulfil every condition today; what is not known does not fulfil it."""
    for condition in conditions:
        entities = entities.filter(_holds(condition))
    return entities


def holding(conditions: Iterable[Condition]) -> Q:
    """All of *conditions* at once, for counting several lists by one question."""
    whole = Q()
    for condition in conditions:
        whole &= _holds(condition)
    return whole


def _holds(condition: Condition) -> Q:
    prop, operator, values = condition.property, condition.operator, condition.values
    if prop == STAGE and operator == "is":
        return Q(stage__in=values)
    if prop == PLACE and operator == "under":
        return Q(place__in=_places_under(values))
    if operator == "contains":
        parts = [Q(pk__in=names_with(compared(each)).values("entity_id")) for each in values]
        return _any(parts) if prop == NAME else Q(pk=None)
    cells = Cell.objects.filter(entity=OuterRef("pk"), property=prop)
    if operator in ("known", "unknown"):
        return Q(Exists(cells)) if operator == "known" else ~Q(Exists(cells))
    if operator == "is-not":
        return Q(Exists(cells)) & ~Q(Exists(cells.filter(value__in=values)))
    return Q(Exists(cells.filter(_matching(condition))))


def _matching(condition: Condition) -> Q:
    if condition.operator == "is":
        return Q(value__in=condition.values)
    if condition.operator == "under":
        return Q(value__in=fields_under(condition.values))
    return _bounded(condition)


def _any(parts: Sequence[Q]) -> Q:
    whole = Q()
    for part in parts:
        whole |= part
    return whole


def _places_under(codes: Sequence[str]) -> list[int]:
    paths = Place.objects.filter(code__in=codes).values_list("path", flat=True)
    return list(
        Place.objects.filter(_any([Q(path__startswith=path) for path in paths]) if paths else Q(pk=None)).values_list(
            "pk", flat=True
        )
    )


_LOOKUPS = {"at-least": "gte", "at-most": "lte", "above": "gt", "below": "lt"}


def _bounded(condition: Condition) -> Q:
    lookup, bound = _LOOKUPS[condition.operator], condition.values[0]
    try:
        return Q(**{f"number__{lookup}": float(bound)})
    except ValueError:
        return Q(**{f"value__{lookup}": bound})


class Facet(NamedTuple):
    """How many entities of a list have a value."""

    value: str
    n: int


def facet(entities: QuerySet[Entity], code: str) -> tuple[Facet, ...]:
    """The values of a property among *entities* with their counts, the commonest first."""
    cells = Cell.objects.filter(property=code, entity__in=entities)
    counted = cells.values_list("value").annotate(n=Count("entity_id", distinct=True)).order_by("-n", "value")
    return tuple(Facet(value, n) for value, n in counted)


def pivot(entities: QuerySet[Entity], down: str, across: str) -> Mapping[tuple[str, str], int]:
    """How many of *entities* have each pair of values of two properties; those that lack one stand under an empty text."""
    crossed = entities.order_by().annotate(
        down=FilteredRelation("cells", condition=Q(cells__property=down)),
        across=FilteredRelation("cells", condition=Q(cells__property=across)),
    )
    counted = crossed.values_list("down__value", "across__value").annotate(n=Count("pk"))
    return {(one or "", other or ""): n for one, other, n in counted}


FEW = 2_000
"""So many that were found by name are told to the database one by one, which it answers at once."""
LAST = "\U0010ffff"
"""Behind every other character."""


def named(entities: QuerySet[Entity], words: str) -> QuerySet[Entity]:
    """Those of *entities* that go or went by *words*, bear them as a code, or are spelled by them in initials."""
    told = compared(words)
    if not told:
        return entities
    spelled = Name.objects.filter(initials__gte=told, initials__lt=told + LAST)  # begins with; any index can do that
    schemes = {prop.scheme for kind in registry().kinds for prop in kind.properties if prop.scheme}
    coded = Identifier.objects.filter(scheme__in=sorted(schemes), value=words.strip().upper())  # as the index has them
    found = names_with(told).values("entity_id").union(spelled.values("entity_id"), coded.values("entity_id"))
    few = list(dict.fromkeys(found.values_list("entity_id", flat=True)[: FEW + 1]))
    if len(few) <= FEW:
        return entities.filter(pk__in=few)
    by_name = names_with(told).values("entity_id")
    return entities.filter(Q(pk__in=by_name) | Q(pk__in=spelled.values("entity_id")))


def columns_shown(kind: Kind, view: View) -> tuple[str, ...]:
    """The columns of a view that the kind has; name first."""
    known = {prop.code for prop in kind.properties} | {STAGE, LABEL, PLACE}
    return tuple(dict.fromkeys(("name", *(code for code in view.columns if code in known))))


def loads_seen(person: Person, deed: str = ENTER) -> QuerySet[Load]:
    """The workbooks on their way into registers of the person's places."""
    seen = Q(pk__in=())
    for grant in person.within(deed):
        own = Q(keeper__path__startswith=grant.path) if grant.unit is None else Q(post__unit=grant.unit)
        seen |= own & Q(secrecy__in=RIGHTS.sees[grant.role])
    return Load.objects.filter(seen).select_related("keeper", "origin", "by")


def load_for(person: Person, pk: int, deed: str = ENTER) -> Load:
    """One of them, or a refusal that does not tell forbidden from absent."""
    found = loads_seen(person, deed).filter(pk=pk).first()
    if found is None:
        raise Refusal("absent")
    return found


def past_of(entity: Entity, saids: Sequence[core.Said], *, on: dt.date, known_at: dt.datetime) -> core.Row:
    """The row of an entity on a day, as known at a moment."""
    return folded(saids, kind_of(entity.kind), on=on, known_at=known_at, entity=str(entity.pk))

"""Counting in words: measures, figures and reasons as a page says them, with nothing in them that is not to be seen."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from xiandao.apps.accounts.rights import RIGHTS, Person
from xiandao.apps.bodies.fields import tree
from xiandao.apps.places.models import Place
from xiandao.apps.registers.kinds import registry
from xiandao.apps.registers.models import Entity
from xiandao.apps.registers.personal import SEALED
from xiandao.apps.registers.selectors import READ, entities_seen
from xiandao.apps.registers.sight import CLASSES
from xiandao.apps.registers.telling import Names, condition_told, figure_told, money_told, name_in
from xiandao.core.kinds import LABEL, Kind, Property
from xiandao.core.measures import Measure, Reason
from xiandao.core.messages import Language, wording
from xiandao.registers.counting_entries import BETWEEN
from xiandao.registers.counting_values import Entry
from xiandao.registers.counting_words import property_name, value_name, worded

SAID = ("found", "object")
"""Values of a reason that are what an entity says of itself."""
YUAN = "元"
KEY = 32
"""Characters of an entity's key."""
Line = tuple[str, str]
"""A wording's code and what stands beside it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Teller:
    """How a person is told.

    Attributes:
        names: By code or key: places, fields and entities as they are called.
        language: Of the sentences.
        classes: The 保密属性 of properties that the person sees wherever they see any register.
        paths: Of the places whose entities the person keeps: what is closed or a trade secret goes to nobody else.
        leaves: Whether what is told leaves the page: an answer of the API, a file.
    """

    names: Mapping[str, str]
    language: Language
    classes: frozenset[str]
    paths: tuple[str, ...] = ()
    leaves: bool = False


def teller_for(person: Person, codes: Iterable[str], language: Language, *, leaves: bool = False) -> Teller:
    """Who tells *person* what *codes* of places, fields and entities are called: two questions, however many."""
    wanted = {code for code in codes if code}
    keys = {code for code in wanted if len(code) == KEY}
    names = dict(Place.objects.filter(code__in=wanted - keys).values_list("code", "name")) if wanted - keys else {}
    if keys:
        names |= {
            key: name for key, name in entities_seen(person).filter(key__in=keys).values_list("key", "name") if name
        }
    names |= {code: node.name for code in wanted if code not in names and (node := tree().node(code)) is not None}
    grants = person.within(READ)
    sees = [frozenset(RIGHTS.sees[grant.role]) for grant in grants]
    return Teller(
        names=names,
        language=language,
        classes=frozenset.intersection(*sees) if sees else frozenset(),
        paths=tuple(grant.path for grant in grants if grant.unit is None),
        leaves=leaves,
    )


def codes_in(measures: Iterable[Measure], reasons: Iterable[Reason] = ()) -> Iterator[str]:
    """The codes that measures and reasons name, for :func:`teller_for`."""
    for measure in measures:
        yield measure.place
        yield from measure.per.values if measure.per else ()
        for condition in (*measure.where, *measure.base):
            yield from condition.values
    for each in reasons:
        for _, value in each.values:
            yield from value.split(BETWEEN)


# -------------------------------------------------------------------------------------------------------- reasons


def why_told(teller: Teller, why: Reason, kind: Kind | None = None, entity: Entity | None = None) -> str:
    """A reason as a sentence; what the entity says of itself only where the person may see it."""
    values = dict(why.values)
    props = [kind.property(code) if kind else None for code in values.get("property", "").split(BETWEEN)]
    for name, value in values.items():
        is_hidden = name in SAID and any(_is_hidden(teller, prop, entity) for prop in props)
        if is_hidden or SEALED in value:
            values[name] = wording("register-masked", teller.language) if value else value
        elif name in SAID and kind and values.get("property") == LABEL:
            values[name] = BETWEEN.join(each for each in value.split(BETWEEN) if not is_secret(kind, each))
    if "day" in values and values["day"].startswith("0001"):
        values["day"] = wording("counting-ever", teller.language)
    return worded(Reason(why.code, tuple(values.items())), kind, names=teller.names, language=teller.language)


def is_secret(kind: Kind, label: str) -> bool:
    """Whether a label is a work secret or for use inside, and so not told by the way."""
    return any(each.code == label and each.secrecy != "none" for each in kind.labels)


def _is_hidden(teller: Teller, prop: Property | None, entity: Entity | None) -> bool:
    if prop is None:
        return False
    if prop.personal != "none" or CLASSES[prop.secrecy] not in teller.classes:
        return True
    is_inside = prop.openness == "closed" or prop.trade_secret
    return teller.leaves and is_inside and not _keeps(teller, entity)


def _keeps(teller: Teller, entity: Entity | None) -> bool:
    return entity is not None and any(entity.keeper.path.startswith(path) for path in teller.paths)


def is_restricted(measure: Measure) -> bool:
    """Whether its members make a list that is sensitive once gathered: codes and counts alone, no names."""
    asked = {(each.property, value) for each in measure.where for value in each.values}
    for code in measure.kinds:
        kind = registry().kind(code)
        if kind and any(_is_work_secret(kind, prop, value) for prop, value in asked):
            return True
    views = (view for view in registry().views if view.restricted and set(view.kinds) & set(measure.kinds))
    return any(all({(each.property, value) for value in each.values} & asked for each in view.where) for view in views)


def _is_work_secret(kind: Kind, code: str, value: str) -> bool:
    prop = kind.property(code)
    return (prop is not None and prop.secrecy == "work-secret") or (code == LABEL and is_secret(kind, value))


# ------------------------------------------------------------------------------------------------------- measures


def kind_names(measure: Measure, language: Language) -> str:
    """What is counted."""
    kinds = [(code, registry().kind(code)) for code in measure.kinds]
    return BETWEEN.join(name_in(kind, language) if kind else code for code, kind in kinds)


def measure_lines(teller: Teller, measure: Measure) -> tuple[Line, ...]:
    """A measure in words, a line for each thing that it says."""
    return tuple((code, text) for code, text in _lines(teller, measure) if text)


def _lines(teller: Teller, measure: Measure) -> Iterator[Line]:
    language = teller.language
    if not measure.is_counted:
        yield "counting-measure-indicator", measure.indicator
        return
    kind = registry().kind(measure.kinds[0])
    yield "counting-measure-kinds", kind_names(measure, language)
    yield "counting-measure-where", _conditions(teller, kind, measure)
    how = wording(f"counting-how-{measure.how}", language)
    yield "counting-measure-how", f"{how} {property_name(measure.of, kind, language)}" if measure.of else how
    yield "counting-measure-sense", wording(f"counting-sense-{measure.sense}", language)
    yield "counting-measure-event", _event(measure, kind, language)
    yield "counting-measure-since", measure.since.isoformat() if measure.since else ""
    yield "counting-measure-yearly", wording("counting-yes", language) if measure.yearly else ""
    yield "counting-measure-place", teller.names.get(measure.place, measure.place)
    yield "counting-measure-per", _per(measure, kind, language)
    yield "counting-measure-lost", BETWEEN.join(value_name(each, "stage", kind, language) for each in measure.lost)
    if measure.sense != "stock":
        yield "counting-measure-withdrawn", wording(f"counting-withdrawn-{measure.withdrawn}", language)
    yield "counting-measure-expires", property_name(measure.expires, kind, language) if measure.expires else ""
    yield "counting-measure-highest", _highest(measure, kind, language)
    yield "counting-measure-within", _within(measure, kind, language)


def _conditions(teller: Teller, kind: Kind | None, measure: Measure) -> str:
    if kind is None:
        return ""
    names = Names(places=teller.names, entities=teller.names, language=teller.language)
    joint = "；" if teller.language == "zh" else "; "
    return joint.join(condition_told(kind, each, names) for each in measure.where)


def _event(measure: Measure, kind: Kind | None, language: Language) -> str:
    if measure.event is None:
        return ""
    code = measure.event.property
    values = wording("counting-or", language).join(
        value_name(each, code, kind, language) for each in measure.event.values
    )
    name = property_name(code, kind, language)
    return f"{name}：{values}" if values and language == "zh" else f"{name}: {values}" if values else name


def _per(measure: Measure, kind: Kind | None, language: Language) -> str:
    if measure.per is None:
        return ""
    groups = registry().kind(measure.per.kind) if measure.per.kind else None
    return name_in(groups, language) if groups else property_name(measure.per.property, kind, language)


def _highest(measure: Measure, kind: Kind | None, language: Language) -> str:
    if measure.highest is None:
        return ""
    return wording("counting-highest", language, property=property_name(measure.highest.property, kind, language))


def _within(measure: Measure, kind: Kind | None, language: Language) -> str:
    if measure.within is None:
        return ""
    return wording("counting-within", language, property=property_name(measure.within.amount, kind, language))


# -------------------------------------------------------------------------------------------------------- figures


def amount_told(amount: Decimal | None, unit: str) -> str:
    """An amount as officials write it; a dash for none."""
    if amount is None:
        return "—"
    if unit == YUAN:
        return money_told(str(amount))
    return f"{figure_told(amount)} {unit}".strip()


def codes_of(entries: Iterable[Entry]) -> Iterator[str]:
    """The codes that entries name."""
    for entry in entries:
        yield from entry.groups
        yield from codes_in((), entry.reasons)

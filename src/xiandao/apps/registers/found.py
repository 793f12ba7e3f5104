"""What was found for a list, today: counted, sorted and cut by the database, never more rows than are shown."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple, Protocol

from django.db.models import Count, F, OuterRef, QuerySet, Subquery

from xiandao.apps.accounts.rights import Person
from xiandao.apps.registers import selectors
from xiandao.apps.registers.asking import Asked
from xiandao.apps.registers.kept import kept
from xiandao.apps.registers.listing import Listing
from xiandao.apps.registers.models import Cell, Entity
from xiandao.apps.registers.selectors import READ, Facet
from xiandao.core.kinds import NAME, PLACE, STAGE, SUMMED
from xiandao.core.messages import Language

CHUNK = 2_000
MOST_FACETS = 60
"""Values of a property that are counted."""
Values = Mapping[str, tuple[str, ...]]


class Reader(NamedTuple):
    """Who looks, in which language, and when."""

    person: Person
    language: Language
    now: dt.datetime


class Line(NamedTuple):
    """An entity of a list, on the day of the list.

    Attributes:
        values: The leading ones by property; personal ones under seal.
        name: As lists show it; empty where it was erased.
        keeper, place: Numbers of the places that keep it, and in which it lies today: who sees what of it hangs on them.
    """

    pk: int
    key: str
    kind: str
    name: str
    values: Values
    contested: frozenset[str]
    secrecy: str
    keeper: int
    place: int | None


class Found(Protocol):
    """A list that can be counted, cut, and counted by the values of properties."""

    def __len__(self) -> int: ...

    def __getitem__(self, stretch: slice) -> Sequence[Line]: ...

    def __iter__(self) -> Iterator[Line]: ...

    def facet(self, code: str) -> tuple[Facet, ...]:
        """The values of a property with their counts, the commonest first; those without one under an empty text."""

    def pivot(self, down: str, across: str) -> Mapping[tuple[str, str], int]:
        """How many have each pair of values; those that lack one stand under an empty text."""


_LINE = ("pk", "key", "kind", "name", "row", "contested", "secrecy", "keeper_id", "place_id")


def lines_of(entities: QuerySet[Entity]) -> Iterator[Line]:
    """The entities as lines."""
    for pk, key, kind, name, row, contested, secrecy, keeper, place in entities.values_list(*_LINE).iterator(CHUNK):
        values = {code: tuple(each) for code, each in row.items()}
        yield Line(pk, key, kind, name, values, frozenset(contested), secrecy, keeper, place)


@dataclass(frozen=True, slots=True)
class Today:
    """The list as it stands."""

    entities: QuerySet[Entity]
    sort: tuple[str, ...]
    numeric: frozenset[str]
    single: frozenset[str] = frozenset()

    def __len__(self) -> int:
        return kept(self.entities, ("n",), self.entities.count)

    def __getitem__(self, stretch: slice) -> Sequence[Line]:
        first = self._first_by_cells(stretch)
        if first is None:
            return list(lines_of(self._ordered()[stretch]))
        lines = {line.pk: line for line in lines_of(self.entities.filter(pk__in=first))}
        return [lines[pk] for pk in first if pk in lines]

    def _first_by_cells(self, stretch: slice) -> list[int] | None:
        """The stretch of a list that is sorted by a value, from the index of cells.

        ``None`` where it needs those without a value, who come last, or another order.
        """
        said = self.sort[0]
        code = said.removeprefix("-")
        if code not in self.single or self.sort[1:] != (NAME,) or stretch.stop is None:
            return None
        column = "number" if code in self.numeric else "value"
        cells = Cell.objects.filter(property=code, entity__in=self.entities.order_by().values("pk"))
        cells = cells.filter(**{f"{column}__isnull": False})
        sign = "-" if said != code else ""
        found = list(
            cells.order_by(f"{sign}{column}", "entity__name", "entity_id").values_list("entity_id", flat=True)[stretch]
        )
        return found if len(found) == stretch.stop - (stretch.start or 0) else None

    def __iter__(self) -> Iterator[Line]:
        return lines_of(self._ordered())

    def still(self) -> Iterator[Line]:
        """Its lines in no order: for whoever sorts them otherwise."""
        return lines_of(self.entities.order_by())

    def _ordered(self) -> QuerySet[Entity]:
        entities, order = self.entities, []
        for n, said in enumerate(self.sort):
            code = said.removeprefix("-")
            name = {NAME: "name", STAGE: "stage", PLACE: "place__code"}.get(code, "")
            if not name:
                name = f"by_{n}"
                column = "number" if code in self.numeric else "value"
                cells = Cell.objects.filter(entity=OuterRef("pk"), property=code).order_by(column)
                entities = entities.annotate(**{name: Subquery(cells.values(column)[:1])})
            order.append(F(name).desc(nulls_last=True) if said != code else F(name).asc(nulls_last=True))
        return entities.order_by(*order, "pk")

    def facet(self, code: str) -> tuple[Facet, ...]:
        """As :class:`Found`."""
        return kept(self.entities, ("facet", code), lambda: self._facet(code))

    def _facet(self, code: str) -> tuple[Facet, ...]:
        if code == STAGE:
            counted = self.entities.order_by().values_list("stage").annotate(n=Count("pk")).order_by("-n", "stage")
            return tuple(Facet(value, n) for value, n in counted)
        if code == PLACE:
            by_place = self.entities.order_by().values_list("place__code").annotate(n=Count("pk"))
            return tuple(Facet(value or "", n) for value, n in by_place.order_by("-n", "place__code"))
        cells = Cell.objects.filter(property=code, entity__in=self.entities.order_by().values("pk"))
        counted_cells = cells.values_list("value").annotate(n=Count("entity_id", distinct=True)).order_by("-n", "value")
        return tuple(Facet(value, n) for value, n in counted_cells[:MOST_FACETS])

    def pivot(self, down: str, across: str) -> Mapping[tuple[str, str], int]:
        """As :class:`Found`."""
        return kept(
            self.entities, ("pivot", down, across), lambda: selectors.pivot(self.entities.order_by(), down, across)
        )


class Sought(NamedTuple):
    """For whom: the right that it takes, and the 保密属性 of the entities that are given; all that the person sees, if ``None``."""

    deed: str = READ
    classes: frozenset[str] | None = None


READING = Sought()


def entities_sought(person: Person, sought: Sought) -> QuerySet[Entity]:
    """The entities that may be listed at all."""
    seen = selectors.entities_seen(person, sought.deed)
    return seen if sought.classes is None else seen.filter(secrecy__in=sought.classes)


def today(person: Person, listing: Listing, asked: Asked, sought: Sought = READING) -> Today:
    """The list of today as *person* may see it."""
    kinds = [kind.code for kind in listing.kinds]
    entities = entities_sought(person, sought).filter(kind__in=kinds, exists=True, leader=None)
    entities = selectors.where_holds(entities, (*listing.view.where, *asked.conditions))
    if asked.words:
        entities = selectors.named(entities, asked.words)
    if asked.contested:
        entities = entities.exclude(contested=[])
    return Today(entities, asked.sort, numeric_codes(listing), single_codes(listing))


def numeric_codes(listing: Listing) -> frozenset[str]:
    """Properties of numbers."""
    return frozenset(each.code for kind in listing.kinds for each in kind.properties if each.type in SUMMED)


def single_codes(listing: Listing) -> frozenset[str]:
    """Listed properties of which an entity has one value at most, in whichever kind."""
    many = {each.code for kind in listing.kinds for each in kind.properties if each.multiple}
    return frozenset(each.code for kind in listing.kinds for each in kind.properties) - many - {NAME, PLACE}


def counted(rows: Iterable[Sequence[str]]) -> tuple[Facet, ...]:
    """How often each value occurs, the commonest first; rows without one under an empty text."""
    counts: dict[str, int] = {}
    for values in rows:
        for value in dict.fromkeys(values or ("",)):
            counts[value] = counts.get(value, 0) + 1
    return tuple(Facet(value, n) for value, n in sorted(counts.items(), key=lambda each: (-each[1], each[0])))

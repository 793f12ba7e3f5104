"""责任空缺: the fields that issued plans have chosen and that no body and no leader of the place answers for."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import NamedTuple

from xiandao.apps.accounts.rights import Person
from xiandao.apps.bodies.answers import answered
from xiandao.apps.places.models import Place
from xiandao.apps.plans.matrix import Mark, matrix_of
from xiandao.apps.plans.matrix_columns import Asked, compared
from xiandao.apps.plans.matrix_kept import kept
from xiandao.apps.plans.taxonomies import known_codes, taxonomy


class Gap(NamedTuple):
    """A field that a place has chosen, and nobody there answers for.

    Attributes:
        code: Of the field. name: as the taxonomy calls it.
        mark: What the plan says of it, the strongest of several.
        title: Of the place's plans.
    """

    place: Place
    code: str
    name: str
    mark: Mark
    title: str


def gaps_of(person: Person, on: dt.date, place: str = "") -> tuple[Gap, ...]:
    """The gaps of a day, in the order of places; of the place of the code *place* and those below it alone.

    Confirmed items of plans in force alone; what the taxonomy lacks is left out, as is what only a plan above gives.
    """
    asked = Asked(on=on, is_dated=True)
    of = compared(person, asked)
    found = kept("matrix", of, asked, lambda: matrix_of(of, asked))
    keys = {int(column.key[6:]): column for column in found.columns if column.key.startswith("place-")}
    places = {each.pk: each for each in Place.objects.filter(pk__in=keys)}
    taken = answered(person, on)
    gaps = []
    for pk, column in keys.items():
        if place and f"/{place}/" not in places[pk].path:
            continue
        for row in found.rows:
            marks = [mark for mark in found.marks.get((row.code, column.key), ()) if mark.is_live]
            if row.is_known and marks and not _has_somebody(row.code, marks[0], taken.get(pk, frozenset())):
                gaps.append(Gap(places[pk], row.code, row.name, marks[0], column.title))
    return tuple(sorted(gaps, key=lambda gap: gap.place.path))


def _has_somebody(code: str, mark: Mark, taken: frozenset[str]) -> bool:
    """Whether somebody answers for the field, for a wider one, or for just what the plan names."""
    codes = {code, *known_codes(mark.name)}
    return any({each, *taxonomy().ancestors(each)} & taken for each in codes)


def as_values(gap: Gap) -> Mapping[str, object]:
    """For the API."""
    return {
        "place": gap.place.code,
        "code": gap.code,
        "name": gap.name,
        "said": gap.mark.name,
        "role": gap.mark.role,
        "item": gap.mark.item,
    }

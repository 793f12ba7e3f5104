"""What the pages of a list show: rows, filters with counts, columns to choose, crossings, changes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from django.core.paginator import Page, Paginator

from xiandao.apps.accounts.rights import Person
from xiandao.apps.bodies.fields import field_names
from xiandao.apps.places.models import Place
from xiandao.apps.places.selectors import places_under
from xiandao.apps.registers.asking import Asked, Params
from xiandao.apps.registers.found import Found, Line, Reader
from xiandao.apps.registers.list_changes import changes_of
from xiandao.apps.registers.list_files import list_found
from xiandao.apps.registers.list_rows import Counted, facet_told, kind_names, rows_told, words_of
from xiandao.apps.registers.listing import (
    CHOSEN,
    PLAIN,
    Listing,
    codes_counted,
    codes_filtered,
    columns_possible,
    values_of,
)
from xiandao.apps.registers.moments import then_of
from xiandao.apps.registers.selectors import READ
from xiandao.core.kinds import LABEL, NAME, PLACE, STAGE, SUMMED
from xiandao.core.messages import Language, wording

PAGE = 50
MOST_COUNTED = 50_000
"""Rows of a list of which values are counted beside it; longer ones are counted when they are filtered."""
FACETS = 6
SHOWN = 12
"""Values of one property that are shown with their counts."""
WIDEST = 40
"""Rows and columns of a crossing that are shown."""


class Column(NamedTuple):
    """A column: its head, whether it can be sorted by, and whether it holds figures."""

    code: str
    head: str
    is_sorted: bool
    is_figure: bool


class Filter(NamedTuple):
    """A property to filter by: its values to choose from, or none where it is from–to."""

    code: str
    head: str
    values: tuple[tuple[str, str], ...]
    unit: str
    type: str


class Shares(NamedTuple):
    """The values of a property with their counts, and how many more there are."""

    code: str
    head: str
    form: str
    counted: tuple[Counted, ...]
    more: int


def rows_page(reader: Reader, listing: Listing, asked: Asked, number: str) -> dict[str, Any]:
    """A page of rows, with counts beside it."""
    found = list_found(reader.person, listing, asked, now=reader.now)
    listed: Any = found  # a paginator wants no more than length and stretches
    page: Page[Line] = Paginator(listed, PAGE).get_page(number)
    lines = list(page.object_list)
    return {
        "page": page,
        "rows": rows_told(reader.person, listing, lines, asked.columns, reader.language),
        "columns": columns(listing, asked.columns, reader.language),
        "kinds": kind_names(listing, reader.language) if len(listing.kinds) > 1 else {},
        "shares": shares(reader, listing, found, page.paginator.count),
    }


def columns(listing: Listing, codes: Sequence[str], language: Language) -> list[Column]:
    """Heads of columns."""
    sortable = {NAME, PLACE, *codes_filtered(listing)}
    return [Column(code, listing.head(code, language), code in sortable, _is_figure(listing, code)) for code in codes]


def _is_figure(listing: Listing, code: str) -> bool:
    prop = listing.property(code)
    return prop is not None and prop.type in SUMMED


def shares(reader: Reader, listing: Listing, found: Found, total: int, *, most: int = FACETS) -> list[Shares]:
    """How the rows divide by place, stage, label and vocabularies; none of a list too long to count on each look."""
    if not 0 < total <= MOST_COUNTED:
        return []
    return [share(reader, listing, found, code) for code in codes_counted(listing)[:most]]


def share(reader: Reader, listing: Listing, found: Found, code: str, *, most: int = SHOWN) -> Shares:
    """How the rows divide by one property."""
    told = facet_told(reader.person, listing, code, found.facet(code), reader.language)
    form = "under" if code == PLACE else "is"
    return Shares(code, listing.head(code, reader.language), form, tuple(told[:most]), max(len(told) - most, 0))


def filters(reader: Reader, listing: Listing) -> dict[str, Any]:
    """What the list can be filtered by, and the columns to choose from."""
    language = reader.language
    chosen, bounded = [], []
    for code in codes_filtered(listing):
        prop = listing.property(code)
        head, unit = listing.head(code, language), prop.unit if prop else ""
        if code in (STAGE, LABEL) or (prop and prop.type in CHOSEN):
            if values := _values(listing, code, language):
                chosen.append(Filter(code, head, values, "", prop.type if prop else "choice"))
        elif prop and prop.type in PLAIN:
            bounded.append(Filter(code, head, (), "元" if prop.type == "money" else unit, prop.type))
    fields = [code for code in codes_filtered(listing) if (of := listing.property(code)) and of.type == "field"]
    return {
        "chosen": chosen,
        "bounded": bounded,
        "places": places_choosable(reader.person),
        "fields": [(code, listing.head(code, language)) for code in fields],
        "field_names": field_names() if fields else (),
        "possible": [(code, listing.head(code, language)) for code in columns_possible(listing)],
    }


def _values(listing: Listing, code: str, language: Language) -> tuple[tuple[str, str], ...]:
    prop = listing.property(code)
    if prop is not None and prop.type == "yes-no":
        return tuple((each, wording(f"register-{each}", language)) for each in ("yes", "no"))
    return values_of(listing, code, language)


def places_choosable(person: Person) -> list[Place]:
    """The places under which a list may be asked for."""
    return list(places_under(grant.path for grant in person.within(READ)).filter(until=None).order_by("path"))


class Crossing(NamedTuple):
    """A table of counts with sums; *more* rows or columns are left out of it and in no sum of a row."""

    down: str
    across: str
    columns: tuple[tuple[str, str], ...]
    rows: tuple[tuple[str, str, tuple[int, ...], int], ...]
    sums: tuple[int, ...]
    total: int
    more: int


def crossing_page(reader: Reader, listing: Listing, asked: Asked, params: Params) -> dict[str, Any]:
    """The rows counted by two properties."""
    possible = codes_counted(listing)
    down, across = (_chosen(params, name, possible, n) for n, name in enumerate(("down", "across")))
    found = list_found(reader.person, listing, asked, now=reader.now)
    counts = found.pivot(down, across)
    return {
        "crossing": crossing(reader, listing, counts, (down, across), total=len(found)),
        "down": down,
        "across": across,
        "crossed": [(code, listing.head(code, reader.language)) for code in possible],
        "is_several": any(_is_several(listing, code) for code in (down, across)),
    }


def _chosen(params: Params, name: str, possible: Sequence[str], n: int) -> str:
    said = next(iter(params.get(name, ())), "")
    return said if said in possible else possible[min(n, len(possible) - 1)]


def _is_several(listing: Listing, code: str) -> bool:
    prop = listing.property(code)
    return code == LABEL or (prop is not None and prop.multiple)


def crossing(
    reader: Reader, listing: Listing, counts: Mapping[tuple[str, str], int], by: tuple[str, str], *, total: int
) -> Crossing:
    """Counts as a table: the commonest first, what is not known last."""
    sides: list[dict[str, int]] = [{}, {}]
    for pair, n in counts.items():
        for side, value in zip(sides, pair, strict=True):
            side[value] = side.get(value, 0) + n
    words = [
        words_of(reader.person, listing, code, list(side), reader.language)
        for code, side in zip(by, sides, strict=True)
    ]
    ordered = [
        sorted((value for value in side if value in said), key=lambda value: (not value, -side[value], value))
        for side, said in zip(sides, words, strict=True)
    ]
    down, across = ordered[0][:WIDEST], ordered[1][:WIDEST]
    cells = [tuple(counts.get((value, other), 0) for other in across) for value in down]
    rows = tuple((value, words[0][value], row, sum(row)) for value, row in zip(down, cells, strict=True))
    return Crossing(
        down=listing.head(by[0], reader.language),
        across=listing.head(by[1], reader.language),
        columns=tuple((value, words[1][value]) for value in across),
        rows=rows,
        sums=tuple(sum(row[2][n] for row in rows) for n in range(len(across))),
        total=total,
        more=len(ordered[0]) - len(down) + len(ordered[1]) - len(across),
    )


def changes_page(reader: Reader, listing: Listing, asked: Asked, params: Params, number: str) -> dict[str, Any]:
    """Two dates beside each other; the earlier one is the end of last year where none is asked for."""
    said = {name: next(iter(params.get(f"before_{name}", ())), "") for name in ("as_of", "known_at")}
    if not any(said.values()):
        said["as_of"] = f"{asked.then.on.year - 1}-12-31"
    before = then_of(said, reader.now)
    changes = changes_of(reader, listing, asked, before)
    page = Paginator(changes.lines, PAGE).get_page(number)
    return {"before": before, "changes": changes, "page": page}


def restricted_page(reader: Reader, listing: Listing, asked: Asked) -> dict[str, Any]:
    """Of a list that is sensitive when gathered: how many, and how they divide; no names, no rows."""
    found = list_found(reader.person, listing, asked, now=reader.now)
    total = len(found)
    codes = [code for code in codes_counted(listing) if code in (PLACE, STAGE, LABEL, "field")]
    return {"total": total, "shares": [share(reader, listing, found, code) for code in codes] if total else []}

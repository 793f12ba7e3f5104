"""Places as tiles: what a layout, a plan or the matrix says of each, in the order of the tree; no boundary is drawn."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from xiandao.alignment.layouts import ROLES, role_of
from xiandao.apps.places.models import Place
from xiandao.apps.plans.layout_maps import map_of
from xiandao.apps.plans.layout_models import LayoutLine
from xiandao.apps.plans.layout_selectors import groups_of, places_around
from xiandao.apps.plans.matrix import ROLES as MATRIX_ROLES
from xiandao.apps.plans.matrix import Cell, Matrix
from xiandao.apps.plans.matrix_columns import Column
from xiandao.apps.plans.models import Item

SIGNS = {"main": "●", "grow": "◐", "exploratory": "○", "named": "◇", "placed": "▣"}
SHADES = 4
"""Steps of the ground of a tile, by how many sectors it has; 0 for none."""


class Mark(NamedTuple):
    """One sector on a tile: its sign, its role, the item that says so (``None`` where a review added it).

    What *waits* for a person shows as 待核 and is in no count.
    """

    sector: str
    role: str
    item: int | None
    waits: bool = False

    @property
    def sign(self) -> str:
        """What stands for the role."""
        return SIGNS[self.role]


class Tile(NamedTuple):
    """One place with *n* confirmed sectors; *place* ``None`` where the tree does not know it."""

    name: str
    place: int | None
    marks: tuple[Mark, ...]
    n: int
    shade: int
    is_invented: bool


def tiles_of(rows: Iterable[tuple[str, Mark]], over: Place | None) -> tuple[Tile, ...]:
    """A tile for every place right below *over*, with nothing on it too, and for every other that a row names."""
    marks: dict[str, list[Mark]] = {}
    around = places_around(over) if over else []
    known = {name: each for each in around for name in (each.short_name, each.name)}
    for name, mark in rows:
        marks.setdefault(known[name].name if name in known else name, []).append(mark)
    below = [each for each in around if over and each.parent_id == over.pk and each.until is None]
    named = [each for each in around if each.name in marks]
    order = sorted({each.pk: each for each in (*below, *named)}.values(), key=lambda each: each.path)
    most = max(map(_live, marks.values()), default=0)
    others = [name for name in marks if name not in {each.name for each in order}]
    return (
        *(_tile(each.name, each, marks.get(each.name, ()), most) for each in order),
        *(_tile(name, None, marks[name], most) for name in others),
    )


def _live(marks: Sequence[Mark]) -> int:
    return sum(not mark.waits for mark in marks)


def _tile(name: str, place: Place | None, marks: Sequence[Mark], most: int) -> Tile:
    n = _live(marks)
    shade = -(-n * SHADES // most) if n else 0
    return Tile(name, place.pk if place else None, tuple(marks), n, shade, place.is_invented if place else True)


def marks_of_lines(lines: Iterable[LayoutLine]) -> list[tuple[str, Mark]]:
    """The rows of a version."""
    return [(line.name, Mark(line.sector, line.role, line.item_id)) for line in lines]


def marks_of_items(items: Iterable[Item]) -> list[tuple[str, Mark]]:
    """The placements of a plan, each in the role of the group that it names the sector in."""
    items = list(items)
    groups = groups_of({item.edition_id for item in items})
    return [
        (
            said["place"],
            Mark(said["sector"], role_of(groups.get((item.edition_id, said["sector"]))), item.pk, not item.is_live),
        )
        for item in items
        for said in (item.fields,)
    ]


def of_plan(placements: Iterable[Item], over: Place | None) -> dict[str, Any]:
    """What the page of a plan shows of its layout, candidates too: each opens its sentence."""
    items = list(placements)
    if not items:
        return {}
    return {**mapped(tiles_of(marks_of_items(items), over), over), "opened": {item.pk for item in items}}


def of_matrix(matrix: Matrix, columns: Sequence[Column]) -> dict[str, Any]:
    """A tile a column: what each place has chosen, in its strongest role."""
    rows = [
        (column.name, Mark(row.name, cell.marks[0].role, cell.marks[0].item, cell.marks[0].waits))
        for column in columns
        for row, cell in zip(matrix.rows, _cells(matrix, column), strict=True)
        if cell is not None
    ]
    by_name: dict[str, list[Mark]] = {column.name: [] for column in columns}
    for name, mark in rows:
        by_name[name].append(mark)
    most = max(map(_live, by_name.values()), default=0)
    tiles = [
        _tile(column.name, None, by_name[column.name], most)._replace(place=0) for column in columns
    ]  # a column is known, whether or not the tree has it
    signs = {role: SIGNS[role] for role in MATRIX_ROLES}
    return {"tiles": tiles, "signs": signs.items(), "opened": {mark.item for _, mark in rows}, "is_choice": True}


def _cells(matrix: Matrix, column: Column) -> list[Cell | None]:
    return [matrix.cells(row, (column,))[0] for row in matrix.rows]


def mapped(tiles: Sequence[Tile], over: Place | None) -> dict[str, Any]:
    """What a page shows: the tiles, and the official map where there is one and no place on it is invented."""
    official = map_of(over)
    if official is not None and any(tile.is_invented for tile in tiles if tile.place is not None):
        official = None
    figures = [
        {
            "name": tile.name,
            "value": tile.n,
            "said": [f"{mark.sign} {mark.sector}" for mark in tile.marks if not mark.waits],
        }
        for tile in tiles
        if tile.place is not None
    ]
    return {
        "tiles": tiles,
        "official": official,
        "figures": figures if official else None,
        "signs": [(role, SIGNS[role]) for role in ROLES],
    }

"""Which place has chosen which field: the matrix of sectors and places, how crowded each field is, which places are alike."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from django.db.models.fields.json import KT

from xiandao.alignment.overlap import Crowd, Pair, crowding, likest
from xiandao.apps.places.models import Place
from xiandao.apps.plans.matrix_columns import Asked, Column, Compared, text_of
from xiandao.apps.plans.models import LIVE, Item
from xiandao.apps.plans.taxonomies import Field, fields_named, known_codes, segment_code, taxonomy, top_of
from xiandao.core.taxonomy import Taxonomy

ROLE_WORDS = {
    "exploratory": ("前沿", "前瞻", "超前", "探索", "储备", "谋划", "跟踪"),
    "main": ("主导", "先导", "重点", "主攻", "优先", "支柱", "首位", "核心", "优势", "聚焦", "突破"),
}
"""What a plan calls the group in which it names a sector → the role; in this order: 重点前沿领域 is exploratory."""
ROLES = ("main", "exploratory", "named", "placed")
"""From the strongest; ``named``: the plan does not say; ``placed``: given to the place by the plan of one above it."""
NAMED, PLACED = ROLES.index("named"), ROLES.index("placed")
MOST_PAIRS = 40
CHUNK = 20_000


class Mark(NamedTuple):
    """What one plan says of one field; of two the lesser tuple is the stronger.

    Attributes:
        waits: Whether no person has confirmed it yet: it shows as 待核 and counts nowhere.
        rank: Of its role, its place in :data:`ROLES`.
        item: Number of the item that says so.
        name: The field in the plan's words.
        group: What the plan calls those it is named among; empty where nothing.
        plan: The plan that says it, by number.
    """

    waits: bool
    rank: int
    item: int
    name: str
    group: str
    plan: int

    @property
    def role(self) -> str:
        """One of :data:`ROLES`."""
        return ROLES[self.rank]

    @property
    def is_live(self) -> bool:
        """Whether it counts."""
        return not self.waits


class Cell(NamedTuple):
    """A field and a place.

    Attributes:
        marks: One of each plan, the strongest first.
        since: Year of the place's first edition that names the field; ``None`` where it bears no date, or waits.
        is_other_name: Whether the plan's word for it is not the row's.
    """

    marks: tuple[Mark, ...]
    since: int | None
    is_other_name: bool


class Row(NamedTuple):
    """A field.

    Attributes:
        code: Of the node, or ``?`` and the name where the tree lacks it.
        name: The canonical name, or the name as printed.
        top: Name of the branch it stands on; empty where the tree lacks it.
        is_known: Whether the tree has it (else 未归类).
        is_below: Whether it stands below a sector: a segment or direction.
        chosen: Places, of all columns, that have a confirmed item on it.
    """

    code: str
    name: str
    top: str
    is_known: bool
    is_below: bool
    chosen: int


Marks = dict[tuple[str, str], list[Mark]]


class Matrix(NamedTuple):
    """Everything that was chosen.

    Attributes:
        columns: Places in the order of the tree.
        rows: Fields in the order of the taxonomy, those it lacks behind.
        marks: (code, key of the column) → what the plans say.
        since: (code, key of the column) → the first year.
    """

    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    marks: Mapping[tuple[str, str], Sequence[Mark]]
    since: Mapping[tuple[str, str], int]

    def cells(self, row: Row, columns: Iterable[Column]) -> list[Cell | None]:
        """The cells of *row* under *columns*; ``None`` for empty ones."""
        return [self._cell(row, column) for column in columns]

    def _cell(self, row: Row, column: Column) -> Cell | None:
        marks = self.marks.get((row.code, column.key))
        if not marks:
            return None
        return Cell(tuple(marks), self.since.get((row.code, column.key)), marks[0].name != row.name)


Said = tuple[int, int, str, str, int, str, bool, str | None]
"""An item that names a field, of any edition: item, edition, column, name, rank, group, whether it waits, the sector over
it. A plain tuple, for a page may rest on a hundred thousand of them."""


def role_of(group: str | None) -> str:
    """The role that the name of a group gives to the sectors in it.

    >>> role_of("三大先导产业"), role_of("四个前沿方向"), role_of("领域")
    ('main', 'exploratory', 'named')
    """
    return next((role for role, words in ROLE_WORDS.items() if any(word in (group or "") for word in words)), "named")


@lru_cache(maxsize=5_000)
def rank_of(group: str | None) -> int:
    """The role of :func:`role_of` as its place in :data:`ROLES`."""
    return ROLES.index(role_of(group))


def matrix_of(of: Compared, asked: Asked) -> Matrix:
    """The matrix of what was asked for."""
    said = [*_sectors(of)]
    if asked.is_detailed:
        said += _directions(of, said)
    columns = of.columns
    if asked.with_layout:
        layout = [*_layout(of)]
        columns = _with_places(of, layout, asked)
        said += layout
    marks, since, fields = _marks(of, said, {column.key for column in columns}, is_detailed=asked.is_detailed)
    return Matrix(columns, _rows(marks, fields), marks, since)


def _items(of: Compared, kind: str, *keys: str) -> list[tuple[int, int, str, str, str | None, str | None]]:
    """Every item of one kind that was not rejected: number, edition, name, state, and two of its fields."""
    rows = Item.objects.filter(kind=kind, edition__in=of.queryset.values("pk")).exclude(state="rejected").order_by()
    columns = rows.values_list("pk", "edition_id", "head", "state", *(KT(f"fields__{key}") for key in keys))
    return [row for row in columns.iterator(chunk_size=CHUNK) if row[1] in of.wordings]


def _sectors(of: Compared) -> Iterator[Said]:
    rows = _items(of, "sector", "group", "parent")
    groups = {(row[1], row[2]): row[4] for row in rows}
    columns = {pk: wording.column for pk, wording in of.wordings.items()}
    for item, edition, name, state, group, parent in rows:
        rank = rank_of(group)
        if rank == NAMED and text_of(parent):
            rank = rank_of(groups.get((edition, parent or "")))
        yield item, edition, columns[edition], name, rank, text_of(group) or "", state not in LIVE, None


def _directions(of: Compared, sectors: Iterable[Said]) -> Iterator[Said]:
    """What is named under the sectors, in the role of its sector; what the tree lacks is left out."""
    above = {(said[1], said[3]): (said[4], said[5]) for said in sectors}
    columns = {pk: wording.column for pk, wording in of.wordings.items()}
    for item, edition, name, state, sector, _ in _items(of, "technology", "sector", "kind"):
        if fields_named(name, sector)[0].is_known:
            rank, group = above.get((edition, sector or ""), (NAMED, ""))
            yield item, edition, columns[edition], name, rank, group, state not in LIVE, sector


def _layout(of: Compared) -> Iterator[Said]:
    """What plans give to places below their own; under the name that they call the place."""
    for item, edition, _, state, place, sector in _items(of, "placement", "place", "sector"):
        if place and sector:
            yield item, edition, f"name-{place}", sector, PLACED, "", state not in LIVE, None


def _with_places(of: Compared, layout: list[Said], asked: Asked) -> tuple[Column, ...]:
    """The columns, and those of places that only a plan above them speaks of; *layout* is put under their keys."""
    names = {column.removeprefix("name-") for _, edition, column, *_ in layout if edition in of.current}
    kinds = {column.is_invented for column in of.columns} - {None}
    found: dict[str, list[Place]] = defaultdict(list)
    for place in Place.objects.all():
        if not kinds or place.is_invented in kinds:
            for name in {place.name, place.short_name} & names:
                found[name].append(place)
    columns = {column.key: column for column in of.columns}
    keys: dict[str, str] = {}
    for name in sorted(names):
        meant = found.get(name, [])
        column = _place_column(meant[0]) if len(meant) == 1 else Column(f"name-{name}", name, name, "", "", ())
        keys[name] = column.key
        if asked.level in ("", column.level):
            columns.setdefault(column.key, column)
    layout[:] = [(*said[:2], keys.get(said[2][5:], said[2]), *said[3:]) for said in layout]
    return tuple(sorted(columns.values(), key=lambda column: (column.path == "", column.path)))


def _place_column(place: Place) -> Column:
    return Column(
        f"place-{place.pk}", place.short_name or place.name, place.name, place.level, place.path, (),
        is_invented=place.is_invented,
    )  # fmt: skip


def _marks(
    of: Compared, said: Iterable[Said], shown: set[str], *, is_detailed: bool
) -> tuple[Marks, dict[tuple[str, str], int], dict[str, Field]]:
    """The marks of what is in force, the first year of what ever was, and the fields they are on."""
    best: dict[tuple[str, str, int], Mark] = {}
    since: dict[tuple[str, str], int] = {}
    fields: dict[str, Field] = {}
    about = {pk: (each.plan, each.since.year if each.since else 0) for pk, each in of.wordings.items()}
    for item, edition, column, name, rank, group, waits, sector in said:
        if column not in shown:
            continue
        plan, year = about[edition]
        for field in fields_named(name, sector):
            code = _row_code(field, is_detailed=is_detailed)
            if year and not waits and year < since.get((code, column), 9999):
                since[code, column] = year
            if edition in of.current:
                fields.setdefault(code, field)
                at, mark = (code, column, plan), Mark(waits, rank, item, name, group, plan)
                best[at] = min(best.get(at, mark), mark)
    return _cells(best), since, fields


def _cells(best: Mapping[tuple[str, str, int], Mark]) -> Marks:
    """The marks of each field and place, the strongest first."""
    marks: Marks = defaultdict(list)
    for (code, column, _), mark in best.items():
        marks[code, column].append(mark)
    for of_cell in marks.values():
        of_cell.sort()
    return dict(marks)


def _row_code(field: Field, *, is_detailed: bool) -> str:
    if not field.is_known:
        return field.code
    return segment_code(field.code) if is_detailed else field.sector


def _rows(marks: Marks, fields: Mapping[str, Field]) -> tuple[Row, ...]:
    """Fields in the order of the branches and, within one, of the taxonomy; then what it lacks, the commonest first."""
    tree = taxonomy()
    chosen: dict[str, int] = defaultdict(int)
    for (code, _), of_cell in marks.items():
        chosen[code] += of_cell[0].is_live
    order = _order()
    known = sorted((code for code, field in fields.items() if field.is_known), key=lambda code: order.get(code, 0))
    rest = [code for code, field in fields.items() if not field.is_known]
    return (
        *(_row(tree, code, chosen[code]) for code in known),
        *(
            Row(code, fields[code].name, "", is_known=False, is_below=False, chosen=chosen[code])
            for code in sorted(rest, key=lambda code: (-chosen[code], code))
        ),
    )


def _row(tree: Taxonomy, code: str, chosen: int) -> Row:
    node, top = tree.node(code), tree.node(top_of(tree, code))
    is_below = node is not None and node.kind != "sector"
    name = node.name if node else code
    return Row(code, name, top.name if top else "", is_known=True, is_below=is_below, chosen=chosen)


@lru_cache(maxsize=1)
def _order() -> dict[str, int]:
    """The codes of the tree, each branch from the top down."""
    tree, order = taxonomy(), dict[str, int]()
    waiting = [*reversed(tree.below(None))]
    while waiting:
        code = waiting.pop()
        order[code] = len(order)
        waiting.extend(reversed(tree.below(code)))
    return order


TIERS = {"zone": "district"}
"""Levels whose places are held against those of another: zones and districts compete for the same."""


class Likeness(NamedTuple):
    """Two places and what both chose.

    Attributes:
        pair: Keys of the columns, likeness and shared fields, directions among them.
        sectors: How many sectors both chose.
        of_sectors: How many sectors at least one of them chose.
    """

    pair: Pair[str]
    sectors: int
    of_sectors: int


class Overlap(NamedTuple):
    """How far places have chosen the same.

    Attributes:
        crowds: Sectors by level, the most crowded first; of levels with more than one place.
        likest: The most alike pairs.
        columns: By key.
    """

    crowds: tuple[Crowd, ...]
    likest: tuple[Likeness, ...]
    columns: Mapping[str, Column]


def overlap_of(of: Compared, asked: Asked) -> Overlap:
    """How crowded each sector is among the places of a level, and which places are alike in sectors and directions."""
    plain = matrix_of(of, asked._replace(is_detailed=False))
    columns = {column.key: column for column in plain.columns}
    choices: dict[str, set[str]] = {key: set() for key in columns}
    for (code, column), marks in plain.marks.items():
        if marks[0].is_live:
            choices[column].add(code)
    crowds = crowding(choices, {key: column.level for key, column in columns.items()})
    tiers = {key: TIERS.get(column.level, column.level) for key, column in columns.items()}
    kin = {key: column.path for key, column in columns.items()}
    pairs = likest(_nodes(of, plain), tiers, most=MOST_PAIRS, kin=kin)
    return Overlap(
        tuple(crowd for crowd in crowds if crowd.places > 1),
        tuple(_with_sectors(pair, choices) for pair in pairs),
        columns,
    )


def _with_sectors(pair: Pair[str], choices: Mapping[str, set[str]]) -> Likeness:
    one, other = choices[pair.one], choices[pair.other]
    return Likeness(pair, len(one & other), len(one | other))


def _nodes(of: Compared, plain: Matrix) -> dict[str, set[str]]:
    """What each place chose at the finest, confirmed: the sectors it names, and the directions that the tree knows."""
    nodes: dict[str, set[str]] = {column.key: set() for column in plain.columns}
    for (_, column), marks in plain.marks.items():
        nodes[column].update(field.code for mark in marks if mark.is_live for field in fields_named(mark.name))
    live = Item.objects.filter(kind="technology", state__in=LIVE, edition__in=of.queryset.values("pk")).order_by()
    into = {pk: nodes[wording.column] for pk, wording in of.wordings.items() if pk in of.current}
    for edition, name, sector in live.values_list("edition_id", "head", KT("fields__sector")).iterator(
        chunk_size=CHUNK
    ):
        if edition in into:
            into[edition].update(known_codes(name, sector))
    return nodes


def node_name(code: str) -> str:
    """What a field is called; of one that the tree lacks the name as names are compared."""
    node = taxonomy().node(code)
    return node.name if node else code.removeprefix("?")

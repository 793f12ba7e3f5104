"""Many names as columns of numbers: each part of a name once in a table, each name a row of places in the tables."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import islice
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from xiandao.registers.names import name_of
from xiandao.registers.names_places import Places

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]
AGREES, LESS, DIFFERS = 2, 1, 0
"""Two parts are the same, one says less than the other, or they contradict each other."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Facets:
    """Names that differ, by their parts; what differs in nothing but how it is written is one row.

    Attributes:
        row: For each name given, its row below.
        cores, trades, forms, branches, numbers: For each row, which of the tables' words.
        places: For each row three columns: province, city, district; -1 where the name does not say.
        groups: For each row, whether the name says 集团.
        words: The tables: cores, trades, forms, branches, numbers, stems of places.
    """

    row: Ints
    cores: Ints
    trades: Ints
    forms: Ints
    branches: Ints
    numbers: Ints
    places: Ints
    groups: Bools
    words: tuple[tuple[str, ...], ...]


class Columns(NamedTuple):
    """Some names as columns, each name the places of its parts in the tables of these names alone."""

    columns: tuple[NDArray[np.int32], ...]
    tables: tuple[list[str], ...]
    wheres: list[tuple[str, ...]]


Pieces = Callable[[Callable[[tuple[str, ...]], Columns], Iterable[tuple[str, ...]]], Iterable[Columns]]
"""How pieces of a list are read: ``map``, or the like of a pool of processes."""

PIECE = 50_000


def facets_of(names: Iterable[str], places: Places, pieces: Pieces = map) -> Facets:
    """The names, each read once, as columns; nothing of a name but its parts is kept."""
    written = iter(names)
    chunks = iter(lambda: tuple(islice(written, PIECE)), ())
    columns, tables, wheres = _together(pieces(partial(columns_of, places=places), chunks))
    sizes = (*(len(table) for table in tables), len(wheres), 2)
    mixed = np.zeros(len(columns[0]), dtype=np.uint64)
    for column, size in zip(columns, sizes, strict=True):
        # Wraps around where the tables are very large: then it is a hash of 64 bits, as good as one.
        mixed = mixed * np.uint64(max(size, 2)) + column.astype(np.uint64)
    _, first, row = np.unique(mixed, return_index=True, return_inverse=True)
    stems = {stem: at for at, stem in enumerate(sorted({stem for where in wheres for stem in where}))}
    levels = _by_level(wheres, stems, places)
    core, trade, form, branch, number, where, group = (column[first] for column in columns)
    return Facets(
        row=row.astype(np.int64), cores=core, trades=trade, forms=form, branches=branch, numbers=number,
        places=levels[where], groups=group.astype(bool), words=(*(tuple(table) for table in tables), tuple(stems)),
    )  # fmt: skip


def columns_of(names: Sequence[str], places: Places) -> Columns:
    """Names as columns: core, trade, form, branch, numbers, places, group."""
    tables: tuple[dict[str, int], ...] = tuple({"": 0} for _ in range(5))
    cores, trades, forms, branches, numbers = tables
    wheres: dict[tuple[str, ...], int] = {(): 0}
    read: dict[str, tuple[int, ...]] = {}
    held = []
    for written in names:
        row = read.get(written)
        if row is None:
            name = name_of(written, places)
            row = read[written] = (
                cores.setdefault(name.core, len(cores)),
                trades.setdefault(name.trade, len(trades)),
                forms.setdefault(name.form, len(forms)),
                branches.setdefault(name.branch, len(branches)),
                numbers.setdefault(name.numbers, len(numbers)),
                wheres.setdefault(name.places, len(wheres)),
                int(name.group),
            )
        held.append(row)
    columns = np.array(held, dtype=np.int32).reshape(-1, 7)
    return Columns(tuple(np.ascontiguousarray(columns.T)), tuple(list(table) for table in tables), list(wheres))


def _together(pieces: Iterable[Columns]) -> tuple[list[Ints], tuple[dict[str, int], ...], dict[tuple[str, ...], int]]:
    """Pieces under tables that are one for all."""
    tables: tuple[dict[str, int], ...] = tuple({"": 0} for _ in range(5))
    wheres: dict[tuple[str, ...], int] = {(): 0}
    parts: list[list[NDArray[np.int32]]] = [[] for _ in range(7)]
    for piece in pieces:
        for part, column, table, words in zip(parts, piece.columns, tables, piece.tables, strict=False):
            part.append(np.array([table.setdefault(word, len(table)) for word in words], dtype=np.int32)[column])
        at = np.array([wheres.setdefault(where, len(wheres)) for where in piece.wheres], dtype=np.int32)
        parts[5].append(at[piece.columns[5]])
        parts[6].append(piece.columns[6])
    nothing = np.zeros(0, dtype=np.int32)
    return [np.concatenate([nothing, *part]).astype(np.int64) for part in parts], tables, wheres


def _by_level(wheres: Iterable[tuple[str, ...]], stems: dict[str, int], places: Places) -> Ints:
    """Province, city and district of each way of naming a place; what a place lies in counts as said."""
    rows = []
    for where in wheres:
        row = [-1, -1, -1]
        for place in where:
            level = places.levels.get(place, 2)
            row[level] = row[level] if row[level] >= 0 else stems[place]
        rows.append(row)
    known = np.array(rows, dtype=np.int64).reshape(-1, 3)
    up = _one_parent(stems, places)
    for level in (2, 1):
        for above in (1, 0):
            if above < level:
                parent = np.where(known[:, level] >= 0, up[known[:, level], above], -1)
                known[:, above] = np.where(known[:, above] >= 0, known[:, above], parent)
    return known


def _one_parent(stems: dict[str, int], places: Places) -> Ints:
    """For each stem its province and city, where exactly one is known; the last row stands for none."""
    up = np.full((len(stems) + 1, 2), -1, dtype=np.int64)
    for place, at in list(stems.items()):
        for wide in places.around((place,)) - {place}:
            level = places.levels.get(wide, 2)
            if level < 2 and level < places.levels.get(place, 2):
                up[at, level] = stems.setdefault(wide, len(stems)) if up[at, level] == -1 else -1
    return up


def places_compared(facets: Facets, a: Ints, b: Ints) -> Ints:
    """Of pairs of rows: whether their places agree, one says less, or they differ."""
    left, right = facets.places[a], facets.places[b]
    clash = ((left >= 0) & (right >= 0) & (left != right)).any(axis=1)
    fine, other = _finest(left), _finest(right)
    # A city and a district of it may be one place; a province and a city never are: 江苏华信 is not 无锡华信.
    coarse = np.minimum(fine, other)
    at = np.maximum(coarse, 0)[:, None]
    nested = (coarse == 1) & (np.take_along_axis(left, at, 1) == np.take_along_axis(right, at, 1))[:, 0]
    unequal = np.where((coarse < 0) | nested, LESS, DIFFERS)
    return np.where(clash, DIFFERS, np.where(fine == other, AGREES, unequal))


def _finest(places: Ints) -> Ints:
    """The narrowest level that is said, -1 for none."""
    said = places >= 0
    return np.where(said.any(axis=1), 2 - np.argmax(said[:, ::-1], axis=1), -1)


def compared(table: Sequence[str], left: Ints, right: Ints, compare: Callable[[str, str], int]) -> Ints:
    """*compare* on pairs of words of *table*, each pair of words only once."""
    out = np.full(len(left), AGREES, dtype=np.int64)
    unlike = np.flatnonzero(left != right)
    low, high = np.minimum(left[unlike], right[unlike]), np.maximum(left[unlike], right[unlike])
    pairs, back = np.unique(low * len(table) + high, return_inverse=True)
    found = [compare(table[pair // len(table)], table[pair % len(table)]) for pair in pairs.tolist()]
    out[unlike] = np.array(found, dtype=np.int64)[back]
    return out


def trades_alike(a: str, b: str) -> int:
    """Whether two trades are the same, one says less (机械, 精密机械), or they differ (机械, 食品).

    >>> trades_alike("精密机械", "机械"), trades_alike("", "机械"), trades_alike("科技", "实业")
    (1, 1, 0)
    """
    if a == b:
        return AGREES
    short, long = sorted((a, b), key=len)
    return LESS if _in_order(short, long) else DIFFERS


def branches_alike(a: str, b: str) -> int:
    """Whether two branches are the same, or one may leave a place out; a branch and its whole differ."""
    if not a or not b:
        return DIFFERS
    short, long = sorted((a, b), key=len)
    return LESS if long.endswith(short) and len(short) > 4 else DIFFERS


def forms_alike(a: str, b: str) -> int:
    """Whether two legal forms may be one's: the same, or one not said."""
    return LESS if not a or not b else DIFFERS


def _in_order(short: str, long: str) -> bool:
    left = iter(long)
    return all(character in left for character in short)

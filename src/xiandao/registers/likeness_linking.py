"""A million names among themselves: which rows are one enterprise, from names, former names and credit codes."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from xiandao.registers.likeness_facets import (
    DIFFERS,
    LESS,
    Bools,
    Facets,
    Ints,
    Pieces,
    branches_alike,
    compared,
    facets_of,
    forms_alike,
    places_compared,
    trades_alike,
)
from xiandao.registers.likeness_slips import slips
from xiandao.registers.names import places_in

NEIGHBOURS = 24
"""So many rows of one core are compared with each other; of commoner cores those of one trade or one place are."""

ROUNDS = 4
MANY = 8
"""A core and trade at so many places: its name without a place may be anybody's."""

COMMON = 60
"""A core at so many places: a name without a place is not taken for the only one of its trade."""


class Edges(NamedTuple):
    """Pairs of rows: *narrow* says no more than *wide*; *lacks* counts what it leaves unsaid, 0 where both say the same."""

    narrow: Ints
    wide: Ints
    lacks: Ints


def linked(
    names: Sequence[str],
    *,
    former: Sequence[Sequence[str]] = (),
    codes: Sequence[str] = (),
    pieces: Pieces = map,
) -> NDArray[np.int64]:
    """A number for each name; names with the same number are one enterprise.

    Only what is sure is linked: equal credit codes, names that say the same, names that say less where exactly one
    enterprise fits, and slips outside the core. What a person should decide stays apart.

    Args:
        names: As written.
        former: For each name the further names of the same enterprise, or nothing at all.
        codes: For each name a sound credit code, or ``""`` where none is known; or nothing at all.
        pieces: How pieces of the list are read: ``map``, or the like of a pool of processes.
    """
    if not names:
        return np.zeros(0, dtype=np.int64)
    more = [(at, each) for at, some in enumerate(former) for each in some]
    owners = np.concatenate([np.arange(len(names)), np.array([at for at, _ in more], dtype=np.int64)])
    facets = facets_of(chain(names, (each for _, each in more)), places_in(names), pieces)
    known = _numbered(codes) if len(codes) else np.zeros(len(names), dtype=np.int64)
    nodes, of_entry = np.unique(facets.row * (known.max() + 1) + known[owners], return_inverse=True)
    rows, coded = nodes // (known.max() + 1), nodes % (known.max() + 1)
    graph = _Graph(rows, coded, of_entry[: len(names)], of_entry[len(names) :], owners[len(names) :])
    lost = _lost(facets)
    labels = _joined(facets, graph, lost)[of_entry[: len(names)]]
    alone = lost[facets.row[: len(names)]] & (known == 0)
    alone[owners[len(names) :]] = False
    labels[alone] = int(labels.max(initial=0)) + 1 + np.arange(int(alone.sum()))
    return labels


class _Graph(NamedTuple):
    """What is joined: a node is a row of the facets under one credit code, or under none (0)."""

    rows: Ints
    codes: Ints
    of_name: Ints
    of_former: Ints
    owners: Ints


def _lost(facets: Facets) -> Bools:
    """Rows without a place whose core and trade stand at many places: two of them need not be one enterprise."""
    placed = (facets.places >= 0).any(axis=1)
    both = facets.cores * len(facets.words[1]) + facets.trades
    return ~placed & (_spread(both, facets) >= MANY)


def _joined(facets: Facets, graph: _Graph, lost: Bools) -> Ints:
    """A label for each node, through all rules, the surest first."""
    labels = _given(graph)
    single = _single_nodes(graph)
    single[lost] = -1
    edges = _edges(facets)
    slipped = slips(facets)
    sure = edges.lacks == 0
    for narrow, wide in ((edges.narrow[sure], edges.wide[sure]), slipped):
        labels = _merged(labels, single[narrow], single[wide], graph.codes)
    silent = (facets.places[edges.narrow] < 0).all(axis=1) & (facets.places[edges.wide] >= 0).any(axis=1)
    vague = silent & (_spread(facets.cores, facets)[edges.narrow] >= COMMON)
    for lacks in range(1, ROUNDS):
        some = (edges.lacks > 0) & (edges.lacks <= lacks) & ~vague
        labels = _fitted(labels, single[edges.narrow[some]], single[edges.wide[some]], graph, facets)
    return labels


def _spread(keys: Ints, facets: Facets) -> Ints:
    """For each row at how many places its key stands; districts count, and cities where no district is said."""
    said = facets.places >= 0
    finest = np.where(said[:, 2], facets.places[:, 2], np.where(said[:, 1], facets.places[:, 1], facets.places[:, 0]))
    _, at = np.unique(keys, return_inverse=True)
    width = int(finest.max(initial=0)) + 1
    pairs = np.unique(at[finest >= 0] * width + finest[finest >= 0])
    return np.bincount(pairs // width, minlength=int(at.max(initial=0)) + 1)[at]


def _given(graph: _Graph) -> Ints:
    """Labels from what the rows themselves say: equal codes, former names, one name with at most one code."""
    count = len(graph.rows)
    by_code = np.argsort(graph.codes, kind="stable")
    same_code = (graph.codes[by_code][1:] == graph.codes[by_code][:-1]) & (graph.codes[by_code][1:] > 0)
    # Nodes are sorted by row, then code: a row that begins without a code and has one code more is one enterprise.
    first = np.flatnonzero(np.diff(graph.rows, prepend=-1))
    sizes = np.diff(np.append(first, count))
    pair = first[(sizes == 2) & (graph.codes[first] == 0)]
    a = np.concatenate([by_code[1:][same_code], pair, graph.of_former])
    b = np.concatenate([by_code[:-1][same_code], pair + 1, graph.of_name[graph.owners]])
    return _components(count, a, b)


def _single_nodes(graph: _Graph) -> Ints:
    """For each row its node, or -1 where it stands under several codes and says nothing of the others."""
    first = np.flatnonzero(np.diff(graph.rows, prepend=-1))
    sizes = np.diff(np.append(first, len(graph.rows)))
    alone = (sizes == 1) | ((sizes == 2) & (graph.codes[first] == 0))
    out = np.full(int(graph.rows.max(initial=-1)) + 1, -1, dtype=np.int64)
    out[graph.rows[first]] = np.where(alone, first, -1)
    return out


def _components(count: int, a: Ints, b: Ints) -> Ints:
    ones = np.ones(len(a), dtype=np.int8)
    return connected_components(coo_array((ones, (a, b)), shape=(count, count)), directed=False)[1].astype(np.int64)


def _codes_of(labels: Ints, codes: Ints) -> Ints:
    """For each label its credit code, 0 for none, -1 where it has several."""
    out = np.zeros(int(labels.max(initial=0)) + 1, dtype=np.int64)
    some = codes > 0
    out[labels[some]] = codes[some]
    several = np.unique(labels[some][out[labels[some]] != codes[some]])
    out[several] = -1
    return out


def _merged(labels: Ints, a: Ints, b: Ints, codes: Ints) -> Ints:
    """Labels after joining the pairs of nodes, but none that would put two credit codes together."""
    known = (a >= 0) & (b >= 0)
    a, b = labels[a[known]], labels[b[known]]
    own = _codes_of(labels, codes)
    fit = (own[a] == own[b]) | (own[a] == 0) | (own[b] == 0)
    a, b = a[fit & (a != b)], b[fit & (a != b)]
    joined = _components(len(own), a, b)
    for _ in range(2):
        torn = _codes_of(joined, own) == -1
        # Where a chain puts two codes together, those without a code hold with none.
        keep = ~torn[joined[a]] | ((own[a] == 0) & (own[b] == 0))
        if keep.all():
            break
        a, b = a[keep], b[keep]
        joined = _components(len(own), a, b)
    return joined[labels]


def _fitted(labels: Ints, narrow: Ints, wide: Ints, graph: _Graph, facets: Facets) -> Ints:
    """Labels after each group that says less has joined the one group that it fits, if there is exactly one."""
    known = (narrow >= 0) & (wide >= 0)
    a, b = labels[narrow[known]], labels[wide[known]]
    own = _codes_of(labels, graph.codes)
    fit = (a != b) & ((own[a] == own[b]) | (own[a] == 0) | (own[b] == 0))
    where = _places_of(labels, graph, facets)
    clash = ((where[a] >= 0) & (where[b] >= 0) & (where[a] != where[b])).any(axis=1)
    a, b = a[fit & ~clash], b[fit & ~clash]
    pairs = np.unique(a * len(own) + b)
    a, b = pairs // len(own), pairs % len(own)
    only = np.bincount(a, minlength=len(own))[a] == 1
    a, b = a[only], b[only]
    joined = _components(len(own), a, b)
    torn = _codes_of(joined, own) == -1
    keep = ~torn[joined[a]] | (own[a] == 0)
    if not keep.all():
        joined = _components(len(own), a[keep], b[keep])
    return joined[labels]


def _places_of(labels: Ints, graph: _Graph, facets: Facets) -> Ints:
    """For each label the places that its rows agree on; -1 where none is said or they differ."""
    own = facets.places[graph.rows]
    out = np.full((int(labels.max(initial=0)) + 1, 3), -1, dtype=np.int64)
    for level in range(3):
        said = own[:, level] >= 0
        out[labels[said], level] = own[said, level]
        several = labels[said][out[labels[said], level] != own[said, level]]
        out[several, level] = -1
    return out


def _edges(facets: Facets) -> Edges:
    """Pairs of rows of one core that do not contradict each other, the one that says less first."""
    a, b = _of_one_core(facets)
    where = places_compared(facets, a, b)
    a, b, where = a[where > DIFFERS], b[where > DIFFERS], where[where > DIFFERS]
    _, trades, forms, branches, _, _ = facets.words
    found = [where]
    for table, column, alike in (
        (trades, facets.trades, trades_alike),
        (forms, facets.forms, forms_alike),
        (branches, facets.branches, branches_alike),
    ):
        how = compared(table, column[a], column[b], alike)
        keep = how > DIFFERS
        a, b, found = a[keep], b[keep], [*(each[keep] for each in found), how[keep]]
    return _directed(facets, a, b, found)


def _directed(facets: Facets, a: Ints, b: Ints, found: list[Ints]) -> Edges:
    """Which of the two says less; pairs of which each says something that the other does not are left out.

    A name with its legal form is whole and leaves out no trade: 恒翼机械有限公司 is not 恒翼精密机械有限公司.
    """
    said = _said(facets)
    more, less = (said[a] > said[b]).any(axis=1), (said[a] < said[b]).any(axis=1)
    narrow, wide = np.where(more, b, a), np.where(more, a, b)
    where, trade, form, branch = (each == LESS for each in found)
    short = facets.forms[narrow] == 0
    lacks = where.astype(np.int64) + trade + branch + (form & (facets.trades[narrow] == 0))
    keep = (~(more & less) | (lacks == 0)) & (short | ~trade)
    return Edges(narrow[keep], wide[keep], lacks[keep])


def _said(facets: Facets) -> Ints:
    """How much each row says: levels of place, letters of trade, letters of branch."""
    _, trades, _, branches, _, _ = facets.words
    by_trade, by_branch = (np.array([len(word) for word in words], dtype=np.int64) for words in (trades, branches))
    finest = np.where(facets.places >= 0, [1, 2, 3], 0).max(axis=1)
    return np.stack([finest, by_trade[facets.trades], by_branch[facets.branches]], axis=1)


def _of_one_core(facets: Facets) -> tuple[Ints, Ints]:
    """Pairs of rows with the same core, the same numbers and no other place; of common cores those that are close by trade or by place."""
    province, city, district = facets.places.T
    orders = (
        np.lexsort((district, city, province, facets.trades, facets.cores)),
        np.lexsort((facets.trades, district, city, province, facets.cores)),
    )
    count = len(facets.cores)
    found = [np.zeros(0, dtype=np.int64)]
    for order in orders:
        cores, numbers, groups = facets.cores[order], facets.numbers[order], facets.groups[order]
        where = np.ascontiguousarray(facets.places[order].T)
        for step in range(1, NEIGHBOURS + 1):
            same = np.flatnonzero(cores[step:] == cores[:-step])
            if not len(same):
                break
            fits = (numbers[same] == numbers[same + step]) & (groups[same] == groups[same + step])
            for level in where:
                here, there = level[same], level[same + step]
                fits &= (here == there) | (here < 0) | (there < 0)
            a, b = order[same[fits]], order[same[fits] + step]
            found.append(np.minimum(a, b) * count + np.maximum(a, b))
    pairs = np.unique(np.concatenate(found))
    return pairs // max(count, 1), pairs % max(count, 1)


def _numbered(codes: Sequence[str]) -> Ints:
    """A number for each code, 0 for none."""
    table: dict[str, int] = {"": 0}
    return np.array([table.setdefault(code, len(table)) for code in codes], dtype=np.int64)

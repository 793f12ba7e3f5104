"""One promise that became several, and several that became one: what the partner leaves open, another covers."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from math import isclose
from typing import NamedTuple

import numpy as np
from scipy import sparse

from xiandao.alignment.editions_amounts import base_amount, measure_of, same_amount
from xiandao.alignment.editions_assignment import Matching
from xiandao.alignment.editions_grams import Floats, Grams, nearest, overlaps
from xiandao.alignment.editions_lists import dissolved, members_of, starts_of
from xiandao.alignment.editions_pairs import Beside, Edition, group_of
from xiandao.alignment.editions_words import FIGURES, masked

# A part stands in the whole for this share of its words, or for less where its head does.
CONTAINED, CONTAINED_BY_HEAD, HEAD_CONTAINED = 0.6, 0.38, 0.6
# What a part covers of the whole and no other part does, and what all of them cover.
GAINED, COVERED = 0.1, 0.5
# Parts say hardly more than the whole does; what says much more is another promise that sounds alike.
LONGEST = 1.65
# A piece whose partner is this unlike it is asked too, but must fit better.
WEAK, SURE_CONTAINED, SURE_GAINED = 0.5, 0.75, 0.2
_CANDIDATES = 12
_COMMONEST = 60
_KINDS = frozenset(("figure", "task"))


class Parts(NamedTuple):
    """A whole on one side and its parts on the other, by place.

    Attributes:
        whole: In the earlier edition for a split, in the later one for a merger.
        parts: In the order of the text, two or more.
        covered: The share of the whole's words that stand in its parts, 0 to 1.
    """

    whole: int
    parts: tuple[int, ...]
    covered: float


class _Side(NamedTuple):
    """Where wholes are looked for, and where pieces.

    Attributes:
        wholes: The edition of the wholes. pieces: The other one.
        partners: Of wholes, the place of the partner. taken: The same from the pieces' side.
        weak: Pieces whose partner is hardly like them.
    """

    wholes: Edition
    pieces: Edition
    partners: Mapping[int, int]
    taken: Mapping[int, int]
    weak: frozenset[int]


def parts_of(both: Beside, matching: Matching) -> tuple[list[Parts], list[Parts]]:
    """The splits and the mergers among what *matching* left free or paired for want of better."""
    forward = {match.row: match.column for match in matching.partners.values()}
    backward = {column: row for row, column in forward.items()}
    weak = _weak(matching, forward)
    grams = both.texts.by_parts()
    onward = _Side(both.before, both.after, forward, backward, frozenset(column for _, column in weak))
    back = _Side(both.after, both.before, backward, forward, frozenset(row for row, _ in weak))
    splits, mergers = _divided(onward, grams), _divided(back, grams.turned())
    rows = {part.whole for part in splits}
    columns = {at for part in splits for at in part.parts}
    return splits, [part for part in mergers if part.whole not in columns and not rows & set(part.parts)]


def _weak(matching: Matching, forward: Mapping[int, int]) -> list[tuple[int, int]]:
    pairs = zip(
        matching.pairs.rows.tolist(), matching.pairs.columns.tolist(), matching.pairs.text.tolist(), strict=True
    )
    return [(row, column) for row, column, text in pairs if text < WEAK and forward.get(row) == column]


def _divided(side: _Side, grams: Grams) -> list[Parts]:
    """Wholes and the parts that divide them; a piece is part of one whole."""
    places = [
        at
        for at, leaf in enumerate(side.pieces.leaves)
        if group_of(leaf) in _KINDS and (at not in side.taken or at in side.weak)
    ]
    if not places:
        return []
    found = _dissolved(side, grams)
    used = {at for part in found for at in part.parts}
    done = {part.whole for part in found}
    gains = [gain for gain in _gains(side, places, grams) if gain[2] not in done]
    # What lost a part is asked first; what is gone altogether may still have become several.
    for with_partner in (True, False):
        for whole, pieces in _claims(side, gains, used, with_partner=with_partner).items():
            parts = _covering(side, whole, pieces, grams)
            if parts is not None and not used & set(parts.parts):
                found.append(parts)
                used |= set(parts.parts)
    return found


def _dissolved(side: _Side, grams: Grams) -> list[Parts]:
    """Enumerations each member of which is an item by itself on the other side, the whole's partner among them."""
    free = [at for at, leaf in enumerate(side.pieces.leaves) if group_of(leaf) in _KINDS and at not in side.taken]
    starts = starts_of(side.pieces.leaves, free)
    found: list[Parts] = []
    used: set[int] = set()
    for whole, leaf in enumerate(side.wholes.leaves):
        partner = side.partners.get(whole)
        if group_of(leaf) not in _KINDS or len(members_of(leaf.head)) < 2:
            continue
        if partner is not None and masked(side.pieces.leaves[partner].head) == masked(leaf.head):
            continue
        own = [] if partner is None else [partner]
        parts = dissolved(leaf, side.pieces.leaves, starts, own)
        if parts is not None and not used & set(parts) and set(own) <= set(parts):
            found.append(Parts(whole, parts, _covered(grams, whole, parts)))
            used |= set(parts)
    return found


def _covered(grams: Grams, whole: int, parts: Sequence[int]) -> float:
    """The share of the whole's words that stand in its parts."""
    needed = _row(grams.before, whole)
    inside = set().union(*(_row(grams.after, at) & needed for at in parts))
    return _sum(grams.weights, inside) / max(_sum(grams.weights, needed), 1e-12)


def _gains(side: _Side, places: Sequence[int], grams: Grams) -> list[tuple[float, int, int]]:
    """What each piece adds to each whole in which it stands, with the places of piece and whole; the most first."""
    narrow = grams.narrowed(range(len(side.wholes.leaves)), places)
    wholes, columns = nearest(narrow, _CANDIDATES, _COMMONEST)
    common, _, offered = overlaps(narrow, wholes, columns)
    fit = common >= CONTAINED_BY_HEAD * offered
    gains = []
    for whole, column in zip(wholes[fit].tolist(), columns[fit].tolist(), strict=True):
        piece = places[column]
        if (
            group_of(side.wholes.leaves[whole]) == group_of(side.pieces.leaves[piece])
            and side.taken.get(piece) != whole
        ):
            gain = _gain(side, whole, piece, grams)
            if gain > 0.0:
                gains.append((gain, piece, whole))
    return sorted(gains, key=lambda entry: (-entry[0], *entry[1:]))


def _claims(
    side: _Side, gains: Sequence[tuple[float, int, int]], used: set[int], *, with_partner: bool
) -> dict[int, list[int]]:
    """By whole, in the order of the text, the unused pieces that add most to it."""
    best: dict[int, int] = {}
    for _, piece, whole in gains:
        if piece not in used and (whole in side.partners) == with_partner:
            best.setdefault(piece, whole)
    claims: dict[int, list[int]] = defaultdict(list)
    for piece, whole in sorted(best.items()):
        claims[whole].append(piece)
    return dict(sorted(claims.items()))


def _gain(side: _Side, whole: int, piece: int, grams: Grams) -> float:
    """The share of the whole that *piece* covers and its partner does not; 0 where it is no part of it.

    What stands in the whole for less than :data:`CONTAINED_BY_HEAD` is not asked.
    """
    contained, inside = _contained(grams, whole, piece)
    heads = side.wholes.faces[whole].head, side.pieces.faces[piece].head
    if contained < CONTAINED and _common_run(*heads) < HEAD_CONTAINED:
        return 0.0
    partner = side.partners.get(whole)
    if partner is not None and _adds_up(side, whole, (partner, piece)):
        return 1.0
    if partner is not None and _is_the_same(side, whole, partner):
        return 0.0
    covered = _row(grams.after, partner) if partner is not None else set()
    gain = _sum(grams.weights, inside - covered) / max(_sum(grams.weights, _row(grams.before, whole)), 1e-12)
    if piece in side.taken and (partner is None or contained < SURE_CONTAINED or gain < SURE_GAINED):
        return 0.0
    return gain if gain >= GAINED else 0.0


def _is_the_same(side: _Side, whole: int, partner: int) -> bool:
    """Whether a figure's partner promises the same amount or is about all of the same, so that no part is missing."""
    one, other = side.wholes.leaves[whole], side.pieces.leaves[partner]
    return one.kind in FIGURES and (masked(one.head) == masked(other.head) or same_amount(one.figure, other.figure))


def _adds_up(side: _Side, whole: int, parts: Sequence[int]) -> bool:
    """Whether the amounts of *parts* are together the amount of *whole*, of the same thing and year."""
    total, leaves = side.wholes.leaves[whole], [side.pieces.leaves[at] for at in parts]
    figures = [leaf.figure for leaf in leaves if leaf.figure]
    if total.figure is None or len(figures) < len(parts) or any(leaf.year != total.year for leaf in leaves):
        return False
    if any(masked(leaf.head) not in masked(total.head) for leaf in leaves):
        return False
    measures = {measure_of(figure.unit)[0] for figure in (total.figure, *figures)}
    return len(measures) == 1 and isclose(sum(map(base_amount, figures)), base_amount(total.figure), rel_tol=1e-9)


def _common_run(whole: str, piece: str) -> float:
    """The share of *piece* that its longest run of letters found in *whole* makes."""
    longest = max(
        (
            stop - start
            for start in range(len(piece))
            for stop in range(start + 1, len(piece) + 1)
            if piece[start:stop] in whole
        ),
        default=0,
    )
    return longest / max(len(piece), 1)


def _contained(grams: Grams, whole: int, piece: int) -> tuple[float, set[int]]:
    """The share of the piece that stands in the whole, and the grams in common."""
    offered = _row(grams.after, piece)
    inside = _row(grams.before, whole) & offered
    return _sum(grams.weights, inside) / max(_sum(grams.weights, offered), 1e-12), inside


def _covering(side: _Side, whole: int, pieces: Sequence[int], grams: Grams) -> Parts | None:
    """The parts of *whole*, if they are several, each adds to it, and together they cover it and hardly more."""
    partner = side.partners.get(whole)
    needed = _row(grams.before, whole)
    total = max(_sum(grams.weights, needed), 1e-12)
    inside = {at: _row(grams.after, at) & needed for at in {*pieces, *([] if partner is None else [partner])}}
    while len(inside) > 1:
        alone = {at: _sum(grams.weights, inside[at] - _all_but(inside, at)) / total for at in inside}
        least = min(alone, key=lambda at: (alone[at], at))
        if alone[least] >= GAINED or _adds_up(side, whole, tuple(inside)):
            covered = _sum(grams.weights, set().union(*inside.values())) / total
            length = sum(_sum(grams.weights, _row(grams.after, at)) for at in inside) / total
            fits = covered >= COVERED and length <= LONGEST + 0.35 * (len(inside) - 2)
            return Parts(whole, tuple(sorted(inside)), covered) if fits or alone[least] < GAINED else None
        if least == partner:
            return None
        del inside[least]
    return None


def _all_but(inside: Mapping[int, set[int]], left_out: int) -> set[int]:
    return {gram for at, grams in inside.items() if at != left_out for gram in grams}


def _row(matrix: sparse.csr_array, at: int) -> set[int]:
    return set(matrix.indices[matrix.indptr[at] : matrix.indptr[at + 1]].tolist())


def _sum(weights: Floats, grams: set[int]) -> float:
    return float(np.sum(weights[sorted(grams)])) if grams else 0.0

"""Links made of partners and parts: each with its changes, its score and its reasons."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from xiandao.alignment.editions_assignment import Matching
from xiandao.alignment.editions_changes import Places, changes_of, changes_of_parts
from xiandao.alignment.editions_order import out_of_order
from xiandao.alignment.editions_pairs import Edition
from xiandao.alignment.editions_parts import Parts
from xiandao.alignment.editions_values import Change, Link, Reason
from xiandao.alignment.leaves import Leaf

_ORDER = {change: at for at, change in enumerate(Change)}
_SHARES = ("head", "text", "home", "figure", "owners", "year")

_Weighed = dict[tuple[int, int], int]
_Rivals = dict[int, tuple[float, str]]


class Group(NamedTuple):
    """Places of both editions that make one link; *score* 0 to 1."""

    rows: tuple[int, ...]
    columns: tuple[int, ...]
    score: float


def groups_of(matching: Matching, splits: Sequence[Parts], mergers: Sequence[Parts]) -> list[Group]:
    """Partners one to one, but where one side was divided."""
    divided = [
        *(Group((part.whole,), part.parts, part.covered) for part in splits),
        *(Group(part.parts, (part.whole,), part.covered) for part in mergers),
    ]
    rows = {row for group in divided for row in group.rows}
    columns = {column for group in divided for column in group.columns}
    pairs = [
        Group((match.row,), (match.column,), match.score)
        for match in matching.partners.values()
        if match.row not in rows and match.column not in columns
    ]
    return sorted([*pairs, *divided])


def places_of(before: Edition, after: Edition, groups: Sequence[Group]) -> Places:
    """Where the items of both editions stand, given what belongs together."""
    onward = {row: group.columns for group in groups for row in group.rows}
    starts = [_starts(edition.leaves) for edition in (before, after)]
    run = sorted((starts[0][group.rows[0]], starts[1][group.columns[0]], group.rows[0]) for group in groups)
    strays = out_of_order([place for _, place, _ in run])
    renamed = frozenset(
        (before.leaves[row].head, after.leaves[column].head)
        for row, columns in onward.items()
        for column in columns
        if before.leaves[row].kind == "sector"
    )
    return Places(before, after, onward, frozenset(run[at][2] for at in strays), renamed)


def links_of(places: Places, groups: Sequence[Group], matching: Matching) -> list[Link]:
    """Every item in one link, in the order of the later text; what was dropped stands behind what it followed."""
    weighed = _weighed(matching)
    placed = [((group.columns[0], 0, group.rows[0]), _linked(places, group, matching, weighed)) for group in groups]
    linked_rows = {row: group.columns[0] for group in groups for row in group.rows}
    linked_columns = {column for group in groups for column in group.columns}
    rivals = _rivals(places, matching, groups)
    for column, leaf in enumerate(places.after.leaves):
        if column not in linked_columns:
            placed.append(((column, 0, -1), _alone(leaf, Change.ADDED, rivals[1].get(column))))
    behind = -1
    for row, leaf in enumerate(places.before.leaves):
        behind = linked_rows.get(row, behind)
        if row not in linked_rows:
            placed.append(((behind, 1, row), _alone(leaf, Change.DROPPED, rivals[0].get(row))))
    return [link for _, link in sorted(placed, key=lambda entry: entry[0])]


def linked_by_hand(places: Places, row: int, column: int) -> Link:
    """One item with one, as a person says: its score is theirs."""
    shown = sorted(changes_of(places, row, column), key=lambda entry: _ORDER[entry[0]])
    return Link(
        before=(places.before.leaves[row].key,),
        after=(places.after.leaves[column].key,),
        changes=tuple(dict.fromkeys(change for change, _ in shown)) or (Change.KEPT,),
        score=1.0,
        reasons=(Reason("said"), *(reason for _, reason in shown)),
    )


def _linked(places: Places, group: Group, matching: Matching, weighed: _Weighed) -> Link:
    rows, columns = group.rows, group.columns
    if len(rows) == len(columns) == 1:
        shown = list(changes_of(places, rows[0], columns[0]))
    else:
        kind = Change.SPLIT if len(rows) == 1 else Change.MERGED
        shown = [
            (kind, Reason("parts-cover", (("share", f"{group.score:.2f}"),))),
            *changes_of_parts(places, rows, columns),
        ]
    shown.sort(key=lambda entry: _ORDER[entry[0]])
    return Link(
        before=tuple(places.before.leaves[row].key for row in rows),
        after=tuple(places.after.leaves[column].key for column in columns),
        changes=tuple(dict.fromkeys(change for change, _ in shown)) or (Change.KEPT,),
        score=round(min(max(group.score, 0.0), 1.0), 4),
        reasons=(*_why(places, group, matching, weighed), *(reason for _, reason in shown)),
    )


def _why(places: Places, group: Group, matching: Matching, weighed: _Weighed) -> Iterator[Reason]:
    """What speaks for a pair; of equal items that there is no other like them."""
    for row in group.rows:
        for column in group.columns:
            at = weighed.get((row, column))
            one, other = places.before.leaves[row], places.after.leaves[column]
            if at is not None:
                yield Reason(
                    "alike",
                    tuple((name, f"{float(getattr(matching.pairs, name)[at]):.2f}") for name in _SHARES),
                )
            elif places.before.faces[row].text == places.after.faces[column].text:
                yield Reason("same-words", (("head", other.head),))
            else:
                yield Reason("part-of", (("before", one.head), ("after", other.head)))


def _weighed(matching: Matching) -> _Weighed:
    """Where each pair that was weighed stands."""
    pairs = zip(matching.pairs.rows.tolist(), matching.pairs.columns.tolist(), strict=True)
    return {pair: at for at, pair in enumerate(pairs)}


def _rivals(places: Places, matching: Matching, groups: Sequence[Group]) -> tuple[_Rivals, _Rivals]:
    """Of each item that stands alone the nearest one that does too, by place: its score and key."""
    linked = [{row for group in groups for row in group.rows}, {at for group in groups for at in group.columns}]
    best: tuple[_Rivals, _Rivals] = ({}, {})
    pairs = zip(matching.pairs.rows.tolist(), matching.pairs.columns.tolist(), matching.scores.tolist(), strict=True)
    for row, column, score in pairs:
        if row in linked[0] or column in linked[1]:
            continue
        best[0][row] = max(best[0].get(row, (0.0, "")), (score, places.after.leaves[column].key))
        best[1][column] = max(best[1].get(column, (0.0, "")), (score, places.before.leaves[row].key))
    return best


def _starts(leaves: Sequence[Leaf]) -> list[int]:
    """The place of each item; items that rest on the same words share it, for their order means nothing."""
    starts: list[int] = []
    for at, leaf in enumerate(leaves):
        twin = at and (leaves[at - 1].start, leaves[at - 1].end) == (leaf.start, leaf.end)
        starts.append(starts[-1] if twin else at)
    return starts


def _alone(leaf: Leaf, change: Change, rival: tuple[float, str] | None) -> Link:
    """A link with one side; *rival* is the nearest free item of the other edition, by score and key."""
    added = change is Change.ADDED
    reasons = () if rival is None else (Reason("nearest", (("key", rival[1]), ("share", f"{rival[0]:.2f}"))),)
    return Link(
        before=() if added else (leaf.key,),
        after=(leaf.key,) if added else (),
        changes=(change,),
        score=round(1.0 - (min(max(rival[0], 0.0), 1.0) if rival else 0.0), 4),
        reasons=reasons or (Reason("nothing-alike"),),
    )

"""What changed between linked items, each change with the words or amounts that show it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from xiandao.alignment.editions_amounts import base_amount, measure_of, printed, same_amount
from xiandao.alignment.editions_pairs import Edition
from xiandao.alignment.editions_units import owners_changed
from xiandao.alignment.editions_values import Change, Reason
from xiandao.alignment.editions_words import FIGURES, Face, sentences_of, unbound
from xiandao.alignment.leaves import Leaf

_SHOWN = 40

Shown = tuple[Change, Reason]


class Places(NamedTuple):
    """Where items stand in both editions.

    Attributes:
        before: The earlier edition. after: The later one.
        onward: Places after by place before, of all links.
        strays: Places before of what left its order.
        renamed: Names of sectors before and after, of sectors that are linked.
    """

    before: Edition
    after: Edition
    onward: Mapping[int, tuple[int, ...]]
    strays: frozenset[int]
    renamed: frozenset[tuple[str, str]]


def changes_of(places: Places, row: int, column: int) -> Iterator[Shown]:
    """What changed from the item at *row* to the one at *column*."""
    one, other = places.before.leaves[row], places.after.leaves[column]
    if one.kind != other.kind:
        yield Change.KIND, _from_to("kind-changed", one.kind, other.kind)
    yield from _value(places, row, column)
    yield from _date(places, row, column)
    yield from _owner(one.owners, other.owners)
    yield from _reworded(places, row, column)
    yield from _moved(places, (row,), (column,))


def changes_of_parts(places: Places, rows: Sequence[int], columns: Sequence[int]) -> Iterator[Shown]:
    """What changed where one became several or several one, beyond that."""
    ones = [places.before.leaves[at] for at in rows]
    others = [places.after.leaves[at] for at in columns]
    if ones[0].kind in FIGURES and not _adds_up(ones, others):
        yield Change.VALUE, _from_to("value-changed", _printed(ones), _printed(others))
    years = [sorted({leaf.year for leaf in side if leaf.year}) for side in (ones, others)]
    if years[0] != years[1]:
        yield Change.DATE, _from_to("date-changed", *("、".join(map(str, side)) for side in years))
    change = owners_changed(_union(ones), _union(others))
    if change.gone or change.came:
        yield Change.OWNER, _owner_reason(change.gone, change.came)
    yield from _moved(places, rows, columns)


def _value(places: Places, row: int, column: int) -> Iterator[Shown]:
    """Another amount; of what has none, other numbers among its own words."""
    one, other = places.before.leaves[row], places.after.leaves[column]
    if one.figure or other.figure:
        if not same_amount(one.figure, other.figure):
            yield Change.VALUE, _from_to("value-changed", printed(one.figure), printed(other.figure))
        return
    numbers = places.before.faces[row].numbers, places.after.faces[column].numbers
    if numbers[0] != numbers[1] and len(numbers[0]) == len(numbers[1]):
        yield Change.VALUE, _from_to("numbers-changed", "、".join(numbers[0]), "、".join(numbers[1]))


def _date(places: Places, row: int, column: int) -> Iterator[Shown]:
    one, other = places.before.leaves[row], places.after.leaves[column]
    if one.year != other.year:
        yield Change.DATE, _from_to("date-changed", str(one.year or ""), str(other.year or ""))
        return
    years = places.before.faces[row].years, places.after.faces[column].years
    if years[0] != years[1] and len(years[0]) == len(years[1]):
        yield Change.DATE, _from_to("date-changed", "、".join(years[0]), "、".join(years[1]))


def _owner(one: Sequence[str], other: Sequence[str]) -> Iterator[Shown]:
    change = owners_changed(one, other)
    if change.gone or change.came:
        yield Change.OWNER, _owner_reason(change.gone, change.came)
    elif change.lead:
        yield Change.OWNER, _from_to("lead-changed", *change.lead)


def _reworded(places: Places, row: int, column: int) -> Iterator[Shown]:
    """Other words of its own; where the amount changed, the words that say how it binds do not count."""
    one, other = places.before.leaves[row], places.after.leaves[column]
    mine, yours = places.before.faces[row], places.after.faces[column]
    if one.figure and other.figure and not same_amount(one.figure, other.figure):
        pairs = [(unbound(mine.own, one.figure.unit), unbound(yours.own, other.figure.unit))]
    else:
        pairs = [] if _is_told_of_figures(mine, yours) else [(mine.own, yours.own)]
    beside = ((mine.lead, yours.lead), (mine.tail, yours.tail), (mine.between or None, yours.between or None))
    pairs += [(told, says) for told, says in beside if told is not None and says is not None]
    differing = next((pair for pair in pairs if pair[0] != pair[1]), None)
    if differing is not None:
        yield Change.REWORDED, _from_to("words-changed", *_difference(*differing))


def _is_told_of_figures(mine: Face, yours: Face) -> bool:
    """Whether two tasks differ only in sentences that stay beside a figure which came or went."""
    if mine.head != yours.head or not (mine.around or yours.around):
        return False
    told = [sentences_of(face.said) for face in (mine, yours)]
    said, says = map(set, told)
    stayed = [[one for one in side if one in said and one in says] for side in told]
    return (
        said != says
        and stayed[0] == stayed[1]
        and all(one in yours.around for one in said - says)
        and all(one in mine.around for one in says - said)
    )


def _moved(places: Places, rows: Sequence[int], columns: Sequence[int]) -> Iterator[Shown]:
    """Another number or path, another heading or sector above it, or another place in the order."""
    numbers = _numbers(places.before, rows), _numbers(places.after, columns)
    one, other = places.before.leaves[rows[0]].within, places.after.leaves[columns[0]].within
    if not numbers[0] & numbers[1]:
        yield Change.MOVED, _from_to("place-changed", *("、".join(sorted(side)) for side in numbers))
    elif one != other and (one, other) not in places.renamed:
        yield Change.MOVED, _from_to("heading-changed", one, other)
    elif not _hosts_follow(places, rows, columns):
        hosts = _host(places.before, rows[0]), _host(places.after, columns[0])
        yield Change.MOVED, _from_to("heading-changed", *hosts)
    elif rows[0] in places.strays:
        yield Change.MOVED, Reason("order-changed")


def _numbers(edition: Edition, side: Sequence[int]) -> set[str]:
    """The printed paths of tasks, of what stands in their texts too, and of others the number of their paragraph."""
    return {_number(edition, at) for at in side}


def _number(edition: Edition, at: int) -> str:
    host = edition.hosts[at]
    return edition.leaves[at if host < 0 else host].path or (edition.faces[at].mark if host < 0 else "")


def _hosts_follow(places: Places, rows: Sequence[int], columns: Sequence[int]) -> bool:
    """Whether the later items stand under what became of the headings and sectors of the earlier ones."""
    for row in rows:
        host = places.before.hosts[row]
        onward = places.onward.get(host, ()) if host >= 0 else (-1,)
        if any(places.after.hosts[column] in onward for column in columns):
            return True
    return False


def _host(edition: Edition, at: int) -> str:
    host = edition.hosts[at]
    return edition.leaves[host].head if host >= 0 else ""


def _adds_up(ones: Sequence[Leaf], others: Sequence[Leaf]) -> bool:
    """Whether the amounts of both sides are one sum, or every part promises what the whole does."""
    sums = []
    for side in (ones, others):
        figures = [leaf.figure for leaf in side if leaf.figure]
        if len({measure_of(figure.unit)[0] for figure in figures}) != 1:
            return False
        sums.append(sum(base_amount(figure) for figure in figures))
    whole, parts = (ones[0], others) if len(ones) == 1 else (others[0], ones)
    return abs(sums[0] - sums[1]) <= 1e-9 * max(sums) or all(same_amount(whole.figure, part.figure) for part in parts)


def _union(side: Iterable[Leaf]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for leaf in side for name in leaf.owners))


def _printed(side: Iterable[Leaf]) -> str:
    return "、".join(printed(leaf.figure) for leaf in side)


def _owner_reason(gone: Sequence[str], came: Sequence[str]) -> Reason:
    return Reason("owners-changed", (("gone", "、".join(gone)), ("came", "、".join(came))))


def _from_to(code: str, before: str, after: str) -> Reason:
    return Reason(code, (("before", before), ("after", after)))


def _difference(one: str, other: str) -> tuple[str, str]:
    """What stands between the common beginning and the common end of both, cut to fit a line."""
    start = next(
        (at for at, (mine, yours) in enumerate(zip(one, other, strict=False)) if mine != yours),
        min(len(one), len(other)),
    )
    one, other = one[start:], other[start:]
    end = next(
        (at for at, (mine, yours) in enumerate(zip(reversed(one), reversed(other), strict=False)) if mine != yours),
        min(len(one), len(other)),
    )
    return _readable(one[: len(one) - end]), _readable(other[: len(other) - end])


def _readable(words: str) -> str:
    """Masked words with the masks as dots, cut to fit a line."""
    return re.sub("[#@|]+", "…", words)[:_SHOWN]

"""How well a diff of two editions tells the truth of an :class:`Amendment`.

**Whose an item is.** An item belongs to the truth sentence of its own kind (a task to a heading, a target to a clause)
whose span overlaps its words most, the first of equals. For a task the caller gives the span of its heading, number
included or not, never of its body. Items of other kinds, and items that overlap no sentence, are ignored; a link of
ignored items alone is none.

**What a link says.** Its keys become two sets of truth sentences. Links with equal sets are one prediction with the
changes of all (two values that one clause promises for two places are one sentence). ``kept`` is the same as no
change. Where ``split`` or ``merged`` is said, ``reworded`` and ``moved`` are left out on both sides: they are implied.

**What is right.** A prediction is right when both its sets and its changes are those of a truth record. The main figure
(``precision``, ``recall``, ``f1``) takes ``moved`` out of predictions and truth, since readers may count renumbering
differently; ``with_moved`` leaves it in. Both count the unchanged, of which there are many and which are easy:
``changed`` is the main figure over what is changed on the side that is counted, and the one to improve. ``pairing``
asks for the right partners, whatever the changes. ``kinds`` asks of each change for the right partners and this change.

A truth sentence that no item belongs to counts as any other: its record is missed. ``unread`` says how many there are.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import NamedTuple

from tests.builders.amendments import CHANGES, Amendment

Link = tuple[Sequence[str], Sequence[str], Iterable[str]]
Items = Mapping[str, tuple[int, int, str]]
_Span = tuple[int, int]
_Partners = tuple[frozenset[tuple[str, _Span]], frozenset[tuple[str, _Span]]]
_Said = dict[_Partners, frozenset[str]]

KINDS = ("target", "task")


class Tally(NamedTuple):
    """How many were right of those said and of those true."""

    correct: int
    predicted: int
    expected: int

    @property
    def precision(self) -> float:
        """Of those said, the share that is right; 1 where nothing was said."""
        return self.correct / self.predicted if self.predicted else 1.0

    @property
    def recall(self) -> float:
        """Of those true, the share that was said; 1 where nothing is true."""
        return self.correct / self.expected if self.expected else 1.0

    @property
    def f1(self) -> float:
        """Harmonic mean of both, 0 to 1; 1 where there was nothing to say and nothing was said."""
        both = self.predicted + self.expected
        return 2 * self.correct / both if both else 1.0


class Score(NamedTuple):
    """The judgement; see the module for what each figure asks.

    Attributes:
        precision: Main figure, ``moved`` left out; so are *recall* and *f1*.
        changed: As the main figure, over what is changed.
        with_moved: As the main figure, ``moved`` left in.
        pairing: Right partners, whatever the changes.
        kinds: For each of ``CHANGES``.
        unread: Truth sentences, of both editions, that no item belongs to.
        wrong: Records missed by the main figure, with what was said of the same partners: place in the truth's records
            and the changes said, ``None`` where these partners were not linked.
    """

    precision: float
    recall: float
    f1: float
    changed: Tally
    with_moved: Tally
    pairing: Tally
    kinds: dict[str, Tally]
    unread: int
    wrong: tuple[tuple[int, tuple[str, ...] | None], ...]


def score(truth: Amendment, links: Iterable[Link], before_items: Items, after_items: Items) -> Score:
    """Judges *links* (before keys, after keys, changes) by *truth*; items are key to (start, end, kind)."""
    expected = {_partners(record.kind, record.before, record.after): _plain(record.changes) for record in truth.records}
    owners = _owners(truth, before_items, side=0), _owners(truth, after_items, side=1)
    predicted = _folded(links, owners)
    main = _tally(_without_moved(predicted), _without_moved(expected))
    return Score(
        precision=main.precision,
        recall=main.recall,
        f1=main.f1,
        changed=_tally(_changed(_without_moved(predicted)), _changed(_without_moved(expected))),
        with_moved=_tally(predicted, expected),
        pairing=Tally(len(predicted.keys() & expected.keys()), len(predicted), len(expected)),
        kinds={change: _kind_tally(predicted, expected, change) for change in CHANGES},
        unread=_unread(expected, owners),
        wrong=_wrong(_without_moved(predicted), _without_moved(expected)),
    )


def _plain(changes: Iterable[str]) -> frozenset[str]:
    said = frozenset(changes) - {"kept"}
    return said - {"reworded", "moved"} if said & {"split", "merged"} else said


def _partners(kind: str, before: Iterable[_Span], after: Iterable[_Span]) -> _Partners:
    return frozenset((kind, span) for span in before), frozenset((kind, span) for span in after)


def _owners(truth: Amendment, items: Items, *, side: int) -> dict[str, tuple[str, _Span]]:
    """The sentence that each item belongs to; items without one are left out."""
    spans: dict[str, list[_Span]] = {kind: [] for kind in KINDS}
    for record in truth.records:
        spans[record.kind].extend((record.before, record.after)[side])
    for each in spans.values():
        each.sort()
    owners = {}
    for key, (start, end, kind) in items.items():
        best = max(spans.get(kind, ()), key=_overlap_with(start, end), default=None)
        if best is not None and _overlap_with(start, end)(best) > 0:
            owners[key] = (kind, best)
    return owners


def _overlap_with(start: int, end: int) -> Callable[[_Span], int]:
    return lambda span: min(end, span[1]) - max(start, span[0])


def _folded(links: Iterable[Link], owners: tuple[dict[str, tuple[str, _Span]], dict[str, tuple[str, _Span]]]) -> _Said:
    said: dict[_Partners, set[str]] = {}
    for before, after, changes in links:
        first = frozenset(owners[0][key] for key in before if key in owners[0])
        second = frozenset(owners[1][key] for key in after if key in owners[1])
        if first or second:
            said.setdefault((first, second), set()).update(changes)
    return {partners: _plain(changes) for partners, changes in said.items()}


def _tally(predicted: _Said, expected: _Said) -> Tally:
    correct = sum(expected.get(partners) == changes for partners, changes in predicted.items())
    return Tally(correct, len(predicted), len(expected))


def _without_moved(said: _Said) -> _Said:
    return {partners: changes - {"moved"} for partners, changes in said.items()}


def _changed(said: _Said) -> _Said:
    return {partners: changes for partners, changes in said.items() if changes}


def _kind_tally(predicted: _Said, expected: _Said, change: str) -> Tally:
    first = {partners for partners, changes in predicted.items() if change in (changes or {"kept"})}
    second = {partners for partners, changes in expected.items() if change in (changes or {"kept"})}
    return Tally(len(first & second), len(first), len(second))


def _unread(expected: _Said, owners: tuple[dict[str, tuple[str, _Span]], dict[str, tuple[str, _Span]]]) -> int:
    return sum(
        len({sentence for partners in expected for sentence in partners[side]} - set(owners[side].values()))
        for side in (0, 1)
    )


def _wrong(predicted: _Said, expected: _Said) -> tuple[tuple[int, tuple[str, ...] | None], ...]:
    return tuple(
        (place, tuple(sorted(predicted[partners])) if partners in predicted else None)
        for place, (partners, changes) in enumerate(expected.items())
        if predicted.get(partners) != changes
    )

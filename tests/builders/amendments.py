"""Two editions of an invented plan, and the truth of what the second changes.

``amendment(seed)`` is a function of its seed. The truth speaks of the sentences that were printed, not of what any
reader makes of them:

* A *target* is the clause that makes one promise, with the year, the lead and the tail that belong to it; the 力争 value
  behind a target is a clause and a record of its own (its coming and going is ``added`` and ``dropped``). Two places or
  two years with one subject (分别达到; 2026年…，2028年…) are one clause and one record. A year that a sentence says once
  for two targets is printed in the span of the first and is the deadline of both.
* A *task* is its heading: number and title. Its record speaks of title, orders without figures and responsible units;
  what happens to targets in its body is told by their own records only.
* ``value`` is amount, comparator, range or frequency. The same amount in another unit is ``kept``. 以上, 不少于, 至少,
  不低于, 超过 and 突破 are one comparator, as in the project's plan format; so are 达到, 提高到 and 提升至.
* ``date`` is another year; 到2027年, 2027年底前 and 至2027年末 are the same. Every strand of targets opens with the plan's
  last year, so that a target without a year has the same deadline wherever it stands; the period never changes.
* ``owner`` is units added, removed or replaced, or another lead. Another form of the note or the short name of the same
  office is no change of owner; it comes with ``reworded`` tasks only.
* ``split`` and ``merged`` imply new words and places: their records never carry ``reworded`` or ``moved``, and
  carry ``value`` only where the amounts do not add up, ``owner`` only where the units differ.
* ``moved``: the printed numbers on the path of headings differ (so a shift of numbers by a chapter or task put in
  above counts), or the item stands under another heading or strand, or it was put elsewhere among its neighbours.
* ``kept`` stands alone: the item is printed in the same words, perhaps in another unit, at the same place.
"""

from __future__ import annotations

from collections.abc import Iterable
from random import Random
from typing import NamedTuple

from tests.builders.amendment_desk import Edits
from tests.builders.amendment_edits import amended
from tests.builders.amendment_first import first_edition
from tests.builders.amendment_outline import Place, printed

CHANGES = ("added", "dropped", "value", "owner", "date", "split", "merged", "reworded", "moved", "kept")


class Record(NamedTuple):
    """One truth.

    Attributes:
        kind: ``target`` or ``task``.
        changes: Of :data:`CHANGES`, in their order; ``("kept",)`` where nothing changed.
        before: Places (start, end) in the first text, in order; empty where the item was added.
        after: The same in the second text; empty where it was dropped.
        case: What makes it hard or which part changed, for whoever looks at mistakes; may be empty.
    """

    kind: str
    changes: tuple[str, ...]
    before: tuple[tuple[int, int], ...]
    after: tuple[tuple[int, int], ...]
    case: str = ""


class Amendment(NamedTuple):
    """Two editions as plain text, and the truth in the order of the first, then of what was added."""

    seed: int
    before: str
    after: str
    records: tuple[Record, ...]


def amendment(seed: int, items: int = 240) -> Amendment:
    """Two editions of about *items* targets and tasks each; every kind of change comes six times at least.

    The share of 35 to 50 percent changed records (pure ``moved`` left out) holds from about 240 items on.
    """
    rng = Random(seed)
    first, stock, maker = first_edition(rng, items)
    second, edits = amended(first, stock, maker, items)
    (before, old), (after, new) = printed(first), printed(second)
    lineages = [*edits.lineages, *(((key,), (key,)) for key in old if key in new)]
    linked = {key for keys in edits.lineages for side in keys for key in side}
    lineages += [((key,), ()) for key in old if key not in new and key not in linked]
    lineages += [((), (key,)) for key in new if key not in old and key not in linked]
    parents = {(key, other) for olds, news in lineages for key in olds for other in news}
    records = [_record(keys, (old, new), edits, parents) for keys in lineages]
    records.sort(key=lambda record: (not record.before, record.before or record.after))
    return Amendment(seed, before, after, tuple(records))


def _record(
    keys: tuple[tuple[str, ...], tuple[str, ...]],
    places: tuple[dict[str, Place], dict[str, Place]],
    edits: Edits,
    parents: set[tuple[str, str]],
) -> Record:
    before, after = (sorted(found[key] for key in side) for side, found in zip(keys, places, strict=True))
    every = [*keys[0], *keys[1]]
    changes = {change for key in every for change in edits.changes.get(key, ())}
    if not (before and after):
        changes = {"dropped"} if before else {"added"}
    elif len(before) != len(after):
        changes = changes - {"moved", "reworded"} | {"split" if len(before) < len(after) else "merged"}
    elif _is_moved(before[0], after[0], parents):
        changes.add("moved")
    case = next((edits.cases[key] for key in every if key in edits.cases), "")
    kind = "task" if every[0].startswith("d") else "target"
    return Record(kind, _in_order(changes or {"kept"}), _spans(before), _spans(after), case)


def _is_moved(before: Place, after: Place, parents: set[tuple[str, str]]) -> bool:
    is_same_parent = before.parent == after.parent or (before.parent, after.parent) in parents
    return before.path != after.path or not is_same_parent


def _in_order(changes: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(changes, key=CHANGES.index))


def _spans(places: Iterable[Place]) -> tuple[tuple[int, int], ...]:
    return tuple((place.start, place.end) for place in places)

"""What people judged, found again in documents as they are read now: by kind and place, for ids change with the rules."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from aligning.documents import PROJECT, Document
from xiandao.alignment.leaves import Leaf
from xiandao.alignment.levels_values import PlanLeaves

LABELS = PROJECT / "tests" / "golden" / "alignment"


class Place(NamedTuple):
    """An item by where it stands: code points of the text, and its number among those of one kind at one place."""

    kind: str
    start: int
    end: int
    number: int = 0


class Judgement(NamedTuple):
    """What one person says of one lower item.

    Attributes:
        upper: Digest of the upper document. lower: Digest of the lower one.
        item: The lower item. parents: What it carries out, best first.
        is_sure: Whether the person was.
    """

    upper: str
    lower: str
    item: Place
    parents: tuple[Place, ...]
    is_sure: bool


class Found(NamedTuple):
    """Judgements as keys of leaves.

    Attributes:
        people: Who judged.
        parents: By digests of both documents and key of the lower leaf: what each person named, best first.
        plans: The documents by their digest.
        judged: Judgements of documents that are at hand. absent: Judgements of others.
        lost_items: Those whose lower item is not found any more. lost_parents: Parents that are not.
    """

    people: tuple[str, ...]
    parents: Mapping[tuple[str, str], Mapping[str, Mapping[str, tuple[str, ...]]]]
    plans: Mapping[str, Document]
    judged: int
    absent: int
    lost_items: int
    lost_parents: int


def judgements_of(path: Path) -> list[Judgement]:
    """Of one person, from lines of JSON."""
    return [_judgement(json.loads(line)) for line in path.read_text("utf-8").splitlines()]


def _judgement(said: Mapping[str, Any]) -> Judgement:
    return Judgement(
        said["upper"]["sha256"],
        said["lower"]["sha256"],
        Place(**said["item"]),
        tuple(Place(**one) for one in said["parents"]),
        said["sure"],
    )


def found_in(documents: Sequence[Document], folder: Path = LABELS) -> Found:
    """The judgements of *folder*, a file for each person, as far as their documents are among *documents*."""
    plans = {one.digest: one for one in documents}
    parents: dict[tuple[str, str], dict[str, dict[str, tuple[str, ...]]]] = {}
    files = sorted(folder.glob("*.jsonl"))
    judged = absent = lost_items = lost_parents = 0
    for path in files:
        for one in judgements_of(path):
            if one.upper not in plans or one.lower not in plans:
                absent += 1
                continue
            judged += 1
            item = leaf_at(plans[one.lower].leaves, one.item)
            above = [leaf_at(plans[one.upper].leaves, place) for place in one.parents]
            lost_items += item is None
            lost_parents += sum(leaf is None for leaf in above)
            if item:
                keys = tuple(leaf.key for leaf in above if leaf)
                parents.setdefault((one.upper, one.lower), {}).setdefault(item.key, {})[path.stem] = keys
    people = tuple(path.stem for path in files)
    return Found(people, parents, plans, judged, absent, lost_items, lost_parents)


def leaf_at(plan: PlanLeaves, place: Place) -> Leaf | None:
    """The leaf of the same kind whose words overlap *place* best, ``None`` where none does."""
    shares = [(_overlap(leaf, place), leaf) for leaf in plan.leaves if leaf.kind == place.kind]
    best = max((share for share, _ in shares), default=0.0)
    at_best = [leaf for share, leaf in shares if share == best > 0]
    return at_best[min(place.number, len(at_best) - 1)] if at_best else None


def _overlap(leaf: Leaf, place: Place) -> float:
    """Code points that both have over those that either has."""
    common = min(leaf.end, place.end) - max(leaf.start, place.start)
    return max(common, 0) / (max(leaf.end, place.end) - min(leaf.start, place.start))

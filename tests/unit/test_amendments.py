"""The invented amendments by which a diff of editions is judged, and the judge."""

from __future__ import annotations

from collections import Counter
from functools import cache
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.builders.amendment_score import Items, Link, Score, score
from tests.builders.amendments import CHANGES, Amendment, Record, amendment

from xiandao.core.text import Source
from xiandao.reading import read_plan

SEEDS = tuple(range(6))
seeds = st.integers(min_value=0, max_value=100_000)


@cache
def made(seed: int) -> Amendment:
    return amendment(seed)


def said(text: str, spans: tuple[tuple[int, int], ...]) -> list[str]:
    return [text[start:end] for start, end in spans]


def read_items(text: str) -> Items:
    plan = read_plan(Source(name="样例.txt", media_type="text/plain", text=text))
    targets = {item.id: (item.words.start, item.words.end, "target") for item in plan.targets}
    return targets | {item.id: (item.words.start, item.words.end, "task") for item in plan.tasks}


def true_items(truth: Amendment) -> tuple[Items, Items]:
    """The truth's own sentences as items."""
    before, after = {}, {}
    for place, record in enumerate(truth.records):
        before.update({f"{place}-{order}": (*span, record.kind) for order, span in enumerate(record.before)})
        after.update({f"{place}-{order}": (*span, record.kind) for order, span in enumerate(record.after)})
    return before, after


def true_links(truth: Amendment) -> list[Link]:
    return [
        (
            [f"{place}-{order}" for order in range(len(record.before))],
            [f"{place}-{order}" for order in range(len(record.after))],
            record.changes,
        )
        for place, record in enumerate(truth.records)
    ]


def bad_links(truth: Amendment, before: Items, after: Items) -> list[Link]:
    """Exactly the same words are kept; everything else was dropped or added."""
    old = {truth.before[start:end]: key for key, (start, end, _) in before.items()}
    new = {truth.after[start:end]: key for key, (start, end, _) in after.items()}
    kept: list[Link] = [([old[words]], [new[words]], ("kept",)) for words in old.keys() & new.keys()]
    dropped: list[Link] = [([old[words]], [], ("dropped",)) for words in old.keys() - new.keys()]
    return [*kept, *dropped, *(([], [new[words]], ("added",)) for words in new.keys() - old.keys())]


def within(items: Items, kind: str, spans: tuple[tuple[int, int], ...]) -> list[str]:
    return [
        key
        for key, (first, last, own) in items.items()
        if own == kind and any(start <= first and last <= end for start, end in spans)
    ]


def judged(truth: Amendment, links: list[Link]) -> Score:
    return score(truth, links, *true_items(truth))


def swapped(links: list[Link], place: int, changes: tuple[str, ...]) -> list[Link]:
    before, after, _ = links[place]
    return [*links[:place], (before, after, changes), *links[place + 1 :]]


def place_of(truth: Amendment, *changes: str) -> int:
    return next(place for place, record in enumerate(truth.records) if record.changes == changes)


# The judge: first what must not be praised.


@pytest.mark.parametrize("seed", SEEDS)
def test_a_diff_that_sees_only_same_words_is_judged_badly(seed: int) -> None:
    truth = made(seed)
    before, after = read_items(truth.before), read_items(truth.after)
    bad = score(truth, bad_links(truth, before, after), before, after)
    assert bad.f1 < 0.7
    assert bad.changed.f1 < 0.4
    assert bad.kinds["value"].correct == bad.kinds["split"].correct == bad.kinds["reworded"].correct == 0


def test_a_diff_that_says_nothing_finds_nothing() -> None:
    silent = judged(made(0), [])
    assert (silent.recall, silent.f1, silent.pairing.f1) == (0, 0, 0)


def test_a_wrong_change_between_right_partners_is_wrong_but_paired() -> None:
    truth = made(0)
    wrong = judged(truth, swapped(true_links(truth), place_of(truth, "value"), ("date",)))
    assert wrong.f1 < 1
    assert wrong.pairing.f1 == 1
    assert wrong.kinds["value"].correct == wrong.kinds["value"].expected - 1
    assert wrong.wrong == ((place_of(truth, "value"), ("date",)),)


def test_a_change_too_many_is_wrong() -> None:
    truth = made(0)
    assert judged(truth, swapped(true_links(truth), place_of(truth, "kept"), ("value",))).f1 < 1


def test_one_piece_of_what_was_split_is_not_the_whole() -> None:
    truth = made(0)
    links = true_links(truth)
    place = next(place for place, record in enumerate(truth.records) if "split" in record.changes)
    before, after, changes = links[place]
    part = judged(truth, [*links[:place], (before, after[:1], changes), *links[place + 1 :]])
    assert part.pairing.correct == len(links) - 1


def test_a_task_is_no_partner_of_the_target_in_its_place() -> None:
    truth = made(0)
    before, after = ({key: (*item[:2], "sector") for key, item in side.items()} for side in true_items(truth))
    other = score(truth, true_links(truth), before, after)
    assert (other.pairing.predicted, other.f1) == (0, 0)
    assert other.unread == sum(len(record.before) + len(record.after) for record in truth.records)


# The judge: what must be praised.


@pytest.mark.parametrize("seed", SEEDS)
def test_the_truth_itself_is_judged_perfect(seed: int) -> None:
    perfect = judged(made(seed), true_links(made(seed)))
    assert (perfect.precision, perfect.recall, perfect.f1) == (1, 1, 1)
    assert (perfect.changed.f1, perfect.with_moved.f1, perfect.pairing.f1) == (1, 1, 1)
    assert all(tally.f1 == 1 for tally in perfect.kinds.values())
    assert (perfect.unread, perfect.wrong) == (0, ())


@pytest.mark.parametrize("seed", SEEDS)
def test_the_truth_told_of_what_the_project_reads_is_nearly_perfect(seed: int) -> None:
    truth = made(seed)
    before, after = read_items(truth.before), read_items(truth.after)
    links: list[Link] = [
        (within(before, record.kind, record.before), within(after, record.kind, record.after), record.changes)
        for record in truth.records
    ]
    told = score(truth, links, before, after)
    assert told.with_moved.f1 >= 0.97
    assert told.unread <= 0.03 * 2 * len(links)


def test_moved_counts_only_where_it_is_asked_for() -> None:
    truth = made(0)
    still = judged(truth, swapped(true_links(truth), place_of(truth, "moved"), ()))
    assert still.f1 == 1
    assert still.with_moved.f1 < 1


def test_new_words_of_what_was_split_are_understood() -> None:
    truth = made(0)
    place = next(place for place, record in enumerate(truth.records) if "split" in record.changes)
    more = (*truth.records[place].changes, "reworded", "moved")
    assert judged(truth, swapped(true_links(truth), place, more)).with_moved.f1 == 1


def test_two_values_of_one_clause_are_one_prediction() -> None:
    truth = made(0)
    place = place_of(truth, "value")
    before, after = (dict(side) for side in true_items(truth))
    before["twice"], after["twice"] = before[f"{place}-0"], after[f"{place}-0"]
    links: list[Link] = [*true_links(truth), (["twice"], ["twice"], ("kept",))]
    assert score(truth, links, before, after).f1 == 1


# The amendments.


@settings(max_examples=12)
@given(seeds)
def test_every_kind_of_change_comes_six_times_and_not_too_much_changes(seed: int) -> None:
    records = amendment(seed).records
    counts = Counter(change for record in records for change in record.changes)
    assert all(counts[change] >= 6 for change in CHANGES)
    changed = sum(bool(set(record.changes) - {"kept", "moved"}) for record in records)
    assert 0.35 <= changed / len(records) <= 0.5


@settings(max_examples=12)
@given(seeds)
def test_both_editions_have_two_hundred_items_and_no_place_is_told_twice(seed: int) -> None:
    truth = amendment(seed)
    for text, side in ((truth.before, "before"), (truth.after, "after")):
        spans = sorted(span for record in truth.records for span in getattr(record, side))
        assert len(spans) >= 200
        assert all(first[1] <= second[0] for first, second in pairwise(spans))
        assert all(text[start:end].strip("，。\n ") == text[start:end] for start, end in spans)


@settings(max_examples=6)
@given(seeds)
def test_the_same_seed_makes_the_same_amendment(seed: int) -> None:
    assert amendment(seed) == amendment(seed)
    assert amendment(seed) != amendment(seed + 1)


@settings(max_examples=12)
@given(seeds)
def test_the_sides_of_a_record_are_what_its_changes_say(seed: int) -> None:
    for record in amendment(seed).records:
        sides = (min(len(record.before), 2), min(len(record.after), 2))
        usual = next((each for each in ("added", "dropped", "split", "merged") if each in record.changes), "")
        assert sides == {"added": (0, 1), "dropped": (1, 0), "split": (1, 2), "merged": (2, 1)}.get(usual, (1, 1))
        assert usual not in ("added", "dropped") or record.changes == (usual,)
        assert record.changes == ("kept",) or "kept" not in record.changes


@settings(max_examples=12)
@given(seeds)
def test_what_is_kept_is_said_in_the_same_words_and_what_is_changed_is_not(seed: int) -> None:
    truth = amendment(seed)
    for record in truth.records:
        if len(record.before) == len(record.after) == 1 and record.kind == "target":
            _is_true_of_its_words(truth, record)


def _is_true_of_its_words(truth: Amendment, record: Record) -> None:
    before, after = said(truth.before, record.before), said(truth.after, record.after)
    same = before == after
    if {"value", "reworded"} & set(record.changes):
        assert not same, (record, before)
    elif "date" not in record.changes:
        assert same or record.case == "same amount in another unit"


@pytest.mark.parametrize("seed", SEEDS)
def test_the_project_reads_what_the_truth_speaks_of(seed: int) -> None:
    truth = made(seed)
    for text, side in ((truth.before, "before"), (truth.after, "after")):
        items = read_items(text).values()
        spans = [(*span, record.kind) for record in truth.records for span in getattr(record, side)]
        read = [
            any(kind == own and start <= first and last <= end for first, last, own in items)
            for start, end, kind in spans
        ]
        assert sum(read) / len(read) >= 0.97


def test_the_nasty_cases_are_there() -> None:
    cases = {record.case for seed in SEEDS for record in made(seed).records}
    assert {
        "numbers swapped",
        "near-duplicate",
        "moved, renumbered and reworded",
        "one of two in a sentence",
        "one year for two targets",
        "stretch value",
        "same amount in another unit",
        "frequency",
        "comparator",
        "range",
        "lead changed",
        "amounts do not add up",
    } <= cases


def test_no_form_is_said_so_often_that_it_could_be_learnt() -> None:
    words = [
        text
        for seed in SEEDS
        for record in made(seed).records
        if record.kind == "target"
        for text in said(made(seed).before, record.before)
    ]
    openings = Counter(text[:4] for text in words)
    assert len(set(words)) > 0.98 * len(words)
    assert openings.most_common(1)[0][1] < 0.08 * len(words)

"""Links between levels against what two people judged, each alone."""

from __future__ import annotations

import pytest

from aligning.documents import real_texts, samples, sector_names
from aligning.labels import LABELS, Found, Place, found_in, judgements_of, leaf_at
from aligning.measures import (
    TOP,
    Item,
    automatic,
    bins_of,
    held_back,
    items_of,
    judged_of,
    kappas,
    outcomes,
    precision,
    recall,
)
from xiandao.alignment.leaves import Leaf
from xiandao.alignment.levels_coefficients import FITTED, THRESHOLDS
from xiandao.alignment.levels_confidence import calibration_error, fit
from xiandao.alignment.levels_values import PlanLeaves

PEOPLE = ("first", "second")
RECALL = 0.90  # the parent named first is among the first five
PRECISION = 0.90  # links that stand by themselves are drawn by a person too
CALIBRATION_ERROR = 0.05
KAPPA = 0.80  # as the people agreed when they judged: lower means that judgements were lost on the way


@pytest.fixture(scope="module")
def found_in_samples() -> Found:
    return found_in(samples())


@pytest.fixture(scope="module")
def of_samples(found_in_samples: Found) -> list[Item]:
    return items_of(found_in_samples, sector_names())


@pytest.fixture(scope="module")
def found_everywhere() -> Found:
    return found_in([*samples(), *real_texts()])


@pytest.fixture(scope="module")
def of_all(found_everywhere: Found) -> list[Item]:
    return items_of(found_everywhere, sector_names())


def leaf(key: str, start: int, end: int, kind: str = "target") -> Leaf:
    return Leaf(key=key, kind=kind, head="场景", words="", body="", start=start, end=end)  # type: ignore[arg-type]


def plan(*leaves: Leaf) -> PlanLeaves:
    return PlanLeaves(plan="", place="", level="", period=(None, None), title="", leaves=leaves)


def test_judgements_hold_no_words_of_documents() -> None:
    for path in sorted(LABELS.glob("*.jsonl")):
        assert path.read_text("utf-8").isascii()


def test_only_samples_are_named() -> None:
    own = {one.digest: one.leaves.plan for one in samples()}
    for person in PEOPLE:
        text = (LABELS / f"{person}.jsonl").read_text("utf-8")
        assert text.count('"name"') == sum(text.count(digest) for digest in own)


def test_both_people_judged_the_same_items() -> None:
    first, second = (
        [(one.upper, one.lower, one.item) for one in judgements_of(LABELS / f"{person}.jsonl")] for person in PEOPLE
    )
    assert first == second
    assert len(set(first)) == len(first) == 486


def test_an_item_of_another_kind_or_elsewhere_is_not_taken_for_the_judged_one() -> None:
    assert leaf_at(plan(leaf("a", 10, 20, "task"), leaf("b", 20, 30)), Place("target", 10, 20)) is None


def test_an_item_whose_words_grew_is_found_again_beside_one_that_it_touches() -> None:
    found = leaf_at(plan(leaf("a", 0, 11), leaf("b", 8, 20)), Place("target", 10, 20))
    assert found is not None
    assert found.key == "b"


def test_items_of_one_place_are_told_apart_by_their_number() -> None:
    both = plan(leaf("a", 10, 20), leaf("b", 10, 20))
    found = [leaf_at(both, Place("target", 10, 20, number)) for number in (0, 1)]
    assert [one.key for one in found if one] == ["a", "b"]


def test_every_judgement_of_samples_is_found_again(found_in_samples: Found) -> None:
    assert found_in_samples.people == PEOPLE
    assert found_in_samples.judged == 2 * 358
    assert (found_in_samples.lost_items, found_in_samples.lost_parents) == (0, 0)


@pytest.mark.shared
def test_every_judgement_is_found_again(found_everywhere: Found) -> None:
    assert (found_everywhere.judged, found_everywhere.absent) == (2 * 486, 0)
    assert (found_everywhere.lost_items, found_everywhere.lost_parents) == (0, 0)


@pytest.mark.parametrize("person", PEOPLE)
def test_parents_in_samples_are_found_and_links_that_stand_are_right(of_samples: list[Item], person: str) -> None:
    linked = outcomes(of_samples, lambda _: FITTED)
    assert recall(of_samples, linked, person) >= RECALL
    links = automatic(of_samples, linked, THRESHOLDS.automatic)
    assert len(links) >= 80
    assert precision(links, person) >= PRECISION


@pytest.mark.shared
@pytest.mark.parametrize("person", PEOPLE)
def test_parents_are_found_and_links_that_stand_are_right(of_all: list[Item], person: str) -> None:
    linked = outcomes(of_all, lambda _: FITTED)
    assert recall(of_all, linked, person) >= RECALL
    for kind, least in (("target", 40), ("task", 40), ("sector", 20)):
        links = automatic(of_all, linked, THRESHOLDS.automatic, kind)
        assert len(links) >= least, kind
        assert precision(links, person) >= PRECISION, kind


@pytest.mark.shared
def test_the_people_agree(of_all: list[Item]) -> None:
    has_parent, links = kappas(of_all, *PEOPLE)
    print(f"kappa: has a parent {has_parent:.3f}, links {links:.3f}")
    assert has_parent >= KAPPA
    assert links >= KAPPA


@pytest.mark.shared
@pytest.mark.slow
def test_documents_held_back_are_linked_as_well_and_confidence_means_what_it_says(of_all: list[Item]) -> None:
    linked = held_back(of_all)
    for person in PEOPLE:
        assert recall(of_all, linked, person) >= RECALL
        for kind in ("target", "task", "sector"):
            assert precision(automatic(of_all, linked, THRESHOLDS.automatic, kind), person) >= PRECISION, (kind, person)
    for top in (1, TOP):
        assert calibration_error(bins_of(of_all, linked, top=top)) <= CALIBRATION_ERROR


@pytest.mark.shared
@pytest.mark.slow
def test_the_weights_that_are_shipped_are_those_of_the_judgements(of_all: list[Item]) -> None:
    learned = fit(judged_of(of_all), source=FITTED.source)
    assert learned.calibration == pytest.approx(FITTED.calibration, abs=0.01)
    assert {group: dict(weights) for group, weights in learned.weights.items()} == {
        group: pytest.approx(weights, abs=0.02) for group, weights in FITTED.weights.items()
    }

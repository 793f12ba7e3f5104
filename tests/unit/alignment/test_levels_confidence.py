"""Confidence: what may be learned from judgements, what a rival does, whether a table of reliability adds up."""

from __future__ import annotations

import numpy as np
import pytest

from xiandao.alignment.levels_coefficients import FITTED, THRESHOLDS
from xiandao.alignment.levels_confidence import (
    CONSTANT,
    FAR,
    FEW,
    GROUPS,
    Judged,
    calibration_error,
    confidences,
    fit,
    leads,
    log_odds,
    reliability,
)
from xiandao.alignment.levels_features import COLUMN, FEATURES, SIGNS


def judged(document: str, right: int, *wording: float, group: str = "task") -> Judged:
    """One lower item: its upper items by how alike the words are, and which of them is right."""
    evidence = np.zeros((len(wording), len(FEATURES)), np.float32)
    evidence[:, COLUMN["bm25_best"]] = wording
    shares = np.asarray([float(at == right) for at in range(len(wording))])
    return Judged(document, group, evidence, np.arange(len(wording)), shares)


CLEAR = [judged(document, 0, 1.0, 0.2, 0.1) for document in "abcd"] + [judged("e", -1, 0.3, 0.2, 0.1)]


def test_nothing_judged_gives_weights_that_link_nothing() -> None:
    found = fit([], source="nothing")
    sure = confidences(log_odds(CLEAR[0].evidence, "task", found), CLEAR[0].twins, found.calibration)
    assert sure.max() < 0.01


def test_what_tells_right_from_wrong_is_learned_and_the_source_is_named() -> None:
    found = fit(CLEAR, source="five invented items")
    scores = log_odds(CLEAR[0].evidence, "task", found)
    sure = confidences(scores, CLEAR[0].twins, found.calibration)
    assert scores.argmax() == 0
    assert sure[0] > 0.5 > sure[1]
    assert found.source == "five invented items"


def test_evidence_may_not_pull_the_way_that_makes_no_sense() -> None:
    upside_down = [judged(document, 2, 1.0, 0.2, 0.1) for document in "abcd"]
    assert fit(upside_down, source="").weights["task"].get("bm25_best", 0.0) == 0.0


def test_the_same_judgements_give_the_same_weights() -> None:
    assert fit(CLEAR, source="") == fit(list(CLEAR), source="")


def test_groups_that_nobody_judged_learn_nothing_from_others() -> None:
    assert set(fit(CLEAR, source="").weights["target"]) == {CONSTANT}


def test_a_lead_is_over_the_best_that_promises_something_else() -> None:
    scores, twins = np.asarray([2.0, 1.9, 0.5]), np.asarray([7, 7, 8])
    assert leads(scores, twins).tolist() == pytest.approx([1.5, 1.4, -1.5])


def test_without_a_rival_the_lead_is_the_longest_there_is() -> None:
    assert leads(np.asarray([2.0]), np.asarray([0])).tolist() == [FAR]
    assert leads(np.asarray([]), np.asarray([])).tolist() == []


def test_a_rival_makes_both_less_sure() -> None:
    calibration = (0.0, 1.0, 0.5)
    alone = confidences(np.asarray([2.0, -3.0]), np.asarray([0, 1]), calibration)
    rivalled = confidences(np.asarray([2.0, 1.9]), np.asarray([0, 1]), calibration)
    assert rivalled[0] < alone[0]


def test_the_weights_in_use_name_known_evidence_and_keep_its_signs() -> None:
    assert set(FITTED.weights) == set(GROUPS.values())
    for weights in FITTED.weights.values():
        assert set(weights) <= {CONSTANT, *FEATURES}
        assert all(weight * SIGNS[name] >= 0 for name, weight in weights.items() if name != CONSTANT)
    assert min(FITTED.calibration[1:]) > 0
    assert 0 < THRESHOLDS.likely < THRESHOLDS.automatic < 1


def test_reliability_puts_every_link_into_one_bin() -> None:
    bins = reliability([0.05, 0.15, 0.95, 1.0], [False, True, True, True])
    assert [(one.low, one.links, one.found) for one in bins] == [(0.0, 1, 0.0), (0.1, 1, 1.0), (0.9, 2, 1.0)]
    assert calibration_error(bins) == pytest.approx((0.05 + 0.85 + 2 * 0.025) / 4)


def test_no_links_have_no_calibration_error() -> None:
    assert calibration_error(reliability([], [])) == 0.0


def test_few_documents_make_nothing_surer_and_keep_the_mean() -> None:
    """The same judgements, once said to be of four documents and once of as many as are trusted."""
    few = [judged(document, 0, 1.0, 0.2, 0.1) for document in "abcd" for _ in range(FEW)]
    few += [judged(document, -1, 0.9, 0.3, 0.1) for document in "abcd" for _ in range(3)]
    enough = [one._replace(document=f"{one.document}{at % 2}") for at, one in enumerate(few)]
    learned = [fit(these, source="") for these in (few, enough)]
    (_, weight, lead), (_, trusted_weight, trusted_lead) = (one.calibration for one in learned)
    assert (weight + lead) / (trusted_weight + trusted_lead) == pytest.approx(4 / FEW, abs=0.1)
    shown = [
        confidences(log_odds(one.evidence, "task", learned[0]), one.twins, learned[0].calibration).mean() for one in few
    ]
    assert np.mean(shown) == pytest.approx(np.mean([one.shares.mean() for one in few]), abs=0.05)

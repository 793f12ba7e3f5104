"""What holds for every alignment of levels."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from xiandao.alignment.leaves import Figure, Kind, Leaf
from xiandao.alignment.levels import EXPECTED_BELOW, align_levels
from xiandao.alignment.levels_coefficients import FITTED, THRESHOLDS
from xiandao.alignment.levels_confidence import GROUPS, confidences, log_odds
from xiandao.alignment.levels_features import FEATURES, SIGNS
from xiandao.alignment.levels_sectors import letters_alike
from xiandao.alignment.levels_themes import NAMES, themes
from xiandao.alignment.levels_values import PlanLeaves, SectorName
from xiandao.alignment.levels_wording import Vocabulary, Weights, bm25, product, unit_rows

HEADS = (
    "示范场景",
    "未来产业规模",
    "强化人才支撑",
    "开放应用场景",
    "量子科技",
    "脑机接口",
    "领航企业",
    "",
    "AI大模型",
    "产业基金",
)
NAMED = {"量子科技": SectorName("q", "i"), "脑机接口": SectorName("b", None), "AI大模型": SectorName("i", None)}
KINDS: tuple[Kind, ...] = ("target", "fact", "task", "sector", "technology", "placement", "bundle", "cite")
PLACES = ("甲市", "乙市", "")


@st.composite
def leaves(draw: st.DrawFn) -> tuple[Leaf, ...]:
    found = []
    for number in range(draw(st.integers(0, 8))):
        kind, head = draw(st.sampled_from(KINDS)), draw(st.sampled_from(HEADS))
        figure = None
        if kind in ("target", "fact"):
            low = draw(st.integers(0, 500))
            high = draw(st.none() | st.integers(low, 600))
            figure = Figure(
                draw(st.sampled_from((">=", "<=", "=", "~"))) if high is None else "range",
                float(low),
                None if high is None else float(high),
                draw(st.sampled_from(("个", "家", "亿元", "万亿元", "%", None))),
                draw(st.sampled_from(("total", "annual"))),
            )
        words = draw(st.sampled_from(("力争", "新增", "每个", ""))) + head
        found.append(
            Leaf(
                key=f"k{number}",
                kind=kind,
                head=head,
                words=words,
                body=words + draw(st.sampled_from(("。首购首用。", "", "\n"))),
                start=number * 50,
                end=number * 50 + len(words),
                figure=figure,
                year=draw(st.none() | st.integers(2025, 2035)) if figure else None,
                owners=(draw(st.sampled_from(PLACES)),) if kind == "placement" else (),
            )
        )
    return tuple(found)


@st.composite
def plans(draw: st.DrawFn, name: str) -> PlanLeaves:
    return PlanLeaves(
        plan=name,
        place=draw(st.sampled_from(PLACES)),
        level=draw(st.sampled_from(("city", "district", "zone", ""))),
        period=(None, draw(st.none() | st.integers(2025, 2035))),
        title="行动计划",
        leaves=draw(leaves()),
    )


LOWERS = st.tuples(plans("a"), plans("b"))
TAXONOMIES = st.sampled_from(({}, NAMED))


@given(plans("upper"), LOWERS, TAXONOMIES)
def test_a_plans_links_depend_neither_on_the_order_nor_on_the_other_plans(
    upper: PlanLeaves, lowers: tuple[PlanLeaves, PlanLeaves], names: dict[str, SectorName]
) -> None:
    together = align_levels(upper, lowers, names)
    for plan in lowers:
        alone = align_levels(upper, [plan], names)
        assert tuple(one for one in together.links if one.plan == plan.plan) == alone.links
        assert tuple(one for one in together.candidates if one.plan == plan.plan) == alone.candidates
    assert align_levels(upper, lowers, names) == together


@given(plans("upper"), LOWERS, TAXONOMIES)
def test_candidates_are_items_of_both_plans_best_first_and_links_are_among_them(
    upper: PlanLeaves, lowers: tuple[PlanLeaves, PlanLeaves], names: dict[str, SectorName]
) -> None:
    found = align_levels(upper, lowers, names)
    above = {leaf.key for leaf in upper.leaves}
    below = {(plan.plan, leaf.key) for plan in lowers for leaf in plan.leaves}
    assert all(one.upper in above and (one.plan, one.lower) in below for one in found.candidates)
    assert all(0 <= one.confidence <= 1 for one in found.candidates)
    for one, other in pairwise(found.candidates):
        if (one.plan, one.lower) == (other.plan, other.lower):
            assert one.score >= other.score
            assert one.confidence >= other.confidence - 1e-4
    likely = [one[:3] for one in found.candidates if one.confidence >= THRESHOLDS.likely]
    assert {one[:3] for one in found.links} >= set(likely)
    assert all(one.confidence >= THRESHOLDS.automatic - 1e-4 for one in found.links if one.is_automatic)


@given(plans("upper"), LOWERS)
def test_every_lower_task_and_target_is_linked_or_unfounded_and_nothing_is_both(
    upper: PlanLeaves, lowers: tuple[PlanLeaves, PlanLeaves]
) -> None:
    found = align_levels(upper, lowers, {})
    linked = {(one.plan, one.lower) for one in found.links}
    unfounded = {(one.plan, one.key) for one in found.unfounded}
    expected = {(plan.plan, leaf.key) for plan in lowers for leaf in plan.leaves if leaf.kind in EXPECTED_BELOW}
    assert not linked & unfounded
    assert expected == unfounded | (linked & expected)
    assert not {one.upper for one in found.links} & {one.key for one in found.unmet}


@given(plans("upper"), LOWERS)
def test_a_sum_is_of_one_level_one_figure_a_place_and_adds_up(
    upper: PlanLeaves, lowers: tuple[PlanLeaves, PlanLeaves]
) -> None:
    level_of = {plan.plan: plan.level for plan in lowers}
    for total in align_levels(upper, lowers, {}).sums:
        places = [one.place for one in total.summed if one.place]
        assert len(places) == len(set(places))
        assert {level_of[one.plan] for one in total.summed} == {total.level}
        assert total.low == sum(one.low for one in total.summed) <= total.high
        assert total.excess >= 0
        both = [(one.plan, one.lower) for one in total.summed]
        both += [(one.plan, one.lower) for one in total.left_out]
        assert len(both) == len(set(both))


@given(st.sampled_from(sorted(set(GROUPS.values()))), st.integers(0, len(FEATURES) - 1), st.integers(0, 2**32 - 1))
def test_more_evidence_for_a_link_never_makes_it_less_likely(group: str, column: int, seed: int) -> None:
    evidence = np.random.default_rng(seed).random((3, len(FEATURES)), np.float32)
    more = evidence.copy()
    more[0, column] += 0.3
    before, after = (
        confidences(log_odds(one, group, FITTED), np.arange(3), FITTED.calibration)[0] for one in (evidence, more)
    )
    sign = list(SIGNS.values())[column]
    assert sign == 0 or sign * (after - before) >= -1e-6


@given(st.lists(st.text("量子科技先导未来场景AI", max_size=8), min_size=1, max_size=5))
def test_likeness_of_letters_is_the_same_both_ways_and_whole_with_itself(names: list[str]) -> None:
    found = letters_alike(names, names)
    assert np.allclose(found, found.T)
    assert all(found[at, at] == 1 for at, name in enumerate(names) if name)
    assert found.min() >= 0
    assert found.max() <= 1


@settings(max_examples=50)
@given(st.lists(st.text("人才场景标准基金，。A1", max_size=12), min_size=1, max_size=6))
def test_wording_and_themes_of_a_text_are_most_alike_with_itself(texts: list[str]) -> None:
    vocabulary = Vocabulary()
    counts = vocabulary.counts(texts)
    weights = Weights.of(counts, counts.shape[1])
    alike = product(unit_rows(counts, weights), unit_rows(counts, weights))
    assert np.all(alike <= np.maximum(np.diag(alike)[:, None], np.diag(alike)) + 1e-5)
    assert bm25(counts, counts, weights).min() >= 0
    rows = themes(texts).toarray()
    assert rows.shape == (len(texts), len(NAMES))
    lengths = np.linalg.norm(rows, axis=1)
    assert np.all((lengths < 1e-6) | (np.abs(lengths - 1) < 1e-5))

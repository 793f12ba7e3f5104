"""Alignments kept in the process are those of the editions as they stand, whoever changed what in between."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.builders import workspace
from tests.builders.workspace import AT, TEXT, World

from xiandao.apps.plans import judging, levels_kept
from xiandao.apps.plans.judging import Look
from xiandao.apps.plans.levels_kept import aligned
from xiandao.apps.plans.models import LIVE, Edition

LOWER = TEXT.replace("霁川市", "鹭汀区").replace("市科技局", "区科技局")
STATES = (*LIVE, "candidate")


@pytest.fixture
def lowers(world: World, tmp_path: Path) -> list[Edition]:
    office = world.person("district-office")
    texts = (LOWER, LOWER.replace("300亿元", "80亿元"))
    return [workspace.edition(office, tmp_path, text, name=f"{at}.txt") for at, text in enumerate(texts)]


def test_a_judgement_costs_the_comparison_of_its_own_plan_alone(
    world: World, plan: Edition, lowers: list[Edition]
) -> None:
    first = aligned(plan, lowers, STATES)
    assert aligned(plan, lowers, STATES) is first
    pairs = levels_kept._pair.cache_info().misses
    item = lowers[0].items.get(kind="task", head="建设高标准园区")
    judging.item_reject(world.person("district-office"), item.pk, Look(0), at=AT)
    later = aligned(plan, lowers, STATES)
    assert levels_kept._pair.cache_info().misses == pairs + 1
    gone = (str(lowers[0].pk), item.key)
    assert gone in {(link.plan, link.lower) for link in first.links}
    assert gone not in {(link.plan, link.lower) for link in later.links}


def test_a_judgement_above_and_another_choice_of_states_are_never_answered_from_what_was_kept(
    world: World, plan: Edition, lowers: list[Edition]
) -> None:
    assert aligned(plan, lowers, LIVE).links == ()
    task = plan.items.get(kind="task", head="建设高标准园区")
    before = aligned(plan, lowers, STATES)
    judging.item_reject(world.person("office"), task.pk, Look(0), at=AT)
    after = aligned(plan, lowers, STATES)
    assert task.key in {link.upper for link in before.links}
    assert task.key not in {link.upper for link in after.links}


def test_what_is_gathered_from_kept_pairs_is_what_is_reckoned_at_once(plan: Edition, lowers: list[Edition]) -> None:
    both = aligned(plan, lowers, STATES)
    one, other = (aligned(plan, [lower], STATES) for lower in lowers)
    assert both.links == one.links + other.links
    assert both.coverage == one.coverage + other.coverage
    assert both.unfounded == one.unfounded + other.unfounded

"""印发: of a plan that all see, no edition is seen by all before a second person has said so."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.builders import workspace
from tests.builders.releases import opened, ruled
from tests.builders.workspace import AT, TEXT, World

from xiandao.apps.audit.models import AuditLine
from xiandao.apps.plans import classing, issuing, services
from xiandao.apps.plans.models import Edition, EditionChange
from xiandao.apps.plans.selectors import editions_seen
from xiandao.apps.publishing.models import Release
from xiandao.core.errors import Refusal

NEXT = TEXT.replace("300亿元", "320亿元")


@pytest.fixture
def later(world: World, plan: Edition, tmp_path: Path) -> Edition:
    """The second edition, a draft, of a plan that all see."""
    opened(world, plan)
    return workspace.edition(world.person("office"), tmp_path, NEXT, name="next.txt", plan=plan.plan_id)


def seen(world: World, edition: Edition) -> bool:
    return editions_seen(world.person("district-reader")).filter(pk=edition.pk).exists()


def waiting(edition: Edition) -> Release:
    found = issuing.issue_waiting(edition)
    assert found is not None
    return found


def issue(world: World, edition: Edition, state: str = "issued", **more: str) -> Edition:
    return services.edition_issue(world.person("office"), edition, state=state, at=AT, **more)


@pytest.mark.parametrize("state", ["issued", "amended", "repealed"])
def test_no_further_edition_of_an_open_plan_is_seen_by_all_on_the_word_of_one(
    state: str, world: World, plan: Edition, later: Edition
) -> None:
    told = issue(world, later, state)
    assert (told.state, Edition.objects.get(pk=later.pk).state) == ("draft", "draft")
    assert seen(world, plan)
    assert not seen(world, later)
    assert not EditionChange.objects.filter(edition=later).exists()


def test_the_second_person_issues_it_and_it_ends_the_one_before(world: World, plan: Edition, later: Edition) -> None:
    issue(world, later)
    ruled(world.person("unit-head"), waiting(later), "secrecy")
    later.refresh_from_db()
    plan.refresh_from_db()
    assert (later.state, later.in_force_from is not None, plan.in_force_until is not None) == ("issued", True, True)
    assert seen(world, later)
    line = AuditLine.objects.filter(deed="edition.issue").latest("seq")
    assert line.detail["asked_by"] == world.users["office"].pk


def test_who_asked_cannot_be_the_second_person(world: World, later: Edition) -> None:
    issue(world, later)
    with pytest.raises(Refusal, match="release-own"):
        ruled(world.person("office"), waiting(later), "secrecy")
    assert not seen(world, later)


def test_one_that_is_declined_stays_a_draft_and_may_be_asked_anew(world: World, later: Edition) -> None:
    issue(world, later)
    with pytest.raises(Refusal, match="issue-waits"):
        issue(world, later)
    ruled(world.person("unit-head"), waiting(later), "secrecy", "no")
    assert not seen(world, later)
    issue(world, later)
    assert Release.objects.filter(what=issuing.KIND).count() == 2


def test_one_that_became_a_draft_again_is_asked_about_again(world: World, later: Edition) -> None:
    issue(world, later)
    ruled(world.person("unit-head"), waiting(later), "secrecy")
    issue(world, later, "draft")
    issue(world, later)
    assert not seen(world, later)


def test_a_yes_does_not_count_for_another_text_than_the_one_asked_about(world: World, later: Edition) -> None:
    issue(world, later)
    Edition.objects.filter(pk=later.pk).update(text_sha256="0" * 64)
    with pytest.raises(Refusal, match="class-stale"):
        ruled(world.person("unit-head"), waiting(later), "secrecy")
    assert not seen(world, later)


def test_a_plan_that_is_closed_in_the_same_act_needs_no_second_person(world: World, later: Edition) -> None:
    assert issue(world, later, openness="closed").state == "issued"
    assert not seen(world, later)
    assert issuing.issue_waiting(later) is None


def test_opening_a_plan_opens_no_edition_that_was_issued_after_it_was_asked(
    world: World, plan: Edition, tmp_path: Path
) -> None:
    issue(world, plan, openness="open")
    later = workspace.edition(world.person("office"), tmp_path, NEXT, name="next.txt", plan=plan.plan_id)
    issue(world, later)
    waits = classing.waiting_of(plan.plan)
    assert waits is not None
    with pytest.raises(Refusal, match="class-stale"):
        ruled(world.person("unit-head"), waits, "secrecy")
    assert not seen(world, plan)
    assert not seen(world, later)

"""What a program gets of the words of plans by its token: everything of 无, of what is closed further nothing, by one rule."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.utils import timezone
from tests.builders.api import ROOT, bearer
from tests.builders.layouts import TEXT, bare, district_plan, laid_out
from tests.builders.task_lists import YEAR, task_list
from tests.builders.workspace import AT, World, signed_in

from xiandao.apps.audit.models import AuditLine
from xiandao.apps.plans.by_token import UNMARKED
from xiandao.apps.plans.levels import below_of
from xiandao.apps.plans.models import SECRECY, Edition, Plan
from xiandao.apps.plans.services import edition_enter, edition_issue
from xiandao.readers import read_source

SAMPLES = Path(__file__).resolve().parents[3] / "samples"
OF_ONE = (
    "editions/{pk}/text", "editions/{pk}/page", "editions/{pk}/page-image", "editions/{pk}/findings",
    "editions/{pk}/review", "editions/{pk}/comparison", "editions/{pk}/alignment",
    "editions/{pk}/alignment/unfounded", "editions/{pk}/alignment/late", "editions/{pk}/trajectories",
    "editions/{pk}/opinions", "items?edition={pk}", "items?edition={pk}&as_of={day}", "items/{item}",
    "layouts/{layout}", "layouts/{layout}/diff", "task-lists/{place}?year={year}",
)  # fmt: skip
"""What gives words of one plan."""
OVER_MANY = ("items", "search?q=未来产业", "targets?single=true", "matrix")
GOAL = "三、主要目标\n到2026年，未来产业规模达到280亿元。\n"


@pytest.fixture
def printed(world: World) -> Edition:
    file = SAMPLES / "06-city-plan.pdf"
    office = world.person("office")
    return edition_issue(office, edition_enter(office, read_source(file), file, at=AT), state="issued", at=AT)


def paths(world: World, plan: Edition) -> list[str]:
    """The addresses of :data:`OF_ONE` for a plan with a layout table and a yearly list."""
    named = {
        "pk": plan.pk, "item": plan.items.all()[0].pk, "layout": bare(plan).pk, "place": world.city.pk,
        "year": YEAR, "day": timezone.localdate(),
    }  # fmt: skip
    task_list(plan)
    return [f"/{path.format(**named)}" for path in OF_ONE]


def close(plan: Edition, secrecy: str) -> None:
    Plan.objects.filter(pk=plan.plan_id).update(secrecy=secrecy)


def test_only_what_is_neither_internal_nor_a_work_secret_leaves_without_a_mark() -> None:
    assert UNMARKED == ("none",)


@pytest.mark.parametrize("secrecy", SECRECY)
@pytest.mark.parametrize("by", ["token", "session"])
def test_words_of_one_plan_leave_by_token_only_where_they_need_no_mark(
    secrecy: str, by: str, world: World, printed: Edition
) -> None:
    asked = paths(world, printed)
    close(printed, secrecy)
    office, browser = bearer(world.users["office"]), signed_in(world, "office")
    answers = {path: office.get(path) if by == "token" else browser.get(f"{ROOT}{path}") for path in asked}
    refused = {path for path, answer in answers.items() if answer.status_code == 422}
    assert refused == (set() if by == "session" or secrecy == "none" else set(asked))
    assert {answers[path].json()["code"] for path in refused} <= {"taken-numbered"}
    assert {answers[path].status_code for path in set(asked) - refused} <= {200}


@pytest.mark.parametrize("secrecy", SECRECY[1:])
@pytest.mark.parametrize("path", OVER_MANY)
def test_an_answer_over_many_plans_tells_a_program_nothing_of_those_that_are_closed(
    path: str, secrecy: str, world: World, tmp_path: Path
) -> None:
    plan = laid_out(world, tmp_path, TEXT + GOAL)
    office, browser = bearer(world.users["office"]), signed_in(world, "office")
    before = office.get(f"/{path}").json()
    assert before["total"] > 0
    close(plan, secrecy)
    assert office.get(f"/{path}").json()["total"] == 0
    assert browser.get(f"{ROOT}/{path}").json()["total"] == before["total"]


def test_a_hit_in_a_closed_plan_is_shown_to_a_program_neither_by_its_number(world: World, plan: Edition) -> None:
    close(plan, "internal")
    office = bearer(world.users["office"])
    answer = office.get(f"/search?q=未来产业&plan={plan.pk}").json()
    assert (answer["total"], answer["hits"], answer["items"]) == (0, 0, [])


def test_a_closed_plan_below_keeps_the_table_of_the_levels_from_a_program(world: World, tmp_path: Path) -> None:
    upper_plan, below = laid_out(world, tmp_path), district_plan(world, tmp_path)
    office, upper = bearer(world.users["office"]), f"/editions/{upper_plan.pk}/alignment"
    assert [each.pk for each in below_of(world.person("office"), upper_plan)] == [below.pk]
    assert office.get(upper).status_code == 200
    close(below, "internal")
    assert office.get(upper).json()["code"] == "taken-numbered"
    assert signed_in(world, "office").get(f"{ROOT}{upper}").status_code == 200


@pytest.mark.parametrize("secrecy", SECRECY)
def test_a_text_that_leaves_whole_is_in_the_log_and_what_is_refused_or_only_looked_at_is_not(
    secrecy: str, world: World, plan: Edition
) -> None:
    close(plan, secrecy)
    signed_in(world, "office").get(f"{ROOT}/editions/{plan.pk}/text")
    assert not AuditLine.objects.filter(deed="plan.take").exists()
    bearer(world.users["office"]).get(f"/editions/{plan.pk}/text")
    lines = [(line.object_id, line.detail) for line in AuditLine.objects.filter(deed="plan.take")]
    assert lines == ([(str(plan.pk), {"what": "text"})] if secrecy == "none" else [])


def test_who_may_not_see_a_plan_is_not_told_how_closed_it_is(world: World, plan: Edition) -> None:
    close(plan, "secret")
    other = bearer(world.users["other-office"])
    for path in ("text", "findings", "alignment"):
        assert other.get(f"/editions/{plan.pk}/{path}").status_code == 404
    assert other.get(f"/items?edition={plan.pk}").json()["total"] == 0


def test_a_closed_plan_leaves_by_token_numbered_and_for_a_purpose(world: World, plan: Edition) -> None:
    close(plan, "internal")
    office = bearer(world.users["office"])
    said = {"what": "targets", "form": "xlsx", "edition": plan.pk}
    assert office.post("/exports", said).json()["code"] == "export-purpose"
    assert office.post("/exports", {**said, "purpose": "年度调度"}).status_code == 200

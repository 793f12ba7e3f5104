"""行动计划情况: rows without a plan in force, or without a task this year, are marked."""

from __future__ import annotations

from pathlib import Path

from tests.builders.layouts import district_plan, layout, reviewed
from tests.builders.workspace import AT, World

from xiandao.apps.notices.models import Notice
from xiandao.apps.plans import services, task_lists
from xiandao.apps.plans.layout_board import Standing, board_of
from xiandao.apps.plans.layout_models import Layout
from xiandao.apps.plans.task_list_selectors import drafts_of
from xiandao.apps.plans.task_lists import Said, Which


def rows(world: World, made: Layout, year: int = 2026, who: str = "office") -> dict[tuple[str, str], Standing]:
    board = board_of(world.person(who), made.versions.get().lines.select_related("place"), year)
    return {(each.line.name, each.line.sector): each for each in board}


def test_a_pair_without_a_plan_in_force_is_marked(world: World, tmp_path: Path) -> None:
    made = layout(world, tmp_path)
    assert {each.state for each in rows(world, made).values()} == {"none"}
    district_plan(world, tmp_path)
    board = rows(world, made)
    assert board["鹭汀区", "人形机器人"].state == "draft"
    assert board["鹭汀区", "合成生物"].state == "none"
    assert all(each.is_lacking for each in board.values())


def test_a_pair_with_a_plan_and_a_kept_list_of_the_year_is_not(world: World, tmp_path: Path) -> None:
    made = layout(world, tmp_path)
    plan = district_plan(world, tmp_path)
    services.edition_issue(world.person("district-office"), plan, state="issued", at=AT)
    found = rows(world, made)["鹭汀区", "人形机器人"]
    assert (found.state, found.tasks, found.kept, found.is_lacking) == ("issued", 1, None, True)
    which, person = Which(world.district.pk, "人形机器人", 2026), world.person("district-office")
    proposed = drafts_of(person, world.district, "人形机器人", 2026)
    task_lists.list_keep(person, which, [Said(each.item.pk) for each in proposed], at=AT)
    found = rows(world, made)["鹭汀区", "人形机器人"]
    assert found.kept is not None
    assert not found.is_lacking
    assert found.opens
    assert rows(world, made, 2030)["鹭汀区", "人形机器人"].is_lacking  # its period is over
    assert len([each for each in rows(world, made).values() if each.is_lacking]) == 3


def test_a_task_that_nobody_confirmed_is_none(world: World, tmp_path: Path) -> None:
    made = layout(world, tmp_path)
    plan = district_plan(world, tmp_path)
    services.edition_issue(world.person("district-office"), plan, state="issued", at=AT)
    plan.items.filter(kind="task").update(state="candidate")
    assert rows(world, made)["鹭汀区", "人形机器人"].tasks == 0


def test_who_is_asked_in_a_review_is_told_and_nobody_else(world: World, tmp_path: Path) -> None:
    reviewed(world, layout(world, tmp_path))
    posts = set(Notice.objects.filter(kind="layout.asked").values_list("post", flat=True))
    assert posts == {world.users["district-office"].holdings.get().post_id}

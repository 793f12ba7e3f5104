"""行动计划情况: rows without a plan in force, or without a task this year, are marked."""

from __future__ import annotations

from pathlib import Path

from tests.builders import workspace
from tests.builders.layouts import layout, reviewed
from tests.builders.workspace import AT, World

from xiandao.apps.notices.models import Notice
from xiandao.apps.plans import judging, services
from xiandao.apps.plans.layout_board import Standing, board_of
from xiandao.apps.plans.layout_models import Layout
from xiandao.apps.plans.models import Edition

DISTRICT = """鹭汀区未来产业行动计划（2025—2026年）
一、重点方向
（一）主导产业
1．人形机器人。重点布局：云岫片区
二、重点任务
（一）建设人形机器人训练场。建成训练场并投用。（责任单位：区工信局）
"""


def district_plan(world: World, folder: Path) -> Edition:
    district = world.person("district-office")
    plan = workspace.edition(district, folder, DISTRICT, name="district.txt")
    for item in plan.items.all():
        judging.item_confirm(district, item.pk, judging.Look(0), at=AT)
    plan.refresh_from_db()
    return plan


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


def test_a_pair_with_a_plan_and_a_task_of_the_year_is_not(world: World, tmp_path: Path) -> None:
    made = layout(world, tmp_path)
    plan = district_plan(world, tmp_path)
    services.edition_issue(world.person("district-office"), plan, state="issued", at=AT)
    found = rows(world, made)["鹭汀区", "人形机器人"]
    assert (found.state, found.tasks, found.is_lacking) == ("issued", 1, False)
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

"""年度轨迹 and 年度工作任务清单 in a browser: values, a path, the chart and the sentence; the tasks of a year, kept from the board."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer
from tests.builders.browser import accessible, enter
from tests.builders.layouts import district_plan, layout
from tests.builders.trajectories import planned, target
from tests.builders.workspace import AT, World

from xiandao.apps.plans import services

pytestmark = [pytest.mark.slow, pytest.mark.browser]


def test_a_target_is_followed_through_its_years(
    page: Page, live_server: LiveServer, place: World, tmp_path: Path
) -> None:
    plan = planned(place, tmp_path)
    item = target(plan, "家")
    enter(page, live_server)
    page.goto(f"{live_server.url}/plans/items/{item.pk}/")
    expect(page.locator("#trajectory")).to_contain_text("无基数")
    page.get_by_role("link", name="录入实际值").click()
    accessible(page, "actuals-empty")
    page.locator("[name=pasted]").fill("年份\t企业数\n2023\t10\n2024\t18\n2025\t22")
    form = page.locator("form", has=page.locator("[name=pasted]"))
    form.locator("[name=source]").fill("市科技局统计年报")
    form.get_by_role("button", name="录入").click()
    expect(page.locator("main tbody tr")).to_have_count(3)
    accessible(page, "actuals")
    page.get_by_role("link", name="返回目标").click()
    page.get_by_role("link", name="确定年度轨迹").click()
    page.locator("[name=rule]").select_option("growth")
    page.locator("[name=base]").select_option("2023")
    page.get_by_role("button", name="试算").click()
    expect(page.locator("table.years tbody tr")).to_have_count(4)
    accessible(page, "path")
    page.get_by_role("button", name="确定", exact=True).click()
    expect(page.locator("#trajectory-chart canvas")).to_be_visible()
    expect(page.locator("#trajectory")).to_contain_text("比目标少 12 家")
    expect(page.locator("#trajectory")).to_contain_text("每年需增加 18 家")
    accessible(page, "trajectory")
    page.get_by_role("link", name="全部目标的年度轨迹").click()
    expect(page.locator("table.years tbody tr")).to_have_count(3)
    accessible(page, "trajectories")
    with page.expect_download() as given:
        page.get_by_role("button", name="Excel").click()
    assert given.value.suggested_filename.endswith(".xlsx")


def test_the_tasks_of_a_year_are_kept_from_the_board(
    page: Page, live_server: LiveServer, place: World, tmp_path: Path
) -> None:
    made = layout(place, tmp_path)
    plan = district_plan(place, tmp_path)
    services.edition_issue(place.person("district-office"), plan, state="issued", at=AT)
    enter(page, live_server)
    page.goto(f"{live_server.url}/plans/layouts/{made.pk}/?on=2026-03-02")
    row = page.locator("tr", has=page.get_by_role("link", name="鹭汀区未来产业行动计划"))
    expect(row).to_contain_text("未制定")
    accessible(page, "board")
    row.get_by_role("link", name="查看").click()
    expect(page.locator("main")).to_contain_text("还没有保存过清单")
    accessible(page, "task-list-empty")
    page.locator("[name=measure-0]").fill("分两期建设，六月底前完成一期")
    page.locator("[name=due-0]").fill("2026年11月底")
    page.get_by_label("新增任务", exact=True).fill("举办场景推介会")
    page.get_by_role("button", name="保存清单").click()
    expect(page.locator("table.kept tbody tr")).to_have_count(2)
    accessible(page, "task-list")
    with page.expect_download() as given:
        page.get_by_role("button", name="Word").click()
    assert given.value.suggested_filename.endswith(".docx")
    page.goto(f"{live_server.url}/plans/task-lists/")
    accessible(page, "task-lists")
    page.goto(f"{live_server.url}/plans/layouts/{made.pk}/?on=2026-03-02")
    expect(row).to_contain_text("已制定")

"""指标认定明细 in a browser: a proposal confirmed, the members of a target seen, one of them opened."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer
from tests.builders import counting, workspace
from tests.builders.browser import accessible, enter
from tests.builders.workspace import World

from xiandao.core.measures import measure_text

pytestmark = [pytest.mark.slow, pytest.mark.browser]


def test_a_target_opens_to_its_members(page: Page, live_server: LiveServer, place: World, tmp_path: Path) -> None:
    plan = workspace.edition(place.person("office"), tmp_path)
    counting.parks(), counting.flagship(plan)
    item = counting.target(plan)
    enter(page, live_server)
    page.goto(f"{live_server.url}/plans/items/{item.pk}/")
    page.get_by_role("link", name="指标认定明细").click()
    expect(page.locator("#figure")).to_contain_text("不可计量")
    accessible(page, "counting-open")
    page.get_by_role("button", name="按此口径确认").first.click()  # by the stage, in which none of the parks is
    expect(page.locator("#figure")).to_contain_text("未到期")
    page.get_by_role("link", name="修改后确认").first.click()
    page.locator("summary", has_text="高级").click()
    page.locator("textarea[name=measure]").fill(measure_text(counting.CITY_PARKS))
    page.get_by_role("button", name="按 JSON 确认").click()
    expect(page.locator("#members tbody tr")).to_have_count(2)
    expect(page.locator("#figure")).to_contain_text("差 2 个")
    accessible(page, "counting-members")
    page.get_by_role("link", name="修改后确认").first.click()
    accessible(page, "counting-edit")
    page.get_by_role("link", name="返回目标").click()
    page.get_by_role("link", name="全部目标").click()
    expect(page.locator("main")).to_contain_text(counting.NAMED)
    accessible(page, "counting-plan")
    page.locator("main td a", has_text="专业园区").click()
    page.get_by_role("link", name=counting.FIRST).click()
    expect(page.locator("h1")).to_have_text(counting.FIRST)

"""政策工具库 in a browser: read, confirmed, compared, cleaned up, taken away."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer
from tests.builders.browser import accessible, enter
from tests.builders.policies import CITY, confirmed, entered, library
from tests.builders.workspace import World

from xiandao.apps.jobs.services import jobs_drain
from xiandao.apps.policies.models import Policy

NOTHING_REFUSED = True
pytestmark = [pytest.mark.slow, pytest.mark.browser]


def test_a_policy_is_read_confirmed_and_found(
    page: Page,
    live_server: LiveServer,
    place: World,  # noqa: ARG001 - whose people sign in
) -> None:
    enter(page, live_server)
    page.goto(f"{live_server.url}/policies/")
    accessible(page, "policies-empty")
    page.get_by_role("link", name="上传政策").first.click()
    accessible(page, "policies-upload")
    page.set_input_files("#files", {"name": "政策.txt", "mimeType": "text/plain", "buffer": CITY.encode()})
    page.locator("main button.go").click()
    page.wait_for_load_state()
    jobs_drain()
    policy = Policy.objects.get()
    page.goto(f"{live_server.url}/policies/{policy.pk}/")
    expect(page.locator("article.card")).to_have_count(3)
    accessible(page, "policies-policy")
    page.locator("article.card").first.get_by_role("button", name="确认入库").click()
    expect(page.locator("article.card .tag.good")).to_have_count(1)
    page.locator("article.card").nth(1).get_by_role("link", name="查看和更正").click()
    accessible(page, "policies-measure")
    page.get_by_label("上限（元）").fill("1200000")
    page.get_by_role("button", name="更正并入库").click()
    expect(page.locator("main")).to_contain_text("已更正")
    page.goto(f"{live_server.url}/policies/{policy.pk}/about")
    accessible(page, "policies-about")
    page.get_by_label("文号").fill("霁政办规〔2025〕9号")
    page.get_by_role("button", name="保存").click()
    expect(page.locator("main")).to_contain_text("霁政办规〔2025〕9号")
    page.goto(f"{live_server.url}/policies/?topic=talent")
    expect(page.locator("tbody tr")).to_have_count(1)
    accessible(page, "policies-list")


def test_levels_are_compared_and_what_is_missing_is_seen(
    page: Page, live_server: LiveServer, place: World, tmp_path: Path
) -> None:
    library(place, tmp_path)
    enter(page, live_server, "province-office")
    page.goto(f"{live_server.url}/policies/compare")
    row = page.get_by_role("row", name="鹭汀区")
    expect(row).to_contain_text("未出台")
    accessible(page, "policies-compare")
    page.goto(f"{live_server.url}/policies/overlap?topic=compute")
    expect(page.locator("main")).to_contain_text("就高不重复")
    accessible(page, "policies-overlap")
    page.goto(f"{live_server.url}/policies/all")
    accessible(page, "policies-all")


def test_a_policy_gets_its_verdict_and_the_list_is_taken_away(
    page: Page, live_server: LiveServer, place: World, tmp_path: Path
) -> None:
    confirmed(place.person("office"), entered(place.person("office"), tmp_path))
    enter(page, live_server)
    page.goto(f"{live_server.url}/policies/clean-up")
    page.get_by_label("理由").fill("实施效果良好")
    page.get_by_role("button", name="给出结论").click()
    expect(page.locator("main")).to_contain_text("实施效果良好")
    accessible(page, "policies-clean-up")
    page.goto(f"{live_server.url}/policies/")
    page.get_by_text("导出").first.click()
    with page.expect_download() as taken:
        page.get_by_role("button", name="导出").click()
    assert taken.value.suggested_filename == "政策工具库.xlsx"

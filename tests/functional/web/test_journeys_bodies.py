"""The register in a browser: a task force is set up, its members are pasted, its leader changes, and the past stays."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer
from tests.builders.bodies import LIST, body, link
from tests.builders.browser import accessible, enter

NOTHING_REFUSED = True
pytestmark = [pytest.mark.slow, pytest.mark.browser, pytest.mark.usefixtures("place")]


def test_a_task_force_is_set_up_and_answers_for_its_field(page: Page, live_server: LiveServer) -> None:
    enter(page, live_server)
    page.goto(f"{live_server.url}/bodies/")
    accessible(page, "bodies-empty")
    page.get_by_role("link", name="登记机构").first.click()
    page.locator("[name=place]").first.select_option("990100")
    page.wait_for_url("**place=990100**")
    page.get_by_label("名称", exact=True).fill("低空经济工作专班")
    page.locator("[name=kind]").select_option("task-force")
    page.locator("form[method=post] [name=since]").fill("2026-01-10")
    page.locator("form[method=post] [name=source]").fill("霁政办发〔2026〕样9号")
    accessible(page, "bodies-new")
    page.get_by_role("button", name="保存").click()
    page.get_by_role("link", name="粘贴成员名单").click()
    page.locator("[name=text]").fill(LIST)
    page.locator("[name=since]").fill("2026-01-10")
    page.locator("[name=source]").fill("霁政办发〔2026〕样9号")
    page.get_by_role("button", name="预览").click()
    expect(page.locator("main")).to_contain_text("姓名前缺职务")
    accessible(page, "bodies-paste")
    page.get_by_role("button", name="登记 5 名").click()
    expect(page.get_by_role("status")).to_contain_text("已登记 5 名")
    page.get_by_role("link", name="低空经济工作专班").click()
    page.get_by_text("添加负责赛道").click()
    page.locator("[name=code]").fill("低空经济")
    page.locator("form[action$='charges/add'] [name=since]").fill("2026-01-10")
    page.locator("form[action$='charges/add'] [name=source]").fill("霁政办发〔2026〕样9号")
    page.locator("form[action$='charges/add'] button").click()
    accessible(page, "bodies-body")
    page.goto(f"{live_server.url}/bodies/responsibility")
    page.locator("[name=field]").last.fill("低空经济")
    page.get_by_role("button", name="查找").click()
    expect(page.locator("main")).to_contain_text("成员单位 3 个")
    accessible(page, "bodies-responsibility")


def test_a_leader_follows_another_and_the_past_answers_as_it_was(page: Page, live_server: LiveServer) -> None:
    body(), link()
    enter(page, live_server)
    page.goto(f"{live_server.url}/bodies/links")
    accessible(page, "bodies-links")
    page.get_by_role("link", name="市政府副市长 样例甲").click()
    page.locator("[name=leader]").fill("样例戊")
    page.locator("[name=since]").fill("2026-02-15")
    page.locator("form:not([action]) [name=source]").last.fill("霁委发〔2026〕样2号")
    accessible(page, "bodies-row")
    page.get_by_role("button", name="保存").click()
    expect(page.locator("main")).to_contain_text("样例戊")
    page.goto(f"{live_server.url}/bodies/responsibility?field=人形机器人&on=2026-02-01")
    expect(page.locator("main")).to_contain_text("样例甲")
    expect(page.locator("main")).not_to_contain_text("样例戊")
    page.goto(f"{live_server.url}/plans/unowned")
    accessible(page, "bodies-unowned")

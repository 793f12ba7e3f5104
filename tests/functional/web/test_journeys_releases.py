"""What goes out, in a browser: asked for, looked through by two, taken; and a plan that is closed and opened."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer
from tests.builders.browser import accessible, enter, unfold
from tests.builders.releases import asked, passed
from tests.builders.workspace import World
from tests.functional.web.test_journeys import plan

from xiandao.apps.plans.models import Edition, Plan
from xiandao.apps.publishing.models import Release

__all__ = ["plan"]
pytestmark = [pytest.mark.slow, pytest.mark.browser]


def leave(page: Page) -> None:
    unfold(page)
    page.get_by_role("button", name="退出").click()
    page.wait_for_load_state()


def test_an_export_is_asked_for_looked_through_by_two_and_taken(
    page: Page, live_server: LiveServer, plan: Edition
) -> None:
    enter(page, live_server)
    page.goto(f"{live_server.url}/plans/editions/{plan.pk}/")
    accessible(page)
    page.get_by_role("link", name="对外提供：主要指标表").click()
    accessible(page)
    page.get_by_label("用途（不超过").fill("课题研究")
    page.get_by_label("接收单位").fill("云澜省样例研究院")
    page.get_by_role("button", name="提交").click()
    expect(page.locator("[aria-current=step]")).to_have_text("待保密审查")
    accessible(page)
    for who, after in (("unit-head", "待发布审核"), ("leader", "可下载")):
        leave(page)
        enter(page, live_server, who)
        unfold(page)
        page.get_by_role("link", name="发布", exact=True).click()
        accessible(page)
        page.get_by_role("link", name="主要指标表").click()
        expect(page.locator("body")).to_contain_text("未来产业规模")
        accessible(page)
        page.get_by_label("意见或理由").fill("内容已核对")
        page.get_by_role("button", name="同意", exact=True).click()
        expect(page.locator("[aria-current=step]")).to_have_text(after)
    leave(page)
    enter(page, live_server)
    page.goto(f"{live_server.url}/releases/{Release.objects.get().pk}/")
    accessible(page)
    with page.expect_download() as coming:
        page.get_by_role("button", name="下载", exact=True).click()
    assert coming.value.suggested_filename.endswith("主要指标表.docx")
    page.reload()
    expect(page.get_by_role("button", name="下载", exact=True)).to_have_count(0)


def test_an_export_for_work_inside_is_one_click(page: Page, live_server: LiveServer, plan: Edition) -> None:
    enter(page, live_server)
    page.goto(f"{live_server.url}/plans/editions/{plan.pk}/")
    with page.expect_download() as coming:
        page.get_by_role("button", name="导出 Word：任务分工表").click()
    assert coming.value.suggested_filename.endswith("任务分工表.docx")


def test_a_plan_is_closed_at_once_and_opened_by_two(page: Page, live_server: LiveServer, plan: Edition) -> None:
    enter(page, live_server)
    page.goto(f"{live_server.url}/plans/editions/{plan.pk}/class")
    accessible(page)
    page.get_by_label("保密属性").select_option("internal")
    page.get_by_label("理由").fill("涉及项目")
    page.get_by_role("button", name="调整", exact=True).click()
    expect(page.locator("body")).to_contain_text("无 → 内部")
    accessible(page)
    page.get_by_label("保密属性").select_option("none")
    page.get_by_label("公开属性").select_option("open")
    page.get_by_label("理由").fill("已脱敏")
    page.get_by_role("button", name="调整", exact=True).click()
    expect(page.locator("body")).to_contain_text("内部 → 无")
    accessible(page)
    assert Plan.objects.get().secrecy == "internal"


def test_lists_of_releases_are_readable(page: Page, live_server: LiveServer, place: World, plan: Edition) -> None:
    passed(place, asked(place.person("office"), plan))
    asked(place.person("office"), plan, what="division", form="xlsx")
    enter(page, live_server)
    for show in ("waiting", "own", "all"):
        page.goto(f"{live_server.url}/releases/?show={show}")
        accessible(page)
    page.goto(f"{live_server.url}/plans/upload")
    accessible(page)

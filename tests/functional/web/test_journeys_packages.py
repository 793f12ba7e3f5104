"""数据交换 in a browser: an installation is entered, a package is taken in, another is made and answered."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import FilePayload, Page, expect
from pytest_django.live_server_helper import LiveServer
from tests.builders import workspace
from tests.builders.browser import accessible, enter, unfold
from tests.builders.packages import flat_of, met, other, own_identity, packed, theirs
from tests.builders.workspace import AT, TEXT, World
from tests.functional.web.test_journeys import plan

from xiandao.apps.files.services import place_of
from xiandao.apps.packages.models import Sent
from xiandao.apps.plans.models import Edition
from xiandao.core.exchange import receipt_for
from xiandao.writers.sealed import receipt_bytes

__all__ = ["plan"]
pytestmark = [pytest.mark.slow, pytest.mark.browser]


def file(name: str, data: bytes) -> FilePayload:
    return FilePayload(name=name, mimeType="application/octet-stream", buffer=data)


def test_the_administrator_enters_an_installation_by_card_and_fingerprint(
    page: Page, live_server: LiveServer, place: World
) -> None:
    assert place.city.code == "990100"
    enter(page, live_server, "administrator")
    unfold(page)
    page.get_by_role("link", name="交换单位").click()
    accessible(page)
    page.get_by_label("单位名称").fill("霁川市样例专班")
    page.get_by_label("所属地区").select_option("990100")
    page.get_by_role("button", name="保存").click()
    expect(page.locator("body")).to_contain_text("place:990100")
    page.get_by_label("对方名片文件").set_input_files([file("card.json", other().card)])
    page.get_by_label("电话中对方读出的指纹").fill("0000 0000 0000 0000 0000")
    page.get_by_role("button", name="核对并登记").click()
    expect(page.get_by_role("alert")).to_contain_text("指纹与名片不符")
    page.go_back()
    page.get_by_label("对方名片文件").set_input_files([file("card.json", other().card)])
    page.get_by_label("电话中对方读出的指纹").fill(other().heard)
    page.get_by_role("button", name="核对并登记").click()
    expect(page.locator("table").first).to_contain_text(other().name)
    accessible(page)
    page.get_by_role("button", name=f"停用“{other().name}”").click()
    expect(page.locator("table").first).to_contain_text("停用")
    accessible(page)


def test_a_package_is_checked_taken_in_and_shown_with_its_origin(
    page: Page, live_server: LiveServer, place: World, tmp_path: Path
) -> None:
    sender = met()
    upper = workspace.edition(place.person("office"), tmp_path, TEXT, name="upper.txt")
    package = sender.package({"edition-0001.json": theirs(upper), "strange.json": {"format": "x"}})
    enter(page, live_server)
    unfold(page)
    page.get_by_role("link", name="数据交换").click()
    accessible(page)
    page.get_by_role("link", name="收到").click()
    accessible(page)
    page.get_by_label("数据包文件").set_input_files([file("a.xdpack", package)])
    page.get_by_role("button", name="校验").click()
    expect(page.locator("table").first).to_contain_text("新规划")
    expect(page.locator("table").first).to_contain_text("不接收")
    accessible(page)
    page.get_by_role("button", name="确认接收").click()
    expect(page.locator(".top")).to_contain_text("已接收")
    accessible(page)
    with page.expect_download() as coming:
        page.get_by_role("link", name="下载回执").click()
    assert coming.value.suggested_filename == "SJ-2026-00001-receipt.json"
    page.locator("table a").first.click()
    expect(page.locator(".note")).to_contain_text("只读")
    expect(page.get_by_role("link", name="核对", exact=True)).to_have_count(0)
    accessible(page)


def test_a_package_is_made_waits_for_two_people_and_is_answered(
    page: Page, live_server: LiveServer, plan: Edition
) -> None:
    met()
    enter(page, live_server)
    page.goto(f"{live_server.url}/plans/editions/{plan.pk}/")
    page.get_by_role("link", name="发送规划").click()
    accessible(page)
    expect(page.get_by_role("checkbox").first).to_be_checked()
    page.get_by_label("接收单位").select_option(label=other().name)
    page.get_by_label("用途").fill("报送备案")
    page.get_by_role("button", name="制作数据包").click()
    expect(page.locator(".top")).to_contain_text("待保密审查")
    accessible(page)
    data = place_of(Sent.objects.get().blob_id).read_bytes()
    answer = receipt_bytes(receipt_for(data, "place:990000", AT, reason="package-back-incomplete"), other().signer)
    page.goto(f"{live_server.url}/packages/")
    page.locator("summary", has_text="导入回执").click()
    page.get_by_label("回执文件").set_input_files([file("receipt.json", answer)])
    page.get_by_role("button", name="导入", exact=True).click()
    expect(page.locator("body")).to_contain_text("内容不全，请补充后重发")
    accessible(page)


def test_without_an_identity_the_page_says_what_to_do(page: Page, live_server: LiveServer, plan: Edition) -> None:
    enter(page, live_server)
    page.goto(f"{live_server.url}/packages/?show=received")
    expect(page.locator(".note")).to_contain_text("请系统管理员")
    accessible(page)
    own_identity()
    assert packed(flat_of(plan))["origin"] == "place:990000"
    page.goto(f"{live_server.url}/packages/new")
    expect(page.locator(".note")).to_contain_text("还没有可选的接收单位")
    accessible(page)

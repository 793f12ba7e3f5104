"""A list is begun from a colleague's ugly workbook in a browser, and the wrong rows are mended."""

from __future__ import annotations

import io
from pathlib import Path

import openpyxl
import pytest
from playwright.sync_api import FilePayload, Page, expect
from pytest_django.live_server_helper import LiveServer
from tests.builders import loads as made
from tests.builders.browser import accessible, enter
from tests.builders.workspace import World

from xiandao.apps.jobs.services import jobs_drain, works_load
from xiandao.apps.registers.models import Entity, Load

NOTHING_REFUSED = True
pytestmark = [pytest.mark.slow, pytest.mark.browser]


def file(name: str, data: bytes) -> FilePayload:
    return {"name": name, "mimeType": "application/octet-stream", "buffer": data}


def mended(path: Path) -> bytes:
    """The returned workbook with its wrong cells put right and the line that is there twice taken out."""
    book = openpyxl.load_workbook(path)
    sheet = book["企业"]
    sheet["D3"], sheet["E3"] = "鹭汀区", "2021年6月"
    sheet.delete_rows(4)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def sent(page: Page, server: LiveServer, name: str, data: bytes) -> None:
    """Uploads a workbook, has it read, and opens it."""
    page.goto(f"{server.url}/registers/loads/new")
    page.set_input_files("#files", file(name, data))
    page.locator("main button.go").click()
    page.wait_for_load_state()
    jobs_drain()
    page.goto(f"{server.url}/registers/loads/{Load.objects.latest('pk').pk}/")


def checked(page: Page) -> None:
    """Confirms the columns and waits for the preview, which comes by itself."""
    page.get_by_role("button", name="确认各列并检查").click()
    expect(page.locator("#progress")).to_be_visible()
    jobs_drain()
    expect(page.get_by_role("heading", name="预览")).to_be_visible()


def test_a_list_begins_from_an_ugly_workbook_and_its_wrong_rows_are_mended(
    page: Page,
    live_server: LiveServer,
    place: World,  # noqa: ARG001 - whose people sign in
    tmp_path: Path,
) -> None:
    works_load()
    enter(page, live_server)
    page.goto(f"{live_server.url}/registers/loads/")
    accessible(page, "loads-empty")
    page.get_by_role("link", name="上传表格").first.click()
    accessible(page, "loads-new")
    sent(page, live_server, made.NAME, made.UGLY)
    accessible(page, "loads-mapping")
    checked(page)
    expect(page.locator("main")).to_contain_text("没有叫“乌有区”的地区")
    accessible(page, "loads-preview")
    with page.expect_download() as came:
        page.get_by_role("button", name="下载退回表").click()
    returned = tmp_path / "returned.xlsx"
    came.value.save_as(returned)
    page.get_by_role("button", name="录入没有错误的行").click()
    expect(page.locator("#progress")).to_be_visible()
    jobs_drain()
    expect(page.locator("main")).to_contain_text("已录入。")
    accessible(page, "loads-entered")
    sent(page, live_server, "改正.xlsx", mended(returned))
    checked(page)
    page.get_by_role("button", name="录入没有错误的行").click()
    expect(page.locator("#progress")).to_be_visible()
    jobs_drain()
    expect(page.locator("main")).to_contain_text("已录入。")
    names = Entity.objects.filter(exists=True).order_by("pk").values_list("name", "place__name")
    assert list(names) == [("霁川样例智能装备有限公司", "霁川市"), ("霁川样例合成生物有限公司", "鹭汀区")]
    page.goto(f"{live_server.url}/registers/loads/?state=entered")
    expect(page.locator("tbody tr")).to_have_count(2)
    accessible(page, "loads-list")
    page.get_by_role("link", name="改正.xlsx").click()
    page.get_by_text("撤回整份表格").click()
    page.get_by_role("button", name="确认撤回").click()
    expect(page.locator("main")).to_contain_text("这份表格已撤回")
    assert Entity.objects.filter(exists=True).count() == 1

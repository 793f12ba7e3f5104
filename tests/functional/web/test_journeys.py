"""The ten journeys of a task force in Chromium, at the width of an office screen and of a telephone.

===  ================================  =======================================================================
 1   first start                       test_the_first_start_opens_a_demo_to_sign_in_to, …_says_what_to_do_next
 2   upload and confirm a plan         test_a_plan_is_uploaded_and_confirmed_by_the_keyboard
 3   find the sentence behind a number test_the_sentence_behind_a_number_is_one_click_away
 4   correct an item                   test_an_item_is_corrected_and_its_history_says_so
 5   compare editions                  test_editions_are_compared_and_a_change_confirmed
 6   align a district to its city      test_a_district_is_laid_under_its_city
 7   break a target down               test_a_target_is_broken_down_handed_down_and_its_letter_opens
 8   search                            test_a_search_with_a_filter_ends_at_the_sentence
 9   export                            test_an_export_with_its_purpose_is_a_file_that_opens
10   sign in with the wrong role       test_the_wrong_role_finds_nothing_and_the_wrong_password_no_way_in
===  ================================  =======================================================================

What else people do has files of its own beside this one; test_every_page.py looks at every page there is.
"""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import suppress
from io import BytesIO
from pathlib import Path

import docx
import openpyxl
import pytest
from playwright.sync_api import Browser, FilePayload, Page, expect
from pytest_django.live_server_helper import LiveServer
from tests.builders import workspace
from tests.builders.breakdowns import districts, live_target
from tests.builders.browser import accessible, enter, unfold
from tests.builders.workspace import PASSWORD, TEXT, World

from xiandao.apps.jobs.services import jobs_drain
from xiandao.apps.plans.judging import Look, item_confirm
from xiandao.apps.plans.models import Bond, Edition, Item, Plan

ROOT = Path(__file__).resolve().parents[3]
pytestmark = [pytest.mark.slow, pytest.mark.browser]


@pytest.fixture
def plan(place: World, tmp_path: Path) -> Edition:
    return workspace.edition(place.person("office"), tmp_path)


@pytest.mark.usefixtures("place")
def test_the_first_look_says_what_to_do_next(page: Page, live_server: LiveServer) -> None:
    enter(page, live_server)
    expect(page.locator("h1")).to_have_text("总览")
    accessible(page)
    page.get_by_role("link", name="上传规划").click()
    expect(page.locator("h1")).to_have_text("上传规划")
    accessible(page)


@pytest.mark.usefixtures("place")
def test_a_plan_is_uploaded_and_confirmed_by_the_keyboard(page: Page, live_server: LiveServer) -> None:
    enter(page, live_server)
    page.goto(f"{live_server.url}/plans/upload")
    file = FilePayload(name="规划.txt", mimeType="text/plain", buffer=TEXT.encode())
    page.set_input_files("#files", [file])
    page.get_by_role("button", name="开始识别").click()
    expect(page.locator("#jobs")).to_contain_text("规划.txt")
    jobs_drain()
    page.get_by_role("link", name="核对", exact=True).first.click()
    waiting = Item.objects.filter(state="candidate").count()
    accessible(page)
    for done in range(1, waiting + 1):
        expect(page.locator("body:not([data-busy])")).to_be_visible()
        page.keyboard.press("Enter")
        expect(page.locator("span[role=status]")).to_contain_text(f"{done} / {waiting}") if done < waiting else None
    expect(page.locator("#panel")).to_contain_text("已全部核对")
    assert not Item.objects.exclude(state="confirmed").exists()
    assert Item.objects.filter(judgements__seconds__isnull=False).distinct().count() == waiting


def test_the_sentence_behind_a_number_is_one_click_away(page: Page, live_server: LiveServer, plan: Edition) -> None:
    enter(page, live_server)
    page.goto(f"{live_server.url}/plans/editions/{plan.pk}/")
    accessible(page)
    page.get_by_role("link", name="未来产业规模").first.click()
    expect(page.locator(".quote mark")).to_have_text("全市未来产业规模达300亿元左右")
    accessible(page)
    page.get_by_role("link", name="在原文中看").click()
    accessible(page)
    page.locator(".article a.m", has_text="集聚重点企业40家以上").click()
    expect(page.locator("#panel h2")).to_contain_text("重点企业")


def test_an_item_is_corrected_and_its_history_says_so(page: Page, live_server: LiveServer, plan: Edition) -> None:
    item = plan.items.get(head__startswith="重点企业")
    enter(page, live_server)
    page.goto(f"{live_server.url}/plans/editions/{plan.pk}/review?item={item.pk}")
    page.keyboard.press("e")
    page.get_by_label("数值").fill("很多")
    page.get_by_role("button", name="保存").click()
    expect(page.locator("#said")).to_contain_text("应为数字")
    expect(page.get_by_label("数值")).to_have_value("很多")
    page.get_by_label("数值").fill("45")
    page.get_by_role("button", name="保存").click()
    expect(page.locator(".queue")).not_to_contain_text("重点企业")
    page.goto(f"{live_server.url}/plans/items/{item.pk}/")
    expect(page.locator(".was")).to_have_text("40")
    expect(page.locator(".is")).to_have_text("45")
    accessible(page)


def test_editions_are_compared_and_a_change_confirmed(
    page: Page, live_server: LiveServer, place: World, plan: Edition, tmp_path: Path
) -> None:
    text = TEXT.replace("300亿元", "350亿元")
    later = workspace.edition(place.person("office"), tmp_path, text, name="second.txt", plan=plan.plan_id)
    enter(page, live_server)
    page.goto(f"{live_server.url}/plans/editions/{later.pk}/compare")
    expect(page.locator("del").first).to_have_text("300")
    expect(page.locator("ins").first).to_have_text("350")
    accessible(page)
    page.get_by_role("button", name="对应", exact=True).first.click()
    expect(page.get_by_text("已确认", exact=True).last).to_be_visible()
    assert later.successions.filter(verdict="yes").count() == 1


def test_an_item_that_the_comparison_did_not_find_again_is_put_to_its_earlier_one(
    page: Page, live_server: LiveServer, place: World, plan: Edition, tmp_path: Path
) -> None:
    text = TEXT.replace("300亿元", "350亿元")
    later = workspace.edition(place.person("office"), tmp_path, text, name="second.txt", plan=plan.plan_id)
    link = next(each for each in later.successions.all() if "value" in each.changes)
    enter(page, live_server)
    page.goto(f"{live_server.url}/plans/editions/{later.pk}/compare?change=value")
    page.get_by_role("button", name="不对应").click()
    expect(page.locator(f"#s-{link.pk}")).to_have_text("不对应")
    page.reload()
    page.get_by_text("对应到原版本的条目", exact=True).click()
    accessible(page)
    page.locator("select[name=before]").select_option(str(link.before[0]))
    page.locator("details.join").get_by_role("button", name="对应").click()
    expect(page.get_by_text("已确认", exact=True).last).to_be_visible()
    made = later.successions.get(verdict="yes")
    assert (made.before, made.after) == (link.before, link.after)


def test_a_district_is_laid_under_its_city(
    page: Page, live_server: LiveServer, place: World, plan: Edition, tmp_path: Path
) -> None:
    text = TEXT.replace("霁川市未来", "鹭汀区未来").replace("300亿元", "60亿元").replace("市", "区")
    lower = workspace.edition(place.person("district-office"), tmp_path, text, name="district.txt")
    for edition, name in ((plan, "office"), (lower, "district-office")):
        for item in edition.items.all():
            item_confirm(place.person(name), item.pk, Look(0), at=workspace.AT)
    enter(page, live_server)
    page.goto(f"{live_server.url}/plans/editions/{plan.pk}/align")
    expect(page.locator("h2").first).to_contain_text("上下衔接对照表")
    accessible(page)
    page.get_by_role("button", name="不对应").first.click()
    expect(page.locator(".tag", has_text="不对应").first).to_be_visible()
    page.get_by_role("button", name="对应", exact=True).first.click()
    expect(page.locator(".tag.good", has_text=re.compile("^对应|^已确认")).first).to_be_visible()
    assert sorted(Bond.objects.values_list("verdict", flat=True)) == ["no", "yes"]


def test_a_target_is_broken_down_handed_down_and_its_letter_opens(
    page: Page, live_server: LiveServer, place: World, plan: Edition
) -> None:
    item, receivers = live_target(plan), districts(place)
    enter(page, live_server)
    page.goto(f"{live_server.url}/plans/items/{item.pk}/")
    page.get_by_role("link", name="分解到各地").click()
    expect(page.get_by_role("button", name="试算")).to_be_visible()  # what follows looks once, and does not wait
    for receiver, base in zip(receivers, ("50", "30", "25"), strict=True):
        if page.get_by_label(f"{receiver.name} 基数").count():
            page.get_by_label(f"{receiver.name} 基数").fill(base)
    page.get_by_role("button", name="试算").click()
    expect(page.locator("#result .quote")).to_contain_text("=40")
    accessible(page)
    page.get_by_role("button", name="保存方案").click()
    for note, deed, state in (
        ("", "送征求意见", "征求意见"),
        ("市财政局", "会签完成", "会签"),
        ("市政府第3次常务会议", "上会通过", "上会"),
        ("", "下达", "下达"),
    ):
        form = page.locator("form", has=page.get_by_role("button", name=deed, exact=True))
        form.locator("[name=note]").fill(note)
        form.get_by_role("button", name=deed, exact=True).click()
        expect(page.locator("[aria-current=step]")).to_have_text(state)
    accessible(page)
    with page.expect_download() as coming:
        page.get_by_role("button", name="下达通知 docx").click()
    letter = "".join(each.text for each in docx.Document(str(coming.value.path())).paragraphs)
    assert "鹭汀区" in letter


def test_a_search_with_a_filter_ends_at_the_sentence(page: Page, live_server: LiveServer, plan: Edition) -> None:
    enter(page, live_server)
    unfold(page)
    page.get_by_role("link", name="搜索", exact=True).click()
    page.locator("#q").fill("园区")
    page.locator("[name=unit]").fill("市科技局")
    page.locator("main").get_by_role("button", name="查找").click()
    expect(page.get_by_role("status")).to_contain_text("1")
    page.locator(".hits li a", has_text="园区").first.click()
    expect(page.locator(".quote mark").first).to_contain_text("园区")
    expect(page.locator("h1")).to_contain_text(plan.items.get(kind="task", head__contains="园区").head[:6])


def test_an_export_with_its_purpose_is_a_file_that_opens(page: Page, live_server: LiveServer, plan: Edition) -> None:
    Plan.objects.filter(pk=plan.plan_id).update(secrecy="internal")
    enter(page, live_server)
    page.goto(f"{live_server.url}/plans/editions/{plan.pk}/")
    page.get_by_role("button", name="导出 Excel：主要指标表").click()
    expect(page.locator("h1")).to_contain_text("主要指标表")
    accessible(page)
    page.get_by_label("用途（不超过").fill("月度调度")
    with page.expect_download() as coming:
        page.get_by_role("button", name="提交").click()
    book = openpyxl.load_workbook(BytesIO(coming.value.path().read_bytes()))
    cells = [str(cell) for sheet in book for row in sheet.values for cell in row]
    assert any("未来产业规模" in cell for cell in cells)
    assert any("月度调度" in cell for cell in cells)


@pytest.fixture
def demo(tmp_path: Path) -> Iterator[str]:
    """``xiandao start`` on an empty machine: the address at which it answers."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    apart = ("DJANGO_SETTINGS_MODULE", "DATABASE_URL", "XIANDAO_DATA")
    environment = {
        **{key: value for key, value in os.environ.items() if key not in apart},
        "PYTHONPATH": str(ROOT / "src"),
    }
    command = [sys.executable, "-m", "xiandao.cli", "start", "--data", str(tmp_path / "new"), "--port", str(port)]
    process = subprocess.Popen(command, env=environment, start_new_session=True, stdout=subprocess.DEVNULL)
    try:
        yield answering(f"http://localhost:{port}", process)
    finally:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def answering(address: str, process: subprocess.Popen[bytes]) -> str:
    """*address* once the server answers there.

    Raises:
        TimeoutError: It does not within two minutes, or has ended.
    """
    until = time.monotonic() + 120
    while time.monotonic() < until and process.poll() is None:
        with suppress(OSError), urllib.request.urlopen(f"{address}/health", timeout=5):  # noqa: S310 - our own address
            return address
        time.sleep(0.5)
    raise TimeoutError("the server does not answer")


def test_the_first_start_opens_a_demo_to_sign_in_to(browser: Browser, demo: str) -> None:
    page = browser.new_page()
    for width in (1440, 390):
        page.context.clear_cookies()
        page.set_viewport_size({"width": width, "height": 900})
        page.goto(demo)
        accessible(page)
        page.fill("[name=username]", "p02")
        page.fill("[name=password]", PASSWORD)
        page.click("button.go")
        expect(page.locator("h1")).to_have_text("总览")
        expect(page.locator(".figures b").first).not_to_have_text("0")
        accessible(page)
    page.close()


def test_the_wrong_role_finds_nothing_and_the_wrong_password_no_way_in(
    page: Page, live_server: LiveServer, plan: Edition
) -> None:
    enter(page, live_server, password="falsch")  # noqa: S106
    expect(page.locator("[role=alert]")).to_contain_text("用户名或密码不对")
    accessible(page)
    enter(page, live_server, "security")
    expect(page.locator("main")).to_contain_text("不接触业务数据")
    page.goto(f"{live_server.url}/plans/editions/{plan.pk}/")
    expect(page.locator("h1")).to_have_text("找不到")
    accessible(page)


def test_no_page_says_a_word_of_the_other_language(page: Page, live_server: LiveServer, plan: Edition) -> None:
    enter(page, live_server)
    unfold(page)
    page.get_by_role("button", name="English").click()
    page.wait_for_load_state()
    for address in (
        "/",
        "/plans/",
        "/plans/upload",
        "/jobs/",
        f"/plans/editions/{plan.pk}/review",
        f"/plans/editions/{plan.pk}/align",
    ):
        page.goto(f"{live_server.url}{address}")
        said = page.evaluate(
            """() => [...document.querySelectorAll('main label, main h1, main h2, main th, main button, main .cap, nav a, .tabs a, footer')]
            .filter(each => each.offsetParent && !each.closest('.quote, .article, [data-own]')).map(each => each.innerText)"""
        )
        own = (plan.plan.title, "样例", "霁川", "中文", *plan.items.values_list("head", flat=True))
        assert [
            words
            for words in said
            if any("一" <= sign <= "鿿" for sign in words) and not any(name in words for name in own)
        ] == []


def test_selected_words_become_an_item(page: Page, live_server: LiveServer, plan: Edition) -> None:
    enter(page, live_server)
    page.goto(f"{live_server.url}/plans/editions/{plan.pk}/review")
    page.evaluate(
        """() => { const words = [...document.querySelectorAll('.article p')].find(each => each.textContent.includes('检验'));
        const walker = document.createTreeWalker(words, NodeFilter.SHOW_TEXT); let node = walker.nextNode();
        while (!node.data.includes('检验')) node = walker.nextNode();
        const at = node.data.indexOf('检验');
        document.getSelection().setBaseAndExtent(node, at, node, at + 2); }"""
    )
    expect(page.locator("#adding [name=words]")).to_have_value("检验")
    page.locator("#adding select").select_option("technology")
    page.locator("#adding button").click()
    page.get_by_label("赛道 *").fill("低空经济")
    page.locator("#panel").get_by_role("button", name="增补").click()
    expect(page.locator("#panel h2").first).to_contain_text("检验")
    made = plan.items.get(rule="person")
    assert (made.quote, made.state) == ("检验", "confirmed")


def test_every_page_of_a_plan_is_accessible_and_fits(page: Page, live_server: LiveServer, plan: Edition) -> None:
    enter(page, live_server)
    pages = ("/plans/", "/plans/matrix", "/plans/targets", "/plans/breakdowns/", "/search/?q=园区", "/jobs/")
    tabs = ("items/target", "items/task", "text", "review", "compare", "align", "opinions")
    for address in (*pages, *(f"/plans/editions/{plan.pk}/{tab}" for tab in tabs)):
        answer = page.goto(f"{live_server.url}{address}")
        assert answer is not None
        assert answer.status == 200, address
        accessible(page)

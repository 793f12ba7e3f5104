"""The journeys of a task force in a browser, at the width of an office screen and of a telephone."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, FilePayload, Page, expect, sync_playwright
from pytest_django.fixtures import Settings
from pytest_django.live_server_helper import LiveServer
from tests.builders import workspace
from tests.builders.workspace import PASSWORD, TEXT, World

from xiandao.apps.jobs.services import jobs_drain
from xiandao.apps.plans.judging import Look, item_confirm
from xiandao.apps.plans.models import Edition, Item

ROOT = Path(__file__).resolve().parents[3]
AXE = ROOT / "build" / "tests" / "axe.min.js"
SWITCHES = ("--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-sync", "--no-first-run")
RULES = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa")
pytestmark = [pytest.mark.slow, pytest.mark.browser]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    # Playwright's loop runs in this thread, and Django would take the database calls beside it for asynchronous ones.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=[*SWITCHES])
        yield browser
        browser.close()


@pytest.fixture
def place(transactional_db: None, settings: Settings, tmp_path: Path) -> World:  # noqa: ARG001 - opens the database
    settings.DATA = tmp_path
    settings.ALLOWED_HOSTS = ["*"]
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    return workspace.world()


@pytest.fixture
def plan(place: World, tmp_path: Path) -> Edition:
    return workspace.edition(place.person("office"), tmp_path)


@pytest.fixture(params=[1440, 390], ids=["office", "telephone"])
def page(request: pytest.FixtureRequest, browser: Browser) -> Iterator[Page]:
    """A page that says whatever goes wrong in it: nothing from outside is asked for, nothing breaks."""
    page = browser.new_page(viewport={"width": request.param, "height": 900})
    wrong: list[str] = []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("console", lambda said: wrong.append(said.text) if said.type in ("error", "warning") else None)
    page.on("response", lambda came: wrong.append(came.url) if came.status >= 400 and "/static/" in came.url else None)
    page.on(
        "request",
        lambda asked: wrong.append(asked.url) if not asked.url.startswith(("http://localhost", "data:")) else None,
    )
    yield page
    page.close()
    assert [each for each in wrong if "422" not in each and "404 (Not Found)" not in each] == []


def enter(page: Page, server: LiveServer, name: str = "office", password: str = PASSWORD) -> None:
    page.goto(f"{server.url}/sign-in")
    page.fill("[name=username]", name)
    page.fill("[name=password]", password)
    page.click("button.go")
    page.wait_for_load_state()


def accessible(page: Page) -> None:
    """No violation of WCAG 2.2 AA on the page as it is, and nothing reaches beyond its edge."""
    page.evaluate(AXE.read_text("utf-8"))
    found: dict[str, Any] = page.evaluate("rules => axe.run(document, {runOnly: rules})", [*RULES])
    assert [(each["id"], [node["html"][:160] for node in each["nodes"][:3]]) for each in found["violations"]] == []
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0


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
        expect(page.locator("[role=status]")).to_contain_text(f"{done} / {waiting}") if done < waiting else None
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
    expect(page.get_by_text("不对应", exact=True).first).to_be_visible()


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
    expect(page.locator("#adding-words")).to_have_text("检验")
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

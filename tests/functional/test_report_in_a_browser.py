"""A person checks a plan in a browser, with keys, on a telephone, and without scripts."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright
from tests.builders.plans import TEXT, golden, small_plan, source

from xiandao.writers.report_html import FORMAT, html_from_plan
from xiandao.writers.run import Entry

pytestmark = pytest.mark.slow

QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
OPEN_PANELS = "[...document.querySelectorAll('.panel')].filter(each => !each.hidden).map(each => each.id)"
CLIPPED = (
    "[...document.querySelectorAll('.panels, .card.wide')]"
    ".filter(each => each.offsetParent && each.scrollWidth > each.clientWidth).map(each => each.className)"
)
# The address changes first, the page follows: it has when the focus stands where the address says.
ARRIVED = """start => location.hash.startsWith(start)
    && document.getElementById(location.hash.slice(1)).contains(document.activeElement)"""
MARKED = "[...document.querySelectorAll('.m.on')].map(each => each.textContent).join('')"


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=list(QUIET))
        yield started
        started.close()


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> str:
    document, plan = golden("03-city-plan-issued")
    path: Path = tmp_path_factory.mktemp("report") / "report.html"
    path.write_bytes(html_from_plan(plan, document))
    return path.as_uri()


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> str:
    document, plan = golden("03-city-plan-issued")
    path: Path = tmp_path_factory.mktemp("index")
    with FORMAT.write(path, "zh") as sink:
        sink.add("03", FORMAT.render(Entry(file="03.txt", stem="03", plan=plan, source=document), "zh"))
    return (path / "index.html").as_uri()


def opened(browser: Browser, report: str, width: int, *, scripts: bool = True) -> Page:
    page = browser.new_context(viewport={"width": width, "height": 844}, java_script_enabled=scripts).new_page()
    page.on("pageerror", lambda error: pytest.fail(str(error)))
    page.on("console", lambda message: pytest.fail(message.text))
    page.goto(report)
    return page


def test_keys_lead_through_the_items_to_the_words_and_back(browser: Browser, report: str) -> None:
    page = opened(browser, report, 1440)
    page.keyboard.press("j")
    page.keyboard.press("j")
    assert page.evaluate(MARKED) == "力争达到1500亿元"
    page.keyboard.press("Enter")
    page.wait_for_function(ARRIVED, arg="#t-")
    assert page.evaluate("document.activeElement.textContent") == "力争达到1500亿元"
    page.keyboard.press("Enter")
    page.wait_for_function(ARRIVED, arg="#i-")
    page.keyboard.press("2")
    assert page.evaluate(OPEN_PANELS) == ["p-tasks"]


def test_filters_say_how_much_they_left(browser: Browser, report: str) -> None:
    page = opened(browser, report, 1440)
    page.fill(".find", "链主")
    left, of = page.inner_text(".left").split(" / ")
    assert 0 < int(left) < int(of)


def test_a_filter_that_nothing_matches_says_so(browser: Browser, report: str) -> None:
    page = opened(browser, report, 1440)
    page.fill(".find", "没有这样的词")
    assert "没有符合筛选的条目" in page.inner_text(".panels")
    page.fill(".find", "")
    assert not page.is_visible(".unmatched")


def test_keys_can_be_switched_off(browser: Browser, report: str) -> None:
    page = opened(browser, report, 1440)
    page.click("button.keys")
    page.keyboard.press("j")
    assert page.evaluate(MARKED) == ""


@pytest.mark.parametrize("width", [390, 1024, 1200, 1440])
def test_nothing_sticks_out_of_the_screen(browser: Browser, report: str, index: str, width: int) -> None:
    for address in (report, f"{report}#p-targets", index):
        page = opened(browser, address, width)
        assert page.evaluate("document.documentElement.scrollWidth") == width
        assert page.evaluate(CLIPPED) == []


def test_figures_of_the_index_have_their_names_on_a_telephone(browser: Browser, index: str) -> None:
    page = opened(browser, index, 390)
    said = page.evaluate(
        "[...document.querySelectorAll('td.n')].map(each => getComputedStyle(each, '::before').content)"
    )
    assert [name.strip('" ') for name in said] == ["目标", "任务分工", "赛道", "布局", "未归属数字", "待核对"]


def test_a_printed_table_scrolls_in_its_own_box_on_a_telephone(browser: Browser, tmp_path: Path) -> None:
    cells = "政务服务全程网办率\t2026年目标值\t2027年目标值\t牵头责任单位\t完成时限\t备注"
    path = tmp_path / "table.html"
    path.write_bytes(html_from_plan(small_plan(), source(f"{TEXT}{cells}\n")))
    page = opened(browser, path.as_uri(), 390)
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    assert page.evaluate("(box => box.scrollWidth > box.clientWidth)(document.querySelector('.wide'))")
    narrowest = "Math.min(...[...document.querySelectorAll('.printed td')].map(each => each.clientWidth))"
    assert page.evaluate(narrowest) >= 60


def test_on_a_telephone_an_item_leads_to_the_text_and_its_words_back(browser: Browser, report: str) -> None:
    page = opened(browser, report, 390)
    page.click(".switch [data-side=items]")
    page.click(".of-targets .item a.to >> nth=3")
    assert page.is_visible("#text")
    page.click("a.m.on >> nth=0")
    assert page.is_visible(".of-targets")
    assert not page.is_visible("#text")


def test_without_scripts_both_sides_still_lead_to_each_other(browser: Browser, report: str) -> None:
    page = opened(browser, report, 1440, scripts=False)
    page.click(".of-targets .item a.to >> nth=0")
    assert "#t-" in page.url
    page.click("a.m:target")
    assert "#i-" in page.url
    assert page.is_visible(".item:target + .more")

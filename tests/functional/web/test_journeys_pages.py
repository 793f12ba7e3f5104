"""The plan's page in a browser: as of a day, pages as printed, findings, bundles, what it rests on."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer
from tests.builders import workspace
from tests.builders.browser import accessible, enter
from tests.builders.workspace import AT, World

from xiandao.apps.plans import judging, services
from xiandao.apps.plans.comparison import comparison_make, succession_judge
from xiandao.apps.plans.models import Edition, Succession
from xiandao.apps.plans.services import edition_enter
from xiandao.readers import read_source

ROOT = Path(__file__).resolve().parents[3]
SAMPLES = ROOT / "samples"
BUNDLES = """霁川市未来产业行动计划（2024—2026年）
一、主要目标
到2026年末，全市未来产业规模达300亿元左右，建成专业园区4个以上。
二、重点任务
（一）实行“六个一”推进机制。对列入清单的每条赛道，配齐“六个一”，即一个专家智库、一支服务团队、一套扶持办法、一个引导基金、一批试用场景、一个公共平台。（责任单位：市科技局）
（二）组建专家智库。选聘领域专家，建立咨询制度。（责任单位：市科协）
三、保障措施
根据《云澜省人民政府关于加快培育发展未来产业的指导意见》（云澜政发〔2024〕31号）制定本计划。
"""
NOTHING_REFUSED = True
pytestmark = [pytest.mark.slow, pytest.mark.browser]


def drawn(page: Page) -> None:
    """The picture has come and can be shown."""
    page.locator(".leaf img").evaluate("image => image.decode()")


@pytest.mark.parametrize("name", ["06-city-plan.pdf", "14-zone-action.ofd"])
def test_the_words_of_an_item_are_marked_on_the_printed_page(
    page: Page, live_server: LiveServer, place: World, name: str
) -> None:
    plan = edition_enter(place.person("office"), read_source(SAMPLES / name), SAMPLES / name, at=AT)
    item = plan.items.filter(page=2)[3]
    enter(page, live_server)
    page.goto(f"{live_server.url}/plans/items/{item.pk}/")
    expect(page.locator(".leaf rect").first).to_be_visible()
    drawn(page)
    box, sheet = page.locator(".leaf rect").first.bounding_box(), page.locator(".sheet").bounding_box()
    assert box is not None
    assert sheet is not None
    assert sheet["y"] <= box["y"] <= sheet["y"] + sheet["height"]  # scrolled to
    accessible(page, f"item-{name[:2]}")
    page.get_by_role("link", name="放大到 3 倍").click()
    expect(page.locator(".leaf.z3")).to_be_visible()
    page.get_by_role("link", name="单独打开").click()
    expect(page.locator("h2", has_text="本页条目")).to_be_visible()
    drawn(page)
    accessible(page, f"page-{name[:2]}")
    page.get_by_role("link", name="下一页").click()
    expect(page.locator(".printed-page h3")).to_contain_text("第 3 页")


def test_the_printed_page_stands_beside_the_text(page: Page, live_server: LiveServer, place: World) -> None:
    name = "06-city-plan.pdf"
    plan = edition_enter(place.person("office"), read_source(SAMPLES / name), SAMPLES / name, at=AT)
    enter(page, live_server)
    page.goto(f"{live_server.url}/plans/editions/{plan.pk}/text")
    expect(page.locator(".printed-page")).to_contain_text("第 1 页")
    page.locator(".article a.m").nth(4).click()
    expect(page.locator(".leaf rect").first).to_be_visible()
    accessible(page, "text")
    page.goto(f"{live_server.url}/plans/editions/{plan.pk}/review")
    page.get_by_text("看原件页面").click()
    expect(page.locator(".leaf rect").first).to_be_visible()
    accessible(page, "review")


@pytest.fixture
def plan(place: World, tmp_path: Path) -> Edition:
    return workspace.edition(place.person("office"), tmp_path, BUNDLES)


def test_a_finding_is_seen_in_its_place_and_marked_known(page: Page, live_server: LiveServer, plan: Edition) -> None:
    enter(page, live_server)
    page.goto(f"{live_server.url}/plans/editions/{plan.pk}/")
    accessible(page, "plan")
    page.goto(f"{live_server.url}/plans/editions/{plan.pk}/findings")
    accessible(page, "findings")
    page.locator(".finding-group a[href^='#t-']").first.click()
    expect(page.locator(".article .m.on").first).to_be_visible()
    page.locator(".finding-group summary").first.click()
    page.locator(".finding-group input[name=reason]").first.fill("年度方案中另行明确")
    page.locator(".finding-group button[value=known]").first.click()
    expect(page.locator(".finding-group", has_text="年度方案中另行明确").first).to_be_visible()
    accessible(page, "findings-noted")


def test_a_plan_is_seen_as_of_a_day_and_an_item_through_its_editions(
    page: Page, live_server: LiveServer, place: World, plan: Edition, tmp_path: Path
) -> None:
    office = place.person("office")
    services.edition_issue(office, plan, state="issued", at=AT)
    for item in plan.items.all():
        judging.item_confirm(office, item.pk, judging.Look(0), at=AT)
    text = BUNDLES.replace("300亿元", "320亿元").replace("，建成专业园区4个以上", "")
    later = workspace.edition(office, tmp_path, text, name="next.txt", plan=plan.plan_id)
    comparison_make(later, plan, by=office, at=AT)
    for link in Succession.objects.filter(edition=later, verdict="proposed"):
        succession_judge(office, link.pk, holds=True, at=AT)
    for item in later.items.all():
        judging.item_confirm(office, item.pk, judging.Look(0), at=AT)
    Edition.objects.filter(pk=later.pk).update(issued_on="2026-06-01")
    later.refresh_from_db()
    services.edition_issue(office, later, state="issued", at=AT)
    enter(page, live_server)
    page.goto(f"{live_server.url}/plans/editions/{later.pk}/")
    page.get_by_label("截至").fill("2026-04-01")
    page.get_by_role("button", name="查看").click()
    expect(page.locator(".note.plain")).to_contain_text("第 1 版")
    expect(page.locator("table").first).to_contain_text("300")
    expect(page.locator("table").nth(1)).to_contain_text("320")
    accessible(page, "then")
    page.goto(f"{live_server.url}/plans/items/{later.items.filter(kind='target')[0].pk}/")
    expect(page.locator(".life")).to_contain_text("300")
    expect(page.locator(".life")).to_contain_text("320")
    accessible(page, "life")

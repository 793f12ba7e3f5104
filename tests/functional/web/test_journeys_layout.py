"""The layout in a browser: from a confirmed plan to the second version, and an official map with its number."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer
from tests.builders.browser import accessible, enter
from tests.builders.layouts import laid_out, layout, reviewed
from tests.builders.workspace import AT, World

from xiandao.apps.places.models import Place
from xiandao.apps.plans import layouts
from xiandao.apps.plans.layout_models import OfficialMap

ROOT = Path(__file__).resolve().parents[3]
NOTHING_REFUSED = True
pytestmark = [pytest.mark.slow, pytest.mark.browser]


def test_a_layout_goes_through_its_year(page: Page, live_server: LiveServer, place: World, tmp_path: Path) -> None:
    plan = laid_out(place, tmp_path)
    enter(page, live_server)
    page.goto(f"{live_server.url}/plans/layouts/")
    accessible(page, "layouts")
    page.get_by_label("施行日期").fill("2026-03-02")
    page.get_by_role("button", name="生成第 1 版").click()
    expect(page.locator("table.layout tbody tr")).to_have_count(4)
    accessible(page, "layout")
    page.get_by_role("link", name="年度评估", exact=True).click()
    accessible(page, "layout-review-begin")
    page.locator("[name=year]").fill("2026")
    page.locator("[name=until]").fill("2099-12-31")
    page.get_by_label("鹭汀区").check()
    page.get_by_role("button", name="开展年度评估").click()
    page.locator("[name=deed]").select_option("drop")
    page.locator("[name=line]").select_option(label="鹭汀区 · 合成生物")
    page.locator("[name=text]").fill("产能已转出")
    page.locator("[name=outside]").fill("样例研究院")
    page.get_by_role("button", name="提出建议").click()
    accessible(page, "layout-review")
    page.locator("[name=reason]").first.fill("经研究同意")
    page.get_by_role("button", name="采纳", exact=True).click()
    page.get_by_label("鹭汀区 合成生物 评估结论").select_option("exit")
    page.get_by_label("鹭汀区 合成生物 结论理由").fill("转出")
    page.get_by_label("其余继续的理由").fill("进展正常")
    page.get_by_role("button", name="其余均继续").click()
    page.get_by_label("施行日期").fill("2026-03-03")
    page.get_by_label("办结说明").fill("退出一项")
    page.get_by_role("button", name="办结并形成新版本").click()
    expect(page.locator(".figures")).to_contain_text("退出")
    accessible(page, "layout-diff")
    page.goto(f"{live_server.url}/plans/editions/{plan.pk}/")
    page.get_by_text("布局方格图").click()
    accessible(page, "layout-plan")
    page.goto(f"{live_server.url}/plans/matrix?show=tiles")
    accessible(page, "layout-matrix")


def test_a_district_proposes_for_itself(page: Page, live_server: LiveServer, place: World, tmp_path: Path) -> None:
    made = layout(place, tmp_path)
    reviewed(place, made)
    saying = layouts.Saying(deed="change", name="鹭汀区", sector="人形机器人", text="载体变化", carrier="先导园区")
    layouts.proposal_add(place.person("district-office"), made.pk, saying, at=AT)
    enter(page, live_server, "district-office")
    page.goto(f"{live_server.url}/plans/layouts/")
    page.get_by_role("link", name="2026年度评估中").click()
    expect(page.locator("table.layout tbody tr")).to_have_count(1)
    accessible(page, "layout-asked")


def test_a_map_stands_with_its_number(page: Page, live_server: LiveServer, place: World, tmp_path: Path) -> None:
    made = layout(place, tmp_path)
    Place.objects.update(is_invented=False)
    square = [[[118.0, 32.0], [119.0, 32.0], [119.0, 33.0], [118.0, 33.0], [118.0, 32.0]]]
    shapes = {
        "type": "FeatureCollection",
        "features": [
            {
                "type": "Feature",
                "properties": {"name": "鹭汀区"},
                "geometry": {"type": "Polygon", "coordinates": square},
            }
        ],
    }
    OfficialMap.objects.create(
        place=place.city, number="GS（2024）0650号", maker="样例制图院", year=2024, shapes=shapes, sha256="0", at=AT
    )
    enter(page, live_server)
    page.goto(f"{live_server.url}/plans/layouts/{made.pk}/")
    expect(page.locator("#layout-map canvas")).to_be_visible()
    expect(page.locator("main")).to_contain_text("审图号：GS（2024）0650号")
    accessible(page, "layout-map")


def test_maps_are_loaded_by_the_administrator(page: Page, live_server: LiveServer, place: World) -> None:
    Place.objects.filter(pk=place.city.pk).update(is_invented=False)
    enter(page, live_server, "administrator")
    page.goto(f"{live_server.url}/plans/maps")
    expect(page.get_by_role("heading", name="加载地图")).to_be_visible()
    accessible(page, "maps")

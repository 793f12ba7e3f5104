"""Entities in a browser: two firms are joined and parted, a scenario moves a stage with its paper, sources are weighed."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer
from tests.builders.browser import accessible, enter
from tests.builders.entities import CREDIT, FIRM, TWIN, entity, firm, likeness, scenario, someone

pytestmark = [pytest.mark.slow, pytest.mark.browser, pytest.mark.usefixtures("place")]


def test_two_firms_are_joined_and_parted_again(page: Page, live_server: LiveServer) -> None:
    likeness()
    enter(page, live_server)
    page.goto(f"{live_server.url}/registers/same/")
    accessible(page, "same")
    page.get_by_role("link", name=TWIN).first.click()
    page.locator("[name=note]").fill("同一住所、同一法定代表人")
    page.get_by_role("button", name="是同一个，合并").click()
    expect(page.locator("main")).to_contain_text("目前按同一个列出")
    accessible(page, "same-pair")
    page.goto(f"{live_server.url}/registers/entities/{firm().key}/")
    expect(page.locator("main")).to_contain_text("已合并的记录")
    accessible(page, "entity-joined")
    page.get_by_role("link", name="查看", exact=True).last.click()
    page.locator("[name=note]").fill("经核实为两家")
    page.get_by_role("button", name="撤回判断").click()
    expect(page.locator("main")).not_to_contain_text("目前按同一个列出")
    page.goto(f"{live_server.url}/registers/entities/{firm().key}/")
    expect(page.locator("main")).not_to_contain_text("已合并的记录")


def test_a_scenario_moves_a_stage_with_its_paper(page: Page, live_server: LiveServer) -> None:
    of = scenario()
    enter(page, live_server)
    page.goto(f"{live_server.url}/registers/entities/{of.key}/")
    page.get_by_role("link", name="变更阶段").first.click()
    form = page.locator("form", has_text="场景征集表")
    if not form.is_visible():
        page.get_by_text("需要材料 1 份").click()
    form.locator("[name=title]").fill("霁科发〔2026〕样3号")
    form.locator("[type=file]").set_input_files(
        {"name": "场景征集表.txt", "mimeType": "text/plain", "buffer": "样例征集表".encode()}
    )
    accessible(page, "entity-stage")
    form.get_by_role("button", name="变更为“征集”").click()
    expect(page.locator(".top")).to_contain_text("征集")
    expect(page.locator("main")).to_contain_text("场景征集表.txt")
    accessible(page, "entity-scenario")
    page.get_by_role("link", name="变更阶段").first.click()
    expect(page.locator("main")).to_contain_text("先要填写")


def test_a_new_firm_is_laid_beside_those_that_look_like_it(page: Page, live_server: LiveServer) -> None:
    entity(FIRM, credit_code=CREDIT)
    enter(page, live_server)
    page.goto(f"{live_server.url}/registers/entities/new?kind=enterprise")
    accessible(page, "entity-new")
    page.get_by_label("企业名称").fill(TWIN)
    page.get_by_label("从业人员").fill("很多")
    page.locator("[name=title]").fill("摸底调查表")
    page.get_by_role("button", name="保存").click()
    expect(page.get_by_role("alert").first).to_be_visible()
    accessible(page, "entity-new-wrong")
    page.get_by_label("从业人员").fill("１２０人")
    page.get_by_role("button", name="保存").click()
    expect(page.locator("main")).to_contain_text("有 1 条相近的记录")
    accessible(page, "entity-new-doubled")
    page.get_by_label("已核对，都不是同一个，仍要新增").check()
    page.get_by_role("button", name="保存").click()
    expect(page.locator("h1")).to_contain_text(TWIN)
    expect(page.locator("main")).to_contain_text("120 人")


def test_a_side_is_chosen_and_a_sealed_value_is_opened(page: Page, live_server: LiveServer) -> None:
    of = firm()
    enter(page, live_server)
    page.goto(f"{live_server.url}/registers/entities/{of.key}/")
    page.get_by_text("选择采用哪一个").click()
    page.locator("#contradictions [name=side]").last.check()
    page.locator("#contradictions [name=title]").fill("实地走访")
    accessible(page, "entity-choose")
    page.get_by_role("button", name="采用所选").click()
    expect(page.locator("#contradictions")).to_contain_text("人工选择")
    page.locator("summary", has_text="查看").first.click()
    page.locator("[name=purpose]").fill("联系调研")
    page.get_by_role("button", name="查看并留痕").click()
    expect(page.locator("main")).to_contain_text("13900000001")
    accessible(page, "entity-opened")


def test_a_person_is_erased_in_two_steps(page: Page, live_server: LiveServer) -> None:
    of = someone()
    enter(page, live_server)
    page.goto(f"{live_server.url}/registers/entities/{of.key}/")
    page.get_by_role("link", name="抹去个人信息").click()
    accessible(page, "entity-erase")
    page.locator("[name=name]").fill(of.name)
    page.locator("[name=note]").fill("本人申请")
    page.get_by_role("button", name="抹去").click()
    expect(page.locator("h1")).to_contain_text("已删除")
    accessible(page, "entity-erased")

"""The review in a browser by two people at once, and the way from an item to its words and back."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer
from tests.builders import workspace
from tests.builders.browser import accessible, enter
from tests.builders.workspace import AT, World

from xiandao.apps.plans import judging

pytestmark = [pytest.mark.slow, pytest.mark.browser]


def test_who_is_overtaken_is_told_and_sees_the_item_as_it_is_now(
    browser_page: Page, live_server: LiveServer, place: World, tmp_path: Path
) -> None:
    page, plan = browser_page, workspace.edition(place.person("office"), tmp_path)
    enter(page, live_server)
    page.goto(f"{live_server.url}/plans/editions/{plan.pk}/review")
    current = int(page.locator("[data-current]").get_attribute("data-current") or 0)
    judging.item_confirm(place.person("reviewer"), current, judging.Look(0), at=AT)
    page.keyboard.press("x")
    said = page.locator("#said .note")
    expect(said).to_contain_text("您的操作未生效")
    expect(page.locator("[data-current] .tag.good").first).to_be_visible()
    page.wait_for_timeout(300)
    expect(said).to_contain_text(place.users["reviewer"].name)
    expect(said).to_be_in_viewport()
    accessible(page, "review-overtaken")
    page.keyboard.press("j")
    expect(said).to_have_count(0)


def test_a_rejection_is_told_counted_and_undone_by_a_key(
    browser_page: Page, live_server: LiveServer, place: World, tmp_path: Path
) -> None:
    page, plan = browser_page, workspace.edition(place.person("office"), tmp_path)
    waiting = plan.items.filter(state="candidate").count()
    enter(page, live_server)
    page.goto(f"{live_server.url}/plans/editions/{plan.pk}/review")
    expect(page.locator("[data-waits]")).to_have_text(str(waiting))
    page.keyboard.press("x")
    expect(page.locator("#panel .judged")).to_contain_text("已判为误识")
    expect(page.locator("[data-waits]")).to_have_text(str(waiting - 1))
    accessible(page, "review-rejected")
    page.keyboard.press("z")
    expect(page.locator("[data-waits]")).to_have_text(str(waiting))
    assert not plan.items.filter(state="rejected").exists()


def test_adding_without_words_says_beside_the_button_what_to_do_and_works_by_keys_alone(
    browser_page: Page, live_server: LiveServer, place: World, tmp_path: Path
) -> None:
    page, plan = browser_page, workspace.edition(place.person("office"), tmp_path)
    enter(page, live_server)
    page.goto(f"{live_server.url}/plans/editions/{plan.pk}/review")
    page.keyboard.press("a")
    told, words = page.locator("#adding-told"), page.locator("#adding [name=words]")
    expect(told).to_contain_text("先在原文中选中")
    expect(told).to_be_in_viewport()
    expect(words).to_be_focused()
    accessible(page, "review-adding")
    page.keyboard.type("公共服务设施")
    expect(told).not_to_contain_text("还没有文字")
    page.keyboard.press("Enter")
    expect(page.locator("#panel .quote mark")).to_have_text("公共服务设施")
    expect(page.locator("body:not([data-busy])")).to_be_visible()
    page.locator("#panel .btn.go").press("Enter")
    expect(page.locator("[data-current] .quote mark")).to_have_text("公共服务设施")
    expect(words).to_have_value("")
    expect(page.locator("body:not([data-busy])")).to_be_visible()
    page.keyboard.press("a")
    expect(told).to_contain_text("先在原文中选中")
    assert plan.items.filter(rule="person", quote="公共服务设施").count() == 1


def test_who_comes_to_the_words_of_an_item_finds_it_beside_them(
    browser_page: Page, live_server: LiveServer, place: World, tmp_path: Path
) -> None:
    page, plan = browser_page, workspace.edition(place.person("office"), tmp_path)
    item = plan.items.filter(kind="target").order_by("start")[0]
    enter(page, live_server)
    page.goto(f"{live_server.url}/plans/items/{item.pk}/")
    page.get_by_role("link", name="在原文中看").click()
    expect(page.locator(f"#panel [data-current='{item.pk}']")).to_contain_text(item.head)


@pytest.fixture
def browser_page(page: Page, place: World) -> Page:  # noqa: ARG001 - the workspace is there before the page
    return page

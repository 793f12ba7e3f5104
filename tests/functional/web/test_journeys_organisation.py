"""The journeys of the security and the system administrator in a browser, at both widths."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer
from tests.builders import organisation
from tests.builders.browser import accessible, enter, unfold
from tests.builders.workspace import AT, DAY, PASSWORD, World

from xiandao.apps.accounts import posts
from xiandao.apps.accounts.models import Handover

pytestmark = [pytest.mark.slow, pytest.mark.browser]


@pytest.mark.usefixtures("place")
def test_every_page_of_the_organisation_is_accessible_and_fits(page: Page, live_server: LiveServer) -> None:
    of, done, town = organisation.office(), organisation.handed_over(), organisation.managed()
    token = organisation.token()
    assert token
    enter(page, live_server, "security")
    for address in (
        "/people/", "/people/new", f"/people/{of.worker.pk}/", "/units/?show=all", "/units/new", f"/units/{of.unit.pk}/",
        f"/units/{of.unit.pk}/posts/new", f"/units/posts/{of.post.pk}/", f"/units/posts/{of.post.pk}/hand-over",
        f"/units/hand-overs/{done.pk}/", "/account",
    ):  # fmt: skip
        answer = page.goto(f"{live_server.url}{address}")
        assert answer is not None
        assert answer.status == 200, address
        accessible(page)
    page.context.clear_cookies()
    enter(page, live_server, "administrator")
    for address in ("/places/", "/places/new", f"/places/{town.zone_id}/", f"/places/{town.place_id}/", "/places/load"):
        answer = page.goto(f"{live_server.url}{address}")
        assert answer is not None
        assert answer.status == 200, address
        accessible(page)


@pytest.mark.usefixtures("place")
def test_a_post_is_handed_over_by_looking_and_confirming(page: Page, live_server: LiveServer) -> None:
    of = organisation.office()
    enter(page, live_server, "security")
    page.goto(f"{live_server.url}/units/posts/{of.post.pk}/hand-over")
    page.get_by_label("接收人").select_option(label="样例reader（reader）")
    page.get_by_role("button", name="下一步：核对").click()
    expect(page.locator(".card.here")).to_contain_text("样例worker")
    accessible(page)
    page.get_by_role("button", name="确认交接").click()
    expect(page.locator("h1")).to_have_text("交接已办理")
    assert Handover.objects.get().to_user.username == "reader"


def test_whoever_holds_two_posts_switches_and_every_form_says_which(
    page: Page, live_server: LiveServer, place: World
) -> None:
    second = posts.post_add(posts.unit_add(place.district, "鹭汀区样例办", at=AT), "区综合岗", "office", at=AT)
    posts.post_hold(second, place.users["reviewer"], since=DAY, at=AT)
    enter(page, live_server, "reviewer")
    unfold(page)
    page.locator("#acting").select_option(str(second.pk))
    expect(page.locator(".as-post")).to_contain_text("区综合岗")
    page.goto(f"{live_server.url}/account")
    accessible(page)
    page.get_by_label("用途").fill("样例")
    page.locator("#token-password").fill(PASSWORD)
    with page.expect_request(lambda asked: asked.method == "POST") as sent:
        page.get_by_role("button", name="生成令牌").click()
    assert f"acting-post={second.pk}" in (sent.value.post_data or "")
    expect(page.locator("[role=status] code")).to_contain_text("xd_")

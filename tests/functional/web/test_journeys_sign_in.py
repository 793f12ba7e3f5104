"""Signing in, in a browser: by a provider, with a second factor, and the pages about it at both widths."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect
from pytest_django.fixtures import Settings
from pytest_django.live_server_helper import LiveServer
from tests.builders.browser import accessible, enter, unfold
from tests.builders.providers import CasServer, cas_server
from tests.builders.workspace import World

from xiandao.apps.accounts.models import SecondFactor
from xiandao.apps.accounts.sealing import opened
from xiandao.apps.accounts.totp import code_of, step_of
from xiandao.apps.accounts.ways import Cas, Ldap, SignIn

ROOT = Path(__file__).resolve().parents[3]
"""A folder for pictures of every page that is looked at; none are made without it."""
GOES_ELSEWHERE = True
pytestmark = [pytest.mark.slow, pytest.mark.browser]


def code(world: World, drift: int = 0) -> str:
    factor = SecondFactor.objects.get(user=world.users["office"])
    return code_of(opened(factor.sealed, factor.user_id), step_of(timezone.now()) + drift)


def test_a_second_factor_is_turned_on_and_asked_for(page: Page, live_server: LiveServer, place: World) -> None:
    enter(page, live_server)
    unfold(page)
    page.get_by_role("link", name="登录安全").click()
    accessible(page, "factor-off")
    page.get_by_role("button", name="开启两步验证").click()
    picture = page.get_by_role("img", name="二维码")
    expect(picture).to_be_visible()
    assert picture.evaluate("each => each.naturalWidth") > 100  # the policy let it be drawn
    accessible(page, "factor-begun")
    page.get_by_label("6 位验证码").fill("000000")
    page.get_by_role("button", name="确认开启").click()
    expect(page.get_by_role("alert")).to_contain_text("验证码不对")
    page.get_by_label("6 位验证码").fill(code(place, -1))
    page.get_by_role("button", name="确认开启").click()
    expect(page.locator(".codes li")).to_have_count(10)
    accessible(page, "factor-codes")
    kept = page.locator(".codes code").first.inner_text()
    page.get_by_role("link", name="已妥善保存").click()
    expect(page.locator("main")).to_contain_text("剩余恢复码 10 个")
    accessible(page, "factor-on")
    unfold(page)
    page.get_by_role("button", name="退出").click()
    enter(page, live_server)
    expect(page.locator("h1")).to_have_text("两步验证")
    accessible(page, "sign-in-code")
    page.get_by_label("验证码", exact=True).fill("123456")
    page.get_by_role("button", name="登录").click()
    accessible(page, "sign-in-code-wrong")
    page.get_by_label("验证码", exact=True).fill(kept)
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("总览")


@pytest.fixture
def cas(settings: Settings) -> Iterator[CasServer]:
    with cas_server() as server:
        ways = (
            Ldap(id="ad", name="委域账号", url="ldap://127.0.0.1:1", user_dn="uid={username},dc=x"),
            Cas(id="cas", name="市统一身份认证平台", server=server.address),
        )
        settings.SIGN_IN = SignIn(local=False, break_glass="security", ways=ways, help="信息中心 0000")
        yield server


@pytest.mark.usefixtures("place")
def test_a_provider_is_chosen_by_its_name_and_leads_back(page: Page, live_server: LiveServer, cas: CasServer) -> None:
    page.goto(f"{live_server.url}/sign-in?next=/plans/")
    accessible(page, "sign-in-ways")
    cas.guest = "office"
    page.get_by_role("link", name="市统一身份认证平台").click()
    expect(page.locator("h1")).to_contain_text("规划")
    unfold(page)
    page.get_by_role("button", name="退出").click()
    page.fill("[name=username] >> visible=true", "office")
    page.fill("[name=password] >> visible=true", "any")
    page.click("button.go >> visible=true")
    expect(page.get_by_role("alert")).to_contain_text("连不上“委域账号”")
    accessible(page, "sign-in-unreachable")
    page.get_by_text("应急账号登录").click()
    accessible(page, "sign-in-glass")
    unfold(page)
    page.get_by_role("button", name="English").click()
    page.wait_for_load_state()
    seen = page.locator("main").inner_text()
    for own in ("未来产业工作专班", "委域账号", "市统一身份认证平台", "中文"):
        seen = seen.replace(own, "")
    assert not re.search("[一-鿿]", seen)


@pytest.mark.usefixtures("place")
def test_the_security_administrator_resets_it(page: Page, live_server: LiveServer) -> None:
    enter(page, live_server, "security")
    page.goto(f"{live_server.url}/second-factor/reset")
    page.get_by_label("用户名").fill("office")
    page.get_by_label("原因").select_option("lost")
    page.locator("main").get_by_role("button", name="重置").click()
    expect(page.get_by_role("status")).to_contain_text("已重置")
    accessible(page, "reset")
    unfold(page)
    page.get_by_role("button", name="English").click()
    page.goto(f"{live_server.url}/second-factor/reset")
    accessible(page, "reset-en")
    for address in ("/second-factor/reset", "/second-factor"):
        page.goto(f"{live_server.url}{address}")
        page.locator("[data-own], .as-post, .foot").evaluate_all("all => all.forEach(each => each.remove())")
        assert not re.search("[一-鿿]", page.locator("main").inner_text())

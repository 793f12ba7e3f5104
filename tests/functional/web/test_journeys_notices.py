"""消息 in a browser, at the width of an office screen and of a telephone: asked, opened, signed for, seen by the sender."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect
from pytest_django.fixtures import Settings
from pytest_django.live_server_helper import LiveServer
from tests.builders.browser import accessible, enter
from tests.builders.notices import notice_to
from tests.builders.workspace import World
from tests.functional.web.test_journeys import plan

from xiandao.apps.notices.models import Channel, Message, Notice
from xiandao.apps.notices.outlets import Folder, Outlets
from xiandao.apps.notices.sending import send_due
from xiandao.apps.notices.services import channels_set
from xiandao.apps.plans import opinions
from xiandao.apps.plans.models import Edition
from xiandao.apps.plans.opinions import Asking

__all__ = ["plan"]
pytestmark = [pytest.mark.slow, pytest.mark.browser]


def test_who_is_asked_opens_the_notice_signs_and_the_sender_sees_it(
    page: Page, live_server: LiveServer, place: World, plan: Edition
) -> None:
    asking = Asking(title="征求意见", until=dt.date(2099, 12, 31), places=[place.district.pk])
    opinions.round_begin(place.person("office"), plan.pk, asking, at=timezone.now())
    enter(page, live_server, "district-office")
    page.locator("a.inbox").click()
    expect(page.locator(".notices li")).to_have_count(1)
    accessible(page)
    page.get_by_role("button", name="请就征求意见稿提出意见").click()
    expect(page.locator("h1")).to_contain_text("霁川市")
    page.locator("a.inbox").click()
    page.get_by_role("button", name="签收").click()
    expect(page.locator(".empty")).to_contain_text("没有待处理的消息")
    accessible(page)
    page.context.clear_cookies()
    enter(page, live_server)
    page.goto(f"{live_server.url}/notices/sent")
    expect(page.locator(".receipts")).to_contain_text("样例district-office")
    accessible(page)
    assert Notice.objects.get(kind="opinions.asked").signed_by == place.users["district-office"]


def test_a_person_sets_a_channel_and_the_administrator_sees_what_left(
    page: Page, live_server: LiveServer, place: World, settings: Settings
) -> None:
    settings.INSTALLATION = replace(settings.INSTALLATION, notices=Outlets(folder=Folder()))
    enter(page, live_server, "reader")
    page.goto(f"{live_server.url}/notices/channels")
    accessible(page)
    page.get_by_label("平台接收标识").fill("lin-07")
    page.get_by_label("启用").check()
    page.get_by_role("button", name="保存").click()
    expect(page.get_by_label("平台接收标识")).to_have_value("lin-07")
    notice_to(place.users["reader"])
    send_due(timezone.now)
    states = {each.state for each in Message.objects.all()}  # the letter of the day too, where its hour has come
    assert states == {"handed-over"}
    page.context.clear_cookies()
    enter(page, live_server, "administrator")
    page.goto(f"{live_server.url}/notices/messages")
    expect(page.locator(".receipts")).to_contain_text("已交付")
    accessible(page)


def test_a_person_erases_their_addresses(page: Page, live_server: LiveServer, place: World, settings: Settings) -> None:
    settings.INSTALLATION = replace(settings.INSTALLATION, notices=Outlets(folder=Folder()))
    channels_set(place.person("reader"), {"folder": "lin-07"}, ["folder"], [], at=timezone.now())
    enter(page, live_server, "reader")
    page.goto(f"{live_server.url}/notices/channels")
    accessible(page)
    page.get_by_role("button", name="彻底删除我的接收地址").click()
    expect(page.get_by_label("平台接收标识")).to_have_value("")
    expect(page.get_by_role("button", name="彻底删除我的接收地址")).to_have_count(0)
    assert not Channel.objects.exists()

"""The page of the audit check in a browser: begun, under way, done, at both widths, without a fault of accessibility."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer
from tests.builders.browser import accessible, enter
from tests.builders.workspace import World

from xiandao.apps.jobs.services import jobs_drain, works_load

NOTHING_REFUSED = True
pytestmark = [pytest.mark.slow, pytest.mark.browser]


def test_an_auditor_has_the_log_verified(page: Page, live_server: LiveServer, place: World) -> None:
    del place
    works_load()
    enter(page, live_server, "auditor")
    page.goto(f"{live_server.url}/audit/check")
    accessible(page, "none")
    page.click("#check button.go")
    expect(page.locator("#check progress")).to_be_visible()
    accessible(page, "running")
    jobs_drain()
    expect(page.locator("#check")).to_contain_text("日志完整", timeout=10_000)
    accessible(page, "done")

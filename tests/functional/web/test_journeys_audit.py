"""The page of the audit check in a browser: begun, under way, done, at both widths, without a fault of accessibility."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright
from pytest_django.fixtures import Settings
from pytest_django.live_server_helper import LiveServer
from tests.builders import workspace
from tests.builders.workspace import PASSWORD, World

from xiandao.apps.jobs.services import jobs_drain, works_load

AXE = Path(__file__).resolve().parents[3] / "build" / "tests" / "axe.min.js"
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


@pytest.fixture(params=[1440, 390], ids=["office", "telephone"])
def page(request: pytest.FixtureRequest, browser: Browser) -> Iterator[Page]:
    page = browser.new_page(viewport={"width": request.param, "height": 900})
    wrong: list[str] = []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("console", lambda said: wrong.append(said.text) if said.type in ("error", "warning") else None)
    page.on("response", lambda came: wrong.append(came.url) if came.status >= 400 else None)
    yield page
    page.close()
    assert wrong == []


def looked_at(page: Page, name: str) -> None:
    """Nothing sticks out, axe finds nothing; where a folder is named, a picture is kept there."""
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    page.evaluate(AXE.read_text("utf-8"))
    found = page.evaluate(f"axe.run(document, {{runOnly: {list(RULES)}}})")
    assert [(each["id"], [node["html"] for node in each["nodes"]]) for each in found["violations"]] == []
    if folder := os.environ.get("XIANDAO_PICTURES"):
        page.screenshot(path=f"{folder}/{name}-{page.viewport_size['width']}.png", full_page=True)  # type: ignore[index]


def test_an_auditor_has_the_log_verified(page: Page, live_server: LiveServer, place: World) -> None:
    del place
    works_load()
    page.goto(f"{live_server.url}/sign-in")
    page.fill("[name=username]", "auditor")
    page.fill("[name=password]", PASSWORD)
    page.click("button.go")
    page.wait_for_load_state()
    page.goto(f"{live_server.url}/audit/check")
    looked_at(page, "none")
    page.click("#check button.go")
    expect(page.locator("#check progress")).to_be_visible()
    looked_at(page, "running")
    jobs_drain()
    expect(page.locator("#check")).to_contain_text("日志完整", timeout=10_000)
    looked_at(page, "done")

"""A browser for the journeys: what goes wrong in a page is told, whoever looks signs in, and every page is looked at alike."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, sync_playwright
from playwright.sync_api import Error as PlaywrightError
from pytest_django.live_server_helper import LiveServer
from tests.builders.workspace import PASSWORD

AXE = Path(__file__).resolve().parents[2] / "build" / "tests" / "axe.min.js"
SWITCHES = ("--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-sync", "--no-first-run")
RULES = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa")
WIDTHS = {"office": 1440, "telephone": 390}
LOOKS = 3
"""How often a page may be taken away by the next one while it is looked at."""
OURS = ("http://localhost", "data:")


@contextmanager
def chromium() -> Iterator[Browser]:
    """Debian's Chromium."""
    # Playwright's loop runs in this thread, and Django would take the database calls beside it for asynchronous ones.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=[*SWITCHES])
        yield browser
        browser.close()


@contextmanager
def watched(browser: Browser, width: int, *, refused: bool = True, elsewhere: bool = False) -> Iterator[Page]:
    """A page that says whatever goes wrong in it.

    Args:
        browser: Where it is opened.
        width: Of the window.
        refused: Whether answers of 404 and 422 are what the journey wants to see.
        elsewhere: Whether it goes to other addresses too, as a sign-in by a provider does.
    """
    page = browser.new_page(viewport={"width": width, "height": 900})
    wrong: list[str] = []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("console", lambda said: wrong.append(said.text) if said.type in ("error", "warning") else None)
    if not elsewhere:
        page.on("request", lambda asked: None if asked.url.startswith(OURS) else wrong.append(asked.url))
        part = "/static/" if refused else ""
        page.on("response", lambda came: wrong.append(came.url) if came.status >= 400 and part in came.url else None)
    yield page
    page.close()
    forgiven = ("422", "404 (Not Found)", "409") if refused else ()
    assert [each for each in wrong if not any(words in each for words in forgiven)] == []


def enter(page: Page, server: LiveServer, name: str = "office", password: str = PASSWORD) -> None:
    """Signs in by the form."""
    page.goto(f"{server.url}/sign-in")
    page.fill("[name=username]", name)
    page.fill("[name=password]", password)
    page.click("button.go")
    page.wait_for_load_state()


def unfold(page: Page) -> None:
    """Opens the menu under which the rail folds on a telephone."""
    menu = page.locator(".rail .menu")
    if menu.is_visible() and menu.get_attribute("aria-expanded") == "false":
        menu.click()


def accessible(page: Page, name: str = "") -> None:
    """No violation of WCAG 2.2 AA on the page as it is, and nothing reaches beyond its edge.

    Where ``XIANDAO_SHOTS`` names a folder, a picture of each page with a *name* is kept there.
    """
    folder = os.environ.get("XIANDAO_SHOTS")
    if folder and name:
        page.screenshot(path=f"{folder}/{name}-{page.evaluate('innerWidth')}.png", full_page=True)
    for _ in range(LOOKS - 1):
        try:
            found = violations(page)
            break
        except PlaywrightError:
            # A click on a link returns before the next page is there: whoever looks in between has the old one taken
            # from under their hands, which axe tells as any error there is. The page that came is looked at instead.
            page.wait_for_load_state()
    else:
        found = violations(page)
    assert found == []


def violations(page: Page) -> list[str]:
    """What breaks WCAG 2.2 AA on the page as it is, and by how much it reaches beyond its edge."""
    if page.evaluate("typeof axe") == "undefined":
        page.evaluate(AXE.read_text("utf-8"))
    options = {"runOnly": [*RULES], "resultTypes": ["violations"]}
    told: dict[str, Any] = page.evaluate("options => axe.run(document, options)", options)
    found = [f"{each['id']}: {[node['html'][:160] for node in each['nodes'][:3]]}" for each in told["violations"]]
    beyond = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    return [*found, f"{beyond} px beyond the edge"] if beyond > 0 else found

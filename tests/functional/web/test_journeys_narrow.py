"""On a telephone: rows are cards, the rail folds under one button, the tab that is shown stands in view."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer
from tests.builders import workspace
from tests.builders.browser import WIDTHS, accessible, enter, unfold, watched
from tests.builders.workspace import World

from xiandao.apps.jobs.models import Job

pytestmark = [pytest.mark.slow, pytest.mark.browser]
READABLE = 240
"""Pixels that a sentence is given at least, of 390."""


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    with watched(browser, WIDTHS["telephone"], refused=False) as page:
        yield page


def test_a_row_of_a_table_is_a_card(page: Page, live_server: LiveServer, place: World, tmp_path: Path) -> None:
    plan = workspace.edition(place.person("office"), tmp_path)
    Job.objects.create(
        kind="plan.read", state="failed", by=place.users["office"], created_at=workspace.AT, total=1,
        result={"refusal": "job-fault", "values": {"fault": "OSError"}}, arguments={"name": "规划.txt"},
    )  # fmt: skip
    enter(page, live_server)
    for address in (f"/plans/editions/{plan.pk}/items/target", f"/plans/editions/{plan.pk}/items/task", "/jobs/"):
        page.goto(live_server.url + address)
        row = page.locator("table.stacks tbody tr").first
        assert (
            min(row.locator("td").evaluate_all("cells => cells.map(each => each.clientWidth).filter(Boolean)"))
            > READABLE
        )
        expect(row.locator("[data-label]:not(:empty)").first).to_be_visible()
        expect(page.get_by_role("cell").first).to_be_visible()
        accessible(page, "narrow")


def test_the_labels_of_the_token_stand_above_their_fields(page: Page, live_server: LiveServer, place: World) -> None:  # noqa: ARG001 - opens the database
    enter(page, live_server)
    page.goto(f"{live_server.url}/account")
    for name in ("token-name", "token-days", "token-password"):
        field = page.locator(f"#{name}")
        label = page.locator(f"label:has(#{name}) > span")
        box, above = field.bounding_box(), label.bounding_box()
        assert box is not None
        assert above is not None
        assert above["y"] + above["height"] <= box["y"] + 1
        assert abs(above["x"] - box["x"]) <= 1
        assert box["width"] > READABLE
    accessible(page, "narrow-account")


def test_the_rail_folds_under_one_button(page: Page, live_server: LiveServer, place: World) -> None:  # noqa: ARG001 - opens the database
    enter(page, live_server)
    leave = page.get_by_role("button", name="退出")
    expect(leave).to_be_hidden()
    expect(page.locator(".rail .inbox")).to_be_visible()
    unfold(page)
    expect(leave).to_be_visible()
    expect(page.get_by_role("searchbox").first).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    accessible(page, "narrow-menu")
    page.keyboard.press("Escape")
    page.locator(".rail .menu").press("Escape")
    expect(leave).to_be_hidden()


def test_the_tab_that_is_shown_stands_in_view(
    page: Page, live_server: LiveServer, place: World, tmp_path: Path
) -> None:
    plan = workspace.edition(place.person("office"), tmp_path)
    enter(page, live_server)
    page.goto(f"{live_server.url}/plans/editions/{plan.pk}/review")
    box = page.locator(".tabs [aria-current]").bounding_box()
    assert box is not None
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= WIDTHS["telephone"]

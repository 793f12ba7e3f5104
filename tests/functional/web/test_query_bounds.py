"""How often each page asks the database: no oftener for five times the rows, and never more than its bound."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pytest_django.fixtures import Settings
from tests.builders import workspace
from tests.builders.pages import Filled, Looked, every_page, filled, grown
from tests.builders.workspace import signed_in

GROWTH = 2
"""Queries more that five times the rows may cost: a second page, a list that was empty."""
SHOWN = {"search:page": 10, "plans:task-list": 4}
"""Queries more of a page that asks once for each plan it shows, and shows as many at most; or that had no plan to ask about."""
MOST = 30
BOUNDS: dict[str, int] = {"places:place": 40, "search:page": 34}
"""Queries of a page that needs more than ``MOST``, by route: whether a place may go is asked of every table that names one;
search asks of plans and, four times, of policies."""


@pytest.fixture
def work(db: None, settings: Settings, tmp_path: Path) -> Filled:  # noqa: ARG001 - opens the database
    settings.DATA = tmp_path
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    return filled(workspace.world(), tmp_path)


def asked(of: Filled, pages: list[Looked]) -> dict[Looked, list[str]]:
    """What each page asks the database, in order."""
    found: dict[Looked, list[str]] = {}
    clients = {who: signed_in(of.world, who) for who in {page.who for page in pages if page.who}}
    for page in pages:
        if page.who:
            with CaptureQueriesContext(connection) as caught:
                clients[page.who].get(page.address)
            found[page] = [each["sql"] for each in caught.captured_queries]
    return found


def settled(of: Filled, pages: list[Looked]) -> dict[Looked, list[str]]:
    """The second asking: what is computed once after a change, the index of search above all, is not the page's."""
    asked(of, pages)
    return asked(of, pages)


def test_no_page_asks_oftener_for_five_times_the_rows(work: Filled, tmp_path: Path) -> None:
    pages = every_page(work)
    before = settled(work, pages)
    grown(work, tmp_path)
    after = settled(work, pages)
    wrong = [
        f"{page.route} {page.address}: {len(before[page])} queries, then {len(after[page])}"
        for page in before
        if len(after[page]) - len(before[page]) > SHOWN.get(page.route, GROWTH)
        or len(after[page]) > BOUNDS.get(page.route, MOST)
    ]
    assert wrong == [], "\n".join(wrong)

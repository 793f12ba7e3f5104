"""A browser, and a workspace behind a server, for the journeys."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page
from pytest_django.fixtures import Settings
from tests.builders import workspace
from tests.builders.browser import WIDTHS, chromium, watched
from tests.builders.workspace import World


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """In CI a journey that fails is walked once more, and the run names it: a browser on a busy machine stumbles."""
    for item in items if os.environ.get("CI") else ():
        if item.get_closest_marker("browser"):
            item.add_marker(pytest.mark.flaky(reruns=1))


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as browser:
        yield browser


@pytest.fixture
def place(transactional_db: None, settings: Settings, tmp_path: Path) -> World:  # noqa: ARG001 - opens the database
    settings.DATA = tmp_path
    settings.ALLOWED_HOSTS = ["*"]
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    return workspace.world()


@pytest.fixture(params=[*WIDTHS.values()], ids=[*WIDTHS])
def page(request: pytest.FixtureRequest, browser: Browser) -> Iterator[Page]:
    """A page that says whatever goes wrong in it.

    A module says by ``NOTHING_REFUSED`` that no answer of its journeys may be a refusal, by ``GOES_ELSEWHERE`` that they
    leave the server.
    """
    refused = not getattr(request.module, "NOTHING_REFUSED", False)
    elsewhere = getattr(request.module, "GOES_ELSEWHERE", False)
    with watched(browser, request.param, refused=refused, elsewhere=elsewhere) as page:
        yield page

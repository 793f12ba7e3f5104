"""A workspace for each test, in a folder of its own."""

from __future__ import annotations

from pathlib import Path

import pytest
from pytest_django.fixtures import Settings
from tests.builders import workspace
from tests.builders.workspace import World

from xiandao.apps.plans.models import Edition


@pytest.fixture
def world(db: None, settings: Settings, tmp_path: Path) -> World:  # noqa: ARG001 - `db` opens the database
    settings.DATA = tmp_path
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # passwords are not what is tested
    return workspace.world()


@pytest.fixture
def plan(world: World, tmp_path: Path) -> Edition:
    return workspace.edition(world.person("office"), tmp_path)

"""A small register: kinds declared for the tests, and words of an office on what it enters."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from unittest.mock import patch

from tests.builders.said import FIRM, moment
from tests.builders.workspace import World

from xiandao.apps.registers import kinds
from xiandao.apps.registers.models import Entity
from xiandao.apps.registers.services import Grounds, entity_add
from xiandao.core.kinds import Kind, Property, Registry, View

SOMEONE = Kind(
    code="someone",
    name="人才",
    properties=(
        Property(code="name", name="姓名", personal="general", required=True),
        Property(code="telephone", name="电话", type="phone", personal="sensitive"),
    ),
)
SMALL = Registry(
    kinds=(FIRM, SOMEONE),
    views=(View(code="firms", name="企业清单", kinds=("firm",), columns=("name", "staff", "form")),),
)
GROUNDS = Grounds("摸底调查表")


@contextmanager
def small_kinds() -> Iterator[Registry]:
    """The installation knows these kinds alone for a while."""
    with patch.object(kinds, "registry", lambda: SMALL):
        yield SMALL


def firm(world: World, name: str, day: str = "2026-03-02", *, who: str = "office", **values: str) -> Entity:
    """A firm as the office enters it on a day; ``credit_code`` means ``credit-code``."""
    told = {"name": (name,), "place": (world.city.code,)}
    told |= {code.replace("_", "-"): (value,) for code, value in values.items()}
    return entity_add(world.person(who), "firm", told, GROUNDS, at=moment(day))

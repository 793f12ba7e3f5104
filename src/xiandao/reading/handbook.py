"""What the kernel says of itself: every rule and check with its note and its sentences, wherever it stands."""

from __future__ import annotations

from functools import cache
from importlib import import_module
from pkgutil import walk_packages
from types import ModuleType
from typing import Protocol, runtime_checkable

import xiandao.reading
from xiandao.reading.rules import RULES


@runtime_checkable
class Manual(Protocol):
    """What a rule or a check says of itself: its id, when it applies, what it reads and what it leaves."""

    @property
    def id(self) -> str:
        """As items or findings carry it."""

    @property
    def note(self) -> str:
        """When it applies, in one Chinese sentence."""

    @property
    def reads(self) -> tuple[str, ...]:
        """Texts in which it finds something."""

    @property
    def leaves(self) -> tuple[str, ...]:
        """Texts in which it finds nothing."""


@cache
def reading_modules() -> tuple[ModuleType, ...]:
    """Every module of the kernel, in the order of their names."""
    names = sorted(found.name for found in walk_packages(xiandao.reading.__path__, "xiandao.reading."))
    return tuple(import_module(name) for name in names)


@cache
def manuals() -> dict[str, Manual]:
    """Everything that has a page, by id: the rules for numbers first, in the order in which they are asked."""
    found: dict[str, Manual] = {rule.id: rule for rule in RULES}
    for module in reading_modules():
        for value in vars(module).values():
            if isinstance(value, tuple):
                found.update((one.id, one) for one in value if isinstance(one, Manual) and one.id not in found)
    return found

"""What a run hands to its writers, and what a format is: rendered anywhere, written in one place in order."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Generic, TypeVar

from xiandao.core.errors import Refusal
from xiandao.core.messages import Language
from xiandao.core.plan import Plan
from xiandao.core.text import Source


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One document that was read.

    Attributes:
        file: The file as a person knows it: its path below the folder that was given.
        stem: Where its own files stand below the output folder, without their endings.
    """

    file: str
    stem: str
    plan: Plan
    source: Source


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """One document that was not read; *trace* is set when the fault is ours."""

    file: str
    refusal: Refusal
    trace: str | None = None


def _say_nothing(_: Refused) -> None:
    """Most formats hold plans only."""


Part = TypeVar("Part")


@dataclass(frozen=True, slots=True)
class Sink(Generic[Part]):
    """An open output: *add* takes a stem and what was rendered for it, *refuse* a file that was not read."""

    add: Callable[[str, Part], None]
    refuse: Callable[[Refused], None] = _say_nothing


@dataclass(frozen=True, slots=True, kw_only=True)
class Format(Generic[Part]):
    """A way out for a run of plans.

    Attributes:
        render: What one document contributes; pure, so that it may run in any process.
        write: Opens the output below a folder; what is added comes in the order of the run.
    """

    render: Callable[[Entry, Language], Part]
    write: Callable[[Path, Language], AbstractContextManager[Sink[Part]]]

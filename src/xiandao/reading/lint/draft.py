"""What a lint rule looks at, and what it is."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from xiandao.core.findings import Finding
from xiandao.core.plan import Plan, Target, Words
from xiandao.core.text import Source
from xiandao.reading.blocks import Block
from xiandao.reading.view import View

SHOWN = 24


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A plan with the text it was read from.

    Attributes:
        text: The view's text; *blocks* are its lines.
    """

    plan: Plan
    source: Source
    view: View
    text: str
    blocks: list[Block]

    def about(self, code: str, words: Words, **values: object) -> Finding:
        """A finding about an item."""
        return _finding(code, (words.start, words.end), values)

    def said(self, start: int, end: int) -> str:
        """The view's text of a printed stretch."""
        return self.text[self._place(start) : self._place(end)]

    def _place(self, origin: int) -> int:
        """Where a place of the printed text stands in the view."""
        view = self.view
        piece = bisect_right(view.origins, origin) - 1
        ends = view.starts[piece + 1] if piece + 1 < len(view.starts) else len(view.text)
        return min(view.starts[piece] + origin - view.origins[piece], ends) if piece >= 0 else 0

    def at(self, code: str, start: int, end: int, **values: object) -> Finding:
        """A finding about a stretch of the view, which must not be empty."""
        return _finding(code, self.view.span(start, end), values)


def _finding(code: str, span: tuple[int, int], values: dict[str, object]) -> Finding:
    told = tuple((key, str(value)) for key, value in values.items())
    return Finding(code=code, start=span[0], end=span[1], values=told)


@dataclass(frozen=True, slots=True, kw_only=True)
class LintRule:
    """One thing that a drafter wants to be told.

    Attributes:
        id: The code of its findings, and its name in the manual.
        note: When it speaks, in one Chinese sentence.
        reads: Documents in which it speaks; they are its tests.
        leaves: Documents in which it does not.
        find: Its findings, in the order of the text.
    """

    id: str
    note: str
    reads: tuple[str, ...]
    leaves: tuple[str, ...]
    find: Callable[[Draft], Iterator[Finding]]


def shown(words: str) -> str:
    """Words short enough for a message."""
    words = "".join(words.split())
    return words if len(words) <= SHOWN else words[: SHOWN - 1] + "…"


def amount(target: Target) -> str:
    """A target's figure as people write it."""
    ends = (target.value, *(() if target.value_max is None else (target.value_max,)))
    return "—".join(f"{end:g}" for end in ends) + (target.unit or "")

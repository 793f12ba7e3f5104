"""What a check looks at, and what it is."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from xiandao.core.findings import Finding
from xiandao.core.plan import DocumentData
from xiandao.core.text import Source
from xiandao.reading.blocks import Block
from xiandao.reading.view import View


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """A document as the checks see it.

    Attributes:
        text: The view's text; *blocks* are its lines.
        body: Where the text proper begins, in blocks. tail: One past its last block, footers left out.
    """

    source: Source
    view: View
    text: str
    blocks: list[Block]
    document: DocumentData
    body: int
    tail: int

    def found(self, code: str, start: int, end: int, **values: str | int) -> Finding:
        """A finding about a stretch of the view, which must not be empty."""
        first, last = self.view.span(start, end)
        return Finding(
            code=code, start=first, end=last, values=tuple((key, str(value)) for key, value in values.items())
        )

    def printed(self, start: int, end: int) -> str:
        """The words of a stretch of the view as the document prints them, which must not be empty."""
        return self.source.text[slice(*self.view.span(start, end))]

    def line(self, block: Block) -> str:
        """A block's text."""
        return self.text[block.start : block.end]


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One kind of damage.

    Attributes:
        id: The code of its findings, and its name in the manual.
        note: When it is raised, in one Chinese sentence.
        reads: Documents in which it is raised; they are its tests.
        leaves: Documents in which it is not.
        find: Its findings, in the order of the text.
    """

    id: str
    note: str
    reads: tuple[str, ...]
    leaves: tuple[str, ...]
    find: Callable[[Seen], Iterator[Finding]]

"""A document's text and places in it."""

from __future__ import annotations

import hashlib
import re
from bisect import bisect_right
from dataclasses import dataclass, field
from typing import NamedTuple

from xiandao.core.findings import Finding

# Controls, line ends, marks that turn the direction of writing, halves of surrogate pairs.
_UNFIT = re.compile("[\x00-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]")


def one_line(name: str) -> str:
    """The name of a file as any screen, page and table may hold it; as long as before."""
    return _UNFIT.sub("\ufffd", name)


class Span(NamedTuple):
    """A half-open stretch of a document's text, in code points."""

    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """One document as it came in, decoded and otherwise untouched.

    Attributes:
        name: The file's name, without folders.
        media_type: As registered with IANA, ``text/plain`` for instance.
        text: Everything that can be quoted. A row of a table is one line whose
            cells are parted by a tab; a line break inside a cell is a blank.
        pages: Where each page begins in *text*, ascending from 0; empty where the
            format has no pages.
        findings: What the reader of the file wants a person to know.
    """

    name: str
    media_type: str
    text: str
    pages: tuple[int, ...] = ()
    findings: tuple[Finding, ...] = field(default=())

    def __post_init__(self) -> None:
        if self.pages and (self.pages[0] != 0 or list(self.pages) != sorted(self.pages)):
            raise ValueError("pages ascend from 0")

    @property
    def sha256(self) -> str:
        """Digest of the text as UTF-8, in hexadecimal."""
        return hashlib.sha256(self.text.encode("utf-8", "surrogatepass")).hexdigest()

    def page(self, offset: int) -> int | None:
        """The page, counted from 1, on which *offset* stands."""
        return bisect_right(self.pages, offset) if self.pages else None

"""Items' own words and names: from a stretch of the view to a quotation of the document."""

from __future__ import annotations

import hashlib
from collections.abc import Callable

from xiandao.core.plan import Words
from xiandao.core.text import Source
from xiandao.reading.view import View

LETTERS = {
    "target": "t", "fact": "f", "task": "k", "sector": "s", "technology": "y", "placement": "p", "bundle": "b", "cite": "c",
}  # fmt: skip


class Quoter:
    """Quotes a document and names its items; ordinals among equal quotes count up as it goes."""

    def __init__(self, source: Source, view: View) -> None:
        self.source = source
        self.view = view
        self._seen: dict[tuple[str, str], int] = {}

    def words(self, start: int, end: int, rule: str, confidence: float = 0.9) -> Words:
        """The document's words behind ``view[start:end]``, outer blanks left out."""
        text = self.view.text
        while start < end - 1 and text[start] in " \n\t":
            start += 1
        while end > start + 1 and text[end - 1] in " \n\t":
            end -= 1
        first, last = self.view.span(start, end)
        quote = self.source.text[first:last]
        return Words(quote=quote, start=first, end=last, rule=rule, confidence=confidence, page=self.source.page(first))

    def printed(self, start: int, end: int) -> str:
        """The document's words behind a stretch of the view, without line breaks, blanks and marks inside."""
        if start >= end:
            return ""
        first, last = self.view.span(start, end)
        words = self.source.text[first:last]
        if len(words) == end - start:
            return words.strip()
        kept = (self.source.text[first:last] for first, last in self.view.pieces(start, end))
        return "".join(piece for piece in kept if not piece.isspace() or piece == " ").strip()

    def printing(self, start: int, end: int) -> Callable[[int, int], str]:
        """:meth:`printed` for stretches inside ``view[start:end]``, at less cost where nothing is left out there."""
        first, last = self.view.span(start, end)
        if last - first != end - start:
            return self.printed
        words = self.source.text[first:last]
        return lambda at, to: words[at - start : to - start]

    def id(self, kind: str, quote: str) -> str:
        """A letter and ten hex digits; the same for the same words wherever they move."""
        ordinal = self._seen.get((kind, quote), 0)
        self._seen[kind, quote] = ordinal + 1
        digest = hashlib.blake2b(f"{kind}\n{quote}\n{ordinal}".encode("utf-8", "surrogatepass"), digest_size=5)
        return LETTERS[kind] + digest.hexdigest()

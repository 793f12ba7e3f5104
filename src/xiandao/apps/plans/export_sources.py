"""Where an exported row comes from: the document, its number, the clause, the sentence."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import NamedTuple

from xiandao.apps.plans.models import Edition, Item
from xiandao.core.papers import Footnote
from xiandao.reading.numbering import Level, number_at

LONGEST_SENTENCE = 400
"""Characters; where the document runs on longer without a stop, the words that were read stand alone."""
LONGEST_HEADING = 40
_LINE = re.compile(r"[^\r\n\f]+")
_STOPS = "。！？；\r\n\f"
_HALF = str.maketrans("（）：，．", "():,.")
"""One for one, so that places stay."""
_BARE = " 　、.．:：)"


class Heading(NamedTuple):
    """A numbered line: where it begins, its path of numbers (``三/（一）``), its chapter as printed."""

    start: int
    path: str
    chapter: str


class Sources:
    """The document of one edition, asked where things stand."""

    def __init__(self, edition: Edition) -> None:
        self._edition = edition
        self._text = edition.document.text if edition.document else ""

    @cached_property
    def _headings(self) -> list[Heading]:
        return list(headings_of(self._text))

    @cached_property
    def _starts(self) -> list[int]:
        return [heading.start for heading in self._headings]

    @cached_property
    def _tasks(self) -> list[tuple[int, int, str]]:
        rows = self._edition.items.filter(kind="task").exclude(state="rejected").values_list("fields", flat=True)
        return sorted((row["body_start"], row["body_end"], row["number"]) for row in rows if "body_start" in row)

    def note(self, item: Item, *, quoted: bool = True) -> Footnote:
        """The sentence of *item*; without its words where the row shows them itself."""
        quote = self.sentence(item.start, item.end, item.quote) if quoted else ""
        return self.at(quote, self.clause(item))

    def at(self, quote: str, clause: str | None) -> Footnote:
        """Words of the document."""
        edition = self._edition
        return Footnote(edition.plan.title, quote.strip(), edition.doc_no or None, clause or None)

    def clause(self, item: Item) -> str | None:
        """The path of numbers above *item*, as printed; ``None`` where there is no document to look it up in."""
        if item.kind == "task" and item.fields.get("number"):
            return str(item.fields["number"])
        return self.clause_at(item.start)

    def clause_at(self, start: int | None) -> str | None:
        """The path of numbers above a place of the text."""
        if start is None or not self._text:
            return None
        heading = self._heading(start)
        inside = next((number for first, end, number in reversed(self._tasks) if first <= start < end), "")
        return max(heading.path if heading else "", inside, key=lambda path: path.count("/") + bool(path)) or None

    def chapter(self, item: Item) -> str | None:
        """The heading of the chapter, ``二、重点任务``."""
        heading = self._heading(item.start) if item.start is not None else None
        return heading.chapter or None if heading else None

    def sentence(self, start: int | None, end: int | None, words: str = "") -> str:
        """The whole sentence around a stretch of the text, or *words* where it is not to be had."""
        if start is None or end is None or not 0 <= start < end <= len(self._text):
            return words
        first = max(self._text.rfind(stop, 0, start) for stop in _STOPS) + 1
        stops = [at for stop in _STOPS if (at := self._text.find(stop, end - 1)) >= 0]
        last = min(stops, default=len(self._text) - 1) + 1
        said = self._text[first:last].strip()
        return said if len(said) <= LONGEST_SENTENCE else words or self._text[start:end]

    def _heading(self, start: int) -> Heading | None:
        at = bisect_right(self._starts, start) - 1
        return self._headings[at] if at >= 0 else None


def headings_of(text: str) -> Iterator[Heading]:
    """Every line of *text* that bears a number of a chapter, a section or a bracket."""
    flat, above, chapter = text.translate(_HALF), dict[Level, str](), ""
    for line in _LINE.finditer(flat):
        start = line.end() - len(line[0].lstrip())
        number = number_at(flat, start, line.end())
        if number is None or number.level > Level.ARTICLE or not number.label:
            continue
        label = text[start : start + len(number.label)].strip(_BARE)
        above = {level: said for level, said in above.items() if level < number.level} | {number.level: label}
        if number.level <= Level.CHAPTER:
            chapter = re.split("[。；]", text[start : line.end()].strip())[0]
            chapter = chapter if len(chapter) <= LONGEST_HEADING else ""
        yield Heading(start, "/".join(above.values()), chapter)


def joined(notes: Iterable[Footnote]) -> Footnote | None:
    """Several places of one document as one; ``None`` for none."""
    found = list(notes)
    if not found:
        return None
    clauses = "、".join(dict.fromkeys(note.clause for note in found if note.clause))
    quote = "".join(dict.fromkeys(note.quote for note in found if note.quote))
    return found[0]._replace(quote=quote, clause=clauses or None)

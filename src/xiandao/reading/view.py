"""The reading view: the text as a careful reader sees it, every place in it mapped back to the document.

Full-width forms, compatibility characters and traditional characters are folded one for one; blanks inside
words, Markdown marks, page furniture and line breaks inside sentences are left out. Nothing else changes.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass

from xiandao.core.text import Span
from xiandao.reading.columns import with_tabs
from xiandao.reading.folding import folded
from xiandao.reading.furniture import without_furniture
from xiandao.reading.lines import Line, flattened_tables, lines_of
from xiandao.reading.wrapping import joins_of

# A number whose digits a scan has spaced out; longer runs are rows of figures, not numbers.
_SPACED = re.compile(
    r"(?=[0-9])(?<![0-9.:/-])(?<![0-9] )[0-9]{1,3}(?: [0-9]{1,3}){1,8}(?! ?[0-9])"
    r"(?= ?[家个项亿万千百元件名人条台座所支种套%平公吨米张场次户亩份])"
)
# A numbered title set off from its text by a blank: 第五条 支持成果转化 建立…。
_TITLED = re.compile(
    r"(?:第[一二三四五六七八九十百\d]{1,4}条|[一二三四五六七八九十]{1,3}、|\([一二三四五六七八九十\d]{1,3}\)|\d{1,2}[.、]) *"
    r"[\u4e00-\u9fff“”、]{4,24} +(?=[\u4e00-\u9fff“][^ ]{7,}[。;,])"
)
_BLANK = re.compile(" +")
_MAY_GO = re.compile("[ *`]|__")
# A blank between two Latin words or two numbers parts them; beside a Han character it parts nothing, except
# after the name of an office when another office follows.
_LEFT_OUT = re.compile(
    r"(?=[ *`_])(?:\*\*|__(?=\S)|[*`](?=[\u4e00-\u9fff“])|(?<=[\u4e00-\u9fffA-Za-z”)])[*`](?![0-9A-Za-z])|(?<![0-9A-Za-z,.]) +(?![市区县省州国各](?![场政容域级内外]))| +(?![0-9A-Za-z(])|(?<![局委办厅府会司部院0-9A-Za-z,.]) +)"
)
# A star of Markdown, or its dash before a numbered line.
_ITEM = re.compile(r"\* +|[-+] +(?=\**\(?(?:[一二三四五六七八九十]{1,3}[、)]|\d{1,2}[.、)]))")


@dataclass(frozen=True, slots=True)
class View:
    """The text to be read, and where each of its characters stands in the document.

    Attributes:
        text: Logical lines parted by a line feed.
        starts: Where each kept piece begins in *text*, ascending from 0.
        origins: Where the same piece begins in the document.
        furniture: Stretches of the document set aside as page furniture.
        joined: Places in the document where a line break was taken out of a sentence.
    """

    text: str
    starts: tuple[int, ...]
    origins: tuple[int, ...]
    furniture: tuple[Span, ...]
    joined: tuple[int, ...]

    def origin(self, at: int) -> int:
        """The document's code point behind ``text[at]``."""
        piece = bisect_right(self.starts, at) - 1
        return self.origins[piece] + at - self.starts[piece]

    def pieces(self, start: int, end: int) -> Iterator[tuple[int, int]]:
        """The stretches of the document behind ``text[start:end]``, without what was left out between them."""
        piece = bisect_right(self.starts, start) - 1
        while start < end:
            stop = self.starts[piece + 1] if piece + 1 < len(self.starts) else end
            first = self.origins[piece] + start - self.starts[piece]
            yield first, first + min(stop, end) - start
            start, piece = stop, piece + 1

    def gap(self, start: int, end: int) -> int | None:
        """The place in a stretch of the view before which blanks were left out, if there is but one and no line break."""
        first = bisect_right(self.starts, start)
        if bisect_right(self.starts, end) - first != 1:
            return None
        broken = bisect_right(self.joined, self.origins[first]) - 1
        return None if broken >= 0 and self.joined[broken] == self.origins[first] else self.starts[first]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Where the document's words behind ``text[start:end]``, which must not be empty, begin and end."""
        starts = self.starts
        piece = bisect_right(starts, start)
        first = self.origins[piece - 1] + start - starts[piece - 1]
        # Nearly every stretch lies in one piece.
        if piece == len(starts) or end <= starts[piece]:
            return first, first + end - start
        return first, self.origin(end - 1) + 1


def view_of(text: str) -> View:
    """Fold, set furniture aside, join broken lines; cost is linear in the length of *text*."""
    flat = with_tabs(folded(text))
    lines = lines_of(flat)
    cells = flattened_tables(flat, lines)
    lines, furniture = without_furniture(flat, lines, cells)
    return _assembled(flat, lines, furniture, cells)


def _assembled(flat: str, lines: list[Line], furniture: tuple[Span, ...], cells: list[Span]) -> View:
    """String the kept pieces together, a line feed between logical lines."""
    pieces: list[str] = []
    starts, origins, joined = [], [], []
    at = 0
    breaks = joins_of(flat, lines, cells)
    for number, line in enumerate(lines):
        if number:
            if breaks[number]:
                joined.append(line.start)
            else:
                starts.append(at)
                origins.append(lines[number - 1].end)
                pieces.append("\n")
                at += 1
        for start, end in _kept(flat, line):
            starts.append(at)
            origins.append(start)
            pieces.append(flat[start:end])
            at += end - start
    return View("".join(pieces), tuple(starts), tuple(origins), furniture, tuple(joined))


def _kept(flat: str, line: Line) -> list[tuple[int, int]]:
    """The stretches of a line that stay when blanks inside words and Markdown marks go."""
    printed = flat[line.start : line.end]
    start = line.start
    if printed[0] in "#>":
        start += len(printed) - len(printed.lstrip("#> "))
    elif printed[0] in "-*+" and (item := _ITEM.match(printed)):
        start += item.end()
    if not _MAY_GO.search(printed):
        return [(start, line.end)] if start < line.end else []
    kept = []
    for match in _gaps(flat, start, line.end):
        if match.start() > start:
            kept.append((start, match.start()))
        start = match.end()
    if start < line.end:
        kept.append((start, line.end))
    return kept


def _gaps(flat: str, start: int, end: int) -> list[re.Match[str]]:
    """The stretches of a line to leave out, blanks inside a spaced-out number (1 5 0 家) among them."""
    gaps = list(_LEFT_OUT.finditer(flat, start, end))
    if titled := _TITLED.match(flat, start, end):
        # The gap between a title and its text is all that parts them; one blank of it stays.
        gaps = [gap for gap in gaps if gap.end() <= titled.end() - 1 or gap.start() >= titled.end()]
    for number in _SPACED.finditer(flat, start, end):
        gaps.extend(_BLANK.finditer(flat, *number.span()))
    return sorted(gaps, key=lambda gap: gap.start())

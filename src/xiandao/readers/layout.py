"""Pages of placed words become text: lines, tables and paragraphs, in reading order, without page furniture."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from xiandao.readers.layout_columns import column_of, placed_lines, regions
from xiandao.readers.layout_furniture import without_furniture
from xiandao.readers.layout_lines import Line, Piece
from xiandao.readers.layout_paragraphs import Margins, continues, glue, margins_of, notes_below
from xiandao.readers.layout_tables import Rule, tables_on

_UNSURE = 0.8
_BLANK = -1
# A line of the whole width, the left and the right column that ends before this share of the page is a short one.
_LEAST_RIGHT = (0.72, 0.36, 0.72)
_NOTE_MARK = re.compile(r"[①-⑳]|\[?\d{1,2}\]?[\s.．、]?(?=\D)|[*＊※]|注[:：]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """One page as printed.

    Attributes:
        width: In points.
        height: In points.
        pieces: Words and characters with their places, measured from the top left corner.
        rules: Straight lines, among them those of tables.
    """

    width: float
    height: float
    pieces: Sequence[Piece]
    rules: Sequence[Rule] = ()


@dataclass(slots=True)
class Flow:
    """The text so far.

    Attributes:
        pages: Where each page began.
        unsure: Start, end and confidence of lines that were recognised with doubt.
        asides: Running heads and page numbers, which are not in the text.
    """

    pieces: list[str] = field(default_factory=list)
    length: int = 0
    pages: list[int] = field(default_factory=list)
    unsure: list[tuple[int, int, float]] = field(default_factory=list)
    asides: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        """Everything written so far."""
        return "".join(self.pieces)

    def write(self, words: str) -> None:
        """Put *words* at the end."""
        self.pieces.append(words)
        self.length += len(words)


def flow_of(sheets: Sequence[Sheet]) -> Flow:
    """The text of *sheets*, one printed paragraph or row of a table a line."""
    numbered = [lines_on(sheet) for sheet in sheets]
    kept, asides = without_furniture(numbered, [sheet.height for sheet in sheets])
    flow = Flow(asides=asides)
    _write(flow, [regions(lines) for lines in kept], [sheet.width for sheet in sheets])
    return flow


def lines_on(sheet: Sheet) -> list[Line]:
    """Lines and rows of tables from top to bottom."""
    pieces = [piece for piece in sheet.pieces if _is_on(piece, sheet)]
    rows, rest = tables_on(pieces, sheet.rules)
    lines, gutter = placed_lines(rest, sheet.width)
    lines += [row._replace(column=column_of(row, gutter)) for row in rows]
    return sorted(lines, key=lambda line: (line.top, line.left))


def _is_on(piece: Piece, sheet: Sheet) -> bool:
    middle, height = (piece.left + piece.right) / 2, (piece.top + piece.bottom) / 2
    return -2 <= middle <= sheet.width + 2 and -2 <= height <= sheet.height + 2


def _write(flow: Flow, pages: Sequence[Sequence[Sequence[Line]]], widths: Sequence[float]) -> None:
    """Write all regions of all pages, joining what one paragraph was broken into."""
    everything = [line for page in pages for region in page for line in region]
    pooled = [margins_of([line for line in everything if line.column == column]) for column in (0, 1, 2)]
    writer = _Writer(flow)
    for page, width in zip(pages, widths, strict=True):
        begin = len(flow.pages)
        for region in page:
            margins = margins_of(region, pooled[region[0].column])
            least = width * _LEAST_RIGHT[region[0].column]
            writer.region(region, margins._replace(right=max(margins.right, least)), begin)
        if len(flow.pages) == begin:
            flow.pages.append(_BLANK)
    writer.end_paragraph()
    _place_blank_pages(flow)


def _place_blank_pages(flow: Flow) -> None:
    """A blank page begins where the next one does; the first begins at 0 whatever it holds."""
    following = flow.length
    for number in range(len(flow.pages) - 1, -1, -1):
        following = following if flow.pages[number] == _BLANK else flow.pages[number]
        flow.pages[number] = following
    if flow.pages:
        flow.pages[0] = 0


@dataclass(slots=True)
class _Writer:
    """The paragraph that is open: its last line, its distance from the margin, and the notes that wait for its end."""

    flow: Flow
    last: Line | None = None
    room: float = 0.0
    notes: list[Line] = field(default_factory=list)

    def region(self, lines: Sequence[Line], margins: Margins, begin: int) -> None:
        """Write the lines of one region; *begin* pages were begun before its page."""
        body, notes = notes_below(lines, margins.em)
        for number, line in enumerate(body):
            across = number == 0
            if self.last is not None and continues(self.last, line, margins, room=self.room, across=across):
                self.flow.write(glue(self.last.text, line.text))
            else:
                self.end_paragraph()
            if len(self.flow.pages) == begin:
                self.flow.pages.append(self.flow.length)
            self._put(line)
            self.room = margins.right - line.right
        self.notes.extend(notes)

    def end_paragraph(self) -> None:
        """Close the paragraph that is open, and let the notes at its page's foot follow."""
        if self.last is not None:
            self.flow.write("\n")
        self.last = None
        for note in _whole_notes(self.notes):
            self.flow.write(note + "\n")
        self.notes.clear()

    def _put(self, line: Line) -> None:
        start = self.flow.length
        self.flow.write(line.text)
        self.last = line
        if line.score < _UNSURE:
            self.flow.unsure.append((start, self.flow.length, line.score))


def _whole_notes(notes: Iterable[Line]) -> list[str]:
    whole: list[str] = []
    for note in notes:
        if whole and not _NOTE_MARK.match(note.text):
            whole[-1] += glue(whole[-1], note.text) + note.text
        else:
            whole.append(note.text)
    return whole

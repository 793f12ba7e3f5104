"""Tables as text: comma, tab or semicolon between the cells, UTF-8 or GB 18030."""

from __future__ import annotations

import csv
import io
import re
from pathlib import PurePath

from xiandao.core.errors import Refusal
from xiandao.core.findings import Finding
from xiandao.core.sheets import Cells, Sheet, Workbook
from xiandao.core.text import one_line
from xiandao.readers.txt import decoded

_MARKS = "\t,;|，"
_LINES_TRIED = 30
_LONGEST_CELL = 131_072
_MOST_CELLS = 40_000_000
_SAID = re.compile(r"sep=([\t,;|])\r?\n", re.IGNORECASE)
_CONTROLS = re.compile("[\x00-\x08\x0e-\x1f\x7f]")


def read_text_sheet(data: bytes, path: PurePath) -> Workbook:
    """The one sheet of a text file, named after it; every cell holds words or ``None``.

    Raises:
        Refusal: ``file-binary``, ``encoding-unknown``, ``sheets-too-large``, or ``sheets-quotes`` where a quotation
            mark is opened and never closed.
    """
    text, findings = _decoded(data)
    said = _SAID.match(text)
    if said:
        text = text[said.end() :]
    mark = said[1] if said else _mark(text)
    return Workbook(
        name=one_line(path.name),
        media_type="text/tab-separated-values" if mark == "\t" else "text/csv",
        sheets=(Sheet(name=one_line(path.stem), rows=_rows(text, mark)),),
        findings=findings,
    )


def _decoded(data: bytes) -> tuple[str, tuple[Finding, ...]]:
    """Lists of names hold rarer characters than prose: what decodes whole and without controls is taken."""
    try:
        text, findings = decoded(data)
    except Refusal as refusal:
        if refusal.code != "encoding-unknown":
            raise
        try:
            text, findings = data.decode("gb18030"), ()
        except UnicodeDecodeError:
            raise refusal from None
    if _CONTROLS.search(text):
        raise Refusal("file-binary")
    return text.removeprefix("\ufeff"), findings


def _mark(text: str) -> str:
    """The mark that parts the most lines into the same number of cells; a comma where none does."""
    lines = [line for line in text[:200_000].splitlines()[:_LINES_TRIED] if line.strip()]

    def alike(mark: str) -> tuple[int, int]:
        counts = [len(_QUOTED.sub("", line).split(mark)) for line in lines]
        most = max(set(counts), key=lambda count: (counts.count(count) * (count > 1), count), default=1)
        return (counts.count(most) if most > 1 else 0, most)

    return max(_MARKS, key=lambda mark: (*alike(mark), mark == ",")) if lines and max(map(alike, _MARKS))[0] else ","


_QUOTED = re.compile(r'"(?:[^"]|"")*"')


def _rows(text: str, mark: str) -> tuple[Cells, ...]:
    """Rows of the sheet as a spreadsheet would show them: a quoted line break stays inside its cell."""
    if text.count('"') % 2 and '"' in text and _never_closed(text, mark):
        raise Refusal("sheets-quotes")
    rows: list[Cells] = []
    cells = 0
    known: dict[str, str] = {}
    try:
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=mark):
            cells += len(row)
            if cells > _MOST_CELLS:
                raise Refusal("sheets-too-large")
            rows.append(tuple((known.setdefault(each, each) if len(each) < 40 else each) or None for each in row))
            if len(known) > 200_000:
                known.clear()
    except csv.Error:
        raise Refusal("sheets-quotes") from None
    while rows and not any(value is not None for value in rows[-1]):
        rows.pop()
    return tuple(rows)


def _never_closed(text: str, mark: str) -> bool:
    """Whether the strict reading ends inside a quotation: the rest of the list would be one cell."""
    try:
        for _ in csv.reader(io.StringIO(text, newline=""), delimiter=mark, strict=True):
            pass
    except csv.Error as error:
        return "unexpected end of data" in str(error)
    return False

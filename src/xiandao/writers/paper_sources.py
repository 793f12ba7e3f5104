"""The sheet 数据来源及口径说明: what the figures mean, where each cell comes from, what was cut."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from xiandao.core.papers import Cell, Column, Footnote, Sheet, row
from xiandao.writers.paper_figures import shown
from xiandao.writers.paper_sheets import cut, tab_names

NAME = "数据来源及口径说明"
COLUMNS = (
    Column("序号", width=3, centred=True),
    Column("所在工作表", width=8),
    Column("条目", width=9),
    Column("说明", width=11),
    Column("来源文件", width=11),
    Column("文号", width=7),
    Column("条款", width=5),
    Column("原文", width=17),
)
Words = tuple[str, ...]


def noted(sheets: Sequence[Sheet]) -> tuple[Sheet, ...]:
    """The sheet of notes, or none where there is nothing to say."""
    tabs = tab_names([sheet.name for sheet in sheets])
    said = [
        words
        for tab, sheet in zip(tabs, sheets, strict=True)
        for words in (*((tab, "", note, "", "", "", "") for note in sheet.notes), *_of_cells(tab, sheet))
    ]
    rows = tuple(row(number, *words) for number, words in enumerate(said, start=1))
    mark = next((sheet.watermark for sheet in sheets if sheet.watermark), None)
    return (Sheet(name=NAME, title=NAME, columns=COLUMNS, rows=rows, watermark=mark),) if rows else ()


def _of_cells(tab: str, sheet: Sheet) -> Iterator[Words]:
    """Every cell that has a source or was cut, as (sheet, which cell, remark, document, number, clause, quote)."""
    for at, cells in enumerate(sheet.rows, start=1):
        for cell, column in zip(cells, sheet.columns, strict=True):
            where = f"第{at}行“{column.name}”"
            for note in _notes(cell):
                yield (tab, where, "", note.title, note.number or "", note.clause or "", note.quote)
            words = shown(cell.value, column.kind)
            if cut(words) != words:
                yield (tab, where, f"内容超过单元格上限，全文{len(words)}字，表中只列前面部分。", "", "", "", "")


def _notes(cell: Cell) -> Iterator[Footnote]:
    if isinstance(cell.value, tuple):
        yield from (run.footnote for run in cell.value if run.footnote)
    if cell.footnote:
        yield cell.footnote

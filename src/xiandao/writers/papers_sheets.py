"""The tables of a paper as the sheets of a workbook."""

from __future__ import annotations

from collections.abc import Iterator

from xiandao.core.papers import Form, PageSize, Paper, Paragraph, Part, Sheet, Table, plain


def sheets_of(paper: Paper, *, notes: tuple[str, ...] = (), page: PageSize = PageSize.A4) -> tuple[Sheet, ...]:
    """One sheet for each table of the paper and its annexes, with its watermark.

    Args:
        paper: Whose notes below tables (``Form.NOTE``) become notes of the sheet before them.
        notes: What the figures mean, for the first sheet; what a paper that nobody signs says before its first table
            comes with them.
        page: On which the sheets are printed.
    """
    found = [
        (title, table, said)
        for title, parts in ((paper.title, paper.parts), *((annex.title, annex.parts) for annex in paper.attachments))
        for table, said in _tables(parts)
    ]
    return tuple(
        Sheet(
            name=table.caption or title.replace("\n", ""),
            title=table.caption or title.replace("\n", ""),
            columns=table.columns,
            rows=table.rows,
            unit=table.unit,
            notes=(*((*_opening(paper), *notes) if number == 0 else ()), *said),
            frozen=min(2, len(table.columns) - 1),
            page=page,
            watermark=paper.watermark,
        )
        for number, (title, table, said) in enumerate(found)
    )


def _tables(parts: tuple[Part, ...]) -> Iterator[tuple[Table, tuple[str, ...]]]:
    """Every table with the notes right below it."""
    for at, part in enumerate(parts):
        if isinstance(part, Table):
            yield part, tuple(_notes(parts[at + 1 :]))


def _opening(paper: Paper) -> Iterator[str]:
    """How many opinions came and what became of them, for instance; never the words of a letter."""
    if paper.signature is None:
        for part in paper.parts:
            if not isinstance(part, Paragraph):
                return
            yield plain(part.runs)


def _notes(parts: tuple[Part, ...]) -> Iterator[str]:
    for part in parts:
        if not (isinstance(part, Paragraph) and part.form is Form.NOTE):
            return
        yield plain(part.runs)

"""退回表: the wrong rows of a workbook as a workbook of the same sheets and heads, each with why it is wrong."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from pathlib import PurePath

from django.db import transaction

from xiandao.apps.accounts.rights import Person
from xiandao.apps.audit.services import record
from xiandao.apps.files.services import place_of
from xiandao.apps.registers.loading import Line, lines_of
from xiandao.apps.registers.loads import book_of
from xiandao.apps.registers.models import Load
from xiandao.apps.registers.outcomes import size_of
from xiandao.apps.registers.selectors import load_for
from xiandao.core.errors import Refusal
from xiandao.core.messages import Language, message, wording
from xiandao.core.sheets import Mark, Returned, Workbook, row_and_column
from xiandao.registers.tables import tables_of
from xiandao.writers.sheets import wrong_rows_xlsx

MOST = 5_000
"""Rows of a workbook that a page checks again while somebody waits."""
STATES = ("checked", "entered")
INSIDE = ("none", "internal")
"""保密属性 under which a workbook goes back without a number and a mark on it."""


def returned_give(person: Person, pk: int, language: Language, *, at: dt.datetime) -> tuple[str, bytes]:
    """Name and bytes of the workbook that goes back.

    Raises:
        Refusal: ``absent``; ``load-state`` before it was checked; ``return-none`` where nothing is wrong;
            ``return-large``; ``return-held`` for a work secret; ``load-file-gone``.
    """
    load = load_for(person, pk)
    if load.state not in STATES:
        raise Refusal("load-state")
    wrong = load.outcome["counts"]["wrong"]
    if not wrong:
        raise Refusal("return-none")
    if load.secrecy not in INSIDE:
        raise Refusal("return-held")
    if size_of(load) > MOST:
        raise Refusal("return-large", n=MOST)
    book = book_of(load)
    data = returned(book, lines_of(load, book, at=at), language)
    with transaction.atomic():
        record("register.return", "load", load.pk, by=person, at=at, rows=wrong)
    return returned_name(load.file_name, language), data


def may_return(load: Load) -> bool:
    """Whether a page can give it."""
    return (
        load.state in STATES
        and bool(load.outcome.get("counts", {}).get("wrong"))
        and load.secrecy in INSIDE
        and size_of(load) <= MOST
        and load.blob is not None
        and place_of(load.blob.sha256).exists()
    )


def returned(book: Workbook, lines: Iterable[Line], language: Language) -> bytes:
    """The wrong ones of *lines* with their reasons; the sheets, heads and order of *book*."""
    marks: dict[str, list[Mark]] = {}
    for line in lines:
        if line.judged.outcome == "wrong":
            marks.setdefault(line.sheet, []).extend(_marks(line, language))
    back = [
        Returned(
            sheet=sheet.name,
            heads=tuple((table.first, table.last) for table in tables_of(sheet)),
            marks=tuple(marks[sheet.name]),
        )
        for sheet in book.sheets
        if sheet.name in marks
    ]
    return wrong_rows_xlsx(book, back, wording("return-heading", language))


def _marks(line: Line, language: Language) -> list[Mark]:
    faults = line.judged.findings
    cells = line.cells if len(line.cells) == len(faults) else ("",) * len(faults)
    return [
        Mark(line.number, _column(cell), message(found, language)) for found, cell in zip(faults, cells, strict=True)
    ]


def _column(cell: str) -> int:
    place = row_and_column(cell)
    return place[1] if place else 0


def returned_name(name: str, language: Language) -> str:
    """What the workbook is called that goes back for one called *name*."""
    return wording("return-name", language, name=PurePath(name).stem[:80]) + ".xlsx"

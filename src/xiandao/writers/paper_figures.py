"""What a person reads in place of the values of a paper: figures, days, sources, marks."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from math import ceil

from xiandao.core.papers import Column, Footnote, Kind, Value, Watermark, plain
from xiandao.writers import columns
from xiandao.writers.sample import WATERMARK

INNER_MARKS = str.maketrans("《》", "〈〉")
NOTHING = "（无）"
"""Stands in a table without rows, so that nobody thinks they were lost."""


def shown(value: Value, kind: Kind) -> str:
    """The words of a cell: ``1,200.50``, ``12.5%``, ``2026年6月30日``; nothing for nothing."""
    match value:
        case None:
            return ""
        case tuple():
            return plain(value)
        case Decimal() | int():
            return _figure(value, kind)
        case date():
            return day_words(value)
        case _:
            return value


def _figure(value: int | Decimal, kind: Kind) -> str:
    said = str(value) if kind is Kind.TEXT else f"{value:,f}" if isinstance(value, Decimal) else f"{value:,}"
    return f"{said}%" if kind is Kind.PERCENT else said


def day_words(day: date) -> str:
    """2026年6月30日."""
    return f"{day.year}年{day.month}月{day.day}日"


def source_words(note: Footnote) -> str:
    """《文件》（文号）三（一）：“原文”."""
    return document_words(note) + ("：" if note.quote and not note.clause else "") + place_words(note)


def document_words(note: Footnote) -> str:
    """《关于印发〈方案〉的通知》（文号）: a title inside a title has marks of its own."""
    wrapped = note.title.startswith("《") and note.title.find("》") == len(note.title) - 1
    title = note.title[1:-1] if wrapped else note.title
    number = f"（{note.number.strip('（）')}）" if note.number else ""
    return f"《{title.translate(INNER_MARKS)}》{number}"


def place_words(note: Footnote) -> str:
    """三（一）：“原文”, where the document is known."""
    clause = (note.clause or "").replace("/", "")
    return "：".join(filter(None, (clause, f"“{note.quote}”" if note.quote else "")))


def only_document(notes: Iterable[Footnote | None]) -> str | None:
    """The document that all sources are from, or ``None`` where there is none or more than one."""
    named = {document_words(note) for note in notes if note}
    return named.pop() if len(named) == 1 else None


def mark_words(mark: Watermark | None) -> str:
    """样例数据　编号：…　用途：…　领取：…; nothing where there is nothing to say."""
    if mark is None:
        return ""
    number = f"编号：{mark.number}" if mark.number else ""
    purpose = f"用途：{mark.purpose}" if mark.purpose else ""
    taker = f"领取：{mark.taker}" if mark.taker else ""
    return "　".join(filter(None, (WATERMARK if mark.sample else "", number, purpose, taker)))


def lines(text: str, width: float) -> int:
    """How many lines *text* takes in a cell *width* Chinese characters wide."""
    room = max(int(width * 2) - 1, 2)
    return sum(max(ceil(columns.width(line, ambiguous=2) / room), 1) for line in text.split("\n"))


def groups(heads: tuple[Column, ...]) -> list[tuple[int, int, str | None]]:
    """Neighbouring columns of one group: first, how many, its head; a column without group is one of its own."""
    found: list[tuple[int, int, str | None]] = []
    for at, column in enumerate(heads):
        if found and column.group and found[-1][2] == column.group:
            first, count, name = found[-1]
            found[-1] = (first, count + 1, name)
        else:
            found.append((at, 1, column.group))
    return found

"""分工表: who leads and who supports what, by when, in whose words."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from xiandao.core.papers import Cell, Column, Footnote, Form, Paper, Table, Watermark, banner, paragraph, row
from xiandao.writers.paper_figures import only_document, place_words, source_words

COLUMNS = (
    Column("序号", width=3, centred=True),
    Column("任务", width=15),
    Column("牵头单位", width=8),
    Column("配合单位", width=10),
    Column("完成时限", width=7, centred=True),
    Column("原文出处", width=14),
)


class Duty(NamedTuple):
    """One row.

    Attributes:
        lead: Empty where nobody is named; the cell says so.
        deadline: As it is to be printed, ``2026年底前``; ``None`` where there is none.
        source: The sentence that orders the task; ``None`` where it comes from no document.
        section: The heading it stands under; a row of its own where it changes. ``None`` for none.
    """

    task: str
    lead: tuple[str, ...]
    support: tuple[str, ...] = ()
    deadline: str | None = None
    source: Footnote | None = None
    section: str | None = None


NOBODY = "（未明确）"


def division_paper(title: str, duties: Sequence[Duty], *, watermark: Watermark | None = None) -> Paper:
    """分工表 of *duties* in the order given, numbered through; a document that all are from is named once, below."""
    document = only_document(duty.source for duty in duties)
    told = place_words if document else source_words
    table = Table(columns=COLUMNS, rows=tuple(_rows(duties, told)))
    below = (paragraph(f"注：原文出自{document}。", form=Form.NOTE),) if document else ()
    return Paper(title=title, parts=(table, *below), landscape=True, watermark=watermark)


def _rows(duties: Sequence[Duty], told: Callable[[Footnote], str]) -> Iterator[tuple[Cell, ...]]:
    section = None
    for number, duty in enumerate(duties, start=1):
        if duty.section and duty.section != section:
            yield banner(duty.section, len(COLUMNS))
        section = duty.section
        source = told(duty.source) if duty.source else None
        lead = "\n".join(duty.lead) or NOBODY
        yield row(number, duty.task, lead, "、".join(duty.support) or None, duty.deadline, source)

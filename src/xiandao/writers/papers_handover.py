"""交接清单: what goes with a post from one person to the next, on a page that both and a witness sign."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from xiandao.core.messages import wording
from xiandao.core.papers import Column, Form, Kind, Paper, Signature, Table, Watermark, paragraph, row
from xiandao.writers.labels import label

LINE = "　" * 10


class HandoverSheet(NamedTuple):
    """One hand-over.

    Attributes:
        office: Whose workspace it is.
        leaver: Empty where the post was vacant.
        day: The first of the successor.
        by: Who entered it.
        belongings: Kind and number of what goes along; never titles, which are for those who may read them.
    """

    office: str
    place: str
    unit: str
    post: str
    roles: tuple[str, ...]
    leaver: str
    successor: str
    tenure: str
    day: date
    by: str
    belongings: tuple[tuple[str, int], ...]
    watermark: Watermark | None = None


def handover_paper(sheet: HandoverSheet) -> Paper:
    """岗位交接清单; two tables, then the lines on which people sign by hand."""
    facts = (
        ("handover-unit", sheet.unit),
        ("handover-post", sheet.post),
        ("handover-roles", "、".join(label("role", each, "zh") for each in sheet.roles)),
        ("handover-leaver", sheet.leaver or wording("handover-vacant", "zh")),
        ("handover-successor", sheet.successor),
        ("handover-tenure", label("tenure", sheet.tenure, "zh")),
        ("handover-first-day", sheet.day),
        ("handover-by", sheet.by),
    )
    return Paper(
        title=wording("handover-title", "zh"),
        subtitle=f"（{sheet.office}）",
        parts=(
            Table(
                columns=(
                    Column(wording("handover-what", "zh"), width=8),
                    Column(wording("handover-said", "zh"), width=22),
                ),
                rows=tuple(row(wording(code, "zh"), _day(value)) for code, value in facts),
            ),
            Table(
                caption=wording("handover-belongings", "zh"),
                columns=(
                    Column("序号", width=4, centred=True),
                    Column(wording("handover-kind", "zh"), width=18),
                    Column(wording("handover-n", "zh"), width=8, kind=Kind.AMOUNT),
                ),
                rows=tuple(
                    row(at, label("belonging", code, "zh"), n) for at, (code, n) in enumerate(sheet.belongings, 1)
                ),
            ),
            paragraph(wording("handover-note", "zh"), form=Form.NOTE),
            paragraph(f"{wording('handover-leaver', 'zh')}（签字）：{LINE}　　年　　月　　日"),
            paragraph(f"{wording('handover-successor', 'zh')}（签字）：{LINE}　　年　　月　　日"),
            paragraph(f"{wording('handover-witness', 'zh')}（签字）：{LINE}　　年　　月　　日"),
        ),
        signature=Signature(()),
        watermark=sheet.watermark,
    )


def _day(value: str | date) -> str:
    return value if isinstance(value, str) else f"{value.year}年{value.month}月{value.day}日"

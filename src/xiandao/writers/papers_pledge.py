"""责任书: what one place takes on, on a page to be signed by both sides; made only where somebody asks for it."""

from __future__ import annotations

from decimal import Decimal
from typing import NamedTuple

from xiandao.core.papers import Footnote, Form, Heading, Paper, Paragraph, Run, Signature, Watermark, paragraph
from xiandao.writers.paper_figures import document_words

DRAFT = "（送审稿）"


class Pledge(NamedTuple):
    """What one receiver takes on.

    Attributes:
        subject: What is taken on, ``2026年度重点企业``.
        receiver: Who takes it on.
        giver: Who hands it down; empty leaves room to write it.
        name: What is counted. unit: Of the figure. year: In which it is due.
        value: The receiver's part.
        source: The sentence that sets the whole.
    """

    subject: str
    receiver: str
    giver: str
    name: str
    unit: str
    year: int
    value: Decimal
    source: Footnote | None = None


def pledge_paper(pledge: Pledge, *, watermark: Watermark | None = None) -> Paper:
    """目标责任书（送审稿）; it promises nothing that is not in *pledge*."""
    basis = f"依据{document_words(pledge.source)}，" if pledge.source else ""
    opening = Run(
        f"{basis}{pledge.receiver}承担下列目标。",
        footnote=pledge.source if pledge.source and pledge.source.quote else None,
    )
    return Paper(
        title=f"{pledge.subject}\n目标责任书",
        subtitle=DRAFT,
        parts=(
            paragraph(f"责任地区（单位）：{pledge.receiver}", form=Form.ADDRESSEE),
            Paragraph((opening,)),
            Heading("一、责任目标"),
            paragraph(f"{pledge.name}：{pledge.year}年{pledge.value:,f}{pledge.unit}。"),
            Heading("二、签订"),
            paragraph(f"下达单位：{pledge.giver or '　' * 12}　（签字）"),
            paragraph(f"责任单位：{pledge.receiver}　（签字）"),
        ),
        signature=Signature(()),
        watermark=watermark,
    )

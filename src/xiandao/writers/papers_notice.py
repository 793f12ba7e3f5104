"""下达通知: the draft letter that hands targets down, with the breakdown as its annex."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from xiandao.core.papers import (
    Annex,
    Footnote,
    Form,
    Heading,
    Paper,
    Paragraph,
    Part,
    Run,
    Signature,
    Watermark,
    paragraph,
)
from xiandao.writers.paper_figures import document_words
from xiandao.writers.papers_breakdown import Goal, breakdown_parts

NUMBERS = "一二三四五六七八九十"
DRAFT = "（送审稿）"


class Section(NamedTuple):
    """A numbered part of the letter, in the drafter's words: *heading* without its number."""

    heading: str
    paragraphs: tuple[str, ...]


class Notice(NamedTuple):
    """What a letter that hands targets down says.

    Attributes:
        subject: What is handed down, ``2026年度未来产业发展``; the title is made of it.
        addressees: In the order in which they are printed.
        bases: The documents it carries out.
        goals: With their shares; they stand in the annex and are named in the letter.
        sections: What the drafter adds: how figures are counted, who reports what by when. At most nine.
        unit: Who signs.
        day: ``None`` leaves room to write it.
    """

    subject: str
    addressees: tuple[str, ...]
    bases: tuple[Footnote, ...]
    goals: tuple[Goal, ...]
    sections: tuple[Section, ...] = ()
    unit: str = ""
    day: date | None = None


def notice_paper(notice: Notice, *, watermark: Watermark | None = None) -> Paper:
    """关于下达…目标任务的通知（送审稿）; it says nothing that is not in *notice*.

    Raises:
        ValueError: Without an addressee or a goal, or with more sections than the letter has numbers.
    """
    if not notice.addressees or not notice.goals or len(notice.sections) >= len(NUMBERS):
        raise ValueError("a notice has addressees, goals, and at most nine sections of the drafter's")
    annex = f"{notice.subject}目标任务分解表"
    return Paper(
        title=f"关于下达{notice.subject}\n目标任务的通知",
        subtitle=DRAFT,
        parts=(
            paragraph(f"{'，'.join(notice.addressees)}：", form=Form.ADDRESSEE),
            _opening(notice),
            *_goals(notice),
            *(part for number, each in enumerate(notice.sections, start=1) for part in _section(number, each)),
        ),
        signature=Signature((notice.unit,) if notice.unit else (), notice.day),
        attachments=(Annex(title=annex, parts=breakdown_parts(notice.goals)),),
        watermark=watermark,
    )


def _opening(notice: Notice) -> Paragraph:
    """为贯彻落实《…》…; every document has its number in brackets and its sentence in a footnote."""
    told = f"现将{notice.subject}目标任务下达给你们，有关事项通知如下。"
    if not notice.bases:
        return paragraph(told)
    cited = [
        Run(("为贯彻落实" if at == 0 else "、") + document_words(base), footnote=base if base.quote else None)
        for at, base in enumerate(notice.bases)
    ]
    return Paragraph((*cited, Run(f"，{told}")))


def _goals(notice: Notice) -> tuple[Part, ...]:
    lines = [_goal(number, goal) for number, goal in enumerate(notice.goals, start=1)]
    return (Heading("一、目标任务"), *lines, paragraph("各地区（单位）目标任务见附件。"))


def _goal(number: int, goal: Goal) -> Paragraph:
    """``1．规模：2026年300亿元，2027年400亿元。``, with the sentence that sets it."""
    told = [
        f"{year}年{total:,f}{goal.unit}"
        for year, total in zip(goal.years, goal.totals, strict=True)
        if total is not None
    ]
    said = f"{number}．{goal.name}" + (f"：{'，'.join(told)}" if told else "") + "。"
    return Paragraph((Run(said, footnote=goal.source),))


def _section(number: int, section: Section) -> Sequence[Part]:
    return (Heading(f"{NUMBERS[number]}、{section.heading}"), *(paragraph(each) for each in section.paragraphs))

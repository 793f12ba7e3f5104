"""采纳情况表: what was proposed to which clause, by whom, what became of it, and why."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from enum import StrEnum
from typing import NamedTuple

from xiandao.core.errors import Refusal
from xiandao.core.papers import Column, Paper, Table, Watermark, paragraph, row

COLUMNS = (
    Column("序号", width=3.5, centred=True),
    Column("条款", width=9),
    Column("意见", width=18),
    Column("提出单位", width=8, centred=True),
    Column("采纳情况", width=6, centred=True),
    Column("理由", width=14),
)
FILES = Column("附件", width=8)
"""Stands where any opinion came with a file."""


class Adoption(StrEnum):
    """What became of an opinion; the value is what is printed."""

    ADOPTED = "采纳"
    PARTLY = "部分采纳"
    DECLINED = "未采纳"
    OPEN = "待研究"


class Opinion(NamedTuple):
    """One row; *reason* is needed for whatever was not adopted whole; *files* are the names of what came with it."""

    clause: str
    text: str
    proposer: str
    adoption: Adoption
    reason: str | None = None
    files: tuple[str, ...] = ()


def opinions_paper(title: str, opinions: Sequence[Opinion], *, watermark: Watermark | None = None) -> Paper:
    """采纳情况表, with a sentence before it that counts.

    Raises:
        Refusal: ``paper-opinion-reason``: an opinion was declined, wholly or in part, and nobody says why.
    """
    silent = [number for number, each in enumerate(opinions, start=1) if _needs_reason(each)]
    if silent:
        raise Refusal("paper-opinion-reason", rows="、".join(map(str, silent)))
    has_files = any(each.files for each in opinions)
    rows = tuple(
        row(
            number, each.clause, each.text, each.proposer, each.adoption.value, each.reason,
            *(("\n".join(each.files) or None,) if has_files else ()),
        )
        for number, each in enumerate(opinions, start=1)
    )  # fmt: skip
    columns = (*COLUMNS, FILES) if has_files else COLUMNS
    parts = (paragraph(_counted(opinions)), Table(columns=columns, rows=rows))
    return Paper(title=title, parts=parts, landscape=True, watermark=watermark)


def _needs_reason(opinion: Opinion) -> bool:
    declined = opinion.adoption in {Adoption.PARTLY, Adoption.DECLINED}
    return declined and not (opinion.reason or "").strip()


def _counted(opinions: Sequence[Opinion]) -> str:
    if not opinions:
        return "征求意见期间未收到意见。"
    counts = Counter(opinion.adoption for opinion in opinions)
    units = len({opinion.proposer for opinion in opinions})
    parts = "，".join(f"{kind.value}{counts[kind]}条" for kind in Adoption if counts[kind])
    return f"共收到{units}家单位（个人）意见{len(opinions)}条，其中{parts}。"

"""上下衔接对照表: what the upper plan says, what the lower plan makes of it, and what nobody carries out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from xiandao.core.papers import Column, Footnote, Form, Paper, Table, Watermark, paragraph, row
from xiandao.writers.paper_figures import only_document, place_words, source_words

COLUMNS = (
    Column("序号", width=3.5, centred=True),
    Column("条目", width=12, group="上级文件"),
    Column("出处", width=9, group="上级文件"),
    Column("条目", width=12, group="本级文件"),
    Column("出处", width=9, group="本级文件"),
    Column("衔接情况", width=6, centred=True),
    Column("说明", width=8),
)
CARRIED, UNCARRIED, UNFOUNDED = "承接", "无承接", "无依据"


class Pair(NamedTuple):
    """One row; at least one side is there.

    Attributes:
        upper: ``None`` where the lower item carries out nothing (无依据条目).
        lower: ``None`` where nobody carries the upper item out (无承接条目).
        relation: How a carried item stands (``承接``, ``数值不一致``); not asked where a side is missing.
        remark: What a person has to know, such as by how much figures differ.
    """

    upper: Footnote | None
    lower: Footnote | None
    relation: str = CARRIED
    remark: str | None = None


def alignment_paper(title: str, pairs: Sequence[Pair], *, watermark: Watermark | None = None) -> Paper:
    """上下衔接对照表, with a sentence before it that counts; a document that a whole side is from is named below.

    Raises:
        ValueError: For a pair without either side.
    """
    if any(pair.upper is None and pair.lower is None for pair in pairs):
        raise ValueError("a pair has an upper or a lower item")
    upper, lower = only_document(pair.upper for pair in pairs), only_document(pair.lower for pair in pairs)
    rows = tuple(
        row(number, *_side(pair.upper, upper), *_side(pair.lower, lower), standing(pair), pair.remark)
        for number, pair in enumerate(pairs, start=1)
    )
    named = [f"{name}为{document}" for name, document in (("上级文件", upper), ("本级文件", lower)) if document]
    below = (paragraph(f"注：{'，'.join(named)}。", form=Form.NOTE),) if named else ()
    parts = (paragraph(_counted(pairs)), Table(columns=COLUMNS, rows=rows), *below)
    return Paper(title=title, parts=parts, landscape=True, watermark=watermark)


def standing(pair: Pair) -> str:
    """承接, 无承接, 无依据, or what was said of both sides."""
    if pair.lower is None:
        return UNCARRIED
    return UNFOUNDED if pair.upper is None else pair.relation


def _side(words: Footnote | None, document: str | None) -> tuple[str | None, str | None]:
    """The sentence and where it stands; the document too, where not all are from one."""
    if words is None:
        return None, None
    told = place_words if document else source_words
    return words.quote, told(words._replace(quote="")) or None


def _counted(pairs: Sequence[Pair]) -> str:
    uppers = sum(pair.upper is not None for pair in pairs)
    both = sum(pair.upper is not None and pair.lower is not None for pair in pairs)
    unfounded = sum(pair.upper is None for pair in pairs)
    return f"共对照{len(pairs)}项：已承接{both}项，无承接{uppers - both}项，无依据{unfounded}项。"

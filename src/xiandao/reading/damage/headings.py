"""Gaps in the numbering, notes of units that say nothing, and a document without a title."""

from __future__ import annotations

import re
from collections.abc import Iterator

from xiandao.core.findings import Finding, finding
from xiandao.reading.blocks import Block
from xiandao.reading.damage.seen import Check, Seen

_EMPTY_NOTE = re.compile(r"[(〔\[【](?:责任|牵头|配合|主办|协办|负责)(?:单位|部门)[:]?[\s、,/-]*[)〕\]】]")


def numbering_gap(seen: Seen) -> Iterator[Finding]:
    """一、二、四: a number that skips its forerunner, under one heading or in numbers that run through the document."""
    last: dict[tuple[int, int], Block] = {}
    running: dict[int, int] = {}
    for block in seen.blocks:
        if block.level is None:
            continue
        key = (int(block.level), id(block.parent))
        before = last.get(key)
        expected = (_rank(before, running) if before else running.get(int(block.level), 0)) + 1
        if (
            block.ordinal is not None
            and block.ordinal > expected
            and (before is not None or running.get(int(block.level)))
        ):
            yield seen.found(
                "numbering-gap",
                block.start,
                max(block.title_end, block.start + 1),
                number=block.label,
                expected=expected,
            )
        last[key] = block
        running[int(block.level)] = block.ordinal if block.ordinal is not None else expected


def _rank(block: Block, running: dict[int, int]) -> int:
    return block.ordinal if block.ordinal is not None else running.get(int(block.level or 0), 0)


def unit_note_unreadable(seen: Seen) -> Iterator[Finding]:
    """（责任单位：）: a note that names nobody."""
    for match in _EMPTY_NOTE.finditer(seen.text):
        yield seen.found("unit-note-unreadable", match.start(), match.end())


def title_missing(seen: Seen) -> Iterator[Finding]:
    """No line and no sentence gives the document a title."""
    if seen.document.title is None:
        first = seen.blocks[0]
        yield seen.found("title-missing", first.start, min(first.end, first.start + 20))


def page_furniture(seen: Seen) -> Iterator[Finding]:
    """Page numbers and running heads that were set aside, told once."""
    spans = seen.view.furniture
    if spans:
        yield finding("page-furniture", spans[0].start, spans[0].end, count=len(spans))


CHECKS = (
    Check(
        id="numbering-gap",
        note="序号不连续。",
        reads=("一、要求\n二、目标\n四、保障\n",),
        leaves=(
            "一、要求\n（一）甲\n（二）乙\n二、目标\n（三）丙\n（四）丁\n",
            "一、要求\n1.甲\n2.乙\n二、目标\n1.丙\n",
        ),
        find=numbering_gap,
    ),
    Check(
        id="unit-note-unreadable",
        note="责任单位括注为空。",
        reads=("（一）建设园区。（责任单位：）",),
        leaves=("（一）建设园区。（责任单位：市科技局）",),
        find=unit_note_unreadable,
    ),
    Check(
        id="title-missing",
        note="找不到标题。",
        reads=("为加快发展，现就有关工作作出如下安排。\n一、目标\n做事。",),
        leaves=("霁川市关于培育未来产业的若干意见\n一、目标\n做事。",),
        find=title_missing,
    ),
    Check(
        id="page-furniture",
        note="页码、页眉已略去。",
        reads=("一、目标\n" + "大力发展未来产业，" * 8 + "\n— 1 —\n" + "培育未来企业。" * 4,),
        leaves=("一、目标\n做事。",),
        find=page_furniture,
    ),
)

"""Sentences broken by a page, cut off at the end, or left without a full stop; tables flattened to lines."""

from __future__ import annotations

import re
from collections.abc import Iterator

from xiandao.core.findings import Finding, finding
from xiandao.reading.blocks import Block
from xiandao.reading.damage.seen import Check, Seen
from xiandao.reading.front import is_office

ENDS = "。！？；;!?:)）〕】]”’》…"
PARAGRAPH = 30
LONG = 45
MOST = 20
ROWS = 6
CELL_LONGEST = 24

_BREAK = re.compile(r"\n[ \t\r\u3000]*\n")


def end_cut_off(seen: Seen) -> Iterator[Finding]:
    """The last line of the text proper is a paragraph that stops inside its sentence."""
    if not seen.tail:
        return
    last = seen.blocks[seen.tail - 1]
    line = seen.line(last).rstrip()
    hangs = line.endswith(("、", ",", "(", "“", "《"))
    if not line or line[-1] in ENDS or "\t" in line or is_office(line) or (len(line) < PARAGRAPH and not hangs):
        return
    if hangs or _is_prose(line):
        yield seen.found("end-cut-off", max(last.start, last.end - 16), last.end, words=line[-10:])


def _is_prose(line: str) -> bool:
    """Whether a line without a full stop at its end was going to have one."""
    return "。" in line or line.count(",") >= 2


def line_broken(seen: Seen) -> Iterator[Finding]:
    """A sentence that goes on behind an empty line, as at the foot of a page."""
    text = seen.source.text
    shown = 0
    end = seen.view.origin(seen.blocks[seen.tail - 1].end - 1) if seen.tail else 0
    for at in seen.view.joined:
        if at > end:
            break
        before = _last_printed(text, at)
        if shown < MOST and _BREAK.search(text, before, at + 1):
            shown += 1
            yield finding(
                "line-broken",
                max(0, before - 5),
                min(len(text), at + 6),
                before=_tail(text, before),
                after=text[at : at + 4].strip(),
            )


def _last_printed(text: str, at: int) -> int:
    """One past the last printed character before *at*."""
    while at > 0 and text[at - 1] in " \t\r\n\u3000":
        at -= 1
    return at


def _tail(text: str, end: int) -> str:
    return text[max(0, end - 4) : end].strip()


def full_stop_missing(seen: Seen) -> Iterator[Finding]:
    """A paragraph of several clauses that ends without a full stop although another line follows."""
    shown = 0
    for block in seen.blocks[seen.body : max(seen.body, seen.tail - 1)]:
        length = block.end - block.start
        if length >= LONG and seen.text[block.end - 1] not in ENDS and shown < MOST and _lacks_stop(seen, block):
            shown += 1
            yield seen.found(
                "full-stop-missing",
                max(block.start, block.end - 10),
                block.end,
                words=seen.printed(_last_words(seen.text, block), block.end),
            )


def _lacks_stop(seen: Seen, block: Block) -> bool:
    line = seen.line(block)
    if "\t" in line or "|" in line or not _is_prose(line) or line[-1] in "、," or "。" not in line:
        return False
    return line.rfind("(") <= line.rfind(")")  # a note that is never closed is told as such


def _last_words(text: str, block: Block) -> int:
    """Where the last words of a paragraph begin: behind its last mark, where that is near."""
    start = max(block.start, block.end - 12)
    mark = max(text.rfind(mark, start, block.end - 2) for mark in ",;。:、(")
    return mark + 1 if mark >= 0 else max(block.start, block.end - 8)


def table_flattened(seen: Seen) -> Iterator[Finding]:
    """Many short lines in a row that neither end nor begin like sentences: the cells of a table."""
    run: list[Block] = []
    for block in [*seen.blocks[seen.body : seen.tail], None]:
        if block is not None and _is_cell(seen, block):
            run.append(block)
            continue
        if len(run) >= ROWS:
            yield seen.found("table-flattened", run[0].start, run[-1].end, rows=len(run))
        run = []


def _is_cell(seen: Seen, block: Block) -> bool:
    if block.end - block.start > CELL_LONGEST or block.level is not None or block.is_bullet:
        return False
    return seen.text[block.end - 1] not in ENDS[:8] and "\t" not in seen.line(block)


CHECKS = (
    Check(
        id="end-cut-off",
        note="正文在句子中间结束。",
        reads=(
            "一、保障\n允许霁川主城片区先行先试，尽快拿出一批成果。带动鹭汀科学城、",
            "一、保障\n完善尽职免责办法，把先行先试中的过失与违纪违法分开，符合条件的，经认定后可以免于追",
        ),
        leaves=("一、保障\n允许主城片区先行先试，尽快拿出成果。", "一、保障\n加强领导。\n霁川市人民政府\n2024年8月7日"),
        find=end_cut_off,
    ),
    Check(
        id="line-broken",
        note="句子被分页或空行断开。",
        reads=("一、重点\n依托霁川港的修造船能力，组织攻关水下机器人、海底观测网、海上风电运维、深\n\n水采样等技术。",),
        leaves=("一、重点\n依托现有修造船能力，攻关海底观测技术。\n\n二、任务\n做事。",),
        find=line_broken,
    ),
    Check(
        id="full-stop-missing",
        note="段落结尾缺句号。",
        reads=(
            "一、目标\n拿下一批卡脖子难题。新老产业接续更加顺畅，霁川全市前沿产业营业收入达到三百亿元，企业、院所、资本相互带动的局面基本形成\n二、任务\n做事。",
        ),
        leaves=(
            "一、目标\n拿下一批卡脖子难题。新老产业接续更加顺畅，霁川全市前沿产业营业收入达到三百亿元，企业、院所、资本相互带动的局面基本形成。\n二、任务\n做事。",
            "一、目标\n拿下一批卡脖子难题。新老产业接续更加顺畅，霁川全市前沿产业营业收入达到三百亿元，企业、院所、资本相互带动的局面基本形成。（责任单位：市科技局\n二、任务\n做事。",
        ),
        find=full_stop_missing,
    ),
    Check(
        id="table-flattened",
        note="表格被拆成一格一行。",
        reads=(
            "一、布局\n各片区先摸清家底和短板再选方向，不一哄而上、不重复建设，由霁川市每年请第三方评一次，并按评估情况对片区分工作出增减。\n重点领域\n主攻方向\n前沿新材料\n鹭汀区\n氢能\n枫渚区\n二、保障\n各片区先摸清家底和短板再选方向，不一哄而上、不重复建设，由霁川市每年请第三方评一次，并按评估情况对片区分工作出增减。",
        ),
        leaves=("一、布局\n各地错位发展。\n（一）氢能\n（二）储能\n（三）量子\n（四）材料\n（五）海洋\n（六）空天\n",),
        find=table_flattened,
    ),
)

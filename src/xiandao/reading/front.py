"""The lines in which a document says what it is: title, number, data table, signature."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import replace
from itertools import pairwise
from typing import NamedTuple

from xiandao.reading.blocks import Block
from xiandao.reading.dates import DAY, PLAIN_DAY, iso_day
from xiandao.reading.numbering import Level
from xiandao.reading.quoting import Quoter
from xiandao.reading.view import View

HEAD_MOST = 60
LINE_MOST = 90
FOOT = 6
OFFICES_MOST = 8

KIND = (
    "(?:意见|通知|方案|计划|规划|纲要|措施|办法|政策|细则|报告|要点|决定|规定|条例|清单|安排|思路|指南|行动|分工|批复|函|公告|通告|路线图"
    "|举措|指引|白皮书|建议|决议|公报|任务书|导则|若干条|\\d+条|[一二三四五六七八九十]+条)"
)

_OFFICE = re.compile(
    r"[\u4e00-\u9fff、()]{2,60}(?:政府|办公室|办公厅|委员会|管委会|党委|工委|[省市区县州盟]委|委|厅|局|部|院|会|署|总局|银行|分行|小组|指挥部|专班|集团|中心|公司|协会)"
)
_NO_OFFICE = re.compile(r"^(?:各|致|抄送|主送|主办|承办|来源|相关|网站|附件)|关于|印发|通知|意见|方案|计划|规划|[。:;]")
_NUMBER = re.compile(
    r"(?P<number>[\u4e00-\u9fff]{1,14} ?[〔\[【(﹝{] ?(?:19|20)\d{2} ?[〕\]】)﹞}] ?第? ?\d{1,4} ?号|[\u4e00-\u9fff]{2,12}(?:令|公告) ?第 ?\d{1,4} ?号)"
)
_NUMBER_LINE = re.compile(
    r"(?:(?:发文字号|发文号|文 ?号|文件编号|字 ?号)[:\t |]*)?[(\[]?" + _NUMBER.pattern + r"[)\]]?"
)
# A page may print its fields on one line, whose blanks are gone: 安政规〔2026〕3号发布日期:2026-05-18来源:县发展改革局.
_FIELD = r"(?:发布|发文|成文|生成|印发|制发|签发|公开|更新|信息|文章|稿件|来源|浏览|点击|阅读|作者|编辑|时间|日期|字体|字号|主题|索引|有效|时效|公文)[\u4e00-\u9fff]{0,6}:"
_NUMBER_AMONG_FIELDS = re.compile(
    rf"(?:{_FIELD}[\d./年月-]{{8,10}}日?[\t |]*)*{_NUMBER_LINE.pattern}(?=[\t |]*(?:{_FIELD}|$))", re.MULTILINE
)
_STANDS_ALONE = re.compile(
    rf"^[^,。;]{{4,90}}{KIND}(?:\([^()]*\))?$|^[^,。;]{{4,90}}{KIND}[_|-]|{_NUMBER.pattern.replace('?P<number>', '?:')}$|来源|发布时间|发布机构|生成日期|浏览|字体|字号|打印|位置:|首页|索 ?引 ?号"
)
_LABELLED_NUMBER = re.compile(r"(?:发文字号|发文号|文号|文件编号|文件号|字号)[:\t |\n]{1,4}" + _NUMBER.pattern)
_LABELLED_OFFICE = re.compile(
    r"(?:发文机关|发文单位|制发机关|制定机关|发布机构|发布机关|发文部门)[:\t |\n]{1,4}(?P<office>[\u4e00-\u9fff、() ]{2,60}?)(?=[\t|\n;,。]|$|(?:名称|标题|关键|文件)[\u4e00-\u9fff]{0,4}:|文号:|"
    + _FIELD
    + ")"
)
_LABELLED_DAY = re.compile(
    r"(?:成文日期|成文时间|发文日期|发文时间|生成日期|印发日期|印发时间|制发日期|签发日期)[:\t |\n]{1,4}"
    + PLAIN_DAY.pattern
)
_POSTED_DAY = re.compile(r"(?:发布日期|发布时间|公开日期|更新时间|日期|时间)[:\t |\n]{1,4}" + PLAIN_DAY.pattern)
_PUT_OUT = re.compile(r"(?:发布日期|发布时间)[:\t |\n]{1,4}" + PLAIN_DAY.pattern)
_PASSED = re.compile(r"\(" + DAY.pattern + r"(?P<office>[^()\n。]{4,80}?)(?:印发|发布|公布)\)")
_GOVERNING = ("人民政府", "委员会", "办公室", "办公厅", "管委会")
_YEARS_ALONE = re.compile(r"\([^()]{0,6}(?:19|20)\d{2}[^()]{0,16}\)")
_DAY_MARK = re.compile(r"[日目]\W{0,3}$")
_JOINTLY = re.compile(r"(?:联合|共同|现|等)+$")
_BEHIND_DAY = re.compile(r"\)?(?P<printed>(?:印发|发布|印)?)[ 。]?")
_DAY_LONGEST = 20
_DRAFT = ("征求意见稿", "送审稿", "草案)", "讨论稿", "审议稿", "初稿", "公开征求意见", "征求意见的")


class Signature(NamedTuple):
    """Who signed and when; ``None`` where one of them is not said.

    Attributes:
        offices: As printed. first: The first of them in the view's forms.
        at: Where it stands.
    """

    offices: tuple[str, ...]
    first: str
    day: str | None
    at: int


class Front(NamedTuple):
    """The blocks before the text proper.

    Attributes:
        blocks: Every block of the document.
        lines: How many of them stand before the first heading.
        end: Where the first heading begins in the view.
    """

    blocks: list[Block]
    lines: int
    end: int


def front_of(blocks: list[Block]) -> Front:
    """The head of the document: up to its first heading, and never more than some lines."""
    for at, block in enumerate(blocks[:HEAD_MOST]):
        if block.level is not None and block.level <= Level.ARTICLE:
            return Front(blocks, at, block.start)
    count = min(len(blocks), HEAD_MOST)
    return Front(blocks, count, min(blocks[count - 1].end, 12_000) if blocks else 0)


def printed_front(text: str, blocks: list[Block], view: View) -> Front:
    """The head with the lines that only look like one sentence parted again: a title, a number, a line of furniture."""
    front = front_of(blocks)
    cuts = [at for origin in view.joined if (at := _place(view, origin)) < front.end]
    if not cuts:
        return front
    head = [part for block in blocks[: front.lines] for part in _parted(text, block, cuts)]
    return Front([*head, *blocks[front.lines :]], len(head), front.end)


def _place(view: View, origin: int) -> int:
    """Where a kept place of the document stands in the view."""
    piece = bisect_right(view.origins, origin) - 1
    return view.starts[piece] + origin - view.origins[piece]


def _parted(text: str, block: Block, cuts: list[int]) -> list[Block]:
    """A block, cut where its printed lines are lines of their own."""
    parts = [block]
    before = block.start
    for at in (at for at in cuts if block.start < at < block.end):
        line = text[before:at]
        if _STANDS_ALONE.search(line) or _NUMBER_LINE.match(text, at, block.end):
            last = parts.pop()
            parts += [
                replace(last, end=at, title_end=min(last.title_end, at), children=[]),
                replace(block, start=at, level=None, label="", children=[]),
            ]
        before = at
    return parts


def is_draft(text: str, front: Front) -> bool:
    """Whether the head says that this is a draft."""
    head = text[: min(front.end, 4_000)]
    return any(mark in head for mark in _DRAFT)


def document_number(text: str, front: Front) -> tuple[int, int] | None:
    """Where the document's own number stands: on a line of its own or behind its label, never behind a cited title."""
    for block in front.blocks[: front.lines]:
        if block.end - block.start <= 60 and "号" in text[block.start : block.end]:
            match = _NUMBER_LINE.fullmatch(text, block.start, block.end)
            if match:
                return match.span("number")
        if "号" in text[block.start : block.start + LINE_MOST] and ":" in text[block.start : block.start + LINE_MOST]:
            match = _NUMBER_AMONG_FIELDS.match(text, block.start, block.end)
            if match:
                return match.span("number")
    labelled = _LABELLED_NUMBER.search(text, 0, front.end)
    return labelled.span("number") if labelled else None


def labelled_office(text: str, front: Front) -> tuple[int, int] | None:
    """Where a data table names the issuing office."""
    match = _LABELLED_OFFICE.search(text, 0, front.end)
    return match.span("office") if match else None


def labelled_day(text: str, front: Front) -> str | None:
    """The day of signature as a data table gives it."""
    match = _LABELLED_DAY.search(text, 0, front.end)
    return iso_day(match) if match else None


def posted_day(text: str, front: Front) -> str | None:
    """The day on which the page was put out, which is not the day of signature."""
    match = _POSTED_DAY.search(text, 0, front.end)
    return iso_day(match) if match else None


def put_out_day(text: str, front: Front) -> str | None:
    """The day that the page names as that of its publication, in so many words."""
    match = _PUT_OUT.search(text, 0, front.end)
    return iso_day(match) if match else None


def signature_of(text: str, front: Front, quoter: Quoter) -> Signature | None:
    """The first day on a line with its offices; else a day in brackets, a day alone, the printer's line, an office alone."""
    alone: Signature | None = None
    for at, block in enumerate(front.blocks):
        # Signatures are short and end in their day; looking closer costs.
        if block.end - block.start <= LINE_MOST and _DAY_MARK.search(text, max(block.start, block.end - 6), block.end):
            found = _signed(text, front.blocks, at, quoter)
            if found and found.offices:
                return found
            alone = alone or found
    if passed := _PASSED.search(text, 0, front.end):
        return _signature(quoter, [passed.span("office")], iso_day(passed))
    return alone or _printed_by(text, front, quoter) or _unsigned(text, front, quoter)


def _printed_by(text: str, front: Front, quoter: Quoter) -> Signature | None:
    """The line at the foot of an official print: 某市人民政府办公室 2024年1月5日印发."""
    for block in front.blocks[-FOOT:]:
        if block.end - block.start > LINE_MOST or not text.endswith("印发", block.start, block.end):
            continue
        day = _day_at_end(text, block)
        if day and is_office(text[block.start : day.start()].strip()):
            return _signature(quoter, [(block.start, day.start())], iso_day(day))
    return None


def _day_at_end(text: str, block: Block) -> re.Match[str] | None:
    """The day with which a line closes, whatever stands before it."""
    day = DAY.search(text, max(block.start, block.end - _DAY_LONGEST), block.end)
    return day if day and _BEHIND_DAY.fullmatch(text, day.end(), block.end) else None


def _signed(text: str, blocks: list[Block], at: int, quoter: Quoter) -> Signature | None:
    """The signature whose day stands on line *at*."""
    block = blocks[at]
    match = _day_at_end(text, block)
    if match is None or text.endswith(("印发", "发布", "印"), block.start, block.end):
        return None
    day, start = iso_day(match), block.start
    end = start + len(text[start : match.start()].rstrip(" ,("))
    if end > start:
        return _signature(quoter, [(start, end)], day) if is_office(text[start:end].strip()) else None
    spans: list[tuple[int, int]] = []
    for before in reversed(blocks[max(0, at - OFFICES_MOST) : at]):
        if not is_office(text[before.start : before.end]):
            break
        spans.insert(0, (before.start, before.end))
    return _signature(quoter, spans, day) if spans else Signature((), "", day, block.start)


def _unsigned(text: str, front: Front, quoter: Quoter) -> Signature | None:
    """An office alone on the line under the title or the number."""
    for before, block in pairwise(front.blocks[: front.lines]):
        line = text[block.start : block.end]
        if len(line) > 40 or not line.endswith(_GOVERNING) or not is_office(line):
            continue
        if _STANDS_ALONE.search(text[before.start : before.end]) or _YEARS_ALONE.fullmatch(
            text, before.start, before.end
        ):
            return _signature(quoter, [(block.start, block.end)], None)
    return None


def _signature(quoter: Quoter, spans: list[tuple[int, int]], day: str | None) -> Signature:
    """The offices on one stretch of the view or on several."""
    offices = tuple(office for span in spans for office in _offices(quoter, *span))
    start, end = spans[0]
    first = re.sub(r"[ \t]", "", quoter.view.text[start:end])[: len(offices[0])]
    return Signature(offices, first, day, start)


def is_office(line: str) -> bool:
    """Whether a line names one office, or several, and nothing else."""
    return bool(_OFFICE.fullmatch(line.replace(" ", "").replace("\t", ""))) and not _NO_OFFICE.search(line)


def _offices(quoter: Quoter, start: int, end: int) -> tuple[str, ...]:
    """The offices of a line, as the document parts them: by blanks, tabs or 、."""
    first, last = quoter.view.span(start, end)
    printed = _JOINTLY.sub("", quoter.source.text[first:last])
    parts = [part for part in re.split(r"[\s\u3000、，,]+", printed) if part]
    whole = "".join(parts)
    # Blanks may part offices, or only the letters of one that was set wide.
    return tuple(parts) if all(len(part) >= 4 and is_office(part) for part in parts) else (whole,)

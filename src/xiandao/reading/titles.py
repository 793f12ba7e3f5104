"""The document's title among page furniture, broken over lines, or in the sentence that transmits it."""

from __future__ import annotations

import re
from typing import NamedTuple

from xiandao.reading.front import KIND, Front, is_office
from xiandao.reading.places import place_in_title
from xiandao.reading.quoting import Quoter

LONGEST = 120
FRAGMENT_MOST = 45

_TAIL = r"(?:[\s]*[(〔\[【《〈“][^()]{1,40}[)〕\]】》〉”])*"
_TITLE = re.compile(rf"[^。;!?\n\t|>]*{KIND}[》〉”]?{_TAIL}$")
_BRACKETED_YEARS = re.compile(r"\([^()月]{0,6}(?:19|20)\d{2}[^()月]{0,16}\)$")
_DRAFT_MARK = re.compile(
    r" ?[(\[〔【][^()\[\]]{0,12}(?:征求意见稿|送审稿|草案|讨论稿|审议稿|初稿|代拟稿|公示稿)[^()\[\]]{0,6}[)\]〕】]$"
)
_FURNITURE = re.compile(
    r"上一[篇条]|下一[篇条]|相关|链接|来源|当前|位置|首页|附件|附表|专栏|您|各[市县区省]|现将|https?:|打印|字体|字号|浏览|分享|登录|无障碍|索引|主题|网站|点击|主办|承办|版权|样例数据|[·★]|解读|一图读懂"
)
_MENU = re.compile(
    r"(?:政策文件|规划计划|发展规划|政府信息公开指南|信息公开指南|政府信息公开制度|信息公开制度|政务公开|规范性文件|专项规划|法规规章|通知公告|公示公告|通知|公告|计划|目录|报告|年度报告|政府信息公开年度报告|政策法规|政策|公告通告|通知通告|政策解读|统计公报|工作报告)"
)
_LABEL = re.compile(r"(?:^|\n)(?:标 ?题|名 ?称|信息名称|文件名称|公文名称|文件标题)[:\t |]+(?P<title>[^\n\t|]{6,120})")
_NAME = r"《(?P<title>[^。\n《》]{3,90}(?:《[^。\n《》]{1,60}》[^。\n《》]{0,40})?)》"
_SENT = re.compile(rf"现(?:予|将)?[^。\n《]{{0,16}}{_NAME}[^。\n《]{{0,40}}?(?:印发|发布|公布|转发)")
_SENT_BEHIND = re.compile(rf"{_NAME}[^。\n》]{{0,60}}?现(?:将其|予以|予|就|决定|正式)?(?:印发|发布|公布|转发)")
_QUOTED_IN_TITLE = re.compile(r"(?:印发|发布|公布|转发|下达)[^《]{0,30}?《(?P<title>.+)》")
_OWN_NAME = re.compile(r"(?:印发|发布|公布)(?P<title>[^《》]{6,}?)的通知$")
_SITE = re.compile(r"(?:_|-{1,2}|\||－)[^_|]{2,30}(?:网|政府|门户|平台|局|委|厅)(?:网站|门户网站)?$")
_GAPS = re.compile(r"\s+|\*\*")
_RED_HEAD = re.compile(r"(?:政府|委员会|委|办公室|办公厅|局|厅|部)文件")
_REST = re.compile(r"[\u4e00-\u9fff“”《》()、,0-9A-Za-z+\-—·\" 〈〉]+")


class Title(NamedTuple):
    """A title as printed, and the view's stretch that holds it.

    Attributes:
        plain: The same words in the view's forms, of the same length.
        next_block: The first block behind it.
    """

    name: str
    plain: str
    start: int
    end: int
    rule: str
    next_block: int


def title_of(text: str, front: Front, quoter: Quoter) -> Title | None:
    """The first title of the head, else the name that the transmitting sentence gives."""
    return _on_lines(text, front, quoter, 0) or _labelled(text, front, quoter) or _sent(text, front, quoter)


def transmitted_titles(text: str, front: Front, title: Title, quoter: Quoter) -> tuple[Title, ...]:
    """The titles of the text that a notice transmits: on its own lines, in the sentence, in the notice's title."""
    if "通知" not in title.plain[-12:] and "公告" not in title.plain[-12:]:
        return ()
    found = [_on_lines(text, front, quoter, title.next_block), _sent(text, front, quoter, title.end)]
    if named := _QUOTED_IN_TITLE.search(title.plain) or _OWN_NAME.search(title.plain):
        start, end = named.span("title")
        found.append(title._replace(name=title.name[start:end], plain=title.plain[start:end]))
    others = {one.name: one for one in found if one is not None and one.name != title.name}
    return tuple(others.values())


def _on_lines(text: str, front: Front, quoter: Quoter, first: int) -> Title | None:
    """A title that stands on a line, or on several that belong together."""
    for at in range(first, front.lines):
        block = front.blocks[at]
        if block.level is not None or block.end - block.start > LONGEST or not _is_title(text, block.start, block.end):
            continue
        start = _first_line(text, front, at)
        if block.end - front.blocks[start].start > LONGEST:
            start = at
        last = _last_line(text, front, at)
        return _title(text, front, quoter, start, last)
    return None


def _is_title(text: str, start: int, end: int) -> bool:
    line = text[start:end].rstrip()
    line = _SITE.sub("", line)
    bare = _BRACKETED_YEARS.sub("", _DRAFT_MARK.sub("", line)).strip()
    if not _TITLE.match(bare) or _FURNITURE.match(bare) or _MENU.fullmatch(bare):
        return False
    if len(bare) < 6 or ": " in bare or ":" in bare[:8] or "|" in bare:
        return False
    return ((",") not in bare[-30:] and not bare.startswith(("为", "(", "《"))) or "关于" in bare[:24]


def _first_line(text: str, front: Front, at: int) -> int:
    """Where the title begins when the lines before are its first part."""
    while at > 0:
        before, here = front.blocks[at - 1], front.blocks[at]
        line, rest = text[before.start : before.end].rstrip(), text[here.start : here.end]
        if before.level is not None or len(line) > FRAGMENT_MOST or _FURNITURE.match(line) or not _REST.fullmatch(line):
            break
        if (
            line.endswith(("文件", "网", "门户", "号"))
            or _RED_HEAD.search(line)
            or _DRAFT_MARK.search(line)
            or _is_title(text, before.start, before.end)
        ):
            break
        office_first = is_office(line) and rest.startswith(("关于", "印发", "转发", "《"))
        begun = "关于" in line or line.startswith("印发") or line.endswith(("的", "和", "及", "、"))
        named = (
            not is_office(line) and len(line) >= 5 and not rest.startswith("关于") and place_in_title(line) is not None
        )
        if not (office_first or begun or named):
            break
        at -= 1
    return at


def _last_line(text: str, front: Front, at: int) -> int:
    """Where the title ends when its years, or the rest of a notice's title, stand on the next line."""
    following = at + 1
    if following < front.lines:
        block = front.blocks[following]
        line = text[block.start : block.end].strip()
        if _BRACKETED_YEARS.fullmatch(line):
            return following
    return at


def _title(text: str, front: Front, quoter: Quoter, first: int, last: int) -> Title:
    """The printed words of the title's lines, without marks of a draft and the site's name."""
    blocks = front.blocks[first : last + 1]
    return _named(
        "".join(quoter.printed(block.start, block.end) for block in blocks),
        "".join(_plain(text, block.start, block.end) for block in blocks),
        (blocks[0].start, blocks[-1].end),
        "document.title-line",
        last + 1,
    )


def _plain(text: str, start: int, end: int) -> str:
    return _GAPS.sub("", text[start:end])


def _named(name: str, plain: str, span: tuple[int, int], rule: str, next_block: int) -> Title:
    """A title, cut before the site's name and the mark of a draft; where the two forms differ in length the view's counts."""
    if len(name) != len(plain):
        name = plain
    for mark in (_SITE, _DRAFT_MARK):
        if cut := mark.search(plain):
            name, plain = name[: cut.start()], plain[: cut.start()]
    return Title(name, plain, *span, rule, next_block)


def _labelled(text: str, front: Front, quoter: Quoter) -> Title | None:
    match = _LABEL.search(text, 0, front.end)
    return _found(text, quoter, match, "document.title-labelled") if match else None


def _sent(text: str, front: Front, quoter: Quoter, start: int = 0) -> Title | None:
    match = _SENT.search(text, start, front.end) or _SENT_BEHIND.search(text, start, front.end)
    return _found(text, quoter, match, "document.title-transmitted") if match else None


def _found(text: str, quoter: Quoter, match: re.Match[str], rule: str) -> Title:
    start, end = match.span("title")
    return _named(quoter.printed(start, end), _plain(text, start, end), (start, end), rule, 0)

"""Sentences that give a place a sector: 支持甲区、乙区发展…, 甲区重点发展…, 依托甲园… and the like."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator

from xiandao.core.text import Span
from xiandao.reading.placing import Layout, Sites, is_place, places_in
from xiandao.reading.wordings import leaping, one_of

LONGEST_LIST = 90
LONGEST_OBJECT = 400

_DO = one_of("places", "do")
_HOW = leaping(("率先", "积极", "加快", "大力", "着力", "持续", "聚力", "主动", "优先", "重点", "先行", "深度"))
_HOLDS = re.compile(
    rf"(?P<shape>[省市区县州旗盟镇乡园城谷港湾岛圈道](?:\([^()\n]{{1,12}}\))?(?:等[地市县区]?)?)"
    rf"{_HOW}*(?P<do>{_DO})(?!局|厅|委|部|改革|和改|研究中心|集团|投资)"
)
_SHORT = re.compile(rf"(?P<shape>等[地市]){_HOW}*(?P<do>{_DO})(?!局|厅|委|改革)")
_LEAD = re.compile(rf".*(?:{one_of('places', 'lead')}|其中)")
_BASE = re.compile(r"依托([\u4e00-\u9fff]{3,14}?)(?=现有|等(?!级)|,|的|基础|资源|优势)")
# In a sector's own text: 由甲港承担总装, 以乙园为主阵地, 在丙园区开展验证.
_HOST = re.compile(
    r"由(?P<by>[\u4e00-\u9fff]{3,12}?)(?:承担|承载|先行|率先|牵头建设)"
    r"|以(?P<as>[\u4e00-\u9fff]{3,12}?)为(?:主|核心|重点)(?:要|承)?(?:阵地|承载|承载区|载体|区域|区)"
    r"|在(?P<in>[\u4e00-\u9fff]{3,12}?)(?:先行|率先)?(?:开展|布局|落地)"
)
_CUTS = ",。;:!?\n("
# No clause is as long as this; a text without marks would be read again from every place in it to its end.
_CLAUSE = re.compile(rf"[^,。;!?\n]{{0,{LONGEST_OBJECT}}}")
_THEN = re.compile("[^,、]{2,20}?(?:开展|建设|打造|发展|布局)")
_TITLE = re.compile("(?:方案|计划|意见|规划|措施|办法|思路)(?:\\([^()]*\\))?$")
_BUILT = re.compile("把|将|对")


def sentence_layouts(text: str, sites: Sites, facts: list[Span]) -> Iterator[Layout]:
    """Every pair of place and sector in a sentence; what *facts* tell is left alone."""
    starts = [fact.start for fact in facts]
    for pattern in (_HOLDS, _SHORT):
        for held in pattern.finditer(text):
            if not _told(facts, starts, held.start()):
                yield from _sentence(text, sites, held)
    for host in _HOST.finditer(text):
        place = Span(*host.span(host.lastgroup or 0))
        told = _told(facts, starts, host.start()) or not is_place(text[place.start : place.end])
        if not told and (sector := sites.owner(host.start())):
            yield Layout(host.start(), host.end(), place, sector, (), "placement.host")
    for base in _BASE.finditer(text):
        sector = sites.owner(base.start())
        if sector and is_place(text[base.start(1) : base.end(1)]):
            yield Layout(base.start(), base.end(), Span(*base.span(1)), sector, (), "placement.base")


def _told(facts: list[Span], starts: list[int], at: int) -> bool:
    number = bisect_right(starts, at) - 1
    return number >= 0 and at < facts[number].end


def _sentence(text: str, sites: Sites, held: re.Match[str]) -> Iterator[Layout]:
    """One sentence whose places end where *held* begins to say what they do."""
    floor = max(0, held.start() - LONGEST_LIST)
    opened = max(floor, max(text.rfind(cut, floor, held.start()) for cut in _CUTS) + 1)
    lead = _LEAD.match(text, opened, held.start())
    start = lead.end() if lead else opened
    if _BUILT.search(text, opened, start) or (lead and lead.group().endswith("依托")):
        return
    places = places_in(text, start, held.end("shape"))
    if not places:
        return
    end = _object_end(text, held)
    if _TITLE.search(text, held.end("do"), end):
        return
    sectors, focus = sites.laid_out(held.end("do"), end)
    owner = sites.owner(held.start())
    if held["do"] == "依托" and (then := _THEN.match(text, held.end("do"), end)):
        focus = sites.attended(then.end(), end)
    if owner and not sites.are_own(sectors, owner):
        sectors, focus = [owner], focus or sites.attended(held.end("do"), end)
    for place in places:
        for sector in sectors:
            yield Layout(opened, end, place, sector, focus, "placement.sentence")


def _object_end(text: str, held: re.Match[str]) -> int:
    """Where the clause ends; a clause that ends with its verb is carried on by the next."""
    clause = _CLAUSE.match(text, held.end("do"))
    end = clause.end() if clause else held.end("do")
    if end - held.end("do") < 2 and text[end : end + 1] == ",":
        further = _CLAUSE.match(text, end + 1)
        return further.end() if further else end
    return end

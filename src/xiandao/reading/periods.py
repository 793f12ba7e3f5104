"""The years that a plan covers, as its title, its text or its goals say."""

from __future__ import annotations

import re
from typing import NamedTuple

from xiandao.core.plan import Basis
from xiandao.reading.blocks import Block
from xiandao.reading.mentions.years import FIVE_YEAR_ENDS, Time
from xiandao.reading.numbering import small_number

_Y = r"(?P<{}>(?:19|20)\d{{2}})"
_FROM_TO = (
    _Y.format("first") + r" ?年?(?:\d{1,2}月)?(?:底|末|初)?(?:-{1,2}|—+|~|至|到|、)" + _Y.format("last") + r"(?!号)"
)
_RANGE = re.compile(_FROM_TO)
_FIVE_YEARS = re.compile(r"十[二三四五六]五")
_ORDINAL = re.compile(r"第(?P<n>十[二三四五六])个五年")
_UNTIL = re.compile(r"(?:到|至)" + _Y.format("last") + r"年?")
_YEAR = re.compile(_Y.format("year") + r" ?年(?:度)?(?!以来)")
_SPAN_TITLE = re.compile(
    r"(?P<n>[一二两三四五六七八九十\d]{1,2})年(?:行动|攻坚|提升|滚动|倍增|实施|工作|发展|建设|培育|推进|跃升|计划|规划|方案|专项)"
)
_DECLARED = re.compile(r"(?:期限?|年限|时限|周期|时间|范围)(?:为|是|:|自|从| )[^。\n]{0,6}$")
_FROM_ON = re.compile(r"(?:现就|对|就)$")
_WORK = re.compile(r"年?[^。\n]{0,30}(?:工作|安排|部署|意见)")
_IN_FORCE = re.compile(
    r"自"
    + _Y.format("first")
    + r"年(?P<month>\d{1,2})月(?P<day>\d{1,2})日[^。\n]{0,8}(?:起)?[^。\n]{0,8}(?:施行|实施|执行|生效)[^\n]{0,12}?有效期?(?:限)?"
    r"(?:至(?P<last>20\d{2})年|为?(?P<span>[一二两三四五六七八九十\d]{1,2})年)"
)
_PUBLISHED_FOR = re.compile(
    r"自(?:印发|发布|公布)之日起[^。\n]{0,12}(?:施行|实施|执行|生效)[^\n]{0,12}?有效期?(?:限)?(?:至(?P<last>20\d{2})年|为?(?P<span>[一二两三四五六七八九十\d]{1,2})年)"
)
_HEAD_SCANNED = 4_000
IN_FORCE_UNTIL = "document.period-in-force"
IN_FORCE_YEARS = "document.period-in-force-years"


class Period(NamedTuple):
    """First and last year, and the rule that knows them."""

    first: int | None
    last: int | None
    rule: str


NO_PERIOD = Period(None, None, "")


def period_of(text: str, titles: tuple[str, ...], blocks: list[Block], times: list[Time], issued: int | None) -> Period:
    """The period by the first rule that finds one."""
    for title in titles:
        if period := _in_title(title):
            return period
    if period := _declared(text):
        return period
    goals = goal_years(text, blocks, times, issued)
    spans = [time.year for time in times if time.basis is Basis.DERIVED and "努力" in text[time.start : time.end]]
    for title in titles:
        if span := _SPAN_TITLE.search(title):
            length = _small(span["n"])
            if issued and length in spans and not any(year > issued for year in goals):
                return Period(issued, issued + length, "document.period-effort")
            return _from_span(length, goals, issued)
    if spans and issued and not goals:
        return Period(issued, issued + max(spans), "document.period-effort")
    in_force = _in_force(text, issued)
    in_section = any(block.kind == "goals" for block in blocks)
    ends_with_a_goal = in_force and in_force.rule == IN_FORCE_UNTIL and in_force.last in goals
    if in_force and (ends_with_a_goal or not (goals and in_section)):
        return in_force
    return Period(None, max(goals), "document.period-goals") if goals else NO_PERIOD


def _small(printed: str) -> int:
    return int(printed) if printed.isdecimal() else small_number(printed) or 0


def _in_title(title: str) -> Period | None:
    """（2024-2026年）, “十五五”, 到2030年, 2024年工作要点."""
    if match := _RANGE.search(title):
        return Period(int(match["first"]), int(match["last"]), "document.period-title")
    plan = _FIVE_YEARS.search(title)
    ordinal = _ORDINAL.search(title)
    if plan or ordinal:
        key = plan.group() if plan else ordinal["n"] + "五" if ordinal else ""
        if end := FIVE_YEAR_ENDS.get(key):
            return Period(end - 4, end, "document.period-title")
    if match := _UNTIL.search(title):
        return Period(None, int(match["last"]), "document.period-title")
    if match := _YEAR.search(title):
        return Period(int(match["year"]), int(match["year"]), "document.period-title")
    return None


def _declared(text: str) -> Period | None:
    """规划期限为2024—2030年; 现就2025年至2027年有关工作作出如下安排."""
    for match in _RANGE.finditer(text, 0, 4 * _HEAD_SCANNED):
        start = match.start()
        declared = _DECLARED.search(text, max(0, start - 14), start)
        if declared or (_FROM_ON.search(text, max(0, start - 2), start) and _WORK.match(text, match.end())):
            return Period(int(match["first"]), int(match["last"]), "document.period-declared")
    return None


def _from_span(length: int, goals: list[int], issued: int | None) -> Period:
    """三年行动计划: the last goal year closes it, else the year of issue opens it."""
    if not length or length > 15:
        return NO_PERIOD
    near = [year for year in goals if issued is None or issued < year <= issued + length]
    if near:
        return Period(max(near) - length + 1, max(near), "document.period-span")
    return Period(issued, issued + length - 1, "document.period-span") if issued else NO_PERIOD


def goal_years(text: str, blocks: list[Block], times: list[Time], issued: int | None) -> list[int]:
    """The years that goals are set for: those of the goals section, else every 到…年 outside a cited title."""
    ends = sorted((block.start, block.end) for block in blocks if block.kind == "goals" or block.is_bullet)
    in_goals, aimed = [], []
    at = 0
    for time in times:
        if time.basis is Basis.DERIVED or time.past or time.year > 2060 or (issued and time.year < issued):
            continue
        while at < len(ends) and ends[at][1] <= time.start:
            at += 1
        if _is_cited(text, time.start) or "有效" in text[max(0, time.start - 4) : time.start + 2]:
            continue
        inside = at < len(ends) and ends[at][0] <= time.start
        opens = inside and (time.start == ends[at][0] or text[time.start - 1] in "。;,\n")
        if inside and (time.aims or opens):
            in_goals.append(time.year)
        elif time.aims:
            aimed.append(time.year)
    return in_goals or aimed


def _is_cited(text: str, at: int) -> bool:
    """Whether a place lies inside 《…》."""
    before = text[max(0, at - 60) : at]
    return before.rfind("《") > before.rfind("》")


def _in_force(text: str, issued: int | None) -> Period | None:
    """本措施自2025年10月1日起施行，有效期至2027年12月31日."""
    tail = max(0, len(text) - 2 * _HEAD_SCANNED)
    if match := _IN_FORCE.search(text, tail):
        first = int(match["first"])
        whole = (match["month"], match["day"]) == ("1", "1")
        last = int(match["last"]) if match["last"] else first + _small(match["span"]) - whole
        return Period(first, last, IN_FORCE_UNTIL if match["last"] else IN_FORCE_YEARS)
    match = _PUBLISHED_FOR.search(text, tail)
    if match and issued:
        if match["last"]:
            return Period(issued, int(match["last"]), IN_FORCE_UNTIL)
        return Period(issued, issued + _small(match["span"]), IN_FORCE_YEARS)
    return None

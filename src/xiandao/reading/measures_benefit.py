"""How much a measure gives: sums, rates and limits in the words of one clause."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal, InvalidOperation
from typing import NamedTuple

from xiandao.core.quantity import base_of, number_from_words

NUMBER = r"(?:\d+(?:,\d{3})*(?:\.\d+)?|[一二两三四五六七八九十百千]+)"
MONEY = re.compile(rf"(?P<number>{NUMBER}) ?(?P<unit>[十百千万亿]*元)(?P<after>以上|以下|\(含\)以上|以内)?")
RATE = re.compile(r"(?P<number>\d+(?:\.\d+)?) ?[%％](?P<after>以上|以下)?")
FLOORS = ("以上", "以下", "(含)以上")
LIMIT = re.compile(r"(?:最高|不超过|不高于|不突破|上限|封顶|至多|最多|额度)[^,;。、\d]{0,12}$")
WITHIN = re.compile(r"(?:以内|封顶|为限|为上限)")
ASKED = re.compile(r"(?:超过|达到?|突破|投资|低于|不少于|满|收入|产值|营收|规模|总额为|大于)[^,;。、\d给奖补助]{0,6}$")
BOUND = re.compile(r"(?:不超过|不高于)[^,;。]{0,8}$|按照?[^,;。]{0,30}$")
SPAN = re.compile(r"^ ?(?:至|到|-|—|~|～) ?\d")
PER = re.compile(
    r"每家(?:企业|单位|机构)?|每个(?:项目|企业)?|每人|每月|每年|每项|每件|每户|每台|每架次|每千瓦时|每平方米|单户|单家(?:企业|机构)?|单个(?:企业|项目)?|单笔|全年|年度"
)
GIVES = re.compile(
    r"给予|予以|发放|奖励|奖补|补助|补贴|资助|支持|补偿|贴息|津贴|兑付|减免|免收|减半|享受|申领|提供|设立|保障|优先|重奖"
)
CUES = re.compile(r"(?:按照?|一次性|给予|予以|最高|不超过|每|奖励|补贴|总规模)[^,;。]{0,18}$")


class Said(NamedTuple):
    """An amount of a clause: ``sum``, ``rate`` or ``cap``, its value, and where it stands."""

    kind: str
    value: Decimal
    start: int
    end: int


class Given(NamedTuple):
    """What the amounts of a clause come to; *start* and *end* are where they are said, equal where none are."""

    sum: Decimal | None
    rate: Decimal | None
    cap: Decimal | None
    per: str
    start: int
    end: int


def given_in(text: str, parts: Sequence[tuple[int, int]]) -> Given:
    """The amounts of the *parts* (between commas) of a clause of *text*; what a part only asks for is left out."""
    said = [each for start, end in parts for each in amounts_in(text, start, end)]
    sums, rates, caps = ([each.value for each in said if each.kind == kind] for kind in ("sum", "rate", "cap"))
    first = min((each.start for each in said), default=0)
    if said and (cue := CUES.search(text, max(0, parts[0][0]), first)):
        first = cue.start()
    words = text[parts[0][0] : parts[-1][1]] if parts else ""
    return Given(
        sum=max(sums, default=None),
        rate=rates[0] if rates else None,
        cap=caps[0] if caps else None,
        per="、".join(dict.fromkeys(found[0] for found in PER.finditer(words))) if said else "",
        start=first,
        end=max((each.end for each in said), default=first),
    )


def amounts_in(text: str, start: int, end: int) -> list[Said]:
    """The amounts that ``text[start:end]`` gives, in their order."""
    found = [*_money(text, start, end), *_rates(text, start, end)]
    return sorted(found, key=lambda each: each.start)


def _money(text: str, start: int, end: int) -> list[Said]:
    said = []
    for found in MONEY.finditer(text, start, end):
        before, value = text[start : found.start()], _yuan(found["number"], found["unit"])
        after = text[found.end() : min(end, found.end() + 6)]
        if value is None or found["after"] in FLOORS or SPAN.match(after):
            continue
        is_limit = LIMIT.search(before) or found["after"] == "以内" or WITHIN.match(after) or _spans(before)
        if ASKED.search(before) and not BOUND.search(before) and not is_limit:
            continue
        said.append(Said("cap" if is_limit else "sum", value, found.start(), found.end()))
    return said


def _spans(before: str) -> bool:
    """Whether the amount is the upper end of a range (300万元至1000万元)."""
    return re.search(r"\d[十百千万亿元]* ?(?:至|到|-|—|~|～) ?$", before) is not None


def _rates(text: str, start: int, end: int) -> list[Said]:
    said = []
    for found in RATE.finditer(text, start, end):
        before = text[start : found.start()]
        if found["after"] in FLOORS or (ASKED.search(before) and not BOUND.search(before)):
            continue
        said.append(Said("rate", Decimal(found["number"]), found.start(), found.end()))
    return said


def _yuan(number: str, unit: str) -> Decimal | None:
    _, scale = base_of(unit)
    try:
        return Decimal(number.replace(",", "")) * scale
    except InvalidOperation:
        value = number_from_words(f"{number}{unit.removesuffix('元')}")
        return None if value is None else Decimal(int(value))

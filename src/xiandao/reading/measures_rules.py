"""What a policy says of itself as a whole: stacking, when it may be applied for, who pays, and for how long it holds."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta
from typing import NamedTuple

from xiandao.core.quantity import number_from_words

HIGHEST = re.compile(r"就高|从高|择优不重复|择高|从优不重复")
EXCLUSIVE = re.compile(r"不(?:得|可|再|予)?(?:重复|叠加|同时)(?:享受|支持|奖励|申报|补助|申领)?|不重复")
STACK = re.compile(r"(?:可|可以|允许|予以)?(?:叠加|累加|同时|累计)享受|可叠加|可以叠加")
WINDOW = re.compile(
    r"(?:每年|于|自|从)?[^,;。]{0,12}\d{1,2}月[^,;。]{0,24}(?:申报|受理|提交|申请)[^,;。]{0,16}"
    r"|申报(?:时间|期限|窗口|受理期?)[^,;。]{0,4}(?:为|是|:)[^,;。]{2,40}|常年受理|常态化受理|全年受理|随时申报|分批次?申报|免申即享"
)
BUDGET = re.compile(
    r"[^,;。]{0,24}(?:资金|经费)[^,;。]{0,16}(?:从|由|在|列入|纳入)[^;。]{2,50}?(?:列支|安排|承担|解决|统筹|预算|负担|分担)[^,;。]{0,6}"
)
CITED = re.compile(r"《[^《》]{2,60}》")
_DAY = r"(?P<{0}y>20\d\d)年(?P<{0}m>\d{{1,2}})月(?P<{0}d>\d{{1,2}})日"
FROM = re.compile(
    rf"自{_DAY.format('f')}起(?:试行|施行|实施|执行|生效)|自(?P<issue>发布|印发|公布|发文)之日起(?:(?P<after>\d+)日后)?(?:试行|施行|实施|执行|生效)"
)
UNTIL = re.compile(
    rf"(?:有效期|施行期|执行期|实施期|期限)[^,;。\d]{{0,6}}(?:至|到)[^,;。\d]{{0,4}}{_DAY.format('u')}|执行(?:至|到){_DAY.format('x')}|{_DAY.format('z')}(?:止|废止|失效)"
)
YEARS = re.compile(
    r"(?:有效期|试行期?|施行期限|执行期限?|实施期限?|期限)[^,;。\d一二两三四五]{0,4}(?P<n>\d|[一二两三四五])年"
)


class Validity(NamedTuple):
    """From which day to which a policy holds, ``None`` where it does not say; *start* and *end* of the words."""

    first: date | None
    last: date | None
    start: int
    end: int


def stacking_of(words: str) -> str:
    """``highest``, ``exclusive``, ``stack``, or empty where *words* say nothing of it."""
    if HIGHEST.search(words):
        return "highest"
    if EXCLUSIVE.search(words):
        return "exclusive"
    return "stack" if STACK.search(words) else ""


def sentences_of(text: str) -> Iterator[tuple[int, int]]:
    """Every sentence of *text*, its stop left out."""
    for found in re.finditer(r"[^。\n]+", text):
        yield found.span()


def rules_in(text: str) -> Iterator[tuple[str, int, int]]:
    """Sentences on stacking: kind, start, end."""
    for start, end in sentences_of(text):
        if kind := stacking_of(text[start:end]):
            yield kind, start, end


def validity_of(text: str, issued: date | None) -> Validity:
    """For how long the policy holds; *issued* is its own day, for what holds from then on."""
    first, last, spans = None, None, []
    if found := FROM.search(text):
        first = _day(found, "f") if found["fy"] else _after(issued, found["after"])
        spans.append(found.span())
    if found := UNTIL.search(text):
        last = next((day for name in "uxz" if (day := _day(found, name))), None)
        spans.append(found.span())
    elif found := YEARS.search(text):
        begin, years = first or issued, _whole(found["n"])
        last = _years_on(begin, years) if begin and years else None
        spans.append(found.span())
    if not spans:
        return Validity(None, None, 0, 0)
    return Validity(first, last, min(start for start, _ in spans), max(end for _, end in spans))


def _after(issued: date | None, days: str | None) -> date | None:
    return issued + timedelta(days=int(days or 0)) if issued else None


def _day(found: re.Match[str], name: str) -> date | None:
    if not found[f"{name}y"]:
        return None
    try:
        return date(int(found[f"{name}y"]), int(found[f"{name}m"]), int(found[f"{name}d"]))
    except ValueError:
        return None


def _whole(said: str) -> int:
    return int(said) if said.isdigit() else int(number_from_words(said) or 0)


def _years_on(first: date, years: int) -> date:
    """The last day of *years* that begin with *first*."""
    try:
        return first.replace(year=first.year + years) - timedelta(days=1)
    except ValueError:  # the 29th of February
        return date(first.year + years, 2, 28)

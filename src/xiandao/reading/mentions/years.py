"""Times that are in force over what follows: 到2026年末, “十五五”末, 通过5年努力."""

from __future__ import annotations

import re
from typing import NamedTuple

from xiandao.core.plan import Basis
from xiandao.reading.mentions.amounts import Amount

FIVE_YEAR_ENDS = {"十二五": 2015, "十三五": 2020, "十四五": 2025, "十五五": 2030, "十六五": 2035}

_COMPARES_BEFORE = re.compile(r"(?:较|比|相比|相较于?|相当于|以|由|从|自|在|达到|是|为|超过)[“\"]?$")
_COMPARES_BEHIND = re.compile(
    r"[”\"]?(?:水平|规模)?(?:的?(?:基础上|\d|[一二两三四五六七八九十](?:倍|点))|的(?:约|近|不足|不到|超过?)?[\d一二两三四五]|为基[期数年]|增长|翻|相比|提高|下降|降低)"
)
_PLAN = re.compile(r"十[二三四五六]五[”\"]?(?P<end>期?末|期间|时期|以来|期)?")
_TO = re.compile(r"(?:截至|截止到?|(?<![达高加长升降少大])(?:到|至)|力争|在|自|从|于)$")
_BEHIND = re.compile(r"(?P<end>年?[底末]|[以之]?前|初|上半年|下半年|以来)?前?(?:\d{1,2}月底?)?")
_SPAN_BEFORE = re.compile(r"(?:通过|经过|用|未来|今后|再用|力争用)$")
_SPAN_BEHIND = re.compile(r"(?:左右)?(?:的?努力|(?:的)?时间|内)")


class Time(NamedTuple):
    """A time said in the text.

    Attributes:
        start: In the view. end: One past it.
        year: The last calendar year it reaches; for a span of years, its length.
        basis: ``EXPLICIT``, or ``DERIVED`` for a span that the year of issue must be added to.
        aims: Whether it is worded as an aim (到…, …末, …前).
        past: Whether it is worded as past (截至, 以来, 自).
        compares: Whether a figure is only compared with it (较2023年, 2025年的2倍).
    """

    start: int
    end: int
    year: int
    basis: Basis
    aims: bool
    past: bool
    compares: bool = False


def is_year(amount: Amount) -> bool:
    """Whether a number is a calendar year: 2026年, 2024-2026年."""
    last = amount.value_max or amount.value
    return 1949 <= amount.value <= 2100 and 1949 <= last <= 2100 and amount.unit.startswith("年")


def times_of(text: str, amounts: list[Amount]) -> list[Time]:
    """Every time of the view in order."""
    found = [time for amount in amounts if amount.kind == "time" and (time := _time(text, amount))]
    for match in _PLAN.finditer(text):
        end = match["end"] or ""
        year = FIVE_YEAR_ENDS[text[match.start() : match.start() + 3]]
        compares = _compares(text, match.start() - (text[match.start() - 1] in '“"'), match.end())
        found.append(
            Time(match.start(), match.end(), year, Basis.EXPLICIT, end.endswith("末"), end == "以来", compares)
        )
    return _counted_from(text, sorted(found))


def _counted_from(text: str, times: list[Time]) -> list[Time]:
    """2012年起5年内: a span behind the year it starts from ends in a calendar year."""
    for at in range(1, len(times)):
        first, span = times[at - 1], times[at]
        if span.basis is Basis.DERIVED and span.start - first.end <= 1 and text[first.end : first.end + 1] == "起":
            times[at] = span._replace(year=first.year + span.year, basis=Basis.EXPLICIT)
    return times


def _compares(text: str, start: int, end: int) -> bool:
    """Whether a figure is compared with the time in ``text[start:end]``."""
    before = _COMPARES_BEFORE.search(text, max(0, start - 3), start)
    if before and before.group()[0] in "较比相":
        return True
    return bool(before and _COMPARES_BEHIND.match(text, end))


def _time(text: str, amount: Amount) -> Time | None:
    if is_year(amount):
        to = _TO.search(text, max(0, amount.start - 4), amount.start)
        words = to.group() if to else ""
        behind = _BEHIND.match(text, amount.end)
        end = (behind["end"] or "") if behind else ""
        past = words.startswith("截") or words in {"自", "从"} or end == "以来"
        aims = not past and (words in {"到", "至", "力争"} or bool(end))
        year = int(amount.value_max or amount.value)
        start, stop = to.start() if to else amount.start, behind.end() if behind else amount.end
        compares = text.startswith("起", stop) or (
            not aims and _compares(text, start if words not in {"在", "自", "从", "于"} else amount.start, stop)
        )
        return Time(start, stop, year, Basis.EXPLICIT, aims and not compares, past, compares)
    if not amount.unit.startswith("年"):
        return None
    before = _SPAN_BEFORE.search(text, max(0, amount.start - 3), amount.start)
    behind = _SPAN_BEHIND.match(text, amount.end)
    if amount.unit == "年内" or behind or (before and before.group() in {"未来", "今后"}):
        length = int(amount.value_max or amount.value)
        start = before.start() if before else amount.start
        return Time(start, behind.end() if behind else amount.end, length, Basis.DERIVED, aims=True, past=False)
    return None

"""Calendar dates and years are no amounts."""

from __future__ import annotations

import re

from xiandao.reading.clauses import Case
from xiandao.reading.mentions.amounts import Amount
from xiandao.reading.mentions.years import is_year
from xiandao.reading.rules.rule import Answer, Aside, Rule

MONTHS = 12
FIRST_YEAR, LAST_YEAR = 1949, 2100
_PARTS = frozenset(("", "月", "日", "时", "分"))
_YEAR_MARKS = frozenset("-/.至—~年")
_BEFORE = re.compile(r"(?:\d{4}[年/.-]\d{0,2}[月/.-]?|\d{1,2}月|\d{1,2}:|\d{4}-\d{2}-)$")


def read(case: Case) -> Answer:
    """A year, a month behind a year, a day behind a month, a time of day."""
    amount, text = case.amount, case.text
    if amount.kind == "time" and is_year(amount):
        return Aside(reason="date")
    after_date = not amount.in_words and bool(_BEFORE.search(text, max(0, amount.start - 8), amount.start))
    is_month = amount.unit == "月" and amount.value <= MONTHS and amount.bound == "="
    if is_month or (amount.unit == "年" and amount.value >= FIRST_YEAR) or (after_date and amount.unit in _PARTS):
        return Aside(reason="date")
    behind = text[amount.number_end : amount.number_end + 3]
    is_bare_year = amount.unit == "" and is_four_digits(amount) and behind[:1] in _YEAR_MARKS
    is_clock = amount.unit == "" and behind[:1] == ":" and behind[1:].isdigit()
    return Aside(reason="date") if is_bare_year or is_clock else None


def is_four_digits(amount: Amount) -> bool:
    """Whether a bare number could be a year."""
    return FIRST_YEAR <= amount.value <= LAST_YEAR and amount.number_end - amount.start == len(str(FIRST_YEAR))


RULE = Rule(
    id="aside.date",
    note="年份、日期、时刻不是指标数。",
    reads=("到2026年末，建成10个以上园区。", "本办法自2024年8月7日起施行。", "发布时间：2023-09-04 15:13:20"),
    leaves=("新增研发机构30家以上。",),
    read=read,
)

"""Numbers inside names are no amounts: 5G, “613”, 3+N, 从0到1."""

from __future__ import annotations

import re

from xiandao.reading.clauses import Case
from xiandao.reading.mentions.amounts import Amount
from xiandao.reading.rules.rule import Answer, Aside, Rule

QUOTED_LONGEST = 14

_LATIN_BEFORE = re.compile(r"[A-Za-z](?:-|/| )?$")
_LATIN_BEHIND = re.compile(r"-?[A-Za-z]")
_PLUS = re.compile(r"\s?[+xX×*]")
_PLUS_BEFORE = re.compile(r"[+×*]\s?$")
_QUOTE_OPENS = re.compile(rf"[“\"‘「]([^”\"’」,。;]{{0,{QUOTED_LONGEST}}})$")
_QUOTE_CLOSES = re.compile(rf"[^“\",。;]{{0,{QUOTED_LONGEST}}}[”\"’」]")
_PROMISE = re.compile(r"(?:达到?|突破|超过?|建设|培育|新增|力争|实现)")


def read(case: Case) -> Answer:
    """A number glued to Latin letters, joined by plus, in 0到1, or inside a short quotation."""
    amount, text = case.amount, case.text
    is_name = (
        _is_glued(text, amount)
        or (amount.unit == "" and _is_joined(text, amount))
        or (amount.value == 0 and not amount.in_words)
        or text[amount.start - 2 : amount.start] == "0到"
        or _is_quoted(case)
    )
    return Aside(reason="name") if is_name else None


def _is_glued(text: str, amount: Amount) -> bool:
    """5G, 3D, G60, B5G; but 80GW is an amount."""
    latin_before = bool(_LATIN_BEFORE.search(text, max(0, amount.start - 2), amount.start))
    is_generation = amount.unit in set("GTPEK") and amount.number_end - amount.start == 1
    if amount.unit == "" or is_generation:
        return latin_before or is_generation or bool(_LATIN_BEHIND.match(text, amount.number_end))
    return latin_before and amount.kind not in {"money", "share"}


def _is_joined(text: str, amount: Amount) -> bool:
    """3+N, 1+3, 7×24."""
    before = _PLUS_BEFORE.search(text, max(0, amount.start - 2), amount.start)
    return bool(before or _PLUS.match(text, amount.number_end))


def _is_quoted(case: Case) -> bool:
    """“613”, “百千万”; a goal that is quoted whole keeps its amounts."""
    text, amount = case.text, case.amount
    opened = _QUOTE_OPENS.search(text, max(case.block.start, amount.start - QUOTED_LONGEST - 2), amount.start)
    if not opened or _PROMISE.search(opened.group(1)):
        return False
    return bool(_QUOTE_CLOSES.match(text, amount.number_end, case.block.end))


RULE = Rule(
    id="aside.name",
    note="名称里的数字不是指标数。",
    reads=("构建“613”产业体系。", "推广5G应用。", "实现从“0到1”的突破。", "打造“3+N”格局。"),
    leaves=("布局5个先导区。",),
    read=read,
)

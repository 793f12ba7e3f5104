"""Multiples: 达到2023年的2倍, 翻一番, 增长3倍."""

from __future__ import annotations

import re
from dataclasses import replace

from xiandao.reading.clauses import Case
from xiandao.reading.phrases import before, thing
from xiandao.reading.rules.rule import Answer, Rule, promise_of

_OF = re.compile(
    r"(?:(?:达到|达|是|为|提高到|增长到|增至|扩大到|提升至)?(?:20\d\d年?(?:底|末)?|目前|现有|“?十[三四]五”?末?|上年|基期)(?:水平|规模)?的|(?:较|比|在)(?:20\d\d年|上年|目前|“?十[三四]五”?末?)(?:底|末)?(?:的?基础上)?(?:实现)?)?(?:实现|力争|再)?(?P<verb>翻|增长|增加|扩大|提高|提升)?(?:了|近|约|超过?|到|至)?$"
)

DOUBLINGS_MOST = 10


def read(case: Case) -> Answer:
    """A number of 倍 or 番 and what is multiplied."""
    amount, text = case.amount, case.text
    if amount.kind != "times":
        return None
    of = _OF.search(text, case.clause_start, amount.prefix_start)
    end = of.start() if of else amount.prefix_start
    phrase = before(replace(case, left_start=min(case.left_start, end)), end)
    subject = thing(text, *phrase.subject, whole=True)
    # 翻两番 is two doublings.
    value = 2.0**amount.value if amount.unit == "番" and amount.value <= DOUBLINGS_MOST else amount.value
    return (
        promise_of(amount, phrase, start=min(phrase.start, end), end=amount.end, subject=(subject,))._replace(
            inherits=subject.end - subject.start < len("产值"),
            value=value,
            unit="倍",
            unit_start=0,
            annual=False,
        ),
    )


RULE = Rule(
    id="target.multiple",
    note="翻番和倍数：翻一番记作2倍。",
    reads=("到2027年，核心产业规模实现翻一番。", "企业数量达到2023年的3倍。", "到2027年，产业规模实现倍增。"),
    leaves=("培育企业30家。",),
    read=read,
)

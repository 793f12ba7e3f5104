"""The industries a place already stands on, counted, are a fact: 依托…四大主导产业的优势."""

from __future__ import annotations

import re

from xiandao.core.text import Span
from xiandao.reading.clauses import Case
from xiandao.reading.rules.rule import Answer, Promise, Rule

_STANDS_ON = re.compile(r"(?:依托|结合|立足|发挥|基于)")
_INDUSTRY = re.compile(r"(?:主导|支柱|优势|特色|传统|重点)产业(?=的[^,。;]{0,8}(?:优势|基础))")


def read(case: Case) -> Answer:
    """A count of leading industries, listed before it, whose strength the plan builds on."""
    amount, text = case.amount, case.text
    industry = _INDUSTRY.match(text, amount.end)
    stands_on = _STANDS_ON.match(text, case.clause_start)
    if amount.unit != "大" or industry is None or stands_on is None:
        return None
    return (
        Promise(
            start=stands_on.end(),
            end=industry.end(),
            subject=(Span(*industry.span()),),
            bound=amount.bound,
            value=amount.value,
            unit=amount.unit,
            is_fact=True,
        ),
    )


RULE = Rule(
    id="fact.standing",
    note="依托既有若干大主导产业的优势：属于现状。",
    reads=("依托新能源、高端纺织、智能装备三大主导产业的规模优势，培育未来产业。",),
    leaves=("重点培育三大未来产业。",),
    read=read,
    confidence=0.7,
)

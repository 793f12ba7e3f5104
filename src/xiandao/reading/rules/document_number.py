"""Numbers of documents, accounts and sites are no amounts."""

from __future__ import annotations

import re

from xiandao.reading.clauses import Case
from xiandao.reading.rules.rule import Answer, Aside, Rule

_OPEN = re.compile(r"[〔\[【(]\s?$")
_BEHIND_YEAR = re.compile(r"[〔\[【(]\d{4}[〕\]】)] ?第? ?$")
_CODE = re.compile(
    r"(?:备|安备|标识码[:：]?|电话[:：]?|邮编[:：]?|编号[:：]?|浏览量[:：]?|阅读量?[:：]?|点击[量数]?[:：]?|证|NO\.?|No\.?)\s?$"
)
LONG = 7


def read(case: Case) -> Answer:
    """〔2024〕23号, 备案号, telephone numbers and other long runs of digits without a unit."""
    amount, text = case.amount, case.text
    behind = text[amount.number_end : amount.number_end + 1]
    if amount.in_words:
        return None
    if behind in ("〕", "]", "】") and _OPEN.search(text, max(0, amount.start - 2), amount.start):
        return Aside(reason="document-number")
    if _BEHIND_YEAR.search(text, max(0, amount.start - 9), amount.start):
        return Aside(reason="document-number")
    if behind == "号" and amount.unit in ("", "号"):
        return Aside(reason="document-number")
    if amount.unit in {"", "次"} and _CODE.search(text, max(0, amount.start - 5), amount.start):
        return Aside(reason="code")
    if amount.unit == "" and amount.number_end - amount.start >= LONG and behind != "%":
        return Aside(reason="code")
    return None


RULE = Rule(
    id="aside.document-number",
    note="发文字号、备案号、电话等编号不是指标数。",
    reads=("根据《云澜省未来产业指导意见》（云政发〔2023〕104号），制定本方案。", "网站标识码：3205000029"),
    leaves=("培育链主企业20家以上。",),
    read=read,
)

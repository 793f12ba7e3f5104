"""A small number word that only stands for an article is no amount: 一个重要方向, 两个市场."""

from __future__ import annotations

import re

from xiandao.reading.clauses import Case
from xiandao.reading.phrases import before_number
from xiandao.reading.rules.rule import Answer, Aside, Rule

SMALL = 10
_BARE = re.compile(r"[一二两三四五六七八九十]{1,2}")
_COUNTED = frozenset("家支所座项个条")
_BUILDS = frozenset(
    (
        "打造",
        "建设",
        "建成",
        "培育",
        "形成",
        "组建",
        "设立",
        "布局",
        "创建",
        "引进",
        "取得",
        "完成",
        "新建",
        "争创",
        "规划建设",
    )
)
_GOAL = re.compile(r"(?:每|各|至少|不少于|一(?:个|家)).{1,14}$")


def read(case: Case) -> Answer:
    """Number words up to ten without a bound, unless one is promised for each of something."""
    amount = case.amount
    if amount.in_words and case.text[amount.start - 1 : amount.start] == "每":
        return Aside(reason="each")
    if (
        not amount.in_words
        or amount.unit == ""
        or amount.value > SMALL
        or amount.bound != "="
        or amount.unit[:1] in set("百千万亿")
    ):
        return None
    if amount.kind in {"times", "share", "money"} or amount.unit == "大" or _GOAL.search(case.left):
        return None
    if amount.value > 1 and amount.unit in _COUNTED and before_number(case).verb in _BUILDS:
        return None
    return Aside(reason="idiom")


RULE = Rule(
    id="aside.idiom",
    note="“一个”“两个”等虚指的数词不是指标数。",
    reads=("用好国内国际两个市场。", "坚持一张蓝图绘到底。"),
    leaves=("每个园区至少建设一个中试平台。",),
    read=read,
)

"""Rates of change: 年均增长8%, 增速高于10%, 提高2个百分点."""

from __future__ import annotations

import re

from xiandao.core.text import Span
from xiandao.reading.clauses import Case
from xiandao.reading.phrases import before_number, thing
from xiandao.reading.rules.rule import Answer, Rule, promise_of

_RATE = re.compile(
    r"(?P<rate>(?:年均|年度|(?<![0-9一二三四五六七八九十])年|平均每年|同比|每年|累计|复合|较20\d\d年(?:底|末)?|比20\d\d年(?:底|末)?|较上年|比上年|[较比][“\"]?十[三四五]五[”\"]?期?末|[较比]20\d\d年)*(?:复合)?"
    r"(?:增长率|增长速度|增长|增速|增幅|增加|提高|提升|上升|下降|降低|减少|下降率|降幅|压减|降本|缩短|翻))(?:达到?|保持在?|不低于|不少于|超过?|约|在|为|高于|突破|力争|至少|控制在|率)*$"
)
_DIRECTION = re.compile(
    r"(?:年均|复合|累计|同比)*(?:复合)?(?:增长率|增长速度|增长|增速|增幅|增加|提高|提升|上升|下降率|下降|降低|减少|降幅|压减|降本|缩短)"
)
_KEEPS = re.compile("(?:保持|实现)$")
_GROWTH = re.compile("的?(?:年均)?(?P<change>增长|增速)")
DOWN = ("下降", "降低", "减少", "压减", "降", "缩短")


def read(case: Case) -> Answer:
    """A share or points behind a word of change; the direction stays in the subject."""
    amount, text = case.amount, case.text
    if amount.kind not in {"share", "points"}:
        return None
    if _KEEPS.search(text, case.left_start, amount.prefix_start) and (kept := _GROWTH.match(text, amount.end)):
        return _kept(case, kept)
    rate = _RATE.search(text, case.left_start, amount.start)
    if rate is None:
        return None
    phrase = before_number(case)
    words = rate["rate"]
    annual = phrase.annual or words.startswith(("年均", "年", "平均每年", "每年"))
    head = phrase.subject.start
    subject = thing(text, head, rate.start(), whole=True) if head < rate.start() else Span(0, 0)
    direction = _DIRECTION.search(text, rate.start(), rate.end("rate"))
    is_down = any(word in words for word in DOWN)
    subjects = (subject, Span(*direction.span())) if direction else (subject,)
    return (
        promise_of(amount, phrase, start=min(phrase.start, rate.start()), end=amount.end, subject=subjects)._replace(
            inherits=subject.end - subject.start < len("产值"),
            annual=annual,
            direction="down" if is_down else "up",
        ),
    )


def _kept(case: Case, kept: re.Match[str]) -> Answer:
    """飞行量保持30%以上增长: the word of change stands behind the share."""
    phrase = before_number(case)
    subject = thing(case.text, *phrase.subject, whole=True)
    subjects = (subject, Span(*kept.span("change")))
    inherits = subject.end - subject.start < len("产值")
    promise = promise_of(case.amount, phrase, start=phrase.start, end=kept.end(), subject=subjects)
    return (promise._replace(inherits=inherits, annual=True),)


RULE = Rule(
    id="target.growth",
    note="增长率、增幅、百分点：方向留在指标名称里，年均为年度口径。",
    reads=("到2027年，规上工业增加值年均增长8%以上。", "单位能耗累计下降13%左右。", "年飞行量保持30%以上增长。"),
    leaves=("研发投入占比达到4%。",),
    read=read,
    confidence=0.85,
)

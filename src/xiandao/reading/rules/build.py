"""The number stands before the thing: 建设10个以上先导园区."""

from __future__ import annotations

import re

from xiandao.core.text import Span
from xiandao.reading.clauses import Case
from xiandao.reading.mentions.amounts import SUFFIXES
from xiandao.reading.phrases import CAUSES, GENERIC, after_number, before_number, is_size, maker, thing
from xiandao.reading.rules.rule import Answer, Aside, Rule, promise_of

_EACH_TO = re.compile("(?:(?<![年平])均|各)(?=..)")
_LEVEL = re.compile(r".{0,3}(?:国家|省|市|区|县|部)级$")
_LEVEL_HEAD = re.compile(r"(?:.{0,3}级)?(?P<head>[^,。;、]{2,12})")


def read(case: Case) -> Answer:
    """Verb, number, thing."""
    amount, text = case.amount, case.text
    if amount.kind == "":
        return None
    behind = after_number(case)
    # 推动5个开发区各建设1个产业园: those who are each to make one.
    each = _EACH_TO.search(text, *behind) if case.after else None
    if each and maker(text, each.end(), behind.end) and before_number(case).verb in {*CAUSES, ""}:
        return Aside(reason="attribute")
    if behind.end - behind.start < 2 or is_size(text, behind):
        return None
    phrase = before_number(case)
    generic = text[slice(*phrase.subject)] in GENERIC
    if not phrase.evidence and case.block.kind != "goals":
        return None
    if phrase.named and not generic and phrase.reach and amount.kind not in {"count", "people"}:
        return None
    bound = ">=" if phrase.at_least and amount.bound == "=" else amount.bound
    # 突破100项技术: the verb of the promise, not a bound on it.
    if amount.prefix.endswith("突破") and amount.kind in {"count", "people"} and not phrase.named:
        bound = "range" if amount.value_max is not None else SUFFIXES.get(amount.suffix, "=")
    subject = _subject(case, thing(text, *behind))
    start = min(phrase.start, amount.prefix_start)
    return (promise_of(amount, phrase, start=start, end=behind.end, subject=subject, bound=bound),)


def _subject(case: Case, named: Span) -> tuple[Span, ...]:
    """The thing; a bare level (3个国家级和5个省级平台) takes the thing behind the next number."""
    after = case.after
    if after and _LEVEL.fullmatch(case.text, *named):
        tail = _LEVEL_HEAD.match(case.text, after.end, min(case.clause_end, after.end + 16))
        return (named, Span(*tail.span("head"))) if tail else (named,)
    return (named,)


RULE = Rule(
    id="target.build",
    note="动词＋数量＋对象。",
    reads=(
        "到2027年，建设10个以上专业园区。",
        "每年组织30—40项前沿技术研发项目。",
        "突破100项前沿技术。",
        "新建5个实验室各培育3家企业。",
    ),
    leaves=("到2027年，产业规模达到300亿元。",),
    read=read,
)

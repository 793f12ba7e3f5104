"""The thing stands before the number: 产业规模达300亿元, 聚集重点企业40家以上."""

from __future__ import annotations

import re

from xiandao.core.text import Span
from xiandao.reading.clauses import Case
from xiandao.reading.mentions.amounts import PREFIXES, SUFFIXES
from xiandao.reading.phrases import GENERIC, PROPERTY, before, before_number, clause_before, thing
from xiandao.reading.rules.rule import Answer, Rule, promise_of

# 具有生态主导力的领军企业5家: before a number a name keeps a longer modifier than behind one.
MODIFIER = 6
_THINGS = {"count", "people", "area", "money", "weight", "energy", "computing"}
# 不低于全省目标的105%: the bound stands before what the share is taken of.
_OF_BASE = re.compile(r"(?:应|要)?(?P<bound>不低于|不少于|不超过|不高于|高于|低于|超过)[^,。;、0-9]{2,14}的$")
# 设立产业基金，首期规模10亿元: the size of what the clause before founds.
_FOUNDS = re.compile("(?:设立|组建|成立|发起)[^,。;]{0,20}(?:基金|资金|公司)")
_LAST_YEAR = re.compile("(?:去|上)年(?!基础|水平)")
_DUTIES = {"tasks", "safeguards", "sectors", "layout"}


def read(case: Case) -> Answer:
    """Thing, word of reaching or none, number."""
    amount, text = case.amount, case.text
    of = _OF_BASE.search(text, case.left_start, amount.start)
    phrase = before(case, of.start(), reach=True) if of else before_number(case)
    subject = thing(text, *phrase.subject, whole=amount.kind not in {"count", "people"}, longest_modifier=MODIFIER)
    named = subject.end - subject.start >= 2
    if amount.kind == "" and not (
        named and phrase.reach and not amount.in_words and case.text[amount.end : case.clause_end] == ""
    ):
        return None
    is_worded = amount.start == amount.number_end and "实现" in case.left
    if not (phrase.evidence or is_worded) and not (named and _closes(case)):
        return None
    behind = clause_before(case) if not named and not case.carried else Span(0, 0)
    if not named and not (phrase.reach or case.carried or (behind.end and (phrase.verb or case.in_cell))):
        return None
    # 占规模以上工业比重达到10%: a share is a share of the thing counted before.
    generic = named and (text[slice(*subject)] in GENERIC or text.startswith("占", subject.start))
    context = clause_before(case) if generic and not case.carried else behind
    bound = ">=" if phrase.at_least and amount.bound == "=" else amount.bound
    bound = PREFIXES[of["bound"]] if of else bound
    is_verb = amount.prefix.endswith("突破") and not named and "累计" not in case.left
    if is_verb and amount.kind in {"count", "people"} and not case.carried:
        bound = SUFFIXES.get(amount.suffix, "=")
    leans = generic or not named
    subjects = (context, subject) if leans else (*_owner(case, subject), subject)
    start = min(phrase.start, amount.prefix_start)
    promise = promise_of(amount, phrase, start=start, end=amount.end, subject=subjects, bound=bound)
    inherits = leans and context.start >= context.end
    if inherits or bound == "<=":
        promise = promise._replace(inherits=inherits, direction="down" if bound == "<=" else "up")
    return (promise,)


def _owner(case: Case, subject: Span) -> tuple[Span, ...]:
    """What was just made, for a property of it: 建设训练基地，建筑面积不少于1万平方米."""
    if case.carried or case.text[slice(*subject)] not in PROPERTY:
        return ()
    owner = clause_before(case)
    return (owner,) if owner.end > owner.start else ()


def _closes(case: Case) -> bool:
    """Whether a thing and its number make up a goal, or the end of a clause where duties or cells of a table stand."""
    told = case.time is not None and not case.time.aims and not case.time.compares
    if told or case.block.kind in {"goals", "facts"} or _LAST_YEAR.match(case.text, case.left_start):
        return True
    if case.text.endswith("规模", case.left_start, case.amount.start) and _FOUNDS.search(
        case.text, case.sentence_start, case.clause_start
    ):
        return True
    amount = case.amount
    ends = (
        (amount.end == case.clause_end or case.text[amount.end : amount.end + 1] in ("", "、", ";"))
        and not amount.in_words
        and amount.kind in _THINGS
    )
    return ends and (case.block.kind in _DUTIES or "\t" in case.text[case.block.start : case.block.end])


RULE = Rule(
    id="target.reach",
    note="对象＋（达到）＋数量。",
    reads=("到2026年末，未来产业规模达300亿元左右。", "到2026年末，聚集重点企业40家以上。", "基金规模超50亿元。"),
    leaves=("到2027年，建设10个以上先导园区。",),
    read=read,
)

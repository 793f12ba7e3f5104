"""Ask every rule about every number: promises, and the reasons why the others are none."""

from __future__ import annotations

from typing import NamedTuple

from xiandao.reading.clauses import Case
from xiandao.reading.rules import RULES
from xiandao.reading.rules.rule import Answer, Aside, Promise, Rule


class Reading(NamedTuple):
    """What one rule made of one number."""

    case: Case
    rule: Rule | None
    promises: tuple[Promise, ...]
    reason: str | None


def readings_of(cases: list[Case]) -> list[Reading]:
    """One reading a number, in order; a number that a rule read with another one is ``shared``."""
    read: list[Reading] = []
    taken: set[int] = set()
    for case in cases:
        if read and read[-1].case.sentence_start == case.sentence_start:
            last = read[-1]
            case.carried = bool(last.promises) or (
                last.reason in {"shared", "base", "attribute", "date", "name"} and last.case.carried
            )
            # 每年新签约项目40个，其中亿元以上项目不少于5个: a part of what is meant for every year.
            is_part = case.text.startswith("其中", case.clause_start)
            annual = last.promises[-1].annual if last.promises else is_part and last.case.carried_annual
            case.carried_annual = annual and (is_part or last.case.clause_start == case.clause_start)
        if case.amount.start in taken:
            read.append(Reading(case, None, (), "shared"))
            continue
        rule, answer = _ask(case)
        if isinstance(answer, Aside):
            read.append(Reading(case, rule, (), answer.reason))
        else:
            promises = answer or ()
            taken.update(start for promise in promises for start in promise.also)
            read.append(Reading(case, rule, promises, None))
    return read


_ASKED = tuple((rule, rule.read) for rule in RULES)


def _ask(case: Case) -> tuple[Rule | None, Answer]:
    for rule, read in _ASKED:
        answer = read(case)
        if answer is not None:
            return rule, answer
    return None, None

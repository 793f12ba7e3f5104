"""A size promised by its order: 产业规模迈向万亿级."""

from __future__ import annotations

from xiandao.reading.clauses import Case, is_size_class
from xiandao.reading.phrases import before_number, thing
from xiandao.reading.rules.rule import Answer, Aside, Promise, Rule


def read(case: Case) -> Answer:
    """A size class alone as a goal is roughly that size; the classes of things are set aside before."""
    amount, text = case.amount, case.text
    if not is_size_class(text, amount):
        return None
    phrase = before_number(case)
    subject = thing(text, *phrase.subject, whole=True)
    if subject.end - subject.start < len("规模"):
        return Aside(reason="size-class")
    unit = amount.unit.removesuffix("级")
    return (
        Promise(
            start=phrase.start,
            end=amount.end if amount.unit.endswith("级") else amount.end + 1,
            subject=(subject,),
            bound="~",
            value=amount.value,
            unit=unit if unit.endswith("元") else unit + "元",
        ),
    )


RULE = Rule(
    id="target.size",
    note="万亿级等量级单独作目标时为约数。",
    reads=("到2030年，产业规模迈向1万亿级。",),
    leaves=("形成1000亿级产业集群3个。",),
    read=read,
    confidence=0.7,
)

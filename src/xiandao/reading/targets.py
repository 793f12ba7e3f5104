"""Promises with their deadlines become targets; what already is becomes facts."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from xiandao.core.plan import Basis, Fact, Target
from xiandao.reading.indicator_tables import Indicator
from xiandao.reading.mentions.amounts import Amount
from xiandao.reading.promises import Reading
from xiandao.reading.quoting import Quoter
from xiandao.reading.resolve import Horizon, Scope, subject_in_scope
from xiandao.reading.rules.rule import Promise

TABLE_RULE = "target.table"
TABLE_CONFIDENCE = 0.9

# 国家级平台3家、省级10家: the level takes the thing of the one before.
_LEVEL = re.compile(r"(?:国家|自治区|世界|省|市|区|县|部)级(?:以上)?")
_LEVEL_HEAD = re.compile(r"^.{0,4}?级(?:以上)?")
_STRETCH = re.compile(r"力争|争取|冲刺|奋力|挑战|努力")


@dataclass(slots=True)
class Ledger:
    """Targets and facts as they are made, and which items claim which number of the view."""

    scope: Scope
    quoter: Quoter
    targets: list[Target] = field(default_factory=list)
    facts: list[Fact] = field(default_factory=list)
    claims: dict[int, tuple[str, ...]] = field(default_factory=dict)
    reasons: dict[int, str] = field(default_factory=dict)
    rows: dict[int, str] = field(default_factory=dict)

    def claim(self, number: int, item: str) -> None:
        """Enter that an item claims the number that starts at *number*."""
        held = self.claims.get(number, ())
        self.claims[number] = held if item in held else (*held, item)

    def group_of_row(self, indicator: Indicator, own: str) -> str:
        """The group of the values that share a base: named after the first of them."""
        return self.rows.setdefault(indicator.name.start, "g" + own[1:])

    def claim_inside(self, held: Sequence[tuple[str, Sequence[tuple[int, int]]]], amounts: Sequence[Amount]) -> None:
        """Enter for the numbers inside the stretches of an item that it claims them, unless another one does."""
        starts = [amount.start for amount in amounts]
        for item, stretches in held:
            for first, last in stretches:
                for number in starts[bisect_left(starts, first) : bisect_left(starts, last)]:
                    self.claims.setdefault(number, (item,))


def ledger_of(
    readings: list[Reading], indicators: Sequence[Indicator], reasons: Mapping[int, str], scope: Scope, quoter: Quoter
) -> Ledger:
    """Targets and facts in the order of the text, with every number's claim or reason.

    *reasons* are those of the numbers that no rule was asked about.
    """
    ledger = Ledger(scope, quoter, reasons=dict(reasons))
    waiting = deque(sorted(indicators, key=lambda one: one.start))
    for at, reading in enumerate(readings):
        start = reading.case.amount.start
        while waiting and waiting[0].start < start:
            _enter_indicator(ledger, waiting.popleft())
        if reading.promises:
            _enter_reading(ledger, readings, at)
        elif reading.reason is not None:
            ledger.reasons.setdefault(start, reading.reason)
    for indicator in waiting:
        _enter_indicator(ledger, indicator)
    return ledger


def _enter_reading(ledger: Ledger, readings: list[Reading], at: int) -> None:
    """The items of one reading; several from the same numbers share a group."""
    reading = readings[at]
    is_history = ledger.scope.is_history(reading.case)
    group: str | None = None
    for promise in reading.promises:
        spans = (*subject_in_scope(reading, readings, at), *promise.subject) if promise.inherits else promise.subject
        subject = "".join(ledger.quoter.printed(*span) for span in spans)
        if _LEVEL.fullmatch(subject) and ledger.targets and not is_history:
            subject += _LEVEL_HEAD.sub("", ledger.targets[-1].subject)
        # A clause that names nothing is called by its own words before the number.
        subject = subject or ledger.quoter.printed(promise.start, max(promise.start, reading.case.amount.prefix_start))
        if is_history or promise.is_fact:
            fact = _fact(ledger, reading, promise, subject, group)
            ledger.facts.append(fact)
            own, group = fact.id, fact.group
        else:
            target = _target(ledger, reading, promise, subject, group)
            if stretch := _stretch_of(ledger, readings, at, promise):
                target = replace(target, stretch_of=stretch)
            ledger.targets.append(target)
            own, group = target.id, target.group
        for number in sorted({reading.case.amount.start, *promise.also}):
            ledger.claim(number, own)


def _stretch_of(ledger: Ledger, readings: list[Reading], at: int, promise: Promise) -> str | None:
    """The id of the target beside which a promise is the higher aim: …80亿元、力争100亿元."""
    case = readings[at].case
    if not (promise.inherits and at and ledger.targets and readings[at - 1].promises):
        return None
    before = readings[at - 1].case
    same = before.sentence_start == case.sentence_start and before.amount.kind == case.amount.kind
    between = case.text[before.amount.end : case.amount.start]
    return ledger.targets[-1].id if same and _STRETCH.search(between) else None


def _group(promise: Promise, group: str | None, own: str) -> str | None:
    return (group or "g" + own[1:]) if promise.shared else None


def _unit(ledger: Ledger, promise: Promise) -> str | None:
    """The unit as printed; what a rule says instead of a unit (翻番 is 2 倍) stays."""
    if not promise.unit or not promise.unit_start:
        return promise.unit
    return ledger.quoter.printed(promise.unit_start, promise.unit_start + len(promise.unit))


def _target(ledger: Ledger, reading: Reading, promise: Promise, subject: str, group: str | None) -> Target:
    assert reading.rule is not None  # noqa: S101 - a promise has a rule
    quoter = ledger.quoter
    words = quoter.words(promise.start, promise.end, reading.rule.id, reading.rule.confidence)
    own = quoter.id("target", words.quote)
    horizon = Horizon(promise.year, Basis.EXPLICIT) if promise.year else ledger.scope.horizon(reading.case)
    return Target(
        id=own,
        words=words,
        subject=subject,
        comparator=promise.bound,
        value=promise.value,
        value_max=promise.value_max,
        unit=_unit(ledger, promise),
        deadline_year=horizon.year,
        deadline_basis=horizon.basis,
        frequency="annual" if promise.annual else "total",
        applies_per=quoter.printed(*promise.applies_per) if promise.applies_per else None,
        base_value=promise.base_value,
        base_year=promise.base_year,
        stretch_of=None,
        direction=promise.direction,
        group=_group(promise, group, own),
    )


def _fact(ledger: Ledger, reading: Reading, promise: Promise, subject: str, group: str | None) -> Fact:
    assert reading.rule is not None  # noqa: S101 - a promise has a rule
    words = ledger.quoter.words(promise.start, promise.end, reading.rule.id, reading.rule.confidence)
    own = ledger.quoter.id("fact", words.quote)
    return Fact(
        id=own,
        words=words,
        subject=subject,
        comparator=promise.bound,
        value=promise.value,
        value_max=promise.value_max,
        unit=_unit(ledger, promise),
        year=ledger.scope.fact_year(reading.case),
        frequency="annual" if promise.annual else "total",
        group=_group(promise, group, own),
    )


def _enter_indicator(ledger: Ledger, indicator: Indicator) -> None:
    """A value of an indicator table as a target; what its row starts from, as a fact beside the first of them."""
    quoter, amount, base = ledger.quoter, indicator.amount, indicator.base
    words = quoter.words(indicator.start, indicator.end, TABLE_RULE, TABLE_CONFIDENCE)
    year = indicator.year or ledger.scope.period[1]
    own = quoter.id("target", words.quote)
    target = Target(
        id=own,
        words=words,
        subject=quoter.printed(*indicator.name),
        comparator=amount.bound,
        value=amount.value,
        value_max=amount.value_max,
        unit=indicator.unit,
        deadline_year=year,
        deadline_basis=Basis.EXPLICIT if indicator.year else Basis.PERIOD if year else Basis.NONE,
        frequency="annual" if indicator.annual else "total",
        applies_per=None,
        base_value=base.value if base else None,
        base_year=indicator.base_year,
        stretch_of=None,
        direction="down" if amount.bound == "<=" else "up",
        group=ledger.group_of_row(indicator, own) if base else None,
    )
    ledger.targets.append(target)
    ledger.claim(amount.start, own)
    if base:
        ledger.claim(base.start, own)
        if indicator.leads:
            _enter_base(ledger, indicator, base, target)


def _enter_base(ledger: Ledger, indicator: Indicator, base: Amount, target: Target) -> None:
    """What a row of an indicator table starts from, grouped with the values that share it."""
    start = min(indicator.name.start, base.start)
    words = ledger.quoter.words(start, max(base.end, indicator.name.end), TABLE_RULE, TABLE_CONFIDENCE)
    fact = Fact(
        id=ledger.quoter.id("fact", words.quote),
        words=words,
        subject=target.subject,
        comparator=base.bound,
        value=base.value,
        value_max=base.value_max,
        unit=target.unit,
        year=indicator.base_year,
        frequency=target.frequency,
        group=target.group,
    )
    ledger.facts.append(fact)
    ledger.claim(base.start, fact.id)

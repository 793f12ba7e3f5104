"""What a rule is, and what it may answer."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

from xiandao.core.text import Span
from xiandao.reading.clauses import Case
from xiandao.reading.mentions.amounts import Amount
from xiandao.reading.phrases import Phrase


class Promise(NamedTuple):
    """A quantified goal (or, told of the past, a fact) as one clause gives it; places are in the view.

    Attributes:
        start: The words that hold subject and amount. end: One past them.
        subject: The stretches that together name the thing counted.
        bound: As :attr:`~xiandao.core.plan.Target.comparator`.
        value: In *unit*. value_max: Upper end of a range.
        inherits: Whether the thing that the promise before counts goes in front of *subject*.
        unit: In the view's forms. unit_start: Where it is printed, 0 where a rule says it instead (翻番 is 2 倍).
        annual: Whether it is meant for every year.
        applies_per: Each of what.
        base_value: What it starts from. base_year: When it did.
        direction: ``up`` or ``down``.
        also: Where further numbers start that the rule read with the case's own.
        shared: Whether several promises answer for the same numbers.
        year: The deadline, where the rule read it with the number.
        is_fact: Whether the words themselves tell what already is.
    """

    start: int
    end: int
    subject: tuple[Span, ...]
    bound: str
    value: float
    inherits: bool = False
    value_max: float | None = None
    unit: str | None = None
    unit_start: int = 0
    annual: bool = False
    applies_per: Span | None = None
    base_value: float | None = None
    base_year: int | None = None
    direction: str = "up"
    also: tuple[int, ...] = ()
    shared: bool = False
    is_fact: bool = False
    year: int | None = None


def promise_of(
    amount: Amount,
    phrase: Phrase,
    *,
    start: int,
    end: int,
    subject: tuple[Span, ...],
    bound: str | None = None,
) -> Promise:
    """A promise of the amount as it is printed, in the terms of the words before it; *bound* where the words say more."""
    return Promise(
        start=start,
        end=end,
        subject=subject,
        bound=bound or amount.bound,
        value=amount.value,
        value_max=amount.value_max,
        unit=amount.unit or None,
        unit_start=amount.unit_start,
        annual=phrase.annual,
        applies_per=phrase.applies_per,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Aside:
    """The reason why a number is no amount of the plan's."""

    reason: str


Answer = tuple[Promise, ...] | Aside | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One way of reading a number.

    Attributes:
        id: ``target.reach`` for instance.
        reads: Sentences in which it finds something; they are its tests and its page in the manual.
        leaves: Sentences that it must leave alone.
        read: Promises, a reason to set the number aside, or ``None`` to leave it to the next rule.
        confidence: 识别可信度 of what it reads.
        note: When it applies, in one Chinese sentence for the manual.
    """

    id: str
    note: str
    reads: tuple[str, ...]
    leaves: tuple[str, ...]
    read: Callable[[Case], Answer]
    confidence: float = 0.9

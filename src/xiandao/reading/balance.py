"""The books: every number of the document is claimed once, set aside for a reason, or open."""

from __future__ import annotations

import re

from xiandao.core.plan import Balance, Claim
from xiandao.core.text import Source
from xiandao.reading.lines import inside
from xiandao.reading.mentions.amounts import Amount
from xiandao.reading.targets import Ledger
from xiandao.reading.view import View

_DIGITS = re.compile(r"\d+")


def balance_of(source: Source, view: View, amounts: list[Amount], ledger: Ledger) -> Balance:
    """Claims for every run of digits of the document, and for every number in words that could be an amount."""
    groups = {target.id: target.group for target in ledger.targets} | {fact.id: fact.group for fact in ledger.facts}
    stretches = [
        _claim(view, amount, ledger) for amount in amounts if amount.number_end > amount.start or amount.in_words
    ]
    furniture = list(view.furniture)
    made: list[Claim] = []
    at = 0
    for run in _DIGITS.finditer(source.text):
        start, end = run.span()
        while at < len(stretches) and stretches[at].end <= start:
            made.extend(_worded(source, stretches[at]))
            at += 1
        if at < len(stretches) and stretches[at].start < end:
            made.append(Claim(start=start, end=end, items=stretches[at].items, reason=stretches[at].reason))
        else:
            reason = "furniture" if inside(furniture, start) else None
            made.append(Claim(start=start, end=end, items=(), reason=reason))
    for left in stretches[at:]:
        made.extend(_worded(source, left))
    return Balance(claims=tuple(made), open=tuple(claim for claim in made if _is_open(claim, groups)))


def _claim(view: View, amount: Amount, ledger: Ledger) -> Claim:
    start, end = view.span(amount.start, max(amount.number_end, amount.start + 1))
    items = ledger.claims.get(amount.start, ())
    return Claim(start=start, end=end, items=items, reason=None if items else ledger.reasons.get(amount.start))


def _worded(source: Source, claim: Claim) -> list[Claim]:
    """The claim of a number in words; one in digits has its runs already."""
    return [] if _DIGITS.search(source.text, claim.start, claim.end) else [claim]


def _is_open(claim: Claim, groups: dict[str, str | None]) -> bool:
    """Whether no item and no reason accounts for a number, or two items do that no rule read together."""
    if len(claim.items) > 1:
        return len({groups.get(item) for item in claim.items}) > 1 or groups.get(claim.items[0]) is None
    return not claim.items and claim.reason is None

"""The books go by runs of digits; people count printed numbers: ``8.21`` is one."""

from __future__ import annotations

import re
from collections.abc import Iterable

from xiandao.core.plan import Claim

_THOUSANDS = re.compile(r"[,，]\d{3}(?!\d)")


def printed_numbers(claims: Iterable[Claim], text: str) -> tuple[Claim, ...]:
    """*claims* of *text* in its order, neighbours that are one printed number and fared alike put together."""
    made: list[Claim] = []
    for claim in claims:
        if made and _goes_on(made[-1], claim, text):
            made[-1] = made[-1]._replace(end=claim.end)
        else:
            made.append(claim)
    return tuple(made)


def _goes_on(before: Claim, claim: Claim, text: str) -> bool:
    """A point, or a comma with the three digits of a thousand behind it, stands between the two."""
    if before.end + 1 != claim.start or (before.items, before.reason) != (claim.items, claim.reason):
        return False
    return text[before.end] == "." or bool(_THOUSANDS.match(text, before.end))

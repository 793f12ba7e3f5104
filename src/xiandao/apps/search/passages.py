"""What of an edition is indexed: its title, its paragraphs, its items."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from django.db.models import QuerySet

from xiandao.apps.plans.models import Edition, Item
from xiandao.apps.search.cutting import FACET, tokens
from xiandao.apps.search.models import SORT_BITS, TEXT, TITLE

LONGEST = 600
"""Characters of a passage; a longer paragraph is several."""
MOST = 1 << SORT_BITS
_LINE = re.compile(r"[^\n\x0b\x0c\r\x85\u2028\u2029]+")
_ENDS = "。！？；;!?，,、：:"
"""Where a long paragraph is parted; no phrase reaches over any of them."""
UNMARKED = 250
"""Characters without any of these marks that a passage holds at most: a tsvector keeps 256 places of one token."""
_RUN = re.compile(f"[^{_ENDS}]{{{UNMARKED}}}")
LAP = 80
"""Characters that two passages share where a paragraph had none of these marks."""
UNIT_FIELDS = ("units", "units_inherited", "lead", "support")


class Words(NamedTuple):
    """A passage that is to be indexed."""

    sort: str
    item: int | None
    start: int | None
    words: str
    facets: str


def passages_of(edition: Edition) -> Iterator[Words]:
    """Every passage of *edition*, of each sort in the order of the text; rejected items are none."""
    year = (edition.issued_on.year if edition.issued_on else None) or edition.period_first
    plan = edition.plan
    name = "\n".join(filter(None, (plan.title, edition.doc_no, edition.issuer, plan.place.name if plan.place else "")))
    yield Words(TITLE, None, None, name, _facets(year))
    if edition.document is not None:
        text = edition.document.text
        for start, end in _spans(text):
            yield Words(TEXT, None, start, text[start:end], _facets(year))
    for item in _items(edition):
        words = item.quote if item.head in item.quote else f"{item.head}\n{item.quote}".strip()
        yield Words(
            item.kind, item.pk, item.start, words[: LONGEST * 2], _facets(item.year or year, _units(item.fields))
        )


def _items(edition: Edition) -> QuerySet[Item]:
    listed = edition.items.exclude(state="rejected").order_by("start", "pk")
    return listed.only("kind", "head", "quote", "start", "year", "fields")


def _units(fields: dict[str, Any]) -> list[str]:
    return list(dict.fromkeys(unit for field in UNIT_FIELDS for unit in fields.get(field) or ()))


def _facets(year: int | None, units: list[str] | None = None) -> str:
    """The year and the responsible units as tokens of their own."""
    found = [year_token(year)] if year else []
    found += [f"{FACET}{token}" for unit in units or () for token in tokens(unit)]
    return " ".join(found)


def year_token(year: int) -> str:
    """What finds the rows of a year."""
    return f"{FACET}{FACET}{year}"


def _spans(text: str) -> Iterator[tuple[int, int]]:
    for line in _LINE.finditer(text):
        start, end = line.span()
        while (cut := _cut(text, start, end)) < end:
            yield start, cut
            start = cut if text[cut - 1] in _ENDS else cut - LAP
        if text[start:end].strip():
            yield start, end


def _cut(text: str, start: int, end: int) -> int:
    """Where the passage that begins at *start* ends: behind a mark where it is full, or where one has been missing."""
    if end - start <= UNMARKED:
        return end
    if run := _RUN.search(text, start, min(end, start + LONGEST)):
        return run.end()
    if end - start <= LONGEST:
        return end
    return max(text.rfind(mark, start + LONGEST - UNMARKED, start + LONGEST) for mark in _ENDS) + 1

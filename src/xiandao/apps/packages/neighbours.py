"""What the editions of a package become beside those before and after them: compared while nobody waits."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from xiandao.apps.packages.contents import Content
from xiandao.apps.packages.fates import Weighed
from xiandao.apps.plans.comparison_ahead import Compared, Side, compared, side_of, side_to_come
from xiandao.apps.plans.exchange import rows_of_states
from xiandao.apps.plans.models import Edition

Ref = int | str
"""An edition that is here by its number, or one that comes by its file."""
Found = Mapping[tuple[Ref, Ref], Compared]
"""By the later edition and the earlier one."""


class Neighbour(NamedTuple):
    """One edition of a plan.

    Attributes:
        content: What comes of it; ``None`` where it is here and stays as it is.
    """

    ref: Ref
    content: Content | None
    has_document: bool


def neighbours_compared(files: Iterable[Weighed], *, sender: str) -> Found:
    """Every comparison that follows when *files* enter one after the other."""
    rows: dict[int, dict[int, Neighbour]] = {}
    sides: dict[Ref, Side] = {}
    found: dict[tuple[Ref, Ref], Compared] = {}
    for each in files:
        content = each.content
        if content is None or each.why is not None or content.origin != sender:
            continue
        if content.plan not in rows:
            rows[content.plan] = _here(content)
        for later, earlier in _pairs(rows[content.plan], each, content):
            found[later.ref, earlier.ref] = compared(_side(earlier, sides), _side(later, sides))
    return found


def _here(content: Content) -> dict[int, Neighbour]:
    """The editions of its plan that are here, by ordinal."""
    of = Edition.objects.filter(plan__origin=content.origin, plan__origin_number=content.plan)
    listed = of.values_list("ordinal", "pk", "document")
    return {ordinal: Neighbour(pk, None, document is not None) for ordinal, pk, document in listed}


def _pairs(row: dict[int, Neighbour], each: Weighed, content: Content) -> list[tuple[Neighbour, Neighbour]]:
    """Puts what comes into its row; the later and the earlier of those that are to be compared then."""
    ordinal = content.whole["edition"]["ordinal"]
    comes = Neighbour(each.file, content, content.whole["document"] is not None)
    if ordinal in row:
        if each.here is not None and each.here.stand != each.stand:
            row[ordinal] = comes
        return []
    before = max((other for other in row if other < ordinal), default=None)
    after = min((other for other in row if other > ordinal), default=None)
    row[ordinal] = comes
    pairs = ((ordinal, before), (after, ordinal))
    both = [(row[later], row[earlier]) for later, earlier in pairs if later is not None and earlier is not None]
    return [(later, earlier) for later, earlier in both if later.has_document and earlier.has_document]


def _side(of: Neighbour, known: dict[Ref, Side]) -> Side:
    if of.ref not in known:
        if of.content is not None:
            whole = of.content.whole
            known[of.ref] = side_to_come(rows_of_states(Edition(), whole), whole["document"]["text"])
        elif isinstance(of.ref, int):
            known[of.ref] = side_of(of.ref)
    return known[of.ref]

"""The only writer of the index, which follows editions and items by the audit log."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction
from django.db.models import Exists, Max, OuterRef

from xiandao.apps.audit.models import AuditLine
from xiandao.apps.jobs.services import every
from xiandao.apps.plans.models import Edition
from xiandao.apps.search.cutting import tokens
from xiandao.apps.search.index_table import rows_add, rows_remove
from xiandao.apps.search.models import EDITION_BITS, Indexed, Mark, Passage, number_of
from xiandao.apps.search.passages import MOST, Words, passages_of

PAUSE = 5.0
"""Seconds between looks of a worker."""
AT_ONCE = 20
"""Editions that are indexed before a search, which waits for them; more are left to the worker."""

TOGETHER = 10
"""Editions in one transaction: waiting for the disk is shared, and others who write wait for a third of a second."""


@transaction.atomic
def index_edition(edition: int) -> int:
    """Brings the passages of an edition up to date; how many rows that changed."""
    of = (
        Edition.objects.select_for_update(of=("self",))
        .select_related("plan__place", "document")
        .filter(pk=edition)
        .first()
    )
    stored = {
        Words(row.sort, row.item, row.start, row.words, row.facets): row
        for row in Passage.objects.filter(pk__range=_range(edition))
    }
    wanted = list(dict.fromkeys(passages_of(of))) if of else []
    standing = set(wanted)
    gone = [row for key, row in stored.items() if key not in standing]
    rows_remove((row.pk, _tokens(row)) for row in gone)
    Passage.objects.filter(pk__in=[row.pk for row in gone]).delete()
    added = _numbered(edition, [each for each in wanted if each not in stored])
    Passage.objects.bulk_create(added, batch_size=200)
    rows_add((row.pk, _tokens(row)) for row in added)
    if of:
        Indexed.objects.get_or_create(edition=of)
    return len(gone) + len(added)


def search_refresh(most: int | None = None) -> int:
    """Indexes what is new or was changed since; how many editions that were, none where it is more than *most*."""
    head = AuditLine.objects.aggregate(seq=Max("seq"))["seq"] or 0
    mark, _ = Mark.objects.get_or_create(pk=1)
    stale = _stale(mark.seq, head)
    if most is not None and len(stale) > most:
        return 0
    for first in range(0, len(stale), TOGETHER):
        with transaction.atomic():
            for edition in stale[first : first + TOGETHER]:
                index_edition(edition)
    Mark.objects.filter(pk=1, seq__lt=head).update(seq=head)
    return len(stale)


@every(PAUSE)
def _follow() -> None:
    search_refresh()


def index_rebuild() -> int:
    """Compares every edition with its passages, whatever the audit log says; how many rows that changed."""
    return sum(index_edition(pk) for pk in Edition.objects.order_by("pk").values_list("pk", flat=True))


def _stale(mark: int, head: int) -> list[int]:
    """Editions without passages, and those that lines behind *mark* speak of."""
    fresh = Indexed.objects.filter(edition=OuterRef("pk"))
    stale = set(Edition.objects.filter(~Exists(fresh)).values_list("pk", flat=True))
    if head > mark:
        lines = AuditLine.objects.filter(seq__gt=mark, seq__lte=head, object_kind__in=("edition", "item"))
        for kind, object_id, detail in lines.values_list("object_kind", "object_id", "detail"):
            said = object_id if kind == "edition" else str(detail.get("edition", ""))
            stale.update({int(said)} if said.isdecimal() else ())
    return sorted(stale)


def _range(edition: int) -> tuple[int, int]:
    return edition << EDITION_BITS, (edition + 1 << EDITION_BITS) - 1


def _numbered(edition: int, wanted: Iterable[Words]) -> list[Passage]:
    """New passages behind those that stand."""
    made, nexts = [], {}
    for words in wanted:
        if words.sort not in nexts:
            nexts[words.sort] = _next(edition, words.sort)
        if nexts[words.sort] < number_of(edition, words.sort, 0) + MOST:
            row = Passage(
                pk=nexts[words.sort], edition_id=edition, item=words.item, start=words.start,
                words=words.words, facets=words.facets,
            )  # fmt: skip
            made.append(row)
            nexts[words.sort] += 1
    return made


def _next(edition: int, sort: str) -> int:
    first = number_of(edition, sort, 0)
    last = Passage.objects.filter(pk__range=(first, first + MOST - 1)).aggregate(last=Max("pk"))["last"]
    return first if last is None else last + 1


def _tokens(row: Passage) -> str:
    return " ".join((*tokens(row.words), row.facets))

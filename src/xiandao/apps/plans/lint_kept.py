"""What 印发前检查 finds, kept in this process for an edition as it stands: a page that is looked at again costs no lint."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from django.conf import settings
from django.db.models import Count, Max, Q, Sum

from xiandao.apps.plans.mappers import plan_of_edition, source_of_document
from xiandao.apps.plans.models import Edition
from xiandao.core.canonical import digest_of
from xiandao.core.findings import Finding
from xiandao.reading.lint import lint_plan

MOST = 500
"""Editions kept at a time; what is found in one takes some ten kilobytes."""


class Standing(NamedTuple):
    """An edition as it stands: what was found in it holds until any of this is another.

    Attributes:
        data: The workspace.
        edition: Its number.
        document: Of the text.
        counted: How many items, how many of them rejected, how many judgements, the last that came.
        about: Digest of what the document says of itself and of the balance, and the rules that read it.
    """

    data: str
    edition: int
    document: int
    counted: tuple[int, int, int, int]
    about: tuple[str, str]


def linted(edition: Edition) -> tuple[Finding, ...]:
    """What the rules find in *edition* as people left it; nothing in facts without their document."""
    if edition.document_id is None:
        return ()
    counted = edition.items.order_by().aggregate(
        n=Count("pk"), out=Count("pk", filter=Q(state="rejected")), judged=Sum("version"), last=Max("pk")
    )
    numbers = tuple(int(counted[name] or 0) for name in ("n", "out", "judged", "last"))
    about = (digest_of([edition.about, edition.balance, edition.findings]), edition.kernel)
    return _linted(Standing(str(settings.DATA), edition.pk, edition.document_id, numbers, about))  # type: ignore[arg-type]


@lru_cache(maxsize=MOST)
def _linted(standing: Standing) -> tuple[Finding, ...]:
    edition = Edition.objects.select_related("document").get(pk=standing.edition)
    if edition.document is None:
        return ()
    rows = edition.items.exclude(state="rejected")
    return tuple(lint_plan(plan_of_edition(edition, rows), source_of_document(edition.document)))

"""Plans whose items are known without their document (原文未随附), and how the document brings their words."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.db import transaction

from xiandao.apps.accounts.rights import Person
from xiandao.apps.audit.services import record
from xiandao.apps.places.selectors import place_by_name, root_place
from xiandao.apps.plans.attaching import draft_said
from xiandao.apps.plans.mappers import CLASSES, LIST_OF, day_of, row_of_item
from xiandao.apps.plans.models import Document, Edition, Item, Plan
from xiandao.apps.plans.risk import Doubts
from xiandao.core.errors import Refusal
from xiandao.writers.plan_json import item_from_dict

FORMAT = "xiandao-facts/1"


@transaction.atomic
def facts_enter(facts: Mapping[str, Any], name: str, *, at: dt.datetime) -> Edition:
    """A public plan known by its facts alone: read-only, apart from the installation's own plans, open to all.

    Raises:
        Refusal: The file is of another format.
    """
    if facts.get("format") != FORMAT:
        raise Refusal("facts-format", name=name, format=FORMAT)
    about = facts["document"]
    root = root_place()
    plan = Plan.objects.create(
        title=next(iter(about["alt_titles"]), about["title"]),
        place=place_by_name(about["place"]),
        level=about["level"] or "",
        keeper=root,
        openness="open",
        is_issued=not about.get("is_draft"),
        is_reference=True,
        added_at=at,
    )
    first, last = about["period"]
    edition = Edition.objects.create(
        plan=plan,
        ordinal=1,
        state="draft" if about.get("is_draft") else "issued",
        file_name=name,
        reading="facts",
        kernel=facts["kernel"],
        text_sha256=facts["text_sha256"],
        about=about,
        balance=facts["balance"],
        findings=facts["findings"],
        doc_no=about["doc_no"] or "",
        issuer=about["issuer"] or "",
        issued_on=day_of(about["issued_on"]),
        period_first=first,
        period_last=last,
        added_at=at,
    )
    items = [item_from_dict(CLASSES[kind], flat) for kind, listed in LIST_OF.items() for flat in facts[listed]]
    rows = [row_of_item(item, edition, Doubts((), ())) for item in items]
    for row in rows:
        row.state = "confirmed"
    Item.objects.bulk_create(rows, batch_size=500)
    record("edition.facts", "edition", edition.pk, by=None, at=at, items=len(rows))
    return edition


def words_attach(edition: Edition, document: Document, *, by: Person | None, at: dt.datetime) -> Edition:
    """Gives every item of *edition* its words: the facts hold where they stand in exactly this text."""
    items = list(edition.items.exclude(start=None))
    for item in items:
        item.quote = document.text[item.start : item.end]
    Item.objects.bulk_update(items, ("quote",), batch_size=500)
    edition.document = document
    edition.file_name = document.name
    edition.reading = "read"
    edition.save(update_fields=("document", "file_name", "reading"))
    draft_said(edition, is_draft=bool(edition.about.get("is_draft")))
    record(
        "edition.attach", "edition", edition.pk, by=by, at=at, after=f"sha256:{document.text_sha256}", items=len(items)
    )
    return edition

"""Plans whose items are known without their document (原文未随附), and how the document brings their words."""

from __future__ import annotations

import datetime as dt

from xiandao.apps.accounts.rights import Person
from xiandao.apps.audit.services import record
from xiandao.apps.plans.models import Document, Edition, Item


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
    record(
        "edition.attach", "edition", edition.pk, by=by, at=at, after=f"sha256:{document.text_sha256}", items=len(items)
    )
    return edition

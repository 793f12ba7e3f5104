"""Plans that wait for their words: which of them a document is of, where its text is not the one they were read from."""

from __future__ import annotations

import datetime as dt
import hashlib
import unicodedata
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from django.db.models import Count, Max, QuerySet, Sum

from xiandao.apps.accounts.rights import Person
from xiandao.apps.audit.services import record
from xiandao.apps.plans.known import edition_change_keep
from xiandao.apps.plans.mappers import as_known, edition_fields, rows_of_plan
from xiandao.apps.plans.models import Document, Edition, Item, Plan
from xiandao.apps.plans.risk import Doubts
from xiandao.core import plan as values

SHARE_OF_NAMESAKE, SHARE_OF_ANY = 0.5, 0.8
"""Of the items that wait for their words, the part a document must bring: under the same title, and under another."""
LEAST = 3
"""Items that must be found at all."""
READ_OF_NEW = ("kernel", "text_sha256", "balance", "findings")
"""What an edition takes over of the reading that brought its words: places in the text hold in that text alone."""


class Pair(NamedTuple):
    """An item that waits and the same one as it was read."""

    waits: Item
    read: Item


def title_key(title: str) -> str:
    """A title without spaces, punctuation and width, by which two printings of it are one."""
    return "".join(each for each in unicodedata.normalize("NFKC", title) if each.isalnum())


class Waiting(NamedTuple):
    """What was found to wait for a document.

    Attributes:
        edition: Its number; ``None`` where nothing waits for it.
        among: The editions that were looked at, with their titles.
        items: Of the one that was found how many there were, of which versions, and the newest.
    """

    edition: int | None
    among: frozenset[tuple[int, str]]
    items: tuple[Any, ...] | None


def waiting_ahead(read: values.Plan, among: QuerySet[Edition]) -> Waiting:
    """:func:`waiting_for`, while nobody waits; before it counts, :func:`still_waits` looks again."""
    looked_at = _known_by_facts(among)
    found = waiting_for(read, among) if looked_at else None
    return Waiting(found.pk, looked_at, _items_of(found.pk)) if found else Waiting(None, looked_at, None)


def still_waits(found: Waiting, among: QuerySet[Edition]) -> bool:
    """Whether the same editions are there to be looked at, and the one that was found is as it was."""
    return _known_by_facts(among) == found.among and (found.edition is None or _items_of(found.edition) == found.items)


def _known_by_facts(among: QuerySet[Edition]) -> frozenset[tuple[int, str]]:
    return frozenset(among.filter(reading="facts").values_list("pk", "plan__title"))


def _items_of(edition: int) -> tuple[Any, ...]:
    counted = Item.objects.filter(edition=edition).aggregate(n=Count("pk"), judged=Sum("version"), newest=Max("pk"))
    return (counted["n"], counted["judged"], counted["newest"])


def waiting_for(read: values.Plan, among: QuerySet[Edition]) -> Edition | None:
    """The edition of *among*, known by its facts, whose items the document brings; ``None`` where none is like it."""
    titles = {title_key(each) for each in (read.document.title or "", *read.document.alt_titles)} - {""}
    found: list[tuple[float, Edition]] = []
    for edition in among.filter(reading="facts").select_related("plan"):
        rows = list(edition.items.all())
        share = len(pairs_of(rows, read)) / len(rows) if len(rows) >= LEAST else 0.0
        if share >= (SHARE_OF_NAMESAKE if title_key(edition.plan.title) in titles else SHARE_OF_ANY):
            found.append((share, edition))
    return max(found, key=lambda each: each[0])[1] if found else None


def pairs_of(rows: Iterable[Item], read: values.Plan) -> list[Pair]:
    """Each of *rows* with the item read of the same words, or else of the same name and year; each once."""
    fresh = rows_of_plan(read, Edition(), Doubts((), ()))
    by_words = {key: row for row, key in zip(fresh, _squeezed(fresh), strict=True)} | {row.key: row for row in fresh}
    by_name: dict[tuple[str, str, int | None], list[Item]] = {}
    for row in fresh:
        by_name.setdefault(_name(row), []).append(row)
    listed, used, pairs = list(rows), set[str](), []
    for row in listed:
        if (found := by_words.get(row.key)) is not None and found.key not in used:
            used.add(found.key)
            pairs.append(Pair(row, found))
    taken = {pair.waits.pk for pair in pairs}
    for row in listed:
        left = [each for each in by_name.get(_name(row), ()) if each.key not in used]
        if row.pk not in taken and left:
            used.add(left[0].key)
            pairs.append(Pair(row, left[0]))
    return pairs


def _name(row: Item) -> tuple[str, str, int | None]:
    return row.kind, title_key(row.head), row.year


def _squeezed(rows: Iterable[Item]) -> Iterator[str]:
    """The key of each row as it is where its words stand in one line: a printed page breaks them, a file of text does not."""
    seen: dict[tuple[str, str], int] = {}
    for row in rows:
        quote = "".join(row.quote.split())
        ordinal = seen.get((row.kind, quote), 0)
        seen[row.kind, quote] = ordinal + 1
        words = f"{row.kind}\n{quote}\n{ordinal}".encode("utf-8", "surrogatepass")
        yield row.key[:1] + hashlib.blake2b(words, digest_size=5).hexdigest()


def words_bring(
    edition: Edition, document: Document, read: values.Plan, *, by: Person | None, at: dt.datetime
) -> Edition:
    """Gives the items of *edition* the words of another printing; an item it does not have stays without its words."""
    rows, known = list(edition.items.all()), as_known(edition)
    pairs = {pair.waits.pk: pair.read for pair in pairs_of(rows, read)}
    for row in rows:
        found = pairs.get(row.pk)
        row.quote = found.quote if found else row.quote
        row.start, row.end, row.page = (found.start, found.end, found.page) if found else (None, None, None)
    Item.objects.bulk_update(rows, ("quote", "start", "end", "page"), batch_size=500)
    said = edition_fields(read)
    for name in READ_OF_NEW:
        setattr(edition, name, said[name])
    edition.document, edition.file_name, edition.reading = document, document.name, "read"
    edition.save(update_fields=("document", "file_name", "reading", *READ_OF_NEW))
    draft_said(edition, is_draft=read.document.is_draft)
    edition_change_keep(edition, known, by=by, at=at)
    sha = f"sha256:{document.text_sha256}"
    record("edition.attach", "edition", edition.pk, by=by, at=at, after=sha, items=len(pairs), rest=len(rows) - len(pairs))  # fmt: skip
    return edition


def draft_said(edition: Edition, *, is_draft: bool) -> None:
    """A reference plan, of which no person says what it is, is the draft that its own head says it is."""
    if not is_draft or not edition.plan.is_reference or edition.state == "draft":
        return
    edition.state, edition.in_force_from = "draft", None
    edition.save(update_fields=("state", "in_force_from"))
    Plan.objects.filter(pk=edition.plan_id).update(is_issued=False)

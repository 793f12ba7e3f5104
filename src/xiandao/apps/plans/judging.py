"""The only writer of items: what people decide about them, one by one or as a group after a sample."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from django.db import transaction
from django.utils import timezone

from xiandao.apps.accounts.rights import Person
from xiandao.apps.audit.services import record
from xiandao.apps.plans.field_specs import BLANK, corrected
from xiandao.apps.plans.mappers import columns_of_item, item_of_row
from xiandao.apps.plans.models import Document, Edition, Item, Judgement, SampleCheck
from xiandao.apps.plans.risk import FIRST_KINDS, LOW
from xiandao.apps.plans.selectors import edition_for, item_for
from xiandao.apps.plans.telling import review_settled
from xiandao.core.canonical import digest_of
from xiandao.core.errors import Refusal

IDLE = 60.0
"""Seconds without a key or a move of the mouse after which time is not counted; the page measures, we bound."""
LONGEST = 3600.0
SAMPLE_LEAST, SAMPLE_SHARE = 5, 0.1
DEED = "plan.judge"


class Look(NamedTuple):
    """What was on the screen when a person decided.

    Attributes:
        version: Of the item; when it is not the item's any more, somebody else was quicker.
        seconds: How long it was looked at, idle time left out; ``None`` where nobody measured.
    """

    version: int
    seconds: float | None = None


def item_confirm(person: Person, item: int, look: Look, *, at: dt.datetime) -> Item:
    """It is as read."""
    return _judged(person, item, look, "confirm", at=at, state="confirmed")


def item_reject(person: Person, item: int, look: Look, *, at: dt.datetime, note: str = "") -> Item:
    """It is nothing of the kind; it stays as a record, and in no list and no count."""
    return _judged(person, item, look, "reject", at=at, state="rejected", note=note)


def item_reopen(person: Person, item: int, look: Look, *, at: dt.datetime, note: str = "") -> Item:
    """It waits again."""
    return _judged(person, item, look, "reopen", at=at, state="candidate", note=note)


def item_correct(
    person: Person, item: int, look: Look, said: Mapping[str, Any], *, at: dt.datetime, note: str = ""
) -> Item:
    """It stands with what the person said in place of what was read."""
    return _judged(person, item, look, "correct", at=at, state="corrected", said=said, note=note)


@transaction.atomic
def _judged(  # noqa: PLR0913 - the one place where an item changes
    person: Person,
    pk: int,
    look: Look,
    deed: str,
    *,
    at: dt.datetime,
    state: str,
    said: Mapping[str, Any] | None = None,
    note: str = "",
) -> Item:
    item = item_for(person, pk, DEED)
    before = {"state": item.state, "fields": item.fields}
    if said is not None:
        _set_fields(item, corrected(item.kind, item.fields, said))
    item.state, item.decided_at, item.decided_by_id = state, at, person.id
    if state == "candidate":
        item.decided_at = item.decided_by_id = None
    _save(item, look)
    _written(item, deed, before, by=person, at=at, look=look, note=note)
    return item


def _set_fields(item: Item, fields: dict[str, Any]) -> None:
    item.fields = fields
    for name, value in columns_of_item(item_of_row(item)).items():
        setattr(item, name, value)


def _save(item: Item, look: Look) -> None:
    """Saves *item* where it is still as it was on the screen; else whoever was quicker is named."""
    item.version = look.version + 1
    mine = Item.objects.filter(pk=item.pk, version=look.version)
    names = ("state", "fields", "head", "unit", "year", "version", "decided_at", "decided_by_id")
    if not mine.update(**{name: getattr(item, name) for name in names}):
        raise _taken(item)


def _taken(item: Item) -> Refusal:
    """Who did what to *item* in the meantime, and when; a new reading of the document did it where nobody decided."""
    last = item.judgements.select_related("by").order_by("-pk").first()
    if last is None or last.by is None:
        return Refusal("item-changed", name=item.head, who="—")
    at = timezone.localtime(last.at)
    when = f"{at:%H:%M}" if at.date() == timezone.localdate() else f"{at:%Y-%m-%d %H:%M}"
    return Refusal("item-judged", name=item.head, who=last.by.name, when=when, deed=last.deed)


def _written(  # noqa: PLR0913 - all of it is what a judgement is
    item: Item,
    deed: str,
    before: Mapping[str, Any] | None,
    *,
    by: Person,
    at: dt.datetime,
    look: Look | None = None,
    note: str = "",
) -> None:
    after = {"state": item.state, "fields": item.fields}
    seconds = None if look is None or look.seconds is None else min(max(look.seconds, 0.0), LONGEST)
    Judgement.objects.create(
        item=item, deed=deed, before=before, after=after, note=note[:2000], by_id=by.id, at=at, seconds=seconds
    )
    record(
        f"item.{deed}", "item", item.pk, by=by, at=at, edition=item.edition_id,
        before=digest_of(before) if before else None, after=digest_of(after),
    )  # fmt: skip
    review_settled(item.edition_id, at=at)


@transaction.atomic
def item_add(
    person: Person, edition: int, kind: str, span: tuple[int, int], said: Mapping[str, Any], *, at: dt.datetime
) -> Item:
    """An item that the rules did not see, on the words that the person selected."""
    of = edition_for(person, edition, DEED)
    if kind not in BLANK:
        raise Refusal("field-choice", field="kind", known="、".join(BLANK))
    start, end = span
    if not 0 <= start < end <= len(_document(of).text):
        raise Refusal("words-none")
    item = _new(of, kind, (start, end), corrected(kind, BLANK[kind], said), at=at, by=person)
    _written(item, "add", None, by=person, at=at)
    return item


def words_at(text: str, words: str) -> tuple[int, int]:
    """Where typed *words* stand in a text, blanks not counted: a document breaks its lines where nobody types a break.

    Raises:
        Refusal: ``words-none`` without words, ``words-absent`` where they do not stand there, ``words-often`` where they
            do more than once.
    """
    wanted = "".join(words.split())
    if not wanted:
        raise Refusal("words-none")
    places = [at for at, letter in enumerate(text) if not letter.isspace() and letter != "\ufeff"]
    bare = "".join(text[at] for at in places)
    first = bare.find(wanted)
    if first < 0:
        raise Refusal("words-absent")
    if bare.find(wanted, first + 1) >= 0:
        raise Refusal("words-often")
    return places[first], places[first + len(wanted) - 1] + 1


def _document(edition: Edition) -> Document:
    if edition.document is None:
        raise Refusal("absent")
    return edition.document


def _new(
    edition: Edition, kind: str, span: tuple[int, int], fields: dict[str, Any], *, at: dt.datetime, by: Person
) -> Item:
    """A confirmed item of a person's own; its key tells words and order apart from what rules read."""
    document = _document(edition)
    start, end = span
    ordinal = edition.items.filter(key__startswith="p").count() + 1
    key = f"p{digest_of([kind, start, end, ordinal]).rpartition(':')[2][:10]}"
    item = Item(
        edition=edition,
        kind=kind,
        key=key,
        state="confirmed",
        quote=document.text[start:end],
        start=start,
        end=end,
        page=sum(page <= start for page in document.pages) or None,
        rule="person",
        confidence=1.0,
        fields=fields,
        decided_at=at,
        decided_by_id=by.id,
    )
    _set_fields(item, fields)
    item.save(force_insert=True)
    return item


@transaction.atomic
def item_split(
    person: Person, item: int, look: Look, parts: Sequence[Mapping[str, Any]], *, at: dt.datetime
) -> tuple[Item, ...]:
    """One item is several: it gives way to *parts*, each the whole with what is said of it changed."""
    if len(parts) < 2:
        raise Refusal("split-one")
    whole = _judged(person, item, look, "split", at=at, state="rejected")
    made = []
    for said in parts:
        fields = corrected(whole.kind, whole.fields, said)
        part = _new(whole.edition, whole.kind, _span(whole), fields, at=at, by=person)
        _written(part, "split", {"from": whole.key}, by=person, at=at)
        made.append(part)
    return tuple(made)


@transaction.atomic
def items_merge(person: Person, looks: Mapping[int, Look], said: Mapping[str, Any], *, at: dt.datetime) -> Item:
    """Several items of one kind and edition are one: the first of the text takes over, the others give way."""
    list(Item.objects.select_for_update().filter(pk__in=looks).order_by("pk"))  # all at once: nobody waits in a circle
    items = sorted((item_for(person, pk, DEED) for pk in looks), key=lambda each: (each.start or 0, each.pk))
    if len(items) < 2 or len({(each.kind, each.edition_id) for each in items}) > 1:
        raise Refusal("merge-unlike")
    first, *others = items
    for other in others:
        _judged(person, other.pk, looks[other.pk], "merge", at=at, state="rejected", note=first.key)
    before = {"state": first.state, "fields": first.fields}
    _set_fields(first, corrected(first.kind, first.fields, said))
    first.state, first.decided_at, first.decided_by_id = "corrected", at, person.id
    _save(first, looks[first.pk])
    _written(first, "merge", before, by=person, at=at, look=looks[first.pk])
    return first


def _span(item: Item) -> tuple[int, int]:
    return item.start or 0, item.end or 0


def low_risk(edition: Edition) -> list[Item]:
    """The candidates that may be confirmed together: neither targets nor tasks, and of little risk."""
    waiting = edition.items.filter(state="candidate", risk__lte=LOW).exclude(kind__in=FIRST_KINDS)
    return list(waiting.order_by("pk"))


@transaction.atomic
def sample_draw(person: Person, edition: int, *, at: dt.datetime) -> SampleCheck:
    """Draws those of the low-risk items that a person looks at for all of them; the draw follows from what there is."""
    of = edition_for(person, edition, DEED)
    standing = of.samples.filter(used_at=None).order_by("-pk").first()
    if standing is not None:
        return standing
    group = [item.pk for item in low_risk(of)]
    if not group:
        raise Refusal("group-none")
    size = min(len(group), max(SAMPLE_LEAST, round(len(group) * SAMPLE_SHARE)))
    drawn = sorted(random.Random(f"{of.pk}:{group}").sample(group, size))  # noqa: S311 - a draw to be repeated
    check = SampleCheck.objects.create(edition=of, drawn=drawn, group=group, created_at=at, by_id=person.id)
    record("item.sample", "edition", of.pk, by=person, at=at, sample=drawn)
    return check


@transaction.atomic
def group_confirm(person: Person, edition: int, *, at: dt.datetime) -> int:
    """Confirms the rest of the group when every item of its sample was looked at and found as read; how many.

    Raises:
        Refusal: ``group-unchecked`` while some of the sample wait, ``group-faulty`` when one was wrong: then the whole
            group is looked at one by one.
    """
    of = edition_for(person, edition, DEED)
    check = of.samples.select_for_update().filter(used_at=None).order_by("-pk").first()
    if check is None:
        raise Refusal("group-unchecked", left="—")
    states = dict(Item.objects.filter(pk__in=check.drawn).values_list("pk", "state"))
    if left := sum(state == "candidate" for state in states.values()):
        raise Refusal("group-unchecked", left=left)
    if set(states) != set(check.drawn) or any(state != "confirmed" for state in states.values()):
        raise Refusal("group-faulty")
    group = of.items.select_for_update().filter(pk__in=check.group, state="candidate", risk__lte=LOW)
    rest = list(group.exclude(kind__in=FIRST_KINDS))
    _confirm_all(rest, by=person, at=at)
    check.used_at = at
    check.save(update_fields=("used_at",))
    record("item.group", "edition", of.pk, by=person, at=at, sample=check.drawn, confirmed=[item.pk for item in rest])
    review_settled(of.pk, at=at)
    return len(rest)


def _confirm_all(items: Iterable[Item], *, by: Person, at: dt.datetime) -> None:
    listed = list(items)
    Judgement.objects.bulk_create(
        [
            Judgement(
                item=item, deed="group", by_id=by.id, at=at,
                before={"state": item.state, "fields": item.fields},
                after={"state": "confirmed", "fields": item.fields},
            )
            for item in listed
        ],
        batch_size=500,
    )  # fmt: skip
    for item in listed:
        item.state, item.decided_at, item.decided_by_id, item.version = "confirmed", at, by.id, item.version + 1
    Item.objects.bulk_update(listed, ("state", "decided_at", "decided_by", "version"), batch_size=500)

"""Targets of several places side by side: one row for what counts the same thing in the same unit."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from django.db.models.fields.json import KT

from xiandao.alignment.overlap import SubjectKey, is_increment, subject_key
from xiandao.apps.plans.aims import AHEAD
from xiandao.apps.plans.matrix_columns import Asked, Column, Compared, text_of
from xiandao.apps.plans.models import LIVE, LONG_OF_ITEM, Item
from xiandao.apps.plans.taxonomies import renamed
from xiandao.core.quantity import base_of

PER = "fields__applies_per"
UNUSED = ("read", "doubts", "lineage")


class Entry(NamedTuple):
    """A target of one place.

    Attributes:
        item: As a row, for its amount as printed.
        low: In base units.
        high: In base units; *low* but for ranges.
    """

    item: Item
    low: float
    high: float


class Found(NamedTuple):
    """Where a target stands: its number and whether it counts."""

    item: int
    is_live: bool


class Subject(NamedTuple):
    """A row: what targets of several places count.

    Attributes:
        key: In what they agree.
        found: Key of the column → its targets.
        places: How many places have a confirmed one.
    """

    key: SubjectKey
    found: Mapping[str, Sequence[Found]]
    places: int


class Line(NamedTuple):
    """A row as shown: the subject and, for each column shown, its targets."""

    subject: Subject
    cells: tuple[tuple[Entry, ...], ...]


def subjects_of(of: Compared, asked: Asked) -> tuple[Subject, ...]:
    """What the targets in force count, what most places count first; of several places, but where asked for all."""
    columns = {edition: column.key for column in of.columns for edition in column.editions}
    grouped: dict[SubjectKey, dict[str, list[Found]]] = defaultdict(lambda: defaultdict(list))
    for item, edition, key, is_live in _targets(of):
        grouped[key][columns[edition]].append(Found(item, is_live))
    least = 1 if asked.with_single else 2
    subjects = (
        Subject(key, found, sum(any(each.is_live for each in of_place) for of_place in found.values()))
        for key, found in grouped.items()
        if len(found) >= least and asked.words in key.subject
    )
    return tuple(sorted(subjects, key=lambda each: (-each.places, -len(each.found), each.key)))


def _targets(of: Compared) -> Iterator[tuple[int, int, SubjectKey, bool]]:
    """Number, edition, key and whether it counts, of every target in force that was not rejected."""
    rows = Item.objects.filter(kind="target", edition__in=of.queryset.values("pk")).exclude(state="rejected").order_by()
    columns = rows.values_list(
        "pk", "edition_id", "unit", "state", "quote", *map(KT, ("fields__subject", "fields__frequency", PER))
    )
    keys: dict[tuple[str, str, str, str, bool], SubjectKey] = {}
    for pk, edition, unit, state, quote, subject, frequency, per in columns.iterator(chunk_size=20_000):
        if edition in of.current:
            counted = (subject, unit, frequency, per, is_increment(quote))
            key = keys.get(counted) or keys.setdefault(counted, _key(*counted))
            yield pk, edition, key, state in LIVE


def _key(subject: str, unit: str, frequency: str | None, per: str | None, is_added: bool) -> SubjectKey:
    return subject_key(renamed(subject), unit, frequency=text_of(frequency) or "", per=text_of(per), is_added=is_added)


def lines_of(subjects: Iterable[Subject], columns: Sequence[Column]) -> tuple[Line, ...]:
    """The rows of what is shown, amounts fetched for them alone."""
    subjects = list(subjects)
    keys = {column.key for column in columns}
    wanted = [each.item for subject in subjects for key in keys for each in subject.found.get(key, ())]
    items = (
        Item.objects.select_related("edition__plan").defer(*LONG_OF_ITEM, *UNUSED).annotate(ahead=AHEAD).in_bulk(wanted)
    )
    return tuple(
        Line(subject, tuple(_entries(subject.found.get(column.key, ()), items) for column in columns))
        for subject in subjects
    )


def _entries(found: Iterable[Found], items: Mapping[int, Item]) -> tuple[Entry, ...]:
    """The targets of one cell by year, what two plans of a place say alike once, confirmed before waiting."""
    entries: dict[tuple[object, ...], Entry] = {}
    for each in sorted(found, key=lambda one: (not one.is_live, one.item)):
        item = items[each.item]
        low, high = base_values(item)
        entries.setdefault((low, high, item.fields["comparator"], item.year), Entry(item, low, high))
    return tuple(sorted(entries.values(), key=lambda entry: (entry.item.year or 9999, entry.low)))


def base_values(item: Item) -> tuple[float, float]:
    """The amount of a target in its base unit, lower and upper end."""
    scale = base_of(item.unit)[1]
    low, high = item.fields["value"], item.fields["value_max"]
    return low * scale, (low if high is None else high) * scale

"""Two editions compared while nobody waits, with what they were compared from: to be looked at again before it is kept."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from xiandao.alignment.editions import compare_editions
from xiandao.alignment.editions_values import Link
from xiandao.alignment.leaves import Leaf
from xiandao.apps.audit.ahead import Stale
from xiandao.apps.plans.mappers import leaves_of_rows, rows_of_plan
from xiandao.apps.plans.models import Edition, Item
from xiandao.apps.plans.risk import Doubts
from xiandao.core import plan as values


class Stood(NamedTuple):
    """An edition as it was compared: it is another as soon as any of this is.

    Attributes:
        edition: Its number.
        document: Of the text; ``None`` where there is none.
        items: Each that is not rejected, with its version.
    """

    edition: int
    document: int | None
    items: frozenset[tuple[int, int]]


class Side(NamedTuple):
    """One of the two.

    Attributes:
        stood: ``None`` where it is not here yet.
        ids: Of its items, by key; empty where it is not here yet.
        leaves: Its items as they are compared.
    """

    stood: Stood | None
    ids: Mapping[str, int]
    leaves: tuple[Leaf, ...]


class Compared(NamedTuple):
    """What became of one edition in the other."""

    before: Side
    after: Side
    links: tuple[Link, ...]

    @property
    def earlier(self) -> int | None:
        """Number of the earlier edition; ``None`` where it was not here yet."""
        return self.before.stood.edition if self.before.stood else None


def compared(before: Side, after: Side) -> Compared:
    """The longest part: the two laid beside each other."""
    return Compared(before, after, compare_editions(before.leaves, after.leaves).links)


def compared_next(plan: int, read: values.Plan, text: str) -> Compared | None:
    """What was *read* of *text* and the last edition of *plan*, which it will follow; ``None`` where nothing is compared."""
    last = last_of(plan)
    if last is None or last.document_id is None:
        return None
    return compared(side_of(last.pk), side_to_come(rows_of_plan(read, Edition(), Doubts((), ())), text))


def side_of(pk: int) -> Side:
    """An edition that is here."""
    edition = Edition.objects.select_related("document").get(pk=pk)
    rows = list(edition.items.exclude(state="rejected"))
    stood = Stood(pk, edition.document_id, frozenset((row.pk, row.version) for row in rows))
    text = edition.document.text if edition.document else ""
    return Side(stood, {row.key: row.pk for row in rows}, leaves_of_rows(rows, text))


def side_to_come(rows: Iterable[Item], text: str) -> Side:
    """An edition that will be here, of *rows* that are not saved yet."""
    return Side(None, {}, leaves_of_rows((row for row in rows if row.state != "rejected"), text))


def last_of(plan: int) -> Edition | None:
    """The newest edition of *plan*."""
    return Edition.objects.filter(plan=plan).order_by("-ordinal").first()


def stands(found: Compared) -> None:
    """Looks again at what was compared.

    Raises:
        Stale: It is another by now.
    """
    for stood in (found.before.stood, found.after.stood):
        if stood is not None and _stood(stood.edition) != stood:
            raise Stale


def _stood(edition: int) -> Stood:
    document = Edition.objects.filter(pk=edition).values_list("document", flat=True).first()
    items = Item.objects.filter(edition=edition).exclude(state="rejected").order_by()
    return Stood(edition, document, frozenset(items.values_list("pk", "version")))

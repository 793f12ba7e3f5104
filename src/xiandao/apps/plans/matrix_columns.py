"""Whose plans are laid side by side: what was asked for, the editions in force on that day, and a column for each place."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from django.db.models import QuerySet

from xiandao.apps.accounts.rights import Person
from xiandao.apps.plans.models import SECRECY, Edition
from xiandao.apps.plans.selectors import editions_seen

SCOPES = ("own", "reference", "all")
LEVELS = ("province", "city", "district", "zone")


class Asked(NamedTuple):
    """What a page of comparison is asked for.

    Attributes:
        on: The day; editions in force on it are compared.
        is_dated: Whether the day was asked for, or is today.
        scope: One of :data:`SCOPES`.
        level: One of :data:`LEVELS`; empty for all.
        is_detailed: Segments and the directions named under them in place of sectors.
        with_drafts: The latest wording of each plan, drafts too.
        with_layout: What a plan gives to places below its own counts for them.
        words: Only subjects that hold them.
        with_single: Rows of one place alone too.
    """

    on: dt.date
    is_dated: bool = False
    scope: str = "own"
    level: str = ""
    is_detailed: bool = False
    with_drafts: bool = False
    with_layout: bool = False
    words: str = ""
    with_single: bool = False


def asked_of(parameters: Mapping[str, str], today: dt.date) -> Asked:
    """The parameters of an address; what makes no sense there is as if it were not."""
    day = _day(parameters.get("on", ""))
    scope, level = parameters.get("scope", ""), parameters.get("level", "")
    return Asked(
        on=day or today,
        is_dated=day is not None,
        scope=scope if scope in SCOPES else "own",
        level=level if level in LEVELS else "",
        is_detailed=bool(parameters.get("detail")),
        with_drafts=bool(parameters.get("drafts")),
        with_layout=bool(parameters.get("layout")),
        words=parameters.get("q", "").strip(),
        with_single=bool(parameters.get("single")),
    )


def _day(iso: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(iso)
    except ValueError:
        return None


class Wording(NamedTuple):
    """An edition, in what a comparison needs of it."""

    pk: int
    plan: int
    ordinal: int
    state: str
    issued_on: dt.date | None
    in_force_from: dt.date | None
    in_force_until: dt.date | None
    title: str
    plan_level: str
    is_reference: bool
    place: int | None
    place_name: str | None
    short_name: str | None
    place_level: str | None
    path: str | None
    is_invented: bool | None

    @property
    def since(self) -> dt.date | None:
        """The first day on which it is in force; ``None`` where nothing says."""
        return self.in_force_from or self.issued_on

    @property
    def column(self) -> str:
        """The place, or the plan where it has none."""
        return f"place-{self.place}" if self.place else f"plan-{self.plan}"

    @property
    def level(self) -> str:
        """Of the place, or of the plan where it has none."""
        return self.place_level or self.plan_level

    def is_in_force(self, on: dt.date) -> bool:
        """Whether it is in force; where its first day is not known, on every day before its last."""
        return (self.since is None or self.since <= on) and (self.in_force_until is None or on <= self.in_force_until)


_COLUMNS = (
    "pk", "plan_id", "ordinal", "state", "issued_on", "in_force_from", "in_force_until", "plan__title", "plan__level",
    "plan__is_reference", "plan__place_id", "plan__place__name", "plan__place__short_name", "plan__place__level",
    "plan__place__path", "plan__place__is_invented",
)  # fmt: skip


class Column(NamedTuple):
    """A place, or a plan without one.

    Attributes:
        key: ``place-7``, ``plan-9``, or ``name-…`` for a place that the tree does not know.
        name: As it heads the column.
        title: In full: the place and its plans.
        level: Of the place; empty where not known.
        path: In the tree of places; empty for plans without a place.
        editions: The editions compared, by number.
        is_undated: Whether one of them bears no date, so that it counts on every day.
        is_draft: Whether one of them is a draft.
        is_invented: Whether the place is; ``None`` where it is not known.
    """

    key: str
    name: str
    title: str
    level: str
    path: str
    editions: tuple[int, ...]
    is_undated: bool = False
    is_draft: bool = False
    is_invented: bool | None = None


class Compared(NamedTuple):
    """The editions that a page compares.

    Attributes:
        queryset: All that may be read in the scope, of every day, for items to be looked up by.
        wordings: The same as values, those that were in force on the day asked for or before, by number.
        current: Of those the one of each plan that is in force on the day.
        columns: In the order of the tree.
        left_out: Places not shown since invented and real ones are never shown together.
        scope: The one that is shown.
        scopes: What may be chosen in its place.
    """

    queryset: QuerySet[Edition]
    wordings: Mapping[int, Wording]
    current: frozenset[int]
    columns: tuple[Column, ...]
    left_out: int
    scope: str
    scopes: tuple[str, ...]


def compared(person: Person, asked: Asked, classes: Sequence[str] = SECRECY) -> Compared:
    """The editions and columns for *asked*, of what *person* may read and is of these 保密属性."""
    queryset = editions_seen(person)
    if tuple(classes) != SECRECY:
        queryset = queryset.filter(plan__secrecy__in=classes)
    every = [Wording(*row) for row in queryset.order_by("plan", "ordinal").values_list(*_COLUMNS)]
    kind = _kind_of_own(every)
    scopes = SCOPES if kind is False else SCOPES[:2]
    scope = asked.scope if asked.scope in scopes else SCOPES[0]
    in_scope = [each for each in every if scope == "all" or each.is_reference == (scope == "reference")]
    known = [each for each in in_scope if each.state != "draft" or asked.with_drafts]
    past = [each for each in known if each.since is None or each.since <= asked.on]
    current = _current(past, asked.on)
    is_invented = False if scope != "own" else kind
    unmixed = [each for each in current if each.is_invented in (None, is_invented)]
    left_out = {each.column for each in current} - {each.column for each in unmixed}
    columns = [column for column in _columns(unmixed) if asked.level in ("", column.level)]
    shown = frozenset(edition for column in columns for edition in column.editions)
    return Compared(queryset, {each.pk: each for each in past}, shown, tuple(columns), len(left_out), scope, scopes)


def _kind_of_own(every: Iterable[Wording]) -> bool:
    """Whether the installation's own places are invented ones: what most of its plans are about."""
    places = Counter(each.is_invented for each in every if not each.is_reference and each.is_invented is not None)
    return places[True] > places[False]


def _current(past: Iterable[Wording], on: dt.date) -> list[Wording]:
    """The last edition of each plan that is in force, a draft being so from when it was made."""
    last = {each.plan: each for each in past if each.is_in_force(on)}
    return list(last.values())


def _columns(current: Iterable[Wording]) -> list[Column]:
    by_key: dict[str, list[Wording]] = {}
    for each in sorted(current, key=lambda one: (one.path is None, one.path or "", one.title, one.plan)):
        by_key.setdefault(each.column, []).append(each)
    return [_column(key, of) for key, of in by_key.items()]


def _column(key: str, of: list[Wording]) -> Column:
    first = of[0]
    return Column(
        key=key,
        name=first.short_name or first.place_name or first.title,
        title="；".join([*([first.place_name] if first.place_name else []), *(f"《{each.title}》" for each in of)]),
        level=first.level,
        path=first.path or "",
        editions=tuple(each.pk for each in of),
        is_undated=any(each.since is None and each.state != "draft" for each in of),
        is_draft=any(each.state == "draft" for each in of),
        is_invented=first.is_invented,
    )


def text_of(value: str | None) -> str | None:
    """A text out of a JSON field: SQLite gives ``null`` as a word."""
    return None if value == "null" else value

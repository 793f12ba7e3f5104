"""What sources say of entities: statements, each with its source, who said it, when it was seen and when it holds."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

AUTHORITIES = ("statutory", "registered", "verified", "reported", "claimed")
"""How much a source weighs, the weightiest first: 法定统计, 登记机关, 主管部门核实, 单位填报, 自行申报."""

Deed = Literal["state", "deny", "choose", "delete", "restore"]
"""``state`` values; ``deny`` values said before (a source takes them back); ``choose`` a value among contradicting ones;
``delete`` the entity from every list; ``restore`` it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """Where words come from.

    Attributes:
        key: Of the paper, workbook or form; statements of one key stand and fall together.
        stream: Who keeps saying it, over many papers: what a stream says later replaces what it said before.
        authority: One of :data:`AUTHORITIES`.
        title: As people know it.
    """

    key: str
    stream: str
    authority: str
    title: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What one origin says of one entity at once: the form in which statements are kept.

    Attributes:
        entity: Key of the entity.
        values: Canonical text by property; an empty tuple says that there is none.
        origin: Where it comes from. by: who entered it.
        at: When it became known here; later words of the same instant come later in *order*.
        valid_from: First day on which it holds; ``None``: it is not said since when.
        valid_until: Last day; ``None``: until told otherwise.
        deed: One of :data:`Deed`.
        place: Where in the origin: a sheet and a row, a page.
        note: the grounds of a choice, a deletion, a label: who granted it, which paper.
        withdrawn_at: When it was taken back as if it had never been said (an import undone); ``None`` while it stands.
    """

    entity: str
    values: Mapping[str, tuple[str, ...]]
    origin: Origin
    by: str
    at: dt.datetime
    order: int = 0
    valid_from: dt.date | None = None
    valid_until: dt.date | None = None
    deed: Deed = "state"
    place: str = ""
    note: str = ""
    withdrawn_at: dt.datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """One value that one stream gives one property of one entity.

    Attributes:
        first_seen: When it was said first. last_seen: when it was last said again.
        until_seen: When the stream took it back or said otherwise; ``None`` while it stands.
        leads: Whether the current row shows it.
    """

    entity: str
    property: str
    value: str
    origin: Origin
    by: str
    first_seen: dt.datetime
    last_seen: dt.datetime
    until_seen: dt.datetime | None = None
    valid_from: dt.date | None = None
    valid_until: dt.date | None = None
    place: str = ""
    note: str = ""
    leads: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """An entity as it is taken to be on a day.

    Attributes:
        entity: Its key.
        values: The leading values by property.
        contested: Properties of which streams say different things, whether or not somebody has chosen.
        chosen: Properties whose leading value a person chose.
        exists: Whether it stands in lists: somebody said something of it, and it is not deleted.
        changes_on: The first day after, on which the row is another without anything new being said: something begins
            or ends to hold; ``None`` where there is none.
    """

    entity: str
    values: Mapping[str, tuple[str, ...]]
    contested: frozenset[str] = frozenset()
    chosen: frozenset[str] = frozenset()
    exists: bool = True
    changes_on: dt.date | None = None
    since: Mapping[str, dt.date] = field(default_factory=dict)
    """First day on which the leading value holds, where that is said."""

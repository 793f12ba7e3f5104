"""The pack of places: the administrative tree, and the functional zones that lie over it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from xiandao.readers.packs_schema import Fault, Field, Row, Schema

LEVELS = ("国家", "省级", "市级", "县区级", "乡镇级", "片区")
"""From the top down; 片区 is a part of a functional zone."""

KINDS = ("行政区", "功能区")


class Managed(NamedTuple):
    """A place that a functional zone manages, from and to the day given, both included; ``None`` is open."""

    place: str
    since: date | None
    until: date | None


class PlaceRow(NamedTuple):
    """A place.

    Attributes:
        code: As in GB/T 2260 (six digits) or GB/T 10114 (nine, below counties); zones that have none bear their place's
            with a suffix, ``320100-hitech``; invented places begin with 99.
        name: The full name.
        short: Other names it goes by among its neighbours.
        level: One of :data:`LEVELS`; of a functional zone, the level it is ranked at.
        parent: Code of the place it belongs to by administration; empty at the top.
        kind: One of :data:`KINDS`.
        since: First day of validity, ``None`` where it is not said.
        until: Last day of validity, ``None`` where it is open.
        manages: What a functional zone manages although it belongs to another place.
        note: For people.
    """

    code: str
    name: str
    short: tuple[str, ...]
    level: str
    parent: str
    kind: str
    since: date | None
    until: date | None
    manages: tuple[Managed, ...]
    note: str


_MANAGES = (
    Field(name="place", required=True, refers="place", says="代码：管理的乡镇、街道或区县。"),
    Field(name="from", type="day", says="管理起始日。"),
    Field(name="to", type="day", says="管理截止日；空着表示至今。"),
)
_PLACE = (
    Field(
        name="code",
        required=True,
        defines="place",
        form=r"\d{6}|\d{9}|\d{6}(-[a-z0-9]+)+",
        says="区划代码，六位或九位；没有国标代码的功能区用所在地代码加连字符和英文。",
    ),
    Field(name="name", required=True, says="全称。"),
    Field(name="short", type="texts", default=(), says="简称和其他叫法。"),
    Field(name="level", required=True, vocabulary=LEVELS, says="层级；功能区填其规格所对应的层级。"),
    Field(name="parent", default="", refers="place", says="上级区划代码；最上一级不填。"),
    Field(name="kind", vocabulary=KINDS, default="行政区", says="行政区或功能区。"),
    Field(name="from", type="day", says="启用日。"),
    Field(name="to", type="day", says="停用日；空着表示现行。"),
    Field(name="manages", type="tables", default=(), fields=_MANAGES, says="功能区代管的地方。"),
    Field(name="note", default="", says="说明。"),
)


def _place(row: Row) -> PlaceRow:
    manages = tuple(Managed(one.text("place"), one.day("from"), one.day("to")) for one in row.rows("manages"))
    return PlaceRow(
        code=row.text("code"),
        name=row.text("name"),
        short=row.texts("short"),
        level=row.text("level"),
        parent=row.text("parent"),
        kind=row.text("kind"),
        since=row.day("from"),
        until=row.day("to"),
        manages=manages,
        note=row.text("note"),
    )


def _build(tops: Sequence[Row]) -> tuple[PlaceRow, ...]:
    return tuple(_place(row) for top in tops for row in top.rows("place"))


def _faults(tops: Sequence[Row]) -> Iterator[Fault]:
    rows = [row for top in tops for row in top.rows("place")]
    by_code = {row.text("code"): row for row in rows}
    yield from (fault for row in rows for fault in _levels(row, by_code))
    yield from (fault for row in rows for one in (row, *row.rows("manages")) for fault in period_faults(one))
    yield from _names(rows)
    yield from _managed(rows)


def _levels(row: Row, by_code: Mapping[str, Row]) -> Iterator[Fault]:
    """A place stands below its parent; a functional zone may be ranked as high. This leaves no room for cycles."""
    parent = by_code.get(row.text("parent"))
    if row.text("kind") != "功能区" and row.rows("manages"):
        yield Fault(row, "place-manages", (("name", row.text("name")),), ("manages",))
    if parent is None:
        return
    own, above = LEVELS.index(row.text("level")), LEVELS.index(parent.text("level"))
    as_high = row.text("kind") == "功能区" and parent.text("kind") == "行政区"
    if own < above or (own == above and not as_high):
        values = (("name", row.text("name")), ("parent", parent.text("name")))
        yield Fault(row, "place-level", values, ("level",), parent, ("level",))


def period_faults(row: Row) -> Iterator[Fault]:
    """A last day before the first."""
    since, until = row.day("from"), row.day("to")
    if since and until and until < since:
        yield Fault(row, "pack-period-backwards", (("since", str(since)), ("until", str(until))), ("to",))


def _names(rows: Sequence[Row]) -> Iterator[Fault]:
    """Two places under one parent that go by one name cannot be told apart; the parted in time can."""
    taken: dict[tuple[str, str], Row] = {}
    for row in rows:
        for name in dict.fromkeys((row.text("name"), *row.texts("short"))):
            other = taken.setdefault((row.text("parent"), name), row)
            if other is not row and _overlap(row, other):
                yield Fault(row, "place-name-twice", (("name", name),), ("name",), other, ("name",))


def _managed(rows: Sequence[Row]) -> Iterator[Fault]:
    """A place managed by two zones at one time would be counted twice."""
    taken: dict[str, list[Row]] = {}
    for row in rows:
        for one in row.rows("manages"):
            before = taken.setdefault(one.text("place"), [])
            clash = next((other for other in before if _overlap(one, other)), None)
            if clash:
                yield Fault(one, "place-managed-twice", (("place", one.text("place")),), ("place",), clash, ("place",))
            before.append(one)


def _overlap(one: Row, other: Row) -> bool:
    return (one.day("from") or date.min) <= (other.day("to") or date.max) and (other.day("from") or date.min) <= (
        one.day("to") or date.max
    )


PLACES = Schema(
    name="places",
    says="区划与功能区：行政区按层级成树，功能区覆盖其上、可代管乡镇。",
    fields=(
        Field(name="source", required=True, says="代码和名称从哪里来。"),
        Field(name="as-of", type="day", says="反映哪一天的情况。"),
        Field(name="place", type="tables", required=True, fields=_PLACE, says="各个地方。"),
    ),
    build=_build,
    check=_faults,
)

"""The pack of units: offices of a place, their posts, and who holds a post from when to when."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from xiandao.readers.packs_places import period_faults
from xiandao.readers.packs_schema import Fault, Field, Row, Schema

UNIT_KINDS = (
    "人民政府",
    "政府部门",
    "党委机构",
    "派出机构",
    "功能区管委会",
    "功能区内设机构",
    "乡镇街道",
    "事业单位",
    "群团组织",
    "平台公司",
    "高校院所",
    "企业",
    "议事协调机构",
)
ROLES = (
    "reader",
    "reporter",
    "reviewer",
    "unit-head",
    "leader",
    "analyst",
    "office",
    "expert",
    "auditor",
    "administrator",
    "security",
)
"""What a post may do. The three administrators are apart from each other and from all business."""

MANNERS = ("在编", "借调", "挂职", "聘任")
_ADMINISTRATORS = ("administrator", "security", "auditor")


class UnitRow(NamedTuple):
    """An office: full name, the names it goes by in its place, and the unit it belongs to (empty where none)."""

    code: str
    name: str
    short: tuple[str, ...]
    place: str
    kind: str
    parent: str


class PostRow(NamedTuple):
    """A post (岗位) of a unit, and the roles it carries."""

    code: str
    unit: str
    name: str
    roles: tuple[str, ...]


class PersonRow(NamedTuple):
    """A person; of people nothing but the name and the unit that pays them is in a pack."""

    code: str
    name: str
    unit: str


class Tenure(NamedTuple):
    """*person* holds *post* from the first to the last day, both included; *until* ``None`` is open."""

    person: str
    post: str
    since: date
    until: date | None
    manner: str


class Staff(NamedTuple):
    """Everything a pack of units says."""

    units: tuple[UnitRow, ...]
    posts: tuple[PostRow, ...]
    people: tuple[PersonRow, ...]
    tenures: tuple[Tenure, ...]


_CODE = r"[a-z0-9]+(?:-[a-z0-9]+)*"
_UNIT = (
    Field(name="code", required=True, defines="unit", form=_CODE, says="代码：小写字母、数字和连字符。"),
    Field(name="name", required=True, says="全称。"),
    Field(name="short", type="texts", default=(), says="文件里的简称，如“市科技局”；在同一地方内不得重复。"),
    Field(name="kind", vocabulary=UNIT_KINDS, default="政府部门", says="单位性质。"),
    Field(name="parent", default="", refers="unit", says="上级单位或主管单位的代码。"),
)
_OFFICES = (
    Field(name="place", required=True, refers="place", says="这些单位所在地方的区划代码。"),
    Field(name="units", type="tables", required=True, fields=_UNIT, says="单位。"),
)
_POST = (
    Field(name="code", required=True, defines="post", form=_CODE, says="代码。"),
    Field(name="unit", required=True, refers="unit", says="所属单位的代码。"),
    Field(name="name", required=True, says="岗位名称。"),
    Field(name="roles", type="texts", required=True, vocabulary=ROLES, says="岗位所带的角色。"),
)
_PERSON = (
    Field(name="code", required=True, defines="person", form=_CODE, says="代码。"),
    Field(name="name", required=True, says="姓名。"),
    Field(name="unit", required=True, refers="unit", says="编制所在单位的代码。"),
)
_TENURE = (
    Field(name="person", required=True, refers="person", says="人员代码。"),
    Field(name="post", required=True, refers="post", says="岗位代码。"),
    Field(name="from", type="day", required=True, says="任职起始日。"),
    Field(name="to", type="day", says="任职截止日；空着表示至今。"),
    Field(name="manner", vocabulary=MANNERS, default="在编", says="任职方式。"),
)


def _unit(row: Row, place: str) -> UnitRow:
    return UnitRow(row.text("code"), row.text("name"), row.texts("short"), place, row.text("kind"), row.text("parent"))


def _tenure(row: Row) -> Tenure:
    since = row.day("from") or date.min
    return Tenure(row.text("person"), row.text("post"), since, row.day("to"), row.text("manner"))


def _rows(tops: Sequence[Row], key: str) -> list[Row]:
    return [row for top in tops for row in top.rows(key)]


def _build(tops: Sequence[Row]) -> Staff:
    posts = (
        PostRow(row.text("code"), row.text("unit"), row.text("name"), row.texts("roles")) for row in _rows(tops, "post")
    )
    people = (PersonRow(row.text("code"), row.text("name"), row.text("unit")) for row in _rows(tops, "person"))
    return Staff(
        units=tuple(
            _unit(row, office.text("place")) for office in _rows(tops, "office") for row in office.rows("units")
        ),
        posts=tuple(posts),
        people=tuple(people),
        tenures=tuple(map(_tenure, _rows(tops, "tenure"))),
    )


def _faults(tops: Sequence[Row]) -> Iterator[Fault]:
    yield from _names(_rows(tops, "office"))
    yield from _circles([row for office in _rows(tops, "office") for row in office.rows("units")])
    for row in _rows(tops, "tenure"):
        yield from period_faults(row)
    yield from _held_twice(_rows(tops, "tenure"))
    yield from _powers(_rows(tops, "post"))


def _names(offices: Sequence[Row]) -> Iterator[Fault]:
    """Two units of one place that go by one name cannot be told apart."""
    taken: dict[tuple[str, str], Row] = {}
    for office in offices:
        for row in office.rows("units"):
            for name in dict.fromkeys((row.text("name"), *row.texts("short"))):
                other = taken.setdefault((office.text("place"), name), row)
                if other is not row:
                    yield Fault(row, "unit-name-twice", (("name", name),), ("name",), other, ("name",))


def _circles(rows: Sequence[Row]) -> Iterator[Fault]:
    parents = {row.text("code"): row.text("parent") for row in rows}
    for row in rows:
        seen, code = [row.text("code")], row.text("parent")
        while code and code not in seen:
            seen.append(code)
            code = parents.get(code, "")
        if code == row.text("code"):
            yield Fault(row, "unit-circle", (("codes", " → ".join((*seen, code))),), ("parent",))


def _held_twice(rows: Sequence[Row]) -> Iterator[Fault]:
    """A post has one holder at a time; so that it is always known who acted."""
    held: dict[str, list[Row]] = {}
    for row in rows:
        before = held.setdefault(row.text("post"), [])
        clash = next((other for other in before if _meet(row, other)), None)
        if clash:
            yield Fault(row, "post-held-twice", (("post", row.text("post")),), ("post",), clash, ("post",))
        before.append(row)


def _meet(one: Row, other: Row) -> bool:
    first, second = _tenure(one), _tenure(other)
    return first.since <= (second.until or date.max) and second.since <= (first.until or date.max)


def _powers(posts: Sequence[Row]) -> Iterator[Fault]:
    """三员分立: an administrator's post carries no other role."""
    for row in posts:
        mixed = [role for role in row.texts("roles") if role in _ADMINISTRATORS]
        if mixed and len(row.texts("roles")) > 1:
            yield Fault(row, "post-powers-mixed", (("post", row.text("name")), ("role", mixed[0])), ("roles",))


def unit_by_name(staff: Staff, place: str) -> Mapping[str, UnitRow]:
    """Every name of every unit of *place*, full and short, and the unit that bears it."""
    return {name: unit for unit in staff.units if unit.place == place for name in (unit.name, *unit.short)}


UNITS = Schema(
    name="units",
    says="单位、岗位和人员任职；职责和权限归岗位，人员按起止日期任职。",
    fields=(
        Field(name="source", required=True, says="从哪里来。"),
        Field(name="office", type="tables", default=(), fields=_OFFICES, says="一个地方的各单位。"),
        Field(name="post", type="tables", default=(), fields=_POST, says="岗位。"),
        Field(name="person", type="tables", default=(), fields=_PERSON, says="人员。"),
        Field(name="tenure", type="tables", default=(), fields=_TENURE, says="任职。"),
    ),
    build=_build,
    check=_faults,
)

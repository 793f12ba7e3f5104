"""Entities of the shipped kinds in the small workspace: two firms that look alike, a scenario, a person."""

from __future__ import annotations

import datetime as dt

from tests.builders.workspace import AT, CITY, DAY

from xiandao.apps.accounts.models import User
from xiandao.apps.accounts.rights import Person
from xiandao.apps.accounts.selectors import person_of
from xiandao.apps.registers.evidence import Sheet, stage_enter
from xiandao.apps.registers.models import Entity, Likeness, Origin, Paper
from xiandao.apps.registers.sameness import Pair, likenesses_keep
from xiandao.apps.registers.services import Grounds, Values, entity_add, entity_say, label_grant

GROUNDS = Grounds("摸底调查表", since=dt.date(2026, 1, 5))
BUREAU = Grounds("登记信息", stream="登记机关", authority="registered", since=dt.date(2026, 1, 10))
FIRM, TWIN, SCENARIO, SOMEONE = "霁川云帆机器人有限公司", "霁川市云帆机器人公司", "样例园区巡检", "样例周"
CREDIT = "91990100MA00000001"


def office() -> Person:
    """The task force of the city."""
    return person_of(User.objects.get(username="office"), DAY)


def entity(name: str = FIRM, kind: str = "enterprise", **values: str) -> Entity:
    """An entity of the city; the same one when asked again."""
    known = Entity.objects.filter(name=name, kind=kind).first()
    if known is not None:
        return known
    told: Values = {"name": (name,), "place": (CITY,), **{code.replace("_", "-"): (value,) for code, value in values.items()}}
    return entity_add(office(), kind, told, GROUNDS, at=AT)


def firm() -> Entity:
    """A firm of which two sources say different things, with a label."""
    known = Entity.objects.filter(name=FIRM).first()
    if known is not None:
        return known
    made = entity(FIRM, staff="50", size="small", phone="13900000001", products="协作机械臂")
    entity_say(office(), made.key, {"size": ("medium",)}, BUREAU, at=AT)
    label_grant(office(), made.key, "gazelle", [], Grounds("认定文件", since=dt.date(2026, 2, 1)), at=AT)
    return Entity.objects.get(pk=made.pk)


def twin() -> Entity:
    """Another record that looks like the firm."""
    return entity(TWIN)


def likeness() -> Likeness:
    """The firm and its twin, waiting for somebody's word."""
    first, second = firm(), twin()
    likenesses_keep([Pair(first.key, second.key, 0.93, ({"finding": "likeness-name-same"},))])
    return Likeness.objects.get(first=first, second=second)


def scenario() -> Entity:
    """A scenario that was collected."""
    known = Entity.objects.filter(name=SCENARIO).first()
    return known or entity(SCENARIO, "scenario")


def someone() -> Entity:
    """A person, whose values are sealed."""
    return entity(SOMEONE, "person")


def origin() -> Origin:
    """The source in which the firm is first told of."""
    return Origin.objects.filter(saids__entity=firm()).earliest("pk")


def paper() -> Paper:
    """The file behind a stage of the scenario."""
    known = Paper.objects.exclude(blob=None).first()
    if known is not None:
        return known
    sheets = [Sheet("场景征集表", ("征集表.txt", ["样例征集表".encode()]))]
    stage_enter(office(), scenario().key, "collected", sheets, GROUNDS, at=AT)
    return Paper.objects.exclude(blob=None).get()


def values_asked(name: str) -> dict[str, object]:
    """What an address of one entity, a source or a paper is asked about."""
    page = name.removeprefix("registers:")
    if page.startswith("origin"):
        return {"pk": origin().pk}
    if page == "paper":
        return {"pk": paper().pk}
    if page == "entity-stage":
        return {"key": scenario().key}
    if page == "entity-erase":
        return {"key": someone().key}
    return {"key": firm().key}

"""Entities of the shipped kinds in the small workspace: two firms that look alike, a scenario, a person."""

from __future__ import annotations

import datetime as dt

from tests.builders import loads
from tests.builders.workspace import AT, CITY, DAY

from xiandao.apps.accounts.models import User
from xiandao.apps.accounts.rights import Person
from xiandao.apps.accounts.selectors import person_of
from xiandao.apps.registers.evidence import Sheet, stage_enter
from xiandao.apps.registers.listing import listing_of
from xiandao.apps.registers.models import Entity, Likeness, Origin, Paper, SavedView
from xiandao.apps.registers.sameness import Pair, likenesses_keep
from xiandao.apps.registers.saved import view_keep
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
    told: Values = {
        "name": (name,),
        "place": (CITY,),
        **{code.replace("_", "-"): (value,) for code, value in values.items()},
    }
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
    return entity(TWIN, park=entity("样例产业园", "park").key)


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


def saved() -> SavedView:
    """Conditions that the post of the office keeps."""
    of = office()
    return view_keep(of, listing_of(of, "kind", "enterprise"), "样例条件", "is-size=small", at=AT)


def values_asked(name: str) -> dict[str, object]:
    """What an address of one entity, a source or a paper is asked about."""
    page = name.removeprefix("registers:")
    if page.startswith(("list", "kind")):
        return {"code": "enterprise" if page.startswith("kind") else "enterprises"}
    if page == "saved-drop":
        return {"pk": saved().pk}
    if page.startswith("load"):
        return {"pk": loads.load().pk}
    if page.startswith("origin"):
        return {"pk": origin().pk}
    if page == "paper":
        return {"pk": paper().pk}
    if page == "entity-stage":
        return {"key": scenario().key}
    if page == "entity-erase":
        return {"key": someone().key}
    return {"key": firm().key}


def pair_asked() -> str:
    """The firm and its twin, as an address asks for them."""
    row = likeness()
    return f"?first={row.first.key}&second={row.second.key}"


SAYING = {"title": "补充材料"}


def body_asked(operation: str) -> dict[str, object]:
    """What an operation of the API is sent."""
    grounds: dict[str, object] = {"grounds": SAYING}
    if operation == "pair_judge":
        row = likeness()
        return {"first": row.first.key, "second": row.second.key, "verdict": "unsure"}
    bodies: dict[str, dict[str, object]] = {
        "entity_create": {"kind": "enterprise", "values": {"name": ["霁川样例新材料有限公司"]}, **grounds},
        "entity_state": {"values": {"staff": ["60"]}, **grounds},
        "entity_choose": {"property": "size", "side": 0, "version": 999, **grounds},
        "entity_move": {"stage": "none", **grounds},
        "entity_label": {"label": "unicorn", **grounds},
        "entity_label_end": {"label": "gazelle", **grounds},
        "entity_erase": {"name": "别人", "note": "本人申请"},
        "entity_open": {"property": "phone", "purpose": "联系调研"},
        "pair_find": {"kind": "enterprise"},
        "register_export": {"form": "csv"},
        "register_keep": {"name": "样例"},
    }
    return bodies.get(operation, grounds)


OPERATIONS = (
    "entity_create", "entity_state", "entity_choose", "entity_move", "entity_label", "entity_label_end", "entity_delete",
    "entity_restore", "entity_erase", "entity_open", "pair_judge", "pair_find", "register_export",
    "register_keep",
)  # fmt: skip
"""Operations that are sent something of their own."""


def path_asked(path: str) -> str:
    """An address of the API with the key or number of what it is about."""
    if "/lists/{code}" in path:
        queries = {"pivot": "?down=place&across=label", "changes": "?before=2025-12-31"}
        return path.replace("{code}", "enterprises") + queries.get(path.rpartition("/")[2], "")
    if "/saved/" in path:
        return path.replace("{pk}", str(saved().pk))
    if path.endswith("/same/pair"):
        return path + pair_asked()
    if "/loads/" in path:
        return path.replace("{pk}", str(loads.load().pk))
    if "/papers/" in path:
        return path.replace("{pk}", str(paper().pk))
    return path.replace("{key}", firm().key).replace("{pk}", str(origin().pk))


def grown(n: int) -> None:
    """One more of everything that a page of an entity, a source or the pairs lists."""
    of, row = firm(), likeness()
    other = entity(f"霁川云帆第{n}有限公司", staff=str(n), group=of.key)
    said = Grounds(f"第{n}次调查", stream=f"样例{n}局", since=dt.date(2026, 1, 5))
    entity_say(office(), of.key, {"size": (("large", "micro", "small", "medium")[n % 4],)}, said, at=AT)
    label_grant(office(), of.key, ("unicorn", "champion", "high-tech", "leading")[n % 4], [], said, at=AT)
    likenesses_keep([Pair(row.first.key, other.key, 0.8, ({"finding": "likeness-name-same"},))])

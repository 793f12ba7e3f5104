"""Small registers to count: kinds of an invented office, and what was said of its things."""

from __future__ import annotations

import datetime as dt

from xiandao.core.kinds import Choice, Kind, Label, Property, Registry, Stage, Transition
from xiandao.core.statements import Origin, Said
from xiandao.registers.counting_values import Moment
from xiandao.registers.history import History

EARLY = dt.datetime(2024, 1, 1, tzinfo=dt.UTC)
LATE = dt.datetime(2030, 1, 1, tzinfo=dt.UTC)
BUREAU = Origin(key="list", stream="bureau", authority="verified", title="台账")

LEVELS = tuple(
    Choice(code=code, name=name, synonyms=more)
    for code, name, more in (
        ("international", "国际", ("国际标准",)),
        ("national", "国家级", ("国家标准",)),
        ("industry", "行业", ("行业标准",)),
        ("province", "省级", ("地方标准",)),
        ("city", "市级", ()),
        ("group", "团体", ("团体标准",)),
    )
)
NAME = Property(code="name", name="名称", required=True)
PLACE = Property(code="place", name="所在地", type="place")
FIELD = Property(code="field", name="所属产业", type="field", multiple=True)
LEVEL = Property(code="level", name="级别", type="choice", vocabulary=LEVELS)


def _stages(*pairs: tuple[str, str, bool]) -> tuple[Stage, ...]:
    return tuple(Stage(code=code, name=name, end=end) for code, name, end in pairs)


def _moves(*codes: str) -> tuple[Transition, ...]:
    return tuple(Transition(source=one, target=other) for one, other in zip(("", *codes), codes, strict=False))


ENTERPRISE = Kind(
    code="enterprise",
    name="企业",
    properties=(
        NAME,
        PLACE,
        FIELD,
        Property(code="output", name="产值", type="money", holds="during"),
        Property(code="staff", name="从业人员", type="whole", unit="人"),
    ),
    labels=(Label(code="key", name="重点企业"), Label(code="chain-leader", name="链主企业", years=3)),
)
STANDARD = Kind(
    code="standard",
    name="标准",
    properties=(NAME, PLACE, LEVEL),
    stages=_stages(
        ("drafting", "起草", False), ("published", "发布", False), ("revising", "修订", False), ("void", "废止", True)
    ),
    transitions=(*_moves("drafting", "published", "revising"), Transition(source="published", target="void")),
)
FUND = Kind(
    code="fund",
    name="基金",
    many="基金名录",
    properties=(
        NAME,
        PLACE,
        FIELD,
        Property(code="committed", name="认缴规模", type="money", synonyms=("认缴金额",)),
        Property(code="parent", name="母基金", type="entity", of="fund"),
        Property(code="from-parent", name="母基金认缴", type="money"),
        Property(code="investing-until", name="投资期截止日", type="day"),
    ),
)
TITLE = Kind(
    code="title",
    name="人才称号",
    properties=(NAME, PLACE, LEVEL, Property(code="person", name="人才", type="entity", of="person")),
)
PARK = Kind(
    code="park",
    name="园区",
    properties=(
        NAME,
        PLACE,
        Property(
            code="type",
            name="园区类型",
            type="choice",
            vocabulary=(Choice(code="featured", name="特色园区"), Choice(code="pilot", name="先导园区")),
        ),
    ),
)
CARRIER = Kind(
    code="carrier",
    name="科创载体",
    properties=(
        NAME,
        Property(code="park", name="所在园区", type="entity", of="park"),
        Property(code="area", name="面积", type="number", unit="平方米", synonyms=("建筑面积",)),
    ),
)
KINDS = {each.code: each for each in (ENTERPRISE, STANDARD, FUND, TITLE, PARK, CARRIER)}
DECLARED = Registry(kinds=tuple(KINDS.values()))


def said(
    entity: str,
    since: str | None = None,
    until: str | None = None,
    *,
    at: dt.datetime = EARLY,
    order: int = 0,
    deed: str = "state",
    stream: str = "bureau",
    **values: str,
) -> Said:
    """One statement; the values' names have ``_`` for ``-``, several values are parted by ``、``."""
    return Said(
        entity=entity,
        values={name.replace("_", "-"): tuple(text.split("、")) for name, text in values.items()},
        origin=Origin(key=f"{stream}-{at:%Y%m%d}", stream=stream, authority="verified"),
        by="office",
        at=at,
        order=order,
        valid_from=dt.date.fromisoformat(since) if since else None,
        valid_until=dt.date.fromisoformat(until) if until else None,
        deed=deed,  # type: ignore[arg-type]
    )


def histories(kind: str, *saids: Said) -> tuple[History, ...]:
    """The entities that the statements speak of, all of one kind."""
    keys = sorted({each.entity for each in saids})
    return tuple(
        History(key=key, kind=KINDS[kind], saids=tuple(each for each in saids if each.entity == key)) for key in keys
    )


def moment(day: str, known_at: dt.datetime = LATE) -> Moment:
    """A day, known at the end of all that is said here."""
    return Moment(dt.date.fromisoformat(day), known_at)

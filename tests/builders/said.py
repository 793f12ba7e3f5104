"""What sources say of invented entities, written as a person would tell it."""

from __future__ import annotations

import datetime as dt

from xiandao.core.kinds import Choice, Kind, Label, Property, Stage, Transition
from xiandao.core.statements import Deed, Origin, Said

SURVEY = Origin(key="survey-1", stream="survey", authority="reported", title="摸底调查")
BUREAU = Origin(key="bureau-1", stream="bureau", authority="registered", title="登记机关名册")
OFFICE = Origin(key="office-1", stream="office", authority="verified", title="专班核实")

FIRM = Kind(
    code="firm",
    name="企业",
    properties=(
        Property(code="name", name="企业名称", required=True),
        Property(code="place", name="所在地", type="place"),
        Property(code="credit-code", name="统一社会信用代码", type="identifier", scheme="credit-code"),
        Property(code="staff", name="从业人员", type="whole", unit="人", leads="latest", fresh_days=400),
        Property(code="revenue", name="营业收入", type="money", holds="during"),
        Property(code="field", name="领域", type="field", multiple=True),
        Property(code="form", name="类型", type="choice", vocabulary=(Choice(code="private", name="民营"),)),
    ),
    identifiers=("credit-code",),
    stages=(
        Stage(code="planned", name="谋划"),
        Stage(code="built", name="在建"),
        Stage(code="running", name="运行", end=True),
    ),
    transitions=(
        Transition(source="", target="planned"),
        Transition(source="planned", target="built", evidence=("立项批复",), known=("staff",)),
        Transition(source="built", target="running", evidence=("验收意见",)),
    ),
    labels=(Label(code="leading", name="领军企业", grantor="市工信局", level="city"),),
    stale_days=180,
)


def moment(day: str) -> dt.datetime:
    """Noon of a day, in UTC."""
    return dt.datetime.combine(dt.date.fromisoformat(day), dt.time(12), tzinfo=dt.UTC)


def said(
    at: str,
    origin: Origin = SURVEY,
    *,
    since: str = "",
    until: str = "",
    deed: Deed = "state",
    withdrawn: str = "",
    **values: str | tuple[str, ...],
) -> Said:
    """What *origin* says on the day *at*; ``credit_code`` means ``credit-code``."""
    return Said(
        entity="e1",
        values={
            code.replace("_", "-"): value if isinstance(value, tuple) else (value,) for code, value in values.items()
        },
        origin=origin,
        by="p02",
        at=moment(at),
        valid_from=dt.date.fromisoformat(since) if since else None,
        valid_until=dt.date.fromisoformat(until) if until else None,
        deed=deed,
        withdrawn_at=moment(withdrawn) if withdrawn else None,
    )

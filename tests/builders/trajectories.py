"""A city plan whose targets have bases and stages, confirmed, with actual values that were entered."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

from tests.builders import workspace
from tests.builders.workspace import AT, World

from xiandao.apps.plans import judging, services, trajectories
from xiandao.apps.plans.models import Edition, Item
from xiandao.apps.plans.trajectories import Saying
from xiandao.monitoring.aims import Point

TEXT = """霁川市未来产业行动计划（2024—2026年）
一、主要目标
到2026年，研发投入强度由2023年的3.1%提高到3.8%，集聚重点企业40家以上，产业规模达300亿元左右。
二、重点任务
（一）建设人形机器人训练场。建成训练场并投用。（责任单位：市工信局）
"""


def planned(world: World, folder: Path, text: str = TEXT) -> Edition:
    """The plan, every item confirmed, issued."""
    office = world.person("office")
    plan = workspace.edition(office, folder, text, name="trajectory.txt")
    for item in plan.items.all():
        judging.item_confirm(office, item.pk, judging.Look(0), at=AT)
    services.edition_issue(office, plan, state="issued", at=AT)
    plan.refresh_from_db()
    return plan


def target(plan: Edition, unit: str) -> Item:
    """The target of *plan* in that unit."""
    return plan.items.get(kind="target", unit=unit)


def saying(values: dict[int, str], **more: object) -> Saying:
    """Values as somebody enters them."""
    points = tuple(Point(year, Decimal(value)) for year, value in values.items())
    return Saying(**{"points": points, "source": "统计年报", **more})  # type: ignore[arg-type]


def entered(world: World, item: Item, values: dict[int, str], who: str = "office", **more: object) -> int:
    """Enters *values*; the number of the last row, which the next who enters has to have seen."""
    made = trajectories.actuals_enter(world.person(who), item.pk, saying(values, **more), at=AT)
    return made[-1].pk

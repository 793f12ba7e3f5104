"""A city plan that lays sectors out over places, issued and confirmed; its layout table, and a review under way."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from tests.builders import workspace
from tests.builders.workspace import AT, World

from xiandao.apps.plans import judging, layout_making, layouts, services
from xiandao.apps.plans.layout_models import Layout, LayoutLine, LayoutReview, LayoutVersion, OfficialMap
from xiandao.apps.plans.layouts import Asking
from xiandao.apps.plans.models import Edition

TEXT = """霁川市未来产业空间布局方案（2024—2026年）
一、重点方向
（一）四大主导产业
1．人形机器人。重点布局：鹭汀区、霁川经开区
2．合成生物。重点布局：鹭汀区
（二）前沿探索方向
1．量子科技。重点布局：霁川高新区
"""
DISTRICT = """鹭汀区未来产业行动计划（2025—2026年）
一、重点方向
（一）主导产业
1．人形机器人。重点布局：云岫片区
二、重点任务
（一）建设人形机器人训练场。建成训练场并投用。（责任单位：区工信局）
"""
SINCE = dt.date(2026, 3, 2)
UNTIL = dt.date(2099, 12, 31)


def laid_out(world: World, folder: Path, text: str = TEXT, *, issued: bool = True) -> Edition:
    """The plan, every item of it confirmed."""
    office = world.person("office")
    plan = workspace.edition(office, folder, text, name="layout.txt")
    for item in plan.items.all():
        judging.item_confirm(office, item.pk, judging.Look(0), at=AT)
    if issued:
        services.edition_issue(office, plan, state="issued", at=AT)
    plan.refresh_from_db()
    return plan


def district_plan(world: World, folder: Path) -> Edition:
    """The district's own plan for one of its fields, confirmed; a draft still."""
    district = world.person("district-office")
    plan = workspace.edition(district, folder, DISTRICT, name="district.txt")
    for item in plan.items.all():
        judging.item_confirm(district, item.pk, judging.Look(0), at=AT)
    plan.refresh_from_db()
    return plan


def layout(world: World, folder: Path) -> Layout:
    """Version 1 of the city's table."""
    laid_out(world, folder)
    return layout_making.layout_make(world.person("office"), world.city.pk, SINCE, at=AT)


def reviewed(world: World, of: Layout, year: int = 2026) -> LayoutReview:
    """A review under way: the district is asked."""
    asking = Asking(year=year, until=UNTIL, places=(world.district.pk,))
    return layouts.review_begin(world.person("office"), of.pk, asking, at=AT)


def bare(plan: Edition) -> Layout:
    """A table with one row that rests on *plan*, of the place that keeps it; made once."""
    of, is_new = Layout.objects.get_or_create(place=plan.plan.keeper, defaults={"at": AT})
    if is_new:
        version = LayoutVersion.objects.create(
            layout=of, ordinal=1, in_force_from=SINCE, reason="", digest="sha256:0", at=AT
        )
        LayoutLine.objects.create(
            version=version, ordinal=0, name="鹭汀区", sector="合成生物", role="main", edition=plan
        )
    return of


def official(plan: Edition) -> OfficialMap:
    """A map of the place that keeps *plan*, put there directly: an invented place could not be given one."""
    told = {"number": "GS（2024）0001号", "maker": "样例", "year": 2024, "shapes": {}, "sha256": "0", "at": AT}
    kept, _ = OfficialMap.objects.get_or_create(place=plan.plan.keeper, defaults=told)
    return kept

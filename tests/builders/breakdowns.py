"""Breakdowns for tests: a live target of a plan, places below it, and forms as a browser sends them."""

from __future__ import annotations

import datetime as dt

from tests.builders.workspace import AT, World

from xiandao.apps.accounts.rights import Person
from xiandao.apps.accounts.selectors import operator
from xiandao.apps.places.models import Place
from xiandao.apps.places.services import place_add
from xiandao.apps.plans import breakdowns
from xiandao.apps.plans.breakdown_forms import Line, Typed
from xiandao.apps.plans.judging import Look, item_confirm
from xiandao.apps.plans.models import Breakdown, Edition, Item, Share


def live_target(plan: Edition, unit: str = "家") -> Item:
    """A target of *plan* that a person has confirmed: 集聚重点企业40家以上."""
    item = plan.items.filter(kind="target", unit=unit).order_by("start")[0]
    if not item.is_live:
        item_confirm(operator("test"), item.pk, Look(item.version), at=AT)
        item.refresh_from_db()
    return item


def districts(world: World) -> tuple[Place, Place, Place]:
    """鹭汀区 and two more below the city: a district and a zone."""
    other = place_add(code="990103", name="枫渚区", short_name="枫渚", level="district", parent=world.city, at=AT)
    zone = place_add(code="990171", name="霁川高新区", level="zone", parent=world.city, at=AT)
    return world.district, other, zone


def typed(lines: tuple[Line, ...], **said: str) -> Typed:
    """A form: 40 家 by base in whole numbers, unless it says otherwise."""
    heads = {"title": "2026年重点企业", "year": "2026", "unit": "家", "total": "40", "name": "方案一", **said}
    return Typed(**heads, lines=lines)


def three(world: World) -> tuple[Line, ...]:
    """The three places with bases 50, 30 and 25."""
    places = districts(world)
    return tuple(
        Line(place=str(place.pk), name=place.name, short=place.short_name, base=base)
        for place, base in zip(places, ("50", "30", "25"), strict=True)
    )


def made(person: Person, plan: Edition, lines: tuple[Line, ...], *, at: dt.datetime = AT, **said: str) -> Breakdown:
    """A breakdown that is being drafted."""
    return breakdowns.breakdown_make(person, live_target(plan).pk, typed(lines, **said), at=at)


def sent_round(plan: Edition) -> Breakdown:
    """One over two receivers, sent round, with an opinion that waits."""
    person = operator("test")
    found = plan.breakdowns.first()
    if found is not None:
        return found
    row = made(person, plan, (Line(name="甲区", base="3"), Line(name="乙区", base="1")))
    breakdowns.breakdown_move(person, row.pk, seen="drafting", to="opinions", note="", at=AT)
    given = {"name": "甲区", "wish": "cap", "value": "28", "reason": "载体不足"}
    breakdowns.opinion_add(person, row.pk, given, at=AT)
    return row


def asked_round(plan: Edition) -> Breakdown:
    """The same, where whose plan it is is itself one of the receivers and may answer."""
    row = sent_round(plan)
    Share.objects.filter(scenario__breakdown=row, name="甲区").update(place=plan.plan.keeper)
    return row


def fields(form: Typed) -> dict[str, str]:
    """The form as a browser sends it."""
    heads = ("title", "year", "unit", "total", "step", "ratio", "method", "base_share", "name", "partition", "pasted")
    sent = {name: str(getattr(form, name)) for name in heads}
    for at, line in enumerate(form.lines):
        sent |= {f"{name}-{at}": str(value) for name, value in line._asdict().items() if name != "taken"}
        if line.taken:
            sent[f"taken-{at}"] = "on"
    return {**sent, "lines": str(len(form.lines))}

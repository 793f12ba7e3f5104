"""Targets of the small plan that are counted: a measure confirmed, parks that count, nearly count and are gone, a bundle."""

from __future__ import annotations

import datetime as dt

from tests.builders.entities import GROUNDS, entity, office
from tests.builders.workspace import AT

from xiandao.apps.counting.bindings import binding_confirm, binding_of
from xiandao.apps.counting.models import Binding
from xiandao.apps.plans.models import Edition, Item
from xiandao.apps.registers import services
from xiandao.apps.registers.models import Entity
from xiandao.core.conditions import Condition
from xiandao.core.measures import Measure

PARKS = "专业园区4个"
FIRST, SECOND, GONE = "霁川样例甲园区", "霁川样例乙园区", "霁川样例丙园区"
NAMED = "样例重大平台"
CITY_PARKS = Measure(kinds=("park",), where=(Condition(property="place", operator="under", values=("990100",)),))


def target(plan: Edition, words: str = PARKS) -> Item:
    """The target of *plan* with those words, else its first."""
    rows = plan.items.filter(kind="target").order_by("start", "pk")
    return rows.filter(quote__contains=words).first() or rows[0]


def bound(plan: Edition, measure: Measure = CITY_PARKS, words: str = PARKS) -> Item:
    """A target of the city's *plan* that is counted; the same word is said once."""
    item = target(plan, words)
    if binding_of(item) is None:
        binding_confirm(office(), item.pk, measure, "", at=AT, version=0)
    return item


def parks() -> Entity:
    """Two parks that count and one that is gone; the first of them."""
    first = entity(FIRST, "park")
    entity(SECOND, "park")
    if not Entity.objects.filter(name=GONE).exists():
        gone = entity(GONE, "park")
        services.entity_delete(office(), gone.key, GROUNDS._replace(since=dt.date(2026, 2, 1)), at=AT)
    return first


def bundle(plan: Edition) -> Item:
    """A bundle of *plan*, written out where it has none."""
    known = plan.items.filter(kind="bundle").exclude(state="rejected").first()
    if known is not None:
        return known
    fields = {"name": "三个一", "items": ["一个园区", "一支投资基金", "一首歌曲"], "applies_per": None, "group": None}
    return Item.objects.create(
        edition=plan, kind="bundle", key="B900", head="三个一", quote="三个一", start=0, end=3, rule="bundle.set",
        confidence=0.9, fields=fields, read=fields, state="confirmed",
    )  # fmt: skip


def flagship(plan: Edition) -> Entity:
    """A named item of *plan* that nobody has taken up."""
    return entity(NAMED, "flagship", plan=plan.plan.title)


def number_asked(name: str, plan: Edition) -> int:
    """What an address of counting is asked about."""
    page = name.partition(":")[2]
    if page == "edition":
        return plan.pk
    return bundle(plan).pk if page == "bundle" else target(plan).pk


def grown(n: int) -> None:
    """One more of everything that a page of counting lists."""
    entity(f"霁川样例第{n}园区", "park")
    for binding in Binding.objects.filter(note="")[:1]:
        Binding.objects.create(
            plan=binding.plan, lineage=binding.lineage, item=binding.item, measure=binding.measure, note=f"第{n}次",
            by=binding.by, at=AT,
        )  # fmt: skip

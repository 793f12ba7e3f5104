"""Every target shows what it starts from, or that it does not say."""

from __future__ import annotations

from pathlib import Path

from django.urls import reverse
from tests.builders import workspace
from tests.builders.workspace import World, signed_in

TEXT = """霁川市未来产业行动计划（2024—2026年）
一、主要目标
到2026年，研发投入强度由2024年的3.1%提高到3.8%，集聚重点企业40家以上。
"""


def test_a_target_shows_its_base_and_year_or_that_it_has_none(world: World, tmp_path: Path) -> None:
    plan = workspace.edition(world.person("office"), tmp_path, TEXT)
    with_base, without = plan.items.filter(kind="target").order_by("start")
    assert (with_base.fields["base_value"], without.fields["base_value"]) == (3.1, None)
    client = signed_in(world, "reporter")
    addresses = (reverse("plans:edition", args=[plan.pk]), reverse("plans:items", args=[plan.pk, "target"]))
    for address in addresses:
        first, second = client.get(address).content.decode().split("重点企业", 1)
        assert "基数 3.1%（2024年）" in first
        assert "无基数" not in first
        assert "无基数" in second

"""年度工作任务清单: proposed by the plans in force, answered row by row, every version kept."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.builders.trajectories import planned
from tests.builders.workspace import AT, World

from xiandao.apps.audit.models import AuditLine
from xiandao.apps.plans import task_lists
from xiandao.apps.plans.models import Edition
from xiandao.apps.plans.task_list_models import TaskList
from xiandao.apps.plans.task_list_selectors import (
    drafts_of,
    lines_of,
    list_of,
    task_lists_seen,
    version_of,
    when_of,
)
from xiandao.apps.plans.task_lists import Said, Which
from xiandao.core.errors import Refusal

TEXT = """霁川市未来产业行动计划（2024—2026年）
一、主要目标
到2026年，研发投入强度由2023年的3.1%提高到3.8%，集聚重点企业40家以上。
二、重点任务
（一）建设人形机器人训练场。2026年建成训练场并投用。（责任单位：市工信局）
（二）开展成果对接。每季度举办一次对接活动。（责任单位：市科技局）
（三）完成选址。2024年底前完成选址。（责任单位：市自然资源局）
（四）培育企业梯队。建立培育库。（责任单位：市科技局）
"""


@pytest.fixture
def city(world: World, tmp_path: Path) -> Edition:
    return planned(world, tmp_path, TEXT)


def proposed(world: World, year: int = 2026, sector: str = "") -> list[tuple[str, str]]:
    return [(each.origin, each.due) for each in drafts_of(world.person("office"), world.city, sector, year)]


def kept(world: World, *, left: str = "", seen: int = 0, who: str = "office", more: tuple[Said, ...] = ()) -> TaskList:
    person = world.person(who)
    rows = [
        Said(each.item.pk, state="left" if left and at == 0 else "taken", reason=left if at == 0 else "", due=each.due)
        for at, each in enumerate(drafts_of(person, world.city, "", 2026))
    ]
    which = Which(world.city.pk, "", 2026)
    return task_lists.list_keep(person, which, [*rows, *more], seen=seen, at=AT).of


@pytest.mark.parametrize(
    ("text", "year", "found"),
    [
        ("2024年底前完成选址", 2026, ""),
        ("2026年建成", 2026, "year"),
        ("到2030年建成", 2026, "whole"),
        ("每季度举办一次", 2026, "cadence"),
        ("2024—2026年滚动实施", 2025, "whole"),
        ("建立培育库", 2025, "whole"),
    ],
)
def test_a_task_belongs_to_the_years_it_names(text: str, year: int, found: str) -> None:
    assert when_of(text, year)[0] == found


@pytest.mark.usefixtures("city")
def test_what_is_over_is_not_proposed_and_the_rest_says_why(world: World) -> None:
    assert proposed(world) == [
        ("year", "2026年"), ("cadence", "每季度"), ("whole", ""), ("stage", "2026年末"), ("stage", "2026年末"),
    ]  # fmt: skip
    assert ("stage", "2025年末") in proposed(world, 2025)  # a base gives the years between
    assert proposed(world, 2030) == []


@pytest.mark.usefixtures("city")
def test_a_draft_proposes_nothing(world: World) -> None:
    Edition.objects.update(state="draft")
    assert proposed(world) == []


@pytest.mark.usefixtures("city")
def test_who_does_not_keep_the_place_keeps_no_list(world: World) -> None:
    for who in ("reader", "leader", "other-office", "district-office"):
        with pytest.raises(Refusal, match="absent"):
            task_lists.list_keep(world.person(who), Which(world.city.pk, "", 2026), [Said(None, title="x")], at=AT)
    assert not TaskList.objects.exists()


@pytest.mark.usefixtures("city")
def test_every_proposal_is_answered_and_leaving_out_has_its_reason(world: World) -> None:
    office, which = world.person("office"), Which(world.city.pk, "", 2026)
    first, *_ = drafts_of(office, world.city, "", 2026)
    for rows, code in (
        ([Said(first.item.pk)], "tasks-open"),
        ([Said(first.item.pk, state="left")], "tasks-reason"),
        ([Said(None)], "tasks-title"),
        ([Said(999_999)], "absent"),
    ):
        with pytest.raises(Refusal, match=code):
            task_lists.list_keep(office, which, rows, at=AT)
    with pytest.raises(Refusal, match="tasks-none"):
        task_lists.list_keep(office, Which(world.city.pk, "", 2030), [], at=AT)


def test_a_kept_list_says_what_was_taken_and_why_the_rest_was_not(world: World, city: Edition) -> None:
    own = Said(None, title="举办推介会", measure="全年两场", units="市商务局", due="11月底")
    of = kept(world, left="上年已完成", more=(own,))
    version = version_of(of)
    assert version is not None
    lines = lines_of(version)
    assert [(line.state, line.reason) for line in lines[:2]] == [("left", "上年已完成"), ("taken", "")]
    assert (lines[-1].origin, lines[-1].measure, lines[-1].item) == ("own", "全年两场", None)
    assert lines[1].quote
    assert lines[1].edition == city
    assert AuditLine.objects.get(deed="tasks.keep").detail["version"] == 1


@pytest.mark.usefixtures("city")
def test_versions_stay_and_the_second_to_keep_one_is_told(world: World) -> None:
    of = kept(world)
    with pytest.raises(Refusal, match="tasks-changed"):
        kept(world, who="reviewer")
    kept(world, left="调整", seen=1, who="reviewer")
    assert [version.ordinal for version in of.versions.all()] == [1, 2]
    first = version_of(of, 1)
    assert first is not None
    assert {line.state for line in lines_of(first)} == {"taken"}


def test_a_list_is_as_closed_as_the_plans_it_comes_from(world: World, city: Edition) -> None:
    kept(world)
    city.plan.secrecy = "secret"
    city.plan.save()
    assert task_lists_seen(world.person("office")).count() == 1
    assert task_lists_seen(world.person("reader")).count() == 0
    assert list_of(world.person("analyst"), world.city, "", 2026) is None

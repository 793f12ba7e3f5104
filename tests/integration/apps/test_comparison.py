"""A second edition: every change proposed, none effective before a person said yes, history carried on."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.builders import workspace
from tests.builders.workspace import AT, TEXT, World

from xiandao.apps.plans import comparison, judging, levels, services, succession_said
from xiandao.apps.plans.judging import Look
from xiandao.apps.plans.models import Edition, Item, Succession
from xiandao.apps.plans.trajectory_models import ActualValue, PlannedPath
from xiandao.core.errors import Refusal

SECOND = (
    TEXT.replace("300亿元", "350亿元")
    .replace("市工信局", "市发改委")
    .replace("（二）引育创新团队。", "（二）开放应用场景。发布场景清单。（责任单位：市数据局）\n（三）引育创新团队。")
)


@pytest.fixture
def second(world: World, plan: Edition, tmp_path: Path) -> Edition:
    return workspace.edition(world.person("office"), tmp_path, SECOND, name="second.txt", plan=plan.plan_id)


def changed(edition: Edition, change: str) -> Succession:
    return next(each for each in edition.successions.all() if change in each.changes)


def test_every_item_of_both_editions_stands_in_exactly_one_link(plan: Edition, second: Edition) -> None:
    links = list(second.successions.all())
    assert sorted(pk for each in links for pk in each.before) == sorted(plan.items.values_list("pk", flat=True))
    assert sorted(pk for each in links for pk in each.after) == sorted(second.items.values_list("pk", flat=True))


def test_what_changed_is_named(plan: Edition, second: Edition) -> None:
    value, owner, added = changed(second, "value"), changed(second, "owner"), changed(second, "added")
    assert Item.objects.get(pk=value.after[0]).fields["value"] == 350
    assert Item.objects.get(pk=owner.after[0]).fields["title"] == "建设高标准园区"
    assert Item.objects.get(pk=added.after[0]).fields["title"] == "开放应用场景"
    assert plan.items.get(pk=value.before[0]).fields["value"] == 300


def test_a_link_carries_the_lineage_only_when_a_person_said_yes(world: World, second: Edition) -> None:
    link = changed(second, "value")
    before, after = Item.objects.get(pk=link.before[0]), Item.objects.get(pk=link.after[0])
    assert before.lineage != after.lineage
    comparison.succession_judge(world.person("office"), link.pk, holds=True, at=AT)
    after.refresh_from_db()
    assert before.lineage == after.lineage


def test_comparing_again_leaves_what_people_said(world: World, plan: Edition, second: Edition) -> None:
    link = changed(second, "value")
    comparison.succession_judge(world.person("office"), link.pk, holds=True, at=AT)
    comparison.comparison_make(second, plan, by=None, at=AT)
    kept = Succession.objects.get(pk=link.pk)
    assert kept.verdict == "yes"
    assert sum(link.after[0] in each.after for each in second.successions.all()) == 1


def test_what_was_kept_or_only_moved_is_confirmed_together_and_nothing_else(
    world: World, plan: Edition, second: Edition
) -> None:
    comparison.quiet_confirm(world.person("office"), second.pk, plan.pk, at=AT)
    for each in second.successions.all():
        assert (each.verdict == "yes") == (set(each.changes) <= {"kept", "moved"})


def test_who_may_not_judge_the_plan_finds_no_link(world: World, second: Edition) -> None:
    link = changed(second, "value")
    for name in ("reader", "district-office", "other-office"):
        with pytest.raises(Refusal, match="absent"):
            comparison.succession_judge(world.person(name), link.pk, holds=True, at=AT)


def test_two_editions_of_different_plans_are_not_compared(world: World, plan: Edition, tmp_path: Path) -> None:
    other = workspace.edition(world.person("office"), tmp_path, TEXT.replace("霁川市", "澄湾市"), name="other.txt")
    with pytest.raises(Refusal, match="compare-unlike"):
        comparison.comparison_make(other, plan, by=None, at=AT)


DISTRICT = """鹭汀区未来产业实施方案（2024—2026年）
根据《霁川市未来产业行动计划（2024—2026年）》，制定本方案。
一、主要目标
到2027年，全区未来产业规模达120亿元，集聚重点企业15家以上。
二、重点任务
（一）建设高标准园区。新建专业化载体。（责任单位：区科技局）
"""


@pytest.fixture
def district(world: World, plan: Edition, tmp_path: Path) -> Edition:
    lower = workspace.edition(world.person("district-office"), tmp_path, DISTRICT, name="district.txt")
    for edition in (plan, lower):
        for item in edition.items.all():
            judging.item_confirm(
                world.person("office" if edition is plan else "district-office"), item.pk, Look(0), at=AT
            )
    return lower


def test_the_district_plan_is_laid_under_the_city_plan_with_its_gaps(
    world: World, plan: Edition, district: Edition
) -> None:
    page = levels.alignment_page(world.person("office"), plan, {})
    rows = {row.item.head: row for row in page["rows"]}
    assert [each.item.fields["title"] for each in rows["建设高标准园区"].below] == ["建设高标准园区"]
    assert rows["引育创新团队"].below == ()
    assert [each.plan for each, _ in page["coverage"]] == [str(district.pk)]
    assert page["coverage"][0][0].cites
    assert page["late"], "the district's 2027 falls after the city's 2026"


@pytest.mark.usefixtures("district")
def test_only_confirmed_items_are_aligned(world: World, plan: Edition) -> None:
    plan.items.filter(kind="task").update(state="candidate", version=9)
    rows = levels.alignment_page(world.person("office"), plan, {})["rows"]
    assert {row.item.kind for row in rows} & {"task"} == set()


def test_a_link_that_a_person_denied_is_not_shown_again(world: World, plan: Edition, district: Edition) -> None:
    upper = plan.items.get(head="建设高标准园区")
    lower = district.items.get(head="建设高标准园区")
    levels.bond_judge(world.person("office"), upper.pk, lower.pk, holds=False, at=AT)
    rows = {row.item.pk: row for row in levels.alignment_page(world.person("office"), plan, {})["rows"]}
    assert lower.pk not in {each.item.pk for each in rows[upper.pk].below}


def test_a_verdict_changes_counts_coverage_and_gaps_too(world: World, plan: Edition, district: Edition) -> None:
    office = world.person("office")
    upper = plan.items.get(head="建设高标准园区")
    lower = district.items.get(head="建设高标准园区")
    before = levels.alignment_page(office, plan, {})
    levels.bond_judge(office, upper.pk, lower.pk, holds=False, at=AT)
    denied = levels.alignment_page(office, plan, {})
    assert denied["counts"]["unmet"] == before["counts"]["unmet"] + 1
    assert upper.key not in denied["coverage"][0][0].automatic
    levels.bond_judge(office, upper.pk, lower.pk, holds=True, at=AT)
    other = district.items.exclude(pk=lower.pk).filter(kind__in=("task", "target")).first()
    assert other is not None
    levels.bond_judge(office, upper.pk, other.pk, holds=True, at=AT)
    held = levels.alignment_page(office, plan, {})
    assert upper.key in held["coverage"][0][0].automatic
    rows = {row.item.pk: row for row in held["rows"]}
    assert {lower.pk, other.pk} <= {each.item.pk for each in rows[upper.pk].below}


def test_what_is_repealed_carries_nothing_out_and_a_draft_displaces_nothing(
    world: World, plan: Edition, district: Edition, tmp_path: Path
) -> None:
    office, own = world.person("office"), world.person("district-office")
    assert [each.pk for each in levels.below_of(office, plan)] == [district.pk]
    services.edition_issue(own, district, state="issued", at=AT)
    workspace.edition(own, tmp_path, DISTRICT.replace("2027", "2028"), name="next.txt", plan=district.plan_id)
    assert [each.pk for each in levels.below_of(own, plan)] == [district.pk]
    services.edition_issue(own, district, state="repealed", at=AT)
    assert district.pk not in {each.pk for each in levels.below_of(own, plan)}


def test_a_plan_that_one_may_not_see_is_in_nobodys_alignment(world: World, plan: Edition, district: Edition) -> None:
    district.plan.secrecy = "secret"
    district.plan.save()
    assert levels.below_of(world.person("reader"), plan) == []
    with pytest.raises(Refusal, match="absent"):
        levels.bond_judge(
            world.person("other-office"), plan.items.all()[0].pk, district.items.all()[0].pk, holds=True, at=AT
        )


# ---- what a person puts together


def test_a_new_item_and_one_that_went_are_put_together_and_their_history_goes_on(
    world: World, plan: Edition, second: Edition
) -> None:
    office, value = world.person("office"), changed(second, "value")
    comparison.succession_judge(office, value.pk, holds=False, at=AT)
    made = succession_said.succession_join(office, value.pk, value.before[0], at=AT)
    assert (made.before, made.after, made.verdict, "value" in made.changes) == (value.before, value.after, "yes", True)
    assert Item.objects.get(pk=made.after[0]).lineage == Item.objects.get(pk=made.before[0]).lineage
    assert Succession.objects.get(pk=value.pk).verdict == "no"
    comparison.comparison_make(second, plan, by=office, at=AT)
    assert [each.pk for each in second.successions.all() if made.after[0] in each.after and each.verdict != "no"] == [
        made.pk
    ]


def test_what_stood_alone_on_both_sides_stands_in_one_link(world: World, plan: Edition, second: Edition) -> None:
    office, value = world.person("office"), changed(second, "value")
    comparison.succession_judge(office, value.pk, holds=False, at=AT)
    comparison.comparison_make(second, plan, by=office, at=AT)
    added = changed(second, "added")
    assert changed(second, "dropped").before == value.before
    made = succession_said.succession_join(office, added.pk, value.before[0], at=AT)
    standing = [each for each in second.successions.all() if each.verdict != "no"]
    assert not Succession.objects.filter(pk=added.pk).exists()
    assert [each.pk for each in standing if {*made.before} & {*each.before} or {*made.after} & {*each.after}] == [
        made.pk
    ]


def test_an_item_that_something_goes_on_from_is_not_put_to_another(world: World, second: Edition) -> None:
    office, added, owner = world.person("office"), changed(second, "added"), changed(second, "owner")
    with pytest.raises(Refusal, match="compare-linked"):
        succession_said.succession_join(office, added.pk, owner.before[0], at=AT)
    comparison.succession_judge(office, owner.pk, holds=True, at=AT)
    for link, before in ((added, owner.before[0]), (owner, owner.before[0])):
        with pytest.raises(Refusal, match="item-changed"):
            succession_said.succession_join(office, link.pk, before, at=AT)
    with pytest.raises(Refusal, match="absent"):
        succession_said.succession_join(office, added.pk, added.after[0], at=AT)
    with pytest.raises(Refusal, match="absent"):
        succession_said.succession_join(world.person("reader"), added.pk, owner.before[0], at=AT)


def test_what_a_person_linked_leaves_the_rest_of_a_proposal_alone(world: World, plan: Edition, second: Edition) -> None:
    office, added, owner = world.person("office"), changed(second, "added"), changed(second, "owner")
    comparison.succession_judge(office, owner.pk, holds=False, at=AT)
    succession_said.succession_join(office, added.pk, owner.before[0], at=AT)
    Succession.objects.filter(verdict="no").delete()
    comparison.comparison_make(second, plan, by=office, at=AT)
    links = list(second.successions.all())
    assert sorted(pk for each in links for pk in each.after) == sorted(second.items.values_list("pk", flat=True))
    assert changed(second, "added").after == owner.after


def test_what_was_entered_for_a_new_item_and_what_went_on_from_it_come_along(
    world: World, plan: Edition, second: Edition, tmp_path: Path
) -> None:
    office, value = world.person("office"), changed(second, "value")
    third = workspace.edition(
        office, tmp_path, SECOND.replace("350亿元", "360亿元"), name="third.txt", plan=plan.plan_id
    )
    onward = next(each for each in third.successions.filter(earlier=second) if "value" in each.changes)
    comparison.succession_judge(office, onward.pk, holds=True, at=AT)
    before, after, last = (Item.objects.get(pk=pk) for pk in (value.before[0], value.after[0], onward.after[0]))
    for lineage, amount in ((before.lineage, "100"), (after.lineage, "120")):
        ActualValue.objects.create(
            plan=plan.plan, lineage=lineage, year=2025, ordinal=0, value=amount, source="样例", at=AT
        )
        PlannedPath.objects.create(plan=plan.plan, lineage=lineage, ordinal=0, rule="equal", at=AT)
    comparison.succession_judge(office, value.pk, holds=False, at=AT)
    succession_said.succession_join(office, value.pk, before.pk, at=AT)
    after.refresh_from_db()
    last.refresh_from_db()
    assert after.lineage == last.lineage == before.lineage
    entered = ActualValue.objects.filter(lineage=before.lineage).order_by("ordinal")
    assert [(each.ordinal, each.value) for each in entered] == [(0, "100"), (1, "120")]
    assert list(PlannedPath.objects.values_list("lineage", "ordinal")) == [(before.lineage, 0), (before.lineage, 1)]


def test_two_links_never_claim_one_item(world: World, plan: Edition, second: Edition) -> None:
    office, value = world.person("office"), changed(second, "value")
    rival = Succession.objects.create(
        edition=second, earlier=plan, ordinal=900, before=value.before, after=[changed(second, "added").after[0]],
        changes=["reworded"], score=0.5, at=AT,
    )  # fmt: skip
    comparison.succession_judge(office, value.pk, holds=True, at=AT)
    with pytest.raises(Refusal, match="item-changed"):
        comparison.succession_judge(office, rival.pk, holds=True, at=AT)


def test_an_item_is_put_to_none_of_another_kind_nor_to_one_that_waits_elsewhere(
    world: World, plan: Edition, second: Edition
) -> None:
    office, added, value = world.person("office"), changed(second, "added"), changed(second, "value")
    task = Item.objects.get(pk=added.after[0])
    assert task.kind != plan.items.get(pk=value.before[0]).kind
    with pytest.raises(Refusal, match="absent"):
        succession_said.succession_join(office, added.pk, value.before[0], at=AT)
    other = next(
        each
        for each in second.successions.all()
        if each.before and each.after and plan.items.get(pk=each.before[0]).kind == task.kind
    )
    with pytest.raises(Refusal, match="compare-linked"):
        succession_said.succession_join(office, added.pk, other.before[0], at=AT)


def test_an_addition_that_was_declined_is_not_proposed_again(world: World, plan: Edition, second: Edition) -> None:
    added = changed(second, "added")
    comparison.succession_judge(world.person("office"), added.pk, holds=False, at=AT)
    comparison.comparison_make(second, plan, by=None, at=AT)
    assert sum(added.after[0] in each.after for each in second.successions.all()) == 1

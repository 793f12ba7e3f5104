"""What people decide about items: nothing counts unconfirmed, nothing is overwritten unseen, nothing is lost."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.builders import workspace
from tests.builders.workspace import AT, World

from xiandao.apps.accounts.rights import Person
from xiandao.apps.audit.models import AuditLine
from xiandao.apps.plans import judging
from xiandao.apps.plans.judging import Look
from xiandao.apps.plans.models import LIVE, Edition, Item
from xiandao.apps.plans.risk import FIRST_KINDS
from xiandao.apps.plans.selectors import effort, panel_of, queue
from xiandao.apps.plans.services import edition_reread
from xiandao.core.errors import Refusal
from xiandao.core.messages import refusal_message


def first(plan: Edition, kind: str = "target") -> Item:
    return plan.items.filter(kind=kind).order_by("start")[0]


def low(plan: Edition, world: World) -> Person:
    """Makes what is neither target nor task of low risk; the one who judges."""
    plan.items.exclude(kind__in=FIRST_KINDS).update(risk=0.1)
    return world.person("office")


def test_nothing_is_live_before_a_person_has_confirmed_it(plan: Edition) -> None:
    assert plan.items.count() > 8
    assert not plan.items.filter(state__in=LIVE).exists()


def test_of_two_who_judge_the_same_item_the_second_is_told_and_nothing_is_overwritten(
    world: World, plan: Edition
) -> None:
    item = first(plan)
    judging.item_confirm(world.person("office"), item.pk, Look(item.version), at=AT)
    with pytest.raises(Refusal) as told:
        judging.item_reject(world.person("reviewer"), item.pk, Look(item.version), at=AT)
    assert told.value.code == "item-judged"
    assert told.value.values["who"] == world.users["office"].name
    assert told.value.values["deed"] == "confirm"
    assert f"{world.users['office'].name}已于 2026-03-02 17:00 将“{item.head}”确认" in refusal_message(told.value)
    item.refresh_from_db()
    assert item.state == "confirmed"
    assert item.judgements.count() == 1


def test_a_correction_is_kept_beside_what_was_read(world: World, plan: Edition) -> None:
    item = first(plan)
    judging.item_correct(world.person("office"), item.pk, Look(0), {"value": "350", "comparator": ">="}, at=AT)
    item.refresh_from_db()
    assert (item.state, item.fields["value"], item.fields["comparator"]) == ("corrected", 350, ">=")
    assert item.read is not None
    assert item.read["value"] == 300
    assert "350" in item.head
    judgement = item.judgements.get()
    assert judgement.before
    assert judgement.after
    assert (judgement.before["fields"]["value"], judgement.after["fields"]["value"]) == (300, 350)


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({"value": "多"}, "field-number"),
        ({"value": "nan"}, "field-number"),
        ({"value": ""}, "field-required"),
        ({"deadline_year": "26"}, "field-year"),
        ({"comparator": "!"}, "field-choice"),
        ({"comparator": "range"}, "field-range"),
        ({"comparator": "range", "value_max": "1"}, "field-range"),
        ({"subject": "  "}, "field-required"),
        ({"subject": "长" * 500}, "field-long"),
        ({"quote": "别的"}, "field-unknown"),
    ],
)
def test_a_correction_that_cannot_be_is_refused_and_leaves_no_trace(
    said: dict[str, str], code: str, world: World, plan: Edition
) -> None:
    item, lines = first(plan), AuditLine.objects.count()
    with pytest.raises(Refusal) as told:
        judging.item_correct(world.person("office"), item.pk, Look(0), said, at=AT)
    assert told.value.code == code
    item.refresh_from_db()
    assert (item.state, item.version, item.judgements.count()) == ("candidate", 0, 0)
    assert AuditLine.objects.count() == lines


def test_a_split_gives_way_to_its_parts_and_a_merger_to_its_whole(world: World, plan: Edition) -> None:
    office, whole = world.person("office"), first(plan, "task")
    parts = judging.item_split(office, whole.pk, Look(0), [{"title": "建设园区"}, {"title": "配齐设施"}], at=AT)
    whole.refresh_from_db()
    assert whole.state == "rejected"
    assert [(part.fields["title"], part.state, part.quote) for part in parts] == [
        ("建设园区", "confirmed", whole.quote),
        ("配齐设施", "confirmed", whole.quote),
    ]
    merged = judging.items_merge(office, {part.pk: Look(part.version) for part in parts}, {"title": "园区"}, at=AT)
    assert (merged.fields["title"], merged.state) == ("园区", "corrected")
    assert plan.items.filter(kind="task", state__in=LIVE).count() == 1


def test_selected_words_become_an_item_that_quotes_them(world: World, plan: Edition) -> None:
    assert plan.document is not None
    start = plan.document.text.index("研发、检验")
    item = judging.item_add(
        world.person("office"), plan.pk, "technology", (start, start + 5), {"name": "检验", "sector": "低空经济"}, at=AT
    )
    assert (item.quote, item.state, item.read, item.rule) == ("研发、检验", "confirmed", None, "person")
    with pytest.raises(Refusal, match="words-none"):
        judging.item_add(world.person("office"), plan.pk, "technology", (5, 5), {"name": "x", "sector": "y"}, at=AT)


def test_the_group_is_confirmed_only_when_its_whole_sample_was_found_good(world: World, plan: Edition) -> None:
    office = low(plan, world)
    check = judging.sample_draw(office, plan.pk, at=AT)
    assert not Item.objects.filter(pk__in=check.group, kind__in=FIRST_KINDS).exists()
    with pytest.raises(Refusal, match="group-unchecked"):
        judging.group_confirm(office, plan.pk, at=AT)
    for pk in check.drawn:
        judging.item_confirm(office, pk, Look(0), at=AT)
    rest = judging.group_confirm(office, plan.pk, at=AT)
    assert rest == len(check.group) - len(check.drawn)
    assert set(Item.objects.filter(pk__in=check.group).values_list("state", flat=True)) == {"confirmed"}


def test_one_wrong_item_in_the_sample_sends_the_whole_group_to_be_looked_at(world: World, plan: Edition) -> None:
    office = low(plan, world)
    check = judging.sample_draw(office, plan.pk, at=AT)
    judging.item_reject(office, check.drawn[0], Look(0), at=AT)
    for pk in check.drawn[1:]:
        judging.item_confirm(office, pk, Look(0), at=AT)
    with pytest.raises(Refusal, match="group-faulty"):
        judging.group_confirm(office, plan.pk, at=AT)


def test_the_queue_begins_with_targets_and_tasks_the_riskiest_first(world: World, plan: Edition) -> None:
    listed = panel_of(plan, world.person("office"))["queue"]
    kinds = [item.kind in FIRST_KINDS for item in listed]
    assert kinds == sorted(kinds, reverse=True)
    risks = [item.risk for item in listed if item.kind in FIRST_KINDS]
    assert risks == sorted(risks, reverse=True)
    assert queue(plan).count() == plan.items.count()


def test_minutes_per_hundred_are_those_measured_and_never_more_than_an_hour_an_item(
    world: World, plan: Edition
) -> None:
    office = world.person("office")
    for item in list(plan.items.all()[:5]):
        judging.item_confirm(office, item.pk, Look(0, 6.0), at=AT)
    assert effort(plan)["per_hundred"] == pytest.approx(10.0)
    sixth = plan.items.filter(state="candidate")[0]
    judging.item_confirm(office, sixth.pk, Look(0, 1e9), at=AT)
    assert sixth.judgements.get().seconds == judging.LONGEST


def test_whoever_may_not_judge_finds_no_item(world: World, plan: Edition) -> None:
    item = first(plan)
    for name in ("reader", "analyst", "district-office", "other-office"):
        with pytest.raises(Refusal, match="absent"):
            judging.item_confirm(world.person(name), item.pk, Look(0), at=AT)


def test_reading_again_keeps_what_people_said_and_tells_what_the_rules_have_learnt(
    world: World, plan: Edition, tmp_path: Path
) -> None:
    office, item = world.person("office"), first(plan)
    right = dict(item.fields)
    item.fields = item.read = {**right, "value": 30}  # as an older rule would have read it
    item.save()
    judging.item_correct(office, item.pk, Look(0), {"value": "300"}, at=AT)
    judging.item_reject(office, first(plan, "task").pk, Look(0), at=AT)
    found = edition_reread(plan, by=office, at=AT)
    item.refresh_from_db()
    assert (found.added, found.gone, found.kept, found.learnt) == (0, 0, 2, 1)
    assert (item.fields, item.read, item.state) == (right, right, "corrected")
    assert item.judgements.get().learnt_in
    assert workspace.edition(office, tmp_path).pk == plan.pk  # the same words are the same edition

"""A plan as it was on a day, and an item through its editions."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import pytest
from tests.builders import workspace
from tests.builders.api import bearer
from tests.builders.workspace import AT, TEXT, World

from xiandao.apps.accounts.rights import Person
from xiandao.apps.plans import as_of, judging, services
from xiandao.apps.plans.comparison import comparison_make, succession_judge
from xiandao.apps.plans.models import Edition, EditionChange, Item, Succession
from xiandao.core.errors import Refusal

DAY = dt.timedelta(days=1)
NEXT = TEXT.replace("300亿元左右", "320亿元左右").replace("集聚重点企业40家以上，", "")


@pytest.fixture
def office(world: World) -> Person:
    return world.person("office")


def first(plan: Edition) -> Item:
    return plan.items.filter(kind="target").order_by("start")[0]


def look(item: Item) -> judging.Look:
    item.refresh_from_db()
    return judging.Look(item.version)


def issued(office: Person, plan: Edition, at: dt.datetime) -> None:
    services.edition_issue(office, plan, state="issued", at=at)


def flat(office: Person, plan: Edition, day: str, known: dt.datetime) -> str:
    dates = as_of.Dates(dt.date.fromisoformat(day), known)
    then = as_of.plan_then(office, plan.plan_id, dates)
    return json.dumps([as_of.edition_flat(then), [as_of.item_flat(item) for item in then.items]], ensure_ascii=False)


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        ({"as_of": "年底"}, "day-unknown"),
        ({"known_at": "2026-13-01"}, "day-unknown"),
        ({"known_at": "2999-01-01"}, "known-later"),
    ],
)
def test_what_is_no_day_or_has_not_come_is_refused(asked: dict[str, str], code: str) -> None:
    with pytest.raises(Refusal) as refused:
        as_of.dates_of(asked, AT)
    assert refused.value.code == code


def test_without_dates_nothing_is_folded() -> None:
    assert as_of.dates_of({}, AT) is None
    assert as_of.dates_of({"as_of": "", "known_at": " "}, AT) is None


def test_before_anything_was_in_force_there_is_nothing_to_see(office: Person, plan: Edition) -> None:
    with pytest.raises(Refusal) as refused:
        as_of.plan_then(office, plan.plan_id, as_of.Dates(AT.date(), AT))
    assert refused.value.code == "as-of-none"
    issued(office, plan, AT + DAY)
    for day, known in ((AT.date() - DAY, AT + 9 * DAY), (AT.date() + 9 * DAY, AT)):
        with pytest.raises(Refusal):
            as_of.plan_then(office, plan.plan_id, as_of.Dates(day, known))
    assert as_of.plan_then(office, plan.plan_id, as_of.Dates(AT.date() + DAY, AT + DAY)).edition == plan


def test_a_plan_of_another_city_was_never_there(world: World, office: Person, plan: Edition) -> None:
    issued(office, plan, AT)
    with pytest.raises(Refusal):
        as_of.plan_then(world.person("other-office"), plan.plan_id, as_of.Dates(AT.date() + DAY, AT + DAY))


def test_what_nobody_had_decided_by_then_counts_not(office: Person, plan: Edition) -> None:
    issued(office, plan, AT)
    item = first(plan)
    judging.item_confirm(office, item.pk, look(item), at=AT + 2 * DAY)
    assert as_of.items_known(plan, AT + DAY) == []
    assert [each.pk for each in as_of.items_known(plan, AT + 2 * DAY)] == [item.pk]


def test_an_item_has_the_wording_and_state_it_had(office: Person, plan: Edition) -> None:
    item = first(plan)
    judging.item_confirm(office, item.pk, look(item), at=AT + DAY)
    judging.item_correct(office, item.pk, look(item), {"value": "310"}, at=AT + 2 * DAY)
    judging.item_reject(office, item.pk, look(item), at=AT + 3 * DAY)
    judging.item_reopen(office, item.pk, look(item), at=AT + 4 * DAY)
    (confirmed,), (corrected,) = (as_of.items_known(plan, AT + n * DAY) for n in (1, 2))
    assert (confirmed.state, confirmed.fields["value"]) == ("confirmed", 300)
    assert (corrected.state, corrected.fields["value"]) == ("corrected", 310)
    assert as_of.items_known(plan, AT + 3 * DAY) == as_of.items_known(plan, AT + 4 * DAY) == []


def test_the_pair_of_dates_gives_the_same_bytes_for_ever(office: Person, plan: Edition, tmp_path: Path) -> None:
    issued(office, plan, AT)
    for item in plan.items.all()[:4]:
        judging.item_confirm(office, item.pk, look(item), at=AT + DAY)
    day, known = (AT + DAY).date().isoformat(), AT + 2 * DAY
    told = flat(office, plan, day, known)
    item = first(plan)
    judging.item_correct(office, item.pk, look(item), {"value": "999"}, at=AT + 3 * DAY)
    judging.item_reject(office, plan.items.all()[1].pk, look(plan.items.all()[1]), at=AT + 3 * DAY)
    judging.item_split(office, plan.items.all()[2].pk, look(plan.items.all()[2]), [{}, {}], at=AT + 3 * DAY)
    services.edition_reread(plan, by=office, at=AT + 3 * DAY)
    later = workspace.edition(office, tmp_path, NEXT, name="next.txt", plan=plan.plan_id)
    issued(office, later, AT + 5 * DAY)
    services.edition_issue(office, plan, state="repealed", at=AT + 6 * DAY)
    assert flat(office, plan, day, known) == told
    assert "999" in flat(office, plan, day, AT + 4 * DAY)


def test_the_edition_in_force_is_that_of_the_day_and_of_what_was_known(
    office: Person, plan: Edition, tmp_path: Path
) -> None:
    issued(office, plan, AT)
    later = workspace.edition(office, tmp_path, NEXT, name="next.txt", plan=plan.plan_id)
    issued(office, later, AT + 10 * DAY)

    def edition(day: int, known: int) -> Edition:
        dates = as_of.Dates((AT + day * DAY).date(), AT + known * DAY)
        return as_of.plan_then(office, plan.plan_id, dates).edition

    assert edition(5, 20).pk == plan.pk
    assert edition(12, 20).pk == later.pk
    assert edition(12, 9).pk == plan.pk  # nobody knew of the later one yet
    assert edition(5, 20).in_force_until == (AT + 9 * DAY).date()
    assert edition(5, 9).in_force_until is None
    assert EditionChange.objects.count() == 3


def test_what_has_changed_since_is_told_item_by_item(office: Person, plan: Edition, tmp_path: Path) -> None:
    issued(office, plan, AT)
    for item in plan.items.filter(kind="target"):
        judging.item_confirm(office, item.pk, look(item), at=AT + DAY)
    later = workspace.edition(office, tmp_path, NEXT, name="next.txt", plan=plan.plan_id)
    comparison_make(later, plan, by=office, at=AT + 2 * DAY)
    for link in Succession.objects.filter(edition=later, verdict="proposed"):
        succession_judge(office, link.pk, holds=True, at=AT + 3 * DAY)
    for item in later.items.filter(kind="target"):
        judging.item_confirm(office, item.pk, look(item), at=AT + 3 * DAY)
    issued(office, later, AT + 4 * DAY)
    then = as_of.plan_then(office, plan.plan_id, as_of.Dates((AT + DAY).date(), AT + DAY))
    told = as_of.since(office, then, AT + 5 * DAY)
    assert told["edition"] == later
    fates = [(each.fate, (each.then or each.now).fields["subject"], each.fields) for each in told["moved"]]
    assert any(fate == "changed" and "规模" in subject and "value" in fields for fate, subject, fields in fates)
    assert any(fate == "gone" and "企业" in subject for fate, subject, _ in fates)

    kept = Item.objects.get(edition=later, kind="target", fields__value=320)
    life = as_of.life_of(office, kept)
    assert [(stage.edition.ordinal, stage.item.fields["value"]) for stage in life] == [(1, 300), (2, 320)]
    assert life[1].by
    assert "value" in life[1].differs
    alone = plan.items.filter(kind="target", fields__value=40)[0]
    assert as_of.life_of(office, alone) == []


def test_the_api_tells_editions_and_items_as_of_a_day(world: World, office: Person, plan: Edition) -> None:
    issued(office, plan, AT)
    item = first(plan)
    judging.item_confirm(office, item.pk, look(item), at=AT + DAY)
    judging.item_correct(office, item.pk, look(item), {"value": "310"}, at=AT + 3 * DAY)
    asker = bearer(world.users["office"])
    known = (AT + 2 * DAY).date().isoformat()
    told = asker.get(f"/editions/{plan.pk}?as_of={known}&known_at={known}").json()
    assert (told["edition"], told["counts"]) == (plan.pk, {"target": 1})
    listed = asker.get(f"/items?edition={plan.pk}&as_of={known}&known_at={known}&kind=target").json()
    assert [(each["state"], each["fields"]["value"]) for each in listed["items"]] == [("confirmed", 300)]
    assert listed["total"] == 1
    assert asker.get(f"/items?as_of={known}").json()["code"] == "as-of-edition"
    assert asker.get(f"/editions/{plan.pk}?as_of=2001-01-01").json()["code"] == "as-of-none"
    assert bearer(world.users["other-office"]).get(f"/editions/{plan.pk}?as_of={known}").status_code == 404


def test_what_is_repealed_today_was_in_force_until_today(office: Person, plan: Edition) -> None:
    issued(office, plan, AT)
    services.edition_issue(office, plan, state="repealed", at=AT + 400 * DAY)
    plan.refresh_from_db()
    assert (plan.in_force_from, plan.in_force_until) == (AT.date(), (AT + 400 * DAY).date())
    dates = as_of.Dates((AT + 200 * DAY).date(), AT + 500 * DAY)
    assert as_of.plan_then(office, plan.plan_id, dates).edition.pk == plan.pk


def test_an_edition_that_becomes_a_draft_again_gives_the_one_before_it_its_open_end_back(
    office: Person, plan: Edition, tmp_path: Path
) -> None:
    issued(office, plan, AT)
    later = workspace.edition(office, tmp_path, NEXT, name="next.txt", plan=plan.plan_id)
    issued(office, later, AT + 10 * DAY)
    services.edition_issue(office, later, state="draft", at=AT + 11 * DAY)
    plan.refresh_from_db()
    later.refresh_from_db()
    assert (plan.in_force_until, later.in_force_from, later.in_force_until) == (None, None, None)
    dates = as_of.Dates((AT + 12 * DAY).date(), AT + 12 * DAY)
    assert as_of.plan_then(office, plan.plan_id, dates).edition.pk == plan.pk


def test_a_day_begins_where_the_installation_is(office: Person, plan: Edition) -> None:
    services.edition_issue(office, plan, state="issued", at=dt.datetime(2026, 3, 2, 17, 0, tzinfo=dt.UTC))
    plan.refresh_from_db()
    assert plan.in_force_from == dt.date(2026, 3, 3)


@pytest.mark.parametrize("said", ["0001-01-01", "0001-01-01T00:00:00+14:00", "1899-12-31"])
def test_a_day_before_all_days_is_told(said: str) -> None:
    for name in ("as_of", "known_at"):
        with pytest.raises(Refusal, match="day-unknown"):
            as_of.dates_of({name: said}, AT)

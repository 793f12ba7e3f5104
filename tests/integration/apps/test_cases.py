"""The engine of cases: nothing out of order, no ruling without its reason, nobody on a case of their own, days counted."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from django.db import IntegrityError, transaction
from hypothesis import given
from hypothesis import strategies as st
from pytest_django.fixtures import Settings
from tests.builders.workspace import AT, DAY, World

from xiandao.apps.accounts.rights import Person
from xiandao.apps.audit.models import AuditLine
from xiandao.apps.cases import selectors, services
from xiandao.apps.cases.clock import Due, due_of, last_day
from xiandao.apps.cases.kinds import KINDS, RULINGS, STATES, STEPS, states_before
from xiandao.apps.cases.models import Case
from xiandao.apps.cases.services import About, Opening, Term
from xiandao.core.errors import Refusal

THING = About("plans.edition", 1, clause="一", quote="300亿元")


def opened(world: World, by: str = "reviewer", *, kind: str = "comment", outside: str = "") -> Case:
    opening = Opening(
        kind=kind, about=THING, text="指标偏高", place=None if outside else world.city.pk, outside=outside
    )
    return services.case_open(world.person(by), opening, at=AT)


def office(world: World) -> Person:
    return world.person("office")


def code_of(refused: pytest.ExceptionInfo[Refusal]) -> str:
    return refused.value.code


@pytest.mark.parametrize("ruling", RULINGS)
@pytest.mark.parametrize("reason", ["", "  \n"])
def test_a_ruling_without_a_reason_is_refused_and_changes_nothing(world: World, ruling: str, reason: str) -> None:
    case = opened(world)
    lines = AuditLine.objects.count()
    with pytest.raises(Refusal) as refused:
        services.case_rule(office(world), case.pk, ruling, reason, at=AT)
    case.refresh_from_db()
    assert (code_of(refused), case.state, case.ruling) == ("case-reason", "open", "")
    assert AuditLine.objects.count() == lines


def test_nobody_rules_on_their_own_case_but_on_what_somebody_outside_said(world: World) -> None:
    own, outside = opened(world, "office"), opened(world, "office", outside="某某协会")
    with pytest.raises(Refusal) as refused:
        services.case_rule(office(world), own.pk, "adopted", "已改", at=AT)
    assert code_of(refused) == "case-own"
    assert services.case_rule(office(world), outside.pk, "adopted", "已改", at=AT).state == "ruled"


def test_who_may_not_rule_does_not(world: World) -> None:
    case = opened(world)
    for role in ("reader", "reviewer", "analyst", "auditor"):
        with pytest.raises(Refusal) as refused:
            services.case_rule(world.person(role), case.pk, "adopted", "已改", at=AT)
        assert code_of(refused) == "not-permitted"


@pytest.mark.parametrize("kind", ["contest", "objection"])
def test_what_is_put_forward_against_somebody_is_answered_before_it_is_ruled_upon(world: World, kind: str) -> None:
    case = opened(world, kind=kind)
    with pytest.raises(Refusal) as refused:
        services.case_rule(office(world), case.pk, "declined", "不成立", at=AT)
    assert code_of(refused) == "case-state"
    services.case_answer(office(world), case.pk, "情况说明", at=AT)
    assert services.case_rule(office(world), case.pk, "declined", "不成立", at=AT).state == "ruled"


def test_only_who_put_it_forward_takes_it_back_and_then_nothing_more_happens_to_it(world: World) -> None:
    case = opened(world)
    with pytest.raises(Refusal) as refused:
        services.case_withdraw(world.person("unit-head"), case.pk, at=AT)
    assert code_of(refused) == "absent"
    services.case_withdraw(world.person("reviewer"), case.pk, at=AT)
    with pytest.raises(Refusal) as refused:
        services.case_rule(office(world), case.pk, "adopted", "已改", at=AT)
    assert code_of(refused) == "case-state"


def test_who_ruled_on_an_older_screen_is_told_who_was_quicker(world: World) -> None:
    case = opened(world)
    services.case_rule(office(world), case.pk, "adopted", "已改", at=AT, version=0)
    with pytest.raises(Refusal) as refused:
        services.case_rule(world.person("province-office"), case.pk, "declined", "不改", at=AT, version=0)
    assert (code_of(refused), refused.value.values["who"]) == ("item-changed", "样例office")


def test_every_step_is_one_line_of_the_log_and_one_of_the_history(world: World) -> None:
    lines = AuditLine.objects.count()
    case = opened(world)
    services.case_answer(office(world), case.pk, "已研究", at=AT)
    services.case_rule(office(world), case.pk, "partly", "吸收一半", at=AT)
    services.case_rule(office(world), case.pk, "adopted", "全部吸收", at=AT)
    deeds = list(AuditLine.objects.order_by("seq").values_list("deed", flat=True))[lines:]
    assert deeds == ["case.open", "case.answer", "case.rule", "case.rule"]
    assert [step.deed for step in case.steps.all()] == ["open", "answer", "rule", "rule"]


def test_the_log_holds_no_word_of_what_was_said(world: World) -> None:
    services.case_rule(office(world), opened(world, outside="某某协会", by="office").pk, "adopted", "理由甲", at=AT)
    said = "".join(str(line) for line in AuditLine.objects.values())
    assert not any(words in said for words in ("指标偏高", "某某协会", "理由甲"))


def test_words_marked_as_a_state_secret_are_refused_and_not_kept(world: World) -> None:
    opening = Opening(kind="comment", about=THING, text="机密★一年\n内容", place=world.city.pk)
    with pytest.raises(Refusal) as refused:
        services.case_open(office(world), opening, at=AT)
    assert (code_of(refused), Case.objects.count()) == ("state-secret", 0)


def test_somebody_is_named_for_whom_it_is_said_and_something_is_said(world: World) -> None:
    for opening, code in (
        (Opening(kind="comment", about=THING, text="有意见"), "case-proposer"),
        (Opening(kind="comment", about=THING, text=" ", place=world.city.pk), "case-text"),
    ):
        with pytest.raises(Refusal) as refused:
            services.case_open(office(world), opening, at=AT)
        assert code_of(refused) == code


def test_the_database_itself_keeps_no_ruling_without_a_reason(world: World) -> None:
    case = opened(world)
    with pytest.raises(IntegrityError), transaction.atomic():
        Case.objects.filter(pk=case.pk).update(state="ruled", ruling="adopted")


def test_a_round_closes_when_nobody_waits_any_more_and_closes_every_case_with_it(world: World) -> None:
    term = Term(until=DAY)
    asked = services.round_open(office(world), THING, "征求意见", term, places=[world.district.pk], at=AT)
    opening = Opening(kind="comment", about=THING, text="意见", place=world.district.pk, round=asked)
    case = services.case_open(world.person("district-office"), opening, at=AT)
    with pytest.raises(Refusal) as refused:
        services.round_close(office(world), asked.pk, at=AT)
    assert (code_of(refused), refused.value.values) == ("round-unruled", {"n": "1"})
    services.case_rule(office(world), case.pk, "declined", "另有安排", at=AT)
    services.round_close(office(world), asked.pk, at=AT)
    case.refresh_from_db()
    assert case.state == "closed"
    with pytest.raises(Refusal):
        services.case_rule(office(world), case.pk, "adopted", "再议", at=AT)


def test_one_thing_has_one_open_round(world: World) -> None:
    services.round_open(office(world), THING, "一", Term(until=DAY), places=[world.district.pk], at=AT)
    with pytest.raises(Refusal) as refused:
        services.round_open(office(world), THING, "二", Term(until=DAY), places=[world.district.pk], at=AT)
    assert code_of(refused) == "round-open-already"


def test_an_invitation_reaches_whom_it_names_and_nobody_above_below_or_beside(world: World) -> None:
    services.round_open(office(world), THING, "一", Term(until=DAY), places=[world.district.pk], at=AT)
    reached = {
        name
        for name in world.users
        if selectors.open_rounds("plans.edition", world.person(name).within("plan.read")).exists()
    }
    assert reached == {"district-office", "district-reader"}


# ---- the clock


def test_days_off_are_not_counted_and_a_weekend_that_is_worked_is() -> None:
    assert last_day(dt.date(2026, 2, 13), 3) == dt.date(2026, 2, 25)  # 14 February is worked, then off until the 23rd
    assert due_of(dt.date(2026, 3, 2), 5, dt.date(2026, 3, 4)) == Due(dt.date(2026, 3, 9), left=3)


def test_a_year_without_a_calendar_is_told_and_never_guessed() -> None:
    with pytest.raises(Refusal) as refused:
        last_day(dt.date(2031, 12, 1), 5)
    assert refused.value.code == "calendar-year-missing"
    assert due_of(dt.date(2026, 12, 28), 10, dt.date(2026, 12, 28)) == Due(None, missing="2027")


def test_without_any_calendar_everything_is_unknown(settings: Settings, tmp_path: Path) -> None:
    settings.PACKS = tmp_path
    assert due_of(dt.date(2026, 3, 2), 1, dt.date(2026, 3, 2)) == Due(None, missing="2026")


def test_no_clock_is_no_due_day() -> None:
    assert due_of(None, 5, DAY) is None
    assert due_of(DAY, None, DAY) is None


def test_every_way_of_the_table_leads_between_states_that_there_are() -> None:
    for kind in KINDS:
        for deed, step in STEPS.items():
            assert {*states_before(kind, deed), step.after} <= {*STATES}


@given(st.lists(st.sampled_from(sorted(STEPS)), max_size=8), st.sampled_from(sorted(KINDS)))
def test_no_way_through_the_table_settles_a_case_that_was_not_ruled_upon(deeds: list[str], kind: str) -> None:
    state, done = "open", list[str]()
    for deed in deeds:
        if state in states_before(kind, deed):
            state, done = STEPS[deed].after, [*done, deed]
    assert (state in ("ruled", "closed")) <= ("rule" in done)
    assert "withdraw" not in done[:-1]
    if "open" not in KINDS[kind].rule_from:
        assert ("rule" in done) <= ("answer" in done)

"""A place or unit answers on its own row of a breakdown: it sees its figure and the total, and the office sees who said it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.test import Client
from django.urls import reverse
from tests.builders.api import bearer
from tests.builders.breakdowns import made, three
from tests.builders.workspace import AT, DAY, World, signed_in

from xiandao.apps.accounts import services as accounts
from xiandao.apps.accounts.models import Unit, User
from xiandao.apps.accounts.selectors import operator
from xiandao.apps.audit.models import AuditLine
from xiandao.apps.notices.models import Notice
from xiandao.apps.notices.selectors import notice_list
from xiandao.apps.plans import breakdowns
from xiandao.apps.plans.breakdown_forms import Line
from xiandao.apps.plans.models import Breakdown, BreakdownOpinion, Edition

if TYPE_CHECKING:
    from django.test.client import _MonkeyPatchedWSGIResponse as Answer

CAP = {"wish": "cap", "value": "15", "reason": "载体不足"}


@pytest.fixture
def row(world: World, plan: Edition) -> Breakdown:
    """Over 鹭汀区 20 of 40, 枫渚区 and a zone, sent round."""
    found = made(world.person("office"), plan, three(world))
    breakdowns.breakdown_move(world.person("office"), found.pk, seen="drafting", to="opinions", note="", at=AT)
    return found


def answer(client: Client, row: Breakdown, **said: str) -> Answer:
    return client.post(reverse("plans:breakdown-answer", args=[row.pk]), said)


def page(client: Client, row: Breakdown) -> str:
    response = client.get(reverse("plans:breakdown", args=[row.pk]))
    return response.content.decode() if response.status_code == 200 else str(response.status_code)


def go(world: World, row: Breakdown, *ways: tuple[str, str]) -> None:
    for seen, to in ways:
        breakdowns.breakdown_move(world.person("office"), row.pk, seen=seen, to=to, note="会签", at=AT)


# ---- what must not happen


def test_who_is_asked_sees_its_own_figure_and_the_total_and_nothing_of_the_others(world: World, row: Breakdown) -> None:
    given = {"name": "枫渚区", "wish": "floor", "value": "13", "reason": "另有余力"}
    breakdowns.opinion_add(operator("test"), row.pk, given, at=AT)
    seen = page(signed_in(world, "district-office"), row)
    assert "鹭汀区" in seen
    for figure in ("<b>19</b>", "<b>40</b>", "<b>50</b>"):
        assert figure in seen
    for others in ("枫渚区", "霁川高新区", "另有余力", "专班", "方案一", "Σ"):
        assert others not in seen.partition("<main")[2], others
    listed = signed_in(world, "district-office").get(reverse("plans:breakdowns")).content.decode()
    assert "鹭汀区 19" in listed
    assert "枫渚" not in listed
    told = bearer(world.users["district-office"]).get(f"/breakdowns/{row.pk}")
    assert told.json()["view"] == "asked"
    assert all(others not in told.content.decode() for others in ("枫渚区", "另有余力"))


def test_what_is_ruled_on_others_does_not_show_in_the_own_figure(world: World, row: Breakdown) -> None:
    given = {"name": "枫渚区", "wish": "fixed", "value": "5", "reason": "载体不足"}
    other = breakdowns.opinion_add(operator("test"), row.pk, given, at=AT)
    breakdowns.opinion_rule(operator("test"), row.pk, other.pk, ruling="adopted", ruled_for="属实", at=AT)
    assert "<b>19</b>" in page(signed_in(world, "district-office"), row)


@pytest.mark.parametrize("name", ["district-reader", "other-office"])
def test_who_is_not_asked_sees_nothing_and_cannot_answer(name: str, world: World, row: Breakdown) -> None:
    client, absent = signed_in(world, name), reverse("plans:breakdown-answer", args=[999_999])
    assert page(client, row) == "404"
    assert row.title not in client.get(reverse("plans:breakdowns")).content.decode()
    refused = answer(client, row, **CAP)
    assert (refused.status_code, client.post(absent, CAP).status_code) == (404, 404)
    assert BreakdownOpinion.objects.count() == 0


def test_nobody_answers_on_the_row_of_another(world: World, row: Breakdown) -> None:
    district = signed_in(world, "district-office")
    assert answer(district, row, name="枫渚区", **CAP).status_code == 404
    assert answer(district, row, name="鹭汀区", **CAP).status_code == 302
    assert [each.name for each in BreakdownOpinion.objects.all()] == ["鹭汀区"]


def test_the_office_answers_for_nobody_as_if_it_were_they(world: World, row: Breakdown) -> None:
    assert answer(signed_in(world, "office"), row, name="鹭汀区", **CAP).status_code == 404
    assert reverse("plans:breakdown-answer", args=[row.pk]) not in page(signed_in(world, "office"), row)


def unit_asked(world: World, plan: Edition, name: str, role: str) -> Breakdown:
    """A breakdown over 市工信局 and another unit of the city, sent round; *name* holds a post in the first."""
    unit = Unit.objects.create(place=world.city, name="市工信局")
    accounts.post_hold(accounts.post_add(unit, "岗", role, at=AT), world.users[name], since=DAY, at=AT)
    row = made(world.person("office"), plan, (Line(name="市工信局", base="3"), Line(name="市交通局", base="1")))
    given = {"name": "市交通局", "wish": "cap", "value": "5", "reason": "任务过重"}
    go(world, row, ("drafting", "opinions"))
    breakdowns.opinion_add(operator("test"), row.pk, given, at=AT)
    return row


def test_who_answers_for_a_unit_of_the_same_place_sees_its_own_row_alone_until_the_round_ends(
    world: World, plan: Edition
) -> None:
    row = unit_asked(world, plan, "unit-head", "unit-head")
    head, paper = signed_in(world, "unit-head"), reverse("plans:breakdown-paper", args=[row.pk, "table", "xlsx"])
    seen = page(head, row)
    assert "任务过重" not in seen
    assert "市交通局" not in seen
    assert head.post(paper, {"purpose": "办理"}).status_code == 404
    assert bearer(world.users["unit-head"]).get(f"/breakdowns/{row.pk}").json()["view"] == "asked"
    assert "任务过重" in page(signed_in(world, "leader"), row)
    opinion = BreakdownOpinion.objects.get()
    breakdowns.opinion_rule(operator("test"), row.pk, opinion.pk, ruling="declined", ruled_for="统筹考虑", at=AT)
    go(world, row, ("opinions", "countersigned"))
    assert "任务过重" in page(head, row)


def test_nobody_rules_on_their_own_answer(world: World, plan: Edition) -> None:
    row = unit_asked(world, plan, "reviewer", "reviewer")
    reviewer = signed_in(world, "reviewer")
    assert answer(reviewer, row, name="市工信局", **CAP).status_code == 302
    own = BreakdownOpinion.objects.get(is_own=True)
    ruling = reverse("plans:breakdown-rule", args=[row.pk, own.pk])
    refused = reviewer.post(ruling, {"ruling": "adopted", "ruled_for": "属实"})
    assert (refused.status_code, "由其他人处理" in refused.content.decode()) == (422, True)
    assert signed_in(world, "office").post(ruling, {"ruling": "adopted", "ruled_for": "属实"}).status_code == 302


def test_before_it_goes_round_and_after_the_round_nothing_is_seen_or_taken(world: World, plan: Edition) -> None:
    row = made(world.person("office"), plan, three(world))
    district = signed_in(world, "district-office")
    assert (page(district, row), answer(district, row, wish="agree").status_code) == ("404", 404)
    go(world, row, ("drafting", "opinions"))
    assert answer(district, row, wish="agree").status_code == 302
    go(world, row, ("opinions", "countersigned"))
    assert (page(district, row), answer(district, row, **CAP).status_code) == ("404", 404)
    assert BreakdownOpinion.objects.get().wish == "agree"


def test_a_work_secret_is_asked_of_the_roles_that_may_see_it(world: World, plan: Edition, row: Breakdown) -> None:
    district = world.district
    unit = accounts.unit_add(district, "鹭汀区填报处", at=AT)
    accounts.post_hold(
        accounts.post_add(unit, "填报", "reporter", at=AT),
        User.objects.get(username="district-reader"), since=DAY, at=AT,
    )  # fmt: skip
    assert page(signed_in(world, "district-reader"), row) != "404"
    plan.plan.secrecy = "secret"
    plan.plan.save()
    assert page(signed_in(world, "district-reader"), row) == "404"
    assert page(signed_in(world, "district-office"), row) != "404"


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ({"wish": ""}, "请选择同意"),
        ({"wish": "cap", "value": "15", "reason": " "}, "没有理由"),
        ({"wish": "cap", "value": "-1", "reason": "不"}, "鹭汀区"),
        ({"wish": "cap", "value": "许多", "reason": "不"}, "鹭汀区"),
        ({"wish": "cap", "value": "15", "reason": "机密★十年 参数"}, "国家秘密"),
    ],
)
def test_an_answer_without_sense_is_refused_and_what_was_typed_is_kept(
    said: dict[str, str], told: str, world: World, row: Breakdown
) -> None:
    refused = answer(signed_in(world, "district-office"), row, name="鹭汀区", **said)
    assert refused.status_code == 422
    assert told in refused.content.decode()
    assert BreakdownOpinion.objects.count() == 0


def test_an_answer_that_was_ruled_upon_stays_and_a_stale_ruling_is_refused(world: World, row: Breakdown) -> None:
    district, office = signed_in(world, "district-office"), signed_in(world, "office")
    answer(district, row, **CAP)
    first = BreakdownOpinion.objects.get()
    answer(district, row, **{**CAP, "value": "14"})
    ruling = reverse("plans:breakdown-rule", args=[row.pk, first.pk])
    said = {"ruling": "adopted", "ruled_for": "属实"}
    assert office.post(ruling, {**said, "version": "0"}).status_code == 422
    assert office.post(ruling, {**said, "version": "1"}).status_code == 302
    answer(district, row, **{**CAP, "value": "10"})
    assert [(each.value, each.ruling) for each in BreakdownOpinion.objects.all()] == [("14", "adopted"), ("10", "open")]


# ---- what does


def test_a_place_agrees_or_asks_for_another_figure_and_the_last_answer_counts(world: World, row: Breakdown) -> None:
    district, office = signed_in(world, "district-office"), signed_in(world, "office")
    assert "尚未反馈：鹭汀区、枫渚区、霁川高新区" in page(office, row)
    answer(district, row, wish="agree")
    agreed = BreakdownOpinion.objects.get()
    assert (agreed.wish, agreed.value, agreed.ruling, agreed.is_own) == ("agree", "19", "agreed", True)
    seen = page(office, row)
    assert "本单位填报" in seen
    assert "尚未反馈：枫渚区、霁川高新区" in seen
    answer(district, row, **CAP)
    changed = BreakdownOpinion.objects.get()
    assert (changed.pk, changed.wish, changed.value, changed.ruling) == (agreed.pk, "cap", "15", "open")
    lines = AuditLine.objects.filter(deed="breakdown.answer").order_by("seq")
    assert [line.before for line in lines] == [None, lines[0].after]
    assert {line.actor for line in lines} == {str(world.users["district-office"].pk)}


def test_what_a_place_asks_for_is_ruled_upon_and_split_anew_and_who_agrees_hinders_nothing(
    world: World, row: Breakdown
) -> None:
    district, office = signed_in(world, "district-office"), signed_in(world, "office")
    given = {"name": "枫渚区", "wish": "floor", "value": "13", "reason": "有余力"}
    office.post(reverse("plans:breakdown-opinion", args=[row.pk]), given)
    answer(district, row, **CAP)
    seen = page(office, row)
    assert "代填" in seen
    assert "本单位填报" in seen
    for each in BreakdownOpinion.objects.all():
        ruling = reverse("plans:breakdown-rule", args=[row.pk, each.pk])
        assert office.post(ruling, {"ruling": "adopted", "ruled_for": "属实", "version": "0"}).status_code == 302
    chosen = row.scenarios.get(is_chosen=True)
    assert {share.name: share.assigned for share in chosen.shares.all()}["鹭汀区"] == "15"
    assert "采纳" in page(district, row)
    answer(district, row, wish="agree")
    moved = {"seen": "opinions", "to": "countersigned", "note": "市财政局"}
    assert office.post(reverse("plans:breakdown-move", args=[row.pk]), moved).status_code == 302


def test_a_unit_of_the_office_s_own_place_is_asked_by_its_name_and_answers(world: World, plan: Edition) -> None:
    unit = Unit.objects.create(place=world.city, name="市工信局")
    user = world.users["reporter"]
    accounts.post_hold(
        accounts.post_add(unit, "填报", "reporter", at=AT, is_of_unit=True), user, since=DAY, at=AT,
    )  # fmt: skip
    lines = (Line(name="市工信局", base="3"), Line(name="市交通局", base="1"))
    row = made(world.person("office"), plan, lines)
    go(world, row, ("drafting", "opinions"))
    assert Notice.objects.filter(kind="breakdown.opinions", post__unit=unit).count() == 1
    reporter = signed_in(world, "reporter")
    assert answer(reporter, row, name="市交通局", **CAP).status_code == 404
    assert answer(reporter, row, name="市工信局", wish="agree").status_code == 302
    assert BreakdownOpinion.objects.get().name == "市工信局"


def test_whoever_is_asked_is_told_and_led_there_and_the_office_is_told_of_the_answer(
    world: World, row: Breakdown
) -> None:
    person, district = world.person("district-office"), signed_in(world, "district-office")
    (told,) = [each for each in notice_list(person, {}, DAY) if each.kind == "breakdown.opinions"]
    opened = district.post(f"/notices/{told.pk}/open", follow=True)
    assert opened.status_code == 200
    assert "拟分解数" in opened.content.decode()
    answer(district, row, **CAP)
    (back,) = [each for each in notice_list(world.person("office"), {}, DAY) if each.kind == "breakdown.answered"]
    assert back.link == reverse("plans:breakdown", args=[row.pk])


def test_a_program_answers_as_the_page_does(world: World, row: Breakdown) -> None:
    district, office = bearer(world.users["district-office"]), bearer(world.users["office"])
    (listed,) = district.get("/breakdowns").json()["items"]
    assert (listed["is_asked"], listed["ratio"], listed["allotted"]) == (True, None, None)
    said = district.post(f"/breakdowns/{row.pk}/answer", CAP)
    assert (said.status_code, said.json()["is_own"], said.json()["ruling"]) == (201, True, "open")
    (mine,) = district.get(f"/breakdowns/{row.pk}").json()["asked"]
    assert (mine["name"], mine["assigned"], [each["value"] for each in mine["opinions"]]) == ("鹭汀区", "19", ["15"])
    (told,) = office.get(f"/breakdowns/{row.pk}").json()["opinions"]
    assert (told["is_own"], told["version"]) == (True, 0)
    assert district.post(f"/breakdowns/{row.pk}/answer", {"wish": "agree", "name": "枫渚区"}).status_code == 404

"""A place or unit answers on its own row of a breakdown: it sees its figure and the total, and the office sees who said it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from tests.builders.api import bearer
from tests.builders.breakdowns import made, three
from tests.builders.workspace import AT, DAY, PASSWORD, World, signed_in

from xiandao.apps.accounts import services as accounts
from xiandao.apps.accounts.models import Unit, User
from xiandao.apps.accounts.selectors import operator
from xiandao.apps.audit.models import AuditLine
from xiandao.apps.notices.models import Notice
from xiandao.apps.notices.selectors import notice_list
from xiandao.apps.plans import breakdowns
from xiandao.apps.plans.breakdown_forms import Line
from xiandao.apps.plans.models import Breakdown, BreakdownOpinion, Edition, Plan
from xiandao.apps.plans.services import edition_issue

if TYPE_CHECKING:
    from django.test.client import _MonkeyPatchedWSGIResponse as Answer

CAP = {"wish": "cap", "value": "15", "reason": "载体不足"}
AGREED = {"wish": "agree", "seen": "19"}
"""What 鹭汀区 is given, agreed to as it was seen."""
ROUND = "breakdown.opinions"


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
    for others in ("枫渚区", "霁川高新区", "另有余力", "方案一", "Σ"):
        assert others not in seen.partition("<main")[2], others
    listed = signed_in(world, "district-office").get(reverse("plans:breakdowns")).content.decode()
    assert "鹭汀区 19" in listed
    assert "枫渚" not in listed
    told = bearer(world.users["district-office"]).get(f"/breakdowns/{row.pk}")
    assert told.json()["view"] == "asked"
    assert all(others not in told.content.decode() for others in ("枫渚区", "另有余力"))


def ruled(row: Breakdown, ruling: str = "adopted", **said: str) -> BreakdownOpinion:
    """The office enters an opinion for a receiver and rules on it: 枫渚区 gets 5 unless *said* is otherwise."""
    given = {"name": "枫渚区", "wish": "fixed", "value": "5", "reason": "另有安排", **said}
    opinion = breakdowns.opinion_add(operator("test"), row.pk, given, at=AT)
    breakdowns.opinion_rule(operator("test"), row.pk, opinion.pk, ruling=ruling, ruled_for="统筹考虑", at=AT)
    return opinion


def standing(row: Breakdown, name: str = "鹭汀区") -> str:
    return row.scenarios.get(is_chosen=True).shares.get(name=name).assigned


def kinds(world: World, name: str) -> list[str]:
    return [each.kind for each in notice_list(world.person(name), {"state": "all"}, DAY)]


def test_nobody_agrees_to_a_figure_that_they_have_not_seen(world: World, row: Breakdown) -> None:
    district, program = signed_in(world, "district-office"), bearer(world.users["district-office"])
    ruled(row)
    now = standing(row)
    assert now != "19"
    for said in (AGREED, {"wish": "agree"}, {**CAP, "seen": "19"}):
        refused = answer(district, row, **said)
        assert (refused.status_code, f"鹭汀区的拟分解数现为 {now} 家" in refused.content.decode()) == (422, True)
        told = program.post(f"/breakdowns/{row.pk}/answer", said)
        assert (told.status_code, told.json()["code"]) == (409, "breakdown-share-changed")
    assert not BreakdownOpinion.objects.filter(is_own=True).exists()
    assert f'name="seen" value="{now}"' in page(district, row)
    assert answer(district, row, wish="agree", seen=now).status_code == 302
    assert BreakdownOpinion.objects.get(is_own=True).value == now


def test_a_ruling_that_changes_a_figure_agreed_to_asks_anew_and_one_that_does_not_asks_nobody(
    world: World, row: Breakdown
) -> None:
    district, office = signed_in(world, "district-office"), signed_in(world, "office")
    answer(district, row, **AGREED)
    ruled(row, "declined")
    assert "breakdown.changed" not in kinds(world, "district-office")
    assert "已反馈" in page(district, row)
    ruled(row)
    now = standing(row)
    assert "breakdown.changed" in kinds(world, "district-office")
    seen = page(district, row)
    assert f"已同意 19 家，现拟分解数调整为 {now} 家" in seen
    assert "待反馈" in seen
    listed = page(office, row)
    assert "同意 19 家" in listed
    assert "拟分解数有调整，待重新反馈" in listed
    assert "尚未反馈：鹭汀区" in listed
    assert bearer(world.users["office"]).get(f"/breakdowns/{row.pk}").json()["silent"] == ["鹭汀区"]
    answer(district, row, wish="agree", seen=now)
    assert BreakdownOpinion.objects.get(is_own=True).value == now
    assert "待反馈" not in page(district, row)
    assert "待重新反馈" not in page(office, row)


def test_of_what_is_ruled_on_others_a_place_sees_its_own_figure_alone(world: World, row: Breakdown) -> None:
    ruled(row)
    seen = page(signed_in(world, "district-office"), row)
    assert f"<b>{standing(row)}</b>" in seen
    assert "另有安排" not in seen
    assert "统筹考虑" not in seen


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
    user = accounts.user_add(username=name, name="样例", password=PASSWORD, at=AT, must_change=False)
    world.users[name] = user
    accounts.post_hold(accounts.post_add(unit, "岗", role, at=AT), user, since=DAY, at=AT)
    row = made(world.person("office"), plan, (Line(name="市工信局", base="3"), Line(name="市交通局", base="1")))
    given = {"name": "市交通局", "wish": "cap", "value": "5", "reason": "任务过重"}
    go(world, row, ("drafting", "opinions"))
    breakdowns.opinion_add(operator("test"), row.pk, given, at=AT)
    return row


@pytest.mark.parametrize("role", ["reader", "reporter", "unit-head", "leader", "analyst"])
def test_whoever_belongs_to_a_unit_that_is_asked_sees_its_own_row_alone_in_every_state(
    role: str, world: World, plan: Edition
) -> None:
    row = unit_asked(world, plan, "unit-person", role)
    head, paper = signed_in(world, "unit-person"), reverse("plans:breakdown-paper", args=[row.pk, "table", "xlsx"])
    assert "任务过重" in page(signed_in(world, "leader"), row)
    opinion = BreakdownOpinion.objects.get()
    breakdowns.opinion_rule(operator("test"), row.pk, opinion.pk, ruling="declined", ruled_for="统筹考虑", at=AT)
    for way in ((), (("opinions", "countersigned"),), (("countersigned", "decided"),)):
        go(world, row, *way)
        seen = page(head, row)
        assert "市工信局" in seen
        assert all(others not in seen for others in ("市交通局", "任务过重", "统筹考虑"))
        assert head.post(paper, {"purpose": "办理"}).status_code == 404
        assert bearer(world.users["unit-person"]).get(f"/breakdowns/{row.pk}").json()["view"] == "asked"
    go(world, row, ("decided", "handed-down"))
    seen = page(head, row)
    assert "本地" in seen
    assert "任务过重" not in seen
    assert "统筹考虑" not in seen


def test_whoever_belongs_to_the_unit_that_keeps_the_plan_is_never_narrowed(world: World, plan: Edition) -> None:
    keeper = plan.plan.post
    assert keeper is not None
    name = keeper.unit.name
    row = made(world.person("office"), plan, (Line(name=name, base="3"), Line(name="市交通局", base="1")))
    go(world, row, ("drafting", "opinions"))
    assert row.scenarios.get().shares.get(name=name).receiver_id == keeper.unit_id
    assert "市交通局" in page(signed_in(world, "leader"), row)


def test_nobody_rules_on_their_own_answer(world: World, plan: Edition) -> None:
    row = unit_asked(world, plan, "unit-reviewer", "reviewer")
    reviewer = signed_in(world, "unit-reviewer")
    assert answer(reviewer, row, name="市工信局", **CAP).status_code == 302
    own = BreakdownOpinion.objects.get(is_own=True)
    ruling = reverse("plans:breakdown-rule", args=[row.pk, own.pk])
    refused = reviewer.post(ruling, {"ruling": "adopted", "ruled_for": "属实"})
    assert (refused.status_code, "由其他人处理" in refused.content.decode()) == (422, True)
    assert signed_in(world, "office").post(ruling, {"ruling": "adopted", "ruled_for": "属实"}).status_code == 302


def test_before_it_goes_round_nothing_is_seen_and_after_the_round_nothing_is_taken(world: World, plan: Edition) -> None:
    row = made(world.person("office"), plan, three(world))
    district = signed_in(world, "district-office")
    assert (page(district, row), answer(district, row, **AGREED).status_code) == ("404", 404)
    go(world, row, ("drafting", "opinions"))
    assert answer(district, row, **AGREED).status_code == 302
    go(world, row, ("opinions", "countersigned"))
    late = answer(district, row, **CAP)
    assert (late.status_code, "本轮征求意见已结束" in late.content.decode()) == (422, True)
    told = bearer(world.users["district-office"]).post(f"/breakdowns/{row.pk}/answer", CAP)
    assert (told.status_code, told.json()["code"]) == (409, "opinion-round-over")
    assert BreakdownOpinion.objects.get().wish == "agree"


@pytest.mark.parametrize("to", ["countersigned", "drafting", "withdrawn"])
def test_after_the_round_a_receiver_reads_its_own_row_and_the_ruling_and_can_sign(
    to: str, world: World, row: Breakdown
) -> None:
    district = signed_in(world, "district-office")
    (told,) = [each for each in notice_list(world.person("district-office"), {}, DAY) if each.kind == ROUND]
    answer(district, row, **CAP)
    own = BreakdownOpinion.objects.get()
    breakdowns.opinion_rule(operator("test"), row.pk, own.pk, ruling="adopted", ruled_for="情况属实", at=AT)
    ruled(row, "declined")
    go(world, row, ("opinions", to))
    assert "breakdown.ruled" in kinds(world, "district-office")
    assert district.post(f"/notices/{told.pk}/open", follow=True).status_code == 200
    assert district.post(f"/notices/{told.pk}/sign").status_code == 302
    assert Notice.objects.get(pk=told.pk).signed_at is not None
    seen = page(district, row)
    assert all(mine in seen for mine in ("<b>15</b>", "载体不足", "情况属实"))
    assert all(others not in seen.partition("<main")[2] for others in ("枫渚区", "另有安排", "统筹考虑"))
    assert reverse("plans:breakdown-answer", args=[row.pk]) not in seen
    assert page(signed_in(world, "other-office"), row) == "404"


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
        ({"wish": "", "reason": "另有说明"}, "请选择“同意”"),
        ({"wish": "cap", "value": "15", "reason": " "}, "没有理由"),
        ({"wish": "floor", "value": "-1", "reason": "不"}, "鹭汀区"),
        ({"wish": "fixed", "value": "许多", "reason": "不"}, "鹭汀区"),
    ],
)
def test_an_answer_without_sense_is_refused_and_what_was_typed_is_kept(
    said: dict[str, str], told: str, world: World, row: Breakdown
) -> None:
    refused = answer(signed_in(world, "district-office"), row, name="鹭汀区", **said)
    seen = refused.content.decode()
    assert refused.status_code == 422
    assert told in seen
    if said["wish"]:
        assert f'<option value="{said["wish"]}" selected>' in seen
    assert not said.get("value") or f'value="{said["value"]}"' in seen
    assert f">{said['reason']}</textarea>" in seen
    assert BreakdownOpinion.objects.count() == 0


def test_words_that_mark_a_state_secret_are_neither_taken_nor_shown_again(world: World, row: Breakdown) -> None:
    refused = answer(signed_in(world, "district-office"), row, **{**CAP, "reason": "机密★十年 参数"})
    seen = refused.content.decode()
    assert (refused.status_code, "国家秘密" in seen, "十年 参数" in seen) == (422, True, False)
    assert BreakdownOpinion.objects.count() == 0


def test_an_answer_that_was_ruled_upon_stays_and_a_stale_ruling_is_refused(world: World, row: Breakdown) -> None:
    district, office = signed_in(world, "district-office"), signed_in(world, "office")
    answer(district, row, **CAP)
    first = BreakdownOpinion.objects.get()
    answer(district, row, **{**CAP, "value": "14"})
    ruling = reverse("plans:breakdown-rule", args=[row.pk, first.pk])
    said = {"ruling": "adopted", "ruled_for": "属实"}
    stale = office.post(ruling, {**said, "version": "0"})
    assert (stale.status_code, "鹭汀区已改填意见" in stale.content.decode()) == (422, True)
    assert office.post(ruling, {**said, "version": "1"}).status_code == 302
    for again in ({**CAP, "value": "10"}, {"wish": "agree", "seen": "14"}):
        late = answer(district, row, **again)
        assert (late.status_code, "已经办理" in late.content.decode()) == (422, True)
    assert [(each.value, each.ruling) for each in BreakdownOpinion.objects.all()] == [("14", "adopted")]
    assert reverse("plans:breakdown-answer", args=[row.pk]) not in page(district, row)


# ---- what does


def test_a_place_agrees_or_asks_for_another_figure_and_the_last_answer_counts(world: World, row: Breakdown) -> None:
    district, office = signed_in(world, "district-office"), signed_in(world, "office")
    seen = page(office, row)
    assert "尚未反馈：鹭汀区<" in seen
    assert "无账号，请代填：枫渚区、霁川高新区<" in seen
    answer(district, row, **AGREED)
    agreed = BreakdownOpinion.objects.get()
    assert (agreed.wish, agreed.value, agreed.ruling, agreed.is_own) == ("agree", "19", "agreed", True)
    seen = page(office, row)
    assert "本单位填报" in seen
    assert "尚未反馈" not in seen
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
    seen = page(district, row)
    assert ">采纳<" in seen
    assert "<b>15</b>" in seen
    moved = {"seen": "opinions", "to": "countersigned", "note": "市财政局"}
    assert office.post(reverse("plans:breakdown-move", args=[row.pk]), moved).status_code == 302


def test_a_unit_of_the_office_s_own_place_is_asked_by_its_name_and_answers(world: World, plan: Edition) -> None:
    unit = Unit.objects.create(place=world.city, name="市工信局")
    user = accounts.user_add(username="unit-reporter", name="样例", password=PASSWORD, at=AT, must_change=False)
    world.users["unit-reporter"] = user
    accounts.post_hold(
        accounts.post_add(unit, "填报", "reporter", at=AT, is_of_unit=True), user, since=DAY, at=AT,
    )  # fmt: skip
    lines = (Line(name="市工信局", base="3"), Line(name="市交通局", base="1"))
    row = made(world.person("office"), plan, lines)
    go(world, row, ("drafting", "opinions"))
    assert Notice.objects.filter(kind="breakdown.opinions", post__unit=unit).count() == 1
    reporter = signed_in(world, "unit-reporter")
    assert answer(reporter, row, name="市交通局", **CAP).status_code == 404
    assert answer(reporter, row, name="市工信局", wish="agree", seen="30").status_code == 302
    assert BreakdownOpinion.objects.get().name == "市工信局"
    go(world, row, ("opinions", "countersigned"), ("countersigned", "decided"), ("decided", "handed-down"))
    told = Notice.objects.filter(post__unit=unit, kind__in=("breakdown.countersigned", "breakdown.handed-down"))
    assert told.count() == 2
    assert "本地" in page(reporter, row)
    assert "市工信局 30" in reporter.get(reverse("plans:breakdowns")).content.decode()
    assert bearer(user).get(f"/breakdowns/{row.pk}").json()["view"] == "handed"


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
    assert (listed["is_asked"], listed["is_answered"]) == (True, False)
    assert (listed["ratio"], listed["allotted"]) == (None, None)
    said = district.post(f"/breakdowns/{row.pk}/answer", CAP)
    assert (said.status_code, said.json()["is_own"], said.json()["ruling"]) == (201, True, "open")
    (mine,) = district.get(f"/breakdowns/{row.pk}").json()["asked"]
    (listed,) = district.get("/breakdowns").json()["items"]
    assert (listed["is_asked"], listed["is_answered"]) == (False, True)
    assert (mine["waits"], mine["may_answer"]) == (False, True)
    assert (mine["name"], mine["assigned"], [each["value"] for each in mine["opinions"]]) == ("鹭汀区", "19", ["15"])
    (told,) = office.get(f"/breakdowns/{row.pk}").json()["opinions"]
    assert (told["is_own"], told["version"]) == (True, 0)
    assert district.post(f"/breakdowns/{row.pk}/answer", {"wish": "agree", "name": "枫渚区"}).status_code == 404


def test_the_list_says_whether_an_answer_is_waited_for(world: World, row: Breakdown) -> None:
    district, listing = signed_in(world, "district-office"), reverse("plans:breakdowns")
    assert "征求贵单位意见" in district.get(listing).content.decode().partition("<tbody")[2]
    answer(district, row, **CAP)
    seen = district.get(listing).content.decode().partition("<tbody")[2]
    assert "征求贵单位意见" not in seen
    assert "已反馈" in seen


@pytest.mark.parametrize(("ruling", "figure"), [("adopted", "15"), ("declined", "19")])
def test_the_figure_is_what_the_ruling_makes_it(ruling: str, figure: str, world: World, row: Breakdown) -> None:
    district, office = signed_in(world, "district-office"), signed_in(world, "office")
    answer(district, row, **CAP)
    own = BreakdownOpinion.objects.get()
    said = {"ruling": ruling, "ruled_for": "统筹考虑", "version": "0"}
    assert office.post(reverse("plans:breakdown-rule", args=[row.pk, own.pk]), said).status_code == 302
    seen = page(district, row)
    assert f"<b>{figure}</b>" in seen
    assert ("不采纳" in seen) is (ruling == "declined")
    assert standing(row) == figure
    assert "breakdown.ruled" in kinds(world, "district-office")


def test_what_goes_round_once_more_goes_as_amended_and_is_answered_anew(world: World, row: Breakdown) -> None:
    district, office = signed_in(world, "district-office"), signed_in(world, "office")
    answer(district, row, **CAP)
    own = BreakdownOpinion.objects.get()
    breakdowns.opinion_rule(operator("test"), row.pk, own.pk, ruling="adopted", ruled_for="情况属实", at=AT)
    go(world, row, ("opinions", "drafting"), ("drafting", "opinions"))
    seen = page(district, row)
    assert all(each in seen for each in ("<b>15</b>", "待反馈", "前一轮", "情况属实"))
    assert "尚未反馈：鹭汀区" in page(office, row)
    assert answer(district, row, wish="agree", seen="15").status_code == 302
    ruled(row)
    chosen = row.scenarios.get(is_chosen=True)
    assert {each.name: each.assigned for each in chosen.shares.all()} == {
        "鹭汀区": "15", "枫渚区": "5", "霁川高新区": "20",
    }  # fmt: skip
    assert "以前各轮意见" in page(office, row)


def test_the_scenario_before_the_rulings_chosen_again_is_asked_anew(world: World, row: Breakdown) -> None:
    first = row.scenarios.get()
    answer(signed_in(world, "district-office"), row, **CAP)
    own = BreakdownOpinion.objects.get()
    breakdowns.opinion_rule(operator("test"), row.pk, own.pk, ruling="adopted", ruled_for="情况属实", at=AT)
    go(world, row, ("opinions", "drafting"))
    breakdowns.scenario_choose(world.person("office"), row.pk, first.pk, at=AT)
    go(world, row, ("drafting", "opinions"))
    assert answer(signed_in(world, "district-office"), row, **AGREED).status_code == 302
    assert standing(row) == "19"


def test_a_unit_is_known_by_its_short_name_and_not_where_two_are_called_so(world: World, plan: Edition) -> None:
    bureau = Unit.objects.create(place=world.city, name="霁川市工业和信息化局", short_names=["市工信局"])
    for name in ("霁川市交通运输局", "霁川市交通投资集团"):
        Unit.objects.create(place=world.city, name=name, short_names=["市交通"])
    row = made(world.person("office"), plan, (Line(name="市工信局", base="3"), Line(name="市交通", base="1")))
    shares = {each.name: each.receiver_id for each in row.scenarios.get().shares.all()}
    assert shares == {"市工信局": bureau.pk, "市交通": None}


def test_the_page_says_who_asks_what_to_do_and_leads_to_the_words_of_the_plan_where_these_are_seen(
    world: World, row: Breakdown
) -> None:
    district, words = signed_in(world, "district-office"), reverse("plans:item", args=[row.item_id])
    seen = page(district, row)
    assert "霁川市专班征求意见，请核对" in seen
    assert "同意拟分解数 19 家" in seen
    assert words not in seen  # a draft of the city, which the district does not see
    edition_issue(world.person("office"), row.edition, state="issued", at=AT)
    Plan.objects.filter(pk=row.edition.plan_id).update(openness="open")
    assert words in page(district, row)
    assert district.get(words).status_code == 200


def test_who_has_agreed_is_not_asked_to_agree_once_more(world: World, row: Breakdown) -> None:
    district = signed_in(world, "district-office")
    answer(district, row, **AGREED)
    assert "同意拟分解数" not in page(district, row)
    answer(district, row, **CAP)
    assert "同意拟分解数 19 家" in page(district, row)
    assert "修改意见" in page(district, row)


def test_who_agrees_asks_for_no_ruling(world: World, row: Breakdown) -> None:
    answer(signed_in(world, "district-office"), row, **AGREED)
    assert "breakdown.agreed" in kinds(world, "office")
    assert "breakdown.answered" not in kinds(world, "office")


def test_what_is_entered_for_a_receiver_is_in_the_log_by_its_digest(world: World, row: Breakdown) -> None:
    given = {"name": "鹭汀区", **CAP}
    breakdowns.opinion_add(world.person("office"), row.pk, given, at=AT)
    entered = AuditLine.objects.get(deed="breakdown.opinion").after
    answer(signed_in(world, "district-office"), row, **CAP)
    assert AuditLine.objects.get(deed="breakdown.answer").after == entered
    assert str(entered).startswith("sha256:")


def test_whoever_is_told_of_many_places_is_found_by_one_question(world: World, plan: Edition) -> None:
    row, office = made(world.person("office"), plan, three(world)), world.person("office")
    with CaptureQueriesContext(connection) as asked:
        breakdowns.breakdown_move(office, row.pk, seen="drafting", to="opinions", note="", at=AT)
    assert sum('FROM "accounts_post" ' in each["sql"] for each in asked.captured_queries) == 1

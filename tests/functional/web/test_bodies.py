"""领导小组·工作专班·挂钩联系机制: who answered for what on any day, and what is never overwritten."""

from __future__ import annotations

import datetime as dt
import io
import zipfile

import pytest
from django.test import Client
from pytest_django.fixtures import Settings
from tests.builders.api import bearer
from tests.builders.bodies import LEADER, LIST, SINCE, body, link
from tests.builders.workspace import AT, World, signed_in

from xiandao.apps.accounts.models import Unit
from xiandao.apps.accounts.posts import post_add, post_hold
from xiandao.apps.accounts.selectors import person_of
from xiandao.apps.audit.models import AuditLine
from xiandao.apps.bodies import services
from xiandao.apps.bodies.answers import answers_to
from xiandao.apps.bodies.fields import tree
from xiandao.apps.bodies.models import Body, Link, Member, Setting
from xiandao.apps.bodies.papers import who_of
from xiandao.apps.places.models import Place
from xiandao.apps.plans import judging
from xiandao.apps.plans import services as plans
from xiandao.apps.plans.models import Edition
from xiandao.apps.plans.unowned import gaps_of
from xiandao.core.errors import Refusal

ROBOTS = "humanoid-robots"
MARCH, JANUARY = dt.date(2026, 3, 1), dt.date(2026, 1, 1)


def asked(world: World, on: dt.date, who: str = "office") -> str:
    """What is answered for humanoid robots on a day, as one line."""
    found = answers_to(world.person(who), ROBOTS, on, Place.objects.get(code="990100"))
    said = [
        f"{each.place.name}:"
        + "、".join(f"{one.link.duty}{one.link.leader}" for one in each.leaders)
        + "".join(f"|{team.setting.name}:{'、'.join(who_of(unit) for unit in team.units)}" for team in each.teams)
        for each in found
    ]
    return " ".join(said)


def change(of: Member | Link | Setting, world: World, **said: str) -> None:
    """From a day on it is as said."""
    told = {"version": str(of.version), **SINCE, **said}
    services.row_change(world.person("office"), services.kind_of(of), of.pk, told, at=AT)


# ------------------------------------------------------------------------------------------------ the acceptance


def test_for_any_field_and_date_the_linked_leader_the_task_force_and_its_member_units_are_named(world: World) -> None:
    of = body()
    change(link(), world, **{**LEADER, "leader": "样例戊", "since": "2026-02-15"})
    member = of.members.get(role="member")
    services.row_end(
        world.person("office"), "member", member.pk, {"version": "0", "day": "2026-02-20", "source": "样2号"}, at=AT
    )
    services.member_add(
        world.person("office"),
        of.pk,
        {**SINCE, "role": "member", "unit_name": "市样例院", "since": "2026-02-21"},
        at=AT,
    )
    team = "|人形机器人产业工作专班:"
    assert asked(world, JANUARY) == "霁川市:"
    assert asked(world, dt.date(2026, 2, 14)) == f"霁川市:市政府副市长样例甲{team}市样例局"
    assert asked(world, dt.date(2026, 2, 20)) == f"霁川市:市政府副市长样例戊{team}市样例局"
    assert asked(world, MARCH) == f"霁川市:市政府副市长样例戊{team}市样例院"


def test_the_page_answers_for_a_field_and_a_day(world: World) -> None:
    body(), link()
    client = signed_in(world, "reader")
    now = client.get("/bodies/responsibility?field=人形机器人&on=2026-03-01").content.decode()
    before = client.get("/bodies/responsibility?field=人形机器人&on=2026-01-01").content.decode()
    assert "人形机器人产业工作专班" in now
    assert "市样例局" in now
    assert "市政府副市长 样例甲" in now
    assert "样例甲" not in before
    assert "人形机器人产业工作专班" not in before


def test_a_district_is_answered_with_its_city_above_it_and_not_with_another_city(world: World) -> None:
    body(), link()
    found = answers_to(world.person("district-office"), ROBOTS, MARCH, world.district)
    assert [(each.place.code, len(each.teams)) for each in found] == [("990100", 1), ("990102", 0)]
    assert answers_to(world.person("other-office"), ROBOTS, MARCH) == ()


def test_who_answers_for_a_wider_field_answers_for_its_parts_and_is_marked(world: World) -> None:
    of = body(name="未来产业领导小组")
    (found,) = answers_to(world.person("office"), ROBOTS, MARCH)
    assert [team.near for team in found.teams] == [0]
    parent = tree().ancestors(ROBOTS)
    below = tree().below(ROBOTS)
    near = {1: parent[:1], 2: below[:1]}
    for how, codes in near.items():
        for code in codes:
            of.charges.update(code=code)
            (found,) = answers_to(world.person("office"), ROBOTS, MARCH)
            assert [team.near for team in found.teams] == [how]


# ------------------------------------------------------------------------------------ nothing is overwritten


def test_a_change_that_looked_at_an_older_row_is_refused_and_changes_nothing(world: World) -> None:
    row = link()
    stale = {"version": "0", **LEADER, "since": "2026-02-15", "leader": "样例戊"}
    services.row_change(world.person("office"), "link", row.pk, stale, at=AT)
    with pytest.raises(Refusal) as refused:
        services.row_change(world.person("security"), "link", row.pk, {**stale, "leader": "样例己"}, at=AT)
    assert refused.value.code == "body-changed"
    assert [*Link.objects.order_by("pk").values_list("leader", flat=True)] == ["样例甲", "样例戊"]


def test_the_second_of_two_people_is_told_on_the_page(world: World) -> None:
    row = link()
    first, second = signed_in(world, "office"), signed_in(world, "security")
    said = {"version": "0", "day": "2026-02-20", "source": "样2号"}
    assert first.post(f"/bodies/rows/link/{row.pk}/end", said).status_code == 302
    answer = second.post(f"/bodies/rows/link/{row.pk}/end", {**said, "day": "2026-02-25"})
    assert answer.status_code == 409
    assert "刚才已有他人改动这一条" in answer.content.decode()


def test_two_leaders_of_one_link_at_one_time_are_refused_unless_both_share_it(world: World) -> None:
    link()
    other = {**LEADER, "leader": "样例戊", "since": "2026-03-01"}
    with pytest.raises(Refusal) as refused:
        services.link_add(world.person("office"), world.city.pk, other, at=AT)
    assert (refused.value.code, refused.value.values["name"]) == ("link-overlap", "市政府副市长样例甲")
    with pytest.raises(Refusal, match="link-overlap"):
        services.link_add(world.person("office"), world.city.pk, {**other, "is_joint": "1"}, at=AT)
    Link.objects.update(is_joint=True)
    services.link_add(world.person("office"), world.city.pk, {**other, "is_joint": "1"}, at=AT)
    assert asked(world, MARCH).startswith("霁川市:市政府副市长样例甲、市政府副市长样例戊")


def test_a_leader_follows_another_without_a_gap_and_without_an_overlap(world: World) -> None:
    change(link(), world, **{**LEADER, "leader": "样例戊", "since": "2026-02-15"})
    days = [*Link.objects.order_by("pk").values_list("since", "until")]
    assert days == [(dt.date(2026, 1, 10), dt.date(2026, 2, 14)), (dt.date(2026, 2, 15), None)]


def test_what_is_withdrawn_holds_on_no_day_and_stays_in_the_history_with_its_reason(world: World) -> None:
    of = body()
    member = of.members.get(role="member")
    services.row_withdraw(world.person("office"), "member", member.pk, {"version": "0", "reason": "单位写错"}, at=AT)
    assert "市样例局" not in asked(world, MARCH)
    page = signed_in(world, "reader").get(f"/bodies/{of.pk}/").content.decode()
    assert "<del" in page
    assert "单位写错" in page


def test_withdrawing_a_change_opens_again_what_had_ended_for_its_sake(world: World) -> None:
    change(link(), world, **{**LEADER, "leader": "样例戊", "since": "2026-02-15"})
    after = Link.objects.latest("pk")
    services.row_withdraw(world.person("office"), "link", after.pk, {"version": "0", "reason": "误登"}, at=AT)
    assert Link.objects.order_by("pk")[0].until is None
    assert asked(world, MARCH) == "霁川市:市政府副市长样例甲"


def test_what_another_row_came_after_is_not_withdrawn_under_it(world: World) -> None:
    row = link()
    change(row, world, **{**LEADER, "leader": "样例戊", "since": "2026-02-15"})
    with pytest.raises(Refusal, match="row-followed"):
        services.row_withdraw(world.person("office"), "link", row.pk, {"version": "1", "reason": "误登"}, at=AT)


@pytest.mark.parametrize("since", ["2026-01-10", "2026-01-09"])
def test_a_change_from_the_first_day_or_before_is_none(since: str, world: World) -> None:
    with pytest.raises(Refusal, match="row-change-day"):
        change(link(), world, **{**LEADER, "leader": "样例戊", "since": since})


def test_a_body_that_is_renamed_keeps_its_members_and_its_old_name_on_old_days(world: World) -> None:
    of = body()
    change(of.settings.get(), world, name="具身智能工作专班", kind="task-force", since="2026-02-01")
    client = signed_in(world, "office")
    assert "具身智能工作专班" in client.get(f"/bodies/{of.pk}/?on=2026-03-01").content.decode()
    old = client.get("/bodies/?on=2026-01-31").content.decode()
    assert "人形机器人产业工作专班" in old
    assert "具身智能工作专班" not in old


def test_a_dissolved_body_answers_until_its_last_day(world: World) -> None:
    of = body()
    services.body_end(world.person("office"), of.pk, {"version": "0", "day": "2026-02-20", "source": "样3号"}, at=AT)
    assert "工作专班" in asked(world, dt.date(2026, 2, 20))
    assert asked(world, dt.date(2026, 2, 21)) == "霁川市:"
    assert not of.members.filter(until=None).exists()


def test_a_body_stands_not_above_itself(world: World) -> None:
    of = body()
    with pytest.raises(Refusal, match="body-parent"):
        change(of.settings.get(), world, name="样", kind="task-force", parent=str(of.pk), since="2026-02-01")


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({"role": "member"}, "member-one"),
        ({"role": "member", "unit_name": "市样例院", "leader": "样例甲"}, "member-one"),
        ({"role": "member", "leader": "样例甲"}, "body-needed"),
        ({"role": "none", "unit_name": "市样例院"}, "body-choice"),
        ({"role": "member", "unit_name": "市样例局"}, "member-twice"),
        ({"role": "member", "unit_name": "市样例院", "until": "2025-01-01"}, "body-backwards"),
        ({"role": "member", "unit_name": "市样例院", "source": ""}, "body-needed"),
        ({"role": "member", "unit_name": "样" * 81}, "body-long"),
    ],
)
def test_a_member_that_makes_no_sense_is_refused(said: dict[str, str], code: str, world: World) -> None:
    of = body()
    with pytest.raises(Refusal) as refused:
        services.member_add(world.person("office"), of.pk, {**SINCE, **said}, at=AT)
    assert refused.value.code == code
    assert of.members.count() == 2


def test_a_field_that_the_taxonomy_lacks_is_refused(world: World) -> None:
    with pytest.raises(Refusal, match="body-field"):
        services.charge_add(world.person("office"), body().pk, {**SINCE, "code": "不存在的赛道"}, at=AT)


# ------------------------------------------------------------------------------------------------ pasted lists


def test_a_pasted_list_is_first_shown_and_then_entered_with_its_bad_lines_left_over(world: World) -> None:
    of, client = body(), signed_in(world, "office")
    said = {"text": LIST, **SINCE}
    seen = client.post(f"/bodies/{of.pk}/members/paste", said).content.decode()
    assert of.members.count() == 2
    assert "第 5 行" in seen
    assert "姓名前缺职务" in seen
    assert "登记 3 名" in seen
    done = client.post(f"/bodies/{of.pk}/members/paste", {**said, "go": "1"}).content.decode()
    assert "已登记 3 名" in done
    rows = [(row.role, who_of(row), row.order) for row in of.members.order_by("order")][2:]
    assert rows == [
        ("member", "霁川市专班", 3),
        ("member", "市样例研究院", 4),
        ("vice-chair", "市政府秘书长 样例丙", 5),
    ]
    assert of.members.get(order=3).unit is not None
    assert AuditLine.objects.filter(deed="body.members-paste").count() == 1


def test_thirty_units_are_entered_in_one_paste_in_their_order(world: World) -> None:
    of = body()
    text = "\n".join(f"{n}、市样例{n}局" for n in range(1, 31))
    services.members_paste(world.person("office"), of.pk, text, SINCE, at=AT)
    assert [row.unit_name for row in of.members.order_by("order")][2:] == [f"市样例{n}局" for n in range(1, 31)]


def test_a_pasted_list_entered_twice_adds_nobody(world: World) -> None:
    of = body()
    services.members_paste(world.person("office"), of.pk, "市样例院\n市样例所", SINCE, at=AT)
    done = services.members_paste(world.person("office"), of.pk, "市样例院\n市样例所", SINCE, at=AT)
    assert of.members.count() == 4
    assert [fault.why for fault in done.faults] == ["known", "known"]


# ------------------------------------------------------------------------------------------------------ rights


def test_the_telephone_number_is_whole_only_for_who_may_change_it_and_never_lies_in_the_database(world: World) -> None:
    row = link()
    assert not [number for number in ("138 0000", "1380000") if number in row.sealed]
    assert "138 0000 0001" in signed_in(world, "office").get("/bodies/links").content.decode()
    for who in ("reader", "leader", "district-office"):
        page = signed_in(world, who).get("/bodies/links").content.decode()
        assert ("样例丁" in page, "138 0000 0001" in page, "****0001" in page) == (True, False, True)
    told = bearer(world.users["reader"]).get("/links").json()["items"]
    assert [each["telephone"] for each in told] == ["138****0001"]


def test_a_withdrawn_link_takes_its_telephone_number_along(world: World, settings: Settings) -> None:
    row = link()
    services.row_withdraw(world.person("office"), "link", row.pk, {"version": "0", "reason": "误登"}, at=AT)
    assert row.key
    assert not (settings.DATA / "keys" / "contacts" / f"{row.key}.key").exists()


def test_a_district_sees_the_city_and_changes_nothing_there(world: World) -> None:
    of, client = body(), signed_in(world, "district-office")
    assert client.get(f"/bodies/{of.pk}/").status_code == 200
    assert client.get(f"/bodies/{of.pk}/members/paste").status_code == 404
    said = {"role": "member", "unit_name": "市样例院", **SINCE}
    assert client.post(f"/bodies/{of.pk}/members/add", said).status_code == 404
    assert (
        client.post("/bodies/new", {"place": "990100", "name": "样", "kind": "task-force", **SINCE}).status_code == 422
    )
    assert Body.objects.count() == 1


def test_the_office_of_a_task_force_changes_its_own_body_and_no_other(world: World) -> None:
    unit = Unit.objects.create(place=world.city, name="市样例专班办")
    own, other = body(name="样例一专班", office=str(unit.pk)), body(name="样例二专班", office="")
    post = post_add(unit, "专班岗", "office", at=AT, is_of_unit=True)
    world.users["reader"].holdings.all().delete()
    post_hold(post, world.users["reader"], since=dt.date(2026, 1, 1), at=AT)
    person = person_of(world.users["reader"], AT.date())
    services.charge_add(person, own.pk, {**SINCE, "code": "合成生物"}, at=AT)
    with pytest.raises(Refusal, match="absent"):
        services.charge_add(person, other.pk, {**SINCE, "code": "合成生物"}, at=AT)


def test_another_city_finds_nothing(world: World) -> None:
    body(), link()
    client = signed_in(world, "other-office")
    for address in ("/bodies/", "/bodies/links", "/bodies/responsibility?field=人形机器人"):
        page = client.get(address).content.decode()
        assert ("样例甲" in page, "人形机器人产业工作专班" in page) == (False, False)


@pytest.mark.usefixtures("world")
def test_every_deed_leaves_one_line_without_a_name_in_it() -> None:
    body(), link()
    lines = AuditLine.objects.filter(deed__startswith="body.")
    assert sorted(line.deed for line in lines) == [
        "body.add", "body.charge-add", "body.link-add", "body.member-add", "body.member-add",
    ]  # fmt: skip
    assert not [line for line in lines if "样例" in str(line.detail)]


# ------------------------------------------------------------------------------------------------- papers, gaps


def text_of(data: bytes) -> str:
    with zipfile.ZipFile(io.BytesIO(data)) as parts:
        return "".join(parts.read(name).decode("utf-8", "ignore") for name in parts.namelist() if name.endswith(".xml"))


@pytest.mark.parametrize("form", ["docx", "xlsx"])
def test_the_members_and_the_links_leave_as_papers_without_telephone_numbers(form: str, world: World) -> None:
    of, client = body(), signed_in(world, "office")
    link()
    members = text_of(client.post(f"/bodies/{of.pk}/members.{form}", {"on": "2026-03-01"}).content)
    links = text_of(client.post(f"/bodies/links/paper.{form}", {"on": "2026-03-01"}).content)
    assert "市政府副市长 样例甲" in members
    assert "市样例局" in members
    assert "人形机器人" in links
    assert "0001" not in links
    assert "样例数据" in members
    assert AuditLine.objects.filter(deed="body.export").count() == 2


def test_a_paper_of_a_day_on_which_the_body_does_not_stand_is_refused(world: World) -> None:
    of, client = body(), signed_in(world, "office")
    assert client.post(f"/bodies/{of.pk}/members.docx", {"on": "2025-01-01"}).status_code == 422


def test_a_chosen_field_without_anybody_is_a_gap_until_somebody_answers_for_it(world: World, plan: Edition) -> None:
    person = world.person("office")
    for item in plan.items.filter(kind="sector"):
        judging.item_confirm(person, item.pk, judging.Look(0), at=AT)
    plans.edition_issue(person, plan, state="issued", at=AT)
    on = dt.date(2026, 12, 1)
    names = {gap.mark.name for gap in gaps_of(person, on)}
    assert names == {"低空经济", "合成生物"}
    body(code="合成生物")
    after = {gap.mark.name for gap in gaps_of(person, on)}
    assert names - after == {"合成生物"}
    page = signed_in(world, "office").get(f"/plans/unowned?on={on}").content.decode()
    assert "低空经济" in page
    assert "合成生物" not in page


def test_an_address_that_makes_no_sense_is_no_fault_of_ours(world: World) -> None:
    client: Client = signed_in(world, "office")
    of = body()
    for address in (
        "/bodies/?on=x&page=z&level=none", "/bodies/links?on=9999-99-99", "/bodies/new?place=nowhere",
        "/bodies/responsibility?field=%F0%9F%A4%96&place=none", "/plans/unowned?on=x", f"/bodies/{of.pk}/?on=1",
    ):  # fmt: skip
        assert client.get(address).status_code == 200
    assert client.get("/bodies/rows/none/1/").status_code == 404

"""People, units, posts and hand-over: what the security administrator may not do, then what the pages do."""

from __future__ import annotations

import datetime as dt
import re
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import openpyxl
import pytest
from django.core.exceptions import ObjectDoesNotExist
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from tests.builders import organisation
from tests.builders.api import bearer
from tests.builders.workspace import AT, DAY, PASSWORD, World, edition, signed_in

from xiandao.apps.accounts import managed, people, posts
from xiandao.apps.accounts.handover import Handing, post_hand_over
from xiandao.apps.accounts.models import Handover, Holding, Post, Unit, User
from xiandao.apps.accounts.selectors import person_of
from xiandao.apps.audit.models import AuditLine
from xiandao.apps.plans.models import Edition, Plan
from xiandao.core.errors import Refusal


def refused(code: str, client: Client, name: str, /, *args: object, **said: object) -> bool:
    """Whether what is posted is refused with the wording of *code*."""
    answer = client.post(reverse(f"accounts:{name}", args=args), said)
    return answer.status_code == 422 and code in answer.content.decode()


def deeds() -> list[str]:
    return [*AuditLine.objects.order_by("seq").values_list("deed", flat=True)]


# ------------------------------------------------------------------------------------------------------ 三员分立


@pytest.mark.usefixtures("world")
def test_the_role_of_an_administrator_stands_alone_on_a_post() -> None:
    unit = organisation.office().unit
    for roles in (("security", "reader"), ("administrator", "auditor"), ("auditor", "office")):
        with pytest.raises(Refusal, match="powers-mixed"):
            posts.post_add(unit, "混合岗", *roles, at=AT)
    assert not Post.objects.filter(title="混合岗").exists()


@pytest.mark.parametrize("role", ["security", "administrator", "auditor"])
def test_whoever_is_one_of_the_three_is_given_no_other_post(role: str, world: World) -> None:
    with pytest.raises(Refusal, match="powers-person"):
        posts.post_hold(organisation.office().vacant, world.users[role], since=DAY, at=AT)


@pytest.mark.usefixtures("world")
def test_the_three_are_apart_on_every_day_but_not_one_after_another() -> None:
    of = organisation.office()
    security = posts.post_add(of.unit, "安全岗", "security", at=AT)
    with pytest.raises(Refusal, match="powers-person"):
        posts.post_hold(security, of.worker, since=DAY + dt.timedelta(days=90), at=AT)
    posts.holding_end(of.holding, day=DAY, at=AT, today=DAY, by=None)
    posts.post_hold(security, of.worker, since=DAY + dt.timedelta(days=1), at=AT)
    assert {grant.role for grant in person_of(of.worker, DAY + dt.timedelta(days=1)).grants} == {"security"}


@pytest.mark.usefixtures("world")
def test_a_post_that_is_held_beside_another_cannot_become_an_administrators() -> None:
    of = organisation.office()
    posts.post_hold(of.vacant, of.worker, since=DAY, at=AT)
    with pytest.raises(Refusal, match="powers-person"):
        posts.post_change(of.vacant, title="空缺岗", roles=["auditor"], is_of_unit=False, at=AT, by=None)


def test_nobody_manages_their_own_account_or_posts(world: World) -> None:
    security = world.person("security")
    own = world.users["security"]
    holding = own.holdings.get()
    for deed in (people.person_lock, people.person_unlock, people.password_reset):
        with pytest.raises(Refusal, match="own-rights"):
            deed(security, own, at=AT)
    with pytest.raises(Refusal, match="own-rights"):
        posts.holding_end(holding, day=DAY, at=AT, today=DAY, by=security)
    with pytest.raises(Refusal, match="own-rights"):
        posts.post_hold(organisation.office().vacant, own, since=DAY, at=AT, by=security)


# ---------------------------------------------------------------------------------------------- whom one manages


def test_people_and_posts_of_another_city_are_as_absent_as_those_that_never_were(world: World) -> None:
    elsewhere = organisation.office(world.other_city, "elsewhere")
    client = signed_in(world, "security")
    assert "elsewhere" not in client.get(reverse("accounts:people")).content.decode()
    assert elsewhere.unit.name not in client.get(reverse("accounts:units") + "?show=all").content.decode()
    for name, pk in (
        ("person", elsewhere.worker.pk), ("unit", elsewhere.unit.pk), ("post", elsewhere.post.pk),
        ("hand-over", elsewhere.post.pk), ("post-new", elsewhere.unit.pk),
    ):  # fmt: skip
        assert client.get(reverse(f"accounts:{name}", args=[pk])).status_code == 404
    for name, pk in (("person-lock", elsewhere.worker.pk), ("holding-end", elsewhere.holding.pk)):
        assert client.post(reverse(f"accounts:{name}", args=[pk])).status_code == 404
    assert refused("请选择人员", client, "post-give", organisation.office().vacant.pk, person=elsewhere.worker.pk)


def test_who_also_acts_elsewhere_is_seen_but_their_account_is_left_alone(world: World) -> None:
    of = organisation.office()
    province = posts.unit_add(world.province, "样例厅", at=AT)
    posts.post_hold(posts.post_add(province, "省岗", "reader", at=AT), of.worker, since=DAY, at=AT)
    client = signed_in(world, "security")
    page = client.get(reverse("accounts:person", args=[of.worker.pk])).content.decode()
    assert "样例岗" in page
    assert "省岗" not in page
    assert "上一级安全管理员" in page
    before = User.objects.get(pk=of.worker.pk).password
    for name in ("person-reset", "person-lock"):
        assert client.post(reverse(f"accounts:{name}", args=[of.worker.pk])).status_code == 422
    after = User.objects.get(pk=of.worker.pk)
    assert (after.password, after.is_active) == (before, True)


def test_the_security_administrator_reads_counts_and_no_titles(world: World, plan: Edition) -> None:
    post = Post.objects.get(title="office", unit__place=world.city)
    Plan.objects.filter(pk=plan.plan_id).update(post=post)
    page = signed_in(world, "security").get(reverse("accounts:hand-over", args=[post.pk])).content.decode()
    assert plan.plan.title not in page
    assert re.search(r"<td>规划</td><td class=\"n\">1</td>", page)


# ------------------------------------------------------------------------------------------------------- people


def test_a_new_person_gets_a_password_that_is_shown_once_and_must_be_changed(world: World) -> None:
    client, unit = signed_in(world, "security"), organisation.office().unit
    said = {"username": "newcomer", "name": "样例新人", "unit": unit.pk, "language": "en"}
    answer = client.post(reverse("accounts:person-new"), said)
    found = re.search(r"<code data-own>([^<]+)</code>", answer.content.decode())
    assert found is not None
    assert "no-store" in answer.headers["Cache-Control"]
    made = User.objects.get(username="newcomer")
    assert (made.check_password(found[1]), made.must_change_password, made.unit, made.language) == (
        True,
        True,
        unit,
        "en",
    )
    assert found[1] not in client.get(reverse("accounts:person", args=[made.pk])).content.decode()
    assert found[1] not in str([*AuditLine.objects.values_list("detail", flat=True)])
    assert refused("已有人使用", client, "person-new", **said)


@pytest.mark.parametrize(
    ("field", "value", "says"),
    [
        ("username", "A B", "用户名为"),
        ("username", "x" * 61, "用户名为"),
        ("name", " ", "不能为空"),
        ("unit", "", "编制所在单位"),
    ],
)
def test_what_is_told_wrongly_of_a_person_makes_none(field: str, value: str, says: str, world: World) -> None:
    said = {"username": "newcomer", "name": "样例", "unit": organisation.office().unit.pk, field: value}
    before = User.objects.count()
    assert refused(says, signed_in(world, "security"), "person-new", **said)
    assert User.objects.count() == before


def test_locking_ends_session_and_tokens_at_once_and_unlocking_gives_no_token_back(world: World) -> None:
    of = organisation.office()
    theirs, token = Client(), bearer(of.worker)
    theirs.force_login(of.worker, backend="django.contrib.auth.backends.ModelBackend")
    client = signed_in(world, "security")
    client.post(reverse("accounts:person-lock", args=[of.worker.pk]))
    assert theirs.get("/").status_code == 302
    assert token.get("/me").status_code == 401
    client.post(reverse("accounts:person-unlock", args=[of.worker.pk]))
    assert token.get("/me").status_code == 401
    assert [each for each in deeds() if each in ("user.lock", "user.unlock")] == ["user.lock", "user.unlock"]


def test_the_list_is_filtered_and_leaves_as_a_workbook_with_a_line_in_the_log(world: World) -> None:
    of = organisation.office()
    client = signed_in(world, "security")
    for asked, is_there in (
        ("q=worker", True), ("q=nobody", False), ("place=990100", True), ("place=990102", False),
        (f"unit={of.unit.pk}", True), ("state=locked", False), ("state=postless", False), ("state=active", True),
    ):  # fmt: skip
        assert ("样例worker" in client.get(f"{reverse('accounts:people')}?{asked}").content.decode()) is is_there, asked
    answer = client.post(f"{reverse('accounts:people-export')}?q=worker")
    rows = [*openpyxl.load_workbook(BytesIO(answer.content)).worksheets[0].iter_rows(values_only=True)]
    assert sum("样例worker" in map(str, row) for row in rows) == 1
    line = AuditLine.objects.get(deed="people.export")
    assert line.detail["rows"] == 1
    assert "worker" not in str(line.detail)


def test_a_person_sees_their_posts_and_makes_a_token_that_is_shown_once(world: World) -> None:
    client = signed_in(world, "office")
    answer = client.post(
        reverse("accounts:account-token"), {"name": "报表", "days": "30", "password": PASSWORD}
    ).content.decode()
    found = re.search(r"xd_[\w-]+", answer)
    assert found is not None
    assert found[0] not in client.get(reverse("accounts:account")).content.decode()
    token = world.users["office"].tokens.get()
    client.post(reverse("accounts:account-token-end"), {"token": token.pk})
    token.refresh_from_db()
    assert token.revoked_at is not None
    other = organisation.token()
    assert client.post(reverse("accounts:account-token-end"), {"token": other}).status_code == 404


# ---------------------------------------------------------------------------------------------- units and posts


def test_a_unit_is_made_once_renamed_and_keeps_its_posts(world: World) -> None:
    client = signed_in(world, "security")
    said = {"place": world.city.pk, "name": "样例科技局", "short_names": "市科技局、科技局", "kind": "政府部门"}
    client.post(reverse("accounts:unit-new"), said)
    unit = Unit.objects.get(name="样例科技局")
    assert unit.short_names == ["市科技局", "科技局"]
    assert refused("已有名为", client, "unit-new", **said)
    client.post(reverse("accounts:post-new", args=[unit.pk]), {"title": "综合岗", "roles": ["office"], "scope": "unit"})
    client.post(reverse("accounts:unit", args=[unit.pk]), {**said, "name": "样例科学技术局"})
    unit.refresh_from_db()
    assert (unit.name, unit.posts.get().is_of_unit) == ("样例科学技术局", True)
    assert deeds()[-3:] == ["unit.add", "post.add", "unit.change"]


def test_a_vacant_post_is_marked_and_its_mark_goes_when_it_is_given(world: World) -> None:
    of, client = organisation.office(), signed_in(world, "security")
    vacant = reverse("accounts:units") + "?show=vacant"
    assert ">空缺岗<" in client.get(vacant).content.decode()
    client.post(
        reverse("accounts:post-give", args=[of.vacant.pk]),
        {"person": of.worker.pk, "since": timezone.localdate().isoformat(), "tenure": "seconded"},
    )
    assert of.vacant.holdings.get().tenure == "seconded"
    assert ">空缺岗<" not in client.get(vacant).content.decode()
    assert refused(
        "无需交接", client, "post-give", of.vacant.pk, person=of.worker.pk, since=timezone.localdate().isoformat()
    )


@pytest.mark.usefixtures("world")
def test_rights_are_not_ended_behind_the_back_of_deeds() -> None:
    of = organisation.office()
    for day, code in ((DAY - dt.timedelta(days=2), "holding-past"), (DAY - dt.timedelta(days=1), "holding-backwards")):
        with pytest.raises(Refusal, match=code):
            posts.holding_end(of.holding, day=day, at=AT, today=DAY, by=None)
    later = posts.post_hold(of.vacant, of.worker, since=DAY + dt.timedelta(days=9), at=AT)
    posts.holding_end(later, day=DAY, at=AT, today=DAY, by=None)
    assert not Holding.objects.filter(pk=later.pk).exists()


# ---------------------------------------------------------------------------------------------------- hand-over


def test_a_hand_over_that_does_not_hold_together_changes_nothing(world: World) -> None:
    of, by = organisation.office(), world.person("security")
    other = User.objects.get(username="reader")
    locked = organisation.office(world.city, "second").worker
    people.person_lock(by, locked, at=AT)
    good = Handing(of.post, of.holding, other, DAY + dt.timedelta(days=1))
    for handing, code in (
        (good._replace(leaver=None), "handover-from"),
        (good._replace(day=DAY), "handover-early"),
        (good._replace(day=DAY - dt.timedelta(days=1)), "handover-day"),
        (good._replace(to=of.worker), "post-held-already"),
        (good._replace(to=locked), "person-locked"),
        (good._replace(to=world.users["auditor"]), "powers-person"),
        (good._replace(to=world.users["security"]), "own-rights"),
    ):
        with pytest.raises(Refusal, match=code):
            post_hand_over(by, handing, at=AT, today=DAY)
    of.holding.refresh_from_db()
    assert (of.holding.until, Handover.objects.count(), of.post.holdings.filter(user=other).count()) == (None, 0, 0)


def test_rights_change_hands_on_the_day_and_the_sheet_keeps_the_names(world: World) -> None:
    of, by = organisation.office(), world.person("security")
    other = world.users["reader"]
    day = DAY + dt.timedelta(days=3)
    done = post_hand_over(by, Handing(of.post, of.holding, other, day), at=AT, today=DAY)
    before, on = (of.post.pk in person_of(of.worker, each).posts for each in (day - dt.timedelta(days=1), day))
    assert (before, on) == (True, False)
    assert [of.post.pk in person_of(other, each).posts for each in (day - dt.timedelta(days=1), day)] == [False, True]
    User.objects.filter(pk=of.worker.pk).update(name="改名之后")
    assert done.sheet["from"] == "样例worker"
    line = AuditLine.objects.get(deed="post.hand-over")
    assert line.after == f"sha256:{done.blob_id}"


def test_the_sheet_is_a_word_file_for_the_administrator_and_the_two_of_it_alone(world: World) -> None:
    of, client = organisation.office(), signed_in(world, "security")
    today = timezone.localdate()
    Holding.objects.filter(pk=of.holding.pk).update(since=today - dt.timedelta(days=5))
    said: dict[str, str | int] = {
        "from": of.holding.pk,
        "to": world.users["reader"].pk,
        "day": today.isoformat(),
        "tenure": "staff",
    }
    address = reverse("accounts:hand-over", args=[of.post.pk])
    assert "确认交接" in client.get(address, said).content.decode()
    assert Handover.objects.count() == 0
    answer = client.post(address, said)
    done = Handover.objects.get()
    assert answer.headers["Location"] == reverse("accounts:handover", args=[done.pk])
    data = client.get(reverse("accounts:handover-sheet", args=[done.pk])).content
    text = ZipFile(BytesIO(data)).read("word/document.xml").decode()
    assert all(each in text for each in ("岗位交接清单", "样例worker", "样例reader", "监交人"))
    own = f"{reverse('accounts:account-sheet')}?of={done.pk}"
    assert signed_in(world, "reader").get(own).content == data
    assert signed_in(world, "office").get(own).status_code == 404


# ------------------------------------------------------------------------------------------------ the post acted in


@pytest.fixture
def double(world: World) -> tuple[Client, Post, Post]:
    """``reviewer`` holds two posts: that of the city, and one of the district's office."""
    unit = posts.unit_add(world.district, "鹭汀区样例办", at=AT)
    second = posts.post_add(unit, "区综合岗", "office", at=AT)
    posts.post_hold(second, world.users["reviewer"], since=DAY, at=AT)
    first = Post.objects.get(title="reviewer", unit__place=world.city)
    return signed_in(world, "reviewer"), first, second


def test_nobody_acts_in_a_post_that_they_do_not_hold(world: World, double: tuple[Client, Post, Post]) -> None:
    client, first, _ = double
    other = Post.objects.get(title="office", unit__place=world.city)
    assert client.post(reverse("accounts:act"), {"post": other.pk}).status_code == 422
    client.post(reverse("accounts:act"), {"post": first.pk})
    world.users["reviewer"].holdings.filter(post=first).update(until=DAY)
    assert "正以" not in client.get("/").content.decode()


def test_a_form_of_a_page_that_showed_another_post_does_nothing(double: tuple[Client, Post, Post]) -> None:
    client, first, second = double
    client.post(reverse("accounts:act"), {"post": second.pk})
    said = {"name": "x", "days": "30", "password": PASSWORD, "acting-post": first.pk}
    assert client.post(reverse("accounts:account-token"), said).status_code == 409
    assert client.post(reverse("accounts:account-token"), {**said, "acting-post": second.pk}).status_code == 200


def test_what_the_chosen_post_does_not_permit_is_refused_and_says_which_would(
    double: tuple[Client, Post, Post], plan: Edition
) -> None:
    client, first, _ = double
    client.post(reverse("accounts:act"), {"post": first.pk})
    answer = client.post(reverse("plans:issue", args=[plan.pk]), {"state": "issued"})
    assert answer.status_code == 409
    assert "区综合岗" in answer.content.decode()
    assert client.get(reverse("plans:edition", args=[plan.pk])).status_code == 200


def test_what_a_person_makes_belongs_to_the_post_they_act_in(
    world: World, double: tuple[Client, Post, Post], tmp_path: Path
) -> None:
    _, first, second = double
    person = person_of(world.users["reviewer"], DAY)
    made = edition(person, tmp_path, name="a.txt")
    acting = edition(person.acting_in(second.pk).writing(), tmp_path, "另一份规划。", name="b.txt")
    assert (made.plan.post_id, made.plan.keeper) == (first.pk, world.city)
    assert (acting.plan.post_id, acting.plan.keeper) == (second.pk, world.district)


def test_the_api_is_told_by_a_header(world: World, double: tuple[Client, Post, Post]) -> None:
    _, _, second = double
    asker = bearer(world.users["reviewer"])
    assert asker.get("/me").json()["acting"] is None
    asker = asker._replace(headers={**asker.headers, "X-Post": str(second.pk)})
    assert asker.get("/me").json()["acting"] == second.pk
    wrong = asker._replace(headers={**asker.headers, "X-Post": "999999"})
    assert (wrong.get("/me").status_code, wrong.get("/me").json()["code"]) == (422, "post-not-held")


# ------------------------------------------------------------------------------------------------------ the API


def test_the_api_makes_a_person_gives_them_a_post_and_hands_it_on(world: World) -> None:
    asker, of = bearer(world.users["security"]), organisation.office()
    made = asker.post("/people", {"username": "newcomer", "name": "样例新", "unit": of.unit.pk}).json()
    assert User.objects.get(username="newcomer").check_password(made["password"])
    today = timezone.localdate()
    since = (today - dt.timedelta(days=1)).isoformat()
    held = asker.post("/holdings", {"post": of.vacant.pk, "person": made["person"]["id"], "since": since}).json()
    body = {"to": of.worker.pk, "leaver": held["id"], "day": today.isoformat()}
    done = asker.post(f"/posts/{of.vacant.pk}/hand-over", body).json()
    assert (done["sheet"]["from"], done["sheet"]["to"]) == ("样例新", "样例worker")
    assert Holding.objects.get(pk=held["id"]).until == today - dt.timedelta(days=1)
    assert asker.get("/people?q=newcomer").json()["total"] == 1
    assert asker.post(f"/people/{world.users['security'].pk}/lock").json()["code"] == "own-rights"


def test_every_deed_writes_just_one_line(world: World) -> None:
    of, by = organisation.office(), world.person("security")
    before = len(deeds())
    people.person_lock(by, of.worker, at=AT)
    people.person_lock(by, of.worker, at=AT)
    people.person_unlock(by, of.worker, at=AT)
    people.person_change(by, of.worker, people.Said("样例改", of.unit), at=AT)
    posts.unit_change(of.unit, name="改名局", short_names=(), kind="政府部门", at=AT, by=by)
    posts.post_change(of.vacant, title="改岗", roles=["reader"], is_of_unit=True, at=AT, by=by)
    posts.holding_end(of.holding, day=DAY, at=AT, today=DAY, by=by)
    assert deeds()[before:] == [
        "user.lock", "user.unlock", "user.change", "unit.change", "post.change", "post.leave",
    ]  # fmt: skip


def test_who_holds_no_post_any_more_is_still_listed_where_they_worked(world: World) -> None:
    of = organisation.office()
    posts.holding_end(of.holding, day=DAY, at=AT, today=DAY, by=None)
    User.objects.filter(pk=of.worker.pk).update(unit=None)
    assert managed.people_managed(world.person("security")).filter(pk=of.worker.pk).exists()
    with pytest.raises(ObjectDoesNotExist):
        managed.people_managed(world.person("office")).get(pk=of.worker.pk)

"""What goes out passes two named people, neither of them the asker, on the very bytes that leave, each copy once."""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from io import BytesIO
from typing import get_args
from zipfile import ZipFile

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from tests.builders import workspace
from tests.builders.api import bearer
from tests.builders.releases import asked, passed, ruled
from tests.builders.workspace import AT, World, signed_in

from xiandao.apps.audit.models import AuditLine
from xiandao.apps.files.models import Blob
from xiandao.apps.files.services import place_of
from xiandao.apps.jobs.models import Job
from xiandao.apps.jobs.services import job_do, job_take, jobs_drain
from xiandao.apps.plans import export_services
from xiandao.apps.plans.classing import Classing, plan_class
from xiandao.apps.plans.models import Edition, Export
from xiandao.apps.publishing import gates, selectors
from xiandao.apps.publishing.api import State
from xiandao.apps.publishing.cleaning import releases_swept
from xiandao.apps.publishing.gates import GATES, Gates, gates_of, way_of
from xiandao.apps.publishing.models import SHOWN_STATES, STATES, Opinion, Release, Taking
from xiandao.apps.publishing.services import Ruling, release_fetch, release_rule, release_withdraw
from xiandao.core.errors import Refusal
from xiandao.core.messages import wording

DOCX, XLSX = "docx", "xlsx"


@pytest.fixture
def secret(plan: Edition) -> Edition:
    plan.plan.secrecy = "secret"
    plan.plan.save()
    return plan


def words(data: bytes, part: str = "") -> str:
    with ZipFile(BytesIO(data)) as archive:
        names = [name for name in archive.namelist() if name.endswith(".xml") and part in name]
        return "".join(archive.read(name).decode() for name in names)


def refused(code: str) -> pytest.RaisesExc[Refusal]:
    return pytest.RaisesExc(Refusal, check=lambda said: said.code == code)


# ---- what must not happen: the two people


def test_nobody_rules_on_what_they_asked_for(world: World, plan: Edition) -> None:
    release = asked(world.person("office"), plan)
    with refused("release-own"):
        ruled(world.person("office"), release, "secrecy")
    assert not Opinion.objects.exists()


def test_one_person_never_rules_at_both_steps(world: World, plan: Edition) -> None:
    release = asked(world.person("reviewer"), plan)
    ruled(world.person("office"), release, "secrecy")
    with refused("release-twice"):
        ruled(world.person("office"), release, "publish")
    release.refresh_from_db()
    assert (release.state, release.number) == ("publish", "")
    with pytest.raises(IntegrityError), transaction.atomic():  # nor past the service
        Opinion.objects.create(
            release=release, step="publish", verdict="yes", reason="…", sha256=release.sha256,
            by=world.users["office"], at=AT,
        )  # fmt: skip


@pytest.mark.parametrize(("who", "step"), [("leader", "secrecy"), ("unit-head", "publish"), ("reviewer", "secrecy")])
def test_who_has_not_the_right_of_a_step_does_not_take_it(who: str, step: str, world: World, plan: Edition) -> None:
    release = asked(world.person("office"), plan, takers="reviewer")
    if step == "publish":
        ruled(world.person("province-office"), release, "secrecy")
    with refused("absent"):
        ruled(world.person(who), release, step)


def test_the_second_step_is_not_taken_before_the_first(world: World, plan: Edition) -> None:
    release = asked(world.person("office"), plan)
    with refused("release-step"):
        ruled(world.person("leader"), release, "publish")


def test_another_city_neither_sees_nor_rules(world: World, plan: Edition) -> None:
    release, client = asked(world.person("office"), plan), signed_in(world, "other-office")
    for name in ("release", "content", "fetch", "rule-secrecy", "withdraw"):
        address = reverse(f"publishing:{name}", args=[release.pk])
        said = {"verdict": "yes", "reason": "可以", "sha256": release.sha256}
        answer = client.get(address) if name == "release" else client.post(address, said)
        assert answer.status_code == 404
    assert release.title not in client.get(reverse("publishing:list"), {"show": "all"}).content.decode()
    assert not Opinion.objects.exists()


@pytest.mark.parametrize("reason", ["", "  ", "长" * 1001])
def test_an_opinion_without_its_reason_is_none(reason: str, world: World, plan: Edition) -> None:
    release = asked(world.person("office"), plan)
    with refused("release-reason"):
        release_rule(world.person("unit-head"), release.pk, Ruling("secrecy", "yes", reason, release.sha256), at=AT)


# ---- what must not happen: the content


def test_content_that_was_swapped_before_an_opinion_is_not_ruled_on(world: World, plan: Edition) -> None:
    release = asked(world.person("office"), plan)
    place_of(release.sha256).write_bytes(b"something else")
    with refused("release-content"):
        ruled(world.person("unit-head"), release, "secrecy")


def test_an_opinion_on_other_bytes_than_those_that_leave_is_refused(world: World, plan: Edition) -> None:
    release = asked(world.person("office"), plan)
    with refused("release-content"):
        release_rule(world.person("unit-head"), release.pk, Ruling("secrecy", "yes", "可以", "0" * 64), at=AT)


def test_content_that_was_swapped_after_both_opinions_is_given_to_nobody(world: World, plan: Edition) -> None:
    release = passed(world, asked(world.person("office"), plan))
    place_of(release.sha256).write_bytes(b"something else")
    with refused("release-content"):
        release_fetch(world.person("office"), release.pk, at=AT)
    other = asked(world.person("office"), plan, what="division")
    Release.objects.filter(pk=release.pk).update(content=other.content_id, sha256=other.sha256)  # nor past the service
    with refused("release-content"):
        release_fetch(world.person("office"), release.pk, at=AT)
    assert Taking.objects.filter(at=None).count() == 2


def test_what_the_plan_becomes_later_does_not_change_what_was_asked(world: World, plan: Edition) -> None:
    release = asked(world.person("office"), plan)
    before = place_of(release.sha256).read_bytes()
    plan.items.filter(kind="target").update(state="rejected")
    assert place_of(release.sha256).read_bytes() == before
    assert asked(world.person("office"), plan).sha256 != release.sha256


# ---- what must not happen: taking


def test_nothing_is_fetched_before_it_has_passed(world: World, plan: Edition) -> None:
    release, client = asked(world.person("office"), plan), signed_in(world, "office")
    address = reverse("publishing:fetch", args=[release.pk])
    assert client.post(address).status_code == 422
    ruled(world.person("unit-head"), release, "secrecy")
    assert client.post(address).status_code == 422
    ruled(world.person("leader"), release, "publish", "no")
    assert client.post(address).status_code == 422
    assert not AuditLine.objects.filter(deed="release.fetch").exists()


def test_who_is_not_named_does_not_fetch_by_a_guessed_number(world: World, plan: Edition) -> None:
    release = passed(world, asked(world.person("office"), plan))
    for who, status in (("leader", 422), ("analyst", 404), ("other-office", 404), ("reader", 404)):
        answer = signed_in(world, who).post(reverse("publishing:fetch", args=[release.pk]))
        assert (who, answer.status_code) == (who, status)
    assert bearer(world.users["analyst"]).post(f"/releases/{release.pk}/fetch").status_code == 404


def test_each_named_taker_takes_it_once(world: World, plan: Edition) -> None:
    release = passed(world, asked(world.person("office"), plan, takers="office reviewer"))
    for who, state in (("office", "可下载"), ("reviewer", "已领取")):
        client, address = signed_in(world, who), reverse("publishing:fetch", args=[release.pk])
        assert client.post(address).status_code == 200
        assert client.post(address).status_code == 422
        for page in (reverse("publishing:release", args=[release.pk]), f"{reverse('publishing:list')}?show=all"):
            assert f'<span class="tag good">{state}</span>' in client.get(page).content.decode()
    assert AuditLine.objects.filter(deed="release.fetch").count() == 2


def in_every_state(world: World, plan: Edition) -> None:
    """Releases in each state, passed ones with no taker, none, one and both of two who have their copy."""
    release = asked(world.person("office"), plan)
    takers = [world.users["office"], world.users["reviewer"]]
    release.takings.all().delete()
    stands = [(state, "export", 2, 0) for state in STATES]
    stands += [("passed", "export", 0, 0), ("passed", "export", 2, 1), ("passed", "export", 2, 2)]
    stands += [("withdrawn", "export", 1, 1), ("passed", "lowering", 0, 0), ("secrecy", "lowering", 0, 0)]
    for ordinal, (state, channel, named, have) in enumerate(stands, start=1):
        release.pk, release.state, release.channel = None, state, channel
        release.year, release.ordinal = 2026, ordinal
        release._state.adding = True
        release.save()
        for place, user in enumerate(takers[:named]):
            Taking.objects.create(release=release, user=user, at=AT if place < have else None)


def test_the_list_finds_releases_by_the_state_that_it_shows(world: World, plan: Edition) -> None:
    in_every_state(world, plan)
    everything = list(Release.objects.all())
    assert {each.shown_state for each in everything} == {*SHOWN_STATES} == {*get_args(State)}
    office, client = bearer(world.users["office"]), signed_in(world, "office")
    for state in SHOWN_STATES:
        wanted = {each.pk for each in everything if each.shown_state == state}
        assert {each.pk for each in Release.objects.filter(selectors.shown_as(state))} == wanted
        told = office.get(f"/releases?show=own&state={state}").json()["items"]
        assert {each["id"] for each in told} == wanted
        assert {each["state"] for each in told} == {state}
        page = client.get(reverse("publishing:list"), {"show": "own", "state": state}).content.decode()
        assert f'<option value="{state}" selected>{wording(f"label-release-{state}", "zh")}</option>' in page
        assert all(reverse("publishing:release", args=[pk]) in page for pk in wanted)
        assert not [
            each.pk
            for each in everything
            if each.pk not in wanted and f'"{reverse("publishing:release", args=[each.pk])}"' in page
        ]
    assert office.get("/releases?state=gone").json()["code"] == "input-invalid"


def test_what_everybody_has_taken_says_so_on_its_way_too(world: World, plan: Edition) -> None:
    release = passed(world, asked(world.person("office"), plan))
    assert selectors.stages_of(release)[-1] == ("passed", "here")
    release_fetch(world.person("office"), release.pk, at=AT)
    office = bearer(world.users["office"])
    assert office.get(f"/releases/{release.pk}").json()["state"] == "taken"
    assert selectors.stages_of(Release.objects.get())[-1] == ("taken", "here")


def test_more_takers_and_more_releases_ask_the_database_no_more(world: World, plan: Edition) -> None:
    def asks(path: str) -> int:
        with CaptureQueriesContext(connection) as queries:
            assert office.get(path).status_code == 200
        return len(queries)

    office = bearer(world.users["office"])
    one = passed(world, asked(world.person("office"), plan))
    asks("/me")  # a token's first use is noted
    first = [asks(path) for path in (f"/releases/{one.pk}", "/releases?show=own")]
    two = passed(world, asked(world.person("office"), plan, takers="office reviewer unit-head"))
    assert [asks(path) for path in (f"/releases/{two.pk}", "/releases?show=own")] == first


@pytest.mark.parametrize("who", ["nobody", "reader", "other-office"])
def test_nobody_is_named_who_may_not_have_it(who: str, world: World, plan: Edition) -> None:
    with refused("release-taker"):
        asked(world.person("office"), plan, takers=who)
    assert not Release.objects.exists()


def test_what_was_closed_further_since_is_given_to_nobody(world: World, plan: Edition) -> None:
    release = passed(world, asked(world.person("office"), plan, takers="office analyst"))
    plan_class(world.person("office"), plan.plan_id, Classing("secret", "closed"), reason="内容敏感", at=AT)
    assert signed_in(world, "analyst").get(reverse("publishing:release", args=[release.pk])).status_code == 404
    with refused("release-stale"):
        release_fetch(world.person("office"), release.pk, at=AT)


def test_who_has_lost_the_post_takes_nothing(world: World, plan: Edition) -> None:
    release = passed(world, asked(world.person("office"), plan))
    world.users["office"].holdings.update(until=workspace.DAY)
    assert signed_in(world, "office").post(reverse("publishing:fetch", args=[release.pk])).status_code == 404


def test_what_was_withdrawn_is_given_to_nobody_and_its_number_to_nothing_else(world: World, plan: Edition) -> None:
    release = passed(world, asked(world.person("office"), plan))
    with refused("release-reason"):
        release_withdraw(world.person("leader"), release.pk, " ", at=AT)
    release_withdraw(world.person("leader"), release.pk, "接收单位有误", at=AT)
    with refused("release-not-passed"):
        release_fetch(world.person("office"), release.pk, at=AT)
    again = passed(world, asked(world.person("office"), plan))
    release.refresh_from_db()
    assert (release.state, release.number, again.number) == ("withdrawn", "FB-2026-00001", "FB-2026-00002")


def test_only_who_asked_and_who_has_the_last_word_withdraws(world: World, plan: Edition) -> None:
    release = asked(world.person("office"), plan, takers="office reviewer")
    for who in ("reviewer", "unit-head"):
        with refused("release-not-yours"):
            release_withdraw(world.person(who), release.pk, "不用了", at=AT)
    assert release_withdraw(world.person("office"), release.pk, "不用了", at=AT).state == "withdrawn"


def test_a_number_is_given_once(world: World, plan: Edition) -> None:
    releases = [passed(world, asked(world.person("office"), plan)) for _ in range(3)]
    assert [each.number for each in releases] == ["FB-2026-00001", "FB-2026-00002", "FB-2026-00003"]
    with pytest.raises(IntegrityError), transaction.atomic():
        Release.objects.filter(pk=releases[0].pk).update(ordinal=2)


def test_the_number_is_given_at_the_end_alone(world: World, plan: Edition) -> None:
    release = asked(world.person("office"), plan)
    assert release.number == ""
    assert ruled(world.person("unit-head"), release, "secrecy").number == ""
    assert ruled(world.person("leader"), release, "publish").number == "FB-2026-00001"


# ---- the mark


@pytest.mark.parametrize("form", [DOCX, XLSX])
def test_what_is_above_none_bears_number_taker_and_day_on_every_page(form: str, world: World, secret: Edition) -> None:
    release = passed(world, asked(world.person("office"), secret, form=form, use="inside"))
    given = release_fetch(world.person("office"), release.pk, at=AT).data
    with ZipFile(BytesIO(given)) as archive:
        names = [name for name in archive.namelist() if re.search(r"worksheets/sheet\d|word/header\d*\.xml", name)]
        headers = [archive.read(name).decode() for name in names]
    assert headers
    for header in headers:
        for told in ("编号：FB-2026-00001", "用途：会商使用", "领取：样例office", "2026-03-02"):
            assert told in header
    assert "〔" not in words(given).replace("〔2024〕", "")
    taking = Taking.objects.get()
    assert taking.sha256 == hashlib.sha256(given).hexdigest() != release.sha256


@pytest.mark.parametrize("form", [DOCX, XLSX])
def test_every_taker_has_a_copy_of_their_own_and_the_same_twice_is_the_same(
    form: str, world: World, secret: Edition
) -> None:
    release = passed(world, asked(world.person("office"), secret, form=form, takers="office reviewer"))
    mine, theirs = (release_fetch(world.person(who), release.pk, at=AT).data for who in ("office", "reviewer"))
    assert "样例reviewer" in words(theirs)
    assert "样例reviewer" not in words(mine)
    release.takings.update(at=None)
    assert release_fetch(world.person("office"), release.pk, at=AT).data == mine


def test_a_mark_is_not_broken_by_the_name_of_the_taker(world: World, secret: Edition) -> None:
    world.users["office"].name = '<a>&"样'
    world.users["office"].save()
    release = passed(world, asked(world.person("office"), secret, form=XLSX, use="inside"))
    given = release_fetch(world.person("office"), release.pk, at=AT).data
    assert "＜a＞＆＂样" in words(given, "sheet")


def test_what_goes_out_without_secrecy_is_the_very_file_that_was_looked_through(world: World, plan: Edition) -> None:
    release = passed(world, asked(world.person("office"), plan))
    given = release_fetch(world.person("office"), release.pk, at=AT).data
    assert hashlib.sha256(given).hexdigest() == release.sha256


# ---- the table


@pytest.mark.parametrize(
    ("use", "secrecy", "way"),
    [
        ("inside", "none", "direct"), ("inside", "internal", "numbered"), ("inside", "secret", "gate"),
        ("outside", "none", "gate"), ("outside", "internal", "gate"), ("outside", "secret", "gate"),
        ("elsewhere", "none", "gate"), ("inside", "unheard", "gate"),
    ],
)  # fmt: skip
def test_which_exports_need_the_gate_is_said_by_a_table(use: str, secrecy: str, way: str) -> None:
    assert way_of(use, secrecy) == way


@pytest.mark.parametrize(
    "wrong",
    [
        '[ways.inside]\nnone = "anyhow"\n[channels]\n',
        '[ways]\n[channels.export]\nneeds = ["nobody"]\narchive = false\n',
        "[ways]\n[channels.export]\nneeds = []\narchive = false\n",
        '[ways]\n[channels]\n[gathered]\ntalents = "export"\n',
    ],
)
def test_a_table_with_a_hole_in_it_is_none(wrong: str) -> None:
    with pytest.raises(ValueError, match=r"gates\.toml"):
        gates_of(wrong)


def test_a_list_that_becomes_sensitive_when_gathered_is_closed_until_a_review_stands(
    world: World, plan: Edition, monkeypatch: pytest.MonkeyPatch
) -> None:
    table = Gates(ways=GATES.ways, channels=GATES.channels, gathered={"talents": "publication"})
    monkeypatch.setattr(gates, "GATES", table)
    monkeypatch.setattr(selectors, "GATES", table)
    assert selectors.gathered_open("plans")
    assert not selectors.gathered_open("talents")
    release = asked(world.person("office"), plan)
    Release.objects.filter(pk=release.pk).update(channel="publication", what="gathered.talents")
    assert not selectors.gathered_open("talents")
    passed(world, release)
    assert selectors.gathered_open("talents")
    release_withdraw(world.person("leader"), release.pk, "名单已变", at=AT)
    assert not selectors.gathered_open("talents")


# ---- the export page


def export(plan: Edition, form: str = XLSX) -> str:
    return reverse("plans:export", args=[plan.pk, "targets", form])


def test_looking_at_how_something_leaves_leaves_no_trace(world: World, plan: Edition) -> None:
    client = signed_in(world, "office")
    lines = AuditLine.objects.count()
    for address in (
        export(plan), reverse("plans:list-xlsx"), reverse("plans:list-docx"),
        reverse("plans:original", args=[plan.pk]), reverse("plans:json", args=[plan.pk]),
    ):  # fmt: skip
        for asked_for in ({}, {"use": "outside"}, {"use": "inside", "purpose": "看看"}):
            page = client.get(address, asked_for)
            assert page.headers["Content-Type"].startswith("text/html")
            assert "对外提供" in page.content.decode()
    assert AuditLine.objects.count() == lines
    assert not Export.objects.exists()
    assert not Release.objects.exists()


def test_what_another_site_makes_a_browser_post_takes_nothing(world: World, plan: Edition) -> None:
    client = signed_in(world, "office")
    client.handler.enforce_csrf_checks = True
    assert client.post(export(plan)).status_code == 403
    assert client.post(reverse("plans:original", args=[plan.pk])).status_code == 403
    assert not Export.objects.exists()
    assert not AuditLine.objects.filter(deed="plan.take").exists()


def test_a_session_takes_nothing_from_the_api_that_is_logged(world: World, plan: Edition) -> None:
    client = signed_in(world, "office")
    for what in ("plan", "whole", "original"):
        assert client.get(f"/api/v1/editions/{plan.pk}/{what}").status_code == 422
    assert not AuditLine.objects.filter(deed="plan.take").exists()


@pytest.mark.parametrize("form", [DOCX, XLSX])
def test_what_is_given_outside_goes_through_the_gate_from_asking_to_taking(
    form: str, world: World, plan: Edition
) -> None:
    office = signed_in(world, "office")
    said = {"use": "outside", "purpose": "课题研究", "receiver": "云澜省样例研究院"}
    page = office.post(export(plan, form), said, follow=True)
    assert "待保密审查" in page.content.decode()
    release = Release.objects.get()
    assert not Export.objects.exists()
    for who, step, then in (("unit-head", "secrecy", "待发布审核"), ("leader", "publish", "可下载")):
        client = signed_in(world, who)
        listed = client.get(reverse("publishing:list")).content.decode()
        assert release.title in listed
        seen = client.get(reverse("publishing:release", args=[release.pk])).content.decode()
        assert "未来产业规模" in seen  # the content itself
        assert client.post(reverse("publishing:content", args=[release.pk])).status_code == 200
        ruling = {"verdict": "yes", "reason": "内容已核对", "sha256": release.sha256}
        page = client.post(reverse(f"publishing:rule-{step}", args=[release.pk]), ruling, follow=True)
        assert then in page.content.decode()
    assert "领取文件" in office.get(reverse("publishing:release", args=[release.pk])).content.decode()
    given = office.post(reverse("publishing:fetch", args=[release.pk]))
    assert hashlib.sha256(given.content).hexdigest() == release.sha256
    deeds = AuditLine.objects.filter(object_kind="release").order_by("seq").values_list("deed", flat=True)
    looked = ["release.look", "release.secrecy", "release.look", "release.publish"]
    assert list(deeds) == ["release.ask", *looked, "release.fetch"]
    free = str(list(AuditLine.objects.values_list("detail", flat=True)))
    assert not [said for said in ("课题研究", "研究院", "内容已核对") if said in free]  # free words can be removed


@pytest.mark.parametrize("said", [{"use": "outside", "purpose": "研究"}, {"use": "outside", "receiver": "样例院"}])
def test_outside_needs_purpose_and_receiver(said: dict[str, str], world: World, plan: Edition) -> None:
    answer = signed_in(world, "office").post(export(plan), {"purpose": "", "receiver": "", **said})
    assert answer.status_code == 422
    assert not Release.objects.exists()


def test_words_that_bear_a_marking_of_secrets_are_not_kept(world: World, plan: Edition) -> None:
    said = {"use": "outside", "purpose": "研究", "receiver": "机密★20年"}
    assert signed_in(world, "office").post(export(plan), said).status_code == 422
    assert not Release.objects.exists()


def test_a_work_secret_leaves_even_inside_through_the_gate_alone(world: World, secret: Edition) -> None:
    client = signed_in(world, "office")
    page = client.post(export(secret))
    assert page.headers["Content-Type"].startswith("text/html")
    assert client.post(export(secret), {"purpose": "专班例会"}).status_code == 302
    assert Release.objects.get().use == "inside"
    assert not Export.objects.exists()
    assert client.post(reverse("plans:original", args=[secret.pk])).status_code == 422  # bears no mark


def test_the_original_goes_outside_as_it_is_and_only_where_nothing_closes_it(world: World, plan: Edition) -> None:
    said = {"use": "outside", "purpose": "归档", "receiver": "样例档案馆"}
    for name in ("original", "json"):
        assert signed_in(world, "office").post(reverse(f"plans:{name}", args=[plan.pk]), said).status_code == 302
    assert plan.document
    original = Release.objects.get(name__endswith=plan.file_name)
    assert [each.name[:5] for each in Release.objects.all()] == ["样例数据-"] * 2  # no mark can be put on them
    assert original.sha256 == plan.document.blob_id
    passed(world, original)
    assert release_fetch(world.person("office"), original.pk, at=AT).data.decode() == workspace.TEXT


def test_a_large_one_is_frozen_in_the_background_once_however_often_it_is_begun(
    world: World, plan: Edition, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(export_services, "MOST_AT_ONCE", 1)
    client = signed_in(world, "office")
    said = {"use": "outside", "purpose": "研究", "receiver": "样例院"}
    assert client.post(export(plan), said).headers["Location"] == reverse("jobs:list")
    job = job_take("killed", timezone.now())
    assert job
    job_do(job)
    Job.objects.update(
        state="running", leased_until=timezone.now() - dt.timedelta(minutes=9)
    )  # killed before it said so
    assert jobs_drain() == 1
    release = Release.objects.get()
    assert reverse("publishing:release", args=[release.pk]) in client.get(reverse("jobs:list")).content.decode()


# ---- the API


def test_the_whole_way_can_be_gone_by_api(world: World, plan: Edition) -> None:
    office, head, leader = (bearer(world.users[who]) for who in ("office", "unit-head", "leader"))
    said = {"what": "targets", "form": "docx", "use": "outside", "purpose": "研究", "receiver": "样例院"}
    release = office.post(f"/editions/{plan.pk}/releases", said).json()
    path, opinion = f"/releases/{release['id']}", {"verdict": "yes", "reason": "可以", "sha256": release["sha256"]}
    assert [each["id"] for each in head.get("/releases?show=waiting").json()["items"]] == [release["id"]]
    assert office.post(f"{path}/secrecy", opinion).json()["code"] == "release-own"
    assert head.post(f"{path}/secrecy", opinion).json()["state"] == "publish"
    assert leader.post(f"{path}/publish", opinion).json()["state"] == "passed"
    assert office.post(f"{path}/fetch").status_code == 200
    told = office.get(path).json()
    assert [each["by"] for each in told["opinions"]] == ["样例unit-head", "样例leader"]
    assert told["takings"][0]["at"]
    assert (
        office.post(f"/editions/{plan.pk}/releases", {**said, "use": "inside"}).json()["code"] == "release-not-needed"
    )


# ---- kept files


def later(days: int) -> dt.datetime:
    return AT + dt.timedelta(days=days)


def test_the_content_of_a_settled_release_goes_when_its_days_are_over_and_all_else_stays(
    world: World, plan: Edition
) -> None:
    waiting = asked(world.person("office"), plan, what="division")
    release = passed(world, asked(world.person("office"), plan))
    assert releases_swept(at=later(29)) == 0
    assert releases_swept(at=later(31)) == 1
    assert releases_swept(at=later(32)) == 0
    assert not place_of(release.sha256).exists()
    assert not Blob.objects.filter(pk=release.sha256).exists()
    assert place_of(waiting.sha256).exists()
    with refused("release-cleaned"):
        release_fetch(world.person("office"), release.pk, at=later(33))
    page = signed_in(world, "office").get(reverse("publishing:release", args=[release.pk])).content.decode()
    assert "已清理" in page
    assert release.sha256 in page
    assert AuditLine.objects.filter(deed="release.clean", before=f"sha256:{release.sha256}").exists()


def test_a_file_that_something_else_needs_stays(world: World, plan: Edition) -> None:
    said = {"use": "outside", "purpose": "归档", "receiver": "样例档案馆"}
    signed_in(world, "office").post(reverse("plans:original", args=[plan.pk]), said)
    release = passed(world, Release.objects.get())
    assert releases_swept(at=later(31)) == 1
    assert plan.document
    assert place_of(plan.document.blob_id).read_text("utf-8") == workspace.TEXT
    release.refresh_from_db()
    assert release.content_id is None

"""消息 in the browser and by API: the inbox, receipts, channels, and the record of what was sent out."""

from __future__ import annotations

import datetime as dt
import io
import json
import subprocess
import sys
import zipfile
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest
from django.urls import reverse
from django.utils import timezone
from pytest_django.fixtures import DjangoAssertNumQueries, Settings
from tests.builders import workspace
from tests.builders.api import bearer
from tests.builders.notices import notice_to
from tests.builders.workspace import World, signed_in

from xiandao.apps.accounts.models import Holding, Post
from xiandao.apps.audit.models import AuditLine
from xiandao.apps.notices.models import Channel, Notice
from xiandao.apps.notices.outlets import Folder, Outlets
from xiandao.apps.notices.receivers import To
from xiandao.apps.notices.sealing import seal, unseal
from xiandao.apps.notices.sending import send_due
from xiandao.apps.notices.services import channels_set, notify
from xiandao.apps.notices.subjects import About
from xiandao.apps.places.models import Place
from xiandao.apps.plans import opinions
from xiandao.apps.plans.models import Edition
from xiandao.apps.plans.opinions import Asking

LINE = '<div class="what">'


def page(world: World, name: str, route: str = "list", query: str = "") -> str:
    response = signed_in(world, name).get(reverse(f"notices:{route}") + query)
    assert response.status_code == 200
    return response.content.decode()


def declare(settings: Settings) -> None:
    settings.INSTALLATION = replace(settings.INSTALLATION, notices=Outlets(folder=Folder()))


@pytest.fixture
def asked(world: World, plan: Edition) -> Notice:
    """The district is asked for its opinion on a draft."""
    asking = Asking(title="征求意见", until=dt.date(2099, 12, 31), places=[world.district.pk])
    opinions.round_begin(world.person("office"), plan.pk, asking, at=timezone.now())
    return Notice.objects.get(kind="opinions.asked")


# ---- what must not happen


def test_looking_reads_nothing_and_a_link_alone_changes_nothing(world: World, asked: Notice) -> None:
    district = signed_in(world, "district-office")
    district.get(reverse("notices:list"))
    assert [
        district.get(reverse(f"notices:{name}", args=[asked.pk])).status_code for name in ("open", "read", "sign")
    ] == [405, 405, 405]
    asked.refresh_from_db()
    assert asked.read_at is None


@pytest.mark.usefixtures("asked")
def test_nothing_of_what_was_closed_to_its_reader_is_on_the_page_or_in_the_count(world: World, plan: Edition) -> None:
    assert plan.plan.title in page(world, "district-office")
    assert 'class="inbox" href="/notices/" aria-label="消息 1 条待处理消息"' in page(world, "district-office")
    opinions.round_end(world.person("office"), plan.pk, at=timezone.now())
    seen = page(world, "district-office")
    assert plan.plan.title not in seen
    assert 'aria-label="消息"' in seen
    assert "没有待处理的消息" in seen


@pytest.mark.usefixtures("asked")
def test_the_receipts_name_nothing_above_none(world: World, plan: Edition) -> None:
    plan.plan.secrecy = "internal"
    plan.plan.save()
    title = plan.plan.title
    assert title in page(world, "office", "sent")
    book = signed_in(world, "office").post(reverse("notices:sent-export"))
    words = workbook(book.content)
    assert title not in words
    assert "内部" in words


def test_who_looks_after_the_outlets_learns_neither_address_nor_words(
    world: World, plan: Edition, settings: Settings
) -> None:
    declare(settings)
    channels_set(
        world.person("reviewer"), {"folder": "lin-07"}, ["folder"], ["review.waiting"], at=workspace.AT
    )  # fmt: skip
    send_due(lambda: workspace.AT + dt.timedelta(days=1))
    seen = page(world, "administrator", "messages")
    assert "样例reviewer" in seen
    assert "已交付" in seen
    assert "lin-07" not in seen
    assert plan.plan.title not in seen


def test_who_looks_after_one_city_sees_no_message_to_people_of_another(world: World, settings: Settings) -> None:
    declare(settings)
    channels_set(world.person("other-office"), {"folder": "chen-01"}, ["folder"], [], at=workspace.AT)
    notice_to(world.users["other-office"])
    send_due(lambda: workspace.AT + dt.timedelta(days=1))
    of_city = page(world, "administrator", "messages")
    assert world.users["other-office"].name not in of_city
    assert "已交付 0" in of_city
    unit = world.users["administrator"].holdings.get().post.unit
    unit.place = Place.objects.get(parent=None)
    unit.save()
    of_all = page(world, "administrator", "messages")
    assert world.users["other-office"].name in of_all
    assert "已交付 1" in of_all


def test_who_erases_their_addresses_leaves_none_behind(world: World, settings: Settings) -> None:
    declare(settings)
    reviewer, user = signed_in(world, "reviewer"), world.users["reviewer"]
    reviewer.post(reverse("notices:channels"), {"address-folder": "lin-07", "on": "folder"})
    notice_to(user)
    send_due(lambda: workspace.AT + dt.timedelta(days=1))
    key = settings.DATA / "keys" / "people" / f"{user.pk}.key"
    assert key.exists()
    assert "lin-07" in next((settings.DATA / "outbox").iterdir()).read_text("utf-8")
    assert reviewer.post(reverse("notices:erase")).status_code == 302
    assert not key.exists()
    assert not Channel.objects.filter(user=user).exists()
    assert list((settings.DATA / "outbox").iterdir()) == []
    assert "lin-07" not in page(world, "reviewer", "channels")
    assert AuditLine.objects.get(deed="channel.erase").object_id == str(user.pk)


@pytest.mark.slow
def test_the_command_line_erases_addresses(tmp_path: Path) -> None:
    run: list[str] = [sys.executable, "-m", "xiandao.cli", "user"]
    at = ["--data", str(tmp_path / "d"), "--lang", "en"]
    subprocess.run([*run, "create", "a1", *at], capture_output=True, check=True)
    nobody = subprocess.run([*run, "erase-address", "a2", *at], capture_output=True, text=True, check=False)
    done = subprocess.run([*run, "erase-address", "a1", *at], capture_output=True, text=True, check=False)
    assert (nobody.returncode, done.returncode) == (2, 0), done.stderr
    assert "addresses erased: 0" in done.stderr


def test_two_who_need_a_key_at_once_have_one_and_no_draft_stays(world: World, settings: Settings) -> None:
    user = world.users["reviewer"].pk
    folder = settings.DATA / "keys" / "people"
    with ThreadPoolExecutor(8) as pool:
        sealed = [*pool.map(lambda n: seal(user, f"lin-{n}"), range(16))]
    assert [unseal(user, each) for each in sealed] == [f"lin-{n}" for n in range(16)]
    assert [file.name for file in folder.iterdir()] == [f"{user}.key"]


def test_nobody_elses_channels_are_shown_or_changed(world: World, settings: Settings) -> None:
    declare(settings)
    reviewer = signed_in(world, "reviewer")
    reviewer.post(reverse("notices:channels"), {"address-folder": "lin-07", "on": "folder"})
    assert "lin-07" in page(world, "reviewer", "channels")
    assert "lin-07" not in page(world, "office", "channels")
    assert Channel.objects.get().user == world.users["reviewer"]


# ---- the pages


def test_a_notice_is_opened_and_leads_where_it_says(world: World, plan: Edition, asked: Notice) -> None:
    followed = signed_in(world, "district-office").post(reverse("notices:open", args=[asked.pk]))
    assert (followed.status_code, followed.headers["Location"]) == (302, f"/plans/editions/{plan.pk}/opinions")
    asked.refresh_from_db()
    assert asked.read_by == world.users["district-office"]
    assert asked.signed_at is None


def test_signing_is_dated_named_and_seen_by_the_sender(world: World, asked: Notice) -> None:
    assert "待签收" in page(world, "office", "sent") or "前签收" in page(world, "office", "sent")
    signed_in(world, "district-office").post(reverse("notices:sign", args=[asked.pk]))
    again = signed_in(world, "district-office").post(reverse("notices:sign", args=[asked.pk]))
    assert again.status_code == 422
    assert "已经签收" in again.content.decode()
    sent = page(world, "office", "sent")
    assert "样例district-office" in sent
    assert "签收" in sent


def test_what_was_not_signed_for_in_time_stands_before_its_sender(world: World, asked: Notice) -> None:
    Notice.objects.filter(pk=asked.pk).update(sign_until=timezone.localdate() - dt.timedelta(days=1))
    assert "1 条逾期未签收" in page(world, "office", "sent")
    assert "逾期未签收" in page(world, "district-office")
    assert asked.link in page(world, "office", "sent", "?state=late")


def test_the_inbox_filters_pages_and_says_when_nothing_is_there(world: World) -> None:
    for number in range(60):
        to = (To(user=world.users["reader"].pk),)
        kind = "upload.read" if number % 2 else "export.ready"
        notify(kind, to, subject=f"s{number}", values={"n": number}, link="/", by=None, at=workspace.AT)
    assert page(world, "reader").count(LINE) == 50
    assert page(world, "reader", query="?page=2").count(LINE) == 10
    assert page(world, "reader", query="?kind=upload.read").count(LINE) == 30
    signed_in(world, "reader").post(reverse("notices:read-all"), {"kind": "upload.read"})
    assert page(world, "reader", query="?kind=upload.read").count(LINE) == 0
    assert "没有符合条件的消息" in page(world, "reader", query="?kind=upload.read")
    assert page(world, "reader", query="?state=all&page=2").count(LINE) == 10
    signed_in(world, "reader").post(reverse("notices:read-all"))
    assert "没有待处理的消息" in page(world, "reader")


def test_the_head_of_every_page_costs_no_query_a_line(
    world: World, plan: Edition, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(200):
        to = (To(user=world.users["reviewer"].pk),)
        about = About("plans.edition", plan.pk)
        said = f"s{number}"
        notify("upload.read", to, values={"n": 1}, about=about, subject=said, link="/", by=None, at=workspace.AT)
    client = signed_in(world, "reviewer")
    with django_assert_max_num_queries(7):  # session, person, posts; whose, about what, how many; one by installation
        client.get(reverse("accounts:password"))
    with django_assert_max_num_queries(16):  # not one a line
        client.get(reverse("notices:list"))


def test_a_line_of_the_api_costs_no_query_of_its_own(
    world: World, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    posts = Post.objects.filter(holdings__user__in=world.users.values()).distinct()
    for post in posts:
        Holding.objects.get_or_create(post=post, user=world.users["reviewer"], defaults={"since": workspace.DAY})
        notify("post.received", (To(post=post.pk),), values={"n": 1}, link="/", by=None, at=workspace.AT)
    reviewer = bearer(world.users["reviewer"])
    with django_assert_max_num_queries(8):
        listed = reviewer.get("/notices?limit=100").json()
    assert len(listed["items"]) == posts.count() > 8


def test_a_wrong_address_stays_in_the_form_with_the_reason(world: World, settings: Settings) -> None:
    declare(settings)
    said = {"address-folder": "x" * 121, "on": "folder"}
    refused = signed_in(world, "reader").post(reverse("notices:channels"), said)
    assert refused.status_code == 422
    assert "接收标识不能超过" in refused.content.decode()
    assert "x" * 121 in refused.content.decode()
    assert not Channel.objects.exists()


def test_where_no_outlet_is_declared_the_pages_say_so(world: World) -> None:
    assert "还没有开通邮件、短信" in page(world, "reader", "channels")
    assert "没有开通任何外发方式" in page(world, "administrator", "messages")


@pytest.mark.usefixtures("asked")
def test_the_receipts_leave_as_a_workbook_by_the_filter_of_the_page(world: World, plan: Edition) -> None:
    office = signed_in(world, "office")
    whole = workbook(office.post(reverse("notices:sent-export")).content)
    assert [word for word in (plan.plan.title, "鹭汀区", "征求意见", "送达回执") if word not in whole] == []
    assert "鹭汀区" not in workbook(office.post(reverse("notices:sent-export"), {"kind": "export.ready"}).content)


def workbook(data: bytes) -> str:
    with zipfile.ZipFile(io.BytesIO(data)) as book:
        return "".join(book.read(name).decode() for name in book.namelist() if name.endswith(".xml"))


# ---- the API


def test_the_api_lists_reads_and_signs(world: World, plan: Edition, asked: Notice) -> None:
    district, office = bearer(world.users["district-office"]), bearer(world.users["office"], "en")
    listed = district.get("/notices").json()
    (item,) = listed["items"]
    assert (listed["total"], item["about"], item["must_sign"], item["read_at"]) == (1, plan.plan.title, True, None)
    assert district.post(f"/notices/{asked.pk}/read").json()["read_by"] == "样例district-office"
    assert district.get("/notices").json()["total"] == 1  # it waits to be signed for
    assert district.post(f"/notices/{asked.pk}/sign").json()["signed_by"] == "样例district-office"
    assert district.post(f"/notices/{asked.pk}/sign").json()["code"] == "notice-signed"
    assert district.get("/notices").json()["total"] == 0
    sent = office.get("/notices/sent").json()["items"][0]
    assert (sent["title"], sent["signed_by"]) == ("Opinions asked", "样例district-office")


def test_the_api_reads_all_of_a_kind(world: World) -> None:
    notice_to(world.users["reader"])
    notice_to(world.users["reader"], "upload.read")
    reader = bearer(world.users["reader"])
    assert reader.post("/notices/read", {"kind": "upload.read"}).json() == {"n": 1}
    assert [each["kind"] for each in reader.get("/notices").json()["items"]] == ["post.received"]
    assert reader.get("/notices?state=gone").status_code == 422


# ---- the command line


def test_the_command_sends_what_is_due_and_refuses_who_may_not(tmp_path: Path) -> None:
    data = tmp_path / "data"

    def run(*said: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "xiandao.cli", *said, "--data", str(data)]
        return subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)

    assert run("user", "create", "lin", "--role", "office").returncode == 0
    sent = run("notices", "send", "--format", "json")
    assert (sent.returncode, json.loads(sent.stdout)["format"]) == (0, "xiandao-notices/1")
    refused = run("notices", "send", "--as", "lin")
    assert (refused.returncode, refused.stdout) == (3, "")

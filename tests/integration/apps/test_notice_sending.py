"""Messages that leave: one digest a working day, by real servers, at least once, with every attempt kept."""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
import json
import logging
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from pytest_django.fixtures import Settings
from tests.builders.outlets import Gate, Mailbox, fields_of, mail_server, text_gateway
from tests.builders.workspace import World

from xiandao.apps.accounts.handover import Handing, post_hand_over
from xiandao.apps.accounts.models import Holding
from xiandao.apps.audit.models import AuditLine
from xiandao.apps.jobs.models import Job
from xiandao.apps.jobs.services import jobs_drain
from xiandao.apps.notices import letters, sending, services
from xiandao.apps.notices.delivery import kept_answer
from xiandao.apps.notices.models import Attempt, Channel, DigestDay, Message, Notice
from xiandao.apps.notices.outlets import Folder, Gateway, Mail, Outlets, outlets_of
from xiandao.apps.notices.receivers import To
from xiandao.apps.notices.sending import LEASE, PAUSES, round_enter, send_due
from xiandao.apps.notices.services import channels_set, notify
from xiandao.apps.notices.subjects import NOTHING, About
from xiandao.apps.plans.models import Edition
from xiandao.core.errors import Refusal

MONDAY = dt.datetime(2026, 3, 2, 1, 0, tzinfo=dt.UTC)  # 09:00 in Shanghai
TUESDAY_EIGHT = dt.datetime(2026, 3, 3, 0, 0, tzinfo=dt.UTC)  # 08:00 in Shanghai
ADDRESS, NUMBER, NAME = "lin@example.cn", "13900000000", "lin"
MINUTE = dt.timedelta(minutes=1)


@pytest.fixture
def box() -> Iterator[Mailbox]:
    with mail_server() as found:
        yield found


@pytest.fixture
def gate() -> Iterator[Gate]:
    with text_gateway() as found:
        yield found


def declare(settings: Settings, **outlets: object) -> None:
    declared = Outlets(address="https://plans.example", **outlets)  # type: ignore[arg-type]
    settings.INSTALLATION = replace(settings.INSTALLATION, notices=declared)


def mail(box: Mailbox, **more: object) -> Mail:
    said = {"host": "127.0.0.1", "port": box.port, "sender": "xiandao@example.cn", "security": "none", "timeout": 5}
    return Mail(**{**said, **more})  # type: ignore[arg-type]


def text(gate: Gate, **more: object) -> Gateway:
    said = {
        "url": f"http://127.0.0.1:{gate.port}/send",
        "template": {"mobile": "{to}", "content": "{text}", "serial": "{id}"},
    }
    return Gateway(**{**said, **more})  # type: ignore[arg-type]


def reach(world: World, name: str = "reviewer", **addresses: str) -> None:
    """*name* wants to be told by every outlet that has an address here."""
    wanted = ["review.waiting", "opinions.answered", "comparison.ready", "upload.read", "export.ready"]
    channels_set(world.person(name), addresses, addresses, wanted, at=MONDAY)


def tell(
    world: World,
    *,
    name: str = "reviewer",
    kind: str = "review.waiting",
    at: dt.datetime = MONDAY,
    about: About = NOTHING,
    subject: str = "",
) -> None:
    to = (To(user=world.users[name].pk),)
    notify(kind, to, values={"n": 3}, link="/", about=about, subject=subject, by=None, at=at)


def send(at: dt.datetime) -> dict[str, int]:
    return send_due(lambda: at)._asdict()


def plain(box: Mailbox) -> str:
    part = box.mails[-1].get_body(("plain",))
    assert part is not None
    return str(part.get_content())


# ---- what must not happen


def test_a_digest_is_sent_once_however_often_it_is_due(world: World, settings: Settings, box: Mailbox) -> None:
    declare(settings, mail=mail(box))
    reach(world, mail=ADDRESS)
    tell(world)
    assert send(TUESDAY_EIGHT)["handed_over"] == 1
    for minutes in (1, 60, 600):
        assert send(TUESDAY_EIGHT + minutes * MINUTE)["handed_over"] == 0
    assert len(box.mails) == 1


def test_what_comes_after_the_hour_waits_for_the_next_working_day(
    world: World, settings: Settings, box: Mailbox
) -> None:
    declare(settings, mail=mail(box))
    reach(world, mail=ADDRESS)
    tell(world, at=TUESDAY_EIGHT + MINUTE)
    send(TUESDAY_EIGHT + 2 * MINUTE)
    assert box.mails == []
    send(TUESDAY_EIGHT + dt.timedelta(days=1))
    assert len(box.mails) == 1
    send(TUESDAY_EIGHT + dt.timedelta(days=2))
    assert len(box.mails) == 1  # told once: no reminder of what was told before


@pytest.mark.parametrize(
    ("at", "is_sent"),
    [
        ("2026-03-02T23:59:00Z", False),  # 07:59 in Shanghai on Tuesday
        ("2026-03-03T00:00:00Z", True),
        ("2026-03-07T02:00:00Z", False),  # Saturday
        ("2026-04-06T02:00:00Z", False),  # 清明节, a Monday
        ("2026-05-09T02:00:00Z", True),  # a Saturday that is worked
    ],
)
def test_digests_go_at_the_hour_of_the_installation_on_working_days(
    at: str, is_sent: bool, world: World, settings: Settings, box: Mailbox
) -> None:
    declare(settings, mail=mail(box))
    reach(world, mail=ADDRESS)
    tell(world)
    send(dt.datetime.fromisoformat(at))
    assert bool(box.mails) is is_sent


def test_above_none_nothing_leaves_but_how_many_and_the_link(
    world: World, settings: Settings, plan: Edition, box: Mailbox, gate: Gate
) -> None:
    declare(settings, mail=mail(box), text=text(gate))
    reach(world, mail=ADDRESS, text=NUMBER)
    tell(world, about=About("plans.edition", plan.pk))
    plan.plan.secrecy = "internal"
    plan.plan.save()
    send(TUESDAY_EIGHT)
    whole = box.mails[0].as_string() + plain(box) + str(box.mails[0].get_body(("html",)))
    assert plan.plan.title not in whole
    assert "行动计划" not in plain(box)
    assert "https://plans.example/notices/?kind=review.waiting" in plain(box)
    assert "行动计划" not in gate.asked[0]["body"]


def test_a_text_message_holds_counts_and_neither_names_nor_titles(
    world: World, settings: Settings, plan: Edition, gate: Gate
) -> None:
    Notice.objects.all().delete()  # of the plan itself
    declare(settings, text=text(gate))
    reach(world, text=NUMBER)
    tell(world, about=About("plans.edition", plan.pk))
    send(TUESDAY_EIGHT)
    said = fields_of(gate.asked[0])
    assert said["content"] == "【先导】您有 1 条新消息，请登录系统查看。"
    assert said["mobile"] == NUMBER


def test_what_its_reader_may_not_see_any_more_is_taken_out_before_it_leaves(
    world: World, settings: Settings, plan: Edition, box: Mailbox
) -> None:
    declare(settings, mail=mail(box))
    reach(world, "analyst", mail=ADDRESS)
    tell(world, name="analyst", about=About("plans.edition", plan.pk))
    box.answers["DATA"] = "451 later"
    send(TUESDAY_EIGHT)
    plan.plan.secrecy = "secret"  # between the first try and the second
    plan.plan.save()
    box.answers.clear()
    assert send(TUESDAY_EIGHT + 2 * MINUTE)["void"] == 1
    assert box.mails == []


def test_no_address_and_no_secret_stands_in_a_row_an_attempt_or_a_log(
    world: World, settings: Settings, box: Mailbox, gate: Gate, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    secret = "geheim-4711"  # noqa: S105 - invented
    (settings.DATA / "keys").mkdir(exist_ok=True)
    (settings.DATA / "keys" / "word").write_text(secret + "\n", "utf-8")
    box.wants_password = "yes"  # noqa: S105 - and then every one is wrong, and said back
    gate.answer = f"not taken: {NUMBER} {secret}"
    declare(
        settings,
        mail=mail(box, username="xiandao", password_file="keys/word"),  # noqa: S106 - the name of a file
        text=text(gate, headers={"Authorization": "Bearer {secret}"}, secret_file="keys/word", accepted='"code": 0'),  # noqa: S106
    )
    reach(world, mail=ADDRESS, text=NUMBER)
    tell(world)
    send(TUESDAY_EIGHT)
    assert gate.asked[0]["headers"]["Authorization"] == f"Bearer {secret}"
    kept = [
        *Attempt.objects.values(),
        *Message.objects.values(),
        *Channel.objects.values(),
        *AuditLine.objects.values(),
    ]
    told = json.dumps(kept, default=str) + caplog.text
    assert [each for each in (ADDRESS, NUMBER, secret) if each in told] == []
    assert {each.reason for each in Attempt.objects.all()} == {"sign-in", "refused"}


def test_the_gateway_sends_nobody_elsewhere(world: World, settings: Settings, gate: Gate) -> None:
    with text_gateway() as elsewhere:
        gate.status, gate.location = 302, f"http://127.0.0.1:{elsewhere.port}/"
        declare(settings, text=text(gate))
        reach(world, text=NUMBER)
        tell(world)
        assert send(TUESDAY_EIGHT)["failed"] == 1
        assert elsewhere.asked == []


def test_an_address_cannot_bring_headers_of_its_own(world: World, settings: Settings, box: Mailbox) -> None:
    declare(settings, mail=mail(box))
    for bad in ("a@example.cn\r\nBcc: b@example.cn", "a@example.cn, b@example.cn", "nobody", "林@example.cn"):
        with pytest.raises(Refusal, match="notice-address"):
            reach(world, mail=bad)
    assert not Channel.objects.exists()


# ---- who is told what


def test_a_hundred_notices_are_one_line_of_one_digest(world: World, settings: Settings, box: Mailbox) -> None:
    declare(settings, mail=mail(box))
    reach(world, mail=ADDRESS)
    for number in range(100):
        tell(world, subject=f"s{number % 50}", at=MONDAY + dt.timedelta(seconds=number))
    assert Notice.objects.count() == 50
    send(TUESDAY_EIGHT)
    lines = [line for line in plain(box).splitlines() if line.startswith("- ")]
    assert lines == ["- 待核对：100 条"]
    assert box.mails[0]["Subject"] == "先导每日提要：100 条新消息"


def test_a_person_without_a_channel_is_told_in_the_workspace_alone(
    world: World, settings: Settings, box: Mailbox
) -> None:
    declare(settings, mail=mail(box))
    tell(world)
    assert send(TUESDAY_EIGHT) == {
        "gathered": 0, "handed_over": 0, "delivered": 0, "failed": 0, "given_up": 0, "void": 0, "waiting": 0,
    }  # fmt: skip
    assert DigestDay.objects.get().messages == 0


def test_who_has_nothing_new_gets_no_digest(world: World, settings: Settings, box: Mailbox) -> None:
    declare(settings, mail=mail(box))
    reach(world, mail=ADDRESS)
    tell(world)
    services.notices_read(world.person("reviewer"), at=MONDAY)
    send(TUESDAY_EIGHT)
    assert box.mails == []


def test_what_must_be_signed_for_goes_at_once_and_again_when_it_is_late(
    world: World, settings: Settings, box: Mailbox
) -> None:
    declare(settings, mail=mail(box))
    reach(world, mail=ADDRESS)
    tell(world, kind="post.received")
    send(MONDAY + MINUTE)
    assert [each["Subject"] for each in box.mails] == ["先导消息：岗位交接"]
    for days in (1, 2, 3):
        send(MONDAY + dt.timedelta(days=days))
    assert len(box.mails) == 1
    send(MONDAY + dt.timedelta(days=4))
    assert "逾期未签收" in plain(box)
    assert len(box.mails) == 2


def test_a_kind_that_was_switched_off_is_not_sent_but_stays_and_one_that_cannot_be_is_sent(
    world: World, settings: Settings, box: Mailbox
) -> None:
    declare(settings, mail=mail(box))
    channels_set(world.person("reviewer"), {"mail": ADDRESS}, ["mail"], [], at=MONDAY)
    tell(world)
    tell(world, kind="post.received")
    send(TUESDAY_EIGHT)
    assert [each["Subject"] for each in box.mails] == ["先导消息：岗位交接"]
    assert Notice.objects.count() == 2


def test_a_digest_is_written_in_the_language_of_its_reader_as_words_and_as_a_page(
    world: World, settings: Settings, plan: Edition, box: Mailbox
) -> None:
    Notice.objects.all().delete()  # of the plan itself
    world.users["reviewer"].language = "en"
    world.users["reviewer"].save()
    declare(settings, mail=mail(box))
    reach(world, mail=ADDRESS)
    plan.plan.title = '<b>"A&B"</b>'
    plan.plan.save()
    tell(world, about=About("plans.edition", plan.pk))
    send(TUESDAY_EIGHT)
    assert box.mails[0]["Subject"] == "Xiandao digest, new messages: 1"
    assert '- Review: 1 (<b>"A&B"</b>)' in plain(box)
    page = box.mails[0].get_body(("html",))
    assert page is not None
    assert "&lt;b&gt;" in page.get_content()
    assert "<b>" not in page.get_content()


# ---- at least once


def test_a_process_killed_between_handing_over_and_writing_down_hands_over_again_under_the_same_name(
    world: World, settings: Settings, box: Mailbox
) -> None:
    declare(settings, mail=mail(box))
    reach(world, mail=ADDRESS)
    tell(world)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("xiandao.apps.notices.sending._written", _killed)
        with pytest.raises(KeyboardInterrupt):
            send(TUESDAY_EIGHT)
    assert [each.outcome for each in Attempt.objects.all()] == ["begun"]
    assert send(TUESDAY_EIGHT + MINUTE)["handed_over"] == 0  # the lease of the dead still stands
    assert send(TUESDAY_EIGHT + LEASE + MINUTE)["handed_over"] == 1
    assert [each.outcome for each in Attempt.objects.all()] == ["unknown", "handed-over"]
    names = {each["X-Xiandao-Message"] for each in box.mails}
    assert (len(box.mails), names) == (2, {str(Message.objects.get().token)})
    assert {each["Message-ID"] for each in box.mails} == {f"<{names.pop()}@xiandao>"}


def _killed(*_: object, **__: object) -> None:
    raise KeyboardInterrupt


def test_a_digest_that_was_not_gathered_to_its_end_is_not_gathered_at_all(
    world: World, settings: Settings, box: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    declare(settings, mail=mail(box))
    reach(world, mail=ADDRESS)
    tell(world)
    with monkeypatch.context() as patch:
        patch.setattr(type(Message.objects), "bulk_create", _killed)
        with pytest.raises(KeyboardInterrupt):
            send(TUESDAY_EIGHT)
    assert not DigestDay.objects.exists()
    assert send(TUESDAY_EIGHT + MINUTE)["handed_over"] == 1


def test_failures_are_tried_again_ever_later_and_given_up_at_last(
    world: World, settings: Settings, box: Mailbox
) -> None:
    declare(settings, mail=mail(box))
    reach(world, mail=ADDRESS)
    tell(world)
    box.answers["DATA"] = f"451 4.7.1 later, {ADDRESS}"
    at = TUESDAY_EIGHT
    for pause in PAUSES:
        assert send(at)["failed"] == 1
        assert send(at + pause - MINUTE / 2)["failed"] == 0
        at += pause
    assert send(at)["given_up"] == 1
    message = Message.objects.get()
    assert (message.state, message.tries, len(box.mails)) == ("given-up", len(PAUSES) + 1, 0)
    assert {each.answer for each in message.attempts.all()} == {"451 4.7.1 later, ***"}
    assert AuditLine.objects.filter(deed="notice.send").count() == len(PAUSES) + 1


def test_what_is_refused_for_good_is_given_up_at_once(
    world: World, settings: Settings, box: Mailbox, gate: Gate
) -> None:
    declare(settings, mail=mail(box), text=text(gate))
    reach(world, mail=ADDRESS, text=NUMBER)
    tell(world)
    box.answers["RCPT"], gate.status = "550 5.1.1 nobody there", 410
    assert send(TUESDAY_EIGHT)["given_up"] == 2


def test_a_server_that_is_not_there_is_tried_again(world: World, settings: Settings, box: Mailbox) -> None:
    with mail_server() as gone:
        port = gone.port
    declare(settings, mail=mail(box, port=port))
    reach(world, mail=ADDRESS)
    tell(world)
    assert send(TUESDAY_EIGHT)["failed"] == 1
    assert Attempt.objects.get().reason == "unreachable"
    declare(settings, mail=mail(box))
    assert send(TUESDAY_EIGHT + 2 * MINUTE)["handed_over"] == 1


def test_a_job_of_the_queue_sends_and_the_round_enters_it_once(world: World, settings: Settings, box: Mailbox) -> None:
    declare(settings, mail=mail(box))
    reach(world, mail=ADDRESS)
    tell(world, kind="post.received")
    round_enter()
    round_enter()
    assert Job.objects.filter(kind="notices.send").count() == 1
    jobs_drain()
    sent = Job.objects.get(kind="notices.send").result["handed_over"]
    assert sent == len(box.mails)
    assert sent in (1, 2)  # the letter of the day too, where its hour has come and it is a working day


@pytest.mark.parametrize("status", [401, 403, 407])
def test_a_gateway_that_does_not_know_us_is_tried_again_when_the_secret_is_mended(
    status: int, world: World, settings: Settings, gate: Gate
) -> None:
    declare(settings, text=text(gate))
    reach(world, text=NUMBER)
    tell(world)
    gate.status = status
    assert send(TUESDAY_EIGHT)["failed"] == 1
    assert Attempt.objects.get().reason == "sign-in"
    gate.status = 200
    assert send(TUESDAY_EIGHT + 2 * MINUTE)["handed_over"] == 1


def test_a_fault_in_one_message_neither_holds_up_the_next_nor_leads_the_next_round(
    world: World, settings: Settings, box: Mailbox, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    declare(settings, mail=mail(box))
    reach(world, mail=ADDRESS)
    reach(world, "office", mail="wu@example.cn")
    tell(world)
    tell(world, name="office")
    broken = Message.objects.filter(user=world.users["reviewer"])

    def letter_of(message: Message, *of: object, **more: object) -> object:
        if broken.filter(pk=message.pk).exists():
            raise LookupError(ADDRESS)
        return made(message, *of, **more)  # type: ignore[arg-type]

    made = letters.letter_of
    monkeypatch.setattr(sending, "letter_of", letter_of)
    sent = send(TUESDAY_EIGHT)
    assert (sent["failed"], sent["handed_over"]) == (1, 1)
    assert (broken.get().next_at, broken.get().attempts.get().reason) == (TUESDAY_EIGHT + PAUSES[0], "fault")
    assert "LookupError" in caplog.text
    assert ADDRESS not in caplog.text
    at = TUESDAY_EIGHT
    for pause in PAUSES:
        at += pause
        send(at)
    assert broken.get().state == "given-up"


def test_a_process_that_dies_over_a_message_does_not_begin_with_it_again(
    world: World, settings: Settings, box: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    declare(settings, mail=mail(box))
    reach(world, mail=ADDRESS)
    tell(world)
    monkeypatch.setattr(sending, "letter_of", _killed)
    for days in range(3):
        at = TUESDAY_EIGHT + days * dt.timedelta(hours=5)
        with pytest.raises(KeyboardInterrupt):
            send(at)
        assert Message.objects.get().next_at == at + PAUSES[days]


def test_an_answer_that_comes_after_another_process_began_anew_is_dropped(
    world: World, settings: Settings, box: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    declare(settings, mail=mail(box))
    reach(world, mail=ADDRESS)
    tell(world)
    written = sending._written

    def late(attempt: Attempt, *_: str, **__: object) -> str:
        monkeypatch.setattr(sending, "_written", written)
        assert send(TUESDAY_EIGHT + LEASE + MINUTE)["handed_over"] == 1
        return written(attempt, "failed", "refused", "", at=TUESDAY_EIGHT + 2 * LEASE, by=None)

    monkeypatch.setattr(sending, "_written", late)
    assert send(TUESDAY_EIGHT)["failed"] == 0
    assert Message.objects.get().state == "handed-over"
    assert [each.outcome for each in Attempt.objects.all()] == ["unknown", "handed-over"]


def test_a_deed_that_stands_only_after_the_gathering_is_in_the_next_digest(
    world: World, settings: Settings, box: Mailbox
) -> None:
    declare(settings, mail=mail(box))
    reach(world, mail=ADDRESS)
    send(TUESDAY_EIGHT + MINUTE)
    tell(world, at=TUESDAY_EIGHT - MINUTE)  # begun before, committed after
    send(TUESDAY_EIGHT + 2 * MINUTE)
    assert box.mails == []
    for days in (1, 2):
        send(TUESDAY_EIGHT + dt.timedelta(days=days))
    assert len(box.mails) == 1


def test_what_was_in_a_digest_that_nobody_got_is_told_again(world: World, settings: Settings, box: Mailbox) -> None:
    declare(settings, mail=mail(box))
    reach(world, mail=ADDRESS)
    tell(world)
    box.answers["RCPT"] = "550 5.1.1 nobody there"
    assert send(TUESDAY_EIGHT)["given_up"] == 1
    box.answers.clear()
    for days in (1, 2):
        send(TUESDAY_EIGHT + dt.timedelta(days=days))
    assert len(box.mails) == 1


def test_what_was_void_when_it_was_to_leave_is_told_again_when_it_can_be(
    world: World, settings: Settings, box: Mailbox
) -> None:
    declare(settings, mail=mail(box))
    reach(world, mail=ADDRESS)
    tell(world)
    (settings.DATA / "keys" / "people" / f"{world.users['reviewer'].pk}.key").unlink()
    assert send(TUESDAY_EIGHT)["void"] == 1
    reach(world, mail=ADDRESS)
    assert send(TUESDAY_EIGHT + dt.timedelta(days=1))["handed_over"] == 1


def test_who_will_hold_a_post_is_told_on_the_day_and_the_days_for_signing_begin_with_it(
    world: World, settings: Settings, box: Mailbox
) -> None:
    declare(settings, mail=mail(box))
    reach(world, "analyst", mail=ADDRESS)
    leaver = Holding.objects.get(user=world.users["office"])
    day = dt.date(2026, 3, 9)  # the Monday after
    handing = Handing(leaver.post, leaver, world.users["analyst"], day)
    post_hand_over(world.person("security"), handing, at=MONDAY, today=MONDAY.date())
    notice = Notice.objects.get(kind="post.received")
    assert notice.sign_until == dt.date(2026, 3, 12)  # three working days after it
    for days in range(7):
        send(MONDAY + dt.timedelta(days=days))
    assert box.mails == []
    assert send(dt.datetime(2026, 3, 8, 16, 0, tzinfo=dt.UTC))["handed_over"] == 1  # midnight in Shanghai
    assert [each["Subject"] for each in box.mails] == ["先导消息：岗位交接"]


def test_what_cannot_be_said_yet_waits_a_day_without_a_try_and_is_void_once_it_is_read(
    world: World, settings: Settings, box: Mailbox
) -> None:
    declare(settings, mail=mail(box))
    reach(world, mail=ADDRESS)
    tell(world, kind="post.received")
    notice = Notice.objects.get(kind="post.received")
    Channel.objects.update(is_on=False)
    for days in (0, 1):
        sent = send(MONDAY + dt.timedelta(days=days))
        assert (sent["void"], sent["waiting"]) == (0, 1)
    assert not Attempt.objects.exists()
    assert Message.objects.filter(key__startswith="once:").get().tries == 0
    services.notice_sign(world.person("reviewer"), notice.pk, at=MONDAY)
    assert send(MONDAY + dt.timedelta(days=2))["void"] == 1


def test_a_notice_that_lacks_what_its_wording_names_is_not_told(world: World) -> None:
    with pytest.raises(ValueError, match="'n'"):
        notify("review.waiting", (To(user=world.users["reviewer"].pk),), link="/", by=None, at=MONDAY)
    assert not Notice.objects.filter(kind="review.waiting").exists()


@pytest.mark.parametrize(
    ("answer", "kept"),
    [
        ("550 <Wu.Lin+x@mail.example.cn>: no, ask wu@example.cn", "550 <***>: no, ask ***"),
        ("200 13900000000 taken", "200 *** taken"),
        ('{"mobile":"+86 139-0000-0000","code":0}', '{"mobile":"***","code":0}'),
        ("to 0512-88886666, +44 20 7946 0958", "to ***, ***"),
        ("451 4.7.1 later", "451 4.7.1 later"),
    ],
)
def test_an_answer_is_kept_without_anybodys_address(answer: str, kept: str) -> None:
    assert kept_answer(answer) == kept


# ---- the outlets


def test_what_the_gateway_is_asked_is_signed_when_that_is_declared(
    world: World, settings: Settings, gate: Gate
) -> None:
    (settings.DATA / "word").write_text("geheim", "utf-8")
    declare(settings, text=text(gate, secret_file="word", sign_header="X-Signature"))  # noqa: S106 - the name of a file
    reach(world, text=NUMBER)
    tell(world)
    send(TUESDAY_EIGHT)
    asked = gate.asked[0]
    assert asked["headers"]["X-Signature"] == hmac.new(b"geheim", asked["body"].encode(), hashlib.sha256).hexdigest()
    assert fields_of(asked)["serial"] == asked["headers"]["X-Xiandao-Message"] == str(Message.objects.get().token)


@pytest.mark.parametrize(("more", "where"), [({"body": "form"}, "body"), ({"method": "GET"}, "path")])
def test_a_gateway_may_take_forms_or_addresses(
    more: dict[str, str], where: str, world: World, settings: Settings, gate: Gate
) -> None:
    declare(settings, text=text(gate, **more))
    reach(world, text="139 0000-0000")
    tell(world)
    assert send(TUESDAY_EIGHT)["handed_over"] == 1
    assert f"mobile={NUMBER}" in gate.asked[0][where]


def test_a_message_in_the_folder_is_one_file_and_its_receipt_is_taken_up(world: World, settings: Settings) -> None:
    declare(settings, folder=Folder())
    reach(world, folder=NAME)
    tell(world)
    send(TUESDAY_EIGHT)
    message = Message.objects.get()
    (file,) = (settings.DATA / "outbox").iterdir()
    said = json.loads(file.read_text("utf-8"))
    assert (file.name, said["id"], said["to"]) == (f"{message.token}.json", str(message.token), NAME)
    assert file.stat().st_mode & 0o077 == 0
    file.with_suffix(".done").write_text("", "utf-8")
    assert send(TUESDAY_EIGHT + MINUTE)["delivered"] == 1
    message.refresh_from_db()
    assert message.state == "delivered"
    assert [each.outcome for each in message.attempts.all()] == ["handed-over", "delivered"]
    assert list((settings.DATA / "outbox").iterdir()) == []  # nor the address in them


def test_who_removes_the_key_of_a_person_erases_the_address(world: World, settings: Settings, box: Mailbox) -> None:
    declare(settings, mail=mail(box))
    reach(world, mail=ADDRESS)
    tell(world)
    (settings.DATA / "keys" / "people" / f"{world.users['reviewer'].pk}.key").unlink()
    assert send(TUESDAY_EIGHT)["void"] == 1


def test_an_address_is_needed_before_a_channel_is_switched_on(world: World, settings: Settings, box: Mailbox) -> None:
    declare(settings, mail=mail(box))
    with pytest.raises(Refusal, match="notice-address-none"):
        channels_set(world.person("reviewer"), {}, ["mail"], [], at=MONDAY)


@pytest.mark.parametrize(
    "table",
    [
        {"hours": 8},
        {"hour": 24},
        {"address": "plans.example"},
        {"mail": {"host": "h"}},
        {"mail": {"host": "h", "sender": "s", "password": "in the clear"}},
        {"mail": {"host": "h", "sender": "s", "security": "ssl"}},
        {"mail": {"host": "h", "sender": "s", "username": "u"}},
        {"mail": {"host": "h", "sender": "s", "port": "25"}},
        {"text": {"url": "ftp://gateway.example.org/", "template": {}}},
        {"text": {"url": "http://gateway.example.org/", "template": {}, "sign_header": "X"}},
        {"folder": "outbox"},
        {"mail": {"host": "h", "sender": "s", "timeout": 0}},
        {"mail": {"host": "h", "sender": "s", "timeout": True}},
        {"text": {"url": "http://gateway.example.org/", "template": {}, "timeout": 61}},
    ],
)
def test_a_setting_that_says_what_it_may_not_is_refused(table: dict[str, object]) -> None:
    with pytest.raises(Refusal, match="setting"):
        outlets_of(table)


def test_settings_that_say_all_they_must_are_taken() -> None:
    found = outlets_of({
        "hour": 9, "address": "https://plans.example/",
        "mail": {"host": "mail.example", "sender": "x@example.cn", "security": "tls", "port": 465},
        "text": {"url": "https://sms.example/send", "template": {"to": "{to}"}, "headers": {"X": "{secret}"}},
        "folder": {"path": "out"},
    })  # fmt: skip
    assert (found.hour, found.address, found.declared) == (9, "https://plans.example", ("mail", "text", "folder"))


# ---- the real thing, killed


@pytest.mark.slow
def test_kill_9_while_the_server_answers_loses_no_digest(tmp_path: Path, box: Mailbox) -> None:
    data = tmp_path / "data"
    data.mkdir()
    (data / "workspace.toml").write_text(
        f'[notices]\nhour = 0\n[notices.mail]\nhost = "127.0.0.1"\nport = {box.port}\nsender = "x@example.cn"\nsecurity = "none"\n',
        "utf-8",
    )
    environment = {**os.environ, "XIANDAO_DATA": str(data), "DJANGO_SETTINGS_MODULE": "xiandao.web.settings"}
    subprocess.run([sys.executable, "-c", PREPARE], env=environment, check=True, timeout=120)
    box.hangs = threading.Event()
    command = [sys.executable, "-c", SEND_LATER]
    first = subprocess.Popen([*command, "0"], env=environment)
    assert box.taken.wait(60)
    os.kill(first.pid, signal.SIGKILL)
    first.wait()
    box.hangs.set()
    box.hangs = None
    again = subprocess.run([*command, "1"], env=environment, check=True, capture_output=True, timeout=120)
    last = subprocess.run([*command, "2"], env=environment, check=True, capture_output=True, timeout=120)
    told = [json.loads(each.stdout.splitlines()[-1]) for each in (again, last)]
    assert [each["handed_over"] for each in told] == [1, 0]
    assert len({each["X-Xiandao-Message"] for each in box.mails}) == 1
    assert len(box.mails) == 2  # the one whose answer nobody wrote down, and the one after it


PREPARE = """
import datetime as dt, django
django.setup()
from django.utils import timezone
from xiandao.web.upgrade import workspace_ready
workspace_ready()
from xiandao.apps.accounts import services as accounts
from xiandao.apps.accounts.selectors import person_of
from xiandao.apps.notices.receivers import To
from xiandao.apps.notices.services import channels_set, notify
at = dt.datetime(2026, 3, 2, 1, tzinfo=dt.UTC)
user = accounts.user_add(username="lin", name="lin", password=None, at=at)
channels_set(person_of(user, at.date()), {"mail": "lin@example.cn"}, ["mail"], ["review.waiting"], at=at)
notify("review.waiting", (To(user=user.pk),), values={"n": 1}, link="/", by=None, at=at)
"""
SEND_LATER = """
import datetime as dt, json, sys, django
django.setup()
from xiandao.apps.jobs.services import works_load
works_load()
from xiandao.apps.notices.sending import send_due
at = dt.datetime(2026, 3, 3, 1, tzinfo=dt.UTC) + dt.timedelta(minutes=10 * int(sys.argv[1]))
print(json.dumps(send_due(lambda: at)._asdict()))
"""

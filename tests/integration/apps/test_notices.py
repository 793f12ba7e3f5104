"""Notices: whose they are, what they may show, how they merge, and what their senders learn of them."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import replace
from itertools import product
from pathlib import Path

import pytest
from tests.builders import breakdowns as cut
from tests.builders import workspace
from tests.builders.workspace import AT, DAY, World

from xiandao.apps.accounts.handover import Handing, post_hand_over
from xiandao.apps.accounts.models import Holding, Post
from xiandao.apps.accounts.selectors import operator, person_of
from xiandao.apps.audit.models import AuditLine
from xiandao.apps.jobs.models import Job
from xiandao.apps.jobs.services import jobs_drain
from xiandao.apps.notices import selectors, services
from xiandao.apps.notices.kinds import KINDS, kinds_from_table
from xiandao.apps.notices.models import Notice, Sending
from xiandao.apps.notices.receivers import To, posts_for
from xiandao.apps.notices.services import notify
from xiandao.apps.notices.subjects import About
from xiandao.apps.plans import breakdowns, opinions
from xiandao.apps.plans.models import Edition
from xiandao.apps.plans.opinions import Asking, Saying
from xiandao.apps.plans.services import upload
from xiandao.core.errors import Refusal
from xiandao.core.messages import catalogue

LATER = AT + dt.timedelta(hours=2)
TOMORROW = AT + dt.timedelta(days=1)


def post_of(world: World, name: str) -> int:
    return Holding.objects.get(user=world.users[name]).post_id


def tell(world: World, plan: Edition, *, to: str = "reviewer", at: dt.datetime = AT) -> Notice:
    """*to* is told by the office that a plan waits."""
    Notice.objects.filter(kind="review.waiting").exclude(subject="said").delete()
    notify(
        "review.waiting",
        (To(post=post_of(world, to)),),
        about=About("plans.edition", plan.pk),
        subject="said",
        values={"n": 3},
        link=f"/plans/editions/{plan.pk}/review",
        by=world.person("office"),
        at=at,
    )
    return Notice.objects.latest("pk")


def seen(world: World, name: str, on: dt.date = DAY) -> list[str]:
    return [each.kind for each in selectors.notice_list(person_of(world.users[name], on), {"state": "all"}, on)]


# ---- what must not happen


def test_a_notice_about_what_its_reader_may_not_see_any_more_is_in_no_list_and_no_count(
    world: World, plan: Edition
) -> None:
    notice = tell(world, plan, to="analyst")
    analyst = world.person("analyst")
    assert selectors.unread_count(analyst, DAY) == 1
    plan.plan.secrecy = "secret"
    plan.plan.save()
    assert selectors.unread_count(analyst, DAY) == 0
    assert seen(world, "analyst") == []
    for deed in (services.notice_read, services.notice_sign):
        with pytest.raises(Refusal, match="absent"):
            deed(analyst, notice.pk, at=AT)
    assert services.notices_read(analyst, at=AT) == 0
    notice.refresh_from_db()
    assert notice.read_at is None


def test_a_sender_who_may_not_see_the_thing_any_more_has_no_receipt_of_it(world: World, plan: Edition) -> None:
    tell(world, plan)
    plan.plan.keeper = world.other_city
    plan.plan.save()
    assert not selectors.sent_list(world.person("office"), {}, DAY).exists()


def test_a_notice_of_another_post_is_as_absent_as_one_that_never_was(world: World, plan: Edition) -> None:
    notice = tell(world, plan)
    for name in ("office", "province-office", "auditor", "security"):
        assert "review.waiting" not in seen(world, name)
        with pytest.raises(Refusal, match="absent"):
            services.notice_read(world.person(name), notice.pk, at=AT)


@pytest.mark.parametrize(
    "said", [{"values": {"title": "霁川市未来产业行动计划"}}, {"values": {"n": "300亿元"}}, {"subject": "人形机器人"}]
)
@pytest.mark.usefixtures("world")
def test_no_words_of_a_document_get_into_a_notice(said: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="no words"):
        notify("review.waiting", (To(user=1),), link="/", by=None, at=AT, **said)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "link", ["https://elsewhere.example/", "//elsewhere.example/", "plans", "/\\elsewhere.example"]
)
def test_no_notice_leads_out_of_the_workspace(link: str, world: World) -> None:
    with pytest.raises(ValueError, match="no path of ours"):
        notify("review.waiting", (To(user=world.users["office"].pk),), link=link, by=None, at=AT)


def test_no_row_of_a_notice_holds_the_title_of_what_it_is_about(world: World, plan: Edition) -> None:
    tell(world, plan)
    kept = json.dumps(list(Notice.objects.values()), default=str, ensure_ascii=False)
    assert plan.plan.title not in kept


def test_reading_everything_signs_for_nothing(world: World, plan: Edition) -> None:
    handed(world, plan)
    district = world.person("district-office")
    assert services.notices_read(district, at=LATER) == 3
    assert not Notice.objects.exclude(signed_at=None).exists()
    assert selectors.unread_count(district, DAY) == 2  # they wait to be signed for


def test_what_asks_for_no_signature_takes_none_and_what_has_one_no_second(world: World, plan: Edition) -> None:
    notice = tell(world, plan)
    with pytest.raises(Refusal, match="notice-no-signature"):
        services.notice_sign(world.person("reviewer"), notice.pk, at=AT)
    handed(world, plan)
    signing = Notice.objects.get(kind="breakdown.handed-down")
    district = world.person("district-office")
    services.notice_sign(district, signing.pk, at=LATER)
    with pytest.raises(Refusal, match="notice-signed"):
        services.notice_sign(district, signing.pk, at=TOMORROW)
    signing.refresh_from_db()
    assert (signing.signed_at, signing.signed_by_id) == (LATER, district.id)


@pytest.mark.usefixtures("plan")
def test_nobody_is_told_what_they_did_themselves(world: World) -> None:
    assert "review.waiting" not in seen(world, "office")
    assert "review.waiting" in seen(world, "reviewer")


# ---- merging


def test_the_same_thing_a_hundred_times_a_day_is_one_line_with_a_count(world: World, plan: Edition) -> None:
    for minute in range(100):
        tell(world, plan, at=AT + dt.timedelta(minutes=minute))
    notice = Notice.objects.get(subject="said")
    assert (notice.count, notice.sendings.count()) == (100, 100)
    assert (notice.first_at, notice.last_at) == (AT, AT + dt.timedelta(minutes=99))


def test_what_was_read_is_not_told_away_by_the_next_and_another_day_is_another_line(
    world: World, plan: Edition
) -> None:
    first = tell(world, plan)
    services.notice_read(world.person("reviewer"), first.pk, at=AT)
    second = tell(world, plan, at=LATER)
    third = tell(world, plan, at=TOMORROW)
    assert len({first.pk, second.pk, third.pk}) == 3
    assert Notice.objects.filter(subject="said", read_at=None).count() == 2


def test_a_day_begins_at_midnight_of_the_installation_not_of_greenwich(world: World, plan: Edition) -> None:
    evening = dt.datetime(2026, 3, 2, 15, 59, tzinfo=dt.UTC)  # 23:59 in Shanghai
    assert tell(world, plan, at=evening).day == dt.date(2026, 3, 2)
    assert tell(world, plan, at=evening + dt.timedelta(minutes=1)).day == dt.date(2026, 3, 3)


def test_every_telling_is_in_exactly_one_line(world: World) -> None:
    reader = world.person("reviewer")
    for number, steps in enumerate(product(product("ab", (False, True)), repeat=3)):
        plain: dict[tuple[str, int], int] = {}
        reads = dict.fromkeys("ab", 0)
        for which, is_read in steps:
            subject = f"{number}{which}"
            to = (To(user=reader.id),)
            notify("review.waiting", to, subject=subject, values={"n": 1}, link="/", by=None, at=AT)
            plain[which, reads[which]] = plain.get((which, reads[which]), 0) + 1
            if is_read:
                services.notice_read(reader, Notice.objects.get(subject=subject, read_at=None).pk, at=AT)
                reads[which] += 1
        lines = Notice.objects.filter(subject__in=(f"{number}a", f"{number}b"))
        assert sorted(lines.values_list("count", flat=True)) == sorted(plain.values())


# ---- posts and hand-over


def test_the_successor_of_a_post_sees_what_is_open_and_the_one_who_left_nothing(world: World, plan: Edition) -> None:
    tell(world, plan)
    post = Post.objects.get(pk=post_of(world, "reviewer"))
    leaver = Holding.objects.get(post=post)
    handing = Handing(post, leaver, world.users["other-office"], dt.date(2026, 3, 3))
    post_hand_over(operator("test"), handing, at=AT, today=DAY)
    day = dt.date(2026, 3, 3)
    assert "review.waiting" in seen(world, "other-office", day)
    assert seen(world, "reviewer", day) == []
    received = Notice.objects.get(kind="post.received")
    assert (received.user_id, received.values) == (world.users["other-office"].pk, {"n": 1})
    assert "post.received" in seen(world, "other-office", day)
    assert "post.received" not in seen(world, "other-office", DAY)  # the post is theirs from the next day on


def test_what_waits_for_a_vacant_post_waits_for_its_next_holder(world: World, plan: Edition) -> None:
    Holding.objects.filter(post=post_of(world, "reviewer")).update(until=dt.date(2026, 3, 1))
    tell(world, plan)
    assert seen(world, "reviewer") == []
    Holding.objects.create(post_id=post_of(world, "reviewer"), user=world.users["leader"], since=DAY)
    assert "review.waiting" in seen(world, "leader")


def test_of_two_who_hold_a_post_the_first_reader_counts(world: World, plan: Edition) -> None:
    notice = tell(world, plan)
    Holding.objects.create(post_id=post_of(world, "reviewer"), user=world.users["leader"], since=DAY)
    services.notice_read(world.person("leader"), notice.pk, at=LATER)
    services.notice_read(world.person("reviewer"), notice.pk, at=TOMORROW)
    notice.refresh_from_db()
    assert (notice.read_at, notice.read_by) == (LATER, world.users["leader"])


def test_only_posts_that_speak_for_their_place_are_told_of_it(world: World) -> None:
    assert {to.post for to in posts_for("case.rule", places=[world.district.pk])} == {post_of(world, "district-office")}
    Post.objects.filter(pk=post_of(world, "district-office")).update(is_of_unit=True)
    assert posts_for("case.rule", places=[world.district.pk]) == ()


# ---- proof of delivery


def handed(world: World, plan: Edition) -> None:
    """A breakdown over the district goes round, is countersigned, decided and handed down."""
    office = world.person("office")
    row = cut.made(office, plan, cut.three(world))
    for seen_state, to, note in (
        ("drafting", "opinions", ""), ("opinions", "countersigned", "各单位"), ("countersigned", "decided", "常务会议"),
        ("decided", "handed-down", ""),
    ):  # fmt: skip
        breakdowns.breakdown_move(office, row.pk, seen=seen_state, to=to, note=note, at=AT)


def test_a_breakdown_tells_its_receivers_what_while_they_are_asked_and_when_it_is_theirs_and_between_only_by_whom(
    world: World, plan: Edition
) -> None:
    handed(world, plan)
    lines = selectors.lines_of(selectors.notice_list(world.person("district-office"), {"state": "all"}, DAY), DAY)
    told = {line.notice.kind: line.shown.name for line in lines if line.shown}
    assert told == {
        "breakdown.opinions": "2026年重点企业",
        "breakdown.countersigned": "霁川市",
        "breakdown.handed-down": "2026年重点企业",
    }
    assert seen(world, "other-office") == []


def test_a_sender_sees_who_read_and_signed_and_what_is_late(world: World, plan: Edition) -> None:
    handed(world, plan)
    office, district = world.person("office"), world.person("district-office")
    notice = Notice.objects.get(kind="breakdown.handed-down")
    assert notice.sign_until == dt.date(2026, 3, 5)  # three working days behind Monday
    on_the_last_day = selectors.sent_list(office, {"state": "late"}, dt.date(2026, 3, 5))
    assert {each.kind for each in on_the_last_day} == {"breakdown.opinions"}
    late = selectors.sent_list(office, {"state": "late"}, dt.date(2026, 3, 6))
    assert {each.kind for each in late} == {"breakdown.opinions", "breakdown.handed-down"}
    services.notice_sign(district, notice.pk, at=TOMORROW)
    late = selectors.sent_list(office, {"state": "late"}, dt.date(2026, 3, 6))
    assert {each.kind for each in late} == {"breakdown.opinions"}
    sent = selectors.sent_list(office, {"kind": "breakdown.handed-down"}, DAY).get()
    assert (sent.read_by, sent.signed_by) == (world.users["district-office"], world.users["district-office"])
    assert not selectors.sent_list(district, {}, DAY).exists()


def test_a_notice_is_told_by_the_post_that_permits_the_deed_whichever_its_holder_was_given_first(world: World) -> None:
    office, reader = post_of(world, "office"), post_of(world, "reader")
    Holding.objects.filter(post=office).update(user=world.users["reader"])
    both = person_of(world.users["reader"], DAY)
    assert {grant.post for grant in both.grants} == {office, reader}
    to = (To(user=world.users["analyst"].pk),)
    for by in (both, both.acting_in(reader), replace(both, grants=both.grants[::-1])):
        notify("breakdown.countersigned", to, link="/", by=by, at=AT)
        assert Sending.objects.latest("pk").post_id == office


def test_days_off_do_not_count_towards_the_days_for_signing(world: World) -> None:
    friday = dt.datetime(2026, 4, 3, 2, 0, tzinfo=dt.UTC)  # before 清明节: Saturday to Monday are off
    notify("post.received", (To(user=world.users["office"].pk),), values={"n": 0}, link="/", by=None, at=friday)
    assert Notice.objects.latest("pk").sign_until == dt.date(2026, 4, 9)


def test_in_a_year_whose_calendar_is_not_known_nothing_is_called_late(world: World) -> None:
    to, then = (To(user=world.users["office"].pk),), AT + dt.timedelta(days=4000)
    notify("post.received", to, values={"n": 0}, link="/", by=None, at=then)
    notice = Notice.objects.latest("pk")
    assert (notice.sign_within, notice.sign_until) == (3, None)


def test_reading_and_signing_stand_in_the_log(world: World, plan: Edition) -> None:
    notice = tell(world, plan)
    services.notice_read(world.person("reviewer"), notice.pk, at=LATER)
    line = AuditLine.objects.latest("seq")
    assert (line.deed, line.object_id, line.actor) == ("notice.read", str(notice.pk), str(world.users["reviewer"].pk))


# ---- what exists tells


def test_a_round_tells_who_is_asked_an_answer_tells_who_asks_and_a_ruling_who_answered(
    world: World, plan: Edition
) -> None:
    office, district = world.person("office"), world.person("district-office")
    asking = Asking(title="征求意见", until=dt.date(2026, 3, 31), places=[world.district.pk])
    opinions.round_begin(office, plan.pk, asking, at=AT)
    assert seen(world, "district-office") == ["opinions.asked"]
    case = opinions.comment_add(district, plan.pk, Saying(text="建议调整"), at=LATER)
    assert "opinions.answered" in seen(world, "office")
    opinions.comment_rule(office, plan.pk, case.pk, "adopted", "同意", at=LATER)
    assert "opinions.ruled" in seen(world, "district-office")
    opinions.round_end(office, plan.pk, at=LATER)  # with the round ends what the district may see of the draft
    assert seen(world, "district-office") == []


def test_an_upload_tells_that_it_was_read_and_that_it_could_not_be(world: World) -> None:
    office = world.person("office")
    upload(office, [("规划.txt", [workspace.TEXT.encode()]), ("空.pdf", [b"%PDF-1.4 nothing"])], at=AT)
    jobs_drain()
    assert sorted(Job.objects.values_list("state", flat=True)) == ["done", "failed"]
    today = dt.date(2026, 12, 31)
    assert sorted(seen(world, "office", today)) == ["upload.failed", "upload.read"]
    assert Notice.objects.get(kind="upload.read").values["n"] > 0


def test_a_next_edition_tells_that_its_comparison_waits(world: World, plan: Edition, tmp_path: Path) -> None:
    text = workspace.TEXT.replace("40家", "45家")
    workspace.edition(world.person("office"), tmp_path, text, name="next.txt", plan=plan.plan_id)
    notice = Notice.objects.get(kind="comparison.ready")
    assert notice.values["n"] > 0
    assert "comparison.ready" in seen(world, "office")


def test_a_fault_in_telling_does_not_undo_the_job(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object, **__: object) -> None:
        raise LookupError("broken")

    monkeypatch.setattr("xiandao.apps.plans.telling.notify", broken)
    monkeypatch.setattr("xiandao.apps.plans.services.review_told", lambda *_, **__: None)
    upload(world.person("office"), [("规划.txt", [workspace.TEXT.encode()])], at=AT)
    jobs_drain()
    assert Job.objects.get().state == "done"
    assert not Notice.objects.exists()


# ---- declared kinds


def test_every_kind_has_its_wording_and_its_name() -> None:
    texts = catalogue()["text"]
    assert [kind.code for kind in KINDS.values() if kind.wording not in texts] == []
    assert [code for code in KINDS if f"label-notice-{code}" not in texts] == []


@pytest.mark.parametrize(
    "said",
    [
        {"sends": "hourly", "off": "reader", "wording": "w"},
        {"sends": "digest", "off": "sender", "wording": "w"},
        {"sends": "digest", "off": "reader"},
        {"sends": "digest", "off": "reader", "wording": "w", "sign_within": 0},
        {"sends": "digest", "off": "reader", "wording": "w", "sound": "bell"},
        {"sends": "digest", "off": "reader", "wording": "w", "deed": "plan.forge"},
    ],
)
def test_a_kind_that_says_what_it_may_not_is_refused(said: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="odd"):
        kinds_from_table({"kinds": {"odd": said}})

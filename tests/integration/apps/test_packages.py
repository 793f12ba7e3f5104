"""Packages between installations: who is believed, what is refused, what enters and what never counts twice."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from tests.builders import packages, workspace
from tests.builders.api import bearer
from tests.builders.packages import (
    Other,
    flat_of,
    met,
    other,
    own_identity,
    packed,
    sent_by_city,
    taken,
    theirs,
    trusted,
)
from tests.builders.releases import ruled
from tests.builders.workspace import AT, TEXT, World

from xiandao.apps.accounts.models import User
from xiandao.apps.accounts.selectors import operator
from xiandao.apps.audit.models import AuditLine
from xiandao.apps.files.services import place_of
from xiandao.apps.packages import identities, making, selectors, taking
from xiandao.apps.packages.fates import Fate
from xiandao.apps.packages.models import Partner, Received, Sent
from xiandao.apps.places.models import Place
from xiandao.apps.plans.judging import Look, item_confirm
from xiandao.apps.plans.models import Edition, Item, Judgement, Plan, Succession
from xiandao.apps.plans.selectors import plan_list, plans_seen
from xiandao.apps.plans.services import edition_issue
from xiandao.apps.publishing.models import Release
from xiandao.apps.publishing.services import release_fetch, release_withdraw
from xiandao.core.errors import Refusal
from xiandao.core.exchange import Kind, receipt_for
from xiandao.core.messages import catalogue
from xiandao.readers.sealed import unpack
from xiandao.writers.sealed import receipt_bytes

FILE = "edition-0001.json"


def refused(code: str, world: World, data: bytes, who: str = "office") -> Refusal:
    with pytest.raises(Refusal) as caught:
        taking.package_open(world.person(who), data, at=AT)
    assert caught.value.code == code
    return caught.value


@pytest.fixture
def province(world: World) -> Other:
    assert world.province.code in other().ident
    return met()


@pytest.fixture
def came(world: World, plan: Edition, province: Other) -> dict[str, Any]:
    """A file of the province's, whose plan has never been here."""
    item_confirm(world.person("office"), plan.items.all()[0].pk, Look(0, None), at=AT)
    return theirs(plan, province.ident)


# ------------------------------------------------------------------------------------------------ who is believed


def test_nobody_is_believed_on_a_fingerprint_that_was_not_read_out(world: World) -> None:
    own_identity()
    admin, them = world.person("administrator"), other()
    wrong = other(seed=8).heard
    for heard in ("", them.heard[:10], wrong, them.heard.replace(" ", "")[:19]):
        with pytest.raises(Refusal) as caught:
            identities.partner_add(admin, them.card, heard, at=AT)
        assert caught.value.code == "card-fingerprint"
    assert identities.partner_add(admin, them.card, them.heard.lower(), at=AT).ident == "place:990000"


@pytest.mark.parametrize("role", ["office", "leader", "auditor", "security", "reader"])
def test_only_the_system_administrator_says_who_is_believed(world: World, role: str) -> None:
    own_identity()
    with pytest.raises(Refusal) as caught:
        identities.partner_add(world.person(role), other().card, other().heard, at=AT)
    assert caught.value.code == "not-permitted"
    assert not Partner.objects.exists()


def test_an_ended_key_is_not_believed_again_and_our_own_is_never_entered(world: World, province: Other) -> None:
    admin = world.person("administrator")
    identities.partner_end(admin, Partner.objects.get().pk, at=AT)
    with pytest.raises(Refusal, match="card-ended"):
        identities.partner_add(admin, province.card, province.heard, at=AT)
    with pytest.raises(Refusal, match="card-own"):
        identities.partner_add(admin, other("990100").card, other().heard, at=AT)


@pytest.mark.parametrize("data", [b"", b"{}", b"[1]", b"\xff", b'{"format":"xiandao-card/1"}'])
def test_what_is_no_card_is_refused(world: World, data: bytes) -> None:
    own_identity()
    with pytest.raises(Refusal, match="card-damaged"):
        identities.partner_add(world.person("administrator"), data, "", at=AT)


# ----------------------------------------------------------------------------------------------------- what is refused


def test_a_changed_byte_anywhere_is_found_and_nothing_is_kept(
    world: World, came: dict[str, Any], province: Other
) -> None:
    data = province.package({FILE: came})
    for at in range(0, len(data), max(len(data) // 40, 1)):
        changed = data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :]
        with pytest.raises(Refusal):
            taking.package_open(world.person("office"), changed, at=AT)
    assert (Received.objects.count(), Plan.objects.count()) == (0, 0)
    assert AuditLine.objects.filter(deed="package.refuse").count() >= 40


@pytest.mark.parametrize("share", [0.0, 0.1, 0.5, 0.99])
def test_a_file_that_was_cut_off_is_refused(world: World, came: dict[str, Any], province: Other, share: float) -> None:
    data = province.package({FILE: came})
    with pytest.raises(Refusal):
        taking.package_open(world.person("office"), data[: int(len(data) * share)], at=AT)
    assert not Received.objects.exists()


def test_a_package_for_another_is_refused(world: World, came: dict[str, Any], province: Other) -> None:
    refusal = refused("package-other-addressee", world, province.package({FILE: came}, to="place:990200"))
    assert refusal.values["to"] == "place:990200"


def test_who_is_not_known_and_who_borrows_a_name_are_refused(
    world: World, came: dict[str, Any], province: Other
) -> None:
    refused("package-sender-unknown", world, other("990200", "澄湾市", seed=9).package({FILE: came}))
    impostor = other(seed=9)
    refused("package-key-unknown", world, impostor.package({FILE: came}))
    assert impostor.ident == province.ident


def test_whose_trust_was_ended_is_refused_by_name_even_where_the_package_waits(
    world: World, came: dict[str, Any], province: Other
) -> None:
    waits = taking.package_open(world.person("office"), province.package({FILE: came}), at=AT)
    identities.partner_end(world.person("administrator"), Partner.objects.get().pk, at=AT)
    said = refused("package-sender-ended", world, province.package({FILE: came}, "SJ-2026-00002"))
    assert said.values["name"] == province.name
    with pytest.raises(Refusal, match="package-sender-ended"):
        taking.package_take(world.person("office"), waits.pk, at=AT)
    assert not Plan.objects.exists()


def test_a_replayed_package_changes_nothing(world: World, came: dict[str, Any], province: Other) -> None:
    data = province.package({FILE: came})
    taken(world.person("office"), data)
    counts = Plan.objects.count(), Edition.objects.count(), Item.objects.count(), Judgement.objects.count()
    refused("package-repeated", world, data)
    assert counts == (Plan.objects.count(), Edition.objects.count(), Item.objects.count(), Judgement.objects.count())


def test_another_content_under_a_known_number_is_refused(world: World, came: dict[str, Any], province: Other) -> None:
    taken(world.person("office"), province.package({FILE: came}))
    refused("package-clashing", world, province.package({FILE: came, "second.json": came}))


def test_a_package_of_another_kind_is_refused(world: World, came: dict[str, Any], province: Other) -> None:
    refused("package-kind", world, province.package({FILE: came}, kind=Kind.ROUND))


def test_a_marking_of_a_state_secret_refuses_all_of_it_and_leaves_no_word(
    world: World, came: dict[str, Any], province: Other
) -> None:
    came["edition"]["of"]["title"] = "机密★三年"
    refused("state-secret", world, province.package({FILE: came}))
    assert not Received.objects.exists()
    assert "机密" not in "".join(str(line.detail) for line in AuditLine.objects.all())


def test_a_work_secret_is_taken_in_only_by_who_may_see_it(world: World, came: dict[str, Any], province: Other) -> None:
    came["edition"]["of"]["secrecy"] = "secret"
    received = taken(world.person("office"), province.package({FILE: came}))
    assert received.secrecy == "secret"
    assert not selectors.received_seen(world.person("reader")).exists()


def test_an_unknown_field_is_named_with_its_file_and_line_and_the_rest_stands(
    world: World, came: dict[str, Any], province: Other
) -> None:
    stranger = {**came, "plan": 42, "edition": {**came["edition"], "stranger": 1}}
    received = taken(world.person("office"), province.package({FILE: came, "strange.json": stranger}))
    good, bad = received.lines
    assert (good["fate"], bad["fate"], bad["code"]) == ("plan", "rejected", "package-content")
    assert (bad["values"]["part"], bad["values"]["line"], bad["values"]["where"]) == ("strange.json", "1", "stranger")
    assert '"outcome":"accepted-in-part"' in received.receipt


def test_nobody_sends_the_plan_of_a_third(world: World, came: dict[str, Any]) -> None:
    neighbour = other("990200", "澄湾市", seed=9)
    trusted(neighbour)
    received = taken(world.person("office"), neighbour.package({FILE: came}))
    assert [line["code"] for line in received.lines] == ["package-not-origin"]
    assert not Plan.objects.exists()


def test_a_package_never_makes_a_plan_of_another_place(world: World, came: dict[str, Any]) -> None:
    neighbour = other("990200", "澄湾市", seed=9)
    trusted(neighbour)
    came |= {"origin": neighbour.ident}
    taken(world.person("office"), neighbour.package({FILE: came}))
    assert Plan.objects.get().place == world.other_city


# ------------------------------------------------------------------------------------------------------- what enters


def test_nothing_enters_before_a_person_says_so(world: World, came: dict[str, Any], province: Other) -> None:
    received = taking.package_open(world.person("office"), province.package({FILE: came}), at=AT)
    assert [line["fate"] for line in taking.package_preview(world.person("office"), received)] == ["plan"]
    assert not Plan.objects.exists()
    again = taking.package_open(world.person("office"), province.package({FILE: came}), at=AT)
    assert again == received


def test_an_edition_enters_with_states_and_lineages_under_its_origin_and_without_names(
    world: World, came: dict[str, Any], province: Other
) -> None:
    taken(world.person("office"), province.package({FILE: came}))
    edition = Edition.objects.get()
    assert (edition.plan.origin, edition.plan.origin_number) == ("place:990000", 41)
    assert edition.brought == f"{province.name} SJ-2026-00001"
    states = {state["id"]: (state["state"], state["lineage"]) for state in came["edition"]["states"]}
    assert {item.key: (item.state, str(item.lineage)) for item in edition.items.all()} == states
    assert Judgement.objects.exists()
    assert not Judgement.objects.exclude(by=None).exists()
    assert not Item.objects.exclude(decided_by=None).exists()


def test_what_came_is_read_only_here_and_seen_like_any_plan(
    world: World, came: dict[str, Any], province: Other
) -> None:
    taken(world.person("office"), province.package({FILE: came}))
    office, plan = world.person("office"), Plan.objects.get()
    for deed in ("plan.add", "plan.judge", "plan.issue"):
        assert not plans_seen(office, deed).exists()
    assert [edition.plan for edition in plan_list(office, {})] == [plan]
    with pytest.raises(Refusal, match="absent"):
        item_confirm(office, Item.objects.filter(state="candidate")[0].pk, Look(0, None), at=AT)
    with pytest.raises(Refusal, match="absent"):
        edition_issue(office, plan.editions.get(), state="issued", at=AT)


def test_the_next_edition_follows_the_first_and_is_compared(
    world: World, came: dict[str, Any], province: Other, tmp_path: Path
) -> None:
    taken(world.person("office"), province.package({FILE: came}))
    later = workspace.edition(world.person("office"), tmp_path, TEXT.replace("300亿元", "350亿元"), name="amended.txt")
    Edition.objects.filter(pk=later.pk).update(ordinal=2)
    later.refresh_from_db()
    received = taken(world.person("office"), province.package({FILE: theirs(later)}, "SJ-2026-00002"))
    assert [line["fate"] for line in received.lines] == ["edition"]
    first, second = Plan.objects.get().editions.order_by("ordinal")
    assert second.supersedes == first
    links = Succession.objects.filter(edition=second, earlier=first)
    assert any("value" in link.changes for link in links)


def test_an_older_edition_that_comes_late_takes_its_place_and_hides_nothing(
    world: World, came: dict[str, Any], province: Other, tmp_path: Path
) -> None:
    later = workspace.edition(world.person("office"), tmp_path, TEXT + "四、保障。", name="later.txt")
    Edition.objects.filter(pk=later.pk).update(ordinal=3)
    later.refresh_from_db()
    office = world.person("office")
    taken(office, province.package({FILE: theirs(later)}))
    taken(office, province.package({FILE: came}, "SJ-2026-00002"))
    assert [edition.ordinal for edition in plan_list(office, {})] == [3]


def test_the_same_again_in_a_new_package_counts_once(world: World, came: dict[str, Any], province: Other) -> None:
    taken(world.person("office"), province.package({FILE: came}))
    before = Item.objects.count(), Judgement.objects.count()
    received = taken(world.person("office"), province.package({FILE: came}, "SJ-2026-00002"))
    assert [line["fate"] for line in received.lines] == ["same"]
    assert '"outcome":"accepted"' in received.receipt
    assert before == (Item.objects.count(), Judgement.objects.count())


def test_what_its_keeper_has_confirmed_and_issued_since_is_brought_up_to_date(
    world: World, plan: Edition, province: Other
) -> None:
    office = world.person("office")
    first = packed(flat_of(plan))
    for item in plan.items.all():
        item_confirm(office, item.pk, Look(0, None), at=AT)
    plan = edition_issue(office, plan, state="issued", at=AT)
    second = theirs(plan)
    taken(office, province.package({FILE: first}))
    pks = dict(Item.objects.values_list("key", "pk"))
    received = taken(office, province.package({FILE: second}, "SJ-2026-00002"))
    assert [line["fate"] for line in received.lines] == ["renewed"]
    assert {*Item.objects.values_list("state", flat=True)} == {"confirmed"}
    assert dict(Item.objects.values_list("key", "pk")) == pks
    assert Judgement.objects.count() == len(pks)
    assert (Edition.objects.get().state, Plan.objects.get().is_issued) == ("issued", True)
    again = taken(office, province.package({FILE: second}, "SJ-2026-00003"))
    assert [line["fate"] for line in again.lines] == ["same"]


def test_another_text_under_a_known_ordinal_never_replaces_it(
    world: World, came: dict[str, Any], province: Other, tmp_path: Path
) -> None:
    taken(world.person("office"), province.package({FILE: came}))
    text = Edition.objects.get().text_sha256
    forged = workspace.edition(world.person("office"), tmp_path, TEXT.replace("300", "900"), name="f.txt")
    received = taken(world.person("office"), province.package({FILE: theirs(forged)}, "SJ-2026-00002"))
    assert [line["code"] for line in received.lines] == ["package-edition-clash"]
    assert Edition.objects.get().text_sha256 == text


def test_our_own_plan_that_comes_back_is_left_as_it_is(world: World, plan: Edition, province: Other) -> None:
    back = packed(flat_of(plan), packages.OWN, plan.plan_id)
    back["edition"]["of"]["title"] = "改名"
    before = flat_of(plan)
    received = taken(world.person("office"), province.package({FILE: back}))
    assert [(line["fate"], line["edition"]) for line in received.lines] == [("own", plan.pk)]
    plan.refresh_from_db()
    assert flat_of(plan) == before
    assert Plan.objects.count() == 1


def test_a_text_that_was_uploaded_here_by_hand_is_not_entered_twice(
    world: World, plan: Edition, province: Other
) -> None:
    received = taken(world.person("office"), province.package({FILE: packed(flat_of(plan))}))
    assert [(line["fate"], line["edition"]) for line in received.lines] == [("here", plan.pk)]
    assert Plan.objects.count() == 1


def test_two_people_who_confirm_the_same_package_enter_it_once(
    world: World, came: dict[str, Any], province: Other
) -> None:
    received = taking.package_open(world.person("office"), province.package({FILE: came}), at=AT)
    taking.package_take(world.person("office"), received.pk, at=AT)
    with pytest.raises(Refusal, match="package-settled"):
        taking.package_take(world.person("office"), received.pk, at=AT)
    with pytest.raises(Refusal, match="package-settled"):
        taking.package_return(world.person("office"), received.pk, "outdated", at=AT)
    assert Plan.objects.count() == 1


def test_what_came_to_one_city_is_absent_for_another(world: World, came: dict[str, Any], province: Other) -> None:
    received = taking.package_open(world.person("office"), province.package({FILE: came}), at=AT)
    for who in ("other-office", "district-office"):
        with pytest.raises(Refusal, match="absent"):
            taking.package_take(world.person(who), received.pk, at=AT)
        assert not selectors.received_seen(world.person(who)).exists()


# ------------------------------------------------------------------------------------------------------ what is sent


def test_a_package_waits_for_two_people_and_is_then_taken_once(world: World, plan: Edition) -> None:
    sent = sent_by_city(world, plan)
    office = world.person("office")
    assert selectors.sent_state(sent) == "secrecy"
    with pytest.raises(Refusal, match="release-not-passed"):
        making.package_file(office, sent.pk, at=AT)
    release = Release.objects.get()
    assert (release.channel, release.use, release.receiver) == ("package", "outside", other().name)
    ruled(world.person("unit-head"), release, "secrecy")
    ruled(world.person("leader"), release, "publish")
    given = making.package_file(office, sent.pk, at=AT)
    package = unpack(given.data, {packages.OWN: _own_key()}, "place:990000")
    assert (package.manifest.cover.number, package.digest) == ("SJ-2026-00001", sent.digest)
    with pytest.raises(Refusal, match="release-taken"):
        release_fetch(office, release.pk, at=AT)


def _own_key() -> dict[str, Any]:
    verifier = selectors.own_card(selectors.identity_here()).key
    return {verifier.key_id: verifier}


def test_a_package_names_no_person(world: World, plan: Edition) -> None:
    for item in plan.items.all()[:3]:
        item_confirm(world.person("office"), item.pk, Look(0, 4.0), at=AT)
    sent = sent_by_city(world, plan)
    text = place_of(sent.blob_id).read_bytes().decode("utf-8", "replace")
    for user in User.objects.all():
        assert user.name not in text
        assert f'"{user.username}"' not in text
    assert '"seconds":4' not in text


@pytest.mark.parametrize(
    ("secrecy", "origin", "code"),
    [("secret", "", "package-too-secret"), ("none", "place:990200", "package-not-own")],
)
def test_what_may_not_leave_is_not_packed(world: World, plan: Edition, secrecy: str, origin: str, code: str) -> None:
    Plan.objects.update(secrecy=secrecy, origin=origin, origin_number=3 if origin else None)
    with pytest.raises(Refusal) as caught:
        sent_by_city(world, plan)
    assert caught.value.code == code
    assert not Sent.objects.exists()


@pytest.mark.parametrize("empties", [lambda of: of.items.all().delete(), lambda of: of.items.update(state="rejected")])
def test_an_edition_without_items_is_sent_by_no_program_either(
    empties: Callable[[Edition], object], world: World, plan: Edition
) -> None:
    met()
    empties(plan)
    assert not selectors.packable(world.person("office")).exists()
    said = {"editions": [plan.pk], "partner": Partner.objects.get().pk, "purpose": "报送"}
    for language, words in (("zh", f"《{plan.plan.title}》第 1 版没有条目"), ("en", "holds no items")):
        refused = bearer(world.users["office"], language).post("/packages/sent", said)
        assert (refused.status_code, refused.json()["code"]) == (422, "package-edition-empty")
        assert words in refused.json()["message"]
    assert not Sent.objects.exists()


def test_nobody_packs_the_plan_of_another_city(world: World, plan: Edition) -> None:
    met()
    wish = making.Wish((plan.pk,), Partner.objects.get().pk, "报送")
    for who, code in (("other-office", "absent"), ("reviewer", "not-permitted"), ("administrator", "not-permitted")):
        with pytest.raises(Refusal) as caught:
            making.package_make(world.person(who), wish, at=AT)
        assert caught.value.code == code


@pytest.mark.parametrize(
    ("editions", "purpose", "code"),
    [((), "报送", "package-empty"), (None, "", "package-purpose"), (None, "机密★三年", "state-secret")],
)
def test_a_package_without_content_or_purpose_is_refused(
    world: World, plan: Edition, editions: tuple[int, ...] | None, purpose: str, code: str
) -> None:
    met()
    wish = making.Wish((plan.pk,) if editions is None else editions, Partner.objects.get().pk, purpose)
    with pytest.raises(Refusal) as caught:
        making.package_make(world.person("office"), wish, at=AT)
    assert caught.value.code == code


def test_a_plan_that_was_closed_meanwhile_is_not_handed_out(world: World, plan: Edition) -> None:
    sent = sent_by_city(world, plan)
    release = Release.objects.get()
    ruled(world.person("unit-head"), release, "secrecy")
    ruled(world.person("leader"), release, "publish")
    Plan.objects.update(secrecy="internal")
    with pytest.raises(Refusal, match="release-stale"):
        making.package_file(world.person("office"), sent.pk, at=AT)


# ---------------------------------------------------------------------------------------------------------- receipts


def receipt(of: Other, sent: Sent, reason: str | None = None) -> bytes:
    data = place_of(sent.blob_id).read_bytes()
    return receipt_bytes(receipt_for(data, of.ident, AT, reason=reason), of.signer)


def test_a_receipt_says_what_became_of_the_package_and_counts_once(world: World, plan: Edition) -> None:
    sent, office = sent_by_city(world, plan), world.person("office")
    paper = receipt(other(), sent)
    assert making.receipt_take(office, paper, at=AT).outcome == "accepted"
    making.receipt_take(office, paper, at=AT)
    assert AuditLine.objects.filter(deed="package.receipt").count() == 1
    with pytest.raises(Refusal, match="receipt-second"):
        making.receipt_take(office, receipt(other(), sent, reason="package-back-outdated"), at=AT)


def test_a_package_that_was_sent_back_says_why(world: World, plan: Edition) -> None:
    sent = making.receipt_take(
        world.person("office"), receipt(other(), sent_by_city(world, plan), reason="package-back-incomplete"), at=AT
    )
    assert (sent.outcome, sent.reason) == ("refused", "package-back-incomplete")


def test_a_receipt_of_a_stranger_or_for_another_package_counts_for_nothing(world: World, plan: Edition) -> None:
    sent, office = sent_by_city(world, plan), world.person("office")
    neighbour = other("990200", "澄湾市", seed=9)
    paper = receipt(other(), sent)
    wrong = {
        "receipt-sender-unknown": receipt(neighbour, sent),
        "receipt-key-unknown": receipt(other(seed=9), sent),
        "receipt-none-sent": receipt_bytes(receipt_for(b"other", "place:990000", AT), other().signer),
        "receipt-signature-void": paper.replace(AT.strftime("%Y-%m-%dT%H").encode(), b"2026-03-02T08"),
        "receipt-damaged": paper[:-9],
    }
    for code, data in wrong.items():
        with pytest.raises(Refusal) as caught:
            making.receipt_take(office, data, at=AT)
        assert caught.value.code == code
    trusted(neighbour)
    with pytest.raises(Refusal, match="receipt-not-recipient"):
        making.receipt_take(office, receipt(neighbour, sent), at=AT)
    sent.refresh_from_db()
    assert sent.outcome == ""


def test_every_deed_leaves_one_line_in_the_log(world: World, came: dict[str, Any], province: Other) -> None:
    office = world.person("office")
    taken(office, province.package({FILE: came}))
    second = taking.package_open(office, province.package({FILE: came}, "SJ-2026-00002"), at=AT)
    taking.package_return(office, second.pk, "not-needed", at=AT)
    deeds = list(AuditLine.objects.filter(deed__startswith="package.").values_list("deed", flat=True))
    assert deeds == [
        "package.identity", "package.trust", "package.receive", "package.take", "package.receive", "package.return",
    ]  # fmt: skip


def test_every_fate_and_every_way_back_has_its_words() -> None:
    texts, refusals = catalogue()["text"], catalogue()["refusal"]
    assert all(f"label-packfate-{fate.value}" in texts for fate in Fate)
    assert all(f"label-back-{why}" in texts and f"package-back-{why}" in refusals for why in taking.RETURNS)


def test_the_place_stays_once_others_know_the_installation_by_it(world: World, plan: Edition) -> None:
    sent_by_city(world, plan)
    with pytest.raises(Refusal, match="package-identity-used"):
        identities.identity_set(operator("root"), "霁川", "990200", at=AT)
    assert identities.identity_set(operator("root"), "霁川新名", "990100", at=AT).name == "霁川新名"
    assert Place.objects.filter(code="990100").exists()
    release_withdraw(world.person("office"), Release.objects.get().pk, "重做", at=AT)
    assert selectors.sent_state(Sent.objects.get()) == "withdrawn"

"""What is computed before its transaction: begun anew where others have changed what it rests on, and never half done."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.builders import workspace
from tests.builders.packages import flat_of, met, other, packed, province, sent_by_city, taken, theirs, trusted
from tests.builders.workspace import AT, TEXT, World

from xiandao.apps.accounts.rights import Person
from xiandao.apps.accounts.selectors import operator
from xiandao.apps.audit.ahead import MOST_TRIES, Stale, computed_ahead
from xiandao.apps.audit.models import AuditLine
from xiandao.apps.files.services import place_of
from xiandao.apps.jobs import services as jobs
from xiandao.apps.packages import identities, making, neighbours, taking
from xiandao.apps.packages.contents import content_of, stood_of
from xiandao.apps.packages.models import Numbering, Received, Sent
from xiandao.apps.packages.selectors import identity_here, own_card
from xiandao.apps.plans import comparison, comparison_ahead, judging, services
from xiandao.apps.plans.judging import Look
from xiandao.apps.plans.models import Edition, Item, Plan, Succession
from xiandao.core.errors import Refusal
from xiandao.readers.sealed import unpack
from xiandao.writers import sealed

NEXT = TEXT.replace("300亿元", "350亿元")
FILE = "edition-0001.json"
Meanwhile = Callable[[object, str, Callable[[int], object]], list[int]]


@pytest.fixture
def meanwhile(monkeypatch: pytest.MonkeyPatch) -> Meanwhile:
    """Lets something happen each time that a function of a module has computed: with the number of the time, from 1."""

    def arrange(module: object, name: str, happens: Callable[[int], object]) -> list[int]:
        real, times = getattr(module, name), list[int]()

        def computed(*said: object, **more: object) -> object:
            found = real(*said, **more)
            times.append(len(times) + 1)
            happens(times[-1])
            return found

        monkeypatch.setattr(module, name, computed)
        return times

    return arrange


def lines(deed: str) -> int:
    return AuditLine.objects.filter(deed=deed).count()


def drafts() -> list[str]:
    folder: Path = settings.DATA / "drafts"
    return sorted(each.name for each in folder.iterdir()) if folder.is_dir() else []


def kept() -> list[tuple[object, ...]]:
    """The links of the second edition, by the keys of their items."""
    keys = dict(Item.objects.values_list("pk", "key"))
    links = Succession.objects.filter(edition__ordinal=2).order_by("ordinal")
    return [
        ([keys[pk] for pk in each.before], [keys[pk] for pk in each.after], each.changes, each.score, each.reasons)
        for each in links
    ]


# ---------------------------------------------------------------------------------------------------------- the rule


@pytest.mark.django_db
def test_what_is_stale_is_computed_anew_and_after_some_tries_refused_with_nothing_kept(world: World) -> None:
    tries: list[int] = []

    def write(found: int) -> int:
        Plan.objects.create(title=f"第{found}次", keeper=world.city, added_at=AT)
        if found < 2:
            raise Stale
        return found

    def compute(found: int | None = None) -> int:
        tries.append(len(tries))
        return tries[-1] if found is None else found

    assert computed_ahead(compute, write) == 2
    assert [plan.title for plan in Plan.objects.all()] == ["第2次"]
    with pytest.raises(Refusal, match="ahead-stale"):
        computed_ahead(lambda: compute(0), write)
    assert len(tries) == 3 + MOST_TRIES + 1
    assert Plan.objects.count() == 1


# ---------------------------------------------------------------------------------------------------- the next edition


def test_an_item_rejected_while_editions_are_compared_is_in_no_link(
    world: World, plan: Edition, tmp_path: Path, meanwhile: Meanwhile
) -> None:
    office, gone = world.person("office"), plan.items.filter(kind="task")[0]

    def happens(time: int) -> None:
        if time == 1:
            judging.item_reject(office, gone.pk, Look(gone.version), at=AT)

    times = meanwhile(comparison_ahead, "compare_editions", happens)
    later = workspace.edition(office, tmp_path, NEXT, name="next.txt", plan=plan.plan_id)
    assert times == [1, 2]
    linked = {pk for link in later.successions.all() for pk in link.before}
    assert linked == set(plan.items.exclude(pk=gone.pk).values_list("pk", flat=True))
    assert (lines("edition.add"), lines("edition.compare")) == (2, 1)


def test_an_edition_that_came_meanwhile_is_the_one_that_is_followed(
    world: World, plan: Edition, tmp_path: Path, meanwhile: Meanwhile
) -> None:
    office = world.person("office")

    def happens(time: int) -> None:
        if time == 1:
            workspace.edition(office, tmp_path, NEXT, name="other.txt", plan=plan.plan_id)

    meanwhile(comparison_ahead, "compare_editions", happens)
    last = workspace.edition(office, tmp_path, TEXT.replace("40家", "60家"), name="next.txt", plan=plan.plan_id)
    second = plan.plan.editions.get(ordinal=2)
    assert (last.ordinal, last.supersedes) == (3, second)
    assert {link.earlier for link in last.successions.all()} == {second}
    assert lines("edition.add") == 3


def test_where_others_never_rest_nothing_of_an_upload_stays_and_it_is_told(
    world: World, plan: Edition, meanwhile: Meanwhile
) -> None:
    meanwhile(comparison_ahead, "compare_editions", lambda time: Item.objects.update(version=time))
    (job,) = services.upload(world.person("office"), [("next.txt", [NEXT.encode()])], at=AT, plan=plan.plan_id)
    jobs.jobs_drain()
    job.refresh_from_db()
    assert (job.state, job.result["refusal"]) == ("failed", "ahead-stale")
    assert plan.plan.editions.count() == 1
    assert not Succession.objects.exists()
    assert lines("edition.add") == 1


def test_a_worker_that_dies_while_it_compares_leaves_nothing_and_another_does_it_once(
    world: World, plan: Edition, meanwhile: Meanwhile
) -> None:
    def happens(time: int) -> None:
        if time == 1:
            raise KeyboardInterrupt

    meanwhile(comparison_ahead, "compare_editions", happens)
    (job,) = services.upload(world.person("office"), [("next.txt", [NEXT.encode()])], at=AT, plan=plan.plan_id)
    first = jobs.job_take("one", AT)
    assert first is not None
    with pytest.raises(KeyboardInterrupt):
        jobs._WORKS[services.READ](first, lambda _done, _total: None)
    assert (plan.plan.editions.count(), lines("edition.add"), len(drafts())) == (1, 1, 1)
    again = jobs.job_take("two", AT + jobs.LEASE * 2)
    assert again is not None
    jobs.job_do(again)
    job.refresh_from_db()
    assert (job.state, plan.plan.editions.count(), lines("edition.add"), drafts()) == ("done", 2, 2, [])


def test_what_is_compared_before_it_is_kept_is_what_is_found_afterwards(
    world: World, plan: Edition, tmp_path: Path
) -> None:
    later = workspace.edition(world.person("office"), tmp_path, NEXT, name="next.txt", plan=plan.plan_id)
    at_once = kept()
    comparison.comparison_make(later, plan, by=None, at=AT)
    assert at_once
    assert kept() == at_once


# ------------------------------------------------------------------------------------------------------- packages out


def states(sent: Sent, name: str = "state") -> dict[str, str]:
    card = own_card(identity_here())
    data = place_of(sent.blob_id).read_bytes()
    package = unpack(data, {card.ident: {card.key.key_id: card.key}}, sent.partner.ident)
    assert package.manifest.cover.number == sent.number
    whole = content_of(FILE, package.files[FILE]).whole
    return {state["id"]: state[name] for state in whole["states"]}


def test_a_judgement_that_falls_while_a_package_is_made_is_in_it(
    world: World, plan: Edition, meanwhile: Meanwhile
) -> None:
    item = plan.items.filter(kind="task")[0]

    def happens(time: int) -> None:
        if time == 1:
            judging.item_confirm(world.person("office"), item.pk, Look(item.version), at=AT)

    times = meanwhile(making, "pack", happens)
    sent = sent_by_city(world, plan)
    assert times == [1, 2]
    assert states(sent)[item.key] == "confirmed"
    assert (sent.number, lines("package.make"), drafts()) == ("SJ-2026-00001", 1, [])


def test_two_packages_made_at_once_have_two_numbers(world: World, plan: Edition, meanwhile: Meanwhile) -> None:
    province()
    made: list[Sent] = []

    def happens(time: int) -> None:
        if time == 1:
            made.append(sent_by_city(world, plan))

    times = meanwhile(making, "pack", happens)
    made.append(sent_by_city(world, plan))
    assert [each.number for each in made] == ["SJ-2026-00002", "SJ-2026-00001"]
    assert [states(each) for each in made] == [states(made[0])] * 2
    assert (times, lines("package.make")) == ([1, 2], 2)  # neither is packed anew for the other


def test_a_number_that_was_given_is_never_given_again(
    world: World, plan: Edition, monkeypatch: pytest.MonkeyPatch
) -> None:
    province()
    with monkeypatch.context() as small:
        small.setattr(sealed, "LARGEST", 10)
        with pytest.raises(Refusal, match="package-too-large"):
            sent_by_city(world, plan)
    assert sent_by_city(world, plan).number == "SJ-2026-00002"


def test_numbers_go_on_from_those_that_were_given_before(world: World, plan: Edition) -> None:
    first = sent_by_city(world, plan)
    Numbering.objects.all().delete()
    Sent.objects.filter(pk=first.pk).update(ordinal=7)
    assert [sent_by_city(world, plan).number for _ in range(2)] == ["SJ-2026-00008", "SJ-2026-00009"]


def test_a_link_that_is_confirmed_while_a_package_is_made_gives_it_its_lineage(
    world: World, plan: Edition, tmp_path: Path, meanwhile: Meanwhile
) -> None:
    office = world.person("office")
    later = workspace.edition(office, tmp_path, NEXT, name="next.txt", plan=plan.plan_id)
    link = next(each for each in later.successions.all() if each.before and each.after)
    before, after = (Item.objects.get(pk=pks[0]) for pks in (link.before, link.after))
    assert before.lineage != after.lineage

    def happens(time: int) -> None:
        if time == 1:
            comparison.succession_judge(office, link.pk, holds=True, at=AT)

    times = meanwhile(making, "pack", happens)
    assert states(sent_by_city(world, later), "lineage")[after.key] == str(before.lineage)
    assert times == [1, 2]


def test_whether_editions_are_others_is_counted_and_not_read(plan: Edition) -> None:
    with CaptureQueriesContext(connection) as asked:
        one = stood_of((plan.pk,))
    said = " ".join(each["sql"] for each in asked.captured_queries)
    assert len(asked) <= 5
    assert not [name for name in ("balance", "findings", "lineage", "fields", "quote") if f'"{name}"' in said]
    assert one == stood_of((plan.pk,))


@pytest.mark.parametrize(
    "happens",
    [
        lambda office, item: judging.item_confirm(office, item.pk, Look(item.version), at=AT),
        lambda office, item: judging.item_reject(office, item.pk, Look(item.version), at=AT),
        lambda _office, item: Edition.objects.filter(pk=item.edition_id).update(kernel="another"),
        lambda _office, item: Plan.objects.filter(editions=item.edition_id).update(secrecy="internal"),
        lambda _office, item: Item.objects.filter(pk=item.pk).delete(),
    ],
)
def test_whatever_changes_an_edition_is_noticed(
    happens: Callable[[Person, Item], object], world: World, plan: Edition
) -> None:
    before = stood_of((plan.pk,))
    happens(world.person("office"), plan.items.filter(kind="task")[0])
    assert stood_of((plan.pk,)) != before


def test_what_its_keeper_sends_of_an_edition_is_noticed(world: World, came: dict[str, Any]) -> None:
    sender, office = met(), world.person("office")
    taken(office, sender.package({FILE: came}))
    edition = Edition.objects.get()
    before = stood_of((edition.pk,))
    taken(office, sender.package({FILE: came}, "SJ-2026-00002"))
    assert stood_of((edition.pk,)) != before


@pytest.mark.parametrize(
    ("happens", "code"),
    [
        (lambda: identities.partner_end(operator("root"), province().pk, at=AT), "package-partner"),
        (lambda: Plan.objects.update(secrecy="secret"), "package-too-secret"),
    ],
)
def test_what_may_not_leave_any_more_when_it_is_packed_does_not_leave(
    happens: Callable[[], object], code: str, world: World, plan: Edition, meanwhile: Meanwhile
) -> None:
    meanwhile(making, "pack", lambda _time: happens())
    with pytest.raises(Refusal, match=code):
        sent_by_city(world, plan)
    assert not Sent.objects.exists()
    assert drafts() == []


# -------------------------------------------------------------------------------------------------------- packages in


@pytest.fixture
def came(plan: Edition) -> dict[str, Any]:
    return theirs(plan)


def test_whose_trust_ends_while_a_package_is_weighed_brings_nothing(
    world: World, came: dict[str, Any], meanwhile: Meanwhile
) -> None:
    sender, office = met(), world.person("office")
    received = taking.package_open(office, sender.package({FILE: came}), at=AT)

    def happens(time: int) -> None:
        if time == 1:
            identities.partner_end(operator("root"), received.partner_id, at=AT)

    meanwhile(taking, "weighed", happens)
    with pytest.raises(Refusal, match="package-sender-ended"):
        taking.package_take(office, received.pk, at=AT)
    assert not Plan.objects.exists()
    assert Received.objects.get().state == "waiting"


def test_a_package_that_comes_twice_at_once_is_kept_once(
    world: World, came: dict[str, Any], meanwhile: Meanwhile
) -> None:
    sender, office = met(), world.person("office")
    data = sender.package({FILE: came})

    def happens(time: int) -> None:
        if time == 1:
            taking.package_open(office, data, at=AT)

    meanwhile(taking, "draft_of", happens)
    assert taking.package_open(office, data, at=AT) == Received.objects.get()
    assert lines("package.receive") == 1
    assert drafts() == []


def test_who_is_another_by_the_time_a_package_is_kept_does_not_keep_it(
    world: World, came: dict[str, Any], meanwhile: Meanwhile
) -> None:
    sender, office = met(), world.person("office")

    def happens(time: int) -> None:
        if time == 1:
            identities.identity_set(operator("root"), "棠浦市样例专班", "990200", at=AT)

    times = meanwhile(taking, "draft_of", happens)
    with pytest.raises(Refusal, match="package-other-addressee"):
        taking.package_open(office, sender.package({FILE: came}), at=AT)
    assert (times, drafts(), lines("package.refuse")) == ([1], [], 1)


def test_a_package_that_others_kept_from_being_taken_in_was_not_refused(
    world: World, came: dict[str, Any], meanwhile: Meanwhile
) -> None:
    sender, office = met(), world.person("office")
    meanwhile(taking, "draft_of", lambda time: trusted(other(seed=20 + time)))
    with pytest.raises(Refusal, match="ahead-stale"):
        taking.package_open(office, sender.package({FILE: came}), at=AT)
    assert (lines("package.refuse"), Received.objects.count(), drafts()) == (0, 0, [])


def test_what_a_package_meets_is_weighed_anew_where_it_is_another_by_then(
    world: World, came: dict[str, Any], meanwhile: Meanwhile
) -> None:
    sender, office = met(), world.person("office")
    taken(office, sender.package({FILE: came}))
    received = taking.package_open(office, sender.package({FILE: came}, "SJ-2026-00002"), at=AT)

    def happens(time: int) -> None:
        if time == 1:
            Item.objects.filter(kind="task").update(version=9)

    times = meanwhile(taking, "weighed", happens)
    fate = [line["fate"] for line in taking.package_take(office, received.pk, at=AT).lines]
    assert (times, fate) == ([1, 2], ["renewed"])
    assert not Item.objects.filter(version=9).exists()


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_editions_of_one_package_are_compared_ahead_in_whichever_order_they_come(
    order: tuple[int, int], world: World, plan: Edition, tmp_path: Path, meanwhile: Meanwhile
) -> None:
    office = world.person("office")
    later = workspace.edition(office, tmp_path, NEXT, name="next.txt", plan=plan.plan_id)
    whole, own = [packed(flat_of(each)) for each in (plan, later)], kept()
    later.delete()
    Plan.objects.filter(pk=plan.plan_id).delete()
    ahead = meanwhile(neighbours, "compared", lambda _time: None)
    within = meanwhile(comparison, "compared", lambda _time: None)
    taken(office, met().package({f"edition-000{n}.json": whole[each] for n, each in enumerate(order, 1)}))
    assert own
    assert kept() == own
    assert (ahead, within) == ([1], [])


def test_a_new_edition_is_compared_with_the_one_before_as_the_same_package_leaves_it(
    world: World, plan: Edition, tmp_path: Path, meanwhile: Meanwhile
) -> None:
    office, gone = world.person("office"), plan.items.filter(kind="task")[0]
    before = packed(flat_of(plan))
    judging.item_reject(office, gone.pk, Look(gone.version), at=AT)
    later = workspace.edition(office, tmp_path, NEXT, name="next.txt", plan=plan.plan_id)
    plan.refresh_from_db()
    whole, own = [packed(flat_of(each)) for each in (plan, later)], kept()
    later.delete()
    Plan.objects.filter(pk=plan.plan_id).delete()
    sender = met()
    taken(office, sender.package({FILE: before}))
    within = meanwhile(comparison, "compared", lambda _time: None)
    files = {f"edition-000{n}.json": each for n, each in enumerate(whole, 1)}
    received = taken(office, sender.package(files, "SJ-2026-00002"))
    assert [line["fate"] for line in received.lines] == ["renewed", "edition"]
    assert kept() == own
    assert within == []

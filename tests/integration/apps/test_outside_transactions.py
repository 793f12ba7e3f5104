"""What takes long is done outside of transactions, and what rests on the same bytes is done once."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.urls import reverse
from tests.builders import workspace
from tests.builders.api import bearer
from tests.builders.facts import broken, known_by_facts
from tests.builders.packages import flat_of, met, packed, province, sent_by_city, taken, theirs
from tests.builders.policies import CITY, entered
from tests.builders.releases import asked
from tests.builders.workspace import AT, TEXT, World, signed_in

from xiandao.apps.files.services import place_of
from xiandao.apps.jobs.services import jobs_drain
from xiandao.apps.packages import fates, making, taking
from xiandao.apps.plans import (
    attaching,
    checking,
    comparison,
    comparison_ahead,
    export_gate,
    export_services,
    joining,
    judging,
    lint_kept,
    services,
)
from xiandao.apps.plans.models import Edition, Plan
from xiandao.apps.policies import services as policies
from xiandao.apps.publishing import selectors as releases
from xiandao.apps.search import policy_words

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def world(transactional_db: None, settings: Any, tmp_path: Path) -> World:  # noqa: ANN401, ARG001 - opens the database
    settings.DATA = tmp_path
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    return workspace.world()


@pytest.fixture
def within(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., list[bool]]]:
    """Watches a function: whether a transaction was open each time that it was called."""

    def watch(module: object, name: str) -> list[bool]:
        real, told = getattr(module, name), []

        def watched(*said: object, **more: object) -> object:
            told.append(connection.in_atomic_block)
            return real(*said, **more)

        monkeypatch.setattr(module, name, watched)
        return told

    yield watch
    lint_kept._linted.cache_clear()


def test_a_plan_page_looked_at_again_is_linted_once_and_anew_after_a_judgement(
    world: World, plan: Edition, within: Callable[..., list[bool]]
) -> None:
    lint_kept._linted.cache_clear()
    linted, client = within(lint_kept, "lint_plan"), signed_in(world, "office")
    for _ in range(3):
        assert client.get(reverse("plans:edition", args=[plan.pk])).status_code == 200
    assert linted == [False]
    item = plan.items.filter(kind="target")[0]
    judging.item_reject(world.person("office"), item.pk, judging.Look(item.version), at=AT)
    client.get(reverse("plans:edition", args=[plan.pk]))
    assert linted == [False, False]


def test_what_is_kept_of_lint_is_what_lint_finds(plan: Edition) -> None:
    kept = lint_kept.linted(plan)
    lint_kept._linted.cache_clear()
    assert lint_kept.linted(plan) == kept
    assert checking.findings_of(plan)


def test_a_finding_is_judged_without_linting_inside_the_transaction(
    world: World, plan: Edition, within: Callable[..., list[bool]]
) -> None:
    lint_kept._linted.cache_clear()
    linted, found = within(lint_kept, "lint_plan"), checking.findings_of(plan)[0]
    lint_kept._linted.cache_clear()
    checking.finding_judge(world.person("office"), plan.pk, found.key, verdict="known", reason="已知", at=AT)
    assert linted == [False, False]


def test_re_reading_reads_before_it_writes(world: World, plan: Edition, within: Callable[..., list[bool]]) -> None:
    read = within(services, "read_plan")
    services.edition_reread(plan, by=world.person("office"), at=AT)
    assert read == [False]


def test_comparing_anew_compares_before_it_writes(
    world: World, plan: Edition, tmp_path: Path, within: Callable[..., list[bool]]
) -> None:
    office = world.person("office")
    later = workspace.edition(office, tmp_path, TEXT.replace("300", "320"), name="next.txt", plan=plan.plan_id)
    compared = within(comparison_ahead, "compare_editions")
    assert comparison.comparison_make(later, plan, by=office, at=AT) > 0
    assert compared == [False]


def test_a_next_edition_is_read_and_compared_before_it_enters(
    world: World, plan: Edition, within: Callable[..., list[bool]]
) -> None:
    watched = [within(services, "read_plan"), within(comparison_ahead, "compare_editions")]
    text = TEXT.replace("300", "320").encode()
    services.upload(world.person("office"), [("next.txt", [text])], at=AT, plan=plan.plan_id)
    assert jobs_drain() == 1
    assert Edition.objects.get(ordinal=2).successions.exists()
    assert watched == [[False], [False]]


def test_which_plan_waits_for_the_words_of_a_document_is_found_before_it_enters(
    world: World, tmp_path: Path, within: Callable[..., list[bool]]
) -> None:
    known_by_facts()
    found = within(attaching, "waiting_for")
    assert workspace.edition(world.person("office"), tmp_path, broken(TEXT)).plan.is_reference
    assert found == [False]


def test_an_upload_that_follows_its_namesake_is_compared_before_it_moves(
    world: World, plan: Edition, within: Callable[..., list[bool]]
) -> None:
    (job,) = services.upload(world.person("office"), [("next.txt", [TEXT.replace("300", "320").encode()])], at=AT)
    jobs_drain()
    job.refresh_from_db()
    compared = within(comparison_ahead, "compare_editions")
    into = joining.upload_join(world.person("office"), job.result["edition"], "edition", at=AT)
    assert (into.plan_id, into.ordinal) == (plan.plan_id, 2)
    assert compared == [False]


def test_a_package_is_made_and_signed_before_it_is_kept(
    world: World, plan: Edition, within: Callable[..., list[bool]]
) -> None:
    province()
    made = [within(making, name) for name in ("content_bytes", "pack", "draft_of")]
    assert sent_by_city(world, plan).number == "SJ-2026-00001"
    assert made == [[False]] * 3


@pytest.mark.parametrize("way", ["take", "back"])
def test_a_package_that_came_is_unpacked_weighed_and_compared_before_it_enters(
    way: str, world: World, plan: Edition, tmp_path: Path, within: Callable[..., list[bool]]
) -> None:
    later = workspace.edition(world.person("office"), tmp_path, TEXT.replace("300", "320"), plan=plan.plan_id)
    files = {f"edition-000{n}.json": packed(flat_of(each)) for n, each in enumerate((plan, later), 1)}
    later.delete()
    Plan.objects.filter(pk=plan.plan_id).delete()
    sender, office = met(), world.person("office")
    watched = [within(taking, "unpack"), within(fates, "edition_check"), within(comparison_ahead, "compare_editions")]
    received = taking.package_open(office, sender.package(files), at=AT)
    if way == "back":
        taking.package_return(office, received.pk, "outdated", at=AT)
        assert watched == [[False] * 2, [False] * 4, []]
        return
    taking.package_take(office, received.pk, at=AT)
    assert Edition.objects.get(ordinal=2).successions.exists()
    assert watched == [[False] * 2, [False] * 4, [False]]


def test_what_a_package_meets_here_is_written_out_once_and_before_it_is_taken_over(
    world: World, plan: Edition, within: Callable[..., list[bool]]
) -> None:
    file, sender, office = theirs(plan), met(), world.person("office")
    taken(office, sender.package({"edition-0001.json": file}))
    written = within(fates, "content_bytes")
    again = taken(office, sender.package({"edition-0001.json": file}, "SJ-2026-00002"))
    assert [line["fate"] for line in again.lines] == ["same"]
    assert written == [False]  # not when it is only looked through and kept


def test_a_policy_is_read_before_it_enters(world: World, within: Callable[..., list[bool]]) -> None:
    read = within(policies, "read_policy")
    policies.upload(world.person("office"), [("政策.txt", [CITY.encode()])], at=AT)
    assert jobs_drain() == 1
    assert read == [False]


def test_the_words_of_a_policy_are_cut_before_they_are_entered(
    world: World, tmp_path: Path, within: Callable[..., list[bool]]
) -> None:
    entered(world.person("office"), tmp_path)
    cut = within(policy_words, "_tokens")
    assert policy_words.policies_refresh() == (1, True)
    assert cut == [False]


@pytest.mark.parametrize("use", ["inside", "outside"])
def test_a_large_export_is_written_before_its_row_is(
    use: str, world: World, plan: Edition, monkeypatch: pytest.MonkeyPatch, within: Callable[..., list[bool]]
) -> None:
    monkeypatch.setattr(export_services, "MOST_AT_ONCE", 0)
    made = within(export_services if use == "inside" else export_gate, "bytes_of")
    said = {"what": "targets", "form": "xlsx", "edition": plan.pk, "use": use, "purpose": "会商", "receiver": "样例院"}
    assert bearer(world.users["office"]).post("/exports", said).status_code == 202
    assert jobs_drain() >= 1
    assert made == [False]


def test_a_release_looked_at_again_is_not_opened_again(
    world: World, plan: Edition, within: Callable[..., list[bool]]
) -> None:
    releases._preview.cache_clear()
    opened, release = within(releases, "preview_of"), asked(world.person("office"), plan)
    client = signed_in(world, "unit-head")
    for _ in range(3):
        assert client.get(reverse("publishing:release", args=[release.pk])).status_code == 200
    assert len(opened) == 1


def test_a_file_that_was_changed_shows_no_preview_of_before(world: World, plan: Edition) -> None:
    release = asked(world.person("office"), plan)
    assert releases.preview_for(release) is not None
    file = place_of(release.sha256)
    file.chmod(0o600)
    file.write_bytes(b"another")
    assert releases.preview_for(release) is None

"""What leaves tells whom it waits for; what comes in opens by two; pictures of pages are swept."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from pytest_django.fixtures import Settings
from tests.builders.api import exported
from tests.builders.releases import asked, passed, ruled
from tests.builders.workspace import AT, DAY, World

from xiandao.apps.accounts.rights import Person
from xiandao.apps.notices.models import Notice
from xiandao.apps.notices.selectors import notices_seen
from xiandao.apps.plans import exchange
from xiandao.apps.plans.models import Edition
from xiandao.apps.plans.page_cleaning import pages_sweep
from xiandao.apps.plans.selectors import editions_seen
from xiandao.apps.publishing.models import Release
from xiandao.apps.publishing.services import release_withdraw
from xiandao.core.errors import Refusal


def told(person: Person) -> list[str]:
    return sorted(notices_seen(person, DAY).filter(kind__startswith="release.").values_list("kind", flat=True))


def test_whoever_reviews_is_told_and_whoever_asked_when_it_is_ruled(world: World, plan: Edition) -> None:
    people = {name: world.person(name) for name in ("office", "unit-head", "leader", "reader", "other-office")}
    release = asked(people["office"], plan)
    assert {name: told(each) for name, each in people.items()} == {
        "office": [], "unit-head": ["release.waiting"], "leader": [], "reader": [], "other-office": [],
    }  # fmt: skip
    ruled(people["unit-head"], release, "secrecy")
    assert (told(people["leader"]), told(people["office"])) == (["release.waiting"], ["release.ruled"])
    ruled(people["leader"], release, "publish", "no")
    assert told(people["office"]) == ["release.ruled", "release.ruled"]
    assert {notice.link for notice in Notice.objects.filter(kind__startswith="release.")} == {
        f"/releases/{release.pk}/"
    }


def test_who_takes_their_own_back_is_told_nothing(world: World, plan: Edition) -> None:
    office = world.person("office")
    mine, theirs = asked(office, plan), asked(office, plan)
    release_withdraw(office, mine.pk, "不再需要", at=AT)
    assert told(office) == []
    passed(world, theirs)
    release_withdraw(world.person("leader"), theirs.pk, "情况变化", at=AT)
    assert "release.ruled" in told(office)


def test_an_edition_that_was_open_elsewhere_is_closed_here_until_a_second_person_says_so(
    world: World, plan: Edition
) -> None:
    whole = exported(plan)
    whole["of"]["openness"], whole["edition"]["state"] = "open", "issued"
    reader, other = world.person("district-reader"), world.person("other-office")
    made = exchange.edition_import(other, whole, at=AT)
    assert (made.plan.openness, made.plan.secrecy) == ("closed", "none")
    assert not editions_seen(reader).filter(pk=made.pk).exists()
    waiting = Release.objects.get(channel="lowering", about_id=made.plan_id)
    with pytest.raises(Refusal, match="absent"):
        ruled(world.person("unit-head"), waiting, "secrecy")  # of another city
    with pytest.raises(Refusal, match="release-own"):
        ruled(other, waiting, "secrecy")


def test_an_edition_that_is_open_and_closed_at_once_is_not_taken_in(world: World, plan: Edition) -> None:
    whole = exported(plan)
    whole["of"] |= {"openness": "open", "secrecy": "internal"}
    with pytest.raises(Refusal, match="class-open-closed"):
        exchange.edition_import(world.person("other-office"), whole, at=AT)


def test_pictures_of_pages_go_when_their_days_are_over(settings: Settings, tmp_path: Path) -> None:
    settings.DATA = tmp_path
    assert pages_sweep(before=1_000) == 0  # nothing was ever shown
    old, new = tmp_path / "pages" / "ab" / "ab-1.png", tmp_path / "pages" / "cd" / "cd-1.svg"
    for file, when in ((old, 500), (new, 1_500)):
        file.parent.mkdir(parents=True)
        file.write_bytes(b"x")
        os.utime(file, (when, when))
    assert pages_sweep(before=1_000) == 1
    assert (old.exists(), new.exists()) == (False, True)

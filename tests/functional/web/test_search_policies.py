"""Policies beside plans in search: what must not be found, then what is found, where, and how it is told."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests.builders.api import bearer
from tests.builders.policies import CITY, PROVINCE, confirmed, entered, library
from tests.builders.workspace import AT, DAY, World, edition, signed_in

from xiandao.apps.jobs import services as jobs
from xiandao.apps.jobs.services import rounds_walk, works_load
from xiandao.apps.policies import services
from xiandao.apps.policies.models import Policy
from xiandao.apps.policies.opening import policy_open
from xiandao.apps.publishing.services import Ruling, release_rule
from xiandao.apps.search import api, policy_words, selectors
from xiandao.apps.search.models import PolicyWords
from xiandao.apps.search.policy_words import policies_found, policies_refresh
from xiandao.apps.search.selectors import asked_of

TITLE = CITY.partition("\n")[0]


@pytest.fixture
def policy(world: World, tmp_path: Path) -> Policy:
    return confirmed(world.person("office"), entered(world.person("office"), tmp_path))


def found(world: World, who: str = "office", **asked: str) -> list[str]:
    policies_refresh()
    return [each.policy.title for each in policies_found(world.person(who), asked_of(asked), DAY).listed]


def seen(client: Client, query: str) -> str:
    answer = client.get(f"/search/?{query}")
    assert answer.status_code == 200
    return answer.content.decode()


# ---- what must not be found


@pytest.mark.usefixtures("policy")
def test_what_a_person_may_not_see_is_in_no_count_either(world: World) -> None:
    for name in ("other-office", "district-office"):
        page = seen(signed_in(world, name), "q=算力券")
        assert TITLE not in page
        assert 'href="?q=%E7%AE%97%E5%8A%9B%E5%88%B8&amp;kind=policy"' not in page
        told = bearer(world.users[name]).get("/search?q=算力券").json()["policies"]
        assert told == {"total": 0, "is_whole": True, "items": []}


def test_a_secret_policy_is_found_by_the_roles_that_may_see_it_alone(world: World, policy: Policy) -> None:
    Policy.objects.filter(pk=policy.pk).update(secrecy="secret")
    assert [name for name in ("reader", "analyst", "reviewer", "office") if found(world, name, q="算力")] == [
        "reviewer",
        "office",
    ]


@pytest.mark.usefixtures("policy")
def test_no_phrase_reaches_over_the_end_of_a_line_and_no_figure_is_half_a_figure(world: World) -> None:
    assert found(world, q="专项政策霁政办规") == []
    assert found(world, q="0%") == []
    assert found(world, q="40%") == [TITLE]


@pytest.mark.usefixtures("policy")
def test_all_words_are_wanted_and_every_filter_holds(world: World) -> None:
    assert found(world, q="算力券 领军人才") == [TITLE]
    assert found(world, q="算力券 低空经济") == []
    for asked, fits in (
        ({"level": "city"}, True), ({"level": "district"}, False), ({"place": "990100"}, True),
        ({"place": "990200"}, False), ({"place": "none"}, False), ({"year": "2025"}, True), ({"year": "2024"}, False),
        ({"unit": "霁川市人民政府"}, True), ({"unit": "鹭汀区"}, False), ({"plan": "1"}, False),
    ):  # fmt: skip
        assert (asked, found(world, q="算力券", **asked)) == (asked, [TITLE] if fits else [])


def test_a_title_that_was_corrected_is_found_and_the_old_one_is_not(world: World, policy: Policy) -> None:
    assert found(world, q="发展专项政策") == [TITLE]
    said = services.About("霁川市未来产业扶持办法", str(policy.place_id), standing="issued")
    services.policy_about(world.person("office"), policy.pk, said, version=policy.version, at=AT)
    assert found(world, q="扶持办法") == ["霁川市未来产业扶持办法"]
    stands = PolicyWords.objects.get()
    assert "扶持 持办 办法" in stands.name
    assert "专项 项政" not in stands.name


def test_an_open_policy_is_found_elsewhere(world: World, policy: Policy) -> None:
    release = policy_open(world.person("office"), policy.pk, at=AT)
    assert found(world, "other-office", q="算力券") == []
    release_rule(world.person("unit-head"), release.pk, Ruling("secrecy", "yes", "可以公开", release.sha256), at=AT)
    assert found(world, "other-office", q="算力券") == [TITLE]


# ---- what is found


def test_measures_and_text_are_shown_with_the_words_marked_beside_plans(world: World, policy: Policy) -> None:
    measure = policy.measures.get(quote__contains="算力券")
    page = seen(signed_in(world, "office"), "q=算力券")
    assert f'href="/policies/{policy.pk}/"' in page
    assert f'href="/policies/measures/{measure.pk}/"' in page
    assert "<mark>算力券</mark>" in page
    told = bearer(world.users["office"]).get("/search?q=有效期").json()["policies"]
    assert told["total"] == 1
    (hit,) = told["items"][0]["shown"]
    address, _, anchor = hit["address"].partition("#")
    assert (hit["measure"], address) == (None, f"/policies/{policy.pk}/")
    whole = signed_in(world, "office").get(address).content.decode()
    assert whole.count(f'<p id="{anchor}">') == 1
    assert "有效期" in whole.partition(f'<p id="{anchor}">')[2].partition("</p>")[0]
    assert [part["words"] for part in hit["parts"] if part["is_marked"]] == ["有效期"]


@pytest.mark.usefixtures("policy")
def test_traditional_characters_and_full_width_find_the_same(world: World) -> None:
    assert found(world, q="算力應用") == found(world, q="算力应用") == [TITLE]
    assert found(world, q="４０％") == [TITLE]


def test_words_in_the_title_come_first_then_the_latest(world: World, tmp_path: Path) -> None:
    library(world, tmp_path)
    province, city = PROVINCE.partition("\n")[0], TITLE
    assert found(world, "province-office", q="算力券") == [city, province]
    assert found(world, "province-office", q="创新") == [province]
    assert found(world, "province-office", q="未来产业") == [city, province]
    assert found(world, "province-office", q="若干政策")[0] == province


def test_more_policies_stand_on_a_page_of_their_own(world: World, tmp_path: Path) -> None:
    office = world.person("office")
    for n in range(25):
        entered(office, tmp_path, CITY.replace("专项", f"第{n}批"), f"{n}.txt")
    policies_refresh()
    client = signed_in(world, "office")
    assert seen(client, "q=算力券").count('class="card hits"') == policy_words.SHOWN
    assert "查看全部 25 份政策" in seen(client, "q=算力券")
    assert seen(client, "q=算力券&kind=policy").count('class="card hits"') == policy_words.PAGE
    assert seen(client, "q=算力券&kind=policy&page=2").count('class="card hits"') == 5
    second = bearer(world.users["office"]).get("/search?q=算力券&kind=policy&page=2").json()
    assert (second["pages"], second["items"], len(second["policies"]["items"])) == (2, [], 5)


def test_many_are_entered_by_the_worker_and_few_before_a_search(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jobs, "_WALKED", {})
    for n in range(3):
        entered(world.person("office"), tmp_path, CITY.replace("专项", f"第{n}批"), f"{n}.txt")
    assert policies_refresh(2) == (0, False)
    works_load()
    rounds_walk(0.0)
    assert PolicyWords.objects.count() == 3
    assert policies_refresh(2) == (0, True)


def test_what_is_being_made_is_no_false_nothing(world: World, policy: Policy, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(policy_words, "AT_ONCE", 0)
    monkeypatch.setattr(api, "AT_ONCE_POLICIES", 0)
    for query in ("q=算力券", "q=算力券&kind=policy"):
        page = seen(signed_in(world, "office"), query)
        assert "政策检索正在建立索引" in page
        assert "没有找到" not in page
        assert "<small>0</small>" not in page
        told = bearer(world.users["office"]).get(f"/search?{query}").json()["policies"]
        assert told == {"total": 0, "is_whole": False, "items": []}
    assert policies_refresh() == (1, True)
    page = seen(signed_in(world, "office"), "q=算力券")
    assert "政策检索正在建立索引" not in page
    assert policy.title in page
    assert "没有找到政策" in seen(signed_in(world, "office"), "q=没有这个词&kind=policy")


def test_a_policy_that_is_changed_while_it_is_cut_waits_for_the_next_time(
    policy: Policy, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = policy_words._tokens

    def meanwhile(of: Policy) -> str:
        Policy.objects.filter(pk=of.pk).update(version=of.version + 1, title="后来的名称")
        return real(of)

    monkeypatch.setattr(policy_words, "_tokens", meanwhile)
    assert policies_refresh() == (0, False)
    assert not PolicyWords.objects.exists()
    monkeypatch.undo()
    assert policies_refresh() == (1, True)
    assert PolicyWords.objects.get().version == policy.version + 1


def test_several_policies_are_entered_in_one_transaction(world: World, tmp_path: Path) -> None:
    counts = []
    for n in range(2):
        for m in range(1 + 9 * n):
            entered(world.person("office"), tmp_path, CITY.replace("专项", f"第{n}{m}批"), f"{n}-{m}.txt")
        with CaptureQueriesContext(connection) as caught:
            assert policies_refresh() == (1 + 9 * n, True)
        counts.append(len(caught))
    assert counts[0] == counts[1]


@pytest.mark.usefixtures("policy")
def test_a_filter_stays_among_the_policies_and_shows_no_plan_meanwhile(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = signed_in(world, "office")
    assert '<input type="hidden" name="kind" value="policy">' not in seen(client, "q=算力券")

    def whole(*_: object) -> None:
        raise AssertionError("plans are counted alone")

    monkeypatch.setattr(selectors, "found", whole)
    for query in ("q=算力券&kind=policy", "q=算力券&kind=policy&level=district"):
        assert '<input type="hidden" name="kind" value="policy">' in seen(client, query)


def test_beside_policies_plans_are_counted_as_among_themselves(world: World, tmp_path: Path) -> None:
    edition(world.person("office"), tmp_path)
    client = signed_in(world, "office")
    among = seen(client, "q=未来产业").partition('class="tabs"')[2].partition("</nav>")[0]
    beside = seen(client, "q=未来产业&kind=policy").partition('class="tabs"')[2].partition("</nav>")[0]
    figures = re.compile(r"<small>[0-9,]+</small>")
    assert figures.findall(among)
    assert figures.findall(beside) == [*figures.findall(among), "<small>0</small>"]


def test_all_words_in_the_title_come_before_the_first_of_them(world: World, tmp_path: Path) -> None:
    office = world.person("office")
    whole, part = (entered(office, tmp_path, CITY.replace("专项", each), f"{each}.txt") for each in ("甲", "乙"))
    Policy.objects.filter(pk=whole.pk).update(title="算力人才支持办法", issued_on=dt.date(2025, 1, 1))
    Policy.objects.filter(pk=part.pk).update(title="算力支持办法", issued_on=dt.date(2025, 12, 1))
    assert found(world, q="算力 领军人才") == ["算力支持办法", "算力人才支持办法"]
    assert found(world, q="算力 人才") == ["算力人才支持办法", "算力支持办法"]


@pytest.mark.usefixtures("policy")
def test_the_places_of_policies_are_offered_to_whoever_sees_them(world: World) -> None:
    assert [each.code for each in selectors.places_offered(world.person("office"))] == ["990100"]
    assert not selectors.places_offered(world.person("other-office")).exists()


def test_what_is_asked_of_the_database_does_not_grow(world: World, tmp_path: Path) -> None:
    office, counts = world.person("office"), []
    for n in range(2):
        for m in range(1 + 9 * n):
            entered(office, tmp_path, CITY.replace("专项", f"第{n}{m}批"), f"{n}-{m}.txt")
        policies_refresh()
        with CaptureQueriesContext(connection) as caught:
            assert policies_found(office, asked_of({"q": "算力券"}), dt.date(2026, 3, 2)).total == 1 + 10 * n
        counts.append(len(caught))
    assert counts[1] <= counts[0] <= 3

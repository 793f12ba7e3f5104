"""What is found over all plans: never what a person may not see, never less than a plain look through everything."""

from __future__ import annotations

import re
from itertools import count
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.builders import workspace
from tests.builders.releases import opened
from tests.builders.workspace import AT, World

from xiandao.apps.jobs.services import rounds_walk
from xiandao.apps.plans.judging import Look, item_correct, item_reject
from xiandao.apps.plans.models import Edition
from xiandao.apps.search.cutting import phrases, spans, tokens
from xiandao.apps.search.index_table import Wanted, numbers, rows_add, rows_remove
from xiandao.apps.search.models import Passage
from xiandao.apps.search.selectors import Asked, Found, found
from xiandao.apps.search.services import index_edition, index_rebuild, search_refresh

NUMBERS = count(1)
CHARACTERS = st.sampled_from("人形机產Ａa5Gg3.，、 §·'\"*:&|-\\_碳")


def ask(world: World, name: str = "office", **asked: object) -> Found:
    search_refresh()
    return found(world.person(name), Asked(**asked))  # type: ignore[arg-type]


def plans(result: Found) -> list[int]:
    return [group.edition.pk for group in result.groups]


@pytest.mark.usefixtures("plan")
def test_what_a_person_may_not_see_is_in_no_result_and_no_count(world: World) -> None:
    for name in ("other-office", "district-office", "auditor", "security"):
        result = ask(world, name, words="人形机器人")
        assert (result.hits, result.plans, result.by_sort, result.groups) == (0, 0, (), ())
    assert ask(world, words="人形机器人").hits > 0


def test_a_draft_that_replaces_an_open_edition_does_not_hide_it_from_others(
    world: World, plan: Edition, tmp_path: Path
) -> None:
    opened(world, plan)
    text = workspace.TEXT.replace("人形机器人", "脑机接口")
    draft = workspace.edition(world.person("office"), tmp_path, text, name="draft.txt", plan=plan.plan_id)
    assert plans(ask(world, "other-office", words="人形机器人")) == [plan.pk]
    assert plans(ask(world, "other-office", words="脑机接口")) == []
    assert plans(ask(world, words="脑机接口")) == [draft.pk]
    assert plans(ask(world, words="人形机器人")) == []
    assert plans(ask(world, words="人形机器人", is_all=True)) == [plan.pk]


def test_a_rejected_item_is_found_no_more(world: World, plan: Edition) -> None:
    item = plan.items.filter(kind="sector", head__contains="人形机器人").get()
    assert dict(ask(world, words="人形机器人").by_sort)["sector"] == 1
    item_reject(world.person("office"), item.pk, Look(item.version), at=AT)
    assert "sector" not in dict(ask(world, words="人形机器人").by_sort)


def test_a_corrected_item_is_found_by_what_it_says_now(world: World, plan: Edition) -> None:
    item = plan.items.filter(kind="sector", head__contains="人形机器人").get()
    ask(world, words="人形机器人")
    item_correct(world.person("office"), item.pk, Look(item.version), {"name": "具身智能"}, at=AT)
    assert dict(ask(world, words="具身智能").by_sort) == {"sector": 1}


def test_an_index_that_is_up_to_date_is_not_written(plan: Edition) -> None:
    assert search_refresh() == 1
    assert search_refresh() == 0
    assert index_edition(plan.pk) == 0
    assert index_rebuild() == 0


def test_a_worker_on_its_rounds_indexes_what_is_new_and_not_before_it_is_time(world: World, tmp_path: Path) -> None:
    rounds_walk(1e9)
    plan = workspace.edition(world.person("office"), tmp_path)
    rounds_walk(1e9 + 1)
    assert not Passage.objects.exists()
    rounds_walk(1e9 + 10)
    assert Passage.objects.filter(edition=plan).exists()


def test_an_edition_that_is_gone_leaves_nothing_in_the_index(world: World, plan: Edition) -> None:
    ask(world, words="园区")
    pk = plan.pk
    plan.delete()
    assert index_edition(pk) > 0
    assert not Passage.objects.exists()


@pytest.mark.parametrize("words", ["形人", "机器人产", "产业人形", "器人 不存在", "2", "02", "市科", "科局"])
@pytest.mark.usefixtures("plan")
def test_what_does_not_stand_together_is_not_found_together(words: str, world: World) -> None:
    expected = words in workspace.TEXT and not words.isdecimal()
    assert bool(ask(world, words=words).hits) is expected


@pytest.mark.parametrize(
    "words", ["人", "人形机器人", "2026", "300亿元", "人形 合成生物", "霁川", "產業規模", "３００", "一", "市委人才办"]
)
def test_what_stands_in_the_text_is_found(words: str, world: World, plan: Edition) -> None:
    result = ask(world, words=words)
    assert plans(result) == [plan.pk]
    assert any(is_marked for hit in result.groups[0].snippets for _, is_marked in hit.parts)


@pytest.mark.usefixtures("plan")
def test_filters_narrow_what_is_found(world: World) -> None:
    assert dict(ask(world, unit="工信局").by_sort).keys() == {"task"}
    assert dict(ask(world, unit="市工信").by_sort) == dict(ask(world, unit="市工信局").by_sort)
    assert ask(world, unit="信局市").hits == 0
    assert "target" in dict(ask(world, words="规模", year=2026).by_sort)
    assert "target" not in dict(ask(world, words="规模", year=2027).by_sort)
    assert ask(world, words="规模", place=world.province.code).plans == 1
    assert ask(world, words="规模", place=world.other_city.code).plans == 0
    assert ask(world, words="规模", level="city").plans == 1
    assert ask(world, words="规模", level="district").plans == 0


def test_a_field_is_found_by_any_of_its_names(world: World, tmp_path: Path) -> None:
    office = world.person("office")
    one = workspace.edition(office, tmp_path, workspace.TEXT, name="a.txt")
    other = workspace.edition(office, tmp_path, workspace.TEXT.replace("人形机器人", "类人机器人"), name="b.txt")
    assert plans(ask(world, words="人形机器人")) == [one.pk]
    assert {*plans(ask(world, sector="humanoid-robots"))} == {one.pk, other.pk}


def test_the_same_hits_are_listed_plan_by_plan_and_in_one_plan(world: World, plan: Edition) -> None:
    alone = ask(world, words="人", plan=plan.pk)
    assert len(alone.groups[0].snippets) == alone.hits == ask(world, words="人").hits


@pytest.mark.django_db
@settings(max_examples=300, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(CHARACTERS, max_size=30), words=st.text(CHARACTERS, max_size=5))
def test_the_index_finds_exactly_what_a_look_through_the_text_finds(text: str, words: str) -> None:
    wanted = Wanted(tuple((phrase,) for phrase in phrases(words)))
    if not wanted.groups:
        return
    number, cut = next(NUMBERS), " ".join(tokens(text))
    rows_add([(number, cut)])
    stands = all(spans(word, text) for word in _words(words))
    assert numbers(wanted, number, number, 1) == ([number] if stands else [])
    rows_remove([(number, cut)])
    assert numbers(wanted, number, number, 1) == []


def _words(words: str) -> list[str]:
    """The runs of *words*, each by itself; a point belongs to one only before a figure and behind Latin or a figure."""
    pointed = re.sub(r"\.(?![0-9])|(?<![0-9A-Za-zＡ])\.", " ", words)
    return "".join(each if each.isalnum() or each == "." else " " for each in pointed).split()


def test_a_paragraph_without_end_is_searched_to_its_end(world: World, tmp_path: Path) -> None:
    text = workspace.TEXT + "人" * 500 + "形" * 500 + "终点站，" + "一二三四五，" * 300 + "尽头处\n"
    plan = workspace.edition(world.person("office"), tmp_path, text)
    for words in ("终点站", "人形", "形形形终点", "尽头处", "五，尽头处"):
        assert plans(ask(world, words=words)) == [plan.pk]

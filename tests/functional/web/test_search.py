"""Search in a browser: what is found, where it leads, and what is offered besides."""

from __future__ import annotations

import re

import pytest
from django.urls import reverse
from tests.builders import workspace
from tests.builders.workspace import World, signed_in

from xiandao.apps.plans.models import Edition

PAGE = reverse("search:page")


def page(world: World, query: str, name: str = "office") -> str:
    return signed_in(world, name).get(f"{PAGE}?{query}").content.decode()


def test_another_city_reads_nothing_of_a_closed_plan_and_is_told_what_to_do(world: World, plan: Edition) -> None:
    seen = page(world, "q=人形机器人", "other-office")
    assert plan.plan.title not in seen
    assert "0 份规划，0 处" in seen
    assert "没有找到" in seen
    assert f'value="{world.city.code}"' not in seen  # the filter by place offers only places of plans that are seen


def test_a_page_without_a_question_says_what_to_type(world: World, plan: Edition) -> None:
    seen = page(world, "")
    assert "输入要找的词" in seen
    assert plan.plan.title not in seen


def test_words_are_marked_and_lead_to_the_item_and_to_their_place_in_the_text(world: World, plan: Edition) -> None:
    seen = page(world, "q=人形机器人")
    assert "<mark>人形机器人</mark>" in seen
    item = plan.items.get(kind="sector", head__contains="人形机器人")
    assert reverse("plans:item", args=[item.pk]) in seen
    place = re.search(rf'href="{reverse("plans:text", args=[plan.pk])}#t-(\d+):~:text=', seen)
    assert place
    text = signed_in(world, "office").get(reverse("plans:text", args=[plan.pk])).content.decode()
    assert f'id="t-{place[1]}"' in text


def test_what_was_typed_and_what_a_plan_says_comes_back_as_text_alone(world: World, tmp_path: object) -> None:
    text = workspace.TEXT.replace("合成生物", "<script>坏</script>合成生物")
    workspace.edition(world.person("office"), tmp_path, text)  # type: ignore[arg-type]
    seen = page(world, "q=%3Cscript%3E坏")
    assert "<script>坏" not in seen
    assert "&lt;script&gt;" in seen or "&lt;<mark>script</mark>&gt;" in seen


def test_senseless_parameters_are_left_out(world: World, plan: Edition) -> None:
    assert plan.plan.title in page(world, "q=园区&kind=x&year=abc&plan=x&page=x")
    assert "0 份规划" in page(world, "q=园区&place=x")
    assert (
        signed_in(world, "office").get(f"{PAGE}?q=%22)%20OR%20*%27%3A*%20%5C&sector=nothing&unit=%27").status_code
        == 200
    )


@pytest.mark.usefixtures("plan")
def test_other_names_of_a_field_are_offered(world: World) -> None:
    seen = page(world, "q=类人机器人")
    assert "人形机器人" in seen
    assert "sector=humanoid-robots" in seen
    assert "<mark>人形机器人</mark>" in page(world, "sector=humanoid-robots")


@pytest.mark.usefixtures("plan")
def test_hits_are_counted_by_kind_and_narrowed_by_it(world: World) -> None:
    seen = page(world, "q=园区")
    assert "kind=task" in seen
    narrowed = page(world, "q=园区&kind=task")
    assert narrowed.count('class="tag open">任务') == narrowed.count("<li>") > 0


def test_all_hits_of_one_plan_are_an_address(world: World, plan: Edition) -> None:
    seen = page(world, f"q=人&plan={plan.pk}")
    assert plan.plan.title in seen
    assert "返回全部规划的结果" in seen
    assert page(world, f"q=人&plan={plan.pk}", "other-office").count("<li>") == 0


def test_the_box_in_the_rail_is_for_those_who_may_read_plans(world: World) -> None:
    overview = reverse("overview")
    assert 'class="seek"' in signed_in(world, "reader").get(overview).content.decode()
    assert 'class="seek"' not in signed_in(world, "auditor").get(overview).content.decode()

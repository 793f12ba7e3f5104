"""What narrows targets: what must not be held apart, and what must."""

from __future__ import annotations

import pytest

from xiandao.alignment.levels_qualifiers import QUALIFIERS, narrowed, qualifiers_of
from xiandao.alignment.levels_subjects import class_of


def said(lower: str, upper: str) -> set[str]:
    return {name for name, values in narrowed([lower], [upper]).items() if values[0, 0]}


@pytest.mark.parametrize(
    ("lower", "upper"),
    [
        ("千亿级集群", "千亿级未来产业集群"),
        ("链主企业", "领航企业"),
        ("战略科学家", "顶尖人才"),
        ("领军人才和团队", "高层次人才"),
        ("种子期硬科技企业", "硬科技企业"),
        ("应用场景", "示范场景"),
        ("", "百亿级集群"),
        ("营业收入", "规模"),
    ],
)
def test_what_means_about_the_same_is_not_held_apart(lower: str, upper: str) -> None:
    assert "qualifier_other" not in said(lower, upper)
    assert "qualifier_other" not in said(upper, lower)


@pytest.mark.parametrize(
    ("lower", "upper"),
    [
        ("百亿级集群", "千亿级集群"),
        ("独角兽企业", "链主企业"),
        ("战略科学家", "青年拔尖人才"),
        ("专项资金", "母基金"),
        ("单位产值能耗", "万元产值水耗"),
        ("企业入驻审批时间", "中试项目审批时间"),
    ],
)
def test_what_is_counted_apart_is_held_apart_both_ways(lower: str, upper: str) -> None:
    assert class_of(lower) == class_of(upper)
    assert said(lower, upper) == said(upper, lower) == {"qualifier_other"}


def test_what_only_one_of_two_says_is_told_by_its_side() -> None:
    assert said("专精特新企业", "未来产业企业") == {"qualifier_below"}
    assert said("未来产业企业", "专精特新企业") == {"qualifier_above"}


def test_words_that_narrow_one_kind_of_thing_say_nothing_of_another() -> None:
    assert qualifiers_of("青年公寓") == frozenset()


def test_a_word_stands_in_one_line_of_its_kind_only() -> None:
    for kind, lines in QUALIFIERS.items():
        words = [word for line in lines for word in line.split()]
        assert len(words) == len(set(words)), kind


def test_nothing_beside_nothing_gives_an_empty_table() -> None:
    assert {values.shape for values in narrowed([], ["百亿级集群"]).values()} == {(0, 1)}

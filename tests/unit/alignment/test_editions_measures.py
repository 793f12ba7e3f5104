"""The small judgements of a comparison: units, amounts, order, masked words."""

from __future__ import annotations

import pytest

from xiandao.alignment.editions_amounts import nearness, same_amount
from xiandao.alignment.editions_order import out_of_order
from xiandao.alignment.editions_units import owners_changed, same_unit
from xiandao.alignment.editions_values import Change, EditionDiff, Link
from xiandao.alignment.editions_words import masked, without_notes
from xiandao.alignment.leaves import Figure


def figure(
    value: float, unit: str | None, comparator: str = "=", top: float | None = None, often: str = "total"
) -> Figure:
    return Figure(comparator, value, top, unit, often)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("市教育局", "市体育局"),
        ("市财政局", "区财政局"),
        ("市科技局", "省科技厅"),
        ("市委组织部", "市委宣传部"),
        ("市商务局", "市水务局"),
        ("霁川高新区管委会", "枫渚未来科技城管委会"),
        ("市局", "市财政局"),
    ],
)
def test_other_bodies_are_not_taken_for_one(one: str, other: str) -> None:
    assert not same_unit(one, other)
    assert not same_unit(other, one)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("市工业和信息化局", "市工信局"),
        ("市发展和改革委员会", "市发展改革委"),
        ("市发展改革委", "市发改委"),
        ("市人力资源和社会保障局", "市人社局"),
        ("市卫生健康委员会", "市卫健委"),
        ("市市场监督管理局", "市市场监管局"),
        ("科技局", "市科技局"),
        ("各县（区）人民政府", "各县（区）政府"),
    ],
)
def test_an_abbreviation_names_the_same_body(one: str, other: str) -> None:
    assert same_unit(one, other)
    assert same_unit(other, one)


def test_the_order_of_support_is_no_change_and_that_of_the_lead_is() -> None:
    assert not owners_changed(("市科技局", "市财政局", "市教育局"), ("市科技局", "市教育局", "市财政局")).is_change
    assert owners_changed(("市科技局", "市财政局"), ("市财政局", "市科技局")).lead == ("市科技局", "市财政局")
    change = owners_changed(("市科技局", "市财政局"), ("市科技局", "市教育局", "市国资委"))
    assert (change.gone, change.came) == (("市财政局",), ("市教育局", "市国资委"))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (figure(3000, "亿元"), figure(3000, "亿元", ">=")),
        (figure(3, "个", "range", 4), figure(3, "个", "range", 5)),
        (figure(30, "项", often="annual"), figure(30, "项")),
        (figure(30, "%"), figure(30, "家")),
        (figure(5, "%"), figure(5, "个百分点")),
    ],
)
def test_other_amounts_are_not_taken_for_one(one: Figure, other: Figure) -> None:
    assert not same_amount(one, other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (figure(0.3, "万亿元"), figure(3000, "亿元")),
        (figure(50000, "平方米"), figure(5, "万平方米")),
        (figure(30, "公里"), figure(30000, "米")),
        (figure(2, "年"), figure(24, "个月")),
        (figure(12, "家"), figure(12, "个")),
        (figure(3, "百万千瓦", "range", 4), figure(300, "万千瓦", "range", 400)),
    ],
)
def test_an_amount_in_another_unit_is_the_same(one: Figure, other: Figure) -> None:
    assert same_amount(one, other)
    assert nearness(one, other) == 1.0


def test_nearer_amounts_speak_more_for_one_promise() -> None:
    near, far = nearness(figure(100, "家"), figure(110, "家")), nearness(figure(100, "家"), figure(900, "家"))
    assert 0.0 == nearness(figure(100, "家"), figure(100, "%")) < far < near < 1.0


def test_the_longest_run_stays_and_the_rest_has_moved() -> None:
    assert out_of_order([]) == set()
    assert out_of_order([0, 0, 1]) == set()
    assert out_of_order([3, 0, 1, 2]) == {0}
    assert out_of_order([0, 4, 1, 2, 3]) == {1}


def test_numbers_years_and_punctuation_do_not_tell_words_apart() -> None:
    assert masked("到2027年，培育企业0.3万家以上。") == masked("到2030年底，培育企业 500家以上；")
    assert masked("新增产业用地2000亩") == masked("新增产业用地1500亩")
    assert masked("形成百亿级集群3个") != masked("形成千亿级集群3个")


def test_a_note_of_responsibility_is_no_part_of_the_words() -> None:
    assert without_notes("。编制清单。（责任单位：市科技局、各县（区）人民政府）") == "。编制清单。"
    assert without_notes("。编制清单。（市科技局、市财政局）") == "。编制清单。"
    assert without_notes("建设平台（含中试线）") == "建设平台(含中试线)"


def test_a_link_cannot_contradict_itself() -> None:
    with pytest.raises(ValueError, match="alone"):
        Link(before=("a",), after=("b",), changes=(Change.VALUE, Change.KEPT), score=1.0)
    with pytest.raises(ValueError, match="one side"):
        Link(before=("a",), after=("b",), changes=(Change.ADDED,), score=1.0)
    with pytest.raises(ValueError, match="order"):
        Link(before=("a",), after=("b",), changes=(Change.MOVED, Change.VALUE), score=1.0)
    with pytest.raises(ValueError, match="side"):
        Link(before=(), after=(), changes=(Change.KEPT,), score=1.0)


def test_an_item_stands_in_one_link() -> None:
    link = Link(before=("a",), after=("b",), changes=(Change.KEPT,), score=1.0)
    with pytest.raises(ValueError, match="one link"):
        EditionDiff(links=(link, link))

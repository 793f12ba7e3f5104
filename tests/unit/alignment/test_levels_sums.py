"""Children's targets beside the parent's: what is added up, what is left out and why, which dates are too late."""

from __future__ import annotations

import pytest

from xiandao.alignment.leaves import Figure, Leaf
from xiandao.alignment.levels_subjects import adds_up, amount_of, class_of, subject_of
from xiandao.alignment.levels_sums import LEFT_OUT, late_dates, sums_of
from xiandao.alignment.levels_values import LateDate, Link, LinkKind, PlanLeaves, Sum


def target(key: str, words: str, amount: str, head: str = "示范场景") -> Leaf:
    """*amount* as ``>= 80 个 2027`` or ``3-5 个 2027 annual``; a dash for no unit."""
    comparator, value, unit, year, *frequency = amount.split()
    low, _, high = value.partition("-")
    figure = Figure(
        "range" if high else comparator,
        float(low),
        float(high) if high else None,
        None if unit == "-" else unit,
        frequency[0] if frequency else "total",
    )
    return Leaf(
        key=key, kind="target", head=head, words=words, body=words, start=0, end=len(words), figure=figure, year=int(year)
    )  # fmt: skip


def plan(name: str, place: str, level: str, *leaves: Leaf) -> PlanLeaves:
    return PlanLeaves(plan=name, place=place, level=level, period=(None, None), title=name, leaves=leaves)


def province(amount: str = "= 80 个 2027", words: str = "打造80个示范场景", head: str = "示范场景") -> PlanLeaves:
    return plan("省", "云澜省", "province", target("p", words, amount, head))


def city(*leaves: Leaf, name: str = "甲", place: str = "甲市", level: str = "city") -> PlanLeaves:
    return plan(name, place, level, *leaves)


def link(lower: str, name: str = "甲", upper: str = "p") -> Link:
    return Link(upper, name, lower, 1.0, 0.8, LinkKind.IMPLEMENTS, (), ("", ""), True)


def only(upper: PlanLeaves, *lowers: PlanLeaves, links: tuple[Link, ...] = ()) -> Sum:
    (found,) = sums_of(upper, lowers, links)
    return found


FITS = target("a", "打造30个示范场景", "= 30 个 2027")


@pytest.mark.parametrize(
    ("words", "amount", "head", "why"),
    [
        ("打造30个应用场景", "= 30 个 2027", "应用场景", "subject"),
        ("示范场景投资30亿元", "= 30 亿元 2027", "示范场景", "unit"),
        ("每年打造30个示范场景", "= 30 个 2027 annual", "示范场景", "frequency"),
        ("每个园区打造30个示范场景", "= 30 个 2027", "示范场景", "per-each"),
        ("新增30个示范场景", "= 30 个 2027", "示范场景", "increment"),
        ("示范场景控制在30个以内", "<= 30 个 2027", "示范场景", "comparator"),
        ("打造30个示范场景", "= 30 个 2026", "示范场景", "year"),
        ("打造首批30个示范场景", "= 30 个 2027", "示范场景", "part"),
        ("力争打造30个示范场景", "= 30 个 2027", "示范场景", "stretch"),
    ],
)
def test_what_differs_is_never_added_up_and_its_reason_is_told(words: str, amount: str, head: str, why: str) -> None:
    other = target("b", words, amount, head)
    found = only(province(), city(other, FITS), links=(link("b"),))
    assert [(one.lower, one.low) for one in found.summed] == [("a", 30.0)]
    assert [(one.lower, one.why) for one in found.left_out] == [("b", why)]
    assert why in LEFT_OUT


@pytest.mark.parametrize(
    ("amount", "head"),
    [
        ("= 15 % 2027", "产值比重"),
        ("= 4 倍 2027", "未来产业企业"),
        ("= 5 个百分点 2027", "贷款增速"),
        ("= 90 亿元 2027", "户均产值平均"),
    ],
)
def test_ratios_rates_and_means_are_no_sums(amount: str, head: str) -> None:
    child = target("a", "同样的话", amount, head)
    assert not adds_up(child)
    assert sums_of(province(amount, head=head), [city(child)], [link("a")]) == ()


def test_nothing_below_is_no_sum() -> None:
    assert sums_of(province(), [city()], []) == ()


def test_units_are_brought_to_their_base_before_they_are_added() -> None:
    upper = province("= 0.3 万亿元 2027", "规模达到0.3万亿元", "总产值")
    found = only(
        upper,
        city(target("a", "总产值1000亿元", "= 1000 亿元 2027", "总产值")),
        city(target("a", "总产值25000000万元", "= 25000000 万元 2027", "总产值"), name="乙", place="乙市"),
    )
    assert (found.unit, found.parent_low, found.low) == ("元", 3e11, 3.5e11)


def test_more_handed_down_than_asked_for_is_told_as_a_ratio() -> None:
    cities = (city(target("a", "打造60个", "= 60 个 2027"), name=name, place=f"{name}市") for name in "甲乙")
    found = only(province(), *cities)
    assert found.ratio == 1.5
    assert found.excess == 0.5


def test_a_part_that_is_missing_is_no_excess() -> None:
    found = only(province(), city(FITS))
    assert (found.ratio, found.excess) == (0.375, 0.0)


def test_a_limit_is_passed_by_what_the_places_may_use_together() -> None:
    upper = province("<= 100 亩 2027", "用地控制在100亩以内", "产业用地")
    cities = (
        city(target("a", "用地不超过80亩", "<= 80 亩 2027", "产业用地"), name=name, place=f"{name}市")
        for name in "甲乙"
    )
    found = only(upper, *cities)
    assert found.is_cap
    assert found.excess == pytest.approx(0.6)


def test_ranges_give_a_lower_and_a_higher_sum() -> None:
    cities = (city(target("a", "打造3—5个", "range 3-5 个 2027"), name=name, place=f"{name}市") for name in "甲乙")
    found = only(province("= 8 个 2027"), *cities)
    assert (found.low, found.high, found.ratio) == (6.0, 10.0, 0.75)


def test_a_figure_said_again_in_a_table_counts_once() -> None:
    again = target("b", "示范场景\t个\t30", "= 30 个 2027")
    found = only(province(), city(FITS, again))
    assert found.low == 30.0
    assert [one.why for one in found.left_out] == ["repeated"]


def test_two_figures_of_one_plan_for_the_same_thing_are_not_added() -> None:
    found = only(province(), city(FITS, target("b", "打造40个示范场景", "= 40 个 2027")))
    assert found.low == 30.0
    assert [one.why for one in found.left_out] == ["several"]


def test_two_plans_of_one_place_count_once() -> None:
    found = only(province(), city(FITS), city(FITS, name="甲之二"))
    assert found.low == 30.0
    assert [(one.plan, one.why) for one in found.left_out] == [("甲之二", "same-place")]


def test_levels_are_never_added_to_each_other() -> None:
    found = sums_of(
        province(),
        [city(FITS), city(FITS, name="区", place="子区", level="district"), city(FITS, name="高新区", level="zone")],
        [],
    )
    assert [(one.level, one.low) for one in found] == [("city", 30.0), ("district", 30.0), ("zone", 30.0)]


def test_a_plan_of_the_upper_plans_own_level_is_no_child() -> None:
    assert sums_of(province(), [city(FITS, level="province")], []) == ()


def test_a_deadline_after_the_upper_one_is_told() -> None:
    late = target("a", "打造30个示范场景", "= 30 个 2030")
    assert late_dates(province(), [city(late)], [link("a")]) == (LateDate("p", "甲", "a", 2027, 2030, 0.8),)


def test_a_later_step_is_not_late_where_an_earlier_one_is_in_time() -> None:
    late = target("b", "打造60个示范场景", "= 60 个 2030")
    assert late_dates(province(), [city(FITS, late)], [link("b"), link("a")]) == ()


@pytest.mark.parametrize("amount", ["= 30 个 2030 annual", "= 30 亿元 2030"])
def test_yearly_targets_and_other_units_are_never_late(amount: str) -> None:
    assert late_dates(province(), [city(target("a", "打造示范场景", amount))], [link("a")]) == ()


@pytest.mark.parametrize(
    ("one", "other", "is_same"),
    [
        ("新增概念验证中心", "概念验证中心", True),
        ("未来产业应用场景", "应用场景", True),
        ("低空经济企业数", "低空经济企业", True),
        ("未来产业企业", "企业", False),
        ("省级先导区", "先导区", False),
        ("未来产业规模", "未来产业营业收入", False),
        ("", "企业", False),
    ],
)
def test_a_subject_is_the_same_without_the_words_around_it(one: str, other: str, is_same: bool) -> None:
    assert (subject_of(one) == subject_of(other)) is is_same


def test_households_and_firms_are_counted_alike_and_persons_apart() -> None:
    units = [amount_of(Figure("=", 2, None, unit, "total")).unit for unit in ("家", "户", "万户", "名", "人")]
    assert units == ["家", "家", "家", "人", "人"]


@pytest.mark.parametrize(
    ("head", "found"),
    [
        ("链主企业", "firm"),
        ("规上未来产业企业数", "firm"),
        ("营业收入占比", "share"),
        ("母基金规模", "fund"),
        ("梦想", None),
    ],
)
def test_what_is_counted_is_known_by_its_last_word(head: str, found: str | None) -> None:
    assert class_of(head) == found

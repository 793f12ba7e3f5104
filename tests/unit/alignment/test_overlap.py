"""Places laid side by side: who is alike in what, what is crowded, what may stand in one row."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xiandao.alignment.overlap import crowding, likest, subject_key, weights_of

PLACES = st.dictionaries(
    st.sampled_from("甲乙丙丁戊己庚辛"), st.frozensets(st.sampled_from("abcdefghij")), min_size=1, max_size=8
)


def alike(choices: dict[str, str], groups: str = "", **options: object) -> list[tuple[str, str, float, str]]:
    """Choices as letters; every place in one group, or in those of *groups*, a letter each."""
    of = dict(zip(choices, groups or "x" * len(choices), strict=True))
    found = likest({place: [*nodes] for place, nodes in choices.items()}, of, most=10, **options)  # type: ignore[arg-type]
    return [(pair.one, pair.other, round(pair.likeness, 3), "".join(pair.shared)) for pair in found]


def test_places_that_share_nothing_make_no_pair() -> None:
    assert alike({"甲": "ab", "乙": "cd"}) == []


def test_a_place_that_chose_nothing_is_like_no_other() -> None:
    assert alike({"甲": "", "乙": "", "丙": "a"}) == []


def test_places_of_two_levels_are_not_held_against_each_other() -> None:
    assert alike({"甲": "ab", "乙": "ab"}, "xy") == []


def test_a_place_is_not_like_the_one_it_lies_in() -> None:
    kin = {"市": "/1/", "县": "/1/2/", "邻县": "/1/3/"}
    found = alike({"市": "ab", "县": "ab", "邻县": "ab"}, kin=kin)
    assert [(one, other) for one, other, *_ in found] == [("县", "邻县")]


def test_two_places_with_the_same_nodes_are_wholly_alike_and_the_shared_nodes_are_listed() -> None:
    assert alike({"甲": "abc", "乙": "abc", "丙": "d"}) == [("甲", "乙", 1.0, "abc")]


def test_what_few_chose_weighs_more_and_is_listed_first() -> None:
    found = alike({"甲": "az", "乙": "az", "丙": "a", "丁": "a"})
    assert found[0] == ("甲", "乙", 1.0, "za")
    assert weights_of(["az", "az", "a", "a"])["z"] > weights_of(["az", "az", "a", "a"])["a"]


def test_no_more_pairs_are_given_than_asked_for_and_the_likest_are_kept() -> None:
    choices = {"甲": ["a", "b"], "乙": ["a", "b"], "丙": ["a", "c"]}
    found = likest(choices, dict.fromkeys(choices, ""), most=1)
    assert [(pair.one, pair.other) for pair in found] == [("甲", "乙")]


def test_crowding_counts_a_place_once_and_among_its_own_level() -> None:
    found = crowding(
        {"甲市": ["a", "a"], "乙市": [], "丙县": ["a"]}, {"甲市": "city", "乙市": "city", "丙县": "district"}
    )
    assert [(one.level, one.chosen, one.places, one.share) for one in found] == [
        ("district", 1, 1, 1.0),
        ("city", 1, 2, 0.5),
    ]


@given(PLACES)
def test_likeness_is_a_share_the_same_both_ways_and_one_for_equal_choices(choices: dict[str, frozenset[str]]) -> None:
    groups = dict.fromkeys(choices, "")
    turned = {place: choices[place] for place in reversed(list(choices))}
    found = {frozenset((pair.one, pair.other)): pair for pair in likest(choices, groups, most=100)}
    back = {frozenset((pair.one, pair.other)): pair.likeness for pair in likest(turned, groups, most=100)}
    assert {pair: one.likeness for pair, one in found.items()} == pytest.approx(back)
    for one in found.values():
        mine, other = choices[one.one], choices[one.other]
        assert 0 < one.likeness <= 1
        assert (one.likeness == 1) == (mine == other)
        assert {*one.shared} == mine & other
        assert one.either == len(mine | other)


@given(PLACES)
def test_every_pair_that_shares_a_node_is_found(choices: dict[str, frozenset[str]]) -> None:
    places = list(choices)
    expected = {frozenset((a, b)) for a in places for b in places if a != b and choices[a] & choices[b]}
    assert {
        frozenset((pair.one, pair.other)) for pair in likest(choices, dict.fromkeys(choices, ""), most=100)
    } == expected


@given(PLACES)
def test_no_share_is_above_one_and_every_choice_is_counted(choices: dict[str, frozenset[str]]) -> None:
    found = crowding(choices, {place: "x" if place < "庚" else "y" for place in choices})
    assert all(0 < one.share <= 1 for one in found)
    assert sum(one.chosen for one in found) == sum(map(len, choices.values()))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (("企业", "家"), ("企业", "亿元")),
        (("应用场景", "个"), ("应用场景", "项")),
        (("规模", "亿元"), ("规模", "%")),
        (("链主企业", "家"), ("新增链主企业", "家")),
    ],
)
def test_unlike_units_and_manners_never_share_a_row(one: tuple[str, str], other: tuple[str, str]) -> None:
    assert subject_key(*one, frequency="total") != subject_key(*other, frequency="total")


def test_what_is_counted_every_year_or_for_each_has_a_row_of_its_own() -> None:
    plain = subject_key("应用场景", "个", frequency="total")
    assert subject_key("应用场景", "个", frequency="annual") != plain
    assert subject_key("应用场景", "个", frequency="total", per="每个县") != plain
    assert subject_key("应用场景", "个", frequency="total", is_added=True) != plain


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (("未来产业链主企业", "家"), ("链主企业", "家")),
        (("全市营业收入", "万元"), ("营业收入", "亿元")),
        (("研发投入占比", "％"), ("研发投入占比", "%")),
    ],
)
def test_one_subject_in_one_base_unit_shares_a_row(one: tuple[str, str], other: tuple[str, str]) -> None:
    assert subject_key(*one, frequency="total") == subject_key(*other, frequency="total")

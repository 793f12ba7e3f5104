"""Two names are the same, different, or for a person to decide; the reasons say why."""

from __future__ import annotations

import numpy as np
import pytest

from xiandao.registers.likeness import Entry, Likeness, likeness
from xiandao.registers.likeness_match import matches
from xiandao.registers.likeness_overlap import codes_of, overlaps, weights_of
from xiandao.registers.names import name_of
from xiandao.registers.names_places import known_places

CODE, OTHER = "91350100M000100Y43", "91320200MA1MYRPX65"


def judged(a: Entry | str, b: Entry | str) -> Likeness:
    left, right = (Entry(each) if isinstance(each, str) else each for each in (a, b))
    return likeness(left, right, 0.9, known_places())


def reasons(found: Likeness) -> set[str]:
    return {reason.code for reason in found.reasons}


@pytest.mark.parametrize(
    ("a", "b", "reason"),
    [
        ("宝清县双利煤矿有限公司", "宝清县双柳煤矿有限公司", "likeness-core-one"),
        ("深圳市拓搏实业有限公司", "深圳市拓博实业有限公司", "likeness-core-one"),
        ("无锡恒翼科技有限公司", "无锡恒翼食品有限公司", "likeness-trade"),
        ("无锡恒翼科技有限公司", "苏州恒翼科技有限公司", "likeness-place"),
        ("江苏恒翼科技有限公司", "无锡恒翼科技有限公司", "likeness-place-nested"),
        ("恒翼科技有限公司", "恒翼科技集团有限公司", "likeness-group"),
    ],
)
def test_what_a_person_should_decide_is_never_the_same(a: str, b: str, reason: str) -> None:
    assert judged(a, b).verdict == "review"
    assert reason in reasons(judged(a, b))


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("恒翼机械有限公司", "恒翼机械有限公司南京分公司"),
        ("南京市第一医院", "南京市第二医院"),
        ("南京恒翼大学", "南京恒翼医院"),
    ],
)
def test_a_branch_another_number_and_another_kind_of_body_are_different(a: str, b: str) -> None:
    assert judged(a, b).verdict == "different"


def test_other_credit_codes_are_never_the_same() -> None:
    found = judged(Entry("恒翼机械有限公司", code=CODE), Entry("恒翼机械有限公司", code=OTHER))
    assert found.verdict == "review"
    assert found.score < 0.7
    assert judged(Entry("恒翼机械有限公司", code=CODE), Entry("双利食品厂", code=OTHER)).verdict == "different"


def test_an_equal_credit_code_is_the_same_whatever_the_names_say() -> None:
    found = judged(Entry("恒翼机械有限公司", code=CODE), Entry("双利食品厂", code=CODE))
    assert (found.verdict, found.score) == ("same", 1.0)


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("三一重工", "三一重工股份有限公司"),
        ("无锡恒翼科技有限公司", "无锡市恒翼科技股份有限公司"),
        ("恒翼科技（无锡）有限公司", "无锡恒翼科技有限责任公司"),
        ("無錫恆翼科技有限公司", "无锡恒翼科技有限公司"),
    ],
)
def test_one_firm_written_twice_is_the_same(a: str, b: str) -> None:
    assert judged(a, b).verdict == "same"


def test_a_former_name_counts_and_is_said() -> None:
    found = judged(Entry("无锡恒翼科技有限公司", former=("无锡恒隆机械厂",)), "无锡恒隆机械厂")
    assert found.verdict == "same"
    assert "likeness-former" in reasons(found)


def test_the_order_of_a_pair_does_not_matter() -> None:
    a, b = Entry("无锡恒翼科技有限公司"), Entry("恒翼科技")
    assert judged(a, b).verdict == judged(b, a).verdict


def matched(asked: list[str], listed: list[str], top: int = 1) -> list[list[str]]:
    found = matches([Entry(each) for each in asked], [Entry(each) for each in listed], top=top)
    return [[listed[match.at] for match in each] for each in found]


def test_what_is_like_nothing_gets_no_match() -> None:
    assert matched(["完全不同的名字"], ["三一重工股份有限公司"]) == [[]]


def test_empty_lists_give_no_matches() -> None:
    assert matched([], ["三一重工股份有限公司"]) == []
    assert matched(["三一重工"], []) == [[]]
    assert matched(["", "（）"], ["三一重工股份有限公司"]) == [[], []]


def test_two_that_fit_alike_are_for_a_person() -> None:
    listed = [Entry("恒翼科技（无锡）有限公司"), Entry("恒翼科技（苏州）有限公司"), Entry("双利食品厂")]
    (found,) = matches([Entry("恒翼科技")], listed, top=2)
    assert {match.likeness.verdict for match in found} == {"review"}
    assert all("likeness-several" in reasons(match.likeness) for match in found)


def test_a_short_name_finds_its_firm_among_others() -> None:
    listed = ["三一重能股份有限公司", "三一重工股份有限公司", "中联重科股份有限公司", "徐工集团工程机械股份有限公司"]
    assert matched(["三一重工", "徐工机械"], listed) == [[listed[1]], [listed[3]]]


def test_a_credit_code_finds_its_owner_under_any_name() -> None:
    listed = [Entry("双利食品厂", code=CODE), Entry("恒翼科技有限公司")]
    (found,) = matches([Entry("恒翼科技有限公司", code=CODE)], listed, top=1)
    assert found[0].at == 0


def test_the_rarer_character_weighs_more() -> None:
    names = [name_of(each).plain for each in ("恒翼科技", "恒大科技", "翼龙科技", "科技", "科技园", "科技城")]
    weights = weights_of(names)
    pair = (np.array([0, 0]), np.array([1, 3]))
    more, less = overlaps(codes_of(names), codes_of(names), pair, weights)
    assert more > less

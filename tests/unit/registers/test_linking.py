"""A list of names among themselves: what is sure is one, what a person should decide stays apart."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given
from hypothesis import strategies as some

from xiandao.registers.likeness_linking import linked

CODE, OTHER = "91350100M000100Y43", "91320200MA1MYRPX65"


def groups(
    names: list[str], codes: tuple[str, ...] = (), former: tuple[tuple[str, ...], ...] = ()
) -> set[frozenset[int]]:
    labels = linked(names, codes=codes, former=former).tolist()
    return {frozenset(at for at, each in enumerate(labels) if each == label) for label in labels}


@pytest.mark.parametrize(
    "names",
    [
        ["宝清县双利煤矿有限公司", "宝清县双柳煤矿有限公司"],
        ["无锡恒翼科技有限公司", "苏州恒翼科技有限公司"],
        ["江苏恒翼科技有限公司", "无锡恒翼科技有限公司"],
        ["无锡恒翼科技有限公司", "无锡恒翼食品有限公司"],
        ["无锡恒翼机械有限公司", "无锡恒翼精密机械有限公司"],
        ["恒翼科技有限公司", "恒翼科技有限公司南京分公司"],
        ["南京市第一医院", "南京市第二医院"],
        ["山西晋南天然气有限公司", "山西晋西南天然气有限公司"],
        ["无锡恒翼科技有限公司", "无锡恒翼科技集团有限公司"],
    ],
)
def test_two_that_a_person_should_tell_apart_stay_apart(names: list[str]) -> None:
    assert len(groups(names)) == 2


def test_a_name_that_fits_two_joins_neither() -> None:
    assert len(groups(["恒翼科技有限公司", "无锡恒翼科技有限公司", "苏州恒翼科技有限公司"])) == 3


def test_two_credit_codes_are_never_one() -> None:
    names = ["无锡恒翼科技有限公司", "无锡市恒翼科技有限公司", "恒翼科技（无锡）有限公司"]
    found = groups(names, codes=(CODE, OTHER, ""))
    assert not any({0, 1} <= group for group in found)


def test_an_empty_list_has_no_groups() -> None:
    assert linked([]).tolist() == []


def test_a_name_that_fits_one_alone_joins_it() -> None:
    assert groups(["恒翼科技有限公司", "无锡恒翼科技有限公司", "双利食品厂"]) == {frozenset({0, 1}), frozenset({2})}


def test_ways_of_writing_one_name_are_one() -> None:
    names = ["无锡恒翼科技有限公司", "無錫市恆翼科技有限責任公司", "恒翼科技（无锡）股份有限公司", "无锡恒翼科技"]
    assert groups(names) == {frozenset(range(4))}


@pytest.mark.parametrize(
    "slip", ["无锡恒翼科枝有限公司", "无锡恒翼科科技有限公司", "无锡恒翼技科有限公司", "无锡恒翼科技有限公可"]
)
def test_a_slip_outside_the_core_is_one(slip: str) -> None:
    assert groups(["无锡恒翼科技有限公司", slip]) == {frozenset({0, 1})}


def test_an_equal_credit_code_is_one_under_any_name() -> None:
    assert groups(["恒翼科技有限公司", "双利食品厂"], codes=(CODE, CODE)) == {frozenset({0, 1})}


def test_a_former_name_is_one_with_the_name_of_today() -> None:
    names = ["无锡恒翼科技有限公司", "无锡恒隆机械有限公司"]
    assert groups(names, former=(("无锡恒隆机械有限公司",), ())) == {frozenset({0, 1})}


def test_the_pieces_of_a_list_may_be_read_anywhere() -> None:
    names = ["无锡恒翼科技有限公司", "無錫市恆翼科技有限責任公司", "双利食品厂"] * 3
    with ThreadPoolExecutor(2) as pool:
        assert linked(names, pieces=pool.map).tolist() == linked(names).tolist()


PARTS = some.tuples(
    some.sampled_from(["", "无锡", "苏州市", "江苏省"]),
    some.sampled_from(["恒翼", "双利", "双柳", "华"]),
    some.sampled_from(["", "科技", "精密机械", "机械"]),
    some.sampled_from(["", "有限公司", "集团有限公司", "医院", "有限公司南京分公司"]),
)


@given(some.lists(PARTS.map("".join) | some.text(max_size=6), max_size=12))
def test_every_name_has_a_group_and_equal_names_share_it_in_any_order(names: list[str]) -> None:
    labels = linked(names).tolist()
    assert len(labels) == len(names)
    back = linked(names[::-1]).tolist()[::-1]
    assert {(a, b) for a, x in enumerate(labels) for b, y in enumerate(labels) if x == y} == {
        (a, b) for a, x in enumerate(back) for b, y in enumerate(back) if x == y
    }

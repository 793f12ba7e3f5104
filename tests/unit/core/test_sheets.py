"""Addresses of cells, and what stands at them."""

from __future__ import annotations

import pytest

from xiandao.core.sheets import Mark, Place, Returned, Sheet, column_number, is_blank, letters, row_and_column


@pytest.mark.parametrize(("number", "said"), [(1, "A"), (26, "Z"), (27, "AA"), (703, "AAA"), (16_384, "XFD")])
def test_a_column_is_called_by_letters(number: int, said: str) -> None:
    assert letters(number) == said
    assert column_number(said) == number


@pytest.mark.parametrize("said", ["", "12", "AB", "a1", "A0", "AAAA1", "A12345678", "A1:B2"])
def test_what_is_no_address_is_none(said: str) -> None:
    assert row_and_column(said) is None


def test_a_place_says_sheet_and_cell() -> None:
    assert str(Place("企业", 12, 28)) == "企业!AB12"
    assert row_and_column("AB12") == (12, 28)


def test_beyond_the_end_of_a_sheet_there_is_nothing() -> None:
    sheet = Sheet(name="表", rows=(("甲", 1.0), ("乙",)))
    assert sheet.at(1, 2) == 1.0
    assert [sheet.at(*at) for at in ((2, 2), (3, 1), (0, 1), (1, 0))] == [None] * 4


def test_blanks_of_every_width_are_blank_and_a_nought_is_not() -> None:
    assert [is_blank(each) for each in (None, "", " ", "\u3000\n")] == [True] * 4
    assert [is_blank(each) for each in (0, 0.0, False, "无")] == [False] * 4


def test_what_is_wrong_is_gathered_by_row_and_column() -> None:
    back = Returned("表", ((1, 1),), (Mark(5, 2, "乙"), Mark(3, 1, "甲"), Mark(5, 1, "丙")))
    assert back.wrong_rows() == {3: (Mark(3, 1, "甲"),), 5: (Mark(5, 1, "丙"), Mark(5, 2, "乙"))}

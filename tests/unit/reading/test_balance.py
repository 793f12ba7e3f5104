"""A number that no item and no reason accounts for is open; page furniture is a reason only where there is some."""

from __future__ import annotations

import pytest

from xiandao.core.plan import Balance
from xiandao.core.text import Source
from xiandao.reading import read_plan


def balance(text: str) -> Balance:
    return read_plan(Source(name="x.txt", media_type="text/plain", text=text)).balance


def test_a_page_number_is_furniture() -> None:
    text = "一、目标\n" + "大力发展未来产业，" * 8 + "\n— 1 —\n" + "培育未来企业。" * 4
    assert [(text[claim.start : claim.end], claim.reason) for claim in balance(text).claims] == [("1", "furniture")]
    assert balance(text).open == ()


@pytest.mark.parametrize(("digits", "value"), [("٣", 3), ("१२", 12), ("１５", 15)])
def test_digits_of_any_script_are_read(digits: str, value: float) -> None:
    plan = read_plan(Source(name="x.txt", media_type="text/plain", text=f"一、目标\n到2027年，建设园区{digits}座。"))
    assert [target.value for target in plan.targets] == [value]


def test_a_number_that_nobody_reads_is_open_and_not_furniture() -> None:
    found = balance("一、目标\n到2027年，占比达到三分之一。")
    assert [claim.reason for claim in found.open] == [None]
    assert "furniture" not in {claim.reason for claim in found.claims}

"""The quick way to read plain figures gives what the careful way gives."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xiandao.registers.cells_numbers import Amount, plain_figures, reckoned

COLUMNS = (
    ("money", "", "万元"), ("money", "", "亿元"), ("money", "", None), ("whole", "人", "人"), ("whole", "件", "万件"),
    ("percent", "", "%"), ("number", "平方米", "公顷"),
)  # fmt: skip
FIGURES = st.one_of(
    st.integers(-(10**20), 10**20),
    st.floats(allow_nan=True, allow_infinity=True),
    st.decimals(-(10**8), 10**8, places=4, allow_nan=False, allow_infinity=False).map(str),
    st.sampled_from(("", "０", "1２", "007", "1,200", " 12.50 ", "-0", "-0.0", "1.2万", "1e3", "约5", True, None)),
)


@pytest.mark.parametrize(("wanted", "unit", "column"), COLUMNS)
@given(cell=FIGURES)
def test_what_is_read_quickly_is_read_alike_carefully(wanted: str, unit: str, column: str | None, cell: object) -> None:
    amount = Amount(wanted, unit)
    read = plain_figures(amount, column)
    assert read is not None
    said = read(cell)  # type: ignore[arg-type] # anything that a cell may hold
    assert said is None or said == reckoned(cell, amount, column)  # type: ignore[arg-type] # the same


def test_a_column_in_another_unit_is_not_read_quickly() -> None:
    assert plain_figures(Amount("number", "平方米"), "亩") is None
    assert plain_figures(Amount("money", ""), "美元") is None


@pytest.mark.parametrize(
    ("cell", "said"), [(1200, "12000000"), (0.5, "5000"), ("0.00012", "1.2"), ("-3.14159", "-31415.9"), (0, "0")]
)
def test_money_in_ten_thousands_is_kept_in_yuan(cell: float | str, said: str) -> None:
    read = plain_figures(Amount("money", ""), "万元")
    assert read is not None
    assert read(cell) == said

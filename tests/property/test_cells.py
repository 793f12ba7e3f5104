"""Cells of any kind: reading them never raises, and what was read is read again the same."""

from __future__ import annotations

import datetime as dt

from hypothesis import example, given
from hypothesis import strategies as st

from xiandao.core.kinds import TYPES, Choice, Property, Type
from xiandao.core.sheets import CellValue, Sheet
from xiandao.registers.cells import Fault, Value, value_of
from xiandao.registers.tables import tables_of

WORDS = (
    Choice(code="first", name="高新技术企业", synonyms=("高企", "甲")),
    Choice(code="second", name="专精特新", en="special"),
)
SIGNS = st.text(
    alphabet="0123456789０１２３.,，-－+%％年月日季度第一二三四十百千万亿元约余QqTZ/：: 　无是否√、；;高企()（）eE¥$转#=@\n\t",
    max_size=14,
)
CELLS: st.SearchStrategy[CellValue] = st.one_of(
    SIGNS,
    st.text(max_size=40),
    st.floats(),
    st.integers(),
    st.booleans(),
    st.none(),
    st.dates(),
    st.datetimes(),
    st.times(),
    st.integers(0, 80_000),
    st.decimals(0, 3_000, places=1).map(float),
)
UNITS = st.sampled_from((None, "万元", "亿元", "%", "家", "平方米", "万平方米", "亩", "万人", "万美元", "", "奇"))


@st.composite
def properties(draw: st.DrawFn) -> Property:
    kind: Type = draw(st.sampled_from(TYPES))
    return Property(
        code="any",
        name="任意",
        type=kind,
        unit=draw(st.sampled_from(("", "平方米", "人", "万人", "%", "家"))) if kind in {"number", "whole"} else "",
        vocabulary=WORDS if kind == "choice" else (),
        scheme="credit-code" if kind == "identifier" else "",
        of="enterprise" if kind == "entity" else "",
        multiple=draw(st.booleans()),
    )


@given(CELLS, properties(), UNITS)
@example("1亿2000万元", Property(code="a", name="a", type="money"), "万元")
@example("1e999", Property(code="a", name="a", type="number"), None)
@example("9" * 40 + "亿", Property(code="a", name="a", type="money"), "亿元")
@example(float("nan"), Property(code="a", name="a", type="day"), None)
def test_any_cell_is_read_and_read_again_the_same(cell: CellValue, wanted: Property, unit: str | None) -> None:
    met = value_of(cell, wanted, unit)
    if isinstance(met, Fault):
        assert met.code.startswith("cell-")
        assert all(len(value) <= 200 for _, value in met.values)
        return
    assert isinstance(met, Value)
    again = value_of(met.text, wanted)
    assert again == met
    assert met.text == "；".join(met.parts)


@given(st.decimals(-(10**9), 10**9, places=2), st.sampled_from(("", "万", "亿")))
def test_money_is_the_same_however_it_is_scaled(amount: object, scale: str) -> None:
    money = Property(code="a", name="a", type="money")
    said = value_of(f"{amount}{scale}元", money)
    assert isinstance(said, Value)
    assert said == value_of(f"{amount}", money, f"{scale}元")


@given(st.dates(dt.date(1941, 1, 1), dt.date(2099, 12, 31)))
def test_a_day_is_the_same_in_every_style(day: dt.date) -> None:
    wanted = Property(code="a", name="a", type="day")
    serial = (day - dt.date(1899, 12, 30)).days
    styles: tuple[CellValue, ...] = (
        day,
        dt.datetime.combine(day, dt.time(8, 30)),
        day.isoformat(),
        f"{day.year}/{day.month}/{day.day}",
        f"{day.year}.{day.month}.{day.day}",
        f"{day.year}年{day.month}月{day.day}日",
        f"{day:%Y%m%d}",
        int(f"{day:%Y%m%d}"),
        serial,
        float(serial),
    )
    assert {value_of(style, wanted) for style in styles} == {Value(day.isoformat(), (day.isoformat(),))}


ROWS = st.lists(
    st.lists(st.one_of(st.none(), SIGNS, st.floats(allow_nan=False), st.dates()), max_size=6).map(tuple), max_size=14
)


@given(ROWS)
def test_tables_are_looked_for_in_anything(rows: list[tuple[CellValue, ...]]) -> None:
    sheet = Sheet(name="表", rows=tuple(rows))
    seen: set[int] = set()
    for table in tables_of(sheet):
        numbers = [*(row.number for row in table.rows), *(each.number for each in table.skipped)]
        assert all(number > table.last for number in numbers)
        assert len(numbers) == len(set(numbers))
        assert not seen & set(numbers)
        seen.update(numbers)
        for row in table.rows:
            assert len(row.cells) == len(table.columns)
            for at, column in enumerate(table.columns):
                assert row.cells[at] == sheet.at(row.number, column.number)

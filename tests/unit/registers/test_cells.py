"""What cells say, as people fill them in: first what is not taken, then what is, to the digit."""

from __future__ import annotations

import datetime as dt

import pytest

from xiandao.core.kinds import Choice, Property, Type
from xiandao.core.sheets import CellValue
from xiandao.registers.cells import NOTHING, Fault, Value, faults_of, value_of

LABELS = (
    Choice(code="high-tech", name="高新技术企业", synonyms=("高企",)),
    Choice(code="specialised", name="专精特新中小企业", en="specialised"),
)


def a(kind: Type, *, unit: str = "", multiple: bool = False) -> Property:
    return Property(
        code="any",
        name="任意",
        type=kind,
        unit=unit,
        multiple=multiple,
        vocabulary=LABELS if kind == "choice" else (),
        scheme="credit-code" if kind == "identifier" else "",
        of="enterprise" if kind == "entity" else "",
    )


@pytest.mark.parametrize(
    ("cell", "kind", "code"),
    [
        ("约300万", "money", "cell-number-inexact"),
        ("300-500", "money", "cell-number-inexact"),
        ("100余", "whole", "cell-number-inexact"),
        ("300以上", "number", "cell-number-inexact"),
        ("1,23", "number", "cell-number"),
        ("三百来", "number", "cell-unit"),
        ("甲", "number", "cell-number"),
        (True, "number", "cell-number"),
        (dt.date(2024, 3, 1), "money", "cell-number"),
        (float("nan"), "number", "cell-number"),
        ("12万美元", "money", "cell-currency"),
        ("35%", "money", "cell-unit"),
        ("12亩", "money", "cell-unit"),
        ("12元", "percent", "cell-unit"),
        (12.5, "whole", "cell-whole"),
        ("#REF!", "text", "cell-error"),
        ("#N/A", "money", "cell-error"),
        ("2024-02-30", "day", "cell-date-none"),
        ("2024年13月", "day", "cell-date-none"),
        ("24年3月", "day", "cell-date-short"),
        ("3/1/2024", "day", "cell-date-short"),
        (2024.1, "day", "cell-date-nought"),
        ("1850-01-01", "day", "cell-date-far"),
        ("去年", "day", "cell-date"),
        (dt.time(8, 30), "day", "cell-date"),
        ("2024年上半年", "day", "cell-date"),
        ("2024", "month", "cell-date-coarse"),
        ("2024Q1", "month", "cell-date-coarse"),
        ("可能", "yes-no", "cell-yes-no"),
        ("独角兽", "choice", "cell-choice"),
        (913200001234567890.0, "identifier", "cell-digits-lost"),
        (True, "identifier", "cell-identifier"),
        ("没写", "url", "cell-url"),
        ("12", "phone", "cell-phone"),
        (5.0, "person", "cell-person"),
        ("长" * 2_001, "text", "cell-long"),
    ],
)
def test_what_cannot_be_taken_says_why(cell: CellValue, kind: Type, code: str) -> None:
    met = value_of(cell, a(kind))
    assert isinstance(met, Fault)
    assert met.code == code


@pytest.mark.parametrize("cell", [None, "", " ", "　", "-", "——", "/", "N/A", "…"])
@pytest.mark.parametrize("kind", ["text", "money", "day", "choice", "yes-no", "identifier", "person"])
def test_an_empty_cell_and_a_dash_say_nothing(cell: CellValue, kind: Type) -> None:
    assert value_of(cell, a(kind)) == NOTHING


def test_none_said_is_nothing_but_where_it_answers() -> None:
    assert value_of("无", a("money")) == value_of("暂无", a("entity")) == value_of("无", a("choice")) == NOTHING
    assert value_of("无", a("yes-no")) == Value("no", ("no",))
    assert value_of("无", a("text")) == Value("无", ("无",))


@pytest.mark.parametrize(
    ("cell", "column_unit", "yuan"),
    [
        ("1.2亿元", None, "120000000"),
        ("３５００万元", None, "35000000"),
        ("12,345.67", None, "12345.67"),
        ("1亿2000万元", None, "120000000"),
        ("十二万五千元", None, "125000"),
        ("叁佰万元", None, "3000000"),
        ("人民币5万元", None, "50000"),
        ("¥ 12", None, "12"),
        (12.5, "万元", "125000"),
        ("12.5", "万元", "125000"),
        ("0.3", "亿元", "30000000"),
        ("1.2亿元", "万元", "120000000"),
        ("5000元", "万元", "5000"),
        (0.1 + 0.2, None, "0.3"),
        (-5, "万元", "-50000"),
        (0, "万元", "0"),
        (1e20, None, "100000000000000000000"),
    ],
)
def test_money_is_kept_in_yuan_whatever_it_was_written_in(cell: CellValue, column_unit: str | None, yuan: str) -> None:
    assert value_of(cell, a("money"), column_unit) == Value(yuan, (yuan,))


@pytest.mark.parametrize(
    ("cell", "unit", "column_unit", "said"),
    [
        ("1.2万平方米", "平方米", None, "12000"),
        (3, "平方米", "公顷", "30000"),
        ("6亩", "平方米", None, "4000"),
        ("500㎡", "平方米", None, "500"),
        ("5 m2", "平方米", None, "5"),
        ("12名", "人", None, "12"),
        ("12家", "", None, "12"),
        (120_000, "万人", "人", "12"),
        ("12万", "万人", None, "12"),
        (12, "万人", None, "12"),
        ("35%", "%", None, "35"),
    ],
)
def test_a_number_is_kept_in_the_unit_of_its_property(
    cell: CellValue, unit: str, column_unit: str | None, said: str
) -> None:
    assert value_of(cell, a("number", unit=unit), column_unit) == Value(said, (said,))


@pytest.mark.parametrize(
    ("cell", "said"),
    [("35%", "35"), ("３５．５％", "35.5"), ("百分之三十五", "35"), (35, "35"), ("2个百分点", "2"), ("5‰", "0.5")],
)
def test_per_cent_is_kept_in_points(cell: CellValue, said: str) -> None:
    assert value_of(cell, a("percent")) == Value(said, (said,))


@pytest.mark.parametrize(
    ("cell", "said", "precision"),
    [
        ("2024-3-1", "2024-03-01", ""),
        ("2024/3/1", "2024-03-01", ""),
        ("2024.3.1", "2024-03-01", ""),
        ("２０２４年３月１日", "2024-03-01", ""),
        ("二〇二四年十一月二十一日", "2024-11-21", ""),
        ("2024-03-01 00:00:00", "2024-03-01", ""),
        (20240301.0, "2024-03-01", ""),
        (45352, "2024-03-01", ""),
        ("45352", "2024-03-01", ""),
        (dt.datetime(2024, 3, 1, 9, 30), "2024-03-01", ""),  # noqa: DTZ001 - cells know no zones
        ("2024年3月", "2024-03", "month"),
        ("2024.10", "2024-10", "month"),
        (2024.3, "2024-03", "month"),
        ("202403", "2024-03", "month"),
        ("2024Q1", "2024Q1", "quarter"),
        ("2024年第一季度", "2024Q1", "quarter"),
        ("2024年4季度", "2024Q4", "quarter"),
        ("2024年", "2024", "year"),
        (2024.0, "2024", "year"),
        ("2024年底", "2024", "year"),
    ],
)
def test_a_day_is_as_exact_as_it_was_written(cell: CellValue, said: str, precision: str) -> None:
    assert value_of(cell, a("day")) == Value(said, (said,), precision)


def test_a_month_and_a_year_leave_out_what_is_finer() -> None:
    assert value_of("2024年3月1日", a("month")) == Value("2024-03", ("2024-03",))
    assert value_of(dt.date(2024, 3, 1), a("year")) == Value("2024", ("2024",))


@pytest.mark.parametrize("cell", ["是", "√", "有", "Yes", True, "１"])
def test_yes_is_yes(cell: CellValue) -> None:
    assert value_of(cell, a("yes-no")) == Value("yes", ("yes",))


@pytest.mark.parametrize("cell", ["否", "×", "无", "no", False, "没有"])
def test_no_is_no(cell: CellValue) -> None:
    assert value_of(cell, a("yes-no")) == Value("no", ("no",))


def test_words_of_a_list_become_its_codes() -> None:
    assert value_of("高企", a("choice")) == Value("high-tech", ("high-tech",))
    assert value_of("ＳＰＥＣＩＡＬＩＳＥＤ", a("choice")) == Value("specialised", ("specialised",))


def test_several_are_parted_and_a_repetition_is_dropped() -> None:
    both = Value("high-tech；specialised", ("high-tech", "specialised"))
    for cell in (
        "高企、专精特新中小企业",
        "高企；专精特新中小企业；高企",
        "高企,专精特新中小企业",
        "高企\n专精特新中小企业",
    ):
        assert value_of(cell, a("choice", multiple=True)) == both
    firms = ("甲公司", "Acme Co., Ltd.")
    assert value_of("甲公司、Acme Co., Ltd.", a("entity", multiple=True)) == Value("；".join(firms), firms)


def test_one_wrong_word_among_several_is_a_fault() -> None:
    met = value_of("高企、未知称号", a("choice", multiple=True))
    assert isinstance(met, Fault)
    assert dict(met.values) == {"value": "未知称号", "known": "高新技术企业、专精特新中小企业"}


@pytest.mark.parametrize(
    ("cell", "kind", "said"),
    [
        ("  甲　乙\n丙 ", "text", "甲 乙 丙"),
        ("甲 \r\n 乙", "longtext", "甲\n乙"),
        (5.0, "text", "5"),
        ("张 三", "person", "张三"),
        ("９１３２０１１４ＭＡ１ａｂ", "identifier", "91320114MA1AB"),
        ("'0123", "identifier", "0123"),
        (12345.0, "identifier", "12345"),
        ("WWW.Example.org/A?b", "url", "http://www.example.org/A?b"),
        ("025-8333 4444转801", "phone", "025-83334444转801"),
        (13800000000.0, "phone", "13800000000"),
    ],
)
def test_words_are_kept_without_what_only_looks(cell: CellValue, kind: Type, said: str) -> None:
    assert value_of(cell, a(kind)) == Value(said, (said,))


def test_faults_are_counted_for_a_column() -> None:
    assert faults_of(("100", "一百", "很多", None, "200"), a("money"), "万元") == 1

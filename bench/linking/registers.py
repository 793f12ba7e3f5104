"""A workbook of enterprises as a colleague sends it, and beside it the rows it means.

Seeded: the same arguments give the same cells. ``messy`` makes the sheets as cells, ``write_xlsx`` a file of them; the
true rows are in ``Messy.truth``, each with the sheet and row it stands in. What is planted, everywhere unless a share is
given:

- three sheets: 上半年 and 下半年 (the columns of the second in another order), and 填表说明 without a table;
- above the table: a title over all columns, merged; a line with unit and date (填报单位 … 单位：万元), and a blank row;
- a header of two lines, merged across (经营情况 over 营业收入, 上缴税金) and down (序号, 企业名称, …), with a line break in one;
  on the first sheet money is in 万元, said in the header of every second column and for the others only above the table;
  on the second every money column says its unit, 万元 and 亿元 in turn; 4 % of the money cells carry their own unit as
  text (1.2亿元, 3400万元);
- dates in five styles, drawn cell by cell: 2024-3-1, 2024年3月1日, 20240301 (number or text), 2024.3 (text; the day is lost:
  truth has the first of the month), and a serial number (45352) without a date format;
- figures as text in 15 % of the cells: digits of full width (１２３), commas, blanks; shares as 12.5% or 0.125;
- in the midst: a row 小计 after every 40 to 90 rows, its label merged over two cells, the header again after every 100 to
  200, a blank row after every 30 to 150;
- below: a row 合计, a blank row, then notes (注：…, 填表人：…);
- 5 % of the cells that may be empty are: nothing, —, /, 无 or a wide blank.

Names and codes are clean, no enterprise comes twice, and all places are invented, as the figures are. Beyond the 12
columns every such register has, *columns* adds yearly figures (2024年产值, 2024年出口额, …).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from decimal import Decimal
from itertools import groupby, islice
from pathlib import Path
from random import Random
from typing import NamedTuple

from openpyxl import Workbook
from openpyxl.worksheet.cell_range import CellRange

from linking.generator import Record, traced

Cell = str | int | float | None
Value = str | int | Decimal | date | None
EPOCH = date(1899, 12, 30)
"""Day 0 of the serial numbers of a spreadsheet, after February 1900."""
FULL_WIDTH_DIGITS = {ord(digit): ord(digit) + 0xFEE0 for digit in "0123456789"}
EMPTY: tuple[Cell, ...] = (None, None, "—", "/", "无", "　")
WAN, YI = "万元", "亿元"
TITLES = ("上半年", "下半年")


class Column(NamedTuple):
    """One column: its key in the truth, the header line above it (or none), its own header, and its sort.

    *sort* is ``text``, ``date``, ``money`` (truth in 万元), ``count``, ``share`` (truth as a part of 1) or ``choice``.
    """

    key: str
    above: str
    header: str
    sort: str
    choices: tuple[str, ...] = ()


COLUMNS = (
    Column("name", "", "企业名称", "text"),
    Column("credit_code", "", "统一社会\n信用代码", "text"),
    Column("place", "", "所属县（市、区）", "text"),
    Column("founded_on", "", "成立日期", "date"),
    Column(
        "industry", "", "所属行业", "choice", ("高端装备", "新材料", "生物医药", "新一代信息技术", "新能源", "节能环保")
    ),
    Column("revenue", "经营情况", "营业收入", "money"),
    Column("tax", "经营情况", "上缴税金", "money"),
    Column("research", "研发情况", "研发投入", "money"),
    Column("research_share", "研发情况", "研发投入占比", "share"),
    Column("staff", "研发情况", "从业人员（人）", "count"),
    Column("level", "认定情况", "认定级别", "choice", ("国家级", "省级", "市级")),
    Column("granted_on", "认定情况", "认定时间", "date"),
)
ALWAYS = 2
"""The first columns are never empty."""


class TrueRow(NamedTuple):
    """One enterprise as the workbook means it; *row* is the number of its row in *sheet*, from 1."""

    sheet: str
    row: int
    values: dict[str, Value]


class Merge(NamedTuple):
    """Cells that are one: first row and column, last row and column, from 1."""

    top: int
    left: int
    bottom: int
    right: int


class Sheet(NamedTuple):
    """A sheet as cells, with what is merged."""

    title: str
    cells: list[list[Cell]]
    merges: list[Merge]


class Messy(NamedTuple):
    """A workbook and its truth; *columns* are those of the first sheet without 序号."""

    sheets: tuple[Sheet, ...]
    columns: tuple[Column, ...]
    truth: tuple[TrueRow, ...]


def columns_of(count: int) -> tuple[Column, ...]:
    """*count* columns without 序号; from 12 up, beyond them yearly figures."""
    if count < len(COLUMNS):
        raise ValueError(f"{len(COLUMNS)} columns at least")
    kinds = (
        ("output", "产值", "money"),
        ("export", "出口额", "money"),
        ("patents", "专利数（件）", "count"),
        ("growth", "增速", "share"),
    )
    yearly = (
        Column(f"{key}_{year}", f"{year}年度", f"{year}年{word}", sort)
        for year in range(2024, 1900, -1)
        for key, word, sort in kinds
    )
    return (*COLUMNS, *islice(yearly, count - len(COLUMNS)))


def messy(rows: int, columns: int, seed: int) -> Messy:
    """*rows* enterprises over two sheets; *columns* from 12 up, 序号 not counted."""
    chance = Random(seed)  # noqa: S311 - test data
    known = columns_of(columns)
    # The fixed columns change places on the second sheet; the groups of its header stay together.
    other = (*known[:2], known[3], known[2], known[4], *known[7:10], *known[5:7], *known[10:])
    people, half = _people(rows, seed), (rows + 1) // 2
    truth: list[TrueRow] = []
    sheets = []
    for title, order, count in zip(TITLES, (known, other), (half, rows - half), strict=True):
        table = _Table(chance, title, order)
        table.fill([_values(chance, known, person) for person in islice(people, count)])
        sheets.append(Sheet(title, table.cells, table.merges))
        truth += table.truth
    return Messy((*sheets, _explanations()), known, tuple(truth))


def _people(rows: int, seed: int) -> Iterator[Record]:
    """Enterprises with clean names and codes, each once."""
    seen: set[int] = set()
    for record, made in traced(rows * 4 + 300, seed, 1.0, real=0.0):
        if made == ("as_registered",) and record.truth not in seen:
            seen.add(record.truth)
            yield record


def _values(chance: Random, columns: Sequence[Column], person: Record) -> dict[str, Value]:
    """What is true of one enterprise."""
    fixed: dict[str, Value] = {"name": person.name, "credit_code": person.credit_code, "place": person.place or None}
    return {
        column.key: None
        if at >= ALWAYS and chance.random() < 0.05
        else fixed[column.key]
        if column.key in fixed
        else _value(chance, column)
        for at, column in enumerate(columns)
    }


def _value(chance: Random, column: Column) -> Value:
    """A true value of its sort."""
    if column.sort == "choice":
        return chance.choice(column.choices)
    if column.sort == "date":
        return date(2000, 1, 1) + timedelta(days=chance.randrange(9_400))
    if column.sort == "count":
        return int(chance.lognormvariate(4.5, 1.2)) + 1
    if column.sort == "share":
        return Decimal(chance.randrange(1, 4_000)) / 10_000
    return Decimal(int(chance.lognormvariate(8.5, 1.6) * 100)) / 100


class _Table:
    """One sheet as it grows, row by row."""

    def __init__(self, chance: Random, title: str, columns: Sequence[Column]) -> None:
        self.chance, self.title, self.columns = chance, title, columns
        self.cells: list[list[Cell]] = []
        self.merges: list[Merge] = []
        self.truth: list[TrueRow] = []
        money = [column.key for column in columns if column.sort == "money"]
        is_first = title == TITLES[0]
        self.units = {key: WAN if is_first or at % 2 else YI for at, key in enumerate(money)}
        self.said = {key for at, key in enumerate(money) if not is_first or at % 2}

    def fill(self, rows: Sequence[dict[str, Value]]) -> None:
        """Everything from the title to the notes."""
        width = len(self.columns) + 1
        self._add(f"云澜省重点企业培育库（{self.title}）", merge=width)
        above: list[Cell] = [
            "填报单位：霁川市工业和信息化局",
            *[None] * (width - 2),
            f"单位：{WAN}" if self.title == TITLES[0] else "2025年12月",
        ]
        self.cells += [above, [None] * width]
        self._head()
        subtotal, head, blank = (self.chance.randint(*each) for each in ((40, 90), (100, 200), (30, 150)))
        since: list[dict[str, Value]] = []
        for number, values in enumerate(rows, 1):
            self._row(number, values)
            since.append(values)
            if number == subtotal:
                self._sum("小计", since)
                since, subtotal = [], number + self.chance.randint(40, 90)
            if number == head:
                self._head()
                head = number + self.chance.randint(100, 200)
            if number == blank:
                self.cells.append([None] * width)
                blank = number + self.chance.randint(30, 150)
        self._sum("合计", rows)
        self.cells.append([None] * width)
        self._add("注：1.营业收入、上缴税金以税务部门数据为准；2.“—”表示无数据。", merge=width)
        self._add("填表人：样例　　　　审核人：样例")

    def _add(self, text: str, *, merge: int = 1) -> None:
        """A row with *text* in its first cell, merged over *merge* cells."""
        self.cells.append([text, *[None] * len(self.columns)])
        if merge > 1:
            self.merges.append(Merge(len(self.cells), 1, len(self.cells), merge))

    def _head(self) -> None:
        """The two lines of the header."""
        top = len(self.cells) + 1
        upper: list[Cell] = ["序号"]
        lower: list[Cell] = [None]
        self.merges.append(Merge(top, 1, top + 1, 1))
        left = 2
        for above, run in groupby(self.columns, key=lambda column: column.above):
            group = [self._headed(column) for column in run]
            if above:
                upper += [above, *[None] * (len(group) - 1)]
                lower += group
                self.merges += [Merge(top, left, top, left + len(group) - 1)] if len(group) > 1 else []
            else:
                upper += group
                lower += [None] * len(group)
                self.merges += [Merge(top, at, top + 1, at) for at in range(left, left + len(group))]
            left += len(group)
        self.cells += [upper, lower]

    def _headed(self, column: Column) -> str:
        unit = self.units.get(column.key, "")
        brackets = "（{}）" if self.title == TITLES[0] else "({})"
        return column.header + (brackets.format(unit) if column.key in self.said else "")

    def _row(self, number: int, values: dict[str, Value]) -> None:
        known = dict(values)
        row: list[Cell] = [number]
        for column in self.columns:
            cell, known[column.key] = _written(self.chance, column, values[column.key], self.units.get(column.key, WAN))
            row.append(cell)
        self.cells.append(row)
        self.truth.append(TrueRow(self.title, len(self.cells), known))

    def _sum(self, word: str, rows: Sequence[dict[str, Value]]) -> None:
        """小计 and 合计 over money and counts, in the units of their columns."""
        row: list[Cell] = [word, None]
        for column in self.columns[1:]:
            total = sum(value for each in rows if isinstance(value := each[column.key], (int, Decimal)))
            is_summed = column.sort in {"money", "count"}
            row.append(float(total / (10_000 if self.units.get(column.key) == YI else 1)) if is_summed else None)
        self.cells.append(row)
        self.merges.append(Merge(len(self.cells), 1, len(self.cells), 2))


def _written(chance: Random, column: Column, value: Value, unit: str) -> tuple[Cell, Value]:
    """The cell, and what of the value can still be known from it."""
    if value is None:
        return chance.choice(EMPTY), None
    if isinstance(value, date):
        return _date_written(chance, value)
    if isinstance(value, str):
        return value, value
    if column.sort == "share":
        cell = (
            float(value)
            if chance.random() < 0.6
            else f"{(value * 100).normalize():f}%"
            if isinstance(value, Decimal)
            else value
        )
        return cell, value
    if column.sort == "money" and chance.random() < 0.04:
        own = chance.choice((WAN, YI))
        return f"{_scaled(value, own):f}{own}", value
    scaled = _scaled(value, unit) if column.sort == "money" else Decimal(value)
    return (_figure_as_text(chance, scaled) if chance.random() < 0.15 else _number(scaled)), value


def _scaled(value: int | Decimal, unit: str) -> Decimal:
    """万元 in *unit*."""
    return (Decimal(value) / (10_000 if unit == YI else 1)).normalize()


def _number(value: Decimal) -> int | float:
    return int(value) if value == value.to_integral_value() else float(value)


def _figure_as_text(chance: Random, value: Decimal) -> str:
    plain = f"{value:f}"
    return chance.choice((plain.translate(FULL_WIDTH_DIGITS), f"{value:,f}", f" {plain}", f"{plain} ", plain))


def _date_written(chance: Random, day: date) -> tuple[Cell, date]:
    """One of five styles; the fourth loses the day."""
    style = chance.randrange(5)
    if style == 3:
        return f"{day.year}.{day.month}", day.replace(day=1)
    eight = f"{day:%Y%m%d}"
    styles: tuple[Cell, ...] = (
        f"{day.year}-{day.month}-{day.day}",
        f"{day.year}年{day.month}月{day.day}日",
        chance.choice((eight, int(eight))),
        None,
        (day - EPOCH).days,
    )
    return styles[style], day


def _explanations() -> Sheet:
    """The sheet without a table."""
    lines = (
        "填表说明",
        "一、本表由各县（市、区）填报，每半年一次。",
        "二、金额单位见表头，比例保留两位小数。",
        "三、名称按营业执照填写。",
    )
    return Sheet("填表说明", [[line] for line in lines], [])


def write_xlsx(book: Messy, path: Path) -> None:
    """The workbook as a file, merged cells and all."""
    file = Workbook(write_only=True)
    for title, cells, merges in book.sheets:
        sheet = file.create_sheet(title)
        for top, left, bottom, right in merges:
            sheet.merged_cells.ranges.add(CellRange(min_row=top, min_col=left, max_row=bottom, max_col=right))
        for row in cells:
            sheet.append(row)
    file.save(path)

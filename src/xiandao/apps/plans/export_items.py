"""Items as tables: a column for every field that people read, the state of each, the sentence behind it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any, NamedTuple

from xiandao.apps.plans.aims import commitment_of
from xiandao.apps.plans.export_sources import Sources
from xiandao.apps.plans.models import LIVE, Item
from xiandao.core.messages import wording
from xiandao.core.papers import Cell, Column, Form, Kind, Paragraph, Table, Value, paragraph, row
from xiandao.writers.labels import label, number

NUMBER = Column("序号", width=3, centred=True)
CLAUSE = Column("条款", width=5)
STATE = Column("状态", width=5, centred=True)
TRUST = Column("识别可信度", Kind.AMOUNT, 4)
WORDS = Column("原文", width=20)


class Field(NamedTuple):
    """A column of one kind of items, and what stands in it."""

    column: Column
    value: Callable[[Mapping[str, Any]], Value]


def _plain(name: str, heading: str, width: float = 8) -> Field:
    return Field(Column(heading, width=width), lambda fields: fields.get(name) or None)


def _many(name: str, heading: str, width: float = 10) -> Field:
    return Field(Column(heading, width=width), lambda fields: "、".join(fields.get(name) or ()) or None)


def _coded(name: str, heading: str, width: float = 4, group: str = "") -> Field:
    column = Column(heading, width=width, centred=True)
    return Field(column, lambda fields: label(group or name, fields.get(name), "zh") or None)


def _figure(name: str, heading: str, width: float = 6) -> Field:
    return Field(Column(heading, Kind.AMOUNT, width), lambda fields: decimal_of(fields.get(name)))


def _year(name: str, heading: str) -> Field:
    column = Column(heading, width=5, centred=True)
    return Field(column, lambda fields: f"{fields[name]}年" if fields.get(name) else None)


def decimal_of(value: float | None) -> Decimal | None:
    """The figure with the decimals that people read: 300.0 is 300."""
    return None if value is None else Decimal(number(value).replace(",", ""))


def _commitment() -> Field:
    column = Column("约束程度", width=4, centred=True)
    return Field(
        column,
        lambda fields: label("commitment", fields.get("commitment"), "zh") or None,
    )


def _said(item: Item) -> Mapping[str, Any]:
    """The fields of an item, and what its words say beside them."""
    return {**item.fields, "commitment": commitment_of(item)}


AMOUNT = (
    _coded("comparator", "要求", 5),
    _figure("value", "目标值"),
    _figure("value_max", "上限", 5),
    _plain("unit", "单位", 4),
)
FIELDS: Mapping[str, tuple[Field, ...]] = {
    "target": (
        _plain("subject", "指标名称", 14), _commitment(), *AMOUNT, _year("deadline_year", "完成时限"), _coded("frequency", "口径"),
        _plain("applies_per", "适用对象", 6), _figure("base_value", "基数", 5), _year("base_year", "基期年份"),
    ),
    "fact": (
        _plain("subject", "内容", 14), _coded("comparator", "比较", 5), _figure("value", "数值"),
        _figure("value_max", "上限", 5), _plain("unit", "单位", 4), _year("year", "年份"), _coded("frequency", "口径"),
    ),
    "task": (
        _plain("title", "任务", 14), _many("lead", "牵头单位"), _many("support", "配合单位"), _many("units", "责任单位"),
        _many("units_inherited", "统一责任单位"), _coded("strength", "力度"),
    ),
    "sector": (_plain("name", "赛道", 12), _plain("group", "类别"), _plain("parent", "上级")),
    "technology": (_plain("sector", "赛道", 10), _plain("name", "方向", 12), _coded("kind", "类型", 5)),
    "placement": (
        _plain("place", "地区"), _plain("sector", "赛道", 10), _many("focus", "侧重", 12), _coded("strength", "力度"),
    ),
    "bundle": (_plain("name", "名称", 10), _many("items", "内容", 24), _plain("applies_per", "适用对象", 6)),
    "cite": (_plain("title", "文件", 20), _plain("doc_no", "文号", 10), _coded("relation", "关系", 5)),
}  # fmt: skip
"""Kind → its columns, between the running number and what every kind has."""


def items_table(kind: str, items: Sequence[Item], sources: Sources, *, quoted: bool) -> Table:
    """Items of one kind; the sentence hangs on the first field as a footnote, and *quoted* stands in a column too.

    A sheet has the same columns for every plan; on paper, which is narrower, those without a value are left out.
    """
    fields = FIELDS[kind] if quoted else _told(FIELDS[kind], items)
    columns = (NUMBER, *(field.column for field in fields), CLAUSE, *((WORDS,) if quoted else ()), TRUST, STATE)
    return Table(
        columns=columns,
        rows=tuple(_row(at, item, fields, sources, quoted=quoted) for at, item in enumerate(items, start=1)),
    )


def _told(fields: tuple[Field, ...], items: Sequence[Item]) -> tuple[Field, ...]:
    """The first field, and those that any of *items* says something of."""
    return (fields[0], *(field for field in fields[1:] if any(field.value(_said(item)) for item in items)))


def _row(at: int, item: Item, fields: tuple[Field, ...], sources: Sources, *, quoted: bool) -> tuple[Cell, ...]:
    said = _said(item)
    first, *others = (field.value(said) for field in fields)
    note = sources.note(item)
    words = (note.quote,) if quoted else ()
    return row(
        at, Cell(first, note), *others, run_on(note.clause), *words, decimal_of(round(item.confidence, 2)), state(item)
    )


def run_on(clause: str | None) -> str | None:
    """三（一）, as it is cited."""
    return clause.replace("/", "") if clause else None


def state(item: Item) -> str:
    """待核, 已确认, 已改正, 不采用."""
    return label("item", item.state, "zh")


def counted(items: Iterable[Item]) -> Paragraph:
    """How many there are, and how many of them no person has confirmed."""
    states = Counter(item.state for item in items)
    live = sum(states[each] for each in LIVE)
    said = wording("export-counted", "zh", all=states.total(), live=live, open=states["candidate"])
    return paragraph(said, form=Form.NOTE)


def sectors_table(sectors: Sequence[tuple[Item | None, Sequence[Item]]], sources: Sources) -> Table:
    """Every sector with the directions under it; directions of a sector that the plan does not list stand last."""
    columns = (
        NUMBER, Column("类别", width=7), Column("赛道", width=10), Column("方向", width=12),
        Column("类型", width=5, centred=True), CLAUSE, STATE,
    )  # fmt: skip
    found = [each for sector, under in sectors for each in (*((sector,) if sector else ()), *under)]
    groups = {sector.fields["name"]: sector.fields.get("group") for sector, _ in sectors if sector}
    return Table(
        columns=columns,
        rows=tuple(_sector(at, item, groups, sources) for at, item in enumerate(found, start=1)),
    )


def _sector(at: int, item: Item, groups: Mapping[str, str | None], sources: Sources) -> tuple[Cell, ...]:
    fields, note = item.fields, sources.note(item)
    if item.kind == "sector":
        name, direction, kind = Cell(fields["name"], note), None, fields.get("parent") and f"属{fields['parent']}"
    else:
        name, direction, kind = fields["sector"], Cell(fields["name"], note), label("kind", fields["kind"], "zh")
    group = groups.get(fields["name"] if item.kind == "sector" else fields["sector"])
    return row(at, group, name, direction, kind, run_on(note.clause), state(item))


MARKS = {"explicit": "●", "weak": "○"}


def layout_matrix(placements: Sequence[Item]) -> Table:
    """地区 × 赛道: ● explicit, ○ mentioned, with the running number of the details, and 待核 where it is."""
    places = list(dict.fromkeys(item.fields["place"] for item in placements))
    sectors = list(dict.fromkeys(item.fields["sector"] for item in placements))
    cells: dict[tuple[str, str], list[str]] = {}
    for at, item in enumerate(placements, start=1):
        waits = "" if item.state in LIVE else "待核"
        mark = f"{MARKS.get(item.fields['strength'], '○')}{at}{waits}"
        cells.setdefault((item.fields["place"], item.fields["sector"]), []).append(mark)
    columns = (Column("地区", width=7), *(Column(sector, width=5, centred=True) for sector in sectors))
    return Table(
        columns=columns,
        rows=tuple(
            row(place, *("、".join(cells.get((place, sector), ())) or None for sector in sectors)) for place in places
        ),
    )

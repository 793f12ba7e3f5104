"""Rows of a register as files for programs: CSV, JSON Lines, Parquet; the same rows give the same bytes."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

import pyarrow as pa
import pyarrow.parquet as pq

from xiandao.writers.paper_xlsx import FORMULA_MARKS

MARK = "\ufeff"
"""By which Excel knows UTF-8."""
Value = str | Decimal | list[str] | None
STATEMENT = ("entity", "prop", "value", "dataset", "first_seen", "last_seen")


class Column(NamedTuple):
    """A column.

    Attributes:
        code: As programs know it. name: as people read it, with its unit.
        form: ``text``, ``number``, or ``texts`` for several values.
    """

    code: str
    name: str
    form: str = "text"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rows:
    """A table: every row has a value for every column."""

    columns: tuple[Column, ...]
    rows: tuple[tuple[Value, ...], ...]


def csv_of(head: Sequence[str], rows: Iterable[Sequence[Value]], *, excel: bool = False) -> bytes:
    """UTF-8, with the mark for Excel where it is asked for; nothing is empty, several values are parted by ``、``.

    What a spreadsheet would run as a formula gets an apostrophe before it; figures stay figures.
    """
    into = io.StringIO()
    writer = csv.writer(into, lineterminator="\r\n")
    writer.writerow([_plain(each) for each in head])
    writer.writerows([[_plain(each) for each in row] for row in rows])
    return ((MARK if excel else "") + into.getvalue()).encode("utf-8", "replace")


def _plain(value: Value) -> str:
    if value is None:
        return ""
    if isinstance(value, Decimal):
        return f"{value:f}"
    said = "、".join(value) if isinstance(value, list) else value
    return f"'{said}" if said.startswith(FORMULA_MARKS) else said


def jsonl_of(table: Rows) -> bytes:
    """An object a line, by the codes of the columns; what is not known is left out."""
    codes = [column.code for column in table.columns]
    lines = (
        json.dumps(_known(dict(zip(codes, row, strict=True))), ensure_ascii=False, separators=(",", ":"))
        for row in table.rows
    )
    return "".join(f"{line}\n" for line in lines).encode("utf-8", "replace")


def _known(row: Mapping[str, Value]) -> dict[str, str | int | float | list[str] | None]:
    return {code: _number(value) for code, value in row.items() if value not in (None, "", [])}


def _number(value: Value) -> str | int | float | list[str] | None:
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    return value


TYPES: Mapping[str, pa.DataType] = {"text": pa.string(), "number": pa.float64(), "texts": pa.list_(pa.string())}


def parquet_of(table: Rows) -> bytes:
    """Columns by their codes, each with its name as metadata."""
    fields = [pa.field(each.code, TYPES[each.form], metadata={"name": each.name}) for each in table.columns]
    arrays = [
        pa.array([_typed(row[place]) for row in table.rows], type=field.type) for place, field in enumerate(fields)
    ]
    into = io.BytesIO()
    pq.write_table(pa.Table.from_arrays(arrays, schema=pa.schema(fields)), into, compression="zstd")
    return into.getvalue()


def _typed(value: Value) -> str | float | list[str] | None:
    if value in ("", []):
        return None
    return float(value) if isinstance(value, Decimal) else value

"""A run as Parquet tables: a file for each kind of item, and one each for documents, numbers and findings."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import fields
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from xiandao import __version__
from xiandao.core.messages import Language
from xiandao.writers.excerpts import printable
from xiandao.writers.files import replacing
from xiandao.writers.plan_json import AMOUNTS, KINDS, SCHEMA, plan_dict
from xiandao.writers.run import Entry, Format, Sink

ROWS_A_GROUP = 20_000
TYPES: dict[str, pa.DataType] = {
    "str": pa.string(),
    "str | None": pa.string(),
    "Basis": pa.string(),
    "float": pa.float64(),
    "float | None": pa.float64(),
    "int": pa.int32(),
    "int | None": pa.int32(),
    "tuple[str, ...]": pa.list_(pa.string()),
}
METADATA: dict[bytes | str, bytes | str] = {"schema": SCHEMA, "kernel": __version__}
WORDS = (
    ("file", pa.string()),
    ("id", pa.string()),
    ("quote", pa.string()),
    ("start", pa.int32()),
    ("end", pa.int32()),
    ("page", pa.int32()),
    ("rule", pa.string()),
    ("confidence", pa.float64()),
)
DOCUMENTS = (
    ("file", pa.string()),
    ("name", pa.string()),
    ("media_type", pa.string()),
    ("text_sha256", pa.string()),
    ("title", pa.string()),
    ("doc_no", pa.string()),
    ("issuer", pa.string()),
    ("issued_on", pa.string()),
    ("place", pa.string()),
    ("level", pa.string()),
    ("period_start", pa.int32()),
    ("period_end", pa.int32()),
    ("is_draft", pa.bool_()),
    ("alt_titles", pa.list_(pa.string())),
    ("numbers", pa.int32()),
    ("open", pa.int32()),
)
NUMBERS = (
    ("file", pa.string()),
    ("start", pa.int32()),
    ("end", pa.int32()),
    ("items", pa.list_(pa.string())),
    ("reason", pa.string()),
    ("is_open", pa.bool_()),
)
FINDINGS = (
    ("file", pa.string()),
    ("code", pa.string()),
    ("message", pa.string()),
    ("start", pa.int32()),
    ("end", pa.int32()),
    ("hint", pa.string()),
)

Row = dict[str, Any]


def _schema(columns: tuple[tuple[str, pa.DataType], ...]) -> pa.Schema:
    return pa.schema(columns, metadata=METADATA)


def _own_columns(kind: str) -> tuple[tuple[str, pa.DataType], ...]:
    named = ((each.name, str(each.type)) for each in fields(KINDS[kind]))
    return tuple((name, TYPES[of]) for name, of in named if name not in ("id", "words"))


TABLES = {
    "documents": _schema(DOCUMENTS),
    **{kind: _schema((*WORDS, *_own_columns(kind))) for kind in KINDS},
    "numbers": _schema(NUMBERS),
    "findings": _schema(FINDINGS),
}


def render_parquet(entry: Entry, language: Language) -> dict[str, list[Row]]:
    """The document's rows, table by table."""
    flat = plan_dict(entry.plan, language)
    is_open = {(claim["start"], claim["end"]) for claim in flat["balance"]["open"]}
    rows = {kind: [_item(each) for each in flat[kind]] for kind in KINDS}
    rows["documents"] = [_document(flat)]
    rows["numbers"] = [
        {**claim, "is_open": (claim["start"], claim["end"]) in is_open} for claim in flat["balance"]["claims"]
    ]
    rows["findings"] = [{key: each[key] for key, _ in FINDINGS[1:]} for each in flat["findings"]]
    return {table: [{"file": entry.file, **_clean(row)} for row in each] for table, each in rows.items()}


def _item(flat: Row) -> Row:
    return {key: float(value) if key in AMOUNTS and value is not None else value for key, value in flat.items()}


def _document(flat: Row) -> Row:
    data, balance = flat["document"], flat["balance"]
    own = {key: data[key] for key, _ in DOCUMENTS if key in data}
    first, last = data["period"]
    return {
        **flat["source"],
        "text_sha256": flat["text_sha256"],
        **own,
        "period_start": first,
        "period_end": last,
        "numbers": balance["numbers"],
        "open": len(balance["open"]),
    }


def _clean(row: Row) -> Row:
    """Half a surrogate pair is no UTF-8; nothing else is touched."""
    return {key: _sayable(value) for key, value in row.items()}


def _sayable(value: object) -> object:
    if isinstance(value, str):
        return value if value.isascii() or not _has_surrogates(value) else printable(value)
    return [_sayable(each) for each in value] if isinstance(value, list) else value


def _has_surrogates(text: str) -> bool:
    return any("\ud800" <= char <= "\udfff" for char in text)


@contextmanager
def write_parquet(folder: Path, _: Language) -> Iterator[Sink[dict[str, list[Row]]]]:
    """Writes ``targets.parquet`` and its like; row groups are filled in the order of the run."""
    with ExitStack() as stack:
        tables = {}
        for name, schema in TABLES.items():
            part = stack.enter_context(replacing(folder / f"{name}.parquet"))
            tables[name] = stack.enter_context(_table(part, schema))

        def add(_: str, rows: dict[str, list[Row]]) -> None:
            for name, table in tables.items():
                table.add(rows[name])

        yield Sink(add)


@contextmanager
def _table(part: Path, schema: pa.Schema) -> Iterator[_Table]:
    with pq.ParquetWriter(part, schema, compression="zstd") as writer:
        table = _Table(writer, schema)
        yield table
        table.flush()


class _Table:
    """Rows waiting for their row group to be full."""

    def __init__(self, writer: pq.ParquetWriter, schema: pa.Schema) -> None:
        self.writer, self.schema = writer, schema
        self.waiting: list[Row] = []

    def add(self, rows: list[Row]) -> None:
        """Rows in the order in which they shall stand."""
        self.waiting += rows
        while len(self.waiting) >= ROWS_A_GROUP:
            self._write(self.waiting[:ROWS_A_GROUP])
            del self.waiting[:ROWS_A_GROUP]

    def flush(self) -> None:
        """What is left."""
        if self.waiting:
            self._write(self.waiting)

    def _write(self, rows: list[Row]) -> None:
        self.writer.write_table(pa.Table.from_pylist(rows, schema=self.schema))


FORMAT = Format(render=render_parquet, write=write_parquet)

"""Many rows at once, by the quickest way that each database has; for rows that follow from others, or that nobody edits."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Any

from django.db import connection, models

BATCH = 5_000


def rows_insert(model: type[models.Model], columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Inserts *rows* into the table of *model*, in the transaction around.

    Values go in as the database takes them: JSON as text, days and times as Python's.

    Args:
        model: Whose table.
        columns: Names of the table's columns, in the order of a row.
        rows: Read once, a batch at a time.
    """
    table, names = model._meta.db_table, ", ".join(f'"{name}"' for name in columns)  # noqa: SLF001 - Django's own name for it
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy(f'COPY "{table}" ({names}) FROM STDIN') as copy:
                for row in rows:
                    copy.write_row(row)
            return
        slots = ", ".join(["%s"] * len(columns))
        statement = f'INSERT INTO "{table}" ({names}) VALUES ({slots})'  # noqa: S608 - names of our own tables
        dated = [at for at, name in enumerate(columns) if _is_dated(model, name)]
        for batch in _batched(rows):
            cursor.executemany(statement, [_undated(row, dated) for row in batch] if dated else batch)


def _is_dated(model: type[models.Model], column: str) -> bool:
    fields = model._meta.concrete_fields  # noqa: SLF001 - as above
    return any(each.column == column and isinstance(each, models.DateField) for each in fields)


def _undated(row: Sequence[Any], dated: Sequence[int]) -> Sequence[Any]:
    plain = list(row)
    for at in dated:
        plain[at] = _plain(plain[at])
    return plain


def _batched(rows: Iterable[Sequence[Any]]) -> Iterable[Sequence[Sequence[Any]]]:
    kept: list[Sequence[Any]] = []
    for row in rows:
        kept.append(row)
        if len(kept) == BATCH:
            yield kept
            kept = []
    if kept:
        yield kept


@lru_cache(256)
def _plain(value: Any) -> Any:
    """As SQLite keeps it: Django writes times in UTC without their zone."""
    if isinstance(value, dt.datetime):
        return value.astimezone(dt.UTC).replace(tzinfo=None).isoformat(sep=" ")
    return value.isoformat() if isinstance(value, dt.date) else value

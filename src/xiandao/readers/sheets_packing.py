"""Sheets on their way out of the reading process: rows in pressed pieces, days told apart from words."""

from __future__ import annotations

import base64
import datetime as dt
import zlib
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

import orjson

from xiandao.core.errors import Refusal
from xiandao.core.sheets import Area, Cells, CellValue, Sheet
from xiandao.readers.limits import Limits

ROWS_A_PIECE = 4_000
_SHORT = 40
"""Words up to this length are kept once for a whole sheet, for columns repeat themselves."""
_SHARED = 200_000


class Packed(NamedTuple):
    """A sheet that is being packed: what is said of it, and its rows."""

    head: dict[str, Any]
    rows: Iterable[list[Any]]


def packed(sheets: Iterable[Packed]) -> Iterator[str]:
    """Lines of ASCII: for each sheet what is said of it, then its rows piece by piece."""
    for sheet in sheets:
        yield _pressed({"sheet": sheet.head})
        piece: list[list[Any]] = []
        for row in sheet.rows:
            piece.append(row)
            if len(piece) == ROWS_A_PIECE:
                yield _pressed(_of_rows(piece))
                piece = []
        if piece:
            yield _pressed(_of_rows(piece))


def unpacked(text: str, limits: Limits) -> tuple[Sheet, ...]:
    """The sheets of :func:`packed`.

    Raises:
        Refusal: ``sheets-too-large`` where the pieces unpack to more than the limits allow.
    """
    sheets: list[Sheet] = []
    head: dict[str, Any] | None = None
    rows: list[Cells] = []
    known: dict[str, str] = {}
    left = limits.unpacked
    for line in text.split("\n") if text else ():
        plain = _plain(line, left)
        left -= len(plain)
        message = orjson.loads(plain)
        if "sheet" in message:
            if head is not None:
                sheets.append(_sheet(head, rows))
            head, rows, known = message["sheet"], [], {}
        else:
            rows.extend(_rows(message, known))
    if head is not None:
        sheets.append(_sheet(head, rows))
    return tuple(sheets)


def _pressed(message: dict[str, Any]) -> str:
    return base64.b64encode(zlib.compress(orjson.dumps(message), 1)).decode("ascii")


def _plain(line: str, most: int) -> bytes:
    """The piece; a reading process that was led astray cannot make us unpack without end."""
    press = zlib.decompressobj()
    plain = press.decompress(base64.b64decode(line), max(most, 1))
    if press.unconsumed_tail:
        raise Refusal("sheets-too-large")
    return plain


def _of_rows(rows: list[list[Any]]) -> dict[str, Any]:
    """The rows with plain values; where days and times stand is told beside them."""
    days: list[int] = []
    moments: list[int] = []
    hours: list[int] = []
    for number, row in enumerate(rows):
        for column, value in enumerate(row):
            kind = type(value)
            if kind is str:
                if not value:
                    row[column] = None
            elif kind is dt.date:
                days += (number, column)
            elif kind is dt.datetime:
                moments += (number, column)
            elif kind is dt.time:
                hours += (number, column)
            elif kind is dt.timedelta:
                row[column] = str(value)
    return {"rows": rows, "days": days, "moments": moments, "hours": hours}


def _rows(message: dict[str, Any], known: dict[str, str]) -> Iterator[Cells]:
    rows: list[list[CellValue]] = message["rows"]
    for key, read in (
        ("days", dt.date.fromisoformat),
        ("moments", dt.datetime.fromisoformat),
        ("hours", dt.time.fromisoformat),
    ):
        flat = message[key]
        for number, column in zip(flat[::2], flat[1::2], strict=True):
            rows[number][column] = read(rows[number][column])
    for row in rows:
        for column, value in enumerate(row):
            if type(value) is str and len(value) <= _SHORT:
                row[column] = known.setdefault(value, value)
        if len(known) > _SHARED:
            known.clear()
        yield tuple(row)


def _sheet(head: dict[str, Any], rows: list[Cells]) -> Sheet:
    while rows and not any(value is not None for value in rows[-1]):
        rows.pop()
    return Sheet(
        name=head["name"],
        rows=tuple(rows),
        merged=tuple(Area(*each) for each in head["merged"]),
        hidden=head["hidden"],
        hidden_rows=frozenset(head["hidden_rows"]),
        hidden_columns=frozenset(head["hidden_columns"]),
        unreckoned=tuple((row, column) for row, column in head["unreckoned"]),
    )

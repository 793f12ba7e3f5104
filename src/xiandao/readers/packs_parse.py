"""One file of a pack from bytes to a table, with every fault of its writing at its place."""

from __future__ import annotations

import codecs
import re
import tomllib
from decimal import Decimal
from itertools import pairwise
from typing import NamedTuple

from xiandao.core.findings import Finding
from xiandao.readers.packs_positions import (
    DEEPEST,
    Place,
    Positions,
    TooDeepError,
    line_starts,
    place_of,
    positions_of,
)

MOST_BYTES = 2 * 1024 * 1024
MOST_CHARACTERS_A_LINE = 10_000

# Where a part begins that stands by itself: a header without a dot, since one with a dot goes on with the last.
_HEADER = re.compile(r"^[ \t]*\[{1,2}[ \t]*[A-Za-z0-9_-]+[ \t]*\]{1,2}[ \t]*(?:#.*)?$", re.MULTILINE)
_STATED = re.compile(r" \(at (?:line (\d+), column (\d+)|end of document)\)$")
_LONG_KEY = re.compile(rf"^[ \t]*\[{{0,2}}[ \t]*(?:[^\s=.#\[\]]+[ \t]*\.[ \t]*){{{DEEPEST},}}", re.MULTILINE)
_WIDE = re.compile("[“”＝，［］｛｝＃＂‘’]")
# What the standard parser says, and what a person is told.
_REASONS = (
    ("Cannot overwrite a value", "pack-syntax-twice"),
    ("Cannot declare", "pack-syntax-twice"),
    ("Duplicate inline table key", "pack-syntax-twice"),
    ("Unclosed array", "pack-syntax-bracket"),
    ("Unclosed inline table", "pack-syntax-bracket"),
    ("Expected ']", "pack-syntax-bracket"),
    ("Illegal character", "pack-syntax-quote"),
    ("Unterminated string", "pack-syntax-quote"),
    ("Unescaped '\\' in a string", "pack-syntax-escape"),
    ("Expected \"'", "pack-syntax-quote"),
    ("Expected '\"", "pack-syntax-quote"),
    ("Expected '=' after a key", "pack-syntax-equals"),
    ("Invalid initial character for a key part", "pack-syntax-key"),
    ("Invalid value", "pack-syntax-value"),
    ("Invalid date or datetime", "pack-syntax-value"),
    ("Expected newline or end of document after a statement", "pack-syntax-rest"),
    ("Invalid statement", "pack-syntax-key"),
    ("Exceeds the limit", "pack-syntax-value"),
)

Table = dict[str, object]


class PackFinding(NamedTuple):
    """Something wrong in a file of a pack.

    Attributes:
        file: Name of the file, with ``/`` between folders.
        line: From 1.
        column: From 1, in code points.
        finding: The code and its values, among which are file, line and column.
    """

    file: str
    line: int
    column: int
    finding: Finding


class Document(NamedTuple):
    """One file as written.

    Attributes:
        file: Name of the file, with ``/`` between folders.
        text: Its text, with plain line ends; damaged stretches are blank.
        table: What it says.
        positions: Where it says it.
        findings: Faults of the writing.
        is_whole: Whether nothing was left out because of such a fault.
    """

    file: str
    text: str
    table: Table
    positions: Positions
    findings: tuple[PackFinding, ...] = ()
    is_whole: bool = True


def parse_pack(data: bytes, file: str) -> Document:
    """*data* as a document; faults are findings, and what is sound beside them is read all the same."""
    if len(data) > MOST_BYTES:
        return _refused(file, "", "pack-too-large", limit=f"{MOST_BYTES // 1024 // 1024} MB")
    plain = data.removeprefix(codecs.BOM_UTF8)
    try:
        text = plain.decode("utf-8").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        sound = plain[: error.start].decode("utf-8").replace("\r\n", "\n")
        return _refused(file, sound, "pack-not-utf8", len(sound))
    longest = next((found for found in re.finditer("[^\n]+", text) if len(found[0]) > MOST_CHARACTERS_A_LINE), None)
    if longest:
        return _refused(file, text, "pack-line-too-long", longest.start(), limit=MOST_CHARACTERS_A_LINE)
    deep = _LONG_KEY.search(text)
    if deep:
        return _refused(file, text, "pack-too-deep", deep.start(), limit=DEEPEST)
    return _parsed(text, file)


def at(file: str, text: str, offset: int, code: str, /, **values: object) -> PackFinding:
    """A finding at *offset* of *text*."""
    place = place_of(text, offset)
    return pack_finding(file, place, code, offset, **values)


def pack_finding(file: str, place: Place, code: str, offset: int = 0, /, **values: object) -> PackFinding:
    """A finding at *place*, which enters its values."""
    told = {"file": file, "line": place.line, "column": place.column} | values
    worded = tuple((name, str(value)) for name, value in told.items())
    return PackFinding(file, place.line, place.column, Finding(code=code, start=offset, end=offset, values=worded))


def _parsed(text: str, file: str) -> Document:
    faults: list[PackFinding] = []
    whole = text
    try:
        table = _loaded(whole)
    except ValueError:
        whole, faults = _without_damage(text, file)
        try:
            table = _loaded(whole)
        except ValueError as error:
            # The parts are sound one by one: the damage is between them, a table told twice for instance.
            return _empty(file, text, [*faults, _syntax(error, text, 0, file)])
        except RecursionError:
            return _refused(file, text, "pack-too-deep", limit=DEEPEST)
    except RecursionError:
        return _refused(file, text, "pack-too-deep", limit=DEEPEST)
    try:
        positions = positions_of(whole)
    except (TooDeepError, RecursionError):
        return _refused(file, text, "pack-too-deep", limit=DEEPEST)
    return Document(file, whole, table, positions, tuple(faults), not faults)


def _loaded(text: str) -> Table:
    """What *text* says; a :class:`ValueError` where it says nothing, a number of thousands of digits among others."""
    return tomllib.loads(text, parse_float=Decimal)


def _without_damage(text: str, file: str) -> tuple[str, list[PackFinding]]:
    """*text* with every damaged part blanked, and what is wrong with each; a part begins at a header."""
    bounds = sorted({0, *(found.start() for found in _HEADER.finditer(text)), len(text)})
    parts, faults = [], []
    for start, end in pairwise(bounds):
        part = text[start:end]
        try:
            _loaded(part)
        except ValueError as error:
            faults.append(_syntax(error, text, start, file, part))
            part = re.sub("[^\n]", " ", part)
        parts.append(part)
    return "".join(parts), faults


def _syntax(error: ValueError, text: str, start: int, file: str, part: str | None = None) -> PackFinding:
    """What *error*, found in the *part* of *text* that begins at *start*, means to a person."""
    said = str(error)
    stated = _STATED.search(said)
    part = text if part is None else part
    offset = start + (_offset(part, int(stated[1]), int(stated[2])) if stated and stated[1] else len(part.rstrip()))
    offset = min(offset, len(text))
    code = next((code for words, code in _REASONS if words in said), "pack-syntax")
    line_start, line_end = text.rfind("\n", 0, offset) + 1, text.find("\n", offset)
    wide = _WIDE.search(text, line_start, line_end if line_end >= 0 else len(text))
    if wide and code in ("pack-syntax-value", "pack-syntax-key", "pack-syntax-equals", "pack-syntax-rest"):
        return at(file, text, wide.start(), "pack-syntax-wide", sign=wide[0])
    return at(file, text, offset, code)


def _offset(text: str, line: int, column: int) -> int:
    starts = line_starts(text)
    return min(starts[min(line, len(starts)) - 1] + column - 1, len(text))


def _refused(file: str, text: str, code: str, offset: int = 0, /, **values: object) -> Document:
    return _empty(file, text, [at(file, text, offset, code, **values)])


def _empty(file: str, text: str, faults: list[PackFinding]) -> Document:
    return Document(file, text, {}, Positions({}, {}), tuple(faults), is_whole=False)

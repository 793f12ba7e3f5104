"""A pack's table against its schema: every fault at once, each at its place."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import NamedTuple

from rapidfuzz import fuzz, process

from xiandao.readers.packs_parse import Document, PackFinding, at
from xiandao.readers.packs_positions import Path
from xiandao.readers.packs_schema import Field, Row, Scalar, Type, Value


class Named(NamedTuple):
    """An id that is defined or referred to.

    Attributes:
        kind: Of what it is the id.
        id: The id.
        row: The table where it stands.
        path: Its path in the file.
    """

    kind: str
    id: str
    row: Row
    path: Path


class Checked(NamedTuple):
    """A document that was held against its schema.

    Attributes:
        document: The document.
        row: Its top, without the entries of lists of tables that have a fault.
        is_sound: Whether the top is sound but for entries that were left out, so that what stands can be held
            against other files.
        defined: The ids it defines.
        referred: The ids it refers to.
        findings: Everything wrong with it by itself.
    """

    document: Document
    row: Row
    defined: tuple[Named, ...]
    referred: tuple[Named, ...]
    findings: tuple[PackFinding, ...]
    is_sound: bool = False


def checked(document: Document, name: str, fields: tuple[Field, ...]) -> Checked:
    """*document* against the *fields* of the schema *name*."""
    check = _Check(document)
    check.faults.extend(document.findings)
    if not document.is_whole and not document.table:
        return Checked(document, Row(document.file, (), {}), (), (), tuple(check.faults))
    told = document.table.get("pack")
    if told is not None and told != name:
        check.fault(document.positions.value(("pack",)), "pack-other-kind", wanted=name, found=told)
        return Checked(document, Row(document.file, (), {}), (), (), tuple(check.faults))
    row = check.row({key: value for key, value in document.table.items() if key != "pack"}, fields, ())
    is_sound = len(check.faults) == len(document.findings) + check.inside
    return Checked(document, row, tuple(check.defined), tuple(check.referred), tuple(check.faults), is_sound)


def nearest(word: str, known: Iterable[str]) -> str | None:
    """The known word that *word* may have been meant for, or ``None`` where none is near."""
    found = process.extractOne(word, sorted(known), scorer=fuzz.ratio, score_cutoff=60)
    return found[0] if found else None


def is_day(value: object) -> bool:
    """Whether *value* is a day without a time."""
    return isinstance(value, date) and not isinstance(value, datetime)


def _is_number(value: object) -> bool:
    return isinstance(value, (int, Decimal)) and not isinstance(value, bool)


_SORTS: Mapping[Type, Callable[[object], bool]] = {
    "text": lambda value: isinstance(value, str),
    "texts": lambda value: isinstance(value, str),
    "whole": lambda value: isinstance(value, int) and not isinstance(value, bool),
    "number": lambda value: _is_number(value) and Decimal(str(value)).is_finite(),
    "yes-no": lambda value: isinstance(value, bool),
    "day": is_day,
    "days": is_day,
}
_SINGLE: Mapping[Type, Type] = {"texts": "text", "days": "day"}
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")


class _Check:
    """The faults, definitions and references that one walk through a document gathers."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.faults: list[PackFinding] = []
        self.defined: list[Named] = []
        self.referred: list[Named] = []
        self.inside = 0  # faults of entries that were left out

    def key(self, path: Path) -> int:
        return self.document.positions.key(path)

    def fault(self, offset: int, code: str, /, **values: object) -> None:
        self.faults.append(at(self.document.file, self.document.text, offset, code, **values))

    def row(self, table: Mapping[str, object], fields: tuple[Field, ...], path: Path) -> Row:
        known = {field.name for field in fields}
        for key in table:
            if key not in known:
                self._unknown((*path, key), key, known)
        values: dict[str, Value] = {}
        row = Row(self.document.file, path, values)
        for field in fields:
            if field.name in table:
                values[field.name] = self._value(table[field.name], field, (*path, field.name), row)
            else:
                values[field.name] = field.default
                # A damaged part may have held what is missing at the top.
                if field.required and (path or self.document.is_whole):
                    self.fault(self.key(path), "pack-key-missing", key=field.name)
        return row

    def _unknown(self, path: Path, key: str, known: set[str]) -> None:
        near = nearest(key.lower(), known)
        if near:
            self.fault(self.key(path), "pack-key-unknown-near", key=key, near=near)
        else:
            self.fault(self.key(path), "pack-key-unknown", key=key, known="、".join(sorted(known)))

    def _value(self, value: object, field: Field, path: Path, row: Row) -> Value:
        match field.type:
            case "table":
                if isinstance(value, dict):
                    return self.row(value, field.fields, path)
                self._wants(path, field, field.type)
            case "tables":
                if isinstance(value, list):
                    return tuple(self._entries(value, field, path))
                self._wants(path, field, field.type)
            case "texts" | "days":
                if isinstance(value, list):
                    each = (self._scalar(one, field, (*path, index), row) for index, one in enumerate(value))
                    return tuple(one for one in each if one is not None)
                self._wants(path, field, field.type)
            case _:
                return self._scalar(value, field, path, row)
        return field.default

    def _entries(self, value: list[object], field: Field, path: Path) -> list[Row]:
        """The entries that are sound; the others have left their faults behind."""
        rows = []
        for index, entry in enumerate(value):
            before, inside = len(self.faults), self.inside
            if isinstance(entry, dict):
                row = self.row(entry, field.fields, (*path, index))
                if len(self.faults) == before:
                    rows.append(row)
            else:
                self._wants((*path, index), field, "table")
            self.inside = inside + len(self.faults) - before
        return rows

    def _wants(self, path: Path, field: Field, wanted: Type) -> None:
        self.fault(self.document.positions.value(path), f"pack-wants-{wanted}", key=field.name)

    def _scalar(self, value: object, field: Field, path: Path, row: Row) -> Scalar | None:
        if not _SORTS[field.type](value):
            self._wants(path, field, _SINGLE.get(field.type, field.type))
            return None
        offset = self.document.positions.value(path)
        if isinstance(value, str):
            self._text(value, field, path, row)
            return value
        if isinstance(value, (int, Decimal)) and not isinstance(value, bool):
            low, high = field.least, field.most
            if (low is not None and value < low) or (high is not None and value > high):
                bounds = {"least": "—" if low is None else low, "most": "—" if high is None else high}
                self.fault(offset, "pack-value-outside", key=field.name, value=value, **bounds)
            return value
        return value if isinstance(value, (bool, date)) else None

    def _text(self, value: str, field: Field, path: Path, row: Row) -> None:
        offset = self.document.positions.value(path)
        if not value.strip():
            self.fault(offset, "pack-text-empty", key=field.name)
        elif value != value.strip() or _CONTROL.search(value):
            self.fault(offset, "pack-text-blanks", key=field.name)
        elif field.vocabulary and value not in field.vocabulary:
            near = nearest(value, field.vocabulary)
            code = "pack-value-unknown-near" if near else "pack-value-unknown"
            more = {"near": near} if near else {}
            self.fault(offset, code, key=field.name, value=value, allowed="、".join(field.vocabulary), **more)
        elif field.form and not re.fullmatch(field.form, value):
            self.fault(offset, "pack-value-form", key=field.name, value=value, form=field.form)
        else:
            if field.defines:
                self.defined.append(Named(field.defines, value, row, path))
            if field.refers:
                self.referred.append(Named(field.refers, value, row, path))

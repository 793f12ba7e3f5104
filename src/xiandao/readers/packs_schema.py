"""What a pack may say: fields as a table, from which the check and the JSON Schema are made."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Generic, Literal, NamedTuple, TypeVar, Union

from xiandao.readers.packs_positions import Path

T_co = TypeVar("T_co", covariant=True)

Type = Literal["text", "texts", "whole", "number", "yes-no", "day", "days", "table", "tables"]
Scalar = Union[str, int, Decimal, bool, date]  # noqa: UP007 - the union refers to itself below
Value = Union[Scalar, "tuple[Scalar, ...]", "Row", "tuple[Row, ...]", None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One key of a table in a pack.

    Attributes:
        name: The key as written.
        type: What its value is; ``texts`` and ``days`` are lists, ``tables`` is a list of tables.
        says: What it means, in one sentence; printed in the JSON Schema.
        required: Whether it must be there.
        vocabulary: The only words allowed; empty where any word is.
        form: A regular expression that the whole text must match; empty where any does.
        least: Smallest number allowed, ``None`` where there is none.
        most: Largest number allowed, ``None`` where there is none.
        default: What stands where nothing is written.
        defines: The kind of id that this text is: unique among all ids of the kind in the pack.
        refers: The kind of id that this text (or each of these texts) must be.
        fields: The keys of a table, or of each of the tables.
    """

    name: str
    type: Type = "text"
    says: str = ""
    required: bool = False
    vocabulary: tuple[str, ...] = ()
    form: str = ""
    least: int | None = None
    most: int | None = None
    default: Value = None
    defines: str = ""
    refers: str = ""
    fields: tuple[Field, ...] = ()


class Row(NamedTuple):
    """A table of a pack that has passed its check; every field has its value or its default.

    Attributes:
        file: Name of the file, with ``/`` between folders.
        path: Where it stands in the file.
        values: By key.
    """

    file: str
    path: Path
    values: Mapping[str, Value]

    def text(self, name: str) -> str:
        """A text; empty where none is given."""
        value = self.values[name]
        return value if isinstance(value, str) else ""

    def texts(self, name: str) -> tuple[str, ...]:
        """Texts; empty where none are given."""
        value = self.values[name]
        return tuple(str(each) for each in value) if isinstance(value, tuple) else ()

    def whole(self, name: str) -> int | None:
        """A whole number, or ``None`` where none is given."""
        value = self.values[name]
        return value if isinstance(value, int) else None

    def number(self, name: str) -> Decimal | None:
        """A number, or ``None`` where none is given."""
        value = self.values[name]
        return Decimal(value) if isinstance(value, (Decimal, int)) else None

    def claim(self, name: str) -> bool:
        """Whether it is said to be so."""
        return self.values[name] is True

    def day(self, name: str) -> date | None:
        """A day, or ``None`` where none is given."""
        value = self.values[name]
        return value if isinstance(value, date) else None

    def days(self, name: str) -> tuple[date, ...]:
        """Days; empty where none are given."""
        value = self.values[name]
        return tuple(each for each in value if isinstance(each, date)) if isinstance(value, tuple) else ()

    def rows(self, name: str) -> tuple[Row, ...]:
        """Tables; empty where none are given."""
        value = self.values[name]
        if isinstance(value, Row):
            return (value,)
        return tuple(each for each in value if isinstance(each, Row)) if isinstance(value, tuple) else ()


class Fault(NamedTuple):
    """What a schema's own check finds wrong in rows that are sound one by one.

    Attributes:
        row: The row concerned.
        code: Names the wording.
        values: What the wording's names stand for.
        path: Keys and indexes below the row that lead to the place; empty for the row itself.
        other: A row told of as well, whose file and line enter the values as ``other_file`` and ``other_line``.
        other_path: As *path*, in *other*.
    """

    row: Row
    code: str
    values: tuple[tuple[str, str], ...] = ()
    path: Path = ()
    other: Row | None = None
    other_path: Path = ()


Check = Callable[[Sequence[Row]], Iterable[Fault]]


def no_faults(_rows: Sequence[Row]) -> Iterable[Fault]:
    """The check of a schema that has none of its own."""
    return ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Schema(Generic[T_co]):
    """A kind of pack.

    Attributes:
        name: What the key ``pack`` of each of its files says.
        says: What it is for, in one sentence.
        fields: The keys at the top of a file, without ``pack``.
        build: Makes the value from the tops of all files that were accepted, in the order of their names.
        check: Finds what is wrong between rows.
    """

    name: str
    says: str
    fields: tuple[Field, ...]
    build: Callable[[Sequence[Row]], T_co]
    check: Check = no_faults


_JSON_TYPES: Mapping[Type, Mapping[str, object]] = {
    "text": {"type": "string", "minLength": 1},
    "texts": {"type": "array", "items": {"type": "string", "minLength": 1}},
    "whole": {"type": "integer"},
    "number": {"type": "number"},
    "yes-no": {"type": "boolean"},
    "day": {"type": "string", "format": "date"},
    "days": {"type": "array", "items": {"type": "string", "format": "date"}},
}


def json_schema(schema: Schema[object]) -> dict[str, object]:
    """*schema* as a JSON Schema (2020-12) of a file's content, for editors and other programs.

    References between entries and what a schema checks between rows cannot be said there.
    """
    pack = Field(name="pack", vocabulary=(schema.name,), says="Which kind of pack the file is.")
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": f"xiandao pack: {schema.name}",
        "description": schema.says,
        **_json_table((pack, *schema.fields)),
    }


def _json_table(fields: tuple[Field, ...]) -> dict[str, object]:
    return {
        "type": "object",
        "additionalProperties": False,
        "required": [field.name for field in fields if field.required],
        "properties": {field.name: _json_field(field) for field in fields},
    }


def _json_field(field: Field) -> dict[str, object]:
    said: dict[str, object] = {"description": field.says} if field.says else {}
    if field.type == "table":
        return said | _json_table(field.fields)
    if field.type == "tables":
        return said | {"type": "array", "items": _json_table(field.fields)}
    bounds = {"minimum": field.least, "maximum": field.most, "pattern": f"^(?:{field.form})$" if field.form else None}
    narrow: dict[str, object] = {name: bound for name, bound in bounds.items() if bound is not None}
    if field.vocabulary:
        narrow["enum"] = list(field.vocabulary)
    plain = dict(_JSON_TYPES[field.type])
    if plain["type"] == "array":
        items = plain["items"]
        return said | plain | {"items": (items if isinstance(items, dict) else {}) | narrow}
    return said | plain | narrow

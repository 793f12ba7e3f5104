"""A kind of a pack as its checks see it: what may be asked of it, and words that are claimed twice."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import NamedTuple

from xiandao.core.kinds import LABEL, NAME, PLACE, STAGE
from xiandao.readers.packs_positions import Path
from xiandao.readers.packs_registers_conditions import Asked
from xiandao.readers.packs_schema import Fault, Row


class Whole(NamedTuple):
    """A kind's row with what conditions and columns may ask of it.

    Attributes:
        row: Its row.
        asked: By code, its properties and the stage and the label.
        secret: Properties that are work secrets.
        secret_labels: Labels that are.
    """

    row: Row
    asked: Mapping[str, Asked]
    secret: frozenset[str]
    secret_labels: frozenset[str]


def whole_of(row: Row, words: Mapping[str, Row]) -> Whole:
    """The kind of *row*; *words* are the shared vocabularies by their codes."""
    asked = {NAME: Asked("name", "text"), PLACE: Asked("place", "place")}
    asked |= {each.text("code"): _asked(each, words) for each in reversed(row.rows("property"))}  # the first one counts
    asked |= {each: Asked(each, "choice", _codes(row.rows(each))) for each in (STAGE, LABEL)}
    return Whole(row, asked, _secret(row.rows("property")), _secret(row.rows(LABEL)))


def _secret(rows: Iterable[Row]) -> frozenset[str]:
    return frozenset(row.text("code") for row in rows if row.text("secrecy") == "work-secret")


def _asked(row: Row, words: Mapping[str, Row]) -> Asked:
    shared = words.get(row.text("words"))
    choices = _codes(shared.rows("word") if shared else row.rows("vocabulary"))
    is_choice, is_sensitive = row.text("type") == "choice", row.text("personal") == "sensitive"
    return Asked(row.text("name"), row.text("type"), choices if is_choice else None, is_sensitive)


def _codes(rows: Iterable[Row]) -> tuple[str, ...]:
    return tuple(row.text("code") for row in rows)


def _codes_of(row: Row) -> Iterator[tuple[str, Path]]:
    yield row.text("code"), ("code",)


Naming = Callable[[Row], Iterator[tuple[str, Path]]]


def twice(rows: Iterable[Row], code: str, naming: Naming = _codes_of) -> Iterator[Fault]:
    """Words that two rows, or one row twice, claim."""
    taken: dict[str, tuple[Row, Path]] = {}
    for row in rows:
        for word, path in naming(row):
            other, there = taken.setdefault(word, (row, path))
            if (other, there) != (row, path):
                yield Fault(row, code, (("said", word),), path, other, there)


def unknown_property(whole: Whole, row: Row, code: str, path: Path) -> Fault:
    """That *row* speaks of a property that the kind does not have."""
    return Fault(row, "kind-property-unknown", (("property", code), ("kind", whole.row.text("name"))), path)

"""Between rows of the database and values: what was said, the folded row, and the cells, names and codes that follow."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from typing import NamedTuple

from django.db.models import QuerySet
from pypinyin import Style, lazy_pinyin

from xiandao.apps.registers import models
from xiandao.apps.registers.personal import SEALED, is_personal
from xiandao.core.characters import simplified
from xiandao.core.kinds import LABEL, NAME, PLACE, STAGE, SUMMED, Kind
from xiandao.core.statements import Origin, Row, Said
from xiandao.core.taxonomy import folded as folded_name

LISTED = frozenset(
    ("whole", "number", "money", "percent", "day", "month", "year", "yes-no", "choice", "place", "field", "entity")
)
"""Types whose values lists are filtered and counted by; words are searched, not filtered."""
FORMER = "former-names"
"""The property in which former names stand, of kinds that have them."""


class CellRow(NamedTuple):
    """A value that lists are filtered by; *number* where it is one."""

    property: str
    value: str
    number: float | None


def origin_of(row: models.Origin) -> Origin:
    """Where words come from, as a value."""
    return Origin(key=row.key, stream=row.stream, authority=row.authority, title=row.title)


_SAID = (
    "entity_id", "values", "origin_id", "by_id", "at", "pk", "valid_from", "valid_until", "deed", "where", "note",
)  # fmt: skip


def saids_of(rows: QuerySet[models.Said]) -> dict[int, list[Said]]:
    """By number of the entity, what was said of it in order; each origin is made once for its many rows."""
    origins: dict[int, tuple[Origin, dt.datetime | None]] = {}
    found: dict[int, list[Said]] = {}
    listed = list(rows.order_by("pk").values_list(*_SAID))
    for origin in models.Origin.objects.filter(pk__in={row[2] for row in listed}):
        origins[origin.pk] = (origin_of(origin), origin.withdrawn_at)
    for entity, values, origin_pk, by, at, order, valid_from, valid_until, deed, where, note in listed:
        source, withdrawn_at = origins[origin_pk]
        said = Said(
            entity=str(entity),
            values={code: tuple(each) for code, each in values.items()},
            origin=source,
            by=str(by or ""),
            at=at,
            order=order,
            valid_from=valid_from,
            valid_until=valid_until,
            deed=deed,
            place=where,
            note=note,
            withdrawn_at=withdrawn_at,
        )
        found.setdefault(entity, []).append(said)
    return found


def row_json(row: Row) -> dict[str, list[str]]:
    """Leading values as the database keeps them."""
    return {code: list(values) for code, values in row.values.items()}


def row_of(entity: models.Entity) -> Row:
    """The row of today, from what is kept of it."""
    return Row(
        entity=entity.key,
        values={code: tuple(values) for code, values in entity.row.items()},
        contested=frozenset(entity.contested),
        exists=entity.exists,
        changes_on=entity.changes_on,
    )


def first_of(values: Mapping[str, Iterable[str]], code: str) -> str:
    """The first value of a property; empty where there is none."""
    return next(iter(values.get(code, ())), "")


def cells_of(kind: Kind, row: Row) -> Iterator[CellRow]:
    """The cells of a row; values under seal are none."""
    listed = _listed(kind)
    for code, values in row.values.items():
        is_number = listed.get(code)
        if is_number is None:
            continue
        for value in values:
            yield CellRow(code, value[: models.LONGEST_VALUE], _number(value) if is_number else None)


_LISTED: dict[int, tuple[Kind, Mapping[str, bool]]] = {}


def _listed(kind: Kind) -> Mapping[str, bool]:
    """The properties that lists are filtered by, and whether each is a number; made once for each kind as it is declared."""
    kept = _LISTED.get(id(kind))
    if kept is not None and kept[0] is kind:
        return kept[1]
    listed = {code: False for code in (STAGE, LABEL, PLACE) if not is_personal(kind.property(code))}
    listed |= {
        each.code: each.type in SUMMED for each in kind.properties if each.type in LISTED and not is_personal(each)
    }
    if len(_LISTED) > _MOST_KINDS:
        _LISTED.clear()
    _LISTED[id(kind)] = (kind, listed)
    return listed


_MOST_KINDS = 200


def _number(value: str) -> float | None:
    try:
        return float(value)
    except ValueError:
        return None


def names_of(row: Row) -> tuple[str, ...]:
    """The name and the former names, as they are compared, each once; none of them under seal."""
    said = (*row.values.get(NAME, ()), *row.values.get(FORMER, ()))
    return tuple(dict.fromkeys(compared(name) for name in said if not name.startswith(SEALED)))


@lru_cache(maxsize=8_192)
def compared(name: str) -> str:
    """A name as names are compared: half-width, simplified, without case, blanks, quotes and hyphens.

    >>> compared("江蘇雲帆（集團）有限公司")
    '江苏云帆(集团)有限公司'
    """
    return folded_name(name).translate(simplified())[: models.LONGEST_VALUE]


_WIDE = {code: code + 0xFEE0 for code in range(0x21, 0x7F)} | {0x20: 0x3000}
"""Latin and signs in full width: what is not ASCII no database cuts up."""


def name_pairs(name: str) -> str:
    """Every two neighbours of a folded name, each pair once; of a single character itself.

    >>> name_pairs("云帆5g")
    '云帆 帆５ ５ｇ'
    """
    wide = name.translate(_WIDE)
    return " ".join(dict.fromkeys(map(str.__add__, wide, wide[1:]))) or wide


def initials(name: str) -> str:
    """The first letters of a name's pinyin, and its Latin letters and digits as they are.

    >>> initials("云帆科技5g"), initials("重庆银行")
    ('yfkj5g', 'cqyh')
    """
    if not _IN_CONTEXT.isdisjoint(name):
        return "".join(lazy_pinyin(name, style=Style.FIRST_LETTER))[: models.LONGEST_VALUE]
    return "".join(map(_initial, name))[: models.LONGEST_VALUE]


@lru_cache(maxsize=20_000)
def _initial(character: str) -> str:
    return "".join(lazy_pinyin(character, style=Style.FIRST_LETTER))


_IN_CONTEXT = frozenset("重长行乐朝厦曾单解传藏调会系参贾石番")
"""Characters of names whose first letter depends on the word; of whole words the letters are looked up slowly."""


def codes_of(kind: Kind, row: Row) -> Iterator[tuple[str, str]]:
    """Scheme and value of every identifier in a row."""
    for prop in kind.properties:
        if prop.type == "identifier" and not is_personal(prop):
            for value in row.values.get(prop.code, ()):
                yield (prop.scheme, value[:80])

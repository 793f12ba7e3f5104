"""The columns of a workbook: found, proposed for properties, and, once confirmed, kept for the next one with the same heads."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from xiandao.apps.accounts.rights import Person
from xiandao.apps.registers.kinds import kind_of
from xiandao.apps.registers.models import KeptMapping, Load
from xiandao.core.errors import Refusal
from xiandao.core.kinds import Kind, columns_of
from xiandao.core.sheets import CellValue
from xiandao.registers.mapping import head_key, proposed
from xiandao.registers.tables import Table


def tables_proposed(sheet_tables: Sequence[Table], kind: Kind, kept: Mapping[str, str]) -> Iterator[dict[str, object]]:
    """Each table as a load keeps it, its columns proposed; *kept* says by heading what was confirmed before."""
    for table in sheet_tables:
        proposal = proposed(table, columns_of(kind), kept)
        links = {link.column: link for link in proposal.links}
        yield {
            "sheet": table.sheet, "first": table.first, "title": table.title, "rows": len(table.rows),
            "used": not proposal.missing, "sure": proposal.is_sure, "missing": list(proposal.missing),
            "columns": [
                {
                    "column": at, "name": column.name, "key": head_key(column), "letters": column.letters,
                    "said_unit": column.unit or table.unit or "",
                    "sample": [_sample(each) for each in column.sample[:3]],
                    "property": links[at].code if at in links else "",
                    "unit": (links[at].unit or "") if at in links else "",
                    "period": links[at].period if at in links else "",
                    "score": round(links[at].score, 3) if at in links else 0,
                    "reasons": [[because.code, dict(because.values)] for because in links[at].reasons] if at in links else [],
                }
                for at, column in enumerate(table.columns)
            ],
        }  # fmt: skip


def _sample(value: CellValue) -> str:
    """A cell as people see it: spreadsheets keep whole numbers as others."""
    return str(int(value) if isinstance(value, float) and value.is_integer() else value)[:40]


def mapping_confirm(person: Person, load: Load, *, at: dt.datetime, keeps: bool = True) -> None:
    """Sees that the tables that are to be taken can be; *keeps* their columns for the next workbook.

    Raises:
        Refusal: ``mapping-nothing``, ``mapping-twice``, ``mapping-nameless``.
    """
    tables = [table for table in load.mapping["tables"] if table["used"]]
    if not tables:
        raise Refusal("mapping-nothing")
    for table in tables:
        _refuse_twice(table, kind_of(load.kind))
        if keeps:
            _mapping_keep(person, load, table, at=at)


def _refuse_twice(table: Mapping[str, Any], kind: Kind) -> None:
    offered = {prop.code: prop for prop in columns_of(kind)}
    seen: dict[tuple[str, str], str] = {}
    for column in table["columns"]:
        prop = offered.get(column["property"])
        if prop is None:
            continue
        slot = (prop.code, column["period"])
        if slot in seen:
            raise Refusal("mapping-twice", property=prop.name, first=seen[slot], second=column["name"])
        seen[slot] = column["name"]
    if "name" not in {code for code, _ in seen}:
        raise Refusal("mapping-nameless", sheet=table["sheet"])


def _mapping_keep(person: Person, load: Load, table: Mapping[str, Any], *, at: dt.datetime) -> None:
    for column in table["columns"]:
        if column["key"]:
            KeptMapping.objects.update_or_create(
                keeper=load.keeper,
                kind=load.kind,
                heading=column["key"][:200],
                defaults={"property": column["property"], "unit": column["unit"], "by_id": person.id, "at": at},
            )

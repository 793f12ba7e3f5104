"""The only translators between rows and values."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

from xiandao.alignment.leaves import Leaf, leaf_of
from xiandao.apps.plans.models import Document, Edition, Item
from xiandao.apps.plans.risk import Doubts
from xiandao.core import plan as values
from xiandao.core.text import Source
from xiandao.writers.labels import name as name_of
from xiandao.writers.plan_json import KINDS as LISTS
from xiandao.writers.plan_json import item_dict, item_from_dict, plan_dict, plan_from_dict

CLASSES: dict[str, type[values.Item]] = {cls.__name__.lower(): cls for cls in LISTS.values()}
"""``target`` → :class:`xiandao.core.plan.Target`, and so on."""
LIST_OF = {cls.__name__.lower(): listed for listed, cls in LISTS.items()}
"""``target`` → ``targets``, the list of the plan format that holds them."""
PLACED = ("id", "quote", "start", "end", "page", "rule", "confidence")
"""What the plan format says of every item alike; the rest are its own fields."""
DAYS, HEADED = ("in_force_from", "in_force_until", "issued_on"), ("doc_no", "issuer", "period_first", "period_last")
"""Columns of an edition that its head shows: days, and what stands as it is."""
Known = dict[str, str | int | None]
"""An edition as it was known: those columns, its state, the title of its plan."""
HEAD = 400
"""Characters of an item's name that its column holds."""


def rows_of_plan(plan: values.Plan, edition: Edition, doubts: Doubts) -> list[Item]:
    """Every item of *plan* as a row that is not saved yet."""
    return [row_of_item(item, edition, doubts) for listed in LISTS for item in getattr(plan, listed)]


def row_of_item(item: values.Item, edition: Edition, doubts: Doubts) -> Item:
    """One item as a row."""
    own = own_fields(item_dict(item))
    risk = doubts.of(item)
    return Item(
        edition=edition,
        kind=type(item).__name__.lower(),
        key=item.id,
        quote=item.words.quote,
        start=item.words.start,
        end=item.words.end,
        page=item.words.page,
        rule=item.words.rule,
        confidence=item.words.confidence,
        risk=risk.degree,
        doubts=list(risk.reasons),
        fields=own,
        read=own,
        **columns_of_item(item),
    )


def columns_of_item(item: values.Item) -> dict[str, Any]:
    """What is kept beside the fields, so that lists can be sorted and searched by it."""
    match item:
        case values.Target():
            year, unit = item.deadline_year, item.unit
        case values.Fact():
            year, unit = item.year, item.unit
        case _:
            year, unit = None, None
    return {"head": name_of(item)[:HEAD], "unit": (unit or "")[:20], "year": year}


def own_fields(flat: Mapping[str, Any]) -> dict[str, Any]:
    """An item of the plan format without what every item has."""
    return {key: value for key, value in flat.items() if key not in PLACED}


def dict_of_row(row: Item) -> dict[str, Any]:
    """The row as an item of the plan format."""
    flat: dict[str, Any] = {"id": row.key, "quote": row.quote, "start": row.start or 0, "end": row.end or 0}
    if row.page is not None:
        flat["page"] = row.page
    return {**flat, "rule": row.rule, "confidence": row.confidence, **row.fields}


def item_of_row(row: Item) -> values.Item:
    """The row as a value."""
    return item_from_dict(CLASSES[row.kind], dict_of_row(row))


def leaves_of_rows(rows: Iterable[Item], text: str) -> tuple[Leaf, ...]:
    """Rows in the shape in which plans are compared."""
    return tuple(leaf_of(item_of_row(row), text) for row in rows)


def source_of_document(document: Document) -> Source:
    """The document as it was read."""
    return Source(name=document.name, media_type=document.media_type, text=document.text, pages=tuple(document.pages))


def edition_fields(plan: values.Plan) -> dict[str, Any]:
    """What an edition keeps of a plan beside its items."""
    flat = plan_dict(plan)
    first, last = plan.document.period
    return {
        "kernel": flat["kernel"],
        "text_sha256": plan.text_sha256,
        "about": flat["document"],
        "balance": flat["balance"],
        "findings": [{key: each[key] for key in ("code", "start", "end", "values")} for each in flat["findings"]],
        "doc_no": plan.document.doc_no or "",
        "issuer": plan.document.issuer or "",
        "issued_on": day_of(plan.document.issued_on),
        "period_first": first,
        "period_last": last,
    }


def as_known(edition: Edition) -> Known:
    """What is kept of an edition when somebody says what it is, or its document is read anew: all that its head shows."""
    days = {name: getattr(edition, name) for name in DAYS}
    return {
        "state": edition.state,
        **{name: day.isoformat() if day else None for name, day in days.items()},
        **{name: getattr(edition, name) for name in HEADED},
        "title": edition.plan.title,
    }


def plan_of_edition(edition: Edition, rows: Iterable[Item]) -> values.Plan:
    """The edition as a plan value, of exactly *rows*."""
    listed: dict[str, list[dict[str, Any]]] = {name: [] for name in LISTS}
    for row in rows:
        listed[LIST_OF[row.kind]].append(dict_of_row(row))
    document = edition.document
    return plan_from_dict(
        {
            "source": {
                "name": document.name if document else edition.file_name,
                "media_type": document.media_type if document else "",
            },
            "text_sha256": edition.text_sha256,
            "document": edition.about,
            "balance": edition.balance,
            "findings": edition.findings,
            **listed,
        }
    )


def day_of(iso: str | None) -> dt.date | None:
    """An ISO date, or ``None`` for what is none: documents print dates that no calendar has."""
    try:
        return dt.date.fromisoformat(iso) if iso else None
    except ValueError:
        return None

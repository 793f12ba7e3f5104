"""The one mapping between a plan and the plan format, in both directions, and its bytes."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import fields
from operator import attrgetter
from typing import Any, get_args

import orjson

from xiandao import __version__
from xiandao.core.findings import Finding
from xiandao.core.messages import Language, hint, message
from xiandao.core.plan import (
    Balance,
    Basis,
    Bundle,
    Cite,
    Claim,
    DocumentData,
    Fact,
    Item,
    Placement,
    Plan,
    Sector,
    Target,
    Task,
    Technology,
    Words,
)

SCHEMA = "xiandao-plan/1"
EXACT = 2**53

KINDS: dict[str, type[Item]] = {
    "targets": Target,
    "facts": Fact,
    "tasks": Task,
    "sectors": Sector,
    "technologies": Technology,
    "placements": Placement,
    "bundles": Bundle,
    "cites": Cite,
}
AMOUNTS = frozenset({"value", "value_max", "base_value"})
OWN = {kind: tuple(f.name for f in fields(kind) if f.name not in ("id", "words")) for kind in get_args(Item)}
# What JSON has no type for.
TUPLES = {kind: tuple(f.name for f in fields(kind) if "tuple" in str(f.type)) for kind in get_args(Item)}
BASES = {kind: tuple(f.name for f in fields(kind) if "Basis" in str(f.type)) for kind in get_args(Item)}
# What JSON writes otherwise than people do.
FLOATS = {kind: tuple(f.name for f in fields(kind) if "float" in str(f.type)) for kind in get_args(Item)}
GET_OWN = {kind: attrgetter(*names) for kind, names in OWN.items()}


def plan_dict(plan: Plan, language: Language = "zh") -> dict[str, Any]:
    """The plan in the plan format, keys in the order in which the format names them."""
    return {
        "schema": SCHEMA,
        "kernel": __version__,
        "source": {"name": plan.source_name, "media_type": plan.media_type},
        "text_sha256": plan.text_sha256,
        "document": _document_dict(plan.document),
        **{kind: [item_dict(item) for item in getattr(plan, kind)] for kind in KINDS},
        "balance": {
            "numbers": len(plan.balance.claims),
            "open": [_claim_dict(claim) for claim in plan.balance.open],
            "claims": [_claim_dict(claim) for claim in plan.balance.claims],
        },
        "findings": [finding_dict(found, language) for found in plan.findings],
    }


def item_dict(item: Item) -> dict[str, Any]:
    """One item, flat: where it stands, how it was read, then its own fields."""
    words, kind = item.words, type(item)
    flat: dict[str, Any] = {"id": item.id, "quote": words.quote, "start": words.start, "end": words.end}
    if words.page is not None:
        flat["page"] = words.page
    flat["rule"], flat["confidence"] = words.rule, words.confidence
    flat.update(zip(OWN[kind], GET_OWN[kind](item), strict=True))
    for name in TUPLES[kind]:
        flat[name] = list(flat[name])
    for name in BASES[kind]:
        flat[name] = flat[name].value
    for name in FLOATS[kind]:
        value = flat[name]
        if isinstance(value, float) and value.is_integer() and abs(value) < EXACT:
            flat[name] = int(value)
    return flat


def finding_dict(found: Finding, language: Language = "zh") -> dict[str, Any]:
    """One finding, worded; its values beside the wording, so that it can be worded again."""
    return {
        "code": found.code,
        "message": message(found, language),
        "start": found.start,
        "end": found.end,
        "hint": hint(found, language),
        "values": dict(found.values),
    }


def plan_from_dict(flat: Mapping[str, Any]) -> Plan:
    """The plan that :func:`plan_dict` mapped; wordings and counts are derived anew, not read."""
    items = {kind: tuple(item_from_dict(cls, each) for each in flat[kind]) for kind, cls in KINDS.items()}
    return Plan(
        source_name=flat["source"]["name"],
        media_type=flat["source"]["media_type"],
        text_sha256=flat["text_sha256"],
        document=_document(flat["document"]),
        **items,  # type: ignore[arg-type]  # each key of KINDS holds its own type
        balance=Balance(claims=_claims(flat["balance"]["claims"]), open=_claims(flat["balance"]["open"])),
        findings=tuple(
            Finding(code=each["code"], start=each["start"], end=each["end"], values=tuple(each["values"].items()))
            for each in flat["findings"]
        ),
    )


def json_from_plan(plan: Plan, language: Language = "zh") -> bytes:
    """The plan as a JSON file: indented, UTF-8, closed by a line break."""
    return json_bytes(plan_dict(plan, language))


def json_bytes(value: object) -> bytes:
    """*value* as an indented JSON file; half a surrogate pair, which UTF-8 cannot say, is escaped."""
    try:
        return orjson.dumps(value, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)
    except TypeError:
        return json.dumps(value, indent=2).encode() + b"\n"


def json_line(value: object) -> bytes:
    """*value* as one line of JSON, closed by a line break."""
    try:
        return orjson.dumps(value, option=orjson.OPT_APPEND_NEWLINE)
    except TypeError:
        return json.dumps(value, separators=(",", ":")).encode() + b"\n"


def item_from_dict(cls: type[Item], flat: Mapping[str, Any]) -> Item:
    """The item that :func:`item_dict` mapped."""
    words = Words(
        quote=flat["quote"],
        start=flat["start"],
        end=flat["end"],
        rule=flat["rule"],
        confidence=flat["confidence"],
        page=flat.get("page"),
    )
    own: dict[str, Any] = {name: _typed(name, flat[name]) for name in OWN[cls]}
    return cls(id=flat["id"], words=words, **own)


def _typed(name: str, value: object) -> object:
    if name in AMOUNTS and isinstance(value, int | float):
        return float(value)
    if name == "deadline_basis":
        return Basis(str(value))
    return tuple(value) if isinstance(value, list) else value


def _document_dict(data: DocumentData) -> dict[str, Any]:
    return {
        "title": data.title,
        "doc_no": data.doc_no,
        "issuer": data.issuer,
        "issued_on": data.issued_on,
        "place": data.place,
        "level": data.level,
        "period": list(data.period),
        "is_draft": data.is_draft,
        "alt_titles": list(data.alt_titles),
        "rules": dict(data.rules),
    }


def _document(flat: Mapping[str, Any]) -> DocumentData:
    first, last = flat["period"]
    return DocumentData(
        **{key: flat[key] for key in ("title", "doc_no", "issuer", "issued_on", "place", "level", "is_draft")},
        period=(first, last),
        alt_titles=tuple(flat["alt_titles"]),
        rules=tuple(flat["rules"].items()),
    )


def _claim_dict(claim: Claim) -> dict[str, Any]:
    return {"start": claim.start, "end": claim.end, "items": list(claim.items), "reason": claim.reason}


def _claims(flat: Iterable[Mapping[str, Any]]) -> tuple[Claim, ...]:
    return tuple(
        Claim(start=each["start"], end=each["end"], items=tuple(each["items"]), reason=each["reason"]) for each in flat
    )

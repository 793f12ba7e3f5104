"""Kinds and views as the TOML text of a pack, which reads back as the same values."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from xiandao.core.conditions import UNARY, Condition
from xiandao.core.kinds import NAME, Choice, Kind, Label, Ladder, Property, Registry, Rung, Stage, Transition, View

Scalar = str | int | bool | None
Pair = tuple[str, Scalar | Sequence[str]]

WIDEST = 1_000
"""Characters of a list that stand on one line."""
_LISTS = ("is", "is-not", "under", "contains")
_ESCAPES = str.maketrans({"\\": "\\\\", '"': '\\"'})
_BEFORE: dict[str, object] = {
    "type": "text", "holds": "on", "leads": "authority", "personal": "none", "openness": "open", "secrecy": "none",
}  # fmt: skip


def pack_text(registry: Registry) -> str:
    """*registry* as one file of a pack: what is as it would be anyway is left out."""
    parts = ['pack = "kinds"', *map(_kind, registry.kinds), *map(_view, registry.views)]
    return "\n\n".join(parts) + "\n"


def kind_text(kind: Kind) -> str:
    """One kind as a file of a pack of its own."""
    return pack_text(Registry(kinds=(kind,)))


class _Table(list[str]):
    """Written tables, told from texts that are still to be quoted."""


def _quoted(text: str) -> str:
    return '"' + text.translate(_ESCAPES) + '"'


def _written(value: Scalar | Sequence[str]) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, str):
        return _quoted(value)
    parts = value if isinstance(value, _Table) else [_quoted(each) for each in value or ()]
    between = ",\n        " if sum(map(len, parts)) > WIDEST else ", "  # a pack's line may not be endless
    return "[" + between.join(parts) + "]"


def _pairs(pairs: Iterable[Pair]) -> Iterator[str]:
    """``key = value`` of all that is not as it would be without being written."""
    for key, value in pairs:
        if value not in (None, "", False, ()) and value != [] and value != _BEFORE.get(key):
            yield f"{key} = {_written(value)}"


def _inline(*pairs: Pair) -> str:
    return "{ " + ", ".join(_pairs(pairs)) + " }"


def _listed(key: str, tables: Iterable[str]) -> Iterator[str]:
    """A list of tables, one a line."""
    lines = [f"    {each}," for each in tables]
    if lines:
        yield "\n".join((f"{key} = [", *lines, "]"))


def _kind(kind: Kind) -> str:
    own = _pairs(
        (
            ("code", kind.code),
            ("name", kind.name),
            ("en", kind.en),
            ("many", kind.many),
            ("note", kind.note),
            ("identifiers", kind.identifiers),
            ("stale-days", kind.stale_days),
        )
    )
    parts = (
        *_listed("property", map(_property, kind.properties)),
        *_listed("stage", map(_stage, kind.stages)),
        *_listed("move", map(_move, kind.transitions)),
        *_listed("ladder", map(_ladder, kind.ladders)),
        *_listed("label", map(_label, kind.labels)),
    )
    return "\n".join(("[[kind]]", *own, *parts))


def _choice(choice: Choice) -> str:
    return _inline(("code", choice.code), ("name", choice.name), ("en", choice.en), ("synonyms", choice.synonyms))


def _property(one: Property) -> str:
    return _inline(
        ("code", one.code),
        ("name", one.name),
        ("en", one.en),
        ("type", one.type),
        ("unit", one.unit),
        ("scheme", one.scheme),
        ("of", one.of),
        ("relation", one.relation),
        ("required", one.required),
        ("multiple", one.multiple),
        ("holds", one.holds),
        ("leads", one.leads),
        ("personal", one.personal),
        ("openness", one.openness),
        ("secrecy", one.secrecy),
        ("trade-secret", one.trade_secret),
        ("fresh-days", one.fresh_days),
        ("synonyms", one.synonyms),
        ("vocabulary", _Table(map(_choice, one.vocabulary))),
        ("note", one.note),
    )


def _stage(stage: Stage) -> str:
    return _inline(("code", stage.code), ("name", stage.name), ("en", stage.en), ("end", stage.end))


def _move(move: Transition) -> str:
    return _inline(("from", move.source), ("to", move.target), ("evidence", move.evidence), ("known", move.known))


def _condition(one: Condition) -> str:
    if one.operator in UNARY:
        told: Pair = (one.operator, True)
    else:
        told = (one.operator, one.values if one.operator in _LISTS else one.values[0])
    return _inline(("property", one.property), told, ("clause", one.clause))


def _rung(rung: Rung) -> str:
    return _inline(
        ("code", rung.code), ("name", rung.name), ("en", rung.en), ("where", _Table(map(_condition, rung.rules)))
    )


def _ladder(ladder: Ladder) -> str:
    return _inline(
        ("code", ladder.code),
        ("name", ladder.name),
        ("en", ladder.en),
        ("source", ladder.source),
        ("rung", _Table(map(_rung, ladder.rungs))),
    )


def _label(label: Label) -> str:
    return _inline(
        ("code", label.code),
        ("name", label.name),
        ("en", label.en),
        ("grantor", label.grantor),
        ("level", label.level),
        ("source", label.source),
        ("years", label.years),
        ("above", label.above),
        ("meaning", label.meaning),
        ("secrecy", label.secrecy),
    )


def _view(view: View) -> str:
    own = _pairs(
        (
            ("code", view.code),
            ("name", view.name),
            ("en", view.en),
            ("kinds", view.kinds),
            ("columns", view.columns),
            ("group", view.group),
            ("source", view.source),
            ("rows", view.rows),
            ("restricted", view.restricted),
        )
    )
    # No order at all is written; the usual one is not.
    order = () if view.sort == (NAME,) else (f"sort = {_written(view.sort)}",)
    return "\n".join(("[[view]]", *own, *order, *_listed("where", map(_condition, view.where))))

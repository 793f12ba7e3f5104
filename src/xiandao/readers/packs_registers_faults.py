"""What is wrong between the rows of a pack of registers: properties, stages, ladders and labels that do not fit."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from xiandao.core.kinds import LABEL, NAME, PLACE, STAGE
from xiandao.readers.packs_positions import Path
from xiandao.readers.packs_registers_conditions import condition_faults
from xiandao.readers.packs_registers_ladders import ladder_faults
from xiandao.readers.packs_registers_views import view_faults
from xiandao.readers.packs_registers_wholes import Whole, twice, unknown_property, whole_of
from xiandao.readers.packs_schema import Fault, Row

_NEEDS = (("identifier", ("scheme",)), ("entity", ("of",)), ("choice", ("vocabulary", "words")))
_OWN = {NAME: "text", PLACE: "place"}
_BUILT_IN = (STAGE, LABEL)


def registry_faults(tops: Sequence[Row]) -> Iterator[Fault]:
    """Everything wrong between the sound rows of all files."""
    words = {row.text("code"): row for top in tops for row in top.rows("vocabulary")}
    for row in words.values():
        yield from twice(row.rows("word"), "kind-choice-twice", _words_of)
        if not row.rows("word"):
            yield Fault(row, "kind-vocabulary-empty", (("code", row.text("code")),), ("word",))
    wholes = {row.text("code"): whole_of(row, words) for top in tops for row in top.rows("kind")}
    for whole in wholes.values():
        for check in _CHECKS:
            yield from check(whole)
    for top in tops:
        for row in top.rows("view"):
            yield from view_faults(row, wholes)


def _words_of(row: Row) -> Iterator[tuple[str, Path]]:
    """Code, name and synonyms of a choice, each once, with where it stands."""
    seen: dict[str, Path] = {row.text("code"): ("code",), row.text("name"): ("name",)}
    yield from seen.items()
    yield from ((word, ("synonyms", number)) for number, word in enumerate(row.texts("synonyms")) if word not in seen)


def _headings_of(row: Row) -> Iterator[tuple[str, Path]]:
    yield row.text("name").casefold(), ("name",)
    yield from ((word.casefold(), ("synonyms", number)) for number, word in enumerate(row.texts("synonyms")))


def _property_faults(whole: Whole) -> Iterator[Fault]:
    rows = whole.row.rows("property")
    yield from twice(rows, "kind-property-twice")
    yield from twice(rows, "kind-heading-twice", _headings_of)
    for row in rows:
        yield from _type_faults(row)
        yield from twice(row.rows("vocabulary"), "kind-choice-twice", _words_of)
        guarded = next((key for key, is_so in _guards(row) if is_so), None)
        if guarded and row.text("openness") == "open":
            yield Fault(row, "kind-open-secret", (("property", row.text("name")), ("key", guarded)), (guarded,))


def _guards(row: Row) -> Iterator[tuple[str, bool]]:
    yield "personal", row.text("personal") == "sensitive"
    yield "secrecy", row.text("secrecy") != "none"
    yield "trade-secret", row.claim("trade-secret")


def _type_faults(row: Row) -> Iterator[Fault]:
    code, kind = row.text("code"), row.text("type")
    if code in _BUILT_IN:
        yield Fault(row, "kind-property-own", (("property", code),), ("code",))
    if kind != _OWN.get(code, kind):
        yield Fault(row, "kind-property-type", (("property", code), ("type", _OWN[code])), ("type",))
    for wanting, keys in _NEEDS:
        given = [key for key in keys if row.text(key) or row.rows(key)]
        if (kind == wanting and not given) or len(given) > 1:
            values = (("property", row.text("name")), ("type", kind), ("key", " / ".join(keys)))
            yield Fault(row, "kind-type-needs", values, ("type",))
        elif kind != wanting and given:
            values = (("property", row.text("name")), ("type", wanting), ("key", given[0]))
            yield Fault(row, "kind-type-unwanted", values, (given[0],))


def _identifier_faults(whole: Whole) -> Iterator[Fault]:
    for number, code in enumerate(whole.row.texts("identifiers")):
        found = whole.asked.get(code)
        if found is None:
            yield unknown_property(whole, whole.row, code, ("identifiers", number))
        elif found.type != "identifier":
            yield Fault(whole.row, "kind-identifier-type", (("property", code),), ("identifiers", number))


def _stage_faults(whole: Whole) -> Iterator[Fault]:
    stages, moves = whole.row.rows("stage"), whole.row.rows("move")
    ends = {row.text("code"): row.claim("end") for row in stages}
    yield from twice(stages, "kind-stage-twice")
    yield from twice(moves, "kind-move-twice", _move_of)
    for move in moves:
        for key in ("from", "to"):
            if move.text(key) and move.text(key) not in ends:
                known = "、".join(ends) or "—"
                yield Fault(move, "kind-stage-unknown", (("stage", move.text(key)), ("known", known)), (key,))
        if ends.get(move.text("from")):
            yield Fault(move, "kind-move-from-end", (("stage", move.text("from")),), ("from",))
        for number, code in enumerate(move.texts("known")):
            if code not in whole.asked:
                yield unknown_property(whole, move, code, ("known", number))
    yield from _path_faults(stages, [(move.text("from"), move.text("to")) for move in moves])


def _move_of(row: Row) -> Iterator[tuple[str, Path]]:
    yield f"{row.text('from') or '—'} → {row.text('to')}", ("to",)


def _path_faults(stages: Iterable[Row], moves: Sequence[tuple[str, str]]) -> Iterator[Fault]:
    """Stages that nobody gets into, and those that nobody gets out of though they are no end."""
    reached, fresh = {""}, {""}
    while fresh:
        fresh = {target for source, target in moves if source in fresh} - reached
        reached |= fresh
    for row in stages:
        if row.text("code") not in reached:
            yield Fault(row, "kind-stage-unreached", (("stage", row.text("name")),))
        elif not row.claim("end") and all(source != row.text("code") for source, _ in moves):
            yield Fault(row, "kind-stage-dead", (("stage", row.text("name")),))


def _label_faults(whole: Whole) -> Iterator[Fault]:
    labels, above = whole.row.rows("label"), _above(whole.row)
    yield from twice(labels, "kind-label-twice")
    for row in labels:
        for number, code in enumerate(row.texts("above")):
            if code not in above:
                yield Fault(row, "kind-label-unknown", (("label", code),), ("above", number))
            elif row.text("code") in _all_above(code, above):
                yield Fault(row, "kind-label-circle", (("label", row.text("name")),), ("above", number))


def _all_above(code: str, above: Mapping[str, Sequence[str]]) -> set[str]:
    """The label itself and all that stand higher."""
    found, open_ = set[str](), [code]
    while open_:
        each = open_.pop()
        if each not in found:
            found.add(each)
            open_.extend(above.get(each, ()))
    return found


def _ladder_faults(whole: Whole) -> Iterator[Fault]:
    ladders, kind, labels = whole.row.rows("ladder"), whole.row.text("name"), _above(whole.row)
    above = {code: _all_above(code, labels) for code in labels}
    yield from twice(ladders, "kind-ladder-twice")
    for ladder in ladders:
        yield from twice(ladder.rows("rung"), "kind-rung-twice")
        for rung in ladder.rows("rung"):
            for row in rung.rows("where"):
                yield from condition_faults(row, whole.asked, kind)
        yield from ladder_faults(ladder, above)


def _above(row: Row) -> Mapping[str, tuple[str, ...]]:
    """The labels of a kind, each with those right above it."""
    return {label.text("code"): label.texts("above") for label in row.rows("label")}


_CHECKS: tuple[Callable[[Whole], Iterator[Fault]], ...] = (
    _property_faults,
    _identifier_faults,
    _stage_faults,
    _label_faults,
    _ladder_faults,
)

"""What is wrong with the views of a pack of registers: columns that no kind has, and data that no list may show."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from xiandao.core.kinds import LABEL
from xiandao.readers.packs_positions import Path
from xiandao.readers.packs_registers_conditions import Asked, condition_faults
from xiandao.readers.packs_registers_wholes import Whole
from xiandao.readers.packs_schema import Fault, Row


def view_faults(row: Row, wholes: Mapping[str, Whole]) -> Iterator[Fault]:
    """What is wrong with the view of *row*; *wholes* are the kinds by their codes."""
    shown = [wholes[code] for code in row.texts("kinds") if code in wholes]
    if len(shown) < len(row.texts("kinds")):
        return  # a kind that is not there has been told of already
    kinds = "、".join(whole.row.text("name") for whole in shown)
    asked = _shared(shown)
    for each in row.rows("where"):
        yield from condition_faults(each, asked, kinds)
        yield from _seen_faults(row, each, each.text("property"), ("property",), shown)
        yield from _label_seen_faults(row, each, shown)
    for code, path in _listed(row):
        if not any(code in whole.asked for whole in shown):
            yield Fault(row, "kind-property-unknown", (("property", code), ("kind", kinds)), path)
        yield from _seen_faults(row, row, code, path, shown)


def _shared(shown: Sequence[Whole]) -> Mapping[str, Asked]:
    """What may be asked of all the kinds of a view: properties of one type, with the words of any."""
    shared = dict(shown[0].asked) if shown else {}
    for whole in shown[1:]:
        same = {code: whole.asked[code] for code in shared if code in whole.asked}
        shared = {code: _joined(shared[code], other) for code, other in same.items() if other.type == shared[code].type}
    return shared


def _joined(one: Asked, other: Asked) -> Asked:
    if one.words is None or other.words is None:
        return one
    return one._replace(words=tuple(dict.fromkeys((*one.words, *other.words))))


def _listed(row: Row) -> Iterator[tuple[str, Path]]:
    """What a view shows, sorts by and groups by."""
    yield from ((code, ("columns", number)) for number, code in enumerate(row.texts("columns")))
    yield from ((code.removeprefix("-"), ("sort", number)) for number, code in enumerate(row.texts("sort")))
    if row.text("group"):
        yield row.text("group"), ("group",)


def _seen_faults(view: Row, at: Row, code: str, path: Path, shown: Sequence[Whole]) -> Iterator[Fault]:
    """Sensitive personal data stand in no view, work secrets in restricted ones alone."""
    name = next((whole.asked[code].name for whole in shown if code in whole.asked), code)
    if any(code in whole.asked and whole.asked[code].is_sensitive for whole in shown):
        yield Fault(at, "view-sensitive", (("property", name),), path)
    if not view.claim("restricted") and any(code in whole.secret for whole in shown):
        yield Fault(at, "view-secret", (("property", name),), path)


def _label_seen_faults(view: Row, at: Row, shown: Sequence[Whole]) -> Iterator[Fault]:
    """A list of who holds a secret label tells the label."""
    if at.text("property") != LABEL or view.claim("restricted"):
        return
    for number, label in enumerate(at.texts("is")):
        if any(label in whole.secret_labels for whole in shown):
            yield Fault(at, "view-secret", (("property", label),), ("is", number))

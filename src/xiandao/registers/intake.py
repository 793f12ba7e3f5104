"""What a row of a workbook would do to a register: add, change, leave, contradict, or nothing for being wrong."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal, NamedTuple

from xiandao.core.findings import Finding, finding
from xiandao.core.kinds import LABEL, NAME, Kind

Outcome = Literal["added", "changed", "unchanged", "conflicting", "wrong"]
OUTCOMES: tuple[Outcome, ...] = ("added", "changed", "unchanged", "conflicting", "wrong")
Values = Mapping[str, tuple[str, ...]]


class Arrival(NamedTuple):
    """A row as it was read.

    Attributes:
        number: Of the row in its sheet, from 1.
        values: Canonical text by property; cells left empty say nothing and are not here.
        faults: What is wrong with its cells; a row with any goes nowhere.
    """

    number: int
    values: Values
    faults: tuple[Finding, ...] = ()


class Met(NamedTuple):
    """An entity that a row may be about.

    Attributes:
        key: Of the entity. by: ``code`` where an identifier is the same, ``name`` where the name is.
        row: Its leading values. said: what the stream of the workbook said of it last.
    """

    key: str
    by: Literal["code", "name"]
    row: Values
    said: Values


class Change(NamedTuple):
    """A property that a row changes, with the values before and after."""

    property: str
    before: tuple[str, ...]
    after: tuple[str, ...]


class Judged(NamedTuple):
    """What becomes of a row.

    Attributes:
        key: The entity it is about; ``None`` for a new one and for a wrong row.
        says: What it says anew, beyond what its stream has said.
        changes: What it says otherwise than the register shows.
        findings: Why it is wrong, or what it contradicts.
    """

    number: int
    outcome: Outcome
    key: str | None
    says: Values
    changes: tuple[Change, ...] = ()
    findings: tuple[Finding, ...] = ()


def judged(arrival: Arrival, met: Sequence[Met], kind: Kind) -> Judged:
    """What *arrival* does, given the entities with one of its codes or with its name.

    A row whose codes belong to two entities, or whose name belongs to one with another code, is not decided here: it
    is wrong until somebody has said which of them is meant.
    """
    if arrival.faults:
        return _wrong(arrival, arrival.faults)
    by_code = {each.key: each for each in met if each.by == "code"}
    if len(by_code) > 1:
        return _wrong(arrival, (finding("row-two-entities", n=len(by_code)),))
    by_name = {each.key: each for each in met if each.by == "name" and not _other_code(kind, arrival.values, each.row)}
    if not by_code and len(by_name) > 1:
        return _wrong(arrival, (finding("row-name-shared", n=len(by_name)),))
    here = next(iter((by_code or by_name).values()), None)
    if here is None:
        return _new(arrival, kind)
    return _known(arrival, here, kind)


def _new(arrival: Arrival, kind: Kind) -> Judged:
    lacking = tuple(
        finding("row-required", property=each.name)
        for each in kind.properties
        if each.required and not arrival.values.get(each.code)
    )
    if lacking:
        return _wrong(arrival, lacking)
    return Judged(arrival.number, "added", None, arrival.values)


def _known(arrival: Arrival, here: Met, kind: Kind) -> Judged:
    says = {code: values for code, values in arrival.values.items() if not _is_said(code, values, here, kind)}
    changes = tuple(
        Change(code, here.row.get(code, ()), values)
        for code, values in says.items()
        if not _is_within(code, values, here.row.get(code, ()), kind)
    )
    if not says:
        return Judged(arrival.number, "unchanged", here.key, {})
    against = tuple(each for each in changes if each.before and here.said.get(each.property, ()) != each.before)
    if against:
        told = tuple(finding("row-contradicts", property=_named(kind, each.property)) for each in against)
        return Judged(arrival.number, "conflicting", here.key, says, changes, told)
    return Judged(arrival.number, "changed" if changes else "unchanged", here.key, says, changes)


def _is_said(code: str, values: tuple[str, ...], here: Met, kind: Kind) -> bool:
    return _is_within(code, values, here.said.get(code, ()), kind)


def _is_within(code: str, values: tuple[str, ...], known: tuple[str, ...], kind: Kind) -> bool:
    """Whether nothing new is said; of labels and of several values each stands by itself."""
    prop = kind.property(code)
    if code == LABEL or (prop is not None and prop.multiple):
        return set(values) <= set(known)
    return values == known


def _other_code(kind: Kind, values: Values, row: Values) -> bool:
    """Whether the two bear different values of one identifier: then they are two, whatever their names."""
    return any(
        values.get(code) and row.get(code) and not set(values[code]) & set(row[code]) for code in kind.identifiers
    )


def _wrong(arrival: Arrival, findings: tuple[Finding, ...]) -> Judged:
    return Judged(arrival.number, "wrong", None, {}, findings=findings)


def _named(kind: Kind, code: str) -> str:
    prop = kind.property(code)
    return prop.name if prop is not None else code


def twice(arrivals: Sequence[Arrival], kind: Kind) -> Mapping[int, Finding]:
    """Rows that speak of what an earlier row of the same workbook speaks of, by number; the earlier one counts.

    The same words again are as wrong as other ones: which of the two rows is meant, its writer knows.
    """
    seen: dict[tuple[str, str], int] = {}
    found: dict[int, Finding] = {}
    for arrival in arrivals:
        if arrival.faults:
            continue
        keys = [(code, value) for code in kind.identifiers for value in arrival.values.get(code, ())]
        keys = keys or [(NAME, value) for value in arrival.values.get(NAME, ())]
        first = next((seen[key] for key in keys if key in seen), None)
        if first is not None:
            found[arrival.number] = finding("row-twice", row=first)
            continue
        seen.update(dict.fromkeys(keys, arrival.number))
    return found

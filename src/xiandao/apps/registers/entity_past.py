"""The past of an entity: who said what of it and when, which stages, labels and names it had, and what people decided."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from xiandao.apps.accounts.models import User
from xiandao.apps.registers.entity_card import Source, Subject
from xiandao.apps.registers.models import Origin, Paper
from xiandao.apps.registers.sight import is_seen, labels_hidden
from xiandao.apps.registers.telling import Told, property_name, told
from xiandao.core.kinds import LABEL
from xiandao.core.statements import Said, Statement
from xiandao.registers.history import History, Move, statements_of


class StatementLine(NamedTuple):
    """A statement in words."""

    code: str
    name: str
    value: Told
    source: Source
    by: str
    said: Statement


class File(NamedTuple):
    """A paper: which of those asked for it is, the name of its file, and its number where the file is here."""

    name: str
    file_name: str
    pk: int | None


class Turn(NamedTuple):
    """A stage entered or a label held: from when to when, on which paper, who entered it and when."""

    code: str
    value: Told
    grantor: str
    since: dt.date | None
    until: dt.date | None
    source: Source | None
    note: str
    by: str
    at: dt.datetime
    files: tuple[File, ...]


class Deed(NamedTuple):
    """What somebody decided: a choice among sources, a denial, a deletion, a restoration."""

    deed: str
    name: str
    values: tuple[Told, ...]
    source: Source
    note: str
    by: str
    at: dt.datetime


class Withdrawn(NamedTuple):
    """A source whose words were taken back whole."""

    source: Source
    by: str
    at: dt.datetime


def people_of(of: Subject) -> dict[str, str]:
    """Names of everybody who entered something, by number."""
    numbers = {said.by for said in of.saids if said.by}
    return {str(pk): name for pk, name in User.objects.filter(pk__in=numbers).values_list("pk", "name")}


def statements(of: Subject, people: Mapping[str, str], code: str = "") -> list[StatementLine]:
    """Everything said of it that the person sees; of one property alone where *code* names it."""
    hidden = labels_hidden(of.kind, of.sight)
    found = statements_of(of.saids, of.kind, on=of.then.on, known_at=of.then.known_at)
    return [
        StatementLine(
            each.property,
            property_name(of.kind, each.property, of.names.language),
            told(of.kind, each.property, each.value, of.names),
            of.sources[each.origin.key],
            people.get(each.by, ""),
            each,
        )
        for each in found
        if (not code or each.property == code)
        and is_seen(of.kind.property(each.property), of.sight)
        and not (each.property == LABEL and each.value in hidden)
    ]


def turns(of: Subject, people: Mapping[str, str], code: str, papers: Mapping[int, Sequence[File]]) -> list[Turn]:
    """The stages, labels or names it had by the day, the earliest first."""
    hidden = labels_hidden(of.kind, of.sight) if code == LABEL else ()
    moves = History(key=str(of.entity.pk), kind=of.kind, saids=tuple(of.saids)).moves(code, of.then.known_at)
    return [
        _turn(of, people, code, papers, move)
        for move in moves
        if move.value not in hidden and (move.since is None or move.since <= of.then.on)
    ]


def _turn(of: Subject, people: Mapping[str, str], code: str, papers: Mapping[int, Sequence[File]], move: Move) -> Turn:
    spoken = [
        said for said in of.saids
        if said.at == move.recorded_at and said.deed == "state" and move.value in said.values.get(code, ())
    ]  # fmt: skip
    said = spoken[0] if spoken else None
    label = next((each for each in of.kind.labels if each.code == move.value), None) if code == LABEL else None
    return Turn(
        code=move.value,
        value=told(of.kind, code, move.value, of.names),
        grantor=label.grantor if label else "",
        since=move.since,
        until=move.until,
        source=of.sources.get(said.origin.key) if said else None,
        note=said.note if said else "",
        by=people.get(said.by, "") if said else "",
        at=move.recorded_at,
        files=tuple(papers.get(said.order, ())) if said else (),
    )


def papers_of(of: Subject) -> dict[int, list[File]]:
    """The papers behind what was said, by the number of the saying."""
    found: dict[int, list[File]] = {}
    for paper in Paper.objects.filter(said__in=[said.order for said in of.saids]):
        file = File(paper.name, paper.file_name, paper.pk if paper.blob_id else None)
        found.setdefault(paper.said_id, []).append(file)
    return found


def deeds(of: Subject, people: Mapping[str, str]) -> list[Deed]:
    """What people decided of it, the latest first."""
    decided = [
        said for said in of.saids
        if said.deed != "state" and said.at <= of.then.known_at and said.withdrawn_at is None
    ]  # fmt: skip
    return [_deed(of, people, said) for said in reversed(decided)]


def _deed(of: Subject, people: Mapping[str, str], said: Said) -> Deed:
    hidden = labels_hidden(of.kind, of.sight)
    seen = {code: values for code, values in said.values.items() if is_seen(of.kind.property(code), of.sight)}
    values = tuple(
        told(of.kind, code, each, of.names)
        for code, said_values in seen.items()
        for each in said_values
        if each not in hidden
    )
    names = "、".join(property_name(of.kind, code, of.names.language) for code in seen)
    deed = "unchoose" if said.deed == "choose" and not any(said.values.values()) else said.deed
    return Deed(deed, names, values, of.sources[said.origin.key], said.note, people.get(said.by, ""), said.at)


def withdrawn(of: Subject) -> list[Withdrawn]:
    """The sources whose words were taken back."""
    keys = {said.origin.key for said in of.saids if said.withdrawn_at is not None}
    rows = Origin.objects.filter(key__in=keys).select_related("withdrawn_by").order_by("-withdrawn_at")
    return [
        Withdrawn(of.sources[row.key], row.withdrawn_by.name if row.withdrawn_by else "", row.withdrawn_at)
        for row in rows
        if row.withdrawn_at is not None
    ]

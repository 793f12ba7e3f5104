"""What is read of the audit chain."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from django.apps import apps
from django.db.models import QuerySet

from xiandao.apps.audit.keys import public_keys
from xiandao.apps.audit.mappers import line_of_row
from xiandao.apps.audit.models import AuditCheck, AuditLine
from xiandao.apps.audit.places import heads_file
from xiandao.apps.audit.within import Holder, actors_within, reaches_all
from xiandao.core.chain import Line
from xiandao.core.chain_audit import Verdict, verify
from xiandao.core.chain_heads import heads_of, sparse
from xiandao.core.findings import Finding
from xiandao.writers.signing import Ed25519Verifier

READ = "audit.read"
AT_ONCE = 2_000
"""Lines fetched together, and between two words on how far it is."""


def audit_verdict(progress: Callable[[int], None] | None = None) -> Verdict:
    """The whole chain of the database against itself and its signed heads; *progress* is told how many were looked at."""
    rows = AuditLine.objects.order_by("seq").iterator(chunk_size=AT_ONCE)
    lines = _counted(map(line_of_row, rows), progress) if progress else map(line_of_row, rows)
    return verdict_of(lines, heads_file(), public_keys())


def _counted(lines: Iterable[Line], progress: Callable[[int], None]) -> Iterator[Line]:
    for count, line in enumerate(lines):
        if count % AT_ONCE == 0:
            progress(count)
        yield line


def check_last() -> AuditCheck | None:
    """The last verification that came to its end."""
    return AuditCheck.objects.filter(state="done").first()


def check_latest() -> AuditCheck | None:
    """The one that was asked for last, however far it is."""
    return AuditCheck.objects.first()


def verdict_kept(check: AuditCheck) -> Verdict:
    """What a verification found, as a value."""
    flat = check.verdict
    faults, notices = (tuple(map(_finding, flat[name])) for name in ("faults", "notices"))
    return Verdict(faults, notices, flat["unlisted"], flat["lines"], flat["signed"])


def _finding(flat: Mapping[str, Any]) -> Finding:
    return Finding(code=flat["code"], start=0, end=0, values=tuple(flat["values"].items()))


def verdict_of(lines: Iterable[Line], heads: Path, keys: Mapping[str, Ed25519Verifier]) -> Verdict:
    """*lines* against the heads in the file *heads*, which need not be there."""
    if not heads.exists():
        return verify(lines, (), keys)
    with heads.open("rb") as signed:
        return verify(lines, sparse(heads_of(signed)), keys)


class Shown(NamedTuple):
    """A line, and what the ids in it are called today; empty where the log alone knows them."""

    line: AuditLine
    who: str
    what: str


ORGANISED = {"user": "accounts.User", "post": "accounts.Post", "unit": "accounts.Unit", "place": "places.Place"}
"""Kinds of objects that an auditor reads by name: the organisation, never what its business is about."""


def shown_of(lines: Sequence[AuditLine]) -> list[Shown]:
    """*lines* with the names of people, posts, units and places; one question for each kind on the page."""
    wanted: dict[str, set[int]] = {kind: set() for kind in ORGANISED}
    for line in lines:
        if line.object_kind in ORGANISED and line.object_id.isdecimal():
            wanted[line.object_kind].add(int(line.object_id))
        if line.actor.isdecimal():
            wanted["user"].add(int(line.actor))
    names = {kind: _names(ORGANISED[kind], pks) for kind, pks in wanted.items() if pks}
    return [
        Shown(line, names.get("user", {}).get(line.actor, ""), names.get(line.object_kind, {}).get(line.object_id, ""))
        for line in lines
    ]


def _names(model: str, pks: set[int]) -> dict[str, str]:
    """The log stands below all other apps: theirs are asked through the framework."""
    rows = apps.get_model(model)._default_manager.in_bulk(pks)  # noqa: SLF001 - documented by Django
    return {str(pk): str(getattr(row, "title", "") or getattr(row, "name", "") or row) for pk, row in rows.items()}


def lines_listed(person: Holder, asked: Mapping[str, str]) -> QuerySet[AuditLine]:
    """The lines, the latest first, of whom and of what was asked for.

    An auditor reads what the people of their place did; of the installation itself and its operator, as of everybody,
    whoever holds a post at the root.
    """
    lines, reaches = AuditLine.objects.order_by("-seq"), person.within(READ)
    if not reaches_all(reaches):
        lines = lines.filter(actor__in=actors_within(reaches))
    for name, column in (("actor", "actor"), ("deed", "deed__startswith"), ("object", "object_id")):
        if asked.get(name):
            lines = lines.filter(**{column: asked[name]})
    return lines

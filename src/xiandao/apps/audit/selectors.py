"""What is read of the audit chain."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from django.db.models import QuerySet

from xiandao.apps.audit.keys import public_keys
from xiandao.apps.audit.mappers import line_of_row
from xiandao.apps.audit.models import AuditLine
from xiandao.apps.audit.places import heads_file
from xiandao.core.chain import Line
from xiandao.core.chain_audit import Verdict, verify
from xiandao.core.chain_heads import heads_of, sparse
from xiandao.writers.signing import Ed25519Verifier


def audit_verdict() -> Verdict:
    """The whole chain of the database against itself and its signed heads."""
    rows = AuditLine.objects.order_by("seq").iterator(chunk_size=2_000)
    return verdict_of(map(line_of_row, rows), heads_file(), public_keys())


def verdict_of(lines: Iterable[Line], heads: Path, keys: Mapping[str, Ed25519Verifier]) -> Verdict:
    """*lines* against the heads in the file *heads*, which need not be there."""
    if not heads.exists():
        return verify(lines, (), keys)
    with heads.open("rb") as signed:
        return verify(lines, sparse(heads_of(signed)), keys)


def lines_listed(asked: Mapping[str, str]) -> QuerySet[AuditLine]:
    """The lines, the latest first, of whom and of what was asked for."""
    lines = AuditLine.objects.order_by("-seq")
    for name, column in (("actor", "actor"), ("deed", "deed__startswith"), ("object", "object_id")):
        if asked.get(name):
            lines = lines.filter(**{column: asked[name]})
    return lines

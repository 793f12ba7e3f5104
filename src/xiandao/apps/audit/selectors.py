"""What is read of the audit chain."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from django.db.models import QuerySet

from xiandao.apps.audit.keys import installation_key
from xiandao.apps.audit.mappers import line_of_row
from xiandao.apps.audit.models import AuditLine
from xiandao.apps.audit.places import heads_file
from xiandao.core.chain import Head
from xiandao.core.chain_audit import Verdict, verify
from xiandao.core.chain_heads import heads_of, sparse
from xiandao.core.findings import Finding


def audit_verdict() -> Verdict:
    """The whole chain against itself and its signed heads."""
    key = installation_key()
    rows = AuditLine.objects.order_by("seq").iterator(chunk_size=2_000)
    return verify((line_of_row(row) for row in rows), _heads(), {key.key_id: key.verifier})


def _heads() -> Iterator[Head | Finding]:
    file = heads_file()
    if file.exists():
        with file.open("rb") as lines:
            yield from sparse(heads_of(lines))


def lines_listed(asked: Mapping[str, str]) -> QuerySet[AuditLine]:
    """The lines, the latest first, of whom and of what was asked for."""
    lines = AuditLine.objects.order_by("-seq")
    for name, column in (("actor", "actor"), ("deed", "deed__startswith"), ("object", "object_id")):
        if asked.get(name):
            lines = lines.filter(**{column: asked[name]})
    return lines

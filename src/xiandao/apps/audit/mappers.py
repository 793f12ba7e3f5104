"""Between rows of the audit chain and its lines."""

from __future__ import annotations

from xiandao.apps.audit.models import AuditLine
from xiandao.core.chain import Deed, Line


def line_of_row(row: AuditLine) -> Line:
    """The row as a line of the chain."""
    deed = Deed(
        at=row.at,
        actor=row.actor,
        deed=row.deed,
        object_kind=row.object_kind,
        object_id=row.object_id,
        detail=row.detail,
        before=row.before,
        after=row.after,
    )
    return Line(seq=row.seq, deed=deed, previous=row.previous, hash=row.hash)


def row_of_line(line: Line) -> AuditLine:
    """The line as a row that is not saved yet."""
    return AuditLine(seq=line.seq, previous=line.previous, hash=line.hash, **line.deed._asdict())

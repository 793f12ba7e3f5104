"""The only writer of verifications: asked for, begun, ended; what one found is kept for good."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from django.db import transaction

from xiandao.apps.audit.models import AuditCheck, AuditLine
from xiandao.apps.audit.selectors import audit_verdict, verdict_kept
from xiandao.apps.audit.services import Actor, record
from xiandao.core.chain_audit import Verdict
from xiandao.core.findings import Finding


@transaction.atomic
def check_ask(by: Actor, *, at: dt.datetime) -> tuple[AuditCheck, bool]:
    """A verification, and whether it is a new one: while one is under way nobody begins another."""
    standing = AuditCheck.objects.select_for_update().filter(state="running").first()
    if standing is not None:
        return standing, False
    check = AuditCheck.objects.create(asked_at=at, actor=by.actor, total=AuditLine.objects.count())
    record("audit.check", "check", check.pk, by=by, at=at)
    return check, True


def check_make(pk: int, progress: Callable[[int], None], *, at: Callable[[], dt.datetime]) -> Verdict:
    """Verifies the chain from the first line to the last and keeps what it found."""
    check = AuditCheck.objects.get(pk=pk)
    if check.state == "done":  # an earlier worker got to the end and was killed before it could say so
        return verdict_kept(check)

    def told(done: int) -> None:
        AuditCheck.objects.filter(pk=pk).update(done=done)
        progress(done)

    found = audit_verdict(told)
    flat = {**found._asdict(), "faults": [*map(_flat, found.faults)], "notices": [*map(_flat, found.notices)]}
    check.state, check.done, check.verdict, check.ended_at = "done", check.total, flat, at()
    check.save(update_fields=("state", "done", "verdict", "ended_at"))
    return found


def _flat(found: Finding) -> dict[str, object]:
    return {"code": found.code, "values": {name: str(value) for name, value in found.values}}


def check_failed(pk: int, *, at: dt.datetime) -> None:
    """It came to no end."""
    AuditCheck.objects.filter(pk=pk, state="running").update(state="failed", ended_at=at)

"""Sends what is due: gathered, leased, handed over, written down; begun again by whoever comes next after a crash.

A process that dies between handing over and writing down leaves an attempt that was begun: its outcome is unknown, and
the message is handed over once more. So everything arrives at least once, under a name of its own by which a receiver
knows a double; the folder and the gateways that heed the name drop it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from xiandao.apps.accounts.rights import Person
from xiandao.apps.audit.services import record
from xiandao.apps.jobs.models import Job
from xiandao.apps.jobs.services import Progress, every, job_enter, work
from xiandao.apps.notices.delivery import Letter, NotHandedOver
from xiandao.apps.notices.digests import digest_due, digests_gather
from xiandao.apps.notices.letters import letter_of
from xiandao.apps.notices.models import WAITING, Attempt, Message
from xiandao.apps.notices.outlet_folder import folder_hand_over, folder_receipt
from xiandao.apps.notices.outlet_mail import mail_hand_over
from xiandao.apps.notices.outlet_text import text_hand_over
from xiandao.apps.notices.outlets import Outlets, outlets_here

SEND = "notices.send"
"""The job that sends what is due."""
LEASE = dt.timedelta(minutes=5)
PAUSES = tuple(dt.timedelta(minutes=each) for each in (1, 5, 15, 60, 240))
"""Between the attempts; after the last of them a message is given up."""
RECEIPTS = dt.timedelta(days=7)
"""For so long the folder is looked through for receipts."""

Clock = Callable[[], dt.datetime]
HandOver = Callable[[Any, Letter, Path], str]

HAND_OVERS: Mapping[str, HandOver] = {
    "mail": mail_hand_over, "text": text_hand_over, "folder": folder_hand_over,
}  # fmt: skip


class Sent(NamedTuple):
    """What one round came to: digests gathered, messages of each fate, and how many wait for another try."""

    gathered: int
    handed_over: int
    delivered: int
    failed: int
    given_up: int
    void: int
    waiting: int


def send_due(clock: Clock, *, by: Person | None = None) -> Sent:
    """Gathers the digests that are due, and hands over every message whose turn has come."""
    ways, at = outlets_here(), clock()
    due = digest_due(at, ways)
    gathered = digests_gather(due, ways, at=at) if due else 0
    fates = [_sent(pk, ways, clock, by) for pk in _due(at, ways).order_by("next_at", "pk").values_list("pk", flat=True)]
    return Sent(
        gathered=gathered,
        handed_over=fates.count("handed-over"),
        delivered=_receipts(ways, clock()),
        failed=fates.count("failed"),
        given_up=fates.count("given-up"),
        void=fates.count("void"),
        waiting=Message.objects.filter(state__in=WAITING).count(),
    )


def _due(at: dt.datetime, ways: Outlets) -> Any:
    free = Q(leased_until=None) | Q(leased_until__lt=at)
    return Message.objects.filter(free, state__in=WAITING, next_at__lte=at, outlet__in=ways.declared)


def _sent(pk: int, ways: Outlets, clock: Clock, by: Person | None) -> str:
    """The fate of one message; empty where another process has it."""
    attempt = _begun(pk, ways, clock())
    if attempt is None:
        return ""
    message = attempt.message
    letter = letter_of(message, ways, installation=settings.INSTALLATION.name, at=clock())
    if letter is None:
        return _written(attempt, "void", "nothing-left", "", at=clock(), by=by)
    try:
        answer = HAND_OVERS[message.outlet](getattr(ways, message.outlet), letter, settings.DATA)
    except NotHandedOver as problem:
        is_over = problem.is_final or message.tries > len(PAUSES)
        fate = "given-up" if is_over else "failed"
        return _written(attempt, fate, problem.reason, problem.answer, at=clock(), by=by)
    return _written(attempt, "handed-over", "", answer, at=clock(), by=by)


@transaction.atomic
def _begun(pk: int, ways: Outlets, at: dt.datetime) -> Attempt | None:
    """An attempt, written down before it is made; ``None`` where somebody else was quicker."""
    message = _due(at, ways).select_for_update(of=("self",)).select_related("user").filter(pk=pk).first()
    if message is None:
        return None
    message.attempts.filter(outcome="begun").update(outcome="unknown", reason="ended")
    message.tries, message.leased_until = message.tries + 1, at + LEASE
    message.save(update_fields=("tries", "leased_until"))
    return Attempt.objects.create(message=message, at=at)


@transaction.atomic
def _written(attempt: Attempt, fate: str, reason: str, answer: str, *, at: dt.datetime, by: Person | None) -> str:
    """What came of it, on the attempt, the message and in the log; neither address nor words stand there."""
    message = attempt.message
    attempt.outcome, attempt.reason, attempt.answer = fate, reason, answer
    attempt.save(update_fields=("outcome", "reason", "answer"))
    message.state, message.leased_until = fate, None
    if fate == "failed":
        message.next_at = at + PAUSES[min(message.tries, len(PAUSES)) - 1]
    else:
        message.ended_at = at
    message.save(update_fields=("state", "leased_until", "next_at", "ended_at"))
    record(
        "notice.send", "message", message.pk, by=by, at=at, outlet=message.outlet, state=fate, tries=message.tries,
        reason=reason, user=message.user_id,
    )  # fmt: skip
    return fate


def _receipts(ways: Outlets, at: dt.datetime) -> int:
    """Takes up what the folder's own sender says of messages; how many arrived."""
    if ways.folder is None:
        return 0
    recent = Message.objects.filter(outlet="folder", state="handed-over", ended_at__gt=at - RECEIPTS)
    return sum(_receipt(each, ways, at) for each in recent)


@transaction.atomic
def _receipt(message: Message, ways: Outlets, at: dt.datetime) -> bool:
    said = folder_receipt(ways.folder, str(message.token), "", settings.DATA) if ways.folder else None
    if said is None:
        return False
    message.state = said[0]
    message.save(update_fields=("state",))
    Attempt.objects.create(message=message, at=at, outcome=said[0], answer=said[1])
    record("notice.send", "message", message.pk, by=None, at=at, outlet="folder", state=said[0])
    return said[0] == "delivered"


@work(SEND)
def _work(job: Job, progress: Progress) -> Mapping[str, Any]:
    """One round in the background."""
    del job
    progress(0, 1)
    return send_due(timezone.now)._asdict()


@every(60)
def round_enter() -> None:
    """Enters a job where something is due, unless one waits already."""
    at, ways = timezone.now(), outlets_here()
    if not ways.declared:
        return
    awaits_receipts = ways.folder is not None and Message.objects.filter(
        outlet="folder", state="handed-over", ended_at__gt=at - RECEIPTS
    ).exists()  # fmt: skip
    if not (awaits_receipts or digest_due(at, ways) or _due(at, ways).exists()):
        return
    if not Job.objects.filter(kind=SEND, state__in=("waiting", "running")).exists():
        job_enter(SEND, {}, by=None, at=at)

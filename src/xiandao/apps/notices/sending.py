"""Sends what is due: gathered, leased, handed over, written down; begun again by whoever comes next after a crash.

A process that dies between handing over and writing down leaves an attempt that was begun: its outcome is unknown, and
the message is handed over once more. So everything arrives at least once, under a name of its own by which a receiver
knows a double; the folder and the gateways that heed the name drop it.
"""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from xiandao.apps.accounts.rights import Person
from xiandao.apps.audit.services import chain_lock, record
from xiandao.apps.jobs.models import Job
from xiandao.apps.jobs.services import Progress, every, job_enter, work
from xiandao.apps.notices.delivery import Letter, NotHandedOver
from xiandao.apps.notices.digests import digest_due, digests_gather
from xiandao.apps.notices.letters import has_ended, letter_of
from xiandao.apps.notices.models import WAITING, Attempt, Channel, Message
from xiandao.apps.notices.outlet_folder import folder_clear, folder_hand_over, folder_receipt
from xiandao.apps.notices.outlet_mail import mail_hand_over
from xiandao.apps.notices.outlet_text import text_hand_over
from xiandao.apps.notices.outlets import Folder, Outlets, outlets_here
from xiandao.apps.notices.sealing import unseal

SEND = "notices.send"
"""The job that sends what is due."""
LEASE = dt.timedelta(minutes=5)
PAUSES = tuple(dt.timedelta(minutes=each) for each in (1, 5, 15, 60, 240))
"""Between the attempts; after the last of them a message is given up."""
DAY = dt.timedelta(days=1)
RECEIPTS = dt.timedelta(days=7)
"""For so long the folder is looked through for receipts."""

_LOG = logging.getLogger(__name__)

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
    fate, reason, answer = _handed_over(attempt.message, ways, clock)
    if fate == "waits":
        return _waits(attempt, at=clock())
    return _written(attempt, fate, reason, answer, at=clock(), by=by)


def _handed_over(message: Message, ways: Outlets, clock: Clock) -> tuple[str, str, str]:
    """The fate of a message, the code of the reason, and what the other side said."""
    is_last = message.tries > len(PAUSES)
    try:
        letter = letter_of(message, ways, installation=settings.INSTALLATION.name, at=clock())
        if letter is None:
            is_over = message.key.startswith("digest:") or has_ended(message)  # the next digest tells what is left
            return ("void", "nothing-left", "") if is_over else ("waits", "", "")
        answer = HAND_OVERS[message.outlet](getattr(ways, message.outlet), letter, settings.DATA)
    except NotHandedOver as problem:
        return "given-up" if problem.is_final or is_last else "failed", problem.reason, problem.answer
    except Exception as fault:  # noqa: BLE001 - of one message: those after it leave all the same
        # Without what it says: that may be an address.
        _LOG.error("message %s: %s", message.pk, type(fault).__name__)
        return "given-up" if is_last else "failed", "fault", type(fault).__name__
    return "handed-over", "", answer


@transaction.atomic
def _begun(pk: int, ways: Outlets, at: dt.datetime) -> Attempt | None:
    """An attempt, written down before it is made; ``None`` where somebody else was quicker."""
    message = _due(at, ways).select_for_update(of=("self",)).select_related("user").filter(pk=pk).first()
    if message is None:
        return None
    message.attempts.filter(outcome="begun").update(outcome="unknown", reason="ended")
    message.tries, message.leased_until = message.tries + 1, at + LEASE
    message.next_at = at + _pause(message)  # before the try: whatever ends the process does not lead the next round
    message.save(update_fields=("tries", "leased_until", "next_at"))
    return Attempt.objects.create(message=message, at=at)


def _pause(message: Message) -> dt.timedelta:
    return PAUSES[min(message.tries, len(PAUSES)) - 1]


def _still_ours(attempt: Attempt) -> Message | None:
    """The message, locked; ``None`` where the lease ran out and another process has begun it again."""
    chain_lock()
    message = Message.objects.select_for_update().get(pk=attempt.message_id)
    return message if Attempt.objects.filter(pk=attempt.pk, outcome="begun").exists() else None


@transaction.atomic
def _waits(attempt: Attempt, *, at: dt.datetime) -> str:
    """Nothing to say yet, or nowhere to go: looked at again a day later, and no try of it."""
    message = _still_ours(attempt)
    if message is None:
        return ""
    message.next_at, message.leased_until, message.tries = at + DAY, None, message.tries - 1
    message.save(update_fields=("next_at", "leased_until", "tries"))
    attempt.delete()
    return "waits"


@transaction.atomic
def _written(attempt: Attempt, fate: str, reason: str, answer: str, *, at: dt.datetime, by: Person | None) -> str:
    """What came of it, on the attempt, the message and in the log; neither address nor words stand there.

    An answer that comes after somebody else has begun the message again is dropped: that one's is written.
    """
    message = _still_ours(attempt)
    if message is None:
        return ""
    attempt.outcome, attempt.reason, attempt.answer = fate, reason, answer
    attempt.save(update_fields=("outcome", "reason", "answer"))
    message.state, message.leased_until = fate, None
    if fate == "failed":
        message.next_at = at + _pause(message)
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
    recent = Message.objects.filter(outlet="folder", ended_at__gt=at - RECEIPTS)
    taken = sum(_receipt(each, ways.folder, at) for each in recent.filter(state="handed-over"))
    for token in recent.filter(state__in=("delivered", "given-up")).values_list("token", flat=True):
        folder_clear(ways.folder, str(token), settings.DATA)
    return taken


@transaction.atomic
def _receipt(message: Message, folder: Folder, at: dt.datetime) -> bool:
    chain_lock()
    channel = Channel.objects.filter(user=message.user_id, outlet="folder").first()
    to = unseal(message.user_id, channel.sealed) if channel else None
    said = folder_receipt(folder, str(message.token), to or "", settings.DATA)
    is_ours = Message.objects.select_for_update().filter(pk=message.pk, state="handed-over").exists()
    if said is None or not is_ours:
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

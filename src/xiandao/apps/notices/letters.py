"""Words a message: what it says is looked up when it leaves, with the rights its reader has on that day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import NamedTuple, cast

from django.template.loader import render_to_string
from django.utils import timezone

from xiandao.apps.accounts.models import User
from xiandao.apps.accounts.selectors import person_of
from xiandao.apps.notices.delivery import Letter
from xiandao.apps.notices.kinds import KINDS, Kind
from xiandao.apps.notices.models import Channel, Message, Notice
from xiandao.apps.notices.outlets import Outlets
from xiandao.apps.notices.sealing import unseal
from xiandao.apps.notices.selectors import OPEN, Line, lines_of, muted, notices_seen
from xiandao.core.messages import Language, wording
from xiandao.writers.labels import label

NAMED = 3
"""So many names stand behind a line of a digest."""
SUMMARY = "notices/digest"


class Entry(NamedTuple):
    """One line of a message: a kind, how many, the first names that may leave the workspace, where they are."""

    kind: Kind
    n: int
    names: tuple[str, ...]
    address: str


def still_said(message: Message, on: dt.date) -> list[Line]:
    """What of a message its reader may still see, and has not read or signed for meanwhile."""
    user = message.user
    off = muted(user.pk)
    found = notices_seen(person_of(user, on), on).filter(OPEN, pk__in=message.holds).order_by("-last_at", "-pk")
    return [line for line in lines_of(found, on) if line.notice.kind not in off]


def has_ended(message: Message) -> bool:
    """Whether it never will have anything to say: its reader has left, or has read, signed for or switched off all."""
    user = message.user
    off = muted(user.pk)
    return not user.is_active or not Notice.objects.filter(OPEN, pk__in=message.holds).exclude(kind__in=off).exists()


def entries_of(lines: Iterable[Line], outlets: Outlets) -> tuple[Entry, ...]:
    """A line a kind, in the order of ``kinds.toml``."""
    listed = list(lines)
    by_kind = ((kind, [each for each in listed if each.kind is kind]) for kind in KINDS.values())
    return tuple(_entry(kind, of, outlets) for kind, of in by_kind if of)


def _entry(kind: Kind, of: list[Line], outlets: Outlets) -> Entry:
    """Above 无 nothing but how many, and the link."""
    open_names = [each.shown.name for each in of if each.shown and each.shown.secrecy == "none" and each.shown.name]
    address = f"{outlets.address}/notices/?kind={kind.code}" if outlets.address else ""
    return Entry(kind, sum(each.notice.count for each in of), tuple(dict.fromkeys(open_names))[:NAMED], address)


def letter_of(message: Message, outlets: Outlets, *, installation: str, at: dt.datetime) -> Letter | None:
    """The message as it leaves now; ``None`` where nothing is left to say, or its reader has no channel any more."""
    user = message.user
    channel = Channel.objects.filter(user=user, outlet=message.outlet, is_on=True).first()
    to = unseal(user.pk, channel.sealed) if channel and user.is_active else None
    lines = still_said(message, timezone.localdate(at)) if to else []
    if to is None or not lines:
        return None
    language = language_of(user)
    entries = entries_of(lines, outlets)
    n = sum(each.n for each in entries)
    context = {
        "language": language, "name": user.name, "entries": entries, "n": n, "installation": installation,
        "late": sum(line.is_late for line in lines),
        "address": f"{outlets.address}/notices/" if outlets.address else "",
    }  # fmt: skip
    return Letter(
        token=str(message.token),
        to=to,
        title=title_of(message, entries, n, language),
        text=render_to_string(f"{SUMMARY}.txt", context),
        html=render_to_string(f"{SUMMARY}.html", context),
        short=wording("notice-short", language, n=n),
        at=at,
    )


def title_of(message: Message, entries: tuple[Entry, ...], n: int, language: Language) -> str:
    """The subject line: of a digest how many, of one notice its kind."""
    if message.key.startswith("digest:"):
        return wording("notice-digest-title", language, n=n)
    return wording("notice-once-title", language, kind=label("notice", entries[0].kind.code, language))


def language_of(user: User) -> Language:
    """The language in which a person is written to."""
    return cast(Language, user.language if user.language in ("zh", "en") else "zh")

"""The only writer of notices, receipts and channels; ``notify`` is how every app tells somebody something."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import EmailValidator
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from xiandao.apps.accounts.handing import handed_over
from xiandao.apps.accounts.models import Handover
from xiandao.apps.accounts.rights import Person
from xiandao.apps.audit.services import chain_lock, record
from xiandao.apps.cases.clock import last_day
from xiandao.apps.notices import sending as _sending  # noqa: F401 - workers load what declares works from here
from xiandao.apps.notices.kinds import KINDS, Kind
from xiandao.apps.notices.models import Channel, Message, Mute, Notice, Sending
from xiandao.apps.notices.outlet_folder import folder_clear
from xiandao.apps.notices.outlets import outlets_here
from xiandao.apps.notices.receivers import To, holders
from xiandao.apps.notices.sealing import key_remove, seal
from xiandao.apps.notices.selectors import OPEN, muting, notice_for, notices_seen
from xiandao.apps.notices.subjects import NOTHING, About
from xiandao.core.errors import Refusal
from xiandao.core.messages import Language, wording

CODE = re.compile(r"[a-z0-9.:-]{0,40}")
NUMBER = re.compile(r"\+?[0-9][0-9 -]{4,18}[0-9]")
LANGUAGES: tuple[Language, ...] = ("zh", "en")
LONGEST_ADDRESS = 120
BAD_ADDRESS = {"mail": "notice-address-mail", "text": "notice-address-text", "folder": "notice-address-folder"}


@transaction.atomic
def notify(  # noqa: PLR0913 - who tells whom what about what, and where it is
    kind: str,
    to: Iterable[To],
    *,
    link: str,
    by: Person | None,
    at: dt.datetime,
    about: About = NOTHING,
    subject: str = "",
    values: Mapping[str, int | str] | None = None,
    day: dt.date | None = None,
) -> int:
    """Tells posts or people something, in the transaction of the deed that is the reason; how many lines there are.

    The same thing told twice a day is one line with a count, until it is read. Nothing of what *about* says is kept:
    *values* are numbers and codes, and what the line shows is looked up with the rights of whoever reads it.

    Args:
        kind: One of ``kinds.toml``.
        to: Posts or people, each once.
        link: A path of this workspace.
        by: Who does the deed, ``None`` for the installation itself; they see whether it was read.
        at: The time of the deed.
        about: The thing, of a declared model; nothing where no rights are to be asked.
        subject: What within it makes another line.
        values: Numbers and codes for the wording.
        day: From which it counts, ``None`` for today: the days for signing begin with it, whoever holds the post then is
            sent it, and not before.

    Raises:
        ValueError: *values* or *subject* hold words, *values* lack what the wording names, or *link* leads elsewhere: a
            fault of the caller.
    """
    known, said = KINDS[kind], dict(values or {})
    if not all(isinstance(each, int) or CODE.fullmatch(each) for each in (*said.values(), subject)):
        raise ValueError("a notice holds numbers and codes, no words")
    if not link.startswith("/") or link.startswith("//") or "\\" in link:
        raise ValueError(f"no path of ours: {link}")
    _wording_check(known, said)
    chain_lock()
    told = list(dict.fromkeys(to))
    for each in told:
        _tell(known, each, about, subject, said, link, by=by, at=at, since=day)
    return len(told)


def _wording_check(kind: Kind, values: Mapping[str, int | str]) -> None:
    try:
        for language in LANGUAGES:
            wording(kind.wording, language, **values)
    except KeyError as lacking:
        raise ValueError(f"{kind.code}: the wording asks for {lacking}") from None


def _tell(  # noqa: PLR0913 - as above
    kind: Kind,
    to: To,
    about: About,
    subject: str,
    values: Mapping[str, int | str],
    link: str,
    *,
    by: Person | None,
    at: dt.datetime,
    since: dt.date | None,
) -> None:
    day = timezone.localdate(at)
    begins = max(day, since or day)
    key = {
        "kind": kind.code, "post_id": to.post, "user_id": to.user, "about_model": about.model, "about_id": about.id,
        "subject": subject, "day": day, "read_at": None,
    }  # fmt: skip
    until = _sign_until(kind, begins)
    fresh = {
        "values": dict(values), "link": link, "first_at": at, "last_at": at, "sign_within": kind.sign_within,
        "sign_until": until,
    }  # fmt: skip
    notice, is_new = Notice.objects.select_for_update().get_or_create(**key, defaults=fresh)
    if not is_new:
        Notice.objects.filter(pk=notice.pk).update(count=F("count") + 1, last_at=at, values=dict(values), link=link)
    post = _post_of(by, kind) if by else None
    Sending.objects.create(notice=notice, at=at, by_id=by.id if by else None, post_id=post)
    if is_new and kind.at_once:
        _enqueue(notice, to, begins, at=at)


def _post_of(by: Person, kind: Kind) -> int | None:
    """The post that permitted the deed; of a deed that several permit, the one acted in, or the first."""
    grants = (*by.within(kind.deed), *by.grants)
    return next((grant.post for grant in grants if grant.post), None)


def _sign_until(kind: Kind, day: dt.date) -> dt.date | None:
    if kind.sign_within is None:
        return None
    try:
        return last_day(day, kind.sign_within)
    except Refusal:  # the calendar of that year is not known: never guessed, and then nothing is ever late
        return None


def _enqueue(notice: Notice, to: To, day: dt.date, *, at: dt.datetime) -> None:
    """A message to everybody who holds the post on *day* and has a channel; it leaves no earlier than that day."""
    declared = outlets_here().declared
    if not declared:
        return
    wanting = {*holders(to, day)} - muting(notice.kind)
    midnight = timezone.make_aware(dt.datetime.combine(day, dt.time.min))
    for channel in Channel.objects.filter(user__in=wanting, is_on=True, outlet__in=declared):
        Message.objects.get_or_create(
            user_id=channel.user_id, outlet=channel.outlet, key=f"once:{notice.pk}",
            defaults={"holds": [notice.pk], "created_at": at, "next_at": max(at, midnight)},
        )  # fmt: skip


# ------------------------------------------------------------------------------------------------------ receipts


@transaction.atomic
def notice_read(person: Person, pk: int, *, at: dt.datetime) -> Notice:
    """Says that it was read, by whom and when; the first reader of a post counts."""
    chain_lock()
    notice = _locked(person, pk, at)
    if notice.read_at is None:
        _read(notice, person, at)
        record("notice.read", "notice", notice.pk, by=person, at=at)
    return notice


def _read(notice: Notice, person: Person, at: dt.datetime) -> None:
    notice.read_at, notice.read_by_id = at, person.id
    notice.save(update_fields=("read_at", "read_by"))


@transaction.atomic
def notices_read(person: Person, *, at: dt.datetime, kind: str = "") -> int:
    """Says of all of them, or all of one *kind*, that they were read; how many. None is signed for by it."""
    chain_lock()
    found = notices_seen(person, timezone.localdate(at)).filter(read_at=None)
    pks = list((found.filter(kind=kind) if kind else found).values_list("pk", flat=True))
    waiting = Notice.objects.filter(pk__in=pks, read_at=None)
    n = waiting.update(read_at=at, read_by_id=person.id)
    if n:
        record("notice.read", "notice", "-", by=person, at=at, notices=pks)
    return n


def notices_settle(kind: str, about: About, *, at: dt.datetime, but: str = "") -> int:
    """What they told of waits for nobody any more (but within *but*): nobody need read them; how many.

    What must be signed for stays to be signed for.
    """
    of = Notice.objects.filter(kind=kind, about_model=about.model, about_id=about.id, read_at=None, sign_within=None)
    return (of.exclude(subject=but) if but else of).update(read_at=at)


@transaction.atomic
def notice_sign(person: Person, pk: int, *, at: dt.datetime) -> Notice:
    """签收: dated and named, once.

    Raises:
        Refusal: ``notice-no-signature`` where none is asked for, ``notice-signed`` where somebody was quicker.
    """
    chain_lock()
    notice = _locked(person, pk, at)
    if notice.sign_within is None:
        raise Refusal("notice-no-signature")
    if notice.signed_at is not None:
        raise Refusal("notice-signed", who=notice.signed_by.name if notice.signed_by else "—")
    if notice.read_at is None:
        _read(notice, person, at)
    notice.signed_at, notice.signed_by_id = at, person.id
    notice.save(update_fields=("signed_at", "signed_by"))
    record("notice.sign", "notice", notice.pk, by=person, at=at)
    return notice


def _locked(person: Person, pk: int, at: dt.datetime) -> Notice:
    seen = notice_for(person, pk, timezone.localdate(at))
    return Notice.objects.select_for_update().get(pk=seen.pk)


# ------------------------------------------------------------------------------------------------------ channels


@transaction.atomic
def channels_set(
    person: Person, addresses: Mapping[str, str], on: Iterable[str], wanted: Iterable[str], *, at: dt.datetime
) -> None:
    """A person's own channels: the address of each outlet, those that are *on*, and the kinds that are *wanted*.

    Raises:
        Refusal: ``notice-address`` for what is no address, ``notice-address-none`` for a channel without one.
    """
    switched, kept, user = {*on}, {*wanted}, person.id or 0
    for outlet in outlets_here().declared:
        address = _address(outlet, addresses.get(outlet, ""))
        if not address and outlet in switched:
            raise Refusal("notice-address-none")
        if not address:
            Channel.objects.filter(user_id=user, outlet=outlet).delete()
            continue
        Channel.objects.update_or_create(
            user_id=user, outlet=outlet,
            defaults={"sealed": seal(user, address), "is_on": outlet in switched, "set_at": at},
        )  # fmt: skip
    Mute.objects.filter(user_id=user).delete()
    off = [kind for kind, known in KINDS.items() if known.may_switch_off and kind not in kept]
    Mute.objects.bulk_create([Mute(user_id=user, kind=kind) for kind in off])
    record("channel.set", "user", user, by=person, at=at, on=sorted(switched), off=off)


@transaction.atomic
def address_erase(user: int, *, by: Person, at: dt.datetime) -> int:
    """Erases the addresses of a person for good: channels, key, and what still lies in the folder; how many channels.

    The key goes before the deed stands: should it not, the addresses are unreadable, never kept in secret.
    """
    erased, _ = Channel.objects.filter(user_id=user).delete()
    record("channel.erase", "user", user, by=by, at=at, channels=erased)
    key_remove(user)
    folder = outlets_here().folder
    if folder is not None:
        for token in Message.objects.filter(user_id=user, outlet="folder").values_list("token", flat=True):
            folder_clear(folder, str(token), settings.DATA)
    return erased


def _address(outlet: str, said: str) -> str:
    """The address as it is kept; empty for none."""
    said = said.strip()
    if not said:
        return ""
    is_good = len(said) <= LONGEST_ADDRESS and said.isprintable()
    if outlet == "mail":
        try:
            EmailValidator()(said)
        except ValidationError:
            is_good = False
        is_good = is_good and said.isascii()
    elif outlet == "text":
        is_good = is_good and NUMBER.fullmatch(said) is not None
        said = said.replace(" ", "").replace("-", "")
    if not is_good:
        raise Refusal(BAD_ADDRESS[outlet])
    return said


# ------------------------------------------------------------------------------------------------------- hand-over


@handed_over
def _received(handover: Handover, by: Person | None, at: dt.datetime) -> None:
    """Whoever receives a post is told so, and how much waits for it."""
    waiting = Notice.objects.filter(OPEN, post=handover.post_id).count()
    notify(
        "post.received", (To(user=handover.to_user_id),), about=About("accounts.post", handover.post_id),
        values={"n": waiting}, link="/notices/", by=by, at=at, day=handover.day,
    )  # fmt: skip

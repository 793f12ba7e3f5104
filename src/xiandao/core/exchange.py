"""What installations send one another by file: packages and receipts as values, with their one form in JSON."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple
from unicodedata import category, is_normalized

from xiandao.core.canonical import canonical_bytes, digest, digest_of
from xiandao.core.typed import (
    Readers,
    as_count,
    as_list,
    as_object,
    as_record,
    as_records,
    as_text,
    as_text_or_none,
    as_time,
)

PACKAGE_FORMAT = "xiandao-package/1"
RECEIPT_FORMAT = "xiandao-receipt/1"
MANIFEST, SIGNATURE, FOLDER = "manifest.json", "signature.json", "files/"
LARGEST = 50 * 1024 * 1024
"""Bytes of a package, which are those of its files and a little more."""
MOST_FILES = 1_000
LONGEST_NAME = 200
_FORBIDDEN = re.compile(r'[\\:*?"<>|]')
_SPELLED = {"from": "sender", "to": "recipient"}


class Kind(StrEnum):
    """What a package brings: a plan, a list of things, or the answers of a collection round."""

    PLAN = "plan"
    LIST = "list"
    ROUND = "round"


class Outcome(StrEnum):
    """What became of a package."""

    ACCEPTED = "accepted"
    IN_PART = "accepted-in-part"
    REFUSED = "refused"


class Standing(StrEnum):
    """What a package is to who has received others before."""

    NEW = "new"
    REPEATED = "repeated"
    CLASHING = "clashing"


class Content(NamedTuple):
    """One file of a package; *size* in bytes."""

    name: str
    size: int
    digest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Cover:
    """What is written on the outside of a package.

    Attributes:
        kind: What it brings.
        number: The sender's own, for one content only.
        sender: Id of the installation that sends, ``place:320200`` for instance.
        recipient: Id of the one it is meant for.
        created_at: When; aware.
        in_reply_to: Digest of the package that this one answers, or ``None``.
    """

    kind: Kind
    number: str
    sender: str
    recipient: str
    created_at: datetime
    in_reply_to: str | None = None

    def __post_init__(self) -> None:
        if self.created_at.utcoffset() is None:
            raise ValueError("a package's time needs a time zone")


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """A cover with its contents, by name.

    Attributes:
        key: The same whenever the same is sent again under the same number: who keeps the keys counts nothing twice.
    """

    cover: Cover
    contents: tuple[Content, ...]
    key: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Package:
    """A package that was opened and found as it was signed.

    Attributes:
        digest: Of the whole file; receipts and replies name the package by it.
        files: By name; whether they hold anything good is for whoever reads them.
    """

    manifest: Manifest
    digest: str
    files: Mapping[str, bytes]


class RejectedRow(NamedTuple):
    """A row that was not taken over.

    Attributes:
        file: In the package.
        line: Counted from 1 as a person sees it, the heading included.
        code: Of the wording that says why.
        values: What the wording's ``{names}`` stand for.
    """

    file: str
    line: int
    code: str
    values: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """What the recipient says became of a package.

    Attributes:
        package: Digest of the file as it arrived.
        recipient: Id of the installation that received it and answers.
        at: When it was looked at; aware.
        outcome: ``REFUSED`` exactly when there is a *reason*, ``IN_PART`` exactly when there are *rows*.
        reason: Code of the refusal that the package met, or ``None``.
        rows: Those not taken over, while the others were.
    """

    package: str
    recipient: str
    at: datetime
    outcome: Outcome
    reason: str | None = None
    rows: tuple[RejectedRow, ...] = ()

    def __post_init__(self) -> None:
        if self.at.utcoffset() is None:
            raise ValueError("a receipt's time needs a time zone")
        if self.reason is not None and self.rows:
            raise ValueError("a receipt has a reason or rows, not both")
        if self.outcome is not _outcome_of(self.reason, self.rows):
            raise ValueError("a receipt's outcome follows from what it says")


def receipt_for(
    package: bytes, recipient: str, at: datetime, *, rows: tuple[RejectedRow, ...] = (), reason: str | None = None
) -> Receipt:
    """The receipt for the file *package*: refused for *reason*, or accepted but for *rows*."""
    outcome = _outcome_of(reason, rows)
    return Receipt(package=digest(package), recipient=recipient, at=at, outcome=outcome, reason=reason, rows=rows)


def _outcome_of(reason: str | None, rows: tuple[RejectedRow, ...]) -> Outcome:
    if reason is not None:
        return Outcome.REFUSED
    return Outcome.IN_PART if rows else Outcome.ACCEPTED


def manifest_for(cover: Cover, files: Mapping[str, bytes]) -> Manifest:
    """The manifest of *files* sent under *cover*."""
    contents = tuple(Content(name, len(files[name]), digest(files[name])) for name in sorted(files))
    return Manifest(cover=cover, contents=contents, key=_key(cover, contents))


def standing(manifest: Manifest, received: Mapping[tuple[str, str], str]) -> Standing:
    """Whether the package is new to one who has *received* these keys, by sender and number."""
    key = received.get((manifest.cover.sender, manifest.cover.number))
    if key is None:
        return Standing.NEW
    return Standing.REPEATED if key == manifest.key else Standing.CLASHING


def is_safe_name(name: str) -> bool:
    """Whether *name* is a file's name, with folders, that no system takes for anything else."""
    steps = name.split("/")
    return (
        len(name) <= LONGEST_NAME
        and is_normalized("NFC", name)
        and not _FORBIDDEN.search(name)
        and not any(category(char)[0] == "C" for char in name)
        and all(step and step.strip(" .") and step[-1] not in " ." and step[0] != " " for step in steps)
    )


def manifest_bytes(manifest: Manifest) -> bytes:
    """*manifest* as ``manifest.json``."""
    fields = {name: getattr(manifest.cover, name) for name in Cover.__slots__}
    fields |= {"from": fields.pop("sender"), "to": fields.pop("recipient")}
    rest = {"format": PACKAGE_FORMAT, "contents": manifest.contents, "key": manifest.key}
    return canonical_bytes(fields | rest)


def manifest_from(value: object) -> Manifest:
    """The manifest that the JSON *value* says; its format is taken as looked at.

    Raises:
        ValueError: When it says none, or one whose key is not its own.
    """
    fields = {name: each for name, each in as_object(value).items() if name != "format"}
    contents = as_records(Content, fields.pop("contents", None), {"size": as_count})
    key = as_text(fields.pop("key", None))
    named = {_SPELLED.get(name, name): each for name, each in fields.items()}
    cover = as_record(Cover, named, {"kind": _kind, "created_at": as_time, "in_reply_to": as_text_or_none})
    if key != _key(cover, contents):
        raise ValueError("the key is another's")
    return Manifest(cover=cover, contents=contents, key=key)


def receipt_from(value: object) -> Receipt:
    """The receipt that was written with ``canonical_bytes``.

    Raises:
        ValueError: When *value* is none.
    """
    readers: Readers = {"at": as_time, "outcome": _outcome, "reason": as_text_or_none, "rows": _rows}
    return as_record(Receipt, value, readers)


def _key(cover: Cover, contents: tuple[Content, ...]) -> str:
    return digest_of((cover.kind, cover.number, cover.sender, cover.recipient, cover.in_reply_to, contents))


def _kind(value: object) -> Kind:
    return Kind(as_text(value))


def _outcome(value: object) -> Outcome:
    return Outcome(as_text(value))


def _rows(value: object) -> tuple[RejectedRow, ...]:
    return as_records(RejectedRow, value, {"line": as_count, "values": _values})


def _values(value: object) -> tuple[tuple[str, str], ...]:
    return tuple((as_text(name), as_text(text)) for name, text in map(_pair, as_list(value)))


def _pair(value: object) -> tuple[object, object]:
    match as_list(value):
        case [name, text]:
            return name, text
    raise ValueError("a pair is expected")

"""What a decision rests on and what people said of it, as values of its dossier (决策全过程留痕卷宗)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import NamedTuple, Protocol

from xiandao.core.canonical import SHA256, Digest, digest
from xiandao.core.sealing import Seal

_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9:._/@-]{0,127}")


def refuse_names(*ids: str) -> None:
    """Raises ``ValueError`` for what is no id: a dossier stays for ever, and a name in it could never be erased."""
    strange = [each for each in ids if not _ID.fullmatch(each)]
    if strange:
        raise ValueError(f"an id is expected, of letters, digits and :._/@-, not {strange[0]!r}")


class Material(NamedTuple):
    """One input as it was when the decision was made.

    Attributes:
        name: What the rules call it, ``scores`` for instance.
        media_type: As registered with IANA.
        data: All its bytes.
    """

    name: str
    media_type: str
    data: bytes


class Input(NamedTuple):
    """What a dossier keeps of a material; *size* in bytes."""

    name: str
    media_type: str
    size: int
    digest: str


class RuleVersion(NamedTuple):
    """A rule that was applied.

    Attributes:
        id: Of the rule.
        version: The one that was in force.
        clause: The clause of the published document that it carries out, as printed.
        digest: Of the bytes in which this version is kept.
    """

    id: str
    version: str
    clause: str
    digest: str


def rule_version(rule: str, version: str, clause: str, text: bytes, *, by: Digest = SHA256) -> RuleVersion:
    """The version of *rule* that is kept as *text*."""
    return RuleVersion(rule, version, clause, digest(text, by=by))


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """What one person gave *subject* on *criterion*; in the points of the call."""

    subject: str
    criterion: str
    by: str
    value: Decimal

    def __post_init__(self) -> None:
        refuse_names(self.subject, self.by)


@dataclass(frozen=True, slots=True, kw_only=True)
class Dissent:
    """保留意见: what one person holds against the outcome, in that person's words; *subject* ``None``: all of it."""

    subject: str | None
    by: str
    at: datetime
    words: str

    def __post_init__(self) -> None:
        refuse_names(self.by, *([self.subject] if self.subject is not None else []))


@dataclass(frozen=True, slots=True, kw_only=True)
class Objection:
    """What was objected in the publicity period, and the answer; ``None`` while there is none."""

    subject: str
    by: str
    at: datetime
    words: str
    answer: str | None

    def __post_init__(self) -> None:
        refuse_names(self.subject, self.by)


class Person(NamedTuple):
    """Who took part, by id; *part* is ``expert``, ``chair``, ``secretary``, ``decider`` or what the call's rule says."""

    id: str
    part: str


class Rerun(Protocol):
    """The rules at work: the same arguments give the same outcome.

    The parameters come as they are read from the dossier, numbers with a point as ``Decimal``. All chance comes from
    the seed. The outcome is a value with canonical bytes.
    """

    def __call__(
        self,
        inputs: Mapping[str, bytes],
        rules: tuple[RuleVersion, ...],
        seed: int,
        parameters: Mapping[str, object],
        /,
    ) -> object:
        """The outcome."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """What a decision is to be made on.

    Attributes:
        id: Of the decision.
        materials: The inputs, each under a name of its own.
        rules: The versions applied.
        seed: From which all chance is drawn.
        parameters: Settings that are no rule: weights, limits, places.
        as_of: The day whose truth was asked for.
        known_at: When it was asked: what came to be known later had no part.
    """

    id: str
    materials: tuple[Material, ...]
    rules: tuple[RuleVersion, ...]
    seed: int
    parameters: Mapping[str, object]
    as_of: date
    known_at: datetime

    def __post_init__(self) -> None:
        refuse_names(self.id)
        names = [each.name for each in self.materials]
        versions = [(each.id, each.version) for each in self.rules]
        if len(set(names)) < len(names) or len(set(versions)) < len(versions):
            raise ValueError("an input or a rule stands twice in a case")
        if self.known_at.utcoffset() is None:
            raise ValueError("what was known when needs a time zone")


@dataclass(frozen=True, slots=True, kw_only=True)
class Voices:
    """What people contributed; any order, the dossier brings its own."""

    scores: tuple[Score, ...] = ()
    dissents: tuple[Dissent, ...] = ()
    objections: tuple[Objection, ...] = ()
    people: tuple[Person, ...] = ()

    def __post_init__(self) -> None:
        refuse_names(*(each.id for each in self.people))


@dataclass(frozen=True, slots=True, kw_only=True)
class Dossier:
    """A decision as it was made: enough to make it again and to prove that nothing was changed.

    Attributes:
        id: As its :class:`Case`, as are *rules*, *seed*, *as_of* and *known_at*.
        inputs: By name; their bytes are kept elsewhere.
        parameters: Canonical JSON.
        outcome: Canonical JSON; what the rules gave.
        outcome_digest: Of *outcome*.
        voices: Each kind in an order of its own content.
        parts: The digest of every part when it was frozen, by the part's name; this is what seals are over.
        seals: Who vouched for it, in the order of signing.
    """

    id: str
    inputs: tuple[Input, ...]
    rules: tuple[RuleVersion, ...]
    seed: int
    parameters: bytes
    as_of: date
    known_at: datetime
    outcome: bytes
    outcome_digest: str
    voices: Voices
    parts: tuple[tuple[str, str], ...]
    seals: tuple[Seal, ...] = ()

"""A plan as values: what reading a document yields, in the terms of the plan format."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from xiandao.core.findings import Finding


class Basis(StrEnum):
    """How a target's deadline is known."""

    EXPLICIT = "explicit"
    INHERITED = "inherited"
    PERIOD = "period"
    DERIVED = "derived"
    PERSON = "person"
    NONE = "none"


class Words(NamedTuple):
    """The words an item rests on.

    Attributes:
        quote: ``text[start:end]`` of the document, exactly.
        start: In code points of the document's text.
        end: One past the last code point.
        rule: Id of the rule that read them.
        confidence: 识别可信度, 0 to 1; the rule's own, less a step where the text is damaged at these words
            (``reading.trust``); not a probability.
        page: Counted from 1; ``None`` where the format has no pages.
    """

    quote: str
    start: int
    end: int
    rule: str
    confidence: float
    page: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """A promise that can be checked: *subject* will meet *value* by *deadline_year*.

    Attributes:
        subject: The thing counted, in the document's own words.
        comparator: ``>=``, ``<=``, ``~``, ``=`` or ``range``.
        value: In *unit* as printed: 300亿元 is 300.
        value_max: Upper end of a range, else ``None``.
        unit: As printed, with its scale word (``亿元``), ``None`` where none is printed.
        deadline_year: Last calendar year in which the promise may be kept; ``None`` where no year is in scope.
        deadline_basis: How the year is known; ``NONE`` exactly when there is none.
        frequency: ``annual`` for 每年 and yearly rates, else ``total``.
        applies_per: What each one applies to (每个主导型未来产业), or ``None``.
        base_value: What the value starts from (由…提高到…), in *unit*.
        base_year: The year of *base_value*.
        stretch_of: Id of the target beside which this one is the higher aim (力争).
        direction: ``up`` or ``down``.
        group: Shared by the items that one rule read together from the same number.
    """

    id: str
    words: Words
    subject: str
    comparator: str
    value: float
    value_max: float | None
    unit: str | None
    deadline_year: int | None
    deadline_basis: Basis
    frequency: str
    applies_per: str | None
    base_value: float | None
    base_year: int | None
    stretch_of: str | None
    direction: str
    group: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """A figure of what already is; *year* is the year it is told of, else as :class:`Target`."""

    id: str
    words: Words
    subject: str
    comparator: str
    value: float
    value_max: float | None
    unit: str | None
    year: int | None
    frequency: str
    group: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """A duty: the lowest numbered heading that orders something done.

    Attributes:
        number: The path of headings as printed, ``三/（一）``.
        title: The heading without its number.
        units: Lead and support in printed order.
        lead: 牵头 units. support: the others, where the note keeps them apart.
        units_raw: The notes as printed, joined by a line break; ``None`` where there is none.
        units_inherited: Units that a note elsewhere binds to this task.
        strength: ``must``, ``encourage`` or ``explore``.
        body_start: The task's own text, for whoever wants to read on.
        body_end: One past its last code point.
    """

    id: str
    words: Words
    number: str
    title: str
    units: tuple[str, ...]
    lead: tuple[str, ...]
    support: tuple[str, ...]
    units_raw: str | None
    units_inherited: tuple[str, ...]
    strength: str
    body_start: int
    body_end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Sector:
    """An industry or track that the plan commits to; *parent* is the sector it stands under."""

    id: str
    words: Words
    name: str
    group: str | None
    parent: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Technology:
    """A direction named under a sector; *kind* is ``item``, ``application``, ``enabling`` or ``umbrella``."""

    id: str
    words: Words
    sector: str
    name: str
    kind: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Placement:
    """Who gets what: *sector* is laid out in *place*; *strength* is ``explicit`` or ``weak``."""

    id: str
    words: Words
    place: str
    sector: str
    focus: tuple[str, ...]
    strength: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Bundle:
    """A named set with slots: 六个一, 四张清单."""

    id: str
    words: Words
    name: str
    items: tuple[str, ...]
    applies_per: str | None
    group: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Cite:
    """A document that this one carries out (``implement``) or rests on (``basis``)."""

    id: str
    words: Words
    title: str
    doc_no: str | None
    relation: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentData:
    """What the document says of itself; ``None`` where it does not say.

    Attributes:
        level: ``national``, ``province``, ``city``, ``district`` or ``zone``.
        period: First and last year.
        issued_on: ISO date of signature.
        alt_titles: The transmitted text's own title, where a notice transmits it.
        rules: Which rule gave each derived value, as (key, rule id).
    """

    title: str | None = None
    alt_titles: tuple[str, ...] = ()
    doc_no: str | None = None
    issuer: str | None = None
    issued_on: str | None = None
    place: str | None = None
    level: str | None = None
    period: tuple[int | None, int | None] = (None, None)
    is_draft: bool = False
    rules: tuple[tuple[str, str], ...] = ()


Item = Target | Fact | Task | Sector | Technology | Placement | Bundle | Cite


class Claim(NamedTuple):
    """What became of one number of the text.

    Attributes:
        start: Where the number stands.
        end: One past its last code point.
        items: Ids of the items that claim it; two only when they share a group.
        reason: The declared reason why it is no amount (``date``, ``doc-no``, …), else ``None``.
    """

    start: int
    end: int
    items: tuple[str, ...]
    reason: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Balance:
    """The books: every number of the text, and the open ones among them."""

    claims: tuple[Claim, ...]
    open: tuple[Claim, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """Everything that reading found in one document, each kind in the order of the text."""

    source_name: str
    media_type: str
    text_sha256: str
    document: DocumentData
    targets: tuple[Target, ...]
    facts: tuple[Fact, ...]
    tasks: tuple[Task, ...]
    sectors: tuple[Sector, ...]
    technologies: tuple[Technology, ...]
    placements: tuple[Placement, ...]
    bundles: tuple[Bundle, ...]
    cites: tuple[Cite, ...]
    balance: Balance
    findings: tuple[Finding, ...]

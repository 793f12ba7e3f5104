"""What an alignment of levels takes and gives: plans as leaves, links with their reasons, gaps, sums, late dates."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from xiandao.alignment.leaves import Leaf


class SectorName(NamedTuple):
    """Where a name of a sector or technology stands in the taxonomy: its code, and the code above it or ``None``."""

    code: str
    parent: str | None = None


SectorNames = Mapping[str, SectorName]
"""Every name and synonym that the taxonomy knows; may be empty."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanLeaves:
    """A plan as far as levels are compared.

    Attributes:
        plan: Id of the plan, unique among those compared.
        place: The place it is for, as it names itself; empty where it does not say.
        level: ``national``, ``province``, ``city``, ``district`` or ``zone``; empty where it does not say.
        period: First and last year, ``None`` where the document does not say.
        title: The document's title.
        doc_no: The document's own number, ``None`` where it has none.
        cites: Titles and numbers of the documents that it carries out or rests on.
        leaves: Its items.
    """

    plan: str
    place: str
    level: str
    period: tuple[int | None, int | None]
    title: str
    leaves: tuple[Leaf, ...]
    cites: tuple[str, ...] = ()
    doc_no: str | None = None


class LinkKind(StrEnum):
    """How a lower item takes up an upper one.

    ``RESTATES`` says the same again, with the same figure if there is one; ``CONTRIBUTES`` gives a part of an
    upper amount of the same subject; ``IMPLEMENTS`` is every other way of carrying it out.
    """

    IMPLEMENTS = "implements"
    RESTATES = "restates"
    CONTRIBUTES = "contributes"


class Reason(NamedTuple):
    """Why a link is believed.

    Attributes:
        code: A key of ``levels_links.REASONS``: ``citation``, ``wording``, ``theme``, ``sector``, ``quantity``, …
        pull: By how much it moves the log-odds; below 0 it speaks against the link.
        shown: What matched: words, figures and years as printed, themes by their codes, else empty.
    """

    code: str
    pull: float
    shown: tuple[str, ...] = ()


class Candidate(NamedTuple):
    """An upper item that a lower one may take up, one of its best.

    Attributes:
        upper: Key of the upper leaf.
        plan: Id of the lower plan.
        lower: Key of the lower leaf.
        score: Log-odds, for ranking only.
        confidence: Calibrated probability in 0 to 1 that a careful reader would link the two.
    """

    upper: str
    plan: str
    lower: str
    score: float
    confidence: float


class Link(NamedTuple):
    """One lower item and an upper item that it takes up, with everything a person needs to agree or not.

    Attributes:
        upper: Key of the upper leaf.
        plan: Id of the lower plan.
        lower: Key of the lower leaf.
        score: Log-odds, for ranking only.
        confidence: Calibrated probability in 0 to 1 that a careful reader would link the two.
        kind: How the lower item takes the upper one up.
        reasons: Strongest first.
        sentences: The sentence of the upper and of the lower document on which the link rests.
        is_automatic: Whether the confidence reaches the threshold at which links may stand until a person objects.
    """

    upper: str
    plan: str
    lower: str
    score: float
    confidence: float
    kind: LinkKind
    reasons: tuple[Reason, ...]
    sentences: tuple[str, str]
    is_automatic: bool


class Paired(NamedTuple):
    """What was found between one lower plan and the upper one: every candidate, and the links among them."""

    candidates: tuple[Candidate, ...]
    links: tuple[Link, ...]


class Coverage(NamedTuple):
    """Which upper items one lower plan takes up, in the order of the upper plan.

    Attributes:
        plan: Id of the lower plan. place: Its place. level: Its level.
        cites: Whether the lower plan names the upper one.
        automatic: Keys of upper items with an automatic link.
        likely: Keys of upper items whose best link is likely, but wants confirming.
    """

    plan: str
    place: str
    level: str
    cites: bool
    automatic: tuple[str, ...]
    likely: tuple[str, ...]


class Orphan(NamedTuple):
    """An item without a counterpart: 无承接条目 above, 无依据条目 below.

    Attributes:
        plan: Id of its plan.
        key: Its key.
        nearest: Confidence of the best candidate all the same, 0 where there is none.
        is_doubtful: Whether that candidate is near enough to be looked at before anybody says that there is none.
        is_beyond: Whether it falls due after the last year of every lower plan, so that it may not be their turn yet.
    """

    plan: str
    key: str
    nearest: float
    is_doubtful: bool
    is_beyond: bool = False


class LateDate(NamedTuple):
    """A lower target that falls due after the upper one that it takes up; *upper_year* < *lower_year*."""

    upper: str
    plan: str
    lower: str
    upper_year: int
    lower_year: int
    confidence: float


class Summand(NamedTuple):
    """One lower target in a sum.

    Attributes:
        plan: Id of the lower plan. place: Its place. lower: Key of the target.
        low: In the base unit of the sum. high: The same, but for ranges.
    """

    plan: str
    place: str
    lower: str
    low: float
    high: float


class LeftOut(NamedTuple):
    """One lower target that looks like a part of a sum and is none; *why* is one of ``levels_sums.LEFT_OUT``."""

    plan: str
    place: str
    lower: str
    why: str


class Sum(NamedTuple):
    """The targets of the places of one level beside the upper target that they break down.

    Attributes:
        upper: Key of the upper target.
        level: Of the plans that are summed: levels overlap each other and are never added up.
        unit: Base unit (元, 家).
        parent_low: The upper amount in *unit*. parent_high: The same, but for ranges.
        low: Sum of the lower ends. high: Sum of the upper ends.
        ratio: *low* over *parent_low*; above 1 more was handed down than was asked for (层层加码), below 1 a part
            is missing or the places are not complete; ``None`` where the upper amount is 0.
        excess: How much *ratio* is above 1, else 0; of a cap (``<=``), how much the sum allows beyond it.
        is_cap: Whether the upper amount must not be passed (``<=``).
        summed: What was added up, one for a place.
        left_out: What was not, and why.
    """

    upper: str
    level: str
    unit: str
    parent_low: float
    parent_high: float
    low: float
    high: float
    ratio: float | None
    excess: float
    is_cap: bool
    summed: tuple[Summand, ...]
    left_out: tuple[LeftOut, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Alignment:
    """上下衔接对照表: one upper plan beside plans below it.

    Attributes:
        upper: Id of the upper plan.
        candidates: For every lower item that can have a parent its best candidates, in the order of the plans
            and their items, best first.
        links: The candidates that are at least likely, in the same order; ``levels.explain`` makes one of any other.
        coverage: One for every lower plan.
        unmet: 无承接条目: upper items that no likely link reaches.
        unfounded: 无依据条目: lower tasks and targets without a likely link.
        late: Conflicting dates.
        sums: For every upper target that has parts below, by level.
    """

    upper: str
    candidates: tuple[Candidate, ...]
    links: tuple[Link, ...]
    coverage: tuple[Coverage, ...]
    unmet: tuple[Orphan, ...]
    unfounded: tuple[Orphan, ...]
    late: tuple[LateDate, ...]
    sums: tuple[Sum, ...]

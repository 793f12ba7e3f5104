"""Kinds of entities as data: properties, identifiers, stages, ladders, labels and views, as packs declare them."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Literal

from xiandao.core.conditions import Condition

Type = Literal[
    "text", "longtext", "whole", "number", "money", "percent", "day", "month", "year", "yes-no",
    "choice", "place", "field", "entity", "identifier", "url", "phone", "person",
]  # fmt: skip
TYPES: tuple[Type, ...] = (
    "text", "longtext", "whole", "number", "money", "percent", "day", "month", "year", "yes-no",
    "choice", "place", "field", "entity", "identifier", "url", "phone", "person",
)  # fmt: skip
"""Canonical text of each: digits without separators, money in yuan, ISO days and months, ``yes`` and ``no``, codes."""
SUMMED: tuple[Type, ...] = ("whole", "number", "money", "percent")

Holds = Literal["on", "during"]
"""``on``: from a day on, until told otherwise (a state); ``during``: of a period and of no other (a flow)."""
Leads = Literal["authority", "latest"]
PERSONAL = ("none", "general", "sensitive")
OPENNESS = ("open", "on-request", "closed")
SECRECY = ("none", "internal", "work-secret")

NAME, PLACE, STAGE, LABEL, FIELD = "name", "place", "stage", "label", "field"
"""Properties that every kind has without declaring them, but for ``field``, which most declare."""
STAGE_HEADS = ("当前阶段", "所处阶段", "项目阶段", "建设阶段", "状态", "进展阶段")
LABEL_HEADS = ("资质称号", "荣誉资质", "企业称号", "荣誉称号", "资质荣誉", "认定称号")
"""Headings that people use for the two."""
EVERY: tuple[str, ...] = (NAME, PLACE, STAGE, LABEL)


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """A word of a vocabulary: its code, its names, and other words that people write for it."""

    code: str
    name: str
    en: str = ""
    synonyms: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Property:
    """Something that can be said of an entity.

    Attributes:
        code: ``[a-z][a-z0-9-]*``, unique in its kind.
        name: As a column is headed. en: English. synonyms: other headings that people use for it.
        type: One of :data:`TYPES`. unit: of numbers, as printed: 人, 平方米; money is kept in yuan.
        vocabulary: The words allowed of a ``choice``. scheme: of an ``identifier``: credit-code, standard, patent …
        of: The kind that an ``entity`` is of. relation: how it is called from the other side.
        required, multiple: as said. holds: state or flow. leads: which source leads where several speak.
        personal, openness, secrecy: the axes of what may be seen; a ``trade_secret`` goes to nobody outside.
        fresh_days: After so many days a value is stale; ``None`` where it never is.
        note: what it means, for people who fill it in.
    """

    code: str
    name: str
    en: str = ""
    type: Type = "text"
    unit: str = ""
    synonyms: tuple[str, ...] = ()
    vocabulary: tuple[Choice, ...] = ()
    scheme: str = ""
    of: str = ""
    relation: str = ""
    required: bool = False
    multiple: bool = False
    holds: Holds = "on"
    leads: Leads = "authority"
    personal: str = "none"
    openness: str = "open"
    secrecy: str = "none"
    trade_secret: bool = False
    fresh_days: int | None = None
    note: str = ""

    def __post_init__(self) -> None:
        if (self.type == "choice") != bool(self.vocabulary):
            raise ValueError(f"{self.code}: a choice has a vocabulary, and nothing else has")
        if (self.type == "identifier") != bool(self.scheme):
            raise ValueError(f"{self.code}: an identifier has a scheme, and nothing else has")
        if (self.type == "entity") != bool(self.of):
            raise ValueError(f"{self.code}: an entity is of a kind, and nothing else is")


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """A stage that entities of a kind pass; an *end* is left by nobody but by an undoing."""

    code: str
    name: str
    en: str = ""
    end: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Transition:
    """A legal move between stages.

    Attributes:
        source: Code of the stage left; empty for entering the first one.
        target: Code of the stage entered.
        evidence: What papers it needs, each by the name people know it by; all of them.
        known: Properties that must be known before.
    """

    source: str
    target: str
    evidence: tuple[str, ...] = ()
    known: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Rung:
    """A rung of a ladder: who fulfils all *rules* stands on it, the highest counts."""

    code: str
    name: str
    en: str = ""
    rules: tuple[Condition, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Ladder:
    """Rungs from the lowest up, and the paper that sets them."""

    code: str
    name: str
    en: str = ""
    source: str = ""
    rungs: tuple[Rung, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    """A title that somebody grants: distinct from every other, dated, of a level.

    Attributes:
        grantor: Who grants it, as the paper says.
        level: ``national``, ``province``, ``city``, ``district`` or empty.
        source: The plan or rule that defines it.
        years: For how many years it is granted; ``None`` where it does not end.
        above: Labels that stand higher in the same line: who holds one of them need not be counted for this one.
        meaning: The definition in a sentence.
        secrecy: One of :data:`SECRECY`; a work secret is shown, and selected by, in restricted views alone (战略人才).
    """

    code: str
    name: str
    en: str = ""
    grantor: str = ""
    level: str = ""
    source: str = ""
    years: int | None = None
    above: tuple[str, ...] = ()
    meaning: str = ""
    secrecy: str = "none"


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """A list by its own name: entities of kinds that fulfil conditions, never a copy of them.

    Attributes:
        code: Unique among all views. name: as the plan names the list.
        kinds: Codes of the kinds it shows, mostly one.
        where: What must hold of what is shown.
        columns: Codes of properties, in order; those that a kind does not have stay empty.
        sort: Codes of properties; a ``-`` before one turns it round.
        group: The property by which the list is split on its page; empty for none.
        source: Which plan asks for it. rows: the catalogue rows it serves.
        restricted: Codes and counts only, until a review is recorded (战略人才, 卡脖子, 招商底牌).
    """

    code: str
    name: str
    en: str = ""
    kinds: tuple[str, ...] = ()
    where: tuple[Condition, ...] = ()
    columns: tuple[str, ...] = ()
    sort: tuple[str, ...] = (NAME,)
    group: str = ""
    source: str = ""
    rows: tuple[str, ...] = ()
    restricted: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """A kind of entity.

    Attributes:
        code: Unique. name, en: as people call it; *many* as its list is called.
        properties: In the order of a card; ``name`` and ``place`` are always among them, first.
        identifiers: Codes of the properties that tell one from another, the surest first.
        stages, transitions, ladders, labels: as declared; empty where the kind has none.
        stale_days: After so many days in a stage that is no end, it is asked about; ``None``: never.
    """

    code: str
    name: str
    en: str = ""
    many: str = ""
    properties: tuple[Property, ...] = ()
    identifiers: tuple[str, ...] = ()
    stages: tuple[Stage, ...] = ()
    transitions: tuple[Transition, ...] = ()
    ladders: tuple[Ladder, ...] = ()
    labels: tuple[Label, ...] = ()
    stale_days: int | None = None
    note: str = ""
    _by_code: dict[str, Property] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_by_code", {each.code: each for each in self.properties})

    def property(self, code: str) -> Property | None:
        """The property of *code*, or ``None`` where the kind has none."""
        return self._by_code.get(code)

    def moves(self, stage: str) -> tuple[Transition, ...]:
        """The legal moves out of *stage*; empty text for an entity that is in none yet."""
        return tuple(each for each in self.transitions if each.source == stage)


def columns_of(kind: Kind) -> tuple[Property, ...]:
    """What a column of a workbook may be: the properties, and the stage and the labels of a kind that has any."""
    implied = []
    if kind.stages:
        words = tuple(Choice(code=each.code, name=each.name, en=each.en) for each in kind.stages)
        implied.append(
            Property(code=STAGE, name="阶段", en="Stage", type="choice", vocabulary=words, synonyms=STAGE_HEADS)
        )
    if kind.labels:
        words = tuple(Choice(code=each.code, name=each.name, en=each.en) for each in kind.labels)
        label = Property(code=LABEL, name="称号", en="Label", type="choice", vocabulary=words, synonyms=LABEL_HEADS)
        implied.append(replace(label, multiple=True))
    return (*kind.properties, *implied)


@dataclass(frozen=True, slots=True, kw_only=True)
class Registry:
    """All kinds and views together, in the order given."""

    kinds: tuple[Kind, ...]
    views: tuple[View, ...] = ()

    def kind(self, code: str) -> Kind | None:
        """The kind of *code*, or ``None``."""
        return next((each for each in self.kinds if each.code == code), None)

    def view(self, code: str) -> View | None:
        """The view of *code*, or ``None``."""
        return next((each for each in self.views if each.code == code), None)

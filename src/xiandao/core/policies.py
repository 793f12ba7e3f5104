"""Support policies as values: their vocabulary, and the measures that a policy promises."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

STACKINGS = ("exclusive", "highest", "stack")
"""不重复享受, 就高不重复, 可叠加享受."""


class Term(NamedTuple):
    """One entry of the vocabulary: its code, what it is called, and the words by which a sentence speaks of it."""

    code: str
    name: str
    english: str
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Vocabulary:
    """The words of support policies; where several instruments are named, the first here decides.

    Attributes:
        topics: 政策主题. instruments: 政策工具. stages: 支持环节. objects: 支持对象, by kind.
    """

    topics: tuple[Term, ...] = ()
    instruments: tuple[Term, ...] = ()
    stages: tuple[Term, ...] = ()
    objects: tuple[Term, ...] = ()

    def terms(self) -> Iterator[tuple[str, Term]]:
        """Every entry with its group."""
        for group in ("topics", "instruments", "stages", "objects"):
            for term in getattr(self, group):
                yield group, term


@dataclass(frozen=True, slots=True, kw_only=True)
class Benefit:
    """How much a measure gives, as far as it can be read.

    Attributes:
        words: As printed; empty where no amount is named.
        sum: Yuan that are given; of several tiers the highest. ``None`` where none is named.
        rate: Percent of what the sentence names, ``None`` where none is.
        cap: Yuan at most, ``None`` where no limit is named.
        per: For what the sum or the limit holds (每家, 每年), as printed.
    """

    words: str = ""
    sum: Decimal | None = None
    rate: Decimal | None = None
    cap: Decimal | None = None
    per: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """One thing that a policy promises (政策措施), tied to its words.

    Attributes:
        quote: The exact words; ``text[start:end] == quote``.
        start: In code points of the document's text. end: One past the last.
        clause: The article it stands in (第三条, 二/（一）); empty where there is none.
        topics: Codes. instrument: Code. stage: Code; empty where none is named.
        object: To whom it is given, as printed. conditions: What they must meet, as printed.
        benefit: How much.
        window: 申报时间, as printed. budget: 资金渠道, as printed. depends: other policies it rests on, as printed.
        stacking: One of :data:`STACKINGS`, empty where the sentence says nothing.
        confidence: 0 to 1, how sure the rules are.
    """

    quote: str
    start: int
    end: int
    clause: str = ""
    topics: tuple[str, ...] = ()
    instrument: str = ""
    stage: str = ""
    object: str = ""
    conditions: str = ""
    benefit: Benefit = Benefit()
    window: str = ""
    budget: str = ""
    depends: str = ""
    stacking: str = ""
    confidence: float = 0.0


class StackingRule(NamedTuple):
    """A sentence on 叠加 or 不重复享受 that holds for the whole policy; *start* in code points."""

    kind: str
    quote: str
    start: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PolicyReading:
    """What was read of one policy.

    Attributes:
        measures: In the order of the text.
        rules: Sentences on stacking.
        valid_from: ISO day from which it holds, ``None`` where the text does not say.
        valid_until: ISO day of its last day, ``None`` where the text does not say.
        valid_words: The words that say so; empty where none do.
    """

    measures: tuple[Measure, ...] = ()
    rules: tuple[StackingRule, ...] = ()
    valid_from: str | None = None
    valid_until: str | None = None
    valid_words: str = ""

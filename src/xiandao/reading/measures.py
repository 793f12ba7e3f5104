"""From the text of a support policy (政策) to the measures that it promises."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from xiandao.core.policies import Benefit, Measure, PolicyReading, StackingRule, Term, Vocabulary
from xiandao.core.text import Source
from xiandao.reading.blocks import Block, blocks_of
from xiandao.reading.measures_benefit import GIVES, MONEY, RATE, given_in
from xiandao.reading.measures_objects import asked_in, receiver_in
from xiandao.reading.measures_rules import BUDGET, CITED, WINDOW, rules_in, stacking_of, validity_of
from xiandao.reading.quoting import Quoter
from xiandao.reading.view import view_of

RULE = "policy.measure"
LEAST = 8
"""Characters of a clause that may promise something."""
_PIECE = re.compile(r"[^;。]+")
_PART = re.compile(r"[^,]+")
_OWN = re.compile(
    r"(?:同一|单个主体同一|申报|申请|本(?:措施|政策|办法|意见|细则|条)|资金|经费|所需|奖补资金|补贴资金|扶持资金|对弄虚|对骗取|弄虚|骗取|到20\d\d年|到“|加强|建立健全|各有?关?部门|原则上)"
)
_NOTE = re.compile(r"\((?:责任|牵头|配合|负责)[^)]*\)|【[^】]*】")
_EXCLUDES = re.compile(r"不予|不得|追回|取消|停止|解释|骗取|公示")
_DEFAULT = "subsidy"


class Piece(NamedTuple):
    """A clause of an article: where it begins and ends in the view, its sentence, and the article."""

    start: int
    end: int
    sentence: tuple[int, int]
    block: Block


def read_policy(source: Source, vocabulary: Vocabulary, *, issued: date | None = None) -> PolicyReading:
    """Reads a policy; never raises for what it says.

    Args:
        source: Its text.
        vocabulary: The words of topics, instruments, stages and objects.
        issued: Its own day, for 自印发之日起施行; ``None`` where it is not known.
    """
    view = view_of(source.text)
    quoter, text = Quoter(source, view), view.text
    valid = validity_of(text, issued)
    return PolicyReading(
        measures=tuple(_measures(text, vocabulary, quoter)),
        rules=tuple(_rules(text, quoter)),
        valid_from=valid.first.isoformat() if valid.first else None,
        valid_until=valid.last.isoformat() if valid.last else None,
        valid_words=quoter.printed(valid.start, valid.end),
    )


def _rules(text: str, quoter: Quoter) -> Iterator[StackingRule]:
    for kind, start, end in rules_in(text):
        words = quoter.words(start, end, RULE)
        yield StackingRule(kind, words.quote, words.start)


def _measures(text: str, vocabulary: Vocabulary, quoter: Quoter) -> Iterator[Measure]:
    whole = {"window": _first(WINDOW, text, 0, len(text)), "budget": _first(BUDGET, text, 0, len(text))}
    object_before: tuple[tuple[int, int], str] | None = None
    for piece in _pieces(text):
        found = _measure(text, piece, vocabulary, quoter, whole)
        if found is None:
            continue
        if not found.object and object_before and object_before[0] == piece.sentence:
            found = _with_object(found, object_before[1])
        if found.object:
            object_before = (piece.sentence, found.object)
        yield found


def _with_object(found: Measure, name: str) -> Measure:
    """A clause that names nobody means whom its sentence named before."""
    values = {each: getattr(found, each) for each in Measure.__dataclass_fields__}
    return Measure(**{**values, "object": name, "confidence": round(found.confidence - 0.05, 2)})


def _pieces(text: str) -> Iterator[Piece]:
    """The clauses of every article, notes on who is responsible left out."""
    for block in blocks_of(text):
        line = text[block.start : block.end]
        notes = [(block.start + found.start(), block.start + found.end()) for found in _NOTE.finditer(line)]
        begin = block.title_start if block.level is not None else block.start
        for sentence in re.finditer(r"[^。]+", text[begin : block.end]):
            span = (begin + sentence.start(), begin + sentence.end())
            for found in _PIECE.finditer(text, *span):
                start, end = found.span()
                for first, last in notes:
                    end = min(end, first) if start < first < end else end
                    start = last if first <= start < last else start
                if end - start >= LEAST:
                    yield Piece(start, end, span, block)


def _measure(
    text: str, piece: Piece, vocabulary: Vocabulary, quoter: Quoter, whole: dict[str, tuple[int, int]]
) -> Measure | None:
    start, end = piece.start, piece.end
    words = text[start:end]
    has_amount = bool(MONEY.search(words) or RATE.search(words))
    if _OWN.match(words.lstrip(" ")) or (_EXCLUDES.search(words) and not has_amount):
        return None
    if stacking_of(words) and not has_amount:
        return None
    to = receiver_in(text, start, end, vocabulary)
    instrument = _instrument(text[to.after : end], words, vocabulary, has_amount=has_amount)
    if not instrument or not (GIVES.search(words) or has_amount):
        return None
    parts = [found.span() for found in _PART.finditer(text, max(start, to.after), end)]
    giving = [part for part in parts if not _asks(text, *part)] or parts
    given = given_in(text, giving)
    quoted = quoter.words(start, end, RULE)
    line = (piece.block.start, piece.block.end)
    conditions = [*to.conditions, *(part for part in asked_in(text, parts, to) if part not in giving)]
    head = text[piece.block.title_start : piece.block.title_end]
    return Measure(
        quote=quoted.quote, start=quoted.start, end=quoted.end, clause=piece.block.path,
        topics=_topics(words, head, vocabulary), instrument=instrument, stage=_first_code(words, vocabulary.stages),
        object=quoter.printed(to.start, to.end), conditions="；".join(quoter.printed(*each) for each in conditions),
        benefit=Benefit(
            words=quoter.printed(given.start, given.end), sum=given.sum, rate=given.rate, cap=given.cap, per=given.per
        ),
        window=_printed(quoter, _first(WINDOW, text, *line), whole["window"]),
        budget=_printed(quoter, _first(BUDGET, text, *line), whole["budget"]),
        depends="、".join(found[0] for found in CITED.finditer(words)),
        stacking=stacking_of(words),
        confidence=_confidence(given.start < given.end, bool(quoter.printed(to.start, to.end)), instrument),
    )  # fmt: skip


def _asks(text: str, start: int, end: int) -> bool:
    """Whether a part between commas only asks for something: it ends with 的 and gives nothing."""
    words = text[start:end].strip()
    return words.endswith("的") and not re.search(r"给予|予以|发放|最高", words)


def _instrument(given: str, words: str, vocabulary: Vocabulary, *, has_amount: bool) -> str:
    """By what is given; where that names nothing, by the whole clause."""
    found = _first_code(given, vocabulary.instruments) or _first_code(words, vocabulary.instruments)
    if not found and has_amount and MONEY.search(words) and re.search("给予|予以|支持|资金", words):
        return _DEFAULT
    return found


def _first_code(words: str, terms: tuple[Term, ...]) -> str:
    return next((term.code for term in terms if any(word in words for word in term.words)), "")


def _topics(words: str, head: str, vocabulary: Vocabulary) -> tuple[str, ...]:
    """What the clause speaks of; where it names none, what its article is about."""
    for said in (words, head):
        if found := tuple(term.code for term in vocabulary.topics if any(word in said for word in term.words)):
            return found
    return ()


def _first(pattern: re.Pattern[str], text: str, start: int, end: int) -> tuple[int, int]:
    found = pattern.search(text, start, end)
    return found.span() if found else (0, 0)


def _printed(quoter: Quoter, *spans: tuple[int, int]) -> str:
    return next((said for span in spans if (said := quoter.printed(*span))), "")


def _confidence(has_amount: bool, has_object: bool, instrument: str) -> float:
    base = 0.9 if has_amount and has_object else 0.75 if has_amount or has_object else 0.6
    return base - (0.1 if instrument == "priority" else 0.0)

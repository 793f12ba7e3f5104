"""Sentences and clauses around the numbers of a block; text without numbers is never cut up."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from xiandao.reading.blocks import Block
from xiandao.reading.mentions.amounts import Amount
from xiandao.reading.mentions.years import Time

# A full stop printed as a point, as some offices type it, stands between Han characters.
_POINT = r"(?<=[\u4e00-\u9fff)])[.](?=[\u4e00-\u9fff(“\n]|$)"
_SENTENCE = re.compile(rf"[。;！？!?\n]|{_POINT}")
_CLAUSE = re.compile(rf"[,。;:！？!?\n\t|]|(?<!^)——|{_POINT}")
ROW_LONGEST = 8
# No rule looks further than this to either side of a number, so that cost stays linear in any text.
SIGHT = 600
TEN = 10
_GLUED = re.compile("[A-Z](?![A-Za-z])")
_ARTICLES = frozenset("个类种次级大期批轮届层份方类年月日")
_JOINTS = "、和及与或"


class Numbers(NamedTuple):
    """The numbers of a text, and whether each parts its clause."""

    amounts: list[Amount]
    parting: list[bool]

    def behind(self, place: int, end: int) -> Iterator[Amount]:
        """The numbers behind one, up to *end*, that part their clause."""
        for at in range(place + 1, min(place + 1 + ROW_LONGEST, len(self.amounts))):
            if self.amounts[at].start >= end:
                return
            if self.parting[at]:
                yield self.amounts[at]


@dataclass(slots=True)
class Case:
    """One number in its clause: all that a rule may look at.

    Attributes:
        text: The whole view.
        amount: The number.
        block: The line it stands in.
        clause_start: Of its clause, after the comma. clause_end: Before the next one.
        sentence_start: Of its sentence. sentence_end: Before its full stop.
        left_start: Where its own words begin: the clause, or behind the number before it.
        right_end: Where its own words end: the clause, or before the words of the number behind it.
        before: The number before it in the same clause. after: The one behind it.
        time: The time said last before it in its sentence.
        numbers: All numbers of the text. place: Its own among them.
        carried: Whether a number before it in its sentence was read as a promise, so that its own verb may be missing.
        carried_annual: Whether that promise, in the same clause, was meant for every year.
    """

    text: str
    amount: Amount
    block: Block
    clause_start: int
    clause_end: int
    sentence_start: int
    sentence_end: int
    left_start: int
    right_end: int
    before: Amount | None
    after: Amount | None
    time: Time | None
    numbers: Numbers
    place: int
    carried: bool = False
    carried_annual: bool = False

    @property
    def following(self) -> tuple[Amount, ...]:
        """The numbers behind it in its sentence, at most as many as a row of 分别 has, sizes of things (千亿级) left out."""
        return tuple(self.numbers.behind(self.place, self.sentence_end))

    @property
    def aimed(self) -> bool:
        """Whether its sentence, before it, names a time as an aim."""
        return self.time is not None and self.time.aims

    @property
    def in_cell(self) -> bool:
        """Whether its clause is a cell of a table behind another one."""
        return self.clause_start > self.sentence_start and self.text[self.clause_start - 1] in "|\t"

    @property
    def left(self) -> str:
        """Its own words before the number."""
        return self.text[self.left_start : self.amount.prefix_start]

    @property
    def right(self) -> str:
        """Its own words behind the number."""
        return self.text[self.amount.end : self.right_end]

    @property
    def clause(self) -> str:
        """The words of its clause."""
        return self.text[self.clause_start : self.clause_end]

    @property
    def sentence(self) -> str:
        """The words of its sentence."""
        return self.text[self.sentence_start : self.sentence_end]


def cases_of(text: str, amounts: list[Amount], times: list[Time], blocks: list[Block]) -> list[Case]:
    """A case for every number."""
    starts = [block.start for block in blocks]
    time_ends = [time.end for time in times]
    cases: list[Case] = []
    earlier: list[Amount] = []
    numbers = Numbers(amounts, [parts(text, amount) for amount in amounts])
    clause = sentence = (-1, -1)
    for number, amount in enumerate(amounts):
        block = blocks[bisect_right(starts, amount.start) - 1]
        if not clause[0] <= amount.start < clause[1]:
            if not sentence[0] <= amount.start < sentence[1]:
                first = max(_first(text, block, amount), sentence[1])
                sentence = _around(_SENTENCE, text, amount, first, block.end)
            first = max(sentence[0], clause[1])
            clause = _around(_CLAUSE, text, amount, first, sentence[1])
        before = earlier[-1] if earlier and earlier[-1].start >= clause[0] else None
        after = next(numbers.behind(number, clause[1]), None)
        at = bisect_left(time_ends, amount.start + 1) - 1
        time = times[at] if at >= 0 and times[at].start >= sentence[0] else None
        left_start = _left_start(text, clause[0], before, amount, cases)
        if time and not time.compares and left_start < time.end <= amount.prefix_start:
            left_start = time.end
        right_end = _cut(text, amount.end, after.prefix_start) if after else clause[1]
        cases.append(
            Case(text, amount, block, *clause, *sentence, left_start, right_end, before, after, time, numbers, number)
        )
        if numbers.parting[number]:
            earlier.append(amount)
    return cases


def parts(text: str, amount: Amount) -> bool:
    """Whether a number parts its clause: a year, a size class, a name (5A级) or a small word (三类证照) does not."""
    if (
        (amount.kind == "time" and amount.unit.startswith("年"))
        or is_size_class(text, amount)
        or text[amount.start - 1 : amount.start] == "每"
        or (not amount.in_words and _is_name(text, amount))
    ):
        return False
    return not (amount.in_words and amount.value <= TEN and amount.bound == "=" and amount.unit in _ARTICLES)


def _is_name(text: str, amount: Amount) -> bool:
    """Whether a letter makes a name of the number: 5A级景区, 5G基站; 5000P and 10G are amounts."""
    is_generation = amount.number_end - amount.start == 1 and amount.unit in ("G", "A")
    return (not amount.unit or is_generation) and bool(_GLUED.match(text, amount.number_end))


def is_size_class(text: str, amount: Amount) -> bool:
    """Whether a number is part of a size: 千亿级, 百亿元级."""
    return amount.unit.endswith("级") or text.startswith("级", amount.end)


# 5个开发区各建设1个: the number before says how many make it.
_EACH_OF_THEM = re.compile("[^,。;、]{2,12}各[建打培新布设配]")
_MEASURES = {"money", "share", "area", "energy", "weight", "length", "computing", "data", "volume", "points", "other"}


def _left_start(text: str, clause_start: int, before: Amount | None, amount: Amount, cases: list[Case]) -> int:
    """Where a number's own words begin behind the number before it in the clause."""
    if before is None:
        return clause_start
    between = text[before.end : amount.prefix_start]
    if between[:1] in ("、", "和", "及", "与", "或") and not between.startswith("及以上"):
        return before.end + 1
    if _EACH_OF_THEM.match(between):
        return before.start
    joint = max(between.rfind(mark) for mark in _JOINTS)
    if joint >= 0 and before.kind in {"count", "people"}:
        return before.end + joint + 1
    # 年产值超10亿元的企业5家: the measure describes the thing that is counted.
    if (
        before.kind in _MEASURES
        and cases
        and cases[-1].amount is before
        and (amount.kind in {"count", "people"} or amount.number_end == amount.start)
    ):
        return cases[-1].left_start
    return before.end


def _first(text: str, block: Block, amount: Amount) -> int:
    """Where the words of a line begin, its printed number left out, and a title that a blank sets off."""
    if block.title_start < block.title_end < amount.start and text[block.title_end] == " ":
        return block.title_end + 1
    return block.title_start if block.title_start <= amount.start else block.start


def _around(edge: re.Pattern[str], text: str, amount: Amount, start: int, end: int) -> tuple[int, int]:
    """The stretch between two edges that holds the number, never longer than :data:`SIGHT` to either side."""
    start, end = max(start, amount.start - SIGHT), min(end, amount.end + SIGHT)
    after = edge.search(text, amount.end, end)
    stop = after.start() if after else end
    for match in edge.finditer(text, start, amount.start):
        start = match.end()
    return start, stop


def _cut(text: str, start: int, end: int) -> int:
    """Where, between two numbers of a clause, the words of the first end: at the last joint, else at the second."""
    if end > start and text[start] in _JOINTS:
        return start
    for at in range(end - 1, start - 1, -1):
        if text[at] in _JOINTS:
            return at - 1 if text.startswith("以及", at - 1) else at
    return end

"""Look around: which year is in force, what is history, what a clause left unsaid."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from typing import NamedTuple

from xiandao.core.plan import Basis
from xiandao.core.text import Span
from xiandao.reading.blocks import Block
from xiandao.reading.clauses import SIGHT, Case
from xiandao.reading.mentions.years import Time
from xiandao.reading.promises import Reading

# Said before a figure in its sentence, they make it history; in its own clause, so do the words of a report.
_PAST = re.compile(
    r"已(?!有)|(?<![由从])目前|截至|近年来|(?<![较比超于])(?:去年|上年)(?!度|的?基础|水平)|以来|连续\d+年(?!每)|位居|跻身|曾|荣获|入选|同比"
)
_TOLD = re.compile(r"已(?!有)|现有|同比|比上年|较上年|上年同期|完成了|实现了|累计[建引培]")
_COMPARED = re.compile("[较比](?:去年|上年)")
_SHARES = frozenset(("share", "points"))
# Said at the head of a sentence, they govern what follows its semicolons too.
_REPORTS = re.compile(
    r"[^,。;]{0,8}?(?:(?<![较比在超于])(?:去年|上年)(?!度|的?基础|水平)|截至[^,。;]{0,14}[年月末底前],|近年来|[三五]年来)"
)
_AHEAD = re.compile("今年|本年|年内|下一步|将|力争|计划|确保|拟")
_THIS_YEAR = re.compile("(?:今|本)年(?!以来|上半年|前|[一1]季度|[1-9]月)|全年")
_AIMED = re.compile("力争|确保|计划|目标|预期")
_FUTURE = re.compile(r"将|力争|预计|确保|目标|计划|拟|争取|努力|左右|以上|形成|培育|建设|打造")
TIMES_IN_SIGHT = 16
_AIMS = re.compile(r"再|力争|争取|确保|将|计划|拟")
DUE_LONGEST = 8
_DUE = re.compile(r"(?:完成|办结|实施|推进)(?:时限|时间|期限)[:]?$")
_SENTENCE_ENDS = frozenset(("。", ";", "\n", "", ".", "!", "—", ":"))
_STANDING = re.compile(r"(?:逐步|分批|分类|竞争选拔|动态)")


class Horizon(NamedTuple):
    """A deadline and how it is known."""

    year: int | None
    basis: Basis


class _Sentence(NamedTuple):
    """What a sentence says of the past.

    Attributes:
        start: In the view. begin: Of the sentence whose parts semicolons join, within sight.
        past_end: One past its first word that makes history of what follows.
        compared_end: One past its first comparison with last year; both lie behind the text where it has none.
        reported: Whether the parts before it report what was.
    """

    start: int
    begin: int
    past_end: int
    compared_end: int
    reported: bool


class Scope:
    """The times of a document and what each governs.

    Attributes:
        issued: The year of issue, or the best there is to tell past from future.
        row_years: By where a number of a table starts, the year that its row gives.
        period: The first and the last year of the document's period, each ``None`` where it is not known.
    """

    def __init__(
        self,
        text: str,
        blocks: list[Block],
        times: list[Time],
        issued: int | None,
        period: tuple[int | None, int | None],
        row_years: dict[int, int],
    ) -> None:
        self.text = text
        self.times = times
        self.issued = issued
        self.row_years = row_years
        self.period = period
        self._sentence = _Sentence(-1, 0, 0, 0, reported=False)
        self._starts = [time.start for time in times]
        self._leads = _leads(blocks, times, self)
        self._due = _due(text, blocks, times)

    def year(self, time: Time) -> int | None:
        """The calendar year of a time; a span counts from the year of issue."""
        if time.basis is Basis.DERIVED:
            # In a three-year plan 三年内 is the plan's own time, not three years from its issue.
            first, last = self.period
            if first and last and last - first + 1 == time.year:
                return last
            return self.issued + time.year if self.issued else None
        return time.year

    def is_past(self, time: Time) -> bool:
        """Whether a time lies behind the document's issue."""
        if time.basis is Basis.DERIVED:
            return False
        return time.past or (self.issued is not None and time.year < self.issued)

    def between(self, start: int, end: int) -> list[Time]:
        """The last times that begin in a stretch of the view, at most :data:`TIMES_IN_SIGHT`."""
        stop = bisect_left(self._starts, end)
        return self.times[max(bisect_left(self._starts, start), stop - TIMES_IN_SIGHT) : stop]

    def horizon(self, case: Case) -> Horizon:
        """The deadline in force for a number."""
        if (year := self.row_years.get(case.amount.start)) is not None:
            return Horizon(year, Basis.EXPLICIT)
        said = (
            *reversed(self.between(case.sentence_start, case.amount.start)),
            *self.between(case.amount.end, case.clause_end),
        )
        for time in said:
            if (year := self._goal_year(time)) is not None:
                return Horizon(year, Basis.DERIVED if time.basis is Basis.DERIVED else Basis.EXPLICIT)
        holder = case.block if case.block.level is not None else case.block.parent
        if holder is not None and (due := self._due.get(holder.start)):
            return Horizon(due, Basis.EXPLICIT)
        for time in reversed(self.between(case.block.start, case.sentence_start)):
            year = self._goal_year(time)
            if year is not None and (case.block.kind in {"goals", ""} or self._heads(time)):
                return Horizon(year, Basis.DERIVED if time.basis is Basis.DERIVED else Basis.INHERITED)
        lead = self._leads.get(case.block.start)
        if lead:
            return lead
        if self.period[1] and not _STANDING.search(case.text, case.sentence_start, case.amount.start):
            return Horizon(self.period[1], Basis.PERIOD)
        return Horizon(None, Basis.NONE)

    def _goal_year(self, time: Time) -> int | None:
        """The year by which something is to be reached, ``None`` for a time that is past or only compared with."""
        return None if time.compares or self.is_past(time) else self.year(time)

    def _heads(self, time: Time) -> bool:
        """Whether a time stands at the head of its sentence, set off by a comma, and so governs what follows."""
        before = self.text[time.start - 1 : time.start]
        return self.text[time.end : time.end + 1] == "," and before in _SENTENCE_ENDS

    def is_history(self, case: Case) -> bool:
        """Whether a number tells what already is."""
        times = [time for time in self.between(case.sentence_start, case.amount.start) if not time.compares]
        if case.block.kind == "facts":
            return True
        if _AIMS.search(case.text, case.clause_start, case.amount.start) and not (times and self.is_past(times[-1])):
            return False
        if times:
            told = self._is_report(case) or bool(_TOLD.search(case.clause))
            return self.is_past(times[-1]) or (told and not times[-1].aims)
        sentence = self._of_sentence(case)
        if sentence.reported or sentence.past_end <= case.amount.start:
            return True
        compared = sentence.compared_end <= case.amount.start and (
            case.amount.kind in _SHARES or sentence.compared_end > case.clause_start
        )
        if compared or (case.block.kind == "" and _TOLD.search(case.clause)):
            return not self._is_this_year(case, sentence.begin)
        before = [time for time in self.between(case.block.start, case.sentence_start) if not time.compares]
        return bool(before) and self.is_past(before[-1]) and case.block.kind != "goals"

    def _of_sentence(self, case: Case) -> _Sentence:
        """What a sentence says of the past; looked up once for all its numbers."""
        text, start, end = case.text, case.sentence_start, case.sentence_end
        if self._sentence.start != start:
            floor = max(case.block.start, start - SIGHT)
            begin = max(floor, text.rfind("。", floor, start) + 1)
            past, compared = _PAST.search(text, start, end), _COMPARED.search(text, start, end)
            self._sentence = _Sentence(
                start,
                begin,
                past.end() if past else len(text) + 1,
                compared.end() if compared else len(text) + 1,
                self._is_reported(case, begin),
            )
        return self._sentence

    def _is_this_year(self, case: Case, begin: int) -> bool:
        """Whether a sentence speaks of the year that has begun; 全年 does so only beside an aim."""
        said = _THIS_YEAR.search(case.text, begin, case.amount.start)
        if said and said.group() == "全年":
            return bool(_AIMED.search(case.text, begin, case.sentence_end))
        return said is not None

    def _is_reported(self, case: Case, begin: int) -> bool:
        """Whether the parts of a sentence before its last semicolon report what was, and nothing in them looks ahead."""
        start = case.sentence_start
        report = _REPORTS.match(case.text, begin, start)
        if report is None:
            return False
        ahead = any(not self.is_past(time) and not time.compares for time in self.between(report.end(), start))
        return not ahead and not _AHEAD.search(case.text, begin, case.sentence_end)

    def _is_report(self, case: Case) -> bool:
        """Whether a sentence with a bare year tells what was, where nothing says when the document was issued."""
        return self.issued is None and case.block.kind != "goals" and not _FUTURE.search(case.sentence)

    def fact_year(self, case: Case) -> int | None:
        """The year that a fact is told of."""
        for time in reversed(self.between(case.block.start, case.amount.start)):
            if not time.aims:
                return time.year
        return None


def _due(text: str, blocks: list[Block], times: list[Time]) -> dict[int, int]:
    """For each numbered block the year that its own 完成时限 gives."""
    due: dict[int, int] = {}
    starts = [block.start for block in blocks]
    for time in times:
        if _DUE.search(text, max(0, time.start - DUE_LONGEST), time.start):
            block = blocks[bisect_right(starts, time.start) - 1]
            holder = block if block.level is not None else block.parent
            if holder is not None and time.basis is Basis.EXPLICIT:
                due[holder.start] = time.year
    return due


def _leads(blocks: list[Block], times: list[Time], scope: Scope) -> dict[int, Horizon]:
    """For each block of a goals section, and for each bullet, the time that the section's head or an earlier line set."""
    leads: dict[int, Horizon] = {}
    at = 0
    current: Horizon | None = None
    section: Block | None = None
    for block in blocks:
        holder = block if block.level is not None else block.parent
        if holder is not section:
            if section is None or holder is None or holder.parent is not section or block.kind != "goals":
                current = None
            section = holder
        if current and (block.kind == "goals" or block.is_bullet):
            leads[block.start] = current
        while at < len(times) and times[at].start < block.end:
            time = times[at]
            at += 1
            if time.compares:
                continue
            if time.start >= block.start and time.aims and not scope.is_past(time) and (year := scope.year(time)):
                own_bullet = block.is_bullet and current is not None
                if not own_bullet:
                    current = Horizon(year, Basis.DERIVED if time.basis is Basis.DERIVED else Basis.INHERITED)
            elif (
                time.start >= block.start
                and not scope.is_past(time)
                and time.start <= block.start + 4
                and (year := scope.year(time))
            ):
                current = Horizon(year, Basis.INHERITED)
    return leads


def subject_in_scope(reading: Reading, readings: list[Reading], at: int) -> tuple[Span, ...]:
    """The subject of the promise before, in the same sentence, for a clause that names none."""
    for earlier in reversed(readings[max(0, at - 6) : at]):
        if earlier.case.sentence_start != reading.case.sentence_start:
            break
        if earlier.promises and not earlier.promises[-1].inherits:
            whole = earlier.promises[-1].subject
            own = any(span.end > span.start for span in reading.promises[0].subject) if reading.promises else True
            return whole[:1] if own else whole
    return ()

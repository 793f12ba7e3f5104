"""Lists of sectors inside sentences: 在A、B、C等未来产业领域, 瞄准A、B等前沿领域."""

from __future__ import annotations

import re
from itertools import chain
from typing import NamedTuple

from xiandao.core.text import Span
from xiandao.reading.enumerations import conjuncts, parts_of
from xiandao.reading.lexicon import any_of
from xiandao.reading.sector_names import bare_end, known_tail, past_verbs, usual_name
from xiandao.reading.wordings import one_of

LONGEST_LIST = 200
LONGEST_UNKNOWN = 10

_NOUN = one_of("sector_words", "tail")
# Each begins with a plain character, so that the search leaps to it.
_TAILS = (
    re.compile(rf"等(?!级|离子)([^、,。;:\n等在]{{0,10}}?{_NOUN})"),
    re.compile(rf"为代表的([^、,。;:\n]{{0,10}}?{_NOUN})"),
    re.compile(rf"[一二三四五六七八九十\d][大个](?=([^、,。;:\n]{{0,8}}?{_NOUN}))"),
)
_NOT_BEFORE = frozenset("高中平同、一二三四五六七八九十百0123456789")
_GROUNDS = re.compile(any_of("sector_words", "grounds"))
_USED = re.compile(r"的?[^,。;:\n]{0,12}?(?:规模应用|应用示范|融合应用|推广|广泛应用|创新与应用|的应用|优势)")
_LAST_VERB = re.compile(r".*(?:的|[在对把将]|" + one_of("sector_words", "verb") + ")")
_AGAIN = re.compile("(?:从事|涉及|属于|主要包括|包括|涵盖)")
_JOINT = re.compile("以及|[和与及]")
_CUTS = ",。;:!?\n"


class SectorList(NamedTuple):
    """Sectors named in one list, in the view.

    Attributes:
        members: Their names.
        lead: The words of the clause before the first name.
        group: What the list calls them, behind 等.
        start: Where its clause begins. end: One past the noun behind 等.
    """

    members: tuple[Span, ...]
    lead: str
    group: Span
    start: int
    end: int


def sector_lists(
    text: str, start: int, end: int, *, least: int = 2, lead: re.Pattern[str] | None = None
) -> list[SectorList]:
    """Every list of *least* members or more, half of them known, that commits to them with words such as *lead*."""
    found = []
    for tail in chain.from_iterable(pattern.finditer(text, start, end) for pattern in _TAILS):
        if tail.start() == start or text[tail.start() - 1] in _NOT_BEFORE:
            continue
        opened = _opening(text, max(start, tail.start() - LONGEST_LIST), tail.start())
        if least > 1 and text.find("、", opened, tail.start()) < 0 and not _JOINT.search(text, opened, tail.start()):
            continue
        if lead and not lead.search(text, opened, tail.start()):
            continue
        if read := _list(text, opened, tail, least):
            found.append(read)
    return sorted(found, key=lambda read: read.start)


def _opening(text: str, floor: int, end: int) -> int:
    """Where the list that ends at *end* may begin: behind the last mark or the last 等."""
    at = max(floor, max(text.rfind(cut, floor, end) for cut in _CUTS) + 1)
    earlier = text.rfind("等", at, end)
    while earlier >= 0 and (text[earlier - 1] in "高中平同" or text[earlier + 1] == "级"):
        earlier = text.rfind("等", at, earlier)
    return max(at, earlier + 1)


def _list(text: str, start: int, tail: re.Match[str], least: int) -> SectorList | None:
    parts = parts_of(text, start, tail.start())
    if not parts or (len(parts) > 3 and not any(usual_name(text[part.start : part.end]) for part in parts[1:])):
        return None
    first = _first(text, parts[0])
    members = [first, *parts[1:]]
    for number, member in reversed(list(enumerate(parts[1:], 1))):
        if again := _AGAIN.match(text, member.start, member.end):
            members = [Span(again.end(), member.end), *parts[number + 1 :]]
            first = members[0]
            break
    members = [*members[:-1], *_last(text, members[-1])]
    members = [
        Span(member.start, bare_end(text, member.start, member.end)) for member in members if member.end > member.start
    ]
    lead = text[start : first.start]
    known = [bool(usual_name(text[m.start : m.end])) for m in members]
    if len(members) < least or sum(known) * 2 < len(members) or _GROUNDS.search(lead):
        return None
    if "在" in lead and _USED.match(text, tail.end()) and text[tail.end()] == "的":
        return None
    kept = tuple(m for m, sure in zip(members, known, strict=True) if sure or _plausible(text, m, sum(known)))
    noun = tail.lastindex or 0
    return SectorList(kept, lead, Span(*tail.span(noun)), start, tail.end(noun))


def _first(text: str, part: Span) -> Span:
    """The first member without the words that bring the list in."""
    at = known_tail(text, part.start, part.end)
    if at >= 0:
        return Span(at, part.end)
    split = conjuncts(text, part)
    if len(split) > 1 and (at := known_tail(text, split[0].start, split[0].end)) >= 0:
        return Span(at, part.end)
    verb = _LAST_VERB.match(text, part.start, part.end)
    at = verb.end() if verb else past_verbs(text, part.start, part.end)
    return Span(at, part.end)


def _last(text: str, part: Span) -> tuple[Span, ...]:
    """The last member, or the last two where 和 joins them."""
    if usual_name(text[part.start : part.end]):
        return (part,)
    for joint in _JOINT.finditer(text, part.start, part.end):
        left, right = Span(part.start, joint.start()), Span(joint.end(), part.end)
        if usual_name(text[right.start : right.end]) or usual_name(text[left.start : left.end]):
            return left, right
    return conjuncts(text, part)


def _plausible(text: str, member: Span, known: int) -> bool:
    """Whether an unknown member may be taken on trust of its neighbours."""
    words = text[member.start : member.end]
    return known >= 2 and 2 <= len(words) <= LONGEST_UNKNOWN and "的" not in words

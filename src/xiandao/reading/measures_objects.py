"""To whom a measure is given, and what they must meet: the words around 对 and 支持."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from xiandao.core.policies import Vocabulary

_TO = re.compile(
    r"(?:对|(?<![^,;。])(?:给(?!予)|向|为))(?P<to>[^,;。]{2,80}?)(?=,|;|。|$|给予|予以|按照?|一次性|最高|发放|不超过|免费|优先|实行|奖励|补助|补贴|依法|每年给|分\w?年)"
)
_CONDITION = re.compile(
    r"(?:以上|不低于|不少于|达到|超过|满\d|满[一二三]|须|应当|经[^,;。]{0,12}(?:认定|评审|评估|考核|审核)|符合|首次|通过|纳入|注册|连续|且)"
)


class Receiver(NamedTuple):
    """Who gets it and what they must meet, by place; empty stretches where nothing is said."""

    start: int
    end: int
    conditions: tuple[tuple[int, int], ...]
    after: int
    """From here on the clause says what is given."""


@lru_cache(maxsize=8)
def _words(vocabulary: Vocabulary) -> str:
    words = sorted({word for term in vocabulary.objects for word in term.words}, key=len, reverse=True)
    return "|".join(map(re.escape, words)) or r"(?!)"


def receiver_in(text: str, start: int, end: int, vocabulary: Vocabulary) -> Receiver:
    """Who is named in the clause ``text[start:end]``."""
    word = _words(vocabulary)
    named = re.compile(rf"(?:{word})")
    found = _TO.search(text, start, end)
    if found:
        first, last = found.span("to")
        if named.search(text, first, last):
            return _split(text, first, last, named)
        inside = re.compile(rf"给予(?P<to>[^,;。]{{0,10}}?(?:{word}))").search(text, last, end)
        if inside:
            return Receiver(*inside.span("to"), ((first, last),), last)
        return Receiver(first, last, (), last)
    for pattern in (
        rf"(?:支持|鼓励|引导|推动|吸引)(?P<to>[^,;。的]{{0,16}}?(?:{word})(?:{word})*)",
        rf"(?:^|(?<=[,;。\n])|(?<=条)|(?<=[)、.]))(?P<to>[^,;。]{{0,26}}(?:{word}))(?!,|;|。)",
        rf"(?P<to>[^,;。]{{0,26}}(?:{word}))",
    ):
        if found := re.compile(pattern).search(text, start, end):
            first, last = found.span("to")
            return _split(text, first, last, named)
    return Receiver(start, start, (), start)


def _split(text: str, first: int, last: int, named: re.Pattern[str]) -> Receiver:
    """What stands before the last 的 are conditions, where a receiver stands behind it."""
    stop = last - 1 if text[last - 1] == "的" else last
    cut = text.rfind("的", first, stop)
    if stop < last and (found := named.search(text, first, stop)) is not None and cut < 0:
        return Receiver(first, found.end(), ((found.end(), stop),) if stop > found.end() else (), last)
    if cut >= 0 and named.search(text, cut + 1, stop):
        return Receiver(cut + 1, stop, ((first, cut),) if cut > first else (), last)
    return Receiver(first, stop, (), last)


def asked_in(text: str, parts: list[tuple[int, int]], skip: Receiver) -> list[tuple[int, int]]:
    """Parts between commas that say what must be met and give nothing."""
    return [(start, end) for start, end in parts if start >= skip.after and _CONDITION.search(text, start, end)]


def kinds_of(words: str, vocabulary: Vocabulary) -> tuple[str, ...]:
    """The kinds of receivers that *words* name, in the order of the vocabulary."""
    return tuple(term.code for term in vocabulary.objects if any(word in words for word in term.words))

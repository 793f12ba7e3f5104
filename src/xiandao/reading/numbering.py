"""Printed numbering: its forms, its levels, and the lines that cannot be the rest of a sentence."""

from __future__ import annotations

import re
from enum import IntEnum
from typing import NamedTuple

HAN = "一二三四五六七八九十"


class Level(IntEnum):
    """How deep a form of numbering usually stands; a smaller number encloses a larger."""

    PART = 0
    CHAPTER = 1
    SECTION = 2
    BRACKET = 3
    ARTICLE = 4
    ARABIC = 5
    ARABIC_BRACKET = 6
    CIRCLE = 7


class Number(NamedTuple):
    """A number at the head of a line."""

    level: Level
    label: str
    ordinal: int | None
    end: int


_NUMBER = re.compile(
    rf"(?P<part>第[{HAN}百]+[章编篇]|第[{HAN}]+部分)[、:.]? *"
    rf"|(?P<chapter>[{HAN}]{{1,3}}) *(?:、|[.](?!\d)|\t) *"
    rf"|(?P<section>第[{HAN}]+节)[、:.]? *"
    rf"|(?P<bracket>\( *[{HAN}]{{1,3}} *\))[、.]? *"
    rf"|(?P<article>第[{HAN}百零\d]+条)[、:.]? *"
    r"|(?P<arabic>\d{1,2}) *(?:[、．]|[.](?!\d)|[.](?=\d{3,}[^\d亿万千元个家项平公吨米户.%,、。;(年])) *(?=\S)"
    r"|(?P<arabic_bracket>\(? *\d{1,2} *\)) *(?=\S)"
    r"|(?P<circle>[①-⑳❶-❿]) *"
    r"|(?P<lost>、)(?=[^\s、,，。;；)）〕]{2,14}$)"
    r"|(?P<lost_bracket>\( ?\)) *(?=\S)"
)
_LEVELS = {
    "part": Level.PART,
    "chapter": Level.CHAPTER,
    "section": Level.SECTION,
    "bracket": Level.BRACKET,
    "article": Level.ARTICLE,
    "arabic": Level.ARABIC,
    "arabic_bracket": Level.ARABIC_BRACKET,
    "circle": Level.CIRCLE,
    "lost": Level.CHAPTER,
    "lost_bracket": Level.BRACKET,
}
LINE_OPENS = re.compile(
    r"(?:\*\*)?(?:" + _NUMBER.pattern + r")"
    r"|[-*+] +\S|[—–-]{2,}|[·●■◆]|专栏|附件|附表|附录|附:|表\d|图\d|#|\||[(〔\[【]?(?:责任|牵头|配合|主办|协办)(?:单位|部门)"
    r"|[(〔](?:征求意见|送审|草案|讨论|此件|公开|\d{4}[-—~至])|(?:到|至)?20\d\d年[末底]?,"
)
_DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}


def number_at(text: str, start: int, end: int) -> Number | None:
    """The number with which the line ``text[start:end]`` begins, or ``None``."""
    match = _NUMBER.match(text, start, end)
    if match is None or match.lastgroup is None:
        return None
    printed = match.group(match.lastgroup)
    label = "" if match.lastgroup == "lost" else printed
    return Number(_LEVELS[match.lastgroup], label, _ordinal(printed), match.end())


def _ordinal(printed: str) -> int | None:
    """The rank that a printed number gives: （十二） is 12."""
    digits = "".join(c for c in printed if c.isdecimal())
    if digits:
        return int(digits)
    words = "".join(c for c in printed if c in _DIGITS or c in "十百")
    return small_number(words) if words else None


def small_number(words: str) -> int | None:
    """A number below 1,000 in words, ``None`` where the words are none."""
    total, digit = 0, None
    for character in words:
        if character in _DIGITS:
            digit = _DIGITS[character]
        elif character in "十百":
            total += (1 if digit is None else digit) * (10 if character == "十" else 100)
            digit = 0
        else:
            return None
    return total + (digit or 0)

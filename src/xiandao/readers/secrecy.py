"""Markings of state secrets: a document that bears one is refused and nothing of it is kept."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator
from functools import cache
from itertools import islice

from xiandao.core.errors import Refusal

_GAP = "[\\s\u3000\u200b-\u200d\u2060\ufeff]{0,8}"  # bounded, so that the search is linear
_LEVEL = f"(?:[绝絕]{_GAP}密|[机機]{_GAP}密|[秘祕]{_GAP}密)"
_STARS = "★☆✩✪✫✬✭✮✯✰⭐⋆"
_STAR = f"[{_STARS}]"
_SIGNS = (*_STARS, "启", "啟")  # without one of them no marking stands inside a line
_TERM = f"(?:{_STAR}|[*＊※·・])?{_GAP}(?:[0-9０-９〇一二三四五六七八九十]{{1,3}}{_GAP}[年月个個天日]{{1,2}}|[长長]{_GAP}期)?"
_LABEL = f"(?:密{_GAP}级|密{_GAP}級|保密{_GAP}级别|秘密等级|涉密等级|保密等级){_GAP}[:：]?{_GAP}"
_OPEN, _CLOSE = "[【\\[［〔(（<《]?", "[】\\]］〕)）>》]?"
_COPY = "(?:(?:份号|编号|No\\.?|№)?[:：]?\\s*[0-9０-９]{1,8})"

# Trade, work, personal and technical secrets are not the state's.
_WITH_STAR = f"(?<![业業作術术人]){_LEVEL}(?:{_GAP}[级級])?{_GAP}{_STAR}"
_BEFORE_OPENING = f"[绝絕]{_GAP}密{_GAP}{_STAR}?{_GAP}[·・]?{_GAP}[启啟]{_GAP}用{_GAP}前"
_ANYWHERE = f"{_WITH_STAR}|{_BEFORE_OPENING}"
_OWN_LINE = f"{_COPY}?\\s*(?:{_LABEL})?{_OPEN}{_LEVEL}(?:{_GAP}[级級件])?{_GAP}{_TERM}{_CLOSE}\\s*{_COPY}?"
_IN_BRACKETS = f"[【\\[［〔(（]{_LEVEL}[级級件]?{_GAP}{_TERM}[】\\]］〕)）]"
_AT_HEAD = f"(?:{_LABEL}{_OPEN}{_LEVEL}|{_IN_BRACKETS}|{_LEVEL}{_GAP}{_TERM}\\s{{2,}}\\S).*"
_HEAD_LINES = 12
_LONGEST_LINE = 60
_LONGEST_HEAD = 200
_HEAD = 4_000


def bears_marking(text: str) -> bool:
    """Whether *text* is marked 绝密, 机密 or 秘密: with a star, on a line of its own, or at its head.

    The same words inside a sentence (商业秘密, 保守国家秘密, 机密性) are no marking.
    """
    if "密" not in text:
        return False
    if any(sign in text for sign in _SIGNS) and _pattern(_ANYWHERE).search(text):
        return True
    head = list(islice((line[:_LONGEST_HEAD] for line in map(_bare, text[:_HEAD].splitlines()) if line), _HEAD_LINES))
    if any(_pattern(_AT_HEAD).fullmatch(line) for line in head if "密" in line):
        return True
    return any(map(_is_marking, _short_lines_with_the_word(text)))


def _short_lines_with_the_word(text: str) -> Iterator[str]:
    """The lines that hold 密 and little else; found from the word, for most lines do not hold it."""
    at = text.find("密")
    while at >= 0:
        start, end = text.rfind("\n", 0, at) + 1, text.find("\n", at)
        end = len(text) if end < 0 else end
        if end - start <= _LONGEST_LINE:
            yield from map(_bare, text[start:end].splitlines())
        at = text.find("密", end)


def _bare(line: str) -> str:
    return line.strip(" \t\u3000\ufeff*#>|-—")


def _is_marking(line: str) -> bool:
    return _pattern(_OWN_LINE).fullmatch(line) is not None


@cache
def _pattern(source: str) -> re.Pattern[str]:
    """Compiled when a text first holds the word 密, for compiling takes longer than reading a plan's head."""
    return re.compile(source)


def refuse_state_secrets(texts: Iterable[str], data: bytes) -> None:
    """Let a file pass that bears no marking.

    Raises:
        Refusal: ``state-secret`` with a case number made of the file's digest, and none of its words.
    """
    if any(map(bears_marking, texts)):
        raise Refusal("state-secret", case=case_number(data))


def case_number(data: bytes) -> str:
    """A number under which the refusal of a file can be looked into without keeping the file."""
    return "SM-" + hashlib.sha256(data).hexdigest()[:12].upper()

"""Markings of state secrets: a document that bears one is refused and nothing of it is kept."""

from __future__ import annotations

import hashlib
import os
import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import cache
from itertools import islice
from pathlib import Path, PurePath

from xiandao.core.errors import Refusal
from xiandao.core.text import one_line

# What nobody sees: Markdown's marks, controls, format characters, fillers, variation selectors, combining strokes.
_UNSEEN = (
    "*_~`\\\\\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\u00ad\u0300-\u036f\u0600-\u0605\u061c\u06dd\u070f\u0890\u0891\u08e2"
    "\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u20d0-\u20ff\u2800\u3164"
    "\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\U000110bd\U000110cd\U00013430-\U0001345f\U0001bca0-\U0001bca3"
    "\U0001d173-\U0001d17a\U000e0000-\U000e0fff"
)
_LINE_ENDS = "\n\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029"

# All patterns below meet a copy without what is unseen and without blanks, in compatibility form.
_LEVEL = "(?:[绝絕]密|[机機]密|[秘祕]密)"
_STARS = "★☆✩✪✫✬✭✮✯✰⭐⋆"
_STAR = f"[{_STARS}]"
_SIGNS = (*_STARS, "启", "啟")  # without one of them no marking stands inside a line
_TERM = f"(?:{_STAR}|[※·・])?(?:[0-9〇一二三四五六七八九十]{{1,3}}[年月个個天日]{{1,2}}|[长長]期)?"
_LABEL = "(?:密[级級]|保密级别|秘密等级|涉密等级|保密等级):?"
_OPEN, _CLOSE = "[【\\[〔(<《]?", "[】\\]〕)>》]?"
_COPY = "(?:(?:份号|编号|No\\.?)?:?[0-9]{1,8})"

# Trade, work, personal and technical secrets are not the state's.
_WITH_STAR = f"(?<![业業作術术人]){_LEVEL}[级級]?{_STAR}"
_BEFORE_OPENING = f"[绝絕]密{_STAR}?[·・]?[启啟]用前"
_ANYWHERE = f"{_WITH_STAR}|{_BEFORE_OPENING}"
_OWN_LINE = f"{_COPY}?(?:{_LABEL})?{_OPEN}{_LEVEL}[级級件]?{_TERM}{_CLOSE}{_COPY}?"
_IN_BRACKETS = f"[【\\[〔(]{_LEVEL}[级級件]?{_TERM}[】\\]〕)]"
_AT_HEAD = f"(?:{_LABEL}{_OPEN}{_LEVEL}|{_IN_BRACKETS}).*"
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
    seen = unicodedata.normalize("NFKC", _pattern(f"[{_UNSEEN}]+").sub("", text))
    if any(sign in seen for sign in _SIGNS) and any(map(_is_starred, (_closed(seen), "".join(seen.split())))):
        return True
    return any(map(_is_head, _head_lines(seen))) or any(map(_is_marking, _lines_of_little_else(_closed(seen))))


def bears_marking_in(path: PurePath) -> bool:
    """Whether a folder or the file of *path* is called by a marking."""
    return any(bears_marking(words) for part in path.parts if "密" in part for words in (part, PurePath(part).stem))


def shown_name(name: str, case: str | None = None) -> str:
    """*name* as it may be printed and kept: where it is marked itself, *case* or a case number of its own."""
    if not bears_marking_in(PurePath(name)):
        return one_line(name)
    return case or case_number(os.fsencode(name))


def refuse_state_secrets(texts: Iterable[str], data: bytes) -> None:
    """Let a file pass that bears no marking.

    Raises:
        Refusal: ``state-secret`` with a case number made of the file's digest, and none of its words.
    """
    if any(map(bears_marking, texts)):
        raise Refusal("state-secret", case=case_number(data))


def case_number(data: bytes) -> str:
    """A number under which the refusal of a file can be looked into without keeping the file."""
    return _case(hashlib.sha256(data))


def case_number_of(path: Path) -> str:
    """The case number of the file at *path*; of its name where it cannot be read."""
    try:
        if path.is_file():
            with path.open("rb") as file:
                return _case(hashlib.file_digest(file, "sha256"))
    except OSError:
        pass
    return case_number(os.fsencode(path))


def _case(digest: hashlib._Hash) -> str:
    return "SM-" + digest.hexdigest()[:12].upper()


def _closed(seen: str) -> str:
    """Without blanks inside its lines."""
    return _pattern(f"[^\\S{_LINE_ENDS}]+").sub("", seen)


def _is_starred(closed: str) -> bool:
    return _pattern(_ANYWHERE).search(closed) is not None


def _head_lines(seen: str) -> Iterator[str]:
    """The first lines with something on them, blanks and all."""
    lines = (line.strip(" \t\u3000#>|-—")[:_LONGEST_HEAD] for line in seen[:_HEAD].splitlines())
    return islice((line for line in lines if line), _HEAD_LINES)


def _is_head(line: str) -> bool:
    """Whether a line near the beginning is marked, or the first of its parts that wide gaps divide (机密  特急)."""
    if "密" not in line:
        return False
    first, *others = _pattern("\\s{2,}").split(line)
    return _pattern(_AT_HEAD).fullmatch(_closed(line)) is not None or (bool(others) and _is_marking(_closed(first)))


def _lines_of_little_else(closed: str) -> Iterator[str]:
    """The lines that hold 密 and little else; found from the word, for most lines do not hold it."""
    at = closed.find("密")
    while at >= 0:
        start, end = closed.rfind("\n", 0, at) + 1, closed.find("\n", at)
        end = len(closed) if end < 0 else end
        if end - start <= _LONGEST_LINE:
            yield from closed[start:end].splitlines()
        at = closed.find("密", end)


def _is_marking(closed: str) -> bool:
    return _pattern(_OWN_LINE).fullmatch(closed.strip("#>|-—")) is not None


@cache
def _pattern(source: str) -> re.Pattern[str]:
    """Compiled when a text first holds the word 密, for compiling takes longer than reading a plan's head."""
    return re.compile(source)

"""How words are cut for the index: Chinese into overlapping pairs of characters, Latin and figures whole.

Rows leave the index by the tokens they came with: another way of cutting needs a migration that empties its tables.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from typing import NamedTuple

from xiandao.core.characters import simplified

GAP = "·"
"""Stands where a mark of punctuation parts Latin or a figure from its neighbour: no phrase reaches over it."""
FACET = "§"
"""Begins what a row is found by beside its words; in no text does a token begin with it."""

# A figure keeps its decimals; two thirds of a kilobyte is the longest that either database takes as one token.
_PIECE = re.compile(r"([0-9a-z]{1,200}(?:\.[0-9]{1,20})*)|([^\W_0-9a-z]+)")


class Phrase(NamedTuple):
    """Tokens that must follow one another.

    Attributes:
        tokens: As the index holds them.
        is_prefix: Whether the last is only the beginning of a token: a single character, of any pair it begins.
    """

    tokens: tuple[str, ...]
    is_prefix: bool = False


class _Fold(dict[int, str]):
    """One character for one, worked out when it is first met."""

    def __missing__(self, code: int) -> str:
        character = chr(code)
        plain = unicodedata.normalize("NFKC", character).casefold()
        plain = plain if len(plain) == 1 else character
        self[code] = found = plain.translate(simplified())
        return found


_FOLD = _Fold()


def plain(text: str) -> str:
    """*text* as it is compared, character for character: half-width, small letters, simplified.

    >>> plain("５Ｇ產業")
    '5g产业'
    """
    return text.translate(_FOLD)


def tokens(text: str) -> list[str]:
    """The tokens of *text* in their order, one for each character of Chinese: its pair, or itself at the end of a run.

    >>> tokens("人形机器人，5G")
    ['人形', '形机', '机器', '器人', '人', '·', '5g']
    """
    flat, end, was_latin = plain(text), 0, False
    found: list[str] = []
    for piece in _PIECE.finditer(flat):
        start, is_latin = piece.start(), piece.lastindex == 1
        if found and (is_latin or was_latin) and flat[end:start].strip():
            found.append(GAP)
        found += [piece.group()] if is_latin else _pairs(piece.group())
        end, was_latin = piece.end(), is_latin
    return found


def _pairs(run: str) -> list[str]:
    return [*map(str.__add__, run, run[1:]), run[-1]]


def phrases(query: str) -> tuple[Phrase, ...]:
    """What *query* asks for: every unbroken run of characters is a phrase, and all of them are wanted.

    >>> phrases("机器人 5G")
    (Phrase(tokens=('机器', '器人'), is_prefix=False), Phrase(tokens=('5g',), is_prefix=False))
    >>> phrases("碳")
    (Phrase(tokens=('碳',), is_prefix=True),)
    """
    return tuple(dict.fromkeys(_phrase(run) for run in _runs(plain(query))))


def _runs(flat: str) -> Iterator[list[re.Match[str]]]:
    """Pieces that touch."""
    run: list[re.Match[str]] = []
    for piece in _PIECE.finditer(flat):
        if run and run[-1].end() != piece.start():
            yield run
            run = []
        run.append(piece)
    if run:
        yield run


def _phrase(run: list[re.Match[str]]) -> Phrase:
    cut = [[piece.group()] if piece.lastindex == 1 else _pairs(piece.group()) for piece in run]
    is_chinese = run[-1].lastindex == 2
    if is_chinese and len(cut[-1]) > 1:
        cut[-1].pop()  # in the text more may follow: only the end of a run has its last character alone
        is_chinese = False
    return Phrase(tuple(token for piece in cut for token in piece), is_prefix=is_chinese)


def spans(query: str, text: str) -> list[tuple[int, int]]:
    """Where *text* has the runs of *query*, in order, none inside another."""
    flat = plain(text)
    found = sorted(
        (match.start(), -match.end()) for run in _runs(plain(query)) for match in _pattern(run).finditer(flat)
    )
    kept: list[tuple[int, int]] = []
    for start, end in found:
        if not kept or start >= kept[-1][1]:
            kept.append((start, -end))
    return kept


def _pattern(run: list[re.Match[str]]) -> re.Pattern[str]:
    """A run as the index finds it: Latin and figures whole, blanks beside them or not."""
    words = [rf"(?<![0-9a-z])(?<![0-9a-z]\.){re.escape(piece.group())}(?![0-9a-z])(?!\.[0-9])" if piece.lastindex == 1
             else re.escape(piece.group()) for piece in run]  # fmt: skip
    return re.compile(r"\s*".join(words))

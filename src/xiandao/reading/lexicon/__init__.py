"""Words as data: what units, verbs, offices, sections and idioms there are, each entry with source and note."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A group of words that mean the same to the rules.

    Attributes:
        words: Plain forms, as :mod:`xiandao.reading.folding` leaves them.
        kind: What the rules take them for; the lexicon's head comment lists the kinds.
        note: Why they stand here. source: Where the words come from.
    """

    words: tuple[str, ...]
    kind: str
    note: str
    source: str


@cache
def entries(name: str) -> tuple[Entry, ...]:
    """All entries of ``<name>.toml``."""
    raw = tomllib.loads(files("xiandao.reading.lexicon").joinpath(f"{name}.toml").read_text("utf-8"))
    return tuple(Entry(**{**entry, "words": tuple(entry["words"])}) for entry in raw["entry"])


@cache
def words(name: str, *kinds: str) -> tuple[str, ...]:
    """The words of a lexicon, of the kinds given or of all, longest first so that an alternation takes the longest."""
    found = {word for entry in entries(name) if not kinds or entry.kind in kinds for word in entry.words}
    return tuple(sorted(found, key=lambda word: (-len(word), word)))


@cache
def kinds(name: str) -> dict[str, str]:
    """What each word of a lexicon is taken for."""
    return {word: entry.kind for entry in entries(name) for word in entry.words}


@cache
def any_of(name: str, *kinds: str) -> str:
    """A regular expression, without a group, that matches one word of a lexicon, the longest first."""
    return alternation(words(name, *kinds))


def alternation(known: Iterable[str]) -> str:
    """A regular expression, without a group, for one word of *known*, the longest that lets the rest match.

    Words that begin alike share their beginning, so that a place costs no more than the words that begin there.
    """
    tails: dict[str, set[str]] = {}
    for word in sorted(known):
        tails.setdefault(word[:1], set()).add(word[1:])
    ends = tails.pop("", None) is not None
    ways = [re.escape(head) + (alternation(rest) if rest != {""} else "") for head, rest in tails.items()]
    return f"(?:{'|'.join(ways)})" + ("?" if ends else "")

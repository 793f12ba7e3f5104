"""The words by which targets speak of what registers keep: those of the kinds themselves, and those of the lexicon."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files
from typing import NamedTuple

from xiandao.core.kinds import LABEL, STAGE, Kind, Registry


class Entry(NamedTuple):
    """A group of words of a lexicon that mean the same.

    Attributes:
        kind: What they are taken for, as the lexicon's head comment says. property, values: what they ask of it.
        note: Why they stand there. source: where they come from.
    """

    words: tuple[str, ...]
    note: str
    source: str
    kind: str = ""
    property: str = ""
    values: tuple[str, ...] = ()


@cache
def entries(name: str) -> tuple[Entry, ...]:
    """All entries of ``lexicon/<name>.toml``."""
    raw = tomllib.loads(files("xiandao.registers.lexicon").joinpath(f"{name}.toml").read_text("utf-8"))
    return tuple(_entry(each) for each in raw["entry"])


def _entry(said: Mapping[str, str | list[str]]) -> Entry:
    lists = {key: tuple(value) for key, value in said.items() if isinstance(value, list)}
    texts = {key: value for key, value in said.items() if isinstance(value, str)}
    return Entry(**{"words": (), "values": (), "note": "", "source": "", **lists, **texts})  # type: ignore[arg-type]


@cache
def words(name: str, kind: str = "") -> tuple[str, ...]:
    """The words of a lexicon, of one kind or of all, the longest first."""
    found = {word for each in entries(name) if kind in ("", each.kind) for word in each.words}
    return tuple(sorted(found, key=lambda word: (-len(word), word)))


@cache
def pattern(name: str, kind: str = "") -> re.Pattern[str]:
    """One word of a lexicon, the longest that fits."""
    return re.compile("|".join(map(re.escape, words(name, kind))))


class Term(NamedTuple):
    """A word that names a kind, a choice or a label.

    Attributes:
        word: Folded, without fillers. kind: code. property: empty for the kind itself. values: codes meant.
    """

    word: str
    kind: str
    property: str = ""
    values: tuple[str, ...] = ()


def folded(text: str) -> str:
    """*text* with compatibility forms folded and without blanks."""
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", text))


def bare(text: str) -> str:
    """*text* without the fillers that say nothing of what is counted; itself where nothing else is left."""
    return re.sub(r"未来产业(?:方向|领域)?|未来|的", "", text) or text


def terms(registry: Registry) -> tuple[Term, ...]:
    """Every word by which *registry* may be asked, longest first, then in the order of the kinds."""
    kinds = {bare(folded(each.name)) for each in registry.kinds}
    own = [each for kind in registry.kinds for each in _of_kind(kind) if not each.property or each.word not in kinds]
    known = dict.fromkeys(each for each in (*own, *_of_lexicon(registry)) if len(each.word) > 1)
    return tuple(sorted(known, key=lambda each: -len(each.word)))


def _of_kind(kind: Kind) -> Iterator[Term]:
    yield from (Term(bare(folded(word)), kind.code) for word in (kind.name, kind.many) if word)
    for label in kind.labels:
        for word in _variants(label.name, kind):
            yield Term(word, kind.code, LABEL, (label.code,))
    for prop in kind.properties:
        for choice in prop.vocabulary:
            for name in (choice.name, *choice.synonyms):
                for word in _variants(name, kind):
                    yield Term(word, kind.code, prop.code, (choice.code,))


TOLD_APART = 4
"""Code points of a name that tell it apart without the word of its kind: 重大前沿技术攻关(项目), but not 科创(园区)."""


def _variants(name: str, kind: Kind) -> Iterator[str]:
    """What brackets hold may be left out; so may the word of the kind at the end of a long name, or be added."""
    for each in alternatives(bare(folded(name))):
        yield each
        if not each.endswith(kind.name):
            yield each + kind.name
        elif len(each) - len(kind.name) >= TOLD_APART:
            yield each.removesuffix(kind.name)


def _of_lexicon(registry: Registry) -> Iterator[Term]:
    for each in entries("binding_things"):
        kind = registry.kind(each.kind)
        if kind is None or not _has(kind, each):
            continue
        for word in each.words:
            yield Term(bare(folded(word)), each.kind, each.property, each.values)


def _has(kind: Kind, entry: Entry) -> bool:
    if not entry.property:
        return True
    return set(entry.values) <= codes_of(kind, entry.property)


def codes_of(kind: Kind, code: str) -> set[str]:
    """The codes that the property *code* may take in *kind*; empty where it takes free text or is unknown."""
    if code == LABEL:
        return {each.code for each in kind.labels}
    if code == STAGE:
        return {each.code for each in kind.stages}
    prop = kind.property(code)
    return {each.code for each in prop.vocabulary} if prop else set()


def alternatives(text: str) -> tuple[str, ...]:
    """What a text with brackets may mean: with what they hold, and without it.

    >>> alternatives("(潜在)独角兽企业")
    ('潜在独角兽企业', '独角兽企业')
    """
    if not re.search(r"\([^()]*\)", text):
        return (text,)
    return (re.sub(r"[()]", "", text), re.sub(r"\([^()]*\)", "", text))

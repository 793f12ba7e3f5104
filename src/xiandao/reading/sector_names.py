"""Names of sectors: which are known, what belongs to a name and what only stands around it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from xiandao.reading.lexicon import entries, words
from xiandao.reading.wordings import one_of

LONGEST_NAME = 24
_LONGEST_KNOWN = 16
_LONGEST_HEAD = 12

_AROUND = re.compile(r"(?:战略性新兴)?(?:产业链|产业集群|产业|技术领域|领域|方向|赛道|行业|技术)$")
_AROUND_ENDS = frozenset("链群业域向道术")
_UNKNOWN = ("", "")
_JOINED = str.maketrans("与及", "和和")
_VERB = re.compile(
    rf"(?:{one_of('sector_words', 'verb')}(?![型性级])|[、和与]|(?:[一二三四五六七八九十N\d]+[个大类]))+"
)
_APART = words("sector_words", "apart")
_UNLIKE = re.compile(r"[,。;:!?“”《》\d]{2}|[。;!?,]|的|^[一二三四五六七八九十\d]+[个大]")
_COUNT = re.compile(r"\((?:共?[N\d一二三四五六七八九十]+[个类大条项])\)$|(?:[\[〔【(](?:重点布局|责任单位|牵头).*)$")


@cache
def _known() -> dict[str, tuple[str, str]]:
    """Each known name, its joining word made 和, to the usual name and the kind."""
    return {
        word.translate(_JOINED): (entry.words[0], entry.kind) for entry in entries("sectors") for word in entry.words
    }


def usual_name(name: str) -> str:
    """The usual name of a known sector, ``""`` for an unknown one."""
    return _lookup(name)[0]


def is_broad(name: str) -> bool:
    """Whether the sector is one of the broad fields that are divided into tracks."""
    return name.startswith("未来") or _lookup(name)[1] == "future"


def _lookup(name: str) -> tuple[str, str]:
    known = _known()
    plain = name.translate(_JOINED) if "与" in name or "及" in name else name
    found = known.get(plain)
    if found is None and plain[-1:] in _AROUND_ENDS and (around := _AROUND.search(plain)) and around.start() >= 2:
        found = known.get(plain[: around.start()])
    return found or _UNKNOWN


def bare_end(text: str, start: int, end: int) -> int:
    """Where the name ends when counts, notes and a 产业 that belongs to no known name are left off."""
    if text[end - 1 : end] in ")〕】]" and (count := _COUNT.search(text, start, end)):
        end = count.start()
    if (
        text[end - 1 : end] in _AROUND_ENDS
        and (around := _AROUND.search(text, start, end))
        and around.group() != "技术"
    ):
        bare = text[start : around.start()].translate(_JOINED)
        if bare in _known():
            end = around.start()
    return end


def past_verbs(text: str, start: int, end: int) -> int:
    """Where the name begins behind the verbs, adverbs and counts at its head."""
    verbs = _VERB.match(text, start, end)
    return verbs.end() if verbs else start


def known_tail(text: str, start: int, end: int) -> int:
    """Where the longest known name that ends at *end* begins, -1 where none does."""
    known = _known()
    start = max(start, end - _LONGEST_KNOWN)
    plain = text[start:end].translate(_JOINED)
    around = _AROUND.search(plain)
    bare = plain[: around.start()] if around else ""
    for at in range(len(plain) - 1):
        if plain[at:] in known or (len(bare) - at > 1 and bare[at:] in known):
            return start + at
    return -1


def known_head(text: str, start: int, end: int) -> Iterator[int]:
    """Every place where a known name that begins at *start* ends, the longest first."""
    known = _known()
    plain = text[start : min(end, start + _LONGEST_HEAD)].translate(_JOINED)
    if plain[:2] not in _heads():
        return
    for length in range(len(plain), 1, -1):
        if plain[:length] in known:
            yield start + length


@cache
def _heads() -> frozenset[str]:
    """The first two characters of every known name."""
    return frozenset(name[:2] for name in _known())


def first_known(text: str, start: int, end: int) -> tuple[int, int]:
    """The first, longest known name in the stretch; empty at *end* where there is none."""
    known, heads = _known(), _heads()
    plain = text[start:end].translate(_JOINED)
    for at in range(len(plain) - 1):
        if plain[at : at + 2] in heads:
            for length in range(min(_LONGEST_KNOWN, len(plain) - at), 1, -1):
                if plain[at : at + length] in known:
                    return start + at, start + at + length
    return end, end


def could_name(text: str, start: int, end: int) -> bool:
    """Whether a heading's words could be a sector's name: a noun of fair length that names no means."""
    name = text[start:end]
    if not 1 < len(name) <= LONGEST_NAME or _UNLIKE.search(name):
        return False
    return bool(usual_name(name)) or not (name.endswith(_APART) or _VERB.match(name))


def is_akin(name: str) -> bool:
    """Whether a known name is in it."""
    return bool(usual_name(name)) or first_known(name, 0, len(name))[0] < len(name)

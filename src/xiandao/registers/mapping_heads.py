"""How like the head of a column is to the names of a property, and which period it speaks of."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from functools import cache
from typing import NamedTuple

from rapidfuzz.fuzz import ratio

from xiandao.core.characters import simplified
from xiandao.core.kinds import Property
from xiandao.registers.tables_heads import bare_head


class Likeness(NamedTuple):
    """How like, from 0 to 1, and by what: ``name``, ``synonym``, ``part``, ``like``; empty for not at all."""

    score: float
    how: str


_NONE = Likeness(0.0, "")
_ROWS = frozenset(("序号", "no", "no.", "#", "行号", "编次", "顺序号", "num", "index", "项次"))
_PERIOD = re.compile(
    r"((?:19|20)\d\d)年?(?:度|全年|末|底)?(?:第?([一二三四1-4])季度|q([1-4])|(1[0-2]|0?[1-9])月末?份?)?", re.IGNORECASE
)
_LOOSE = re.compile(r"[的及与和、/·\-_()（）\[\]【】:：\"“”'’,，]")
_BRACKETS = re.compile(r"[(（\[【][^()（）\[\]【】]*[)）\]】]")
_FILLING = re.compile(r"^(?:本|该|其|您的|所在|主要|现|企业|公司|单位|项目|机构)|(?:情况|信息|说明)$")
_LEAST_LIKE = 0.62


def likeness(words: Sequence[str], wanted: Property) -> Likeness:
    """How like the head *words*, outermost first, is to *wanted*."""
    heads = [head for head in _heads(words) if head]
    names = _names(wanted.name, wanted.en, wanted.synonyms)
    best = _NONE
    for at, head in enumerate(heads):
        discount = 1.0 if at == 0 else 0.94
        for number, name in enumerate(names):
            met = _alike(head, name, is_name=number == 0)
            if met.score * discount > best.score:
                best = Likeness(met.score * discount, met.how)
    return best


def is_number_of_rows(words: Sequence[str]) -> bool:
    """Whether a column only counts the rows."""
    return len(words) >= 1 and _plain(words[-1]) in _ROWS


def period_of(words: Sequence[str]) -> str:
    """The period that a head names, ``2024``, ``2024Q1``, ``2024-03``; empty where it names none."""
    for word in reversed(words):
        met = _PERIOD.search(unicodedata.normalize("NFKC", word))
        if not met:
            continue
        quarter = met[3] or (str("一二三四".find(met[2]) + 1) if met[2] and met[2] in "一二三四" else met[2])
        if quarter:
            return f"{met[1]}Q{quarter}"
        return f"{met[1]}-{int(met[4]):02d}" if met[4] else met[1]
    return ""


def without_period(word: str) -> str:
    """A word of a head without the period that it names; empty where it names nothing else."""
    return _PERIOD.sub("", unicodedata.normalize("NFKC", word)).replace("()", "").strip("·-/ 的")


def _heads(words: Sequence[str]) -> Iterator[str]:
    """Ways to call the column: all its words, then the innermost, the outermost, and all without brackets."""
    bare = [each for each in (_plain(without_period(word)) for word in words) if each]
    yield "".join(bare)
    if len(bare) > 1:
        yield from (bare[-1], bare[0])
    yield "".join(_plain(_BRACKETS.sub("", without_period(word))) for word in words)


@cache
def _plain(words: str) -> str:
    said = bare_head(words)[0].translate(simplified()).casefold()
    return _LOOSE.sub("", said)


@cache
def _names(name: str, en: str, synonyms: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(filter(None, map(_plain, (name, *synonyms, en)))))


def _alike(head: str, name: str, *, is_name: bool) -> Likeness:
    if head == name:
        return Likeness(1.0 if is_name else 0.98, "name" if is_name else "synonym")
    if _core(head) == _core(name) and _core(head):
        return Likeness(0.9, "part")
    shorter, longer = sorted((head, name), key=len)
    if len(shorter) >= 2 and shorter in longer:
        return Likeness(0.55 + 0.35 * len(shorter) / len(longer), "part")
    share = ratio(head, name) / 100
    return Likeness(share * 0.85, "like") if share >= _LEAST_LIKE else _NONE


@cache
def _core(words: str) -> str:
    """Without the words that any head may begin or end with; itself where nothing would be left."""
    return _FILLING.sub("", words) or words

"""The verbs at the head of a clause, and what they make of its object."""

from __future__ import annotations

import re

from xiandao.reading.lexicon import words
from xiandao.reading.sector_names import known_head
from xiandao.reading.vocabulary import Vocabulary

_RULING = ("use", "base", "single", "develop", "extend", "actor", "manner")
_KINDS = {
    word: [kind for kind in (*_RULING, "brings") if word in words("technologies", kind)]
    for word in words("technologies", *_RULING, "brings")
}
_LEADS = Vocabulary(_KINDS)
_ACTOR = re.compile(
    "(?:企业|机构|院所|高校|院校|单位|主体|大学|医院|研究院|研究所|学院|合作社|农场|农户|团队|实验室|中心|平台|公司|[区市县镇]|街道)等?"
)
_LONGEST_ACTOR = 26


def past_lead(text: str, start: int, end: int) -> tuple[int, str]:
    """Where the object of a clause begins, and the strongest kind of word before it: ``""`` without a verb."""
    at, lead = lead_at(text, start, end)
    if at == start:
        for stop in known_head(text, start, end):
            at, lead = lead_at(text, stop, end)
            if at > stop:
                break
        else:
            return start, ""
    if "actor" in lead:
        for actor in _ACTOR.finditer(text, at, min(end, at + _LONGEST_ACTOR)):
            again, led = lead_at(text, actor.end(), end)
            if led:
                return again, _strongest(led)
    strongest = _strongest(lead)
    return at, "" if strongest == "manner" else strongest


def lead_at(text: str, start: int, end: int) -> tuple[int, list[str]]:
    """Past the verbs, adverbs and joining words at *start*, and their kinds."""
    at, found = start, []
    while at < end:
        word = _LEADS.at(text, at, end)
        if word:
            found += _KINDS[word]
            at += len(word)
        elif found and (text[at] == "了" or (text[at] in "、和并与及" and _LEADS.at(text, at + 1, end))):
            at += 1
        else:
            break
    return at, found


def _strongest(found: list[str]) -> str:
    """The kind that rules the object; a ``+`` behind it when a verb brings in firms."""
    for kind in _RULING:
        if kind in found:
            return f"{kind}+" if "brings" in found else kind
    return "manner+" if "brings" in found else "manner"

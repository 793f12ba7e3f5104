"""Words of a text with a little of what stands around them."""

from __future__ import annotations

import re

from xiandao.core.text import Source

AROUND = 24
_BREAKS = re.compile(r"\s*[\r\n\f\v\u2028\u2029]\s*")
_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


def printable(text: str) -> str:
    """*text* without what no page, sheet or table can hold; as long as before."""
    return _UNPRINTABLE.sub("\ufffd", text)


def around(source: Source, start: int, end: int, *, reach: int = AROUND, most: int = 200) -> tuple[str, str, str]:
    """What stands before, the words themselves, and what stands behind, on one line; empty for the whole document."""
    if start == end:
        return "", "", ""
    text = source.text
    before, behind = text[max(start - reach, 0) : start], text[end : end + reach]
    before, behind = _BREAKS.split(before)[-1], _BREAKS.split(behind)[0]
    words = _BREAKS.sub("", text[start : min(end, start + most)]) + ("…" if end - start > most else "")
    head = "…" if start > reach and len(before) == reach else ""
    tail = "…" if len(text) - end > reach and len(behind) == reach else ""
    return printable(head + before), printable(words), printable(behind + tail)


def excerpt(source: Source, start: int, end: int) -> str:
    """``…培育【12】个集群…``; empty where the whole document is meant."""
    before, words, behind = around(source, start, end)
    return f"{before}【{words}】{behind}" if words else ""

"""Lists in Chinese prose: where their members begin and end, brackets and quotation marks kept whole."""

from __future__ import annotations

import re

from xiandao.core.text import Span

_MARK = re.compile(r"[、()《》“”〔〕\[\]]")
_OPENING = frozenset("(《“〔[")
_CLOSING = frozenset(")》”〕]")
_AND = re.compile(r"以及|(?<!以)[和及](?!其|成为|平台)")
_LEANS = re.compile(r"主要|核心|关键|相关|配套|其|重要|专用|其他|附属")
_ACT = re.compile(r"(?:构建|设计|组装|改造|制备|开发|保藏|培养|建设|关键|核心)$")
SHORTEST = 2


def parts_of(text: str, start: int, end: int) -> list[Span]:
    """``text[start:end]`` split at 、 outside brackets; where a bracket is never closed, at every 、."""
    parts, depth, at = [], 0, start
    for match in _MARK.finditer(text, start, end):
        mark = match.group()
        if mark in _OPENING:
            depth += 1
        elif mark in _CLOSING:
            depth = max(depth - 1, 0)
        elif not depth:
            if match.start() > at:
                parts.append(Span(at, match.start()))
            at = match.end()
    if depth:
        return _split(text, start, end)
    if end > at:
        parts.append(Span(at, end))
    return parts


def _split(text: str, start: int, end: int) -> list[Span]:
    """Split at every 、, whatever stands around it."""
    parts, at = [], start
    while (mark := text.find("、", at, end)) >= 0:
        parts.append(Span(at, mark))
        at = mark + 1
    parts.append(Span(at, end))
    return [part for part in parts if part.end > part.start]


def conjuncts(text: str, part: Span) -> tuple[Span, ...]:
    """The two things that 和, 及 or 以及 joins in *part*, where both stand alone; else *part*."""
    start, end = part
    if text.find("和", start, end) < 0 and text.find("及", start, end) < 0:
        return (part,)
    for match in _AND.finditer(text, start + SHORTEST, end - SHORTEST):
        left, right = match.span()
        if _ACT.search(text, start, left) or _LEANS.match(text, right, end):
            continue
        if _stands_alone(text, start, left) and _stands_alone(text, right, end):
            return Span(start, left), Span(right, end)
    return (part,)


def _stands_alone(text: str, start: int, end: int) -> bool:
    """Whether the words could be a name: three characters or more, no 的, no open bracket."""
    words = text[start:end]
    return len(words) > SHORTEST and "的" not in words and words.count("(") == words.count(")")


def members_of(text: str, start: int, end: int) -> list[Span]:
    """All members of a list; only the last may hold two, joined by 和 or 及."""
    parts = parts_of(text, start, end)
    return [*parts[:-1], *conjuncts(text, parts[-1])] if parts else []

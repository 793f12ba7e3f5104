"""Brackets and quotation marks without their partner."""

from __future__ import annotations

import re
from collections.abc import Iterator

from xiandao.core.findings import Finding
from xiandao.reading.blocks import Block
from xiandao.reading.damage.seen import Check, Seen

_BRACKETS = re.compile(r"[()〔〕【】《》\n]")
_PARTNER = {")": "(", "〕": "〔", "】": "【", "》": "《"}
_QUOTES = re.compile(r"[“”]")
SHOWN = 12


def unclosed(seen: Seen) -> Iterator[Finding]:
    """Opening brackets that neither their own line nor the next closes."""
    if all(seen.text.count(mark) == seen.text.count(partner) for mark, partner in _PARTNER.items()):
        return
    stack: list[tuple[str, int, int]] = []
    line = 0
    for match in _BRACKETS.finditer(seen.text):
        mark = match.group()
        if mark == "\n":
            line += 1
            while stack and stack[0][2] < line - 1:
                yield _shown(seen, "bracket-unclosed", stack.pop(0)[1])
        elif mark in _PARTNER:
            if stack and stack[-1][0] == _PARTNER[mark]:
                stack.pop()
        else:
            stack.append((mark, match.start(), line))
    for _, at, _ in stack:
        yield _shown(seen, "bracket-unclosed", at)


def unbalanced(seen: Seen) -> Iterator[Finding]:
    """Quotation marks that open and do not close in their line, or close without having opened."""
    if "“" not in seen.text and "”" not in seen.text:
        return
    for block in seen.blocks:
        line = seen.line(block)
        if line.count("“") != line.count("”"):
            yield from _unpaired(seen, block)


def _unpaired(seen: Seen, block: Block) -> Iterator[Finding]:
    opened: list[int] = []
    for match in _QUOTES.finditer(seen.text, block.start, block.end):
        if match.group() == "“":
            opened.append(match.start())
        elif opened:
            opened.pop()
        else:
            yield seen.found("quote-unbalanced", max(block.start, match.start() - SHOWN), match.end())
    for start in opened:
        yield _shown(seen, "quote-unbalanced", start)


def _shown(seen: Seen, code: str, at: int) -> Finding:
    end = seen.text.find("\n", at)
    return seen.found(code, at, min(at + SHOWN, len(seen.text) if end < 0 else end))


CHECKS = (
    Check(
        id="bracket-unclosed",
        note="左括号在本行和下一行都没有右括号。",
        reads=("一、任务\n推进平台建设。（责任单位：市科技局、市财政局\n二、保障\n加强领导。",),
        leaves=("一、任务\n推进平台建设。（责任单位：市科技局、市财政局）", "1）建设园区。\n2）培育企业。"),
        find=unclosed,
    ),
    Check(
        id="quote-unbalanced",
        note="引号只有一半。",
        reads=("打造元宇宙综合应用场景”。",),
        leaves=("落实“六个一”，提供“从‘0’到‘1’”的支持。",),
        find=unbalanced,
    ),
)

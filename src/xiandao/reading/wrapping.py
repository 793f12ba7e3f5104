"""Lines that carry on the sentence of the line before: hard wraps, page breaks, broken words."""

from __future__ import annotations

import re
from collections import Counter

from xiandao.core.text import Span
from xiandao.reading.lines import PROSE, SHORT, Line, inside
from xiandao.reading.numbering import LINE_OPENS

CLOSING = "。！？；;:!?"
# Between these widths, in characters, lines count as wrapped; most of them then come near the widest.
WRAP_LEAST = SHORT + 4
WRAP_MOST = 64
WRAP_SHARE = 0.8
LINES_LEAST = 6

_TITLE_ENDS = re.compile(r"(?:方案|意见|计划|规划|通知|措施|办法|纲要|细则|政策|清单)(?:\([^()]*\))?$")
_SIGNATURE = re.compile(r"(?:\d{4}年\d{1,2}月\d{1,2}日|.{2,20}(?:政府|办公室|委员会|办公厅|厅|局))$")
_LABELLED = re.compile(r"[^,。;、()\d]{2,12}:(?!\d)")


def joins_of(flat: str, lines: list[Line], cells: list[Span]) -> list[bool]:
    """For each line, whether it carries on the sentence of the line before; cells never do."""
    width = _wrap_width(lines)
    least = int(width * WRAP_SHARE) if width else PROSE
    indents = width and sum(line.indented for line in lines) >= 3
    joins = [False] * len(lines)
    for number in range(1, len(lines)):
        if not (cells and inside(cells, lines[number - 1].start)):
            joins[number] = _carries_on(
                flat, lines[number - 1], lines[number], least, wrapped=bool(width), indents=bool(indents)
            )
    return joins


def _carries_on(flat: str, line: Line, after: Line, least: int, *, wrapped: bool, indents: bool) -> bool:
    """Whether *after* is the rest of *line*'s sentence."""
    last, length = flat[line.end - 1], line.end - line.start
    if last in CLOSING and not (indents and not after.indented and length >= least and last != ":"):
        return False
    ends_open = last in "、,和及与的到至在从(“《〔"
    if length < (SHORT - 4 if ends_open else least):
        return False
    if last in "责合实与头" and after.end - after.start <= 3 and flat[after.start : after.end].isdecimal():
        return False
    if _has_cells(flat, line) or _has_cells(flat, after) or (last in ")〕]】" and _ends_in_note(flat, line)):
        return False
    if LINE_OPENS.match(flat, after.start, after.end) or (
        not wrapped and _LABELLED.match(flat, after.start, after.end)
    ):
        return last in "、(〔[【《“" or (last in "到至在从" and flat[after.start].isdecimal())
    if ends_open:
        return True
    if _TITLE_ENDS.search(flat, line.start, line.end) or _is_title_over_prose(flat, line, after):
        return False
    rest = after.end - after.start
    return not (rest <= 2 * SHORT and _SIGNATURE.match(flat, after.start, after.end))


def _is_title_over_prose(flat: str, line: Line, after: Line) -> bool:
    """Whether a numbered line without a full stop stands over a paragraph that no wrapping has cut."""
    if after.end - after.start <= WRAP_MOST or line.end - line.start > WRAP_MOST:
        return False
    return bool(LINE_OPENS.match(flat, line.start, line.end)) and flat.find("。", line.start, line.end) < 0


def _ends_in_note(flat: str, line: Line) -> bool:
    """Whether the bracket that closes the line was opened at its beginning or behind a full stop."""
    if flat[line.start] in "(〔[【" and "。" not in flat[line.start : line.end]:
        return True
    behind = flat[flat.rfind("。", line.start, line.end) + 1 : line.end].lstrip()
    return behind[0] in "(〔[【" and sum(map(behind.count, "(〔[【")) <= sum(map(behind.count, ")〕]】"))


def _has_cells(flat: str, line: Line) -> bool:
    return flat.find("\t", line.start, line.end) >= 0 or flat[line.start] == "|"


def _wrap_width(lines: list[Line]) -> int:
    """The width at which lines were wrapped, 0 where they were not: the commonest, or one that most lines come near."""
    widths = sorted(line.end - line.start for line in lines)
    if len(widths) < LINES_LEAST or widths[-1] < WRAP_LEAST:
        return 0
    common, count = Counter(width for width in widths if width >= WRAP_LEAST).most_common(1)[0]
    if count * 5 >= len(widths) and common <= WRAP_MOST:
        return common
    wide = widths[-max(2, len(widths) // 20)]
    if not WRAP_LEAST <= wide <= WRAP_MOST:
        return 0
    near = sum(width >= wide * WRAP_SHARE for width in widths)
    return wide if near * 3 >= len(widths) else 0

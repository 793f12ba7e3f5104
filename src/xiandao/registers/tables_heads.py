"""The head of a table: which rows it has, what it calls each column, and the units it gives."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from xiandao.core.sheets import Area, Cells, CellValue, Sheet, is_blank
from xiandao.registers.cells_numbers import COUNTED

Spread = Mapping[int, Mapping[int, tuple[Area, CellValue]]]
"""By row and column from 1: the merged area that covers a cell, and what it shows."""


class Head(NamedTuple):
    """The head of a table; rows and columns are those of the sheet, counted from 1.

    Attributes:
        first, last: Its rows; a line of units or of column numbers belongs to it.
        left, right: The columns of the table.
        words: For each column its words from the outermost group inwards.
        units: For each column its unit, or ``None``.
        rows: For each column the row of its innermost words.
    """

    first: int
    last: int
    left: int
    right: int
    words: tuple[tuple[str, ...], ...]
    units: tuple[str | None, ...]
    rows: tuple[int, ...]

    @property
    def width(self) -> int:
        """How many columns it stands over."""
        return self.right - self.left + 1


_DEEPEST = 6
_LOOKED_BELOW = 12
_LOOKED_FOR = 60
"""Rows without a head after which there is none."""
_LONGEST = 60
_FIGURE = re.compile(
    r"[-+]?[\d,，]+(?:\.\d+)?[%％]?|\d{4}[-/.]\d{1,2}(?:[-/.]\d{1,2})?|1\d{10}|\d{4}年\d{1,2}月\d{1,2}日"
)
_YEAR = re.compile(r"(?:19|20)\d\d(?:年度?)?")
_UNIT_WORD = (
    r"(?:十|百|千|万|亿|百万|千万){0,2}(?:元|美元|人民币|平方米|平方公里|平米|㎡|亩|公顷|米|公里|吨|公斤|千克|千瓦时?|度|小时|天|年|月|岁|分|万|亿|"
    r"人次|"
    + "|".join(sorted(COUNTED, key=len, reverse=True)).replace("(", r"\(").replace(")", r"\)")
    + r")(?:/[年月日人户亩]|人民币)?"
)
_UNIT = re.compile(rf"(?:单位[:：为]?)?({_UNIT_WORD}|[%％‰]|个?百分点|万|亿)")
_BRACKETS = re.compile(r"[(（\[【]([^()（）\[\]【】]{0,40})[)）\]】]")
_BEHIND = re.compile(rf"[,，、:：/]\s*(?:单位[:：]?)?({_UNIT_WORD}|[%％])$")
_UNIT_LINE = re.compile(rf"(?:计量|金额|货币)?单位\s*[:：]\s*({_UNIT_WORD}|[%％])(?![\u4e00-\u9fff])")
_TYPICAL = re.compile(
    r".*(?:序号|编号|名称|姓名|单位|部门|地区|区县|县区|地址|时间|日期|年份|年度|金额|数量|人数|家数|[企个]业?数|产值|收入|投资|备注|类型|类别|级别|"
    r"状态|电话|联系人|代码|简称|全称|占比|增速|合计|情况|内容|领域|赛道|行业|来源|进展|指标|项目|企业)"
)
"""How heads often end; asked for only where a head would end a table that has begun."""
_MARKS = re.compile(r"^[*＊★▲●※]+|[*＊★▲●※:：]+$")
_ASKED = re.compile(r"必填|选填|可不填|下拉|填写|请填|格式|如[:：]|例如|精确到|保留")
_FORM_LINE = re.compile(r"[:：]\s*\S|[:：]\s*$")
"""填报单位：南江市科技局."""
_COLUMN_NUMBER = re.compile(r"[(（]?\d{1,3}[)）]?(?:=.*)?|[甲乙丙丁戊己庚辛]|[A-Za-z]|—|-|栏次|序号")


def head_at(sheet: Sheet, spread: Spread, start: int, *, only: bool = False) -> Head | None:
    """The next head at or below row *start* (from 0).

    With *only*, a table has begun above: a head must show itself within three rows and by words that heads use, for
    entries that are all words look like one.
    """
    looked = 0
    for index in range(start, min(start + 3, len(sheet.rows)) if only else len(sheet.rows)):
        row = _shown(sheet, spread, index)
        if all(map(is_blank, row)):
            continue
        looked += 1
        head = None if only and not _is_typical(row) else _head(sheet, spread, index, row)
        if head is not None or looked == _LOOKED_FOR:
            return head
    return None


def _is_typical(row: Sequence[CellValue]) -> bool:
    said = {bare_head(cell)[0] for cell in row if isinstance(cell, str) and len(cell) <= _LONGEST} - {""}
    known = sum(_TYPICAL.fullmatch(each) is not None for each in said)
    return known >= 2 and known * 5 >= len(said) * 2


def _shown(sheet: Sheet, spread: Spread, index: int) -> list[CellValue]:
    """A row as a person sees it: what a merged cell shows stands under all of it."""
    row = list(sheet.rows[index]) if index < len(sheet.rows) else []
    for column, (_, value) in spread.get(index + 1, {}).items():
        row.extend([None] * (column - len(row)))
        row[column - 1] = value
    return row


def _head(sheet: Sheet, spread: Spread, index: int, row: Sequence[CellValue]) -> Head | None:
    """The head whose first row is *index*, or ``None`` where that row does not look like one."""
    if not _may_begin(row, sheet, index) or not _is_wide(row, sheet, spread, index):
        return None
    depth = _depth(sheet, spread, index)
    lines = [_shown(sheet, spread, at) for at in range(index, index + depth)]
    used = [at for line in lines for at, cell in enumerate(line) if not is_blank(cell)]
    left, right = min(used), max(used)
    extra = _extra_lines(sheet, spread, index + depth, (left, right))
    if not _has_entries(sheet, index + depth + extra, (left, right), lines):
        return None
    return _made(lines, sheet, spread, (index, depth, extra), (left, right))


def _may_begin(row: Sequence[CellValue], sheet: Sheet, index: int) -> bool:
    """Whether the row can be the first of a head: several short words, no line of a form."""
    said = [cell for cell in row if not is_blank(cell)]
    own = [str(cell) for cell in sheet.rows[index] if not is_blank(cell)]
    if len({str(cell) for cell in said}) < 2 or len(own) < 2 or not all(map(_is_head_word, said)):
        return False
    if sum(isinstance(cell, str) and not _FIGURE.fullmatch(cell.strip()) for cell in said) * 2 < len(said):
        return False
    return len(own) > 3 or not any(_FORM_LINE.search(_BRACKETS.sub("", cell)) for cell in own)


def _is_wide(row: Sequence[CellValue], sheet: Sheet, spread: Spread, index: int) -> bool:
    """Whether it is about as wide as what stands below it."""
    below = (_shown(sheet, spread, at) for at in range(index + 1, min(index + 1 + _LOOKED_BELOW, len(sheet.rows))))
    full = sorted(filter(None, (sum(not is_blank(cell) for cell in line) for line in below)), reverse=True)
    said = sum(not is_blank(cell) for cell in row)
    return said >= max(2, 0.5 * full[len(full) // 3]) if full else said >= 3


def _is_head_word(cell: CellValue) -> bool:
    if isinstance(cell, str):
        bare = cell.strip()
        return len(bare) <= _LONGEST and not (_FIGURE.fullmatch(bare) and not _YEAR.fullmatch(bare))
    return isinstance(cell, int | float) and not isinstance(cell, bool) and 1990 <= cell <= 2100


def _depth(sheet: Sheet, spread: Spread, index: int) -> int:
    """Over how many rows the head goes: as far as its merged cells reach, and below its groups their members."""
    depth = 1
    while depth < _DEEPEST and index + depth < len(sheet.rows):
        covered = {at: met for at, met in spread.get(index + depth, {}).items() if met[0].top > index}
        reaches = any(area.bottom > index + depth for area, _ in covered.values())
        if reaches or _names_members(sheet, spread, index + depth, covered) or _fills_gaps(sheet, spread, index, depth):
            depth += 1
        else:
            break
    return depth


def _names_members(sheet: Sheet, spread: Spread, below: int, covered: Mapping[int, tuple[Area, CellValue]]) -> bool:
    """Whether the row *below* (from 0) names the members of groups that are merged sideways, and nothing else."""
    groups = {
        column for column, (area, value) in covered.items() if area.right > area.left and area.bottom == below and value
    }
    row = _shown(sheet, spread, below)
    said = {at + 1 for at, cell in enumerate(row) if not is_blank(cell)}
    return bool(groups) and bool(said) and said <= groups and _may_be_members(row)


def _may_be_members(row: Sequence[CellValue]) -> bool:
    said = [cell for cell in row if not is_blank(cell)]
    return bool(said) and all(map(_is_head_word, said))


def _fills_gaps(sheet: Sheet, spread: Spread, index: int, depth: int) -> bool:
    """Whether the next row names the members of groups that are not merged: words only where the row above has gaps."""
    upper, lower = _shown(sheet, spread, index + depth - 1), _shown(sheet, spread, index + depth)
    named = {at for at, cell in enumerate(upper) if not is_blank(cell)}
    words = {at for at, cell in enumerate(lower) if not is_blank(cell)}
    inner = set(range(min(named, default=0), max([*named, *words], default=0) + 1)) - named
    if not inner or not inner <= words or not _may_be_members(lower):
        return False
    # The members stand below the group's own word and the gaps behind it, and nowhere else.
    first = {max((one for one in named if one < gap), default=-1) for gap in inner}
    return words <= inner | first and bool(named - first)


def _extra_lines(sheet: Sheet, spread: Spread, at: int, ends: tuple[int, int]) -> int:
    """Lines below the words that belong to the head: units, and the numbers of columns."""
    extra = 0
    while extra < 3 and at + extra + 1 < len(sheet.rows):
        cells = [cell for cell in _shown(sheet, spread, at + extra)[ends[0] : ends[1] + 1] if not is_blank(cell)]
        if len(cells) < 2 or not (_are_units(cells) or _are_numbers(cells)):
            break
        extra += 1
    return extra


def _are_units(cells: Sequence[CellValue]) -> bool:
    said = [str(cell).strip().strip("()（）") for cell in cells]
    return all(_UNIT.fullmatch(each) or each in {"-", "—", "/", "单位", "计量单位"} for each in said)


def _are_numbers(cells: Sequence[CellValue]) -> bool:
    """1, 2, 3 … under every column, or 甲, 乙, 1, 2: the columns' numbers and no entry."""
    said = [str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell).strip() for cell in cells]
    if len(said) < 3 or not all(_COLUMN_NUMBER.fullmatch(each) for each in said):
        return False
    figures = [int(met[0]) for each in said if (met := re.search(r"\d+", each))]
    return len(figures) >= 2 and figures == list(range(figures[0], figures[0] + len(figures))) and figures[0] in {0, 1}


def _has_entries(sheet: Sheet, at: int, ends: tuple[int, int], lines: Sequence[Sequence[CellValue]]) -> bool:
    """Whether anything can stand below: an empty form has a head of three words or more and nothing else."""
    words = {str(cell).strip() for cell in lines[-1] if not is_blank(cell)}
    below = sheet.rows[at : at + 5]
    return len(words) >= 3 or any(
        sum(not is_blank(cell) for cell in row[ends[0] : ends[1] + 1]) >= min(2, len(words)) for row in below
    )


def _made(
    lines: Sequence[Sequence[CellValue]],
    sheet: Sheet,
    spread: Spread,
    rows: tuple[int, int, int],
    ends: tuple[int, int],
) -> Head:
    index, depth, extra = rows
    left, right = ends
    grouped = [_with_groups(lines, number, spread.get(index + number + 1, {})) for number in range(depth)]
    below = [_shown(sheet, spread, index + depth + number) for number in range(extra)]
    named, units, inner = [], [], []
    for at in range(left, right + 1):
        column = [line[at] if at < len(line) else None for line in grouped]
        words, unit = _words_and_unit(column)
        named.append(words)
        units.append(unit or _unit_of(line[at] if at < len(line) else None for line in below))
        inner.append(max((number for number, cell in enumerate(column) if not is_blank(cell)), default=0) + index + 1)
    return Head(index + 1, index + depth + extra, left + 1, right + 1, tuple(named), tuple(units), tuple(inner))


def _with_groups(
    lines: Sequence[Sequence[CellValue]], number: int, covered: Mapping[int, tuple[Area, CellValue]]
) -> list[CellValue]:
    """A line of the head; a group's word that is not merged goes on over the gaps whose members stand below."""
    line = list(lines[number])
    if number + 1 >= len(lines) or any(area.right > area.left for area, _ in covered.values()):
        return line
    below = lines[number + 1]
    line.extend([None] * (len(below) - len(line)))
    for at in range(1, len(line)):
        if is_blank(line[at]) and at < len(below) and not is_blank(below[at]) and not is_blank(line[at - 1]):
            line[at] = line[at - 1]
    return line


def _words_and_unit(column: Sequence[CellValue]) -> tuple[tuple[str, ...], str | None]:
    words: list[str] = []
    unit: str | None = None
    for cell in column:
        if is_blank(cell):
            continue
        said, found = bare_head(_said(cell))
        unit = found or unit
        if said and (not words or said != words[-1]):
            words.append(said)
    return tuple(words), unit


def _said(cell: CellValue) -> str:
    return str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell)


def bare_head(words: str) -> tuple[str, str | None]:
    """The words of a head without blanks, marks, units and what it asks of the writer; and the unit.

    >>> bare_head("*营业收入（万元）")
    ('营业收入', '万元')
    """
    said = _MARKS.sub("", "".join(unicodedata.normalize("NFKC", words).split()))
    unit: str | None = None
    for met in reversed(list(_BRACKETS.finditer(said))):
        found = _unit_in(met[1])
        if found or _ASKED.search(met[1]):
            unit = unit or found
            said = said[: met.start()] + said[met.end() :]
    met_behind = _BEHIND.search(said)
    if met_behind and met_behind.start() > 0:
        unit, said = unit or met_behind[1], said[: met_behind.start()]
    return _MARKS.sub("", said), unit


def _unit_in(words: str) -> str | None:
    """The unit among what a bracket says: 万元, 单位:万元, 必填,万元."""
    for part in re.split(r"[,，;；、]", words):
        met = _UNIT.fullmatch(part)
        if met and part not in {"年", "月", "分", "天"}:
            return met[1]
    return None


def _unit_of(cells: Iterable[CellValue]) -> str | None:
    for cell in cells:
        met = _UNIT.fullmatch(cell.strip().strip("()（）")) if isinstance(cell, str) else None
        if met:
            return met[1]
    return None


def unit_above(lines: Sequence[str]) -> str | None:
    """The unit that a line above a table gives to all its figures, ``None`` where none does."""
    for line in lines:
        met = _UNIT_LINE.search("".join(unicodedata.normalize("NFKC", line).split()))
        if met:
            return met[1]
    return None


def is_repeat(cells: Cells, head: Head) -> bool:
    """Whether a row only prints the head, or one line of it, once more."""
    said = 0
    for at, cell in enumerate(cells):
        if is_blank(cell):
            continue
        if not isinstance(cell, str) or len(cell) > _LONGEST:
            return False
        words = bare_head(cell)[0]
        if words and words not in head.words[at]:
            return False
        said += bool(words)
    return said >= 2

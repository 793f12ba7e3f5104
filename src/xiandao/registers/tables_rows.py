"""What a row below a head is: an entry, a sum, a note, or a line between the entries."""

from __future__ import annotations

import re
from collections.abc import Mapping

from xiandao.core.sheets import Area, Cells, CellValue, is_blank

Covered = Mapping[int, tuple[Area, CellValue]] | None
"""By column of the sheet: the merged area that covers a cell of the row, and what it shows."""

_TOTAL = re.compile(
    r"(?:[总合小共累]计|总\s*数|小\s*结|全[省市区县]合计|[^，。；、]{0,8}(?:合计|小计|总计))(?:数|额)?(?:[（(][^）)]{0,12}[）)])?[:：]?"
)
_NOTE = re.compile(
    r"(?:备\s*注|附\s*注|说\s*明|填\s*表\s*说\s*明|填\s*报\s*说\s*明|数据来源|资料来源|指标解释|注)(?:\d{1,2})?\s*[:：、.]|"
    r"(?:填\s*[报表]\s*[人单位]{1,2}|制\s*表\s*人?|审\s*[核签]\s*人?|复\s*核\s*人?|单位负责人|负责人|统计负责人|联系人|联系电话|报出日期|填报日期|填表日期|"
    r"单位[（(]盖章[）)]|经办人|分管领导)\s*(?:签[字名]|[（(][^）)]{0,10}[）)])?\s*[:：]|※|＊|\*\s?[^\d\s]"
)
_SECTION = re.compile(
    r"(?:[一二三四五六七八九十]{1,3}[、.．]|[（(][一二三四五六七八九十]{1,3}[)）]|第[一二三四五六七八九十]{1,3}[类批部]|[A-Z][.、])"
)
_LONG = 30


def kind_of_row(cells: Cells, covered: Covered, left: int) -> str:
    """``entry``, ``total``, ``note`` or ``section``; *left* is the column of the sheet of the first cell."""
    said = [(at, cell) for at, cell in enumerate(cells) if not is_blank(cell)]
    if _is_total(said, len(cells)):
        return "total"
    at, first = said[0]
    if not isinstance(first, str) or len(said) > max(4, len(cells) // 2):
        return "entry"
    words = first.strip()
    if _NOTE.match(words):
        return "note"
    if len(said) > 1 or len(cells) < 3:
        return "entry"
    across = _across(covered, left + at)
    if across * 2 >= len(cells) or (at == 0 and _SECTION.match(words)):
        return "note" if len(words) > _LONG or words.endswith("。") else "section"
    return "note" if len(words) > _LONG * 2 else "entry"


def _is_total(said: list[tuple[int, CellValue]], width: int) -> bool:
    """A sum says so in one of its first words, and names nothing besides."""
    for at, cell in said[:2]:
        if at > max(2, width // 3) or not isinstance(cell, str):
            continue
        words = "".join(cell.split())
        if _TOTAL.fullmatch(words):
            return sum(isinstance(other, str) and not _is_figure(other) for _, other in said) <= 2
    return False


def _is_figure(words: str) -> bool:
    return re.fullmatch(r"[-+]?[\d,，.]+[%％]?|[-—/]", words.strip()) is not None


def _across(covered: Covered, column: int) -> int:
    """Over how many columns the cell is merged."""
    met = covered.get(column) if covered else None
    return met[0].right - met[0].left + 1 if met else 1

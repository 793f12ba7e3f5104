"""What a spreadsheet can hold: names of tabs, the longest cell, the longest header."""

from __future__ import annotations

import re
from collections.abc import Sequence

from xiandao.writers.excerpts import printable

LONGEST_TAB, LONGEST_CELL, LONGEST_MARK = 31, 32_767, 90
"""In UTF-16 units; the mark stands in header and footer, which hold 255."""
CUT = "……（全文{units}字，以下从略）"
_UNFIT = re.compile(r"[\[\]:*?/\\\x00-\x1f]")
_FULL_WIDTH = str.maketrans("[]:*?/\\", "［］：＊？／＼")


def units(text: str) -> int:
    """How long *text* is for a spreadsheet: what lies outside the basic plane counts twice."""
    return len(_coded(text)) // 2


def shortened(text: str, most: int) -> str:
    """The beginning of *text*, at most *most* units; no character is cut in two."""
    return _coded(text)[: most * 2].decode("utf-16-le", "ignore")


def _coded(text: str) -> bytes:
    return printable(text).encode("utf-16-le")


def cut(text: str) -> str:
    """*text* as a cell can hold it; what was left out is said at its end."""
    if units(text) <= LONGEST_CELL:
        return text
    said = CUT.format(units=len(text))
    return shortened(text, LONGEST_CELL - units(said)) + said


def header_words(mark: str) -> str:
    """*mark* as it may stand in a header, where ``&`` begins an order."""
    return _UNFIT.sub(lambda met: met[0].translate(_FULL_WIDTH), shortened(mark, LONGEST_MARK)).replace("&", "＆")


def tab_names(names: Sequence[str]) -> list[str]:
    """Names that tabs can have: fit characters, short enough, no two alike."""
    taken: set[str] = set()
    made = []
    for name in names:
        fit = _UNFIT.sub(" ", name.translate(_FULL_WIDTH)).strip(" '") or "表"
        fit = f"{fit}表" if fit.casefold() == "history" else fit
        tab, again = shortened(fit, LONGEST_TAB).strip(" '"), 1
        while tab.casefold() in taken:
            again += 1
            tab = f"{shortened(fit, LONGEST_TAB - len(str(again)) - 1)} {again}"
        taken.add(tab.casefold())
        made.append(tab)
    return made

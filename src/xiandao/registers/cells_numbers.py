"""Numbers as people put them into cells: 1,200, 1.2万元, 三千二百, ３５％, and what makes them unfit."""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Callable
from decimal import Decimal, localcontext
from functools import lru_cache
from typing import NamedTuple

from xiandao.core.quantity import DIGITS, SCALES, number_from_words
from xiandao.core.sheets import CellValue


class Amount(NamedTuple):
    """What number is wanted: a type of :data:`xiandao.core.kinds.SUMMED`, and the unit it is kept in; empty for none."""

    type: str
    unit: str = ""


class Unfit(NamedTuple):
    """Why it is no such number: the code of a wording and its further values."""

    code: str
    values: tuple[tuple[str, str], ...] = ()


COUNTED = frozenset("家个项人名件户台套位支条座间部门处起宗批期场次所栋只艘辆张册篇") | {
    "人次",
    "家次",
    "项次",
    "台(套)",
    "台/套",
    "件(套)",
}
"""Words by which things are counted: one may stand for another."""
_ALIKE = {
    "㎡": "平方米", "m2": "平方米", "m²": "平方米", "平米": "平方米", "平方": "平方米", "km2": "平方公里", "km²": "平方公里",
    "平方千米": "平方公里", "㎞²": "平方公里", "公斤": "千克", "kg": "千克", "t": "吨", "ha": "公顷", "圆": "元", "人民币": "元",
    "rmb": "元", "cny": "元", "块": "元", "￥": "元", "¥": "元", "元人民币": "元", "kw": "千瓦", "kwh": "千瓦时", "度": "千瓦时",
}  # fmt: skip
_TIMES = {
    "公顷": ("平方米", Decimal(10_000)), "平方公里": ("平方米", Decimal(1_000_000)), "亩": ("平方米", Decimal(2_000) / Decimal(3)),
    "吨": ("千克", Decimal(1_000)), "千瓦": ("瓦", Decimal(1_000)), "千瓦时": ("瓦时", Decimal(1_000)),
}  # fmt: skip
"""A unit → the one below it, and how many of it one is; 亩 is 2000/3 square metres."""
PERCENT = frozenset(("%", "％", "个百分点", "百分点", "百分比", "pct"))
_FOREIGN = re.compile(r"美元|欧元|港元|港币|日元|英镑|美金|澳元|加元|韩元|卢布|瑞郎|新台币|usd|eur|hkd|jpy|gbp|\$|€|£")
_INEXACT = re.compile(
    r"^(?:约|近|超|逾|超过|不足|不低于|不少于|大于|小于|大概|左右|预计|[<>≤≥~])|(?:余|多|以上|以下|左右|以内|上下|[+~])(?=$|[十百千万亿]*\D*$)"
)
_RANGE = re.compile(r"\d\s*(?:[-~至到]|--|—)\s*\d")
_DIGITS = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d*)?|\.\d+"
_NUMBER = re.compile(rf"([+-]?)({_DIGITS})(?:e([+-]?\d{{1,3}}))?([十百千万亿]*)", re.IGNORECASE)
_WORDS = re.compile(r"(?:负)?[零〇一二三四五六七八九两十百千万亿廿]+(?:点[零〇一二三四五六七八九]+)?")
_FORMAL = str.maketrans("壹贰叁肆伍陆柒捌玖拾佰仟萬億貳參陸", "一二三四五六七八九十百千万亿二三六")
_SHORT = re.compile(r"-?[1-9]\d*(?:\.\d{1,12})?|-?0\.\d{1,12}|0")
ABSOLUTE = "·"
"""The unit of a number with a scale of its own and nothing behind it: 1.2万 is 12,000 whatever its column counts in."""
_LONGEST = 80
_MOST_DIGITS = 30
_FEW_DIGITS = 18


def number_text(number: float | Decimal) -> str:
    """Plain digits, no exponent; a machine number is taken at its fifteen sound digits."""
    if isinstance(number, float):
        if not math.isfinite(number):
            return str(number)
        number = Decimal(f"{number:.15g}")
    plain = format(Decimal(number), "f")
    plain = plain.rstrip("0").rstrip(".") if "." in plain else plain
    return "0" if plain in {"-0", ""} else plain


def reckoned(cell: CellValue, wanted: Amount, column_unit: str | None) -> str | Unfit:
    """The canonical text of the number in *cell*: in the unit that is wanted, money in yuan, per cent in points."""
    column_unit = _plain(column_unit or "")
    if cell.__class__ is float and _factor("", column_unit, wanted) == 1:
        said = f"{cell:.15g}"
        if _SHORT.fullmatch(said):  # most cells of most columns, and what follows would say the same
            return Unfit("cell-whole") if wanted.type == "whole" and "." in said else said
    met = _read(cell)
    if isinstance(met, Unfit):
        return met
    number, unit = met
    factor = _factor(unit, column_unit, wanted)
    if isinstance(factor, Unfit):
        return factor
    number = _rounded(number * factor)
    if wanted.type == "whole" and number != number.to_integral_value():
        return Unfit("cell-whole")
    if abs(number) >= Decimal(10) ** _MOST_DIGITS:
        return Unfit("cell-number")
    return number_text(number)


def plain_figures(wanted: Amount, column_unit: str | None) -> Callable[[CellValue], str | None] | None:
    """A quick reader of what most cells of a column hold: plain digits; ``None`` for cells that :func:`reckoned` must read.

    It gives what :func:`reckoned` gives. There is none where the unit of the column is more than a matter of noughts.
    """
    factor = _factor("", _plain(column_unit or ""), wanted)
    noughts = None if isinstance(factor, Unfit) else _noughts(factor)
    if noughts is None:
        return None
    is_whole = wanted.type == "whole"

    def read(cell: CellValue) -> str | None:
        if cell.__class__ is float:
            said = f"{cell:.15g}"
        elif cell.__class__ is str or cell.__class__ is int:
            said = str(cell).strip()
        else:
            return None
        if len(said) > _FEW_DIGITS or not said.isascii() or not _SHORT.fullmatch(said):
            return None
        told = _shifted(said, noughts) if noughts or "." in said else said
        return None if is_whole and "." in told else told

    return read


def _noughts(factor: Decimal) -> int | None:
    """How many places the point moves to the right; ``None`` for any other factor."""
    _, digits, exponent = factor.normalize().as_tuple()
    return exponent if digits == (1,) and isinstance(exponent, int) and exponent >= 0 else None


def _shifted(said: str, noughts: int) -> str:
    sign = "-" if said[0] == "-" else ""
    whole, _, rest = said.lstrip("-").partition(".")
    whole = (whole + rest[:noughts].ljust(noughts, "0")).lstrip("0") or "0"
    rest = rest[noughts:].rstrip("0")
    told = f"{whole}.{rest}" if rest else whole
    return told if told == "0" else sign + told


def fits(unit: str, wanted: Amount) -> bool:
    """Whether numbers in *unit* can be taken for what is wanted."""
    return not isinstance(_factor("", _plain(unit), wanted), Unfit)


def _read(cell: CellValue) -> tuple[Decimal, str] | Unfit:
    """Number and unit as written."""
    if isinstance(cell, bool) or not isinstance(cell, int | float | str):
        return Unfit("cell-number")
    if isinstance(cell, str):
        return _read_words(cell)
    if isinstance(cell, float) and not math.isfinite(cell):
        return Unfit("cell-number")
    if abs(cell) >= 10**_MOST_DIGITS:
        return Unfit("cell-number")
    return Decimal(f"{cell:.15g}" if isinstance(cell, float) else cell), ""


@lru_cache(4_096)
def _plain(words: str) -> str:
    said = "".join(unicodedata.normalize("NFKC", words).split()).lower()
    return said.replace("−", "-").replace("–", "-").replace("—", "-").replace("，", ",")


def _read_words(cell: str) -> tuple[Decimal, str] | Unfit:
    if len(cell) > _LONGEST:
        return Unfit("cell-number")
    said = _plain(cell).strip("'‘’")
    said = re.sub(r"^(?:人民币|rmb|cny|¥|￥)(?=[\d.+-])", "", said)
    if _INEXACT.search(said) or _RANGE.search(said):
        return Unfit("cell-number-inexact")
    if said.startswith("百分之"):
        said = said.removeprefix("百分之") + "%"
    met = _digits(said) or _worded(said.translate(_FORMAL))
    return met or Unfit("cell-number")


def _digits(said: str) -> tuple[Decimal, str] | None:
    """``1亿2000万元`` in as many steps as it has scales, each smaller than the one before."""
    total, at, last, sign = Decimal(0), 0, Decimal(10) ** 40, 1
    scaled = False
    while met := _NUMBER.match(said, at):
        scale = Decimal(math.prod(SCALES[word] for word in met[4]))
        if (at and (met[1] or scale >= last)) or len(met[2]) > _MOST_DIGITS or len(met[4]) > 3:
            return None
        sign = -1 if met[1] == "-" else sign
        total += Decimal(met[2].replace(",", "")).scaleb(int(met[3] or 0)) * scale
        at, last, scaled = met.end(), scale, scaled or bool(met[4])
        if not met[4]:
            break
    if not at or re.search(r"[\d.]", re.sub(r"^[mk]*m2$", "", said[at:])):
        return None
    return sign * total, said[at:] or (ABSOLUTE if scaled else "")


def _worded(said: str) -> tuple[Decimal, str] | None:
    met = _WORDS.match(said)
    if not met or len(met[0]) > 24:
        return None
    whole, _, rest = met[0].removeprefix("负").partition("点")
    value = number_from_words(whole)
    if value is None or value >= 10**15:
        return None
    number = Decimal(int(value))
    if rest:
        number += Decimal("0." + "".join(str(DIGITS[word]) for word in rest))
    scaled = "万" in whole or "亿" in whole
    return (-number if met[0].startswith("负") else number), said[met.end() :] or (ABSOLUTE if scaled else "")


@lru_cache(4_096)
def _factor(unit: str, column_unit: str, wanted: Amount) -> Decimal | Unfit:
    """By what a number is multiplied that stands in *unit* (plain), or where it has none in its column's."""
    ours = "元" if wanted.type == "money" else _plain(wanted.unit)
    if wanted.type == "percent" or ours in PERCENT:
        return _factor_of_percent(unit or column_unit)
    if wanted.type == "money" and (foreign := _FOREIGN.search(unit or column_unit)):
        return Unfit("cell-currency", (("unit", foreign[0]),))
    there, per = _base(ours)
    if not unit and not column_unit:
        return Decimal(1)
    if unit == ABSOLUTE:
        return Decimal(1) / per
    here, times = _base(unit or column_unit)
    same = (
        here in {"", there} or (here in COUNTED and there in COUNTED) or (not there and (here in COUNTED or not unit))
    )
    return times / per if same else Unfit("cell-unit", (("unit", unit or column_unit), ("wanted", ours)))


def _factor_of_percent(unit: str) -> Decimal | Unfit:
    if not unit or unit in PERCENT:
        return Decimal(1)
    return Decimal("0.1") if unit == "‰" else Unfit("cell-unit", (("unit", unit), ("wanted", "%")))


@lru_cache(4_096)
def _base(unit: str) -> tuple[str, Decimal]:
    """A unit without scale, and how many of it one is: 万元 is 10,000 元, 公顷 10,000 平方米, 万 10,000 of nothing."""
    times = Decimal(1)
    while unit and unit not in _ALIKE and unit not in _TIMES and unit[0] in SCALES:
        times, unit = times * SCALES[unit[0]], unit[1:]
    unit = _ALIKE.get(unit, unit)
    while unit in _TIMES:
        unit, more = _TIMES[unit]
        times *= more
    return unit, times


def _rounded(number: Decimal) -> Decimal:
    """Thirds of a 亩 do not go on for ever: twelve digits behind the point."""
    exponent = number.as_tuple().exponent
    if not isinstance(exponent, int) or exponent >= -12:
        return number
    with localcontext() as context:
        context.prec = 80
        return number.quantize(Decimal("1e-12"))

"""Whether two amounts promise the same, whatever units they are printed in."""

from __future__ import annotations

from math import isclose

from xiandao.alignment.leaves import Figure
from xiandao.core.quantity import base_of

# Units of one measure, each in terms of the first; a scale word before them is already taken off.
_MEASURES = {
    "平方米": ("平方米", 1.0), "㎡": ("平方米", 1.0), "公顷": ("平方米", 1e4), "平方公里": ("平方米", 1e6), "平方千米": ("平方米", 1e6),
    "米": ("米", 1.0), "公里": ("米", 1e3), "千米": ("米", 1e3), "km": ("米", 1e3),
    "克": ("克", 1.0), "公斤": ("克", 1e3), "吨": ("克", 1e6),
    "瓦": ("瓦", 1.0), "兆瓦": ("瓦", 1e6), "MW": ("瓦", 1e6), "吉瓦": ("瓦", 1e9), "GW": ("瓦", 1e9),
    "瓦时": ("瓦时", 1.0), "兆瓦时": ("瓦时", 1e6), "度": ("瓦时", 1e3),
    "年": ("月", 12.0), "个月": ("月", 1.0), "月": ("月", 1.0),
    "小时": ("分钟", 60.0), "分钟": ("分钟", 1.0),
    "%": ("%", 1.0), "个百分点": ("百分点", 1.0), "百分点": ("百分点", 1.0),
    "倍": ("倍", 1.0), "元": ("元", 1.0), "人民币": ("元", 1.0), "美元": ("美元", 1.0), "亩": ("亩", 1.0),
    "工作日": ("工作日", 1.0), "个工作日": ("工作日", 1.0), "天": ("天", 1.0), "日": ("天", 1.0),
}  # fmt: skip
# What is promised each year and what once are seldom one promise.
_OFTEN = 0.5
# Words that count single things; which of them is printed is a matter of wording.
_COUNTED = "件"


def measure_of(unit: str | None) -> tuple[str, float]:
    """What *unit* measures, and how many of that measure one of it is.

    >>> measure_of("万亿元")
    ('元', 1000000000000.0)
    >>> measure_of("家") == measure_of("个")
    True
    """
    base, scale = base_of(unit)
    if base in ("万", "亿", "千", "百", "十"):
        base, scale = "", scale * {"万": 10_000, "亿": 100_000_000, "千": 1000, "百": 100, "十": 10}[base]
    measure, factor = _MEASURES.get(base, (_COUNTED, 1.0))
    return measure, factor * scale


def same_amount(one: Figure | None, other: Figure | None) -> bool:
    """Whether both promise the same: comparator, amount, range and frequency; the unit's words do not matter."""
    if one is None or other is None:
        return one is other
    return (
        one.comparator == other.comparator
        and one.frequency == other.frequency
        and measure_of(one.unit)[0] == measure_of(other.unit)[0]
        and _close(one.value, one.unit, other.value, other.unit)
        and (one.value_max is None) == (other.value_max is None)
        and _close(one.value_max or 0.0, one.unit, other.value_max or 0.0, other.unit)
    )


def base_amount(figure: Figure) -> float:
    """The amount in the base of its measure; of a range the lower end."""
    return figure.value * measure_of(figure.unit)[1]


def nearness(one: Figure | None, other: Figure | None) -> float:
    """How far two amounts speak for one promise: 1 the same, up to 0.5 the same measure, 0 another measure."""
    if one is None or other is None:
        return 0.5 if one is other else 0.0
    if measure_of(one.unit)[0] != measure_of(other.unit)[0]:
        return 0.0
    first, second = abs(base_amount(one)), abs(base_amount(other))
    often = 1.0 if one.frequency == other.frequency else _OFTEN
    if isclose(first, second, rel_tol=1e-9):
        return often
    ratio = min(first, second) / max(first, second)
    return (0.2 + 0.3 * ratio) * often


def printed(figure: Figure | None) -> str:
    """The amount as a person reads it in a reason; empty where there is none."""
    if figure is None:
        return ""
    sign = {">=": "≥", "<=": "≤", "~": "≈"}.get(figure.comparator, "")
    upper = "" if figure.value_max is None else f"—{figure.value_max:g}"
    return f"{sign}{figure.value:.12g}{upper}{figure.unit or ''}" + ("/年" if figure.frequency == "annual" else "")


def _close(one: float, unit: str | None, other: float, other_unit: str | None) -> bool:
    return isclose(one * measure_of(unit)[1], other * measure_of(other_unit)[1], rel_tol=1e-9, abs_tol=1e-12)

"""Numbers of the text: each run of digits or number words, with its unit, its bounds and its value."""

from __future__ import annotations

import re
from typing import NamedTuple

from xiandao.core.quantity import SCALES, number_from_words
from xiandao.reading.lexicon import any_of, kinds, words
from xiandao.reading.vocabulary import Vocabulary

_SIGNS = {"least": ">=", "most": "<=", "about": "~"}
PREFIXES = {word: sign for kind, sign in _SIGNS.items() for word in words("bounds", kind)}
SUFFIXES = {word: sign for kind, sign in _SIGNS.items() for word in words("bounds", f"{kind}_behind")}
LONGEST_NUMBER = 20

_BOUNDS = Vocabulary(PREFIXES)
_NUMERAL = r"(?:[0-9]+(?:,[0-9]{3})+(?![0-9])(?:\.[0-9]+)?|[0-9]+(?:\.[0-9]+)?)"
_WORDS = r"[一二两三四五六七八九十百千万亿零〇廿]{1,16}"
_START = re.compile("[0-9一二两三四五六七八九十百千万亿零〇廿]")
_NUMBER = re.compile(
    rf"(?P<digits>{_NUMERAL})"
    rf"(?:(?P<first>[十百千万亿]{{0,2}}(?:{any_of('units')})?)(?:以上)?(?:-{{1,2}}|~|—|至|到)(?P<to>{_NUMERAL}))?"
    rf"|(?P<words>{_WORDS})(?:个?(?:-|~|—|至|到)(?P<wto>[一二两三四五六七八九十百千]+))?"
)
_UNIT = re.compile(
    rf"(?P<more>余|多)?(?P<unit>[十百千万亿]{{0,3}}(?P<more2>余|多)?{any_of('units')}(?:(?<=[A-Za-z])(?![A-Za-z])|(?<![A-Za-z]))(?:/(?:年|人|亩|平方米|公斤|千克|吨|天|日|小时|万人|亿元|立方米|千瓦时|度|公里|套|台|个|家|项))?)"
)
_HEADER_MARKS = ("(", ":", "/", "|", "\t", "\n", "[")
_PHYSICAL = frozenset(("volume", "length", "weight", "area", "computing", "data", "energy"))
_RATIO = re.compile(r"[人户名](?:口)?[^,。;、]{0,12}?(?:拥有量|密度|专利|研发人员|从业人员|就业人员)")
_WORDED = re.compile(
    r"翻(?:一)?番|倍增(?<=实现倍增)(?=[,。;、)!?\t\n|]|以上|左右|$)|全覆盖|百分之(?P<percent>[一二两三四五六七八九十百零点]{1,8})"
    r"|(?P<tenths>[一二两三四五六七八九])成(?P<half>半)?(?=以上|左右|以内|以下|[,。;、)]|$)"
)
_SCALE = re.compile(r"[十百千万亿]{1,3}")
_SUFFIX = re.compile(r"\(?(?P<suffix>及?以上|左右|以内|之内|以下|上下)\)?")
_IDIOMS = {
    (at, word) for word in words("idioms") for at in range(len(word)) if word[at] in "一二两三四五六七八九十百千万亿零"
}
_BACK = max(back for back, _ in _IDIOMS)
_LONGEST = max(len(word) for _, word in _IDIOMS)
_IDIOM_HEADS = [{word[0] for at, word in _IDIOMS if at == back} for back in range(_BACK + 1)]
_SIZE = re.compile(r"(?:元)?级")


class Amount(NamedTuple):
    """A number and what is printed with it.

    Attributes:
        start: Of the number, in the view. number_end: One past its last digit or word, ranges included.
        end: One past its unit and its suffix (以上, 左右).
        value: In *unit*. value_max: Upper end of a range.
        unit: As printed in the view, scale words first; ``""`` where none follows.
        kind: The lexicon's kind of unit, ``""`` without one.
        bound: ``>=``, ``<=``, ``~``, ``range`` or ``=``.
        prefix_start: Where the words that bound it begin, else *start*.
        prefix: Those words. suffix: 以上 and the like.
        in_words: Whether the number is written in words.
        unit_start: Where the unit begins.
    """

    start: int
    number_end: int
    end: int
    value: float
    value_max: float | None
    unit: str
    kind: str
    bound: str
    prefix_start: int
    prefix: str
    suffix: str
    in_words: bool
    unit_start: int = 0


def amounts_of(text: str) -> list[Amount]:
    """Every number of the view in order, idioms left out; 翻番 is 2 倍 and 全覆盖 is 100 %."""
    worded = [_worded(text, match) for match in _WORDED.finditer(text)]
    found: list[Amount] = []
    at = _START.search(text)
    while at:
        start = at.start()
        match = _NUMBER.match(text, start)
        assert match is not None  # noqa: S101 - both patterns begin with the same characters
        end = match.end("digits") if match["digits"] else _idiom_end(text, start)
        if match["digits"] or not end:
            amount = _from_digits(text, match) if match["digits"] else _from_words(text, match)
            if amount is not None:
                found.append(amount)
            end = match.end("digits") if match["digits"] else match.end("words")
            end = max(end, amount.end if amount else 0)
        at = _START.search(text, end)
    return found if not worded else _merged(found, worded)


def _merged(found: list[Amount], worded: list[Amount]) -> list[Amount]:
    """Both in order; a number word inside 翻一番 is part of it."""
    inside = {at for one in worded for at in range(one.start, one.end)}
    return sorted([*worded, *(amount for amount in found if amount.start not in inside)])


def _worded(text: str, match: re.Match[str]) -> Amount:
    """An amount said without a number: it is empty where its number would stand."""
    start, end = match.span()
    value, unit, kind = 100.0, "%", "share"
    if match["percent"]:
        whole, _, part = match["percent"].partition("点")
        digits = "".join(str(int(number_from_words(word) or 0)) for word in part)
        value = (number_from_words(whole) or 0.0) + (float(f"0.{digits}") if digits else 0.0)
    elif match["tenths"]:
        value = 10.0 * (number_from_words(match["tenths"]) or 0.0) + (5.0 if match["half"] else 0.0)
    elif match.group() != "全覆盖":
        value, unit, kind = 2.0, "倍", "times"
    after = _SUFFIX.match(text, end)
    suffix = after["suffix"] if after else ""
    prefix_start, prefix = _prefix(text, start)
    bound = SUFFIXES.get(suffix) or PREFIXES.get(prefix, "=")
    stop = after.end() if after else end
    return Amount(start, start, stop, value, None, unit, kind, bound, prefix_start, prefix, suffix, in_words=True)


def _idiom_end(text: str, start: int) -> int:
    """Where the idiom that holds the numeral at *start* ends, 0 where there is none."""
    for back in range(min(_BACK, start) + 1):
        if back and text[start - back] not in _IDIOM_HEADS[back]:
            continue
        for length in range(_LONGEST, back, -1):
            if (back, text[start - back : start - back + length]) in _IDIOMS:
                return start - back + length
    return 0


def _value(digits: str) -> float:
    return float(digits.replace(",", ""))


def _from_digits(text: str, match: re.Match[str]) -> Amount | None:
    value, value_max = _value(match["digits"]), None
    number_end = match.end("digits")
    if number_end - match.start() > LONGEST_NUMBER:
        # A code, a card, a line of garbage: no amount has so many digits, nor a value worth keeping.
        return Amount(
            match.start(), number_end, number_end, 0.0, None, "", "", "=", match.start(), "", "", in_words=False
        )
    if match["to"] and len(match["to"]) <= LONGEST_NUMBER:
        upper = _value(match["to"])
        # 2024-2026 and 1-2 are ranges; 5-3 is not one, nor is what follows a unit of another kind.
        if upper > value or match["first"]:
            value_max, number_end = upper, match.end()
    return _amount(text, match.start(), number_end, value, value_max, in_words=False)


def _from_words(text: str, match: re.Match[str]) -> Amount | None:
    words, number_end = match["words"], match.end("words")
    unit = _UNIT.match(text, number_end)
    stem = words.rstrip("万亿")
    if text.startswith("分之", number_end):
        # 三分之一 is in the books, but its value is for a person to say.
        return Amount(
            match.start(), number_end, number_end, 0.0, None, "", "", "=", match.start(), "", "", in_words=True
        )
    if (unit is None and not _SIZE.match(text, number_end)) or (not stem and _is_order_of_size(text, match, unit)):
        return None
    # The scale words at the end belong to the unit as printed (百亿元, 三千万元); alone they count as one.
    value = number_from_words(stem) if stem else 1.0
    if value is None:
        return None
    if match["wto"]:
        return _amount(text, match.start(), match.end(), value, number_from_words(match["wto"]), in_words=True)
    return _amount(text, match.start(), match.start() + len(stem), value, None, in_words=True)


def _is_order_of_size(text: str, match: re.Match[str], unit: re.Match[str] | None) -> bool:
    """Whether bare scale words name no amount: 万元GDP能耗, 百升, 每万人拥有量, （万平方米） at the head of a column."""
    number_end = match.end("words")
    return (
        (match["words"] == "万" and text.startswith("元", number_end))
        or (unit is not None and _kind(unit["unit"]) in _PHYSICAL)
        or bool(_RATIO.match(text, number_end))
        or (unit is not None and text.startswith(("率", "比", "均"), unit.end()))
        or text[match.start() - 1 : match.start()] in _HEADER_MARKS
    )


def _amount(text: str, start: int, number_end: int, value: float, value_max: float | None, *, in_words: bool) -> Amount:
    """Add unit, prefix and suffix to a number."""
    unit_match = _UNIT.match(text, number_end)
    unit, kind, end, suffix = "", "", number_end, ""
    if unit_match:
        unit = unit_match["unit"].replace("余", "").replace("多", "") if unit_match["more2"] else unit_match["unit"]
        kind = _kind(unit)
        end = unit_match.end()
        suffix = unit_match["more"] or unit_match["more2"] or ""
    elif scale := _SCALE.match(text, number_end):
        unit, end = scale.group(), scale.end()
    after = _SUFFIX.match(text, end)
    if after:
        suffix, end = after["suffix"], after.end()
    prefix_start, prefix = _prefix(text, start)
    bound = "range" if value_max is not None else SUFFIXES.get(suffix) or PREFIXES.get(prefix, "=")
    unit_start = unit_match.start("unit") if unit_match else number_end
    return Amount(
        start, number_end, end, value, value_max, unit, kind, bound, prefix_start, prefix, suffix, in_words, unit_start
    )


def _kind(unit: str) -> str:
    known = kinds("units")
    unit = unit if unit in known else unit.partition("/")[0]
    while unit not in known and unit[0] in SCALES:
        unit = unit[1:]
    return known.get(unit, "")


def _prefix(text: str, start: int) -> tuple[int, str]:
    """The words before a number that bound it, the longest that the lexicon has."""
    words = _BOUNDS.before(text, 0, start)
    return start - len(words), words

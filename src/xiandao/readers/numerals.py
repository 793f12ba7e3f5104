"""Numbers as Word prints them in lists: one function for each of its number formats."""

from __future__ import annotations

from collections.abc import Callable

_DIGITS = "〇一二三四五六七八九"
_LEGAL = "零壹贰叁肆伍陆柒捌玖"
_LEGAL_TRADITIONAL = "零壹貳參肆伍陸柒捌玖"
_ROMAN = (
    (1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"),
    (50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"),
)  # fmt: skip
_LARGEST = 99_999


def numeral(number: int, form: str) -> str:
    """*number* in Word's format *form* (``ST_NumberFormat``); plain digits for a format of no known print."""
    if not 0 <= number <= _LARGEST:
        return str(number)
    return _FORMS.get(form, str)(number)


def _counting(number: int, digits: str = _DIGITS, tens: str = "十百千万") -> str:
    """一百二十 style; 十 alone below twenty where the digits are the plain ones."""
    if number == 0:
        return digits[0]
    words, gap = "", ""
    for power in range(len(str(number)) - 1, -1, -1):
        digit = number // 10**power % 10
        if digit:
            words += gap + digits[digit] + (tens[power - 1] if power else "")
        gap = "" if digit else "零"
    return words[1:] if digits is _DIGITS and 10 <= number < 20 else words


def _counting_to_99(number: int) -> str:
    return _counting(number) if number < 100 else _positional(number)


def _positional(number: int) -> str:
    return "".join(_DIGITS[int(digit)] for digit in str(number))


def _roman(number: int) -> str:
    if number == 0:
        return "0"
    words = ""
    for value, sign in _ROMAN:
        count, number = divmod(number, value)
        words += sign * count
    return words


def _letters(number: int) -> str:
    """A to Z, then AA, BB: Word repeats the letter."""
    if number == 0:
        return "0"
    times, place = divmod(number - 1, 26)
    return chr(ord("A") + place) * min(times + 1, 30)


def _wide(number: int) -> str:
    return "".join(chr(ord("０") + int(digit)) for digit in str(number))


def _from(first: str, last: int, more: str = "", beyond: int = 0) -> Callable[[int], str]:
    """Signs that follow one another in Unicode from *first* = 1 to *last*, then from *more* to *beyond*."""

    def sign(number: int) -> str:
        if 1 <= number <= last:
            return chr(ord(first) + number - 1)
        if more and last < number <= beyond:
            return chr(ord(more) + number - last - 1)
        return str(number)

    return sign


def _cycle(signs: str) -> Callable[[int], str]:
    return lambda number: signs[(number - 1) % len(signs)] if number else "0"


def _circled(number: int) -> str:
    """① to ㊿, in Unicode's three stretches."""
    if 21 <= number <= 35:
        return chr(0x3251 + number - 21)
    return _from("①", 20)(number) if number <= 20 else (chr(0x32B1 + number - 36) if number <= 50 else str(number))


def _ordinal(number: int) -> str:
    ending = "th" if 10 <= number % 100 <= 20 else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"


_FORMS: dict[str, Callable[[int], str]] = {
    "decimal": str,
    "decimalHalfWidth": str,
    "decimalZero": lambda number: f"{number:02d}",
    "decimalFullWidth": _wide,
    "decimalFullWidth2": _wide,
    "decimalEnclosedCircle": _circled,
    "decimalEnclosedCircleChinese": _circled,
    "decimalEnclosedFullstop": _from("⒈", 20),
    "decimalEnclosedParen": _from("⑴", 20),
    "upperRoman": _roman,
    "lowerRoman": lambda number: _roman(number).lower(),
    "upperLetter": _letters,
    "lowerLetter": lambda number: _letters(number).lower(),
    "ordinal": _ordinal,
    "numberInDash": lambda number: f"- {number} -",
    "chineseCounting": _counting_to_99,
    "chineseCountingThousand": _counting,
    "chineseLegalSimplified": lambda number: _counting(number, _LEGAL, "拾佰仟万"),
    "ideographLegalTraditional": lambda number: _counting(number, _LEGAL_TRADITIONAL, "拾佰仟萬"),
    "taiwaneseCounting": _counting_to_99,
    "taiwaneseCountingThousand": _counting,
    "taiwaneseDigital": _positional,
    "japaneseCounting": _counting,
    "japaneseDigitalTenThousand": _positional,
    "koreanDigital2": _positional,
    "ideographDigital": _positional,
    "ideographEnclosedCircle": _from("㊀", 10),
    "ideographTraditional": _cycle("甲乙丙丁戊己庚辛壬癸"),
    "ideographZodiac": _cycle("子丑寅卯辰巳午未申酉戌亥"),
    "none": lambda _: "",
}

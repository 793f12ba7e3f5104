"""Amounts as officials write them: number words, scale words, units."""

from __future__ import annotations

SCALES = {"十": 10, "百": 100, "千": 1_000, "万": 10_000, "亿": 100_000_000}
DIGITS = {word: value for value, word in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2, "廿": 20}


def number_from_words(words: str) -> float | None:
    """The value of a number in Chinese words, or ``None`` where they are none.

    A scale word alone stands for itself (百 is 100); 半 is not read.

    >>> number_from_words("一千二百")
    1200.0
    >>> number_from_words("万亿")
    1000000000000.0
    """
    total = section = 0.0
    digit: int | None = None
    for word in words:
        if word in DIGITS:
            # Digits in a row are read as digits: 二〇三五.
            digit = DIGITS[word] if digit is None else digit * 10 + DIGITS[word]
        elif word in "十百千":
            section += (1 if digit is None else digit) * SCALES[word]
            digit = None
        elif word in "万亿":
            section += digit or 0
            total = (total + section or 1) * SCALES[word]
            section, digit = 0.0, None
        else:
            return None
    return total + section + (digit or 0)


def base_of(unit: str | None) -> tuple[str, int]:
    """A unit without its scale words, and how many of it one of *unit* is.

    >>> base_of("亿元")
    ('元', 100000000)
    >>> base_of("万")
    ('万', 1)
    """
    unit, scale = unit or "", 1
    while len(unit) > 1 and unit[0] in SCALES:
        unit, scale = unit[1:], scale * SCALES[unit[0]]
    return unit, scale

"""One character for one: full-width, compatibility and traditional forms to the plain ones."""

from __future__ import annotations

import re
import unicodedata

from xiandao.core.characters import simplified

# The characters that only traditional text has and that any plan in it is full of.
HEAD = 20_000
TELLTALES = 4
_TELLTALE = tuple("產業發動創關鍵應術區劃點實務資體機構進標與對個開項")

# Scanners read 0 as O and 1 as l inside numbers (5O亿元, l5个); formulas (H2O, V2O5) are left alone.
_LATIN_ZERO = re.compile(r"(?<=[^A-Za-z0-9][0-9])[Oo]+(?![A-Za-z])|(?<=[0-9][0-9])[Oo]+(?![A-Za-z])")
_LATIN_ONE = re.compile(r"(?<=[\u4e00-\u9fff 0-9])[lI](?=[0-9]{1,3}(?![A-Za-z0-9]))")
_MISREAD = re.compile(r"[OolI](?:(?<=[0-9][Oo])|(?<=[lI])(?=[0-9]))")

_PLAIN = {
    **{ord(c): unicodedata.normalize("NFKC", c) for c in map(chr, range(0xFF01, 0xFF5F))},
    **{ord(c): unicodedata.normalize("NFKC", c) for c in map(chr, range(0x2F00, 0x2FD6))},
    **dict.fromkeys(map(ord, "–－−‐‑‒﹣"), "-"),
    **dict.fromkeys(map(ord, "～〜∼˜﹏"), "~"),
    **dict.fromkeys(
        map(
            ord,
            "\u3000\xa0\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u200b\u200c\u200d\ufeff\xad\u2060",
        ),
        " ",
    ),
    **dict.fromkeys(map(ord, "﹪٪"), "%"),
    **dict.fromkeys(map(ord, "•●■◆▪◼►▶★☆◇○□▲"), "·"),
    ord("﹤"): "<",
    ord("﹥"): ">",
    ord("≧"): "≥",
    ord("≦"): "≤",
    ord("﹑"): "、",
    ord("﹔"): ";",
    ord("﹕"): ":",
    ord("［"): "[",
    ord("］"): "]",
}

# Digits of other scripts stand for the same values.
_PLAIN |= {
    code: str(unicodedata.decimal(chr(code)))
    for code in range(0x660, 0x1FBFA)
    if unicodedata.decimal(chr(code), None) is not None
}
_DIGITS = str.maketrans("０１２３４５６７８９", "0123456789")
_FOLDED = frozenset(map(chr, _PLAIN))
# Most characters of any text are these, and none of them is folded.
_RARER = re.compile(r"[^\u4e00-\u9fff、。\n0-9]")


def is_traditional(text: str) -> bool:
    """Whether the text is written in traditional characters, judged by the commonest of them."""
    head = text[:HEAD]
    return sum(character in head for character in _TELLTALE) >= TELLTALES


def plain_digits(number: str) -> str:
    """A document's number with plain digits: 〔２０２５〕 is no other number than 〔2025〕."""
    return number.translate(_DIGITS)


def folded(text: str) -> str:
    """The text in plain forms, of the same length."""
    plain = text
    # A text uses few of the forms: replacing those is several times as fast as translating every character.
    for character in _FOLDED.intersection(_RARER.findall(text)):
        plain = plain.replace(character, _PLAIN[ord(character)])
    if _MISREAD.search(plain):
        plain = _LATIN_ONE.sub("1", _LATIN_ZERO.sub(lambda found: "0" * len(found.group()), plain))
    return plain.translate(simplified()) if is_traditional(text) else plain

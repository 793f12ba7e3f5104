"""What comes of checking an identifier: its canonical form, or where the fault is and what was probably meant."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from xiandao.core.findings import Finding, finding

LOOK_ALIKES = ("O0", "I1", "L1", "Z2", "S5", "B8", "VU")
"""Characters that are taken for one another by hand and by recognition."""
LONGEST_REPAIRED = 40
"""Characters; nothing longer is an identifier, and repairs are as many as characters."""

_QUOTES = "'\"`‘’“”"
_MARKS = str.maketrans({**dict.fromkeys("‐‑‒–—―−", "-"), **dict.fromkeys("∕⁄", "/")})
_ALL_DIGITS = str.maketrans("OIZS", "0125")
_AS_NUMBER = re.compile(r"\d(?:\.\d+)?E\+?\d{1,2}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """An identifier that was looked at.

    Attributes:
        scheme: Which kind of identifier it was taken for, a key of :data:`xiandao.core.identifiers.CHECKS`.
        given: As it was written.
        canonical: The one way it is written, or ``None`` where it is not valid.
        faults: Why it is not valid, in the order of its characters; places count characters of :func:`cleaned`.
        suggestion: The only repair that is valid among those tried, canonical; empty where there is none or several.
    """

    scheme: str
    given: str
    canonical: str | None = None
    faults: tuple[Finding, ...] = ()
    suggestion: str = ""

    def __post_init__(self) -> None:
        if (self.canonical is None) != bool(self.faults):
            raise ValueError("an identifier has a canonical form or faults")


Check = Callable[[str], Checked]


def cleaned(text: str, *, joint: str = "") -> str:
    """*text* in capitals and half width, without blanks, characters that cannot be seen, and quotes around it.

    Args:
        text: As written.
        joint: What stands where blanks were; nothing where blanks mean nothing.

    >>> cleaned(" '９１32 0100a ")
    '91320100A'
    """
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text).translate(_MARKS)
        text = "".join(each for each in text if each.isspace() or unicodedata.category(each) not in ("Cf", "Cc"))
    elif not text.isprintable():
        text = "".join(each for each in text if each.isprintable() or each.isspace())
    return joint.join(text.split()).strip(_QUOTES).upper()


def unusable(code: str) -> Finding | None:
    """Nothing at all, or a number that a spreadsheet has rounded, of which no repair is possible."""
    if not code:
        return finding("identifier-empty")
    if _AS_NUMBER.fullmatch(code):
        return finding("identifier-number-lost", 0, len(code), found=code)
    return None


def suggested(code: str, canonical: Callable[[str], str | None]) -> str:
    """The canonical form of the only repair of *code* that has one, or nothing."""
    if len(code) > LONGEST_REPAIRED:
        return ""
    found = {made for made in map(canonical, _repairs(code)) if made}
    return found.pop() if len(found) == 1 else ""


def _repairs(code: str) -> Iterator[str]:
    """Hyphens left out; look-alikes, all of a pair and one by one, both ways; neighbours swapped."""
    bare = code.replace("-", "")
    if bare != code:
        yield bare
    yield code.translate(_ALL_DIGITS)
    for at, char in enumerate(code):
        for pair in LOOK_ALIKES:
            if char in pair:
                yield code[:at] + pair.replace(char, "") + code[at + 1 :]
    for at in range(len(code) - 1):
        if code[at] != code[at + 1]:
            yield code[:at] + code[at + 1] + code[at] + code[at + 2 :]

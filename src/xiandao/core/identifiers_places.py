"""Codes of places (GB/T 2260, six digits; GB/T 10114 below counties, nine): their form, and a table of those there are."""

from __future__ import annotations

from collections.abc import Collection

from xiandao.core.findings import Finding, finding
from xiandao.core.identifiers_checked import Checked, cleaned, suggested, unusable
from xiandao.core.identifiers_credit import PROVINCES

LENGTHS = (6, 9)


def check_place_code(text: str, *, known: Collection[str] = ()) -> Checked:
    """A place's code by its form and, where *known* codes are given, by whether it is among them.

    Whether it was in force on a day is another question: :func:`xiandao.core.place_history.standing`.

    Args:
        text: The code.
        known: Codes in force or formerly in force; none where only the form can be looked at.
    """
    code = cleaned(text)
    faults = _faults(code, known)
    if not faults:
        return Checked(scheme="place", given=text, canonical=code)
    repaired = suggested(code, lambda tried: None if _faults(tried, known) else tried)
    # By its form alone almost any code passes: a repair says something only where the table is known.
    return Checked(scheme="place", given=text, faults=faults, suggestion=repaired if known else "")


def _faults(code: str, known: Collection[str]) -> tuple[Finding, ...]:
    useless = unusable(code)
    if useless:
        return (useless,)
    if len(code) not in LENGTHS:
        return (finding("place-code-length", 0, len(code), n=len(code)),)
    strange = tuple(
        finding("place-code-character", at, at + 1, at=at + 1, char=char)
        for at, char in enumerate(code)
        if not "0" <= char <= "9"
    )
    if strange:
        return strange
    if known:
        return () if code in known else (finding("place-code-unknown", 0, len(code), place=code),)
    if code[:2] not in PROVINCES:
        return (finding("place-code-province", 0, 2, found=code[:2]),)
    if code[2:4] == "00" and code[4:6] != "00":
        return (finding("place-code-city", 2, 6, place=code),)
    return ()

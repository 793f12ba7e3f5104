"""Identifiers of people and publications: ORCID (ISO 7064 mod 11-2), ISSN (ISO 3297) and DOI (ISO 26324)."""

from __future__ import annotations

import re
from collections.abc import Callable

from xiandao.core.findings import Finding, finding
from xiandao.core.identifiers_checked import Checked, cleaned, suggested, unusable

CHECKS = "0123456789X"

_ADDRESS = re.compile(r"^(?:HTTPS?://)?(?:WWW\.)?(?:ORCID\.ORG/|(?:DX\.)?DOI\.ORG/)|^(?:ORCID|ISSN|DOI):?(?=[0-9])")
_DOI = re.compile(r"10\.[0-9]{4,9}(?:\.[0-9]+)*/\S+")


def orcid_check(body: str) -> str:
    """The check character of the 15 digits of an ORCID.

    >>> orcid_check("000000021825009")
    '7'
    """
    total = 0
    for char in body:
        total = (total + int(char)) * 2
    return CHECKS[(12 - total % 11) % 11]


def issn_check(body: str) -> str:
    """The check character of the 7 digits of an ISSN: weights 8 to 2, modulo 11."""
    total = sum(int(char) * weight for char, weight in zip(body, range(8, 1, -1), strict=True))
    return CHECKS[-total % 11]


def check_orcid(text: str) -> Checked:
    """An ORCID, bare or as an address; canonical ``0000-0002-1825-0097``."""
    return _grouped("orcid", text, 16, orcid_check)


def check_issn(text: str) -> Checked:
    """An ISSN; canonical ``0378-5955``."""
    return _grouped("issn", text, 8, issn_check)


def check_doi(text: str) -> Checked:
    """A DOI, bare or as an address, by its form alone; canonical in small letters, since case does not tell DOIs apart."""
    code = _ADDRESS.sub("", cleaned(text))
    useless = unusable(code)
    if useless or not _DOI.fullmatch(code):
        return Checked(scheme="doi", given=text, faults=(useless or finding("doi-form", 0, len(code)),))
    return Checked(scheme="doi", given=text, canonical=code.lower())


def _grouped(scheme: str, text: str, length: int, check: Callable[[str], str]) -> Checked:
    code = _ADDRESS.sub("", cleaned(text)).replace("-", "")
    faults = _faults(scheme, code, length, check)
    if not faults:
        return Checked(scheme=scheme, given=text, canonical=_in_fours(code))
    repaired = suggested(code, lambda tried: None if _faults(scheme, tried, length, check) else _in_fours(tried))
    return Checked(scheme=scheme, given=text, faults=faults, suggestion=repaired)


def _in_fours(code: str) -> str:
    return "-".join(code[at : at + 4] for at in range(0, len(code), 4))


def _faults(scheme: str, code: str, length: int, check: Callable[[str], str]) -> tuple[Finding, ...]:
    useless = unusable(code)
    if useless:
        return (useless,)
    name = scheme.upper()
    if len(code) != length:
        return (finding("digits-length", 0, len(code), name=name, n=len(code), wanted=length),)
    strange = tuple(
        finding("digits-character", at, at + 1, name=name, at=at + 1, char=char)
        for at, char in enumerate(code)
        if char not in CHECKS or (char == "X" and at < length - 1)
    )
    if strange:
        return strange
    expected = check(code[:-1])
    if code[-1] != expected:
        return (finding("digits-check", length - 1, length, name=name, expected=expected, found=code[-1]),)
    return ()

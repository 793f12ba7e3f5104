"""Unified social credit codes (GB 32100-2015) and the organisation codes inside them (GB 11714-1997)."""

from __future__ import annotations

from functools import partial

from xiandao.core.findings import Finding, finding
from xiandao.core.identifiers_checked import Checked, cleaned, suggested, unusable

ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
"""GB 32100: digits and capitals without I, O, S, V, Z; a character's value is its place here."""
LENGTH = 18
CHECK_WEIGHTS = tuple(pow(3, at, 31) for at in range(LENGTH - 1))
REGISTERS = "123456789ANY"
"""First character: 1 机构编制, 5 民政, 9 市场监管 and so on; A 军队编制, N 农业农村, Y 其他."""
PROVINCES = frozenset(
    first + second
    for first, seconds in {
        "1": "12345", "2": "123", "3": "1234567", "4": "123456", "5": "01234", "6": "12345", "7": "1", "8": "12",
    }.items()
    for second in seconds
)  # fmt: skip
"""GB/T 2260: how the codes of provinces begin."""
DIVISIONS = PROVINCES | {"10", "66", "99"}
"""How divisions begin in credit codes: registers of the state itself use 100000, those of the 兵团 66 and 99."""

INNER = slice(8, 17)
"""Where the organisation code stands in a credit code."""
INNER_LENGTH = 9
INNER_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
INNER_CHECKS = "0X987654321"
"""Check character by the weighted sum modulo 11 (11 less the rest; X for 10, 0 for 11)."""
FORMER_LENGTH = 15
"""Digits of the registration numbers that credit codes replaced."""

FAULTS = (
    "identifier-empty",
    "identifier-number-lost",
    "credit-code-length",
    "credit-code-character",
    "credit-code-register",
    "credit-code-division",
    "credit-code-inner",
    "credit-code-check",
)
"""What may be wrong with a credit code, in the order in which it is told."""

_VALUES = {char: value for value, char in enumerate(ALPHABET)}
_BASE36 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_BASE36_VALUES = {char: value for value, char in enumerate(_BASE36)}


def credit_code_check(body: str) -> str:
    """The check character of the first 17 characters of a credit code (GB/T 17710, modulo 31)."""
    total = sum(_VALUES[char] * weight for char, weight in zip(body, CHECK_WEIGHTS, strict=True))
    return ALPHABET[-total % 31]


def organisation_code_check(body: str) -> str:
    """The check character of the first 8 characters of an organisation code (modulo 11)."""
    total = sum(_BASE36_VALUES[char] * weight for char, weight in zip(body, INNER_WEIGHTS, strict=True))
    return INNER_CHECKS[total % 11]


def check_credit_code(text: str) -> Checked:
    """A credit code: its length, its characters, register and division, both check characters.

    The code is for life: a division that has been abolished since is no fault of the code.
    """
    code = cleaned(text)
    faults = credit_code_faults(code)
    if not faults:
        return Checked(scheme="credit-code", given=text, canonical=code)
    return Checked(scheme="credit-code", given=text, faults=faults, suggestion=suggested(code, _credit_code))


def credit_code_faults(code: str) -> tuple[Finding, ...]:
    """What is wrong with a code that is :func:`cleaned` already; the first one as :data:`FAULTS` has them in order."""
    useless = unusable(code)
    if useless:
        return (useless,)
    if len(code) != LENGTH:
        return (finding("credit-code-length", 0, len(code), n=len(code)), *_other_number(code))
    strange = _strange(code, _VALUES, "credit-code-character")
    return strange or (*_form_faults(code), *_check_faults(code))


def check_organisation_code(text: str) -> Checked:
    """An organisation code, canonical without the hyphen before its check character."""
    code = cleaned(text)
    faults = _organisation_faults(code)
    if not faults:
        return Checked(scheme="organisation-code", given=text, canonical=_bare(code))
    repaired = suggested(code, _organisation_code)
    return Checked(scheme="organisation-code", given=text, faults=faults, suggestion=repaired)


def _other_number(code: str) -> tuple[Finding, ...]:
    """A number of the wrong length that is one of those that credit codes took the place of."""
    if len(code) == FORMER_LENGTH and code.isascii() and code.isdecimal():
        return (finding("credit-code-former", 0, len(code), n=len(code)),)
    if _organisation_code(code):
        return (finding("credit-code-organisation", 0, len(code), n=len(code)),)
    return ()


def _strange(code: str, allowed: dict[str, int], fault: str) -> tuple[Finding, ...]:
    told = partial(finding, fault)
    return tuple(told(at, at + 1, at=at + 1, char=char) for at, char in enumerate(code) if char not in allowed)


def _form_faults(code: str) -> tuple[Finding, ...]:
    faults = []
    if code[0] not in REGISTERS:
        faults.append(finding("credit-code-register", 0, 1, char=code[0]))
    division = code[2:8]
    if not division.isdecimal() or division[:2] not in DIVISIONS:
        faults.append(finding("credit-code-division", 2, 8, division=division))
    return tuple(faults)


def _check_faults(code: str) -> tuple[Finding, ...]:
    faults = []
    inner, check = organisation_code_check(code[8:16]), credit_code_check(code[:17])
    if code[16] != inner:
        faults.append(finding("credit-code-inner", 8, 17, expected=inner, found=code[16]))
    if code[17] != check:
        faults.append(finding("credit-code-check", 17, 18, expected=check, found=code[17]))
    return tuple(faults)


def _credit_code(code: str) -> str | None:
    return None if credit_code_faults(code) else code


def _bare(code: str) -> str:
    return code[:8] + code[9:] if code[8:9] == "-" else code


def _organisation_code(code: str) -> str | None:
    return None if _organisation_faults(code) else _bare(code)


def _organisation_faults(code: str) -> tuple[Finding, ...]:
    useless = unusable(code)
    if useless:
        return (useless,)
    code = _bare(code)
    if len(code) != INNER_LENGTH:
        return (finding("organisation-code-length", 0, len(code), n=len(code)),)
    strange = _strange(code, _BASE36_VALUES, "organisation-code-character")
    if strange:
        return strange
    expected = organisation_code_check(code[:8])
    if code[8] != expected:
        return (finding("organisation-code-check", 8, 9, expected=expected, found=code[8]),)
    return ()

"""Unified social credit codes (GB 32100) with the organisation code (GB 11714) inside, made and checked."""

from __future__ import annotations

from random import Random

ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
"""The 31 characters of a code: no I, O, S, V, Z."""
INNER = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
OUTER_WEIGHTS = tuple(3**at % 31 for at in range(17))
INNER_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
OUTER_VALUES = {character: value for value, character in enumerate(ALPHABET)}
INNER_VALUES = {character: value for value, character in enumerate(INNER)}


def inner_check(body: str) -> str:
    """The ninth character of an organisation code, from its first eight."""
    rest = 11 - sum(weight * INNER_VALUES[each] for weight, each in zip(INNER_WEIGHTS, body, strict=True)) % 11
    return {10: "X", 11: "0"}.get(rest, str(rest))


def outer_check(body: str) -> str:
    """The eighteenth character of a credit code, from its first seventeen."""
    total = sum(weight * OUTER_VALUES[each] for weight, each in zip(OUTER_WEIGHTS, body, strict=True))
    return ALPHABET[-total % 31]


def is_valid(code: str) -> bool:
    """Whether both check characters are right; says nothing of the register and the division."""
    if len(code) != 18 or any(each not in OUTER_VALUES for each in code):
        return False
    return inner_check(code[8:16]) == code[16] and outer_check(code[:17]) == code[17]


def credit_code(number: int, register: str, division: str) -> str:
    """The code of the *number*-th organisation (distinct below 30 million), begun by *register*, as ``91``."""
    # Numbers are strewn by a multiplier prime to the range, so that neighbours do not look alike.
    strewn = number * 18_000_041 % 30_000_000
    body = f"MA{_base30(strewn)}" if number % 2 else f"{strewn:08d}"
    start = f"{register}{division}{body}{inner_check(body)}"
    return start + outer_check(start)


def _base30(number: int) -> str:
    """Six characters, from 0 up."""
    digits = []
    for _ in range(6):
        number, rest = divmod(number, 30)
        digits.append(ALPHABET[rest])
    return "".join(reversed(digits))


def mistyped(code: str, chance: Random) -> str:
    """One slip of the fingers: a character changed, two swapped, one dropped or doubled, O for 0."""
    at = chance.randrange(2, 17)
    act = chance.random()
    if act < 0.45:
        other = chance.choice(ALPHABET.replace(code[at], ""))
        return code[:at] + other + code[at + 1 :]
    if act < 0.70:
        pairs = [k for k in range(17) if code[k] != code[k + 1]]
        at = chance.choice(pairs)
        return code[:at] + code[at + 1] + code[at] + code[at + 2 :]
    if act < 0.80:
        return code[:at] + code[at + 1 :]
    if act < 0.90:
        return code[:at] + code[at] + code[at:]
    return code.replace("0", "O", 1) if "0" in code else code[:-1]

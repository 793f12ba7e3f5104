"""Unified social credit codes by the million: the verdicts of :mod:`xiandao.core.identifiers_credit` as an array."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from xiandao.core.identifiers_checked import cleaned, unusable
from xiandao.core.identifiers_credit import (
    ALPHABET,
    CHECK_WEIGHTS,
    DIVISIONS,
    FAULTS,
    INNER_CHECKS,
    INNER_WEIGHTS,
    LENGTH,
    REGISTERS,
)

VERDICTS: tuple[str, ...] = ("", *FAULTS)
"""What the numbers of :func:`credit_code_verdicts` mean: nothing is wrong, or the first fault's code."""
CHUNK = 1 << 16
"""Codes looked at together: their tables stay in the processor's cache, and memory does not grow with the number."""

_NONE = 255
_LENGTH = VERDICTS.index("credit-code-length")
_CHARACTER = VERDICTS.index("credit-code-character")


def _table(values: dict[str, int]) -> bytes:
    """For ``bytes.translate``: every character's value, 255 for all others."""
    table = bytearray([_NONE]) * 256
    for char, value in values.items():
        table[ord(char)] = value
    return bytes(table)


_VALUES = _table({char: value for value, char in enumerate(ALPHABET)})
_BASE36 = _table({char: int(char, 36) for char in ALPHABET})
_REGISTER = np.frombuffer(_table(dict.fromkeys(REGISTERS, 0)), np.uint8)
# The weighted sum and the value of the check character together are a multiple of 11.
_INNER_CHECK = np.frombuffer(_table({char: -total % 11 for total, char in enumerate(INNER_CHECKS)}), np.uint8)
_IS_DIVISION = np.zeros(256, bool)
_IS_DIVISION[[int(each) for each in DIVISIONS]] = True


def credit_code_verdicts(codes: Sequence[str]) -> NDArray[np.uint8]:
    """For each code the place of its first fault in :data:`VERDICTS`, 0 where it is valid.

    Codes may be of any length and as people write them; what core's check forgives is forgiven here.
    """
    verdicts = np.empty(len(codes), np.uint8)
    for start in range(0, len(codes), CHUNK):
        _judge(codes[start : start + CHUNK], verdicts[start : start + CHUNK])
    return verdicts


def invalid_codes(codes: Sequence[str]) -> Iterator[tuple[int, str]]:
    """Place among *codes* and first fault of each that is not valid."""
    verdicts = credit_code_verdicts(codes)
    return ((int(at), VERDICTS[verdicts[at]]) for at in np.flatnonzero(verdicts))


def _judge(codes: Sequence[str], verdicts: NDArray[np.uint8]) -> None:
    """Fills *verdicts*: first for what is written as it should be, then for the others once they are cleaned."""
    verdicts[:] = _CHARACTER
    _fill(codes, np.arange(len(codes)), verdicts)
    dirty = np.flatnonzero(verdicts == _CHARACTER)
    if dirty.size:
        clean = [cleaned(codes[at]) for at in dirty.tolist()]
        _fill(clean, dirty, verdicts)
        for at, code in zip(dirty, clean, strict=True):
            if verdicts[at] == _CHARACTER:
                verdicts[at] = _of_shape(code)


def _of_shape(code: str) -> int:
    """The verdict on what is not 18 characters of the alphabet."""
    useless = unusable(code)
    if useless:
        return VERDICTS.index(useless.code)
    return _CHARACTER if len(code) == LENGTH else _LENGTH


def _fill(codes: Sequence[str], places: NDArray[np.intp], verdicts: NDArray[np.uint8]) -> None:
    """Writes the verdicts of those of *codes* that are 18 characters long at their *places*."""
    lengths = np.fromiter(map(len, codes), np.int64, len(codes))
    fitting = np.flatnonzero(lengths == LENGTH)
    joined = "".join(codes if fitting.size == len(codes) else [codes[at] for at in fitting.tolist()])
    # One byte for each character, whatever it is: what is not ASCII becomes a question mark, which no code has.
    verdicts[places[fitting]] = _verdicts(joined.encode("ascii", "replace"))


def _verdicts(characters: bytes) -> NDArray[np.uint8]:
    """The verdicts of codes that stand one behind the other, 18 bytes each."""
    given, values, base36 = (_columns(each) for each in (characters, *map(characters.translate, (_VALUES, _BASE36))))
    inner_check = _INNER_CHECK[given[16]]
    faults: tuple[tuple[str, NDArray[np.bool_]], ...] = (
        # From the last to the first, so that the first is what stays.
        ("credit-code-check", (_weighted(values[:17], CHECK_WEIGHTS) + values[17]) % 31 != 0),
        ("credit-code-inner", (inner_check > 10) | ((_weighted(base36[8:16], INNER_WEIGHTS) + inner_check) % 11 != 0)),
        ("credit-code-division", ~_is_division(values[2:8])),
        ("credit-code-register", _REGISTER[given[0]] == _NONE),
        ("credit-code-character", np.maximum.reduce(values, axis=0) == _NONE),
    )
    verdicts = np.zeros(given.shape[1], np.uint8)
    for code, found in faults:
        np.copyto(verdicts, np.uint8(VERDICTS.index(code)), where=found)
    return verdicts


def _columns(characters: bytes) -> NDArray[np.uint8]:
    """One row for each of the 18 places."""
    return np.ascontiguousarray(np.frombuffer(characters, np.uint8).reshape(-1, LENGTH).T)


def _weighted(columns: NDArray[np.uint8], weights: Sequence[int]) -> NDArray[np.uint16]:
    """The weighted sum of the columns; of valid characters it is below 2**16, and of others nobody asks."""
    total = np.zeros(columns.shape[1], np.uint16)
    for column, weight in zip(columns, weights, strict=True):
        total += column * np.uint16(weight)
    return total


def _is_division(digits: NDArray[np.uint8]) -> NDArray[np.bool_]:
    """Six digits, the first two of which are a province's; digits are worth themselves in credit codes."""
    first_two = digits[0] * np.uint8(10) + digits[1]
    found: NDArray[np.bool_] = (np.maximum.reduce(digits, axis=0) < 10) & _IS_DIVISION[first_two]
    return found

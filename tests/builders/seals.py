"""Keys and chains for tests: the same in every run, worth nothing outside."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from xiandao.core.chain import Deed, Head, Line, append, head
from xiandao.core.sealing import Verifier
from xiandao.writers.signing import Ed25519Signer, signer_of

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


def signer(number: int = 1) -> Ed25519Signer:
    """The key of one party; other numbers are others' keys."""
    return signer_of(Ed25519PrivateKey.from_private_bytes(bytes([number]) * 32))


def trusted(*numbers: int) -> dict[str, Verifier]:
    """The public keys of these parties, by their id."""
    return {each.key_id: each.verifier for each in map(signer, numbers or (1,))}


def deed(number: int, **detail: object) -> Deed:
    return Deed(NOON + timedelta(seconds=number), "post:7", "duty-assigned", "duty", str(number), detail)


def chain(length: int) -> list[Line]:
    return chain_of(deed(number) for number in range(1, length + 1))


def chain_of(deeds: Iterable[Deed]) -> list[Line]:
    lines: list[Line] = []
    for each in deeds:
        lines.append(append(lines[-1] if lines else None, each))
    return lines


def heads(lines: list[Line], *counts: int, number: int = 1) -> list[Head]:
    """Signed heads of *lines* where it had so many."""
    return [head(lines[count - 1] if count else None, signer(number), at=NOON, by="province") for count in counts]

"""The public card of an installation: what it is called and the key by which others know it."""

from __future__ import annotations

import re
from typing import NamedTuple

from xiandao.core.canonical import canonical_bytes, value_of
from xiandao.core.errors import Refusal
from xiandao.core.typed import as_object, as_text
from xiandao.writers.signing import Ed25519Verifier, verifier_from

FORMAT = "xiandao-card/1"
LARGEST = 16 * 1024
LEAST = 20
"""Signs of a fingerprint that are compared at least: eighty bits, five groups read out on the telephone."""
_IDENT = re.compile(r"place:[0-9A-Za-z-]{2,32}")
_LONGEST_NAME = 60


class Card(NamedTuple):
    """What an installation hands out.

    Attributes:
        ident: ``place:`` and the code of the place whose installation it is.
        name: As people call it. place: the code.
        key: Its public key.
    """

    ident: str
    name: str
    place: str
    key: Ed25519Verifier


def card_bytes(card: Card) -> bytes:
    """*card* as a file."""
    said = {"id": card.ident, "name": card.name, "place": card.place, "key": card.key.pem().decode("ascii")}
    return canonical_bytes({"format": FORMAT, **said})


def card_from(data: bytes) -> Card:
    """The card in the file *data*.

    Raises:
        Refusal: ``card-damaged``, or as ``verifier_from``.
    """
    try:
        said = as_object(value_of(data[:LARGEST]))
        ident, name, place, pem = (as_text(said[key]) for key in ("id", "name", "place", "key"))
        is_ours = said["format"] == FORMAT and ident == f"place:{place}" and _IDENT.fullmatch(ident) is not None
    except (ValueError, LookupError):
        raise Refusal("card-damaged") from None
    name = " ".join(name.split())
    if not is_ours or not name.isprintable() or not 0 < len(name) <= _LONGEST_NAME:
        raise Refusal("card-damaged")
    return Card(ident, name, place, verifier_from(pem.encode(), name))


def fingerprint(key_id: str) -> str:
    """*key_id* as it is read out: capitals, in groups of four."""
    signs = key_id.rpartition(":")[2].upper()
    return " ".join(signs[at : at + 4] for at in range(0, len(signs), 4))


def is_same_fingerprint(heard: str, key_id: str) -> bool:
    """Whether what was *heard* is how the fingerprint of *key_id* begins, and enough of it."""
    signs = re.sub(r"[\s:.-]", "", heard).upper()
    return len(signs) >= LEAST and fingerprint(key_id).replace(" ", "").startswith(signs)

"""The keys of a workspace as a backup sees them: its own, and those of whoever kept it before."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from django.conf import settings

from xiandao.apps.audit.mappers import line_of_row
from xiandao.apps.audit.models import AuditLine
from xiandao.apps.audit.places import heads_file, key_file
from xiandao.core.chain import Line
from xiandao.core.chain_audit import Verdict, verify
from xiandao.core.chain_heads import heads_of, sparse
from xiandao.writers.signing import Ed25519Verifier, load_key, load_trusted


def trusted_folder() -> Path:
    """Public keys of former installations: a workspace restored without its private key keeps what that signed."""
    data: Path = settings.DATA
    return data / "keys" / "trusted"


def public_keys() -> dict[str, Ed25519Verifier]:
    """The public keys whose signatures count here, by their id; none is made.

    Raises:
        Refusal: As ``load_key`` and ``load_trusted``.
    """
    own = (load_key(key_file()).verifier,) if key_file().exists() else ()
    return {**load_trusted(trusted_folder()), **{key.key_id: key for key in own}}


def chain_verdict() -> Verdict:
    """The audit chain of the database against itself and its signed heads."""
    rows = AuditLine.objects.order_by("seq").iterator(chunk_size=2_000)
    return verdict_of(map(line_of_row, rows), heads_file(), public_keys())


def verdict_of(lines: Iterable[Line], heads: Path, keys: dict[str, Ed25519Verifier]) -> Verdict:
    """*lines* against the heads in the file *heads*, which need not be there."""
    if not heads.exists():
        return verify(lines, (), keys)
    with heads.open("rb") as signed:
        return verify(lines, sparse(heads_of(signed)), keys)

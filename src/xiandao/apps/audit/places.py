"""Where the audit keeps what must not lie in the database."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings


def heads_file() -> Path:
    """The signed heads, one a line."""
    data: Path = settings.DATA
    return data / "audit" / "heads.jsonl"


def key_file() -> Path:
    """The private key of this installation."""
    data: Path = settings.DATA
    return data / "keys" / "installation.key"


def trusted_folder() -> Path:
    """Public keys of former installations: a workspace restored without its private key keeps what that signed."""
    data: Path = settings.DATA
    return data / "keys" / "trusted"

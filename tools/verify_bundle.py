"""Checks that every file of an unpacked archive is the one that was packed; needs nothing but Python.

python3.11 tools/verify_bundle.py FOLDER
"""

from __future__ import annotations

import hashlib
import sys
from pathlib import Path

SUMS = "SHA256SUMS"


def sha256(path: Path) -> str:
    """The file's digest in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def damaged(folder: Path) -> tuple[str, ...]:
    """The listed files that are missing or changed, and the wheels that nobody listed."""
    listed = {}
    for line in (folder / SUMS).read_text("utf-8").splitlines():
        digest, name = line.split("  ", 1)
        listed[name] = digest
    changed = [name for name, digest in listed.items() if not _is(folder / name, digest)]
    strangers = [f"wheels/{path.name}" for path in (folder / "wheels").iterdir() if f"wheels/{path.name}" not in listed]
    return tuple(sorted(changed + strangers))


def _is(path: Path, digest: str) -> bool:
    return path.is_file() and sha256(path) == digest


def main(folder: str) -> int:
    """Names what is damaged on stderr; 0 when nothing is, else 1."""
    try:
        names = damaged(Path(folder))
    except (OSError, ValueError) as error:
        names = (f"{SUMS}: {error}",)
    for name in names:
        print(name, file=sys.stderr)
    return 1 if names else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))

"""The container of packages: a zip without compression in one layout, the same bytes from every version of every library."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterable

_LOCAL, _CENTRAL, _END = b"PK\x03\x04", b"PK\x01\x02", b"PK\x05\x06"
_VERSION, _UTF8, _STORED = 20, 0x800, 0
_MIDNIGHT, _FIRST_DAY = 0, 0x21
"""1980-01-01, the first day that a zip knows."""
_UNIX, _PLAIN_FILE = 3 << 8, 0o100644 << 16


def zip_bytes(entries: Iterable[tuple[str, bytes]]) -> bytes:
    """*entries* (name, data), in this order, as a zip: stored, no times, no extra fields, no comments.

    Raises:
        struct.error: Beyond 65,535 entries or 4 GiB, where another form of zip begins.
    """
    files: list[bytes] = []
    directory: list[bytes] = []
    offset = 0
    for name, data in entries:
        plain = name.encode()
        about = struct.pack(
            "<HHHHIIIHH", _UTF8, _STORED, _MIDNIGHT, _FIRST_DAY, zlib.crc32(data), len(data), len(data), len(plain), 0
        )
        local = _LOCAL + struct.pack("<H", _VERSION) + about + plain
        where = struct.pack("<HHHII", 0, 0, 0, _PLAIN_FILE, offset)
        directory.append(_CENTRAL + struct.pack("<HH", _UNIX | _VERSION, _VERSION) + about + where + plain)
        files += (local, data)
        offset += len(local) + len(data)
    central = b"".join(directory)
    count = len(directory)
    end = _END + struct.pack("<HHHHIIH", 0, 0, count, count, len(central), offset, 0)
    return b"".join((*files, central, end))

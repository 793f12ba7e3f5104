"""How much a file may ask of the machine before it is refused."""

from __future__ import annotations

from dataclasses import dataclass

MIB = 1024 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What one file may cost; every excess is a refusal that names the limit.

    How deep elements may stand inside one another is the XML parser's own limit, 256.

    Attributes:
        bytes: Size of the file; looked up before a byte is read.
        pages: Pages of a PDF, OFD or multi-page image.
        characters: Code points of the text that comes out.
        entries: Parts of a zip container.
        unpacked: Bytes of all parts of a zip container together.
        ratio: How many times larger a part above 1 MiB may be than its packed form.
        pixels: Pixels of one picture, looked up before it is decoded.
        seconds: Time for a whole file; each page that is recognised from a picture has as much again.
        whole: Time for a whole file with every page that is recognised; ``None`` where *seconds* alone counts.
        scans: Pages that are recognised from pictures; ``None`` where *pages* alone counts.
        memory: Address space of the process that reads, in bytes.
    """

    bytes: int = 50 * MIB
    pages: int = 2_000
    characters: int = 5_000_000
    entries: int = 5_000
    unpacked: int = 200 * MIB
    ratio: int = 200
    pixels: int = 60_000_000
    seconds: float = 120.0
    whole: float | None = None
    scans: int | None = None
    memory: int = 2_048 * MIB

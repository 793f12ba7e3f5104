"""Files that a reader must bear: bytes, containers, their parts and pictures, spoilt from within and without."""

from __future__ import annotations

import io
import os
import re
import zipfile
import zlib
from collections.abc import Callable
from copy import deepcopy
from functools import cache
from itertools import chain
from pathlib import Path
from random import Random

from lxml import etree

from fuzzing.texts import SAMPLES, text_made

PROJECT = SAMPLES.parent
SHARED = Path(os.environ.get("XIANDAO_SHARED") or PROJECT.parent / "shared")

ENCODINGS = (
    "utf-8",
    "utf-8",
    "utf-8-sig",
    "gb18030",
    "gbk",
    "utf-16",
    "utf-16-le",
    "utf-16-be",
    "utf-32",
    "big5",
    "latin-1",
)
ODD_VALUES = (
    "",
    "-1",
    "0",
    "99999999999999999999",
    "1e308",
    "NaN",
    "x",
    "0 0 0 0",
    "g 99999999 5",
    "一",
    "M 0 0 L",
    "\t\n",
    "a" * 5_000,
)
TAGS = ("p", "div", "span", "table", "tr", "td rowspan=3", "td colspan=99999", "ol start=-1", "li", "h1", "a href=#", "b", "br", "pre",
        "script", "style", "title", "ul", "article", "div style='display:none'", "div class=content", "img src=x", "td", "th", "template",
        "!--", "![CDATA[", "svg", "math", "select", "meta charset=gbk", "meta charset=utf-7", "?xml version='1.0' encoding='x'?")  # fmt: skip


def txt_made(chance: Random) -> bytes:
    """A text in some encoding, or mere bytes."""
    return encoded(text_made(chance), chance) if chance.random() < 0.95 else chance.randbytes(chance.randint(0, 600))


def md_made(chance: Random) -> bytes:
    """A text with marks of Markdown at the heads of its lines."""
    marks = ("# ", "## ", "- ", "* ", "> ", "1. ", "```\n", "**", "| ", "\n---\n", "<b>", "[a](b)", "")
    return encoded("\n".join(chance.choice(marks) + line for line in text_made(chance).split("\n")), chance)


def encoded(text: str, chance: Random) -> bytes:
    """*text* in some encoding, sound or spoilt."""
    encoding = chance.choice(ENCODINGS)
    data = text.encode(encoding, "surrogatepass" if encoding.startswith("utf") else "replace")
    return flipped(data, chance) if chance.random() < 0.4 else data


def html_made(chance: Random) -> bytes:
    """A page of tags that may not fit one another around a text, or a sample, spoilt."""
    if chance.random() < 0.3:
        return flipped(chance.choice(seeds(".html")), chance)
    pieces = []
    for piece in re.split("(?<=[。\n])", text_made(chance)[:3_000]):
        opened = chance.choice(TAGS) if chance.random() < 0.7 else "/" + chance.choice(TAGS).split()[0]
        pieces.append(f"<{opened}>{piece}" + ("" if chance.random() < 0.6 else f"</{opened.split()[0]}>"))
    if chance.random() < 0.02:
        pieces.insert(0, f"<{chance.choice(TAGS)}>" * chance.randint(1, 2_000))
    page = f"<html><head><meta charset='{chance.choice(ENCODINGS)}'></head><body>" + "".join(pieces)
    return page.encode(chance.choice(("utf-8", "gb18030", "utf-16")), "replace")


def flipped(data: bytes, chance: Random) -> bytes:
    """A few bytes changed, and perhaps a stretch cut out or doubled, or the end cut off."""
    bad = bytearray(data or b"?")
    for _ in range(chance.randint(1, 12)):
        bad[chance.randrange(len(bad))] = chance.randrange(256)
    at, length = chance.randrange(len(bad)), chance.randint(1, 400)
    act = chance.randrange(5)
    if act == 0:
        del bad[at : at + length]
    elif act == 1:
        bad[at:at] = bad[at : at + length]
    elif act == 2:
        del bad[at:]
    return bytes(bad)


def container_made(ending: str) -> Callable[[Random], bytes]:
    """Spoilt files of a format that is XML in a zip: most with a sound container, so that the damage gets inside."""

    def made(chance: Random) -> bytes:
        data = chance.choice(seeds(ending))
        parts = parts_of(data)
        if not parts or chance.random() < 0.2:
            return flipped(data, chance)
        # What nothing reads (themes, thumbnails) is spoilt in vain: larger odds for what holds words.
        told = [name for name in parts if name.endswith((".xml", ".rels"))] or list(parts)
        names = chance.choices([*parts, *told * 4], k=chance.randint(1, 2))
        spoil = bent if chance.random() < 0.8 else flipped
        return zipped({**parts, **{name: spoil(parts[name], chance) for name in names}})

    return made


@cache
def parts_of(data: bytes) -> dict[str, bytes]:
    """The parts of a container, none where it cannot be opened; one large style sheet is cut for speed."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return {name: archive.read(name) for name in archive.namelist() if "stylesWithEffects" not in name}
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError, zlib.error):
        return {}


def zipped(parts: dict[str, bytes]) -> bytes:
    """A container around *parts*."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, data in parts.items():
            archive.writestr(zipfile.ZipInfo(name), data)
    return buffer.getvalue()


@cache
def tree_of(data: bytes) -> etree._Element | None:
    try:
        return etree.fromstring(data)
    except etree.XMLSyntaxError:
        return None


def bent(data: bytes, chance: Random) -> bytes:
    """XML that is still XML: values out of reach, elements lost, doubled, moved into one another."""
    sound = tree_of(data)
    if sound is None:
        return flipped(data, chance)
    root = deepcopy(sound)
    for _ in range(chance.randint(1, 8)):
        elements = list(root.iter("*"))
        one, other = chance.choice(elements), chance.choice(elements)
        above = one.getparent()
        act = chance.randrange(5)
        if act == 0 and one.attrib:
            one.set(chance.choice(sorted(map(str, one.keys()))), chance.choice(ODD_VALUES))
        elif act == 1 and above is not None:
            above.remove(one)
        elif act == 2 and len(elements) < 20_000:
            other.append(deepcopy(one))
        elif act == 3:
            one.text = chance.choice(ODD_VALUES)
        elif act == 4 and one.attrib and other is not one:
            other.attrib.update(one.attrib)
    return etree.tostring(root)


def pdf_made(chance: Random) -> bytes:
    """A spoilt PDF: its bytes, or with its streams unpacked the numbers and operators inside."""
    data = chance.choice(seeds(".pdf"))
    if chance.random() < 0.4:
        return flipped(data, chance)
    bad = unpacked(data)
    for _ in range(chance.randint(1, 10)):
        words = PDF_WORD.finditer(bad, chance.randrange(len(bad)))
        word = next(words, None)
        if word:
            bad = bad[: word.start()] + chance.choice(PDF_WORDS) + bad[word.end() :]
    return flipped(bad, chance) if chance.random() < 0.1 else bad


PDF_WORD = re.compile(rb"(?<=[ \n\[<(/])[A-Za-z0-9.-]+(?=[ \n\]>)])")
PDF_WORDS = (b"0", b"-1", b"99999999999", b"1e9", b"null", b"<<", b"[", b"(", b"q", b"BT", b"ET", b"Tj", b"0 0 0 0 0 0 cm", b"1 0 R", b"5 0 R",
             b"/Pages", b"/Kids", b"<FFFE>", b"stream", b"endobj", b"%", b"true")  # fmt: skip
PDF_STREAM = re.compile(
    rb"/Filter \[ /FlateDecode \] /Length \d+(.{0,40}?)>>\s*stream\r?\n(.*?)\r?\nendstream", re.DOTALL
)


@cache
def unpacked(data: bytes) -> bytes:
    """A PDF whose page contents are plain; its readers find the objects again that have moved."""

    def plain(stream: re.Match[bytes]) -> bytes:
        if b"/Length1" in stream[1]:
            return stream[0]
        words = zlib.decompressobj().decompress(stream[2])
        return b"/Length %d%b>>\nstream\n%b\nendstream" % (len(words), stream[1], words)

    return PDF_STREAM.sub(plain, data)


@cache
def seeds(ending: str) -> tuple[bytes, ...]:
    """Files of one format: the samples, and what the folder beside the project has."""
    paths = chain(SAMPLES.glob(f"*{ending}"), (SHARED / "reference" / "ofd_files").glob(f"*{ending}"))
    return tuple(data for path in sorted(paths) if (data := path.read_bytes()))


def picture_made(chance: Random) -> bytes:
    """A strip of a scanned page: turned, stretched, faded, noisy, in any format, and some of them spoilt."""
    from PIL import Image, ImageOps

    with Image.open(PROJECT / "tests" / "scans" / "16-scan-notice.png") as page:
        width, height = chance.randint(1, page.width), chance.randint(1, min(page.height, 500))
        left, top = chance.randint(0, page.width - width), chance.randint(0, page.height - height)
        strip = page.convert("RGB").crop((left, top, left + width, top + height))
    if chance.random() < 0.3:
        strip = strip.rotate(chance.uniform(-180, 180), expand=True, fillcolor="white")
    if chance.random() < 0.3:
        strip = strip.resize(
            (max(1, width * chance.randint(1, 150) // 100), max(1, height * chance.randint(1, 150) // 100))
        )
    if chance.random() < 0.3:
        strip = Image.blend(strip, Image.effect_noise(strip.size, 90).convert("RGB"), chance.random())
    if chance.random() < 0.1:
        strip = ImageOps.invert(strip)
    mode, kind = chance.choice(("RGB", "L", "1", "P")), chance.choice(("PNG", "JPEG", "TIFF", "BMP", "WEBP"))
    buffer = io.BytesIO()
    strip.convert("RGB" if kind in {"JPEG", "WEBP"} else mode).save(buffer, kind)
    return flipped(buffer.getvalue(), chance) if chance.random() < 0.25 else buffer.getvalue()

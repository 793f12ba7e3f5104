"""Spoilt files of every format: nothing but a source or a refusal comes out, and nothing hangs."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from copy import deepcopy
from pathlib import Path

import pytest
from lxml import etree
from tests.integration.readers.documents import (
    abstract,
    docx,
    level,
    num,
    numbered,
    ofd,
    ofd_line,
    ofd_rule,
    p,
    table,
    zipped,
)
from tests.integration.readers.pages import paragraphs, pdf, ruled_table

from xiandao.core.errors import Refusal
from xiandao.core.messages import message, refusal_message
from xiandao.core.text import Source
from xiandao.readers import Limits, read_source

WORDS = "到2027年，全市未来产业规模达到500亿元左右，培育企业200家以上。"
_NUMBERING = abstract(0, level(0, "chineseCounting", "%1、"), level(1, "decimal", "%2.")) + num(1, 0)
_BODY = numbered("总体要求", 1) + numbered(WORDS, 1, 1) + table([["甲", "乙"], [WORDS, p(WORDS) + p("丙")]])
_PAGE = ofd_line(WORDS, 20, 40) + ofd_rule(20, 50, 90, 50) + ofd_rule(20, 50, 20, 90) + ofd_line("甲", 30, 60)
_HTML = f"<html><head><meta charset='gbk'><style>.a{{display:none}}</style></head><body><ol><li>{WORDS}</ol><table><tr><td rowspan=2>甲<td>{WORDS}<tr><td>乙</table></body></html>"


_ODD_VALUES = (
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
)


def _flipped(data: bytes, chance: random.Random) -> bytes:
    """A few bytes changed, a stretch cut out, doubled, or the end cut off."""
    spoilt = bytearray(data or b"?")
    for _ in range(chance.randint(1, 12)):
        spoilt[chance.randrange(len(spoilt))] = chance.randrange(256)
    at, length = chance.randrange(len(spoilt)), chance.randint(1, 400)
    act = chance.randrange(4)
    if act == 0:
        del spoilt[at : at + length]
    elif act == 1:
        spoilt[at:at] = spoilt[at : at + length]
    elif act == 2:
        del spoilt[at:]
    return bytes(spoilt)


def _zip_of(parts: dict[str, bytes], chance: random.Random) -> bytes:
    """A sound container around spoilt parts, so that damage gets past the zip."""
    name = chance.choice(sorted(parts))
    spoil = _bent if chance.random() < 0.75 else _flipped
    return zipped({**parts, name: spoil(parts[name], chance)})


def _bent(data: bytes, chance: random.Random) -> bytes:
    """XML that is still XML: values out of reach, elements lost, doubled, moved into one another."""
    try:
        root = etree.fromstring(data)
    except etree.XMLSyntaxError:
        return _flipped(data, chance)
    for _ in range(chance.randint(1, 6)):
        elements = list(root.iter())
        one, other = chance.choice(elements), chance.choice(elements)
        act = chance.randrange(4)
        if act == 0 and one.attrib:
            one.set(chance.choice(list(one.keys())), chance.choice(_ODD_VALUES))
        elif act == 1 and one.getparent() is not None:
            one.getparent().remove(one)  # type: ignore[union-attr]
        elif act == 2:
            other.append(deepcopy(one))
        elif act == 3:
            one.text = chance.choice(_ODD_VALUES)
    return etree.tostring(root)


def _unzipped(data: bytes) -> dict[str, bytes]:
    import io  # noqa: PLC0415
    import zipfile  # noqa: PLC0415

    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


SEEDS: dict[str, bytes] = {
    ".txt": (WORDS * 20).encode("gb18030"),
    ".html": (_HTML * 2).encode("gb18030"),
    ".docx": docx(_BODY, numbering=_NUMBERING, styles="<w:style/>", footnotes="<w:footnote/>"),
    ".ofd": ofd(_PAGE, _PAGE, template=ofd_line("公报", 20, 10)),
    ".pdf": pdf([*paragraphs([WORDS] * 30), ruled_table([["甲", "乙"], ["丙", WORDS]], [50, 200])]),
}


def _spoilt(ending: str, count: int) -> Iterator[bytes]:
    chance = random.Random(f"xiandao{ending}")
    data = SEEDS[ending]
    make: Callable[[], bytes] = lambda: _flipped(data, chance)  # noqa: E731
    for number in range(count):
        if ending in {".docx", ".ofd"} and number % 4:
            yield _zip_of(_unzipped(data), chance)
        else:
            yield make()


def _outcome(path: Path) -> Source | Refusal:
    try:
        return read_source(path, limits=Limits(seconds=20), ocr=False)
    except Refusal as refusal:
        return refusal


@pytest.mark.parametrize(
    ("ending", "count"), [(".txt", 600), (".html", 500), (".docx", 400), (".ofd", 400), (".pdf", 250)]
)
def test_a_spoilt_file_is_read_or_refused(tmp_path: Path, ending: str, count: int) -> None:
    path = tmp_path / f"spoilt{ending}"
    crashed = []
    for number, data in enumerate(_spoilt(ending, count)):
        path.write_bytes(data)
        outcome = _outcome(path)
        if isinstance(outcome, Refusal):
            assert refusal_message(outcome)
            assert outcome.code != "file-too-slow", number
            if outcome.code == "file-crashed-reader":
                crashed.append((number, outcome.values))
        else:
            assert all(0 <= one.start <= one.end <= len(outcome.text) for one in outcome.findings)
            assert all(message(one) for one in outcome.findings)
            assert all(page <= len(outcome.text) for page in outcome.pages)
    assert not crashed

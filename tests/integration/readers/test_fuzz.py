"""Spoilt files of every format: nothing but a source or a refusal comes out, and nothing hangs."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

import pytest
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
)
from tests.integration.readers.pages import paragraphs, pdf, ruled_table

from fuzzing.files import bent, flipped, parts_of, zipped
from xiandao.core.errors import Refusal
from xiandao.core.messages import message, refusal_message
from xiandao.core.text import Source
from xiandao.readers import Limits, read_source

WORDS = "到2027年，全市未来产业规模达到500亿元左右，培育企业200家以上。"
_NUMBERING = abstract(0, level(0, "chineseCounting", "%1、"), level(1, "decimal", "%2.")) + num(1, 0)
_BODY = numbered("总体要求", 1) + numbered(WORDS, 1, 1) + table([["甲", "乙"], [WORDS, p(WORDS) + p("丙")]])
_PAGE = ofd_line(WORDS, 20, 40) + ofd_rule(20, 50, 90, 50) + ofd_rule(20, 50, 20, 90) + ofd_line("甲", 30, 60)
_HTML = f"<html><head><meta charset='gbk'><style>.a{{display:none}}</style></head><body><ol><li>{WORDS}</ol><table><tr><td rowspan=2>甲<td>{WORDS}<tr><td>乙</table></body></html>"

SEEDS: dict[str, bytes] = {
    ".txt": (WORDS * 20).encode("gb18030"),
    ".html": (_HTML * 2).encode("gb18030"),
    ".docx": docx(_BODY, numbering=_NUMBERING, styles="<w:style/>", footnotes="<w:footnote/>"),
    ".ofd": ofd(_PAGE, _PAGE, template=ofd_line("公报", 20, 10)),
    ".pdf": pdf([*paragraphs([WORDS] * 30), ruled_table([["甲", "乙"], ["丙", WORDS]], [50, 200])]),
}


def _spoilt(ending: str, count: int) -> Iterator[bytes]:
    chance = random.Random(f"xiandao{ending}")
    parts = parts_of(SEEDS[ending])
    for number in range(count):
        if parts and number % 4:
            # A sound container around spoilt parts, so that the damage gets past the zip.
            name = chance.choice(sorted(parts))
            spoil = bent if chance.random() < 0.75 else flipped
            yield zipped({**parts, name: spoil(parts[name], chance)})
        else:
            yield flipped(SEEDS[ending], chance)


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

"""Figures that lost a sign, a numeral or their digits' shape."""

from __future__ import annotations

import re
from collections.abc import Iterator

from xiandao.core.findings import Finding, finding
from xiandao.reading.damage.seen import Check, Seen
from xiandao.reading.places import DISTRICT, NATIONAL, PROVINCE, ZONE

_SIZE = re.compile(r"[百千万]亿元?级")
_COUNT = re.compile(r"(?<![\d.])(?P<low>[1-8])(?P<high>[2-9])(?P<unit>[个家支条])[^,。;\n]{0,24}$")
_REACH = 28
_LOST_BUNDLE = ("个一”", '个一"')
_NUMBERED = '二两三四五六七八九十0123456789“"(逐每各'
_NO_NUMERAL = re.compile(r"[到于长](?:%|个百分点|[个家项名]以上|年[,底末])")
_BOUNDS = ("达到", "不少于", "不低于", "提高到", "增长")
_LETTER = re.compile(r"[OIl]")
_LOOKALIKE = re.compile(
    r"(?<![A-Za-z\d.])(?=[\d.OIl]*\d)[\dOIl][\d.OIl]*(?=\s?(?:年|月|日|个|家|项|亿|万|%|％|元|条|处|名|座))"
)
_DAY = re.compile(r"\d{1,2}目$")
MOST = 20


def range_sign_lost(seen: Seen) -> Iterator[Finding]:
    """12个千亿级集群: a count of that size class is nowhere two-digit; its digits ascend as a range's do."""
    level = seen.document.level
    for size in _SIZE.finditer(seen.text):
        if level not in {DISTRICT, ZONE} if size.group().startswith("百") else level in {NATIONAL, PROVINCE}:
            continue
        match = _COUNT.search(seen.text, max(0, size.start() - _REACH), size.start())
        if match and 1 <= int(match["high"]) - int(match["low"]) <= 2:
            low, high, unit = match.group("low", "high", "unit")
            end = size.start() + 2
            yield seen.found(
                "range-sign-lost", match.start(), end, printed=low + high + unit, low=low, high=high, unit=unit
            )


def places_of(text: str, mark: str) -> Iterator[int]:
    """Every place of a mark in a text."""
    at = text.find(mark)
    while at >= 0:
        yield at
        at = text.find(mark, at + len(mark))


def numeral_lost(seen: Seen) -> Iterator[Finding]:
    """A heading that begins with 、, a bundle without its number, a bound without its amount."""
    for block in seen.blocks:
        if block.level is not None and not block.label:
            yield seen.found(
                "numeral-lost",
                block.start,
                max(block.start + 1, min(block.title_end, block.end)),
                words=_words(seen, block.start, block.title_end),
            )
    for mark in _LOST_BUNDLE:
        for at in places_of(seen.text, mark):
            if at and seen.text[at - 1] not in _NUMBERED:
                yield seen.found("numeral-lost", at, at + len(mark), words=mark)
    for match in _NO_NUMERAL.finditer(seen.text):
        bound = seen.text[max(0, match.start() - 2) : match.start() + 1]
        if "年" in match.group() or bound.endswith(_BOUNDS):
            yield seen.found("numeral-lost", match.start(), match.end(), words=match.group())


def _words(seen: Seen, start: int, end: int) -> str:
    return seen.text[start : min(end, start + 16)]


def ocr_noise(seen: Seen) -> Iterator[Finding]:
    """Letters where digits are meant: 2O24年, l0家; 6目 for 6日."""
    text, done, shown = seen.source.text, 0, 0
    for letter in _LETTER.finditer(text):
        if letter.start() < done or shown == MOST:
            continue
        start = letter.start()
        while start > max(done, letter.start() - 12) and text[start - 1] in "0123456789.OIl":
            start -= 1
        if match := _LOOKALIKE.match(text, start):
            shown, done = shown + 1, match.end()
            yield finding("ocr-noise", start, match.end(), printed=match.group())
    for at in places_of(text, "目"):
        if match := _DAY.search(text, max(0, at - 2), at + 1):
            yield finding("ocr-noise", match.start(), match.end(), printed=match.group())


CHECKS = (
    Check(
        id="range-sign-lost",
        note="“12个千亿级集群”一类反常的个数，疑为“1—2个”漏了连接号。",
        reads=("到2035年，建成12个全国有名的千亿级产业集群。",),
        leaves=("打造百亿级特色产业集群3~5个。", "建设12个应用场景。", "形成2个千亿级产业集群。"),
        find=range_sign_lost,
    ),
    Check(
        id="numeral-lost",
        note="标题序号、组合名称或指标的数字缺失。",
        reads=("、重点领域\n发展新材料。", "建立个一”推进模式，布局一批园区。", "研发投入占比达到%。"),
        leaves=("一、重点领域\n发展新材料。", "落实“六个一”。", "产值突破亿元。"),
        find=numeral_lost,
    ),
    Check(
        id="ocr-noise",
        note="数字里混有形近字母，疑为识别错误。",
        reads=("到2O27年，培育企业2O家。", "2025年8月6目"),
        leaves=("发展5G、6G和H2O检测，到2027年培育企业20家。", "打造L4级自动驾驶场景3个。"),
        find=ocr_noise,
    ),
)

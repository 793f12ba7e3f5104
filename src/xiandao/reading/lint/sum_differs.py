"""Parts that do not add up to their whole, and counts that their list contradicts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from xiandao.core.findings import Finding
from xiandao.core.quantity import base_of
from xiandao.reading.lint.draft import Draft, LintRule
from xiandao.reading.numbering import small_number

_UNIT = r"(?:[十百千万亿]{0,2}元|[百千万]?(?:家|个|项|名|人|条|支|所|件|座))"
_WHOLE = re.compile(
    rf"(?<![\d.])(?P<whole>\d{{1,12}}(?:\.\d{{1,6}})?)(?P<unit>{_UNIT})(?P<about>以上|左右)?[^\d。;,\n]{{0,16}}[,(]?(?P<how>其中|包括|分别为|由)[:,]?"
)
_PART = re.compile(rf"(?P<part>\d+(?:\.\d+)?)(?P<unit>{_UNIT})")
_N = r"(?P<n>\d{1,2}|[二两三四五六七八九十]{1,2})"
_NAME = r"[\u4e00-\u9fffA-Za-z0-9]{2,12}"
_LISTED = re.compile(rf"等?{_N}(?:个|大|条|类)[\u4e00-\u9fff]{{0,6}}(?:产业|领域|方向|赛道|产业链|集群|片区)")
_COUNTED = re.compile(
    rf"{_N}(?:个|大|条|类)[\u4e00-\u9fff]{{0,8}}(?:产业|领域|方向|赛道|产业链|集群|片区)[:,]?(?:即|包括|分别是|分别为|:)(?P<names>{_NAME}(?:[、和及]{_NAME})+)"
)
_BREAK = re.compile(r"[,。;:\n“”]")
REACH = 120


def find(draft: Draft) -> Iterator[Finding]:
    """Sums and counts, in that order."""
    yield from _sums(draft)
    yield from _lists(draft)


def _sums(draft: Draft) -> Iterator[Finding]:
    """A whole with 其中 whose parts exceed it, or with 分别为 whose parts miss it."""
    for match in _WHOLE.finditer(draft.text):
        row = re.split("[。;]", draft.text[match.end() : match.end() + REACH], maxsplit=1)[0]
        thing, scale = base_of(match["unit"])
        read = [(part["part"], *base_of(part["unit"])) for part in _PART.finditer(row)]
        parts = [Decimal(amount) * size for amount, counted, size in read if counted == thing]
        total = sum(parts, Decimal()) / scale
        if len(parts) >= 2 and total > Decimal(match["whole"]) and not match["about"]:
            yield draft.at(
                "sum-differs",
                match.start(),
                match.end(),
                whole=match["whole"] + match["unit"],
                total=f"{total.normalize():f}" + match["unit"],
            )


def _lists(draft: Draft) -> Iterator[Finding]:
    """甲、乙、丙、丁等3个产业: more names than the number says."""
    for match in _LISTED.finditer(draft.text):
        floor = max(0, match.start() - REACH)
        starts = [found.end() for found in _BREAK.finditer(draft.text, floor, match.start())]
        names = draft.text[starts[-1] if starts else floor : match.start()].split("、")
        yield from _compared(draft, match, names if all(len(name) <= 16 for name in names[1:]) else [])
    for match in _COUNTED.finditer(draft.text):
        yield from _compared(draft, match, match["names"].split("、"))


def _compared(draft: Draft, match: re.Match[str], names: list[str]) -> Iterator[Finding]:
    printed = match["n"]
    count = int(printed) if printed.isdecimal() else small_number(printed) or 0
    if count >= 2 and len(names) > count:
        yield draft.at("list-differs", match.start("n"), match.end(), printed=printed, count=len(names))


RULE = LintRule(
    id="sum-differs",
    note="分项之和超过总数，或列出的名称多于所说的个数。",
    reads=(
        "关于加快发展的若干意见\n一、发展目标\n到2027年，制定标准100项，其中地方标准80项、国家标准30项。",
        "关于加快发展的若干意见\n一、发展目标\n到2028年，筹措资金1.2亿元，其中县级8000万元、镇级5000万元。",
        "关于加快发展的若干意见\n一、发展目标\n重点发展氢能、量子、储能、元宇宙等3个产业，到2027年建设园区3个。",
    ),
    leaves=(
        "关于加快发展的若干意见\n一、发展目标\n到2027年，制定标准100项，其中地方标准60项、国家标准30项、国际标准10项。",
        "关于加快发展的若干意见\n一、发展目标\n到2028年，筹措资金1.3亿元，其中县级8000万元、镇级5000万元。",
        "关于加快发展的若干意见\n一、发展目标\n重点培育氢能和先进核能、具身智能、细胞治疗和生物制造等3个产业，到2027年建设园区3个。",
        "关于加快发展的若干意见\n一、发展目标\n到2027年，拥有各类人才3名以上，其中领军人才10名。",
    ),
    find=find,
)

"""Damage is told with its place, and sound text is left alone."""

from __future__ import annotations

from pathlib import Path

import pytest

from xiandao.core.findings import Finding
from xiandao.core.messages import catalogue, hint, message
from xiandao.core.plan import Balance, Claim
from xiandao.core.text import Source
from xiandao.reading.blocks import blocks_of
from xiandao.reading.checks import CHECKS, MOST, checks_of, open_numbers
from xiandao.reading.document import document_of
from xiandao.reading.mentions.amounts import amounts_of
from xiandao.reading.mentions.years import times_of
from xiandao.reading.quoting import Quoter
from xiandao.reading.view import view_of


def checked(printed: str) -> tuple[Finding, ...]:
    source = Source(name="x.txt", media_type="text/plain", text=printed)
    view = view_of(printed)
    blocks = blocks_of(view.text)
    document = document_of(view.text, blocks, times_of(view.text, amounts_of(view.text)), Quoter(source, view))
    return checks_of(source, view, blocks, document)


def codes(printed: str) -> set[str]:
    return {found.code for found in checked(printed)}


@pytest.mark.parametrize(("code", "printed"), [(check.id, one) for check in CHECKS for one in check.reads])
def test_each_check_finds_its_damage(code: str, printed: str) -> None:
    assert code in codes(printed)


@pytest.mark.parametrize(("code", "printed"), [(check.id, one) for check in CHECKS for one in check.leaves])
def test_each_check_leaves_sound_text(code: str, printed: str) -> None:
    assert code not in codes(printed)


SOUND = (
    "霁川市加快培育发展未来产业行动计划（2025—2027年）\n\n为落实《云澜省指导意见》（云澜政发〔2024〕31号）精神，制定本计划。\n\n"
    "一、总体要求\n（一）总体目标。到2027年，全市未来产业规模达到300亿元，形成百亿级集群3—5个。\n\n"
    "二、重点任务\n（一）建设园区。落实“六个一”，建设3个园区。（责任单位：市科技局、市财政局）\n（二）培育企业。发展5G和L4级自动驾驶。（市科技局牵头）\n\n霁川市人民政府\n2025年6月18日\n"
)


def test_sound_text_yields_nothing() -> None:
    assert checked(SOUND) == ()


@pytest.mark.parametrize("printed", ["", " \n", "Nothing in Chinese here, 12 of 15."])
def test_a_text_without_chinese_says_so_and_nothing_else(printed: str) -> None:
    assert [found.code for found in checked(printed)] == ["nothing-to-read"]


def test_a_finding_stands_where_the_damage_is() -> None:
    printed = "关于发展的若干意见\n一、目标\n到2035年，形成12个领跑全国的千亿级创新集群。\n"
    (found,) = checked(printed)
    assert printed[found.start : found.end] == "12个领跑全国的千亿"
    assert "1—2个" in message(found)


def test_every_check_has_wordings_in_both_languages() -> None:
    for check in (*CHECKS, None):
        wording = catalogue()["finding"][check.id if check else "number-open"]
        assert {"zh", "en", "level"} <= set(wording)
        assert ("hint_zh" in wording) == ("hint_en" in wording)


def test_one_kind_of_damage_does_not_bury_the_rest() -> None:
    assert len(checked("关于发展的若干意见\n" + "打造高地”。\n" * 1000)) == MOST


def test_open_numbers_are_findings() -> None:
    source = Source(name="x.txt", media_type="text/plain", text="建设30个。")
    claim = Claim(start=2, end=4, items=(), reason=None)
    (found,) = open_numbers(Balance(claims=(claim,), open=(claim,)), source)
    assert "30" in message(found)
    assert hint(found)


def test_a_decimal_that_nothing_claims_is_one_finding() -> None:
    source = Source(name="x.txt", media_type="text/plain", text="另拨8.21亿元。")
    claims = tuple(Claim(start=a, end=b, items=(), reason=None) for a, b in ((2, 3), (4, 6)))
    (found,) = open_numbers(Balance(claims=claims, open=claims), source)
    assert "8.21" in message(found)


@pytest.mark.shared
@pytest.mark.parametrize(
    ("name", "code", "words"),
    [
        ("002", "range-sign-lost", "12个领跑全国的千亿"),
        ("002", "numeral-lost", "个一”"),
        ("004", "end-cut-off", "推动南京科创圈、"),
        ("003", "line-broken", "科考、深"),
        ("000", "quote-unbalanced", "应用场景”"),
    ],
)
def test_the_quoted_defects_of_the_seed_files_are_found(shared: Path, name: str, code: str, words: str) -> None:
    printed = (shared / "reading" / "texts" / f"{name}.txt").read_bytes().decode("utf-8-sig")
    assert any(found.code == code and words in printed[found.start : found.end] for found in checked(printed))

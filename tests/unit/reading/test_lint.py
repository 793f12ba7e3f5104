"""A drafter is told what will be asked, and is not told what is in order."""

from __future__ import annotations

from pathlib import Path

import pytest

from xiandao.core.findings import Finding
from xiandao.core.messages import catalogue, hint, message
from xiandao.core.text import Source
from xiandao.reading import read_plan
from xiandao.reading.lint import RULES, lint_plan

# One rule may raise several codes.
CODES = {
    "task-no-unit": {"task-no-unit", "tasks-no-unit"},
    "sum-differs": {"sum-differs", "list-differs"},
    "fair-competition": {"firm-named", "local-condition", "reward-by-output", "tax-rebate"},
}


def linted(printed: str) -> tuple[Finding, ...]:
    source = Source(name="x.txt", media_type="text/plain", text=printed)
    return lint_plan(read_plan(source), source)


def codes(printed: str) -> set[str]:
    return {found.code for found in linted(printed)}


@pytest.mark.parametrize(("rule", "printed"), [(rule.id, one) for rule in RULES for one in rule.reads])
def test_each_rule_speaks_where_it_should(rule: str, printed: str) -> None:
    assert CODES.get(rule, {rule}) & codes(printed)


@pytest.mark.parametrize(("rule", "printed"), [(rule.id, one) for rule in RULES for one in rule.leaves])
def test_each_rule_is_silent_where_all_is_well(rule: str, printed: str) -> None:
    assert not CODES.get(rule, {rule}) & codes(printed)


def test_every_code_has_wordings_and_a_level() -> None:
    for code in {code for rule in RULES for code in CODES.get(rule.id, {rule.id})}:
        wording = catalogue()["finding"][code]
        assert {"zh", "en", "hint_zh", "hint_en", "level"} <= set(wording)
        assert wording["level"] in {"error", "warning", "note"}


def test_findings_read_as_sentences_and_stand_in_the_text() -> None:
    printed = "关于加快发展的若干意见\n一、主要任务\n（一）建设园区。建设特色产业园区10个以上。\n"
    for found in linted(printed):
        assert all((message(found), message(found, "en"), hint(found)))
        assert 0 <= found.start <= found.end <= len(printed)


def test_a_bracket_left_open_at_the_end_of_a_paragraph_is_told_once() -> None:
    body = "到2027年低空经济产值达到60亿元，建成起降点100个，形成三条航线，覆盖主要景区和产业园区，带动一批企业落户。"
    printed = f"关于发展的若干措施\n一、任务\n（一）建设场景。{body}（责任单位：市发改委\n（二）引进人才。引进人才。（责任单位：市人社局）"
    source = Source(name="x.txt", media_type="text/plain", text=printed)
    told = {found.code for found in read_plan(source).findings}
    assert "bracket-unclosed" in told
    assert "full-stop-missing" not in told


@pytest.mark.parametrize("printed", ["", "Nothing.", "\n\n"])
def test_nothing_yields_nothing(printed: str) -> None:
    assert linted(printed) == ()


def test_a_sound_sample_raises_no_error() -> None:
    errors = {code for code, wording in catalogue()["finding"].items() if wording.get("level") == "error"}
    for path in sorted(Path("samples").glob("0[23]*.txt")):
        assert not codes(path.read_text("utf-8")) & errors

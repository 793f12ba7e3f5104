"""Findings on a draft as text, JSON and SARIF."""

from __future__ import annotations

import json
import os

from tests.builders.cost import processor_seconds
from tests.builders.plans import TEXT, source

from xiandao.core.findings import finding
from xiandao.core.text import Source
from xiandao.writers.findings import Linted, findings_json, findings_text, line_and_column, line_starts
from xiandao.writers.sarif import findings_sarif

AT = TEXT.index("12个")
LINTED = (Linted(file="稿 件/样例.txt", source=source(), findings=(finding("article-not-found", AT, AT + 3),)),)


def test_lines_say_where_what_and_what_to_do() -> None:
    text = findings_text(LINTED).decode()
    assert text.startswith("稿 件/样例.txt:5:")
    assert "【12个】" in text
    assert "[article-not-found]" in text


def test_sarif_places_a_finding_in_code_points_and_lines() -> None:
    log = json.loads(findings_sarif(LINTED))
    run = log["runs"][0]
    result = run["results"][0]
    region = result["locations"][0]["physicalLocation"]["region"]
    assert log["version"] == "2.1.0"
    assert run["columnKind"] == "unicodeCodePoints"
    assert (region["charOffset"], region["charLength"]) == (AT, 3)
    assert TEXT.split("\n")[region["startLine"] - 1][region["startColumn"] - 1 :].startswith("12个")
    assert run["tool"]["driver"]["rules"][result["ruleIndex"]]["id"] == result["ruleId"] == "article-not-found"
    assert result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"].isascii()


def test_json_holds_level_and_place() -> None:
    found = json.loads(findings_json(LINTED))["documents"][0]["findings"][0]
    assert (found["code"], found["line"]) == ("article-not-found", 5)
    assert found["level"] in ("error", "warning", "note")


def test_no_findings_are_a_sum_of_none() -> None:
    assert json.loads(findings_sarif(()))["runs"][0]["results"] == []
    assert findings_text(()).decode().count("\n") == 1


def test_many_findings_in_a_long_text_cost_no_more_than_their_number() -> None:
    text = "一二三四五六七八\n" * 40_000
    found = tuple(finding("article-not-found", at, at + 3) for at in range(0, len(text), 9))
    linted = (Linted(file="a.txt", source=Source(name="a.txt", media_type="text/plain", text=text), findings=found),)
    assert processor_seconds(lambda: (findings_text(linted), findings_json(linted), findings_sarif(linted))) < 6


def test_sarif_can_name_a_file_that_is_no_utf_8() -> None:
    linted = (Linted(file=os.fsdecode(b"\xff\xfe.txt"), source=source(), findings=()),)
    artifact = json.loads(findings_sarif(linted))["runs"][0]["artifacts"][0]
    assert artifact["location"]["uri"] == "%FF%FE.txt"


def test_line_and_column_count_from_one() -> None:
    starts = line_starts("一\n二三")
    assert line_and_column(starts, 0) == (1, 1)
    assert line_and_column(starts, 3) == (2, 2)

"""What a check of a draft found, as SARIF 2.1.0 for editors and review tools."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import PurePath
from typing import Any
from urllib.parse import quote

from xiandao import __version__
from xiandao.core.findings import Finding
from xiandao.core.messages import Language, catalogue, hint, message
from xiandao.writers.findings import Linted, level, line_and_column, line_starts
from xiandao.writers.plan_json import json_bytes

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"


def findings_sarif(linted: Sequence[Linted], language: Language = "zh", *, refused: int = 0) -> bytes:
    """One run, unsuccessful where files were *refused*; places are those of the text that ``xiandao text`` prints."""
    codes = sorted({found.code for each in linted for found in each.findings})
    ordinals = {code: i for i, code in enumerate(codes)}
    return json_bytes(
        {
            "$schema": SCHEMA,
            "version": "2.1.0",
            "runs": [
                {
                    "tool": {
                        "driver": {
                            "name": "xiandao",
                            "version": __version__,
                            "language": "zh-CN" if language == "zh" else "en-US",
                            "rules": [_rule(code, language) for code in codes],
                        }
                    },
                    "invocations": [{"executionSuccessful": not refused}],
                    "columnKind": "unicodeCodePoints",
                    "artifacts": [{"location": {"uri": _uri(each.file)}} for each in linted],
                    "results": [
                        _result(found, ordinals[found.code], language) | _located(each, i, found, starts)
                        for i, each in enumerate(linted)
                        for starts in (line_starts(each.source.text),)
                        for found in each.findings
                    ],
                }
            ],
        }
    )


def _rule(code: str, language: Language) -> dict[str, Any]:
    worded = catalogue()["finding"][code]
    rule: dict[str, Any] = {
        "id": code,
        "shortDescription": {"text": worded[language]},
        "defaultConfiguration": {"level": worded.get("level", "warning")},
    }
    way = worded.get(f"hint_{language}")
    return {**rule, "help": {"text": way}} if way else rule


def _result(found: Finding, rule: int, language: Language) -> dict[str, Any]:
    way = hint(found, language)
    said = message(found, language)
    return {
        "ruleId": found.code,
        "ruleIndex": rule,
        "level": level(found),
        "message": {"text": f"{said} {way}" if way else said},
    }


def _located(each: Linted, artifact: int, found: Finding, starts: Sequence[int]) -> dict[str, Any]:
    return {
        "locations": [
            {
                "physicalLocation": {
                    "artifactLocation": {"uri": _uri(each.file), "index": artifact},
                    "region": _region(starts, found),
                }
            }
        ],
    }


def _region(starts: Sequence[int], found: Finding) -> dict[str, Any]:
    start_line, start_column = line_and_column(starts, found.start)
    end_line, end_column = line_and_column(starts, found.end)
    return {
        "startLine": start_line,
        "startColumn": start_column,
        "endLine": end_line,
        "endColumn": end_column,
        "charOffset": found.start,
        "charLength": found.end - found.start,
    }


def _uri(file: str) -> str:
    path = PurePath(file)
    return path.as_uri() if path.is_absolute() else quote(os.fsencode(path.as_posix()))

"""A person types codes and is told which are valid, and where the fault of the others lies."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest
from tests.functional.test_cli_read import environment

from xiandao.cli import main

GOOD = "91350100M000100Y43"
WRONG = "91350100M000100Y44"


def check(*words: str) -> int:
    return main(["registers", "check-code", *words])


def piped(text: bytes, *words: str) -> tuple[int, list[str]]:
    """Exit status and lines of a run that reads standard input."""
    command = [sys.executable, "-m", "xiandao.cli", "registers", "check-code", "-", *words]
    done = subprocess.run(command, env=environment(), input=text, capture_output=True, check=False)
    assert done.stderr == b""
    return done.returncode, done.stdout.decode().splitlines()


def test_a_wrong_code_is_told_with_its_fault_and_the_answer_is_no(capsys: pytest.CaptureFixture[str]) -> None:
    assert check(WRONG) == 1
    assert capsys.readouterr().out == f"{WRONG}\t无效：校验码（第 18 位）应为“3”，这里是“4”。\n"


def test_one_wrong_code_among_good_ones_makes_the_answer_no(capsys: pytest.CaptureFixture[str]) -> None:
    assert check(GOOD, WRONG, GOOD) == 1
    told = capsys.readouterr().out.splitlines()
    assert [line.split("\t")[1][:2] for line in told] == ["有效", "无效", "有效"]


def test_good_codes_are_valid_and_the_answer_is_yes(capsys: pytest.CaptureFixture[str]) -> None:
    assert check(GOOD, GOOD.lower(), "--lang", "en") == 0
    assert capsys.readouterr().out == f"{GOOD}\tvalid\n{GOOD.lower()}\tvalid (credit code), written {GOOD}\n"


def test_what_was_probably_meant_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    assert check("9135O100M000100Y43") == 1
    assert f"第 5 位不能是“O”。可能是 {GOOD}" in capsys.readouterr().out


def test_each_code_is_taken_for_what_it_looks_like_unless_it_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    assert check("GB/T 1.1-2020", "ZL201710601862.3", "D2143569-X") == 0
    told = capsys.readouterr().out.splitlines()
    assert [line.split("\t")[1].split("）")[0] for line in told] == [
        "有效（标准编号",
        "有效（专利号",
        "有效（组织机构代码",
    ]
    assert check("--kind", "credit-code", "D2143569-X") == 1
    assert "第 9 至 17 位" in capsys.readouterr().out


def test_a_kind_that_there_is_not_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert check("--kind", "passport", GOOD) == 2
    assert "passport" in capsys.readouterr().err


def test_no_code_at_all_and_an_act_that_there_is_not_are_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert check() == 2
    assert main(["registers", "guess"]) == 2
    told = capsys.readouterr()
    assert told.out == ""
    assert "guess" in told.err


def test_programs_are_told_the_same_with_places_and_values(capsys: pytest.CaptureFixture[str]) -> None:
    assert check("--format", "json", WRONG, GOOD, "--lang", "en") == 1
    told = json.loads(capsys.readouterr().out)
    assert told["format"] == "xiandao-identifiers/1"
    wrong, good = told["codes"]
    assert (wrong["valid"], wrong["canonical"], wrong["kind"]) == (False, None, "credit-code")
    (fault,) = wrong["faults"]
    assert (fault["code"], fault["start"], fault["end"]) == ("credit-code-check", 17, 18)
    assert fault["values"] == {"expected": "3", "found": "4"}
    assert (good["valid"], good["canonical"], good["faults"]) == (True, GOOD, [])


def test_standard_input_is_answered_line_by_line() -> None:
    status, lines = piped(f"\ufeff{GOOD}\r\n\r\n{WRONG}\n".encode(), "--lang", "en")
    assert status == 1
    assert [line.split("\t")[0] for line in lines] == [GOOD, "", WRONG]
    assert lines[1] == "\tinvalid: There is no code."
    assert piped(GOOD.encode()) == (0, [f"{GOOD}\t有效"])
    assert piped(b"") == (0, [])


def test_bytes_that_are_no_text_and_signs_to_a_screen_harm_nobody() -> None:
    status, lines = piped(b"\xff\xfe\x00\n\x1b[31m" + GOOD.encode() + b"\n")
    assert status == 1
    assert len(lines) == 2
    assert not any("\x1b" in line for line in lines)

"""`xiandao doctor` says what is missing and which function waits for it."""

from __future__ import annotations

import argparse

import pytest

from xiandao.cli import doctor as doctors
from xiandao.core.messages import Language


@pytest.fixture
def bare(monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine without OCR, fonts, pango, Java and Chromium."""
    for probe in ("_chinese_font", "_pango", "_java", "_chromium"):
        monkeypatch.setattr(doctors, probe, lambda: None)
    monkeypatch.setattr(doctors, "OCR", ("no_such_module",))


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.usefixtures("bare")
def test_the_main_job_runs_without_the_optional_things_and_each_names_what_waits(language: Language) -> None:
    checks = doctors.doctor(language)
    missing = [check for check in checks if not check.found]
    assert [check.code for check in missing] == ["ocr", "fonts", "pango", "java", "chromium"]
    assert all(check.waits and check.way and not check.is_needed for check in missing)


@pytest.mark.usefixtures("bare")
def test_optional_things_missing_leave_the_answer_yes(capsys: pytest.CaptureFixture[str]) -> None:
    assert doctors.run(argparse.Namespace(lang="zh")) == 0
    said = capsys.readouterr().out
    assert "识别扫描件和图片" in said
    assert "./do start --with-ocr" in said


def test_a_library_that_does_not_load_is_named_with_its_function_and_the_answer_is_no(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(doctors, "LIBRARIES", (("pypdfium2", ("no_such_module",)),))
    assert doctors.run(argparse.Namespace(lang="en")) == 1
    line = next(line for line in capsys.readouterr().out.splitlines() if "pypdfium2" in line)
    assert line.startswith("MISSING")
    assert "reading PDF" in line

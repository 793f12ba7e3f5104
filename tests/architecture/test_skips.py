"""A green run means that everything ran: only what needs the shared texts may be skipped, and never in CI."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
NEEDS_SHARED = "import pytest\n@pytest.mark.shared\ndef test_a(): pass\n"
SKIPS_ITSELF = "import pytest\ndef test_a(): pytest.skip('not today')\n"


def run(folder: Path, test: str, **more: str) -> subprocess.CompletedProcess[str]:
    for name in ("conftest.py", "pyproject.toml"):
        shutil.copy(ROOT / name, folder)
    (folder / "tests").mkdir()
    shutil.copy(ROOT / "tests" / "settings.py", folder / "tests")
    (folder / "test_it.py").write_text(test, "utf-8")
    settings = {key: value for key, value in os.environ.items() if key not in {"CI", "XIANDAO_SHARED"}}
    return subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "test_it.py"],
        cwd=folder,
        env=settings | more,
        capture_output=True,
        text=True,
        check=False,
    )


def test_without_the_shared_texts_their_tests_are_skipped_and_counted(tmp_path: Path) -> None:
    ran = run(tmp_path, NEEDS_SHARED, XIANDAO_SHARED=str(tmp_path / "nowhere"))
    assert ran.returncode == 0
    assert "skipped for want of ../shared: 1; skipped for other reasons: 0" in ran.stdout


def test_in_ci_a_skip_for_want_of_the_shared_texts_fails(tmp_path: Path) -> None:
    assert run(tmp_path, NEEDS_SHARED, XIANDAO_SHARED=str(tmp_path / "nowhere"), CI="true").returncode == 1


@pytest.mark.parametrize("ci", ["", "true"])
def test_a_skip_for_any_other_reason_fails_everywhere(ci: str, tmp_path: Path) -> None:
    assert run(tmp_path, SKIPS_ITSELF, CI=ci).returncode == 1


def test_with_the_shared_texts_everything_runs(tmp_path: Path) -> None:
    (tmp_path / "texts" / "reading").mkdir(parents=True)
    ran = run(tmp_path, NEEDS_SHARED, XIANDAO_SHARED=str(tmp_path / "texts"), CI="true")
    assert (ran.returncode, "1 passed" in ran.stdout) == (0, True)

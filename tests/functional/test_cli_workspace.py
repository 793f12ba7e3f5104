"""A person keeps a workspace safe from the command line."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from tests.functional.test_cli_read import environment


def xiandao(*arguments: str | Path, lang: str = "zh") -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "xiandao.cli", *map(str, arguments)]
    known = environment(XIANDAO_LANG=lang, DATABASE_URL="")
    return subprocess.run(command, env=known, capture_output=True, text=True, check=False)


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace with one account."""
    folder = tmp_path_factory.mktemp("cli") / "data"
    made = xiandao("user", "create", "lihua", "--data", folder)
    assert made.returncode == 0, made.stderr
    return folder


def test_a_log_that_nobody_touched_is_sound(data: Path) -> None:
    told = xiandao("audit", "verify", "--data", data)
    assert (told.returncode, told.stderr) == (0, "")
    assert told.stdout.startswith("日志完整")


def test_a_program_reads_the_verdict_as_json(data: Path) -> None:
    said = json.loads(xiandao("audit", "verify", "--data", data, "--format", "json").stdout)
    assert said["format"] == "xiandao-audit/1"
    assert said["sound"] is True
    assert said["lines"] == said["signed"] > 0
    assert said["faults"] == said["notices"] == []


def test_a_log_without_its_signed_heads_proves_nothing(data: Path, tmp_path: Path) -> None:
    heads = data / "audit" / "heads.jsonl"
    away = heads.rename(tmp_path / "heads")
    try:
        told = xiandao("audit", "verify", "--data", data, lang="en")
    finally:
        away.rename(heads)
    assert told.returncode == 1
    assert "nothing is proved" in told.stdout


def test_what_holds_no_workspace_is_refused_and_stays_without_one(tmp_path: Path) -> None:
    for verb in (("audit", "verify"), ("backup", "--out", tmp_path / "b.zip")):
        told = xiandao(*verb, "--data", tmp_path / "none")
        assert told.returncode == 2
        assert "没有工作台数据" in told.stderr
    assert not (tmp_path / "none" / "workspace.sqlite3").exists()
    assert not (tmp_path / "b.zip").exists()


def test_a_backup_says_what_is_in_it_and_comes_back(data: Path, tmp_path: Path) -> None:
    made = xiandao("backup", "--data", data, "--out", tmp_path / "b.zip")
    assert (made.returncode, made.stdout) == (0, "")
    assert "不含私钥" in made.stderr
    back = xiandao("restore", tmp_path / "b.zip", "--data", tmp_path / "back")
    assert back.returncode == 0
    assert "日志完整" in back.stderr
    again = xiandao("backup", "--data", tmp_path / "back", "--out", tmp_path / "again.zip")
    assert again.returncode == 0
    assert (tmp_path / "again.zip").read_bytes() == (tmp_path / "b.zip").read_bytes()


def test_a_backup_that_cannot_be_written_is_refused(data: Path, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    told = xiandao("backup", "--data", data, "--out", tmp_path / "file" / "b.zip")
    assert told.returncode == 2
    assert str(tmp_path / "file") in told.stderr


@pytest.mark.parametrize("given", [b"", b"no zip", b"PK\x05\x06" + bytes(18)])
def test_what_is_no_backup_is_refused_and_makes_nothing(given: bytes, tmp_path: Path) -> None:
    (tmp_path / "b.zip").write_bytes(given)
    told = xiandao("restore", tmp_path / "b.zip", "--data", tmp_path / "none")
    assert told.returncode == 2
    assert "未作任何改动" in told.stderr
    assert not (tmp_path / "none").exists()

"""A person reads documents from the command line."""

from __future__ import annotations

import errno
import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import pytest

import xiandao.reading
from xiandao.cli import main
from xiandao.cli.names import unique_stems
from xiandao.cli.read import formats_asked
from xiandao.core.errors import Refusal
from xiandao.core.messages import catalogue
from xiandao.writers import plans_json

PLAN = """样例市未来产业行动计划（2024—2026年）
样例数据
二、主要目标
到2026年末，集聚重点企业{n}家以上，建成专业园区4个以上。
三、重点任务
（一）建设高标准园区。建设一批载体。（责任单位：市科技局、市工信局）
"""
FORMATS = "json,jsonl,xlsx,html,parquet"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder of plans, one of them below a folder, two of them called the same."""
    given = tmp_path / "规划"
    (given / "区").mkdir(parents=True)
    for i, name in enumerate(("甲.txt", "乙.txt", "甲.md", "区/甲.txt")):
        (given / name).write_text(PLAN.format(n=40 + i), "utf-8")
    return given


def files(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def read(*arguments: str | Path) -> int:
    return main(["read", *map(str, arguments)])


def test_a_folder_is_mirrored_and_colliding_stems_keep_their_endings(folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    assert read(folder, "--out", out) == 0
    assert sorted(files(out)) == sorted(("甲.txt.json", "甲.md.json", "乙.json", "区/甲.json"))


def test_quotes_stand_where_the_plan_says_they_stand(folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    read(folder / "乙.txt", "--out", out)
    plan = json.loads((out / "乙.json").read_text("utf-8"))
    text = (folder / "乙.txt").read_text("utf-8")
    assert plan["schema"] == "xiandao-plan/1"
    assert plan["targets"]
    assert all(text[item["start"] : item["end"]] == item["quote"] for item in plan["targets"] + plan["tasks"])


def test_one_file_that_is_refused_stops_no_other(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "坏.docx").write_bytes(b"PK\x03\x04 cut off")
    out = tmp_path / "out"
    assert read(folder, tmp_path / "没有.txt", "--format", "json,html", "--out", out) == 2
    told = capsys.readouterr()
    assert len(list(out.rglob("*.json"))) == 4
    assert told.out == ""
    lines = told.err.strip().splitlines()
    assert any("没有.txt" in line for line in lines)
    assert any("坏.docx" in line for line in lines)
    assert lines[-1].startswith("共 6 份：读出 4 份，未读 2 份")
    assert "坏.docx" in (out / "index.html").read_text("utf-8")


def test_messages_are_english_when_asked(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["read", str(tmp_path / "none.txt"), "--out", str(tmp_path / "out"), "--lang", "en"]) == 2
    assert capsys.readouterr().err.isascii()


@pytest.mark.parametrize("jobs", [2, 3])
def test_any_number_of_processes_gives_the_same_bytes(folder: Path, tmp_path: Path, jobs: int) -> None:
    for i in range(70):
        (folder / f"第{i}份.txt").write_text(PLAN.format(n=i + 10), "utf-8")
    one, many = tmp_path / "one", tmp_path / "many"
    assert read(folder, "--format", FORMATS, "--out", one, "--jobs", "1") == 0
    assert read(folder, "--format", FORMATS, "--out", many, "--jobs", str(jobs)) == 0
    assert files(one) == files(many)


def test_another_process_with_another_hash_seed_gives_the_same_bytes(folder: Path, tmp_path: Path) -> None:
    for seed in ("1", "2"):
        run(["read", str(folder), "--format", FORMATS, "--out", str(tmp_path / seed)], PYTHONHASHSEED=seed)
    assert files(tmp_path / "1") == files(tmp_path / "2")


def test_a_second_run_does_not_read_what_the_first_one_wrote(folder: Path) -> None:
    out = folder / "out"
    assert read(folder, "--format", "html,json", "--out", out) == 0
    first = files(out)
    assert read(folder, "--format", "html,json", "--out", out) == 0
    assert files(out) == first


def test_a_run_that_reads_nothing_leaves_earlier_results_alone(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out, nothing = tmp_path / "out", tmp_path / "空"
    assert read(folder, "--format", FORMATS, "--out", out) == 0
    before = files(out)
    (nothing / "只有代码").mkdir(parents=True)
    (nothing / "gen.py").write_text("x = 1", "utf-8")
    for wrong in (tmp_path / "打错了.txt", nothing):
        assert read(wrong, "--format", FORMATS, "--out", out) == 2
        assert read(wrong, "--format", FORMATS, "--out", tmp_path / "new") == 2
    assert files(out) == before
    assert not (tmp_path / "new").exists()
    assert "没有写出任何结果" in capsys.readouterr().err


def test_what_is_no_document_is_skipped_below_a_folder_and_refused_by_name(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "gen.py").write_text("x = 1", "utf-8")
    (folder / "data.json").write_text("{}", "utf-8")
    assert read(folder, "--out", tmp_path / "out") == 0
    told = capsys.readouterr().err.splitlines()
    assert [line for line in told if "跳过" in line] == ["跳过 2 个不是文档的文件（如 data.json）。"]
    assert told[-1].startswith("共 4 份：读出 4 份")
    assert read(folder / "gen.py", "--out", tmp_path / "out") == 2
    assert "认不出后缀 .py" in capsys.readouterr().err


def test_results_of_an_earlier_run_below_the_folder_are_no_documents(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert read(folder, "--format", FORMATS, "--out", folder / "结果") == 0
    written = len(files(folder / "结果"))
    capsys.readouterr()
    assert read(folder, "--out", tmp_path / "out") == 0
    told = capsys.readouterr().err
    assert f"跳过 {written} 个" in told
    assert "共 4 份：读出 4 份" in told


def test_an_output_that_cannot_be_written_is_told_in_chinese(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file").write_text("", "utf-8")
    for out in (tmp_path / "file", tmp_path / "file" / "below", Path("/proc/nowhere"), tmp_path / ("长" * 200)):
        assert read(folder, "--format", FORMATS, "--out", out) == 2
        assert not re.search("[a-z]{3}", capsys.readouterr().err.split("：", 1)[1])

    def full(_: Path, __: bytes) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(plans_json, "write_bytes", full)
    assert read(folder, "--out", tmp_path / "out") == 2
    assert "磁盘已满" in capsys.readouterr().err


def test_a_document_called_index_has_a_report_beside_the_index(tmp_path: Path) -> None:
    (tmp_path / "index.txt").write_text(PLAN.format(n=40), "utf-8")
    out = tmp_path / "out"
    read(tmp_path / "index.txt", "--format", "html,json", "--out", out)
    assert {"index.html", "index.txt.html", "index.txt.json"} == set(files(out))


def test_an_output_that_is_a_file_is_refused(folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "out").write_text("", "utf-8")
    assert read(folder, "--out", tmp_path / "out") == 2
    assert len(capsys.readouterr().err.strip().splitlines()) == 1


@pytest.mark.parametrize("arguments", [(), ("read",), ("read", "x", "--out", "y", "--format", "doc"), ("nonsense",)])
def test_usage_that_makes_no_sense_is_refused_in_one_line(
    arguments: Sequence[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(arguments) == 2
    assert len(capsys.readouterr().err.strip().splitlines()) == 1


def test_formats_are_repeated_or_listed_and_each_counts_once() -> None:
    assert formats_asked(["json,html", "json", "xlsx"]) == ("json", "html", "xlsx")
    assert formats_asked(None) == ("json",)
    with pytest.raises(Refusal):
        formats_asked(["json,doc"])


def test_stems_are_unique_even_when_kept_endings_collide() -> None:
    names = [Path(name) for name in ("a.docx", "a.txt", "a.docx.txt", "a.txt")]
    stems = unique_stems(names)
    assert len(set(stems)) == len(names)
    assert stems[:2] == ["a.docx", "a.txt"]


def test_a_fault_of_ours_in_one_document_is_told_and_stops_no_other(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    whole = xiandao.reading.read_plan

    def faulty(source: object) -> object:
        if getattr(source, "name", "") == "乙.txt":
            raise RuntimeError("a bug")
        return whole(source)  # type: ignore[arg-type]

    monkeypatch.setattr(xiandao.reading, "read_plan", faulty)
    assert read(folder, "--out", tmp_path / "out", "--jobs", "1") == 2
    told = capsys.readouterr().err
    assert "RuntimeError" in told
    assert "乙.txt" in told
    assert len(files(tmp_path / "out")) == 3


def test_an_interrupted_run_ends_with_130_and_leaves_nothing_half_written(tmp_path: Path) -> None:
    given = tmp_path / "given"
    given.mkdir()
    for i in range(400):
        (given / f"{i}.txt").write_text(PLAN.format(n=i) * 40, "utf-8")
    out = tmp_path / "out"
    command = [
        sys.executable,
        "-m",
        "xiandao.cli",
        "read",
        str(given),
        "--format",
        FORMATS,
        "--out",
        str(out),
        "--jobs",
        "2",
    ]
    running = subprocess.Popen(command, env=environment(), stderr=subprocess.PIPE, start_new_session=True)
    until = time.monotonic() + 60
    while not list(out.glob("*.json")) and time.monotonic() < until:
        time.sleep(0.01)
    os.killpg(running.pid, signal.SIGINT)
    _, told = running.communicate(timeout=60)
    assert running.returncode == 130, told.decode()
    assert b"Traceback" not in told
    left = files(out)
    assert not [name for name in left if name.endswith((".part", ".xlsx", ".parquet", ".jsonl"))]
    assert all(json.loads(data) for name, data in left.items() if name.endswith(".json"))


def test_help_is_quick_and_names_every_verb() -> None:
    started = time.monotonic()
    told = run(["--help"]).stdout.decode()
    assert time.monotonic() - started < 1.0
    for verb in ("start", "read", "text", "explain", "lint", "schema", "doctor"):
        assert verb in told


def test_every_wording_is_there_in_both_languages() -> None:
    for section, wordings in catalogue().items():
        for code, wording in wordings.items():
            assert {"zh", "en"} <= set(wording), f"{section}.{code}"


def environment(**more: str) -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2] / "src"), **more}


def run(arguments: Sequence[str], **more: str) -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-m", "xiandao.cli", *arguments]
    return subprocess.run(command, env=environment(**more), capture_output=True, check=False)

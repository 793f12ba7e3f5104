"""What goes wrong around a run touches as little of it as can be."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path, PurePath

import pytest
from tests.functional.test_cli_read import FORMATS, PLAN, environment, files, read

import xiandao.cli
import xiandao.reading
import xiandao.reading.lint
from xiandao.cli import main
from xiandao.cli.arguments import language_of, parser
from xiandao.cli.names import LONGEST, unique_stems
from xiandao.writers import files as writers_files
from xiandao.writers.files import passing_folder, replacing

NOT_UTF_8 = os.fsdecode(b"\xff\xfe.txt")
COMMAND = [sys.executable, "-m", "xiandao.cli"]


def plan(path: Path, n: int = 40) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(PLAN.format(n=n), "utf-8")
    return path


# ---------------------------------------------------------------------------------------------------- the output


@pytest.mark.parametrize("out", [".", "given"])
def test_an_output_above_the_documents_drops_none_of_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, out: str
) -> None:
    monkeypatch.chdir(tmp_path)
    plan(Path("given/a.txt"))
    Path("given/b.html").write_text(f"<html><body><p>{PLAN.format(n=1)}</p></body></html>", "utf-8")
    for _ in range(2):
        assert read("given", "--format", FORMATS, "--out", out) == 0
        assert {"a.json", "b.json"} <= {path.name for path in Path(out).rglob("*.json")}
    assert not list(Path(out).rglob("*~*"))


def test_a_document_that_cannot_be_written_is_refused_and_the_others_are_written(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    given, out = tmp_path / "given", tmp_path / "out"
    for name in "abc":
        plan(given / f"{name}.txt")
    (out / "b.json").mkdir(parents=True)
    assert read(given, "--out", out) == 2
    assert {"a.json", "c.json"} == set(files(out))
    told = capsys.readouterr().err.splitlines()
    assert told[0] == "b.txt：不能写入（已有同名文件夹），请换一个输出文件夹。"
    assert told[1].startswith("共 3 份：读出 2 份，未读 1 份")


def test_a_workbook_that_cannot_be_written_is_told_in_words(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "out" / "plans.xlsx").mkdir(parents=True)
    assert read(plan(tmp_path / "a.txt"), "--format", "xlsx", "--out", tmp_path / "out") == 2
    told = capsys.readouterr().err
    assert "plans.xlsx：不能写入" in told
    assert ".part" not in told


# ---------------------------------------------------------------------------------------------------- names


def test_names_that_are_long_undecodable_or_full_of_controls_are_read_and_shown_on_one_line(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    given, out = tmp_path / "given", tmp_path / "out"
    for name in ("规" * 82 + ".txt", "规" * 82 + ".md", "b\x1b[31mRED\n.txt", NOT_UTF_8, "\u202etxt.exe.txt"):
        plan(given / name)
    (given / "bad\x1b[2J\n.docx").write_bytes(b"PK\x03\x04 cut off")
    assert main(["report", str(given), "--out", str(out)]) == 2
    assert main(["read", str(given), "--format", FORMATS, "--out", str(out)]) == 2
    assert main(["lint", str(given)]) == 2
    assert main(["lint", "--format", "sarif", str(given)]) == 2
    assert main(["explain", str(given / "bad\x1b[2J\n.docx"), "--item", "t1"]) == 2
    told = capfd.readouterr()
    assert not [char for char in told.out + told.err if char in "\x1b\u202e"]
    assert sum("读出 5 份" in line for line in told.err.splitlines()) == 2
    written = [path.name for path in out.rglob("*.json")]
    assert len(written) == 5
    assert all(len(name.encode()) < 256 and "\x1b" not in name and "\n" not in name for name in written)


def test_two_documents_are_never_written_to_one_file(tmp_path: Path) -> None:
    given, out = tmp_path / "given", tmp_path / "out"
    names = ("index.txt", "index.html.txt", "a.txt", "a.json/b.txt", "plans.xlsx/c.txt", "a.txt.txt", "a.md")
    for i, name in enumerate(names):
        plan(given / name, i)
    assert read(given, "--format", FORMATS, "--out", out) == 0
    assert len([path for path in out.rglob("*.json") if path.is_file()]) == len(names)
    assert len([path for path in out.rglob("*.html") if path.is_file()]) == len(names) + 1


def test_kept_endings_come_before_stems_that_look_like_them() -> None:
    names = [PurePath(name) for name in ("a.txt.txt", "a.txt", "a.md")]
    assert unique_stems(names) == ["a.txt.txt", "a.txt", "a.md"]


def test_thousands_of_documents_of_one_name_are_named_in_no_time() -> None:
    begin = time.perf_counter()
    stems = unique_stems([PurePath("plan.txt")] * 20_000)
    assert time.perf_counter() - begin < 2
    assert len(set(stems)) == 20_000


def test_long_names_keep_what_tells_them_apart() -> None:
    stems = unique_stems(PurePath("规" * 90 + str(i) + ".docx") for i in range(3))
    assert len(set(stems)) == 3
    assert all(len(stem.encode()) <= LONGEST for stem in stems)


def test_one_file_by_two_spellings_is_read_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    plan(Path("given/a.txt"))
    Path("given/b.txt").symlink_to("a.txt")
    assert read("given", tmp_path / "given", "given/../given/a.txt", "--out", "out") == 0
    assert set(files(Path("out"))) == {"a.json"}


# ---------------------------------------------------------------------------------------------------- secrets


@pytest.mark.parametrize("name", ["机密★3年 某部重大工程.txt", "机密★3年/某部重大工程.txt", "绝密/某部重大工程.docx"])
def test_a_marked_name_is_neither_printed_nor_written(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    given, out = tmp_path / "given", tmp_path / "out"
    plan(given / name)
    assert read(given, "--format", FORMATS, "--out", out) == 2
    assert not out.exists()
    plan(given / "a.txt")
    assert read(given, "--format", FORMATS, "--out", out) == 2
    main(["lint", str(given)])
    main(["report", str(given), "--out", str(out)])
    told = capsys.readouterr()
    assert "SM-" in told.err
    assert all("重大工程" not in words and "密★" not in words for words in (told.out, told.err))
    assert all("重大工程".encode() not in data and "SM-" not in path for path, data in files(out).items())
    assert b"SM-" in (out / "index.html").read_bytes()


def test_a_marked_name_that_leads_nowhere_is_not_repeated(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for verb in (("read", "--out", str(tmp_path / "out")), ("text",), ("explain", "--item", "t1"), ("lint",)):
        assert main([*verb, str(tmp_path / "机密★3年 重大工程.txt")]) == 2
    assert "重大工程" not in capsys.readouterr().err


# ---------------------------------------------------------------------------------------------------- processes


@pytest.mark.parametrize("stream", ["stdout", "stderr"])
def test_a_reader_that_goes_away_stops_no_writing(tmp_path: Path, stream: str) -> None:
    for i in range(9):
        plan(tmp_path / "given" / f"{i}.txt", i)
    command = [*COMMAND, "report", str(tmp_path / "given"), "--out", str(tmp_path / "out"), "--jobs", "1"]
    ends, closed = os.pipe()
    os.close(ends)
    ways = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, stream: closed}
    assert subprocess.run(command, env=environment(), check=False, **ways).returncode == 0  # type: ignore[call-overload]
    os.close(closed)
    assert len(list((tmp_path / "out").glob("*.json"))) == 9
    assert (tmp_path / "out" / "plans.xlsx").exists()
    assert (tmp_path / "out" / "index.html").exists()


def test_a_closed_pipe_is_no_success_of_what_only_prints() -> None:
    ends, closed = os.pipe()
    os.close(ends)
    told = subprocess.run(
        [*COMMAND, "schema", "plan"], env=environment(), stdout=closed, stderr=subprocess.PIPE, check=False
    )
    os.close(closed)
    assert (told.returncode, told.stderr) == (141, b"")


def test_a_fault_nobody_foresaw_has_a_status_of_its_own(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def faulty(_: object) -> None:
        raise RuntimeError("a bug")

    whole = parser("zh")
    monkeypatch.setattr(xiandao.cli, "parser", lambda _: whole)
    monkeypatch.setattr(whole, "parse_args", faulty)
    assert main(["doctor"]) == 70
    told = capsys.readouterr().err.splitlines()
    assert told[0].startswith("Traceback")
    assert told[-1] == "程序内部出错（RuntimeError）；请把上面的记录发给维护人员。"


def test_a_run_that_is_told_to_end_leaves_nothing_half_written(tmp_path: Path) -> None:
    given, out, passing = tmp_path / "given", tmp_path / "out", tmp_path / "tmp"
    passing.mkdir()
    for i in range(400):
        (given / f"{i}.txt").parent.mkdir(exist_ok=True)
        (given / f"{i}.txt").write_text(PLAN.format(n=i) * 40, "utf-8")
    command = [*COMMAND, "read", str(given), "--format", FORMATS, "--out", str(out), "--jobs", "2"]
    running = subprocess.Popen(command, env=environment(TMPDIR=str(passing)), stderr=subprocess.PIPE)
    until = time.monotonic() + 60
    while not list(out.glob("*.json")) and time.monotonic() < until:
        time.sleep(0.01)
    assert not list(passing.iterdir())
    running.send_signal(signal.SIGTERM)
    _, told = running.communicate(timeout=60)
    assert running.returncode == 143, told.decode()
    assert b"Traceback" not in told
    assert not [path for path in out.iterdir() if path.suffix not in {".json", ".html"}]


def test_what_a_killed_run_left_is_swept_and_what_a_living_one_writes_is_not(tmp_path: Path) -> None:
    ended = subprocess.Popen(["true"])
    ended.wait()
    dead, folder, alive = (tmp_path / f".xd-{name}.part" for name in (f"{ended.pid}-1", f"{ended.pid}-2", "1-3"))
    dead.write_bytes(b"")
    folder.mkdir()
    alive.write_bytes(b"")
    writers_files._sweep.cache_clear()
    with replacing(tmp_path / "a.json") as part, passing_folder(tmp_path / "a.json") as waiting:
        part.write_bytes(b"{}")
        assert waiting.is_dir()
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted((alive.name, "a.json"))


def test_a_lost_process_costs_the_document_that_kills_it_and_no_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = xiandao.reading.read_plan

    def fatal(source: object) -> object:
        if getattr(source, "name", "") == "7.txt":
            os.kill(os.getpid(), signal.SIGKILL)
        return whole(source)  # type: ignore[arg-type]

    monkeypatch.setattr(xiandao.reading, "read_plan", fatal)
    for i in range(20):
        plan(tmp_path / "given" / f"{i}.txt", i)
    assert read(tmp_path / "given", "--out", tmp_path / "out", "--jobs", "2") == 2
    assert {path.stem for path in (tmp_path / "out").glob("*.json")} == {str(i) for i in range(20)} - {"7"}


# ---------------------------------------------------------------------------------------------------- words


@pytest.mark.parametrize(
    ("arguments", "language"),
    [
        (("read", "--lang", "en"), "en"),
        (("read", "--lang=en"), "en"),
        (("read", "x --lang en.txt"), "zh"),
        (("read", "--", "--lang", "en"), "zh"),
        (("read", "--lang"), "zh"),
    ],
)
def test_only_the_option_itself_chooses_the_language(
    monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...], language: str
) -> None:
    monkeypatch.delenv("XIANDAO_LANG", raising=False)
    assert language_of(arguments) == language


def test_options_are_not_abbreviated(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["read", "x", "--ou", "y"]) == 2
    assert "--ou" in capsys.readouterr().err


def test_a_check_of_nothing_says_that_it_was_none(tmp_path: Path, capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    assert main(["lint", str(tmp_path / "none.txt")]) == 2
    assert "检查 0 份文件，未读 1 份".encode() in capsysbinary.readouterr().out
    assert main(["lint", "--format", "json", str(tmp_path / "none.txt")]) == 2
    assert b'"refused": 1' in capsysbinary.readouterr().out
    (tmp_path / "gen.py").write_text("x = 1", "utf-8")
    assert main(["lint", str(tmp_path)]) == 2


def test_a_fault_in_one_document_stops_no_other_check(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    whole = xiandao.reading.lint.lint_plan

    def faulty(plan: object, source: object) -> object:
        if getattr(source, "name", "") == "a.txt":
            raise RuntimeError("a bug")
        return whole(plan, source)  # type: ignore[arg-type]

    monkeypatch.setattr(xiandao.reading.lint, "lint_plan", faulty)
    plan(tmp_path / "a.txt")
    plan(tmp_path / "b.txt")
    assert main(["lint", str(tmp_path)]) == 2
    told = capfd.readouterr()
    assert "检查 1 份文件，未读 1 份" in told.out
    assert "RuntimeError" in told.err

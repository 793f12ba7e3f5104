"""`./do` on an empty machine: it says what it does, needs no network it was not given, and heals itself.

The project here is a small one with `./do` in it and one tiny package, laid out as an unpacked archive, so that each
test sets up a real environment in about two seconds.
"""

from __future__ import annotations

import base64
import hashlib
import os
import shutil
import subprocess
import sys
import time
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
QUICK = 2.0
"""Seconds in which a second run must have reached the main job."""


def tiny_wheel(folder: Path, name: str) -> str:
    """Writes the wheel of a package that holds nothing but its name, and returns its line for a lock."""
    path = folder / f"{name}-1.0-py3-none-any.whl"
    about = f"{name}-1.0.dist-info"
    files = {
        f"{name}.py": f"NAME = {name!r}\n",
        f"{about}/METADATA": f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n",
        f"{about}/WHEEL": "Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    }
    record = [f"{file},sha256={_record_digest(text)},{len(text)}" for file, text in files.items()]
    files[f"{about}/RECORD"] = "\n".join([*record, f"{about}/RECORD,,"]) + "\n"
    with zipfile.ZipFile(path, "w") as wheel:
        for file, text in files.items():
            wheel.writestr(file, text)
    return f"{name}==1.0 --hash=sha256:{hashlib.sha256(path.read_bytes()).hexdigest()}\n"


def _record_digest(text: str) -> str:
    return base64.urlsafe_b64encode(hashlib.sha256(text.encode()).digest()).rstrip(b"=").decode()


def write_sums(project: Path) -> None:
    files = sorted(path for path in project.rglob("*") if path.is_file() and ".venv" not in path.parts)
    sums = project / "SHA256SUMS"
    lines = [
        f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.relative_to(project)}\n"
        for path in files
        if path != sums
    ]
    sums.write_text("".join(lines), "utf-8")


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """An unpacked archive in a folder whose name has a blank and Chinese characters."""
    folder = tmp_path / "先导 平台"
    for part in ("tools", "requirements", "samples", "wheels", "src/xiandao/cli"):
        (folder / part).mkdir(parents=True)
    for file in ("do", "tools/verify_bundle.py"):
        shutil.copy2(ROOT / file, folder / file)
    for name in ("base", "ocr"):
        (folder / "requirements" / f"{name}.txt").write_text(tiny_wheel(folder / "wheels", f"tiny_{name}"), "utf-8")
    (folder / "wheels" / "ARCH").write_text(os.uname().machine + "\n", "utf-8")
    (folder / "src/xiandao/__init__.py").touch()
    (folder / "src/xiandao/cli/__init__.py").write_text(
        "import sys\ndef main():\n    import tiny_base\n    print('ran', *sys.argv[1:])\n    return 0\n", "utf-8"
    )
    write_sums(folder)
    return folder


def environment(project: Path, **more: str) -> dict[str, str]:
    home = project.parent / "home"
    home.mkdir(exist_ok=True)
    return {"HOME": str(home), "PATH": os.environ["PATH"], "PYTHON": sys.executable, "LC_ALL": "C.UTF-8", **more}


def do(project: Path, *words: str, **more: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [str(project / "do"), *words],
        env=environment(project, **more),
        cwd=project.parent,
        capture_output=True,
        text=True,
        check=False,
        stdin=subprocess.DEVNULL,
        timeout=120,
    )


def test_it_sets_up_from_hashed_wheels_says_so_and_runs_the_main_job(project: Path) -> None:
    ran = do(project, "start", "--offline", "a plan.txt")
    assert ran.returncode == 0, ran.stderr
    assert ran.stdout == "ran start a plan.txt\n"
    assert "核对包内每个文件的哈希" in ran.stderr
    assert "逐一核对哈希" in ran.stderr


def test_the_second_run_says_nothing_and_is_quick(project: Path) -> None:
    do(project, "start")
    began = time.monotonic()
    ran = do(project, "start")
    assert time.monotonic() - began < QUICK
    assert (ran.stdout, ran.stderr) == ("ran start\n", "")


def test_a_changed_file_is_named_and_nothing_is_installed(project: Path) -> None:
    (project / "requirements" / "base.txt").write_text("other==1.0\n", "utf-8")
    ran = do(project, "start", "--offline")
    assert ran.returncode == 2
    assert "requirements/base.txt" in ran.stderr
    assert "重新拷贝" in ran.stderr
    assert not (project / ".venv").exists()


def test_a_wheel_that_nobody_listed_is_refused(project: Path) -> None:
    shutil.copy(
        project / "wheels" / "tiny_base-1.0-py3-none-any.whl", project / "wheels" / "tiny_base-2.0-py3-none-any.whl"
    )
    assert do(project, "start", "--offline").returncode == 2


def test_a_wheel_whose_hash_is_not_the_locked_one_is_refused_by_pip(project: Path) -> None:
    tiny = project / "wheels" / "tiny_base-1.0-py3-none-any.whl"
    with zipfile.ZipFile(tiny, "a") as wheel:
        wheel.writestr("more.py", "")
    write_sums(project)
    ran = do(project, "start", "--offline", XIANDAO_LANG="en")
    assert ran.returncode == 2
    assert "did not finish" in ran.stderr


def test_an_archive_for_another_machine_is_refused_by_name(project: Path) -> None:
    (project / "wheels" / "ARCH").write_text("sparc\n", "utf-8")
    ran = do(project, "start", "--offline", XIANDAO_LANG="en")
    assert (ran.returncode, "for sparc" in ran.stderr) == (2, True)


def test_an_interrupted_set_up_is_made_again(project: Path) -> None:
    do(project, "start")
    (project / ".venv" / "installed" / "unfinished").touch()
    shutil.rmtree(next((project / ".venv").glob("lib/python3.11/site-packages/tiny_base-1.0.dist-info")))
    ran = do(project, "start")
    assert (ran.returncode, "建立 .venv" in ran.stderr) == (0, True)


def test_a_set_up_killed_at_any_moment_is_made_good_by_the_next(project: Path) -> None:
    for seconds in (0.15, 0.6, 1.2):
        running = subprocess.Popen(
            [str(project / "do"), "start"],
            env=environment(project),
            start_new_session=True,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        time.sleep(seconds)
        os.killpg(running.pid, 9)
        running.wait()
    ran = do(project, "start")
    assert (ran.returncode, ran.stdout[:9]) == (0, "ran start")


def test_two_at_once_set_up_once(project: Path) -> None:
    both = [
        subprocess.Popen([str(project / "do"), "start"], env=environment(project), stderr=subprocess.PIPE, text=True)
        for _ in range(2)
    ]
    said = [running.communicate(timeout=120)[1] for running in both]
    assert [running.returncode for running in both] == [0, 0]
    assert sum("建立 .venv" in words for words in said) == 1


def test_a_project_that_was_moved_sets_itself_up_again(project: Path) -> None:
    do(project, "start")
    moved = project.rename(project.with_name("moved"))
    ran = do(moved, "start", "x")
    assert (ran.returncode, ran.stdout) == (0, "ran start x\n"), ran.stderr


def test_without_python_3_11_it_says_what_to_do(project: Path, tmp_path: Path) -> None:
    for name in ("python3.11", "python3", "python"):
        fake = tmp_path / "bin" / name
        fake.parent.mkdir(exist_ok=True)
        fake.write_text('#!/bin/sh\ncase "$1" in --version) echo Python 3.9.2 ;; *) exit 1 ;; esac\n', "utf-8")
        fake.chmod(0o755)
    ran = do(project, "start", PATH=f"{tmp_path / 'bin'}:/usr/bin:/bin", PYTHON="")
    assert ran.returncode == 2
    assert "Python 3.9.2" in ran.stderr
    assert "Python 3.11" in ran.stderr


def test_a_python_called_python_is_found(project: Path, tmp_path: Path) -> None:
    tools = tmp_path / "bin"
    tools.mkdir()
    (tools / "python").symlink_to(sys.executable)
    for tool in ("sh", "dirname", "cat", "cmp", "grep", "rm", "mkdir", "chmod", "cp", "uname", "env"):
        (tools / tool).symlink_to(shutil.which(tool) or f"/bin/{tool}")
    ran = do(project, "start", PATH=str(tools), PYTHON="")
    assert ran.returncode == 0, ran.stderr


def test_offline_in_a_folder_without_wheels_says_where_to_get_them(project: Path) -> None:
    shutil.rmtree(project / "wheels")
    ran = do(project, "start", "--offline", XIANDAO_LANG="en")
    assert (ran.returncode, "./do bundle" in ran.stderr) == (2, True)


def test_help_names_every_verb_in_both_languages_and_nonsense_is_a_usage_error(project: Path) -> None:
    for language in ("zh", "en"):
        said = do(project, "help", XIANDAO_LANG=language).stdout
        assert [
            verb for verb in ("start", "check", "lint", "types", "test", "bench", "docs", "bundle") if verb not in said
        ] == []
    assert do(project, "nonsense").returncode == 2


@pytest.mark.parametrize("asked", [(), ("--arch", "arm"), ("--arch", "x86_64", "--out", "do")])
def test_bundle_refuses_in_the_language_asked_for(asked: tuple[str, ...]) -> None:
    for language, is_english in (("zh", False), ("en", True)):
        told = subprocess.run(
            [sys.executable, "tools/bundle.py", *asked],
            cwd=ROOT,
            env={**os.environ, "XIANDAO_LANG": language},
            capture_output=True,
            text=True,
            check=False,
        )
        assert told.returncode == 2
        assert told.stderr.isascii() is is_english
        assert len(told.stderr.splitlines()) == 1

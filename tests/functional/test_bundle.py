"""The archive of `./do bundle` carries all it needs, says what that is, and installs with the network cut."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import tarfile
from collections.abc import Callable
from functools import cache
from itertools import takewhile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
HERE = os.uname().machine
Archives = Callable[[str], Path]
CUT_OFF = ("unshare", "--map-root-user", "--net")

pytestmark = pytest.mark.slow


def bundle(arch: str, out: Path) -> Path:
    subprocess.run(
        ["./do", "bundle", "--arch", arch, "--out", str(out)], cwd=ROOT, check=True, stdin=subprocess.DEVNULL
    )
    (archive,) = out.glob(f"*-{arch}.tar.gz")
    return archive


@pytest.fixture(scope="module")
def archives(tmp_path_factory: pytest.TempPathFactory) -> Archives:
    """The archive for a machine, built when first asked for."""
    return cache(lambda arch: bundle(arch, tmp_path_factory.mktemp(arch)))


def unpacked(archive: Path, where: Path) -> Path:
    with tarfile.open(archive) as tar:
        tar.extractall(where, filter="data")
    (folder,) = where.iterdir()
    return folder


def locked() -> set[str]:
    locks = (ROOT / "requirements" / f"{name}.txt" for name in ("base", "ocr"))
    pins = re.findall(r"^([a-z0-9-]+)==(\S+)(.*)", "\n".join(lock.read_text("utf-8") for lock in locks), re.MULTILINE)
    return {f"{name}-{version}" for name, version, marker in pins if "win32" not in marker}


def packed(wheels: Path) -> set[str]:
    parts = (path.name.split("-") for path in wheels.glob("*.whl"))
    return {f"{name.lower().replace('_', '-')}-{version}" for name, version, *_ in parts}


def test_the_archive_installs_and_reads_plans_with_the_network_cut(archives: Archives, tmp_path: Path) -> None:
    folder = unpacked(archives(HERE), tmp_path / "断网 安装")
    home = tmp_path / "home"
    home.mkdir()
    environment = {"HOME": str(home), "PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8"}

    def cut_off(*command: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [*CUT_OFF, *command],
            cwd=folder,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
            stdin=subprocess.DEVNULL,
        )

    interfaces = cut_off("cat", "/proc/net/dev").stdout.splitlines()[2:]
    assert [line.split(":")[0].strip() for line in interfaces] == ["lo"]
    with subprocess.Popen(
        [*CUT_OFF, "./do", "start", "--offline"], cwd=folder, env=environment, stderr=subprocess.PIPE, text=True,
        stdin=subprocess.DEVNULL, start_new_session=True,
    ) as started:  # fmt: skip
        assert started.stderr is not None
        said = list(takewhile(lambda line: "工作台已打开" not in line, started.stderr))
        os.killpg(started.pid, signal.SIGTERM)
    assert any("演示账号" in line for line in said), "".join(said)
    assert (folder / "data" / "workspace.sqlite3").is_file()
    read = cut_off(".venv/bin/xiandao", "report", "samples")
    assert read.returncode == 0, read.stderr
    assert any((folder / "out").iterdir())
    examined = cut_off(".venv/bin/xiandao", "doctor")
    assert examined.returncode == 0, examined.stdout
    assert "rapidocr" in next(
        line for line in examined.stdout.splitlines() if line.startswith("有") and "rapidocr" in line
    )


@pytest.mark.parametrize("arch", ["x86_64", "aarch64"])
def test_the_archive_holds_a_wheel_of_its_machine_for_every_locked_package(
    arch: str, archives: Archives, tmp_path: Path
) -> None:
    folder = unpacked(archives(arch), tmp_path / "there")
    assert packed(folder / "wheels") == locked()
    tags = {path.stem.rsplit("-", 1)[-1] for path in (folder / "wheels").glob("*.whl")}
    assert [tag for tag in tags if tag != "any" and not tag.endswith(arch)] == []

    components = json.loads((folder / "sbom.cdx.json").read_text("utf-8"))["components"]
    libraries = {
        f"{entry['name'].lower().replace('_', '-')}-{entry['version']}"
        for entry in components
        if entry["type"] == "library"
    }
    assert libraries == locked()
    assert [entry["name"] for entry in components if "licenses" not in entry and entry["type"] != "data"] == []
    assert "units.toml" in {entry["name"] for entry in components}
    assert any(entry["type"] == "machine-learning-model" for entry in components)


def test_the_same_tree_gives_the_same_archive(archives: Archives, tmp_path: Path) -> None:
    one, other = (path.with_name(f"{path.name}.sha256") for path in (archives("aarch64"), bundle("aarch64", tmp_path)))
    assert one.read_text("utf-8") == other.read_text("utf-8")

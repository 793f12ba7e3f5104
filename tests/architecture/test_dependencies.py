"""The locks, the page about them and the machine's doctor agree, and nothing names a registry."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SETS = ("base", "assets", "ocr", "dev", "bench")
PIN = re.compile(r"^([a-z0-9-]+)(?:\[[a-z,]+\])?==(\S+)", re.MULTILINE)
# What points a package manager at a server, and every server that any file may name: schemas, specifications, examples.
POINTERS = re.compile(r"--(?:extra-)?index-url|--trusted-host|\bregistry\s*=", re.IGNORECASE)
HOST = re.compile(r"\bhttps?://([A-Za-z0-9.-]+)")
NAMED = {
    "127.0.0.1", "doi.org", "example.org", "json-schema.org", "json.schemastore.org", "keepachangelog.com", "localhost",
    "orcid.org",
    "schemas.microsoft.com", "schemas.openxmlformats.org", "purl.org", "testserver", "www.ofdspec.org", "www.w3.org",
    "www.yale.edu", "x",
}  # fmt: skip


def wanted(name: str) -> dict[str, str]:
    return dict(PIN.findall((ROOT / "requirements" / f"{name}.in").read_text("utf-8")))


def locked(name: str) -> dict[str, str]:
    return dict(PIN.findall((ROOT / "requirements" / f"{name}.txt").read_text("utf-8")))


@pytest.mark.parametrize("name", SETS)
def test_every_wish_is_pinned_and_locked_as_wished(name: str) -> None:
    assert wanted(name).items() <= locked(name).items()


@pytest.mark.parametrize("name", SETS)
def test_every_locked_package_has_hashes(name: str) -> None:
    blocks = re.split(r"\n(?=[a-z0-9])", (ROOT / "requirements" / f"{name}.txt").read_text("utf-8"))
    assert [block.splitlines()[0] for block in blocks if "--hash=sha256:" not in block] == []


def test_two_locks_never_want_two_versions_of_one_package() -> None:
    versions: dict[str, set[str]] = {}
    for name in SETS:
        for package, version in locked(name).items():
            versions.setdefault(package, set()).add(version)
    assert {package: found for package, found in versions.items() if len(found) > 1} == {}


def test_what_is_installed_lacks_nothing_and_contradicts_nothing() -> None:
    checked = subprocess.run([sys.executable, "-m", "pip", "check"], capture_output=True, text=True, check=False)
    assert checked.returncode == 0, checked.stdout


def test_the_page_on_dependencies_names_every_package_with_its_version() -> None:
    page = set(
        re.findall(
            r"^\| ([a-z0-9-]+ [0-9]\S*) \|", (ROOT / "docs" / "dependencies.md").read_text("utf-8"), re.MULTILINE
        )
    )
    assert page == {f"{package} {version}" for name in SETS for package, version in locked(name).items()}


def test_a_wheel_of_the_project_would_want_what_the_locks_hold() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    assert dict(PIN.findall("\n".join(project["dependencies"]))) == wanted("base")
    assert dict(PIN.findall("\n".join(project["optional-dependencies"]["ocr"]))) == wanted("ocr")


def examples(text: str) -> set[str]:
    """Hosts below the domains that are nobody's (RFC 2606)."""
    return {host for host in HOST.findall(text) if host.endswith((".example.org", ".example"))}


def test_no_file_names_a_registry() -> None:
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout.split("\0")
    files = [name for name in listed if (ROOT / name).is_file() and name != Path(__file__).relative_to(ROOT).as_posix()]
    texts = {name: (ROOT / name).read_text("utf-8", errors="ignore") for name in files}
    assert {
        name: hosts for name, text in texts.items() if (hosts := {*HOST.findall(text)} - NAMED - examples(text))
    } == {}
    assert [name for name, text in texts.items() if POINTERS.search(text)] == []

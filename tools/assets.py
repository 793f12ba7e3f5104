"""Brings the front end's files: npm packages into build/npm, what pages load into build/vendor, all static files into build/static.

python tools/assets.py [--tests]
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BUILD = ROOT / "build"
STAMP = "package-lock.json"
FILES = {
    "htmx.min.js": "htmx.org/dist/htmx.min.js",
    "echarts.min.js": "echarts/dist/echarts.min.js",
    "licences/htmx.txt": "htmx.org/LICENSE",
    "licences/echarts.txt": "echarts/LICENSE",
}
"""Served name → file of a package; nothing else of what npm brings is served."""
FOR_TESTS = {"axe.min.js": "axe-core/axe.min.js"}
SOURCE_MAP = re.compile(rb"\n?//# sourceMappingURL=\S+\s*$")


def main(arguments: list[str]) -> int:
    """Does what is left to do; nothing when the lock is the one that was brought last."""
    lock = ROOT / STAMP
    done = BUILD / STAMP
    wanted = FILES | ({f"tests/{name}": path for name, path in FOR_TESTS.items()} if "--tests" in arguments else {})
    is_there = done.is_file() and done.read_bytes() == lock.read_bytes()
    if not is_there or not all(_target(name).is_file() for name in wanted):
        _fetch(lock)
        for name, path in wanted.items():
            _copy(BUILD / "npm" / "node_modules" / path, _target(name))
        shutil.copyfile(lock, done)
    return _collect()


def _target(name: str) -> Path:
    """What tests use lies beside what is served, not in it."""
    return BUILD / (name if name.startswith("tests/") else f"vendor/{name}")


def _fetch(lock: Path) -> None:
    npm = BUILD / "npm"
    npm.mkdir(parents=True, exist_ok=True)
    for name in ("package.json", lock.name, ".npmrc"):
        shutil.copyfile(ROOT / name, npm / name)
    # npm starts `node` by name: the one of the wheel must be found first.
    path = os.pathsep.join((str(Path(sys.executable).parent), os.environ.get("PATH", "")))
    command = ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
    subprocess.run(command, cwd=npm, env={**os.environ, "PATH": path}, check=True, stdout=subprocess.DEVNULL)


def _copy(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(SOURCE_MAP.sub(b"\n", source.read_bytes()))


def _collect() -> int:
    """All static files under names that hold their digest, compressed once."""
    with tempfile.TemporaryDirectory() as data:
        environment = {**os.environ, "XIANDAO_DATA": data, "DJANGO_SETTINGS_MODULE": "xiandao.web.settings"}
        environment["XIANDAO_COLLECTING"] = "1"
        command = [sys.executable, "-m", "django", "collectstatic", "--noinput", "--clear", "--verbosity", "0"]
        return subprocess.run(command, cwd=ROOT, env=environment, check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

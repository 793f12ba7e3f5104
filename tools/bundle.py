"""Packs the project, its wheels and its models into one archive that installs without a network.

python tools/bundle.py --arch x86_64|aarch64 [--out DIR]
"""

from __future__ import annotations

import argparse
import gzip
import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from software_list import software_list, software_list_json
from verify_bundle import SUMS, sha256
from xiandao.cli.arguments import Parser, language_of
from xiandao.core.errors import Refusal
from xiandao.core.messages import Language, refusal_message, system_reason, wording

ROOT = Path(__file__).resolve().parent.parent
SETS = ("base", "ocr")
BUILT = ("build/vendor", "build/static")
"""The front end's files, brought and collected here: the archive needs no npm."""
ARCHES = ("x86_64", "aarch64")
# Wheels built for an older glibc run on a newer one. 2.28 is what 麒麟 V10 and 统信 20 have, so it is the floor.
GLIBC_MINORS = (28, 27, 26, 24, 17)


def platforms(arch: str) -> tuple[str, ...]:
    """The platform tags of wheels that run on the oldest system supported."""
    modern = tuple(f"manylinux_2_{minor}_{arch}" for minor in GLIBC_MINORS)
    return (*modern, f"manylinux2014_{arch}")


def main(arguments: list[str]) -> int:
    """Writes the archive, its digest beside it, and says where."""
    language = language_of(arguments)
    try:
        return _bundle(_parser(language).parse_args(arguments))
    except Refusal as refused:
        said = refusal_message(refused, language)
    except OSError as error:
        reason = system_reason(error, language) or str(error)
        said = refusal_message(Refusal("out-not-writable", name=error.filename, reason=reason), language)
    print(said, file=sys.stderr)
    return 2


def _parser(language: Language) -> Parser:
    parser = Parser(prog="./do bundle", description=wording("cli-bundle", language), language=language)
    parser.add_argument("-h", "--help", action="help", help=wording("cli-help", language))
    parser.add_argument("--lang", choices=("zh", "en"), default=language, help=wording("cli-lang", language))
    parser.add_argument("--arch", choices=ARCHES, required=True, help=wording("cli-bundle-arch", language))
    parser.add_argument(
        "--out", type=Path, default=ROOT / "dist", metavar="DIR", help=wording("cli-bundle-out", language)
    )
    return parser


def _bundle(options: argparse.Namespace) -> int:
    name = f"xiandao-{_version()}-{options.arch}"
    options.out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=options.out) as scratch:
        folder = Path(scratch) / name
        _lay_out(folder, options.arch)
        archive = options.out / f"{name}.tar.gz"
        unfinished = Path(scratch) / archive.name
        _pack(folder, unfinished)
        unfinished.replace(archive)
    digest = sha256(archive)
    archive.with_name(f"{archive.name}.sha256").write_text(f"{digest}  {archive.name}\n", "utf-8")
    print(f"{archive}  {archive.stat().st_size / 1e6:.0f} MB  sha256 {digest}")
    return 0


def _version() -> str:
    marks = (ROOT / "src" / "xiandao" / "__init__.py").read_text("utf-8").split('__version__ = "')
    return marks[1].split('"')[0]


def _lay_out(folder: Path, arch: str) -> None:
    for name in _tracked():
        target = folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(ROOT / name, target, follow_symlinks=False)
    for name in BUILT:
        if not (ROOT / name).is_dir():
            raise Refusal("bundle-unbuilt", name=ROOT / name)
        shutil.copytree(ROOT / name, folder / name)
    wheels = folder / "wheels"
    wheels.mkdir()
    for lock in SETS:
        _download(lock, wheels, arch)
    (wheels / "ARCH").write_text(f"{arch}\n", "utf-8")
    components = software_list(folder, version=_version())
    (folder / "sbom.cdx.json").write_text(software_list_json(components), "utf-8")
    lines = [f"{sha256(path)}  {path.relative_to(folder).as_posix()}\n" for path in _files(folder)]
    (folder / SUMS).write_text("".join(lines), "utf-8")


def _tracked() -> list[str]:
    """What git tracks, and nothing that merely lies about in the folder."""
    if shutil.which("git") is None:
        raise Refusal("bundle-git", name=ROOT)
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, check=False, capture_output=True, text=True).stdout
    names = [name for name in listed.split("\0") if name and (ROOT / name).exists()]
    if "do" not in names:
        raise Refusal("bundle-untracked", name=ROOT)
    return names


def _download(lock: str, wheels: Path, arch: str) -> None:
    print(f"· {lock}: {arch} …", file=sys.stderr)
    tags = [word for tag in platforms(arch) for word in ("--platform", tag)]
    options = "-qq --no-input --disable-pip-version-check --no-deps --only-binary=:all: --require-hashes"
    python = "--implementation cp --python-version 3.11 --abi cp311 --abi abi3 --abi none"
    what = ("--requirement", f"requirements/{lock}.txt", "--dest", str(wheels))
    pip = (sys.executable, "-m", "pip", "download")
    ran = subprocess.run([*pip, *options.split(), *python.split(), *tags, *what], cwd=ROOT, check=False)
    if ran.returncode:
        raise Refusal("bundle-download", name=f"requirements/{lock}.txt", arch=arch)


def _files(folder: Path) -> Iterator[Path]:
    return (path for path in sorted(folder.rglob("*")) if path.is_file() and not path.is_symlink())


def _pack(folder: Path, archive: Path) -> None:
    """The same tree gives the same bytes: sorted names, the commit's time, nobody's user name."""
    time = _commit_time()

    def anonymous(member: tarfile.TarInfo) -> tarfile.TarInfo:
        member.uid = member.gid = 0
        member.uname = member.gname = ""
        member.mtime = time
        member.mode = 0o755 if member.isdir() or member.mode & 0o100 else 0o644
        return member

    with archive.open("wb") as raw, _gzip(raw) as packed, tarfile.open(fileobj=packed, mode="w") as tar:
        for path in sorted(folder.rglob("*")):
            tar.add(path, path.relative_to(folder.parent).as_posix(), recursive=False, filter=anonymous)


def _gzip(raw: IO[bytes]) -> gzip.GzipFile:
    # Level 1: wheels are packed already, more effort only takes longer.
    return gzip.GzipFile(filename="", mode="wb", compresslevel=1, fileobj=raw, mtime=0)


def _commit_time() -> int:
    if "SOURCE_DATE_EPOCH" in os.environ:
        return int(os.environ["SOURCE_DATE_EPOCH"])
    shown = subprocess.run(["git", "log", "-1", "--format=%ct"], cwd=ROOT, check=False, capture_output=True, text=True)
    return int(shown.stdout) if shown.returncode == 0 and shown.stdout.strip() else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

"""`xiandao doctor`: what this machine lacks, and which function waits for it."""

from __future__ import annotations

import argparse
import ctypes
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module, metadata
from pathlib import Path

from xiandao.core.messages import Language, wording

LIBRARIES = (
    ("lxml", ("lxml.etree",)),
    ("pypdfium2", ("pypdfium2",)),
    ("xlsxwriter", ("xlsxwriter",)),
    ("pyarrow", ("pyarrow.parquet",)),
    ("orjson", ("orjson",)),
    ("opencc-python-reimplemented", ("opencc",)),
)
OCR = ("onnxruntime", "cv2", "rapidocr")
CHROMIUMS = ("chromium", "chromium-browser", "google-chrome", "microsoft-edge")
FONT_FOLDERS = ("/usr/share/fonts", "/usr/local/share/fonts", "~/.local/share/fonts", "~/.fonts")
CHINESE_FONTS = ("noto*cjk", "notosanssc", "notoserifsc", "sourcehan", "wqy", "simsun", "simhei", "simfang", "msyh")


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One thing looked for on this machine.

    Attributes:
        code: ``lxml`` for instance; names the wordings ``doctor-waits-…`` and ``doctor-way-…``.
        name: What it is called where it is installed.
        found: Its version or place, or ``None`` when it is missing or does not load.
        is_needed: Whether the main job (documents in, plans out) stands still without it.
        waits: The function that waits for it.
        way: How to get it; empty when it is there.
    """

    code: str
    name: str
    found: str | None
    is_needed: bool
    waits: str
    way: str


def doctor(language: Language) -> tuple[Check, ...]:
    """Everything looked for, what the main job needs first."""
    probes: tuple[tuple[str, str, bool, Callable[[], str | None]], ...] = (
        ("python", "Python 3.11", True, _python),
        *((name, name, True, _loader(name, modules)) for name, modules in LIBRARIES),
        ("ocr", "rapidocr, onnxruntime", False, _loader("rapidocr", OCR)),
        ("fonts", wording("doctor-fonts", language), False, _chinese_font),
        ("pango", "pango", False, _pango),
        ("java", "Java", False, _java),
        ("chromium", "Chromium", False, _chromium),
    )
    return tuple(
        _check(code, name, is_needed=is_needed, found=probe(), language=language)
        for code, name, is_needed, probe in probes
    )


def run(options: argparse.Namespace) -> int:
    """Prints the checks; 0 when the main job can run, else 1."""
    language: Language = options.lang
    checks = doctor(language)
    for check in checks:
        print(_line(check, language))
    runs = all(check.found for check in checks if check.is_needed)
    print(wording("doctor-runs" if runs else "doctor-stands-still", language))
    return 0 if runs else 1


def _check(code: str, name: str, *, is_needed: bool, found: str | None, language: Language) -> Check:
    return Check(
        code=code,
        name=name,
        found=found,
        is_needed=is_needed,
        waits=wording(f"doctor-waits-{code}", language),
        way="" if found else wording(f"doctor-way-{code if code not in dict(LIBRARIES) else 'library'}", language),
    )


def _line(check: Check, language: Language) -> str:
    state = "doctor-there" if check.found else "doctor-missing" if check.is_needed else "doctor-without"
    return wording(state, language, name=check.name, found=check.found or "", waits=check.waits, way=check.way)


def _python() -> str | None:
    version = ".".join(map(str, sys.version_info[:3]))
    return version if sys.version_info[:2] == (3, 11) else None


def _loader(name: str, modules: tuple[str, ...]) -> Callable[[], str | None]:
    """A probe that really loads *modules*: an installed wheel may still lack a library of the system."""

    def version() -> str | None:
        try:
            for module in modules:
                import_module(module)
            return metadata.version(name)
        except (ImportError, OSError):
            return None

    return version


def _chinese_font() -> str | None:
    if lister := shutil.which("fc-list"):
        listed = _output(lister, ":lang=zh", "family")
        return listed.splitlines()[0].split(",")[0] if listed else None
    folders = (Path(folder).expanduser() for folder in FONT_FOLDERS)
    for path in (path for folder in folders if folder.is_dir() for path in folder.rglob("*.[to]t[fc]")):
        if any(Path(path.name.lower().replace("-", "")).match(f"{font}*") for font in CHINESE_FONTS):
            return path.name
    return None


def _pango() -> str | None:
    try:
        library = ctypes.CDLL("libpango-1.0.so.0")
    except OSError:
        return None
    library.pango_version_string.restype = ctypes.c_char_p
    return str(library.pango_version_string().decode("ascii"))


def _java() -> str | None:
    java = Path(os.environ["JAVA_HOME"], "bin", "java") if "JAVA_HOME" in os.environ else None
    found = str(java) if java and java.exists() else shutil.which("java")
    return found if found and _output(found, "--version") else None


def _chromium() -> str | None:
    return next((found for name in CHROMIUMS if (found := shutil.which(name))), None)


def _output(*command: str) -> str:
    """What the command prints, or nothing when it fails."""
    try:
        return subprocess.run(command, capture_output=True, check=True, timeout=30, text=True).stdout.strip()  # noqa: S603
    except (OSError, subprocess.SubprocessError):
        return ""

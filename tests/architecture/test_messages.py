"""Every wording is said somewhere, so that none is kept up for nothing."""

from __future__ import annotations

import errno
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from xiandao.core.messages import catalogue

ROOT = Path(__file__).resolve().parents[2]
MODULES = [*ROOT.glob("src/**/*.py"), *ROOT.glob("tools/*.py")]
QUOTED = re.compile(r"(?=([\"'])(.*?)\1)")
HOLE = re.compile(r"\{[^{}]*\}")


def said() -> Iterator[str]:
    """Every string of the code, those inside others too; what an f-string fills in is ``{}``."""
    for module in MODULES:
        for match in QUOTED.finditer(module.read_text("utf-8")):
            yield HOLE.sub("{}", match[2])


SAID = frozenset(said()) | frozenset(errno.errorcode.values())


def is_reached(code: str) -> bool:
    """Whether the code stands as a string, or what an f-string may fill in does."""
    if code in SAID:
        return True
    parts = code.split("-")
    for at in range(1, len(parts)):
        head, tail = "-".join(parts[:at]), "-".join(parts[at:])
        if f"{head}-{{}}" in SAID and tail in SAID:
            return True
        if f"{head}-{{}}-{{}}" in SAID and any(
            "-".join(parts[at:i]) in SAID and "-".join(parts[i:]) in SAID for i in range(at + 1, len(parts))
        ):
            return True
    return False


@pytest.mark.parametrize("section", catalogue())
def test_every_wording_is_said_somewhere(section: str) -> None:
    assert [code for code in catalogue()[section] if not is_reached(code)] == []

"""The floor of browsers that docs/how-to/run-as-a-service.md states: nothing in our own files needs a newer one."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
STATIC = ROOT / "src" / "xiandao" / "web" / "static" / "xiandao"
FLOOR = 86
NEWER = {
    ".css": {
        r":has\(": 105, r"color-mix\(": 111, r"@layer\b": 99, r"@container\b": 105, r":(is|where)\(": 88,
        r"\binset(-\w+)?:": 87, r"aspect-ratio:": 88, r"accent-color:": 93, r"\d(dvh|svh|lvh)\b": 108,
        r"oklch\(|oklab\(|lab\(|lch\(": 111, r"[{;]\s*&": 120, r"subgrid": 117, r"scrollbar-gutter:": 94,
        r"text-wrap:": 114, r"light-dark\(": 123, r"@property\b": 85 + 1, r"overflow:\s*clip": 90, r"@scope\b": 118,
    },
    ".js": {
        r"\.at\(": 92, r"structuredClone\(": 98, r"\bthis\.#\w+\(": 84, r"static\s*\{": 94, r"Object\.hasOwn\(": 93,
        r"\.findLast(Index)?\(": 97, r"\.to(Sorted|Reversed|Spliced)\(": 110, r"AbortSignal\.timeout\(": 103,
        r"(?<![|&])(\|\||&&|\?\?)=(?!=)": 85, r"\.showModal\(": 37, r"\bfor await\b": 63, r"\bimport\s+\w+\s+from[^;]+with\s*\{": 123,
        r"Array\.fromAsync\(": 121, r"Promise\.withResolvers\(": 119, r"\.groupBy\(": 117, r"URL\.canParse\(": 120,
    },
}  # fmt: skip
"""What a file may hold, as a pattern, and the version of Chromium that brought it."""


@pytest.mark.parametrize("file", sorted(STATIC.glob("*.*s*")), ids=lambda file: file.name)
def test_nothing_of_ours_needs_a_newer_browser_than_the_floor(file: Path) -> None:
    text = file.read_text("utf-8")
    found = {pattern: since for pattern, since in NEWER.get(file.suffix, {}).items() if re.search(pattern, text)}
    assert {pattern: since for pattern, since in found.items() if since > FLOOR} == {}


@pytest.mark.parametrize("name", ["run-as-a-service.md", "run-as-a-service.zh.md"])
def test_the_floor_is_stated_where_people_look(name: str) -> None:
    assert f"Chromium {FLOOR}" in (ROOT / "docs" / "how-to" / name).read_text("utf-8")

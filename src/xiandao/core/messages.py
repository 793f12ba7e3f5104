"""The one catalogue of wordings, in Chinese and English."""

from __future__ import annotations

import errno
import tomllib
from functools import cache
from importlib.resources import files
from typing import Literal

from xiandao.core.errors import Refusal
from xiandao.core.findings import Finding
from xiandao.core.text import one_line

Language = Literal["zh", "en"]
FILES = (
    "messages.toml",
    "messages_workspace.toml",
    "messages_people.toml",
    "messages_publishing.toml",
    "messages_packs.toml",
    "messages_exchange.toml",
    "messages_packages.toml",
    "messages_alignment.toml",
    "messages_notices.toml",
    "messages_sign_in.toml",
    "messages_layout.toml",
    "messages_policies.toml",
    "messages_bodies.toml",
    "messages_trajectory.toml",
    "messages_identifiers.toml",
    "messages_likeness.toml",
    "messages_registers.toml",
    "messages_kinds.toml",
    "messages_counting.toml",
    "messages_counting_pages.toml",
    "messages_sheets.toml",
)
"""The catalogue: of documents and the command line, the workspace, packs, what is sealed and sent, and alignment."""


@cache
def catalogue() -> dict[str, dict[str, dict[str, str]]]:
    """``{section: {code: {"zh": …, "en": …, "hint_zh": …, "hint_en": …}}}``."""
    merged: dict[str, dict[str, dict[str, str]]] = {}
    for name in FILES:
        for section, wordings in tomllib.loads(files("xiandao.core").joinpath(name).read_text("utf-8")).items():
            merged.setdefault(section, {}).update(wordings)
    return merged


def message(found: Finding, language: Language = "zh") -> str:
    """What the finding says."""
    return catalogue()["finding"][found.code][language].format_map(dict(found.values))


def hint(found: Finding, language: Language = "zh") -> str | None:
    """What to do about the finding, or ``None`` when nothing need be done."""
    wording = catalogue()["finding"][found.code].get(f"hint_{language}")
    return wording.format_map(dict(found.values)) if wording else None


def refusal_message(refusal: Refusal, language: Language = "zh") -> str:
    """One line: which file, what is wrong, what to do; codes among its values are worded."""
    values = {name: _named(name, value, language) for name, value in refusal.values.items()}
    return one_line(catalogue()["refusal"][refusal.code][language].format_map(values))


NAMED = {"field": "field", "deed": "deed"}
"""Value of a refusal that is a code → the group of labels that names it."""


def _named(name: str, value: str, language: Language) -> str:
    known = catalogue()["text"].get(f"label-{NAMED[name]}-{value}") if name in NAMED else None
    return known[language] if known else value


def system_reason(error: OSError, language: Language = "zh") -> str | None:
    """Why the system would not, or ``None`` where we have no words for it."""
    known = catalogue()["text"].get(f"system-{errno.errorcode.get(error.errno or 0, '')}")
    return known[language] if known else None


def wording(code: str, language: Language = "zh", **values: object) -> str:
    """A phrase of the interface, from the section ``text``."""
    return catalogue()["text"][code][language].format_map(values)

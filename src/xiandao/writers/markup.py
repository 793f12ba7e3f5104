"""Pieces of a page that needs nothing from outside: escaped words, inlined style and script, a strict policy."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterable
from functools import cache
from hashlib import sha256
from html import escape
from importlib.resources import files
from pathlib import Path

from xiandao.core.messages import Language, wording
from xiandao.writers.excerpts import printable
from xiandao.writers.sample import WATERMARK

GENERATOR = '<meta name="generator" content="xiandao">'
"""Near the beginning of every page of ours, by which a later run knows it."""


HEAD_BYTES = 512


def is_ours(path: Path) -> bool:
    """Whether the page at *path* was written by us."""
    try:
        with path.open("rb") as page:
            return GENERATOR.encode() in page.read(HEAD_BYTES)
    except OSError:
        return False


def words(text: object) -> str:
    """*text* as it may stand between tags and in attributes."""
    return escape(printable(str(text)))


def tag(name: str, content: str = "", **attributes: object) -> str:
    """``<name key="value">content</name>``; *content* is markup, values are words; ``None`` and ``False`` leave out.

    A trailing underscore of a key is dropped (``class_``), others become hyphens (``data_at``).
    """
    shown = "".join(
        f" {key.rstrip('_').replace('_', '-')}" + ("" if value is True else f'="{words(value)}"')
        for key, value in attributes.items()
        if value is not None and value is not False
    )
    return f"<{name}{shown}>{content}</{name}>"


def page(title: str, body: Iterable[str], language: Language, *, sample: bool) -> bytes:
    """A whole page around *body*; *sample* lays the watermark over it."""
    style, script = _asset("report.css"), _asset("report.js")
    policy = (
        f"default-src 'none'; style-src '{_digest(style)}'; script-src '{_digest(script)}'; "
        "base-uri 'none'; form-action 'none'"
    )
    return "\n".join(
        (
            "<!doctype html>",
            f'<html lang="{"zh-CN" if language == "zh" else "en"}">',
            "<head>",
            '<meta charset="utf-8">',
            GENERATOR,
            f'<meta http-equiv="Content-Security-Policy" content="{policy}">',
            '<meta name="viewport" content="width=device-width, initial-scale=1">',
            '<meta name="color-scheme" content="light dark">',
            tag("title", words(title)),
            f"<style>{style}</style>",
            "</head>",
            "<body>",
            *body,
            _watermark() if sample else "",
            tag("p", words(wording("ui-network", language)), class_="foot"),
            f"<script>{script}</script>",
            "</body>",
            "</html>",
            "",
        )
    ).encode()


def _watermark() -> str:
    return (
        '<svg class="watermark" aria-hidden="true" width="100%" height="100%"><defs><pattern id="wm" width="260" '
        'height="180" patternUnits="userSpaceOnUse" patternTransform="rotate(-24)">'
        f'<text x="20" y="90" font-size="26">{WATERMARK}</text></pattern></defs>'
        '<rect width="100%" height="100%" fill="url(#wm)"/></svg>'
    )


@cache
def _asset(name: str) -> str:
    return files("xiandao.writers").joinpath(name).read_text("utf-8").strip()


@cache
def _digest(content: str) -> str:
    return "sha256-" + b64encode(sha256(content.encode()).digest()).decode()

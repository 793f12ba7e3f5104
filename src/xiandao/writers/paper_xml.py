"""Pieces of WordprocessingML: elements, the words in them, the measures of a page."""

from __future__ import annotations

from xiandao.core.papers import Run
from xiandao.writers.markup import words

PROLOGUE = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
NAMESPACES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" '
    'xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office"'
)
CHINESE = '<w:rFonts w:hint="eastAsia"/>'
"""Without it Word takes “ ” … — from the Latin font, where they are too narrow."""
TWIPS_A_MM = 1440 / 25.4


def twips(millimetres: float) -> int:
    """A length as Word measures it, in twentieths of a point."""
    return round(millimetres * TWIPS_A_MM)


def w(name: str, /, *children: str, **attributes: str | int) -> str:
    """``<w:name w:key="value">children</w:name>``; children are markup, values are words.

    A trailing underscore of a key is dropped (``type_``); ``r_id`` stands for ``r:id``.
    """
    shown = "".join(f' {_key(key)}="{words(value)}"' for key, value in attributes.items())
    inner = "".join(children)
    return f"<w:{name}{shown}>{inner}</w:{name}>" if inner else f"<w:{name}{shown}/>"


def _key(key: str) -> str:
    return "r:id" if key == "r_id" else f"w:{key.rstrip('_')}"


def root(name: str, *children: str) -> bytes:
    """A whole part around *children*."""
    return f"{PROLOGUE}<w:{name} {NAMESPACES}>{''.join(children)}</w:{name}>".encode()


def text(content: str) -> str:
    """Words inside a run; line breaks and tabs become what Word calls so."""
    lines = content.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return w("br").join(w("tab").join(_text(piece) for piece in line.split("\t")) for line in lines)


def _text(piece: str) -> str:
    return f'<w:t xml:space="preserve">{words(piece)}</w:t>' if piece else ""


def run(content: Run) -> str:
    """A run in its dress, without its footnote."""
    chinese = "" if content.text.isascii() else CHINESE
    dress = chinese + (w("b") if content.bold else "") + (w("strike") if content.struck else "")
    return w("r", w("rPr", dress) if dress else "", text(content.text)) if content.text else ""


def paragraph(style: str, *content: str, **properties: str) -> str:
    """A paragraph of a named style; *properties* are markup that overrides it, in the order of the schema."""
    return w("p", w("pPr", w("pStyle", val=style), *properties.values()), *content)

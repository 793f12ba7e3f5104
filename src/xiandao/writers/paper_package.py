"""A Word file from its parts: one container, the same bytes for the same parts."""

from __future__ import annotations

import zipfile
from collections.abc import Iterable, Mapping
from io import BytesIO

from xiandao import __version__
from xiandao.writers.markup import words
from xiandao.writers.paper_xml import PROLOGUE

WRITTEN = "2025-01-01T00:00:00Z"
"""Stands in every file, so that the same paper gives the same bytes."""
EARLIEST = (1980, 1, 1, 0, 0, 0)
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_PACKAGE_TYPE = "application/vnd.openxmlformats-package"
_OFFICE_TYPE = "application/vnd.openxmlformats-officedocument"
KINDS = {"document": "document.main", "header": "header", "odd": "footer", "even": "footer"}
"""Of parts whose name is not their kind."""


def package(parts: Mapping[str, bytes], relations: Mapping[str, str], *, title: str) -> bytes:
    """A Word file.

    Args:
        parts: By name without folder and ending (``document``, ``styles``), in the order in which they are stored.
        relations: From the document: the id of a relation by the name of the part it leads to.
        title: Among the properties of the file.
    """
    stored = {
        "[Content_Types].xml": _content_types(tuple(parts)),
        "_rels/.rels": _root_relations(),
        "docProps/core.xml": _core(title),
        "docProps/app.xml": _app(),
        **{f"word/{name}.xml": part for name, part in parts.items()},
        "word/_rels/document.xml.rels": _relations(
            (relation, f"{OFFICE}/relationships/{_kind(part).split('.')[0]}", f"{part}.xml")
            for part, relation in relations.items()
        ),
    }
    into = BytesIO()
    with zipfile.ZipFile(into, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as container:
        for name, content in stored.items():
            entry = zipfile.ZipInfo(name, EARLIEST)
            entry.compress_type, entry.external_attr, entry.create_system = zipfile.ZIP_DEFLATED, 0o600 << 16, 3
            container.writestr(entry, content)
    return into.getvalue()


def _kind(part: str) -> str:
    return KINDS.get(part, part)


def _content_types(parts: tuple[str, ...]) -> bytes:
    rows = "".join(f'<Override PartName="/word/{name}.xml" ContentType="{WORD}.{_kind(name)}+xml"/>' for name in parts)
    core = f'<Override PartName="/docProps/core.xml" ContentType="{_PACKAGE_TYPE}.core-properties+xml"/>'
    app = f'<Override PartName="/docProps/app.xml" ContentType="{_OFFICE_TYPE}.extended-properties+xml"/>'
    defaults = (
        f'<Default Extension="rels" ContentType="{_PACKAGE_TYPE}.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
    )
    return f'{PROLOGUE}<Types xmlns="{PACKAGE}/content-types">{defaults}{rows}{core}{app}</Types>'.encode()


def _root_relations() -> bytes:
    return _relations(
        (
            ("rId1", f"{OFFICE}/relationships/officeDocument", "word/document.xml"),
            ("rId2", f"{PACKAGE}/relationships/metadata/core-properties", "docProps/core.xml"),
            ("rId3", f"{OFFICE}/relationships/extended-properties", "docProps/app.xml"),
        )
    )


def _relations(rows: Iterable[tuple[str, str, str]]) -> bytes:
    inner = "".join(f'<Relationship Id="{key}" Type="{kind}" Target="{target}"/>' for key, kind, target in rows)
    return f'{PROLOGUE}<Relationships xmlns="{PACKAGE}/relationships">{inner}</Relationships>'.encode()


def _core(title: str) -> bytes:
    """Nobody's name: who wrote a paper is on the paper."""
    return (
        f'{PROLOGUE}<cp:coreProperties xmlns:cp="{PACKAGE}/metadata/core-properties" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" '
        'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
        f"<dc:title>{words(title)}</dc:title><dc:creator>xiandao {__version__}</dc:creator>"
        f'<dcterms:created xsi:type="dcterms:W3CDTF">{WRITTEN}</dcterms:created>'
        f'<dcterms:modified xsi:type="dcterms:W3CDTF">{WRITTEN}</dcterms:modified></cp:coreProperties>'
    ).encode()


def _app() -> bytes:
    return f'{PROLOGUE}<Properties xmlns="{OFFICE}/extended-properties"><Application>xiandao</Application></Properties>'.encode()

"""The documents that people judged, read anew: samples of the project and real texts that may stand beside it."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

from xiandao.alignment.leaves import leaves_of
from xiandao.alignment.levels_values import PlanLeaves, SectorName
from xiandao.readers import read_source
from xiandao.reading import read_plan

PROJECT = Path(__file__).parents[2]
SHARED = Path(os.environ.get("XIANDAO_SHARED") or PROJECT.parent / "shared")
TAXONOMY = PROJECT / "packs" / "taxonomy"


class Document(NamedTuple):
    """A plan and the first 16 hex digits of the SHA-256 of its text."""

    digest: str
    is_sample: bool
    leaves: PlanLeaves


def samples() -> list[Document]:
    """The project's own."""
    return [_read(path, is_sample=True) for path in sorted((PROJECT / "samples").glob("[0-9][0-9]-*"))]


def real_texts() -> list[Document]:
    """Those beside the project; none where they are not at hand."""
    return [_read(path, is_sample=False) for path in sorted((SHARED / "reading" / "texts").glob("*.txt"))]


def _read(path: Path, *, is_sample: bool) -> Document:
    source = read_source(path)
    plan = read_plan(source)
    data = plan.document
    leaves = PlanLeaves(
        plan=path.stem, place=data.place or "", level=data.level or "", period=data.period, title=data.title or "",
        doc_no=data.doc_no, cites=tuple(said for cite in plan.cites for said in (cite.title, cite.doc_no) if said),
        leaves=leaves_of(plan, source.text),
    )  # fmt: skip
    return Document(plan.text_sha256[:16], is_sample, leaves)


def sector_names(folder: Path = TAXONOMY) -> dict[str, SectorName]:
    """Every name and synonym of the taxonomy pack."""
    found: dict[str, SectorName] = {}

    def take(node: Mapping[str, Any], parent: str | None) -> None:
        for name in (node["name"], *node.get("synonyms", ())):
            found.setdefault(name, SectorName(node["code"], node.get("parent", parent)))
        for below in node.get("below", ()):
            take(below, node["code"])

    for path in sorted(folder.glob("*.toml")):
        for node in tomllib.loads(path.read_text("utf-8")).get("node", ()):
            take(node, None)
    return found

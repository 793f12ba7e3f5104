"""The fields that bodies and leaders answer for: the tree of the installation."""

from __future__ import annotations

from functools import cache

from django.conf import settings

from xiandao.core.taxonomy import Taxonomy
from xiandao.readers.packs import load_pack
from xiandao.readers.packs_taxonomy import TAXONOMY


@cache
def tree() -> Taxonomy:
    """The tree in ``packs/taxonomy``, read once."""
    return load_pack(settings.ROOT / "packs" / "taxonomy", TAXONOMY).value or Taxonomy(nodes=())


@cache
def field_names() -> tuple[tuple[str, str], ...]:
    """Code and name of every sector and segment, in the order of the tree."""
    return tuple((node.code, node.name) for node in tree().nodes if node.kind in ("sector", "segment"))


def field_name(code: str) -> str:
    """The name of a field; the code where the tree has lost it."""
    node = tree().node(code)
    return node.name if node else code


def field_code(said: str) -> str:
    """The field of that code or name; empty where there is none, or the name joins several."""
    said = said.strip()
    if tree().node(said):
        return said
    codes = tree().codes_of(said) if said else ()
    return codes[0] if len(codes) == 1 else ""


def nearness(asked: str, code: str) -> int | None:
    """How *code* stands to the field asked for: 0 the same, 1 wider, 2 a part of it; ``None``: neither."""
    if code == asked:
        return 0
    if code in tree().ancestors(asked):
        return 1
    return 2 if asked in tree().ancestors(code) else None

"""The tree of fields that the installation ships, and where it has the names that plans use."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import NamedTuple

from django.conf import settings

from xiandao.core.taxonomy import Taxonomy, folded, forms
from xiandao.readers.packs import load_pack
from xiandao.readers.packs_taxonomy import TAXONOMY

_BRACKET = re.compile(r"[（(][^（()）]*[)）]$")


class Field(NamedTuple):
    """What a name in a plan speaks of.

    Attributes:
        code: Of the node; of a name that the tree lacks, ``?`` and the name as names are compared.
        name: The canonical name, or the name as printed.
        sector: Code of the sector it rolls up to; itself where the tree lacks it.
        is_known: Whether the tree has it.
    """

    code: str
    name: str
    sector: str
    is_known: bool


@cache
def taxonomy() -> Taxonomy:
    """The tree in ``packs/taxonomy``, read once."""
    return load_pack(settings.ROOT / "packs" / "taxonomy", TAXONOMY).value or Taxonomy(nodes=())


def fields_named(name: str, within: str | None = None) -> tuple[Field, ...]:
    """What *name* speaks of: one field, or several that it joins (氢能和新型储能); never none.

    Args:
        name: As printed.
        within: The name of the sector under which it stands, for names that mean a field in their sector alone.
    """
    return _fields(name, within if within and _is_local(name) else None)


@lru_cache(maxsize=100_000)
def known_codes(name: str, within: str | None = None) -> tuple[str, ...]:
    """The codes of what *name* speaks of, of fields in the tree alone."""
    return tuple(field.code for field in fields_named(name, within) if field.is_known)


@lru_cache(maxsize=100_000)
def _fields(name: str, within: str | None) -> tuple[Field, ...]:
    return fields_in(taxonomy(), name, within)


@lru_cache(maxsize=100_000)
def _is_local(name: str) -> bool:
    """Whether the sector over *name* may matter: most names mean the same everywhere."""
    return bool(_local().search(folded(name)))


@cache
def _local() -> re.Pattern[str]:
    names = {form for node in taxonomy().nodes for local in node.local for form in forms(local)}
    return re.compile("|".join(map(re.escape, sorted(names))) or r"(?!)")


def fields_in(tree: Taxonomy, name: str, within: str | None = None) -> tuple[Field, ...]:
    """As :func:`fields_named`, in a given tree: an identity by name, never a guess by likeness."""
    above = next(iter(tree.codes_of(within)), None) if within else None
    codes = tree.codes_of(name, above) or tree.codes_of(_BRACKET.sub("", name), above)
    if not codes:
        code = f"?{folded(name)}"
        return (Field(code, name, code, is_known=False),)
    return tuple(_field(tree, code) for code in codes)


def _field(tree: Taxonomy, code: str) -> Field:
    node = tree.node(code)
    return Field(code, node.name if node else code, tree.sector_of(code) or code, is_known=True)


def segment_of(tree: Taxonomy, code: str) -> str:
    """The nearest segment or sector at or above *code*; *code* itself where there is none."""
    for each in (code, *tree.ancestors(code)):
        node = tree.node(each)
        if node is not None and node.kind in ("segment", "sector"):
            return each
    return code


@cache
def segment_code(code: str) -> str:
    """:func:`segment_of` in the tree of the installation."""
    return segment_of(taxonomy(), code)


def top_of(tree: Taxonomy, code: str) -> str:
    """The code at the top of the branch that *code* stands on."""
    return (code, *tree.ancestors(code))[-1]


@lru_cache(maxsize=50_000)
def renamed(phrase: str) -> str:
    """*phrase* with other names of sectors and segments in it made canonical: 类人机器人整机 is 人形机器人整机."""
    names, pattern = _synonyms()
    return pattern.sub(lambda found: names[found[0]], phrase) if names else phrase


@cache
def _synonyms() -> tuple[dict[str, str], re.Pattern[str]]:
    """Other name → canonical name, as they may stand inside longer phrases, and what finds them.

    Names of two characters, inside the canonical one, or around it are left out: they stand inside other words too.
    A canonical name stands for itself, so that no shorter other name is found inside it.
    """
    nodes = [node for node in taxonomy().nodes if node.kind in ("sector", "segment")]
    names = {
        other: node.name
        for node in nodes
        for other in node.synonyms
        if len(other) > 2 and other not in node.name and node.name not in other
    }
    names |= {node.name: node.name for node in nodes}
    return names, re.compile("|".join(map(re.escape, sorted(names, key=lambda name: (-len(name), name)))))

"""The tree of fields: sectors, segments, technologies and products, each with every name it goes by."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal, NamedTuple

Kind = Literal["sector", "segment", "technology", "product"]
KINDS: tuple[Kind, ...] = ("sector", "segment", "technology", "product")
"""From the top down; a node stands under one of its own kind or of a kind before it."""

# Marks that writers put in or leave out at will.
_LOOSE = re.compile(r"[\s\"'“”‘’〈〉《》「」·•\-‐‑–—_]+")
_BRACKETED = re.compile(r"^(.+?)\(([^()]+)\)(.*)$")
_ABBREVIATION = re.compile(r"[a-z0-9/+.]{2,}")
_JOINT = re.compile(r"、|,|，|/|和|与|及|以及")


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """A field of work with one canonical name.

    Attributes:
        code: Stable and readable, ``humanoid-robots``.
        name: The canonical Chinese name.
        kind: A sector is a track a plan may commit to; a segment a part of one; technologies and products stand below.
        parent: Code of the node above, ``None`` at the top.
        synonyms: Other Chinese names and abbreviations that mean the same field.
        local: Names that mean this field only where its sector is spoken of: 控制系统 under 氢能.
        en: English name.
        note: For people; empty where there is none.
        source: Where name and place in the tree come from.
        gbt4754: Classes of GB/T 4754-2017 that hold this field and little else; empty where none is certain.
        sei: Groups of 战略性新兴产业分类(2018) that hold this field and little else; empty where none is certain.
    """

    code: str
    name: str
    kind: Kind
    parent: str | None = None
    synonyms: tuple[str, ...] = ()
    local: tuple[str, ...] = ()
    en: str = ""
    note: str = ""
    source: str = ""
    gbt4754: tuple[str, ...] = ()
    sei: tuple[str, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """The canonical name first, then the synonyms; local names are none of them."""
        return (self.name, *self.synonyms)


class NodeFault(NamedTuple):
    """Why nodes make no tree.

    Attributes:
        code: ``taxonomy-code-twice``, ``taxonomy-parent-unknown``, ``taxonomy-kind``, ``taxonomy-circle`` or
            ``taxonomy-name-twice``.
        place: Which of the nodes, from 0.
        said: The code or name concerned; of a circle, its codes.
        name: Which of the node's names, 0 for the canonical one, then the synonyms, then the local ones; ``None`` where
            no name is concerned.
        other: The node it clashes with, ``None`` where there is none.
        other_name: Which of the other's names, as *name*.
    """

    code: str
    place: int
    said: str
    name: int | None = None
    other: int | None = None
    other_name: int | None = None


class Found(NamedTuple):
    """A known name inside a longer phrase, in code points of the folded phrase."""

    code: str
    start: int
    end: int


def folded(name: str) -> str:
    """*name* as names are compared: without width, case, quotes, blanks and hyphens.

    >>> folded("储能变流器（ＰＣＳ）")
    '储能变流器(pcs)'
    """
    plain = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", name).casefold())
    return _LOOSE.sub("", plain)


def forms(name: str) -> tuple[str, ...]:
    """The folded name, and where an abbreviation stands in brackets, the name without it and the abbreviation.

    >>> forms("储能变流器（PCS）")
    ('储能变流器(pcs)', '储能变流器', 'pcs')
    """
    whole = folded(name)
    found = _BRACKETED.match(whole)
    if not found:
        return (whole,)
    before, inside, after = found.groups()
    return (whole, before + after, inside) if _ABBREVIATION.fullmatch(inside) else (whole, before + after)


def faults_of(nodes: Sequence[Node]) -> tuple[NodeFault, ...]:
    """Everything that keeps *nodes* from being a tree in which every name means one node."""
    first: dict[str, int] = {}
    faults = []
    for index, node in enumerate(nodes):
        if first.setdefault(node.code, index) != index:
            faults.append(NodeFault("taxonomy-code-twice", index, node.code, other=first[node.code]))
    return (*faults, *_misplaced(nodes, first), *_circles(nodes, first), *_double_names(nodes))


def _misplaced(nodes: Sequence[Node], first: Mapping[str, int]) -> Iterator[NodeFault]:
    for index, node in enumerate(nodes):
        if node.parent is None:
            continue
        above = first.get(node.parent)
        if above is None:
            yield NodeFault("taxonomy-parent-unknown", index, node.parent)
        elif KINDS.index(nodes[above].kind) > KINDS.index(node.kind):
            yield NodeFault("taxonomy-kind", index, node.code, other=above)


def _circles(nodes: Sequence[Node], first: Mapping[str, int]) -> Iterator[NodeFault]:
    """Each circle once, at its first node."""
    safe: set[str] = set()
    for node in nodes:
        way: dict[str, None] = {}  # in order, and quick to ask
        code: str | None = node.code
        while code is not None and code in first and code not in safe and code not in way:
            way[code] = None
            code = nodes[first[code]].parent
        if code is not None and code in way:
            circle = list(way)[list(way).index(code) :]
            start = min(circle, key=lambda one: first[one])
            turned = [*circle[circle.index(start) :], *circle[: circle.index(start)], start]
            yield NodeFault("taxonomy-circle", first[start], " → ".join(turned))
        safe.update(way)


def _double_names(nodes: Sequence[Node]) -> Iterator[NodeFault]:
    """A name claimed by two nodes, or twice by one; a local name is claimed in its sector only."""
    claimed: dict[tuple[str, str], tuple[int, int]] = {}
    by_code = {node.code: node for node in nodes}
    sectors: dict[str, str] = {}
    for place, node in enumerate(nodes):
        scope = _sector(node.code, by_code, sectors)
        for number, name in enumerate((*node.names, *node.local)):
            where = "" if number < len(node.names) else scope
            clash = _claimant(claimed, where, name, place)
            if clash is not None:
                yield NodeFault("taxonomy-name-twice", place, name, number, *clash)
                continue
            for form in forms(name):
                claimed.setdefault((where, form), (place, number))


def _claimant(
    claimed: Mapping[tuple[str, str], tuple[int, int]], where: str, name: str, place: int
) -> tuple[int, int] | None:
    """Who has claimed *name*: another node any form of it, the node itself the whole of it."""
    for number, form in enumerate(forms(name)):
        found = claimed.get((where, form))
        if found is not None and (found[0] != place or number == 0):
            return found
    return None


def _sector(code: str, by_code: Mapping[str, Node], known: dict[str, str]) -> str:
    """Code of the nearest sector at or above *code*, kept in *known* for all on the way; empty where there is none."""
    way: dict[str, None] = {}
    above: str | None = code
    while above is not None and above in by_code and above not in known and above not in way:
        if by_code[above].kind == "sector":
            known[above] = above
            break
        way[above] = None
        above = by_code[above].parent
    found = "" if above is None else known.get(above, "")
    known.update(dict.fromkeys(way, found))
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Taxonomy:
    """A tree of nodes, in the order given.

    Attributes:
        nodes: Every node; :func:`faults_of` them is empty.
    """

    nodes: tuple[Node, ...]
    _by_code: Mapping[str, Node] = field(init=False, repr=False, compare=False)
    _by_name: Mapping[str, str] = field(init=False, repr=False, compare=False)
    _by_local: Mapping[tuple[str, str], str | None] = field(init=False, repr=False, compare=False)
    _longest: int = field(init=False, repr=False, compare=False)
    _below: Mapping[str | None, tuple[str, ...]] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        faults = faults_of(self.nodes)
        if faults:
            raise ValueError(f"{faults[0].code}: {faults[0].said}")
        below: dict[str | None, list[str]] = {}
        for node in self.nodes:
            below.setdefault(node.parent, []).append(node.code)
        by_name = {form: node.code for node in self.nodes for name in node.names for form in forms(name)}
        object.__setattr__(self, "_by_code", {node.code: node for node in self.nodes})
        object.__setattr__(self, "_below", {parent: tuple(codes) for parent, codes in below.items()})
        object.__setattr__(self, "_by_name", by_name)
        object.__setattr__(self, "_longest", max(map(len, by_name), default=0))
        object.__setattr__(self, "_by_local", self._local_names())

    def node(self, code: str) -> Node | None:
        """The node of *code*, or ``None`` where there is none."""
        return self._by_code.get(code)

    def canonical(self, name: str, within: str | None = None) -> str | None:
        """The code of the node that goes by *name*, or ``None`` where none does.

        Width, case, blanks, quotes and hyphens do not matter; an abbreviation in brackets may be there or not.

        Args:
            name: As written.
            within: Code of the field that is spoken of, so that local names of its sector, and of one sector below
                it, count, and count first; ``None`` where that is not known.
        """
        spellings = forms(name)
        sector = None if within is None else self.sector_of(within)
        local = next((code for form in spellings if (code := self._by_local.get((sector or "", form)))), None)
        if local is not None:
            return local
        return next((self._by_name[form] for form in spellings if form in self._by_name), None)

    def codes_of(self, name: str, within: str | None = None) -> tuple[str, ...]:
        """The nodes that *name* speaks of: one, or several where it joins names all of which are known.

        氢能和新型储能 is two; 下一代和新型储能 is none, for one of its parts is not known. *within* is as in
        :meth:`canonical`.
        """
        whole = self.canonical(name, within)
        if whole is not None:
            return (whole,)
        parts = [part for part in _JOINT.split(folded(name)) if part]
        codes = [self.canonical(part, within) for part in parts]
        known = [code for code in codes if code is not None]
        return tuple(dict.fromkeys(known)) if len(parts) > 1 and len(known) == len(parts) else ()

    def longest(self, phrase: str) -> Found | None:
        """The longest known name in *phrase*, the first of equally long ones; ``None`` where there is none.

        A proposal for a person, not an identity: 储能材料 is not 储能. Names of one character are not looked for.
        """
        text = folded(phrase)
        for length in range(min(len(text), self._longest), 1, -1):
            for start in range(len(text) - length + 1):
                code = self._by_name.get(text[start : start + length])
                if code is not None:
                    return Found(code, start, start + length)
        return None

    def below(self, code: str | None) -> tuple[str, ...]:
        """Codes of the nodes right below *code*; of those at the top for ``None``."""
        return self._below.get(code, ())

    def ancestors(self, code: str) -> tuple[str, ...]:
        """Codes from the parent of *code* up to the top; empty at the top and for what is not known."""
        found = []
        node = self._by_code.get(code)
        while node is not None and node.parent is not None:
            found.append(node.parent)
            node = self._by_code.get(node.parent)
        return tuple(found)

    def sector_of(self, code: str) -> str | None:
        """The nearest sector at or above *code*; ``None`` where there is none."""
        return next(iter(self._sectors_at(code)), None)

    def roll_up(self, amounts: Mapping[str, Decimal]) -> dict[str, Decimal]:
        """Amounts of nodes together with everything below them, in the unit given; nodes without any are left out.

        Each amount must be a node's own: what is given for a node must not hold what is given for one below it.

        Raises:
            KeyError: a code that is not in the tree.
        """
        sums: dict[str, Decimal] = {}
        for code, amount in amounts.items():
            if code not in self._by_code:
                raise KeyError(code)
            for one in (code, *self.ancestors(code)):
                sums[one] = sums.get(one, Decimal(0)) + amount
        return {node.code: sums[node.code] for node in self.nodes if node.code in sums}

    def _sectors_at(self, code: str | None) -> tuple[str, ...]:
        """Sectors at and above *code*, the nearest first."""
        above = () if code is None else (code, *self.ancestors(code))
        return tuple(one for one in above if one in self._by_code and self._by_code[one].kind == "sector")

    def _local_names(self) -> dict[tuple[str, str], str | None]:
        """Local names by the sector they count in: their own, and those above where they mean one node only."""
        found: dict[tuple[str, str], str | None] = {}
        for node in self.nodes:
            own, *above = self._sectors_at(node.code) or ("-",)
            for form in (form for name in node.local for form in forms(name)):
                found[own, form] = node.code
                for sector in above:
                    known = found.setdefault((sector, form), node.code)
                    found[sector, form] = node.code if known == node.code else None
        return found

"""The pack of the taxonomy: fields in TOML, nodes with what stands right below them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import get_args

from xiandao.core.taxonomy import Kind, Node, NodeFault, Taxonomy, faults_of
from xiandao.readers.packs_positions import Path
from xiandao.readers.packs_schema import Fault, Field, Row, Schema

_KINDS: dict[str, Kind] = {str(kind): kind for kind in get_args(Kind)}

# The check of ids and references has told of these already.
_TOLD_BEFORE = ("taxonomy-code-twice", "taxonomy-parent-unknown")

_NAMES = (
    Field(
        name="code",
        required=True,
        defines="node",
        form=r"[a-z0-9]+(-[a-z0-9]+)*",
        says="代码：小写字母、数字和连字符，定了不改。",
    ),
    Field(name="name", required=True, says="规范名称。"),
    Field(name="en", required=True, says="英文名称。"),
    Field(name="synonyms", type="texts", default=(), says="同义的其他叫法和缩写；一个叫法只能归一个节点。"),
    Field(name="local", type="texts", default=(), says="只在本赛道内才指本节点的叫法，如氢能里的“控制系统”。"),
    Field(name="note", default="", says="说明。"),
    Field(name="source", default="", says="出处；不填则同文件的 source。"),
    Field(name="gbt4754", type="texts", default=(), form=r"[A-T]?\d{2,4}", says="GB/T 4754-2017 代码，只填有把握的。"),
    Field(
        name="sei",
        type="texts",
        default=(),
        form=r"\d(\.\d+){0,2}",
        says="战略性新兴产业分类（2018）代码，只填有把握的。",
    ),
)
_BELOW = (*_NAMES, Field(name="kind", vocabulary=tuple(_KINDS), default="technology", says="类别。"))
_NODE = (
    *_NAMES,
    Field(
        name="kind",
        required=True,
        vocabulary=tuple(_KINDS),
        says="赛道 sector、细分 segment、技术 technology、产品 product。",
    ),
    Field(name="parent", default="", refers="node", says="上级节点的代码；最上一级不填。"),
    Field(name="below", type="tables", default=(), fields=_BELOW, says="直接下级，上级即本节点，不用再写。"),
)


def _node(row: Row, parent: str, source: str) -> Node:
    return Node(
        code=row.text("code"),
        name=row.text("name"),
        kind=_KINDS.get(row.text("kind"), "technology"),
        parent=parent or None,
        synonyms=row.texts("synonyms"),
        local=row.texts("local"),
        en=row.text("en"),
        note=row.text("note"),
        source=row.text("source") or source,
        gbt4754=row.texts("gbt4754"),
        sei=row.texts("sei"),
    )


def _nodes(tops: Sequence[Row]) -> Iterator[tuple[Row, Node]]:
    for top in tops:
        for row in top.rows("node"):
            yield row, _node(row, row.text("parent"), top.text("source"))
            for below in row.rows("below"):
                yield below, _node(below, row.text("code"), top.text("source"))


def _build(tops: Sequence[Row]) -> Taxonomy:
    return Taxonomy(nodes=tuple(node for _, node in _nodes(tops)))


def _faults(tops: Sequence[Row]) -> Iterator[Fault]:
    pairs = list(_nodes(tops))
    rows = [row for row, _ in pairs]
    for fault in faults_of([node for _, node in pairs]):
        if fault.code not in _TOLD_BEFORE:
            yield _placed(fault, rows)


def _placed(fault: NodeFault, rows: Sequence[Row]) -> Fault:
    """A fault of the tree at the row, and the name, that has it."""
    row, other = rows[fault.place], None if fault.other is None else rows[fault.other]
    where: Path = ("parent",) if fault.name is None else _name_path(row, fault.name)
    there = () if other is None or fault.other_name is None else _name_path(other, fault.other_name)
    return Fault(row, fault.code, (("said", fault.said),), where, other, there)


def _name_path(row: Row, number: int) -> Path:
    """Where the name *number* stands: the name, then the synonyms, then the local names."""
    synonyms = len(row.texts("synonyms"))
    if number == 0:
        return ("name",)
    return ("synonyms", number - 1) if number <= synonyms else ("local", number - 1 - synonyms)


TAXONOMY = Schema(
    name="taxonomy",
    says="未来产业领域树：每个领域一个规范名称，其余叫法都是它的同义词。",
    fields=(
        Field(name="source", required=True, says="这些名称从哪里来。"),
        Field(name="node", type="tables", required=True, fields=_NODE, says="节点。"),
    ),
    build=_build,
    check=_faults,
)

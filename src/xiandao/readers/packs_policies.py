"""The pack of support policies: topics, instruments, stages and objects with the words that speak of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from xiandao.core.policies import Term, Vocabulary
from xiandao.readers.packs_schema import Fault, Field, Row, Schema

GROUPS = {"topic": "政策主题", "instrument": "政策工具", "stage": "支持环节", "object": "支持对象"}


def _fields(kind: str) -> tuple[Field, ...]:
    return (
        Field(name="code", required=True, form=r"[a-z][a-z-]{0,15}", defines=f"policy-{kind}", says="代码。"),
        Field(name="name", required=True, says="名称。"),
        Field(name="english", required=True, says="英文名称。"),
        Field(name="words", type="texts", required=True, says="原文用来说它的词。"),
    )


def _terms(tops: Sequence[Row], kind: str) -> tuple[Term, ...]:
    return tuple(
        Term(row.text("code"), row.text("name"), row.text("english"), row.texts("words"))
        for top in tops
        for row in top.rows(kind)
    )


def _build(tops: Sequence[Row]) -> Vocabulary:
    topics, instruments, stages, objects = (_terms(tops, kind) for kind in GROUPS)
    return Vocabulary(topics=topics, instruments=instruments, stages=stages, objects=objects)


def _faults(tops: Sequence[Row]) -> Iterator[Fault]:
    """An entry without a word is never found."""
    for top in tops:
        for kind in GROUPS:
            for row in top.rows(kind):
                if not all(word.strip() for word in row.texts("words") or ("",)):
                    yield Fault(row, "policy-words-none", (("name", row.text("name")),), ("words",))


POLICIES = Schema(
    name="policies",
    says="政策工具库的词表。",
    fields=tuple(
        Field(name=kind, type="tables", default=(), says=says, fields=_fields(kind)) for kind, says in GROUPS.items()
    ),
    build=_build,
    check=_faults,
)

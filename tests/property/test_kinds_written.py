"""Kinds and views written as a pack read back as the same values, whatever they are called."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from tests.builders.kinds import SOUND

from xiandao.core.conditions import Condition
from xiandao.core.kinds import (
    Choice,
    Kind,
    Label,
    Ladder,
    Property,
    Registry,
    Rung,
    Stage,
    Transition,
    Type,
    View,
)
from xiandao.core.messages import message
from xiandao.readers.packs import load_texts
from xiandao.readers.packs_registers import KINDS
from xiandao.writers.packs_registers import kind_text, pack_text

CODES = st.from_regex(r"[a-z][a-z0-9]{0,4}(-[a-z0-9]{1,4})?", fullmatch=True)
TEXTS = st.text("甲乙丙丁企业名录“”、；'\"\\#=[]{}aZ09 %", min_size=1, max_size=12).map(str.strip).filter(bool)
MAYBE = st.one_of(st.just(""), TEXTS)
NAMES = st.lists(TEXTS, max_size=3, unique=True).map(tuple)
SORTS: tuple[Type, ...] = ("text", "whole", "money", "choice", "identifier", "entity", "day", "phone")
PERSONAL = ("none", "general", "sensitive")


def coded(many: int) -> st.SearchStrategy[list[str]]:
    return st.lists(
        CODES.filter(lambda code: code not in ("name", "place", "stage", "label")), max_size=many, unique=True
    )


@st.composite
def choices(draw: st.DrawFn) -> tuple[Choice, ...]:
    codes = draw(st.lists(CODES, min_size=1, max_size=60, unique=True))
    # Each word means one choice: names are made of the codes, which are unique.
    return tuple(
        Choice(code=code, name=f"选{code}", en=draw(MAYBE), synonyms=(f"又{code}",) if draw(st.booleans()) else ())
        for code in codes
    )


@st.composite
def properties(draw: st.DrawFn, code: str, kind: str) -> Property:
    sort = draw(st.sampled_from(SORTS))
    guarded = draw(st.booleans())
    return Property(
        code=code,
        name=f"性{code}",
        en=draw(MAYBE),
        type=sort,
        unit=draw(MAYBE),
        synonyms=(f"称{code}",) if draw(st.booleans()) else (),
        vocabulary=draw(choices()) if sort == "choice" else (),
        scheme=draw(st.sampled_from(("credit-code", "own"))) if sort == "identifier" else "",
        of=kind if sort == "entity" else "",
        relation=draw(MAYBE),
        required=draw(st.booleans()),
        multiple=draw(st.booleans()),
        holds=draw(st.sampled_from(("on", "during"))),
        leads=draw(st.sampled_from(("authority", "latest"))),
        personal=draw(st.sampled_from(PERSONAL)) if guarded else "none",
        openness="closed" if guarded else draw(st.sampled_from(("open", "on-request"))),
        secrecy="internal" if guarded and draw(st.booleans()) else "none",
        trade_secret=guarded and draw(st.booleans()),
        fresh_days=draw(st.one_of(st.none(), st.integers(1, 400))),
        note=draw(MAYBE),
    )


def stages(codes: list[str]) -> tuple[tuple[Stage, ...], tuple[Transition, ...]]:
    """A line of stages, each entered from the one before."""
    line = tuple(Stage(code=code, name=f"段{code}", end=code == codes[-1]) for code in codes)
    moves = tuple(Transition(source=here, target=there) for here, there in zip(["", *codes], codes, strict=False))
    return line, moves


@st.composite
def kinds(draw: st.DrawFn) -> Kind:
    code = draw(CODES)
    first = (
        Property(code="name", name="名称", en="Name", required=True),
        Property(code="place", name="所在地", type="place", synonyms=("属地",)),
    )
    rest = tuple(draw(properties(each, code)) for each in draw(coded(6)))
    line, moves = stages(draw(coded(4)))
    labels = draw(coded(4))
    return Kind(
        code=code,
        name=draw(TEXTS),
        en=draw(MAYBE),
        many=draw(MAYBE),
        note=draw(MAYBE),
        properties=(*first, *rest),
        identifiers=tuple(each.code for each in rest if each.type == "identifier"),
        stages=line,
        transitions=tuple(Transition(source=m.source, target=m.target, evidence=draw(NAMES)) for m in moves),
        ladders=draw(ladders(rest)),
        labels=tuple(
            Label(
                code=each,
                name=f"号{each}",
                level="city",
                years=3,
                above=tuple(labels[place + 1 :]),
                meaning=draw(MAYBE),
            )
            for place, each in enumerate(labels)
        ),
        stale_days=draw(st.one_of(st.none(), st.integers(1, 400))),
    )


@st.composite
def ladders(draw: st.DrawFn, rest: tuple[Property, ...]) -> tuple[Ladder, ...]:
    numbers = [each.code for each in rest if each.type in ("whole", "money")]
    rungs = tuple(
        Rung(
            code=f"r{height}",
            name=draw(TEXTS),
            rules=(
                *(Condition(property=code, operator="at-least", values=(str(height),)) for code in numbers),
                Condition(property="name", operator="contains", values=(f"{height}", draw(TEXTS)), clause=draw(MAYBE)),
            ),
        )
        for height in range(1, draw(st.integers(2, 4)))
    )
    return (Ladder(code="l", name=draw(TEXTS), en=draw(MAYBE), source=draw(MAYBE), rungs=rungs),)


@st.composite
def views(draw: st.DrawFn, kind: Kind) -> tuple[View, ...]:
    seen = [each.code for each in kind.properties if each.personal != "sensitive" and each.secrecy == "none"]
    return tuple(
        View(
            code=code,
            name=draw(TEXTS),
            en=draw(MAYBE),
            kinds=(kind.code,),
            where=(
                Condition(property="place", operator="under", values=("320000",)),
                Condition(property="name", operator="known"),
            ),
            columns=tuple(draw(st.lists(st.sampled_from(seen), min_size=1, unique=True))),
            sort=draw(st.sampled_from(((), ("name",), ("-name", "place")))),
            group=draw(st.sampled_from(("", "place"))),
            source=draw(MAYBE),
            rows=("INT-11",),
            restricted=draw(st.booleans()),
        )
        for code in draw(st.lists(CODES, max_size=2, unique=True))
    )


@st.composite
def registries(draw: st.DrawFn) -> Registry:
    kind = draw(kinds())
    return Registry(kinds=(kind,), views=draw(views(kind)))


@given(registries())
def test_what_is_written_reads_back_as_the_same(registry: Registry) -> None:
    loaded = load_texts({"a.toml": pack_text(registry).encode()}, KINDS)
    assert [message(each.finding, "en") for each in loaded.findings] == []
    assert loaded.value == registry


@given(kinds())
def test_one_kind_is_a_pack_of_its_own(kind: Kind) -> None:
    loaded = load_texts({"a.toml": kind_text(kind).encode()}, KINDS)
    assert loaded.value == Registry(kinds=(kind,))


LINES = tuple(SOUND.splitlines())
PIECES = ("", "true", "[]", '""', '"staff"', '"stage"', "{ }", "= 3", "name", '"plant"', ",", "# ")


@given(st.integers(0, len(LINES) - 1), st.integers(0, 200), st.integers(0, 30), st.sampled_from(PIECES), st.booleans())
def test_no_damage_makes_the_loader_fail(line: int, at: int, many: int, piece: str, is_doubled: bool) -> None:
    hurt = LINES[line][:at] + piece + LINES[line][at + many :]
    text = "\n".join((*LINES[:line], hurt, *((LINES[line],) if is_doubled else ()), *LINES[line + 1 :]))
    loaded = load_texts({"a.toml": text.encode()}, KINDS)
    assert (loaded.value is None) == bool(loaded.findings)
    if loaded.value is not None:
        again = load_texts({"a.toml": pack_text(loaded.value).encode()}, KINDS)
        assert again.value == loaded.value

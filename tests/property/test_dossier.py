"""What holds for every dossier: it replays, it survives its file, and no change of it goes unseen."""

from __future__ import annotations

from collections.abc import Mapping

from hypothesis import assume, given
from hypothesis import strategies as st
from tests.builders.seals import NOON, signer, trusted

from xiandao.core.canonical import canonical_bytes, value_of
from xiandao.decisions.difference import first_difference
from xiandao.decisions.dossier import freeze, replay, sealed, verify
from xiandao.decisions.dossier_json import bytes_of, dossier_of
from xiandao.decisions.record import Case, Dissent, Dossier, Material, Person, RuleVersion, Score, Voices, rule_version

IDS = st.from_regex(r"[a-z][a-z0-9:]{0,5}", fullmatch=True)
NUMBERS = st.decimals(-1000, 1000, places=2)
LEAVES = st.one_of(st.none(), st.booleans(), st.integers(-9, 9), NUMBERS, st.text("a/~县", max_size=2))
JSON = st.recursive(
    LEAVES, lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(st.text("a/~", max_size=2), inner))
)
INPUTS = st.dictionaries(IDS, st.binary(max_size=8), max_size=3)
RULE_TEXTS = st.dictionaries(st.tuples(IDS, IDS), st.binary(max_size=8), max_size=3)
VOICES = st.builds(
    Voices,
    scores=st.lists(st.builds(Score, subject=IDS, criterion=st.text(), by=IDS, value=NUMBERS), max_size=3).map(tuple),
    dissents=st.lists(
        st.builds(Dissent, subject=st.none() | IDS, by=IDS, at=st.just(NOON), words=st.text()), max_size=2
    ).map(tuple),
    people=st.lists(st.builds(Person, IDS, st.text()), max_size=3).map(tuple),
)


def echo(
    inputs: Mapping[str, bytes], rules: tuple[RuleVersion, ...], seed: int, parameters: Mapping[str, object], /
) -> object:
    """An outcome in which everything shows that the rules were given."""
    return {"inputs": {name: data.hex() for name, data in inputs.items()}, "rest": (rules, seed, parameters)}


@st.composite
def dossiers(draw: st.DrawFn) -> tuple[Dossier, dict[str, bytes], dict[tuple[str, str], bytes]]:
    inputs, rules = draw(INPUTS), draw(RULE_TEXTS)
    case = Case(
        id=draw(IDS),
        materials=tuple(Material(name, "text/csv", data) for name, data in inputs.items()),
        rules=tuple(rule_version(*key, draw(st.text()), text) for key, text in rules.items()),
        seed=draw(st.integers()),
        parameters=draw(st.dictionaries(st.text(max_size=2), JSON, max_size=3)),
        as_of=draw(st.dates()),
        known_at=NOON,
    )
    return sealed(freeze(case, echo, draw(VOICES)), signer(), at=NOON, by="person:1"), inputs, rules


FROZEN = dossiers()


@given(FROZEN)
def test_every_dossier_is_sound_replays_and_survives_its_file(
    frozen: tuple[Dossier, dict[str, bytes], dict[tuple[str, str], bytes]],
) -> None:
    dossier, inputs, rules = frozen
    assert verify(dossier, inputs, rules, trusted()) == ()
    assert replay(dossier, inputs, echo).is_same
    read = dossier_of(bytes_of(dossier))
    assert read == dossier
    assert verify(read, inputs, rules, trusted()) == ()


@given(FROZEN, st.data())
def test_no_change_of_its_file_goes_unseen(
    frozen: tuple[Dossier, dict[str, bytes], dict[tuple[str, str], bytes]], data: st.DataObject
) -> None:
    dossier, inputs, rules = frozen
    written = bytes_of(dossier)
    at = data.draw(st.integers(0, len(written) - 1))
    changed = written[:at] + bytes([data.draw(st.integers(32, 126))]) + written[at + 1 :]
    assume(changed != written)
    try:
        read = dossier_of(changed)
    except ValueError:
        return
    assert verify(read, inputs, rules, trusted())


@given(FROZEN, st.data())
def test_no_change_of_an_input_or_a_rule_goes_unseen(
    frozen: tuple[Dossier, dict[str, bytes], dict[tuple[str, str], bytes]], data: st.DataObject
) -> None:
    dossier, inputs, rules = frozen
    other, others = data.draw(INPUTS), data.draw(RULE_TEXTS)
    assert bool(verify(dossier, other, rules, trusted())) == (other != inputs)
    gone = any(others.get(key) != text for key, text in rules.items())
    assert bool(verify(dossier, inputs, others, trusted())) == gone


def found_at(value: object, path: str) -> object:
    for step in path.split("/")[1:]:
        if isinstance(value, list):
            value = value[int(step)] if int(step) < len(value) else None
        else:
            assert isinstance(value, dict)
            value = value.get(step.replace("~1", "/").replace("~0", "~"))
    return value


@given(JSON, JSON)
def test_a_difference_is_told_exactly_where_two_values_part(one: object, other: object) -> None:
    before, after = canonical_bytes(one), canonical_bytes(other)
    difference = first_difference(before, after)
    assert (difference is None) == (before == after)
    if difference is not None:
        for text, data in ((difference.before, before), (difference.after, after)):
            if text is not None:
                assert canonical_bytes(found_at(value_of(data), difference.path)).decode() == text
        assert difference.before != difference.after
        swapped = first_difference(after, before)
        assert swapped is not None
        assert swapped.path == difference.path

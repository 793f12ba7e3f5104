"""A measure that cannot be is refused, and one that can be is the same after a file."""

from __future__ import annotations

import datetime as dt
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xiandao.core.conditions import OPERATORS, UNARY, Condition
from xiandao.core.measures import FORMAT, SCHEMA, Event, Highest, Measure, Per, Within, measure_from, measure_text

words = st.text("abc-领军 ", max_size=4)
some = st.lists(words, max_size=3).map(tuple)
conditions = st.lists(
    st.sampled_from(OPERATORS).flatmap(
        lambda operator: st.builds(
            Condition,
            property=words,
            operator=st.just(operator),
            values=st.just(()) if operator in UNARY else st.tuples(words),
            clause=words,
        )
    ),
    max_size=2,
).map(tuple)
shared = {
    "name": words,
    "kinds": st.lists(words, min_size=1, max_size=2).map(tuple),
    "where": conditions,
    "lost": some,
    "expires": words,
    "place": words,
    "per": st.none() | st.builds(Per, words, some, words, conditions),
    "highest": st.none() | st.builds(Highest, words, st.lists(some, max_size=2).map(tuple)),
    "version": st.integers(1, 9),
    "clause": words,
}
stocks = st.builds(Measure, **shared)
sums = st.builds(
    Measure,
    how=st.just("sum"),
    of=st.just("x"),
    unit=words,
    within=st.none() | st.builds(Within, words, words),
    **shared,
)
flows = st.builds(
    Measure,
    sense=st.sampled_from(("flow", "cumulative")),
    event=st.builds(Event, words, some),
    since=st.none() | st.dates(),
    yearly=st.booleans(),
    withdrawn=st.sampled_from(("leaves", "stays")),
    **shared,
)


@pytest.mark.parametrize(
    "said",
    [
        {},
        {"kinds": ("a",), "indicator": "产值"},
        {"kinds": ("a",), "how": "sum"},
        {"kinds": ("a",), "of": "x"},
        {"kinds": ("a",), "sense": "flow"},
        {"kinds": ("a",), "since": dt.date(2024, 1, 1)},
        {"kinds": ("a",), "how": "share", "sense": "flow", "event": Event("stage", ("b",))},
        {"kinds": ("a",), "within": Within("b", "c")},
    ],
)
def test_a_measure_that_cannot_be_is_refused(said: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"a|o"):
        Measure(**said)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        '{"kinds":["a"],"colour":"red"}',
        '{"kinds":"a"}',
        '{"kinds":["a"],"how":"guess"}',
        '{"kinds":["a"],"version":0}',
        '{"kinds":["a"],"yearly":1}',
        '{"format":"xiandao-measure/9","kinds":["a"]}',
        '{"kinds":["a"],"where":[{"property":"x","operator":"like","values":["y"]}]}',
    ],
)
def test_json_that_is_no_measure_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        measure_from(text)


@given(stocks | sums | flows)
def test_a_measure_is_the_same_after_a_file_and_so_are_its_bytes(measure: Measure) -> None:
    text = measure_text(measure)
    assert measure_from(text) == measure
    assert measure_text(measure_from(text)) == text


def test_the_schema_names_every_key_that_is_written() -> None:
    full = Measure(
        name="n", kinds=("a",), sense="flow", event=Event("stage", ("b",)), since=dt.date(2024, 1, 1), per=Per("field")
    )
    written = json.loads(measure_text(full))
    assert written["format"] == FORMAT
    known = SCHEMA["properties"]
    assert isinstance(known, dict)
    assert set(written) <= set(known)

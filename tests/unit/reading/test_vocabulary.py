"""The longest word of a set at a place of a text."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from xiandao.reading.lexicon import alternation
from xiandao.reading.vocabulary import Vocabulary

VERBS = Vocabulary(("建设", "建", "建设好", "新建"))
WORDS = st.sets(st.text("建设新好", min_size=1, max_size=4), min_size=1, max_size=8)


def test_the_longest_word_wins_and_never_reaches_past_the_end() -> None:
    assert VERBS.at("建设好园区", 0, 5) == "建设好"
    assert VERBS.at("建设好园区", 0, 2) == "建设"
    assert VERBS.at("建设好园区", 3, 5) == ""
    assert VERBS.at("建设", 2, 2) == ""


def test_the_longest_word_before_a_place_begins_no_earlier_than_it_may() -> None:
    assert VERBS.before("我市新建", 0, 4) == "新建"
    assert VERBS.before("我市新建", 3, 4) == "建"
    assert VERBS.before("我市", 0, 2) == ""
    assert VERBS.before("建", 1, 1) == ""


@given(WORDS, st.text("建设新好x", max_size=12))
def test_it_finds_what_trying_every_word_finds(known: set[str], text: str) -> None:
    vocabulary = Vocabulary(known)
    for at in range(len(text) + 1):
        begin = max((word for word in known if text.startswith(word, at)), key=len, default="")
        end = max((word for word in known if text.endswith(word, 0, at)), key=len, default="")
        assert (vocabulary.at(text, at, len(text)), vocabulary.before(text, 0, at)) == (begin, end)


@given(WORDS, st.text("建设新好x", max_size=12))
def test_an_alternation_matches_the_longest_word(known: set[str], text: str) -> None:
    longest_first = "|".join(map(re.escape, sorted(known, key=len, reverse=True)))
    assert re.findall(alternation(known), text) == re.findall(f"(?:{longest_first})", text)

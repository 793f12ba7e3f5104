"""Overlaps of measures: what never overlaps, that nothing is missed, and that the work is bounded."""

from __future__ import annotations

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as some
from rapidfuzz.fuzz import partial_ratio

from xiandao.core.policies import Term, Vocabulary
from xiandao.reading import measures_overlap
from xiandao.reading.measures_objects import kinds_of
from xiandao.reading.measures_overlap import LIKE, Placed, overlaps_of

WORDS = Vocabulary(objects=(Term("firm", "企业", "firms", ("企业",)), Term("person", "人才", "people", ("人才",))))
PATHS = ("/0/", "/0/1/", "/0/1/2/", "/0/1/20/", "/0/2/")
MEASURES = some.lists(
    some.builds(
        Placed,
        id=some.just(0),
        policy=some.integers(1, 3),
        path=some.sampled_from(PATHS),
        topics=some.sampled_from((("a",), ("b",), ("a", "b"), ())),
        instrument=some.sampled_from(("g", "h", "")),
        object=some.sampled_from(("企业", "中小企业", "人才", "平台", "公共平台", "")),
    ),
    max_size=12,
).map(lambda rows: [row._replace(id=n) for n, row in enumerate(rows)])


def placed(number: int, path: str = "/0/1/", *, policy: int = 0, to: str = "企业") -> Placed:
    return Placed(number, policy or number, path, ("a",), "g", to)


def by_hand(measures: list[Placed]) -> set[tuple[str, int, int]]:
    """Every pair put beside every other."""
    found = set()
    for one, other in combinations(measures, 2):
        first, second = sorted((one, other), key=lambda each: (each.path, each.id))
        kinds = {*kinds_of(first.object, WORDS)}, {*kinds_of(second.object, WORDS)}
        alike = partial_ratio(first.object, second.object) >= LIKE
        is_same = bool(kinds[0] & kinds[1]) if all(kinds) else alike
        is_one = first.path == second.path
        shares = {*first.topics} & {*second.topics} and first.instrument == second.instrument != ""
        fits = first.policy != second.policy if is_one else second.path.startswith(first.path)
        if shares and first.object and second.object and is_same and fits:
            found.add(("twice" if is_one else "levels", first.id, second.id))
    return found


def test_places_beside_each_other_and_articles_of_one_policy_never_overlap() -> None:
    assert overlaps_of([placed(1), placed(2, "/0/2/")], WORDS).pairs == ()
    assert overlaps_of([placed(1, "/0/1/2/"), placed(2, "/0/1/20/")], WORDS).pairs == ()
    assert overlaps_of([placed(1, policy=5), placed(2, policy=5)], WORDS).pairs == ()
    assert overlaps_of([placed(1), placed(2, to="人才")], WORDS).pairs == ()


@given(MEASURES)
def test_nothing_is_missed_and_nothing_told_twice(measures: list[Placed]) -> None:
    found = overlaps_of(measures, WORDS)
    assert found.is_whole
    told = [(each.kind, each.upper, each.lower) for each in found.pairs]
    assert len(told) == len({*told})
    assert {*told} == by_hand(measures)


@given(MEASURES, some.integers(0, 5))
def test_the_first_ones_are_told_and_that_there_are_more(measures: list[Placed], most: int) -> None:
    whole, part = overlaps_of(measures, WORDS), overlaps_of(measures, WORDS, most=most)
    assert part.pairs == whole.pairs[:most]
    assert part.is_whole is (len(whole.pairs) <= most)


def test_so_much_is_compared_and_no_more_and_that_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    measures = [placed(n, to=f"{chr(0x4E00 + n)}{chr(0x5E00 + n)}") for n in range(40)]
    assert overlaps_of(measures, WORDS).is_whole
    monkeypatch.setattr(measures_overlap, "MOST_COMPARED", 100)
    assert overlaps_of(measures, WORDS) == ((), False)

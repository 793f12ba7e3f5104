"""A place's code on a day: what is not known is not guessed, what ended is told with what replaced it."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from xiandao.core.messages import hint, message
from xiandao.core.place_history import (
    Began,
    Ended,
    PlaceChange,
    PlaceHistory,
    State,
    days_of,
    history_of,
    standing,
    standing_finding,
)
from xiandao.readers.packs import load_pack, load_texts
from xiandao.readers.packs_place_history import PLACE_HISTORY
from xiandao.readers.packs_places import PLACES

PACKS = Path(__file__).resolve().parents[3] / "packs"
HEAD = 'pack = "place-history"\nsource = "样例"\n[[change]]\ndocument = "样例"\n'


@pytest.fixture(scope="module")
def jiangsu() -> PlaceHistory:
    loaded = load_pack(PACKS / "place-history", PLACE_HISTORY)
    assert loaded.findings == ()
    assert loaded.value is not None
    return loaded.value


@pytest.fixture(scope="module")
def current() -> frozenset[str]:
    return load_pack(PACKS / "places" / "jiangsu.toml", PLACES).ids["place"]


def test_of_a_code_in_no_table_nothing_is_said(jiangsu: PlaceHistory) -> None:
    found = standing("330106", date(2020, 1, 1), jiangsu)
    assert found.state == State.UNKNOWN
    told = standing_finding("330106", date(2020, 1, 1), found)
    assert told is not None
    assert told.code == "place-code-unknown"


@pytest.mark.parametrize(
    ("code", "day", "state", "replaced_by"),
    [
        ("320684", date(2020, 7, 2), State.IN_FORCE, ()),
        ("320684", date(2020, 7, 3), State.ENDED, ("320614",)),
        ("320614", date(2020, 7, 2), State.NOT_YET, ()),
        ("320614", date(2020, 7, 3), State.IN_FORCE, ()),
        ("320203", date(2015, 10, 13), State.ENDED, ("320213",)),
        ("320304", date(2021, 1, 1), State.ENDED, ("320302", "320311", "320312")),
        ("320107", date(2013, 1, 31), State.IN_FORCE, ()),
        ("320107", date(2013, 2, 10), State.UNSETTLED, ()),
        ("320118", date(2013, 2, 10), State.UNSETTLED, ()),
        ("320107", date(2013, 2, 28), State.ENDED, ("320106",)),
        ("320102", date(1999, 1, 1), State.IN_FORCE, ()),
    ],
)
def test_a_code_of_jiangsu_stands_on_a_day_as_the_decisions_say(
    code: str, day: date, state: State, replaced_by: tuple[str, ...], jiangsu: PlaceHistory, current: frozenset[str]
) -> None:
    found = standing(code, day, jiangsu, current=current)
    assert (found.state, found.replaced_by) == (state, replaced_by)
    told = standing_finding(code, day, found)
    assert (told is None) == (state == State.IN_FORCE)
    if told:
        assert code in message(told, "zh")
        assert code in message(told, "en")
        hint(told)


def test_what_ended_in_jiangsu_is_not_current_and_has_gone_into_what_is(
    jiangsu: PlaceHistory, current: frozenset[str]
) -> None:
    today = date(2026, 1, 1)
    assert not set(jiangsu.ends) & current
    assert set(jiangsu.begins) <= current
    for code in jiangsu.ends:
        found = standing(code, today, jiangsu, current=current)
        assert found.replaced_by
        assert set(found.replaced_by) <= current


def change(on: str, ended: str, *into: str) -> PlaceChange:
    first, last = days_of(on)
    return PlaceChange(
        first=first, last=last, document="样例", ended=(Ended(code=ended, name=ended, into=into),),
        began=tuple(Began(code=each, name=each) for each in into),
    )  # fmt: skip


def test_a_code_is_followed_over_several_changes_as_far_as_the_day() -> None:
    history = history_of((change("2015-05-01", "990102", "990103", "990104"), change("2010-05-01", "990101", "990102")))
    assert standing("990101", date(2012, 1, 1), history).replaced_by == ("990102",)
    assert standing("990101", date(2015, 5, 1), history).replaced_by == ("990103", "990104")
    assert standing("990102", date(2009, 1, 1), history).state == State.NOT_YET


def test_codes_that_go_in_a_circle_come_to_an_end() -> None:
    history = history_of((change("2010", "990101", "990102"), change("2015", "990102", "990101")))
    assert standing("990102", date(2020, 1, 1), history).replaced_by == ()


@pytest.mark.parametrize(
    ("when", "why"),
    [
        ("", "^$"),
        ("201", "201"),
        ("2015-1-1", "2015-1-1"),
        ("2015-13", "month"),
        ("2015-02-30", "day"),
        ("0000", "year"),
    ],
)
def test_what_is_no_day_is_none(when: str, why: str) -> None:
    with pytest.raises(ValueError, match=why):
        days_of(when)


def test_a_month_and_a_year_are_as_long_as_they_are() -> None:
    assert days_of("2012-02") == (date(2012, 2, 1), date(2012, 2, 29))
    assert days_of("2012") == (date(2012, 1, 1), date(2012, 12, 31))


def test_a_change_that_ends_before_it_begins_is_refused() -> None:
    with pytest.raises(ValueError, match="last day"):
        PlaceChange(first=date(2020, 1, 2), last=date(2020, 1, 1), document="")


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (HEAD + 'on = "2015-02-30"\n', "place-change-no-day"),
        (
            HEAD + 'on = "2015"\nended = [{ code = "990101", name = "甲区", into = ["990101"] }]\n',
            "place-change-into-itself",
        ),
        (HEAD + 'on = "2015"\nended = [{ code = "99010", name = "甲区", into = ["990102"] }]\n', "pack-value-form"),
        (
            HEAD + 'on = "2015"\nended = [{ code = "990101", name = "甲", into = ["990102"] },'
            ' { code = "990101", name = "乙", into = ["990102"] }]\n',
            "pack-id-twice",
        ),
    ],
)
def test_a_history_with_a_fault_is_refused_with_its_place(text: str, code: str) -> None:
    loaded = load_texts({"a.toml": text.encode()}, PLACE_HISTORY)
    assert loaded.value is None
    assert code in [found.finding.code for found in loaded.findings]

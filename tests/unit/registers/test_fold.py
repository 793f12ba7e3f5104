"""An entity on a day, from what sources say of it."""

from __future__ import annotations

import datetime as dt

from tests.builders.said import BUREAU, FIRM, OFFICE, SURVEY, moment, said

from xiandao.core.statements import Row, Said
from xiandao.registers.fold import folded, sides
from xiandao.registers.history import History, statements_of

LATE = moment("2030-01-01")


def on(day: str, *saids: Said, known_at: dt.datetime = LATE) -> Row:
    return folded(saids, FIRM, on=dt.date.fromisoformat(day), known_at=known_at)


def test_of_nothing_said_there_is_no_entity() -> None:
    row = on("2026-01-01")
    assert not row.exists
    assert row.values == {}


def test_what_begins_later_does_not_hold_yet_and_the_row_says_when_it_will() -> None:
    row = on(
        "2026-01-01",
        said("2025-12-01", name="甲", since="2025-01-01"),
        said("2025-12-01", staff="9", since="2026-03-01"),
    )
    assert "staff" not in row.values
    assert row.changes_on == dt.date(2026, 3, 1)


def test_a_source_replaces_what_it_said_before_and_nobody_elses_words() -> None:
    first, second = (
        said("2025-01-05", staff="50", since="2025-01-01"),
        said("2026-01-05", staff="80", since="2026-01-01"),
    )
    assert on("2025-06-01", first, second).values["staff"] == ("50",)
    assert on("2026-06-01", first, second).values["staff"] == ("80",)
    assert on("2026-06-01", first, second).contested == frozenset()


def test_a_correction_of_the_past_does_not_undo_what_came_after() -> None:
    told = (
        said("2025-01-05", staff="50", since="2025-01-01"),
        said("2026-01-05", staff="80", since="2026-01-01"),
        said("2026-02-01", staff="55", since="2025-01-01"),
    )
    assert on("2025-06-01", *told).values["staff"] == ("55",)
    assert on("2026-06-01", *told).values["staff"] == ("80",)
    assert on("2025-06-01", *told, known_at=moment("2026-01-20")).values["staff"] == ("50",)


def test_the_weightier_source_leads_and_the_other_stands_beside_it() -> None:
    told = (said("2026-01-01", BUREAU, name="甲公司"), said("2026-05-01", SURVEY, name="甲有限公司"))
    assert on("2026-06-01", *told).values["name"] == ("甲公司",)
    assert on("2026-06-01", *told).contested == {"name"}
    beside = sides(told, FIRM, "name", on=dt.date(2026, 6, 1), known_at=LATE)
    assert [each.values for each in beside.heard] == [("甲公司",), ("甲有限公司",)]


def test_where_the_latest_leads_weight_does_not_count() -> None:
    told = (
        said("2026-01-01", BUREAU, staff="5", since="2026-01-01"),
        said("2026-05-01", SURVEY, staff="7", since="2026-05-01"),
    )
    assert on("2026-06-01", *told).values["staff"] == ("7",)


def test_a_persons_choice_leads_from_then_on_and_can_be_taken_back() -> None:
    told = (said("2026-01-01", BUREAU, name="甲公司"), said("2026-01-01", SURVEY, name="甲有限公司"))
    choice = said("2026-02-01", OFFICE, deed="choose", name="甲有限公司")
    back = said("2026-03-01", OFFICE, deed="choose", name=())
    assert on("2026-06-01", *told, choice).values["name"] == ("甲有限公司",)
    assert on("2026-06-01", *told, choice).chosen == {"name"}
    assert on("2026-06-01", *told, choice, known_at=moment("2026-01-15")).values["name"] == ("甲公司",)
    assert on("2026-06-01", *told, choice, back).values["name"] == ("甲公司",)


def test_a_choice_of_what_nobody_says_any_more_does_not_lead() -> None:
    told = (said("2026-01-01", name="甲"), said("2026-02-01", OFFICE, deed="choose", name="乙"))
    assert on("2026-06-01", *told).values["name"] == ("甲",)
    assert on("2026-06-01", *told).chosen == frozenset()


def test_a_figure_of_a_period_is_that_of_the_latest_period_that_has_ended() -> None:
    told = (
        said("2025-02-01", revenue="100", since="2024-01-01", until="2024-12-31"),
        said("2026-02-01", revenue="120", since="2025-01-01", until="2025-12-31"),
    )
    assert on("2025-06-01", *told).values["revenue"] == ("100",)
    assert on("2026-06-01", *told).values["revenue"] == ("120",)
    assert "revenue" not in on("2024-06-01", *told).values


def test_labels_are_granted_one_by_one_and_end_one_by_one() -> None:
    told = (
        said("2024-01-01", name="甲"),
        said("2024-01-01", label="leading", since="2024-01-01", until="2026-12-31"),
        said("2025-01-01", label="hidden", since="2025-01-01"),
    )
    assert set(on("2026-06-01", *told).values["label"]) == {"leading", "hidden"}
    assert on("2027-01-01", *told).values["label"] == ("hidden",)
    assert on("2026-06-01", *told).changes_on == dt.date(2026, 12, 31)


def test_a_source_takes_back_its_own_words_only() -> None:
    told = (said("2026-01-01", SURVEY, name="甲"), said("2026-01-01", BUREAU, name="乙"))
    assert on("2026-06-01", *told, said("2026-02-01", SURVEY, deed="deny", name=())).contested == frozenset()
    assert on("2026-06-01", *told, said("2026-02-01", OFFICE, deed="deny", name="甲")).contested == {"name"}


def test_a_withdrawn_import_was_there_until_it_was_withdrawn() -> None:
    told = (said("2026-01-01", name="甲"), said("2026-02-01", staff="9", withdrawn="2026-03-01"))
    assert "staff" not in on("2026-06-01", *told).values
    assert on("2026-06-01", *told, known_at=moment("2026-02-15")).values["staff"] == ("9",)


def test_a_deleted_entity_leaves_the_lists_from_that_day_and_comes_back_when_restored() -> None:
    told = (said("2025-01-01", name="甲"), said("2026-02-01", OFFICE, deed="delete", since="2026-02-01"))
    assert on("2026-01-31", *told).exists
    assert not on("2026-02-01", *told).exists
    assert on("2026-04-01", *told, said("2026-03-01", OFFICE, deed="restore", since="2026-03-01")).exists


def test_the_order_in_which_words_are_given_does_not_matter() -> None:
    told = [
        said("2026-01-01", BUREAU, name="甲公司", staff="5"),
        said("2026-05-01", SURVEY, name="甲有限公司", staff="7", since="2026-05-01"),
        said("2026-06-01", OFFICE, deed="choose", name="甲有限公司"),
    ]
    assert on("2026-07-01", *told) == on("2026-07-01", *reversed(told))


def test_stages_make_a_history_of_moves() -> None:
    told = (
        said("2025-01-01", name="甲"),
        said("2025-01-01", OFFICE, stage="planned", since="2025-01-01"),
        said("2025-07-01", OFFICE, stage="built", since="2025-06-20"),
    )
    moves = History(key="e1", kind=FIRM, saids=told).moves("stage", LATE)
    assert [(each.value, each.since, each.until) for each in moves] == [
        ("planned", dt.date(2025, 1, 1), dt.date(2025, 6, 19)),
        ("built", dt.date(2025, 6, 20), None),
    ]
    assert moves[1].recorded_at == moment("2025-07-01")


def test_figures_of_periods_come_with_their_periods() -> None:
    told = (
        said("2025-02-01", SURVEY, revenue="100", since="2024-01-01", until="2024-12-31"),
        said("2025-03-01", BUREAU, revenue="101", since="2024-01-01", until="2024-12-31"),
        said("2026-02-01", SURVEY, revenue="120", since="2025-01-01", until="2025-12-31"),
    )
    found = History(key="e1", kind=FIRM, saids=told).periods("revenue", LATE)
    assert [(each.value, each.since and each.since.year) for each in found] == [("101", 2024), ("120", 2025)]


def test_a_statement_said_again_was_seen_again_and_one_replaced_was_seen_until_then() -> None:
    told = (
        said("2026-01-01", staff="5", since="2026-01-01"),
        said("2026-02-01", staff="5", since="2026-01-01"),
        said("2026-03-01", staff="6", since="2026-01-01"),
    )
    six, five = statements_of(told, FIRM, on=dt.date(2026, 4, 1), known_at=LATE)
    assert (six.value, six.leads, six.until_seen) == ("6", True, None)
    assert (five.first_seen, five.last_seen, five.until_seen) == tuple(
        map(moment, ("2026-01-01", "2026-02-01", "2026-03-01"))
    )

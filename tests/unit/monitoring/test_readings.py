"""What actual values say of a target, and what they cannot say."""

from __future__ import annotations

from decimal import Decimal

import pytest

from xiandao.core.errors import Refusal
from xiandao.monitoring.aims import Aim, Point, gap_of, is_met, quantum_of
from xiandao.monitoring.paths import path_of, steps_of
from xiandao.monitoring.readings import reading_of


def aim(value: str = "40", **more: object) -> Aim:
    told: dict[str, object] = {"comparator": ">=", "deadline": 2026, "unit": "家", "low": Decimal(0), **more}
    return Aim(value=Decimal(value), **told)  # type: ignore[arg-type]


def points(**values: str) -> list[Point]:
    return [Point(int(year[1:]), Decimal(value)) for year, value in values.items()]


@pytest.mark.parametrize("values", [{}, {"y2025": "22"}])
def test_with_less_than_two_years_nothing_is_projected(values: dict[str, str]) -> None:
    found = reading_of(aim(), points(**values))
    assert found.state in ("none", "unknown")
    assert (found.projected, found.rate, found.missing) == (None, None, 2 - len(values))


def test_a_value_after_the_deadline_says_nothing_of_it() -> None:
    assert reading_of(aim(), points(y2027="50")).state == "none"


def test_two_years_tell_where_it_ends_and_what_every_year_must_add() -> None:
    found = reading_of(aim(deadline=2028), points(y2024="18", y2025="22"))
    assert [found.state, found.rate, found.projected, found.gap] == ["behind", 4, 34, 6]
    assert [found.required, found.years_left] == [6, 3]


def test_the_rate_is_the_mean_of_the_last_three_values() -> None:
    found = reading_of(aim(), points(y2021="1", y2023="11", y2024="18", y2025="31"))
    assert [found.since, found.rate, found.projected, found.state] == [2023, 10, 41, "on-pace"]


def test_what_is_required_is_never_rounded_to_too_little() -> None:
    found = reading_of(aim(deadline=2028), points(y2024="18", y2025="20"))
    assert found.required == 7  # 20 in 3 years
    assert 20 + 3 * found.required >= 40


def test_a_target_that_is_met_asks_for_nothing_more() -> None:
    found = reading_of(aim(), points(y2024="38", y2025="41"))
    assert [found.state, found.required, found.gap] == ["achieved", None, 0]


def test_a_missed_deadline_says_by_how_much() -> None:
    found = reading_of(aim(), points(y2025="30", y2026="36"))
    assert [found.state, found.gap, found.projected] == ["over", 4, None]


def test_a_share_is_not_projected_beyond_all_of_it() -> None:
    share = aim("95", unit="%", high=Decimal(100), deadline=2030)
    assert reading_of(share, points(y2024="60", y2025="75")).projected == 100


def test_what_is_to_fall_is_met_from_below() -> None:
    down = aim("10", comparator="<=", direction="down", unit="%")
    assert not is_met(down, Decimal(11))
    found = reading_of(down, points(y2024="16", y2025="14"))
    assert [found.projected, found.gap, found.required] == [12, 2, 4]


def test_about_is_met_within_its_tolerance_and_a_range_at_its_lower_end() -> None:
    near = aim("300", comparator="~", unit="亿元")
    assert is_met(near, Decimal(285))
    assert not is_met(near, Decimal("284.9"))
    assert gap_of(near, Decimal(280)) == 20
    assert is_met(aim("3", comparator="range", value_max=Decimal(5)), Decimal(3))


def test_what_is_promised_every_year_is_not_added_up() -> None:
    yearly = aim("5", unit="个", is_yearly=True)
    assert [step.value for step in path_of(yearly, "equal", first=2024).steps] == [5, 5, 5]
    found = reading_of(yearly, points(y2024="4", y2025="5"))
    assert (found.rule, found.state, found.required) == ("mean", "on-pace", None)
    assert reading_of(yearly, points(y2024="3", y2025="3")).state == "behind"


def test_without_a_base_nothing_is_told_before_the_first_stage() -> None:
    path = path_of(aim(), "equal", stages=points(y2024="20"))
    assert [(step.year, int(step.value)) for step in path.steps] == [(2024, 20), (2025, 30), (2026, 40)]
    assert (path.lacks, path.at(2023)) == ("base", None)


def test_without_a_deadline_there_is_no_path() -> None:
    assert path_of(aim(deadline=None), "equal", base=Point(2023, Decimal(1))).lacks == "deadline"


@pytest.mark.parametrize(
    ("rule", "base", "entered", "code"),
    [
        ("guess", "11", {}, "path-rule"),
        ("growth", "0", {}, "path-growth"),
        ("entered", "11", {"y2026": "50"}, "path-fixed"),
        ("entered", "11", {"y2030": "50"}, "path-fixed"),
        ("entered", "11", {"y2024": "5"}, "path-turns"),
        ("entered", "11", {"y2024": "30", "y2025": "20"}, "path-turns"),
    ],
)
def test_a_path_that_cannot_be_is_refused(rule: str, base: str, entered: dict[str, str], code: str) -> None:
    with pytest.raises(Refusal) as refused:
        path_of(aim(), rule, base=Point(2023, Decimal(base)), entered=points(**entered))
    assert refused.value.code == code


def test_checkpoints_are_kept_and_years_between_them_lie_in_equal_steps() -> None:
    path = path_of(aim(deadline=2027), "entered", base=Point(2023, Decimal(0)), entered=points(y2025="30"))
    assert [(int(step.value), step.origin) for step in path.steps] == [
        (0, "base"), (15, "rule"), (30, "entered"), (35, "rule"), (40, "stated"),
    ]  # fmt: skip
    assert sum(step for _, step in steps_of(path)) == 40


def test_whole_things_are_planned_whole_whatever_their_scale() -> None:
    assert quantum_of("万人", (Decimal("1.5"),)) == Decimal("0.0001")
    assert quantum_of("%", (Decimal("3.1"), Decimal("3.8"))) == Decimal("0.001")

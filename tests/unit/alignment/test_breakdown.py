"""A target broken down over places: what is refused, what limits do, what the figures say of themselves."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal, localcontext
from fractions import Fraction

import pytest
from tests.builders.cost import processor_seconds

from xiandao.alignment.breakdown import break_down
from xiandao.alignment.breakdown_opinions import HANDOUT_COLUMNS, handout_rows, with_opinions
from xiandao.alignment.breakdown_scenarios import compare_scenarios, gini
from xiandao.alignment.breakdown_values import (
    Bound,
    Breakdown,
    BreakdownRequest,
    Method,
    Opinion,
    Place,
    Ruling,
    Wish,
)
from xiandao.core.errors import Refusal

# Columns of the tables below: place, base, weight, floor, cap, fixed; a dash where there is none.
THREE = """
甲县 30 1 - - -
乙县 20 1 - - -
丙县 50 2 - - -
"""


def places(table: str) -> tuple[Place, ...]:
    rows = (line.split() for line in table.strip().splitlines())
    return tuple(
        Place(name=name, **dict(zip(("base", "weight", "floor", "cap", "fixed"), map(figure, figures), strict=True)))
        for name, *figures in rows
    )


def figure(words: str) -> Decimal | None:
    return None if words == "-" else Decimal(words)


def request(  # one argument for each thing a case varies
    total: str,
    table: str = THREE,
    method: Method = Method.BASE,
    *,
    step: str = "1",
    handed_down: str = "1",
    base_share: str | None = None,
    name: str = "",
) -> BreakdownRequest:
    return BreakdownRequest(
        total=Decimal(total),
        unit="家",
        places=places(table),
        method=method,
        step=Decimal(step),
        handed_down=Decimal(handed_down),
        base_share=None if base_share is None else Decimal(base_share),
        name=name,
    )


def given(breakdown: Breakdown) -> list[str]:
    return [str(assignment.assigned) for assignment in breakdown.assignments]


def bounds(breakdown: Breakdown) -> list[Bound]:
    return [assignment.bound for assignment in breakdown.assignments]


def codes(breakdown: Breakdown, index: int) -> list[str]:
    return [reason.code for reason in breakdown.assignments[index].reasons]


def refusal(asked: BreakdownRequest) -> Refusal:
    with pytest.raises(Refusal) as refused:
        break_down(asked)
    return refused.value


# ---- what is refused


def test_a_target_split_over_nobody_is_refused() -> None:
    assert refusal(request("10", "")).code == "breakdown-nobody"


def test_two_places_of_one_name_are_refused_by_name() -> None:
    found = refusal(request("10", "甲县 1 - - - -\n乙县 1 - - - -\n甲县 2 - - - -"))
    assert (found.code, found.values) == ("breakdown-place-twice", {"places": "甲县"})


@pytest.mark.parametrize(
    ("asked", "code", "named"),
    [
        (request("10.5"), "breakdown-total-off-step", {"total": "10.5", "step": "1", "unit": "家"}),
        (request("1.05", step="0.1"), "breakdown-total-off-step", {"total": "1.05", "step": "0.1", "unit": "家"}),
        (request("10", step="0"), "breakdown-step-zero", {}),
        (request("-1"), "breakdown-amount-negative", {"place": "", "field": "total", "value": "-1"}),
        (request("NaN"), "breakdown-amount-unfit", {"place": "", "field": "total", "value": "NaN"}),
        (request("1e9999"), "breakdown-amount-unfit", {"place": "", "field": "total", "value": "1E+9999"}),
        (request("10", handed_down="0.95"), "breakdown-ratio-below-one", {"ratio": "95"}),
        (request("10", "甲县 1 -1 - - -"), "breakdown-amount-negative", {"place": "甲县", "field": "weight", "value": "-1"}),
    ],
)  # fmt: skip
def test_figures_that_make_no_sense_are_refused_with_their_place(
    asked: BreakdownRequest, code: str, named: dict[str, str]
) -> None:
    found = refusal(asked)
    assert (found.code, found.values) == (code, named)


@pytest.mark.parametrize(
    ("table", "method", "code", "named"),
    [
        ("甲县 0 - - - -\n乙县 0 - - - -", Method.BASE, "breakdown-base-zero", {}),
        ("甲县 5 - - - -\n乙县 - - - - -", Method.BASE, "breakdown-base-missing", {"places": "乙县"}),
        ("甲县 5 - - - -\n乙县 -3 - - - -", Method.BASE, "breakdown-base-negative", {"places": "乙县"}),
        ("甲县 5 - - - -\n乙县 0 - - - -", Method.GROWTH, "breakdown-growth-from-nothing", {"places": "乙县"}),
        ("甲县 5 - - - -\n乙县 5 2 - - -", Method.WEIGHT, "breakdown-weight-missing", {"places": "甲县"}),
        ("甲县 5 0 - - -\n乙县 5 0 - - -", Method.WEIGHT, "breakdown-weight-zero", {}),
        ("甲县 5 1 - - -", Method.MIXED, "breakdown-mix", {"value": ""}),
    ],
)
def test_a_method_without_its_measure_is_refused(table: str, method: Method, code: str, named: dict[str, str]) -> None:
    found = refusal(request("10", table, method))
    assert (found.code, found.values) == (code, named)


def test_floors_that_exceed_the_total_are_named_with_what_is_too_much() -> None:
    found = refusal(request("10", "甲县 1 - 7 - -\n乙县 1 - - - -\n丙县 1 - - - 5"))
    assert found.code == "breakdown-floors-exceed"
    assert found.values == {"places": "甲县7、丙县5", "limits": "12", "allotted": "10", "over": "2", "unit": "家"}


def test_one_step_too_much_is_too_much() -> None:
    assert refusal(request("10", "甲县 1 - 6 - -\n乙县 1 - 5 - -")).values["over"] == "1"
    assert refusal(request("10", "甲县 1 - - 6 -\n乙县 1 - - 3 -")).values["over"] == "1"


def test_caps_that_leave_some_over_are_named_with_what_is_left() -> None:
    found = refusal(request("10.0", "甲县 1 - - 3.5 -\n乙县 1 - - 4 -", step="0.5"))
    assert found.code == "breakdown-caps-short"
    assert found.values == {
        "places": "甲县3.5、乙县4.0",
        "limits": "7.5",
        "allotted": "10.0",
        "over": "2.5",
        "unit": "家",
    }


@pytest.mark.parametrize(
    ("row", "code", "off"),
    [
        ("甲县 1 - 8 6 -", "breakdown-floor-above-cap", "2"),
        ("甲县 1 - 6.2 6.8 -", "breakdown-between-steps", None),
        ("甲县 1 - 6 - 5", "breakdown-fixed-below-floor", "1"),
        ("甲县 1 - - 3 5", "breakdown-fixed-above-cap", "2"),
        ("甲县 1 - - - 5.5", "breakdown-fixed-off-step", None),
    ],
)
def test_limits_of_one_place_that_contradict_each_other_are_refused(row: str, code: str, off: str | None) -> None:
    found = refusal(request("10", f"{row}\n乙县 1 - - - -"))
    assert (found.code, found.values["place"], found.values.get("over")) == (code, "甲县", off)


# ---- the methods


@pytest.mark.parametrize(
    ("method", "share", "expected"),
    [
        (Method.BASE, None, ["6", "4", "11"]),
        (Method.GROWTH, None, ["6", "4", "11"]),
        (Method.WEIGHT, None, ["5", "5", "11"]),
        (Method.EQUAL, None, ["7", "7", "7"]),
        (Method.MIXED, "1", ["6", "4", "11"]),
        (Method.MIXED, "0", ["5", "5", "11"]),
    ],
)
def test_twenty_one_are_split_by_each_method(method: Method, share: str | None, expected: list[str]) -> None:
    # By base the shares are 6.3, 4.2, 10.5; by weight 5.25, 5.25, 10.5: the largest remainder takes what is left.
    assert given(break_down(request("21", method=method, base_share=share))) == expected


def test_a_mixed_share_lies_between_its_two() -> None:
    found = break_down(request("21", method=Method.MIXED, base_share="0.5")).assignments[0]
    assert found.ideal == (Fraction("6.3") + Fraction("5.25")) / 2


def test_equal_remainders_go_by_the_order_of_the_places() -> None:
    found = break_down(request("5", method=Method.EQUAL))
    assert given(found) == ["2", "2", "1"]
    assert [codes(found, index)[-1] for index in range(3)] == ["breakdown-tied"] * 3


def test_one_place_takes_it_all() -> None:
    assert given(break_down(request("7", "甲县 3 - - - -"))) == ["7"]


def test_a_total_of_nought_gives_everybody_nought() -> None:
    found = break_down(request("0.0", step="0.1"))
    assert given(found) == ["0.0", "0.0", "0.0"]
    assert found.proof.equation == "0.0+0.0+0.0=0.0"


def test_a_place_with_a_base_of_nought_is_given_nought_by_base() -> None:
    assert given(break_down(request("9", "甲县 3 - - - -\n乙县 0 - - - -"))) == ["9", "0"]


def test_a_place_without_a_base_grows_when_its_amount_is_settled() -> None:
    found = break_down(request("12", "甲县 5 - - - -\n乙县 - - - - 2", Method.GROWTH))
    assert given(found) == ["10", "2"]
    assert codes(found, 1) == ["breakdown-fixed"]


def test_a_negative_base_is_no_hindrance_to_other_methods_and_gives_no_growth() -> None:
    found = break_down(request("6", "甲县 -5 - - - -\n乙县 2 - - - -", Method.EQUAL))
    assert [assignment.growth for assignment in found.assignments] == [None, Fraction(1, 2)]


# ---- limits


def test_a_cap_below_the_fair_share_is_paid_for_by_all_others_in_proportion() -> None:
    found = break_down(request("100", "甲县 30 - - - -\n乙县 20 - - - -\n丙县 50 - - 25 -"))
    assert given(found) == ["45", "30", "25"]
    assert bounds(found) == [Bound.NONE, Bound.NONE, Bound.CAP]
    assert codes(found, 0) == ["breakdown-by-base", "breakdown-rescaled"]
    assert codes(found, 2) == ["breakdown-by-base", "breakdown-at-cap"]


def test_a_floor_above_the_fair_share_is_taken_from_all_others_in_proportion() -> None:
    found = break_down(request("100", "甲县 30 - - - -\n乙县 20 - 50 - -\n丙县 50 - - - -"))
    assert (given(found), bounds(found)) == (["19", "50", "31"], [Bound.NONE, Bound.FLOOR, Bound.NONE])


def test_a_limit_that_does_not_bind_is_not_called_binding() -> None:
    found = break_down(request("100", "甲县 30 - 30 - -\n乙县 20 - - 20 -\n丙县 50 - 10 90 -"))
    assert (given(found), bounds(found)) == (["30", "20", "50"], [Bound.NONE] * 3)


def test_floors_that_take_all_bind_every_place() -> None:
    found = break_down(request("10", "甲县 30 - 2 - -\n乙县 20 - 3 - -\n丙县 50 - 5 - -"))
    assert (given(found), bounds(found)) == (["2", "3", "5"], [Bound.FLOOR] * 3)


def test_a_settled_amount_stands_whatever_the_method_says() -> None:
    found = break_down(request("100", "甲县 30 - - - 7\n乙县 20 - - - -\n丙县 50 - - - -"))
    assert (given(found), bounds(found)[0]) == (["7", "27", "66"], Bound.FIXED)


def test_limits_between_two_steps_bind_on_the_safe_side() -> None:
    assert given(break_down(request("10", "甲县 1 - 7.2 - -\n乙县 1 - - - -"))) == ["8", "2"]
    assert given(break_down(request("10", "甲县 1 - - 3.9 -\n乙县 1 - - - -"))) == ["3", "7"]


def test_what_caps_leave_over_goes_to_places_without_a_share_and_says_so() -> None:
    found = break_down(request("10", "甲县 1 - - 4 -\n乙县 0 - - - -\n丙县 0 - - 2 -"))
    assert (given(found), bounds(found)) == (["4", "4", "2"], [Bound.CAP, Bound.NONE, Bound.CAP])
    assert codes(found, 1) == ["breakdown-by-base", "breakdown-left-over"]


# ---- handed down, proved, exact


def test_more_handed_down_than_asked_for_is_told_openly() -> None:
    found = break_down(request("101", handed_down="1.05"))
    assert (found.proof.exact, found.proof.allotted, found.proof.sum) == (Decimal("106.05"), Decimal(106), Decimal(106))
    over, rounded = found.notes
    assert (over.code, dict(over.values)["ratio"], dict(over.values)["over"]) == (
        "breakdown-handed-over",
        "105",
        "5",
    )
    assert rounded.code == "breakdown-handed-rounded"


def test_a_total_handed_down_as_it_is_needs_no_note() -> None:
    assert break_down(request("101")).notes == ()


def test_tenths_make_the_whole_to_the_last_digit() -> None:
    found = break_down(request("1.0", method=Method.EQUAL, step="0.1"))
    assert found.proof.equation == "0.4+0.3+0.3=1.0"
    assert found.proof.sum == Decimal("1.0")


def test_huge_numbers_keep_every_digit_whatever_the_callers_precision() -> None:
    asked = request(
        "1000000000000.01", "甲县 999999999999.99 - - - -\n乙县 0.02 - - - -\n丙县 333333333333.33 - - - -", step="0.01"
    )
    with localcontext(prec=3):
        found = break_down(asked)
    assert sum(Fraction(assignment.assigned) for assignment in found.assignments) == Fraction("1000000000000.01")
    assert found.proof.sum == Decimal("1000000000000.01")


def test_remainders_too_close_for_floating_point_are_told_apart() -> None:
    # The shares are a half, but for a hair of 10^-21 that only exact arithmetic sees.
    found = break_down(request("1", "甲县 1000000000000000000000 - - - -\n乙县 1000000000000000000001 - - - -"))
    assert given(found) == ["0", "1"]


def test_the_solvers_bound_meets_the_objective() -> None:
    proof = break_down(request("21")).proof
    assert proof.objective == Fraction("0.3") + Fraction("0.2") + Fraction("0.5")
    assert proof.bound == Decimal("1.000000")


def test_the_solver_keeps_silent(capfd: pytest.CaptureFixture[str]) -> None:
    # Data go to standard output; the solver has been heard to write there, past Python, on models of this size.
    table = "\n".join(f"第{n}县 {n * n % 977 + 1} - {n % 7} {60 + n} -" for n in range(40))
    break_down(request("1007", table))
    assert capfd.readouterr() == ("", "")


def test_reasons_carry_the_figures_a_page_prints() -> None:
    first, rounded = break_down(request("21")).assignments[0].reasons
    assert dict(first.values) == {"base": "30", "bases": "100", "share": "30", "ideal": "6.3", "unit": "家"}
    assert (rounded.code, dict(rounded.values)) == (
        "breakdown-rounded-down",
        {"exact": "6.3", "assigned": "6", "unit": "家"},
    )


def test_a_hundred_and_twenty_places_take_less_than_a_fifth_of_a_second() -> None:
    table = "\n".join(f"第{n}县 {n * n % 977 + 1} - {n % 7} {40 + n} -" for n in range(120))
    asked = request("3007", table)
    assert processor_seconds(lambda: break_down(asked)) < 0.2


# ---- opinions and the table handed down


def ruling(place: str, wish: Wish, value: str, *, adopted: bool, reason: str = "与实际相符") -> Ruling:
    return Ruling(Opinion(place, wish, Decimal(value), "去年有一次性因素"), adopted, reason)


@pytest.mark.parametrize(
    ("rulings", "code"),
    [
        ([ruling("丁县", Wish.CAP, "3", adopted=True)], "opinion-place-unknown"),
        ([ruling("甲县", Wish.CAP, "3", adopted=False, reason=" ")], "ruling-without-reason"),
        (
            [ruling("甲县", Wish.CAP, "3", adopted=True), ruling("甲县", Wish.CAP, "4", adopted=True)],
            "opinion-adopted-twice",
        ),
    ],
)
def test_rulings_that_cannot_stand_are_refused(rulings: Sequence[Ruling], code: str) -> None:
    with pytest.raises(Refusal) as refused:
        with_opinions(request("21"), rulings)
    assert refused.value.code == code


def test_a_declined_opinion_changes_no_figure_but_stays_on_record() -> None:
    asked = request("21")
    found = break_down(with_opinions(asked, [ruling("甲县", Wish.FIXED, "1", adopted=False)]))
    assert given(found) == given(break_down(asked))
    assert "breakdown-declined-fixed" in codes(found, 0)
    assert "breakdown-declined-fixed" not in codes(found, 1)


def test_an_adopted_opinion_becomes_a_limit_and_the_sum_still_holds() -> None:
    found = break_down(with_opinions(request("100"), [ruling("丙县", Wish.CAP, "40", adopted=True)]))
    assert (given(found), found.proof.sum) == (["36", "24", "40"], Decimal(100))
    assert codes(found, 2) == ["breakdown-by-base", "breakdown-at-cap", "breakdown-adopted-cap"]


def test_adopted_opinions_that_leave_no_room_are_refused_like_any_other_limits() -> None:
    wishes = [ruling(place, Wish.CAP, "30", adopted=True) for place in ("甲县", "乙县", "丙县")]
    assert refusal(with_opinions(request("100"), wishes)).values["over"] == "10"


def test_the_handout_has_a_row_for_each_place_and_one_for_the_total() -> None:
    asked = with_opinions(request("110"), [ruling("丙县", Wish.CAP, "50", adopted=True)])
    rows = handout_rows(break_down(asked))
    assert [
        (row.number, row.place, str(row.base), str(row.assigned), str(row.growth), str(row.share)) for row in rows
    ] == [
        (1, "甲县", "30", "36", "20.0", "32.7"),
        (2, "乙县", "20", "24", "20.0", "21.8"),
        (3, "丙县", "50", "50", "0.0", "45.5"),
        (None, "", "100", "110", "10.0", "100.0"),
    ]
    assert [remark.code for remark in rows[2].remarks] == ["breakdown-at-cap", "breakdown-adopted-cap"]
    assert len(HANDOUT_COLUMNS) == len(rows[0])


def test_the_total_of_a_handout_tells_what_goes_beyond_the_target() -> None:
    assert [note.code for note in handout_rows(break_down(request("100", handed_down="1.2")))[-1].remarks] == [
        "breakdown-handed-over"
    ]


def test_a_handout_of_nothing_divides_by_nothing() -> None:
    rows = handout_rows(break_down(request("0", "甲县 - - - - -\n乙县 0 - - - -", Method.EQUAL)))
    assert [(row.base, row.growth, row.share) for row in rows] == [
        (None, None, None),
        (Decimal(0), None, None),
        (None, None, None),
    ]


def test_a_total_below_nought_has_no_growth() -> None:
    total = handout_rows(break_down(request("6", "甲县 -5 - - - -\n乙县 2 - - - -", Method.EQUAL)))[-1]
    assert (total.base, total.growth) == (Decimal(-3), None)


# ---- scenarios


def test_nothing_cannot_be_compared() -> None:
    with pytest.raises(Refusal) as refused:
        compare_scenarios([])
    assert refused.value.code == "comparison-nothing"


def test_scenarios_over_other_places_cannot_be_compared() -> None:
    other = break_down(request("100", "甲县 30 - - - -\n丁县 20 - - - -", name="方案二"))
    with pytest.raises(Refusal) as refused:
        compare_scenarios([break_down(request("100")), other])
    assert refused.value.code == "comparison-places-differ"
    assert refused.value.values == {"name": "方案二", "places": "丁县、丙县、乙县"}


def test_scenarios_stand_place_by_scenario_with_who_gains() -> None:
    found = compare_scenarios(
        [
            break_down(request("100", name="按基数")),
            break_down(request("100", method=Method.WEIGHT, name="按权重")),
            break_down(request("100", method=Method.EQUAL, name="均分")),
        ]
    )
    assert [(row.place, *(str(cell.assigned) for cell in row.cells), str(row.widest)) for row in found.rows] == [
        ("甲县", "30", "25", "34", "9"),
        ("乙县", "20", "25", "33", "13"),
        ("丙县", "50", "50", "33", "17"),
    ]
    assert [(row.least, row.most) for row in found.rows] == [((1,), (2,)), ((0,), (2,)), ((2,), (0, 1))]
    assert [(s.name, s.eased, s.pressed, s.heaviest) for s in found.scenarios] == [
        ("按基数", (), (), ("甲县", "乙县", "丙县")),
        ("按权重", ("甲县",), ("乙县",), ("乙县",)),
        ("均分", ("丙县",), ("甲县", "乙县"), ("乙县",)),
    ]
    assert [cell.rank for cell in (row.cells[2] for row in found.rows)] == [2, 1, 3]


def test_the_burden_lies_evenly_by_growth_and_unevenly_by_equal_parts() -> None:
    even, uneven = compare_scenarios(
        [break_down(request("200", method=Method.GROWTH)), break_down(request("200", method=Method.EQUAL))]
    ).scenarios
    assert even.gini == 0
    # The burdens are 67/30, 67/20 and 66/50: three times their sum is 20.71, their differences make 4.06.
    assert uneven.gini == Fraction("4.06") / Fraction("20.71")


def test_unevenness_needs_somebody_to_be_uneven() -> None:
    assert gini([]) is None
    assert gini([Fraction(0), Fraction(0)]) == 0
    assert gini([Fraction(1), Fraction(2), Fraction(3)]) == Fraction(2, 9)

"""What counts, what does not, and why."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal

import pytest
from tests.builders.counted import histories, moment, said

from xiandao.core.conditions import Condition
from xiandao.core.measures import Event, Highest, Measure, Per, Within
from xiandao.registers.counting import shared_members, tally
from xiandao.registers.counting_values import State, Tally

LEADERS = Measure(kinds=("enterprise",), where=(Condition(property="label", values=("chain-leader",)),))
PUBLISHED = Event("stage", ("published", "revising"))
NATIONAL = Measure(
    kinds=("standard",),
    where=(Condition(property="level", values=("national",)),),
    sense="cumulative",
    event=PUBLISHED,
    since=dt.date(2024, 1, 1),
    lost=("void",),
)
COMMITTED = Measure(kinds=("fund",), how="sum", of="committed")


def states(counted: Tally) -> dict[str, State]:
    return {each.entity: each.state for each in counted.entries}


def shown(*values: object) -> tuple[object, ...]:
    return values


def codes(counted: Tally, entity: str) -> list[str]:
    return [why.code for each in counted.entries if each.entity == entity for why in each.reasons]


# ------------------------------------------------------------------------------------------------ must not happen


def test_an_entity_given_twice_is_refused_and_not_counted_twice() -> None:
    firms = histories("enterprise", said("a", name="甲", label="chain-leader"))
    with pytest.raises(ValueError, match="twice"):
        tally(LEADERS, (*firms, *firms), moment("2026-06-30"))


def test_a_reported_indicator_is_no_nought() -> None:
    assert tally(Measure(indicator="未来产业规模"), (), moment("2026-06-30")).figure is None


def test_what_is_not_known_does_not_count_and_is_told() -> None:
    counted = tally(NATIONAL, histories("standard", said("s", name="甲", stage="published")), moment("2026-06-30"))
    assert shown(counted.figure, states(counted)) == (0, {"s": State.UNKNOWN})


def test_a_standard_of_the_wrong_level_is_no_member_and_says_by_which_rule() -> None:
    group = said("s", "2025-03-01", name="甲", level="group", stage="published")
    counted = tally(NATIONAL, histories("standard", group), moment("2026-06-30"))
    assert counted.figure == 0
    (why,) = counted.near[0].reasons
    assert why.code == "counts-fails"
    assert dict(why.values) | {"operator": ""} == {
        "property": "level", "operator": "", "wanted": "national", "found": "group", "clause": ""
    }  # fmt: skip


def test_a_draft_is_no_member_and_says_what_has_not_been() -> None:
    draft = said("s", "2025-03-01", name="甲", level="national", stage="drafting")
    counted = tally(NATIONAL, histories("standard", draft), moment("2026-06-30"))
    assert shown(counted.figure, codes(counted, "s")) == (0, ["counts-event-missing"])


def test_what_was_there_before_the_first_day_is_not_new() -> None:
    old = said("s", "2023-12-31", name="甲", level="national", stage="published")
    counted = tally(NATIONAL, histories("standard", old), moment("2026-06-30"))
    assert shown(counted.figure, codes(counted, "s")) == (0, ["counts-before"])


def test_what_nobody_dates_is_not_counted_since_a_day() -> None:
    undated = said("s", name="甲", level="national", stage="published")
    counted = tally(NATIONAL, histories("standard", undated), moment("2026-06-30"))
    assert shown(counted.figure, codes(counted, "s")) == (0, ["counts-undated"])


def test_an_amount_that_is_not_known_adds_nothing_and_is_told() -> None:
    counted = tally(COMMITTED, histories("fund", said("f", name="甲")), moment("2026-06-30"))
    assert shown(counted.figure, codes(counted, "f")) == (0, ["counts-amount-unknown"])


def test_a_commitment_to_a_sub_fund_is_not_added_twice() -> None:
    funds = histories(
        "fund",
        said("mother", name="母", committed="1000000000"),
        said("child", name="子", committed="300000000", parent="mother", from_parent="100000000"),
        said("dark", name="暗", committed="500000000", parent="mother"),
    )
    counted = tally(
        Measure(kinds=("fund",), how="sum", of="committed", within=Within("parent", "from-parent")),
        funds,
        moment("2026-06-30"),
    )
    assert shown(counted.figure, counted.unit) == (Decimal(1_200_000_000), "元")
    assert codes(counted, "child")[-1] == "counts-overlap"
    assert codes(counted, "dark") == ["counts-overlap-unknown"]


def test_a_deleted_thing_counts_in_nothing_even_where_what_counted_stays() -> None:
    told = (
        said("s", "2025-03-01", name="甲", level="national", stage="published"),
        said("s", "2026-01-10", deed="delete", order=1),
    )
    stays = Measure(kinds=NATIONAL.kinds, where=NATIONAL.where, sense="cumulative", event=PUBLISHED, withdrawn="stays")
    assert tally(stays, histories("standard", *told), moment("2026-01-09")).figure == 1
    assert tally(stays, histories("standard", *told), moment("2026-01-10")).figure == 0


def test_what_lies_elsewhere_is_not_even_named() -> None:
    measure = Measure(kinds=("enterprise",), place="3202")
    firms = histories("enterprise", said("a", name="甲", place="3205"), said("b", name="乙", place="3202"))
    assert states(tally(measure, firms, moment("2026-06-30"))) == {"b": State.COUNTS}


def test_what_came_about_elsewhere_and_moved_here_is_nothing_new_here() -> None:
    told = (
        said("s", "2025-03-01", name="甲", level="national", stage="published", place="3205"),
        said("s", "2026-03-01", place="3202", order=1),
    )
    here, there = (
        tally(replace(NATIONAL, place=place, withdrawn="stays"), histories("standard", *told), moment("2026-06-30"))
        for place in ("3202", "3205")
    )
    assert shown(here.figure, codes(here, "s"), there.figure) == (0, ["counts-fails"], 1)


# ----------------------------------------------------------------------------------------------------- what counts


def test_a_stock_is_what_holds_on_the_day_and_says_since_when() -> None:
    firms = histories("enterprise", said("a", "2024-05-01", name="甲", label="chain-leader"))
    before, after = (tally(LEADERS, firms, moment(day)) for day in ("2024-04-30", "2024-05-01"))
    assert shown(before.figure, after.figure) == (0, 1)
    assert after.members[0].since == dt.date(2024, 5, 1)


def test_a_label_that_ran_out_leaves_the_stock_with_its_day() -> None:
    firms = histories(
        "enterprise", said("a", name="甲"), said("a", "2022-01-01", "2024-12-31", label="chain-leader", order=1)
    )
    counted = tally(LEADERS, firms, moment("2025-06-30"))
    assert shown(counted.figure, counted.of(State.WITHDRAWN)[0].until) == (0, dt.date(2025, 1, 1))


def test_validity_that_ran_out_is_told_as_such() -> None:
    measure = Measure(kinds=("fund",), expires="investing-until")
    counted = tally(
        measure, histories("fund", said("f", name="甲", investing_until="2025-12-31")), moment("2026-06-30")
    )
    assert shown(counted.figure, codes(counted, "f")) == (0, ["counts-expired"])
    assert counted.entries[0].until == dt.date(2026, 1, 1)


def test_a_withdrawal_lowers_a_cumulative_figure_only_where_the_definition_says() -> None:
    told = (
        said("s", "2025-03-01", name="甲", level="national", stage="published"),
        said("s", "2026-03-01", stage="void", order=1),
    )
    leaves = tally(NATIONAL, histories("standard", *told), moment("2026-06-30"))
    stays = tally(
        Measure(
            kinds=("standard",),
            where=NATIONAL.where,
            sense="cumulative",
            event=PUBLISHED,
            lost=("void",),
            withdrawn="stays",
        ),
        histories("standard", *told),
        moment("2026-06-30"),
    )
    assert shown(leaves.figure, stays.figure) == (0, 1)
    assert leaves.of(State.WITHDRAWN)[0].until == dt.date(2026, 3, 1)
    assert codes(stays, "s")[-1] == "counts-stays"


def test_a_thing_in_a_stage_of_withdrawal_is_in_no_stock_whatever_else_it_bears() -> None:
    told = (
        said("s", "2025-03-01", name="甲", level="national", stage="published"),
        said("s", "2026-03-01", stage="void", order=1),
    )
    stock = Measure(kinds=("standard",), where=NATIONAL.where, lost=("void",))
    counted = tally(stock, histories("standard", *told), moment("2026-06-30"))
    assert shown(counted.figure, codes(counted, "s")) == (0, ["counts-lost"])
    assert tally(stock, histories("standard", *told), moment("2026-02-28")).figure == 1


def test_moving_on_to_a_later_stage_is_no_withdrawal() -> None:
    told = (
        said("s", "2025-03-01", name="甲", level="national", stage="published"),
        said("s", "2026-03-01", stage="revising", order=1),
    )
    counted = tally(NATIONAL, histories("standard", *told), moment("2026-06-30"))
    assert shown(counted.figure, counted.members[0].since) == (1, dt.date(2025, 3, 1))


def test_what_is_promised_every_year_has_a_figure_for_every_year_also_for_one_without() -> None:
    yearly = Measure(
        kinds=("standard",), sense="flow", event=PUBLISHED, since=dt.date(2024, 1, 1), yearly=True, lost=("void",)
    )
    counted = tally(
        yearly,
        histories(
            "standard",
            said("a", "2024-03-01", name="甲", stage="published"),
            said("b", "2024-09-01", name="乙", stage="published"),
            said("c", "2026-02-01", name="丙", stage="published"),
        ),
        moment("2026-06-30"),
    )
    assert [shown(each.year, each.figure) for each in counted.parts] == [(2024, 2), (2025, 0), (2026, 1)]
    assert [each.year for each in counted.missing] == [2025]


def test_figures_of_quarters_are_not_added_to_that_of_their_year() -> None:
    output = Measure(kinds=("enterprise",), how="sum", of="output", sense="flow", yearly=True, unit="元")
    counted = tally(
        output,
        histories(
            "enterprise",
            said("a", name="甲"),
            said("a", "2024-01-01", "2024-12-31", output="400", order=1),
            said("a", "2024-01-01", "2024-03-31", output="90", order=2),
            said("a", "2025-01-01", "2025-03-31", output="120", order=3),
        ),
        moment("2025-12-31"),
    )
    assert [shown(each.year, each.figure) for each in counted.parts] == [(2024, 400), (2025, 120)]


def test_a_person_with_two_titles_is_counted_once_and_at_the_higher_level() -> None:
    order = (("national",), ("province", "city"))
    titles = histories(
        "title",
        said("t1", name="国", level="national", person="li"),
        said("t2", name="省", level="province", person="li"),
        said("t3", name="省", level="province", person="wu"),
        said("t4", name="市", level="city", person="wu"),
    )
    upper, lower = (
        tally(
            Measure(
                kinds=("title",),
                how="distinct",
                of="person",
                where=(Condition(property="level", values=tier),),
                highest=Highest("level", order),
            ),
            titles,
            moment("2026-06-30"),
        )
        for tier in order
    )
    assert shown(upper.figure, lower.figure) == (1, 1)
    assert (codes(lower, "t2"), codes(lower, "t4")) == (["counts-higher"], ["counts-same"])
    assert shared_members({"国家级": upper, "省市级": lower}) == ()


def test_every_group_expected_has_its_figure_and_the_empty_ones_are_named() -> None:
    measure = Measure(kinds=("enterprise",), where=LEADERS.where, per=Per("field", ("氢能", "元宇宙")))
    firms = histories(
        "enterprise",
        said("a", name="甲", label="chain-leader", field="氢能/制氢"),
        said("b", name="乙", label="chain-leader"),
    )
    counted = tally(measure, firms, moment("2026-06-30"))
    assert [shown(each.group, each.figure) for each in counted.parts] == [("氢能", 1), ("元宇宙", 0)]
    assert [each.group for each in counted.missing] == ["元宇宙"]
    assert codes(counted, "b")[-1] == "counts-group-unknown"


def test_groups_may_be_entities_of_another_kind() -> None:
    parks = histories("park", said("p1", name="东园", type="featured"), said("p2", name="西园", type="featured"))
    sheds = histories("carrier", said("c1", name="一号楼", park="p1", area="60000"))
    featured = (Condition(property="type", values=("featured",)),)
    measure = Measure(kinds=("carrier",), how="sum", of="area", per=Per("park", kind="park", where=featured))
    counted = tally(measure, (*parks, *sheds), moment("2026-06-30"))
    assert [shown(each.group, each.figure) for each in counted.parts] == [("p1", 60000), ("p2", 0)]
    assert counted.unit == "平方米"


def test_a_share_is_among_its_base_and_of_none_there_is_none() -> None:
    big = (Condition(property="staff", operator="at-least", values=("50",)),)
    share = Measure(kinds=("enterprise",), how="share", where=LEADERS.where, base=big)
    firms = histories(
        "enterprise",
        said("a", name="甲", staff="60", label="chain-leader"),
        said("b", name="乙", staff="60"),
        said("c", name="丙", staff="9", label="chain-leader"),
        said("d", name="丁", staff="70"),
    )
    counted = tally(share, firms, moment("2026-06-30"))
    assert shown(counted.figure, counted.unit) == (Decimal("33.33"), "%")
    assert tally(share, (), moment("2026-06-30")).figure is None


def test_a_thing_that_two_figures_count_is_seen_as_such() -> None:
    firms = histories("enterprise", said("a", name="甲", label="chain-leader"), said("b", name="乙"))
    counted = {
        "市：链主": tally(LEADERS, firms, moment("2026-06-30")),
        "区：企业": tally(Measure(kinds=("enterprise",)), firms, moment("2026-06-30")),
    }
    assert shared_members(counted) == (("a", ("区：企业", "市：链主")),)


def test_what_was_not_known_then_changes_no_figure_of_then() -> None:
    first, later = dt.datetime(2025, 1, 1, tzinfo=dt.UTC), dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
    told = (
        said("a", "2024-01-01", name="甲", label="chain-leader", at=first),
        said("b", "2024-01-01", name="乙", label="chain-leader", at=later),
    )
    firms = histories("enterprise", *told)
    assert tally(LEADERS, firms, moment("2025-06-30", first)).figure == 1
    assert tally(LEADERS, firms, moment("2025-06-30", later)).figure == 2
    assert tally(LEADERS, firms, moment("2025-06-30", first)) == tally(
        LEADERS, histories("enterprise", told[0]), moment("2025-06-30", first)
    )

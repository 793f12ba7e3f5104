"""Splitting a target: what is refused leaves no trace, what is ruled still makes the total, what is kept is what was reckoned."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.builders.breakdowns import districts, live_target, made, three, typed
from tests.builders.workspace import AT, DAY, World

from xiandao.alignment.breakdown import break_down
from xiandao.alignment.breakdown_opinions import with_opinions
from xiandao.alignment.breakdown_values import BreakdownRequest, Method, Opinion, Place, Ruling, Wish
from xiandao.apps.audit.models import AuditLine
from xiandao.apps.places.services import management_add, place_add
from xiandao.apps.plans import breakdown_rows, breakdowns
from xiandao.apps.plans.breakdown_forms import Line, request_of, with_pasted
from xiandao.apps.plans.breakdown_receivers import receivers_of
from xiandao.apps.plans.breakdown_selectors import breakdown_for, breakdowns_seen
from xiandao.apps.plans.models import Breakdown, BreakdownOpinion, Edition, Scenario
from xiandao.core.canonical import canonical_bytes, value_of
from xiandao.core.errors import Refusal

LATER = AT + dt.timedelta(days=1)
WAY = (
    ("drafting", "opinions", ""),
    ("opinions", "countersigned", "市财政局"),
    ("countersigned", "decided", "专班第3次会议"),
    ("decided", "handed-down", ""),
)


def assigned(row: Breakdown) -> dict[str, Decimal]:
    shares = row.scenarios.get(is_chosen=True).shares.all()
    return {share.name: Decimal(share.assigned) for share in shares}


def at_opinions(world: World, plan: Edition) -> Breakdown:
    row = made(world.person("office"), plan, three(world))
    return breakdowns.breakdown_move(world.person("office"), row.pk, seen="drafting", to="opinions", note="", at=AT)


def opinion(world: World, row: Breakdown, value: str, wish: str = "cap") -> BreakdownOpinion:
    said = {"name": "鹭汀区", "wish": wish, "value": value, "reason": "载体不足"}
    return breakdowns.opinion_add(world.person("office"), row.pk, said, at=AT)


def rule(world: World, row: Breakdown, of: BreakdownOpinion, ruling: str, why: str = "情况属实") -> None:
    breakdowns.opinion_rule(world.person("office"), row.pk, of.pk, ruling=ruling, ruled_for=why, at=LATER)


def refused(code: str) -> pytest.RaisesExc[Refusal]:
    return pytest.raises(Refusal, check=lambda told: told.code == code)


# ---- what must not happen


def test_a_target_that_waits_for_review_is_not_split(world: World, plan: Edition) -> None:
    item = plan.items.filter(kind="target", unit="家")[0]
    with refused("breakdown-not-live"):
        breakdowns.breakdown_make(world.person("office"), item.pk, typed(three(world)), at=AT)
    assert not Breakdown.objects.exists()


@pytest.mark.parametrize("name", ["reader", "leader", "analyst", "district-office", "other-office"])
def test_who_may_not_judge_the_plan_may_not_split_its_target(name: str, world: World, plan: Edition) -> None:
    item = live_target(plan)
    with refused("absent"):
        breakdowns.breakdown_make(world.person(name), item.pk, typed(three(world)), at=AT)


def test_floors_that_leave_no_room_are_refused_with_places_and_figures_and_leave_no_trace(
    world: World, plan: Edition
) -> None:
    lines = tuple(line._replace(floor="15") for line in three(world))
    before = AuditLine.objects.count()
    item = live_target(plan)
    judged = AuditLine.objects.count()
    with pytest.raises(Refusal) as told:
        breakdowns.breakdown_make(world.person("office"), item.pk, typed(lines), at=AT)
    assert told.value.code == "breakdown-floors-exceed"
    assert told.value.values["over"] == "5"
    assert "鹭汀区15" in told.value.values["places"]
    assert (Breakdown.objects.count(), AuditLine.objects.count()) == (0, judged)
    assert judged == before + 1


def test_a_rate_is_not_split(world: World) -> None:
    with refused("breakdown-rate"):
        request_of(typed(three(world), unit="%"))


def test_an_adopted_opinion_that_leaves_no_room_changes_nothing(world: World, plan: Edition) -> None:
    row = at_opinions(world, plan)
    first = opinion(world, row, "50", "fixed")
    before = assigned(row)
    with refused("breakdown-floors-exceed"):
        rule(world, row, first, "adopted")
    first.refresh_from_db()
    assert (first.ruling, assigned(row)) == ("open", before)


def test_a_ruling_without_a_reason_is_refused(world: World, plan: Edition) -> None:
    row = at_opinions(world, plan)
    with refused("ruling-without-reason"):
        rule(world, row, opinion(world, row, "15"), "declined", why="  ")


def test_an_opinion_is_ruled_on_once(world: World, plan: Edition) -> None:
    row = at_opinions(world, plan)
    first = opinion(world, row, "15")
    rule(world, row, first, "declined")
    with refused("opinion-ruled"):
        rule(world, row, first, "adopted")


def test_it_is_not_countersigned_while_an_opinion_waits(world: World, plan: Edition) -> None:
    row = at_opinions(world, plan)
    opinion(world, row, "15")
    with refused("breakdown-opinions-open"):
        breakdowns.breakdown_move(
            world.person("office"), row.pk, seen="opinions", to="countersigned", note="市财政局", at=AT
        )


@pytest.mark.parametrize(
    ("seen", "to"), [("drafting", "handed-down"), ("drafting", "decided"), ("opinions", "countersigned")]
)
def test_no_step_is_left_out_and_no_stale_page_takes_one(seen: str, to: str, world: World, plan: Edition) -> None:
    row = made(world.person("office"), plan, three(world))
    with refused("breakdown-moved"):
        breakdowns.breakdown_move(world.person("office"), row.pk, seen=seen, to=to, note="理由", at=AT)


def test_a_meeting_is_named_when_it_has_decided(world: World, plan: Edition) -> None:
    row = at_opinions(world, plan)
    with refused("breakdown-note"):
        breakdowns.breakdown_move(world.person("office"), row.pk, seen="opinions", to="countersigned", note=" ", at=AT)


def test_nothing_is_handed_to_a_place_that_does_not_lie_below(world: World, plan: Edition) -> None:
    lines = (*three(world), Line(place=str(world.other_city.pk), name="澄湾市", base="10"))
    row = made(world.person("office"), plan, lines)
    for seen, to, note in WAY:
        breakdowns.breakdown_move(world.person("office"), row.pk, seen=seen, to=to, note=note, at=AT)
    assert not breakdowns_seen(world.person("other-office")).exists()
    assert breakdowns_seen(world.person("district-reader")).get() == row


def test_words_that_mark_a_state_secret_are_kept_nowhere(world: World, plan: Edition) -> None:
    with refused("state-secret"):
        made(world.person("office"), plan, three(world), title="机密★10年")
    assert not Breakdown.objects.exists()


# ---- what must


def test_the_shares_make_the_total_and_more_than_all_of_it_is_told(world: World, plan: Edition) -> None:
    row = made(world.person("office"), plan, three(world), ratio="105")
    chosen = row.scenarios.get(is_chosen=True)
    assert sum(assigned(row).values()) == 42
    assert chosen.result["proof"]["sum"] == "42"
    assert chosen.result["notes"][0][0] == "breakdown-handed-over"


def test_adopted_opinions_are_kept_by_a_new_split_of_the_same_total(world: World, plan: Edition) -> None:
    row = at_opinions(world, plan)
    before = assigned(row)
    rule(world, row, opinion(world, row, "15"), "adopted")
    rule(world, row, opinion(world, row, "3"), "declined", why="基数可支撑")
    after = assigned(row)
    assert before["鹭汀区"] == 19
    assert after["鹭汀区"] == 15
    assert sum(before.values()) == sum(after.values()) == 40
    chosen = row.scenarios.get(is_chosen=True)
    assert [each["adopted"] for each in chosen.request["rulings"]] == [True, False]
    assert row.scenarios.count() == 2


def test_who_did_what_when_is_on_the_way_and_in_the_log(world: World, plan: Edition) -> None:
    row = made(world.person("office"), plan, three(world))
    for seen, to, note in WAY:
        breakdowns.breakdown_move(world.person("reviewer"), row.pk, seen=seen, to=to, note=note, at=LATER)
    steps = list(row.steps.values_list("state", "by__username", "note", "digest"))
    digest = row.scenarios.get(is_chosen=True).digest
    assert steps == [
        ("drafting", "office", "", ""),
        *((to, "reviewer", note, digest) for _, to, note in WAY),
    ]
    deeds = AuditLine.objects.filter(object_kind="breakdown").values_list("deed", flat=True)
    assert [deed for deed in deeds if deed == "breakdown.move"] == ["breakdown.move"] * 4


def test_a_district_sees_nothing_before_it_is_handed_down_and_nothing_once_it_is_withdrawn(
    world: World, plan: Edition
) -> None:
    row, district = made(world.person("office"), plan, three(world)), world.person("district-reader")
    seen = []
    for before, to, note in (*WAY, ("handed-down", "withdrawn", "任务调整")):
        seen.append(breakdowns_seen(district).exists())
        breakdowns.breakdown_move(world.person("office"), row.pk, seen=before, to=to, note=note, at=LATER)
    assert seen == [False, False, False, False, True]
    with refused("absent"):
        breakdown_for(district, row.pk)


def test_a_work_secret_that_was_handed_down_is_read_by_the_roles_that_may(world: World, plan: Edition) -> None:
    row = made(world.person("office"), plan, three(world))
    for seen, to, note in WAY:
        breakdowns.breakdown_move(world.person("office"), row.pk, seen=seen, to=to, note=note, at=LATER)
    plan.plan.secrecy = "secret"
    plan.plan.save()
    assert not breakdowns_seen(world.person("district-reader")).exists()
    assert breakdowns_seen(world.person("district-office")).exists()


def test_scenarios_of_one_breakdown_split_the_same_total_over_the_same_places(world: World, plan: Edition) -> None:
    row = made(world.person("office"), plan, three(world))
    office = world.person("office")
    with refused("breakdown-other-total"):
        breakdowns.scenario_add(office, row.pk, typed(three(world), name="方案二", total="50"), at=AT)
    with refused("comparison-places-differ"):
        breakdowns.scenario_add(office, row.pk, typed(three(world)[:2], name="方案二"), at=AT)
    with refused("breakdown-name-taken"):
        breakdowns.scenario_add(office, row.pk, typed(three(world)), at=AT)
    second = breakdowns.scenario_add(office, row.pk, typed(three(world), name="方案二", method="equal"), at=AT)
    breakdowns.scenario_choose(office, row.pk, second.pk, at=AT)
    assert sorted(assigned(row).values()) == [13, 13, 14]


def test_a_place_that_a_zone_manages_as_a_whole_counts_once_under_the_zone(world: World) -> None:
    district, other, zone = districts(world)
    town = place_add(code="990103001", name="柳浦街道", level="town", parent=other, at=AT)
    management_add(zone, district, at=AT)
    management_add(zone, town, at=AT)
    tree, zones, both = (receivers_of(world.city, each, DAY) for each in ("tree", "zones", "both"))
    assert [place.name for place in tree.places] == ["鹭汀区", "枫渚区"]
    assert [place.name for place in zones.places] == ["霁川高新区"]
    assert [place.name for place in both.places] == ["枫渚区", "霁川高新区"]
    assert both.inside == ((district, zone),)
    assert both.managed == ((zone, (town,)),)


@pytest.mark.parametrize(
    "pasted",
    [
        "地区\t基数\n鹭汀区\t1,200\n枫渚\t800\n合计\t2,000",
        "鹭汀区 1200\n枫渚 800",
        "鹭汀区，1200\n枫渚区，800",
        "鹭汀区,1200\n枫渚区,800",
    ],
)
def test_two_columns_from_a_sheet_become_bases(pasted: str, world: World) -> None:
    form = with_pasted(typed(three(world), pasted=pasted))
    assert [amount.base for amount in request_of(form).places] == [Decimal(1200), Decimal(800), Decimal(25)]


@pytest.mark.parametrize(
    ("pasted", "code"), [("某区\t12", "breakdown-pasted-unknown"), ("鹭汀区\t若干", "breakdown-pasted-line")]
)
def test_what_is_pasted_and_fits_nowhere_is_named(pasted: str, code: str, world: World) -> None:
    with refused(code):
        with_pasted(typed(three(world), pasted=f"枫渚区\t8\n{pasted}"))


@pytest.mark.parametrize("text", ["若干", "NaN", "1e999999999", "-", "１．２．３"])
def test_what_is_no_figure_is_named_with_its_place(text: str, world: World) -> None:
    lines = three(world)
    with pytest.raises(Refusal) as told:
        request_of(typed((lines[0]._replace(base=text), *lines[1:])))
    assert told.value.values["place"] == "鹭汀区"


# ---- rows and values

AMOUNTS = st.decimals(min_value=0, max_value=10**9, places=3, allow_nan=False, allow_infinity=False)
WORDS = st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1, max_size=8)


@st.composite
def requests(draw: st.DrawFn) -> BreakdownRequest:
    """Requests that can be reckoned, with rulings on record."""
    names = draw(st.lists(WORDS, min_size=1, max_size=5, unique=True))
    limits = st.none() | st.integers(0, 3).map(Decimal)
    request = BreakdownRequest(
        total=Decimal(draw(st.integers(40, 400))),
        unit=draw(WORDS),
        places=tuple(
            Place(name=name, base=draw(AMOUNTS) + 1, weight=draw(AMOUNTS) + 1, floor=draw(limits)) for name in names
        ),
        method=draw(st.sampled_from(Method)),
        step=draw(st.sampled_from([Decimal(1), Decimal("0.10"), Decimal("0.5")])),
        handed_down=draw(st.sampled_from([Decimal(1), Decimal("1.05")])),
        base_share=draw(st.sampled_from([Decimal("0.25"), Decimal(1)])),
        name=draw(WORDS),
    )
    wish = Opinion(names[0], draw(st.sampled_from([Wish.FLOOR, Wish.FIXED])), Decimal(4), draw(WORDS))
    is_adopted = draw(st.booleans()) and len(names) > 1
    return with_opinions(request, [Ruling(wish, is_adopted, draw(WORDS).strip() or "同意")])


@given(requests())
def test_what_was_reckoned_comes_back_from_json_exactly(request: BreakdownRequest) -> None:
    found = break_down(request)
    columns = breakdown_rows.columns_of_breakdown(found)
    kept = value_of(canonical_bytes({"request": columns["request"], "result": columns["result"]}))
    assert isinstance(kept, dict)
    assert breakdown_rows.breakdown_of_dicts(kept["request"], kept["result"]) == found
    assert breakdown_rows.breakdown_of_row(Scenario(**columns)) == found


@given(requests())
def test_shares_are_rows_and_rows_are_shares(request: BreakdownRequest) -> None:
    found = break_down(request)
    rows = breakdown_rows.shares_of_breakdown(found, Scenario(), {}, {})
    assert tuple(map(breakdown_rows.place_of_share, rows)) == request.places
    assert [Decimal(row.assigned) for row in rows] == [part.assigned for part in found.assignments]


@given(requests())
def test_what_was_asked_is_reckoned_to_the_same_digest_again(request: BreakdownRequest) -> None:
    columns = breakdown_rows.columns_of_breakdown(break_down(request))
    again = break_down(breakdown_rows.request_of_dict(columns["request"]))
    assert breakdown_rows.columns_of_breakdown(again)["digest"] == columns["digest"]
    other = break_down(replace(request, name=f"{request.name}甲"))
    assert breakdown_rows.columns_of_breakdown(other)["digest"] != columns["digest"]


@given(
    st.lists(st.tuples(WORDS, st.sampled_from(["fixed", "floor", "cap"]), AMOUNTS, WORDS, st.booleans()), max_size=4)
)
def test_rulings_are_the_opinions_that_were_ruled_on(said: list[tuple[str, str, Decimal, str, bool]]) -> None:
    rows = [
        BreakdownOpinion(
            name=name, wish=wish, value=str(value), reason=why, ruled_for=why,
            ruling="adopted" if is_adopted else "declined",
        )
        for name, wish, value, why, is_adopted in said
    ]  # fmt: skip
    waiting = BreakdownOpinion(name="甲", wish="cap", value="1", reason="乙")
    expected = tuple(
        Ruling(Opinion(name, Wish(wish), value, why), is_adopted, why) for name, wish, value, why, is_adopted in said
    )
    agreeing = BreakdownOpinion(name="甲", wish="agree", value="1", ruling="agreed")
    assert breakdown_rows.rulings_of_rows([*rows, waiting, agreeing]) == expected

"""What the catalogue asks of its lists, asked of the kinds and views that come with the product."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path

import pytest

from xiandao.core.conditions import Answer, all_of, answers
from xiandao.core.kinds import STAGE, Kind, Registry
from xiandao.core.statements import Row
from xiandao.readers.packs import load_pack
from xiandao.readers.packs_registers import KINDS
from xiandao.registers.stages import move_faults, stale_properties, stale_since, standing

PACKS = Path(__file__).resolve().parents[3] / "packs" / "kinds"
TODAY = dt.date(2026, 5, 1)


@pytest.fixture(scope="module")
def shipped() -> Registry:
    loaded = load_pack(PACKS, KINDS)
    assert loaded.value is not None
    return loaded.value


def kind_of(registry: Registry, code: str) -> Kind:
    found = registry.kind(code)
    assert found is not None
    return found


def row(stage: str = "", /, **values: str) -> Row:
    """An entity in a stage, with *values*, words parted by blanks."""
    told = {name.replace("_", "-"): tuple(value.split()) for name, value in values.items()}
    return Row(entity="e", values=told | ({STAGE: (stage,)} if stage else {}))


def aged(one: Row, since: dt.date) -> Row:
    """The entity, of which everything has held since that day."""
    return replace(one, since=dict.fromkeys(one.values, since))


def listed(registry: Registry, view: str, one: Row) -> bool:
    found = registry.view(view)
    assert found is not None
    return all_of(answers(found.where, one.values)) is Answer.YES


MOVES = {
    "RDI-12: a claim is confirmed without evidence": ("technology-result", "checked", "confirmed", "核验意见", ""),
    "RDI-18: a contract closes without acceptance": ("delivery-contract", "delivered", "closed", "", ""),
    "RDI-18: a contract closes before it is delivered": (
        "delivery-contract",
        "signed",
        "closed",
        "逐项签字的验收单",
        "",
    ),
    "STD-01: a standard skips the opinions": ("standard", "drafting", "review", "送审稿", ""),
    "STD-01: a standard is published without a number": (
        "standard",
        "submitted",
        "published",
        "发布公告",
        "published_on",
    ),
    "SCN-06: a scenario spreads unverified": ("scenario", "opportunity", "spread", "融合试验通过报告", ""),
    "SCN-06: a scenario passes without a report": ("scenario", "verifying", "trial", "", ""),
    "SCN-11: a case is reported with two verdicts": (
        "verification-case",
        "verifying",
        "reported",
        "三类验证结论",
        "product_verdict prototype_verdict",
    ),
    "SCN-14: a technology rises without evidence": ("maturing", "maturing", "scaling", "", ""),
    "SCN-14: a technology skips a level": ("maturing", "maturing", "prototype", "放大试验报告", ""),
    "SCN-18: a product is finalised without its day": ("product", "developed", "finalised", "定型证明", ""),
    "SCN-20: a product is approved without a certificate": (
        "approval",
        "review",
        "approved",
        "注册证或批件",
        "decided_on",
    ),
    "SPC-04: a park is built without an acceptance": ("park", "building", "built", "", "finished_on"),
    "SPC-11: a project leaves without an outcome": ("incubatee", "growth", "left", "退出说明", ""),
    "FIN-01: a fund invests unrecorded": ("fund", "raising", "investing", "", "founded_on"),
    "PLN-04: a goal is achieved without evidence": (
        "goal-evidence",
        "open",
        "achieved",
        "佐证材料 核验意见",
        "verifier",
    ),
    "PLN-04: a goal is achieved without a verifier": (
        "goal-evidence",
        "open",
        "achieved",
        "佐证材料 核验意见",
        "evidence",
    ),
    "PLN-21: a named item moves on without an owner": ("flagship", "named", "preparing", "责任分工", ""),
}


@pytest.mark.parametrize("wrong", MOVES)
def test_it_does_not_happen_that(wrong: str, shipped: Registry) -> None:
    kind, here, there, papers, values = MOVES[wrong]
    one = row(here, **dict.fromkeys(values.split(), "x"))
    assert move_faults(kind_of(shipped, kind), one, there, papers.split())


def test_with_its_papers_and_values_an_entity_moves_on(shipped: Registry) -> None:
    for kind in shipped.kinds:
        for move in kind.transitions:
            values = dict.fromkeys((each.replace("-", "_") for each in move.known), "x")
            assert move_faults(kind, row(move.source, **values), move.target, move.evidence) == ()


def test_a_platform_is_told_what_it_lacks_for_the_next_level(shipped: Registry) -> None:
    (ladder,) = kind_of(shipped, "organisation").ladders
    place = standing(ladder, row(level="city", document="D-1"))
    assert place.rung is not None
    assert place.next is not None
    assert (place.rung.code, place.next.code) == ("city", "province")
    assert [rule.property for rule, _ in place.missing] == ["level", "rd-staff"]


def test_an_enterprise_stands_on_the_highest_rung_and_sees_the_next(shipped: Registry) -> None:
    ladders = {each.code: each for each in kind_of(shipped, "enterprise").ladders}
    one = row(label="high-tech innovative-sme demonstration")
    rungs = {code: standing(ladder, one) for code, ladder in ladders.items()}
    reached = {code: place.rung.code if place.rung else "" for code, place in rungs.items()}
    assert reached == {
        "technology": "high",
        "quality-sme": "innovative",
        "future": "demonstration",
        "high-tech-conditions": "",
    }


def test_conditions_of_a_high_tech_enterprise_are_told_one_by_one(shipped: Registry) -> None:
    ladder = next(each for each in kind_of(shipped, "enterprise").ladders if each.code == "high-tech-conditions")
    one = row(staff="50", rd_staff_share="9.9", new_income_share="60", rd_intensity="3", patents="0")
    place = standing(ladder, one)
    assert place.rung is not None
    assert [(rule.property, found) for rule, found in place.missing] == [
        ("rd-staff-share", Answer.NO),
        ("patents", Answer.NO),
    ]
    assert all(rule.clause for rule, _ in place.missing)


def test_a_firm_with_two_labels_stands_once_in_each_list(shipped: Registry) -> None:
    firm = row(label="chain-leader leading")
    assert [
        listed(shipped, view, firm) for view in ("chain-leaders", "demonstration-enterprises", "key-enterprises")
    ] == [
        True,
        True,
        False,
    ]


def test_lists_take_what_their_clause_names_and_nothing_near(shipped: Registry) -> None:
    cases = {
        "institutes": ({"type": "new-type"}, {"type": "university"}),
        "pilot-parks": ({"type": "complex"}, {"type": "featured"}),
        "featured-parks": ({"type": "specialised"}, {"type": "pilot-zone"}),
        "key-products": ({"class": "key"}, {"class": "core"}),
        "incubators": ({"type": "maker-space"}, {"type": "laboratory"}),
        "science-facilities": ({"class": "science"}, {"class": "hydrogen"}),
        "demonstration-projects": ({"type": "demonstration"}, {"type": "industrial"}),
        "titled-talents": ({"label": "city-talent"}, {"label": "young-talent"}),
        "core-products": ({"class": "core"}, {"class": "other"}),
    }
    for view, (inside, outside) in cases.items():
        assert listed(shipped, view, row(**inside)), view
        assert not listed(shipped, view, row(**outside)), view


def test_a_stage_takes_an_entity_out_of_its_list(shipped: Registry) -> None:
    leaving = {
        "idle-buildings": ("idle", "in-use", {}),
        "scenarios": ("trial", "dormant", {}),
        "standards-under-way": ("review", "published", {"level": "national"}),
        "funds-by-industry": ("investing", "harvesting", {"field": "hydrogen"}),
        "shortage-map": ("open", "filled", {}),
        "listing-pool": ("coached", "listed", {}),
        "breakthroughs": ("confirmed", "withdrawn", {}),
    }
    for view, (inside, outside, values) in leaving.items():
        assert listed(shipped, view, row(inside, **values)), view
        assert not listed(shipped, view, row(outside, **values)), view


def test_named_items_without_an_owner_are_listed_until_they_have_one(shipped: Registry) -> None:
    assert listed(shipped, "flagships-unowned", row("named"))
    assert not listed(shipped, "flagships-unowned", row("named", owner="市科技局"))


def test_a_gap_of_the_chain_goes_with_its_reason_once_it_is_filled(shipped: Registry) -> None:
    assert listed(shipped, "chain-gaps", row(maturity="none"))
    filled = row(maturity="weak", filled_on="2026-03-01")
    assert not listed(shipped, "chain-gaps", filled)
    assert listed(shipped, "gaps-filled", filled)


@pytest.mark.parametrize(
    ("kind", "prop", "days"),
    [
        ("consortium", "last-result-on", 730),  # RDI-19: nothing in 24 months
        ("enterprise", "niche-rank", 365),  # ENT-17
        ("exhibition-centre", "updated-on", 92),  # GOV-23
        ("mechanism", "last-result-on", 365),  # GOV-18
    ],
)
def test_a_value_grows_stale(kind: str, prop: str, days: int, shipped: Registry) -> None:
    def stale(age: int) -> list[str]:
        one = aged(row(**{prop.replace("-", "_"): "x"}), TODAY - dt.timedelta(days=age))
        return [each.code for each in stale_properties(kind_of(shipped, kind), one, TODAY)]

    assert stale(days) == []
    assert stale(days + 1) == [prop]


def test_a_standard_that_stands_still_is_asked_about_and_one_that_is_stopped_is_not(shipped: Registry) -> None:
    kind = kind_of(shipped, "standard")
    long_ago = TODAY - dt.timedelta(days=731)
    assert stale_since(kind, aged(row("drafting"), long_ago), TODAY) == long_ago + dt.timedelta(days=730)
    assert stale_since(kind, aged(row("stopped"), long_ago), TODAY) is None

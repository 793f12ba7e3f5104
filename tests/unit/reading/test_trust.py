"""Items beside damage are trusted less, the others as their rule says."""

from __future__ import annotations

import pytest
from tests.builders.plans import TEXT, small_plan

from xiandao.core.findings import finding
from xiandao.core.plan import Plan
from xiandao.core.text import Source
from xiandao.reading import read_plan
from xiandao.reading.checks import CHECKS
from xiandao.reading.trust import SPOILS, lowered

AT = TEXT.index("集聚重点企业40家以上")
END = AT + len("集聚重点企业40家以上")


def trust(plan: Plan) -> list[float]:
    return [target.words.confidence for target in plan.targets]


def test_a_plan_without_damage_stays_the_same_value() -> None:
    plan = small_plan()
    assert lowered(plan, ()) is plan
    assert lowered(plan, (finding("title-missing", AT, END), finding("page-furniture", AT, END))) is plan


@pytest.mark.parametrize(
    "place", [(AT + 2, AT + 3), (0, len(TEXT)), (AT - 1, AT), (END, END + 1)], ids=["inside", "around", "before", "behind"]
)  # fmt: skip
def test_damage_that_overlaps_or_touches_the_words_takes_a_step_off(place: tuple[int, int]) -> None:
    assert trust(lowered(small_plan(), (finding("ocr-noise", *place),)))[0] == 0.7


def test_damage_elsewhere_takes_nothing_off() -> None:
    apart = (finding("ocr-noise", 0, AT - 1), finding("ocr-noise", END + 20, END + 22))
    assert trust(lowered(small_plan(), apart)) == [0.9, 0.9]


def test_the_step_is_taken_once_whatever_the_damage() -> None:
    much = [finding("ocr-noise", at, at + 1) for at in range(AT, END)] + [finding("numeral-lost", AT, END)]
    assert trust(lowered(small_plan(), much)) == [0.7, 0.9]


def test_a_figure_with_a_letter_in_it_is_put_before_a_person() -> None:
    read = "霁川市未来产业行动计划\n一、发展目标\n到2027年，建设园区2O个以上、培育企业30家以上。建设平台10个。"
    plan = read_plan(Source(name="x.txt", media_type="text/plain", text=read))
    spoilt = [target.words.confidence for target in plan.targets if "O" in target.words.quote]
    assert all(confidence < 0.75 for confidence in spoilt)
    assert [target.words.confidence >= 0.75 for target in plan.targets if target.value == 10] == [True]


def test_every_code_that_lowers_is_one_that_checks_give() -> None:
    assert {check.id for check in CHECKS} >= SPOILS

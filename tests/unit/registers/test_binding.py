"""What a target is proposed to be counted by, from its own words."""

from __future__ import annotations

from pathlib import Path

import pytest

from xiandao.core.kinds import Kind, Label, Registry
from xiandao.core.measures import Highest, Per, Within
from xiandao.core.plan import Plan
from xiandao.core.text import Source
from xiandao.readers.packs import load_pack
from xiandao.readers.packs_registers import KINDS
from xiandao.reading import read_plan
from xiandao.registers.binding import MOST, Proposal, proposals
from xiandao.registers.binding_subjects import parts_of

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture(scope="module")
def registry() -> Registry:
    loaded = load_pack(ROOT / "packs" / "kinds", KINDS)
    assert loaded.value is not None
    return loaded.value


def plan(sentence: str) -> Plan:
    text = f"霁川市未来产业行动计划（2025—2027年）\n一、总体要求\n（一）发展目标\n到2027年，{sentence}。\n"
    return read_plan(Source(name="t", media_type="text/plain", text=text))


def offered(sentence: str, registry: Registry) -> tuple[Proposal, ...]:
    read = plan(sentence)
    return proposals(read.targets[0], read.document, registry, place="p")


@pytest.mark.parametrize(
    "sentence",
    [
        "未来产业规模达到200亿元",
        "未来产业营业收入突破900亿元",
        "全社会研发投入强度达到4%",
        "高新技术企业数量增长1倍以上",
    ],
)
def test_what_statistics_report_is_not_counted(sentence: str, registry: Registry) -> None:
    assert offered(sentence, registry)[0].measure.indicator


def test_what_no_register_keeps_gets_no_measure() -> None:
    read = plan("建设灯塔30座以上")
    assert proposals(read.targets[0], read.document, Registry(kinds=(Kind(code="park", name="园区"),))) == ()


def test_there_are_never_more_than_three_and_the_surest_stands_first(registry: Registry) -> None:
    found = offered("打造典型应用场景12个以上", registry)
    assert 1 < len(found) <= MOST
    assert [each.confidence for each in found] == sorted((each.confidence for each in found), reverse=True)


@pytest.mark.parametrize(
    ("sentence", "kinds", "values", "sense"),
    [
        ("聚集重点企业25家以上", "enterprise", "key", "stock"),
        ("新招引创新领军人才和团队8个以上", "person team", "leading-talent leading-team", "flow"),
        ("拥有省市级人才60名以上", "person", "provincial-talent city-talent", "stock"),
        ("培育独角兽及潜在独角兽企业6家以上", "enterprise", "unicorn potential-unicorn", "cumulative"),
        ("企业省级以上研发机构达到12家以上", "organisation", "province national", "stock"),
        ("主导或参与制修订国家标准9项", "standard", "national published", "cumulative"),
        ("每年突破关键核心技术7项", "technology-result", "confirmed", "flow"),
        ("形成百亿级产业集群2个以上", "cluster", "ten-billion", "cumulative"),
    ],
)
def test_the_words_of_a_target_say_what_is_counted(
    sentence: str, kinds: str, values: str, sense: str, registry: Registry
) -> None:
    measure = offered(sentence, registry)[0].measure
    assert [" ".join(measure.kinds), measure.sense] == [kinds, sense]
    assert {*values.split()} <= {value for each in measure.where for value in each.values}
    assert measure.place == "p"


def test_money_is_summed_and_what_a_mother_fund_put_in_is_not_added_twice(registry: Registry) -> None:
    measure = offered("基金认缴规模超30亿元", registry)[0].measure
    assert [measure.how, measure.of, measure.unit] == ["sum", "committed", "元"]
    assert measure.within == Within("mother", "from-mother")


def test_each_park_has_its_own_figure(registry: Registry) -> None:
    measure = offered("各特色园区新建、投用专业化科创载体面积5万平方米以上", registry)[0].measure
    assert isinstance(measure.per, Per)
    assert [measure.kinds, measure.per.property, measure.per.kind] == [("carrier",), "park", "park"]


def test_every_year_has_its_own_figure_from_the_first_of_the_plan(registry: Registry) -> None:
    measure = offered("每年突破关键核心技术7项", registry)[0].measure
    assert (measure.yearly, str(measure.since)) == (True, "2025-01-01")


def test_titles_of_several_levels_count_once_at_the_highest() -> None:
    people = Kind(
        code="person",
        name="人才",
        labels=(
            Label(code="n", name="国家级人才", level="national"),
            Label(code="p", name="省级人才", level="province"),
        ),
    )
    read = plan("拥有省级人才60名以上")
    measure = proposals(read.targets[0], read.document, Registry(kinds=(people,)))[0].measure
    assert measure.highest == Highest("label", (("n",), ("p",)))


def test_a_label_that_an_administrator_adds_is_found_by_its_name() -> None:
    shop = Kind(code="shop", name="门店", labels=(Label(code="star", name="星火门店"),))
    read = plan("培育星火门店15家以上")
    measure = proposals(read.targets[0], read.document, Registry(kinds=(shop,)))[0].measure
    assert measure.event is not None
    assert (measure.kinds, measure.event.values) == (("shop",), ("star",))


@pytest.mark.parametrize(
    ("subject", "parts"),
    [
        ("（潜在）独角兽企业", ("潜在独角兽企业", "独角兽企业")),
        ("地方标准或行业标准", ("地方标准", "行业标准")),
        ("领军人才和团队", ("领军人才", "领军团队")),
        ("", ()),
    ],
)
def test_things_named_side_by_side_are_told_apart(subject: str, parts: tuple[str, ...]) -> None:
    assert parts_of(subject) == parts

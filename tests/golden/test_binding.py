"""The targets of the five real plans, and what a careful reader says each is counted by: kind, how, sense."""

from __future__ import annotations

from pathlib import Path

import pytest

from xiandao.core.kinds import Registry
from xiandao.core.measures import Measure
from xiandao.core.text import Source
from xiandao.readers.packs import load_pack
from xiandao.readers.packs_registers import KINDS
from xiandao.reading import read_plan
from xiandao.registers.binding import MOST, Proposal, proposals
from xiandao.registers.counting_words import worded

ROOT = Path(__file__).resolve().parents[2]
PLANS = ("000", "001", "002", "003", "004")
LEAST_FIRST, LEAST_AMONG = 0.93, 0.98

# By plan, in the order of its targets: a fragment of the subject, the kinds ("reported" of what is not counted, "none" of what
# is no target), what narrows it down, how, in which sense.
KEY: dict[str, tuple[tuple[str, str, str, str, str], ...]] = {
    "000": (
        ("产业规模", "reported", "", "", ""),
        ("产业规模", "reported", "", "", ""),
        ("重点企业", "enterprise", "key", "count", "stock"),
        ("产业园区", "park", "specialised", "count", "stock"),
        ("重大项目", "project", "", "count", "flow"),
        ("研究院", "organisation", "future-institute new-type", "count", "cumulative"),
        ("省级以上", "organisation", "province national", "count", "stock"),
        ("核心技术", "technology-result", "confirmed", "count", "cumulative"),
        ("场景", "scenario", "", "count", "stock"),
        ("领军人才", "person team", "leading-talent leading-team", "count", "flow"),
        ("国家级人才", "person", "national", "count", "stock"),
        ("省市级", "person", "province city", "count", "stock"),
        ("综合体", "park", "complex pilot-park", "count", "cumulative"),
        ("型未来产业", "none", "", "", ""),
        ("标杆企业", "enterprise", "benchmark", "count", "stock"),
        ("投资基金", "fund", "", "count", "stock"),
    ),
    "001": (
        ("先导园区", "park", "pilot-park", "count", "cumulative"),
        ("关键产品", "product", "key", "count", "cumulative"),
        ("应用场景", "scenario", "", "count", "cumulative"),
        ("先导园区", "park", "pilot-park", "count", "cumulative"),
    ),
    "002": (
        ("总产值", "reported", "", "", ""),
        ("创新平台", "organisation", "", "count", "cumulative"),
        ("链主", "enterprise", "chain-leader", "count", "cumulative"),
        ("先导园区", "park", "pilot-park", "count", "cumulative"),
        ("核心产品", "product", "core", "count", "cumulative"),
        ("应用场景", "scenario", "", "count", "cumulative"),
        ("集群", "cluster", "hundred-billion", "count", "cumulative"),
        ("总产值", "reported", "", "", ""),
    ),
    "003": (
        ("未来技术", "technology-result", "confirmed", "count", "flow"),
        ("特色园区", "park", "featured", "count", "stock"),
        ("载体面积", "carrier", "in-use", "sum", "stock"),
        ("科创项目", "project", "", "count", "flow"),
        ("硕士", "person", "master doctor", "count", "flow"),
        ("链主", "enterprise", "chain-leader", "count", "cumulative"),
        ("独角兽", "enterprise", "potential-unicorn unicorn", "count", "stock"),
        ("集群", "cluster", "ten-billion", "count", "cumulative"),
        ("股权", "fund", "", "count", "cumulative"),
        ("认缴", "fund", "", "sum", "stock"),
        ("典型", "scenario", "typical", "count", "flow"),
        ("科创平台", "organisation", "market-operated", "count", "flow"),
        ("前瞻技术", "project", "", "count", "flow"),
    ),
    "004": (
        ("前沿技术", "technology-result", "confirmed", "count", "cumulative"),
        ("标准规范", "standard", "published", "count", "cumulative"),
        ("应用场景", "scenario", "", "count", "cumulative"),
        ("示范企业", "enterprise", "demonstration", "count", "cumulative"),
        ("科创园区", "park", "future-innovation-park", "count", "cumulative"),
        ("技术攻关", "project", "major-frontier", "count", "cumulative"),
        ("研发项目", "project", "", "count", "flow"),
        ("标准规范", "standard", "published", "count", "cumulative"),
        ("地方标准", "standard", "local industry", "count", "cumulative"),
        ("国家标准", "standard", "national", "count", "cumulative"),
        ("国际标准", "standard", "international", "count", "cumulative"),
        ("应用场景", "scenario", "", "count", "cumulative"),
        ("赋能", "scenario", "enabling", "count", "cumulative"),
        ("示范应用", "scenario", "", "count", "cumulative"),
        ("示范企业", "enterprise", "demonstration", "count", "cumulative"),
        ("骨干高企", "enterprise", "future-backbone", "count", "stock"),
        ("创业企业", "enterprise", "future-start-up", "count", "stock"),
        ("领军企业", "enterprise", "leading", "count", "cumulative"),
        ("示范企业", "enterprise", "demonstration", "count", "cumulative"),
        ("集群", "cluster", "", "count", "cumulative"),
        ("科创园区", "park", "future-innovation-park", "count", "cumulative"),
        ("孵化器", "organisation", "fosters-future", "count", "stock"),
        ("科技园", "organisation", "science-park-pilot", "count", "cumulative"),
    ),
}


@pytest.fixture(scope="module")
def registry() -> Registry:
    loaded = load_pack(ROOT / "packs" / "kinds", KINDS)
    assert loaded.value is not None
    return loaded.value


def is_right(measure: Measure, wanted: tuple[str, str, str, str, str]) -> bool:
    _, kinds, narrowed, how, sense = wanted
    if kinds == "reported":
        return bool(measure.indicator)
    values = {value for each in measure.where for value in each.values}
    return (" ".join(measure.kinds), measure.how, measure.sense) == (kinds, how, sense) and {
        *narrowed.split()
    } <= values


def read(shared: Path, name: str, registry: Registry) -> list[tuple[str, tuple[Proposal, ...]]]:
    text = (shared / "reading" / "texts" / f"{name}.txt").read_text("utf-8")
    plan = read_plan(Source(name=name, media_type="text/plain", text=text))
    return [
        (
            each.subject,
            proposals(each, plan.document, registry, before=text[max(0, each.words.start - 200) : each.words.start]),
        )
        for each in plan.targets
    ]


@pytest.mark.shared
def test_most_targets_of_the_real_plans_get_the_right_measure_first(shared: Path, registry: Registry) -> None:
    first, among, whole, wrong = 0, 0, 0, []
    for name in PLANS:
        found = read(shared, name, registry)
        assert len(found) == len(KEY[name])
        for (subject, offered), wanted in zip(found, KEY[name], strict=True):
            assert wanted[0] in subject
            assert len(offered) <= MOST
            right = [not offered] if wanted[1] == "none" else [is_right(each.measure, wanted) for each in offered]
            whole, first, among = whole + 1, first + (right[:1] == [True]), among + any(right)
            if right[:1] != [True]:
                wrong.append((name, subject))
    assert first >= LEAST_FIRST * whole, wrong
    assert among >= LEAST_AMONG * whole


@pytest.mark.shared
def test_every_proposal_says_why_and_how_sure_it_is(shared: Path, registry: Registry) -> None:
    for name in PLANS:
        for _, offered in read(shared, name, registry):
            assert all(each.reasons and 0 < each.confidence <= 1 for each in offered)
            assert [each.confidence for each in offered] == sorted((each.confidence for each in offered), reverse=True)


@pytest.mark.shared
def test_every_reason_has_its_words_in_both_languages(shared: Path, registry: Registry) -> None:
    for name in PLANS:
        for _, offered in read(shared, name, registry):
            for each in offered:
                kind = registry.kind(each.measure.kinds[0]) if each.measure.kinds else None
                told = [worded(why, kind, language=language) for why in each.reasons for language in ("zh", "en")]
                assert all(told)
                assert not any("{" in sentence for sentence in told)

"""What holds for every text, however strange."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from xiandao.core.plan import Plan
from xiandao.core.text import Source
from xiandao.reading import read_plan
from xiandao.reading.view import view_of

PIECES = st.sampled_from(
    (
        "一、总体要求", "（二）发展目标", "1. 氢能", "第三条", "、重点任务", "——", "到2027年末，", "2030年，", "通过5年努力，",
        "力争", "每年", "培育链主企业", "建设", "达到", "由3%提高到5%", "分别", "均", "10个以上", "３００亿元左右", "1 5 0 家",
        "百项", "万亿级", "全覆盖", "翻一番", "（责任单位：市科技局、工信局）", "〔市发改委牵头，各区政府配合〕", "“六个一”",
        "《行动计划》（云政发〔2024〕3号）", "给予最高500万元奖励", "\n", "\r\n", "\t", "|", "  ", "**", "。", "；", "，", "、",
        "— 3 —", "序号", "指标", "单位", "2027年", "責任單位", "未来产业", "5G", "3+N", "Ⅲ", "①", "\u3000", "x", "🙂", "\x0c",
    )
)  # fmt: skip
TEXTS = st.one_of(st.lists(PIECES, max_size=60).map("".join), st.text(max_size=200))


def plan_of(text: str) -> Plan:
    return read_plan(Source(name="plan.txt", media_type="text/plain", text=text))


def items_of(plan: Plan) -> list[object]:
    return [
        *plan.targets, *plan.facts, *plan.tasks, *plan.sectors, *plan.technologies, *plan.placements, *plan.bundles, *plan.cites,
    ]  # fmt: skip


@given(TEXTS)
def test_every_quote_stands_where_the_plan_says(text: str) -> None:
    for item in items_of(plan_of(text)):
        words = item.words  # type: ignore[attr-defined]
        assert text[words.start : words.end] == words.quote != ""


@given(TEXTS)
def test_no_two_items_share_an_id(text: str) -> None:
    ids = [item.id for item in items_of(plan_of(text))]  # type: ignore[attr-defined]
    assert len(ids) == len(set(ids))


@given(TEXTS)
def test_every_run_of_digits_is_in_the_books(text: str) -> None:
    balance = plan_of(text).balance
    runs = [match.span() for match in re.finditer(r"\d+", text)]
    assert [run for run in runs if run not in {(claim.start, claim.end) for claim in balance.claims}] == []
    assert set(balance.open) <= set(balance.claims)


@given(TEXTS)
def test_a_claim_names_items_of_the_plan_or_a_reason_but_never_both(text: str) -> None:
    plan = plan_of(text)
    ids = {item.id for item in items_of(plan)}  # type: ignore[attr-defined]
    for claim in plan.balance.claims:
        assert set(claim.items) <= ids
        assert not (claim.items and claim.reason)


@given(TEXTS)
def test_findings_stand_inside_the_text(text: str) -> None:
    for finding in plan_of(text).findings:
        assert 0 <= finding.start <= finding.end <= len(text)


@given(TEXTS)
def test_reading_twice_gives_the_same_plan(text: str) -> None:
    assert plan_of(text) == plan_of(text)


@given(TEXTS)
def test_the_view_maps_back_in_order(text: str) -> None:
    view = view_of(text)
    origins = [view.origin(at) for at in range(len(view.text))]
    assert origins == sorted(origins)
    assert all(0 <= origin < len(text) for origin in origins)


@given(TEXTS, st.text(max_size=40))
def test_ids_stay_when_text_is_added_behind(text: str, more: str) -> None:
    closed = text + "。\n\n"
    before = plan_of(closed)
    after = plan_of(closed + "附注" + more.replace("\n", " "))
    same = {(item.id, item.words.start) for item in before.targets} & {
        (item.id, item.words.start) for item in after.targets
    }
    quotes = {item.words.start for item in after.targets}
    assert all((item.id, item.words.start) in same for item in before.targets if item.words.start in quotes)

"""A cite is a document that this one carries out or rests on, and nothing else between 《 and 》."""

from __future__ import annotations

import pytest

from xiandao.core.plan import Cite, DocumentData
from xiandao.core.text import Source
from xiandao.reading.cites import RULES, cites_of, titles_named
from xiandao.reading.quoting import Quoter
from xiandao.reading.view import view_of


def cites(printed: str, title: str | None = None) -> tuple[Cite, ...]:
    view = view_of(printed)
    source = Source(name="x.txt", media_type="text/plain", text=printed)
    return cites_of(view.text, DocumentData(title=title), Quoter(source, view))


@pytest.mark.parametrize(("rule", "printed"), [(rule.id, one) for rule in RULES for one in rule.reads])
def test_each_rule_reads_its_sentences(rule: str, printed: str) -> None:
    assert rule in {cite.words.rule for cite in cites(printed)}


@pytest.mark.parametrize("printed", [one for rule in RULES for one in rule.leaves])
def test_each_rule_leaves_the_others(printed: str) -> None:
    assert cites(printed) == ()


def test_a_list_of_cites_shares_its_verb() -> None:
    found = cites(
        "为贯彻落实《甲省意见》（甲政发〔2023〕104号）、《乙市方案》（乙委办发〔2022〕75 号）等文件精神，制定本计划。"
    )
    assert [(cite.title, cite.doc_no) for cite in found] == [
        ("甲省意见", "甲政发〔2023〕104号"),
        ("乙市方案", "乙委办发〔2022〕75号"),
    ]


def test_a_title_is_cited_once() -> None:
    assert len(cites("根据《甲省发展意见》，制定本意见。对照《甲省发展意见》，布局产业。")) == 1


def test_the_document_does_not_cite_itself() -> None:
    assert cites("现将《关于加快发展的意见》印发给你们，请贯彻落实《关于加快发展的意见》。", "关于加快发展的意见") == ()


def test_a_title_inside_a_title_is_part_of_it() -> None:
    (found,) = cites("根据《省政府关于印发〈甲省规划〉的通知》，制定本方案。")
    assert found.title == "省政府关于印发〈甲省规划〉的通知"
    assert [named.end for named in titles_named("《甲《乙》丙》丁")] == [7]


def test_the_quote_stands_in_the_document() -> None:
    printed = "为全面贯彻党中央国务院和省委省政府决策部署，落实《打造科技\n创新中心行动方案》精神，制定本方案。"
    (found,) = cites(printed)
    assert printed[found.words.start : found.words.end] == found.words.quote


@pytest.mark.parametrize("printed", ["《" * 5000, "根据《" * 5000, "《" + "甲" * 100_000, "》" * 5000])
def test_brackets_without_end_yield_nothing(printed: str) -> None:
    assert cites(printed) == ()


def test_titles_that_nothing_parts_are_one_list() -> None:
    found = cites("根据《甲飞行管理暂行办法》《乙交通网规划纲要》《丙发展纲要》等文件精神，制定本方案。")
    assert [(cite.title, cite.relation) for cite in found] == [
        ("甲飞行管理暂行办法", "basis"), ("乙交通网规划纲要", "basis"), ("丙发展纲要", "basis"),
    ]  # fmt: skip

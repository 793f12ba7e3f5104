"""A bundle is a named set whose items are as many as its name promises."""

from __future__ import annotations

import pytest

from xiandao.core.text import Source
from xiandao.reading.blocks import blocks_of
from xiandao.reading.bundles import RULES, BundleRead, bundles_of
from xiandao.reading.quoting import Quoter
from xiandao.reading.view import view_of


def bundles(printed: str) -> tuple[BundleRead, ...]:
    view = view_of(printed)
    source = Source(name="x.txt", media_type="text/plain", text=printed)
    return bundles_of(view.text, blocks_of(view.text), Quoter(source, view))


@pytest.mark.parametrize(("rule", "printed"), [(rule.id, one) for rule in RULES for one in rule.reads])
def test_each_rule_reads_its_sentences(rule: str, printed: str) -> None:
    assert [read.bundle.words.rule for read in bundles(printed)] == [rule]


@pytest.mark.parametrize("printed", [one for rule in RULES for one in rule.leaves])
def test_each_rule_leaves_the_others(printed: str) -> None:
    assert bundles(printed) == ()


@pytest.mark.parametrize(
    ("printed", "name", "items", "each"),
    [
        ("针对每个主导产业，落实“三个一”，即一个智库、一支队伍、一套政策。", "三个一", ("一个智库", "一支队伍", "一套政策"), "每个主导产业"),
        ("推进“两个一”建设，即每个园区一个中心、一支基金。", "两个一", ("一个中心", "一支基金"), "每个园区"),
        ("三大先导产业均落实“两个一”，即一个专班、一份方案。", "两个一", ("一个专班", "一份方案"), "三大先导产业"),
        ("梳理领军人才、代表企业、重点院所、产业基金等要素“四张清单”。", "四张清单", ("领军人才", "代表企业", "重点院所", "产业基金"), None),
        ("扶持一批研发能力强、专利价值高、人员密集、拥有核心产品的“四科”企业。", "四科", ("研发能力强", "专利价值高", "人员密集", "拥有核心产品"), None),
        ("建设“三团三社”（合唱团、民乐团、艺术团、文学社、摄影社、书画社）。", "三团三社", ("合唱团", "民乐团", "艺术团", "文学社", "摄影社", "书画社"), None),
        ("做到机构、编制、人员、经费四个到位。", "四个到位", ("机构", "编制", "人员", "经费"), None),
        ("编制“一图三清单”，即路线图、目标清单、任务清单、项目清单。", "一图三清单", ("路线图", "目标清单", "任务清单", "项目清单"), None),
    ],
)  # fmt: skip
def test_items_stand_before_or_behind_the_name(
    printed: str, name: str, items: tuple[str, ...], each: str | None
) -> None:
    (read,) = bundles(printed)
    assert (read.bundle.name, read.bundle.items, read.bundle.applies_per) == (name, items, each)


def test_the_goals_are_the_items_of_a_bundle_that_names_their_number() -> None:
    printed = "实施“2个100”行动。\n\n——突破100项技术。实现突破。\n\n——打造100个场景。加快应用。\n"
    (read,) = bundles(printed)
    assert read.bundle.items == ("突破100项技术", "打造100个场景")
    assert len(read.numbers) == 1


def test_a_bundle_claims_its_name_and_its_slots() -> None:
    printed = "落实“两个一”，即一个智库、一支队伍。"
    (read,) = bundles(printed)
    assert [view_of(printed).text[slice(*span)] for span in read.numbers] == ["两个一", "一个智库", "一支队伍"]


def test_a_bundle_named_twice_is_one() -> None:
    assert len(bundles("落实“两个一”，即一个智库、一支队伍。\n推进“两个一”落地。")) == 1


@pytest.mark.parametrize("printed", ["“" * 5000, "“六个一”" * 2000, "、" * 20_000 + "“六个一”", "六个一、" * 5000])
def test_endless_marks_do_no_harm(printed: str) -> None:
    assert len(bundles(printed)) <= 1

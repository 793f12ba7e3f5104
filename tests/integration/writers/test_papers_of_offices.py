"""The papers that offices ask for: what stands in them, and what never does."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given, strategies
from tests.builders.papers import SOURCE, duties, goals, notice, opinions, pairs, revisions

from xiandao.core.errors import Refusal
from xiandao.core.papers import Footnote, Form, Kind, Paper, Paragraph, Run, Table, plain
from xiandao.writers.paper_figures import shown, source_words
from xiandao.writers.papers_alignment import Pair, alignment_paper
from xiandao.writers.papers_breakdown import Goal, Share, breakdown_paper
from xiandao.writers.papers_division import division_paper
from xiandao.writers.papers_notice import Section, notice_paper
from xiandao.writers.papers_opinions import Adoption, Opinion, opinions_paper
from xiandao.writers.papers_revision import marked, revision_paper


def words(paper: Paper) -> list[list[str]]:
    """The first table of a paper as it is read."""
    table = next(part for part in paper.parts if isinstance(part, Table))
    return [
        [shown(cell.value, column.kind) for cell, column in zip(cells, table.columns, strict=True)]
        for cells in table.rows
    ]


def said(paper: Paper) -> str:
    return "\n".join(plain(part.runs) for part in paper.parts if isinstance(part, Paragraph))


@pytest.mark.parametrize("reason", [None, "", "　 "])
def test_an_opinion_declined_without_a_reason_is_refused(reason: str | None) -> None:
    silent = Opinion("一", "建议删除。", "市统计局", Adoption.DECLINED, reason)
    with pytest.raises(Refusal) as refused:
        opinions_paper("采纳情况表", (*opinions(), silent, silent._replace(adoption=Adoption.PARTLY)))
    assert (refused.value.code, refused.value.values) == ("paper-opinion-reason", {"rows": "4、5"})


def test_a_pair_without_either_side_is_refused() -> None:
    with pytest.raises(ValueError, match="upper or a lower"):
        alignment_paper("上下衔接对照表", (Pair(None, None),))


@pytest.mark.parametrize("values", [(), (Decimal(1),), (Decimal(1),) * 3])
def test_a_share_with_other_years_than_its_goal_is_refused(values: tuple[Decimal, ...]) -> None:
    goal = goals()[0]._replace(shares=(Share("霁东区", values),))
    with pytest.raises(ValueError, match="every year"):
        breakdown_paper("目标任务分解表", (goal,))


def test_a_notice_to_nobody_is_refused() -> None:
    with pytest.raises(ValueError, match="addressees"):
        notice_paper(notice()._replace(addressees=()))


def test_a_notice_with_more_sections_than_numbers_is_refused() -> None:
    with pytest.raises(ValueError, match="nine"):
        notice_paper(notice()._replace(sections=(Section("其他", ()),) * 10))


def test_the_division_of_tasks_is_numbered_through_under_its_sections() -> None:
    rows = words(division_paper("分工表", duties()))
    assert [line[0] for line in rows] == ["一、培育主体", "1", "2", "二、应用场景", "3"]
    assert rows[1][2:5] == ["市发展改革委\n市工业和信息化局", "市科技局、市财政局、各县（区）人民政府", "2026年6月底前"]
    assert SOURCE.quote in rows[1][5]


def test_a_task_that_nobody_leads_says_so() -> None:
    assert words(division_paper("分工表", duties()))[4][2] == "（未明确）"


def test_more_than_all_that_was_handed_down_is_said_openly() -> None:
    rows = words(breakdown_paper("目标任务分解表", goals()))
    assert rows[3:] == [
        ["", "合计", "180", "315", "320.5", ""],
        ["", "目标数", "", "300", "400", ""],
        ["", "分解率", "", "105.0%", "80.1%", ""],
    ]


def test_rates_are_not_added_up() -> None:
    rows = words(breakdown_paper("目标任务分解表", goals()[1:]))
    assert [line[1] for line in rows] == ["霁东区", "霁西区", "目标数"]


def test_without_a_total_nothing_is_compared() -> None:
    goal = Goal("园区", "个", (2027,), (None,), (Share("霁东区", (Decimal(2),)), Share("霁西区", (None,))))
    assert [line[1:3] for line in words(breakdown_paper("分解表", (goal,)))][2:] == [["合计", "2"]]


@given(strategies.lists(strategies.decimals(min_value=0, max_value=10**6, places=2), min_size=1, max_size=12))
def test_the_sum_is_that_of_the_parts(parts: list[Decimal]) -> None:
    shares = tuple(Share(f"第{at}区", (value,)) for at, value in enumerate(parts))
    rows = words(breakdown_paper("分解表", (Goal("规模", "亿元", (2027,), (sum(parts, Decimal(0)),), shares),)))
    assert rows[len(parts)][2] == rows[len(parts) + 1][2] == f"{sum(parts, Decimal(0)):,f}"


def test_what_nobody_carries_out_and_what_rests_on_nothing_is_named_and_counted() -> None:
    paper = alignment_paper("上下衔接对照表", pairs())
    assert [line[5] for line in words(paper)] == ["数值不一致", "无承接", "无依据"]
    counted, below = said(paper).split("\n")
    assert counted == "共对照3项：已承接1项，无承接1项，无依据1项。"
    assert (
        below
        == "注：上级文件为《霁州市未来产业发展行动方案》（霁政发〔2025〕12号），本级文件为《霁东区未来产业行动方案》。"
    )
    assert [line[2] for line in words(paper)] == ["三（一）", "三（一）", ""]


def test_opinions_are_counted_as_they_are_listed() -> None:
    paper = opinions_paper("采纳情况表", opinions())
    assert said(paper) == "共收到2家单位（个人）意见3条，其中采纳1条，部分采纳1条，未采纳1条。"
    assert [line[4] for line in words(paper)] == ["未采纳", "采纳", "部分采纳"]


def test_no_opinions_are_no_opinions() -> None:
    assert said(opinions_paper("采纳情况表", ())) == "征求意见期间未收到意见。"


def test_a_number_changes_as_a_whole() -> None:
    old, new = marked("规模达300亿元", "规模达320亿元")
    assert old == (Run("规模达"), Run("300", struck=True), Run("亿元"))
    assert new == (Run("规模达"), Run("320", bold=True), Run("亿元"))


def test_a_letter_that_both_share_by_chance_is_no_letter_that_stayed() -> None:
    old, _ = marked("由市发展改革委牵头。", "由市工业和信息化局牵头。")
    assert isinstance(old, tuple)
    assert [run.text for run in old if run.struck] == ["发展改革委"]


@given(strategies.text(max_size=80), strategies.text(max_size=80))
def test_marks_leave_every_word_where_it_was(before: str, after: str) -> None:
    for given_, made in zip((before, after), marked(before, after), strict=True):
        assert shown(made, Kind.TEXT) == given_


@given(strategies.text(max_size=80))
def test_what_did_not_change_is_not_marked(text: str) -> None:
    for made in marked(text, text):
        assert isinstance(made, tuple)
        assert not any(run.bold or run.struck for run in made)


def test_changes_are_named_in_the_words_of_the_office() -> None:
    assert [line[3] for line in words(revision_paper("修订对照表", revisions()))] == [
        "指标值调整、责任单位调整",
        "新增",
        "删除",
    ]


def test_a_notice_has_the_form_of_a_letter_and_says_that_it_is_a_draft() -> None:
    paper = notice_paper(notice())
    first, opening = paper.parts[:2]
    assert (paper.title, paper.subtitle) == ("关于下达霁州市2026—2027年未来产业发展\n目标任务的通知", "（送审稿）")
    assert isinstance(first, Paragraph)
    assert (plain(first.runs), first.form) == ("各县（区）人民政府，市各有关部门：", Form.ADDRESSEE)
    assert isinstance(opening, Paragraph)
    assert opening.runs[0].footnote == SOURCE
    assert [annex.title for annex in paper.attachments] == ["霁州市2026—2027年未来产业发展目标任务分解表"]


def test_a_notice_names_every_goal_with_its_sentence() -> None:
    lines = said(notice_paper(notice())).split("\n")
    assert lines[2:4] == ["1．未来产业规模：2026年300亿元，2027年400亿元。", "2．规模年均增长：2027年10%。"]


def test_a_notice_that_nobody_signs_yet_leaves_room_for_the_day() -> None:
    signed = notice_paper(notice()._replace(unit="")).signature
    assert signed is not None
    assert (signed.units, signed.day) == ((), None)


def test_a_document_that_every_task_is_from_is_named_once() -> None:
    paper = division_paper("分工表", duties())
    assert said(paper) == "注：原文出自《霁州市未来产业发展行动方案》（霁政发〔2025〕12号）。"
    assert words(paper)[1][5] == "三（一）：“到2027年，未来产业规模达300亿元左右”"


def test_tasks_from_several_documents_name_theirs() -> None:
    other = duties()[0]._replace(source=SOURCE._replace(title="另一方案", number=None, clause=None))
    paper = division_paper("分工表", (*duties(), other))
    assert said(paper) == ""
    assert words(paper)[-1][5] == "《另一方案》：“到2027年，未来产业规模达300亿元左右”"


@pytest.mark.parametrize(
    ("title", "shown_as"),
    [
        ("方案", "《方案》"),
        ("《方案》", "《方案》"),
        ("关于印发《方案》", "《关于印发〈方案〉》"),
        ("《方案》和《办法》", "《〈方案〉和〈办法〉》"),
    ],
)
def test_a_title_inside_a_title_has_marks_of_its_own(title: str, shown_as: str) -> None:
    assert source_words(Footnote(title)) == shown_as

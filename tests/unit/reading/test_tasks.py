"""The division of tasks: which headings and rows are tasks, and who is responsible for them."""

from __future__ import annotations

import pytest

from xiandao.core.plan import Task
from xiandao.core.text import Source
from xiandao.reading.blocks import blocks_of
from xiandao.reading.quoting import Quoter
from xiandao.reading.rules.manual import RulePage
from xiandao.reading.task_rules import CONFIDENCE, TASK_RULES
from xiandao.reading.tasks import TasksRead, tasks_of
from xiandao.reading.view import view_of


def read(text: str) -> TasksRead:
    source = Source(name="计划.txt", media_type="text/plain", text=text)
    view = view_of(text)
    return tasks_of(view.text, blocks_of(view.text), Quoter(source, view))


def tasks(text: str) -> tuple[Task, ...]:
    return read(text).tasks


def titles(text: str) -> list[str]:
    return [f"{task.number} {task.title}" for task in tasks(text)]


# ------------------------------------------------------------------------------------------ what is no task


@pytest.mark.parametrize(
    "chapter", ["总体要求", "发展目标", "基本原则", "发展基础", "重点领域", "空间布局", "总体要求和目标"]
)
def test_sections_of_goals_facts_and_industries_hold_none(chapter: str) -> None:
    assert titles(f"一、{chapter}\n（一）推进材料产业升级。打造高地。\n（二）新型储能。重点发展电池。") == []


def test_industries_under_a_task_are_none_but_the_task_is() -> None:
    text = "三、主要任务\n（一）培育新兴产业。\n1.低空经济。重点发展整机。\n2.新型储能。重点发展电池。"
    assert titles(text) == ["三/（一） 培育新兴产业"]


def test_items_of_an_enumeration_are_none() -> None:
    text = "三、主要任务\n（一）建设平台。围绕重点领域建设一批高水平创新平台：\n（1）建设实验室，三年达到五家；\n（2）建设中试线。"
    assert titles(text) == ["三/（一） 建设平台"]


def test_the_terms_explained_in_an_annex_are_none() -> None:
    text = "四、保障措施\n（一）加强领导。成立专班。\n附件：名词解释\n1.元宇宙：指虚拟世界。"
    assert titles(text) == ["四/（一） 加强领导"]


def test_purpose_scope_and_validity_are_none() -> None:
    text = "第一条 为支持发展，制定本措施。\n第二条 支持攻关。给予补助。\n第三条 本措施自2026年1月1日起施行。"
    assert titles(text) == ["第二条 支持攻关"]


def test_numbered_lines_in_a_box_are_none() -> None:
    text = "三、重点任务\n（一）打造产品。开展研制。\n专栏1 标志产品\n1.机器人。攻关。\n2.卫星。攻关。\n（二）壮大主体。培育企业。"
    assert titles(text) == ["三/（一） 打造产品", "三/（二） 壮大主体"]


@pytest.mark.parametrize(
    "text", ["", "这不是计划。", "（", "、、、、", "一、\n二、\n", "|\n|\n", "序号\n任务\n责任单位\n"]
)
def test_nonsense_yields_nothing(text: str) -> None:
    assert tasks(text) == ()


# ---------------------------------------------------------------------------------------------- what is one


def test_the_lowest_heading_is_the_task() -> None:
    text = "二、重点任务\n（一）技术攻坚行动\n1.编制图谱。组织编制。\n2.建设平台。组织建设。\n三、保障措施\n1.加强领导。成立专班。"
    assert titles(text) == ["二/（一）/1 编制图谱", "二/（一）/2 建设平台", "三/1 加强领导"]


def test_a_chapter_may_be_the_lowest() -> None:
    text = "一、目标要求。五年建成高地。\n二、强化算力供给。建设中心。\n三、设立产业基金。安排资金。"
    assert titles(text) == ["二 强化算力供给", "三 设立产业基金"]


def test_lost_numerals_stay_lost() -> None:
    assert titles("、实施路径\n(一)强基行动\n开展工作。") == ["/(一) 强基行动"]


def test_numbers_may_run_through_the_chapters() -> None:
    text = "三、创新策源\n（九）打造实验室。建设。\n四、企业培育\n（十）招引企业。招引。"
    assert titles(text) == ["三/（九） 打造实验室", "四/（十） 招引企业"]


def test_sections_and_articles_stand_where_the_law_puts_them() -> None:
    text = "第三章 构建体系\n第一节 加强研究\n一、加强预研\n开展工作。\n二、建设平台\n开展工作。"
    assert titles(text) == ["第三章/第一节/一 加强预研", "第三章/第一节/二 建设平台"]
    text = "第三条 支持攻关。对下列项目予以支持：\n（一）国家项目；\n（二）省级项目。\n第四条 支持平台。予以支持。"
    assert titles(text) == ["第三条 支持攻关", "第四条 支持平台"]


def test_chapters_may_have_lost_their_numbers() -> None:
    text = (
        "发展目标\n（一）到2027年达到300亿元。\n重点任务\n（一）加强攻关。组织。\n保障措施\n（一）组织领导。成立专班。"
    )
    assert titles(text) == ["（一） 加强攻关", "（一） 组织领导"]


def test_a_title_may_end_at_a_blank() -> None:
    body = "各地区各部门要高度重视，切实加强领导，形成工作合力，推动各项任务落到实处，确保取得实效。"
    assert titles(f"四、保障措施\n（一）加强组织领导　{body}") == ["四/（一） 加强组织领导"]


def test_a_long_sentence_is_named_by_its_first_clause() -> None:
    text = "二、支持政策\n1.鼓励企业牵头建设中试基地，对认定为国家级、省级的中试基地，分别给予不超过五百万元、三百万元的一次性补助。"
    (task,) = tasks(text)
    assert (task.title, task.words.rule, task.strength) == ("鼓励企业牵头建设中试基地", "task.sentence", "encourage")


def test_a_note_makes_a_task_of_an_industry() -> None:
    text = "二、重点领域\n（一）未来能源。发展装备。（责任单位：市能源局）\n（二）未来材料。发展纤维。"
    assert titles(text) == ["二/（一） 未来能源"]


@pytest.mark.parametrize(
    ("title", "strength"), [("探索跨区合作", "explore"), ("鼓励企业上市", "encourage"), ("健全工作机制", "must")]
)
def test_the_verb_tells_how_strongly_a_task_binds(title: str, strength: str) -> None:
    (task,) = tasks(f"三、重点任务\n（一）{title}。开展工作。")
    assert task.strength == strength


def test_a_quote_is_its_heading_and_the_body_is_what_follows() -> None:
    text = "三、重点任务\n（一）**加强研制。**开展研制工作。\n"
    (task,) = tasks(text)
    assert text[task.words.start : task.words.end] == task.words.quote == "（一）**加强研制"
    assert text[task.body_start : task.body_end] == "。**开展研制工作。"


# ------------------------------------------------------------------------------------------ who is responsible


def test_several_notes_are_put_together_in_order() -> None:
    text = "三、任务\n（一）建设平台。（市科技局、教育局）鼓励参与。（市科技局牵头，市财政局配合）"
    (task,) = tasks(text)
    assert task.units == ("市科技局", "市教育局", "市财政局")
    assert task.units_raw == "（市科技局、教育局）\n（市科技局牵头，市财政局配合）"


def test_units_are_printed_as_in_the_document() -> None:
    (task,) = tasks(
        "三、重點任務\n（一）開放應用場景。累計發布。（責任單位：區數據局、經濟信息化委，各街鎮）產業發動創新關鍵應術區劃"
    )
    assert task.units == ("區數據局", "區經濟信息化委", "各街鎮")


def test_what_binds_all_later_tasks_is_inherited() -> None:
    text = (
        "三、任务\n（一）加强攻关。组织。〔市科技局负责。以下任务均需各区政府、各园区管委会落实，不再逐条写明〕\n"
        "（二）加强转化。组织。〔市教育局负责〕"
    )
    first, second = tasks(text)
    assert (first.units, first.units_inherited) == (("市科技局",), ())
    assert (second.units, second.units_inherited) == (("市教育局",), ("各区政府", "各园区管委会"))


def test_the_note_of_a_heading_binds_what_stands_under_it() -> None:
    text = "三、重点任务\n（一）攻关行动（责任单位：市科技局）\n1.编制清单。编制。\n2.组织揭榜。组织。"
    assert [(task.units, task.units_inherited) for task in tasks(text)] == [((), ("市科技局",))] * 2


def test_the_first_leads_from_where_it_is_said() -> None:
    text = (
        "三、任务\n（一）加强攻关。组织。（省科技厅、财政厅等负责。列第一位者为牵头单位，下同）\n"
        "（二）加强转化。组织。（省教育厅、省科技厅等负责）"
    )
    assert [(task.lead, task.support) for task in tasks(text)] == [
        (("省科技厅",), ("省财政厅",)),
        (("省教育厅",), ("省科技厅",)),
    ]


def test_a_heading_without_words_is_none_though_a_note_stands_under_it() -> None:
    text = "（三）\n#\n1.\n（1）\n通过5年努力，，（牵头单位：探索\n2．Ａ；配合单位：市政"
    assert all(task.words.rule in CONFIDENCE and task.title for task in tasks(text))


# --------------------------------------------------------------------------------------------------- tables


def test_a_row_is_a_task() -> None:
    text = "序号\t重点任务\t牵头单位\t配合单位\n1\t编制图谱\t市科技局\t市发改委、工信局\n2\t建设园区\t市工信局\t无"
    first, second = tasks(text)
    assert (first.number, first.title, first.lead, first.support) == (
        "1",
        "编制图谱",
        ("市科技局",),
        ("市发改委", "市工信局"),
    )
    assert second.units == ("市工信局",)
    assert set(read(text).numbers.values()) == {"serial"}


def test_a_merged_cell_leaves_the_step_as_title() -> None:
    text = "序号\t重点任务\t工作举措\t责任单位\n1\t强化策源\t编制图谱\t市科技局\n2\t\t建设平台\t市发改委"
    assert titles(text) == ["1 编制图谱", "2 建设平台"]


def test_a_row_below_a_merged_cell_has_the_bodies_of_the_row_above() -> None:
    text = "序号\t任务\t2026年\t牵头单位\n1\t新增户数\t6000\t县市场监管局\n2\t产业增速\t6.5\t县发改局\n3\t账款化解率\t90\t\n4\t办结率\t98"
    assert [(task.number, task.lead) for task in tasks(text)] == [
        ("1", ("县市场监管局",)),
        ("2", ("县发改局",)),
        ("3", ("县发改局",)),
        ("4", ("县发改局",)),
    ]


def test_beside_a_leading_body_an_empty_cell_means_nobody_else() -> None:
    text = "序号\t任务\t牵头单位\t责任单位\n1\t编制图谱\t市科技局\t市发改委\n2\t建设园区\t市工信局\t\n3\t引进企业\t\t"
    assert [task.units for task in tasks(text)] == [("市科技局", "市发改委"), ("市工信局",), ("市工信局",)]


def test_places_before_a_government_are_governments_too() -> None:
    text = "一、重点任务\n（一）建设园区。建设特色园区。（责任单位：武汉市、襄阳市人民政府）"
    assert [task.units for task in tasks(text)] == [("武汉市人民政府", "襄阳市人民政府")]


def test_rows_may_go_on_without_heads() -> None:
    text = "序号\t任务\t责任单位\n1\t编制图谱\t市科技局\n（续表）\n2\t建设园区\t市工信局"
    assert titles(text) == ["1 编制图谱", "2 建设园区"]


def test_a_flattened_row_that_lost_a_cell_is_put_right() -> None:
    text = "序号\n重点任务\n责任单位\n完成时限\n1\n编制图谱\n市科技局\n2\n建设园区\n市工信局、各区政府\n2026年底"
    assert [(task.title, task.units) for task in tasks(text)] == [
        ("编制图谱", ("市科技局",)),
        ("建设园区", ("市工信局", "各区政府")),
    ]


def test_a_row_adds_its_bodies_to_the_heading_of_the_same_title() -> None:
    text = "三、重点任务\n（一）编制图谱。组织编制。\n附件\n任务分工表\n| 任务 | 责任单位 |\n|---|---|\n| 编制图谱 | 市科技局 |"
    assert [(task.number, task.units) for task in tasks(text)] == [("三/（一）", ("市科技局",))]


def test_a_table_of_figures_is_no_division() -> None:
    assert tasks("序号\t指标\t单位\t2027年\n1\t产业规模\t亿元\t300") == ()


@pytest.mark.parametrize(
    "text", ["1\n#\n市科技局", "序号\n重点任务\n责任单位\n完成时限\n1\n#\n市科技局\n2\n建设园区\n市工信局\n2026年底"]
)
def test_a_row_whose_title_is_blank_is_none(text: str) -> None:
    assert all(task.words.quote and task.title for task in tasks(text))


# -------------------------------------------------------------------------------------------------- the manual


@pytest.mark.parametrize("page", TASK_RULES, ids=lambda page: page.id)
def test_each_rule_reads_its_own_texts_and_leaves_the_others(page: RulePage) -> None:
    for text in page.reads:
        assert page.id in {task.words.rule for task in tasks(text)}, text
    for text in page.leaves:
        assert page.id not in {task.words.rule for task in tasks(text)}, text


def test_every_rule_has_its_page() -> None:
    assert {page.id for page in TASK_RULES} == set(CONFIDENCE)


def test_a_blank_parts_a_title_from_its_text() -> None:
    text = "霁川市若干措施\n第五条　支持成果转化　建立科技成果发现机制，组建经理人队伍。每年举办路演活动12场。"
    assert [task.title for task in tasks(text)] == ["支持成果转化"]


def test_lines_that_pair_tasks_with_units_are_a_table_without_heads() -> None:
    text = (
        "三、重点任务\n（一）推进科技创新。建设平台。\n（二）加快主体引育。引进企业。\n（三）拓展应用场景。开放场景。\n"
        "附件2\n重点任务责任分工\n三、（一）推进科技创新　市科技局、市发改委\n三、（二）加快主体引育　市经信局、市商务局\n"
        "三、（三）拓展应用场景　　市数据局"
    )
    assert [(task.title, task.units) for task in tasks(text)] == [
        ("推进科技创新", ("市科技局", "市发改委")),
        ("加快主体引育", ("市经信局", "市商务局")),
        ("拓展应用场景", ("市数据局",)),
    ]

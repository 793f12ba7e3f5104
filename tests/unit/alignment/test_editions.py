"""Two editions of small plans beside each other: what must not count as a change, and what must."""

from __future__ import annotations

from pathlib import Path

import pytest

from xiandao.alignment.editions import Change, EditionDiff, Link, carried, compare_editions
from xiandao.alignment.leaves import Leaf, leaves_of
from xiandao.core.text import Source
from xiandao.readers import read_source
from xiandao.reading import read_plan

SAMPLES = Path(__file__).parents[3] / "samples"

PLAN = """霁川市低空产业行动计划（2025—2027年）

一、总体目标

——创新能力增强。到2027年，建成低空飞行重点实验室12家以上。到2027年，培育无人机整机企业30家。

——产业规模扩大。到2027年，全市低空产业规模达到3000亿元。到2026年，开通低空物流航线40条。

二、重点任务

（一）技术攻关行动

1. 突破动力系统。组织龙头企业联合高校攻关高功率密度电机和固态电池，建立攻关清单并滚动更新。（责任单位：市科技局、市财政局、市工业和信息化局）

2. 建设试飞基地。统筹空域和场地资源，布局综合试飞场，完善气象与通信保障。（市交通运输局牵头，市应急管理局、市公安局配合）

（二）企业培育行动

3. 引进整机企业和培育配套企业。编制整机招商图谱，面向国内外前十强开展靶向招商；建立零部件配套企业库，推动中小企业进入整机供应链。（责任单位：市投资促进局、市工业和信息化局）

4. 拓展应用场景。在应急、巡检、文旅领域发布场景清单，鼓励国有企业首购首用。（责任单位：市文化广电和旅游局）
"""


def leaves(text: str) -> tuple[Leaf, ...]:
    source = Source(name="样例.txt", media_type="text/plain", text=text)
    return leaves_of(read_plan(source), text)


class Compared:
    """The diff of two texts, asked by words of their items."""

    def __init__(self, before: str, after: str) -> None:
        self.before, self.after = leaves(before), leaves(after)
        self.diff: EditionDiff = compare_editions(self.before, self.after)

    def link(self, head: str, *, kinds: tuple[str, ...] = ("target", "fact", "task")) -> Link:
        """The link of the only item of these kinds whose head has *head*, in the earlier edition or else the later."""
        for side, field in ((self.before, "before"), (self.after, "after")):
            keys = [leaf.key for leaf in side if head in leaf.head and leaf.kind in kinds]
            if keys:
                (link,) = {link for link in self.diff.links if set(keys) & set(getattr(link, field))}
                return link
        raise AssertionError(f"no item about {head}")

    def changes(self, head: str) -> set[Change]:
        return set(self.link(head).changes)

    def heads_after(self, link: Link) -> list[str]:
        return [leaf.head for leaf in self.after if leaf.key in link.after]

    def heads_before(self, link: Link) -> list[str]:
        return [leaf.head for leaf in self.before if leaf.key in link.before]


def amended(old: str, new: str) -> Compared:
    assert PLAN.count(old) == 1
    return Compared(PLAN, PLAN.replace(old, new))


KEPT = {Change.KEPT}


def test_the_same_text_has_no_changes() -> None:
    compared = Compared(PLAN, PLAN)
    assert {link.changes for link in compared.diff.links} == {(Change.KEPT,)}
    assert len(compared.diff.links) == len(compared.before) == 8


@pytest.mark.parametrize(
    ("old", "new", "head"),
    [
        ("达到3000亿元", "达到0.3万亿元", "产业规模"),
        ("市财政局、市工业和信息化局", "市工业和信息化局、市财政局", "突破动力系统"),
        ("市财政局、市工业和信息化局", "市财政局、市工信局", "突破动力系统"),
        (
            "（市交通运输局牵头，市应急管理局、市公安局配合）",
            "（市交通运输局牵头，市公安局、市应急管理局配合）",
            "试飞基地",
        ),
        ("（责任单位：市文化广电和旅游局）", "（责任单位：市文广旅局）", "应用场景"),
        ("统筹空域和场地资源，布局", "统筹空域和场地资源， 布局", "试飞基地"),
        ("鼓励国有企业首购首用。", "鼓励国有企业首购首用；", "应用场景"),
    ],
)
def test_another_way_of_writing_the_same_is_no_change(old: str, new: str, head: str) -> None:
    compared = amended(old, new)
    assert compared.changes(head) == KEPT


def test_a_changed_figure_leaves_its_neighbours_and_its_task_alone() -> None:
    compared = amended("重点实验室12家以上", "重点实验室15家以上")
    changed = [link for link in compared.diff.links if link.changes != (Change.KEPT,)]
    assert [link.changes for link in changed] == [(Change.VALUE,)]


def test_a_new_promise_in_the_words_of_a_dropped_one_is_not_its_successor() -> None:
    compared = amended("培育无人机整机企业30家", "引进卫星遥感领军人才8名")
    assert compared.changes("无人机整机企业") == {Change.DROPPED}
    assert compared.changes("卫星遥感领军人才") == {Change.ADDED}


def test_an_added_promise_does_not_split_the_one_that_it_resembles() -> None:
    compared = amended("培育无人机整机企业30家。", "培育无人机整机企业30家。到2027年，培育无人机零部件企业60家。")
    assert compared.changes("无人机整机企业") == KEPT
    assert compared.changes("无人机零部件企业") == {Change.ADDED}


@pytest.mark.parametrize(
    ("old", "new", "head", "changes"),
    [
        ("重点实验室12家以上", "重点实验室15家以上", "重点实验室", {Change.VALUE}),
        ("重点实验室12家以上", "重点实验室12家左右", "重点实验室", {Change.VALUE}),
        ("重点实验室12家以上", "重点实验室12—15家", "重点实验室", {Change.VALUE}),
        ("建成低空飞行重点实验室12家以上", "建成约12家低空飞行重点实验室", "重点实验室", {Change.VALUE}),
        ("培育无人机整机企业30家", "每年培育无人机整机企业30家", "无人机整机", {Change.VALUE}),
        ("低空产业规模达到3000亿元", "低空产业规模突破4000亿元", "产业规模", {Change.VALUE}),
        ("到2027年，培育无人机整机", "强化招商，到2027年，培育无人机整机", "无人机整机", {Change.REWORDED}),
        ("到2027年，培育无人机", "到2028年，培育无人机", "无人机整机", {Change.DATE}),
        ("到2026年，开通低空物流航线40条", "到2027年，开通低空物流航线60条", "航线", {Change.VALUE, Change.DATE}),
        ("培育无人机整机企业30家", "孵化无人机整机企业30家", "无人机整机", {Change.REWORDED}),
        ("重点实验室12家以上", "重点实验室不少于12家", "重点实验室", {Change.REWORDED}),
        ("市科技局、市财政局、", "市科技局、", "动力系统", {Change.OWNER}),
        ("市科技局、市财政局、", "市科技局、市教育局、", "动力系统", {Change.OWNER}),
        ("市科技局、市财政局、", "市财政局、市科技局、", "动力系统", {Change.OWNER}),
        ("建立攻关清单并滚动更新", "形成攻关清单并定期调整", "动力系统", {Change.REWORDED}),
        ("突破动力系统。", "攻克动力系统瓶颈。", "动力系统", {Change.REWORDED}),
    ],
)
def test_each_change_is_told_by_its_name(old: str, new: str, head: str, changes: set[Change]) -> None:
    assert amended(old, new).changes(head) == changes


def test_renumbering_alone_is_a_move() -> None:
    gone = PLAN[PLAN.index("2. 建设试飞基地") : PLAN.index("（二）企业培育行动")]
    after = PLAN.replace(gone, "").replace("3. 引进", "2. 引进").replace("4. 拓展", "3. 拓展")
    compared = Compared(PLAN, after)
    assert compared.changes("试飞基地") == {Change.DROPPED}
    assert compared.changes("动力系统") == KEPT
    assert compared.changes("应用场景") == {Change.MOVED}


def test_a_sentence_that_changes_places_moves_and_the_others_stay() -> None:
    sentence = "到2027年，培育无人机整机企业30家。"
    after = PLAN.replace(sentence, "").replace("航线40条。", "航线40条。" + sentence)
    compared = Compared(PLAN, after)
    assert compared.changes("无人机整机") == {Change.MOVED}
    assert compared.changes("重点实验室") == KEPT
    assert compared.changes("产业规模") == KEPT


def test_a_moved_and_rewritten_task_keeps_its_lineage() -> None:
    task = PLAN[PLAN.index("1. 突破动力系统") : PLAN.index("2. 建设试飞")]
    after = (
        PLAN.replace(task, "").replace("2. 建设", "1. 建设").replace("3. 引进", "2. 引进").replace("4. 拓展", "3. 拓展")
    )
    after += "\n4. 攻克动力系统。支持龙头企业联合高校研制高功率密度电机和固态电池，动态更新攻关清单。（责任单位：市科技局）\n"
    compared = Compared(PLAN, after)
    assert compared.changes("突破动力系统") == {Change.MOVED, Change.REWORDED, Change.OWNER}
    assert compared.heads_after(compared.link("突破动力系统")) == ["攻克动力系统"]


TOGETHER = PLAN[PLAN.index("3. 引进整机企业") : PLAN.index("4. 拓展")]
APART = """3. 引进整机企业。编制整机招商图谱，面向国内外前十强开展靶向招商。（责任单位：市投资促进局、市工业和信息化局）

4. 培育配套企业。建立零部件配套企业库，推动中小企业进入整机供应链。（责任单位：市工业和信息化局）

"""


def test_a_task_that_becomes_two_is_split() -> None:
    compared = Compared(PLAN, PLAN.replace(TOGETHER, APART).replace("4. 拓展", "5. 拓展"))
    link = compared.link("引进整机企业和培育配套企业")
    assert link.changes == (Change.SPLIT,)
    assert compared.heads_after(link) == ["引进整机企业", "培育配套企业"]


def test_two_tasks_under_one_heading_are_merged() -> None:
    compared = Compared(PLAN.replace(TOGETHER, APART).replace("4. 拓展", "5. 拓展"), PLAN)
    link = compared.link("引进整机企业")
    assert link.changes == (Change.MERGED,)
    assert compared.heads_before(link) == ["引进整机企业", "培育配套企业"]


def test_a_target_whose_parts_add_up_to_it_is_split_without_a_change_of_value() -> None:
    old = "到2027年，培育无人机整机企业和无人机配套企业30家。"
    new = "到2027年，培育无人机整机企业10家。到2027年，培育无人机配套企业20家。"
    before = PLAN.replace("到2027年，培育无人机整机企业30家。", old)
    compared = Compared(before, before.replace(old, new))
    link = compared.link("无人机整机企业")
    assert link.changes == (Change.SPLIT,)
    assert compared.heads_after(link) == ["无人机整机企业", "无人机配套企业"]


def test_a_target_that_is_told_as_reached_changes_its_kind() -> None:
    compared = amended("到2026年，开通低空物流航线40条", "2024年，已开通低空物流航线40条")
    assert Change.KIND in compared.changes("航线")


def test_lineage_leads_from_every_later_item_to_the_earlier_ones() -> None:
    compared = Compared(PLAN.replace(TOGETHER, APART).replace("4. 拓展", "5. 拓展"), PLAN)
    lineage = carried(compared.diff)
    assert set(lineage) == {leaf.key for leaf in compared.after}
    assert lineage[compared.link("引进整机企业").after[0]] == compared.link("引进整机企业").before


def test_two_items_with_one_key_are_refused() -> None:
    one = leaves(PLAN)[0]
    with pytest.raises(ValueError, match="unique"):
        compare_editions((one, one), ())


def test_an_edition_without_items_drops_or_adds_everything() -> None:
    items = leaves(PLAN)
    assert {link.changes for link in compare_editions(items, ()).links} == {(Change.DROPPED,)}
    assert {link.changes for link in compare_editions((), items).links} == {(Change.ADDED,)}
    assert compare_editions((), ()).links == ()


def test_every_link_says_why() -> None:
    compared = Compared(PLAN, PLAN.replace(TOGETHER, APART).replace("12家以上", "15家以上"))
    assert all(link.reasons for link in compared.diff.links)
    codes = {reason.code for reason in compared.link("重点实验室").reasons}
    assert "value-changed" in codes


def test_the_issued_sample_is_told_from_its_draft() -> None:
    draft, issued = (SAMPLES / name for name in ("02-city-plan-draft.txt", "03-city-plan-issued.txt"))
    compared = Compared(read_source(draft).text, read_source(issued).text)
    split = compared.link("引育链主企业和高成长企业")
    assert split.changes[0] is Change.SPLIT
    assert compared.heads_after(split) == ["引育链主企业", "壮大高成长企业"]
    assert compared.changes("探索跨市合作园区") == {Change.DROPPED}
    assert compared.changes("持证技术经理人") == {Change.ADDED}
    assert compared.changes("打通成果转化链条") == {Change.OWNER}
    assert compared.changes("技术合同成交额") == {Change.VALUE, Change.DATE}
    assert compared.changes("开放城市级应用场景") == {Change.MOVED}
    assert compared.changes("低空物流航线") == {Change.VALUE, Change.MOVED}
    assert compared.changes("无人配送示范街区") == {Change.MOVED}


def test_of_two_equal_promises_the_one_under_the_dropped_heading_goes() -> None:
    tail = "建成低空公共检测平台5个。"
    before = PLAN.replace("建立攻关清单并滚动更新。", "建立攻关清单并滚动更新，" + tail).replace(
        "鼓励国有企业首购首用。", "鼓励国有企业首购首用，" + tail
    )
    after = before[: before.index("4. 拓展")]
    compared = Compared(before, after)
    kept, gone = (leaf.key for leaf in compared.before if "检测平台" in leaf.head)
    fate = {key: link.changes for link in compared.diff.links for key in link.before}
    assert fate[kept] == (Change.KEPT,)
    assert fate[gone] == (Change.DROPPED,)


def test_stages_of_one_target_are_told_apart_by_their_years() -> None:
    stages = "到2027年，全市低空产业规模达到{}亿元。到2030年，全市低空产业规模达到{}亿元。"
    before = PLAN.replace("到2027年，全市低空产业规模达到3000亿元。", stages.format(3000, 6000))
    compared = Compared(before, before.replace(stages.format(3000, 6000), stages.format(4000, 9000)))
    years = [{leaf.key: leaf.year for leaf in side} for side in (compared.before, compared.after)]
    scale = [link for link in compared.diff.links if Change.VALUE in link.changes]
    assert len(scale) == 2
    assert all(link.changes == (Change.VALUE,) for link in scale)
    assert all(years[0][link.before[0]] == years[1][link.after[0]] for link in scale)


def test_a_numbered_target_that_gets_another_number_has_moved() -> None:
    numbered = "——创新能力增强。", "1. 创新能力增强。"
    before = PLAN.replace(*numbered).replace("——产业规模扩大。", "2. 产业规模扩大。")
    after = before.replace("1. 创新能力", "2. 创新能力", 1).replace("2. 产业规模", "1. 产业规模", 1)
    compared = Compared(before, after)
    assert compared.changes("重点实验室") == {Change.MOVED}


def test_a_sector_that_is_renamed_takes_its_directions_along() -> None:
    def plan(sector: str) -> str:
        return f"""霁川市未来产业行动计划（2025—2027年）

二、赛道布局

1. {sector}。重点发展电动垂直起降飞行器、工业级无人机、飞控与导航系统。

2. 生物制造。重点发展合成生物元件库、生物基材料、功能蛋白。
"""

    compared = Compared(plan("低空经济"), plan("低空经济与通航"))
    link = compared.link("低空经济", kinds=("sector",))
    assert link.after
    assert Change.REWORDED in link.changes
    fate = {key: link.changes for link in compared.diff.links for key in link.before}
    assert all(fate[leaf.key] == (Change.KEPT,) for leaf in compared.before if leaf.kind == "technology")


def test_a_new_deadline_of_a_figure_is_told_of_the_figure_and_not_of_its_task() -> None:
    before = PLAN.replace("建立攻关清单并滚动更新。", "到2026年，建成低空公共检测平台5个。")
    compared = Compared(before, before.replace("到2026年，建成", "到2027年，建成"))
    assert compared.changes("检测平台") == {Change.DATE}
    assert compared.changes("突破动力系统") == KEPT


HOSTED = "建立攻关清单并滚动更新，建成低空公共检测平台5个。"


def hosting(sentence: str) -> str:
    return PLAN.replace("建立攻关清单并滚动更新。", sentence)


@pytest.mark.parametrize(
    ("after", "changes"),
    [
        ("建立攻关清单并滚动更新，建成低空公共检测平台8个。", {Change.VALUE}),
        ("形成攻关清单并定期调整，建成低空公共检测平台5个。", {Change.REWORDED}),
        ("建立攻关清单并滚动更新。", {Change.DROPPED}),
    ],
)
def test_what_a_sentence_says_around_a_figure_is_told_of_the_figure(after: str, changes: set[Change]) -> None:
    compared = Compared(hosting(HOSTED), hosting(after))
    assert compared.changes("检测平台") == changes
    assert compared.changes("突破动力系统") == KEPT


def test_a_figure_that_comes_into_a_sentence_of_the_task_leaves_the_task_alone() -> None:
    compared = Compared(PLAN, hosting(HOSTED))
    assert compared.changes("检测平台") == {Change.ADDED}
    assert compared.changes("突破动力系统") == KEPT


def test_words_between_two_figures_of_a_sentence_are_told_of_the_second() -> None:
    before = hosting("建成低空公共检测平台5个，建立攻关清单并滚动更新，形成低空技术标准9项。")
    compared = Compared(before, before.replace("建立攻关清单并滚动更新", "形成攻关清单并定期调整"))
    assert compared.changes("检测平台") == KEPT
    assert compared.changes("技术标准") == {Change.REWORDED}


def test_a_target_moves_with_the_number_of_its_task() -> None:
    before = PLAN.replace("鼓励国有企业首购首用。", "建成低空公共检测平台5个。")
    gone = before[before.index("2. 建设试飞基地") : before.index("（二）企业培育行动")]
    compared = Compared(before, before.replace(gone, "").replace("3. 引进", "2. 引进").replace("4. 拓展", "3. 拓展"))
    assert compared.changes("检测平台") == {Change.MOVED}


THREE = ("高技能人才", "卓越工程师", "工程师")


@pytest.mark.parametrize(
    ("amounts", "changes"), [((9, 6, 5), [Change.SPLIT]), ((9, 6, 9), [Change.SPLIT, Change.VALUE])]
)
def test_an_enumeration_is_split_into_its_members(amounts: tuple[int, ...], changes: list[Change]) -> None:
    old = "到2027年，培育无人机整机企业30家。"
    before = PLAN.replace(old, "到2027年，引进低空领域高技能人才、卓越工程师和工程师20名。")
    parts = "".join(f"到2027年，引进低空领域{name}{amount}名。" for name, amount in zip(THREE, amounts, strict=True))
    compared = Compared(before, PLAN.replace(old, parts))
    link = compared.link("高技能人才")
    assert list(link.changes) == changes
    assert [head[-len(name) :] for head, name in zip(compared.heads_after(link), THREE, strict=True)] == list(THREE)


def test_an_enumeration_with_a_member_that_nobody_tells_is_no_split_of_it() -> None:
    old = "到2027年，培育无人机整机企业30家。"
    before = PLAN.replace(old, "到2027年，引进低空领域高技能人才、卓越工程师和产业教授20名。")
    compared = Compared(before, PLAN.replace(old, "到2027年，引进低空领域领军人才9名。"))
    assert all(len(link.before) < 2 and len(link.after) < 2 for link in compared.diff.links)


def test_a_number_and_a_year_that_no_target_owns_are_told_of_the_task() -> None:
    before = PLAN.replace("建立攻关清单并滚动更新。", "2026年底前出台攻关清单管理办法。")
    compared = Compared(before, before.replace("2026年底前出台", "2025年底前出台"))
    assert compared.changes("突破动力系统") == {Change.DATE}

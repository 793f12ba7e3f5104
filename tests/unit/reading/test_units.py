"""Who is responsible: what notes say, and where they stand."""

from __future__ import annotations

import pytest
from tests.builders.cost import processor_seconds

from xiandao.reading.blocks import blocks_of
from xiandao.reading.folding import folded
from xiandao.reading.unit_names import LEAD, SUPPORT
from xiandao.reading.unit_notes import bonds_of, places_of
from xiandao.reading.units import note_read


def bodies(note: str, role: str = "") -> list[str]:
    """The bodies of a note in full, of one part or of all."""
    inside = folded(note)
    return [
        inside[part.prefix_start : part.prefix_end]
        + inside[part.start : part.end]
        + inside[part.ending_start : part.ending_end]
        for part in note_read(inside).parts
        if not role or part.role == role
    ]


def notes(text: str) -> list[str]:
    """The notes of a text, each as its bodies joined by a blank."""
    view = folded(text)
    found = []
    for place in places_of(view, blocks_of(view)):
        names = [
            view[place.inner + part.prefix_start : place.inner + part.prefix_end]
            + view[place.inner + part.start : place.inner + part.end]
            for part in place.note.parts
        ]
        found.append(" ".join(names))
    return found


@pytest.mark.parametrize(
    ("note", "wanted"),
    [
        ("责任单位：市科技局、发展改革委、财政局", "市科技局 市发展改革委 市财政局"),
        ("市委人才办、金融办，市数据局", "市委人才办 市委金融办 市数据局"),
        ("省委宣传部、文化和旅游厅、广电局", "省委宣传部 省文化和旅游厅 省广电局"),
        ("市科技局、市场监管局", "市科技局 市市场监管局"),
        ("县政府办公室、发改局", "县政府办公室 县发改局"),
        ("霁川市科技局、财政局", "霁川市科技局 霁川市财政局"),
        ("市科技局，财政局配合", "市科技局 市财政局"),
        ("各区、县级市", "各区 各县级市"),
        ("各有关区、县级市", "各有关区 各有关县级市"),
        ("市科技局，武汉市、襄阳市人民政府", "市科技局 武汉市人民政府 襄阳市人民政府"),
        ("高新区、经开区管委会", "高新区管委会 经开区管委会"),
        ("呼兰区、平房区、双城区政府", "呼兰区政府 平房区政府 双城区政府"),
        ("区建发局、自然资源和规划分局", "区建发局 区自然资源和规划分局"),
    ],
)
def test_a_shared_prefix_is_carried_over(note: str, wanted: str) -> None:
    assert " ".join(bodies(note)) == wanted


@pytest.mark.parametrize(
    "note",
    [
        "市科技局、各县（市、区）人民政府",
        "区商务局、锡山生态环境局",
        "市科技局、供电公司、人民银行南通市分行",
        "市交通局、扬州海事局",
        "市科技局、高新区管委会、霁川大学",
        "市工商局、团市委",
        "区发改委、公安分局",
        "省科技厅、民航四川监管局",
        "省科技厅、民航四川监管局成都运管办",
        "沈河区、和平区",
        "武汉市，襄阳市人民政府",
        "东湖高新区、武昌区人民政府",
        "武昌区、东湖高新区管委会",
        "市科技局、市政府、区政府",
        "国家发展改革委、科技部",
        "经济发展局、财政金融局",
    ],
)
def test_no_prefix_is_carried_to_who_stands_for_himself(note: str) -> None:
    assert (
        bodies(note)
        == folded(note)
        .replace("县(市、区)", "县(市;区)")
        .replace("、", " ")
        .replace(",", " ")
        .replace(";", "、")
        .split()
    )


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        (
            "建设平台。（市交通局牵头，市大数据局，霁川移动、霁川铁塔等按职责分工负责）",
            ["市交通局 市大数据局 霁川移动 霁川铁塔"],
        ),
        ("建设平台。（市科技局牵头，建设中试平台、引进人才）", []),
        ("建设平台。（市科技局牵头、政策宣讲、项目路演）", []),
        ("建设平台（上下游企业协同）。", []),
        ("建设平台。〔县林业局牵头，县商务局参加〕举办展会。〔县商务局承办〕", ["县林业局 县商务局", "县商务局"]),
    ],
)
def test_a_note_that_says_who_leads_may_name_companies_but_no_deeds(text: str, wanted: list[str]) -> None:
    assert notes(f"（一）推进建设。{text}\n") == wanted


@pytest.mark.parametrize(
    "name",
    [
        "市工业和信息化局",
        "市规划和自然资源局",
        "市人力资源和社会保障局",
        "市文化和旅游局",
        "省政务和数据局",
        "各县（市、区）人民政府",
        "各省、自治区、直辖市人民政府",
        "各市、县（市、区）人民政府",
        "市交通委（市道运局）",
        "区培育未来产业工作专班各成员单位",
        "各项目牵头单位",
    ],
)
def test_a_name_is_never_split(name: str) -> None:
    assert bodies(name) == [folded(name)]


@pytest.mark.parametrize(
    "note",
    [
        "市科技局、市财政局等按职责分工负责",
        "市科技局、市财政局等部门负责",
        "市科技局，市财政局等相关部门",
        "市科技局；市财政局等单位分别负责",
        "市科技局和市财政局",
        "市科技局 市财政局",
        "市科技局市财政局",
        "市科技局会同市财政局落实",
        "市科技局牵头，和市财政局配合",
        "责任单位：市科技局、市财政局；完成时限：2026年底",
        "牵头领导：某某；牵头单位：市科技局；责任单位：市财政局",
        "市科技局牵头，市财政局配合，2026年6月前完成",
        "市科技局、市财政局。以下任务均需各区落实，不再逐条写明",
        "市科技局、市财政局等负责。列第一位者为牵头单位，下同",
        "牵头单位：市科技局 配合单位：市财政局",
    ],
)
def test_what_surrounds_the_bodies_adds_none(note: str) -> None:
    assert bodies(note) == ["市科技局", "市财政局"]


@pytest.mark.parametrize(
    ("note", "lead", "support"),
    [
        ("市科技局牵头，市教育局、财政局配合", "市科技局", "市教育局 市财政局"),
        ("牵头单位：市科技局；责任单位：市财政局", "市科技局", "市财政局"),
        ("牵头单位：市科技局，配合单位：市财政局，各区", "市科技局", "市财政局 各区"),
        ("市科技局、市财政局牵头，各区按职责分工负责", "市科技局 市财政局", "各区"),
        ("责任单位：市科技局；配合单位：市财政局", "", "市财政局"),
        ("市科技局、市财政局按职责分工负责", "", ""),
        ("市科技局（牵头）、市财政局", "市科技局", "市财政局"),
        ("市科技局（牵头单位）、市财政局（配合）、各区（配合单位）", "市科技局", "市财政局 各区"),
        ("市科技局（主办）、市财政局（会同）", "市科技局", "市财政局"),
        ("市科技局（会同）市财政局", "市科技局", "市财政局"),
        ("（牵头）市科技局、（配合）市财政局", "市科技局", "市财政局"),
        ("市财政局、市科技局（牵头）按职责分工负责", "市科技局", "市财政局"),
    ],
)
def test_lead_and_support_are_kept_apart(note: str, lead: str, support: str) -> None:
    assert (bodies(note, LEAD), bodies(note, SUPPORT)) == (lead.split(), support.split())


def test_a_part_in_brackets_is_never_part_of_the_name() -> None:
    assert bodies("市交通委（市道运局）（牵头）", LEAD) == ["市交通委(市道运局)"]
    assert notes("责任单位：区工业和信息化局（牵头）、区数据局。完成时限：2028年12月底。") == [
        "区工业和信息化局 区数据局"
    ]


def test_the_first_leads_where_the_note_says_so() -> None:
    assert note_read("省科技厅、财政厅等负责。列第一位者为牵头单位,下同").first_leads
    assert not note_read("省科技厅、财政厅等负责").first_leads


@pytest.mark.parametrize(
    "line",
    [
        "推进建设。（责任单位：市科技局）",
        "推进建设。〔市科技局按职责分工负责〕",
        "推进建设。【责任单位】市科技局",
        "推进建设。（市科技局）",
        "推进建设。（市科技局、市科技局）鼓励企业参与。",
        "推进建设。责任单位：市科技局。",
        "推进建设。\n责任单位：市科技局",
        "推进建设。\n责任单位 市科技局",
        "推进建设。\n市科技局牵头负责",
        "推进建设。（责任单位：市科技局",
        "推进建设（责任单位：市科技局）\n开展工作。",
        "推进建设。*责任部门：市科技局*",
    ],
)
def test_notes_are_found_where_they_stand(line: str) -> None:
    assert {name for note in notes(line) for name in note.split()} == {"市科技局"}


@pytest.mark.parametrize(
    "line",
    [
        "发展电池（全钒液流电池、钠离子电池）。",
        "由市科技局牵头，会同市财政局制定办法。",
        "面向重点区域（北京市、上海市、各县区）",
        "单位：亿元",
        "主办单位：某市发展和改革委员会 网站支持IPV6",
        "〔重点布局：邗江区、江都区〕",
        "联系人：某某（12345）",
        "培育未来产业（3个）",
    ],
)
def test_other_brackets_and_labels_are_no_notes(line: str) -> None:
    assert notes(line) == []


def test_a_note_in_brackets_may_go_on_behind_a_line_break() -> None:
    assert notes("推进建设。（牵头单位：市科技局；\n配合单位：市财政局）") == ["市科技局 市财政局"]


def test_one_sentence_binds_many_tasks() -> None:
    later, earlier = bonds_of("以下任务均需各区政府、管委会落实,不再逐条写明。\n以上任务均由各街道配合。")
    assert (later.later, earlier.later) == (True, False)
    assert [len(bond.note.parts) for bond in (later, earlier)] == [2, 1]


@pytest.mark.parametrize("words", ["(", "、", "(责任单位:", "责任单位:", "市科技局、", "。(市科技局)", "((市、区)"])
def test_twice_the_text_takes_about_twice_the_time(words: str) -> None:
    def seconds(size: int) -> float:
        text = words * (size // len(words))
        blocks = blocks_of(text)
        return processor_seconds(lambda: (places_of(text, blocks), bonds_of(text)))

    seconds(1_000)
    assert seconds(80_000) < 8 * seconds(20_000) + 0.2

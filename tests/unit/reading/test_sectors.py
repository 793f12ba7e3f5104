"""Sectors, directions of work and placements: what a plan chooses, what it is to develop, who gets it."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from tests.builders.cost import processor_seconds

from xiandao.core.plan import Placement, Sector, Technology
from xiandao.core.text import Source
from xiandao.reading import lexicon
from xiandao.reading.blocks import blocks_of
from xiandao.reading.enumerations import members_of
from xiandao.reading.lexicon import entries
from xiandao.reading.placements import placements_of
from xiandao.reading.placing import is_place
from xiandao.reading.quoting import Quoter
from xiandao.reading.rules.manual import RulePage
from xiandao.reading.rules.sector_pages import PLACEMENT_RULES, SECTOR_RULES, TECHNOLOGY_RULES
from xiandao.reading.sectors import sectors_of, tracks_of
from xiandao.reading.technologies import technologies_of
from xiandao.reading.view import view_of

PAGES = (*SECTOR_RULES, *TECHNOLOGY_RULES, *PLACEMENT_RULES)
Read = tuple[tuple[Sector, ...], tuple[Technology, ...], tuple[Placement, ...]]


def read(printed: str) -> Read:
    view = view_of(printed)
    quoter = Quoter(Source(name="x.txt", media_type="text/plain", text=printed), view)
    blocks = blocks_of(view.text)
    tracks = tracks_of(view.text, blocks)
    return (
        sectors_of(tracks, quoter),
        technologies_of(view.text, tracks, quoter),
        placements_of(view.text, blocks, tracks, quoter),
    )


def rules_in(printed: str) -> set[str]:
    return {item.words.rule for items in read(printed) for item in items}


@pytest.mark.parametrize(("page", "printed"), [(page, text) for page in PAGES for text in page.reads])
def test_a_rule_reads_its_own_sentences(page: RulePage, printed: str) -> None:
    assert page.id in rules_in(printed)


@pytest.mark.parametrize(("page", "printed"), [(page, text) for page in PAGES for text in page.leaves])
def test_a_rule_leaves_the_others(page: RulePage, printed: str) -> None:
    assert page.id not in rules_in(printed)


def test_every_rule_has_one_id_a_note_and_both_kinds_of_sentences() -> None:
    assert len({page.id for page in PAGES}) == len(PAGES)
    assert all(page.note and page.reads and page.leaves for page in PAGES)


@pytest.mark.parametrize(
    "printed",
    [
        "",
        "1984, by George Orwell.",
        "二、重点任务\n（一）强化人才支撑。引进人才100名。",
        "各区人民政府，市各有关部门：现将方案印发给你们。",
        "责任单位：市科技局、市发展改革委，各区人民政府。",
    ],
)
def test_a_text_that_chooses_nothing_yields_nothing(printed: str) -> None:
    assert read(printed) == ((), (), ())


def test_every_quote_is_the_documents_own() -> None:
    printed = "二、发展重点\n１．未来海洋。主要布局**深远海装备**等方向。发展深\n\n海采矿车、水下机 器人等装备。〔重点布局：临江区〕"
    for items in read(printed):
        assert items
        assert all(printed[item.words.start : item.words.end] == item.words.quote for item in items)


def test_a_group_names_the_sectors_under_it_and_no_count_stays_in_a_name() -> None:
    sectors, _, _ = read(
        "二、发展重点\n（一）主导型未来产业（2个）\n1.氢能\n发展储氢瓶。\n2.人形机器人产业\n发展灵巧手。\n（二）探索型未来产业（N个）\n1.元宇宙\n发展渲染。"
    )
    assert [(sector.name, sector.group) for sector in sectors] == [
        ("氢能", "主导型未来产业"),
        ("人形机器人", "主导型未来产业"),
        ("元宇宙", "探索型未来产业"),
    ]


def test_a_broad_field_is_the_parent_of_its_tracks() -> None:
    sectors, _, _ = read(
        "二、重点领域\n（一）未来能源。重点布局氢能、新型储能等领域。\n（二）未来健康。重点布局脑机接口等领域。"
    )
    assert [(sector.name, sector.parent) for sector in sectors] == [
        ("未来能源", None),
        ("氢能", "未来能源"),
        ("新型储能", "未来能源"),
        ("未来健康", None),
        ("脑机接口", "未来健康"),
    ]


def test_a_name_broken_by_a_page_is_mended() -> None:
    printed = "二、发展方向\n（一）氢能。发展储氢瓶。\n（二）元宇宙。发展近眼显示。\n紧密跟踪把握产业变革趋势和世界科技前沿，瞄准先进核能、量子\n\n科技、类人机器人等前沿领域，开展预研。"
    sectors, _, _ = read(printed)
    assert "量子科技" in {sector.name for sector in sectors}


def test_a_list_of_known_names_counts_only_where_the_plan_chooses() -> None:
    sectors, _, _ = read("依托集成电路、生物医药等产业基础，在量子科技、合成生物等未来产业领域率先突破。")
    assert [sector.name for sector in sectors] == ["量子科技", "合成生物"]


def test_a_list_is_split_but_a_name_is_not() -> None:
    _, technologies, _ = read(
        "二、发展重点\n1.氢能\n突破高性能电堆和膜、储氢瓶及加氢机等关键装备，研发质子交换膜制氢（PEM）技术、氢气传感器。\n2.元宇宙\n发展视、听、触等多感官交互技术。"
    )
    assert [(item.name, item.kind) for item in technologies] == [
        ("高性能电堆和膜", "item"),
        ("储氢瓶", "item"),
        ("加氢机", "item"),
        ("质子交换膜制氢（PEM）", "item"),
        ("氢气传感器", "item"),
        ("视、听、触等多感官交互技术", "item"),
    ]


def test_firms_applications_and_generalities_are_no_directions() -> None:
    _, technologies, _ = read(
        "二、发展重点\n1.氢能\n支持龙头企业、科研院所等单位突破关键核心技术。推动氢能在交通、发电等领域应用。\n2.元宇宙\n完善产业生态。"
    )
    assert [item for item in technologies if item.kind == "item"] == []


def test_a_sentence_gives_each_place_each_sector_it_names() -> None:
    _, _, placements = read("支持云山区、东湖高新区重点发展量子科技、氢能；临江县依托大学科技园布局合成生物。")
    assert [(item.place, item.sector) for item in placements] == [
        ("云山区", "量子科技"),
        ("云山区", "氢能"),
        ("东湖高新区", "量子科技"),
        ("东湖高新区", "氢能"),
        ("临江县", "合成生物"),
    ]


@pytest.mark.parametrize(
    "rows",
    [
        "板块\t重点产业\t发展侧重\n云山区\t氢能\t侧重储氢瓶、电解槽",
        "| 重点领域 | 板块主攻方向 |\n|---|---|\n| 氢能 | 云山区：侧重储氢瓶、电解槽 |",
        "板块\n主攻领域\n发展重点\n云山区\n氢能\n侧重储氢瓶、电解槽",
    ],
)
def test_a_table_gives_place_sector_and_focus_in_any_layout(rows: str) -> None:
    _, _, placements = read(rows)
    assert [(item.place, item.sector, item.focus) for item in placements] == [("云山区", "氢能", ("储氢瓶", "电解槽"))]


@pytest.mark.parametrize(
    "name", ["相城区", "房山区", "新北区", "苏州工业园区", "宁苏主承载区", "太湖科学城", "临江街道", "高新区"]
)
def test_a_place_is_known_by_its_shape(name: str) -> None:
    assert is_place(name)


@pytest.mark.parametrize(
    "name", ["各区", "我市", "全省", "有关园区", "社区", "特色产业园", "产业园", "上市", "未来产业先导区"]
)
def test_what_only_ends_like_a_place_is_none(name: str) -> None:
    assert not is_place(name)


def test_an_open_bracket_does_not_swallow_a_list() -> None:
    text = "储氢瓶（轻量、电解槽、电堆".replace("（", "(")
    assert len(members_of(text, 0, len(text))) == 3


def test_every_entry_of_the_lexicons_says_why_and_whence_and_no_name_stands_twice() -> None:
    for name in ("sectors", "sector_words", "technologies", "places"):
        assert all(entry.words and entry.note and entry.source for entry in entries(name))
    names = [word for entry in entries("sectors") for word in entry.words]
    assert len(names) == len(set(names)) >= 250


def test_a_column_of_places_may_name_what_has_no_places_shape_and_a_cell_may_hold_several_sectors() -> None:
    _, _, placements = read(
        "| 片区 | 范围 | 主导方向 |\n|---|---|---|\n| 光谷东片 | 东至环湖路 | 氢能、人工智能 |\n| 玉泉片 | 南至玉泉河 | 元宇宙 |"
    )
    assert [(one.place, one.sector) for one in placements] == [
        ("光谷东片", "氢能"), ("光谷东片", "人工智能"), ("玉泉片", "元宇宙"),
    ]  # fmt: skip


@pytest.mark.parametrize("path", sorted(Path(lexicon.__file__).parent.glob("*.toml")), ids=lambda path: path.stem)
def test_no_word_stands_twice_in_an_entry(path: Path) -> None:
    for entry in entries(path.stem):
        assert [word for word, times in Counter(entry.words).items() if times > 1] == []


def test_a_row_of_bullets_names_sectors_that_nothing_knows() -> None:
    sectors, technologies, _ = read(
        "、重点方向\n◆ 时空信息。重点推动卫星载荷研制。\n◆ 近眼交互。突破硅基微显示、衍射光波导。\n"
        "◆ 储能新体系。发展锂硫电池。\n◆ 前沿膜材料。储备离子交换膜、气体分离膜。"
    )
    assert [sector.name for sector in sectors] == ["时空信息", "近眼交互", "储能新体系", "前沿膜材料"]
    assert ("近眼交互", "硅基微显示") in {(technology.sector, technology.name) for technology in technologies}


@pytest.mark.parametrize(
    "unit",
    [
        "、",
        "(",
        "氢能、",
        "氢能等",
        "1.氢能\n",
        "支持甲乙区发展氢能。",
        "重点布局：甲区、",
        "发展氢，",
        "等领域",
        "支持甲市高新区布局氢能",
    ],
)
def test_cost_grows_with_length_and_no_faster(unit: str) -> None:
    def seconds(size: int) -> float:
        printed = "二、发展重点\n（一）氢能\n重点发展" + unit * (size // len(unit))
        return processor_seconds(lambda: read(printed))

    assert seconds(80_000) <= 0.2 + 8 * seconds(20_000)

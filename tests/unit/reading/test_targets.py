"""Targets and facts as a careful reader takes them, one short text at a time."""

from __future__ import annotations

import pytest

from xiandao.core.plan import Basis, Plan
from xiandao.core.text import Source
from xiandao.reading import read_plan

HEAD = "霁川市未来产业行动计划（2025—2027年）\n一、发展目标\n"
TASKS = "霁川市未来产业行动计划（2025—2027年）\n一、重点任务\n（一）建设园区。"


def plan_of(text: str) -> Plan:
    return read_plan(Source(name="plan.txt", media_type="text/plain", text=text))


def amounts(text: str) -> list[tuple[str, str, float, float | None, str | None]]:
    return [(t.subject, t.comparator, t.value, t.value_max, t.unit) for t in plan_of(text).targets]


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("未来产业规模达300亿元左右", ("未来产业规模", "~", 300, None, "亿元")),
        ("聚集重点企业40家以上", ("重点企业", ">=", 40, None, "家")),
        ("建设1-2个先导园区", ("先导园区", "range", 1, 2, "个")),
        ("突破100项前沿技术", ("前沿技术", "=", 100, None, "项")),
        ("创新平台累计突破120个", ("创新平台", ">=", 120, None, "个")),
        ("突破百项关键技术", ("关键技术", "=", 100, None, "项")),
        ("载体闲置率控制在10%以内", ("载体闲置率", "<=", 10, None, "%")),
        ("审批时限压缩至3个工作日", ("审批时限", "<=", 3, None, "个工作日")),
        ("产业规模实现翻一番", ("产业规模", "=", 2, None, "倍")),
        ("先导区无人接驳实现全覆盖", ("先导区无人接驳", "=", 100, None, "%")),
        ("高新技术企业１５０家", ("高新技术企业", "=", 150, None, "家")),
        ("专精特新企业突破 1 5 0 家", ("专精特新企业", ">=", 150, None, "家")),
        ("产业规模确保完成180亿元", ("产业规模", "=", 180, None, "亿元")),
        ("产业规模实现倍增", ("产业规模", "=", 2, None, "倍")),
        ("5A级景区低空巡检实现全覆盖", ("5A级景区低空巡检", "=", 100, None, "%")),
        ("其中市场化收入占比超过50%的不少于12家", ("市场化收入占比超过50%", ">=", 12, None, "家")),
        ("与市级母基金合作设立总规模2亿元的产业基金", ("产业基金", "=", 2, None, "亿元")),
        ("我市各公园将投放服务机器人300台", ("服务机器人", "=", 300, None, "台")),
        ("培养20名具有国际视野，拥有核心技术的科技企业家", ("科技企业家", "=", 20, None, "名")),
        ("大型仪器年开放机时不少于2000小时", ("大型仪器年开放机时", ">=", 2000, None, "小时")),
        ("产业规模*力争*达到80亿元", ("产业规模", "=", 80, None, "亿元")),
        ("引进领军人才（团队）10人（个）以上", ("领军人才（团队）", ">=", 10, None, "人（个）")),
    ],
)
def test_an_amount_is_read_as_printed(
    sentence: str, expected: tuple[str, str, float, float | None, str | None]
) -> None:
    assert amounts(HEAD + f"到2027年，{sentence}。") == [expected]


@pytest.mark.parametrize(
    "sentence",
    [
        "瞄准世界500强企业招商。",
        "推广5G、3D打印等技术。",
        "给予最高500万元奖励。",
        "按实际投入的30%给予补助，单个企业不超过200万元。",
        "实施三年行动，用好两个市场。",
        "聚焦3个主导型未来产业。",
        "支持研制续驶里程400公里以上的车型。",
        "落实《百项场景开放办法（12条）》。",
        "资金分三年拨付，拨付比例分别为40%、30%、30%。",
        "由2家以上单位同台竞技、择优支持的组织方式。",
    ],
)
def test_what_promises_nothing_is_no_target(sentence: str) -> None:
    plan = plan_of(TASKS + sentence)
    assert plan.targets == ()
    assert plan.balance.open == ()


def test_a_year_said_at_the_head_governs_the_sentence_and_the_goals_under_it() -> None:
    plan = plan_of(
        HEAD
        + "到2030年，形成产业生态，产业规模达到500亿元。\n——创新更强。建设平台10家。\n到2035年，产业规模达到900亿元。"
    )
    years = [(target.deadline_year, target.deadline_basis) for target in plan.targets]
    assert years == [(2030, Basis.EXPLICIT), (2030, Basis.INHERITED), (2035, Basis.EXPLICIT)]


def test_an_amount_without_a_year_takes_the_period_unless_it_stands_for_good() -> None:
    plan = plan_of(TASKS + "新增中试平台8家。分批遴选示范企业200家。")
    assert [(t.deadline_year, t.deadline_basis) for t in plan.targets] == [(2027, Basis.PERIOD), (None, Basis.NONE)]


def test_years_of_effort_count_from_the_issue() -> None:
    text = "关于加快培育未来产业的意见\n霁政发〔2024〕3号\n一、目标\n通过5年努力，形成产业生态。\n——园区更强。建设园区10个。\n霁川市人民政府\n2024年8月7日"
    (target,) = plan_of(text).targets
    assert (target.deadline_year, target.deadline_basis) == (2029, Basis.DERIVED)


def test_a_year_that_is_only_compared_with_sets_no_deadline() -> None:
    (target,) = plan_of(HEAD + "到2027年，研发投入较2024年增长60%。").targets
    assert (target.subject, target.deadline_year) == ("研发投入增长", 2027)


def test_a_stretch_value_points_at_the_value_beside_it() -> None:
    base, stretch = plan_of(HEAD + "到2027年，产业规模达到80亿元、力争100亿元。").targets
    assert (stretch.stretch_of, stretch.subject, stretch.value) == (base.id, "产业规模", 100)


def test_a_change_is_one_target_with_its_base() -> None:
    (target,) = plan_of(HEAD + "到2027年，研发投入强度由2024年的3.1%提高到3.8%。").targets
    assert (target.value, target.base_value, target.base_year, target.direction) == (3.8, 3.1, 2024, "up")


def test_a_row_of_changes_gives_each_thing_its_base_and_its_amount() -> None:
    plan = plan_of(HEAD + "到2027年，数控化率、工具普及率由2022年的54.6%、81%分别提高到60%、87%。")
    assert [(t.subject, t.value, t.base_value, t.base_year) for t in plan.targets] == [
        ("数控化率", 60, 54.6, 2022), ("工具普及率", 87, 81, 2022),
    ]  # fmt: skip
    assert plan.balance.open == ()


def test_each_and_every_year_are_kept() -> None:
    text = HEAD + "到2027年，每个县（区）至少建成2个孵化器。每年新引进博士1000人以上。"
    each, yearly = plan_of(text).targets
    assert (each.applies_per, each.comparator, each.frequency) == ("每个县（区）", ">=", "total")
    assert (yearly.applies_per, yearly.frequency) == (None, "annual")


def test_things_that_share_an_amount_or_a_row_of_amounts_share_a_group() -> None:
    plan = plan_of(HEAD + "到2027年，创新平台和链主企业均达到20家以上。规上企业、高新企业分别达到300家、800家。")
    assert [(t.subject, t.value) for t in plan.targets] == [
        ("创新平台", 20), ("链主企业", 20), ("规上企业", 300), ("高新企业", 800),
    ]  # fmt: skip
    first, second, third, fourth = (t.group for t in plan.targets)
    assert first == second != third == fourth
    assert plan.balance.open == ()


@pytest.mark.parametrize(
    ("sentence", "facts", "targets"),
    [
        ("上年，全市产值完成156亿元；落户项目41个，总投资287亿元。", [156, 41, 287], []),
        ("材料本地配套率由目前的18%提升至35%以上。", [], [35]),
        ("研发投入占比目前为3%。", [3], []),
        ("全年产值确保完成180亿元；研发投入占比较上年提高0.5个百分点。", [], [180, 0.5]),
        ("规上工业产值比上年增长11%，固定资产投资增长9%。", [11, 9], []),
        ("近年来，产业快速发展；下一步，培育企业100家。", [], [100]),
        ("去年新增企业30家；今年新增企业50家。", [30], [50]),
        ("截至2023年底，拥有企业50家；到2025年，培育企业100家；建设园区5个。", [50], [100, 5]),
        ("截至2023年底，拥有企业50家；建有孵化器7家。", [50, 7], []),
        ("全年实现产值300亿元，研发投入比上年增长8%。", [8], [300]),
    ],
)
def test_what_was_is_told_from_what_is_to_be(sentence: str, facts: list[float], targets: list[float]) -> None:
    plan = plan_of("霁川市2025年未来产业工作要点\n" + sentence)
    assert ([fact.value for fact in plan.facts], [target.value for target in plan.targets]) == (facts, targets)


@pytest.mark.parametrize(
    ("sentence", "frequency"),
    [
        ("新签约亿元以上项目年均30个", "annual"),
        ("每个节点年汇聚数据不少于2PB", "annual"),
        ("出口额年均增加20亿元", "annual"),
        ("近三年培养人才300名", "total"),
        ("面向青年开展创业培训50场", "total"),
        ("上半年开展活动50场", "total"),
        ("首年新增企业50家", "total"),
        ("年处理秸秆能力达到30万吨", "total"),
    ],
)
def test_a_yearly_amount_is_told_from_one_for_the_whole_time(sentence: str, frequency: str) -> None:
    (target,) = plan_of(HEAD + f"到2027年，{sentence}。").targets
    assert target.frequency == frequency


def test_who_is_each_to_do_it_is_no_amount() -> None:
    each, one = plan_of(HEAD + "到2027年，推动5个开发区各建设1个产业园；各省（区、市）不少于3家。").targets
    assert (each.value, each.subject) == (1, "产业园")
    assert (one.value, one.applies_per) == (3, "各省（区、市）")


def test_a_letter_makes_a_unit_of_computing_or_a_name() -> None:
    assert [subject for subject, *_ in amounts(HEAD + "到2027年，智能算力达到5000P以上、数据中心达到5个。")] == [
        "智能算力", "数据中心",
    ]  # fmt: skip
    assert amounts(HEAD + "到2027年，近海5G网络覆盖率提高至90%以上。") == [("近海5G网络覆盖率", ">=", 90, None, "%")]


def test_a_thing_made_with_others_needs_no_year() -> None:
    assert amounts(TASKS + "与市级母基金合作设立总规模2亿元的产业基金。") == [("产业基金", "=", 2, None, "亿元")]


def test_what_a_thing_has_ends_with_its_name() -> None:
    first, second = amounts(HEAD + "到2027年，培育50家拥有自主品牌，具有国际竞争力的龙头企业20家。")
    assert (first[2], second[0], second[2]) == (50, "龙头企业", 20)


def test_a_cell_of_a_table_in_markdown_is_a_clause() -> None:
    rows = "| 序号 | 事项 | 目标 | 单位 |\n|---|---|---|---|\n| 1 | 推进中试工厂 | 建成8条中试线 | 经济发展局 |"
    assert amounts(f"霁川市未来产业行动计划（2025—2027年）\n一、重点任务\n{rows}") == [("中试线", "=", 8, None, "条")]
    assert amounts("一、重点任务\n| 任务 | 目标 |\n|---|---|\n| 建设平台 | 5个以上 |") == [
        ("平台", ">=", 5, None, "个")
    ]


@pytest.mark.parametrize(
    ("sentence", "subjects"),
    [
        (
            "消费品、装备制造领域标准一致性程度分别达到98%、90%",
            ["消费品领域标准一致性程度", "装备制造领域标准一致性程度"],
        ),
        ("首台（套）、首批次、首版次产品均突破20个", ["首台（套）产品", "首批次产品", "首版次产品"]),
        ("新增科创板、北交所上市企业均不少于2家", ["科创板上市企业", "北交所上市企业"]),
        ("国家级、省级平台分别达到3家、10家", ["国家级平台", "省级平台"]),
        ("税收、产值分别达到3亿元、10亿元", ["税收", "产值"]),
    ],
)
def test_things_share_the_head_that_stands_behind_the_last(sentence: str, subjects: list[str]) -> None:
    assert [subject for subject, *_ in amounts(HEAD + f"到2027年，{sentence}。")] == subjects


def test_history_beside_goals_is_fact() -> None:
    text = "霁川市计划（2025—2027年）\n一、目标\n2024年，全市产值达120亿元，同比增长8%。到2027年，产值达到300亿元。"
    plan = plan_of(text)
    assert [(f.value, f.year) for f in plan.facts] == [(120, 2024), (8, 2024)]
    assert [t.value for t in plan.targets] == [300]


@pytest.mark.parametrize(
    "table",
    [
        "指标\t单位\t2024年\t2027年\n产值\t亿元\t120\t300",
        "| 指标 | 单位 | 2024年 | 2027年 |\n|---|---|---|---|\n| 产值 | 亿元 | 120 | 300 |",
        "指标\n单位\n2024年\n2027年\n产值\n亿元\n120\n300",
    ],
)
def test_an_indicator_table_is_read_however_it_is_printed(table: str) -> None:
    (target,) = plan_of(HEAD + table).targets
    assert (target.subject, target.value, target.unit, target.deadline_year) == ("产值", 300, "亿元", 2027)
    assert (target.base_value, target.base_year) == (120, 2024)


def test_columns_parted_by_blanks_are_a_table() -> None:
    table = "序号  指标名称  单位  2024年  2027年\n1  产业产值  亿元  120  300\n2  创新平台  个  10  20"
    assert [(t.subject, t.value, t.deadline_year) for t in plan_of(HEAD + table).targets] == [
        ("产业产值", 300, 2027), ("创新平台", 20, 2027),
    ]  # fmt: skip


def test_columns_may_be_parted_by_wide_and_narrow_blanks_by_turns() -> None:
    table = "序号　指标　　　　　单位　2024年　2025年　2027年\n1　　企业数量　　　家　　1000　　1060　　1200\n2　　产业规模　　　亿元　520　　650　　1000"
    assert [(t.subject, t.value, t.deadline_year) for t in plan_of(HEAD + table).targets] == [
        ("企业数量", 1060, 2025), ("企业数量", 1200, 2027), ("产业规模", 650, 2025), ("产业规模", 1000, 2027),
    ]  # fmt: skip


def test_two_years_that_follow_each_other_are_both_aimed_at() -> None:
    text = "霁川市未来产业行动计划\n霁政发〔2025〕3号\n一、发展目标\n到2026年，形成体系。\n附件\n指标　单位　2025年　2026年\n产业规模　亿元　4200　5000"
    assert [(t.value, t.base_value, t.deadline_year) for t in plan_of(text).targets] == [
        (4200, None, 2025), (5000, None, 2026),
    ]  # fmt: skip


def test_a_part_of_what_is_meant_for_every_year_is_meant_so_too() -> None:
    whole, part = plan_of(TASKS + "每年新签约项目40个，其中亿元以上项目不少于5个。").targets
    assert (whole.frequency, part.frequency) == ("annual", "annual")


def test_the_size_of_what_the_clause_before_founds_is_promised() -> None:
    assert amounts(TASKS + "设立量子产业专项基金，首期规模10亿元，健全机制。") == [
        ("量子产业专项基金规模", "=", 10, None, "亿元")
    ]


def test_what_applicants_must_have_is_no_target() -> None:
    plan = plan_of(TASKS + "创建对象应具备以下条件：一是定位清晰，主导产业占比达到50%以上；二是拥有平台3家以上。")
    assert (plan.targets, plan.balance.open) == ((), ())


def test_a_level_takes_the_thing_of_the_one_before() -> None:
    plan = plan_of(HEAD + "到2027年，创新平台达到40家，其中国家级3家、省级10家。")
    assert [t.subject for t in plan.targets] == ["创新平台", "国家级创新平台", "省级创新平台"]


def test_what_a_thing_must_be_is_no_target() -> None:
    plan = plan_of(TASKS + "先导园区是指建筑面积不低于2万平方米、入驻企业不少于30家的产业载体。")
    assert plan.targets == ()


def test_a_quote_may_run_over_a_page() -> None:
    text = (
        HEAD
        + "到2027年，全市未来产业企业营业收入总额在现有的基础上稳步提升，力争达\n— 3 —\n到500亿元以上，企业数达到30家。"
    )
    first, _ = plan_of(text).targets
    assert "— 3 —" in first.words.quote
    assert (first.value, first.unit) == (500, "亿元")

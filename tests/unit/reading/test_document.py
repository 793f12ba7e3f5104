"""A document says of itself what it is, in the layouts in which offices publish it."""

from __future__ import annotations

from pathlib import Path

import pytest

from xiandao.core.plan import DocumentData
from xiandao.core.text import Source
from xiandao.reading.blocks import blocks_of
from xiandao.reading.document import document_of, issue_year
from xiandao.reading.mentions.amounts import amounts_of
from xiandao.reading.mentions.years import times_of
from xiandao.reading.quoting import Quoter
from xiandao.reading.rules.document_pages import DOCUMENT_RULES
from xiandao.reading.view import view_of


def read(printed: str) -> tuple[DocumentData, int | None]:
    source = Source(name="x.txt", media_type="text/plain", text=printed)
    view = view_of(printed)
    blocks = blocks_of(view.text)
    document = document_of(view.text, blocks, times_of(view.text, amounts_of(view.text)), Quoter(source, view))
    return document, issue_year(document, view.text, blocks)


BODY = "\n为抢抓新一轮科技革命和产业变革机遇，加快形成新质生产力，开辟发展新赛道、塑造发展新优势，推动科技与产业更紧地结合，现结合实际，制定本文件。\n一、总体要求\n到2027年，全市未来产业体系基本成形。\n二、重点任务\n（一）建设园区。（责任单位：市科技局）\n"

CASES: dict[str, tuple[str, dict[str, object]]] = {
    "a notice that transmits": (
        "霁川市人民政府关于印发霁川市未来产业发展规划（2024—2030年）的通知\n\n霁政发〔2024〕 23 号\n\n各县（区）人民政府，市政府各部门：\n"
        "现将《霁川市未来产业发展规划（2024—2030年）》印发给你们，请遵照执行。\n霁川市人民政府\n2024年8月7日\n（此件公开发布）\n"
        "霁川市未来产业发展规划\n（2024—2030年）" + BODY,
        {
            "title": "霁川市人民政府关于印发霁川市未来产业发展规划（2024—2030年）的通知",
            "doc_no": "霁政发〔2024〕23号",
            "issuer": "霁川市人民政府",
            "issued_on": "2024-08-07",
            "place": "霁川市",
            "level": "city",
            "period": (2024, 2030),
            "alt_titles": ("霁川市未来产业发展规划（2024—2030年）",),
        },
    ),
    "a page with a data table and furniture": (
        "首页 > 政府信息公开 > 政策文件\n索 引 号：\t11320000014000319X/2024-00012\t分类：\t工业、交通\n发文机关：\t江苏省人民政府办公厅\t成文日期：\t2024-03-05\n"
        "标　　题：\t省政府办公厅关于推动低空经济发展的实施意见\n发文字号：\t苏政办发〔2024〕8号\t发布日期：\t2024-03-08\n"
        "【字体：大 中 小】 打印本页 关闭窗口\n省政府办公厅关于推动低空经济发展的实施意见\n各市、县（市、区）人民政府，省各委办厅局，省各直属单位："
        + BODY,
        {
            "title": "省政府办公厅关于推动低空经济发展的实施意见",
            "doc_no": "苏政办发〔2024〕8号",
            "issuer": "江苏省人民政府办公厅",
            "issued_on": "2024-03-05",
            "place": "江苏省",
            "level": "province",
        },
    ),
    "several fields on one line": (
        "安平县促进民营经济发展若干措施\n安政规〔2026〕3号　发布日期：2026-05-18　来源：县发展改革局" + BODY,
        {"doc_no": "安政规〔2026〕3号", "issued_on": "2026-05-18", "place": "安平县", "issuer": None},
    ),
    "fields without blanks between them": (
        "关于促进民营经济发展的若干措施\n发布机构：安平县人民政府发布日期：2026-05-18成文日期：2026-05-11文号：安政规〔2026〕3号"
        + BODY,
        {"doc_no": "安政规〔2026〕3号", "issued_on": "2026-05-11", "issuer": "安平县人民政府"},
    ),
    "the day before the number": (
        "关于促进民营经济发展的若干措施\n发布日期：2026-05-18　安政规〔2026〕3号" + BODY,
        {"doc_no": "安政规〔2026〕3号", "issued_on": "2026-05-18"},
    ),
    "a page put out after the signature": (
        "关于促进民营经济发展的若干措施\n发布日期：2026-05-18 来源：某某网" + BODY + "安平县人民政府\n2026年5月11日",
        {"issued_on": "2026-05-11", "issuer": "安平县人民政府"},
    ),
    "numerals in Chinese at the end": (
        "关于加快人工智能产业发展的若干措施" + BODY + "无锡市科学技术局\n二〇二四年十二月二十三日\n",
        {"issuer": "无锡市科学技术局", "issued_on": "2024-12-23", "place": "无锡市", "level": "city", "doc_no": None},
    ),
    "several offices sign": (
        "关于印发《青岛市合成生物产业行动计划》的通知\n青科规〔2023〕2号\n各区、市人民政府：\n现印发给你们。\n青岛市科学技术局　青岛市财政局\n2023年5月6日"
        + BODY,
        {
            "issuer": "青岛市科学技术局、青岛市财政局",
            "issued_on": "2023-05-06",
            "place": "青岛市",
            "doc_no": "青科规〔2023〕2号",
            "period": (None, 2027),
        },
    ),
    "a title over two lines": (
        "国务院办公厅关于推进\n政务新媒体健康有序发展的意见\n国办发〔2018〕123号\n\n各省、自治区、直辖市人民政府：\n政务新媒体是重要渠道。\n一、总体要求\n内容。\n国务院办公厅\n2018年12月7日",
        {
            "title": "国务院办公厅关于推进政务新媒体健康有序发展的意见",
            "issuer": "国务院办公厅",
            "place": None,
            "level": "national",
        },
    ),
    "the office on the line above": (
        "苏州市人民政府办公室\n关于印发苏州市人形机器人产业三年行动计划的通知\n苏府办〔2024〕5号\n各县级市（区）人民政府：\n现印发给你们。\n苏州市人民政府办公室\n2024年1月15日"
        + BODY.replace("到2027年，", ""),
        {
            "title": "苏州市人民政府办公室关于印发苏州市人形机器人产业三年行动计划的通知",
            "period": (2024, 2026),
            "level": "city",
        },
    ),
    "an annex without its notice": (
        "附件1\n\n浙江省未来产业先导区培育方案（征求意见稿）"
        + BODY.replace("全市", "全省").replace("市科技局", "省科技厅"),
        {
            "title": "浙江省未来产业先导区培育方案",
            "is_draft": True,
            "place": "浙江省",
            "level": "province",
            "issuer": None,
            "issued_on": None,
            "period": (None, 2027),
        },
    ),
    "a ministry": (
        "工业和信息化部等七部门关于推动未来产业创新发展的实施意见\n工信部联科〔2024〕12号\n各省、自治区、直辖市及计划单列市："
        + BODY,
        {"issuer": "工业和信息化部等七部门", "level": "national", "place": None, "doc_no": "工信部联科〔2024〕12号"},
    ),
    "a municipality": (
        "上海市人民政府关于印发《上海打造未来产业创新高地发展壮大未来产业集群行动方案》的通知\n沪府发〔2022〕11号\n各区人民政府：\n现印发给你们。\n上海市人民政府\n2022年9月9日"
        + BODY,
        {
            "place": "上海市",
            "level": "province",
            "issuer": "上海市人民政府",
            "alt_titles": ("上海打造未来产业创新高地发展壮大未来产业集群行动方案",),
        },
    ),
    "a zone": (
        "苏州工业园区管理委员会关于印发苏州工业园区未来产业行动计划的通知\n苏园管〔2023〕31号\n各功能区：\n现印发给你们。\n苏州工业园区管理委员会\n2023年11月2日"
        + BODY,
        {"place": "苏州工业园区", "level": "zone"},
    ),
    "a new area that is a district": (
        "上海市浦东新区人民政府关于促进未来产业发展的意见\n浦府〔2023〕7号\n各街道：\n请执行。\n上海市浦东新区人民政府\n2023年4月1日"
        + BODY,
        {"place": "浦东新区", "level": "district"},
    ),
    "a city at county level": (
        "昆山市未来产业发展行动方案（2024-2026年）" + BODY + "昆山市人民政府\n2024年6月30日",
        {"place": "昆山市", "level": "district", "period": (2024, 2026)},
    ),
    "no title line": (
        "各县（区）人民政府：\n现将《某某行动方案》印发给你们，请认真贯彻执行。" + BODY,
        {"title": "某某行动方案", "issued_on": None, "doc_no": None},
    ),
    "a five-year plan": (
        "丽水市“十五五”未来产业发展规划" + BODY,
        {"period": (2026, 2030), "place": "丽水市", "level": "city"},
    ),
    "a yearly list": ("宝鸡市2025年科技创新工作要点" + BODY, {"period": (2025, 2025), "place": "宝鸡市"}),
    "a declared period": (
        "宁德市锂电产业发展规划\n本规划期限为2023—2030年，远景展望到2035年。" + BODY,
        {"period": (2023, 2030), "place": "宁德市"},
    ),
    "a cited number is not its own": (
        "关于加快发展的实施意见\n根据《省政府关于未来产业的指导意见》（苏政发〔2023〕104号）制定本意见。" + BODY,
        {"doc_no": None, "issuer": None},
    ),
    "a place named nowhere but in the text": (
        "关于加快培育未来产业的指导意见\n" + "全市上下要形成合力，构筑扬州新优势。" * 3 + BODY,
        {"place": "扬州市", "level": "city"},
    ),
    "validity": (
        "合肥市支持量子信息产业发展若干政策\n一、支持攻关\n最高给予100万元。\n二、附则\n本政策自2024年1月1日起施行，有效期3年。\n",
        {"period": (2024, 2026), "place": "合肥市"},
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_a_document_says_what_it_is(name: str) -> None:
    printed, expected = CASES[name]
    document, _ = read(printed)
    assert {key: getattr(document, key) for key in expected} == expected


@pytest.mark.parametrize(("rule", "printed"), [(rule.id, one) for rule in DOCUMENT_RULES for one in rule.reads])
def test_each_rule_reads_its_documents(rule: str, printed: str) -> None:
    assert rule in {used for _, used in read(printed)[0].rules}


@pytest.mark.parametrize(("rule", "printed"), [(rule.id, one) for rule in DOCUMENT_RULES for one in rule.leaves])
def test_each_rule_leaves_the_others(rule: str, printed: str) -> None:
    assert rule not in {used for _, used in read(printed)[0].rules}


def test_effort_of_five_years_counts_from_the_issue() -> None:
    document, year = read(
        "关于发展的意见\n通过5年努力，建成高地。\n一、任务\n（一）做事。\n霁川市人民政府\n2024年8月7日"
    )
    assert (document.period, year) == ((2024, 2029), 2024)


def test_effort_of_three_years_is_not_closed_by_a_goal_of_the_year_of_issue() -> None:
    document, _ = read(
        "霁川区三年行动方案\n力争通过3年努力，建成高地。2024年底前产业规模突破60亿元。\n霁川区人民政府\n2024年5月20日"
    )
    assert document.period == (2024, 2027)


@pytest.mark.parametrize("printed", ["", "\n", "Nothing to read.", "。", "第"])
def test_nothing_yields_nothing(printed: str) -> None:
    document, year = read(printed)
    assert (document, year) == (DocumentData(), None)


def test_the_year_of_issue_falls_back_on_what_there_is() -> None:
    assert read("关于发展的意见\n苏政发〔2022〕7号\n一、任务")[1] == 2022
    assert read("某某产业规划（2024-2026年）\n一、任务")[1] == 2024
    assert read("关于发展的意见\n依据《某某意见》（苏政发〔2021〕7号）。\n一、任务")[1] == 2021


def test_every_value_names_its_rule() -> None:
    document, _ = read(CASES["a notice that transmits"][0])
    assert {key for key, _ in document.rules} == {"title", "doc_no", "issuer", "issued_on", "place", "level", "period"}


def test_the_samples_of_the_repository_have_titles() -> None:
    for path in Path("samples").glob("0[23]*.txt"):
        assert read(path.read_text("utf-8"))[0].title


@pytest.mark.parametrize(
    ("goals", "period"),
    [
        ("到2030年，培育企业50家。", (None, 2030)),
        ("到2026年，培育企业50家；到2030年，培育企业90家。", (2024, 2026)),
        ("培育企业50家。", (2024, 2026)),
    ],
)
def test_a_measure_ends_with_its_validity_unless_its_goals_lie_behind(
    goals: str, period: tuple[int | None, int]
) -> None:
    text = (
        f"某市未来产业若干措施\n一、发展目标\n{goals}\n二、附则\n本措施自2024年1月1日起施行，有效期至2026年12月31日。"
    )
    assert read(text)[0].period == period


def test_digits_of_a_number_are_plain_however_they_are_printed() -> None:
    assert read("霁川市未来产业行动计划\n霁政发〔２０２５〕４号" + BODY)[0].doc_no == "霁政发〔2025〕4号"


@pytest.mark.parametrize(
    ("title", "office", "place"),
    [
        ("霁川高新区未来产业行动计划", "霁川高新技术产业开发区管理委员会", "霁川高新区"),
        ("霁川高新区未来产业行动计划", "霁川经济技术开发区管理委员会", "霁川经济技术开发区"),
    ],
)
def test_a_zone_is_called_what_the_title_calls_it(title: str, office: str, place: str) -> None:
    assert read(f"{title}\n{BODY}{office}\n2025年3月1日")[0].place == place

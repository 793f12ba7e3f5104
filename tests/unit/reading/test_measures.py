"""The measures of a support policy: which sentences promise something, what, to whom, how much."""

from __future__ import annotations

import tomllib
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some

from xiandao.core.policies import Measure, PolicyReading, Vocabulary
from xiandao.core.text import Source
from xiandao.readers.packs import load_pack
from xiandao.readers.packs_policies import POLICIES
from xiandao.reading.measures import read_policy

ROOT = Path(__file__).resolve().parents[3]
HELD_OUT = tomllib.loads(Path(__file__).with_name("measures_held_out.toml").read_text("utf-8"))["sentence"]
LEAST_SCORE = 0.8
NOTHING = (
    "各有关部门要加强协同，形成工作合力。",
    "到2028年，全市未来产业规模达到500亿元。",
    "资金从市级专项资金中列支。",
    "申报时间为每年3月1日至4月30日。",
    "同一事项符合多项政策的，按照就高不重复的原则执行。",
    "对骗取资金的，追回全部款项。",
    "本措施自2026年1月1日起施行。",
    "建立健全部门联席会议制度，定期研究解决问题。",
    "本政策由市科技局负责解释。",
    "不得重复申报同类项目。",
)
SENTENCES: tuple[tuple[str, dict[str, Any]], ...] = (
    ("对新认定的高新技术企业，一次性奖励20万元。", {"instrument": "award", "sum": "200000", "object": "高新技术企业"}),
    ("对获评独角兽企业的，给予300万元奖励。", {"instrument": "award", "sum": "3000000"}),
    ("对购买算力服务的企业，按照合同额的20%给予补助，最高100万元。", {"rate": "20", "cap": "1000000", "topic": "compute"}),
    ("对租用智能算力的企业，发放算力券，每家企业每年最高30万元。", {"instrument": "voucher", "cap": "300000"}),
    ("对纳入省级调度的智算中心，补贴500万元。", {"topic": "compute", "sum": "5000000", "object": "智算中心"}),
    ("对列入标杆场景的建设单位，给予不超过50万元的补助。", {"topic": "scenario", "cap": "500000"}),
    ("对揭榜企业，按合同额的10%给予奖励，最高80万元。", {"topic": "scenario", "rate": "10", "cap": "800000"}),
    ("对首台（套）装备生产企业，奖励100万元。", {"topic": "scenario", "sum": "1000000"}),
    ("对全职引进的博士，给予每人10万元生活补贴。", {"topic": "talent", "sum": "100000", "object": "博士"}),
    ("对引进领军人才团队的用人单位，奖励100万元。", {"topic": "talent", "object": "用人单位"}),
    ("对符合条件的人才，给予每月2000元租房补贴，最长3年。", {"instrument": "housing", "sum": "2000"}),
    ("领军人才团队资助额度为300万元至1000万元。", {"instrument": "subsidy", "cap": "10000000"}),
    ("对企业获得的贷款，按照实际支付利息的40%给予贴息，每年最高50万元。", {"instrument": "interest", "rate": "40", "cap": "500000"}),
    ("对银行机构发放的科技贷款，按照不良本金的50%给予风险补偿。", {"instrument": "risk", "rate": "50"}),
    ("对投资本市企业的创业投资机构，按实际投资额10%给予奖励，单家最高200万元。", {"instrument": "award", "rate": "10"}),
    ("设立总规模10亿元的天使基金，投向初创企业。", {"instrument": "fund", "topic": "finance"}),
    ("符合条件的企业依法享受研发费用加计扣除。", {"instrument": "tax"}),
    ("对重大项目优先安排用地指标。", {"instrument": "land"}),
    ("对入驻孵化器的初创企业，前两年免收租金。", {"instrument": "rent", "object": "初创企业"}),
    ("对主导制定国际标准的单位，每项奖励50万元。", {"topic": "standard", "sum": "500000", "per": "每项"}),
    ("对获得发明专利授权10件以上的企业，按每件3000元给予奖励。", {"sum": "3000", "per": "每件"}),
    ("对新认定的国家级制造业创新中心，一次性奖励2000万元。", {"topic": "platform", "sum": "20000000"}),
    ("对中试平台按设备投资额20%补助，最高不超过1500万元。", {"rate": "20", "cap": "15000000"}),
    ("对承担前沿技术攻关项目的单位，按照研发投入的40%给予资助，单个项目最高500万元。", {"topic": "research", "rate": "40"}),
    ("对首次纳入规模以上统计的企业，奖励20万元。", {"topic": "firms", "sum": "200000", "conditions": "首次纳入规模以上统计"}),
    ("年营业收入首次突破1亿元的企业，给予50万元奖励。", {"sum": "500000"}),
    ("对设备投资超过3000万元的项目，按投资额的10%给予补助，最高800万元。", {"rate": "10", "cap": "8000000"}),
    ("对在本市注册满2年的企业，给予最高二百万元的资助。", {"cap": "2000000"}),
    ("对智算中心给予5000万元以内的综合资助。", {"cap": "50000000"}),
    ("支持中小企业使用公共服务平台，按照费用的30%给予补贴，每家每年最高10万元。", {"object": "中小企业", "rate": "30"}),
    ("鼓励企业开放应用场景，对牵头单位给予30万元奖励。", {"topic": "scenario", "sum": "300000"}),
    ("对新购工业软件的企业，按实际支出的15%给予补助，最高60万元。", {"rate": "15", "cap": "600000"}),
    ("对上市企业，分阶段给予总额500万元奖励。", {"topic": "firms", "instrument": "award"}),
    ("对创新产品，优先纳入首购目录。", {"instrument": "priority"}),
    ("对参加首版次软件保险的企业，按保费的80%给予补贴。", {"topic": "scenario", "rate": "80"}),
    ("对高校毕业生到企业就业的，给予每人1万元安家补贴。", {"topic": "talent", "instrument": "housing"}),
    ("对孵化器按每平方米100元给予运营补贴，每年最高200万元。", {"cap": "2000000", "topic": "space"}),
    ("对引进的顶尖人才团队，可与省级政策叠加享受，给予奖励1000万元。", {"stacking": "stack", "sum": "10000000"}),
    ("对依据《样例市人才办法》认定的人才，给予5万元奖励。", {"depends": "《样例市人才办法》"}),
    ("对牵头单位给予100万元奖励，已享受省级支持的不重复享受。", {"stacking": "exclusive"}),
)  # fmt: skip


@pytest.fixture(scope="module")
def vocabulary() -> Vocabulary:
    loaded = load_pack(ROOT / "packs" / "policies", POLICIES)
    assert loaded.findings == ()
    assert loaded.value is not None
    return loaded.value


def read(text: str, vocabulary: Vocabulary, issued: date | None = None) -> PolicyReading:
    return read_policy(Source(name="x.txt", media_type="text/plain", text=text), vocabulary, issued=issued)


def said(measure: Measure, name: str) -> object:
    benefit = measure.benefit
    amounts = {"sum": benefit.sum, "rate": benefit.rate, "cap": benefit.cap}
    if name in amounts:
        return amounts[name]
    return {"per": benefit.per, "topic": measure.topics}.get(name, getattr(measure, name, None))


def holds(measure: Measure, name: str, wanted: object) -> bool:
    """Whether a field is what a person reads; words are part of what was read."""
    found = said(measure, "topic" if name == "topics" else name)
    if name in ("sum", "rate", "cap"):
        return found == Decimal(str(wanted))
    if name == "topic":
        return wanted in measure.topics
    if name == "topics":
        return {*wanted} <= {*measure.topics}  # type: ignore[misc]
    return str(wanted) in str(found) if name in ("object", "conditions", "per", "depends") else found == wanted


@pytest.mark.parametrize("text", NOTHING)
def test_what_promises_nobody_anything_is_no_measure(text: str, vocabulary: Vocabulary) -> None:
    assert read(text, vocabulary).measures == ()


@pytest.mark.parametrize(("text", "wanted"), SENTENCES)
def test_a_sentence_gives_the_measure_that_a_person_reads(
    text: str, wanted: dict[str, Any], vocabulary: Vocabulary
) -> None:
    (measure,) = read(text, vocabulary).measures
    assert {name for name, value in wanted.items() if not holds(measure, name, value)} == set()
    assert text[measure.start : measure.end] == measure.quote


def test_sentences_that_the_rules_never_saw_are_read_as_a_person_does(vocabulary: Vocabulary) -> None:
    right, asked = score(vocabulary)
    assert right / asked >= LEAST_SCORE


def score(vocabulary: Vocabulary) -> tuple[int, int]:
    """How many fields of the held-out sentences are right, and how many there are; a wrong count loses all of them."""
    right = asked = 0
    for each in HELD_OUT:
        wanted = {name: value for name, value in each.items() if name not in ("text", "n")}
        found = read(each["text"], vocabulary).measures
        asked += 1 + len(wanted)
        if len(found) == each["n"]:
            right += 1 + sum(all(holds(one, name, value) for one in found) for name, value in wanted.items())
    return right, asked


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("本办法自2026年1月1日起施行，有效期至2027年12月31日。", "2026-01-01", "2027-12-31"),
        ("本办法自2026年3月1日起施行，有效期3年。", "2026-03-01", "2029-02-28"),
        ("本办法自印发之日起施行，有效期两年。", "2025-06-12", "2027-06-11"),
        ("本办法自公布之日起30日后施行。", "2025-07-12", None),
        ("本办法试行一年。", None, "2026-06-11"),
        ("本办法自2026年2月30日起施行。", None, None),
        ("支持企业发展。", None, None),
    ],
)
def test_a_policy_says_for_how_long_it_holds(
    text: str, first: str | None, last: str | None, vocabulary: Vocabulary
) -> None:
    found = read(text, vocabulary, date(2025, 6, 12))
    assert (found.valid_from, found.valid_until) == (first, last)


def test_a_rule_on_stacking_is_quoted_and_told(vocabulary: Vocabulary) -> None:
    text = "第一条 对企业奖励10万元。\n第二条 同一事项按照就高不重复的原则执行。"
    (rule,) = read(text, vocabulary).rules
    assert rule.kind == "highest"
    assert text[rule.start : rule.start + len(rule.quote)] == rule.quote


@given(some.text(alphabet="对企业给予奖励最高按照0123456789万元%的，；。\n第一条", max_size=120))
def test_every_measure_of_any_text_quotes_it_exactly(text: str) -> None:
    loaded = load_pack(ROOT / "packs" / "policies", POLICIES).value
    assert loaded is not None
    for measure in read(text, loaded).measures:
        assert text[measure.start : measure.end] == measure.quote

"""How many industries, fields or aspects a list has is structure, not a goal."""

from __future__ import annotations

import re

from xiandao.reading.clauses import Case
from xiandao.reading.phrases import before_number
from xiandao.reading.rules.rule import Answer, Aside, Rule

_NOUN = re.compile(
    r"[^,。;、(]{0,8}?(?:未来产业|产业|领域|方向|赛道|产业链|方面|环节|阶段|维度|层面|层次|板块|原则|主导产业|体系|要素|关键|重点任务|任务|行动|工程|主体|功能区|功能|片区|中心城市|模块|步骤|目标|机制|计划|专班|工作组|专项组|专责组|小组)"
    r"(?:$|[,。;、()\n“”:]|等|中|里|内|的(?!企业|项目|平台|园区))"
)
_PLACES = re.compile(
    r"(?:区|县|市|镇|街道|乡镇|镇街|村|设区市|地级市|省|国家(?!级)|市州|盟市|县区)(?![级]|域)(?:\(|县|市|区|、|,|$|的|政务)"
)
_SIZED = re.compile("[\\d一二三五十]{0,3}[百千万亿]{1,2}元?级")
_TEN = 10
_SMALL = re.compile(
    r"(?:部门|单位|市|区|县|省|县区|县市区|设区市|城市|高校|大学|国|者|种|字|个方面|届|次|级|轮|行|维|中全会|次会议|次全会|届|批|期)"
)


def read(case: Case) -> Answer:
    """六大产业, 等3个主导型产业, 七部门."""
    amount, text = case.amount, case.text
    if amount.unit == "大":
        names_industries = _NOUN.match(text, amount.end, case.clause_end) or amount.value < _TEN
        return Aside(reason="structure") if names_industries or not before_number(case).verb else None
    if (
        amount.in_words
        and amount.value <= 20
        and amount.bound == "="
        and (amount.unit in {"届", "次", "级", "轮", "批", "期", "部"} or _SMALL.match(text, amount.number_end))
    ):
        return Aside(reason="name")
    # 2个百亿级未来赛道: how large they are is to be reached.
    if _SIZED.match(text, amount.end):
        return None
    if (
        amount.bound == "="
        and amount.unit in {"个", "条", "类", "项", "大类", "种", "方面"}
        and _NOUN.match(text, amount.end, case.clause_end)
    ):
        lists = "等" in text[max(case.clause_start, amount.start - 2) : amount.start] or amount.value <= 20
        builds = (
            re.search(r"(?:形成|建成|实施|组织|突破|完成|推进|打造|培育|发展壮大)$", case.left)
            and not amount.in_words
            and not re.search(
                r"(?:产业|领域|方向|赛道|板块|环节|阶段|方面)(?:$|[,。;、()\n“”:]|等|的)",
                text[amount.end : case.clause_end + 1],
            )
        )
        if lists and not builds:
            return Aside(reason="structure")
    return None


RULE = Rule(
    id="aside.structure",
    note="所选产业、领域、方面的个数是结构，不是指标。",
    reads=("布局六大未来产业。", "聚焦3个主导型未来产业。", "突出三个方面。"),
    leaves=(
        "打造10个以上未来产业集群。",
        "培育形成2个百亿级未来赛道。",
    ),
    read=read,
)

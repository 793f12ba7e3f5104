"""The rules that make a task, for the items that name them and for the manual."""

from __future__ import annotations

from xiandao.reading.rules.manual import RulePage

HEADING, SENTENCE, ARTICLE, NOTED, ROW = "task.heading", "task.sentence", "task.article", "task.noted", "task.row"

CONFIDENCE = {HEADING: 0.95, SENTENCE: 0.7, ARTICLE: 0.9, NOTED: 0.85, ROW: 0.9}

TASK_RULES = (
    RulePage(
        id=HEADING,
        note="最低一级的编号标题，所在章节部署工作（重点任务、保障措施等），或者标题自身以动词领起、以工程和行动收尾。",
        reads=(
            "三、重点任务\n（一）搭建中试平台。面向企业开放设备。（责任单位：市科技局、工信局）",
            "四、保障措施\n1.强化统筹。每季度调度一次。",
            "、实施路径\n（一）关键部件攻坚行动\n聚焦减速器开展攻关。",
            "二、强化算力供给。建设智算中心。",
        ),
        leaves=(
            "一、总体要求\n（一）指导思想\n坚持创新驱动。\n（二）发展目标\n到2030年建成高地。",
            "二、发展重点\n（一）氢能。重点发展制氢装备。\n（二）储能。重点发展储能电池。",
            "名词解释\n1.低空经济：以低空飞行活动牵引的经济形态。",
        ),
    ),
    RulePage(
        id=SENTENCE,
        note="没有短标题的编号任务：取首句第一个逗号之前的文字作标题。",
        reads=(
            "二、支持政策\n1.鼓励企业联合高校院所共同建设概念验证中心和中试基地，经认定后按照设备投入的一定比例给予补助，最高不超过五百万元。",
        ),
        leaves=("三、重点任务\n（一）建设实验室。鼓励企业共建。",),
    ),
    RulePage(
        id=ARTICLE,
        note="逐条排列的措施和办法中部署工作的条文；目的、适用范围、术语和施行期限不是任务。",
        reads=("第三条 支持平台建设。对新建平台择优支持。（责任单位：市科技局）",),
        leaves=("第一条 为促进未来产业发展，制定本办法。", "第九条 本办法自2026年1月1日起施行。"),
    ),
    RulePage(
        id=NOTED,
        note="所在章节写目标、赛道或布局，但标题之下注明了责任单位的，也是任务。",
        reads=("二、重点领域\n（一）未来能源。发展制氢装备。（责任单位：市能源局、市工信局）",),
        leaves=("二、重点领域\n（一）未来能源。发展制氢装备（电解槽、储氢瓶）。",),
    ),
    RulePage(
        id=ROW,
        note="任务分工表的一行，不论单元格用制表符或竖线分开，还是摊平为一格一行；与编号标题同名的行并入该标题。",
        reads=(
            "序号\t重点任务\t责任单位\n1\t编制产业图谱\t市科技局、工信局",
            "| 任务 | 牵头单位 | 配合单位 |\n|---|---|---|\n| 建设园区 | 市工信局 | 各区政府 |",
            "序号\n重点任务\n责任单位\n1\n编制产业图谱\n市科技局\n2\n建设园区\n各区政府",
        ),
        leaves=("序号\t指标\t单位\t2027年\n1\t产业规模\t亿元\t300",),
    ),
)

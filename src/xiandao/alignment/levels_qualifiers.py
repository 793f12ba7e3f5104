"""What narrows the thing a target counts: 百亿级 and 千亿级 clusters, 青年 and 顶尖 people, 母基金 and 专项资金."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from xiandao.alignment.levels_subjects import class_of

Floats = NDArray[np.float32]

# By what is counted: words of one line mean about the same, those of two lines are counted apart.
QUALIFIERS: dict[str, tuple[str, ...]] = {
    "cluster": ("万亿级", "千亿级", "五百亿级", "百亿级", "十亿级"),
    "firm": (
        "领航 链主 龙头 领军 骨干 标杆 示范 头部 重点",
        "独角兽 瞪羚",
        "专精特新 小巨人 单项冠军 隐形冠军",
        "种子期 初创 硬科技",
        "高新技术 科技型",
        "上市",
    ),
    "people": (
        "战略 顶尖 院士",
        "领军 高层次",
        "青年 博士 硕士 大学生",
        "技能 工匠 技师 工程师",
        "经理人 经纪人",
    ),
    "platform": ("中试", "概念验证", "实验室 创新平台 创新中心 研究中心 研究院", "服务平台 服务机构"),
    "fund": ("基金", "专项资金 财政资金 补助资金", "贷款 信贷", "保险 担保"),
    "route": ("低空 航线 航路", "道路 公路 街"),
    "site": ("低空 空域 起降 试飞 飞行", "训练", "道路 车"),
    "ground": ("盘活 低效 闲置 存量 老化", "新增"),
    "share": ("研发投入 研发强度 研发经费投入", "基础研究", "工业 制造业", "转化率"),
    "burden": ("能耗 节能", "水耗 用水", "碳排放 减排", "电能"),
    "time": ("入驻 开办 注册 登记", "项目 环评 用地 规划"),
    "computing": ("数据", "算力"),
}
_LINES = {
    kind: {word: number for number, words in enumerate(lines) for word in words.split()}
    for kind, lines in QUALIFIERS.items()
}
_SAID = {kind: re.compile("|".join(sorted(words, key=len, reverse=True))) for kind, words in _LINES.items()}
_COLUMN = {
    place: column
    for column, place in enumerate((kind, line) for kind, lines in QUALIFIERS.items() for line in range(len(lines)))
}


def qualifiers_of(head: str) -> frozenset[tuple[str, int]]:
    """What is counted and the lines of ``QUALIFIERS`` that *head* has words of; empty where it has none."""
    kind = class_of(head) or ""
    return frozenset((kind, _LINES[kind][word]) for word in _SAID[kind].findall(head)) if kind in _SAID else frozenset()


def narrowed(lowers: Sequence[str], uppers: Sequence[str]) -> dict[str, Floats]:
    """Which heads (empty where there is none) are narrowed otherwise, and of which pairs only one is narrowed."""
    low, up = _table(lowers), _table(uppers)
    below, above = (np.asarray(table.any(axis=1), np.bool_) for table in (low, up))
    below = below[:, None]
    found = {
        "qualifier_other": below & above & (low @ up.T == 0),
        "qualifier_below": below & ~above,
        "qualifier_above": ~below & above,
    }
    return {name: values.astype(np.float32) for name, values in found.items()}


def _table(heads: Sequence[str]) -> Floats:
    found = np.zeros((len(heads), len(_COLUMN)), np.float32)
    for row, head in enumerate(heads):
        found[row, [_COLUMN[place] for place in qualifiers_of(head)]] = 1
    return found

"""What a target counts and in which unit, so far normalised that two documents' targets can be laid side by side."""

from __future__ import annotations

import re
from typing import NamedTuple

from xiandao.alignment.leaves import Figure, Leaf
from xiandao.core.quantity import base_of

# Words around the thing counted that do not change what is counted.
_AROUND = re.compile(
    r"^(?:到\d{4}年|全省|全市|全区|全县|我省|我市|我区|力争|累计|新增|新建|建成|形成|培育|打造|拥有|聚集|集聚)+"
    r"|(?:总数|数量|数目|个数|家数|户数|(?<=企业)数)$"
)
_FIELD = re.compile(r"未来产业(?:领域|方向)?的?")
_MARKS = re.compile(r"[\s“”\"'《》（）()、,，·—\-]+")
# Counters of one kind: the same subject in 家 and in 户 is the same amount.
_COUNTERS = dict.fromkeys("家户个项件处座所支只", "家")
_COUNTERS |= dict.fromkeys("人名位", "人")
_RATIOS = frozenset(("%", "％", "‰", "倍", "个百分点", "百分点", "", "年", "个工作日", "天"))
_RATIO_SUBJECT = re.compile(
    r"比重|占比|比例|强度|增速|增长|率$|密度|平均|亩均|人均|每万|单位|万元工业|覆盖|排名|贡献率|时间|周期"
)
_EACH = re.compile(r"每个|每家|每县|各县|各先导区|每个先导区|均(?:不少于|达到|不低于|超过)|各(?:不少于|达到|不低于)")
_INCREMENT = re.compile(r"新增|新建|净增|新招引|新引进|新培育|新认定")
_STRETCH = re.compile(r"力争|争取|奋斗目标")
_PART = re.compile(r"首期|首批|其中|一期")

# What kind of thing is counted, by how its name ends: the head of a Chinese noun comes last.
_CLASSES = {
    "output": "规模 产值 营业收入 营收 增加值 收入 销售额 成交额",
    "growth": "增长 增速 增长率 增幅",
    "share": "比重 占比 比例 率 强度 覆盖 覆盖率",
    "firm": "企业 独角兽 小巨人 链主 公司",
    "project": "项目 课题",
    "platform": "平台 中心 基地 实验室 研究院 机构 学院 装置 中试线 联合体",
    "park": "园区 先导区 产业园 综合体 集聚区 功能区 科技园",
    "hatchery": "孵化器 加速器 载体 众创空间",
    "scene": "场景 场景机会 街区 体验点 体验区 场景清单",
    "route": "航线 航路网密度 道路 里程 线路",
    "site": "起降点 试飞基地 训练场 空域 服务站 测试场",
    "people": "人才 团队 科学家 博士 硕士 人数 经理人 人员 专家 人才（团队）",
    "fund": "基金 母基金 基金群 资金 基金规模 母基金规模 贷款 信贷 基金首期 投资",
    "standard": "标准 规范",
    "result": "技术 成果 产品 专利 菌株 专利授权",
    "ground": "用地 面积 厂房 土地 公寓 住房",
    "cluster": "集群 产业链",
    "computing": "数据集 算力 算力规模 数据",
    "time": "时间 时限 周期 观察期",
    "burden": "能耗 水耗 用水量 排放 能耗下降 降低率 利用效率 能耗降低率",
    "event": "活动 展会 会议 大赛",
}
_CLASS = {word: name for name, words in _CLASSES.items() for word in words.split()}
_LONGEST = max(map(len, _CLASS))


class Amount(NamedTuple):
    """A figure in its base unit; *high* is *low* but for ranges."""

    low: float
    high: float
    unit: str


def subject_of(head: str) -> str:
    """The thing counted without the words around it.

    Words of level stay (省级, 国家级): they change what is counted. 未来产业 goes, for all in these plans is about it,
    but not where nothing but a word for any amount would be left: 未来产业企业 is not any 企业.
    """
    plain = _AROUND.sub("", _MARKS.sub("", head)) or head
    bare = _FIELD.sub("", plain)
    return bare if bare and bare not in _CLASS else plain


def class_of(head: str) -> str | None:
    """What kind of thing *head* counts, ``None`` where its last words do not say."""
    text = _AROUND.sub("", _MARKS.sub("", head))
    lengths = range(min(_LONGEST, len(text)), 0, -1)
    return next((_CLASS[text[-length:]] for length in lengths if text[-length:] in _CLASS), None)


def unit_of(unit: str | None) -> tuple[str, int]:
    """The unit by which amounts are compared, and how many of it one of *unit* is."""
    base, scale = base_of(unit)
    return _COUNTERS.get(base, base), scale


def amount_of(figure: Figure) -> Amount:
    """*figure* in its base unit."""
    unit, scale = unit_of(figure.unit)
    high = figure.value if figure.value_max is None else figure.value_max
    return Amount(figure.value * scale, high * scale, unit)


def adds_up(leaf: Leaf) -> bool:
    """Whether amounts of several places make one: no ratios, rates, means and times."""
    if leaf.figure is None or unit_of(leaf.figure.unit)[0] in _RATIOS:
        return False
    return not _RATIO_SUBJECT.search(leaf.head)


def is_stretch(leaf: Leaf) -> bool:
    """Whether the words say that this is the higher aim beside a firm one."""
    return bool(_STRETCH.search(leaf.words))


def is_increment(leaf: Leaf) -> bool:
    """Whether the words count what is added (新增), not what there is then."""
    return bool(_INCREMENT.search(leaf.words))


def is_per_each(leaf: Leaf) -> bool:
    """Whether the words promise the amount for each of several."""
    return bool(_EACH.search(leaf.words))


def is_part(leaf: Leaf) -> bool:
    """Whether the words say that the amount is a first part of another one (首期, 首批)."""
    return bool(_PART.search(leaf.words) or _PART.search(leaf.head))

"""What a promise or duty is about, by the words that plans use for it: talent, money, scenes, standards and so on."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Sequence

import numpy as np

from xiandao.alignment.levels_wording import Matrix

# One concept a line; a word belongs to one theme only, the longest word at a place counts.
THEMES: dict[str, str] = {
    "scale": "规模 总产值 产值 营业收入 营收 主营业务收入 增加值 增长率 年均增长",
    "research": "攻关 前沿技术 关键技术 核心技术 未来技术 颠覆性技术 揭榜挂帅 揭榜 赛马 基础研究 原始创新 原创 从0到1 技术路线图 "
    "重大项目组织 前瞻 标志性成果 研发计划 研发项目 策源 卡脖子",
    "intensity": "研发投入 研发经费 投入强度 研发强度 研发人员",
    "platform": "创新平台 实验室 创新中心 研究院 科技基础设施 科学装置 装置集群 装置 研发机构 新型研发机构 工程研究中心 创新联合体 "
    "技术学院 未来技术学院 创新载体 工程中心 研发平台 科研仪器",
    "transfer": "成果转化 成果转移 概念验证 中试 技术合同 技术经理人 转移转化 转化 熟化 技术经纪",
    "standards": "标准 标准化 规范 国际标准 国家标准 行业标准 地方标准",
    "scene": "场景 首购首用 首购 首台套 示范应用 应用示范 示范街区 场景清单 试点应用 体验点 航线",
    "proving": "试验验证 验证环境 验证设施 试飞 封闭测试 测试网 测试道路 测试场 训练场 试验空域 空域 航路网 起降点 飞行服务 感知网络 基础设施 "
    "临床验证 城市实验室 低空基础设施 筑网",
    "leaders": "领航企业 链主 链主企业 龙头 龙头企业 领军企业 头部企业 标杆企业 示范企业 骨干企业 主导力",
    "growers": "硬科技企业 高成长 独角兽 瞪羚 专精特新 小巨人 高新技术企业 科技型中小企业 初创企业 种子期 梯队 梯次 培育库 中小企业 孵化 "
    "创业企业 科创企业 规上 企业数 未来产业企业 创新主体 骨干高企 新增企业",
    "hatching": "孵化器 加速器 大学科技园 众创空间 标杆孵化器 孵化载体 科创载体 孵化园 未来产业科技园 苗圃",
    "courting": "招商 招引 招大引强 签约 引资 项目落地 重大项目 亿元以上项目 招商图谱 抓招引",
    "clusters": "集群 产业链 千亿级 百亿级 强链 补链 延链 链式 融通",
    "parks": "先导区 先导园区 园区 核心区 产业园 科创园区 特色园区 集聚区 载体 厂房 产业用地 用地 布局 承载 空间 园中园 转化区 综合体 "
    "试点园区 亩均",
    "finance": "基金 投资 融资 资本 金融 贷款 信贷 上市 资本市场 母基金 股权 多元投入 投入机制 投融资 保险 担保 专项资金 资金 财政",
    "talent": "人才 科学家 博士 博士后 拔尖 团队 引才 育才 安居 公寓 学科 高层次 职称 硕士 技能 青年科技",
    "computing": "算力 数据 数据集 大模型 智算 数据中心 电能利用效率 EFLOPS",
    "energy": "能耗 用水量 用水 碳排放 节能 绿色低碳 零碳",
    "opening": "国际合作 开放合作 交流合作 长三角 跨区域 国际论坛 论坛 展会 离岸 海外 对外 外商 区域协同 生态伙伴 展示交易",
    "property": "知识产权 专利 导航",
    "coordination": "领导机制 统一领导 统筹协调 组织领导 领导小组 工作专班 专班 统筹推进 组织推进 组织保障 协调解决 推进机制 工作机制 联席会议 六个一 挂钩 "
    "跨部门 跨领域 清单式 组织实施 市区协同 部门联动",
    "monitoring": "监测 评估 统计 考核 督查 调度 通报 发展报告 评价 督导",
    "governance": "监管 伦理 沙盒 容错 尽职免责 包容 审慎 安全 风险 观察期 治理 底线 事故 市场准入 法治",
    "policy": "政策 支持政策 扶持 政策供给 专项政策 支持力度 奖补 补贴 要素保障 要素支撑 要素支持",
    "approval": "审批 办理时间 政务 营商环境 审批时间",
    "climate": "氛围 宣传 科普 文化 宽容失败",
    "mapping": "一图三清单 三张清单 四张清单 清单 图谱 研判 预见 预测 专家库 智库 专家",
}
NAMES = tuple(THEMES)
_COLUMN = {word: column for column, words in enumerate(THEMES.values()) for word in words.split()}
_WORD = re.compile("|".join(sorted(map(re.escape, _COLUMN), key=lambda word: (-len(word), word))))


def themes(texts: Sequence[str]) -> Matrix:
    """A row of length 1 for every text (empty where it has no theme): how much of it each theme has, damped."""
    seen: dict[str, dict[int, float]] = {}
    for text in texts:
        if text not in seen:
            counts = Counter(_COLUMN[word] for word in _WORD.findall(text))
            length = math.sqrt(sum(counts.values()))  # the length of the row of square roots
            seen[text] = {column: math.sqrt(count) / length for column, count in counts.items()}
    rows = [seen[text] for text in texts]
    indices = np.asarray([column for row in rows for column in row], np.int32)
    data = np.asarray([value for row in rows for value in row.values()], np.float32)
    starts = np.cumsum([0, *map(len, rows)])
    return Matrix((data, indices, starts), (len(texts), len(NAMES)))


def shared_themes(one: str, other: str) -> tuple[str, ...]:
    """Names of the themes that both texts have, most of it first."""
    one_row, other_row = themes((one,)).toarray()[0], themes((other,)).toarray()[0]
    both = one_row * other_row
    return tuple(NAMES[column] for column in np.argsort(-both, kind="stable") if both[column] > 0)

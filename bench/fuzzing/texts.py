"""Texts that a kernel must bear: of the genre, senseless, endless, or samples that were spoilt."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path
from random import Random

from xiandao.readers import read_source

SAMPLES = Path(__file__).parents[2] / "samples"

HEADS = (
    "一、总体要求", "二、发展目标", "三、重点任务", "四、保障措施", "五、空间布局", "（一）", "（二）主要目标", "（十二）实施集群培育工程",
    "1.", "2．", "1、", "（1）", "①", "第一章 总则", "第三条", "第四条 支持平台建设。", "、重点领域", "## ", "**（三）", "附件1", "附件：",
    "专栏1 重大工程", "——", "— 3 —", "- 1 -", "第 2 页 共 9 页", "关于印发《霁川市行动计划》的通知", "各县（区）人民政府：", "（征求意见稿）",
    "霁政发〔2026〕3号", "2026年3月1日", "名词解释", "| 指标 | 2027年 |", "|---|---|", "序号\t重点任务\t责任单位", "序号\t指标\t单位\t2027年",
)  # fmt: skip
CLAUSES = (
    "到2027年末，", "2030年，", "力争", "每年", "通过5年努力，", "培育链主企业10家以上", "建设中试平台", "达到３００亿元左右", "由3%提高到5%",
    "分别达到2个、3个", "均突破100亿元", "不少于1 5 0 家", "百项", "万亿级产业", "实现全覆盖", "翻一番", "年均增长15%左右", "20—30家", "1000\n亿元",
    "“六个一”，即一个智库、一支队伍", "落实“四张清单”", "《行动计划》（云政发〔2024〕3号）", "给予最高500万元奖励", "总投资300亿元", "占GDP比重达3.5%",
    "（责任单位：市科技局、工信局）", "〔市发改委牵头，各区政府配合〕", "责任单位：市能源局", "（牵头单位：省科技厅；配合单位：各市政府）", "各区（县）按职责分工负责",
    "重点发展氢能、新型储能等未来能源", "未来制造", "人形机器人（核心零部件、整机）", "支持霁川高新区布局未来信息", "低空经济", "量子科技", "脑机接口",
    "鼓励", "探索", "加快", "强化", "统筹", "进一步", "大力", "序号", "指标", "單位", "責任單位", "亿元", "家", "%", "5G", "3+N", "Ⅲ", "十四五", "Ａ", "廿",
    "1.2.3", "1,234.5", "0", "-5", "１", "٣", "²", "9" * 30, "9" * 400, "一千二百", "两", "半", "〇", "零", "万", "亿", "几十", "若干",
)  # fmt: skip
MARKS = (
    *("。；，、：:;,.!?（）()【】〔〕《》“”‘’\"'|—–-~～…·*#>_/\\+%℃"),
    *("\n", "\r\n", "\r", "\t", " ", "\u3000", "\xa0", "\u200b", "\ufeff", "\x0c", "\x0b", "\x85", "\u2028", "\n\n", "\t\t"),
)  # fmt: skip
ODD = ("\x00", "\x1b", "\x7f", "\ud800", "\udfff", "\ufffe", "\U0010ffff", "🙂", "e\u0301", "\u202e", "Ǆ", "ﬁ", "㎡", "㈠", "ⅷ", "İ", "ß")  # fmt: skip


def genre(chance: Random) -> str:
    """Pieces of plans in any order, with marks between them or without."""
    pieces = (HEADS, CLAUSES, CLAUSES, MARKS)
    return "".join(chance.choice(chance.choice(pieces)) for _ in range(chance.randint(0, 90)))


def document(chance: Random) -> str:
    """Lines as plans have them: headings with sentences and notes, and tables."""
    lines = []
    for _ in range(chance.randint(1, 30)):
        act = chance.random()
        if act < 0.4:
            lines.append(chance.choice(HEADS) + "".join(chance.choices(CLAUSES, k=chance.randint(0, 3))))
        elif act < 0.8:
            pieces = chance.choices(CLAUSES, k=chance.randint(1, 8))
            lines.append("".join(piece + chance.choice("，。；、 ") for piece in pieces))
        else:
            between = chance.choice(("\t", "|", " | ", "\n"))
            width = chance.randint(2, 5)
            lines += (between.join(chance.choices(CLAUSES + HEADS, k=width)) for _ in range(chance.randint(1, 5)))
    return chance.choice(("\n", "\n", "\r\n", "\n\n", "\n　　")).join(lines)


def senseless(chance: Random) -> str:
    """Characters from all over Unicode, halves of surrogate pairs and controls among them."""
    ranges = chance.choices(
        ((0, 0x20), (0x20, 0x7F), (0x80, 0x250), (0x2000, 0x2600), (0x3000, 0x30FF), (0x4E00, 0x9FFF), (0xD800, 0xDFFF),
         (0xE000, 0xF8FF), (0xF900, 0xFAFF), (0xFE00, 0xFFFF), (0x1F000, 0x1FAFF), (0x20000, 0x2A6DF), (0, 0x10FFFF)),
        k=chance.randint(1, 4),
    )  # fmt: skip
    return "".join(chr(chance.randint(*chance.choice(ranges))) for _ in range(chance.randint(0, 300)))


def long_line(chance: Random) -> str:
    """Thousands of the same few pieces without a line break."""
    few = chance.choices(CLAUSES + MARKS + HEADS, k=chance.randint(1, 3))
    once = "".join(few).replace("\n", "").replace("\r", "") or "长"
    return once * (chance.randint(2_000, 20_000) // len(once))


def mutated(chance: Random) -> str:
    """A stretch of a sample with some dozens of places spoilt."""
    text = chance.choice(sample_texts())
    at = chance.randrange(len(text))
    return spoilt(text[at : at + chance.randint(50, 1_500)] if chance.random() < 0.9 else text, chance)


def spoilt(text: str, chance: Random) -> str:
    """*text* with pieces lost, doubled, moved or put in."""
    for _ in range(chance.randint(0, 12)):
        at = chance.randint(0, len(text))
        to = min(len(text), at + chance.choice((1, 1, 2, 5, 40)))
        other = chance.randint(0, len(text))
        text = (
            text[:at] + text[to:],
            text[:to] + text[at:],
            text[:at] + chance.choice(chance.choice((HEADS, CLAUSES, MARKS, ODD))) + text[at:],
            text[:at] + chance.choice(MARKS) + text[to:],
            text[:at] + text[other : other + 60] + text[at:],
            text.replace(chance.choice(MARKS), chance.choice(MARKS), chance.randint(1, 9)),
        )[chance.randrange(6)]
    return text


def joined(chance: Random) -> str:
    """Two of the others, spoilt once more."""
    return spoilt(genre(chance) + chance.choice(MARKS) + mutated(chance), chance)


MAKERS: dict[Callable[[Random], str], int] = {
    genre: 24, document: 24, senseless: 8, long_line: 1, mutated: 33, joined: 10,
}  # fmt: skip


def text_made(chance: Random) -> str:
    """Any of the texts above."""
    return chance.choices(list(MAKERS), list(MAKERS.values()))[0](chance)


@cache
def sample_texts() -> tuple[str, ...]:
    """The text of every sample."""
    return tuple(read_source(path).text for path in sorted(SAMPLES.glob("*.*")))

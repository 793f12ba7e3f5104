"""What the title of a heading says: whether it orders a deed and how strongly, or what its section is for."""

from __future__ import annotations

from enum import Enum
from functools import lru_cache
from typing import NamedTuple

from xiandao.core.text import Span
from xiandao.reading.lexicon import kinds, words
from xiandao.reading.vocabulary import Vocabulary

MUST, ENCOURAGE, EXPLORE = "must", "encourage", "explore"

_STRENGTHS = {word: strength for strength in (MUST, ENCOURAGE, EXPLORE) for word in words("duties", strength)}
_VERBS = Vocabulary(_STRENGTHS)
_BRIEF = frozenset(words("duties", "brief"))
_NOUNS = words("duties", "noun")
_ADVERBS = Vocabulary(words("duties", "adverb"))
_DEEDS = Vocabulary(words("duties", "deed"))
_SLACK = frozenset(words("duties", "slack"))
_DOUBLE = frozenset(words("duties", "double"))
_MOST_ADVERBS = 3
_SENTENCE = 40


class Aim(Enum):
    """What a title announces."""

    BARRED = "goals, facts, terms: nothing under it is a task"
    SECTORS = "industries or places: nothing under it is a task, unless it says so itself"
    TASKS = "tasks stand under it"
    SAFEGUARDS = "tasks of carrying through stand under it, or it is one"
    ORDER = "orders a deed"
    NOUN = "names something"


_AIMS = {
    "goals": Aim.BARRED,
    "facts": Aim.BARRED,
    "annex": Aim.BARRED,
    "sectors": Aim.SECTORS,
    "layout": Aim.SECTORS,
    "tasks": Aim.TASKS,
    "safeguards": Aim.SAFEGUARDS,
}
# How titles of sections end, beside the words of the lexicon of sections.
_ENDINGS = {
    Aim.BARRED: "目标 思想 原则 思路 形势 现状 背景 意义 成效 成绩 问题 挑战 机遇 依据 范围 期限 愿景 定位 总则 附则 释义 名词解释 条件 流程 程序 材料 步骤 阶段 时间安排 进度安排 指标 概况 基础 优势 总体考虑 总体把握 对象 定义 申报要求 总论 前言 解读 说明 经验 不足",
    Aim.SECTORS: "领域 方向 赛道 产业 布局 格局 路线图",
    Aim.TASKS: "任务 举措 措施 路径 任务清单 重点工程 重大工程 主要工程 重点行动 主要行动 专项行动 重点项目 重大项目 政策 工作内容 分工安排",
    Aim.SAFEGUARDS: "组织实施 规划实施 工作保障 实施保障 组织领导 工作要求",
}
_SECTIONS = {word: _AIMS[kind] for word, kind in kinds("sections").items() if kind in _AIMS}
_SUFFIX_AIMS = {word: aim for aim, line in _ENDINGS.items() for word in line.split()} | _SECTIONS
_SUFFIXES = Vocabulary(_SUFFIX_AIMS)


class Verb(NamedTuple):
    """The verb with which words begin: its strength, and where it ends; the strength is empty where none does."""

    strength: str
    word: str
    end: int


def verb_at(text: str, start: int, end: int) -> Verb:
    """The verb that governs ``text[start:end]``, behind adverbs."""
    at = start
    for _ in range(_MOST_ADVERBS + 1):
        if text.startswith(_NOUNS, at):
            break
        found = _VERBS.at(text, at, end)
        adverb = _ADVERBS.at(text, at, end)
        if found and (not adverb or not _verb_follows(text, at + len(adverb), end)):
            return Verb(_STRENGTHS[found], found, at + len(found))
        if not adverb:
            break
        at += len(adverb)
    return _brief(text, at, end)


def _verb_follows(text: str, at: int, end: int) -> bool:
    return bool(_VERBS.at(text, at, end) or _ADVERBS.at(text, at, end))


def _brief(text: str, at: int, end: int) -> Verb:
    """A verb of one character with two or more behind it."""
    if end - at >= 3 and text[at] in _BRIEF and not text.startswith(_NOUNS, at):
        return Verb(MUST, text[at], at + 1)
    return Verb("", "", at)


@lru_cache(maxsize=2048)
def verb_of(title: str) -> Verb:
    """The verb that governs a title."""
    return verb_at(title, 0, len(title))


@lru_cache(maxsize=2048)
def aim_of(title: str) -> Aim:
    """What *title* announces."""
    verb = verb_of(title)
    if len(title) > _SENTENCE:
        return Aim.ORDER if verb.strength else Aim.NOUN
    aim, word = _section(title)
    if aim is None:
        return Aim.ORDER if verb.strength or _longest_ending(title) else Aim.NOUN
    if not verb.strength or len(word) >= len(title) - 1:
        return aim
    rest = len(title) - verb.end
    if verb.word in _SLACK and aim is Aim.BARRED:
        return aim
    if verb.word in _DOUBLE and rest <= len(word) and len(title) <= 6:
        return aim
    return Aim.ORDER


def is_section(line: str) -> bool:
    """Whether a whole line is the title of a section that the lexicon knows."""
    return line in _SECTIONS


def _section(title: str) -> tuple[Aim | None, str]:
    """The word of a section with which the title, or its part before 和, ends; the first part decides."""
    for mark in ("和", "与", "及", "、"):
        at = title.find(mark)
        if 1 < at < len(title) - 1:
            aim = _suffix(title[:at].rstrip("以"))[0]
            if aim is not None:
                return aim, title
    if title in _SECTIONS:
        return _SECTIONS[title], title
    return _suffix(title)


def _suffix(title: str) -> tuple[Aim | None, str]:
    if title[-1:] == ")":
        opened = title.rfind("(")
        title = title[:opened] if opened > 1 else title
    word = _SUFFIXES.before(title, 0, len(title))
    return (_SUFFIX_AIMS[word], word) if word else (None, "")


def _longest_ending(title: str) -> bool:
    """Whether a title without a verb ends with a deed: 关键技术攻坚行动."""
    bare = title.rstrip('”"》)')
    return bool(_DEEDS.before(bare, 0, len(bare)))


def strength_of(text: str, title: Span, end: int) -> str:
    """How strongly a task binds: by its title's verb, else by the verb of its first sentence."""
    verb = verb_of(text[title.start : title.end])
    if verb.strength:
        return verb.strength
    start = title.end
    while start < end and text[start] in "。.:;,\n 。*(〔":
        start += 1
    return verb_at(text, start, min(end, start + 30)).strength or MUST

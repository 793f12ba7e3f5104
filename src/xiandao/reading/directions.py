"""The directions of work that a sector's text names: what stands behind 重点发展, 突破, 布局, and before 等."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from xiandao.core.text import Span
from xiandao.reading.enumerations import conjuncts, parts_of
from xiandao.reading.leads import lead_at, past_lead
from xiandao.reading.lexicon import any_of, words
from xiandao.reading.sector_names import usual_name
from xiandao.reading.vocabulary import Vocabulary
from xiandao.reading.wordings import one_of

ITEM, APPLICATION, ENABLING, UMBRELLA = "item", "application", "enabling", "umbrella"
LONGEST_ITEM = 32

_MARK = re.compile(r"[,。;:!?\n()《》“”〔〕\[\]【】]")
_OPENING = frozenset("(《“〔[【")
_CLOSING = frozenset(")》”〕]】")
_AND_MORE = re.compile(r"(?<![高中平同均])等(?!级|离子|效)")
_COUNTED = re.compile(r"(?<=[^一二三四五六七八九十第、])[两二三四五六七八九十][大类](?=[^、]{2,8}$)")
_MAINLY = re.compile(r"以(?=[^,]{2,60}?为(?:主|代表|核心|重点|龙头|基础)的)|为(?:主|代表|核心|重点|龙头|基础)的")
_JOINT = re.compile("以及|[和及]")
_NAMES = re.compile(r"(?:主要)?(?:包括|涵盖|包含)")
_PURPOSE = re.compile(r"(?:制造|生产)?(?:应用于|用于|适用于|面向|服务于)")
_APPLIED_IN = re.compile(r"在(?![线轨役建])[^的]*?(?:应用|推广|得到|落地|渗透|使用|示范|普及)")
_WITH = re.compile(r"采用[^、]{1,16}?的")
_NO_OBJECT = re.compile(
    r"[在从由向与被为把将使让](?!线)|以(?![太及])|对(?!称)|[,。;:]|各[市县区地]|本[市县区]|全[市省区县]|我[市省区县]"
)
_STEP = re.compile(one_of("technologies", "step") + "(?![器仪机电])")
_STEP_HEADS = frozenset(word[0] for word in words("technologies", "step"))
_BROAD = frozenset(words("technologies", "broad"))
_WORK = Vocabulary(words("technologies", "work"))
_DONE = Vocabulary(words("technologies", "done"))
_APPLICATION = words("technologies", "application")
_HOLDER = words("technologies", "holder")
_NEVER_ENDS = frozenset(word for word in words("technologies", "never-end") if len(word) == 2)
_NEVER_END = tuple(word for word in words("technologies", "never-end") if len(word) > 2)
_NEVER_IN = re.compile(any_of("technologies", "never-in") + r"|领域.{0,4}技术$|在(?![线轨役])(?!.*的)")
_QUALITY = words("technologies", "quality")
_QUALITY_ENDS = frozenset(word[-2:] for word in _QUALITY)
_STRONG = re.compile("研发|制造|产业化|攻关|研制|生产|制备|研究|开发(?!区)")
_ACTORS = re.compile("企业|机构|院所|高校")
_AWKWARD = re.compile("领域|产品|方向|环节|技术")
_THINGS = re.compile(".{0,4}(?:产品|部件|材料|装备|器件)")
_FIELD = re.compile("(?:领域|方向|环节|方面|技术|产品)(?!.*等)")
_BROAD_PART = re.compile("(?:核心|关键)(?:零部件|部组件|部件|环节|原材料|材料)$")
_JOINTLY = re.compile("(?:方面)?的.{0,4}(?:协作|合作|协同|交流)")
_HEAD = words("technologies", "head")
_MIXED = re.compile(r"融合发展|交叉融合|深度融合|有机结合|协同发展|相结合")


class Direction(NamedTuple):
    """A direction of work in the view, what it is to its sector, and the rule that read it."""

    start: int
    end: int
    kind: str
    rule: str


@dataclass(slots=True)
class _Clause:
    """A stretch up to a comma outside brackets; *last* when a full stop follows."""

    start: int
    end: int
    last: bool = True


class _Group(NamedTuple):
    """Members of a list and what stands behind its 等."""

    members: tuple[Span, ...]
    tail: Span


def directions_in(text: str, body: Span, skipped: list[Span]) -> Iterator[Direction]:
    """Every direction in a sector's own text, *skipped* stretches left out."""
    sentence: list[_Clause] = []
    for clause in _clauses(text, body):
        sentence.append(clause)
        if clause.last:
            yield from _of_sentence(text, sentence, skipped)
            sentence = []
    yield from _of_sentence(text, sentence, skipped)


def _clauses(text: str, body: Span) -> Iterator[_Clause]:
    """Clauses of the stretch; a bracket never closed ends with its sentence."""
    depth, at = 0, body.start
    for match in _MARK.finditer(text, body.start, body.end):
        mark = match.group()
        if mark in _OPENING:
            depth += 1
        elif mark in _CLOSING:
            depth = max(depth - 1, 0)
        elif not depth or mark in "。\n":
            depth = 0
            if match.start() > at:
                yield _Clause(at, match.start(), mark != ",")
            at = match.end()
    if at < body.end:
        yield _Clause(at, body.end)


def _of_sentence(text: str, clauses: list[_Clause], skipped: list[Span]) -> Iterator[Direction]:
    """The clauses of one sentence; a clause without a verb carries on the list before it when the sentence ends in 等."""
    carried = ""
    open_list = bool(clauses) and text.endswith("等", clauses[-1].start, clauses[-1].end)
    for clause in clauses:
        if text[clause.start] in "〔[【(" or (skipped and _overlaps(clause, skipped)):
            continue
        start, lead = past_lead(text, clause.start, clause.end)
        with_it = _WITH.match(text, clause.start, clause.end) if text[clause.start] == "采" else None
        if carried and (with_it or (not lead and open_list)):
            start, lead = with_it.end() if with_it else clause.start, carried
        if lead:
            carried = lead
            yield from _of_object(text, start, clause.end, lead)


def _overlaps(clause: _Clause, skipped: list[Span]) -> bool:
    return any(span.start < clause.end and clause.start < span.end for span in skipped)


def _of_object(text: str, start: int, end: int, lead: str) -> Iterator[Direction]:
    """Directions in the object of one clause."""
    if text[start : start + 1] == "以" and (mainly := _MAINLY.match(text, start, end)):
        behind = _MAINLY.search(text, mainly.end(), end)
        if behind:
            yield from _members(
                text, _Group(_listed(text, mainly.end(), behind.start()), Span(behind.end(), end)), lead
            )
            return
    if (text.find("包", start, end) >= 0 or text.find("涵盖", start, end) >= 0) and (
        named := _NAMES.search(text, start, end)
    ):
        start = named.end()
    if text[start : start + 1] == "采" and (with_it := _WITH.match(text, start, end)):
        start = with_it.end()
    if text.find("在", start, end) > start and (used := _APPLIED_IN.search(text, start + 1, end)):
        end = used.start()
    applied = _PURPOSE.match(text, start, end)
    if applied:
        start, lead = _past_purpose(text, applied.end(), end, lead)
    if start >= end or (_NO_OBJECT.match(text, start, end) and not applied):
        return
    for group in _groups(text, start, end):
        yield from _members(text, group, lead)


def _past_purpose(text: str, start: int, end: int, lead: str) -> tuple[int, str]:
    """Behind 用于: the thing itself where 的 brings it in at once, else what it is for."""
    first = parts_of(text, start, end)[:1]
    of = text.find("的", start, first[0].end) if first else -1
    return (of + 1, lead) if of > 0 else (start, "application")


def _groups(text: str, start: int, end: int) -> Iterator[_Group]:
    """The lists of an object: each runs to its 等, the last perhaps to the end."""
    members: list[Span] = []
    parts = parts_of(text, start, end)
    holds_more = text.find("等", start, end) >= 0
    for number, part in enumerate(parts):
        more = (_top_more(text, part) if holds_more else None) or (_counted(text, part) if part.end == end else None)
        if more is None:
            members.append(part)
            continue
        if more.start() > part.start:
            members.append(Span(part.start, more.start()))
        tail, opened, ended = _tail(text, Span(more.end(), part.end), parts[number + 1 :], end)
        yield _Group(_settled(text, members), tail)
        if ended:
            return
        members = [opened] if opened else []
    if members:
        stop = _without(text, members[-1].start, members[-1].end, _WORK)
        members[-1] = Span(members[-1].start, stop)
        yield _Group(_settled(text, members), Span(stop, end))


def _top_more(text: str, part: Span) -> re.Match[str] | None:
    """The 等 of a member, outside its brackets."""
    for more in _AND_MORE.finditer(text, *part):
        before = text[part.start : more.start()]
        if before.count("(") == before.count(")") and before.count("“") == before.count("”"):
            return more
    return None


def _counted(text: str, part: Span) -> re.Match[str] | None:
    """The count that stands for 等 before the last word of a list: 三类场景, 两大领域."""
    near = text[max(part.start, part.end - 9) : part.end]
    return _COUNTED.search(text, part.start + 1, part.end) if "大" in near or "类" in near else None


def _tail(text: str, rest: Span, later: list[Span], end: int) -> tuple[Span, Span | None, bool]:
    """What stands behind 等: its words, the member that a 和 opens, and whether they run to the end."""
    if not later:
        return rest, None, True
    goes_on = any(_top_more(text, part) for part in later)
    joint = _JOINT.search(text, rest.start + 2, rest.end - 1)
    if joint and (goes_on or joint.group() == "以及"):
        return Span(rest.start, joint.start()), Span(joint.end(), rest.end), False
    if goes_on or text.endswith(_HEAD, rest.start, rest.end):
        return rest, None, False
    return Span(rest.start, end), None, True


def _listed(text: str, start: int, end: int) -> tuple[Span, ...]:
    return _settled(text, parts_of(text, start, end))


def _settled(text: str, parts: list[Span]) -> tuple[Span, ...]:
    """Members made whole again where a 、 parts no two things, the last split where 和 joins two."""
    members: list[Span] = []
    whole = False
    for part in parts:
        whole = bool(members) and _leans(text, members[-1], part)
        if whole:
            members[-1] = Span(members[-1].start, part.end)
        else:
            members.append(part)
    if not members or whole:
        return tuple(members)
    last = members.pop()
    if len(members) > 1 and last.end - last.start >= 6 and all(m.end - m.start <= 2 for m in members):
        return (Span(members[0].start, last.end),)
    return (*members, *conjuncts(text, last))


def _leans(text: str, before: Span, part: Span) -> bool:
    """Whether a member is only another step of the one before it."""
    if text[before.end - 2 : before.end] in _QUALITY_ENDS and text.endswith(_QUALITY, before.start, before.end):
        return True
    if text[part.start] in _STEP_HEADS and _STEP.match(text, part.start, part.end):
        return not usual_name(text[part.start : part.end])
    return text.find("所需", before.start, before.end) >= 0


def _members(text: str, group: _Group, lead: str) -> Iterator[Direction]:
    """The members of one list, and the word behind 等 that holds them together."""
    if not group.members:
        return
    listed = len(group.members) > 1 or text[group.tail.start - 1 : group.tail.start] in "等大类"
    kind = _kind(text, group, lead, listed=listed)
    if not kind:
        return
    first = group.members[0]
    if group.tail.end > group.tail.start and any(m.end - m.start < 2 for m in group.members):
        yield Direction(first.start, _without(text, first.start, group.tail.end, _DONE), kind, "technology.list")
        return
    if not listed and kind == ITEM and not (lead.startswith("single") or _STRONG.search(text, *group.tail)):
        return
    rule = {
        ITEM: "technology.list" if listed else "technology.object",
        APPLICATION: "technology.application",
        ENABLING: "technology.use",
    }[kind]
    for member in group.members:
        yield from _member(text, member, kind, rule)
    stop = _without(text, *group.tail, _WORK)
    if (
        listed
        and kind == ITEM
        and stop - group.tail.start > 2
        and not _AWKWARD.match(text, group.tail.start)
        and _could_be(text[group.tail.start : stop])
    ):
        yield Direction(group.tail.start, stop, UMBRELLA, "technology.umbrella")


def _kind(text: str, group: _Group, lead: str, *, listed: bool) -> str:
    """What the members are to the sector; ``""`` where the list is not about directions."""
    if lead == "application":
        return APPLICATION
    tail = text[group.tail.start : group.tail.end]
    strong = bool(tail and _STRONG.search(tail))
    if _is_phrase(text, group, lead, listed=listed) or _is_ground(lead, tail, strong=strong):
        return ""
    bare = text[group.tail.start : _without(text, *group.tail, _WORK)]
    applied = (tail.endswith(_APPLICATION) or bare.endswith(_APPLICATION)) and not _THINGS.match(tail)
    if not strong and (applied or lead.startswith("extend")):
        return APPLICATION
    if _is_held(lead, tail, bare):
        return ""
    return ENABLING if lead.startswith("use") else ITEM


def _is_ground(lead: str, tail: str, *, strong: bool) -> bool:
    """Whether the list says what is built on, or who is to be helped."""
    if lead.startswith("base"):
        return not tail.endswith("技术")
    return bool(_JOINTLY.match(tail)) or (lead.startswith("actor") and not strong)


def _is_held(lead: str, tail: str, bare: str) -> bool:
    """Whether 等 brings in a project, or those who have to do with the things before it."""
    if bare.endswith("项目"):
        return not lead.startswith("single")
    firms = "企业" in tail or "机构" in tail
    if _FIELD.match(tail) or not (firms or bare.endswith(_HOLDER)):
        return False
    return not (firms and lead.endswith("+"))


def _is_phrase(text: str, group: _Group, lead: str, *, listed: bool) -> bool:
    """Whether the members are parts of one phrase or those who act, not things in a row."""
    first, last = group.members[0], group.members[-1]
    if listed and group.tail.end == group.tail.start and text.find("的", last.start, last.end) >= 0:
        return True
    if len(group.members) > 1 and not lead.endswith("+") and _ACTORS.search(text, group.members[1].start, last.end):
        return True
    return bool(_MIXED.search(text, first.start, group.tail.end))


def _member(text: str, member: Span, kind: str, rule: str) -> Iterator[Direction]:
    """One member: its verb and its work left off, the list in its brackets read as well."""
    start, end = member
    while start < end and text[start] in "*· ":
        start += 1
    start, _ = lead_at(text, start, end)
    if text[start : start + 1] == "采" and (with_it := _WITH.match(text, start, end)):
        start = with_it.end()
    while end > start and text[end - 1] in "*· ":
        end -= 1
    end = _without(text, start, end, _DONE)
    opened = text.find("(", start, end)
    if opened > start and text[end - 1] == ")" and "、" in text[opened:end]:
        yield from _bracketed(text, opened + 1, end - 1, kind)
        end = opened
    elif opened > start and text.endswith(")技术", start, end):
        end -= 2
    if _could_be(text[start:end]):
        broad = kind == ITEM and rule == "technology.object" and _BROAD_PART.search(text, start, end)
        yield Direction(start, end, UMBRELLA if broad else kind, rule)


def _bracketed(text: str, start: int, end: int, kind: str) -> Iterator[Direction]:
    """The members of the list in a member's brackets."""
    for inner in parts_of(text, start, end):
        stop = inner.end - (text[inner.end - 1] == "等")
        if _could_be(text[inner.start : stop]):
            yield Direction(inner.start, stop, kind, "technology.bracket")


def _could_be(words: str) -> bool:
    """Whether the words could name a direction."""
    return (
        1 < len(words) <= LONGEST_ITEM
        and words not in _BROAD
        and words[-2:] not in _NEVER_ENDS
        and words[-1] != "的"
        and not _NO_OBJECT.match(words)
        and not _NEVER_IN.search(words)
        and not words.endswith(_NEVER_END)
        and (words.isalnum() or (words.count("(") == words.count(")") and words.count("“") == words.count("”")))
    )


def _without(text: str, start: int, end: int, known: Vocabulary) -> int:
    """Where the words end when the work named behind them is left off; known names stay whole."""
    at = end
    while at - start > 3 and (word := known.before(text, start + 2, at)) and not usual_name(text[start:at]):
        at -= len(word)
        while at - start > 2 and text[at - 1] in "的和及与、":
            at -= 1
    if at < end and text.startswith("技术", at) and text.endswith(("核心", "关键", "共性", "前沿"), start, at):
        at += 2
    return at

"""Which numbered headings are tasks: the lowest that order something done.

A section that announces goals, facts or industries holds none; where its title does not say what it holds, its
headings do. A note of who is responsible makes a task of any heading.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field

from xiandao.core.text import Span
from xiandao.reading.blocks import Block, title_end
from xiandao.reading.numbering import Level
from xiandao.reading.task_rules import ARTICLE, HEADING, NOTED, SENTENCE
from xiandao.reading.task_titles import Aim, aim_of, is_section, verb_at
from xiandao.reading.unit_notes import Place
from xiandao.reading.view import View

TITLE_LONGEST = 40
TITLE_UTMOST = 54
MOST_COMMAS = 2
SECTION_LONGEST = 10
TITLE_LEAST = 4
ITEM_LONGEST = 30
OWN_BODY_LEAST = 15
SECTOR_LONGEST = 14

_OUT = re.compile(
    r"(?:为|根据|依据|按照)[^。]{0,200}(?:制定|出台|提出)(?:本|以下|如下)|本(?:办法|措施|政策|细则|规定|意见|方案|条例|通知|若干措施|文件|实施细则|计划|行动计划)"
    r"(?:所称|适用|自|由|有效|中的|涉及|与|的解释|印发|发布|未|执行|支持的|扶持)|(?:自|从)[^。,]{0,16}(?:施行|实施|执行)|负责解释|有效期"
)
_SUPPORTS = re.compile(r"给予|补助|补贴|奖励|最高|不超过|万元|%|对[^,]*的,|是指|以上的")
_GROWS = frozenset(
    ("发展", "布局", "培育", "聚焦", "壮大", "做大", "做强", "做优", "打造", "抢占", "突破", "谋划", "瞄准")
)
_SECTORAL = re.compile(r"产业|赛道|领域|集群|方向|技术|重点发展|布局")
_DEVELOPS = re.compile(r"[。:\n ]*(?:重点|加快|前瞻|积极|大力|着力)*(?:发展|布局|聚焦|突破|培育|面向|围绕|研发|攻关)")


@dataclass(slots=True)
class Heading:
    """A numbered line with what is its own: the text up to the next numbered line.

    Attributes:
        block: The line.
        title: The title in the view, without number and note.
        short: Whether the title is one, and not the beginning of a sentence.
        end: One past its own text.
        aim: What the title announces.
        notes: The notes in its own text.
        kids: The headings under it.
    tabled: Whether a table follows upon the title: its rows are the tasks then.
    """

    block: Block
    title: Span
    short: bool
    end: int
    aim: Aim
    notes: list[Place] = field(default_factory=list)
    kids: list[Heading] = field(default_factory=list)
    tabled: bool = False


@dataclass(slots=True)
class Found:
    """A heading that is a task.

    Attributes:
        heading: The heading.
        notes: Its notes, those of the items under it among them.
        above: The notes of the headings over it, which bind it too.
        rule: Id of the rule that made it a task.
        end: One past the text that is the task's.
    """

    heading: Heading
    notes: list[Place]
    above: list[Place]
    rule: str
    end: int


def headings_of(text: str, blocks: list[Block], tables: list[Span], places: list[Place], view: View) -> list[Heading]:
    """The headings that stand under no other, each with those under it; cells of tables are none."""
    table_starts = [table.start for table in tables]
    tabled = frozenset(table_starts)
    lines = [block for block in _outside_boxes(text, blocks) if not _inside(block.start, tables, table_starts)]
    roots: list[Heading] = []
    made: dict[int, Heading] = {}
    section: Heading | None = None
    at = 0
    for number, block in enumerate(lines):
        following = lines[number + 1].start if number + 1 < len(lines) else len(text)
        heading = _heading(text, block, _own_end(block, following, table_starts), view)
        heading.tabled = heading.end in tabled and heading.end - block.end <= 1
        while at < len(places) and places[at].start < heading.end:
            if places[at].start >= block.start and not _inside(places[at].start, tables, table_starts):
                heading.notes.append(places[at])
            at += 1
        if block.level is None:
            section = heading
            roots.append(heading)
            continue
        made[id(block)] = heading
        parent = _nearest(made, block.parent)
        if parent is None and block.level <= Level.SECTION:
            section = None
        (parent.kids if parent else section.kids if section else roots).append(heading)
    return roots


def _outside_boxes(text: str, blocks: list[Block]) -> Iterator[Block]:
    """The lines that are headings: numbered ones, and titles of sections; the numbered lines of a box (专栏) are none."""
    outer: Block | None = None
    inside = 0
    for block in blocks:
        if block.level is None:
            if text.startswith("专栏", block.start):
                inside = 1
            elif _is_section_line(text, block):
                yield block
        elif inside and block.ordinal == inside and not _goes_on_from(outer, block):
            inside += 1
        else:
            inside, outer = 0, block
            yield block


def _goes_on_from(outer: Block | None, block: Block) -> bool:
    """Whether a numbered line behind a box carries on the numbering before it, or stands above it."""
    if outer is None or outer.level is None or block.level is None:
        return True
    following = outer.ordinal is not None and block.ordinal == outer.ordinal + 1
    return block.level < outer.level or (block.level == outer.level and following)


def _nearest(made: dict[int, Heading], block: Block | None) -> Heading | None:
    """The heading of a block, or of the nearest above it that is one."""
    while block is not None and id(block) not in made:
        block = block.parent
    return made[id(block)] if block is not None else None


def _is_section_line(text: str, block: Block) -> bool:
    """Whether a line that lost its number, or never had one, is the title of a section: 保障措施 alone."""
    if not 3 <= block.end - block.start <= SECTION_LONGEST:
        return False
    return is_section(text[block.start : block.end]) and not _in_chapter(block)


def _in_chapter(block: Block) -> bool:
    """Whether a line stands under a numbered chapter."""
    above = block.parent
    while above is not None:
        if above.level is not None and above.level <= Level.SECTION:
            return True
        above = above.parent
    return False


def _own_end(block: Block, following: int, table_starts: list[int]) -> int:
    """One past the text of a line before the next heading, the next table and the end of its section."""
    end = min(following, block.body_end) if block.level is not None else following
    table = bisect_right(table_starts, block.start)
    return min(end, table_starts[table]) if table < len(table_starts) else end


def _inside(at: int, spans: list[Span], starts: list[int]) -> bool:
    near = bisect_right(starts, at) - 1
    return near >= 0 and at < spans[near].end


def _heading(text: str, block: Block, end: int, view: View) -> Heading:
    """The line's title; of a sentence without one, what stands before its first comma."""
    start, stop = (block.title_start, block.title_end) if block.level is not None else (block.start, block.end)
    short = True
    if start >= block.end and block.end + 1 < end:
        start = block.end + 1
        stop = title_end(text, start, min(end, _line_end(text, start)))
    if stop - start > TITLE_LONGEST and not _is_long_title(text, start, stop):
        stop, short = _cut(text, start, stop, view)
    while stop > start and text[stop - 1] in ",;、. \n*-—:":
        stop -= 1
    return Heading(block, Span(start, stop), short, end, aim_of(text[start:stop]))


def _line_end(text: str, at: int) -> int:
    end = text.find("\n", at)
    return len(text) if end < 0 else end


def _is_long_title(text: str, start: int, stop: int) -> bool:
    """Whether so long a title is one all the same: few commas, and no figures of support."""
    words = text[start:stop]
    return len(words) <= TITLE_UTMOST and words.count(",") <= MOST_COMMAS and not _SUPPORTS.search(words)


def _cut(text: str, start: int, stop: int, view: View) -> tuple[int, bool]:
    """Where the title of a long first sentence ends, and whether the print shows it: at a blank, else at a comma."""
    gap = view.gap(start + 2, min(start + TITLE_LONGEST, stop))
    if gap:
        return gap, True
    comma = text.find(",", start + TITLE_LEAST, start + TITLE_LONGEST)
    return (comma if comma > 0 else stop), False


# ---------------------------------------------------------------------------------------------- which are tasks


def tasks_among(text: str, roots: list[Heading]) -> list[Found]:
    """The headings that are tasks, in the order of the text."""
    if not any(root.aim is Aim.TASKS for root in roots):
        for root in roots:
            if root.aim is Aim.SECTORS and _orders_throughout(text, root):
                root.aim = Aim.NOUN
    found: list[Found] = []
    for root, is_open in zip(roots, _open_among(roots, inherited=None), strict=True):
        found += _visit(text, root, is_open=is_open)
    return found


def _orders_throughout(text: str, chapter: Heading) -> bool:
    """Whether what stands under a chapter of industries or places orders deeds, and not the growth of industries."""
    verbs = [verb_at(text, *kid.title) for kid in chapter.kids]
    ordering = [verb for verb in verbs if verb.strength and verb.word not in _GROWS]
    return bool(verbs) and 3 * len(ordering) >= 2 * len(verbs)


def _visit(text: str, heading: Heading, *, is_open: bool) -> list[Found]:
    """The tasks at and under a heading that stands in a section open or closed to tasks."""
    below: list[Found] = []
    items = heading.kids
    if heading.kids and _are_headings(text, heading):
        inherited = _inherited(heading, is_open=is_open)
        for kid, kid_open in zip(heading.kids, _open_among(heading.kids, inherited=inherited), strict=True):
            below += _visit(text, kid, is_open=kid_open)
        items = [] if below else heading.kids
    if below:
        own = heading.notes and _noted_apart(text, heading) and _rule(text, heading, heading.notes, is_open=True)
        if own:
            return [Found(heading, heading.notes, [], own, heading.end), *below]
        for found in below:
            found.above += heading.notes
        return below
    notes = heading.notes + [note for item in items for note in _notes_in(item)]
    rule = _rule(text, heading, notes, is_open=is_open)
    end = max([heading.end, *(_end_of(item) for item in items)])
    return [Found(heading, notes, [], rule, end)] if rule else []


def _noted_apart(text: str, heading: Heading) -> bool:
    """Whether a heading over others has a body of its own that ends with a note: then it is a task beside them."""
    return heading.notes[0].start - heading.title.end > OWN_BODY_LEAST and _has_body(text, heading)


def _notes_in(heading: Heading) -> list[Place]:
    return heading.notes + [note for kid in heading.kids for note in _notes_in(kid)]


def _end_of(heading: Heading) -> int:
    return max([heading.end, *(_end_of(kid) for kid in heading.kids)])


def _rule(text: str, heading: Heading, notes: list[Place], *, is_open: bool) -> str:
    """Id of the rule that makes a task of a lowest heading, ``""`` where none does."""
    if not heading.title.end > heading.title.start:
        return ""
    is_article = heading.block.level is Level.ARTICLE
    if not is_open or heading.aim in (Aim.BARRED, Aim.SECTORS):
        return NOTED if notes and not _out(text, heading) else ""
    if not notes:
        if _is_chapter(heading) and heading.aim is Aim.ORDER and _are_sectors(text, heading):
            return ""
        if heading.tabled or (heading.aim is Aim.TASKS and _is_chapter(heading)):
            return ""
        if (is_article or heading.block.level is Level.CHAPTER) and _out(text, heading):
            return ""
    if is_article:
        return ARTICLE
    return HEADING if heading.short else SENTENCE


def _out(text: str, heading: Heading) -> bool:
    """Whether the text says what the document is for, whom it binds or how long it is in force."""
    return bool(_OUT.search(text, heading.title.start, min(heading.end, heading.title.start + 240)))


def _is_chapter(heading: Heading) -> bool:
    return heading.block.level is None or heading.block.level <= Level.SECTION


def _inherited(heading: Heading, *, is_open: bool) -> bool | None:
    """Whether what stands under a heading is open to tasks; ``None`` where the headings there must say it."""
    if heading.aim in (Aim.TASKS, Aim.SAFEGUARDS):
        return True
    if not is_open or heading.aim in (Aim.BARRED, Aim.SECTORS):
        return False
    return None if heading.aim is Aim.NOUN and _is_chapter(heading) else True


def _open_among(group: list[Heading], *, inherited: bool | None) -> list[bool]:
    """For each heading of a group, whether it may be a task; where nothing above says it, most of the group decides."""
    if inherited is None:
        majority = _mostly_orders([heading for heading in group if not heading.kids])
        return [_open_alone(heading, majority=majority) for heading in group]
    return [
        (heading.aim in (Aim.TASKS, Aim.SAFEGUARDS) and bool(heading.kids))
        or (inherited and heading.aim is not Aim.BARRED)
        for heading in group
    ]


def _mostly_orders(group: list[Heading]) -> bool:
    """Whether most of the lowest headings order deeds."""
    lowest = [leaf for heading in group for leaf in _lowest(heading) if leaf.aim in (Aim.ORDER, Aim.NOUN)]
    return 2 * sum(leaf.aim is Aim.ORDER or bool(leaf.notes) for leaf in lowest) > len(lowest)


def _lowest(heading: Heading) -> list[Heading]:
    return [leaf for kid in heading.kids for leaf in _lowest(kid)] or [heading]


def _open_alone(heading: Heading, *, majority: bool) -> bool:
    if heading.aim in (Aim.BARRED, Aim.SECTORS):
        return False
    if heading.aim is Aim.NOUN:
        return _mostly_orders(heading.kids) if heading.kids else majority or bool(heading.notes)
    return True


# --------------------------------------------------------------------------------- headings, or items of a task


def _are_headings(text: str, heading: Heading) -> bool:
    """Whether the numbered lines under a heading are headings of their own, not items of an enumeration or sectors."""
    kids = heading.kids
    noted = [bool(_notes_in(kid)) for kid in kids]
    if any(noted[:-1]) or (noted[-1] and len(kids) == 1):
        return True
    level = kids[0].block.level
    titled = 2 * sum(_has_title(text, kid) for kid in kids) > len(kids)
    has_body = _has_body(text, heading)
    if level is not None and level >= Level.ARABIC_BRACKET:
        return titled and not has_body
    if _is_chapter(heading):
        return heading.aim is not Aim.ORDER or not _are_sectors(text, heading)
    if heading.block.level is Level.ARTICLE:
        return titled and not has_body and any(kid.aim is Aim.ORDER for kid in kids)
    if not titled and has_body:
        return False
    return not _are_sectors(text, heading)


def _has_title(text: str, heading: Heading) -> bool:
    """Whether a numbered line has a title with a body, or is one."""
    start, end = heading.title
    if not heading.short or end - start > ITEM_LONGEST:
        return False
    if heading.kids:
        return True
    line_end = heading.block.end
    return line_end - end > 2 or (heading.end - line_end > OWN_BODY_LEAST and text[line_end - 1] not in ";；")


def _has_body(text: str, heading: Heading) -> bool:
    """Whether a heading says more than its title before what stands under it."""
    if not heading.short:
        return True
    body = text[heading.title.end : heading.end].strip("。. \n:;*")
    return len(body) > OWN_BODY_LEAST and body[-1:] != ":" and text[: heading.end].rstrip()[-1:] != ":"


def _are_sectors(text: str, heading: Heading) -> bool:
    """Whether most of what stands under a heading names industries: no verb, no note, and developed in the text."""
    named = [
        kid
        for kid in heading.kids
        if kid.aim is Aim.NOUN and not kid.notes and kid.title.end - kid.title.start <= SECTOR_LONGEST
    ]
    if 2 * len(named) <= len(heading.kids):
        return False
    title = text[heading.title.start : heading.title.end]
    developed = sum(bool(_DEVELOPS.match(text, kid.title.end, kid.end)) for kid in named)
    return bool(_SECTORAL.search(title)) or 2 * developed > len(named)

"""Where a text says who is responsible: notes in brackets, on lines of their own, at the end of a paragraph.

Brackets are paired in one pass and colons visited once; only what stands where notes stand is read as one.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from xiandao.reading.blocks import Block
from xiandao.reading.lexicon import kinds, words
from xiandao.reading.unit_names import OTHER
from xiandao.reading.units import Note, note_read
from xiandao.reading.vocabulary import Vocabulary

LONGEST = 700
LONGEST_LINE = 240
SHORTEST = 3
FEET_LEAST = 3
LABEL_LEAST = 4

_BRACKET = re.compile(r"[()\[\]〔〕【】]")
_OPENS = "([〔【"
_LABELS = Vocabulary(label for label, kind in kinds("notes").items() if kind != OTHER)
_LABEL_FIRST = frozenset(label[:2] for label in _LABELS if len(label) >= LABEL_LEAST)
_LONGEST_LABEL = max(map(len, _LABELS))
# Page feet carry these labels too, without brackets.
_FEET = frozenset(("主办单位", "承办单位", "主管单位", "单位", "部门", "协办单位", "主办部门"))
_BEHIND = "\n。;.(〔[【*·"
_BEFORE = "\n。;.!！？?)〕]】*_”’」 \t|><{"
_DONE = ("负责", "牵头", "配合", "落实", "参与", "实施", "协办", "支持", "完成", "推进")
# Others do so too (上下游企业协同): these want the name of an office.
_HELPED = ("参加", "协同", "协助", "承办")
_BODY_LAST = frozenset(word[-1] for word in words("organisations", "ending", "weak")) | frozenset(")>]〕】等")
_BODY_LAST_OR_DEED = _BODY_LAST | frozenset(word[-1] for word in (*_DONE, *_HELPED))
_SENTENCE_ENDS = frozenset("。;!")
_BINDS = re.compile(
    r"以([下上])(?:各项|所有|全部|各|重点)?(?:任务|工作|措施|事项|行动|举措)[^。\n:;,]{0,4}?(?:均|都|皆|同时|还)?(?:需|由|须|应|请)由?"
    r"([^。\n]{2,160}?)(?:按|根据|结合|共同|分工|组织|抓|负责|落实|配合|参与|贯彻)"
)


class Place(NamedTuple):
    """A note in the view.

    Attributes:
        start: With its bracket. end: One past its bracket.
        inner: Where what :func:`~xiandao.reading.units.note_read` read begins.
        note: What it says.
        done: Whether it says that the bodies do it, without telling their parts apart.
    """

    start: int
    end: int
    inner: int
    note: Note
    done: bool


class Bond(NamedTuple):
    """A sentence that binds bodies to many tasks: to those behind it, or before it."""

    at: int
    inner: int
    note: Note
    later: bool


def bonds_of(text: str) -> list[Bond]:
    """The sentences of the kind 以下任务均需…落实."""
    return [
        Bond(match.start(), match.start(2), note_read(match.group(2)), match.group(1) == "下")
        for match in _BINDS.finditer(text)
    ]


def places_of(text: str, blocks: list[Block]) -> list[Place]:
    """All notes in the order of the text, none inside another."""
    found = _in_brackets(text)
    found += _labelled(text)
    found += _bare_lines(text, blocks)
    found.sort(key=lambda place: (place.start, -place.end))
    kept: list[Place] = []
    for place in found:
        if not kept or place.start >= kept[-1].end:
            kept.append(place)
    return kept


def _in_brackets(text: str) -> list[Place]:
    """Notes in brackets, closed or not."""
    found: list[Place] = []
    open_at: list[int] = []
    for match in _BRACKET.finditer(text):
        at = match.start()
        if match.group() in _OPENS:
            open_at.append(at)
        elif open_at:
            start = open_at.pop()
            place = _bracketed(text, start, at) if at - start <= LONGEST else _unclosed(text, start)
            if place:
                found.append(place)
    found += [place for start in open_at if (place := _unclosed(text, start))]
    return found


def _bracketed(text: str, start: int, close: int) -> Place | None:
    """The note in ``text[start:close]``, which a pair of brackets holds."""
    if close - start < SHORTEST:
        return None
    if _label_at(text, start + 1):
        crosses = _crosses(text, start, close)
        return _unclosed(text, start) if crosses else _place(text, start, close + 1, start + 1, close)
    if text[start + 1 : close] in _LABELS:
        return _to_line_end(text, start, close + 1)
    return _listed(text, start, close)


def _listed(text: str, start: int, close: int) -> Place | None:
    """A note without a label: bodies and what they do, or bodies and nothing else."""
    behind = text[close + 1 : close + 2] in _BEHIND
    if not behind and not (text[start - 1 : start] in _SENTENCE_ENDS and text[close - 1] in _BODY_LAST_OR_DEED):
        return None
    tail = text[max(start, close - 14) : close]
    done = "牵头" in text[start:close] or any(word in tail for word in _DONE)
    helped = any(word in tail for word in _HELPED)
    if not (done or helped) and (text[close - 1] not in _BODY_LAST or not _stands_free(text, start, close)):
        return None
    place = _place(text, start, close + 1, start + 1, close) if text.find("\n", start, close) < 0 else None
    if not place or not place.note.alike or not (done or place.note.certain):
        return None
    return place if behind or done or len(place.note.parts) > 1 else None


def _stands_free(text: str, start: int, close: int) -> bool:
    """Whether a list in brackets stands where notes stand: behind a sentence, or at the end of a line."""
    return start == 0 or text[start - 1] in _BEFORE or text[close + 1 : close + 2] in ("", "\n")


def _label_at(text: str, at: int) -> bool:
    """Whether a label and a colon stand at *at*."""
    while text[at : at + 1] in ("*", "_", " ") and at < len(text):
        at += 1
    colon = text.find(":", at, at + _LONGEST_LABEL + 1)
    return colon > 0 and text[at:colon] in _LABELS


def _crosses(text: str, start: int, close: int) -> bool:
    """Whether the brackets hold a line break behind which no further label stands."""
    at = text.find("\n", start, close)
    while at >= 0:
        if not _label_at(text, at + 1) and text[at - 1] not in "、,;:":
            return True
        at = text.find("\n", at + 1, close)
    return False


def _unclosed(text: str, start: int) -> Place | None:
    """A note whose bracket is never closed: it ends with its line."""
    if not _label_at(text, start + 1):
        if text.find("责任", start, start + 3) < 0 and text[start - 1 : start] not in ("。", "\n"):
            return None
        end = _line_end(text, start)
        place = _place(text, start, end, start + 1, end) if end - start <= LONGEST_LINE else None
        return place if place and place.note.alike and place.note.certain else None
    end = _line_end(text, start)
    if text[end - 1] == ":" and end < len(text):
        end = _line_end(text, end + 1)
    return _place(text, start, end, start + 1, end) if end - start <= LONGEST else None


def _line_end(text: str, at: int) -> int:
    """Where the line of *at* ends, or a place too far for a note."""
    stop = min(len(text), at + LONGEST + 1)
    end = text.find("\n", at, stop)
    return stop if end < 0 else end


def _to_line_end(text: str, start: int, behind: int) -> Place | None:
    """A note whose label ends at *behind*, which goes on to the end of its sentence or line."""
    end = _line_end(text, behind)
    stop = text.find("。", behind, end)
    end = stop if stop >= 0 else end
    inner = start + (text[start] in _OPENS)
    return _place(text, start, end, inner, end) if behind < end <= start + LONGEST else None


def _labelled(text: str) -> list[Place]:
    """Notes that begin with a label and have no bracket of their own."""
    found: list[Place] = []
    feet: dict[str, int] = {}
    at = text.find(":")
    while at >= 0:
        label = _LABELS.before(text, 0, at)
        if label and (label not in _FEET or _counted(feet, text, label) >= FEET_LEAST):
            found += _from_label(text, at - len(label), at)
        at = text.find(":", at + 1)
    return found


def _counted(feet: dict[str, int], text: str, label: str) -> int:
    """How often a label stands in the text, counted once."""
    if label not in feet:
        feet[label] = text.count(label + ":")
    return feet[label]


def _from_label(text: str, start: int, colon: int) -> list[Place]:
    """The note that begins with the label ``text[start:colon]``."""
    if start and text[start - 1] not in _BEFORE:
        return []
    inner = colon + 1
    if text[inner : inner + 1] == "\n":
        inner += 1
    place = _to_line_end(text, start, inner)
    return [place] if place else []


def _bare_lines(text: str, blocks: list[Block]) -> list[Place]:
    """Lines without label and brackets: 市科技局牵头,市财政局配合."""
    found = []
    for block in blocks:
        start, end = block.start, block.end
        if block.level is not None or not 6 <= end - start <= LONGEST_LINE:
            continue
        if text[end - 1] in "。.":
            end -= 1
        if text[start : start + 2] in _LABEL_FIRST and (place := _without_colon(text, block)):
            found.append(place)
        elif text[end - 2 : end] in _DONE and "\t" not in text[start:end]:
            place = _place(text, start, end, start, end)
            if place and place.note.alike and place.note.certain:
                found.append(place)
    return found


def _without_colon(text: str, block: Block) -> Place | None:
    """A line that begins with a label and lost the colon behind it."""
    label = _LABELS.at(text, block.start, block.end - 2)
    inner = block.start + len(label)
    if len(label) < LABEL_LEAST or text[inner] == ":":
        return None
    place = _place(text, block.start, block.end, inner, block.end)
    return place if place and place.note.alike and place.note.certain else None


def _place(text: str, start: int, end: int, inner: int, inner_end: int) -> Place | None:
    """The note in ``text[inner:inner_end]``, if it names anybody."""
    words_in = text[inner:inner_end]
    note = note_read(words_in)
    if not note.parts:
        return None
    return Place(start, end, inner, note, "负责" in words_in[-12:] and "分工" not in words_in)

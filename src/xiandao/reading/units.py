"""The bodies that a note of responsibility names, each with its part; shared prefixes are carried over.

A note is read once as a string of its own: places are counted from its beginning, so that what was read of the
same words before can be used again.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from xiandao.reading.lexicon import any_of, words
from xiandao.reading.unit_names import DUTY, LEAD, OTHER, STRONG, SUPPORT, Name, token_read

_IN_BRACKETS = r"[(\[<〔【][^()\[\]<>〔〕【】]*(?:\([^()]*\)[^()\[\]<>〔〕【】]*)*[)\]>〕】]"
_TOKEN = re.compile(rf"(?:[^、,;。\s/()\[\]<>〔〕【】*]|{_IN_BRACKETS})+")
_INNER_LABEL = re.compile("(?:" + "|".join(word for word in words("notes") if len(word) > 2) + "):")
# Behind the bodies of a note: who leads, what else is bound.
_CUT = re.compile(
    rf"。(?!{any_of('notes')})|[,;。]?(?:列|排)(?:名|在|位|序)*(?:第一|首)|[,;。]?以[下上](?:各项|所有|各)?(?:任务|工作|措施)"
)
_FIRST_LEADS = re.compile(r"(?:列|排)(?:名|在|位|序)*(?:第一|首)[^,;。]{0,8}(?:牵头|主办)")


_TIGHT = "、/ \n"


class Part(NamedTuple):
    """A body in a note.

    Attributes:
        start: In the note. end: One past it.
        prefix_start: The words carried over from a neighbour. prefix_end: Equal to it where none are.
        role: ``lead``, ``support`` or ``duty``.
        ending_start: The words that a neighbour behind it lends. ending_end: Equal to it where none are.
    """

    start: int
    end: int
    prefix_start: int
    prefix_end: int
    role: str
    ending_start: int = 0
    ending_end: int = 0


class Note(NamedTuple):
    """What a note says.

    Attributes:
        parts: The bodies in printed order.
        first_leads: Whether it says that the first body named leads.
        alike: Whether every part looks like the name of a body.
        certain: Whether at least one part can be nothing else.
    """

    parts: tuple[Part, ...]
    first_leads: bool
    alike: bool
    certain: bool


class _State:
    """What has been read of a note so far."""

    def __init__(self) -> None:
        self.parts: list[Part] = []
        self.label = ""
        self.pending = 0
        self.group = 0
        self.prefix = (0, 0)
        self.prefix_group = -1
        self.party_end = 0
        self.told: set[int] = set()
        self.each = (0, 0)
        self.each_at = -2
        self.likeness: list[int] = []
        self.places: list[tuple[str, int]] = []

    def role_given(self, role: str) -> None:
        """Give *role* to the bodies read since the last verb."""
        for at in range(self.pending, len(self.parts)):
            if at in self.told:
                continue
            self.parts[at] = self.parts[at]._replace(role=role)
        self.pending = len(self.parts)


@lru_cache(maxsize=2048)
def note_read(note: str) -> Note:
    """Read the inside of a note, in the view's forms."""
    cut = _CUT.search(note)
    end = cut.start() if cut else len(note)
    state = _State()
    behind = 0
    for start, stop in _tokens(note, end):
        if state.parts and (start - behind > 1 or note[behind] not in _TIGHT) and note[behind:start].strip(_TIGHT):
            state.group += 1
        behind = stop
        token = token_read(note[start:stop])
        if token.label:
            state.label, state.pending = token.label, len(state.parts)
        if state.label != OTHER:
            for word in token.words:
                if isinstance(word, str):
                    state.role_given(word)
                else:
                    _add(state, word, start)
    return _finished(state, first_leads=bool(cut and _FIRST_LEADS.search(note, cut.start())))


def _tokens(note: str, end: int) -> Iterator[tuple[int, int]]:
    """What stands between separators; a label in the middle, where the blank before it is gone, begins anew."""
    for match in _TOKEN.finditer(note, 0, end):
        start, stop = match.span()
        if note.find(":", start + 1, stop) > 0:
            for label in _INNER_LABEL.finditer(note, start + 1, stop):
                yield start, label.start()
                start = label.start()
        yield start, stop


def _finished(state: _State, *, first_leads: bool) -> Note:
    """The parts, with the roles that follow from each other."""
    parts = state.parts
    if any(part.role == LEAD for part in parts):
        parts = [part._replace(role=SUPPORT) if part.role == DUTY else part for part in parts]
    return Note(tuple(parts), first_leads, bool(parts) and all(state.likeness), STRONG in state.likeness)


def _add(state: _State, name: Name, at: int) -> None:
    """Add one body of the token at *at* to the parts, with the prefix that it shares with those before it."""
    start, end = at + name.start, at + name.end
    follows_each = state.each_at == len(state.parts) - 1
    if follows_each and name.is_end_of_each:
        first = len(state.parts) - 1
        while state.parts[first].prefix_end > state.parts[first].prefix_start:
            first -= 1
        state.parts[first:] = [state.parts[first]._replace(end=end)]
        del state.places[first + 1 :]
        return
    prefix = (start, start)
    if name.each_end:
        state.each = (start, start + name.each_end)
        state.each_at = len(state.parts) if name.is_place else -2
    elif follows_each and name.is_place:
        state.each_at, prefix = len(state.parts), state.each
    elif name.own_end:
        state.prefix, state.prefix_group = (start, start + name.own_end), state.group
        state.party_end = start + name.party_end if name.party_end else 0
    elif name.takes and state.prefix_group >= 0:
        prefix = _carried(state, name.takes) or prefix
    if name.rules:
        _lend(state, name.kind, start + name.rules, end)
    if name.role:
        state.told.add(len(state.parts))
    state.parts.append(Part(start, end, *prefix, name.role or state.label or DUTY))
    state.places.append(("" if name.rules else name.kind, state.group))
    state.likeness.append(name.likeness)


def _lend(state: _State, kind: str, start: int, end: int) -> None:
    """Lend the ending of a government, or of a zone's board, to the bare places that stand before it."""
    at = len(state.parts) - 1
    while at >= 0 and state.places[at] == (kind, state.group):
        state.parts[at] = state.parts[at]._replace(ending_start=start, ending_end=end)
        at -= 1


def _carried(state: _State, takes: str) -> tuple[int, int] | None:
    """The neighbours' prefix; only what can be nothing but an office takes it over a comma."""
    near = state.prefix_group == state.group
    if takes == "party" and near and state.party_end:
        return state.prefix[0], state.party_end
    return state.prefix if near or takes == "government" else None

"""Numbers of Word's lists as printed: definitions from ``numbering.xml``, counters in document order."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from xiandao.readers.markup import Element, attribute, child, local
from xiandao.readers.numerals import numeral

_PLACE = re.compile("%([1-9])")
_OPEN_ENDED = re.compile("[、，。．：:）)】〕」』.]$")
# Bullets of Word's symbol fonts, by the code it stores.
_SYMBOLS = {
    "\uf06c": "●", "\uf06e": "■", "\uf075": "◆", "\uf0d8": "➢", "\uf0fc": "✓", "\uf0b7": "•", "\uf0a7": "▪",
    "\uf076": "❖", "\uf0b2": "◇", "\uf0a8": "□", "\uf0fe": "☑", "\uf052": "☑", "\uf0a3": "□", "\uf02d": "-",
    "\uf0e0": "→", "\uf0e8": "➔", "\uf0ab": "★", "\uf071": "❑", "\uf06f": "□", "\uf0b0": "°", "\uf0b1": "±",
    "\uf0a3\uf03d": "≤", "\uf0b3": "≥", "\uf0b4": "×",
}  # fmt: skip


def symbol(character: str) -> str:
    """The Unicode sign for a code of a symbol font, a bullet where there is none."""
    return _SYMBOLS.get(character, "•") if "\ue000" <= character <= "\uf8ff" else character


@dataclass(frozen=True, slots=True, kw_only=True)
class Level:
    """One level of a list.

    Attributes:
        start: Its first number.
        form: Word's number format.
        text: The label, ``%1`` standing for the number of the first level.
        restart: The level, counted from 1, after which it starts anew; 0 for never,
            ``None`` for after any higher one.
        legal: Whether numbers of higher levels are printed as plain digits.
        suffix: ``tab``, ``space`` or ``nothing``.
        style: The paragraph style that stands for this level, empty for none.
    """

    start: int = 1
    form: str = "decimal"
    text: str = ""
    restart: int | None = None
    legal: bool = False
    suffix: str = "tab"
    style: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class List:
    """One list: where its counters live, its levels, and the starts that are its own."""

    counters: str
    levels: dict[int, Level]
    starts: dict[int, int]


@dataclass(slots=True)
class Numbering:
    """All lists of a document, and how far each has counted.

    Attributes:
        lists: By Word's ``numId``.
        counts: For each set of counters, the last number of each level.
        begun: The lists' own starts that were used already.
    """

    lists: dict[str, List]
    counts: dict[str, dict[int, int]] = field(default_factory=dict)
    begun: set[tuple[str, int]] = field(default_factory=set)

    def label(self, number_id: str, level: int) -> str:
        """The label of the next paragraph of this list and level, with the blank that follows it in print."""
        the_list = self.lists.get(number_id)
        if the_list is None or level not in the_list.levels:
            return ""
        counts = self.counts.setdefault(the_list.counters, {})
        self._count(number_id, the_list, level, counts)
        return _printed(the_list, level, counts)

    def level_of_style(self, number_id: str, style: str) -> int | None:
        """The level of this list that *style* stands for."""
        the_list = self.lists.get(number_id)
        levels = the_list.levels.items() if the_list else ()
        return next((place for place, level in levels if level.style == style), None)

    def _count(self, number_id: str, the_list: List, level: int, counts: dict[int, int]) -> None:
        own_start = the_list.starts.get(level)
        if own_start is not None and (number_id, level) not in self.begun:
            self.begun.add((number_id, level))
            counts[level] = own_start
        elif level in counts:
            counts[level] += 1
        else:
            counts[level] = _start(the_list, level)
        for deeper in [place for place in counts if place > level]:
            restart = the_list.levels[deeper].restart if deeper in the_list.levels else None
            if restart is None or level < restart:
                del counts[deeper]


def _start(the_list: List, level: int) -> int:
    return the_list.starts.get(level, the_list.levels[level].start if level in the_list.levels else 1)


def _printed(the_list: List, level: int, counts: dict[int, int]) -> str:
    definition = the_list.levels[level]
    if definition.form == "bullet":
        label = "".join(map(symbol, definition.text))
    else:
        label = _PLACE.sub(lambda found: _number(the_list, int(found[1]) - 1, definition, counts), definition.text)
    if not label or definition.suffix == "nothing" or _OPEN_ENDED.search(label):
        return label
    return label + " "


def _number(the_list: List, place: int, shown_by: Level, counts: dict[int, int]) -> str:
    level = the_list.levels.get(place, Level())
    form = "decimal" if shown_by.legal and level is not shown_by else level.form
    return numeral(counts.get(place, _start(the_list, place)), form)


def numbering_of(root: Element | None, style_lists: dict[str, str]) -> Numbering:
    """The lists defined in ``numbering.xml``.

    Args:
        root: Root of that part, ``None`` when the document has no lists.
        style_lists: ``numId`` of each list style, by the style's id.
    """
    if root is None:
        return Numbering(lists={})
    abstracts = {_id(one, "abstractNumId"): one for one in root if local(one) == "abstractNum"}
    lists = {}
    for num in (one for one in root if local(one) == "num"):
        lists[_id(num, "numId")] = _list(num, root, abstracts, style_lists)
    return Numbering(lists=lists)


def _list(num: Element, root: Element, abstracts: dict[str, Element], style_lists: dict[str, str]) -> List:
    counters = _value(child(num, "abstractNumId"))
    counters, abstract = _behind_style(counters, root, abstracts, style_lists)
    levels = _levels(abstract)
    starts: dict[int, int] = {}
    for override in (one for one in num if local(one) == "lvlOverride"):
        place = _integer(attribute(override, "ilvl"), 0)
        start = child(override, "startOverride")
        if start is not None:
            starts[place] = _integer(_value(start), 1)
        own = child(override, "lvl")
        if own is not None:
            levels[place] = _level(own, levels.get(place, Level()))
    return List(counters=counters, levels=levels, starts=starts)


def _behind_style(
    counters: str, root: Element, abstracts: dict[str, Element], style_lists: dict[str, str]
) -> tuple[str, Element | None]:
    """A definition may only point to a list style, whose own list holds the levels."""
    abstract = abstracts.get(counters)
    link = _value(child(abstract, "numStyleLink"))
    number_id = style_lists.get(link)
    if link and number_id:
        num = next((one for one in root if local(one) == "num" and _id(one, "numId") == number_id), None)
        target = _value(child(num, "abstractNumId"))
        if target in abstracts:
            return target, abstracts[target]
    return counters, abstract


def _levels(abstract: Element | None) -> dict[int, Level]:
    found = [] if abstract is None else [one for one in abstract if local(one) == "lvl"]
    return {_integer(attribute(one, "ilvl"), 0): _level(one, Level()) for one in found}


def _level(element: Element, default: Level) -> Level:
    restart, legal = child(element, "lvlRestart"), child(element, "isLgl")
    number_format = child(element, "numFmt")
    if number_format is None:  # newer formats hide behind a choice whose fallback older programs know
        number_format = child(element, "AlternateContent", "Choice", "numFmt")
    return replace(
        default,
        start=_integer(_value(child(element, "start")), default.start),
        form=_value(number_format) or default.form,
        text=_value(child(element, "lvlText")) or "",
        restart=None if restart is None else _integer(_value(restart), 0),
        legal=legal is not None and _value(legal) not in {"0", "false", "off"},
        suffix=_value(child(element, "suff")) or "tab",
        style=_value(child(element, "pStyle")),
    )


def _value(element: Element | None) -> str:
    return "" if element is None else attribute(element, "val") or ""


def _id(element: Element, name: str) -> str:
    return attribute(element, name) or ""


def _integer(words: str | None, default: int) -> int:
    try:
        return max(-(10**6), min(10**6, int(words or "")))
    except ValueError:
        return default

"""Bundles with their slots: how many a bundle promises, which are written out, and what each of them names."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from xiandao.apps.plans.models import Edition, Item
from xiandao.core.text import Span
from xiandao.reading.numbering import small_number

BEHIND = 500
"""Code points behind the bundle's words in which its slots are looked for."""
MOST, FEWEST = 20, 2
MOST_NAMED = 6
_NUMERAL = re.compile(r"\d+|[一二两三四五六七八九十]+")
_COUNTED = re.compile(
    r"^.*?(?:\d+|[一二两三四五六七八九十百千]+)(?:个|支|套|批|项|家|名|张|条|本|份|所|座|处|片|只|类|种|组|位)"
)
_BOUND_KINDS = ("target", "task", "sector", "technology", "placement")


class Slot(NamedTuple):
    """One slot of a bundle.

    Attributes:
        words: As the document writes it; empty where the document leaves it open (未写明).
        span: Where the words stand; ``None`` where they cannot be found again.
        items: Targets, tasks, sectors and placements that it names.
        units: Units that it names, or that answer for the tasks it names.
        places: Places that it names.
    """

    words: str
    span: Span | None
    items: tuple[Item, ...]
    units: tuple[str, ...]
    places: tuple[str, ...]


class Bundled(NamedTuple):
    """A bundle: *promised* is how many slots its name speaks of, ``None`` where it does not; *written* are written out."""

    item: Item
    slots: tuple[Slot, ...]
    promised: int | None
    written: int


def bundled(edition: Edition, rows: Sequence[Item]) -> list[Bundled]:
    """Every bundle among *rows*, which are the edition's items, with its slots in their order."""
    text = edition.document.text if edition.document else ""
    others = [row for row in rows if row.kind in _BOUND_KINDS]
    units = _names(row.fields["units"] for row in rows if row.kind == "task")
    places = _names([row.fields["place"]] for row in rows if row.kind == "placement")
    found = []
    for item in rows:
        if item.kind != "bundle":
            continue
        slots = [_slot(words, item, text, others, units, places) for words in item.fields["items"]]
        promised = promised_by(item.fields["name"])
        # None read is not none written: the rule leaves a list alone whose length is not the one promised.
        left_open = [Slot("", None, (), (), ())] * (max(0, (promised or 0) - len(slots)) if slots else 0)
        found.append(Bundled(item, (*slots, *left_open), promised, len(slots)))
    return found


def _names(listed: Iterable[Sequence[str]]) -> tuple[str, ...]:
    """The names, longest first, so that a part of a longer name is not taken for it."""
    names = dict.fromkeys(name for names in listed for name in names if len(name) > 1)
    return tuple(sorted(names, key=len, reverse=True))


def promised_by(name: str) -> int | None:
    """How many slots a bundle's name speaks of: six for 六个一, four for 一图三清单, ``None`` where it says no number.

    >>> promised_by("六个一"), promised_by("5个100"), promised_by("一图三清单"), promised_by("四张清单")
    (6, 5, 4, 4)
    """
    found = list(_NUMERAL.finditer(name))
    if not found:
        return None
    values = [int(each[0]) if each[0].isdecimal() else small_number(each[0]) or 0 for each in found]
    is_each = name[found[0].end() : found[0].end() + 1] == "个"
    number = values[0] if is_each else sum(values)
    return number if FEWEST <= number <= MOST else None


def _slot(
    words: str, item: Item, text: str, others: Sequence[Item], units: Sequence[str], places: Sequence[str]
) -> Slot:
    span = _span(words, item, text)
    named = tuple(_named(words, span, others))
    bearing = [unit for each in named if each.kind == "task" for unit in each.fields["units"]]
    return Slot(
        words=words,
        span=span,
        items=named,
        units=tuple(dict.fromkeys([*_in(words, units), *bearing]))[:MOST_NAMED],
        places=tuple(_in(words, places))[:MOST_NAMED],
    )


def _in(words: str, names: Sequence[str]) -> list[str]:
    """The names that stand in *words*, none inside another."""
    found = []
    for name in names:
        if name in words:
            found.append(name)
            words = words.replace(name, "\0")
    return found


def _span(words: str, item: Item, text: str) -> Span | None:
    """Where the words stand: in the bundle's own, or soon behind them; blanks and widths do not count."""
    if item.start is None or item.end is None or not words:
        return None
    stretch = text[item.start : item.end + BEHIND]
    plain = [(part, at) for at, letter in enumerate(stretch) for part in _plain(letter)]
    found = "".join(part for part, _ in plain).find("".join(_plain(words)))
    if found < 0:
        return None
    last = plain[found + len("".join(_plain(words))) - 1][1]
    return Span(item.start + plain[found][1], item.start + last + 1)


def _plain(words: str) -> str:
    return "".join(part for part in unicodedata.normalize("NFKC", words) if not part.isspace())


def _named(words: str, span: Span | None, others: Sequence[Item]) -> Iterable[Item]:
    """Items on the slot's own words, then those that are called as it is."""
    noun = _COUNTED.sub("", words)
    on, called = [], []
    for each in others:
        if span and each.start is not None and each.end is not None and each.start < span.end and each.end > span.start:
            on.append(each)
        elif (len(noun) > 1 and noun in each.head) or (
            each.kind != "target" and len(each.head) > 2 and each.head in words
        ):
            called.append(each)
    return [*on, *called][:MOST_NAMED]

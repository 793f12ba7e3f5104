"""A hit as it is shown: the words around it, the words asked for marked, and where it leads."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping
from math import inf
from typing import NamedTuple
from urllib.parse import quote

from django.urls import reverse

from xiandao.apps.plans.models import Item
from xiandao.apps.search.cutting import spans
from xiandao.apps.search.models import EDITION_BITS, TITLE, Passage

BEFORE, WIDTH = 40, 150
"""Characters shown in front of the first mark, and in all."""

Places = Mapping[int, list[tuple[int, int]]]
"""Edition → where its items begin, in order, and their numbers."""


class Snippet(NamedTuple):
    """One hit.

    Attributes:
        sort: One of :data:`xiandao.apps.search.models.SORTS`.
        parts: The words, and whether each is marked.
        address: The item, or the text at the place.
        item: The item that was found; ``None`` for the title and the text.
        head: Its name, in parts like the words.
    """

    sort: str
    parts: tuple[tuple[str, bool], ...]
    address: str
    item: Item | None
    head: tuple[tuple[str, bool], ...] = ()


def places_in(editions: Iterable[int]) -> Places:
    """Where every item of *editions* begins, for the addresses of hits in their texts."""
    items = Item.objects.filter(edition__in=list(editions), start__isnull=False).exclude(state="rejected")
    places: dict[int, list[tuple[int, int]]] = {}
    for edition, start, pk in items.order_by("start", "-pk").values_list("edition_id", "start", "pk"):
        places.setdefault(edition, []).append((start or 0, pk))
    return places


def snippet_of(passage: Passage, item: Item | None, words: str, places: Places) -> Snippet:
    """How *passage* is shown to whoever asked for *words*."""
    found = spans(words, passage.words)
    address = _address(passage, found, places)
    if item is None:
        return Snippet(passage.sort, parts_around(passage.words, found), address, None)
    shown = "" if passage.words == item.head else passage.words.partition("\n")[2] or passage.words
    head = parts_around(item.head, spans(words, item.head))
    return Snippet(passage.sort, parts_around(shown, spans(words, shown)), address, item, head)


def parts_around(text: str, found: list[tuple[int, int]]) -> tuple[tuple[str, bool], ...]:
    """The window around the first mark, parted at the marks."""
    first = found[0][0] if found else 0
    start = 0 if len(text) <= WIDTH else max(min(first - BEFORE, len(text) - WIDTH), 0)
    end = min(max(start + WIDTH, found[0][1] if found else 0), len(text))
    parts, at = [("…", False)] if start else [], start
    for left, right in found:
        if right > end:
            break
        parts += [(text[at:left], False), (text[left:right], True)]
        at = right
    parts += [(text[at:end], False), ("…" if end < len(text) else "", False)]
    return tuple(part for part in parts if part[0])


def _address(passage: Passage, found: list[tuple[int, int]], places: Places) -> str:
    if passage.item is not None:
        return reverse("plans:item", args=[passage.item])
    edition = passage.pk >> EDITION_BITS
    if passage.sort == TITLE:
        return reverse("plans:edition", args=[edition])
    return reverse("plans:text", args=[edition]) + _place(passage, found, places.get(edition, []))


def _place(passage: Passage, found: list[tuple[int, int]], starts: list[tuple[int, int]]) -> str:
    """The mark of the item at the hit, or the nearest before it; and for browsers that know it, the words themselves."""
    left, right = found[0] if found else (0, 12)
    before = bisect_right(starts, ((passage.start or 0) + left, inf))
    mark = f"t-{starts[before - 1][1]}" if before else ""
    return f"#{mark}:~:text={quote(passage.words[left:right].strip(), safe='')}"

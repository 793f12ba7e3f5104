"""What is found, by whom: words over all editions that a person sees, and nothing of any other, in no count either."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from django.core.paginator import Page, Paginator
from django.db.models import F, Q, QuerySet

from xiandao.apps.accounts.rights import Person
from xiandao.apps.places.models import Place
from xiandao.apps.plans.models import SECRECY, Edition, Item
from xiandao.apps.plans.selectors import editions_seen, latest_seen
from xiandao.apps.plans.taxonomies import taxonomy
from xiandao.apps.policies.selectors import policies_seen
from xiandao.apps.search.cutting import FACET, Phrase, phrases
from xiandao.apps.search.index_table import Wanted, counts, numbers
from xiandao.apps.search.models import EDITION_BITS, SORT_BITS, SORTS, TEXT, TITLE, Passage, number_of, sort_of
from xiandao.apps.search.passages import year_token
from xiandao.apps.search.snippets import Snippet, places_in, snippet_of

PLANS, HITS = 10, 50
"""Plans on a page; hits on the page of one plan."""
SHOWN = {TITLE: 1, TEXT: 3}
"""Hits shown of a plan among others, by sort; of every sort of items two."""
ITEMS_SHOWN, SORT_SHOWN = 2, 6
MOST_HITS = 2_000
"""Hits of one edition that are looked through for those that are shown."""
LONGEST, MOST_PHRASES = 100, 8
"""Characters of a query that count, and phrases in it."""


class Asked(NamedTuple):
    """A question in the terms of the page's address.

    Attributes:
        words: As typed.
        sort: One of :data:`SORTS`, or empty for all.
        unit: Words of a responsible unit's name.
        year: Of the item; where it has none, of its document.
        sector: Code in the taxonomy: any of its names.
        place: Code of a place: its plans and those below it.
        level: Of the plan.
        plan: Number of one edition; ``None`` for all.
        is_all: Whether editions that a later one has replaced are searched too.
        classes: 保密属性 of the plans that are searched.
    """

    words: str = ""
    sort: str = ""
    unit: str = ""
    year: int | None = None
    sector: str = ""
    place: str = ""
    level: str = ""
    plan: int | None = None
    is_all: bool = False
    classes: tuple[str, ...] = SECRECY


class Group(NamedTuple):
    """What was found in one edition: how many hits, of each sort, and some of them."""

    edition: Edition
    hits: int
    by_sort: tuple[tuple[str, int], ...]
    snippets: tuple[Snippet, ...]


class Found(NamedTuple):
    """One page of what was found.

    Attributes:
        plans: Editions with hits of the sort asked for.
        hits: In all of them.
        by_sort: Hits in all plans by sort, whichever sort is asked for.
        page: Of editions; of the hits of one where one is asked for.
        groups: The editions of the page.
        is_asked: Whether anything was asked for.
    """

    plans: int
    hits: int
    by_sort: tuple[tuple[str, int], ...]
    page: Page[Any]
    groups: tuple[Group, ...]
    is_asked: bool = True


class Meant(NamedTuple):
    """A field that goes by other names too.

    Attributes:
        code: In the taxonomy.
        said: The word by which it was asked for.
        others: The names by which plans may call it.
        rest: The question without the word.
    """

    code: str
    said: str
    others: tuple[str, ...]
    rest: str


def asked_of(said: Mapping[str, str]) -> Asked:
    """The question in an address; what is no value of a parameter is left out."""
    year, plan = said.get("year", ""), said.get("plan", "")
    return Asked(
        words=said.get("q", "").strip()[:LONGEST],
        sort=said["kind"] if said.get("kind") in SORTS else "",
        unit=said.get("unit", "").strip()[:LONGEST],
        year=int(year) if year.isdecimal() and len(year) == 4 else None,
        sector=said.get("sector", ""),
        place=said.get("place", ""),
        level=said.get("level", ""),
        plan=int(plan) if plan.isdecimal() and len(plan) < 12 else None,
        is_all=said.get("old") == "1",
    )


def found(person: Person, asked: Asked, number: str | None = None) -> Found:
    """Page *number* of what *person* finds.

    Plans come by the words in their titles, then by the number of hits, then the latest first: the same order in
    either database.
    """
    wanted = wanted_of(asked)
    if wanted is None:
        return Found(0, 0, (), Paginator((), PLANS).get_page(1), (), is_asked=False)
    tally = _tally(wanted, _editions(person, asked))
    sums = _sums(tally)
    fitting = {pk: of for pk, of in tally.items() if not asked.sort or asked.sort in of}
    ordered = _ordered(fitting, asked)
    hits = sums[asked.sort] if asked.sort else sum(sums.values())
    if asked.plan is None:
        page = Paginator(ordered, PLANS).get_page(number)
        on_page = [(pk, _few(wanted, pk, asked.sort)) for pk in page]
    else:
        page = Paginator(range(hits), HITS).get_page(number)
        on_page = [(pk, _all_of(wanted, pk, asked.sort, page.start_index() - 1)) for pk in ordered]
    return Found(len(ordered), hits, _in_order(sums), page, _groups(on_page, fitting, asked))


def counted(person: Person, asked: Asked) -> Found:
    """How much *person* finds, of each sort, and none of it shown."""
    wanted = wanted_of(asked)
    tally = _tally(wanted, _editions(person, asked)) if wanted else {}
    sums = _sums(tally)
    page = Paginator((), PLANS).get_page(1)
    return Found(len(tally), sum(sums.values()), _in_order(sums), page, (), is_asked=wanted is not None)


def hits_by_edition(person: Person, asked: Asked) -> dict[int, int]:
    """Everything that *person* finds: edition → hits."""
    wanted = wanted_of(asked)
    tally = _tally(wanted, _editions(person, asked)) if wanted else {}
    return {pk: sum(of.values()) for pk, of in tally.items()}


def wanted_of(asked: Asked) -> Wanted | None:
    """The question in the terms of the index; ``None`` where nothing is asked for."""
    groups: list[tuple[Phrase, ...]] = [(phrase,) for phrase in phrases(asked.words)[:MOST_PHRASES]]
    if asked.sector and (names := names_of(asked.sector)):
        groups.append(tuple(phrase for name in names for phrase in phrases(name)[:1]))
    if asked.year:
        groups.append((Phrase((year_token(asked.year),)),))
    groups += [
        (Phrase(tuple(f"{FACET}{token}" for token in phrase.tokens), phrase.is_prefix),)
        for phrase in phrases(asked.unit)[:MOST_PHRASES]
    ]
    return Wanted(tuple(groups)) if groups else None


def words_asked(asked: Asked) -> int:
    """How many of the groups that :func:`wanted_of` gives are the words as typed; they come first."""
    return len(phrases(asked.words)[:MOST_PHRASES])


def names_of(sector: str) -> tuple[str, ...]:
    """The names of a field that are one phrase each."""
    node = taxonomy().node(sector) if sector else None
    return tuple(name for name in node.names if len(phrases(name)) == 1) if node else ()


def marked(asked: Asked) -> str:
    """The words that are marked in what is found."""
    return " ".join((asked.words, *names_of(asked.sector)))


def fields_meant(asked: Asked) -> list[Meant]:
    """Fields that go by one of the words."""
    meant = []
    for word in dict.fromkeys(asked.words.split()):
        for code in taxonomy().codes_of(word)[:2]:
            others = tuple(name for name in names_of(code) if phrases(name) != phrases(word))
            if others and code != asked.sector:
                rest = " ".join(other for other in asked.words.split() if other != word)
                meant.append(Meant(code, word, others, rest))
    return meant


def places_offered(person: Person) -> QuerySet[Place]:
    """The places that the plans seen are made for, and for which the policies seen hold."""
    of_plans = Q(pk__in=editions_seen(person).values("plan__place"))
    return Place.objects.filter(of_plans | Q(pk__in=policies_seen(person).values("place"))).order_by("path")


def _editions(person: Person, asked: Asked) -> list[int]:
    """The editions that are searched, the latest first."""
    seen = editions_seen(person)
    editions = seen if asked.is_all or asked.plan else latest_seen(person)
    if asked.plan is not None:
        editions = editions.filter(pk=asked.plan)
    if asked.classes != SECRECY:
        editions = editions.filter(plan__secrecy__in=asked.classes)
    if asked.level:
        editions = editions.filter(plan__level=asked.level)
    if asked.place:
        path = Place.objects.filter(code=asked.place).values_list("path", flat=True).first()
        editions = editions.filter(plan__place__path__startswith=path or "-")
    return list(editions.order_by(F("issued_on").desc(nulls_last=True), "pk").values_list("pk", flat=True))


def _tally(wanted: Wanted, editions: Sequence[int]) -> dict[int, dict[str, int]]:
    """Edition → sort → hits, in those *editions* alone, in their order."""
    if not editions:
        return {}
    tally: dict[int, dict[str, int]] = {pk: {} for pk in editions}
    for upper, n in counts(wanted, SORT_BITS, number_of(min(editions), SORTS[0], 0), _last_of(max(editions))):
        if (of := tally.get(upper >> EDITION_BITS - SORT_BITS)) is not None:
            of[sort_of(upper << SORT_BITS)] = n
    return {pk: of for pk, of in tally.items() if of}


def _sums(tally: Mapping[int, Mapping[str, int]]) -> dict[str, int]:
    """Sort → hits in all editions."""
    sums: dict[str, int] = defaultdict(int)
    for of in tally.values():
        for sort, n in of.items():
            sums[sort] += n
    return sums


def _ordered(tally: Mapping[int, Mapping[str, int]], asked: Asked) -> list[int]:
    """The editions by title and number of hits; those alike in both stay in their order."""

    def weight(pk: int) -> tuple[bool, int]:
        of = tally[pk]
        return TITLE not in of, -(of[asked.sort] if asked.sort else sum(of.values()))

    return sorted(tally, key=weight)


def _few(wanted: Wanted, edition: int, sort: str) -> list[int]:
    """Some hits of an edition: the first of each sort, or more of the sort asked for."""
    if sort:
        return _all_of(wanted, edition, sort, 0, SORT_SHOWN)
    by_sort: dict[str, list[int]] = defaultdict(list)
    for number in _all_of(wanted, edition, "", 0, MOST_HITS):
        by_sort[sort_of(number)].append(number)
    return [number for each, listed in by_sort.items() for number in listed[: SHOWN.get(each, ITEMS_SHOWN)]]


def _all_of(wanted: Wanted, edition: int, sort: str, offset: int, most: int = HITS) -> list[int]:
    first, last = (sort, sort) if sort else (SORTS[0], SORTS[-1])
    return numbers(wanted, number_of(edition, first, 0), _last_of(edition, last), most, max(offset, 0))


def _last_of(edition: int, sort: str = SORTS[-1]) -> int:
    return number_of(edition, sort, (1 << SORT_BITS) - 1)


def _groups(
    on_page: Sequence[tuple[int, list[int]]], tally: Mapping[int, Mapping[str, int]], asked: Asked
) -> tuple[Group, ...]:
    shown = [number for _, found_here in on_page for number in found_here]
    passages = Passage.objects.in_bulk(shown)
    items = Item.objects.exclude(state="rejected").in_bulk({each.item for each in passages.values() if each.item})
    editions = Edition.objects.select_related("plan__place").in_bulk([pk for pk, _ in on_page])
    marks, places = marked(asked), places_in(editions)
    return tuple(
        Group(
            editions[pk],
            tally[pk][asked.sort] if asked.sort else sum(tally[pk].values()),
            _in_order(tally[pk]),
            tuple(
                snippet_of(passages[number], items.get(passages[number].item or 0), marks, places)
                for number in found_here
                if number in passages and passages[number].item in (None, *items)
            ),
        )
        for pk, found_here in on_page
    )


def _in_order(tally: Mapping[str, int]) -> tuple[tuple[str, int], ...]:
    return tuple((sort, tally[sort]) for sort in SORTS if tally.get(sort))

"""Policies beside plans: what is found in them by words, by whom, and the table that follows them.

Policies are hundreds where passages of plans are hundreds of thousands: their tokens are looked through one by one, and
mean the same as in ``search_index``.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from functools import reduce
from operator import and_, or_
from typing import Any, NamedTuple

from django.core.paginator import Page, Paginator
from django.db import transaction
from django.db.models import Case, Exists, F, OuterRef, Q, QuerySet, Value, When
from django.db.models.functions import StrIndex
from django.db.models.lookups import GreaterThan
from django.urls import reverse

from xiandao.apps.accounts.rights import Person
from xiandao.apps.places.models import Place
from xiandao.apps.policies.models import Measure, Policy
from xiandao.apps.policies.selectors import anchor, policies_seen
from xiandao.apps.search.cutting import FACET, Phrase, phrases, spans, tokens
from xiandao.apps.search.models import PolicyWords
from xiandao.apps.search.passages import year_token
from xiandao.apps.search.selectors import Asked, marked, wanted_of, words_asked
from xiandao.apps.search.snippets import parts_around

KIND = "policy"
"""How an address asks for policies alone."""
AT_ONCE = 20
"""Policies that are entered before a search, which waits for them; more are left to the worker."""
TOGETHER = 10
"""Policies in one transaction."""
SHOWN, PAGE = 3, 20
"""Policies beside plans; on a page of their own."""
SNIPPETS = 3
"""Hits shown of a policy."""
END = " | "
"""Stands between paragraphs: no phrase reaches over it."""

Parts = tuple[tuple[str, bool], ...]


class Hit(NamedTuple):
    """Words that were found: *parts* and whether each is marked, of a measure or (``None``) of the text."""

    measure: Measure | None
    parts: Parts
    address: str


class PolicyHits(NamedTuple):
    """What was found in one policy: its title, its state of the day, how many paragraphs, some of them."""

    policy: Policy
    title: Parts
    state: str
    hits: int
    shown: tuple[Hit, ...]


class PoliciesFound(NamedTuple):
    """How many policies there are with everything that is asked for, and a page of them."""

    total: int
    page: Page[Any]
    listed: tuple[PolicyHits, ...]


# ----------------------------------------------------------------------------------------------------- the table


class Refreshed(NamedTuple):
    """How many policies were entered, and whether all of them are in the table now."""

    entered: int
    is_whole: bool


def policies_refresh(most: int | None = None) -> Refreshed:
    """Enters what is new or was changed; nothing where that is more than *most* policies."""
    fresh = PolicyWords.objects.filter(policy=OuterRef("pk"), version=OuterRef("version"))
    stale = Policy.objects.filter(~Exists(fresh)).order_by("pk").values_list("pk", flat=True)
    numbers = list(stale if most is None else stale[: most + 1])
    if most is not None and len(numbers) > most:
        return Refreshed(0, is_whole=False)
    entered = sum(_enter(numbers[first : first + TOGETHER]) for first in range(0, len(numbers), TOGETHER))
    return Refreshed(entered, is_whole=entered == len(numbers))


def _enter(numbers: list[int]) -> int:
    """Brings the words of some policies up to date; how many, for one that is changed meanwhile waits for the next time.

    They are cut before the transaction: on SQLite every writer would wait for it.
    """
    rows = [_row(policy) for policy in Policy.objects.filter(pk__in=numbers)]
    with transaction.atomic():
        locked = Policy.objects.select_for_update(no_key=True).filter(pk__in=numbers).order_by("pk")
        stands = dict(locked.values_list("pk", "version"))
        fit = [row for row in rows if stands.get(row.policy_id) == row.version]
        PolicyWords.objects.bulk_create(
            fit, update_conflicts=True, unique_fields=["policy"], update_fields=["version", "name", "tokens"]
        )
    return len(fit)


def _row(policy: Policy) -> PolicyWords:
    return PolicyWords(policy=policy, version=policy.version, name=_flat([policy.title]), tokens=_tokens(policy))


def _tokens(policy: Policy) -> str:
    facets = [year_token(policy.issued_on.year)] if policy.issued_on else []
    facets.append(" ".join(f"{FACET}{token}" for token in tokens(policy.issuers)))
    lines = (policy.title, policy.doc_no, policy.issuers, *policy.text.splitlines())
    return f"{_flat(lines)}{END.strip()} {END.join(facets)} "


def _flat(lines: Any) -> str:
    return f" {END.join(' '.join(tokens(line)) for line in lines if line.strip())} "


# -------------------------------------------------------------------------------------------------- what is found


def policies_found(
    person: Person, asked: Asked, today: dt.date, *, number: str | None = None, size: int = SHOWN
) -> PoliciesFound:
    """Page *number* of the policies that *person* sees: those with all the words in their titles first, then the latest."""
    wanted = wanted_of(asked)
    if wanted is None or asked.plan is not None:
        return PoliciesFound(0, Paginator((), size).get_page(1), ())
    fitting = _within(person, asked)
    for group in wanted.groups:
        fitting = fitting.filter(_any("tokens", group))
    said = [_any("name", group) for group in wanted.groups[: words_asked(asked)]]
    is_named = [When(reduce(and_, said), then=0)] if said else []
    order = (Case(*is_named, default=1), F("policy__issued_on").desc(nulls_last=True), "pk")
    page = Paginator(list(fitting.order_by(*order).values_list("pk", flat=True)), size).get_page(number)
    return PoliciesFound(page.paginator.count, page, _listed(list(page), asked, today))


def _within(person: Person, asked: Asked) -> QuerySet[PolicyWords]:
    found = PolicyWords.objects.filter(policy__in=policies_seen(person).values("pk"))
    if asked.level:
        found = found.filter(policy__place__level=asked.level)
    if asked.place:
        path = Place.objects.filter(code=asked.place).values_list("path", flat=True).first()
        found = found.filter(policy__place__path__startswith=path or "-")
    return found


def _any(column: str, group: tuple[Phrase, ...]) -> Q:
    """Whether the column has one of the phrases."""
    return reduce(or_, (Q(GreaterThan(StrIndex(column, Value(_said(phrase))), 0)) for phrase in group))


def _said(phrase: Phrase) -> str:
    """The tokens as they stand in the table, whole but for the beginning of the last."""
    return f" {' '.join(phrase.tokens)}{'' if phrase.is_prefix else ' '}"


def _listed(numbers: list[int], asked: Asked, today: dt.date) -> tuple[PolicyHits, ...]:
    policies = Policy.objects.select_related("place").in_bulk(numbers)
    measures: dict[int, list[Measure]] = {}
    for each in Measure.objects.filter(policy__in=numbers).exclude(state="rejected").order_by("start", "pk"):
        measures.setdefault(each.policy_id, []).append(each)
    words = marked(asked)
    return tuple(_hits(policies[pk], measures.get(pk, []), words, today) for pk in numbers if pk in policies)


def _hits(policy: Policy, measures: list[Measure], words: str, today: dt.date) -> PolicyHits:
    found = list(_found_in(policy, measures, words))
    shown = tuple(_hit(policy, each, words) for each in found[:SNIPPETS])
    title = parts_around(policy.title, spans(words, policy.title))
    return PolicyHits(policy, title, policy.state(today), len(found), shown)


class _Place(NamedTuple):
    """Where a hit begins and ends: a measure, or a line of the text by its number."""

    start: int
    end: int
    line: int
    measure: Measure | None


def _found_in(policy: Policy, measures: list[Measure], words: str) -> Iterator[_Place]:
    """The measures with one of the words, and lines in which no measure has one, but for the title's."""
    if not phrases(words):
        return
    start, told = 0, set[int]()
    for number, line in enumerate(policy.text.splitlines(keepends=True)):
        end, found = start + len(line), [start + left for left, _ in spans(words, line)]
        hit = [each for each in measures if any(each.start <= at < each.end for at in found)]
        yield from (_Place(each.start, each.end, number, each) for each in hit if each.pk not in told)
        told.update(each.pk for each in hit)
        if found and not hit and line.strip().lstrip("# ") != policy.title:  # as Markdown writes headings
            yield _Place(start, end, number, None)
        start = end


def _hit(policy: Policy, place: _Place, words: str) -> Hit:
    said = policy.text[place.start : place.end].strip()
    if place.measure is not None:
        page = reverse("policies:measure", args=[place.measure.pk])
    else:
        page = f"{reverse('policies:policy', args=[policy.pk])}#{anchor(place.line)}"
    return Hit(place.measure, parts_around(said, spans(words, said)), page)

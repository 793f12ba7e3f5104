"""Policies beside plans: what is found in them by words, by whom, and the table that follows them.

Policies are hundreds where passages of plans are hundreds of thousands: their tokens are looked through one by one, and
mean the same as in ``search_index``.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from functools import reduce
from operator import or_
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
from xiandao.apps.policies.selectors import policies_seen
from xiandao.apps.search.cutting import FACET, Phrase, phrases, spans, tokens
from xiandao.apps.search.models import PolicyWords
from xiandao.apps.search.passages import year_token
from xiandao.apps.search.selectors import Asked, marked, wanted_of
from xiandao.apps.search.snippets import parts_around

KIND = "policy"
"""How an address asks for policies alone."""
AT_ONCE = 20
"""Policies that are entered before a search, which waits for them; more are left to the worker."""
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


def policies_refresh(most: int | None = None) -> int:
    """Enters what is new or was changed; how many policies that were, none where it is more than *most*."""
    fresh = PolicyWords.objects.filter(policy=OuterRef("pk"), version=OuterRef("version"))
    stale = Policy.objects.filter(~Exists(fresh)).order_by("pk").values_list("pk", flat=True)
    numbers = list(stale if most is None else stale[: most + 1])
    if most is not None and len(numbers) > most:
        return 0
    for number in numbers:
        policy_enter(number)
    return len(numbers)


@transaction.atomic
def policy_enter(number: int) -> None:
    """Brings the words of one policy up to date."""
    policy = Policy.objects.select_for_update(no_key=True).filter(pk=number).first()
    if policy is None:  # taken away meanwhile
        return
    told = {"version": policy.version, "name": _flat([policy.title]), "tokens": _tokens(policy)}
    PolicyWords.objects.update_or_create(policy=policy, defaults=told)


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
    """Page *number* of the policies that *person* sees: those with the words in their titles first, then the latest."""
    wanted = wanted_of(asked)
    if wanted is None or asked.plan is not None:
        return PoliciesFound(0, Paginator((), size).get_page(1), ())
    fitting = _within(person, asked)
    for group in wanted.groups:
        fitting = fitting.filter(_any("tokens", group))
    is_named = [When(_any("name", group), then=0) for group in wanted.groups[:1]]
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
    found = list(_places(policy, measures, words))
    shown = tuple(_hit(policy, *place, words) for place in found[:SNIPPETS])
    title = parts_around(policy.title, spans(words, policy.title))
    return PolicyHits(policy, title, policy.state(today), len(found), shown)


def _places(policy: Policy, measures: list[Measure], words: str) -> Iterator[tuple[int, int, Measure | None]]:
    """Where hits begin and end: measures; lines in which no measure has one of the words, but for the title's."""
    if not phrases(words):
        return
    start, told = 0, set[int]()
    for line in policy.text.splitlines(keepends=True):
        end, found = start + len(line), [start + left for left, _ in spans(words, line)]
        hit = [each for each in measures if any(each.start <= at < each.end for at in found)]
        yield from ((each.start, each.end, each) for each in hit if each.pk not in told)
        told.update(each.pk for each in hit)
        if found and not hit and line.strip().lstrip("# ") != policy.title:  # as Markdown writes headings
            yield start, end, None
        start = end


def _hit(policy: Policy, start: int, end: int, measure: Measure | None, words: str) -> Hit:
    said = policy.text[start:end].strip()
    page = reverse("policies:measure", args=[measure.pk]) if measure else reverse("policies:policy", args=[policy.pk])
    return Hit(measure, parts_around(said, spans(words, said)), page)

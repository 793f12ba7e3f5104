"""What may be read of policies: the one gate for who sees which, the library, its comparison and its clean-up."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping
from typing import Any, NamedTuple

from django.db.models import Count, Q, QuerySet

from xiandao.apps.accounts.rights import RIGHTS, Person
from xiandao.apps.places.models import Place
from xiandao.apps.places.selectors import places_under
from xiandao.apps.policies.models import LIVE, STATES, Measure, Policy, PolicyVerdict
from xiandao.apps.policies.vocabularies import known
from xiandao.core.errors import Refusal

READ, JUDGE, EXPORT = "policy.read", "policy.judge", "policy.export"
LEVELS = ("province", "city", "district", "zone")
SOON = dt.timedelta(days=365)
"""What ends within it is looked at in this year's clean-up."""
LONG = "policy__text"
SHOWN = 24
"""Characters of a filter that are looked for."""


class Cell(NamedTuple):
    """What one place has on one topic: measures in force and to come, and what keeps it from being 未出台 altogether.

    ``says`` is ``measures``, ``draft`` (征求意见), ``waiting`` (待核), ``ended`` or ``none`` (未出台).
    """

    topic: str
    says: str
    n: int


class Standing(NamedTuple):
    """A place of the comparison with its cells."""

    place: Place
    is_part: bool
    cells: tuple[Cell, ...]


def policies_seen(person: Person, deed: str = READ) -> QuerySet[Policy]:
    """The policies that *person* may do *deed* to: those of their own places, and for reading what is 主动公开."""
    seen = Q(pk__in=())
    for grant in person.within(deed):
        own = Q(keeper__path__startswith=grant.path) if grant.unit is None else Q(post__unit=grant.unit)
        seen |= own & Q(secrecy__in=RIGHTS.sees[grant.role])
    if deed in (READ, EXPORT) and person.may(deed):
        seen |= Q(openness="open", secrecy="none") & ~Q(standing="draft")
    return Policy.objects.filter(seen)


def policy_for(person: Person, pk: int, deed: str = READ) -> Policy:
    """One policy, or a refusal that does not tell forbidden from absent."""
    found = policies_seen(person, deed).select_related("place", "keeper").filter(pk=pk).first()
    if found is None:
        raise Refusal("absent")
    return found


def measure_for(person: Person, pk: int, deed: str = READ) -> Measure:
    """One measure of a policy that *person* may do *deed* to."""
    found = Measure.objects.select_related("policy__place", "decided_by").filter(pk=pk).first()
    if found is None or not policies_seen(person, deed).filter(pk=found.policy_id).exists():
        raise Refusal("absent")
    return found


def in_state(state: str, today: dt.date, prefix: str = "") -> Q:
    """The policies that are in one of :data:`STATES` on a day; the same as :meth:`Policy.state` says of each."""

    def field(name: str, value: object) -> Q:
        return Q(**{f"{prefix}{name}": value})

    draft = field("standing", "draft")
    gone = field("standing", "repealed") & (field("repealed_on", None) | field("repealed_on__lte", today))
    ended = field("valid_until__lt", today)
    first = field("valid_from__gt", today) | (field("valid_from", None) & field("issued_on__gt", today))
    standing = ~gone & ~draft
    return {
        "repealed": gone, "draft": draft, "expired": standing & ended, "coming": standing & ~ended & first,
        "force": standing & ~ended & ~first,
    }[state]  # fmt: skip


def policy_list(person: Person, asked: Mapping[str, str], today: dt.date) -> QuerySet[Policy]:
    """The policies that are asked for, with how many measures are live (``live``) and wait (``open``)."""
    found = policies_seen(person).select_related("place").defer("text")
    found = found.filter(_policy_filter(asked, today, ""))
    if words := asked.get("q", "").strip()[:SHOWN]:
        found = found.filter(Q(title__icontains=words) | Q(doc_no__icontains=words) | Q(issuers__icontains=words))
    return found.annotate(
        live=Count("measures", filter=Q(measures__state__in=LIVE)),
        open=Count("measures", filter=Q(measures__state="candidate")),
    ).order_by("place__path", "-issued_on", "-pk")


def library(person: Person, asked: Mapping[str, str], today: dt.date) -> QuerySet[Measure]:
    """The measures of the library that are asked for: confirmed ones, or with ``show=open`` those that are 待核."""
    found = Measure.objects.filter(policy__in=policies_seen(person).values("pk"))
    found = found.filter(state="candidate") if asked.get("show") == "open" else found.filter(state__in=LIVE)
    found = found.filter(_policy_filter(asked, today, "policy__"))
    if (topic := asked.get("topic", "")) and known("topics", topic):
        found = found.filter(topics__contains=f"|{topic}|")
    if instrument := asked.get("instrument"):
        found = found.filter(instrument=instrument)
    if words := asked.get("object", "").strip()[:SHOWN]:
        found = found.filter(object__icontains=words)
    if words := asked.get("q", "").strip()[:SHOWN]:
        found = found.filter(Q(quote__icontains=words) | Q(policy__title__icontains=words))
    return found.select_related("policy__place").defer(LONG).order_by("policy__place__path", "policy", "start", "pk")


def anchor(line: int) -> str:
    """Where a line of the text stands on the page of a policy, by its number from 0."""
    return f"l-{line}"


def measures_seen(person: Person, numbers: Collection[int]) -> dict[int, Measure]:
    """The live measures of *numbers* that the person sees, with policy and place."""
    seen = Measure.objects.filter(policy__in=policies_seen(person).values("pk"), state__in=LIVE)
    return seen.select_related("policy__place").defer(LONG).in_bulk(numbers) if numbers else {}


def _policy_filter(asked: Mapping[str, str], today: dt.date, prefix: str) -> Q:
    """Level, place (with what lies below), state and year of issue."""
    found = Q()
    if (level := asked.get("level", "")) in LEVELS:
        found &= Q(**{f"{prefix}place__level": level})
    if (place := asked.get("place", "")).isdecimal() and len(place) < 10:
        path = Place.objects.filter(pk=place).values_list("path", flat=True).first()
        found &= Q(**{f"{prefix}place__path__startswith": path or "-"})
    if (state := asked.get("state", "")) in STATES:
        found &= in_state(state, today, prefix)
    if (year := asked.get("year", "")).isdecimal() and len(year) == 4:
        found &= Q(**{f"{prefix}issued_on__year": int(year)})
    return found


def places_compared(person: Person, under: str = "") -> list[Place]:
    """The places of a comparison: *under* (an id) or the person's own, those above it, and every 板块 below it."""
    own = sorted((grant.path for grant in person.within(READ)), key=len)
    if not own:
        return []
    root = Place.objects.filter(pk=under).first() if under.isdecimal() and len(under) < 10 else None
    path = root.path if root is not None else own[0]
    if path.count("/") <= 2:  # the root of the tree: everything
        return list(Place.objects.filter(level__in=LEVELS).exclude(parent=None))
    codes = [code for code in path.split("/") if code]
    line = Q(code__in=codes, level__in=LEVELS) | Q(path__startswith=path, level__in=LEVELS)
    found = Place.objects.filter(line, until=None).exclude(level="zone", parent__level__in=("zone", "town"))
    return list(found.order_by("path"))


def places_choosable(person: Person) -> QuerySet[Place]:
    """Under which a comparison may be asked for: the provinces, cities and districts of the person's posts."""
    found = places_under(grant.path for grant in person.within(READ))
    return found.filter(level__in=LEVELS, until=None).order_by("path")


def comparison(person: Person, topics: tuple[str, ...], under: str, today: dt.date) -> list[Standing]:
    """Topic by topic what every place has; a 板块 without any measure says so."""
    places = places_compared(person, under)
    counted: dict[tuple[int, str], dict[str, int]] = {}
    rows = (
        Measure.objects.filter(policy__in=policies_seen(person).values("pk"), policy__place__in=places)
        .exclude(state="rejected")
        .select_related("policy")
        .only("topics", "state", *(f"policy__{name}" for name in ("place", "standing", "repealed_on", "valid_until", "valid_from", "issued_on")))
    )  # fmt: skip
    for row in rows:
        says = _says(row, today)
        for topic in row.topic_codes:
            of = counted.setdefault((row.policy.place_id, topic), {})
            of[says] = of.get(says, 0) + 1
    return [
        Standing(each, each.level in ("district", "zone"), tuple(_cell(counted.get((each.pk, topic), {}), topic) for topic in topics))
        for each in places
    ]  # fmt: skip


def _says(row: Measure, today: dt.date) -> str:
    state = row.policy.state(today)
    if state in ("expired", "repealed"):
        return "ended"
    if state == "draft":
        return "draft"
    return "measures" if row.is_live else "waiting"


def _cell(counts: dict[str, int], topic: str) -> Cell:
    says = next((each for each in ("measures", "draft", "waiting", "ended") if counts.get(each)), "none")
    return Cell(topic, says, counts.get(says, 0))


def policy_page(person: Person, policy: Policy, today: dt.date) -> dict[str, Any]:
    """One policy with its measures, its rules and what people said of it."""
    measures = list(policy.measures.exclude(state="rejected").select_related("decided_by"))
    return {
        "policy": policy,
        "measures": measures,
        "live": sum(each.is_live for each in measures),
        "state": policy.state(today),
        "verdicts": list(policy.verdicts.select_related("by")),
        "may_judge": policies_seen(person, JUDGE).filter(pk=policy.pk).exists(),
    }


class Due(NamedTuple):
    """A policy in the clean-up: why it is there, and the verdict of this year."""

    policy: Policy
    why: str
    days: int | None
    verdict: PolicyVerdict | None


def clean_up(person: Person, today: dt.date) -> list[Due]:
    """What a person of its place should look at: expired, ending within a year, or not looked at for a year."""
    keep = policies_seen(person, JUDGE) if person.may(JUDGE) else policies_seen(person)
    found = keep.exclude(standing="draft").select_related("place").defer("text").prefetch_related("verdicts__by")
    rows = [_due(each, today) for each in found]
    order = ("expired", "ending", "unlooked")
    return sorted(
        (each for each in rows if each is not None),
        key=lambda due: (order.index(due.why), due.days if due.days is not None else 0, due.policy.pk),
    )


def _due(policy: Policy, today: dt.date) -> Due | None:
    state, said = policy.state(today), list(policy.verdicts.all())
    verdict = next((each for each in said if each.year == today.year), None)
    if state == "repealed":
        return None
    days = (policy.valid_until - today).days if policy.valid_until else None
    if state == "expired":
        return Due(policy, "expired", days, verdict)
    if policy.valid_until is not None and policy.valid_until <= today + SOON:
        return Due(policy, "ending", days, verdict)
    last = max((each.at.date() for each in said), default=policy.issued_on or policy.added_at.date())
    if last + SOON <= today or verdict is not None:
        return Due(policy, "unlooked", None, verdict)
    return None

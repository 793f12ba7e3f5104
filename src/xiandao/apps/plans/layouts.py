"""The yearly review of 产业空间布局表: what is proposed, ruled and judged, and the version that it leads to."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from django.db import transaction
from django.utils import timezone

from xiandao.alignment.layouts import DEEDS, ROLES, VERDICTS, Line, Proposed, applied, require_fits
from xiandao.apps.accounts.models import Unit
from xiandao.apps.accounts.rights import Person
from xiandao.apps.audit.services import record
from xiandao.apps.cases import selectors as cases
from xiandao.apps.cases import services
from xiandao.apps.cases.clock import last_day
from xiandao.apps.cases.models import Case, Round
from xiandao.apps.cases.services import MOST_DAYS, OPEN, RULE, About, Opening, Term
from xiandao.apps.places.models import Place
from xiandao.apps.places.selectors import places_under
from xiandao.apps.plans.layout_making import LONGEST, checked, version_add
from xiandao.apps.plans.layout_models import (
    Layout,
    LayoutLine,
    LayoutProposal,
    LayoutReview,
    LayoutVerdict,
    LayoutVersion,
)
from xiandao.apps.plans.layout_selectors import (
    LAYOUT_ON,
    MAKE,
    layout_for,
    line_of,
    lines_of,
    places_around,
    review_open,
)
from xiandao.apps.plans.layout_telling import review_told
from xiandao.apps.plans.models import LIVE
from xiandao.apps.plans.selectors import item_for
from xiandao.core.canonical import canonical_bytes
from xiandao.core.errors import Refusal

KIND = "proposal"
FIRST_YEAR, LAST_YEAR = 2000, 2100


class Asking(NamedTuple):
    """How a review is opened: its year, who is asked, until when (a day, or so many working days)."""

    year: int | None
    days: int | None = None
    until: dt.date | None = None
    rule_days: int | None = None
    places: tuple[int, ...] = ()
    units: tuple[int, ...] = ()


class Saying(NamedTuple):
    """What is proposed: *deed* on the row of *name* and *sector*, why, and the *item* that is the evidence.

    Attributes:
        outside: The unit's name as typed, where the office enters what it was sent; else empty.
    """

    deed: str
    name: str
    sector: str
    text: str
    role: str = "named"
    carrier: str = ""
    direction: str = ""
    item: int | None = None
    outside: str = ""


# ---- the yearly review


def places_to_ask(layout: Layout) -> list[Place]:
    """The places right below it, and the zones that manage any of it."""
    around = places_around(layout.place)
    return [each for each in around if each.parent_id == layout.place_id or not each.path.startswith(layout.place.path)]


def units_to_ask(layout: Layout) -> list[Unit]:
    """The units of the place itself."""
    return list(Unit.objects.filter(place=layout.place).order_by("name"))


@transaction.atomic
def review_begin(person: Person, pk: int, asking: Asking, *, at: dt.datetime) -> LayoutReview:
    """Opens the review of the version in force, and asks places and units what they propose.

    Raises:
        Refusal: ``layout-year``, ``layout-reviewed`` where that year was reviewed, ``layout-review-open``, and what
            opening a round refuses.
    """
    layout = layout_for(person, pk, MAKE)
    if asking.year is None or not FIRST_YEAR <= asking.year <= LAST_YEAR:
        raise Refusal("layout-year")
    if review_open(layout):
        raise Refusal("layout-review-open")
    if layout.reviews.filter(year=asking.year).exists():
        raise Refusal("layout-reviewed", year=asking.year)
    strangers = {*asking.places} - {each.pk for each in places_to_ask(layout)} or (
        {*asking.units} - {each.pk for each in units_to_ask(layout)}
    )
    if strangers:
        raise Refusal("round-nobody")
    latest = layout.versions.latest("ordinal")
    review = LayoutReview.objects.create(layout=layout, version=latest, year=asking.year, at=at, by_id=person.id)
    term = _term(asking, timezone.localdate(at))
    title = f"{layout.place.name} {asking.year}"
    about = About(LAYOUT_ON, review.pk)
    opened = services.round_open(person, about, title, term, places=asking.places, units=asking.units, at=at)
    review_told(review, opened, by=person, at=at)
    record("layout.review", "layout", layout.pk, by=person, at=at, review=review.pk, year=review.year)
    return review


def _term(asking: Asking, today: dt.date) -> Term:
    for days in (asking.days, asking.rule_days):
        if days is not None and not 1 <= days <= MOST_DAYS:
            raise Refusal("round-days", most=MOST_DAYS)
    if asking.until is not None:
        if asking.until < today:
            raise Refusal("round-past")
        return Term(until=asking.until, rule_days=asking.rule_days)
    if asking.days is None:
        raise Refusal("round-days", most=MOST_DAYS)
    return Term(until=last_day(today, asking.days), days=asking.days, rule_days=asking.rule_days)


def under_way(layout: Layout) -> tuple[LayoutReview, Round]:
    """The review that is under way, and its round.

    Raises:
        Refusal: ``layout-review-none``.
    """
    review = review_open(layout)
    found = cases.round_of(LAYOUT_ON, review.pk) if review else None
    if review is None or found is None:
        raise Refusal("layout-review-none")
    return review, found


@transaction.atomic
def proposal_add(person: Person, pk: int, saying: Saying, *, at: dt.datetime) -> LayoutProposal:
    """A place or a unit that is asked proposes; the office enters what those outside send.

    Raises:
        Refusal: ``layout-review-none``, ``round-over``, ``round-not-invited``, ``layout-other-place`` where a place
            speaks of another, ``layout-field``, ``layout-line-there``, ``layout-line-none``, ``layout-evidence``.
    """
    layout = layout_for(person, pk)
    review, asked = under_way(layout)
    place, unit = _speaks_for(person, layout, asked, saying, timezone.localdate(at))
    line = _line(saying)
    table = {line_of(each).key: each for each in lines_of(review.version)}
    require_fits(Proposed(saying.deed, line), table)
    if place is not None and line.place not in _own_names(layout, place):
        raise Refusal("layout-other-place", place=line.place)
    item = item_for(person, saying.item) if saying.item is not None else None
    if item is not None and item.state not in LIVE:
        raise Refusal("layout-evidence")
    clock = None if asked.rule_days is None else (asked.until, asked.rule_days)
    about = About(LAYOUT_ON, review.pk, clause=f"{line.place} {line.sector}", quote=item.quote if item else "")
    opening = Opening(
        kind=KIND, about=about, text=saying.text, place=place, unit=unit, outside=saying.outside, round=asked,
        clock=clock,
    )  # fmt: skip
    case = services.case_open(person, opening, at=at)
    return LayoutProposal.objects.create(
        review=review, case=case, deed=saying.deed, name=line.place, sector=line.sector, role=line.role,
        carrier=line.carrier, direction=line.direction, item=item, edition=item.edition if item else None,
        quote=item.quote if item else "",
    )  # fmt: skip


def _line(saying: Saying) -> Line:
    """The row as typed: named, not too long, of no state secret."""
    said = {name: getattr(saying, name).strip() for name in ("name", "sector", "carrier", "direction")}
    if saying.deed not in DEEDS or saying.role not in ROLES or not said["name"] or not said["sector"]:
        raise Refusal("layout-field")
    for name, words in said.items():
        checked(words, LONGEST[name])
    return Line(said["name"], said["sector"], saying.role, said["carrier"], said["direction"])


def _own_names(layout: Layout, place: int) -> set[str]:
    """What is called by name at or below *place*, or managed by it."""
    of = Place.objects.get(pk=place)
    managed = [each.place.path for each in of.managed.select_related("place").filter(until=None)]
    under = places_under([of.path, *managed])
    return {name for each in under for name in (each.name, each.short_name)} if of != layout.place else {
        name for each in places_around(of) for name in (each.name, each.short_name)
    }  # fmt: skip


def _speaks_for(
    person: Person, layout: Layout, asked: Round, saying: Saying, today: dt.date
) -> tuple[int | None, int | None]:
    """The place, or the unit, for which *person* speaks; neither where the office types in the words of others."""
    if saying.outside.strip():
        layout_for(person, layout.pk, RULE)
        return None, None
    invited = cases.invitation_of(person, asked, OPEN)
    if invited is None:
        raise Refusal("round-not-invited")
    if today > asked.until:
        raise Refusal("round-over", until=asked.until.isoformat())
    return invited.place_id, invited.unit_id


@transaction.atomic
def proposal_rule(  # noqa: PLR0913 - all of it is what a ruling is
    person: Person,
    pk: int,
    case: int | None,
    ruling: str,
    reason: str,
    *,
    at: dt.datetime,
    version: int | None = None,
) -> Case:
    """采纳 or 未采纳, with the reason.

    Raises:
        Refusal: ``layout-ruling`` for anything else, ``layout-clash`` where another proposal on the row was adopted.
    """
    review, _ = under_way(layout_for(person, pk, RULE))
    proposal = review.proposals.filter(case=case).first()
    if proposal is None:
        raise Refusal("absent")
    if ruling not in ("adopted", "declined"):
        raise Refusal("layout-ruling")
    same = review.proposals.filter(name=proposal.name, sector=proposal.sector, case__ruling="adopted")
    if ruling == "adopted" and same.exclude(pk=proposal.pk).exists():
        raise Refusal("layout-clash", place=proposal.name, sector=proposal.sector)
    return services.case_rule(person, proposal.case_id, ruling, reason, at=at, version=version)


def proposal_withdraw(person: Person, pk: int, case: int | None, *, at: dt.datetime) -> Case:
    """Whoever entered a proposal takes it back."""
    review, _ = under_way(layout_for(person, pk))
    proposal = review.proposals.filter(case=case).first()
    if proposal is None:
        raise Refusal("absent")
    return services.case_withdraw(person, proposal.case_id, at=at)


@transaction.atomic
def verdicts_give(
    person: Person, pk: int, said: Mapping[int, tuple[str, str]], *, rest: str | None = None, at: dt.datetime
) -> int:
    """What the review says of rows (line → verdict, reason); with *rest* all others are kept for that reason.

    Raises:
        Refusal: ``layout-verdict`` for a verdict that there is not or one other than 继续 without its reason.
    """
    review, _ = under_way(layout_for(person, pk, MAKE))
    lines = {line.pk for line in review.version.lines.all()}
    if not {*said} <= lines:
        raise Refusal("absent")
    if rest is not None:
        done = {*review.verdicts.values_list("line", flat=True), *said}
        said = {**said, **dict.fromkeys(lines - done, ("keep", rest))}
    for line, (verdict, reason) in said.items():
        if verdict not in VERDICTS or (verdict != "keep" and not reason.strip()):
            raise Refusal("layout-verdict")
        told = {"verdict": verdict, "reason": checked(reason, LONGEST["reason"]), "at": at, "by_id": person.id}
        LayoutVerdict.objects.update_or_create(review=review, line_id=line, defaults=told)
    if said:
        flat = sorted((line, *each) for line, each in said.items())
        after = f"sha256:{hashlib.sha256(canonical_bytes([[*each] for each in flat])).hexdigest()}"
        record("layout.verdict", "layout", pk, by=person, at=at, after=after, review=review.pk, rows=len(said))
    return len(said)


@transaction.atomic
def review_close(person: Person, pk: int, since: dt.date, reason: str, *, at: dt.datetime) -> LayoutVersion:
    """Ends the review: every proposal ruled upon, every row judged; a new version is in force from *since*.

    Raises:
        Refusal: ``round-unruled``, ``layout-unjudged``, ``layout-verdict-clash`` where a verdict and what was adopted
            contradict each other, ``layout-day`` before the version reviewed, ``layout-reason``.
    """
    layout = layout_for(person, pk, MAKE)
    review, asked = under_way(layout)
    if since < review.version.in_force_from:
        raise Refusal("layout-day", day=review.version.in_force_from.isoformat())
    reason = checked(reason, LONGEST["reason"])
    if not reason:
        raise Refusal("layout-reason")
    adopted = list(review.proposals.filter(case__ruling="adopted").exclude(case__state="withdrawn"))
    before = lines_of(review.version)
    _judged(review, before, {(each.name, each.sector): each for each in adopted}, person, at)
    services.round_close(person, asked.pk, at=at)
    version = version_add(
        person, layout, review.version.ordinal + 1, since, reason, _rows(layout, before, adopted), at=at
    )
    review.closed_at, review.made = at, version
    review.save(update_fields=("closed_at", "made"))
    record(
        "layout.close", "layout", layout.pk, by=person, at=at, before=review.version.digest, after=version.digest,
        review=review.pk, version=version.ordinal, since=since.isoformat(), adopted=len(adopted),
    )  # fmt: skip
    return version


IMPLIED = {"drop": ("exit",), "change": ("adjust", "strengthen", "keep"), "": ("keep", "strengthen")}
"""The verdicts that go with what was adopted of a row; with nothing adopted a row is kept, or worked on harder."""


def _judged(
    review: LayoutReview,
    lines: Iterable[LayoutLine],
    adopted: Mapping[tuple[str, str], LayoutProposal],
    person: Person,
    at: dt.datetime,
) -> None:
    """Refuses while a row has no verdict; what was adopted of a row is one where nobody gave another."""
    given = {each.line_id: each.verdict for each in review.verdicts.all()}
    missing = 0
    for line in lines:
        proposal = adopted.get((line.name, line.sector))
        verdict = given.get(line.pk)
        if verdict is None and proposal is not None:
            verdict = IMPLIED[proposal.deed][0]
            words = proposal.case.reason[: LONGEST["reason"]]
            LayoutVerdict.objects.create(
                review=review, line=line, verdict=verdict, reason=words, at=at, by_id=person.id
            )
        if verdict is None:
            missing += 1
        elif verdict not in IMPLIED[proposal.deed if proposal else ""]:
            raise Refusal("layout-verdict-clash", place=line.name, sector=line.sector)
    if missing:
        raise Refusal("layout-unjudged", n=missing)


def _rows(layout: Layout, before: list[LayoutLine], adopted: list[LayoutProposal]) -> list[LayoutLine]:
    """The rows of the new version: as they were, or as adopted, with the reason and the evidence of that."""
    after = applied(map(line_of, before), [Proposed(each.deed, line_of(each)) for each in adopted])
    was = {(each.name, each.sector): each for each in before}
    by = {(each.name, each.sector): each for each in adopted}
    known = {name: each for each in places_around(layout.place) for name in (each.short_name, each.name)}
    rows = []
    for line in after:
        old, proposal = was.get(line.key), by.get(line.key)
        rest = proposal if proposal is not None and proposal.edition_id is not None else old
        place = old.place if old else known.get(line.place)
        reason = proposal.case.reason[:800] if proposal else old.reason if old else ""
        rows.append(
            LayoutLine(
                name=line.place, place=place, sector=line.sector, role=line.role, carrier=line.carrier,
                direction=line.direction, reason=reason, edition_id=rest.edition_id if rest else None,
                item_id=rest.item_id if rest else None, quote=rest.quote if rest else "",
                clause=old.clause if old is not None and rest is old else "",
            )
        )  # fmt: skip
    return rows

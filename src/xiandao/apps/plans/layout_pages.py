"""What the pages of 产业空间布局表 show: the tables, one version, its review, two versions beside each other."""

from __future__ import annotations

import datetime as dt
from typing import Any, NamedTuple

from xiandao.alignment.layouts import DEEDS, ROLES, VERDICTS
from xiandao.apps.accounts.rights import Person
from xiandao.apps.cases import selectors as cases
from xiandao.apps.cases.clock import Due, days_left
from xiandao.apps.cases.models import Case
from xiandao.apps.cases.services import OPEN, RULE, is_own
from xiandao.apps.plans.layout_board import board_of
from xiandao.apps.plans.layout_models import Layout, LayoutProposal, LayoutReview, LayoutVersion
from xiandao.apps.plans.layout_selectors import (
    EXPORT,
    LAYOUT_ON,
    MAKE,
    changes_between,
    editions_of,
    layouts_seen,
    lines_of,
    places_to_make,
    review_open,
    secrecy_of,
    version_on,
)
from xiandao.apps.plans.layout_tiles import mapped, marks_of_lines, tiles_of
from xiandao.apps.plans.layouts import places_to_ask, units_to_ask
from xiandao.apps.plans.selectors import editions_seen


class Entry(NamedTuple):
    """A table in the list: the version in force, how many rows it has, the review that is under way."""

    layout: Layout
    version: LayoutVersion | None
    rows: int
    review: LayoutReview | None


class Proposal(NamedTuple):
    """One proposal as the page shows it; *may_see* whether the person may open its evidence."""

    row: LayoutProposal
    case: Case
    due: Due | None
    may_rule: bool
    may_withdraw: bool
    is_own: bool


def list_page(person: Person, today: dt.date) -> dict[str, Any]:
    """Every table that *person* sees, and the places of which one could be made."""
    entries = []
    for layout in layouts_seen(person).select_related("place"):
        version = version_on(layout, today) or layout.versions.first()
        entries.append(Entry(layout, version, version.lines.count() if version else 0, review_open(layout)))
    return {"entries": entries, "to_make": places_to_make(person) if person.may(MAKE) else [], "today": today}


def layout_head(person: Person, layout: Layout) -> dict[str, Any]:
    """What stands above every page of a table."""
    return {
        "layout": layout,
        "versions": list(layout.versions.order_by("-ordinal").select_related("by")),
        "review": review_open(layout),
        "may_make": layouts_seen(person, MAKE).filter(pk=layout.pk).exists(),
        "may_export": layouts_seen(person, EXPORT).filter(pk=layout.pk).exists(),
        "needs_purpose": secrecy_of(editions_of(layout)) != "none",
    }


def version_page(person: Person, layout: Layout, version: LayoutVersion | None, day: dt.date) -> dict[str, Any]:
    """One version: its rows, the places as tiles or on their map, the versions before and after."""
    lines = lines_of(version) if version else []
    tiles = tiles_of(marks_of_lines(lines), layout.place)
    seen = set(editions_seen(person).filter(pk__in={line.edition_id for line in lines}).values_list("pk", flat=True))
    rows = [(line, line.item_id if line.edition_id in seen else None) for line in lines]
    board = board_of(person, lines, day.year)
    return {
        **layout_head(person, layout),
        "board": board,
        "lacking": sum(each.is_lacking for each in board),
        "version": version,
        "rows": rows,
        "opened": {line.item_id for line in lines if line.edition_id in seen and line.item_id},
        "places": len({line.name for line in lines}),
        "sectors": len({line.sector for line in lines}),
        **mapped(tiles, layout.place),
    }


def diff_page(person: Person, layout: Layout, before: LayoutVersion, after: LayoutVersion) -> dict[str, Any]:
    """What became of every row from one version to the other."""
    told = changes_between(before, after)
    counts = {kind: sum(each.change.kind == kind for each in told) for kind in ("added", "dropped", "changed", "same")}
    return {**layout_head(person, layout), "before": before, "after": after, "told": told, "counts": counts.items()}


def review_page(person: Person, layout: Layout, review: LayoutReview, today: dt.date) -> dict[str, Any]:
    """A review: the round, what was proposed and what became of it, what is said of every row.

    The office sees all of it; who is asked sees the rows, and what they proposed themselves.
    """
    round_ = cases.round_of(LAYOUT_ON, review.pk)
    is_open = review.closed_at is None
    rules = layouts_seen(person, RULE).filter(pk=layout.pk).exists()
    makes = layouts_seen(person, MAKE).filter(pk=layout.pk).exists()
    found = review.proposals.select_related("case__place", "case__unit", "edition__plan", "item").order_by("pk")
    if not rules and is_open:
        own = Case.objects.filter(cases.put_forward_by(person)).values("pk")
        found = found.filter(case__in=own)
    verdicts = {each.line_id: each for each in review.verdicts.select_related("by")}
    invited = cases.invitation_of(person, round_, OPEN) if round_ and is_open and person.may(OPEN) else None
    lines = lines_of(review.version)
    return {
        **layout_head(person, layout),
        "shown": review,
        "round": round_,
        "left": days_left(today, round_.until) if round_ else None,
        "invited_all": list(round_.invitations.select_related("place", "unit")) if round_ and rules else [],
        "proposals": [_proposal(each, person, today, rules=rules, is_open=is_open) for each in found],
        "lines": [(line, verdicts.get(line.pk)) for line in lines],
        "unjudged": sum(line.pk not in verdicts for line in lines),
        "is_open": is_open,
        "may_judge": makes and is_open,
        "may_rule": rules,
        "may_propose": is_open and (rules or (invited is not None and round_ is not None and today <= round_.until)),
        "is_asked": invited is not None,
        "roles": ROLES,
        "deeds": DEEDS,
        "verdicts": VERDICTS,
        "today": today,
        "past": past_of(layout),
    }


def past_of(layout: Layout) -> list[LayoutReview]:
    """The reviews that were closed, each with the version that it made, the latest first."""
    return list(layout.reviews.exclude(closed_at=None).select_related("made").order_by("-year"))


def _proposal(row: LayoutProposal, person: Person, today: dt.date, *, rules: bool, is_open: bool) -> Proposal:
    case, own = row.case, is_own(row.case, person)
    waits = is_open and case.state in ("open", "answered", "ruled")
    return Proposal(
        row, case, cases.case_due(case, today),
        may_rule=rules and waits and not own,
        may_withdraw=is_open and case.state in ("open", "answered") and case.actor == person.actor,
        is_own=own and rules and waits,
    )  # fmt: skip


def opening_page(layout: Layout) -> dict[str, Any]:
    """Whom a review can ask."""
    return {"ask_places": places_to_ask(layout), "ask_units": units_to_ask(layout)}

"""What the pages of 指标认定明细 show: all targets of an edition, and one target with everything behind its figure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any, NamedTuple

from django.core.paginator import Paginator
from django.utils import timezone

from xiandao.apps.accounts.rights import Person
from xiandao.apps.counting import members
from xiandao.apps.counting.bindings import CONFIRM, bindings_of, measure_of, proposals_for, target_of
from xiandao.apps.counting.figures import Shown, figures_for
from xiandao.apps.counting.flagships import flagships_of
from xiandao.apps.counting.models import Binding
from xiandao.apps.counting.targets import STATES, listed, rivals_of, state_of, targets_of
from xiandao.apps.counting.verdict_lines import FEW, Standing, standings_of, summary_of
from xiandao.apps.counting.wordings import (
    Line,
    Teller,
    amount_told,
    codes_in,
    codes_of,
    is_restricted,
    kind_names,
    measure_lines,
    teller_for,
    why_told,
)
from xiandao.apps.plans.as_of import Dates, dates_of
from xiandao.apps.plans.models import Edition, Item
from xiandao.apps.plans.selectors import editions_seen, plan_head
from xiandao.apps.registers.kinds import registry
from xiandao.core.kinds import Kind
from xiandao.core.measures import Measure, Reason, measure_text
from xiandao.core.messages import Language
from xiandao.registers.counting_values import State

ROWS = 50
"""Targets on a page."""


class Counting(NamedTuple):
    """A target as a line of the list."""

    item: Item
    state: str
    standings: tuple[Standing, ...]
    summary: tuple[tuple[str, str, int], ...]
    members: int | None
    unsure: int
    kinds: str


class Proposed(NamedTuple):
    """A proposal as a card: *text* is the measure as canonical JSON; *confidence* in percent."""

    at: int
    text: str
    confidence: int
    lines: tuple[Line, ...]
    reasons: tuple[str, ...]


class Word(NamedTuple):
    """One word of the past on how a target is counted."""

    binding: Binding
    state: str
    lines: tuple[Line, ...]


def dates_asked(asked: Mapping[str, str], now: dt.datetime) -> Dates:
    """The day and the moment asked for; today and now where neither is.

    Raises:
        Refusal: ``day-unknown``, ``known-later``.
    """
    return dates_of(asked, now) or Dates(timezone.localdate(now), now)


def edition_page(
    person: Person, edition: Edition, asked: Mapping[str, str], now: dt.datetime, language: Language
) -> dict[str, Any]:
    """A page of the targets of an edition, each with its figure, and the named items that nobody has settled."""
    dates = dates_asked(asked, now)
    items = targets_of(edition, dates.known_at)
    bound = bindings_of(items, dates.known_at)
    page = Paginator(listed(items, bound, asked), ROWS).get_page(asked.get("page"))
    states = [state_of(bound.get(item.lineage)) for item in items]
    return {
        **plan_head(edition, person),
        "dates": dates,
        "asked": asked,
        "is_past": bool(asked.get("as_of") or asked.get("known_at")),
        "page": page,
        "rows": countings_of(person, list(page), dates, language),
        "total": len(items),
        "states": [(state, states.count(state)) for state in STATES],
        "flagships": flagships_of(person, edition, dates, language),
        "tab": "counting",
    }


def countings_of(person: Person, items: Sequence[Item], dates: Dates, language: Language) -> list[Counting]:
    """Each target with its figure in words."""
    shown = figures_for(items, dates)
    teller = teller_for(person, codes_shown(shown.values()), language)
    return [_counting(teller, shown[item.pk]) for item in items]


def _counting(teller: Teller, shown: Shown) -> Counting:
    standings = standings_of(teller, shown)
    tally = shown.tally if shown.measure and shown.measure.is_counted else None
    return Counting(
        item=shown.item,
        state=state_of(shown.binding),
        standings=standings if len(standings) <= FEW else (),
        summary=summary_of(standings) if len(standings) > 1 else (),
        members=len(tally.members) if tally else None,
        unsure=len(tally.of(State.UNKNOWN)) if tally else 0,
        kinds=kind_names(shown.measure, teller.language) if shown.measure and shown.measure.is_counted else "",
    )


def codes_shown(shown: Iterable[Shown]) -> Iterator[str]:
    """The codes that figures and verdicts name."""
    for each in shown:
        yield from _codes_of_one(each)


def _codes_of_one(shown: Shown) -> Iterator[str]:
    yield from codes_in([shown.measure] if shown.measure else ())
    for verdict in shown.verdicts:
        yield verdict.group
    if shown.tally is not None:
        yield from (part.group for part in shown.tally.parts)


# -------------------------------------------------------------------------------------------------------- one target


def item_page(
    person: Person, item: Item, asked: Mapping[str, str], now: dt.datetime, language: Language
) -> dict[str, Any]:
    """One target: its words, how it might be counted, how it is, the figure and everything behind it.

    Raises:
        Refusal: ``absent`` for an item that is no target; as :func:`dates_asked`.
    """
    target = target_of(item)
    dates = dates_asked(asked, now)
    shown, others = _figures(person, item, dates)
    parts = members.parts_of(person, shown, _pages(asked))
    history = list(Binding.objects.filter(lineage=item.lineage).select_related("by").order_by("-pk"))
    may_confirm = editions_seen(person, CONFIRM).filter(pk=item.edition_id).exists()
    proposed = proposals_for(item) if may_confirm else ()
    codes = [
        *_codes_of_one(shown),
        *codes_of(entry for part in parts for entry in part.entries),
        *codes_in((each.measure for each in proposed), (why for each in proposed for why in each.reasons)),
        *codes_in(measure for each in history if (measure := measure_of(each)) is not None),
    ]
    teller = teller_for(person, codes, language)
    kind = _kind(shown.measure)
    return {
        "item": item, "edition": item.edition, "plan": item.edition.plan, "target": target,
        "dates": dates, "asked": asked, "is_past": bool(asked.get("as_of") or asked.get("known_at")),
        "shown": shown, "state": state_of(shown.binding),
        "standings": standings_of(teller, shown, kind),
        "measure": measure_lines(teller, shown.measure) if shown.measure else (),
        "proposals": [_proposed(teller, at, each.measure, each.confidence, each.reasons) for at, each in enumerate(proposed)],
        "history": [_word(teller, each) for each in history], "version": len(history),
        "may_confirm": may_confirm,
        **_behind(teller, shown, parts, others),
        "is_named": members.is_named(person, shown), "is_restricted": bool(shown.measure and is_restricted(shown.measure)),
    }  # fmt: skip


def _figures(person: Person, item: Item, dates: Dates) -> tuple[Shown, list[Shown]]:
    """The target's figure, and those of other targets that count things of the same kinds, in one reading."""
    binding = bindings_of([item], dates.known_at).get(item.lineage)
    measure = measure_of(binding) if binding else None
    others = rivals_of(person, item, measure.kinds) if measure and measure.is_counted else []
    found = figures_for([item, *others], dates)
    return found[item.pk], [found[each.pk] for each in others]


def _behind(teller: Teller, shown: Shown, parts: Sequence[members.Part], others: Sequence[Shown]) -> dict[str, Any]:
    """What the figure is made of."""
    if shown.tally is None:
        return {"parts": (), "groups": (), "figure": "", "shared": 0}
    entities = members.entities_of(parts)
    elsewhere = members.elsewhere_of(shown, others)
    unit = shown.tally.unit
    return {
        "parts": [(part, members.told(teller, part, unit, entities, elsewhere)) for part in parts],
        "groups": members.groups_of(teller, shown.tally),
        "figure": amount_told(shown.tally.figure, unit),
        "shared": len(elsewhere),
    }


def _proposed(teller: Teller, at: int, measure: Measure, confidence: Decimal, reasons: Sequence[Reason]) -> Proposed:
    kind = _kind(measure)
    said = tuple(why_told(teller, why, kind) for why in reasons)
    return Proposed(at, measure_text(measure), int(confidence * 100), measure_lines(teller, measure), said)


def _word(teller: Teller, binding: Binding) -> Word:
    measure = measure_of(binding)
    return Word(binding, state_of(binding), measure_lines(teller, measure) if measure else ())


def _kind(measure: Measure | None) -> Kind | None:
    return registry().kind(measure.kinds[0]) if measure and measure.kinds else None


def _pages(asked: Mapping[str, str]) -> dict[str, int]:
    """Which page of each part is asked for: ``members=2``."""
    said = {code: asked.get(code, "") for code in members.PARTS}
    return {code: int(text) for code, text in said.items() if text.isdecimal() and len(text) < 7}


def version_of(item: Item) -> int:
    """How many words there are on how the target is counted: what a person who looks now has seen."""
    return Binding.objects.filter(lineage=item.lineage).count()

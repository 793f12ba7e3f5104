"""Targets with their figures as JSON: what the API answers and the command line prints."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from xiandao.apps.accounts.rights import Person
from xiandao.apps.counting import members
from xiandao.apps.counting.bindings import target_of
from xiandao.apps.counting.figures import Shown, figures_for
from xiandao.apps.counting.pages import codes_shown
from xiandao.apps.counting.targets import state_of
from xiandao.apps.counting.wordings import Teller, codes_of, is_restricted, teller_for, why_told
from xiandao.apps.plans.as_of import Dates
from xiandao.apps.plans.models import Item
from xiandao.apps.registers.kinds import registry
from xiandao.core.canonical import value_of
from xiandao.core.measures import measure_text
from xiandao.core.messages import Language
from xiandao.registers.counting_verdicts import Outcome, Verdict


def targets_flat(person: Person, items: Sequence[Item], dates: Dates, language: Language) -> list[dict[str, Any]]:
    """Every target with its figure; ``figure`` is null where it is not measurable, never nought."""
    shown = figures_for(items, dates)
    teller = teller_for(person, codes_shown(shown.values()), language, leaves=True)
    return [target_flat(teller, shown[item.pk]) for item in items]


def target_flat(teller: Teller, shown: Shown) -> dict[str, Any]:
    """One target with its figure."""
    target, tally = target_of(shown.item), shown.tally
    is_counted = tally is not None and tally.measure.is_counted
    kind = registry().kind(shown.measure.kinds[0]) if shown.measure and shown.measure.kinds else None
    verdicts = [_verdict(teller, each, kind) for each in shown.verdicts]
    first = shown.verdicts[0] if len(shown.verdicts) == 1 else None
    measured = [each for each in shown.verdicts if each.outcome is not Outcome.UNMEASURED]
    return {
        "id": shown.item.pk,
        "key": shown.item.key,
        "lineage": str(shown.item.lineage),
        "state": shown.item.state,
        "quote": target.words.quote,
        "subject": target.subject,
        "comparator": shown.verdicts[0].goal.comparator,
        "value": target.value,
        "value_max": target.value_max,
        "unit": target.unit or "",
        "deadline": target.deadline_year,
        "binding": state_of(shown.binding),
        "measure": value_of(measure_text(shown.measure).encode()) if shown.measure else None,
        "measurable": bool(measured),
        "figure": _plain(first.figure) if first else None,
        "counted": _plain(tally.figure) if tally is not None else None,
        "counted_unit": tally.unit if tally is not None else "",
        "verdict": str(first.outcome) if first else _whole(shown.verdicts),
        "words": [why for each in verdicts for why in each["words"]],
        "verdicts": verdicts,
        "members": len(tally.members) if is_counted and tally is not None else None,
    }


def _whole(verdicts: Iterable[Verdict]) -> str:
    """Of a figure in parts: the one outcome that all have, ``mixed`` else."""
    found = {str(each.outcome) for each in verdicts}
    return found.pop() if len(found) == 1 else "mixed"


def _verdict(teller: Teller, of: Verdict, kind: Any) -> dict[str, Any]:
    return {
        "code": str(of.outcome),
        "group": of.group,
        "group_name": teller.names.get(of.group, of.group),
        "year": of.year,
        "figure": _plain(of.figure),
        "low": _plain(of.low),
        "high": _plain(of.high),
        "gap": _plain(of.gap) if of.outcome is not Outcome.UNMEASURED else None,
        "may_rise": of.may_rise,
        "words": [why_told(teller, why, kind) for why in of.reasons],
    }


def _plain(value: Decimal | None) -> float | int | None:
    """A number of JSON: whole where it is whole."""
    if value is None:
        return None
    return int(value) if value == value.to_integral_value() else float(value)


def item_flat(person: Person, item: Item, dates: Dates, pages: Mapping[str, int], language: Language) -> dict[str, Any]:
    """One target with its figure and the entries behind it, by name where the person may see them."""
    shown = figures_for([item], dates)[item.pk]
    parts = members.parts_of(person, shown, pages)
    codes = [*codes_shown([shown]), *codes_of(entry for part in parts for entry in part.entries)]
    teller = teller_for(person, codes, language, leaves=True)
    entities = members.entities_of(parts)
    unit = shown.tally.unit if shown.tally is not None else ""
    return {
        **target_flat(teller, shown),
        "as_of": dates.as_of,
        "known_at": dates.known_at,
        "is_restricted": bool(shown.measure and is_restricted(shown.measure)),
        "parts": [
            {
                "code": part.code, "total": part.total, "unseen": part.unseen, "page": part.page, "pages": part.pages,
                "entries": [_entry(each) for each in members.told(teller, part, unit, entities, {})],
            }
            for part in parts
        ],
    }  # fmt: skip


def _entry(of: members.Counted) -> dict[str, Any]:
    names = ("key", "name", "kind", "state", "since", "until", "amount")
    return {name: getattr(of, name) for name in names} | {"reasons": list(of.reasons)}

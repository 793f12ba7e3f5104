"""Which measure a person means: a proposal that they take, what their form says, or what stands now."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from xiandao.apps.counting.bindings import binding_of, measure_of, proposals_for, target_of
from xiandao.apps.counting.forms import measure_said
from xiandao.apps.plans.models import Item
from xiandao.apps.registers.kinds import registry
from xiandao.core.errors import Refusal
from xiandao.core.measures import Measure, measure_from
from xiandao.registers.binding_events import expires_of, lost_of

NOT_COUNTED = "none"


def said_measure(item: Item, said: Mapping[str, str]) -> Measure | None:
    """What was sent; ``None`` where registers cannot count it."""
    if said.get("act") == NOT_COUNTED:
        return None
    return measure_said(said, target_of(item).words.quote)


def first_measure(item: Item, asked: Mapping[str, str]) -> Measure:
    """What the form begins with: the kind asked for, a proposal, what stands, or the likeliest proposal."""
    found = _found(item, asked)
    kind = registry().kind(asked.get("kind", ""))
    if kind is not None and (found is None or kind.code not in found.kinds):
        place = item.edition.plan.place
        code = place.code if place is not None else ""
        return Measure(kinds=(kind.code,), lost=lost_of(kind), expires=expires_of(kind), place=code)
    return found or Measure(kinds=(registry().kinds[0].code,))


def _found(item: Item, asked: Mapping[str, str]) -> Measure | None:
    """What was typed, as far as it can be, else what stands or is proposed."""
    if asked.get("act") == "form":
        try:
            return measure_said(asked, "")
        except Refusal:
            return _sent(asked)
    binding = binding_of(item)
    standing = measure_of(binding) if binding is not None else None
    proposed = [each.measure for each in proposals_for(item)]
    at = asked.get("from", "")
    if at.isdecimal() and len(at) < 3 and int(at) < len(proposed):
        return proposed[int(at)]
    found = next((each for each in (standing, *proposed) if each is not None and each.is_counted), None)
    return replace(found, version=1) if found is not None else None


def _sent(asked: Mapping[str, str]) -> Measure | None:
    """The measure that the form began with."""
    try:
        return measure_from(asked.get("measure", ""))
    except (ValueError, KeyError, TypeError):
        return None

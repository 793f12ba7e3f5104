"""A bundle of a plan (六个一): each slot with what fills it, by industry or place, and what is missing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from xiandao.apps.accounts.rights import Person
from xiandao.apps.bodies.fields import field_code, field_name
from xiandao.apps.counting.figures import Histories
from xiandao.apps.counting.members import PAGE
from xiandao.apps.counting.wordings import is_restricted
from xiandao.apps.plans.as_of import Dates
from xiandao.apps.plans.mappers import item_of_row
from xiandao.apps.plans.models import Item
from xiandao.apps.registers.fields import is_under
from xiandao.apps.registers.kinds import registry
from xiandao.apps.registers.selectors import READ, entities_seen
from xiandao.core.errors import Refusal
from xiandao.core.kinds import PLACE
from xiandao.core.messages import Language
from xiandao.core.plan import Bundle
from xiandao.registers.counting_values import ALL, Moment
from xiandao.registers.counting_words import worded
from xiandao.registers.slots import Cell, Slot, cells, slots_of

FEW = 3
"""Names in a cell; the rest are a number."""


class Filled(NamedTuple):
    """A cell as it is told.

    Attributes:
        state: ``filled``, ``missing``, ``unsure`` where more would have to be known, ``unknown`` where no register
            keeps such things: never taken for missing.
        names: Of those that fill it and may be opened, with their keys. more: how many besides. gone: that did once.
    """

    state: str
    names: tuple[tuple[str, str], ...]
    more: int
    gone: int
    unsure: int


class Row(NamedTuple):
    """A slot with its cells in the order of the groups; *why* by which words it is looked for."""

    name: str
    why: tuple[str, ...]
    cells: tuple[Filled, ...]


class Board(NamedTuple):
    """The whole: names of the groups (one empty name where it is asked for once), rows, and how many cells are missing."""

    groups: tuple[str, ...]
    rows: tuple[Row, ...]
    missing: int
    known: int


def bundle_of(item: Item) -> Bundle:
    """The bundle that an item is.

    Raises:
        Refusal: ``absent`` for an item of another kind.
    """
    value = item_of_row(item)
    if not isinstance(value, Bundle):
        raise Refusal("absent")
    return value


def board_of(person: Person, item: Item, dates: Dates, language: Language) -> Board:
    """What fills the bundle on a day, as known at a moment."""
    bundle, place = bundle_of(item), item.edition.plan.place
    groups = groups_of(item, bundle)
    found = slots_of(bundle, registry(), groups=tuple(groups), place=place.code if place is not None else "")
    kinds = sorted({kind for slot in found if slot.measure for kind in slot.measure.kinds})
    histories = list(Histories(dates.known_at, kinds).of(kinds)) if kinds else []
    filled = cells(found, histories, Moment(*dates), under=is_under)
    names = _names(person, kinds, filled)
    told = tuple(_row(slot, filled, names, tuple(groups) or (ALL,), language) for slot in found)
    every = [each for row in told for each in row.cells if each.state != "unknown"]
    missing = sum(each.state == "missing" for each in every)
    return Board(tuple(groups.values()) or ("",), told, missing, len(every))


def groups_of(item: Item, bundle: Bundle) -> Mapping[str, str]:
    """Code → name of the industries or places for each of which the bundle is asked for; none where it is asked once."""
    if not bundle.applies_per:
        return {}
    per = next((slot.measure.per for slot in slots_of(bundle, registry(), groups=("-",)) if slot.measure), None)
    if per is not None and per.property == PLACE:
        place = item.edition.plan.place
        below = place.children.filter(until=None).order_by("code") if place is not None else ()
        return {each.code: each.name for each in below}
    sectors = item.edition.items.filter(kind="sector").exclude(state="rejected").order_by("start", "pk")
    named = ((field_code(str(each.fields.get("name", ""))), str(each.fields.get("name", ""))) for each in sectors)
    return {code: name or field_name(code) for code, name in named if code}


def _names(person: Person, kinds: Sequence[str], filled: Sequence[Cell]) -> dict[str, str]:
    """The entities that the person may open among those that fill a cell."""
    if not person.may(READ):
        return {}
    keys = {each.entity for cell in filled for each in cell.filled_by[:PAGE]}
    rows = entities_seen(person).filter(kind__in=kinds, key__in=keys).values_list("key", "name")
    return dict(rows) if keys else {}


def _row(
    slot: Slot, filled: Sequence[Cell], names: Mapping[str, str], groups: Sequence[str], language: Language
) -> Row:
    own = {each.group: each for each in filled if each.slot == slot.name}
    is_closed = slot.measure is not None and is_restricted(slot.measure)
    kind = registry().kind(slot.measure.kinds[0]) if slot.measure else None
    why = tuple(worded(each, kind, language=language) for each in slot.reasons)
    known = {} if is_closed else names
    return Row(slot.name, why, tuple(_told(own.get(group, own.get(ALL)), known) for group in groups))


def _told(cell: Cell | None, names: Mapping[str, str]) -> Filled:
    if cell is None or not cell.is_known:
        return Filled("unknown", (), 0, 0, 0)
    opened = [(each.entity, names[each.entity]) for each in cell.filled_by if each.entity in names]
    state = "filled" if cell.filled_by else "unsure" if cell.unsure else "missing"
    shown = tuple(opened[:FEW])
    return Filled(state, shown, len(cell.filled_by) - len(shown), len(cell.gone), len(cell.unsure))


def bundle_page(
    person: Person, item: Item, dates: Dates, asked: Mapping[str, str], language: Language
) -> dict[str, Any]:
    """The page of a bundle."""
    return {
        "item": item,
        "edition": item.edition,
        "plan": item.edition.plan,
        "bundle": bundle_of(item),
        "board": board_of(person, item, dates, language),
        "dates": dates,
        "asked": asked,
    }

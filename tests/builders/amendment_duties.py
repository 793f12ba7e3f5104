"""Tasks of an invented plan: what they order, who is responsible, and the same in other words."""

from __future__ import annotations

from dataclasses import dataclass, replace
from random import Random

from tests.builders.amendment_words import DUTY_VERBS, MANNERS, OFFICES, PARTY_OFFICES, SAME_WORDS

_SAME = dict(pair.split(":") for pair in SAME_WORDS)
_SHORT = {full: short for full, _, short in (each.partition("|") for each in OFFICES) if short}
UNITS = (*(f"市{each.split('|')[0]}" for each in OFFICES), *PARTY_OFFICES)
# Notes that say the same stand in one group; the lead is the first unit.
NOTES_WITHOUT_LEAD = ("（责任单位：{all}）", "（{all}按职责分工负责）", "（{all}负责）", "〔责任单位：{all}〕")
NOTES_WITH_LEAD = (
    "（{lead}牵头，{rest}配合）",
    "（牵头单位：{lead}；配合单位：{rest}）",
    "（牵头单位：{lead}；责任单位：{rest}）",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What a task orders without a figure."""

    verb: str
    thing: str
    aim: str
    is_turned: bool = False
    is_same: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Duty:
    """One task under a heading.

    Attributes:
        objects: What it is about, each with its names; two where it may be split.
        verb: Place in :data:`DUTY_VERBS`; *is_other_verb* takes the second of the two that say the same.
        has_lead: Whether the first of *units* leads.
        note: Which of the notes that say the same; *is_short* where offices are abbreviated.
    """

    of: str
    objects: tuple[tuple[str, ...], ...]
    verb: int
    orders: tuple[Order, ...]
    units: tuple[str, ...]
    has_lead: bool
    note: int = 0
    name: int = 0
    manner: str = ""
    is_other_verb: bool = False
    is_short: bool = False


def duty_title(duty: Duty) -> str:
    """The heading without its number."""
    verb = DUTY_VERBS[duty.verb].split("|")[1 if duty.is_other_verb else 0]
    names = "和".join(names[duty.name % len(names)] for names in duty.objects)
    return f"{duty.manner}{verb}{duty.of}{names}"


def duty_orders(duty: Duty) -> str:
    """The sentences without figures."""
    return "".join(f"{_order_words(order)}。" for order in duty.orders)


def duty_note(duty: Duty) -> str:
    """Who is responsible."""
    units = [_short(unit) if duty.is_short else unit for unit in duty.units]
    if not duty.has_lead:
        return NOTES_WITHOUT_LEAD[duty.note % 4].format(all="、".join(units))
    return NOTES_WITH_LEAD[duty.note % 3].format(lead=units[0], rest="、".join(units[1:]))


def _order_words(order: Order) -> str:
    verb, aim = order.verb, order.aim
    if order.is_same:
        verb = _SAME.get(verb, verb)
        aim = _SAME.get(aim[:2], aim[:2]) + aim[2:]
    return f"着力{aim}，{verb}{order.thing}" if order.is_turned else f"{verb}{order.thing}，{aim}"


def _short(unit: str) -> str:
    return f"市{_SHORT.get(unit[1:], unit[1:])}"


def reworded_duty(duty: Duty, rng: Random) -> Duty:
    """The same duty in other words: the heading at any rate, mostly its sentences and now and then its note."""
    orders = tuple(replace(order, is_turned=rng.random() < 0.5, is_same=True) for order in duty.orders)
    return replace(
        duty,
        is_other_verb=not duty.is_other_verb,
        name=duty.name + 1,
        manner="" if duty.manner else rng.choice(MANNERS),
        orders=orders if rng.random() < 0.8 else duty.orders,
        # With a lead only the last form calls the others responsible, not supporting.
        note=rng.randint(0, 1) if duty.has_lead and duty.note % 3 != 2 else duty.note,
        is_short=rng.random() < 0.3,
    )


def reassigned_duty(duty: Duty, rng: Random) -> tuple[Duty, str]:
    """The duty with other units or another lead, and which of them."""
    ways = ["unit added", "unit replaced"]
    if len(duty.units) > 2:
        ways.append("unit removed")
    if duty.has_lead:
        ways += ["lead changed", "lead changed"]
    way = rng.choice(ways)
    first, rest = duty.units[0], list(duty.units[1:])
    new = rng.choice([unit for unit in UNITS if unit not in duty.units])
    if way == "lead changed":
        place = rng.randrange(len(rest))
        first, rest[place] = rest[place], first
    elif way == "unit added":
        rest.insert(rng.randint(0, len(rest)), new)
    elif way == "unit replaced":
        rest[rng.randrange(len(rest))] = new
    else:
        rest.pop(rng.randrange(len(rest)))
    return replace(duty, units=(first, *rest)), way

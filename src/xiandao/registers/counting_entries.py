"""What one entity is to a figure: whether it counts, from which day, how much, and why or why not."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from decimal import Decimal, InvalidOperation
from typing import NamedTuple

from xiandao.core.conditions import Answer, Condition, Under, all_of, answers
from xiandao.core.kinds import LABEL, NAME, PLACE, STAGE
from xiandao.core.measures import Event, Highest, Measure, Reason, reason
from xiandao.core.statements import Row
from xiandao.registers.counting_times import ONE_DAY, Stretch, event_day, stretches
from xiandao.registers.counting_values import ALL, Entry, History, Moment, State

Amount = tuple[Decimal, tuple[tuple[int, Decimal], ...]]
"""What an entity adds, and what of it in which year where that is said."""
ONE = Decimal(1)
_NOTHING: Amount = (Decimal(0), ())
BETWEEN = "、"
"""Between several codes in a reason's value."""


class Asked(NamedTuple):
    """What is asked of every entity.

    Attributes:
        under: The trees of places and fields. nodes: the groups expected; ``None`` for whatever is found.
    """

    measure: Measure
    moment: Moment
    under: Under
    nodes: tuple[str, ...] | None = None


class _Told(NamedTuple):
    """A stretch and what it says to the conditions; *faults* why it does not hold, empty where it does."""

    stretch: Stretch
    answer: Answer
    faults: tuple[Reason, ...]


def entry_of(asked: Asked, history: History) -> Entry | None:
    """What *history* is to the figure; ``None`` for what never was, or never lay in the place."""
    life = stretches(history, asked.moment, asked.measure.expires)
    if not any(each.row.exists for each in life) or _lies_elsewhere(asked, life):
        return None
    told = [_told(asked, each, asked.measure.where) for each in life]
    if asked.measure.sense == "stock":
        found = _of_stock(told)
    elif asked.measure.event is not None:
        found = _of_event(asked, asked.measure.event, life)
    else:
        found = _Found(
            State.UNKNOWN if told[-1].answer is Answer.UNKNOWN else _STATES[told[-1].answer], told[-1].faults
        )
    return _entry(asked, history, life[-1].row, found)


class _Found(NamedTuple):
    state: State
    faults: tuple[Reason, ...] = ()
    since: dt.date | None = None
    until: dt.date | None = None
    notes: tuple[Reason, ...] = ()


_STATES = {Answer.YES: State.COUNTS, Answer.NO: State.NOT, Answer.UNKNOWN: State.UNKNOWN}


# ---------------------------------------------------------------------------------------------------- conditions


def only_highest(values: Mapping[str, Sequence[str]], highest: Highest | None) -> Mapping[str, Sequence[str]]:
    """*values*, of the ranked property only those of the highest tier that is held."""
    held = values.get(highest.property) if highest else None
    if not highest or not held:
        return values
    top = next((tier for tier in highest.order if any(each in tier for each in held)), None)
    return values if top is None else {**values, highest.property: tuple(each for each in held if each in top)}


def _told(asked: Asked, stretch: Stretch, where: Sequence[Condition]) -> _Told:
    measure, row = asked.measure, stretch.row
    if not row.exists:
        return _Told(stretch, Answer.NO, (reason("counts-deleted"),))
    wanted = (*where, *_in_place(measure))
    found = answers(wanted, only_highest(row.values, measure.highest), under=asked.under)
    faults = [
        _fault(condition, each, row) for condition, each in zip(wanted, found, strict=True) if each is not Answer.YES
    ]
    answer = all_of(found)
    stage = next((each for each in row.values.get(STAGE, ()) if each in measure.lost), None)
    if stage is not None:
        faults.append(reason("counts-lost", property=STAGE, found=stage))
    elif not stretch.is_valid:
        faults.append(reason("counts-expired", property=measure.expires, found=row.values[measure.expires][0]))
    return _Told(stretch, Answer.NO if stage is not None or not stretch.is_valid else answer, tuple(faults))


def _in_place(measure: Measure) -> tuple[Condition, ...]:
    return (Condition(property=PLACE, operator="under", values=(measure.place,)),) if measure.place else ()


def _lies_elsewhere(asked: Asked, life: Sequence[Stretch]) -> bool:
    where = _in_place(asked.measure)
    return bool(where) and all(
        answers(where, each.row.values, under=asked.under) == (Answer.NO,) for each in life if each.row.exists
    )


def _said(condition: Condition, row: Row) -> dict[str, str]:
    return {
        "property": condition.property,
        "operator": condition.operator,
        "wanted": BETWEEN.join(condition.values),
        "found": BETWEEN.join(row.values.get(condition.property, ())),
        "clause": condition.clause,
    }


def _fault(condition: Condition, answer: Answer, row: Row) -> Reason:
    said = _said(condition, row)
    return reason("counts-unknown", **said) if answer is Answer.UNKNOWN else reason("counts-fails", **said)


def _holding(asked: Asked, row: Row) -> tuple[Reason, ...]:
    wanted = (*asked.measure.where, *_in_place(asked.measure))
    return tuple(reason("counts-holds", **_said(each, row)) for each in wanted)


# --------------------------------------------------------------------------------------------------------- senses


def _of_stock(told: Sequence[_Told]) -> _Found:
    now = told[-1]
    held = [place for place, each in enumerate(told) if each.answer is Answer.YES]
    if now.answer is Answer.YES:
        start = max((place + 1 for place, each in enumerate(told) if each.answer is not Answer.YES), default=0)
        return _Found(State.COUNTS, since=_said_day(told[start].stretch.first))
    if held:
        return _Found(State.WITHDRAWN, now.faults, until=told[held[-1]].stretch.last + ONE_DAY)
    return _Found(_STATES[now.answer], now.faults)


def _of_event(asked: Asked, event: Event, life: Sequence[Stretch]) -> _Found:
    """What came about: dated by its event, held by what was so on any day since; where it was, on the day itself."""
    measure = asked.measure
    told = [_told(asked, each, measure.where) for each in life]
    day = event_day(event, list(life))
    if day is None:
        last = next((each for each in reversed(told) if each.stretch.row.exists), told[-1])
        found = BETWEEN.join(last.stretch.row.values.get(event.property, ()))
        missing = reason(
            "counts-event-missing", property=event.property, wanted=BETWEEN.join(event.values), found=found
        )
        return _Found(State.NOT, (missing, *last.faults))
    since = [each for each in told if each.stretch.last >= day]
    elsewhere = _elsewhere_at(asked, since)
    held = [each for each in since if each.answer is Answer.YES]
    if elsewhere or not held:
        faults = elsewhere or since[-1].faults
        return _Found(State.NOT if elsewhere else _STATES[since[-1].answer], faults, since=_said_day(day))
    if day == dt.date.min and (measure.since or measure.yearly or measure.sense == "flow"):
        return _Found(State.UNKNOWN, (reason("counts-undated", property=event.property),))
    if measure.since and day < measure.since:
        return _Found(State.NOT, (reason("counts-before", day=day, since=measure.since),), since=day)
    return _left(asked, since, _said_day(day))


def _elsewhere_at(asked: Asked, since: Sequence[_Told]) -> tuple[Reason, ...]:
    """Why it does not count where it was when it came about, or where it was first known to be."""
    where = _in_place(asked.measure)
    for each in since if where else ():
        (found,) = answers(where, each.stretch.row.values, under=asked.under)
        if found is not Answer.UNKNOWN:
            return () if found is Answer.YES else (_fault(where[0], found, each.stretch.row),)
    return ()


def _left(asked: Asked, since: Sequence[_Told], day: dt.date | None) -> _Found:
    """Whether what counted once counts still."""
    measure, now = asked.measure, since[-1]
    held = [each for each in since if each.answer is Answer.YES and _holds_label(measure, each.stretch.row)]
    is_held = bool(held) and held[-1] is now
    if is_held or (measure.withdrawn == "stays" and now.stretch.row.exists):
        left = () if is_held else (reason("counts-stays", day=_after(held, since)),)
        return _Found(State.COUNTS, since=day, notes=left)
    faults = now.faults or (_label_lost(measure, now.stretch.row),)
    return _Found(State.WITHDRAWN, faults, since=day, until=_after(held, since))


def _after(held: Sequence[_Told], since: Sequence[_Told]) -> dt.date:
    return (held[-1] if held else since[0]).stretch.last + ONE_DAY


def _holds_label(measure: Measure, row: Row) -> bool:
    event = measure.event
    return event is None or event.property != LABEL or any(each in event.values for each in row.values.get(LABEL, ()))


def _label_lost(measure: Measure, row: Row) -> Reason:
    wanted = BETWEEN.join(measure.event.values) if measure.event else ""
    return reason("counts-label-lost", property=LABEL, wanted=wanted, found=BETWEEN.join(row.values.get(LABEL, ())))


def _said_day(day: dt.date) -> dt.date | None:
    return None if day == dt.date.min else day


# -------------------------------------------------------------------------------------------------------- entries


def _entry(asked: Asked, history: History, row: Row, found: _Found) -> Entry:
    reasons = found.faults or (*_holding(asked, row), *found.notes)
    state, (amount, by_year) = found.state, _NOTHING
    if state is State.COUNTS:
        counted = amount_of(asked, history, row)
        if isinstance(counted, Reason):
            state, reasons = State.UNKNOWN, (counted,)
        else:
            (amount, by_year) = counted
    groups = _groups(asked, row)
    if not groups:
        reasons = (
            *reasons,
            reason("counts-group-unknown", property=asked.measure.per.property if asked.measure.per else ""),
        )
    return Entry(
        entity=history.key,
        kind=history.kind.code,
        name=next(iter(row.values.get(NAME, ())), ""),
        state=state,
        amount=amount,
        since=found.since,
        until=found.until,
        groups=groups,
        by_year=by_year,
        reasons=reasons,
        misses=0 if state is State.COUNTS else max(1, len(found.faults)),
    )


def _groups(asked: Asked, row: Row) -> tuple[str, ...]:
    per = asked.measure.per
    if per is None:
        return (ALL,)
    found = row.values.get(per.property, ())
    if asked.nodes is None:
        return tuple(found)
    return tuple(node for node in asked.nodes if any(asked.under(per.property, each, node) for each in found))


def amount_of(asked: Asked, history: History, row: Row) -> Amount | Reason:
    """What the entity adds, and in which years where that is said of periods; or why that is not known."""
    measure = asked.measure
    if measure.how != "sum":
        return ONE, ()
    prop = history.kind.property(measure.of)
    if prop is not None and prop.holds == "during" and measure.sense != "stock":
        return _of_periods(asked, history)
    try:
        return sum((Decimal(each) for each in row.values[measure.of]), Decimal(0)), ()
    except (KeyError, InvalidOperation):
        return reason("counts-amount-unknown", property=measure.of)


def _of_periods(asked: Asked, history: History) -> Amount | Reason:
    """The sum of what is said of periods within the time asked about; none of its days is counted twice."""
    measure, moment = asked.measure, asked.moment
    taken: list[tuple[dt.date, dt.date]] = []
    by_year: dict[int, Decimal] = {}
    said = [
        (each.since, each.until, Decimal(each.value))
        for each in history.periods(measure.of, moment.known_at)
        if each.since and each.until and each.until <= moment.day and each.since >= (measure.since or each.since)
    ]
    # A year before its quarters.
    for first, last, value in sorted(said, key=lambda each: (each[0] - each[1], each[0])):
        if first.year == last.year and not any(first <= end and start <= last for start, end in taken):
            taken.append((first, last))
            by_year[last.year] = by_year.get(last.year, Decimal(0)) + value
    if not by_year:
        return reason("counts-amount-unknown", property=measure.of)
    return sum(by_year.values(), Decimal(0)), tuple(sorted(by_year.items()))

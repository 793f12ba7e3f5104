"""What dates a thing that comes about, and in which stages it stands: told by the deed of the plan and the names of stages."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from xiandao.core.conditions import Condition
from xiandao.core.kinds import LABEL, STAGE, Kind, Stage
from xiandao.core.measures import Event, Reason, reason
from xiandao.registers.binding_subjects import Thing
from xiandao.registers.binding_words import Entry, entries, words

BETWEEN = "、"


class Dated(NamedTuple):
    """An event, and why it is taken."""

    event: Event
    why: Reason


def lost_of(kind: Kind) -> tuple[str, ...]:
    """The stages of *kind* in which a thing is withdrawn."""
    known = words("binding_stages", "lost")
    denials = tuple(each for each in known if each[0] in "不未")
    return tuple(each.code for each in kind.stages if each.name.startswith(denials) or each.name.endswith(known))


def expires_of(kind: Kind) -> str:
    """The property of *kind* with the last day on which a thing is valid; empty where it has none."""
    for entry in (each for each in entries("binding_stages") if each.kind == "expires"):
        for word in entry.words:
            found = next((each.code for each in kind.properties if each.type == "day" and word in each.name), None)
            if found is not None:
                return found
    return ""


def dated(kinds: Sequence[Kind], thing: Thing, quote: str) -> Dated:
    """What dates *thing*: its coming, the grant of its label, a day that the deed names, a stage, or its first entry."""
    coming = next(_days(kinds, quote, "arrival"), None)
    if coming is not None:
        return _by_day(*coming)
    label = next((each for each in thing.where if each.property == LABEL), None)
    if label is not None:
        return Dated(
            Event(LABEL, label.values), reason("binding-event-label", property=LABEL, wanted=BETWEEN.join(label.values))
        )
    day = next(_days(kinds, quote, "deed"), None)
    if day is not None:
        return _by_day(*day)
    stages = _stages(kinds, quote)
    if stages:
        return Dated(Event(STAGE, stages), reason("binding-event-stage", property=STAGE, wanted=BETWEEN.join(stages)))
    return Dated(Event(), reason("binding-event-first"))


def _by_day(code: str, word: str) -> Dated:
    return Dated(Event(code), reason("binding-event-day", property=code, word=word))


def standing_stages(
    kinds: Sequence[Kind], thing: Thing, quote: str
) -> tuple[tuple[Condition, ...], tuple[Reason, ...]]:
    """The stages in which a thing stands that has no label or stage asked of it already."""
    if any(each.property in (LABEL, STAGE) for each in thing.where) or not all(kind.stages for kind in kinds):
        return (), (reason("binding-stock"),)
    stages = _stages(kinds, quote)
    if not stages:
        return (), (reason("binding-stock"),)
    return (Condition(property=STAGE, values=stages),), (
        reason("binding-standing", property=STAGE, wanted=BETWEEN.join(stages)),
    )


def _groups(quote: str, *kinds: str) -> Iterator[tuple[Entry, str]]:
    """The deeds that *quote* names, each with its word."""
    for group in entries("binding_stages"):
        word = next((each for each in group.words if group.kind in kinds and each in quote), None)
        if word is not None:
            yield group, word


def _days(kinds: Sequence[Kind], quote: str, deed: str) -> Iterator[tuple[str, str]]:
    """Days that are called by what the deed brings about: 签约日期 for 招引; every kind must have one."""
    for group, word in _groups(quote, deed):
        for called in group.values:
            for prop in kinds[0].properties:
                is_day = prop.type in ("day", "month", "year") and prop.name.startswith(called)
                if is_day and all(kind.property(prop.code) for kind in kinds):
                    yield prop.code, word


def _stages(kinds: Sequence[Kind], quote: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(code for kind in kinds for code in _from(kind, _counted_stage(kind, quote))))


def _counted_stage(kind: Kind, quote: str) -> Stage | None:
    """The stage that the deed of *quote* brings a thing to; else the one whose name says that it is there."""
    lost = lost_of(kind)
    stages = [each for each in kind.stages if each.code not in lost]
    called = [each for group, _ in _groups(quote, "arrival", "deed") for each in group.values]
    called += [each for group in entries("binding_stages") if group.kind == "last" for each in group.values]
    return next((one for word in called for one in stages if word in one.name), None)


def _from(kind: Kind, stage: Stage | None) -> tuple[str, ...]:
    """*stage* and whatever may follow it, less the stages in which a thing is withdrawn; in the order of the kind."""
    if stage is None:
        return ()
    lost, reached, open_codes = set(lost_of(kind)), {stage.code}, [stage.code]
    while open_codes:
        for move in kind.moves(open_codes.pop()):
            if move.target not in reached and move.target not in lost:
                reached.add(move.target)
                open_codes.append(move.target)
    order = [each.code for each in kind.stages]
    # What leads back to an earlier stage is a return and no further way.
    return tuple(code for code in order[order.index(stage.code) :] if code in reached)

"""How a target might be counted, proposed from its words with reasons: for a person to confirm, never to count by itself."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import partial

from xiandao.core.conditions import Condition
from xiandao.core.kinds import FIELD, LABEL, PLACE, STAGE, SUMMED, Kind, Property, Registry
from xiandao.core.measures import Highest, Measure, Per, Reason, Sense, Within, reason
from xiandao.core.plan import DocumentData, Target
from xiandao.core.quantity import base_of
from xiandao.registers.binding_events import Dated, dated, lost_of, standing_stages
from xiandao.registers.binding_subjects import Thing, parts_of, things_in
from xiandao.registers.binding_words import entries, folded, pattern

MOST = 3
"""Proposals for one target."""
DOUBTED = Decimal("0.1")
"""By how much the next best reading of the words is less likely."""
OTHERWISE = Decimal("0.3")
"""By how much the sense that the deed does not say is."""
LEAST = Decimal("0.05")
REPORTED = Decimal("0.85")
SUMMED_BY_NAME = Decimal("0.8")


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """A measure that a target might have.

    Attributes:
        confidence: 0 to 1: how much of the subject was understood, less what had to be assumed.
        reasons: Which words say so, and what was assumed.
    """

    measure: Measure
    confidence: Decimal
    reasons: tuple[Reason, ...] = ()


def proposals(
    target: Target, document: DocumentData, registry: Registry, *, place: str = "", before: str = ""
) -> tuple[Proposal, ...]:
    """At most three measures for *target*, the likeliest first; none where nothing that registers keep is named.

    Args:
        target: Its subject, unit, frequency and what it applies to; its quotation too, where it has one.
        document: Its period says since when what is cumulative counts.
        registry: The kinds at hand, whose own words are looked for.
        place: The node of the place that the plan is for.
        before: The document's words in front of the quotation, where its sentence may say what is done.
    """
    if _is_amount(target):
        found = _of_amount(target, registry)
    else:
        found = _of_things(target, document, registry, sense_of(target, before))
    best: dict[Measure, Proposal] = {}
    for each in found:
        finished = replace(each, measure=_finished(each.measure, target, registry, place))
        best.setdefault(finished.measure, finished)
    ordered = sorted(best.values(), key=lambda each: -each.confidence)
    return tuple(ordered[:MOST])


def _finished(measure: Measure, target: Target, registry: Registry, place: str) -> Measure:
    if not measure.is_counted:
        return measure
    return replace(
        measure,
        place=place,
        per=_per(target, measure, registry),
        highest=_highest(measure, registry),
        within=_within(measure, registry),
        clause=target.words.quote,
    )


_LEVELS = ("national", "province", "city", "district")


def _highest(measure: Measure, registry: Registry) -> Highest | None:
    """Where a thing may hold several levels of which one is asked for, the highest decides."""
    kinds = [kind for code in measure.kinds if (kind := registry.kind(code))]
    for asked in measure.where:
        for kind in kinds:
            prop = kind.property(asked.property)
            if prop is not None and prop.multiple and set(asked.values) <= set(_LEVELS):
                return Highest(asked.property, tuple((level,) for level in _LEVELS))
            named = [each for each in kind.labels if each.code in asked.values and _levelled(each.name)]
            if asked.property == LABEL and named:
                line = [each for each in kind.labels if _levelled(each.name) == _levelled(named[0].name)]
                tiers = (tuple(each.code for each in line if each.level == level) for level in _LEVELS)
                return Highest(LABEL, tuple(tier for tier in tiers if tier))
    return None


def _levelled(name: str) -> str:
    """What is left of a title that begins with its level: 人才 of 国家级人才; empty for others."""
    found = re.match(r"(?:国家|[省市县区]|县区)级", name)
    return name[found.end() :] if found else ""


def _within(measure: Measure, registry: Registry) -> Within | None:
    """Of what an entity of the same kind puts in, where the kind says both from whom and how much."""
    kind = registry.kind(measure.kinds[0])
    if measure.how != "sum" or kind is None:
        return None
    parent = next((each for each in kind.properties if each.type == "entity" and each.of == kind.code), None)
    inside = next(
        (each for each in kind.properties if parent and each.type == "money" and _begins_as(each.name, parent.name)),
        None,
    )
    return Within(parent.code, inside.code) if parent and inside else None


def _begins_as(name: str, other: str) -> bool:
    """母基金出资 begins as 所属母基金 ends."""
    return any(other.endswith(name[:length]) for length in range(2, len(name)))


# --------------------------------------------------------------------------------------------------------- amounts


def _is_amount(target: Target) -> bool:
    unit = base_of(folded(target.unit or ""))[0]
    known = next(each for each in entries("operators") if each.kind == "amount")
    return unit in known.words


def _of_amount(target: Target, registry: Registry) -> Iterator[Proposal]:
    """A sum where the subject names a kind and one of its amounts; else what statistics report."""
    unit = base_of(folded(target.unit or ""))[0]
    subject = folded(target.subject)
    for kind in registry.kinds:
        for prop in kind.properties:
            if (
                prop.type in SUMMED
                and _unit_of(prop) == unit
                and (told := _named_amount(subject, kind, prop, registry))
            ):
                thing = Thing(kind=kind.code, where=told[1])
                stages, _ = standing_stages((kind,), thing, folded(target.words.quote))
                where = (*told[1], *stages)
                measure = Measure(
                    kinds=(kind.code,), how="sum", of=prop.code, unit=unit, lost=lost_of(kind), where=where
                )
                said = reason("binding-sum", kind=kind.code, property=prop.code, word=told[0])
                yield Proposal(
                    measure=measure,
                    confidence=min(SUMMED_BY_NAME + _nearness(prop, subject), Decimal(1)),
                    reasons=(said,),
                )
    word = pattern("binding_fillers", "indicator").search(subject)
    said = reason("binding-reported", subject=target.subject, word=word[0] if word else target.unit)
    yield Proposal(
        measure=Measure(indicator=target.subject), confidence=REPORTED if word else Decimal("0.5"), reasons=(said,)
    )


def _unit_of(prop: Property) -> str:
    return "元" if prop.type == "money" else "%" if prop.type == "percent" else prop.unit


def _named_amount(
    subject: str, kind: Kind, prop: Property, registry: Registry
) -> tuple[str, tuple[Condition, ...]] | None:
    """The word by which the subject names the property, where a word of the kind stands before it, and what that asks."""
    for name in (prop.name, *prop.synonyms):
        core = _AMOUNTS.sub("", folded(name)) or folded(name)
        at = subject.rfind(core)
        if len(core) < len("面积") or at <= 0:
            continue
        for options in things_in(subject[:at], registry)[-1:]:
            thing = next((each for each in options if each.kind == kind.code), None)
            if thing is not None:
                return core, thing.where
    return None


_AMOUNTS = re.compile(r"(?:总?(?:规模|金额|额|量))?(?:\([^()]*\))?$")


def _nearness(prop: Property, subject: str) -> Decimal:
    """0.15 for a name that the subject bears as it stands; less for figures of periods, which statistics report."""
    names = [folded(name) for name in (prop.name, *prop.synonyms)]
    if prop.holds == "during" or pattern("binding_fillers", "statistic").search(subject):
        return -2 * DOUBTED
    return Decimal("0.15") if any(subject.endswith(name) for name in names) else Decimal(0)


# ---------------------------------------------------------------------------------------------------------- things


def _of_things(
    target: Target, document: DocumentData, registry: Registry, sense: tuple[Sense, Reason]
) -> Iterator[Proposal]:
    parts = things_in(target.subject, registry, level=document.level or "")
    if not parts:
        return
    length = len("".join(parts_of(target.subject)))
    for place, thing in enumerate(_together(parts)):
        share = min(Decimal(thing.told) / length, Decimal(1))
        confidence = Decimal("0.3") + Decimal("0.6") * share - DOUBTED * place
        kinds = tuple(kind for code in thing.kind.split("、") if (kind := registry.kind(code)))
        yield from _senses(partial(_counted, target, document, kinds, thing), thing, sense, confidence)


def _together(parts: Sequence[Sequence[Thing]]) -> Iterator[Thing]:
    """The likeliest readings of all parts as one: the best of each, then those of the next best of the first."""
    best = [options[0] for options in parts]
    alike = [next((each for each in options if each.kind == best[0].kind), options[0]) for options in parts]
    same = [*alike] if {each.kind for each in alike} == {best[0].kind} else best
    yield _merged(same)
    for other in parts[0][1:]:
        yield _merged([other]) if len(parts) == 1 else _merged([other, *same[1:]])


def _merged(things: Sequence[Thing]) -> Thing:
    """Several things counted together: whatever either is asked, where both are asked the same property."""
    properties = [{each.property for each in thing.where} for thing in things]
    shared = set.intersection(*properties)
    where: dict[str, Condition] = {}
    for thing in things:
        for each in thing.where:
            if each.property in shared:
                before = where.get(each.property)
                values = tuple(dict.fromkeys((*(before.values if before else ()), *each.values)))
                where[each.property] = replace(each, values=values)
    dropped = set.union(*properties) - shared
    reasons = [why for thing in things for why in thing.reasons]
    if dropped:
        reasons.append(reason("binding-parts-differ", property="、".join(sorted(dropped))))
    kinds = "、".join(dict.fromkeys(thing.kind for thing in things))
    # What had to be left out was said, and is not understood.
    told = sum(each.told for each in things) // (2 if dropped else 1)
    return Thing(kind=kinds, where=tuple(where.values()), told=told, reasons=tuple(reasons))


def _senses(
    counted: Callable[[Sense], tuple[Measure, tuple[Reason, ...]]],
    thing: Thing,
    said: tuple[Sense, Reason],
    confidence: Decimal,
) -> Iterator[Proposal]:
    """The thing in the sense that the deed says, and in the other that it might have."""
    sense, why = said
    measure, told = counted(sense)
    yield Proposal(measure=measure, confidence=max(confidence, LEAST), reasons=(*thing.reasons, why, *told))
    if not measure.yearly:
        other, told = counted(_OTHER[sense])
        doubted = max(confidence - OTHERWISE, LEAST)
        why = reason("binding-sense-other", sense=_OTHER[sense])
        yield Proposal(measure=other, confidence=doubted, reasons=(*thing.reasons, why, *told))


_OTHER: dict[Sense, Sense] = {"stock": "cumulative", "cumulative": "stock", "flow": "stock"}


def sense_of(target: Target, before: str = "") -> tuple[Sense, Reason]:
    """Whether there shall be so many on a day, or so many shall come about, and by which word.

    Args:
        target: Its own words, then those of its sentence, tell by the first deed that they name.
        before: The document's words in front of the quotation.
    """
    if target.frequency == "annual":
        return "flow", reason("binding-yearly")
    if target.applies_per:
        return "stock", reason("binding-sense", word=target.applies_per, sense="stock")
    text = folded(target.words.quote)
    subject = text.find(folded(target.subject))
    for said in (text[: max(subject, 0)], text, folded(re.split(r"[。；;\n]", before)[-1])):
        found = _first_deed(said)
        if found is not None:
            return found[0], reason("binding-sense", word=found[1], sense=found[0])
    fallback: Sense = "cumulative" if target.words.rule.endswith("build") else "stock"
    return fallback, reason("binding-sense-assumed", sense=fallback)


def _first_deed(text: str) -> tuple[Sense, str] | None:
    """The first word of *text* that is a deed, the longest that begins there, and what count it makes."""
    found = [
        (match.start(), -len(match[0]), sense, match[0])
        for sense in _OTHER
        for match in pattern("binding_senses", sense).finditer(text)
    ]
    return min(found)[2:] if found else None


def _counted(
    target: Target, document: DocumentData, kinds: Sequence[Kind], thing: Thing, sense: Sense
) -> tuple[Measure, tuple[Reason, ...]]:
    codes, lost = (
        tuple(each.code for each in kinds),
        tuple(dict.fromkeys(one for each in kinds for one in lost_of(each))),
    )
    quote = folded(target.words.quote)
    if sense == "stock":
        stages, why = standing_stages(kinds, thing, quote)
        where = (*thing.where, *stages)
        return Measure(kinds=codes, where=where, lost=lost), why
    event: Dated = dated(kinds, thing, quote)
    stages, why = standing_stages(kinds, thing, quote) if event.event.property not in (STAGE, LABEL) else ((), ())
    first, _ = document.period
    since = dt.date(first, 1, 1) if first else None
    measure = Measure(
        kinds=codes,
        where=(*thing.where, *stages),
        sense=sense,
        event=event.event,
        since=since,
        yearly=target.frequency == "annual",
        withdrawn="stays",
        lost=lost,
    )
    counted_from = reason("binding-since", day=since) if since else reason("binding-since-unknown")
    return measure, (event.why, *(why if stages else ()), counted_from)


# ---------------------------------------------------------------------------------------------------------- groups


def _per(target: Target, measure: Measure, registry: Registry) -> Per | None:
    """What 每个 and 各 stand before: entities that the things belong to, fields, or places."""
    if not target.applies_per:
        return None
    text = re.sub(r"^(?:每一?个?|各个?|一个)", "", folded(target.applies_per))
    kinds = [kind for code in measure.kinds if (kind := registry.kind(code))]
    if not re.search(rf"(?:{pattern('binding_fillers', 'per-field').pattern})$", text):
        for options in things_in(text, registry):
            for thing in options:
                links = (each for kind in kinds for each in kind.properties if each.type == "entity")
                link = next((each for each in links if each.of == thing.kind), None)
                if link is not None:
                    return Per(link.code, kind=thing.kind, where=thing.where)
        return Per(PLACE) if re.search(pattern("binding_fillers", "per-place"), text) else Per(FIELD)
    return Per(FIELD)

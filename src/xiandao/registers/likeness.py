"""Whether two organisations are one: a verdict, a score, and the reasons a person can check."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, NamedTuple

from rapidfuzz.distance import OSA, JaroWinkler

from xiandao.core.findings import Finding, finding
from xiandao.registers.likeness_facets import AGREES, DIFFERS, branches_alike, trades_alike
from xiandao.registers.names import Name, name_of
from xiandao.registers.names_places import Places

Verdict = Literal["same", "review", "different"]
RANK: dict[Verdict, int] = {"different": 0, "review": 1, "same": 2}
CEILING: dict[Verdict, float] = {"same": 1.0, "review": 0.94, "different": 0.69}
"""What each verdict allows as a score at most: a score never speaks louder than its reasons."""

CLOSE = 0.8
"""From so much overlap on two names with different cores are shown to a person."""


class Entry(NamedTuple):
    """An organisation as a list has it.

    Attributes:
        name: As written. former: Further names of the same organisation, as written.
        code: A sound credit code, or ``""`` where none is known.
    """

    name: str
    former: tuple[str, ...] = ()
    code: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Likeness:
    """What is thought of a pair.

    Attributes:
        verdict: ``same``, ``review`` (a person decides) or ``different``.
        score: 0 to 1; for order within a verdict, no probability.
        reasons: What speaks for and against, worded by the catalogue; the weightiest first.
    """

    verdict: Verdict
    score: float
    reasons: tuple[Finding, ...]


def likeness(a: Entry, b: Entry, overlap: float, places: Places) -> Likeness:
    """The verdict on a pair: credit codes first, then every name of the one with every name of the other.

    Args:
        a: One organisation.
        b: The other; the order of the two does not matter.
        overlap: How much of the names stands in each other, 0 to 1 (:mod:`xiandao.registers.likeness_overlap`).
        places: What is known of places.
    """
    if a.code and a.code == b.code:
        return Likeness(verdict="same", score=1.0, reasons=(finding("likeness-code-same", credit=a.code),))
    found = [
        _named(name_of(left, places), name_of(right, places), overlap, places, former)
        for left, right, former in _names(a, b)
    ]
    best = max(found, key=lambda each: (RANK[each.verdict], each.score))
    if a.code and b.code:
        verdict: Verdict = "review" if best.verdict == "same" else "different"
        other = finding("likeness-code-other", a=a.code, b=b.code)
        return Likeness(verdict=verdict, score=min(best.score, CEILING["different"]), reasons=(other, *best.reasons))
    return best


def _names(a: Entry, b: Entry) -> list[tuple[str, str, str]]:
    """Each name of the one with each of the other, and the former name among them, if any."""
    former = [(each, b.name, each) for each in a.former] + [(a.name, each, each) for each in b.former]
    return [(a.name, b.name, ""), *former]


def _named(a: Name, b: Name, overlap: float, places: Places, former: str) -> Likeness:
    if a.plain == b.plain and a.plain:
        reasons: tuple[Finding, ...] = (finding("likeness-name-same"),)
        verdict: Verdict = "same"
        score = 1.0
    else:
        told = _compared(a, b, overlap, places)
        verdict = min((each for each, _ in told), key=RANK.__getitem__)
        order = sorted(told, key=lambda each: RANK[each[0]])
        reasons = tuple(why for _, why in order)
        score = 0.9 * overlap + 0.1 * JaroWinkler.similarity(a.core, b.core)
    if former:
        # What the list itself says of former names is not for the overlap of today's names to doubt.
        score = max(score, 0.95) if verdict == "same" else score
        reasons = (finding("likeness-former", name=former), *reasons)
    return Likeness(verdict=verdict, score=round(min(score, CEILING[verdict]), 4), reasons=reasons)


def _compared(a: Name, b: Name, overlap: float, places: Places) -> list[tuple[Verdict, Finding]]:
    """Part by part: what each says of the pair, at least one."""
    told = [_cores(a, b, overlap)]
    if a.numbers != b.numbers and (a.numbers or b.numbers):
        both = bool(a.numbers and b.numbers)
        why = finding("likeness-number", a=a.numbers or "—", b=b.numbers or "—")
        told.append(("different" if both else "review", why))
    if a.branch != b.branch:
        close = branches_alike(a.branch, b.branch) > DIFFERS or (a.branch and b.branch and overlap >= CLOSE)
        why = finding("likeness-branch", a=a.branch or "—", b=b.branch or "—")
        told.append(("review" if close else "different", why))
    if a.form and b.form and a.form != b.form:
        bodies = "company" not in (a.form, b.form)
        told.append(("different" if bodies else "review", finding("likeness-form")))
    if a.group != b.group and a.form and b.form:
        told.append(("review", finding("likeness-group")))
    told.extend(_places(a, b, places))
    told.extend(_trades(a, b))
    return told


def _cores(a: Name, b: Name, overlap: float) -> tuple[Verdict, Finding]:
    """Cores that are equal speak for one; one character makes another name, or a slip: a person looks."""
    if a.core == b.core:
        return "same", finding("likeness-core-same", core=a.core)
    apart = OSA.distance(a.core, b.core, score_cutoff=1)
    if apart == 1 and min(len(a.core), len(b.core)) > 1:
        return "review", finding("likeness-core-one", a=a.core, b=b.core)
    short, long = sorted((a.plain, b.plain), key=len)
    if not (a.form and b.form) and _stands_in(short, long):
        return "same", finding("likeness-short", a=short, b=long)
    if overlap >= CLOSE:
        return "review", finding("likeness-core-near", a=a.core, b=b.core)
    return "different", finding("likeness-core-other", a=a.core, b=b.core)


def _stands_in(short: str, long: str) -> bool:
    """Whether all of *short* stands in *long* in its order, its first two characters side by side."""
    at = long.find(short[:2])
    rest = iter(long[at + 2 :])
    return len(short) > 1 and at >= 0 and all(character in rest for character in short[2:])


def _places(a: Name, b: Name, places: Places) -> list[tuple[Verdict, Finding]]:
    if not a.places or not b.places or a.places[-1] == b.places[-1]:
        silent = bool(a.places) != bool(b.places)
        return [("same", finding("likeness-place-unsaid", place="".join(a.places or b.places)))] if silent else []
    around_a, around_b = places.around(a.places), places.around(b.places)
    if around_a <= around_b or around_b <= around_a:
        nested = finding("likeness-place-nested", a="".join(a.places), b="".join(b.places))
        return [("review", nested)]
    return [("review", finding("likeness-place", a="".join(a.places), b="".join(b.places)))]


def _trades(a: Name, b: Name) -> list[tuple[Verdict, Finding]]:
    how = trades_alike(a.trade, b.trade)
    if how == AGREES or a.core != b.core:
        return []
    whole = bool(a.form and b.form)
    if how > DIFFERS:
        return [("review" if whole else "same", finding("likeness-trade-less", a=a.trade or "—", b=b.trade or "—"))]
    return [("review", finding("likeness-trade", a=a.trade, b=b.trade))]

"""How one item was read: its values, and for each that was inferred, how it is known."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from xiandao.core.messages import Language, wording
from xiandao.core.plan import Basis, Bundle, Cite, Claim, Fact, Item, Placement, Plan, Sector, Target, Task, Technology
from xiandao.core.text import Source
from xiandao.writers.excerpts import excerpt, printable
from xiandao.writers.labels import amount, items, label, name, number, reason

CONTEXT = 400
"""Characters shown before and behind the words at most."""
SENTENCE_ENDS = "。！？\n\r"


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """What there is to say about an item.

    Attributes:
        head: Its kind and name.
        context: What stands before its words, the words, what stands behind them.
        told: Named lines, in the order in which they are told.
    """

    head: str
    context: tuple[str, str, str]
    told: tuple[tuple[str, tuple[str, ...]], ...]


def explanation(
    plan: Plan, source: Source, item: Item, *, about_rule: tuple[str, ...] = (), language: Language = "zh"
) -> Explanation:
    """Everything about *item*; *about_rule* is what its rule says of itself."""
    kind = next(kind for kind, each in items(plan) if each.id == item.id)
    told: list[tuple[str, tuple[str, ...]]] = [
        ("position", (_place(item, language),)),
        ("confidence", (f"{item.words.confidence:.2f}",)),
        ("rule", (item.words.rule, *about_rule)),
        *_values(item, language),
        ("group", tuple(_group(item, plan))),
        ("numbers", tuple(_numbers(item, plan, source, language))),
    ]
    if isinstance(item, Target):
        told[3:3] = [
            ("deadline", tuple(_deadline(item, plan, source, language))),
            ("stretch", tuple(name(each) for each in plan.targets if each.id == item.stretch_of)),
        ]
    return Explanation(
        head=f"{wording(f'label-{kind}', language)} {item.id}  {name(item)}",
        context=_context(source.text, item.words.start, item.words.end),
        told=tuple((wording(f"col-{code}", language), lines) for code, lines in told if any(lines)),
    )


def _place(item: Item, language: Language) -> str:
    words = item.words
    page = wording("ui-page", language, page=words.page) + "  " if words.page else ""
    return page + wording("explain-place", language, start=words.start, end=words.end)


def _context(text: str, start: int, end: int) -> tuple[str, str, str]:
    """The paragraph of the words and the one before it."""
    own = max(text.rfind("\n", 0, start), 0)
    first = max(text.rfind("\n", 0, max(own - 1, 0)) + 1, start - CONTEXT)
    last = text.find("\n", end)
    last = min(len(text) if last < 0 else last, end + CONTEXT)
    return printable(text[first:start]).lstrip(), printable(text[start:end]), printable(text[end:last]).rstrip()


def _values(item: Item, language: Language) -> Iterator[tuple[str, tuple[str, ...]]]:
    """The item's own values, by the column that names them."""
    match item:
        case Target():
            yield "subject", (item.subject,)
            yield "amount", (amount(item),)
            yield "frequency", (label("frequency", item.frequency, language),)
            yield "applies", (item.applies_per or "",)
            yield "base-value", (_base(item),)
            yield "direction", (label("direction", item.direction, language),)
        case Fact():
            yield "fact", (item.subject,)
            yield "amount", (amount(item),)
            yield "year", (str(item.year or ""),)
        case Task():
            yield from _task_values(item, language)
        case Sector():
            yield "sector-group", (item.group or "",)
            yield "parent", (item.parent or "",)
        case Technology():
            yield "sector", (item.sector,)
            yield "kind", (label("kind", item.kind, language),)
        case Placement():
            yield "focus", ("、".join(item.focus),)
            yield "strength", (label("strength", item.strength, language),)
        case Bundle():
            yield "items", item.items
            yield "applies", (item.applies_per or "",)
        case Cite():
            yield "doc-no", (item.doc_no or "",)
            yield "relation", (label("relation", item.relation, language),)


def _task_values(item: Task, language: Language) -> Iterator[tuple[str, tuple[str, ...]]]:
    yield "number", (item.number,)
    yield "lead", ("、".join(item.lead),)
    yield "support", ("、".join(item.support),)
    yield "units", ("、".join(item.units) or wording("ui-no-units", language),)
    yield "units-raw", tuple((item.units_raw or "").splitlines())
    yield "units-inherited", ("、".join(item.units_inherited),)
    yield "strength", (label("strength", item.strength, language),)


def _base(item: Target) -> str:
    if item.base_value is None:
        return ""
    return f"{number(item.base_value)} {item.unit or ''}" + (f" ({item.base_year})" if item.base_year else "")


def _deadline(item: Target, plan: Plan, source: Source, language: Language) -> Iterator[str]:
    """The year, how it is known, and the words it is known from where they can be shown."""
    yield f"{item.deadline_year or ''} {label('basis', item.deadline_basis.value, language)}".strip()
    data = plan.document
    match item.deadline_basis:
        case Basis.EXPLICIT | Basis.INHERITED:
            said = _year_before(item, plan, source)
            if said:
                yield excerpt(source, said.start, said.end)
        case Basis.PERIOD:
            rule = dict(data.rules).get("period", "")
            yield wording("explain-period", language, start=data.period[0] or "", end=data.period[1] or "", rule=rule)
        case Basis.DERIVED:
            yield wording("explain-derived", language, issued=data.issued_on or "")
        case Basis.PERSON:
            yield wording("explain-person", language)
        case Basis.NONE:
            yield wording("explain-no-year", language)


def _year_before(item: Target, plan: Plan, source: Source) -> Claim | None:
    """The last place where the year is said, up to the end of the item's sentence."""
    ends = [at for mark in SENTENCE_ENDS if (at := source.text.find(mark, item.words.end)) >= 0]
    reach = min(ends, default=len(source.text))
    said = (
        claim
        for claim in plan.balance.claims
        if claim.start < reach and not claim.items and _year(source.text[claim.start : claim.end]) == item.deadline_year
    )
    return max(said, key=lambda claim: (claim.start < item.words.end, claim.start), default=None)


def _year(text: str) -> int | None:
    digits = "".join(str(unicodedata.digit(char)) for char in text if unicodedata.digit(char, -1) >= 0)
    return int(digits) if len(digits) == 4 else None


def _group(item: Item, plan: Plan) -> Iterator[str]:
    """The items that one rule read together with this one."""
    group = getattr(item, "group", None)
    if group and isinstance(item, Target | Fact | Bundle):
        for _, other in items(plan):
            if other.id != item.id and not isinstance(other, Sector) and getattr(other, "group", None) == group:
                yield f"{other.id}  {name(other)}"


def _numbers(item: Item, plan: Plan, source: Source, language: Language) -> Iterator[str]:
    """What became of each number among the words."""
    for claim in plan.balance.claims:
        if claim.start < item.words.end and claim.end > item.words.start:
            figure = printable(source.text[claim.start : claim.end])
            if item.id in claim.items:
                use = wording("explain-own", language)
            elif claim.items:
                use = "、".join(claim.items)
            else:
                use = reason(claim.reason, language) if claim.reason else wording("claim-open", language)
            yield f"{figure} → {use}"

"""What a person reads in place of the codes of a plan: amounts, labels, the places of words."""

from __future__ import annotations

from collections import Counter
from functools import cache

from xiandao.core.claims import printed_numbers
from xiandao.core.findings import Finding
from xiandao.core.messages import Language, catalogue, wording
from xiandao.core.plan import (
    Bundle,
    Cite,
    Claim,
    DocumentData,
    Fact,
    Item,
    Placement,
    Plan,
    Sector,
    Target,
    Task,
    Technology,
)

LOW_CONFIDENCE = 0.75
"""Items read with less are to be looked at by a person."""

SIGNS = {">=": "≥", "<=": "≤", "~": "≈", "=": "", "range": ""}


@cache
def label(group: str, code: str | None, language: Language) -> str:
    """``label("basis", "explicit", "zh")``; a code without a wording stands for itself, ``None`` for nothing."""
    if code is None:
        return ""
    known = catalogue()["text"].get(f"label-{group}-{code}")
    return known[language] if known else code


def number(value: float) -> str:
    """With thousands separators and no needless decimals: ``1,200``, ``3.8``."""
    return f"{value:,.10f}".rstrip("0").rstrip(".")


def amount(item: Target | Fact) -> str:
    """``≥ 40 家``, ``≈ 300 亿元``, ``3—4 个``, ``15%``."""
    sign, unit = SIGNS.get(item.comparator, item.comparator), item.unit or ""
    figure = number(item.value) if item.value_max is None else f"{number(item.value)}—{number(item.value_max)}"
    return f"{sign} {figure}{'' if unit[:1] in '%％‰' else ' '}{unit}".strip()


def period(data: DocumentData, language: Language) -> str:
    """``2024—2026``; ``至 2030`` where only the end is said."""
    first, last = data.period
    if first is None or last is None:
        return "" if last is None else wording("label-until", language, year=last)
    return f"{first}—{last}"


def name(item: Item) -> str:
    """What the item is called in a list."""
    match item:
        case Target() | Fact():
            return f"{item.subject} {amount(item)}"
        case Task() | Cite():
            return item.title
        case Placement():
            return f"{item.place} · {item.sector}"
        case Sector() | Technology() | Bundle():
            return item.name


def units(task: Task) -> tuple[str, ...]:
    """Everybody who is responsible: of the task's own note, else of the one that binds it from elsewhere."""
    return task.units or task.units_inherited


def unit_parts(task: Task) -> tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]:
    """Who leads, who supports, and who is responsible without the note saying which."""
    rest = tuple(unit for unit in units(task) if unit not in task.lead and unit not in task.support)
    return task.lead, task.support, rest


def reason(code: str, language: Language) -> str:
    """Why a number is no amount."""
    known = catalogue()["text"].get(f"claim-{code}")
    return known[language] if known else wording("claim-other", language, reason=code)


def open_numbers(plan: Plan, text: str) -> tuple[Claim, ...]:
    """The numbers of the document's *text* that nothing accounts for, as they are printed."""
    return printed_numbers(plan.balance.open, text)


def numbers_by_use(plan: Plan, text: str, language: Language) -> list[tuple[str, str, int]]:
    """How many numbers of the text went where, as (kind of item or ``aside``, name, count); ``open`` ones last."""
    kinds = _kinds_by_id(plan)
    is_open = {(claim.start, claim.end) for claim in plan.balance.open}
    closed = printed_numbers((each for each in plan.balance.claims if (each.start, each.end) not in is_open), text)
    counts = Counter(_use(claim, kinds, language) for claim in closed)
    ordered = sorted(counts.items(), key=lambda pair: (pair[0][0] == "aside", -pair[1]))
    return [
        *((kind, use, n) for (kind, use), n in ordered),
        ("open", wording("claim-open", language), len(open_numbers(plan, text))),
    ]


def numbers_sentence(plan: Plan, text: str, language: Language) -> str:
    """The balance of the books as one sentence."""
    uses = numbers_by_use(plan, text, language)
    parts = ("，" if language == "zh" else ", ").join(f"{use} {n}" for _, use, n in uses)
    return wording("claims-summary", language, numbers=sum(n for _, _, n in uses), parts=parts)


def checks(plan: Plan, text: str) -> int:
    """How much a person has to look at: open numbers, findings, items read with low confidence."""
    low = sum(1 for _, item in items(plan) if is_low(item))
    return len(open_numbers(plan, text)) + len(other_findings(plan)) + low


def other_findings(plan: Plan) -> tuple[Finding, ...]:
    """The findings beside those that only say again which numbers are open."""
    return tuple(found for found in plan.findings if found.code != "number-open")


def is_low(item: Item) -> bool:
    """Whether a person should look at how the item was read."""
    return item.words.confidence < LOW_CONFIDENCE


def items(plan: Plan) -> list[tuple[str, Item]]:
    """Every item with its kind, kind by kind."""
    return [
        (kind, item)
        for kind in ("targets", "tasks", "sectors", "technologies", "placements", "bundles", "facts", "cites")
        for item in getattr(plan, kind)
    ]


def _kinds_by_id(plan: Plan) -> dict[str, str]:
    return {item.id: kind for kind, item in items(plan)}


def _use(claim: Claim, kinds: dict[str, str], language: Language) -> tuple[str, str]:
    if claim.items:
        kind = kinds.get(claim.items[0], "numbers")
        return kind, wording(f"label-{kind}", language)
    return "aside", reason(claim.reason or "other", language)

"""What templates say: ``{{ word("plans-title", count=3) }}`` in the language of the page, and figures as officials write."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from django.urls import reverse
from django.utils.html import escape, format_html, format_html_join
from django.utils.safestring import SafeString
from jinja2 import pass_context
from jinja2.runtime import Context

from xiandao.alignment.levels_values import Sum
from xiandao.apps.accounts.rights import Person
from xiandao.apps.plans.aims import base_year_of, commitment_of
from xiandao.apps.plans.exports import tab_of
from xiandao.apps.plans.levels import MOST_PARTS
from xiandao.apps.plans.mappers import item_of_row
from xiandao.apps.plans.models import Edition, Item, Judgement
from xiandao.core.errors import Refusal
from xiandao.core.findings import Finding
from xiandao.core.messages import catalogue, hint, message, refusal_message, wording
from xiandao.core.papers import Value
from xiandao.core.plan import Fact, Target
from xiandao.writers.labels import amount as amount_of
from xiandao.writers.labels import label as label_in
from xiandao.writers.labels import number as number_of

SCALES = ((1e8, "亿"), (1e4, "万"))
MARKS = re.compile(r"\*{2,}|^#{1,6} +", re.MULTILINE)
EMPHASIS = re.compile(r"\*(?=\S)([^*\n]+?)(?<=\S)\*")
QUOTED = re.compile("“[^”]*[一-鿿][^”]*”")
YEARS = frozenset({"deadline_year", "base_year", "year"})
GROUPS = {"deadline_basis": "basis"}


@pass_context
def word(context: Context, code: str, **values: Any) -> str:
    """The wording *code*, escaped like any other value."""
    return wording(code, context["language"], **values)


@pass_context
def label(context: Context, group: str, code: str | None) -> str:
    """What a code of a group is called: ``kind``, ``item``, ``secrecy``."""
    return label_in(group, code, context["language"])


@pass_context
def rulename(context: Context, rule: str) -> str:
    """How an item was read: the rule in words, never by its id."""
    code = rule.replace(".", "-")
    known = catalogue()["text"].get(f"label-rule-{code}")
    return label_in("rule", code if known else "other", context["language"])


@pass_context
def logdeed(context: Context, deed: str) -> str:
    """A deed of the log in words; one that nobody has worded stands as it is written."""
    known = catalogue()["text"].get(f"label-logdeed-{deed.replace('.', '-')}")
    return known[context["language"]] if known else deed


@pass_context
def logactor(context: Context, actor: str) -> str:
    """Who is no account: the installation itself, or its operator."""
    if actor == "-":
        return wording("audit-nobody", context["language"])
    kind, _, name = actor.partition(":")
    return wording("audit-operator", context["language"], name=name) if kind == "os" else actor


@pass_context
def finding_told(context: Context, found: dict[str, Any]) -> SafeString:
    """A finding, worded; on an English page the document's words in it are marked as Chinese."""
    said = escape(message(_finding(found), context["language"]))
    return SafeString(QUOTED.sub(r'<span lang="zh-CN">\g<0></span>', said) if context["language"] == "en" else said)


@pass_context
def finding_advice(context: Context, found: dict[str, Any]) -> str:
    """What to do about a finding; empty where nothing need be done."""
    return hint(_finding(found), context["language"]) or ""


@pass_context
def refusal(context: Context, code: str, values: dict[str, str]) -> str:
    """A refusal, worded."""
    if code not in catalogue()["refusal"]:
        return code
    return refusal_message(Refusal(code, **values), context["language"])


@pass_context
def exportname(context: Context, what: str) -> str:
    """What an export is called in the language of the page."""
    return tab_of(what, context["language"])


def amount(item: Item) -> str:
    """The amount of a target or fact: ``≥ 40 家``."""
    value = item_of_row(item)
    return amount_of(value) if isinstance(value, Target | Fact) else ""


@pass_context
def commitment(context: Context, item: Item) -> SafeString:
    """A mark for what a target's words make of it: 力争, 确保; nothing where they say neither."""
    said = commitment_of(item)
    if said is None:
        return SafeString("")
    return format_html('<span class="tag">{}</span>', label_in("commitment", said, context["language"]))


def basesince(item: Item) -> int | None:
    """The year that a target without a base value starts from, where its words name one."""
    return base_year_of(item.quote, item.fields.get("unit"), item.fields.get("base_year"))


@pass_context
def fieldvalue(context: Context, name: str, value: Any) -> str:
    """The value of a field as a person reads it."""
    if isinstance(value, list):
        return "、".join(str(each) for each in value)
    if isinstance(value, float | int) and name not in YEARS:
        return number_of(value)
    return label_in(GROUPS.get(name, name), value, context["language"]) if isinstance(value, str) else str(value)


@pass_context
def changed(context: Context, judgement: Judgement) -> SafeString:
    """What a correction changed: field, before, after."""
    before, after = (judgement.before or {}).get("fields", {}), (judgement.after or {}).get("fields", {})
    names = [name for name in after if name in before and before[name] != after[name]]
    return format_html_join(
        "",
        '<div>{}：<span class="was">{}</span> <span class="is">{}</span></div>',
        (
            (
                label_in("field", name, context["language"]),
                fieldvalue(context, name, before[name] if before[name] not in (None, "") else "—"),
                fieldvalue(context, name, after[name] if after[name] not in (None, "") else "—"),
            )
            for name in names
        ),
    )


@pass_context
def found_message(context: Context, found: Finding) -> str:
    """A finding of the audit, worded."""
    return message(found, context["language"])


@pass_context
def found_hint(context: Context, found: Finding) -> str:
    """What to do about a finding; empty where nothing need be done."""
    return hint(found, context["language"]) or ""


def figure(value: float | None) -> str:
    """``1,200``; a dash for nothing."""
    return "—" if value is None else number_of(value)


def get(mapping: Any, key: Any) -> Any:
    """``mapping[key]``, or nothing."""
    return mapping.get(key) if isinstance(mapping, Mapping) else None


def joined(values: Any, by: str = "、") -> str:
    """Several as one."""
    return by.join(str(value) for value in values or ())


def spans(row: Sequence[object]) -> bool:
    """Whether a row of a sheet is one line over its whole width: a title, a note."""
    return bool(row) and not any(str(cell or "") for cell in row[1:])


def unmarked(words: str | None) -> str:
    """Quoted words without the marks of Markdown in which their document was written: ``**112家**`` is 112家."""
    return EMPHASIS.sub(r"\1", MARKS.sub("", words or ""))


@pass_context
def here(context: Context, **changes: Any) -> str:
    """The page's own address with other parameters; an empty one is left out."""
    asked = context["request"].GET.copy()
    for name, value in changes.items():
        asked.pop(name, None)
        if value not in (None, ""):
            asked[name] = str(value)
    return f"?{asked.urlencode()}" if asked else "?"


@pass_context
def sorter(context: Context, key: str, code: str) -> SafeString:
    """The head of a column by which the list can be sorted."""
    now = context["request"].GET.get("sort", "")
    after = f"-{key}" if now == key else key
    arrow = {key: " ▲", f"-{key}": " ▼"}.get(now, "")
    return format_html(
        '<a href="{}" class="sorter">{}{}</a>', here(context, sort=after, page=""), word(context, code), arrow
    )


def _finding(found: dict[str, Any]) -> Finding:
    return Finding(code=found["code"], start=found["start"], end=found["end"], values=tuple(found["values"].items()))


def percent(value: float) -> str:
    """A share of one as whole percent."""
    return f"{value * 100:.0f}%"


def placeof(edition: int, editions: list[Edition]) -> str:
    """The place of the edition of that number among *editions*."""
    return next((each.plan.place.name for each in editions if each.pk == edition and each.plan.place), "")


@pass_context
def sumwords(context: Context, of: Sum) -> str:
    """Σ of the places below beside the amount above, in the largest scale that keeps the figures short."""
    scale, unit = next(
        ((size, f"{word}{of.unit}") for size, word in SCALES if max(of.low, of.parent_low) >= size), (1, of.unit)
    )
    said = wording(
        "align-sum",
        context["language"],
        low=number_of(of.low / scale),
        parent=number_of(of.parent_low / scale),
        unit=unit,
        ratio=f"{(of.ratio or 0) * 100:.0f}",
    )
    left_out = wording("align-sum-out", context["language"], n=len(of.left_out)) if of.left_out else ""
    return f"{said}；{left_out}" if left_out else said


@pass_context
def sumparts(context: Context, of: Sum, items: Mapping[tuple[str, str], Item]) -> SafeString:
    """Which targets a sum counts, and which it leaves out with the reason; each leads to its item."""
    language = context["language"]
    parts = (
        ("align-sum-of", [(each, "") for each in of.summed]),
        ("align-sum-not", [(each, label_in("leftout", each.why, language)) for each in of.left_out]),
    )
    said = []
    for code, listed in parts:
        named = [
            format_html(
                '{} <a href="{}">{}</a>{}{}',
                each.place, reverse("plans:item", args=[item.pk]), item.head, f" {wording('by-year', language, year=item.year)}" if item.year else "",
                f"（{why}）" if why and language == "zh" else f" ({why})" if why else "",
            )
            for each, why in listed[:MOST_PARTS]
            if (item := items.get((each.plan, each.lower)))
        ]  # fmt: skip
        if len(listed) > MOST_PARTS:
            named.append(format_html("{}", wording("align-more", language, n=len(listed) - MOST_PARTS)))
        if named:
            words = wording(code, language, items="\0").partition("\0")
            joint = "；" if language == "zh" else "; "
            said.append(
                format_html("<p>{}{}{}</p>", words[0], format_html_join(joint, "{}", ((n,) for n in named)), words[2])
            )
    return SafeString("".join(said))


def runs(value: Value) -> SafeString:
    """Words of a paper on a page: struck ones as deleted, bold ones as inserted."""
    if not isinstance(value, tuple):
        return format_html("{}", value or "")
    marks = {(True, False): "<del>{}</del>", (False, True): "<ins>{}</ins>"}
    return SafeString("".join(format_html(marks.get((run.struck, run.bold), "{}"), run.text) for run in value))


def may(person: Person, deed: str) -> bool:
    """Whether a person may do it, somewhere."""
    return person.may(deed)

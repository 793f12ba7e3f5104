"""Words in templates: ``{% word "plans-title" count=3 %}`` in the language of the page, and figures as officials write."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from django import template
from django.urls import reverse
from django.utils.html import escape, format_html, format_html_join
from django.utils.safestring import SafeString

from xiandao.alignment.levels_values import Sum
from xiandao.apps.accounts.rights import Person
from xiandao.apps.plans.aims import base_year_of, commitment_of
from xiandao.apps.plans.exports import tab_of
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

register = template.Library()

SCALES = ((1e8, "亿"), (1e4, "万"))
MARKS = re.compile(r"\*{2,}|^#{1,6} +", re.MULTILINE)
EMPHASIS = re.compile(r"\*(?=\S)([^*\n]+?)(?<=\S)\*")
QUOTED = re.compile("“[^”]*[一-鿿][^”]*”")
MOST_PARTS = 12
"""Targets of a sum that a page names."""
YEARS = frozenset({"deadline_year", "base_year", "year"})
GROUPS = {"deadline_basis": "basis"}


@register.simple_tag(takes_context=True)
def word(context: template.Context, code: str, **values: Any) -> str:
    """The wording *code*, escaped like any other value."""
    return wording(code, context["language"], **values)


@register.simple_tag(takes_context=True)
def label(context: template.Context, group: str, code: str | None) -> str:
    """What a code is called: ``{% label "kind" item.kind %}``."""
    return label_in(group, code, context["language"])


@register.simple_tag(takes_context=True)
def rulename(context: template.Context, rule: str) -> str:
    """How an item was read: the rule in words, never by its id."""
    code = rule.replace(".", "-")
    known = catalogue()["text"].get(f"label-rule-{code}")
    return label_in("rule", code if known else "other", context["language"])


@register.simple_tag(takes_context=True)
def logdeed(context: template.Context, deed: str) -> str:
    """A deed of the log in words; one that nobody has worded stands as it is written."""
    known = catalogue()["text"].get(f"label-logdeed-{deed.replace('.', '-')}")
    return known[context["language"]] if known else deed


@register.simple_tag(takes_context=True)
def logactor(context: template.Context, actor: str) -> str:
    """Who is no account: the installation itself, or its operator."""
    if actor == "-":
        return wording("audit-nobody", context["language"])
    kind, _, name = actor.partition(":")
    return wording("audit-operator", context["language"], name=name) if kind == "os" else actor


@register.simple_tag(takes_context=True)
def told(context: template.Context, found: dict[str, Any]) -> SafeString:
    """A finding, worded; on an English page the document's words in it are marked as Chinese."""
    said = escape(message(_finding(found), context["language"]))
    return SafeString(QUOTED.sub(r'<span lang="zh-CN">\g<0></span>', said) if context["language"] == "en" else said)


@register.simple_tag(takes_context=True)
def advised(context: template.Context, found: dict[str, Any]) -> str:
    """What to do about a finding; empty where nothing need be done."""
    return hint(_finding(found), context["language"]) or ""


@register.simple_tag(takes_context=True)
def refusal(context: template.Context, code: str, values: dict[str, str]) -> str:
    """A refusal, worded."""
    if code not in catalogue()["refusal"]:
        return code
    return refusal_message(Refusal(code, **values), context["language"])


@register.simple_tag(takes_context=True)
def exportname(context: template.Context, what: str) -> str:
    """What an export is called in the language of the page."""
    return tab_of(what, context["language"])


@register.simple_tag
def amount(item: Item) -> str:
    """The amount of a target or fact: ``≥ 40 家``."""
    value = item_of_row(item)
    return amount_of(value) if isinstance(value, Target | Fact) else ""


@register.simple_tag(takes_context=True)
def commitment(context: template.Context, item: Item) -> SafeString:
    """A mark for what a target's words make of it: 力争, 确保; nothing where they say neither."""
    said = commitment_of(item)
    if said is None:
        return SafeString("")
    return format_html('<span class="tag">{}</span>', label_in("commitment", said, context["language"]))


@register.simple_tag
def basesince(item: Item) -> int | None:
    """The year that a target without a base value starts from, where its words name one."""
    return base_year_of(item.quote, item.fields.get("unit"), item.fields.get("base_year"))


@register.simple_tag(takes_context=True)
def fieldvalue(context: template.Context, name: str, value: Any) -> str:
    """The value of a field as a person reads it."""
    if isinstance(value, list):
        return "、".join(str(each) for each in value)
    if isinstance(value, float | int) and name not in YEARS:
        return number_of(value)
    return label_in(GROUPS.get(name, name), value, context["language"]) if isinstance(value, str) else str(value)


@register.simple_tag(takes_context=True)
def changes(context: template.Context, judgement: Judgement) -> SafeString:
    """What a correction changed: field, before, after."""
    before, after = (judgement.before or {}).get("fields", {}), (judgement.after or {}).get("fields", {})
    changed = [name for name in after if name in before and before[name] != after[name]]
    return format_html_join(
        "",
        '<div>{}：<span class="was">{}</span> <span class="is">{}</span></div>',
        (
            (
                label_in("field", name, context["language"]),
                fieldvalue(context, name, before[name] if before[name] not in (None, "") else "—"),
                fieldvalue(context, name, after[name] if after[name] not in (None, "") else "—"),
            )
            for name in changed
        ),
    )


@register.simple_tag(takes_context=True)
def found_message(context: template.Context, found: Finding) -> str:
    """A finding of the audit, worded."""
    return message(found, context["language"])


@register.simple_tag(takes_context=True)
def found_hint(context: template.Context, found: Finding) -> str:
    """What to do about a finding; empty where nothing need be done."""
    return hint(found, context["language"]) or ""


@register.filter
def figure(value: float | None) -> str:
    """``1,200``; a dash for nothing."""
    return "—" if value is None else number_of(value)


@register.filter
def get(mapping: Any, key: Any) -> Any:
    """``mapping[key]``, or nothing."""
    return mapping.get(key) if hasattr(mapping, "get") else None


@register.filter
def joined(values: Any, by: str = "、") -> str:
    """Several as one."""
    return by.join(str(value) for value in values or ())


@register.filter
def spans(row: Sequence[object]) -> bool:
    """Whether a row of a sheet is one line over its whole width: a title, a note."""
    return bool(row) and not any(str(cell or "") for cell in row[1:])


@register.filter
def unmarked(words: str | None) -> str:
    """Quoted words without the marks of Markdown in which their document was written: ``**112家**`` is 112家."""
    return EMPHASIS.sub(r"\1", MARKS.sub("", words or ""))


@register.simple_tag(takes_context=True)
def address(context: template.Context, **changes: Any) -> str:
    """The page's own address with other parameters; an empty one is left out."""
    asked = context["request"].GET.copy()
    for name, value in changes.items():
        asked.pop(name, None)
        if value not in (None, ""):
            asked[name] = str(value)
    return f"?{asked.urlencode()}" if asked else "?"


@register.simple_tag(takes_context=True)
def sorter(context: template.Context, key: str, code: str) -> SafeString:
    """The head of a column by which the list can be sorted."""
    now = context["request"].GET.get("sort", "")
    after = f"-{key}" if now == key else key
    arrow = {key: " ▲", f"-{key}": " ▼"}.get(now, "")
    return format_html(
        '<a href="{}" class="sorter">{}{}</a>', address(context, sort=after, page=""), word(context, code), arrow
    )


def _finding(found: dict[str, Any]) -> Finding:
    return Finding(code=found["code"], start=found["start"], end=found["end"], values=tuple(found["values"].items()))


@register.filter
def percent(value: float) -> str:
    """A share of one as whole percent."""
    return f"{value * 100:.0f}%"


@register.filter
def placeof(edition: int, editions: list[Edition]) -> str:
    """The place of the edition of that number among *editions*."""
    return next((each.plan.place.name for each in editions if each.pk == edition and each.plan.place), "")


@register.simple_tag(takes_context=True)
def sumwords(context: template.Context, of: Sum) -> str:
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


@register.simple_tag(takes_context=True)
def sumparts(context: template.Context, of: Sum, items: Mapping[tuple[str, str], Item]) -> SafeString:
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
                '{} <a href="{}">{}</a>{}',
                each.place, reverse("plans:item", args=[item.pk]), item.head,
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


@register.filter
def runs(value: Value) -> SafeString:
    """Words of a paper on a page: struck ones as deleted, bold ones as inserted."""
    if not isinstance(value, tuple):
        return format_html("{}", value or "")
    marks = {(True, False): "<del>{}</del>", (False, True): "<ins>{}</ins>"}
    return SafeString("".join(format_html(marks.get((run.struck, run.bold), "{}"), run.text) for run in value))


@register.filter
def may(person: Person, deed: str) -> bool:
    """Whether a person may do it, somewhere."""
    return person.may(deed)

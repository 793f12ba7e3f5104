"""What must hold of a plan, a source and a refusal, whatever came in."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from random import Random

from xiandao.core.errors import Refusal
from xiandao.core.findings import Finding
from xiandao.core.messages import hint, message, refusal_message
from xiandao.core.plan import Plan
from xiandao.core.text import Source
from xiandao.reading import read_plan
from xiandao.reading.lint import lint_plan
from xiandao.writers.plan_json import KINDS, json_from_plan, plan_from_dict
from xiandao.writers.report_html import html_from_plan

WORN_OUT = frozenset({"file-too-slow", "file-crashed-reader"})
DIGITS = re.compile(r"\d+")
# Two halves of a surrogate pair side by side are one character to whoever reads JSON.
PAIR = re.compile("[\ud800-\udbff][\udc00-\udfff]")


def kernel_faults(text: str, chance: Random) -> list[str]:
    """What is wrong with the plan of *text*, its remarks for a drafter, its JSON and its report."""
    pages = (
        (0, *sorted(chance.randint(0, len(text)) for _ in range(chance.randint(0, 3)))) if chance.random() < 0.3 else ()
    )
    source = Source(name="plan.txt", media_type="text/plain", text=text, pages=pages)
    plan = read_plan(source)
    remarks = lint_plan(plan, source)
    faults = [*plan_faults(plan, text), *finding_faults((*plan.findings, *remarks), text)]
    if not PAIR.search(text) and plan_from_dict(json.loads(json_from_plan(plan))) != plan:
        faults.append("the JSON says something else than the plan")
    if not html_from_plan(plan, source).decode().endswith("</html>\n"):
        faults.append("the report is cut off")
    return faults


def plan_faults(plan: Plan, text: str) -> Iterator[str]:
    """What is wrong with a plan as a value."""
    items = [item for kind in KINDS for item in getattr(plan, kind)]
    ids = Counter(item.id for item in items)
    yield from (f"an id stands twice: {one}" for one, count in ids.items() if count > 1)
    for item in items:
        words = item.words
        if not words.quote or text[words.start : words.end] != words.quote:
            yield f"a quote stands elsewhere: {type(item).__name__} {words.start}–{words.end} {words.quote!r:.60}"
    for task in plan.tasks:
        if not task.words.end <= task.body_start <= task.body_end <= len(text):
            yield f"a task's text lies outside: {task.body_start}–{task.body_end}"
    books = Counter((claim.start, claim.end) for claim in plan.balance.claims)
    yield from (f"a number is in the books twice: {one}" for one, count in books.items() if count > 1)
    yield from (
        f"digits are not in the books: {run.span()}" for run in DIGITS.finditer(text) if run.span() not in books
    )
    for claim in plan.balance.claims:
        if not set(claim.items) <= set(ids) or (claim.items and claim.reason):
            yield f"a claim names nothing, or two things: {claim}"
    if not set(plan.balance.open) <= set(plan.balance.claims):
        yield "an open number is not in the books"


def finding_faults(findings: Sequence[Finding], text: str) -> Iterator[str]:
    """Findings without place or wording."""
    for one in findings:
        if not 0 <= one.start <= one.end <= len(text):
            yield f"a finding stands outside the text: {one}"
        if not all(message(one, language) for language in ("zh", "en")) or hint(one) == "":
            yield f"a finding says nothing: {one}"


def source_faults(source: Source) -> Iterator[str]:
    """What is wrong with a source as a value."""
    yield from finding_faults(source.findings, source.text)
    yield from (f"page begins outside the text: {page}" for page in source.pages if page > len(source.text))


def refusal_faults(refusal: Refusal) -> Iterator[str]:
    """A refusal that is none, or says nothing."""
    if refusal.code in WORN_OUT:
        yield f"{refusal.code} {refusal.values.get('reason', '')}"
    if not all(refusal_message(refusal, language) for language in ("zh", "en")):
        yield f"a refusal says nothing: {refusal.code}"

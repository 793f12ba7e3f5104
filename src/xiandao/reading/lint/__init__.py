"""What a drafter wants to be told before the plan is issued, one rule a module."""

from __future__ import annotations

from xiandao.core.findings import Finding
from xiandao.core.plan import Plan
from xiandao.core.text import Source
from xiandao.reading.blocks import blocks_of
from xiandao.reading.lint import (
    adjective_undefined,
    adverb_only,
    date_impossible,
    fair_competition,
    sector_no_task,
    sum_differs,
    target_differs,
    target_falls,
    target_no_baseline,
    target_no_task,
    target_no_unit,
    target_no_year,
    target_none,
    task_no_unit,
    units_vague,
)
from xiandao.reading.lint.draft import Draft, LintRule
from xiandao.reading.view import view_of

RULES: tuple[LintRule, ...] = (
    target_none.RULE,
    target_no_year.RULE,
    target_no_unit.RULE,
    target_no_baseline.RULE,
    target_no_task.RULE,
    target_differs.RULE,
    target_falls.RULE,
    task_no_unit.RULE,
    units_vague.RULE,
    sector_no_task.RULE,
    adjective_undefined.RULE,
    adverb_only.RULE,
    sum_differs.RULE,
    date_impossible.RULE,
    fair_competition.RULE,
)


def lint_plan(plan: Plan, source: Source) -> tuple[Finding, ...]:
    """Everything the rules find in a plan and the text it was read from, in the order of the text."""
    view = view_of(source.text)
    draft = Draft(plan=plan, source=source, view=view, text=view.text, blocks=blocks_of(view.text))
    found = {one: None for rule in RULES for one in rule.find(draft)}
    return tuple(sorted(found, key=lambda one: (one.start, one.end, one.code)))

"""``xiandao lint``: what a drafter would want to be told before the plan is issued."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, cast

from xiandao.core.errors import Refusal
from xiandao.core.messages import Language, refusal_message, wording

if TYPE_CHECKING:
    from xiandao.cli.names import Todo
    from xiandao.core.findings import Finding
    from xiandao.core.plan import Plan
    from xiandao.core.text import Source
    from xiandao.writers.findings import Linted

    LintPlan = Callable[[Plan, Source], tuple[Finding, ...]]

FORMATS = ("text", "json", "sarif")


def add_arguments(parser: argparse.ArgumentParser, language: Language) -> None:
    """Documents, and how to tell what was found."""
    parser.add_argument("paths", nargs="+", type=Path, metavar="FILE|DIR", help=wording("cli-paths", language))
    parser.add_argument("--format", choices=FORMATS, default="text", help=wording("cli-lint-format", language))


def run(options: argparse.Namespace) -> int:
    """Prints the findings; 1 where one of them is an error, 2 where a file was refused."""
    from xiandao.cli.names import tell_skipped, todo_from_paths
    from xiandao.writers.findings import findings_json, findings_text
    from xiandao.writers.sarif import findings_sarif

    todo = todo_from_paths(options.paths, None)
    tell_skipped(todo, options.lang)
    linted, refused = _linted(todo)
    write = {"text": findings_text, "json": findings_json, "sarif": findings_sarif}[options.format]
    sys.stdout.flush()
    sys.stdout.buffer.write(write(linted, options.lang))
    for refusal in refused:
        print(refusal_message(refusal, options.lang), file=sys.stderr)
    if refused:
        return 2
    return 1 if any(each.has_errors for each in linted) else 0


def _linted(todo: Todo) -> tuple[list[Linted], list[Refusal]]:
    """Every document of *todo*, with what was found while reading it and what a drafter would want to know."""
    from xiandao.readers import read_source
    from xiandao.reading import read_plan
    from xiandao.writers.findings import Linted

    lint_plan = cast("LintPlan", import_module("xiandao.reading.lint").lint_plan)
    linted: list[Linted] = []
    refused = [each.refusal for each in todo.refused]
    for job in todo.jobs:
        try:
            source = read_source(job.path)
        except Refusal as refusal:
            refused.append(Refusal(refusal.code, **{**refusal.values, "name": job.file}))
            continue
        plan = read_plan(source)
        found = dict.fromkeys((*plan.findings, *lint_plan(plan, source)))
        ordered = tuple(sorted(found, key=lambda each: (each.start, each.end)))
        linted.append(Linted(file=str(job.path), source=source, findings=ordered))
    return linted, refused

"""``xiandao lint``: what a drafter would want to be told before the plan is issued."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from xiandao.core.messages import Language, wording

if TYPE_CHECKING:
    from xiandao.cli.names import Job
    from xiandao.writers.findings import Linted
    from xiandao.writers.run import Refused

FORMATS = ("text", "json", "sarif")


def add_arguments(parser: argparse.ArgumentParser, language: Language) -> None:
    """Documents, and how to tell what was found."""
    parser.add_argument("paths", nargs="+", type=Path, metavar="FILE|DIR", help=wording("cli-paths", language))
    parser.add_argument("--format", choices=FORMATS, default="text", help=wording("cli-lint-format", language))


def run(options: argparse.Namespace) -> int:
    """Prints the findings; 1 where one of them is an error, 2 where a file was refused or there was none to check."""
    from xiandao.cli.batch import tell_refused
    from xiandao.cli.names import tell_skipped, todo_from_paths
    from xiandao.writers.findings import Linted, findings_json, findings_text
    from xiandao.writers.sarif import findings_sarif

    todo = todo_from_paths(options.paths, None)
    tell_skipped(todo, options.lang)
    outcomes = [_linted(job) for job in todo.jobs]
    linted = [each for each in outcomes if isinstance(each, Linted)]
    refused = [*todo.refused, *(each for each in outcomes if not isinstance(each, Linted))]
    write = {"text": findings_text, "json": findings_json, "sarif": findings_sarif}[options.format]
    sys.stdout.flush()
    sys.stdout.buffer.write(write(linted, options.lang, refused=len(refused)))
    for each in refused:
        tell_refused(each, options.lang)
    if refused or not linted:
        return 2
    return 1 if any(each.has_errors for each in linted) else 0


def _linted(job: Job) -> Linted | Refused:
    """One document with what was found while reading it and what a drafter would want to know."""
    from xiandao.cli.batch import attempted
    from xiandao.reading.lint import lint_plan
    from xiandao.writers.findings import Linted
    from xiandao.writers.run import Entry

    def linted(entry: Entry) -> Linted:
        found = dict.fromkeys((*entry.plan.findings, *lint_plan(entry.plan, entry.source)))
        ordered = tuple(sorted(found, key=lambda each: (each.start, each.end)))
        return Linted(file=str(job.path), source=entry.source, findings=ordered)

    return attempted(job, linted)

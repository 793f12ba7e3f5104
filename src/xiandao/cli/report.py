"""``xiandao report``: from documents to ledgers on the screen and files in ``out/``."""

from __future__ import annotations

import argparse
from pathlib import Path

from xiandao.cli.read import add_jobs
from xiandao.cli.voice import say
from xiandao.core.messages import Language, wording
from xiandao.core.text import one_line

FORMATS = ("ledger", "json", "xlsx", "html")


def add_arguments(parser: argparse.ArgumentParser, language: Language) -> None:
    """Files, by default the samples; where to write, by default ``out/``."""
    parser.add_argument("paths", nargs="*", type=Path, metavar="FILE|DIR", help=wording("cli-paths", language))
    parser.add_argument("--out", type=Path, default=Path("out"), metavar="DIR", help=wording("cli-out", language))
    add_jobs(parser, language)


def run(options: argparse.Namespace) -> int:
    """Reads, prints, writes, and says where things are."""
    from xiandao.cli.batch import read_into

    paths, out = options.paths or [Path("samples")], options.out
    tally = read_into(paths, formats=FORMATS, out=out, jobs=options.jobs, language=options.lang)
    if tally.read:
        for code, path in (("report", "index.html"), ("workbook", "plans.xlsx"), ("json", "*.json")):
            say(wording(f"report-{code}", options.lang, path=one_line(str(out / path))))
    return tally.status

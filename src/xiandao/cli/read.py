"""``xiandao read``: documents in, plans out in the formats asked for."""

from __future__ import annotations

import argparse
from pathlib import Path

from xiandao.core.errors import Refusal
from xiandao.core.messages import Language, wording

NAMES = ("json", "jsonl", "xlsx", "html", "parquet")


def add_arguments(parser: argparse.ArgumentParser, language: Language) -> None:
    """Files, formats, where to write, how many at once."""
    parser.add_argument("paths", nargs="+", type=Path, metavar="FILE|DIR", help=wording("cli-paths", language))
    parser.add_argument(
        "--format",
        action="append",
        metavar="FORMAT",
        help=wording("cli-format", language, formats=", ".join(NAMES)),
    )
    parser.add_argument("--out", type=Path, required=True, metavar="DIR", help=wording("cli-out", language))
    add_jobs(parser, language)


def add_jobs(parser: argparse.ArgumentParser, language: Language) -> None:
    """How many documents to read at once."""
    parser.add_argument("--jobs", type=positive, metavar="N", help=wording("cli-jobs", language))


def run(options: argparse.Namespace) -> int:
    """Reads, writes, and says how it went."""
    from xiandao.cli.batch import read_into

    formats = formats_asked(options.format)
    return read_into(options.paths, formats=formats, out=options.out, jobs=options.jobs, language=options.lang).status


def formats_asked(asked: list[str] | None) -> tuple[str, ...]:
    """``["json,html", "xlsx"]`` as names, each once, JSON when nothing is asked."""
    names = [name.strip() for given in asked or ["json"] for name in given.split(",") if name.strip()]
    for name in names:
        if name not in NAMES:
            raise Refusal("format-unknown", format=name, formats=", ".join(NAMES))
    return tuple(dict.fromkeys(names)) or ("json",)


def positive(text: str) -> int:
    """A count of at least one."""
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text!r} < 1")
    return int(text)

"""``xiandao registers import``: a workbook previewed for a register or entered, every wrong row told with its cells."""

from __future__ import annotations

import argparse
import datetime as dt
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from xiandao.cli.workspace import acting, add_as, add_data, workspace_open
from xiandao.core.findings import Finding
from xiandao.core.messages import Language, message, wording
from xiandao.core.text import one_line

if TYPE_CHECKING:
    from xiandao.apps.registers.importing import Taken
    from xiandao.apps.registers.loads import About

FORMAT = "xiandao-import/1"


def add_arguments(parser: argparse.ArgumentParser, language: Language) -> None:
    """The workbook, what it is, and whether it is entered."""

    def option(name: str, **more: Any) -> None:  # noqa: ANN401 - argparse
        parser.add_argument(f"--{name}", help=wording(f"cli-import-{name}", language), **more)

    parser.add_argument("file", type=Path, metavar="FILE", help=wording("cli-import-file", language))
    option("kind", required=True, metavar="KIND")
    what = parser.add_mutually_exclusive_group(required=True)
    what.add_argument("--preview", action="store_true", help=wording("cli-import-preview", language))
    what.add_argument("--commit", action="store_true", help=wording("cli-import-commit", language))
    option("format", choices=("text", "json"), default="text")
    option("stream", default="", metavar="NAME")
    option("authority", default="reported", metavar="CODE")
    option("as-of", type=dt.date.fromisoformat, metavar="DATE")
    option("period", default="", metavar="PERIOD")
    option("secrecy", default="none", metavar="CODE")
    option("returned", type=Path, metavar="OUT.xlsx")
    add_data(parser, language)
    add_as(parser, language)


def run(options: argparse.Namespace) -> int:
    """1 when rows are wrong; those that are not are entered all the same when that was asked for."""
    workspace_open(options)
    from django.utils import timezone

    from xiandao.apps.registers import importing

    work = importing.import_commit if options.commit else importing.import_preview
    found = work(acting(options), options.file, _about(options), at=timezone.now())
    if options.returned and found.counts["wrong"]:
        _return(found, options.returned, options.lang)
    if options.format == "json":
        _json(found, options)
    else:
        _text(found, options)
    return 1 if found.counts["wrong"] else 0


def _about(options: argparse.Namespace) -> About:
    from xiandao.apps.registers.loads import About

    return About(
        kind=options.kind, stream=options.stream, authority=options.authority, as_of=options.as_of,
        period=options.period, secrecy=options.secrecy,
    )  # fmt: skip


def _return(found: Taken, path: Path, language: Language) -> None:
    from xiandao.apps.registers.returning import returned
    from xiandao.writers.files import replacing

    with replacing(path) as part:
        part.write_bytes(returned(found.book, found.lines, language))


def _json(found: Taken, options: argparse.Namespace) -> None:
    from xiandao.writers.plan_json import json_bytes

    told = {
        "format": FORMAT,
        "file": options.file.name,
        "kind": found.load.kind,
        "as_of": found.load.as_of.isoformat(),
        "period": found.load.period,
        "entered": options.commit,
        "load": found.load.pk,
        "counts": found.counts,
        "columns": list(_columns(found)),
        "wrong": list(_faults(found, "wrong", options.lang)),
        "conflicting": list(_faults(found, "conflicting", options.lang)),
    }
    sys.stdout.flush()
    sys.stdout.buffer.write(json_bytes(told))


def _text(found: Taken, options: argparse.Namespace) -> None:
    lang = options.lang
    for each in _columns(found):
        told = {**each, "property": each["property"] or wording("cli-import-unused", lang)}
        print(one_line(wording("cli-import-column", lang, **told)))
    print(wording("cli-import-counts", lang, **found.counts))
    for each in _faults(found, "wrong", lang):
        print("\t".join((each["sheet"], each["cell"] or str(each["row"]), each["message"])))
    ending = "cli-import-entered" if options.commit else "cli-import-not-entered"
    print(wording(ending, lang, load=found.load.pk) if options.commit else wording(ending, lang))


def _columns(found: Taken) -> Iterator[dict[str, Any]]:
    """Which column was taken for what, in the tables that were taken."""
    for table in found.load.mapping["tables"]:
        for column in table["columns"] if table["used"] else ():
            yield {
                "sheet": table["sheet"], "letters": column["letters"], "head": column["name"],
                "property": column["property"] or None, "unit": column["unit"], "period": column["period"],
                "score": column["score"],
            }  # fmt: skip


def _faults(found: Taken, outcome: str, language: Language) -> Iterator[dict[str, Any]]:
    """What is wrong, one row of a sheet after the other; ``cell`` is ``None`` for a row as a whole."""
    for line in found.lines:
        if line.judged.outcome != outcome:
            continue
        faults = line.judged.findings
        cells = line.cells if len(line.cells) == len(faults) else (None,) * len(faults)
        for fault, cell in zip(faults, cells, strict=True):
            yield {"sheet": line.sheet, "row": line.number, "cell": cell, **_fault(fault, language)}


def _fault(fault: Finding, language: Language) -> dict[str, Any]:
    return {"code": fault.code, "message": message(fault, language), "values": dict(fault.values)}

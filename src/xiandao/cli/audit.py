"""``xiandao audit verify``: whether the log of deeds is as it was written."""

from __future__ import annotations

import argparse
import json
from typing import TYPE_CHECKING

from xiandao.cli.workspace import add_data, workspace_point
from xiandao.core.messages import Language, message, wording

if TYPE_CHECKING:
    from collections.abc import Iterable

    from xiandao.core.chain_audit import Verdict
    from xiandao.core.findings import Finding

FORMAT = "xiandao-audit/1"


def add_arguments(parser: argparse.ArgumentParser, language: Language) -> None:
    """One act: ``verify``."""
    acts = parser.add_subparsers(title=wording("cli-verbs", language), metavar="ACT", required=True)
    about = wording("cli-audit-verify", language)
    verify = acts.add_parser("verify", help=about, description=about, language=language)
    verify.add_argument("-h", "--help", action="help", help=wording("cli-help", language))
    verify.add_argument("--lang", choices=("zh", "en"), default=language, help=wording("cli-lang", language))
    add_data(verify, language)
    verify.add_argument(
        "--format", choices=("text", "json"), default="text", help=wording("cli-audit-format", language)
    )


def run(options: argparse.Namespace) -> int:
    """Prints the verdict; 0 when the log is sound, 1 when it is not."""
    workspace_point(options)
    from xiandao.apps.audit.selectors import audit_verdict
    from xiandao.web.backup_tables import state_here

    state_here()  # refuses a folder that holds no workspace, before anything is made there
    verdict = audit_verdict()
    text = verdict_json(verdict, options.lang) if options.format == "json" else verdict_text(verdict, options.lang)
    print(text)
    return 1 if verdict.faults else 0


def verdict_text(verdict: Verdict, language: Language) -> str:
    """The verdict as a person reads it: what was found, then every fault and notice."""
    faults = len(verdict.faults) + verdict.unlisted
    first = (
        wording("audit-broken", language, n=faults)
        if faults
        else wording("audit-sound", language, lines=verdict.lines, signed=verdict.signed)
    )
    more = (wording("audit-unlisted", language, n=verdict.unlisted),) if verdict.unlisted else ()
    extent = (wording("audit-extent", language, lines=verdict.lines, signed=verdict.signed),) if faults else ()
    found = (message(each, language) for each in (*verdict.faults, *verdict.notices))
    return "\n".join((first, *found, *more, *extent))


def verdict_json(verdict: Verdict, language: Language) -> str:
    """The verdict for a program."""
    said = {
        "format": FORMAT,
        "sound": not verdict.faults,
        "lines": verdict.lines,
        "signed": verdict.signed,
        "faults": _findings(verdict.faults, language),
        "notices": _findings(verdict.notices, language),
        "unlisted": verdict.unlisted,
    }
    return json.dumps(said, ensure_ascii=False, indent=2)


def _findings(found: Iterable[Finding], language: Language) -> list[dict[str, object]]:
    return [{"code": each.code, "message": message(each, language), "values": dict(each.values)} for each in found]

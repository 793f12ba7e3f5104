"""``xiandao registers check-code``: codes that people typed, each valid or with the reason why it is not."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator

from xiandao.core.findings import Finding
from xiandao.core.identifiers import CHECKS, Checked, check, scheme_of
from xiandao.core.messages import Language, hint, message, wording
from xiandao.core.text import one_line

FORMAT = "xiandao-identifiers/1"


def add_arguments(parser: argparse.ArgumentParser, language: Language) -> None:
    """The codes themselves, or ``-`` for one a line from standard input."""
    parser.add_argument("codes", nargs="+", metavar="CODE", help=wording("cli-registers-codes", language))
    parser.add_argument("--kind", choices=tuple(CHECKS), help=wording("cli-registers-kind", language))
    parser.add_argument(
        "--format", choices=("text", "json"), default="text", help=wording("cli-registers-format", language)
    )


def run(options: argparse.Namespace) -> int:
    """One line a code, in the order given; 1 when one of them is not valid."""
    found = (check(options.kind or scheme_of(code), code) for code in _codes(options.codes))
    if options.format == "json":
        told = list(found)
        print(codes_json(told, options.lang))
        return 0 if all(each.canonical for each in told) else 1
    status = 0
    for each in found:
        print(code_line(each, options.lang))
        status = status if each.canonical else 1
    return status


def code_line(checked: Checked, language: Language) -> str:
    """The code as given, a tab, and what is to be said of it."""
    return f"{one_line(checked.given)}\t{_verdict(checked, language)}"


def codes_json(found: list[Checked], language: Language) -> str:
    """The verdicts for a program; places count characters from 0, of the code without blanks."""
    codes = [
        {
            "given": each.given,
            "kind": each.scheme,
            "valid": each.canonical is not None,
            "canonical": each.canonical,
            "suggestion": each.suggestion or None,
            "faults": [_fault(fault, language) for fault in each.faults],
        }
        for each in found
    ]
    return json.dumps({"format": FORMAT, "codes": codes}, ensure_ascii=False, indent=2)


def _codes(given: list[str]) -> Iterator[str]:
    for code in given:
        if code != "-":
            yield code
            continue
        for number, line in enumerate(sys.stdin.buffer):
            # What is not UTF-8 is no code either: it comes out as a character that is not allowed.
            yield line.decode("utf-8-sig" if number == 0 else "utf-8", "replace").rstrip("\r\n")


def _verdict(checked: Checked, language: Language) -> str:
    kind = wording(f"label-identifier-{checked.scheme}", language)
    if checked.canonical is None:
        # Reasons are sentences: in Chinese nothing parts them, in English a blank does.
        more = [wording("code-perhaps", language, suggestion=checked.suggestion)] if checked.suggestion else []
        reasons = [*(message(fault, language) for fault in checked.faults), *more]
        return one_line(wording("code-invalid", language, reasons=("" if language == "zh" else " ").join(reasons)))
    if checked.canonical != checked.given:
        return wording("code-valid-as", language, kind=kind, canonical=checked.canonical)
    return wording("code-valid" if checked.scheme == "credit-code" else "code-valid-kind", language, kind=kind)


def _fault(fault: Finding, language: Language) -> dict[str, object]:
    return {
        "code": fault.code,
        "start": fault.start,
        "end": fault.end,
        "message": message(fault, language),
        "hint": hint(fault, language),
        "values": dict(fault.values),
    }

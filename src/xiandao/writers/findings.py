"""What a check of a draft found, as lines to read and as JSON."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from xiandao.core.findings import Finding
from xiandao.core.messages import Language, catalogue, hint, message, wording
from xiandao.core.text import Source, one_line
from xiandao.writers.excerpts import excerpt
from xiandao.writers.plan_json import finding_dict, json_bytes

_LINE_END = re.compile("\n")
LEVELS = ("error", "warning", "note")


@dataclass(frozen=True, slots=True, kw_only=True)
class Linted:
    """One document with its findings, in the order of the text; *file* is its path as given."""

    file: str
    source: Source
    findings: tuple[Finding, ...]

    @property
    def has_errors(self) -> bool:
        """Whether the draft should not be issued as it is."""
        return any(level(found) == "error" for found in self.findings)


def level(found: Finding) -> str:
    """``error``, ``warning`` or ``note``, as the catalogue of messages says; ``warning`` where it does not."""
    return catalogue()["finding"].get(found.code, {}).get("level", "warning")


def line_starts(text: str) -> list[int]:
    """Where each line of *text* begins."""
    return [0, *(match.end() for match in _LINE_END.finditer(text))]


def line_and_column(starts: Sequence[int], offset: int) -> tuple[int, int]:
    """Where *offset* stands among lines that begin at *starts*, both counted from 1, columns in code points."""
    line = bisect_right(starts, offset)
    return line, offset - starts[line - 1] + 1


def findings_text(linted: Sequence[Linted], language: Language = "zh", *, refused: int = 0) -> bytes:
    """A line where and what, a line of words, a line what to do; a sum at the end, with how many were *refused*."""
    told = [line for each in linted for line in _document_lines(each, language)]
    count = sum(len(each.findings) for each in linted)
    errors = sum(level(found) == "error" for each in linted for found in each.findings)
    told.append(wording("lint-summary", language, files=len(linted), count=count, errors=errors, refused=refused))
    return ("\n".join(told) + "\n").encode("utf-8", "replace")


def findings_json(linted: Sequence[Linted], language: Language = "zh", *, refused: int = 0) -> bytes:
    """Every finding flat, with its document and its place; how many were *refused* beside them."""
    return json_bytes(
        {
            "schema": "xiandao-findings/1",
            "refused": refused,
            "documents": [
                {
                    "file": each.file,
                    "text_sha256": each.source.sha256,
                    "findings": list(_flat(each, language)),
                }
                for each in linted
            ],
        }
    )


def _flat(each: Linted, language: Language) -> Iterator[dict[str, Any]]:
    starts = line_starts(each.source.text)
    for found in each.findings:
        yield {"level": level(found), **finding_dict(found, language), **_place(each.source, starts, found)}


def _place(source: Source, starts: Sequence[int], found: Finding) -> dict[str, int]:
    line, column = line_and_column(starts, found.start)
    page = source.page(found.start)
    return {"line": line, "column": column, **({"page": page} if page else {})}


def _document_lines(each: Linted, language: Language) -> Iterator[str]:
    starts, file = line_starts(each.source.text), one_line(each.file)
    for found in each.findings:
        line, column = line_and_column(starts, found.start)
        said = wording(f"level-{level(found)}", language)
        yield f"{file}:{line}:{column}: {said} {message(found, language)} [{found.code}]"
        words = excerpt(each.source, found.start, found.end)
        if words:
            yield f"    {words}"
        way = hint(found, language)
        if way:
            yield f"    → {way}"

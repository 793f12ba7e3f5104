"""What a check of a draft found, as lines to read and as JSON."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from xiandao.core.findings import Finding
from xiandao.core.messages import Language, catalogue, hint, message, wording
from xiandao.core.text import Source
from xiandao.writers.excerpts import excerpt
from xiandao.writers.plan_json import finding_dict, json_bytes

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


def line_and_column(text: str, offset: int) -> tuple[int, int]:
    """Where *offset* stands, both counted from 1, columns in code points."""
    start = text.rfind("\n", 0, offset) + 1
    return text.count("\n", 0, offset) + 1, offset - start + 1


def findings_text(linted: Sequence[Linted], language: Language = "zh") -> bytes:
    """A line where and what, a line of words, a line what to do; a sum at the end."""
    told = [line for each in linted for line in _document_lines(each, language)]
    count = sum(len(each.findings) for each in linted)
    errors = sum(level(found) == "error" for each in linted for found in each.findings)
    told.append(wording("lint-summary", language, files=len(linted), count=count, errors=errors))
    return ("\n".join(told) + "\n").encode("utf-8", "replace")


def findings_json(linted: Sequence[Linted], language: Language = "zh") -> bytes:
    """Every finding flat, with its document and its place."""
    return json_bytes(
        {
            "schema": "xiandao-findings/1",
            "documents": [
                {
                    "file": each.file,
                    "text_sha256": each.source.sha256,
                    "findings": [
                        {"level": level(found), **finding_dict(found, language), **_place(each.source, found)}
                        for found in each.findings
                    ],
                }
                for each in linted
            ],
        }
    )


def _place(source: Source, found: Finding) -> dict[str, int]:
    line, column = line_and_column(source.text, found.start)
    page = source.page(found.start)
    return {"line": line, "column": column, **({"page": page} if page else {})}


def _document_lines(each: Linted, language: Language) -> Iterator[str]:
    for found in each.findings:
        line, column = line_and_column(each.source.text, found.start)
        said = wording(f"level-{level(found)}", language)
        yield f"{each.file}:{line}:{column}: {said} {message(found, language)} [{found.code}]"
        words = excerpt(each.source, found.start, found.end)
        if words:
            yield f"    {words}"
        way = hint(found, language)
        if way:
            yield f"    → {way}"

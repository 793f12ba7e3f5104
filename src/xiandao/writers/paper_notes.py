"""Footnotes of a Word file: real ones, numbered by Word, each with the sentence that it cites."""

from __future__ import annotations

from xiandao.core.papers import Cell, Footnote, Run
from xiandao.writers.paper_figures import source_words
from xiandao.writers.paper_xml import paragraph, root, run, w

MARK = w("rPr", w("rStyle", val="FootnoteReference"))


class Notes:
    """The footnotes of one paper, in the order in which they are met."""

    def __init__(self) -> None:
        self.met: list[Footnote] = []

    def reference(self, note: Footnote | None) -> str:
        """The mark in the text; nothing for nothing."""
        if note is None:
            return ""
        self.met.append(note)
        return w("r", MARK, w("footnoteReference", id=len(self.met)))

    def runs(self, runs: tuple[Run, ...]) -> str:
        """Runs, each with its footnote behind it."""
        return "".join(run(each) + self.reference(each.footnote) for each in runs)

    def cell(self, cell: Cell, shown: str) -> str:
        """What a cell says: its runs, or its value as *shown*, and its footnote."""
        said = self.runs(cell.value) if isinstance(cell.value, tuple) else run(Run(shown))
        return said + self.reference(cell.footnote)

    def part(self) -> bytes:
        """``word/footnotes.xml``; the first two are the lines above footnotes, which Word asks for."""
        return root(
            "footnotes",
            _rule("separator", -1),
            _rule("continuationSeparator", 0),
            *(_note(at, note) for at, note in enumerate(self.met, start=1)),
        )


def _rule(kind: str, number: int) -> str:
    return w(
        "footnote",
        paragraph("Spacer", w("r", w(kind)), line=w("spacing", line=240, lineRule="auto")),
        type_=kind,
        id=number,
    )


def _note(number: int, note: Footnote) -> str:
    mark = w("r", MARK, w("footnoteRef"))
    return w("footnote", paragraph("FootnoteText", mark, run(Run(f" {source_words(note)}"))), id=number)

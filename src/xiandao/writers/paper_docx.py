"""A paper as a Word file in the layout of GB/T 9704-2012: page, grid, fonts, page numbers, real footnotes."""

from __future__ import annotations

from itertools import groupby
from typing import NamedTuple

from xiandao.core.papers import Annex, Form, Heading, Paper, Paragraph, Part, Run, Signature, Table
from xiandao.writers.columns import width
from xiandao.writers.paper_figures import day_words, mark_words
from xiandao.writers.paper_notes import Notes
from xiandao.writers.paper_package import package
from xiandao.writers.paper_pages import EVEN_ID, HEADER_ID, ODD_ID, footer, header, section, section_end
from xiandao.writers.paper_styles import font_table, indent, settings, styles
from xiandao.writers.paper_tables import is_wide, table_xml
from xiandao.writers.paper_xml import paragraph, root, run, w

STYLES = {
    Form.BODY: "BodyText",
    Form.ADDRESSEE: "Addressee",
    Form.CENTRED: "Centred",
    Form.NOTE: "TableNote",
}
KEEP = w("keepNext")
BLANK_DAY = "　　　　年　　月　　日"
"""Where nobody has said the day: room to write it."""


class _Block(NamedTuple):
    """A stretch of the document, and whether its pages lie lengthwise."""

    landscape: bool
    xml: str


def docx_of(paper: Paper) -> bytes:
    """The paper as a ``.docx``; the same paper gives the same bytes.

    Raises:
        Refusal: ``paper-columns`` or ``paper-rows``, for tables larger than Word can hold.
    """
    notes, mark = Notes(), mark_words(paper.watermark)
    document = root("document", w("body", _pages(_blocks(paper, notes), marked=bool(mark))))
    parts = {
        "document": document,
        "styles": styles(),
        "settings": settings(),
        "fontTable": font_table(),
        "footnotes": notes.part(),
        "odd": footer("PageOdd"),
        "even": footer("PageEven"),
    }
    relations = {"styles": "rId1", "settings": "rId2", "fontTable": "rId3", "footnotes": "rId4"}
    relations |= {"odd": ODD_ID, "even": EVEN_ID}
    if mark:
        parts["header"], relations["header"] = header(mark), HEADER_ID
    return package(parts, relations, title=paper.title.replace("\n", ""))


def _blocks(paper: Paper, notes: Notes) -> list[_Block]:
    """The paper from its title to its last annex."""
    named = tuple(annex.title for annex in paper.attachments)
    lying = paper.landscape or (paper.signature is None and _leads_wide(paper.parts))
    return [
        _Block(lying, _title(paper)),
        *_flow(paper.parts, notes, landscape=lying, signed=paper.signature is not None),
        _Block(lying, _attachments(named) + _signature(paper.signature)),
        *(
            block
            for number, annex in enumerate(paper.attachments, start=1)
            if annex.parts
            for block in _annex(annex, number if len(named) > 1 else None, notes)
        ),
    ]


def _pages(blocks: list[_Block], *, marked: bool) -> str:
    """Blocks one after the other, with a new section where pages turn."""
    made = [
        ("".join(block.xml for block in run_), section(landscape=lying, marked=marked))
        for lying, run_ in groupby((block for block in blocks if block.xml), key=lambda block: block.landscape)
    ]
    return "".join(xml + section_end(pages) for xml, pages in made[:-1]) + made[-1][0] + made[-1][1]


def _title(paper: Paper) -> str:
    lines = "".join(paragraph("Title", run(Run(line))) for line in paper.title.split("\n"))
    return lines + (paragraph("Subtitle", run(Run(paper.subtitle))) if paper.subtitle else "") + _blank()


def _blank() -> str:
    return paragraph("BodyText", keep=KEEP)


def _flow(parts: tuple[Part, ...], notes: Notes, *, landscape: bool, signed: bool = False) -> list[_Block]:
    """The parts; the last one of a *signed* text stays with what follows, so that no name stands on a page alone."""
    last = len(parts) - 1
    return [_part(part, notes, landscape=landscape, kept=signed and at == last) for at, part in enumerate(parts)]


def _part(part: Part, notes: Notes, *, landscape: bool, kept: bool) -> _Block:
    match part:
        case Heading():
            return _Block(landscape, paragraph(f"Heading{part.level}", run(Run(part.text))))
        case Paragraph():
            keep = KEEP if kept else ""
            return _Block(landscape, paragraph(STYLES[part.form], notes.runs(part.runs), keep=keep))
        case Table():
            lying = landscape or is_wide(part)
            return _Block(lying, table_xml(part, notes, landscape=lying))


def _leads_wide(parts: tuple[Part, ...]) -> bool:
    """Whether a table too wide to stand comes first or behind one paragraph: then the title lies with it."""
    leading = parts[:2] if parts and isinstance(parts[0], Paragraph) else parts[:1]
    return any(isinstance(part, Table) and is_wide(part) for part in leading)


def _attachments(named: tuple[str, ...]) -> str:
    """附件：1. …, a line below the text; a single annex has no number."""
    if not named:
        return ""
    if len(named) == 1:
        return _blank() + paragraph(
            "AttachmentFirst", run(Run(f"附件：{named[0]}")), keep=KEEP, ind=indent(left=500, hanging=300)
        )
    first, *others = (f"{number}．{name}" for number, name in enumerate(named, start=1))
    rest = (paragraph("AttachmentNext", run(Run(each)), keep=KEEP) for each in others)
    return _blank() + paragraph("AttachmentFirst", run(Run(f"附件：{first}")), keep=KEEP) + "".join(rest)


def _signature(signature: Signature | None) -> str:
    """Without a seal: the unit two characters from the right, the day beginning two further in than the unit does."""
    if signature is None:
        return ""
    day = day_words(signature.day) if signature.day else BLANK_DAY
    own = max((round(width(unit, ambiguous=2) * 50) for unit in signature.units), default=0)
    days = round(width(day, ambiguous=2) * 50)
    behind = max(own - days, 200)
    units = (
        paragraph("Signature", run(Run(unit)), keep=KEEP, ind=indent(right=behind + days + 200 - own))
        for unit in signature.units
    )
    return _blank() + "".join(units) + paragraph("Signature", run(Run(day)), ind=indent(right=behind))


def _annex(annex: Annex, number: int | None, notes: Notes) -> list[_Block]:
    """附件1 at the left edge of a new page, its title on the third line."""
    mark = paragraph("AnnexMark", run(Run(f"附件{number or ''}")), new=w("pageBreakBefore"))
    title = "".join(paragraph("Title", run(Run(line))) for line in annex.title.split("\n"))
    lying = annex.landscape or _leads_wide(annex.parts)
    return [_Block(lying, mark + _blank() + title + _blank()), *_flow(annex.parts, notes, landscape=lying)]

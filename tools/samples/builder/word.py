"""A Word file: headings as Word lists, real tables, a text box, footnotes."""

from __future__ import annotations

import html
import io
import re

from docx import Document
from docx.document import Document as Docx
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.text.paragraph import Paragraph

from builder.archive import STAMP, repacked
from builder.source import Block, Source, split_heading

WORD = nsdecls("w")
SIDES = {"title": WD_ALIGN_PARAGRAPH.CENTER, "centre": WD_ALIGN_PARAGRAPH.CENTER, "right": WD_ALIGN_PARAGRAPH.RIGHT}
LEVELS = (("chineseCountingThousand", "%1、"), ("chineseCountingThousand", "（%2）"), ("decimal", "%3. "))


def docx_from(source: Source) -> bytes:
    document = Document()
    style = document.styles["Normal"]
    style.font.name = "FangSong"
    style.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), "仿宋")
    if source.numbering != "typed":
        add_list_numbering(document)
    footnotes: list[str] = []
    for block in source.blocks:
        add_block(document, block, footnotes)
    add_footnotes(document, footnotes)
    core = document.core_properties
    core.title, core.author, core.created, core.modified = source.title, "样例数据", STAMP, STAMP
    stream = io.BytesIO()
    document.save(stream)
    return repacked(stream.getvalue())


def add_list_numbering(document: Docx) -> None:
    """Make headings Word lists: their numbers are nowhere in the text."""
    levels = "".join(
        f'<w:lvl w:ilvl="{i}"><w:start w:val="1"/><w:numFmt w:val="{form}"/><w:suff w:val="nothing"/><w:lvlText w:val="{text}"/></w:lvl>'
        for i, (form, text) in enumerate(LEVELS)
    )
    root = document.part.numbering_part.element
    form = '<w:multiLevelType w:val="multilevel"/>'
    root.insert(0, parse_xml(f'<w:abstractNum {WORD} w:abstractNumId="77">{form}{levels}</w:abstractNum>'))
    root.append(parse_xml(f'<w:num {WORD} w:numId="77"><w:abstractNumId w:val="77"/></w:num>'))


def add_block(document: Docx, block: Block, footnotes: list[str]) -> None:
    match block.kind:
        case "table":
            add_table(document, block.rows)
        case "box":
            document.add_paragraph().add_run(block.text).bold = True
            for inner in block.inner:
                add_block(document, inner, footnotes)
        case "aside":
            add_text_box(document, (block.text, *(inner.text for inner in block.inner)))
        case "heading":
            title, rest = split_heading(block.text)
            paragraph = document.add_paragraph()
            paragraph.add_run(title).bold = True
            add_words(paragraph, rest, footnotes)
            properties = f'<w:numPr {WORD}><w:ilvl w:val="{block.level - 1}"/><w:numId w:val="77"/></w:numPr>'
            paragraph.paragraph_format.element.get_or_add_pPr().append(parse_xml(properties))
        case _:
            paragraph = document.add_paragraph()
            add_words(paragraph, block.text, footnotes)
            paragraph.alignment = SIDES.get(block.kind, WD_ALIGN_PARAGRAPH.LEFT)


def add_words(paragraph: Paragraph, text: str, footnotes: list[str]) -> None:
    for part in re.split(r"(\{\{.*?\}\})", text):
        if part.startswith("{{"):
            footnotes.append(part[2:-2])
            paragraph.add_run().element.append(parse_xml(f'<w:footnoteReference {WORD} w:id="{len(footnotes)}"/>'))
        elif part:
            paragraph.add_run(part)


def add_table(document: Docx, rows: tuple[tuple[str, ...], ...]) -> None:
    table = document.add_table(rows=len(rows), cols=len(rows[0]), style="Table Grid")
    for cells, words in zip(table.rows, rows, strict=True):
        for cell, word in zip(cells.cells, words, strict=True):
            cell.text = word


def add_text_box(document: Docx, lines: tuple[str, ...]) -> None:
    inner = "".join(f"<w:p><w:r><w:t>{html.escape(line)}</w:t></w:r></w:p>" for line in lines)
    shape = (
        f'<w:pict {WORD} xmlns:v="urn:schemas-microsoft-com:vml"><v:rect style="width:400pt;height:60pt">'
        f"<v:textbox><w:txbxContent>{inner}</w:txbxContent></v:textbox></v:rect></w:pict>"
    )
    document.add_paragraph().add_run().element.append(parse_xml(shape))


def add_footnotes(document: Docx, footnotes: list[str]) -> None:
    if not footnotes:
        return
    rules = ("separator", "continuationSeparator")
    notes = [
        f'<w:footnote w:type="{kind}" w:id="{i - 1}"><w:p><w:r><w:{kind}/></w:r></w:p></w:footnote>'
        for i, kind in enumerate(rules)
    ]
    notes += [
        f'<w:footnote w:id="{i}"><w:p><w:r><w:footnoteRef/></w:r><w:r><w:t>{html.escape(words)}</w:t></w:r></w:p></w:footnote>'
        for i, words in enumerate(footnotes, 1)
    ]
    xml = f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?><w:footnotes {WORD}>{"".join(notes)}</w:footnotes>'
    form = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"
    part = Part(PackURI("/word/footnotes.xml"), form, xml.encode(), document.part.package)
    document.part.relate_to(part, RELATIONSHIP_TYPE.FOOTNOTES)

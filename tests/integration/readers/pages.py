"""Printed pages made on the fly, by ReportLab with a font that every PDF program knows."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence

from reportlab.lib import colors
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Flowable, Paragraph, SimpleDocTemplate, Table, TableStyle

FONT = "STSong-Light"
pdfmetrics.registerFont(UnicodeCIDFont(FONT))
BODY = ParagraphStyle("body", fontName=FONT, fontSize=16, leading=28, firstLineIndent=32, wordWrap="CJK", alignment=4)
TITLE = ParagraphStyle("title", fontName=FONT, fontSize=22, leading=32, alignment=1, wordWrap="CJK", spaceAfter=12)
CELL = ParagraphStyle("cell", fontName=FONT, fontSize=10.5, leading=14, wordWrap="CJK")
_MARGIN = 72


def paragraphs(words: Sequence[str], style: ParagraphStyle = BODY) -> list[Flowable]:
    return [Paragraph(one, style) for one in words]


def ruled_table(
    rows: Sequence[Sequence[str]], widths: Sequence[float], *spans: tuple[tuple[int, int], tuple[int, int]]
) -> Flowable:
    cells = [[Paragraph(cell, CELL) for cell in row] for row in rows]
    style = TableStyle([("GRID", (0, 0), (-1, -1), 0.5, colors.black)])
    for first, last in spans:
        style.add("SPAN", first, last)
    return Table(cells, colWidths=list(widths), style=style)


def pdf(
    story: Sequence[Flowable], *, head: str = "", number: str = "— {} —", password: str | None = None, title: str = ""
) -> bytes:
    """A document of A4 pages with a running head and page numbers."""

    def furniture(canvas: Canvas, _: object) -> None:
        canvas.setFont(FONT, 10)
        canvas.drawString(_MARGIN, 800, head)
        canvas.drawCentredString(A4[0] / 2, 40, number.format(canvas.getPageNumber()))

    buffer = io.BytesIO()
    document = SimpleDocTemplate(
        buffer, pagesize=A4, leftMargin=_MARGIN, rightMargin=_MARGIN, topMargin=_MARGIN, bottomMargin=_MARGIN,
        encrypt=password, title=title, pageCompression=0,
    )  # fmt: skip
    document.build(list(story), onFirstPage=furniture, onLaterPages=furniture)
    return buffer.getvalue()


def drawn(*pages: Callable[[Canvas], None], size: tuple[float, float] = A4) -> bytes:
    """A document each of whose pages is drawn by a function."""
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=size)
    for draw in pages:
        canvas.setFont(FONT, 16)
        draw(canvas)
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()

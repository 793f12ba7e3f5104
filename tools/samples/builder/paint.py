"""Pages painted as pdf, as a scan, and as the text that a converter takes out of a pdf."""

from __future__ import annotations

import io
import random

from PIL import Image, ImageDraw
from reportlab import rl_config
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from builder.layout import FONT, HEIGHT, WIDTH, font, pages_from
from builder.source import Source


def pdf_from(source: Source) -> bytes:
    pdfmetrics.registerFont(TTFont("body", str(FONT), subfontIndex=0))
    rl_config.canvas_basefontname = "body"  # else every file names Helvetica, which nothing uses
    stream = io.BytesIO()
    canvas = Canvas(stream, pagesize=(WIDTH * mm, HEIGHT * mm), invariant=1)
    canvas.setTitle(source.title)
    for page in pages_from(source):
        for words in page.words:
            canvas.setFont("body", words.size * mm)
            canvas.drawString(words.x * mm, (HEIGHT - words.y) * mm, words.text)
        for x, y, right, low in page.lines:
            canvas.line(x * mm, (HEIGHT - y) * mm, right * mm, (HEIGHT - low) * mm)
        canvas.showPage()
    canvas.save()
    return stream.getvalue()


def text_from(source: Source) -> bytes:
    """The text as a converter takes it out of a PDF: hard wraps, running heads, page numbers."""
    return "\n".join(words.text for page in pages_from(source) for words in page.words).encode() + b"\n"


def png_from(source: Source) -> bytes:
    """The first page as a scanner gives it: 150 dpi, a little askew, specks on grey paper."""
    dots = 150 / 25.4
    image = Image.new("L", (round(WIDTH * dots), round(HEIGHT * dots)), 246)
    draw = ImageDraw.Draw(image)
    for words in pages_from(source)[0].words:
        draw.text((words.x * dots, words.y * dots), words.text, fill=24, font=font(words.size * dots), anchor="ls")
    image = image.rotate(0.35, resample=Image.Resampling.BICUBIC, fillcolor=246)
    chance = random.Random(16)  # noqa: S311 - specks on paper, the same on every run
    for _ in range(6000):
        speck = chance.randrange(image.width), chance.randrange(image.height)
        image.putpixel(speck, chance.choice((90, 150, 190, 255)))
    stream = io.BytesIO()
    image.quantize(16).save(stream, "PNG", optimize=True, dpi=(150, 150))
    return stream.getvalue()

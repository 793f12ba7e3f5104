"""An OFD file (GB/T 33190): one text object a line, each sign with its own step."""

from __future__ import annotations

import html

from builder.archive import STAMP, packed
from builder.layout import HEIGHT, WIDTH, Page, Words, pages_from, wide
from builder.source import Source

OFD = 'xmlns:ofd="http://www.ofdspec.org/2016"'
XML = '<?xml version="1.0" encoding="UTF-8"?>\n'
AREA = f"<ofd:PageArea><ofd:PhysicalBox>0 0 {WIDTH:g} {HEIGHT:g}</ofd:PhysicalBox></ofd:PageArea>"
COMMON = f"<ofd:CommonData><ofd:MaxUnitID>99999</ofd:MaxUnitID>{AREA}<ofd:PublicRes>PublicRes.xml</ofd:PublicRes></ofd:CommonData>"
FONTS = '<ofd:Fonts><ofd:Font ID="3" FontName="宋体" FamilyName="宋体"/></ofd:Fonts>'


def ofd_from(source: Source) -> bytes:
    pages = pages_from(source)
    listed = "".join(f'<ofd:Page ID="{10 + i}" BaseLoc="Pages/Page_{i}/Content.xml"/>' for i in range(len(pages)))
    members = {
        "OFD.xml": f'<ofd:OFD {OFD} Version="1.0" DocType="OFD">{body_of(source)}</ofd:OFD>',
        "Doc_0/Document.xml": f"<ofd:Document {OFD}>{COMMON}<ofd:Pages>{listed}</ofd:Pages></ofd:Document>",
        "Doc_0/PublicRes.xml": f'<ofd:Res {OFD} BaseLoc="Res">{FONTS}</ofd:Res>',
    }
    members |= {f"Doc_0/Pages/Page_{i}/Content.xml": page_xml(i, page) for i, page in enumerate(pages)}
    return packed((name, (XML + xml).encode()) for name, xml in members.items())


def body_of(source: Source) -> str:
    title = f"<ofd:Title>{html.escape(source.title, quote=False)}</ofd:Title>"
    info = f"<ofd:DocID>{'0' * 32}</ofd:DocID>{title}<ofd:CreationDate>{STAMP:%Y-%m-%d}</ofd:CreationDate>"
    return f"<ofd:DocBody><ofd:DocInfo>{info}</ofd:DocInfo><ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot></ofd:DocBody>"


def page_xml(number: int, page: Page) -> str:
    inner = "".join(text_xml(100 * (number + 1) + n, words) for n, words in enumerate(page.words))
    return f'<ofd:Page {OFD}><ofd:Content><ofd:Layer ID="{50 + number}">{inner}</ofd:Layer></ofd:Content></ofd:Page>'


def text_xml(unit: int, words: Words) -> str:
    widths = " ".join(f"{wide(sign, words.size):.2f}" for sign in words.text[:-1])
    steps = f' DeltaX="{widths}"' if widths else ""
    boundary = f"{words.x:.2f} {words.y - words.size:.2f} {wide(words.text, words.size) + 1:.2f} {words.size * 1.3:.2f}"
    code = f'<ofd:TextCode X="0" Y="{words.size:.2f}"{steps}>{html.escape(words.text, quote=False)}</ofd:TextCode>'
    return f'<ofd:TextObject ID="{unit}" Boundary="{boundary}" Font="3" Size="{words.size:.2f}">{code}</ofd:TextObject>'

"""The pages of a paper in Word: their size, what stands above and below, what lies under the words."""

from __future__ import annotations

from xiandao.core.papers import Run
from xiandao.writers.columns import width
from xiandao.writers.markup import words
from xiandao.writers.paper_styles import LINE, SMALL_5, SONGTI
from xiandao.writers.paper_xml import paragraph, root, run, twips, w

LONG, SHORT = 16838, 11906
"""A4 in twips."""
HEAD, GUTTER = twips(37), twips(28)
TEXT_WIDTH, TEXT_HEIGHT = twips(156), twips(225)
TAIL, EDGE = LONG - HEAD - TEXT_HEIGHT, SHORT - GUTTER - TEXT_WIDTH
HEADER, FOOTER = twips(15), twips(23)
"""From the edges of the page; the number stands 7 mm below the words."""

HEADER_ID, ODD_ID, EVEN_ID = "rIdHeader", "rIdOdd", "rIdEven"
MARK_ROOM, MARK_TALLEST = 430, 96
"""In points: how long the mark may be across a page, and how tall its letters."""


def section(*, landscape: bool, marked: bool) -> str:
    """The pages that end here; *marked* ones have a header that bears the watermark."""
    headers = [w("headerReference", type_=kind, r_id=HEADER_ID) for kind in ("default", "even")] if marked else []
    footers = [w("footerReference", type_="default", r_id=ODD_ID), w("footerReference", type_="even", r_id=EVEN_ID)]
    notes = w("footnotePr", w("numFmt", val="decimalEnclosedCircleChinese"), w("numRestart", val="eachPage"))
    grid = w("docGrid", type_="lines", linePitch=LINE)
    return w("sectPr", *headers, *footers, notes, w("type", val="nextPage"), *_page(landscape=landscape), grid)


def _page(*, landscape: bool) -> tuple[str, str]:
    """A page that lies was turned to the left: its head is where the sheet is bound."""
    if landscape:
        size = w("pgSz", w_=LONG, h=SHORT, orient="landscape")
        sides = {"top": GUTTER, "right": HEAD, "bottom": EDGE, "left": TAIL}
        return size, w("pgMar", **sides, header=HEADER, footer=twips(14), gutter=0)
    sides = {"top": HEAD, "right": EDGE, "bottom": TAIL, "left": GUTTER}
    return w("pgSz", w_=SHORT, h=LONG), w("pgMar", **sides, header=HEADER, footer=FOOTER, gutter=0)


def section_end(properties: str) -> str:
    """The smallest paragraph there is, because pages are described where they end."""
    return w("p", w("pPr", w("pStyle", val="Spacer"), properties))


def footer(style: str) -> bytes:
    """``— 1 —``."""
    number = w("fldSimple", w("r", w("t", "1")), instr=" PAGE ")
    return root("ftr", paragraph(style, run(Run("— ")), number, run(Run(" —"))))


def header(mark: str) -> bytes:
    """The mark in small letters above, and large and pale under the words."""
    return root("hdr", paragraph("PageMark", run(Run(mark)), w("r", _drawn(mark))))


def _drawn(mark: str) -> str:
    """As Word itself draws a watermark; the letters keep their shape however long it is."""
    chars = max(width(mark, ambiguous=2) / 2, 1)
    tall = min(MARK_ROOM / chars, MARK_TALLEST)
    place = (
        f"position:absolute;margin-left:0;margin-top:0;width:{tall * chars:.1f}pt;height:{tall:.1f}pt;rotation:315;"
        "z-index:-251658752;mso-position-horizontal:center;mso-position-horizontal-relative:margin;"
        "mso-position-vertical:center;mso-position-vertical-relative:margin"
    )
    kind = (
        '<v:shapetype id="_x0000_t136" coordsize="21600,21600" o:spt="136" adj="10800" '
        'path="m@7,l@8,m@5,21600l@6,21600e"><v:formulas><v:f eqn="sum #0 0 10800"/><v:f eqn="prod #0 2 1"/>'
        '<v:f eqn="sum 21600 0 @1"/><v:f eqn="sum 0 0 @2"/><v:f eqn="sum 21600 0 @3"/><v:f eqn="if @0 @3 0"/>'
        '<v:f eqn="if @0 21600 @1"/><v:f eqn="if @0 0 @2"/><v:f eqn="if @0 @4 21600"/><v:f eqn="mid @5 @6"/>'
        '<v:f eqn="mid @8 @5"/><v:f eqn="mid @7 @8"/><v:f eqn="mid @6 @7"/><v:f eqn="sum @6 0 @5"/></v:formulas>'
        '<v:path textpathok="t" o:connecttype="custom" o:connectlocs="@9,0;@10,10800;@11,21600;@12,10800" '
        'o:connectangles="270,180,90,0"/><v:textpath on="t" fitshape="t"/></v:shapetype>'
    )
    shape = (
        f'<v:shape id="Watermark" o:spid="_x0000_s2049" type="#_x0000_t136" alt="{words(mark)}" style="{place}" '
        'o:allowincell="f" fillcolor="silver" stroked="f"><v:fill opacity=".4"/>'
        f'<v:textpath style="font-family:&quot;{SONGTI}&quot;;font-size:{SMALL_5 // 2}pt" string="{words(mark)}"/></v:shape>'
    )
    return w("pict", kind, shape)

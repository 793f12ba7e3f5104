"""The looks of a paper: GB/T 9704-2012 for letters and annexes, as styles, fonts and settings of Word."""

from __future__ import annotations

from typing import NamedTuple

from xiandao.writers.paper_xml import root, w

FANGSONG, KAITI, HEITI, SONGTI, TITLE = "仿宋_GB2312", "楷体_GB2312", "黑体", "宋体", "方正小标宋简体"
LATIN = "Times New Roman"
SUBSTITUTES = {FANGSONG: "仿宋", KAITI: "楷体", HEITI: "SimHei", SONGTI: "SimSun", TITLE: "华文中宋"}
"""By which other name the same letters are known, where a computer lacks the first; fonts are named, never embedded."""

SIZE_2, SIZE_3, SIZE_4, SMALL_4, SMALL_5 = 44, 32, 28, 24, 18
"""二号, 三号, 四号, 小四, 小五 in half points."""
LINE = 579
"""Of the grid in twips: 22 lines on 225 mm."""
TABLE_LINE = 400
SQUEEZE = -5
"""28 characters of size 三号 on 156 mm: so many twips between them. A grid of characters would say the same, but not
every program that reads it keeps it."""


class Look(NamedTuple):
    """One paragraph style.

    Attributes:
        line: Exact height of a line in twips.
        first: Indent of the first line in hundredths of a character. left, right, hanging: likewise.
        latin: The font of figures and Latin letters.
        before: Room above, in twips.
        outline: Level in the navigation pane from 0; ``None`` outside it.
        kept: Stays with the next paragraph.
    """

    id: str
    name: str
    font: str = FANGSONG
    size: int = SIZE_3
    bold: bool = False
    align: str = "both"
    line: int = LINE
    first: int = 0
    left: int = 0
    right: int = 0
    hanging: int = 0
    outline: int | None = None
    kept: bool = False
    latin: str = LATIN
    before: int = 0


LOOKS = (
    Look("Title", "Title", TITLE, SIZE_2, align="center", line=660, kept=True),
    Look("Subtitle", "Subtitle", KAITI, align="center"),
    Look("Addressee", "主送机关"),
    Look("BodyText", "Body Text", first=200),
    Look("Heading1", "heading 1", HEITI, first=200, outline=0, kept=True),
    Look("Heading2", "heading 2", KAITI, first=200, outline=1, kept=True),
    Look("Heading3", "heading 3", bold=True, first=200, outline=2, kept=True),
    Look("Heading4", "heading 4", first=200, outline=3, kept=True),
    Look("Centred", "居中", align="center"),
    Look("AttachmentFirst", "附件说明", left=600, hanging=400),
    Look("AttachmentNext", "附件说明续", left=600, hanging=100),
    Look("AnnexMark", "附件序号", HEITI, align="left", kept=True),
    Look("Signature", "Signature", align="right"),
    Look("Caption", "caption", HEITI, SIZE_4, align="center", kept=True, before=160),
    Look("UnitLine", "表格单位", size=SMALL_4, align="right", line=TABLE_LINE, kept=True),
    Look("TableHead", "表头", HEITI, SMALL_4, align="center", line=TABLE_LINE),
    Look("TableText", "表格文字", size=SMALL_4, align="left", line=TABLE_LINE),
    Look("TableNote", "表注", size=SMALL_4, align="left", line=TABLE_LINE),
    Look("PageMark", "header", SONGTI, SMALL_5, align="center", line=240),
    Look("PageOdd", "footer", SONGTI, SIZE_4, align="right", line=320, right=100, latin=SONGTI),
    Look("PageEven", "双页页码", SONGTI, SIZE_4, align="left", line=320, left=100, latin=SONGTI),
    Look("FootnoteText", "footnote text", SONGTI, SMALL_5, align="left", line=240),
    Look("Spacer", "间隔", size=2, align="left", line=20),
)


def fonts(name: str, latin: str = LATIN) -> str:
    """Chinese letters in *name*, figures and Latin letters in one that every computer has."""
    return w("rFonts", ascii=latin, eastAsia=name, hAnsi=latin, cs=latin)


def styles() -> bytes:
    """``word/styles.xml``."""
    base = w(
        "rPr", fonts(FANGSONG), w("sz", val=SIZE_3), w("szCs", val=SIZE_3), w("lang", val="en-US", eastAsia="zh-CN")
    )
    normal = w(
        "style",
        w("name", val="Normal"),
        w("qFormat"),
        w("pPr", w("jc", val="both")),
        w("rPr", w("sz", val=SIZE_3), w("szCs", val=SIZE_3)),
        type_="paragraph",
        default=1,
        styleId="Normal",
    )
    grid = w(
        "style",
        w("name", val="Normal Table"),
        w("uiPriority", val=99),
        w("tblPr", w("tblInd", w_=0, type_="dxa")),
        type_="table",
        default=1,
        styleId="TableNormal",
    )
    mark = w(
        "style",
        w("name", val="footnote reference"),
        w("rPr", w("vertAlign", val="superscript")),
        type_="character",
        styleId="FootnoteReference",
    )
    return root(
        "styles", w("docDefaults", w("rPrDefault", base)), normal, grid, mark, *(_style(each) for each in LOOKS)
    )


def _style(look: Look) -> str:
    squeezed = w("spacing", val=SQUEEZE) if look.size == SIZE_3 else ""
    letters = (w("b") if look.bold else "", squeezed, w("sz", val=look.size), w("szCs", val=look.size))
    return w(
        "style",
        w("name", val=look.name),
        w("basedOn", val="Normal"),
        w("qFormat"),
        w("pPr", *_paragraph(look)),
        w("rPr", fonts(look.font, look.latin), *letters),
        type_="paragraph",
        styleId=look.id,
    )


def _paragraph(look: Look) -> tuple[str, ...]:
    on_grid = look.line == LINE
    return (
        w("keepNext") if look.kept else "",
        w("snapToGrid", val=1 if on_grid else 0),
        w("spacing", before=look.before, after=0, line=look.line, lineRule="exact"),
        indent(first=look.first, left=look.left, right=look.right, hanging=look.hanging, size=look.size),
        w("jc", val=look.align),
        "" if look.outline is None else w("outlineLvl", val=look.outline),
    )


def indent(*, first: int = 0, left: int = 0, right: int = 0, hanging: int = 0, size: int = SIZE_3) -> str:
    """An indent in hundredths of a character, and in twips for readers that do not count characters."""
    given = {"left": left, "right": right, "hanging" if hanging else "firstLine": hanging or first}
    counted = {f"{side}Chars": much for side, much in given.items() if much}
    measured = {side: much * size // 10 for side, much in given.items() if much}
    return w("ind", **counted, **measured) if counted else ""


def font_table() -> bytes:
    """``word/fontTable.xml``: what stands in where a font is missing."""
    return root(
        "fonts",
        *(
            w("font", w("altName", val=other), w("charset", val="86"), w("family", val="auto"), name=name)
            for name, other in SUBSTITUTES.items()
        ),
    )


def settings() -> bytes:
    """``word/settings.xml``: both sides of the sheet printed, odd and even pages apart, Chinese line breaking."""
    separators = w("footnotePr", w("footnote", id=-1), w("footnote", id=0))
    modern = w("compatSetting", name="compatibilityMode", uri="http://schemas.microsoft.com/office/word", val=15)
    return root(
        "settings",
        w("mirrorMargins"),
        w("evenAndOddHeaders"),
        w("characterSpacingControl", val="compressPunctuation"),
        separators,
        w(
            "compat",
            w("spaceForUL"),
            w("balanceSingleByteDoubleByteWidth"),
            w("doNotLeaveBackslashAlone"),
            w("ulTrailSpace"),
            w("doNotExpandShiftReturn"),
            w("adjustLineHeightInTable"),
            w("useFELayout"),
            modern,
        ),
        w("themeFontLang", val="en-US", eastAsia="zh-CN"),
    )

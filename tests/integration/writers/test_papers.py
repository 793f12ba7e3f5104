"""Papers as Word files: what a person who opens them in another program finds."""

from __future__ import annotations

import re
import subprocess
import sys
import zipfile
from dataclasses import replace
from datetime import date
from io import BytesIO
from pathlib import Path

import docx
import openpyxl
import pytest
from docx.document import Document
from docx.enum.section import WD_ORIENT
from docx.oxml.ns import qn
from hypothesis import given, strategies
from lxml import etree
from openpyxl.worksheet.worksheet import Worksheet
from tests.builders.papers import COLUMNS, SOURCE, every_paper, letter, table, wide_table

from xiandao.core.errors import Refusal
from xiandao.core.papers import Cell, Column, Heading, Kind, Paper, Sheet, Signature, Table, Watermark, paragraph, row
from xiandao.readers import read_source
from xiandao.writers.excerpts import printable
from xiandao.writers.paper_docx import docx_of
from xiandao.writers.paper_xlsx import xlsx_of

ROOT = Path(__file__).resolve().parents[3]
MARK = Watermark(sample=True, number="XD-2026-0012", purpose="内部会商")
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
ORDERS = {
    "pPr": "pStyle keepNext pageBreakBefore snapToGrid spacing ind jc outlineLvl rPr sectPr",
    "rPr": "rStyle rFonts b strike spacing sz szCs vertAlign lang",
    "tblPr": "tblW jc tblBorders tblInd tblLayout tblCellMar",
    "tcPr": "tcW gridSpan vMerge vAlign",
    "sectPr": "headerReference footerReference footnotePr type pgSz pgMar docGrid",
    "settings": "mirrorMargins evenAndOddHeaders characterSpacingControl footnotePr compat themeFontLang",
    "style": "name basedOn uiPriority qFormat pPr rPr tblPr",
}
"""In which order the schema of Word wants what we write; Word refuses files that do not keep to it."""


def opened(paper: Paper) -> Document:
    return docx.Document(BytesIO(docx_of(paper)))


def parts(paper: Paper) -> dict[str, bytes]:
    with zipfile.ZipFile(BytesIO(docx_of(paper))) as container:
        return {name: container.read(name) for name in container.namelist()}


def trees(paper: Paper) -> dict[str, etree._Element]:
    return {name: etree.fromstring(part) for name, part in parts(paper).items()}


def bare(*content: Heading | Table, **fields: object) -> Paper:
    return replace(Paper(title="样例", parts=content), **fields)  # type: ignore[arg-type]  # the test knows its fields


def test_a_table_wider_than_word_can_hold_is_refused() -> None:
    with pytest.raises(Refusal) as refused:
        docx_of(bare(wide_table(columns=64, rows=1)))
    assert (refused.value.code, refused.value.values) == ("paper-columns", {"columns": "64", "most": "63"})


def test_a_table_longer_than_word_can_hold_is_refused() -> None:
    with pytest.raises(Refusal, match="paper-rows"):
        docx_of(bare(Table(columns=(Column("甲"),), rows=(row("a"),) * 32_766)))


@pytest.mark.parametrize(
    "rows",
    [
        (row(1, "甲"),),
        (row(Cell("甲", across=2), *("乙",) * 5),),
        (row(*(Cell("甲", down=2),), *(None,) * 5),),
        (row(1, "甲", date(2027, 12, 31), None, None, None),),
        (row(1, "甲", None, None, None, 20271231),),
    ],
)
def test_a_table_that_cannot_be_is_never_made(rows: tuple[tuple[Cell, ...], ...]) -> None:
    with pytest.raises(ValueError, match=r"cell|value|row"):
        table(rows)


def test_a_paper_has_no_red_no_picture_no_macro_and_nothing_from_outside() -> None:
    found = parts(letter(MARK))
    assert not [name for name in found if "media" in name or "vba" in name or "embed" in name]
    assert not [name for name, part in found.items() if b"TargetMode" in part or re.search(b'(?i)ff0000|"red"', part)]


def test_without_a_watermark_there_is_no_header() -> None:
    assert not [name for name in parts(letter()) if "header" in name]


def test_the_watermark_stands_in_the_header_of_every_page() -> None:
    written = opened(letter(MARK))
    said = "样例数据　编号：XD-2026-0012　用途：内部会商"
    assert len(written.sections) > 1
    for section in written.sections:
        for header in (section.header, section.even_page_header):
            assert header.paragraphs[0].text == said
            assert f'string="{said}"' in etree.tostring(header._element, encoding="unicode")


def test_the_page_is_that_of_the_standard() -> None:
    page = opened(letter()).sections[0]
    assert [round(side.mm) for side in (page.page_width, page.page_height) if side] == [210, 297]
    top, left, right, bottom = (
        side.mm for side in (page.top_margin, page.left_margin, page.right_margin, page.bottom_margin) if side
    )
    assert (round(top), round(left)) == (37, 28)
    assert (round(210 - left - right), round(297 - top - bottom)) == (156, 225)


def test_22_lines_of_28_characters_fit_on_a_page() -> None:
    written = trees(letter())
    [pitch] = {int(grid.get(f"{W}linePitch", "0")) for grid in written["word/document.xml"].iter(f"{W}docGrid")}
    section = opened(letter()).sections[0]
    height = (section.page_height or 0) - (section.top_margin or 0) - (section.bottom_margin or 0)
    assert height / 635 // pitch == 22
    body = next(style for style in written["word/styles.xml"] if style.get(f"{W}styleId") == "BodyText")
    [closer, size] = [int(body.find(f"{W}rPr/{W}{name}").get(f"{W}val")) for name in ("spacing", "sz")]  # type: ignore[union-attr, arg-type]
    room = (section.page_width or 0) - (section.left_margin or 0) - (section.right_margin or 0)
    assert room / 635 // (size * 10 + closer) == 28


@pytest.mark.parametrize(
    ("style", "font", "points"),
    [
        ("Title", "方正小标宋简体", 22),
        ("Body Text", "仿宋_GB2312", 16),
        ("Heading 1", "黑体", 16),
        ("Heading 2", "楷体_GB2312", 16),
        ("Heading 3", "仿宋_GB2312", 16),
        ("Footer", "宋体", 14),
    ],
)
def test_fonts_are_those_of_the_standard(style: str, font: str, points: float) -> None:
    found = opened(letter()).styles[style]
    letters = found.element.find(f".//{W}rFonts")
    assert letters.get(qn("w:eastAsia")) == font
    assert found.font.size.pt == points
    assert found.font.bold is (True if style == "Heading 3" else None)


def test_page_numbers_stand_outside_between_dashes() -> None:
    section = opened(letter()).sections[0]
    odd, even = (
        etree.tostring(each._element, encoding="unicode") for each in (section.footer, section.even_page_footer)
    )
    assert "PageOdd" in odd
    assert "PageEven" in even
    assert all("— " in each and "PAGE" in each for each in (odd, even))
    looks = {style.get(f"{W}styleId"): style for style in trees(letter())["word/styles.xml"]}
    sides = {name: looks[name].find(f"{W}pPr/{W}jc").get(f"{W}val") for name in ("PageOdd", "PageEven")}  # type: ignore[union-attr]
    assert sides == {"PageOdd": "right", "PageEven": "left"}
    assert trees(letter())["word/settings.xml"].find(f"{W}evenAndOddHeaders") is not None


def test_every_footnote_is_a_real_one_that_quotes_its_source() -> None:
    written = trees(letter())
    marks = [int(each.get(f"{W}id", "")) for each in written["word/document.xml"].iter(f"{W}footnoteReference")]
    notes = {
        int(each.get(f"{W}id", "")): "".join(map(str, each.itertext())).strip()
        for each in written["word/footnotes.xml"]
    }
    assert marks == [1, 2, 3]
    assert set(notes) == {-1, 0, *marks}
    assert {notes[mark] for mark in marks} == {
        "《霁州市未来产业发展行动方案》（霁政发〔2025〕12号）三（一）：“到2027年，未来产业规模达300亿元左右”"
    }
    assert SOURCE.quote in notes[1]


def test_a_footnote_in_a_cell_stands_in_that_cell() -> None:
    [first, _] = opened(letter()).tables
    assert first.cell(3, 1)._element.find(f".//{W}footnoteReference") is not None


def test_heads_return_on_every_page_and_rows_stay_whole() -> None:
    for written in opened(letter()).tables:
        heads = [each._tr.find(f"{W}trPr/{W}tblHeader") is not None for each in written.rows]
        assert heads == sorted(heads, reverse=True)
        assert 1 <= sum(heads) <= 2
        assert all(each._tr.find(f"{W}trPr/{W}cantSplit") is not None for each in written.rows)


def test_a_row_taller_than_a_page_may_break() -> None:
    [written] = opened(bare(Table(columns=(Column("甲"),), rows=(row("字" * 3000), row("短"))))).tables
    assert [each._tr.find(f"{W}trPr/{W}cantSplit") is not None for each in written.rows] == [True, False, True]


def test_a_wide_table_lies_and_what_follows_stands_again() -> None:
    paper = bare(Heading("一、前"), wide_table(rows=2), Heading("二、后"))
    pages = [section.orientation for section in opened(paper).sections]
    assert pages == [WD_ORIENT.PORTRAIT, WD_ORIENT.LANDSCAPE, WD_ORIENT.PORTRAIT]


def test_cells_that_cover_others_are_merged() -> None:
    [written, _] = opened(letter()).tables
    texts = [[cell.text for cell in each.cells] for each in written.rows]
    assert texts[0][2:4] == ["目标值", "目标值"]
    assert texts[2] == ["一、产业规模"] * 6
    assert [texts[at][1] for at in (4, 5)] == ["专业化园区", "专业化园区"]


def test_figures_keep_their_own_decimals() -> None:
    [written, _] = opened(letter()).tables
    assert [cell.text for cell in written.rows[3].cells][2:] == ["1,200", "3,000.50", "12.5%", "2027年12月31日"]


def test_a_table_without_rows_says_so() -> None:
    [written] = opened(bare(table(()))).tables
    assert written.rows[-1].cells[0].text == "（无）"


def test_two_tables_do_not_become_one() -> None:
    plain = Table(columns=(Column("甲"),), rows=(row("a"),))
    assert len(opened(bare(plain, plain)).tables) == 2


def test_annexes_are_named_and_begin_pages_of_their_own() -> None:
    written = opened(letter())
    texts = [each.text for each in written.paragraphs]
    assert {"附件：1．分工表", "2．名单", "附件1", "附件2"} <= set(texts)
    breaks = [each.text for each in written.paragraphs if each.paragraph_format.page_break_before]
    assert breaks == ["附件1", "附件2"]


def test_a_day_that_nobody_said_leaves_room() -> None:
    signed = opened(bare(signature=Signature(("霁州市科学技术局",)), parts=(paragraph("特此通知。"),)))
    assert [each.text for each in signed.paragraphs][-2:] == ["霁州市科学技术局", "　　　　年　　月　　日"]


@pytest.mark.parametrize("name", sorted(every_paper()))
def test_what_stands_in_a_file_stands_in_the_order_of_the_schema(name: str) -> None:
    for tree in (*trees(every_paper()[name]).values(), *trees(letter(MARK)).values()):
        for kind, order in ORDERS.items():
            known = order.split()
            for each in tree.iter(f"{W}{kind}"):
                places = [known.index(etree.QName(child).localname) for child in each]
                assert places == sorted(places), kind


@pytest.mark.parametrize("name", sorted(every_paper()))
def test_our_own_reader_reads_what_was_written(name: str, tmp_path: Path) -> None:
    path = tmp_path / f"{name}.docx"
    paper = every_paper()[name]
    path.write_bytes(docx_of(paper))
    read = read_source(path)
    assert "".join(paper.title.split()) in "".join(read.text.split())
    assert not read.findings


def test_the_same_paper_gives_the_same_bytes_in_any_process() -> None:
    say = (
        "import hashlib; from tests.builders.papers import letter; from xiandao.writers.paper_docx import docx_of;"
        "print(hashlib.sha256(docx_of(letter())).hexdigest())"
    )
    said = {
        subprocess.run(
            [sys.executable, "-c", say],
            capture_output=True,
            text=True,
            check=True,
            cwd=ROOT,
            env={"PYTHONPATH": f"{ROOT / 'src'}:{ROOT}", "PYTHONHASHSEED": seed, "TZ": zone},
        ).stdout
        for seed, zone in (("1", "UTC"), ("2", "Asia/Shanghai"))
    }
    assert len(said) == 1


@given(strategies.text(max_size=60), strategies.sampled_from(Kind))
def test_any_words_come_back_as_they_went_out(words: str, kind: Kind) -> None:
    paper = Paper(
        title="样例",
        parts=(
            paragraph(words, footnote=SOURCE._replace(quote=words)),
            Table(columns=(Column(words, kind),), rows=(row(words),)),
        ),
        watermark=Watermark(purpose=words),
    )
    written = opened(paper)
    expected = printable(words.replace("\r\n", "\n").replace("\r", "\n"))
    assert written.tables[0].cell(1, 0).text == expected
    assert expected in [each.text for each in written.paragraphs]


def test_every_column_of_the_grid_is_as_wide_as_its_cells() -> None:
    tree = trees(bare(table()))["word/document.xml"]
    grid = [int(each.get(f"{W}w", "")) for each in tree.iter(f"{W}gridCol")]
    rows = [[int(each.get(f"{W}w", "")) for each in tr.iter(f"{W}tcW")] for tr in tree.iter(f"{W}tr")]
    assert len(grid) == len(COLUMNS)
    assert {sum(widths) for widths in rows} == {sum(grid)}


@strategies.composite
def grids(draw: strategies.DrawFn) -> Table:
    """Tables in which cells cover others, never the same twice."""
    high, wide = draw(strategies.integers(1, 6)), draw(strategies.integers(1, 6))
    cells = [[Cell(f"{at}.{column}") for column in range(wide)] for at in range(high)]
    taken: set[tuple[int, int]] = set()
    for _ in range(draw(strategies.integers(0, 5))):
        top, left = draw(strategies.integers(0, high - 1)), draw(strategies.integers(0, wide - 1))
        down, across = draw(strategies.integers(1, high - top)), draw(strategies.integers(1, wide - left))
        under = {(at, column) for at in range(top, top + down) for column in range(left, left + across)}
        if under & taken:
            continue
        taken |= under
        for at, column in under:
            cells[at][column] = Cell()
        cells[top][left] = Cell("合", down=down, across=across)
    return Table(columns=(Column("甲"),) * wide, rows=tuple(map(tuple, cells)))


@given(grids())
def test_however_cells_cover_each_other_every_row_fills_the_grid(made: Table) -> None:
    [written] = opened(bare(made)).tables
    for at, cells in enumerate(made.rows):
        shown = [cell.text for cell in written.rows[at + 1].cells]
        assert len(shown) == len(made.columns)
        assert all(cell.value in {None, text} for cell, text in zip(cells, shown, strict=True))


@given(grids())
def test_a_workbook_merges_what_a_paper_merges(made: Table) -> None:
    data = xlsx_of((Sheet(name="表", title="样例", columns=made.columns, rows=made.rows),))
    page = openpyxl.load_workbook(BytesIO(data)).worksheets[0]
    assert isinstance(page, Worksheet)
    ranges = {
        (each.min_row - 4, each.min_col - 1, each.size["rows"], each.size["columns"])
        for each in page.merged_cells.ranges
    }
    assert {each for each in ranges if each[0] >= 0} == {
        (at, column, cell.down, cell.across)
        for at, cells in enumerate(made.rows)
        for column, cell in enumerate(cells)
        if cell.down > 1 or cell.across > 1
    }


def test_a_title_lies_with_the_wide_table_below_it() -> None:
    assert [page.orientation for page in opened(bare(wide_table(rows=1))).sections] == [WD_ORIENT.LANDSCAPE]


def test_a_signed_letter_stands_whatever_its_tables_do() -> None:
    paper = bare(wide_table(rows=1), signature=Signature(("霁州市科学技术局",)))
    pages = [page.orientation for page in opened(paper).sections]
    assert pages == [WD_ORIENT.PORTRAIT, WD_ORIENT.LANDSCAPE, WD_ORIENT.PORTRAIT]


def test_quotation_marks_are_as_wide_as_chinese_letters() -> None:
    for name, tree in trees(letter(MARK)).items():
        for run in tree.iter(f"{W}r"):
            if not "".join(map(str, run.itertext())).isascii():
                assert run.find(f"{W}rPr/{W}rFonts").get(f"{W}hint") == "eastAsia", name  # type: ignore[union-attr]


def test_figures_of_page_numbers_are_set_like_the_dashes() -> None:
    written = opened(letter()).styles
    for style in ("Footer", "双页页码"):
        assert written[style].element.find(f".//{W}rFonts").get(qn("w:ascii")) == "宋体"

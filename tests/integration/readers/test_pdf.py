"""Printed pages become paragraphs and rows again; page furniture stays out."""

from __future__ import annotations

import io

import pytest
from PIL import Image
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import PageBreak
from tests.integration.readers.pages import BODY, FONT, TITLE, drawn, paragraphs, pdf, ruled_table

from xiandao.core.errors import Refusal
from xiandao.core.text import Source
from xiandao.readers.extract import Extract, Task
from xiandao.readers.layout_lines import Piece, lines_of
from xiandao.readers.limits import Limits
from xiandao.readers.pdf import read_pdf

LONG = (
    "（一）主要目标。到2027年，全市未来产业规模达到500亿元左右，占规模以上工业营业收入比重由2024年的8.5%提高到15%左右，"
    "培育AI企业200家以上，建成省级以上创新平台45家，每年实施前沿技术攻关项目不少于30项，形成百亿级集群3—4个。"
)
SHORT = "一、总体要求"
PLAN = [SHORT, LONG, "二、重点任务", LONG.replace("（一）", "1. "), "——" + LONG, "三、保障措施", LONG]


def _read(data: bytes, *, ocr: bool = False, limits: Limits | None = None) -> Extract:
    return read_pdf(Task(data=data, limits=limits or Limits(), ocr=ocr))


def _lines(data: bytes) -> list[str]:
    return _read(data).text.splitlines()


def test_a_property_that_is_no_text_does_not_keep_the_pages_from_being_read() -> None:
    data = pdf(paragraphs([SHORT]), title="X" * 12)
    half_a_pair = data.replace(b"(" + b"X" * 12 + b")", b"<FEFFD83C0041>")
    assert half_a_pair != data
    found = _read(half_a_pair)
    assert found.text == SHORT + "\n"
    assert any("\ufffd" in aside for aside in found.asides)


def test_hard_wrapped_lines_are_joined_across_pages_without_head_and_number() -> None:
    found = _read(pdf(paragraphs(PLAN * 4), head="霁川市人民政府公报"))
    assert found.text.splitlines() == PLAN * 4
    assert len(found.pages) >= 4
    assert {"霁川市人民政府公报", "— 2 —"} <= set(found.asides)


def test_pages_begin_where_their_first_word_stands_also_inside_a_paragraph() -> None:
    found = _read(pdf(paragraphs(PLAN * 4)))
    source = Source(name="a.pdf", media_type="application/pdf", text=found.text, pages=found.pages)
    assert source.page(0) == 1
    assert source.page(len(found.text) - 1) == len(found.pages)
    inside = [offset for offset in found.pages[1:] if found.text[offset - 1] != "\n"]
    assert inside, "at least one page should begin inside a paragraph here"


@pytest.mark.parametrize("number", ["{}", "- {} -", "第 {} 页", "第{}页 共9页", "{}/9", "—{}—"])
def test_page_numbers_of_every_kind_are_set_aside(number: str) -> None:
    assert _lines(pdf(paragraphs(PLAN * 3), number=number)) == PLAN * 3


def test_a_number_that_ends_a_page_of_text_is_kept() -> None:
    def page(canvas: Canvas) -> None:
        canvas.drawString(72, 700, "入选项目数")
        canvas.drawString(72, 672, "30")

    assert _lines(drawn(page)) == ["入选项目数", "30"]


def test_paragraphs_without_indent_are_told_apart_by_their_distance() -> None:
    style = ParagraphStyle("flush", parent=BODY, firstLineIndent=0, spaceAfter=14)
    assert _lines(pdf(paragraphs(PLAN, style))) == PLAN


def test_ragged_lines_are_joined_too() -> None:
    assert _lines(pdf(paragraphs(PLAN, ParagraphStyle("ragged", parent=BODY, alignment=0)))) == PLAN


def test_a_title_of_two_lines_is_one_line() -> None:
    title = "霁川市人民政府关于印发霁川市加快培育发展未来产业行动计划（2025—2027年）的通知"
    assert _lines(pdf([*paragraphs([title], TITLE), *paragraphs(PLAN)])) == [title, *PLAN]


def test_a_ruled_table_is_rows_in_its_place() -> None:
    rows = [
        ["序号", "重点任务", "责任单位"],
        ["1", "建设未来产业先导区，开展前沿技术攻关，形成一批标志性成果", "市科技局、市发展改革委、市工业和信息化局"],
        ["2", "培育企业", "市财政局<br/>市科技局"],
    ]
    story = [*paragraphs(PLAN[:2]), ruled_table(rows, [40, 220, 180]), *paragraphs(PLAN[2:])]
    printed = ["\t".join(row).replace("<br/>", " ") for row in rows]
    assert _lines(pdf(story)) == [*PLAN[:2], *printed, *PLAN[2:]]


def test_merged_cells_leave_their_places_empty() -> None:
    rows = [["任务", "", "单位"], ["甲类", "建平台", "市科技局"], ["", "引人才", "市委组织部"]]
    table = ruled_table(rows, [100, 150, 150], ((0, 0), (1, 0)), ((0, 1), (0, 2)))
    assert _lines(pdf([table])) == ["任务\t\t单位", "甲类\t建平台\t市科技局", "\t引人才\t市委组织部"]


def test_a_box_of_one_column_holds_paragraphs_not_rows() -> None:
    assert _lines(pdf([ruled_table([["专栏1 重点工程"], ["实施攻关工程。"]], [400])])) == [
        "专栏1 重点工程",
        "实施攻关工程。",
    ]


def test_a_page_in_two_columns_is_read_column_by_column() -> None:
    left = [f"左栏第{n:02d}行文字应当先读完才能" for n in range(20)]
    right = [f"右栏第{n:02d}行文字随后再读下去的" for n in range(20)]

    def page(canvas: Canvas) -> None:
        canvas.drawCentredString(297, 780, "霁川市人民政府公报二〇二五年第六期目录与正文")
        canvas.setFont(FONT, 12)
        for number in range(20):
            canvas.drawString(72, 740 - 20 * number, left[number])
            canvas.drawString(320, 740 - 20 * number, right[number])

    text = _read(drawn(page)).text
    words = text.replace("\n", "")
    assert words == "霁川市人民政府公报二〇二五年第六期目录与正文" + "".join(left) + "".join(right)


@pytest.mark.parametrize("turn", [90, 180, 270])
def test_a_turned_page_is_set_upright(turn: int) -> None:
    def page(canvas: Canvas) -> None:
        canvas.setPageRotation(turn)
        canvas.translate(300, 400)
        canvas.rotate(turn)
        canvas.drawString(-100, 30, "第一行文字")
        canvas.drawString(-100, 0, "第二行")

    assert _lines(drawn(page)) == ["第一行文字", "第二行"]


def test_a_watermark_aslant_is_no_text() -> None:
    def page(canvas: Canvas) -> None:
        canvas.drawString(72, 700, "正文一行")
        canvas.translate(300, 400)
        canvas.rotate(45)
        canvas.drawString(-100, 0, "内部资料")

    assert _lines(drawn(page)) == ["正文一行"]


def test_bold_printed_twice_is_read_once() -> None:
    def page(canvas: Canvas) -> None:
        canvas.drawString(72, 700, "总体要求")
        canvas.drawString(72.4, 700, "总体要求")

    assert _lines(drawn(page)) == ["总体要求"]


def test_words_outside_the_page_are_not_text() -> None:
    def page(canvas: Canvas) -> None:
        canvas.drawString(72, 700, "正文")
        canvas.drawString(900, 700, "页外")

    assert _lines(drawn(page)) == ["正文"]


def test_a_note_at_the_foot_follows_the_paragraph_that_runs_on() -> None:
    body = [f"{'正文文字' * 7}第{n:02d}" for n in range(3)]

    def first(canvas: Canvas) -> None:
        canvas.drawString(104, 700, "".join(body)[:26])
        for number in range(1, 12):
            canvas.drawString(72, 700 - 28 * number, "连续不断的正文文字连续不断的正文文字连续不断的正文文字文"[:28])
        canvas.setFont(FONT, 9)
        canvas.drawString(72, 120, "① 未来产业指前沿技术驱动的产业。")

    def second(canvas: Canvas) -> None:
        for number in range(8):
            canvas.drawString(72, 740 - 28 * number, "下一页接着的文字下一页接着的文字下一页接着的文字下一页接"[:28])

    lines = _lines(drawn(first, second))
    assert len(lines) == 2
    assert lines[1] == "① 未来产业指前沿技术驱动的产业。"


def test_a_file_with_a_password_is_refused() -> None:
    with pytest.raises(Refusal) as refused:
        _read(pdf(paragraphs(PLAN), password="x" * 8))
    assert refused.value.code == "file-encrypted"


def test_more_pages_than_allowed_are_refused() -> None:
    with pytest.raises(Refusal) as refused:
        _read(pdf([*paragraphs(["甲"]), PageBreak(), *paragraphs(["乙"])]), limits=Limits(pages=1))
    assert refused.value.code == "pages-too-many"


@pytest.mark.parametrize("data", [b"%PDF-1.4\n", b"%PDF-1.7\nnothing here\n%%EOF"])
def test_a_pdf_with_nothing_in_it_is_refused(data: bytes) -> None:
    with pytest.raises(Refusal) as refused:
        _read(data)
    assert refused.value.code in {"file-truncated", "file-damaged"}


def test_a_blank_page_is_a_finding_where_it_would_stand() -> None:
    found = _read(drawn(lambda c: c.drawString(72, 700, "甲"), lambda _: None, lambda c: c.drawString(72, 700, "乙")))
    assert found.text == "甲\n乙\n"
    assert found.pages == (0, 2, 2)
    assert [(one.code, dict(one.values)) for one in found.findings] == [("page-without-text", {"page": "2"})]


def _picture_page() -> bytes:
    buffer = io.BytesIO()
    Image.new("L", (800, 1100), 255).save(buffer, "PDF")
    return buffer.getvalue()


def test_a_scan_is_refused_when_recognition_is_off_or_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(Refusal) as refused:
        _read(_picture_page(), ocr=False)
    assert refused.value.code == "ocr-off"

    def missing() -> None:
        raise ImportError

    monkeypatch.setattr("xiandao.readers.recognition._loaded", missing)
    with pytest.raises(Refusal) as refused:
        _read(_picture_page(), ocr=True)
    assert refused.value.code == "ocr-missing"


def test_radicals_of_compatibility_are_the_characters_they_look_like() -> None:
    from xiandao.readers.pdf_pages import _text  # noqa: PLC0415 - private to its module

    assert [_text(ord(one)) for one in "⼈⼯豈ﬁ"] == ["人", "工", "豈", "fi"]


def test_a_superscript_stays_on_its_line() -> None:
    pieces = [
        Piece("面", 0, 0, 16, 16),
        Piece("m", 16, 2, 24, 16),
        Piece("2", 24, -1, 29, 8),
        Piece("积", 29, 0, 45, 16),
    ]
    assert [line.text for line in lines_of(pieces)] == ["面m2积"]

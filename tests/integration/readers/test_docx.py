"""Word documents come out as printed: numbers, tables, text boxes, notes, revisions settled."""

from __future__ import annotations

import pytest
from tests.integration.readers.documents import abstract, docx, level, num, numbered, p, table

from xiandao.readers.docx import read_docx
from xiandao.readers.extract import Extract, Task
from xiandao.readers.limits import Limits
from xiandao.readers.numerals import numeral

CHINESE = abstract(
    0, level(0, "chineseCounting", "%1、"), level(1, "chineseCounting", "（%2）"), level(2, "decimal", "%3."),
    level(3, "decimalEnclosedCircle", "%4"),
)  # fmt: skip


def _read(body: str, **parts: str) -> Extract:
    return read_docx(Task(data=docx(body, **parts), limits=Limits()))


def _lines(body: str, **parts: str) -> list[str]:
    return _read(body, **parts).text.splitlines()


def test_numbers_stand_as_printed_and_start_anew_below_a_new_head() -> None:
    body = (
        numbered("总体要求", 1) + numbered("思路", 1, 1) + numbered("目标", 1, 1) + numbered("一件", 1, 2)
        + numbered("二件", 1, 2) + numbered("重点任务", 1) + numbered("攻关", 1, 1) + numbered("一事", 1, 2)
        + numbered("细目", 1, 3)
    )  # fmt: skip
    assert _lines(body, numbering=CHINESE + num(1, 0)) == [
        "一、总体要求", "（一）思路", "（二）目标", "1.一件", "2.二件", "二、重点任务", "（一）攻关", "1.一事", "① 细目",
    ]  # fmt: skip


def test_a_level_that_never_starts_anew_runs_through_the_chapters() -> None:
    levels = level(0, "chineseCounting", "%1、"), level(1, "chineseCounting", "（%2）", '<w:lvlRestart w:val="0"/>')
    body = numbered("甲", 1) + numbered("子", 1, 1) + numbered("乙", 1) + numbered("丑", 1, 1)
    assert _lines(body, numbering=abstract(0, *levels) + num(1, 0)) == ["一、甲", "（一）子", "二、乙", "（二）丑"]


def test_two_lists_of_one_definition_count_on_unless_the_second_has_its_own_start() -> None:
    own = '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride>'
    numbering = CHINESE + num(1, 0) + num(2, 0) + num(3, 0, own)
    body = numbered("甲", 1) + numbered("乙", 2) + numbered("丙", 3) + numbered("丁", 3)
    assert _lines(body, numbering=numbering) == ["一、甲", "二、乙", "一、丙", "二、丁"]


def test_a_style_numbers_its_paragraphs_also_through_the_style_it_is_based_on() -> None:
    levels = (
        level(0, "chineseCounting", "第%1章", '<w:pStyle w:val="H1"/>'),
        level(1, "decimal", "第%2条", '<w:pStyle w:val="H2"/>'),
    )
    styles = (
        '<w:style w:type="paragraph" w:styleId="H1"><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
        '<w:style w:type="paragraph" w:styleId="H2"><w:basedOn w:val="H1"/></w:style>'
    )
    body = "".join(
        p(text, properties=f'<w:pStyle w:val="{style}"/>')
        for text, style in [("总则", "H1"), ("目的", "H2"), ("依据", "H2")]
    )
    found = _lines(body, numbering=abstract(0, *levels) + num(1, 0), styles=styles)
    assert found == ["第一章 总则", "第1条 目的", "第2条 依据"]


def test_a_paragraph_may_leave_its_styles_list() -> None:
    styles = '<w:style w:type="paragraph" w:default="1" w:styleId="N"><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
    assert _lines(p("甲") + numbered("乙", 0) + p("丙"), numbering=CHINESE + num(1, 0), styles=styles) == [
        "一、甲", "乙", "二、丙",
    ]  # fmt: skip


def test_labels_of_several_levels_legal_digits_and_suffixes() -> None:
    levels = (
        level(0, "chineseCounting", "第%1章", '<w:suff w:val="space"/>'),
        level(1, "decimal", "%1.%2", '<w:isLgl/><w:suff w:val="nothing"/>'),
    )
    assert _lines(numbered("甲", 1) + numbered("乙", 1, 1), numbering=abstract(0, *levels) + num(1, 0)) == [
        "第一章 甲",
        "1.1乙",
    ]


def test_a_bullet_of_a_symbol_font_is_a_sign() -> None:
    assert _lines(numbered("甲", 1), numbering=abstract(0, level(0, "bullet", "\uf06c")) + num(1, 0)) == ["● 甲"]


@pytest.mark.parametrize(
    ("form", "numbers", "printed"),
    [
        ("chineseCounting", (1, 10, 11, 20, 21, 99), "一 十 十一 二十 二十一 九十九"),
        ("chineseCountingThousand", (10, 100, 101, 110, 1005, 1200), "十 一百 一百零一 一百一十 一千零五 一千二百"),
        ("japaneseCounting", (3, 12, 30), "三 十二 三十"),
        ("ideographDigital", (10, 25), "一〇 二五"),
        ("chineseLegalSimplified", (1, 10, 25), "壹 壹拾 贰拾伍"),
        ("ideographTraditional", (1, 10, 11), "甲 癸 甲"),
        ("ideographZodiac", (1, 12), "子 亥"),
        ("decimalFullWidth", (12,), "１２"),
        ("decimalZero", (3, 12), "03 12"),
        ("decimalEnclosedCircle", (1, 20, 21, 36), "① ⑳ ㉑ ㊱"),
        ("decimalEnclosedParen", (3,), "⑶"),
        ("decimalEnclosedFullstop", (3,), "⒊"),
        ("ideographEnclosedCircle", (3,), "㊂"),
        ("upperRoman", (4, 9, 14, 40), "IV IX XIV XL"),
        ("lowerRoman", (3,), "iii"),
        ("upperLetter", (1, 26, 27), "A Z AA"),
        ("lowerLetter", (2,), "b"),
        ("ordinal", (1, 2, 3, 11), "1st 2nd 3rd 11th"),
        ("somethingNew", (7,), "7"),
    ],
)
def test_numerals(form: str, numbers: tuple[int, ...], printed: str) -> None:
    assert " ".join(numeral(number, form) for number in numbers) == printed


def test_a_row_of_a_table_is_a_line_in_its_place_and_a_break_in_a_cell_a_blank() -> None:
    body = p("前") + table([["任务", "单位"], ["建平台", p("市科技局") + p("市财政局")]]) + p("后")
    assert _lines(body) == ["前", "任务\t单位", "建平台\t市科技局 市财政局", "后"]


def test_merged_cells_leave_their_places_empty() -> None:
    wide = '<w:tcPr><w:gridSpan w:val="2"/></w:tcPr>'
    first, rest = '<w:tcPr><w:vMerge w:val="restart"/></w:tcPr>', "<w:tcPr><w:vMerge/></w:tcPr>"
    body = table([[wide + p("合"), "丙"], [first + p("上"), "二", "三"], [rest + p(), "五", "六"]])
    assert _lines(body) == ["合\t\t丙", "上\t二\t三", "\t五\t六"]


def test_a_table_of_one_column_is_a_box_whose_paragraphs_stay_lines() -> None:
    assert _lines(table([["专栏1"], [p("第一段。") + p("第二段。")]])) == ["专栏1", "第一段。", "第二段。"]


def test_numbers_count_on_inside_tables() -> None:
    body = numbered("甲", 1) + table([[numbered("乙", 1), "子"]]) + numbered("丙", 1)
    assert _lines(body, numbering=CHINESE + num(1, 0)) == ["一、甲", "二、乙\t子", "三、丙"]


def test_a_text_box_is_read_once_after_its_paragraph() -> None:
    box = f"<w:txbxContent>{p('专栏')}{p('内容')}</w:txbxContent>"
    both = (
        f"<mc:AlternateContent><mc:Choice><w:drawing><wp:anchor><wps:txbx>{box}</wps:txbx></wp:anchor></w:drawing>"
        f"</mc:Choice><mc:Fallback><w:pict><v:shape><v:textbox>{box}</v:textbox></v:shape></w:pict></mc:Fallback>"
        "</mc:AlternateContent>"
    )
    assert _lines(p("正文", runs=f"<w:r>{both}</w:r>") + p("后文")) == ["正文", "专栏", "内容", "后文"]
    assert _lines(p("正文", runs=f"<w:r><w:pict><v:shape><v:textbox>{box}</v:textbox></v:shape></w:pict></w:r>")) == [
        "正文", "专栏", "内容",
    ]  # fmt: skip


def test_a_footnote_follows_the_paragraph_that_refers_to_it_and_its_mark_stays_out_of_the_sentence() -> None:
    notes = (
        f'<w:footnote w:id="0" w:type="separator">{p("——")}</w:footnote>'
        f'<w:footnote w:id="2">{p(" 指前沿技术驱动的产业。")}</w:footnote>'
    )
    runs = '<w:r><w:footnoteReference w:id="2"/></w:r><w:r><w:t>达到300亿元。</w:t></w:r>'
    assert _lines(p("未来产业", runs=runs) + p("后文"), footnotes=notes) == [
        "未来产业达到300亿元。", "指前沿技术驱动的产业。", "后文",
    ]  # fmt: skip


def test_a_footnote_in_a_table_follows_its_row() -> None:
    notes = f'<w:footnote w:id="2">{p("注")}</w:footnote>'
    cell = p("甲", runs='<w:r><w:footnoteReference w:id="2"/></w:r>')
    assert _lines(table([[cell, "乙"], ["丙", "丁"]]), footnotes=notes) == ["甲\t乙", "注", "丙\t丁"]


def test_insertions_are_kept_deletions_left_out_and_a_deleted_paragraph_end_joins() -> None:
    runs = "<w:ins><w:r><w:t>200</w:t></w:r></w:ins><w:del><w:r><w:delText>100</w:delText></w:r></w:del>"
    joined = p("前半", properties="<w:rPr><w:del/></w:rPr>") + p("后半")
    found = _read(p("培育企业", runs=runs) + joined)
    assert found.text == "培育企业200\n前半后半\n"
    assert [(one.code, dict(one.values)) for one in found.findings] == [
        ("revisions-present", {"inserted": "1", "deleted": "1"})
    ]


def test_a_deleted_row_is_left_out() -> None:
    row = "<w:tr><w:trPr><w:del/></w:trPr><w:tc><w:p><w:r><w:delText>x</w:delText></w:r></w:p></w:tc></w:tr>"
    assert _lines(table([["甲", "乙"]]).replace("</w:tbl>", row + "</w:tbl>")) == ["甲\t乙"]


def test_headers_footers_comments_hidden_words_and_field_codes_are_not_text() -> None:
    runs = (
        "<w:r><w:rPr><w:vanish/></w:rPr><w:t>隐藏</w:t></w:r>"
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>PAGE</w:instrText></w:r>'
        '<w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>7</w:t></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )
    comments = f'<w:comment w:id="1">{p("批注")}</w:comment>'
    found = _read(p("第", runs=runs), header1=p("页眉"), footer1=p("页脚"), comments=comments)
    assert found.text == "第7\n"
    assert {one.code for one in found.findings} == {"hidden-text-left-out", "comments-left-out"}
    assert {"页眉", "页脚", "批注", "隐藏"} <= set(found.asides)


def test_breaks_tabs_hyphens_and_signs() -> None:
    runs = (
        "<w:r><w:t>甲</w:t><w:br/><w:t>乙</w:t><w:tab/><w:t>丙</w:t><w:noBreakHyphen/><w:t>丁</w:t>"
        '<w:sym w:font="Wingdings" w:char="F0FC"/></w:r><w:hyperlink><w:r><w:t>链接</w:t></w:r></w:hyperlink>'
        "<m:oMath><m:r><m:t>x=1</m:t></m:r></m:oMath>"
    )
    assert _lines(p(runs=runs)) == ["甲", "乙 丙-丁✓链接x=1"]


def test_pictures_are_counted() -> None:
    found = _read(p("图", runs="<w:r><w:drawing><wp:inline><a:blip/></wp:inline></w:drawing></w:r>"))
    assert [(one.code, dict(one.values)) for one in found.findings] == [("images-left-out", {"count": "1"})]


def test_content_controls_are_read_through() -> None:
    body = f"<w:sdt><w:sdtContent>{p('甲')}</w:sdtContent></w:sdt>" + p(
        "乙", runs="<w:sdt><w:sdtContent><w:r><w:t>丙</w:t></w:r></w:sdtContent></w:sdt>"
    )
    assert _lines(body) == ["甲", "乙丙"]


def test_a_document_of_thousands_of_nested_lists_of_nothing_is_empty() -> None:
    assert _read("").text == ""
    assert _read(p() * 50).text == ""

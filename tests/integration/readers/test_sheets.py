"""Workbooks as offices send them, and as nobody should: read with every address, or refused with the reason."""

from __future__ import annotations

import datetime as dt
import io
import re
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest
from openpyxl.comments import Comment
from openpyxl.worksheet.header_footer import _HeaderFooterPart
from openpyxl.worksheet.worksheet import Worksheet
from tests.integration.readers.documents import zipped

from xiandao.core.errors import Refusal
from xiandao.core.sheets import Area, Workbook
from xiandao.readers.sheets import LIMITS, read_workbook, read_workbook_file

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)
ROWS = "企业名称,营业收入（万元）,成立时间\n甲科技有限公司,1200,2020-3-1\n乙科技有限公司,300,2021/3/1\n"


def _saved(fill: Callable[[openpyxl.Workbook], object]) -> bytes:
    book = openpyxl.Workbook()
    fill(book)
    into = io.BytesIO()
    book.save(into)
    return into.getvalue()


def _first(book: openpyxl.Workbook) -> Worksheet:
    return book.worksheets[0]


def _hidden(book: openpyxl.Workbook) -> None:
    page = book.create_sheet("底")
    page.sheet_state = "hidden"
    page["A1"] = "绝密★"


def _with_parts(data: bytes, parts: Mapping[str, str | bytes], *, without: str = "") -> bytes:
    """The container with parts put in place of those of the same name, or added."""
    old = zipfile.ZipFile(io.BytesIO(data))
    kept = {
        name: old.read(name) for name in old.namelist() if name not in parts and (not without or without not in name)
    }
    return zipped({**kept, **parts})


def _outcome(data: bytes, name: str) -> str:
    """``read``, or the code of the refusal."""
    try:
        return "read" if read_workbook(data, name).sheets is not None else ""
    except Refusal as refusal:
        return refusal.code


def _refused(data: bytes, name: str = "a.xlsx") -> Refusal:
    with pytest.raises(Refusal) as refused:
        read_workbook(data, name)
    assert refused.value.values["name"]
    return refused.value


def _ugly(book: openpyxl.Workbook) -> None:
    page = _first(book)
    page.title = "企业"
    page["A1"] = "南江市企业表"
    page.merge_cells("A1:D1")
    page.append(["名称", "占比", "日期", "合格"])
    page.append(["甲", 0.351, dt.date(2024, 3, 1), True])
    page.append(["乙", 1, dt.datetime(2024, 3, 1, 8, 30), False])  # noqa: DTZ001 - cells know no zones
    page["B3"].number_format = "0.0%"
    page["B4"].number_format = '0"%"'
    page["F6"] = "#REF!"
    page["F6"].data_type = "e"
    page["A5"] = "=A3"
    page.row_dimensions[4].hidden = True
    page.column_dimensions["C"].hidden = True
    hidden = book.create_sheet("底稿")
    hidden.sheet_state = "hidden"
    hidden["B2"] = "远处"


def test_cells_keep_their_address_and_their_kind() -> None:
    book = read_workbook(_saved(_ugly), "企业.xlsx")
    page, hidden = book.sheets
    assert (page.name, hidden.name, hidden.hidden) == ("企业", "底稿", True)
    assert page.merged == (Area(1, 1, 1, 4),)
    assert page.rows[2][:4] == ("甲", "35.1%", dt.date(2024, 3, 1), True)
    assert page.at(4, 3) == dt.datetime(2024, 3, 1, 8, 30)  # noqa: DTZ001 - as above
    assert page.at(4, 2) == 1.0
    assert page.at(6, 6) == "#REF!"
    assert hidden.at(2, 2) == "远处"
    assert hidden.at(1, 1) is None


def test_what_is_hidden_or_not_reckoned_is_told() -> None:
    book = read_workbook(_saved(_ugly), "企业.xlsx")
    assert {found.code for found in book.findings} == {
        "sheet-hidden", "sheet-rows-hidden", "sheet-columns-hidden", "sheet-unreckoned"
    }  # fmt: skip
    assert book.sheets[0].hidden_rows == {4}
    assert book.sheets[0].hidden_columns == {3}
    assert book.sheets[0].unreckoned == ((5, 1),)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("mark", [",", "\t", ";", "，"])
def test_text_is_read_in_every_encoding_and_with_every_mark(encoding: str, mark: str) -> None:
    (page,) = read_workbook(ROWS.replace(",", mark).encode(encoding), "名单.csv").sheets
    assert page.name == "名单"
    assert page.rows == tuple(tuple(line.split(",")) for line in ROWS.splitlines())


def test_a_short_list_of_rare_names_in_gbk_is_read() -> None:
    (page,) = read_workbook("姓名\n龑玥\n彧翀\n".encode("gb18030"), "a.csv").sheets
    assert page.rows == (("姓名",), ("龑玥",), ("彧翀",))


def test_quoted_cells_keep_commas_line_ends_and_quotation_marks() -> None:
    (page,) = read_workbook('名称,地址\n"甲,乙","东路\n1 号 ""A"""\n'.encode(), "a.csv").sheets
    assert page.rows[1] == ("甲,乙", '东路\n1 号 "A"')


def test_a_quotation_mark_that_is_never_closed_is_refused() -> None:
    assert _refused(('名称,地址\n"甲,东路\n' + "乙,西路\n" * 50).encode(), "a.csv").code == "sheets-quotes"


def test_a_file_is_read_from_its_path(tmp_path: Path) -> None:
    path = tmp_path / "名单.csv"
    path.write_bytes(ROWS.encode())
    assert read_workbook_file(path).size == 3
    with pytest.raises(Refusal) as refused:
        read_workbook_file(tmp_path / "没有.csv")
    assert (refused.value.code, refused.value.values["name"]) == ("file-missing", "没有.csv")


@pytest.mark.parametrize(
    ("name", "data", "code"),
    [
        ("a.xlsx", b"", "file-empty"),
        ("a.csv", b" \n", "file-empty"),
        ("a.xlsm", zipped({"xl/workbook.xml": "<a/>", "xl/vbaProject.bin": b"x"}), "sheets-macros"),
        ("a.xlsx", zipped({"xl/workbook.xml": "<a/>", "xl/vbaProject.bin": b"x"}), "sheets-macros"),
        ("a.xlsb", zipped({"xl/workbook.bin": b"x"}), "sheets-none"),
        ("a.zip", zipped({"a.txt": "x"}), "sheets-none"),
        ("a.docx", zipped({"word/document.xml": "<a/>"}), "sheets-none"),
        ("a.pdf", b"%PDF-1.7\n", "sheets-none"),
        ("a.xls", b"<html><body><table><tr><td>1</td></tr></table></body></html>", "sheets-none"),
        ("a.xls", OLE + "Workbook".encode("utf-16-le"), "file-damaged"),
        ("a.doc", OLE + "WordDocument".encode("utf-16-le"), "sheets-none"),
        ("a.xlsx", OLE + "EncryptedPackage".encode("utf-16-le"), "file-encrypted"),
        ("a.xlsx", zipped({"xl/workbook.xml": "<a/>"}), "file-damaged"),
        ("a.csv", b"\x00\x01\x02\x03" * 50, "file-binary"),
        ("a.json", b'{"a": 1}', "sheets-ending"),
    ],
)
def test_what_is_no_workbook_is_refused_with_the_reason(name: str, data: bytes, code: str) -> None:
    assert _refused(data, name).code == code


def test_a_workbook_cut_short_is_refused() -> None:
    data = _saved(_ugly)
    assert _refused(data[: len(data) // 2]).code in {"file-truncated", "file-damaged"}


@pytest.mark.parametrize("part", ["xl/workbook.xml", "xl/styles.xml", "xl/worksheets/sheet1.xml", "docProps/core.xml"])
def test_entities_in_any_part_are_refused(part: str) -> None:
    bomb = '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]><a>&b;</a>'
    assert _refused(_with_parts(_saved(_ugly), {part: bomb})).code == "xml-unsafe"
    wide = bomb.encode("utf-16")
    assert _refused(_with_parts(_saved(_ugly), {part: wide})).code == "xml-unsafe"


def test_a_swollen_container_is_refused() -> None:
    assert _refused(_with_parts(_saved(_ugly), {"xl/media/x.bin": bytes(80_000_000)})).code == "zip-bomb"


def test_a_cell_at_the_far_end_is_refused_before_it_is_given_room() -> None:
    data = _saved(lambda book: _first(book).cell(1, 1, "甲"))
    far = '<row r="1048576"><c r="XFD1048576" t="inlineStr"><is><t>x</t></is></c></row></sheetData>'
    sheet = zipfile.ZipFile(io.BytesIO(data)).read("xl/worksheets/sheet1.xml").decode().replace("</sheetData>", far)
    assert _refused(_with_parts(data, {"xl/worksheets/sheet1.xml": sheet})).code == "sheets-too-large"


@pytest.mark.parametrize(
    "rows",
    [
        '<row r="1"><c r="A1" t="s"><v>99999999</v></c></row>',
        '<row r="999999999"><c r="A999999999"><v>1</v></c></row>',
        '<row r="1"><c r="ZZZZZ1"><v>1</v></c></row>',
        '<row r="1"><c r="A1" s="4000000000"><v>1e999</v></c></row>',
        '<row r="1"><c r="A1"><v>' + "9" * 100_000 + "</v></c></row>",
        "<row><c><v>1</v></c>" * 200,
        '<row r="0"><c r="A0"><v>1</v></c></row>',
    ],
)
def test_whatever_stands_in_a_sheet_the_next_workbook_is_read(rows: str) -> None:
    data = _saved(lambda book: _first(book).cell(1, 1, "甲"))
    sheet = f'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>{rows}</sheetData></worksheet>'
    met = _outcome(_with_parts(data, {"xl/worksheets/sheet1.xml": sheet}), "a.xlsx")
    assert met in {"read", "sheets-too-large", "file-damaged", "file-crashed-reader"}
    assert read_workbook(data, "b.xlsx").sheets[0].rows == (("甲",),)


SECRETS: Mapping[str, Callable[[openpyxl.Workbook], object]] = {
    "a cell": lambda book: _first(book).cell(3, 2, "机密★10年"),
    "a cell of its own": lambda book: _first(book).cell(1, 5, "机密"),
    "a cell far below": lambda book: (_first(book).cell(90, 4, "丁"), _first(book).cell(80, 2, "绝密")),
    "a mark in two cells": lambda book: (_first(book).cell(60, 1, "秘密"), _first(book).cell(60, 2, "★1年")),
    "the name of a sheet": lambda book: book.create_sheet("机密"),
    "a hidden sheet": _hidden,
    "a comment": lambda book: setattr(_first(book)["A1"], "comment", Comment("机密★长期", "某")),
    "a header": lambda book: setattr(_first(book).oddHeader, "center", _HeaderFooterPart(text="机密★")),
    "a property": lambda book: setattr(book.properties, "title", "机密★10年"),
}


@pytest.mark.parametrize("where", SECRETS)
def test_a_marking_anywhere_is_refused_and_nothing_of_it_is_said(where: str) -> None:
    refusal = _refused(_saved(SECRETS[where]))
    assert refusal.code == "state-secret"
    assert re.fullmatch("SM-[0-9A-F]{12}", refusal.values["case"])
    assert "密" not in "".join(refusal.values.values())


def test_a_marked_name_of_a_file_and_a_marked_list_as_text_are_refused() -> None:
    assert _refused(ROWS.encode(), "机密★名单.csv").code == "state-secret"
    assert _refused(("机密★1年\n" + ROWS).encode("gb18030"), "a.csv").code == "state-secret"


def test_trade_secrets_and_the_law_on_secrets_are_no_markings() -> None:
    def fill(book: openpyxl.Workbook) -> None:
        for row in (("类型", "内容"), ("商业秘密", "保守国家秘密法宣传"), ("一般", "机密性要求高的场景")):
            _first(book).append(row)

    assert read_workbook(_saved(fill), "a.xlsx").size == 3


def test_more_rows_than_a_piece_come_in_order() -> None:
    def fill(book: openpyxl.Workbook) -> None:
        for n in range(9_000):
            _first(book).append([f"第{n}行", n, dt.date(2024, 1, 1) + dt.timedelta(days=n % 300)])

    book = read_workbook(_saved(fill), "a.xlsx")
    rows = book.sheets[0].rows
    assert [row[1] for row in rows] == list(range(9_000))
    assert rows[8_999] == ("第8999行", 8_999, dt.date(2024, 1, 1) + dt.timedelta(days=8_999 % 300))
    assert isinstance(book, Workbook)


def test_limits_hold_for_workbooks_too() -> None:
    with pytest.raises(Refusal) as refused:
        read_workbook(ROWS.encode(), "a.csv", limits=replace(LIMITS, bytes=10))
    assert refused.value.code == "file-too-large"


def test_spoilt_bytes_never_stop_the_next_workbook() -> None:
    whole = _saved(_ugly)
    spoilt = (whole[:at] + bytes([whole[at] ^ 0xFF]) + whole[at + 1 :] for at in range(10, len(whole), 151))
    assert {_outcome(data, "a.xlsx") for data in spoilt} <= {
        "read", "file-damaged", "file-crashed-reader", "file-encrypted", "file-truncated", "sheets-none", "xml-unsafe", "zip-bomb",
    }  # fmt: skip
    assert read_workbook(whole, "b.xlsx").sheets[0].at(3, 1) == "甲"

"""Workbooks of Excel 97 and WPS, put together byte by byte, for nothing of ours writes them."""

from __future__ import annotations

import struct

import pytest

from xiandao.core.errors import Refusal
from xiandao.readers.sheets import XLS, read_workbook

_SECTOR = 512
_FREE, _END, _FAT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD


def _record(kind: int, data: bytes) -> bytes:
    return struct.pack("<HH", kind, len(data)) + data


def _words(text: str, *, short: bool = False) -> bytes:
    raw = text.encode("utf-16-le")
    return struct.pack("<BB" if short else "<HB", len(raw) // 2, 1) + raw


def _page(rows: list[list[str | float | None]]) -> bytes:
    body = _record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0010, 0, 0, 0, 0))
    body += _record(0x0200, struct.pack("<IIHHH", 0, len(rows), 0, max(map(len, rows)), 0))
    for row, cells in enumerate(rows):
        for column, cell in enumerate(cells):
            at = struct.pack("<HHH", row, column, 0)
            if isinstance(cell, str):
                body += _record(0x0204, at + _words(cell))
            elif cell is not None:
                body += _record(0x0203, at + struct.pack("<d", cell))
    return body + _record(0x000A, b"")


def _stream(name: str, rows: list[list[str | float | None]], *, hidden: bool = False) -> bytes:
    head = _record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0005, 0, 0, 0, 0)) + _record(
        0x0042, struct.pack("<H", 1200)
    )
    tab = struct.pack("<BB", int(hidden), 0) + _words(name, short=True)
    start = len(head) + 4 + 4 + len(tab) + 4
    return head + _record(0x0085, struct.pack("<I", start) + tab) + _record(0x000A, b"") + _page(rows)


def xls(name: str, rows: list[list[str | float | None]], *, more: bytes = b"", hidden: bool = False) -> bytes:
    """A container with the one stream ``Workbook``."""
    stream = _stream(name, rows, hidden=hidden) + more
    stream = stream.ljust(max(4_096, -(-len(stream) // _SECTOR) * _SECTOR), b"\0")
    count = len(stream) // _SECTOR
    chain = [_FAT, _END, *range(3, count + 2), _END]
    fat = struct.pack(f"<{len(chain)}I", *chain).ljust(_SECTOR, b"\xff")

    def entry(title: str, kind: int, child: int, first: int, size: int) -> bytes:
        raw = (title + "\0").encode("utf-16-le")
        return (
            raw.ljust(64, b"\0") + struct.pack("<HBB", len(raw), kind, 1) + struct.pack("<III", _FREE, _FREE, child)
            + bytes(36) + struct.pack("<IQ", first, size)
        )  # fmt: skip

    folder = entry("Root Entry", 5, 1, _END, 0) + entry("Workbook", 2, _FREE, 2, len(stream)) + bytes(256)
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + bytes(6)
    header += struct.pack("<IIIIIIIIII", 0, 1, 1, 0, 4_096, _END, 0, _END, 0, 0) + struct.pack(
        "<108I", *([_FREE] * 108)
    )
    return header + fat + folder + stream


ROWS: list[list[str | float | None]] = [
    ["企业名称", "营业收入（万元）"],
    ["甲科技有限公司", 1200.0],
    ["乙", None],
    [None, 0.5],
]


@pytest.mark.parametrize("name", ["名单.xls", "名单.et", "名单.xlsx", "名单"])
def test_an_old_workbook_is_read_under_any_ending(name: str) -> None:
    book = read_workbook(xls("企业", ROWS), name)
    assert book.media_type == XLS
    assert [(sheet.name, sheet.rows) for sheet in book.sheets] == [("企业", tuple(map(tuple, ROWS)))]


def test_a_hidden_sheet_of_an_old_workbook_is_told() -> None:
    book = read_workbook(xls("底稿", ROWS, hidden=True), "a.xls")
    assert book.sheets[0].hidden
    assert [found.code for found in book.findings] == ["sheet-hidden"]


@pytest.mark.parametrize("more", ["机密★10年".encode("utf-16-le"), "绝密★".encode("gb18030")])
def test_a_marking_among_the_bytes_of_an_old_workbook_is_refused(more: bytes) -> None:
    with pytest.raises(Refusal) as refused:
        read_workbook(xls("企业", ROWS, more=more), "a.xls")
    assert refused.value.code == "state-secret"


def test_a_marking_in_a_cell_of_an_old_workbook_is_refused() -> None:
    with pytest.raises(Refusal) as refused:
        read_workbook(xls("企业", [["机密★1年"], *ROWS]), "a.xls")
    assert refused.value.code == "state-secret"


def _outcome(data: bytes) -> str:
    """``read``, or the code of the refusal."""
    try:
        return "read" if read_workbook(data, "a.xls").sheets is not None else ""
    except Refusal as refusal:
        return refusal.code


@pytest.mark.parametrize("share", [0.1, 0.3, 0.5, 0.9])
def test_an_old_workbook_cut_short_is_refused_or_read(share: float) -> None:
    data = xls("企业", ROWS)
    assert _outcome(data[: int(len(data) * share)]) in {"read", "file-damaged", "file-crashed-reader", "sheets-none"}
    assert read_workbook(data, "b.xls").sheets[0].rows == tuple(map(tuple, ROWS))


def test_spoilt_bytes_never_stop_the_next_workbook() -> None:
    whole = xls("企业", ROWS)
    spoilt = (whole[:at] + bytes([whole[at] ^ 0xFF]) + whole[at + 1 :] for at in range(8, len(whole), 97))
    assert {_outcome(data) for data in spoilt} <= {
        "read", "file-damaged", "file-crashed-reader", "file-encrypted", "sheets-none", "file-too-slow"
    }  # fmt: skip
    assert read_workbook(whole, "b.xls").sheets[0].rows == tuple(map(tuple, ROWS))

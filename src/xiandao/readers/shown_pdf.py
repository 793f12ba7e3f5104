"""A page of a PDF as a picture, with the places of its characters."""

from __future__ import annotations

import struct
import zlib
from typing import Any

import numpy as np
import pypdfium2 as pdfium

from xiandao.core.errors import Refusal
from xiandao.readers.extract import Task
from xiandao.readers.layout import Sheet
from xiandao.readers.pdf import opened, recognised_sheet
from xiandao.readers.pdf_pages import Page, page_of
from xiandao.readers.recognition import recogniser
from xiandao.readers.shown import Shown, reading_order

_MOST_PIXELS = 16_000_000
_PACKING = 4


def show_pdf(task: Task) -> Shown:
    """The page that *task* asks for; words of a scanned one where they can be recognised.

    Raises:
        Refusal: ``page-none``, or the file cannot be opened.
    """
    document = opened(task.data)
    try:
        if not 0 <= task.page < len(document):
            raise Refusal("page-none")
        page = page_of(document, task.page)
        sheet = _sheet(document, page, task)
        turned = 0 if page.is_scan or not page.sheet.pieces else page.turn * 90 - document[task.page].get_rotation()
        return Shown(
            media_type="image/png",
            image=_picture(document, task, turned % 360),
            width=sheet.width,
            height=sheet.height,
            pieces=tuple(sheet.pieces),
            order=reading_order(sheet),
            pages=len(document),
            is_picture=page.is_scan,
        )
    finally:
        document.close()


def _sheet(document: pdfium.PdfDocument, page: Page, task: Task) -> Sheet:
    recognise = recogniser(task, needed=False) if page.is_scan else None
    return page.sheet if recognise is None else recognised_sheet(document, task.page, recognise, task)


def _picture(document: pdfium.PdfDocument, task: Task, turned: int) -> bytes:
    page = document[task.page]
    try:
        width, height = page.get_size()
        scale = min(task.scale, (_MOST_PIXELS / max(1.0, width * height)) ** 0.5)
        bitmap = page.render(scale=scale, rotation=turned, rev_byteorder=True)
        try:
            return png_of(bitmap.to_numpy()[:, :, :3])
        finally:
            bitmap.close()
    finally:
        page.close()


def png_of(pixels: Any) -> bytes:  # noqa: ANN401 - a numpy array, height by width by red, green, blue
    """The picture as PNG; without colours where it has none."""
    height, width = pixels.shape[:2]
    is_grey = bool((pixels[:, :, 0] == pixels[:, :, 1]).all() and (pixels[:, :, 1] == pixels[:, :, 2]).all())
    rows = np.ascontiguousarray(pixels[:, :, :1] if is_grey else pixels).reshape(height, -1)
    unfiltered = np.zeros((height, rows.shape[1] + 1), dtype=np.uint8)
    unfiltered[:, 1:] = rows
    head = struct.pack(">IIBBBBB", width, height, 8, 0 if is_grey else 2, 0, 0, 0)
    body = zlib.compress(unfiltered.tobytes(), _PACKING)
    return b"\x89PNG\r\n\x1a\n" + b"".join((_chunk(b"IHDR", head), _chunk(b"IDAT", body), _chunk(b"IEND", b"")))


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

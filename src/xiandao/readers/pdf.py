"""PDF files: the text layer laid out anew, pages without one recognised as scans."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator, Sequence

import pypdfium2 as pdfium
from pypdfium2 import raw

from xiandao.core.errors import Refusal
from xiandao.core.findings import Finding, finding
from xiandao.readers.extract import Extract, Task
from xiandao.readers.layout import Flow, Sheet, flow_of
from xiandao.readers.pdf_pages import Page, page_of
from xiandao.readers.recognition import Recogniser, recogniser, recognition_findings, refuse_scans

_KIND = "PDF"
_DPI = 150


def read_pdf(task: Task) -> Extract:
    """Text of a PDF with its pages.

    Raises:
        Refusal: The file is encrypted, damaged or too long, or is a scan that cannot be recognised here, or that
            has too many pages for it.
    """
    document = opened(task.data)
    try:
        if len(document) > task.limits.pages:
            raise Refusal("pages-too-many", pages=len(document), limit=task.limits.pages)
        properties = tuple(filter(None, _properties(document)))
        pages = _pages(document, task)
        sheets, recognised = _with_scans(document, pages, task)
    finally:
        document.close()
    flow = flow_of(sheets)
    findings = (*_findings(pages, sheets, flow), *recognition_findings(flow, recognised))
    return Extract(text=flow.text, pages=tuple(flow.pages), findings=findings, asides=(*properties, *flow.asides))


def opened(data: bytes) -> pdfium.PdfDocument:
    """The document in *data*.

    Raises:
        Refusal: The file is encrypted or damaged.
    """
    try:
        return pdfium.PdfDocument(data)
    except pdfium.PdfiumError:
        error = raw.FPDF_GetLastError()
        if error in {raw.FPDF_ERR_PASSWORD, raw.FPDF_ERR_SECURITY}:
            raise Refusal("file-encrypted", kind=_KIND) from None
        cut = b"%%EOF" not in data[-2_048:]
        raise Refusal("file-truncated" if cut else "file-damaged", kind=_KIND) from None


def _properties(document: pdfium.PdfDocument) -> Iterator[str]:
    """What the file says of itself; half a surrogate pair, on which pypdfium2's own decoding fails, becomes U+FFFD."""
    for key in document.METADATA_KEYS:
        name = key.encode() + b"\0"
        size = raw.FPDF_GetMetaText(document, name, None, 0)
        buffer = ctypes.create_string_buffer(size)
        raw.FPDF_GetMetaText(document, name, buffer, size)
        yield buffer.raw[: max(0, size - 2)].decode("utf-16-le", "replace")


def _pages(document: pdfium.PdfDocument, task: Task) -> list[Page]:
    pages: list[Page] = []
    characters = 0
    for number in range(len(document)):
        page = page_of(document, number)
        characters += len(page.sheet.pieces)
        if characters > task.limits.characters:
            raise Refusal("text-too-long", limit=task.limits.characters)
        pages.append(page)
    if not pages:
        raise Refusal("file-damaged", kind=_KIND)
    return pages


def _with_scans(document: pdfium.PdfDocument, pages: Sequence[Page], task: Task) -> tuple[list[Sheet], list[int]]:
    """The pages' sheets, those of scanned pages recognised, and the numbers of the latter."""
    scanned = [number for number, page in enumerate(pages) if page.is_scan]
    refuse_scans(len(scanned), task)
    sheets = [page.sheet for page in pages]
    has_text = any(page.sheet.pieces for page in pages if not page.is_scan)
    recognise = recogniser(task, needed=bool(scanned) and not has_text) if scanned else None
    if recognise is None:
        return sheets, []
    for number in scanned:
        sheets[number] = recognised_sheet(document, number, recognise, task)
        task.alive()
    return sheets, scanned


def recognised_sheet(document: pdfium.PdfDocument, number: int, recognise: Recogniser, task: Task) -> Sheet:
    """The words that are recognised on the page *number*, which is a picture."""
    page = document[number]
    try:
        width, height = page.get_size()
        scale = min(_DPI / 72, (task.limits.pixels / max(1.0, width * height)) ** 0.5)
        bitmap = page.render(scale=scale, grayscale=False)
        try:
            pieces, rules = recognise(bitmap.to_numpy()[:, :, :3].copy(), 1 / scale)
        finally:
            bitmap.close()
    finally:
        page.close()
    return Sheet(width=width, height=height, pieces=pieces, rules=rules)


def _findings(pages: Sequence[Page], sheets: Sequence[Sheet], flow: Flow) -> Iterator[Finding]:
    for number, (sheet, begin) in enumerate(zip(sheets, flow.pages, strict=True), 1):
        if not sheet.pieces:
            yield finding("page-without-text", begin, begin, page=number)
    pictures = sum(page.pictures for page in pages if not page.is_scan)
    if pictures:
        yield finding("images-left-out", count=pictures)
    unmapped = flow.text.count("\ufffd")
    if unmapped:
        yield finding("glyphs-unmapped", count=unmapped)

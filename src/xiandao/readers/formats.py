"""Which format a file is in: what its bytes say first, its ending second."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from xiandao.core.errors import Refusal
from xiandao.readers.txt import looks_like_text


@dataclass(frozen=True, slots=True, kw_only=True)
class Format:
    """A kind of file.

    Attributes:
        label: What a person calls it.
        endings: Endings it may have; the first is the proper one.
        media_type: As registered with IANA; empty for formats that are not read.
        reader: ``module:function`` below ``xiandao.readers``; empty for formats that are not read.
        apart: Whether it is read in a process of its own, under limits.
        save_as: What to save it as, for formats that are not read.
    """

    label: str
    endings: tuple[str, ...]
    media_type: str = ""
    reader: str = ""
    apart: bool = True
    save_as: str = ""


_SPREADSHEET = ".docx / .pdf"
FORMATS = {
    "txt": Format(label="TXT", endings=(".txt", ".text"), media_type="text/plain", reader="txt:read_txt", apart=False),
    "md": Format(
        label="Markdown", endings=(".md", ".markdown"), media_type="text/markdown", reader="txt:read_txt", apart=False
    ),
    "html": Format(
        label="HTML",
        endings=(".html", ".htm", ".xhtml", ".shtml"),
        media_type="text/html",
        reader="html:read_html",
    ),
    "docx": Format(
        label="DOCX",
        endings=(".docx", ".docm", ".dotx"),
        media_type="application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        reader="docx:read_docx",
    ),
    "pdf": Format(label="PDF", endings=(".pdf",), media_type="application/pdf", reader="pdf:read_pdf"),
    "ofd": Format(label="OFD", endings=(".ofd",), media_type="application/ofd", reader="ofd:read_ofd"),
    "png": Format(label="PNG", endings=(".png",), media_type="image/png", reader="scans:read_image"),
    "jpeg": Format(
        label="JPEG", endings=(".jpg", ".jpeg", ".jfif"), media_type="image/jpeg", reader="scans:read_image"
    ),
    "tiff": Format(label="TIFF", endings=(".tif", ".tiff"), media_type="image/tiff", reader="scans:read_image"),
    "bmp": Format(label="BMP", endings=(".bmp",), media_type="image/bmp", reader="scans:read_image"),
    "webp": Format(label="WebP", endings=(".webp",), media_type="image/webp", reader="scans:read_image"),
    "gif": Format(label="GIF", endings=(".gif",), save_as=".png"),
    "doc": Format(label="DOC", endings=(".doc", ".dot"), save_as=".docx"),
    "wps": Format(label="WPS", endings=(".wps", ".wpt"), save_as=".docx"),
    "rtf": Format(label="RTF", endings=(".rtf",), save_as=".docx"),
    "odt": Format(label="ODT", endings=(".odt",), save_as=".docx"),
    "uof": Format(label="UOF", endings=(".uof", ".uot"), save_as=".docx"),
    "xls": Format(label="XLS", endings=(".xls",), save_as=_SPREADSHEET),
    "et": Format(label="ET", endings=(".et",), save_as=_SPREADSHEET),
    "xlsx": Format(label="XLSX", endings=(".xlsx", ".xlsm"), save_as=_SPREADSHEET),
    "ods": Format(label="ODS", endings=(".ods",), save_as=_SPREADSHEET),
    "ppt": Format(label="PPT", endings=(".ppt", ".dps"), save_as=".pdf"),
    "pptx": Format(label="PPTX", endings=(".pptx",), save_as=".pdf"),
    "ceb": Format(label="CEB", endings=(".ceb", ".cebx", ".sep", ".gd", ".gw"), save_as=".pdf / .ofd"),
    "caj": Format(label="CAJ", endings=(".caj", ".kdh", ".nh"), save_as=".pdf"),
    "mhtml": Format(label="MHTML", endings=(".mht", ".mhtml"), save_as=".html"),
    "epub": Format(label="EPUB", endings=(".epub",), save_as=".pdf"),
    "heic": Format(label="HEIC", endings=(".heic", ".heif"), save_as=".jpg"),
    "zip": Format(label="ZIP", endings=(".zip",)),
    "rar": Format(label="RAR", endings=(".rar",)),
    "7z": Format(label="7z", endings=(".7z",)),
    "gzip": Format(label="GZIP", endings=(".gz", ".tgz")),
}
_BY_ENDING = {ending: key for key, form in FORMATS.items() for ending in form.endings}
_ARCHIVES = frozenset({"zip", "rar", "7z", "gzip"})

_BY_SIGNATURE = (
    (b"\x89PNG\r\n\x1a\n", "png"),
    (b"\xff\xd8\xff", "jpeg"),
    (b"II*\x00", "tiff"),
    (b"MM\x00*", "tiff"),
    (b"GIF8", "gif"),
    (b"{\\rtf", "rtf"),
    (b"Rar!\x1a\x07", "rar"),
    (b"7z\xbc\xaf\x27\x1c", "7z"),
    (b"\x1f\x8b\x08", "gzip"),
    (b"Founder CEB", "ceb"),
    (b"CAJ\x00", "caj"),
    (b"HN\x00\x00", "caj"),
)
# A zip container is known by the part it must have; parts of a cut one still show in its local headers.
_BY_ZIP_PART = (
    (b"word/document.xml", "docx"),
    (b"word/", "docx"),
    (b"OFD.xml", "ofd"),
    (b"xl/", "xlsx"),
    (b"ppt/", "pptx"),
    (b"opendocument.text", "odt"),
    (b"opendocument.spreadsheet", "ods"),
    (b"application/epub+zip", "epub"),
)
_BY_OLE_STREAM = (("WordDocument", "doc"), ("Workbook", "xls"), ("PowerPoint Document", "ppt"), ("Book", "xls"))
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_HTML = re.compile(
    rb"\s*(?:<\?xml[^>]{0,200}\?>\s*|<!--.{0,2000}?-->\s*)*<(?:!doctype\s+html|html|head|body)\b",
    re.IGNORECASE | re.DOTALL,
)
_MHTML = re.compile(rb"(?:From:|MIME-Version:)[\s\S]{0,800}multipart/related", re.IGNORECASE)
_OFFICE_PDF_HEAD = 1_024


def has_known_ending(path: Path) -> bool:
    """Whether documents or their like are called so; a file without an ending may be one."""
    return not path.suffix or path.suffix.lower() in _BY_ENDING


def format_of(data: bytes, ending: str) -> str:
    """Key in :data:`FORMATS` of a file with this content and this ending (lower case, with its dot).

    Raises:
        Refusal: The format is not read, the ending says another one, or the bytes are none at all.
    """
    key = signature_format(data, ending) if data else _BY_ENDING.get(ending, "txt")
    if key is None:
        key = _format_without_signature(data, ending)
    return _accepted(key, ending)


def _accepted(key: str, ending: str) -> str:
    form = FORMATS[key]
    if key in _ARCHIVES:
        raise Refusal("file-archive", kind=form.label)
    if not form.reader:
        raise Refusal("format-unsupported", kind=form.label, target=form.save_as)
    if ending and ending not in form.endings:
        raise Refusal("ending-wrong", ending=ending, kind=form.label, proper=form.endings[0])
    return key


def signature_format(data: bytes, ending: str) -> str | None:
    """Key of the format whose signature *data* bears, or ``None``."""
    head = data[:_OFFICE_PDF_HEAD]
    if head.startswith(b"PK"):
        return _zip_format(data, ending)
    if head.startswith(_OLE):
        return _ole_format(data, ending)
    for signature, key in _BY_SIGNATURE:
        if head.startswith(signature):
            return key
    if b"%PDF-" in head and not (ending in {".txt", ".md"} and not head.startswith(b"%PDF-")):
        return "pdf"
    return _container_format(head) or _page_format(head)


def _container_format(head: bytes) -> str | None:
    if head.startswith(b"RIFF") and head[8:12] == b"WEBP":
        return "webp"
    if head[4:8] == b"ftyp" and head[8:12] in {b"heic", b"heix", b"mif1", b"msf1"}:
        return "heic"
    if head.startswith(b"BM") and len(head) > 26 and head[6:10] == b"\0\0\0\0":
        return "bmp"
    return None


def _page_format(head: bytes) -> str | None:
    plain = head.lstrip(b"\xef\xbb\xbf\xff\xfe")
    if b"\x00" in plain:
        plain = plain.replace(b"\x00", b"")
    if _HTML.match(plain):
        return "html"
    return "mhtml" if _MHTML.match(plain) else None


def _zip_format(data: bytes, ending: str) -> str | None:
    if not data.startswith((b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")):
        return None
    for part, key in _BY_ZIP_PART:
        if part in data:
            return key
    key = _BY_ENDING.get(ending, "zip")
    # Cut before its telling part: the reader of the ending says so better than we can.
    return key if key in {"docx", "ofd"} else "zip"


def _ole_format(data: bytes, ending: str) -> str:
    if "EncryptedPackage".encode("utf-16-le") in data:
        raise Refusal("file-encrypted", kind="Office")
    if ending in {".wps", ".wpt", ".et", ".dps"}:
        return _BY_ENDING[ending]
    for stream, key in _BY_OLE_STREAM:
        if stream.encode("utf-16-le") in data:
            return key
    return "doc"


def _format_without_signature(data: bytes, ending: str) -> str:
    key = _BY_ENDING.get(ending)
    if key in {"txt", "md", "html"}:
        return key
    # Text without one letter beyond ASCII is no plan: renaming it would not help.
    if not ending or (not data.isascii() and looks_like_text(data)):
        return "txt"
    if key is None:
        raise Refusal("ending-unknown", ending=ending)
    if FORMATS[key].reader:
        raise Refusal("file-damaged", kind=FORMATS[key].label)
    return key

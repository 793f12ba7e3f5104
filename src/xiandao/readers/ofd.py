"""OFD, the national format for fixed pages: placed characters of pages and their templates, laid out anew."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from posixpath import dirname, join
from typing import TypeVar

from xiandao.core.errors import Refusal
from xiandao.core.findings import Finding, finding
from xiandao.readers.archive import Parts, parts_of
from xiandao.readers.extract import Extract, Task
from xiandao.readers.layout import Flow, Sheet, flow_of
from xiandao.readers.layout_lines import Piece
from xiandao.readers.layout_tables import Rule
from xiandao.readers.markup import Element, attribute, child, local, xml_root
from xiandao.readers.ofd_objects import POINTS, Drawn, Picture, drawn_on, numbers
from xiandao.readers.recognition import recogniser, recognition_findings, refuse_scans
from xiandao.readers.scans import first_picture

_KIND = "OFD"
_A4 = (210.0, 297.0)
_FILLS = 0.3


@dataclass(slots=True)
class _Reading:
    """One reading: the container, and what was met on the way; *scans* are the pictures of pages without text."""

    parts: Parts
    task: Task
    pictures: int = 0
    spoilt: int = 0
    scans: dict[int, tuple[Picture, bytes]] = field(default_factory=dict)
    characters: int = 0
    asides: list[str] = field(default_factory=list)


def read_ofd(task: Task) -> Extract:
    """Text of an OFD file with its pages.

    Raises:
        Refusal: The container is damaged, encrypted or too long, or nothing of it can be read.
    """
    reading, bodies = _opened(task)
    sheets: list[Sheet] = []
    for body in bodies:
        for page in _document(reading, body):
            if page.scan is not None:
                reading.scans[len(sheets)] = page.scan
            sheets.append(page.sheet)
    if not sheets or reading.spoilt >= len(sheets):
        raise Refusal("file-damaged", kind=_KIND)
    recognised = _recognise(reading, sheets)
    flow = flow_of(sheets)
    return Extract(
        text=flow.text,
        pages=tuple(flow.pages),
        findings=(*_findings(reading, sheets, flow), *recognition_findings(flow, recognised)),
        asides=(*reading.asides, *flow.asides),
    )


def _opened(task: Task) -> tuple[_Reading, list[Element]]:
    """The container, and the documents in it."""
    reading = _Reading(parts_of(task.data, _KIND, task.limits), task)
    root = xml_root(reading.parts.needed("OFD.xml"), _KIND)
    bodies = [one for one in root if local(one) == "DocBody"]
    if "encryptions.xml" in reading.parts.entries or any(child(one, "Encryptions") is not None for one in bodies):
        raise Refusal("file-encrypted", kind=_KIND)
    return reading, bodies


@dataclass(frozen=True, slots=True, kw_only=True)
class Leaf:
    """One page as it is drawn.

    Attributes:
        sheet: Its characters and lines, in points; recognised ones where it is a picture and they can be recognised.
        layers: What is drawn on it, templates first.
        picture: The bytes of a picture by the id that objects call it by; ``None`` for one that is not there.
        pages: How many pages the file has.
        is_picture: Whether what a person reads on it is a picture.
    """

    sheet: Sheet
    layers: tuple[Element, ...]
    picture: Callable[[str], bytes | None]
    pages: int
    is_picture: bool


def leaf_of(task: Task) -> Leaf:
    """The page that *task* asks for.

    Raises:
        Refusal: ``page-none``, or the file cannot be opened.
    """
    reading, bodies = _opened(task)
    pages = [page for body in bodies for page in _document(reading, body)]
    if not 0 <= task.page < len(pages):
        raise Refusal("page-none")
    page = pages[task.page]
    reading.scans = {0: page.scan} if page.scan else {}
    sheets = [page.sheet]
    if page.scan and recogniser(task, needed=False):
        _recognise(reading, sheets)
    return Leaf(
        sheet=sheets[0],
        layers=page.layers,
        picture=lambda resource: reading.parts.read(page.pictures.get(resource, "")),
        pages=len(pages),
        is_picture=page.scan is not None,
    )


@dataclass(frozen=True, slots=True)
class _Page:
    sheet: Sheet
    scan: tuple[Picture, bytes] | None = None
    layers: tuple[Element, ...] = ()
    pictures: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Book:
    """What the pages of one document share: its folder, templates, pictures by resource, and page size."""

    folder: str
    templates: dict[str, str]
    media: dict[str, str]
    size: tuple[float, float]


def _document(reading: _Reading, body: Element) -> Iterator[_Page]:
    """The pages of one document of the container, in order."""
    info = child(body, "DocInfo")
    if info is not None:
        reading.asides.extend(words for one in info.iter() if (words := (one.text or "").strip()))
    name = _text(child(body, "DocRoot"))
    root = _part(reading, name, "")
    if root is None:
        return
    folder = dirname(name)
    common = child(root, "CommonData")
    templates = {
        attribute(one, "ID") or "": attribute(one, "BaseLoc") or ""
        for one in (() if common is None else common)
        if local(one) == "TemplatePage"
    }
    size = _size(child(common, "PageArea")) or _A4
    book = _Book(folder, templates, _media(reading, common, folder), size)
    listed = child(root, "Pages")
    pages = [] if listed is None else [one for one in listed if local(one) == "Page"]
    if len(pages) > reading.task.limits.pages:
        raise Refusal("pages-too-many", pages=len(pages), limit=reading.task.limits.pages)
    for page in pages:
        yield _page(reading, attribute(page, "BaseLoc") or "", book)


def _media(reading: _Reading, common: Element | None, folder: str) -> dict[str, str]:
    """Names of the parts that hold pictures, by the id pages call them by."""
    found: dict[str, str] = {}
    for listed in () if common is None else common:
        if local(listed) not in {"PublicRes", "DocumentRes"}:
            continue
        root = _part(reading, _text(listed), folder)
        base = join(folder, dirname(_text(listed)), "" if root is None else attribute(root, "BaseLoc") or "")
        for media in () if root is None else root.iter():
            if local(media) == "MultiMedia":
                found[attribute(media, "ID") or ""] = join(base, _text(child(media, "MediaFile")))
    return found


def _page(reading: _Reading, name: str, book: _Book) -> _Page:
    """One page with its templates; an empty one where its part is spoilt."""
    root = _part(reading, name, book.folder)
    if root is None:
        reading.spoilt += 1
        return _Page(Sheet(width=book.size[0] * POINTS, height=book.size[1] * POINTS, pieces=()))
    drawn, layers = Drawn(), [root]
    for template in (one for one in root if local(one) == "Template"):
        background = _part(reading, book.templates.get(attribute(template, "TemplateID") or "", ""), book.folder)
        if background is not None:
            drawn_on(background, drawn)
            layers.insert(-1, background)
    drawn_on(root, drawn)
    reading.characters += len(drawn.pieces)
    if reading.characters > reading.task.limits.characters:
        raise Refusal("text-too-long", limit=reading.task.limits.characters)
    width, height = _size(child(root, "Area")) or book.size
    sheet = Sheet(width=width * POINTS, height=height * POINTS, pieces=drawn.pieces, rules=drawn.rules)
    scan = None if drawn.pieces else _scan(reading, drawn.pictures, book, sheet)
    reading.pictures += len(drawn.pictures) - (scan is not None)
    return _Page(sheet, scan, tuple(layers), book.media)


def _scan(reading: _Reading, pictures: list[Picture], book: _Book, sheet: Sheet) -> tuple[Picture, bytes] | None:
    """The picture that fills a page, with its bytes."""
    largest = max(pictures, key=lambda one: one.width * one.height, default=None)
    if largest is None or largest.width * largest.height < _FILLS * sheet.width * sheet.height:
        return None
    data = reading.parts.read(book.media.get(largest.resource, ""))
    return (largest, data) if data else None


def _recognise(reading: _Reading, sheets: list[Sheet]) -> list[int]:
    """Put recognised words on the pages that are pictures; the numbers of those pages, counted from 0."""
    refuse_scans(len(reading.scans), reading.task)
    needed = bool(reading.scans) and not any(sheet.pieces for sheet in sheets)
    recognise = recogniser(reading.task, needed=needed) if reading.scans else None
    if recognise is None:
        return []
    recognised = []
    for number, (place, data) in reading.scans.items():
        picture = first_picture(data, reading.task.limits)
        if picture is None:  # JBIG2 and other kinds that are not decoded here
            reading.pictures += 1
            continue
        scale = place.width / max(1, picture.shape[1])
        pieces, rules = recognise(picture, scale)
        sheets[number] = replace(
            sheets[number],
            pieces=[_moved(one, place) for one in pieces],
            rules=[_moved(one, place) for one in rules],
        )
        recognised.append(number)
        reading.task.alive()
    return recognised


_Placed = TypeVar("_Placed", Piece, Rule)


def _moved(thing: _Placed, place: Picture) -> _Placed:
    return thing._replace(
        left=thing.left + place.left, right=thing.right + place.left,
        top=thing.top + place.top, bottom=thing.bottom + place.top,
    )  # fmt: skip


def _part(reading: _Reading, name: str, folder: str) -> Element | None:
    """The root of a part named from *folder* or, as some programs write it, from the container's root."""
    if not name:
        return None
    for path in (name if name.startswith("/") else join(folder, name), name):
        data = reading.parts.read(path)
        if data is not None:
            return _root(data)
    return None


def _root(data: bytes) -> Element | None:
    try:
        return xml_root(data, _KIND)
    except Refusal as refusal:
        if refusal.code == "xml-unsafe":
            raise
        return None


def _size(area: Element | None) -> tuple[float, float] | None:
    """Width and height of a page in millimetres."""
    box = numbers(_text(child(area, "PhysicalBox")))
    return (box[2], box[3]) if len(box) == 4 and 10 < box[2] < 5_000 and 10 < box[3] < 5_000 else None


def _text(element: Element | None) -> str:
    return "" if element is None else (element.text or "").strip()


def _findings(reading: _Reading, sheets: list[Sheet], flow: Flow) -> Iterator[Finding]:
    if reading.spoilt:
        yield finding("part-unreadable", count=reading.spoilt)
    for number, (sheet, begin) in enumerate(zip(sheets, flow.pages, strict=True), 1):
        if not sheet.pieces:
            yield finding("page-without-text", begin, begin, page=number)
    if reading.pictures:
        yield finding("images-left-out", count=reading.pictures)

"""Pictures of pages: sized before they are decoded, recognised offline, laid out like any page."""

from __future__ import annotations

import io
import warnings
from collections.abc import Iterator
from importlib import import_module
from typing import TYPE_CHECKING, Any

from xiandao.core.errors import Refusal
from xiandao.core.findings import finding
from xiandao.readers.extract import Extract, Task
from xiandao.readers.layout import Sheet, flow_of
from xiandao.readers.limits import Limits
from xiandao.readers.recognition import Recogniser, recogniser, recognition_findings, refuse_scans

if TYPE_CHECKING:
    from PIL.Image import Image

_KIND = "图片 / image"
_FORMATS = ("PNG", "JPEG", "TIFF", "BMP", "WEBP")
_PAGE_WIDTH = 595.0
_LONGEST_SIDE = 4_000


def read_image(task: Task) -> Extract:
    """Text of a picture, or of each page of one that has several.

    Raises:
        Refusal: Recognition is off or not installed, or the picture is damaged or too large.
    """
    recognise = recogniser(task, needed=True)
    if recognise is None:  # ``needed`` has refused already
        raise Refusal("ocr-missing")
    sheets: list[Sheet] = []
    words: list[str] = []
    for number, (picture, notes) in enumerate(_pictures(task), 1):
        refuse_scans(number, task)
        sheets.append(_sheet(picture, recognise))
        words.extend(notes)
        task.alive()
    flow = flow_of(sheets)
    empty = (
        finding("page-without-text", begin, begin, page=number)
        for number, (sheet, begin) in enumerate(zip(sheets, flow.pages, strict=True), 1)
        if not sheet.pieces
    )
    findings = (*empty, *recognition_findings(flow, range(len(sheets))))
    return Extract(text=flow.text, pages=tuple(flow.pages), findings=findings, asides=(*words, *flow.asides))


def _pictures(task: Task) -> Iterator[tuple[Any, list[str]]]:
    """Each page as an array, and what the file says of it in words."""
    from PIL import Image, ImageOps, ImageSequence

    Image.MAX_IMAGE_PIXELS = task.limits.pixels
    with warnings.catch_warnings():
        warnings.simplefilter("error", Image.DecompressionBombWarning)
        try:
            image = Image.open(io.BytesIO(task.data), formats=_FORMATS)
            for number, frame in enumerate(ImageSequence.Iterator(image)):
                _refuse_by_size(frame, number, task)
                upright = ImageOps.exif_transpose(frame).convert("RGB")
                upright.thumbnail((_LONGEST_SIDE, _LONGEST_SIDE))
                yield _array(upright), [value for value in frame.info.values() if isinstance(value, str)]
        except (Image.DecompressionBombError, Image.DecompressionBombWarning):
            raise Refusal("picture-too-large", limit=task.limits.pixels // 10_000) from None
        except (OSError, SyntaxError, ValueError, EOFError, KeyError, TypeError, IndexError, OverflowError):
            raise Refusal("file-damaged", kind=_KIND) from None


def first_picture(data: bytes, limits: Limits) -> Any:  # noqa: ANN401 - a numpy array; numpy is an extra
    """The first page of a picture inside another document, ``None`` when it cannot be decoded."""
    try:
        return next(_pictures(Task(data=data, limits=limits)), (None, []))[0]
    except Refusal as refusal:
        if refusal.code == "picture-too-large":
            raise
        return None


def _refuse_by_size(frame: Image, number: int, task: Task) -> None:
    if number >= task.limits.pages:
        raise Refusal("pages-too-many", pages=number + 1, limit=task.limits.pages)
    if frame.width * frame.height > task.limits.pixels:
        raise Refusal("picture-too-large", limit=task.limits.pixels // 10_000)


def _array(image: Image) -> Any:  # noqa: ANN401 - a numpy array; numpy is an extra
    return import_module("numpy").asarray(image)[:, :, ::-1].copy()


def _sheet(picture: Any, recognise: Recogniser) -> Sheet:  # noqa: ANN401 - a numpy array; numpy is an extra
    """The page at the width of A4, so that the measures of layout hold whatever the resolution."""
    height, width = picture.shape[:2]
    scale = _PAGE_WIDTH / max(1, width)
    pieces, rules = recognise(picture, scale)
    return Sheet(width=_PAGE_WIDTH, height=height * scale, pieces=pieces, rules=rules)

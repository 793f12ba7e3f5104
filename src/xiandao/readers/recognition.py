"""Recognition of pictured text, an optional extra: found when installed, and named when missing."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from importlib import import_module
from typing import Any

from xiandao.core.errors import Refusal
from xiandao.core.findings import Finding, finding
from xiandao.readers.extract import Task
from xiandao.readers.layout import Flow
from xiandao.readers.layout_lines import Piece
from xiandao.readers.layout_tables import Rule

Recogniser = Callable[[Any, float], tuple[list[Piece], list[Rule]]]
"""Takes a picture (height, width, BGR) and the points a pixel is; gives its words and straight lines with their places."""

_HAN = re.compile("[\u4e00-\u9fff]")
_WIDE_MARKS = str.maketrans(",;:?!", "，；：？！")
_BRACKETS = str.maketrans("()", "（）")
_BESIDE_HAN = re.compile("(?<=[\u4e00-\u9fff》”）])[,;:?!]|[,;:?!](?=[\u4e00-\u9fff《“（])")
# The dash and the numeral one look alike: between digits and at a line's begin it is the dash.
_DASH_BETWEEN = re.compile(r"(?<=\d)一(?=\d)")
_DASHES_BEFORE = re.compile("^(?:—一|一—|—-|-—)(?=[\u4e00-\u9fff])")
_SHORTEST_RULE = 28.0
# To search more pixels for words takes more memory than the reading process may use. Letters of ten points on an
# A4 page are 28 pixels high then, and are recognised.
_MOST_PIXELS = 4_200_000
_FLATTEST = 16
_NARROWEST = 4


def recogniser(task: Task, *, needed: bool) -> Recogniser | None:
    """What recognises pictures; ``None`` where it is off or missing and the document can do without.

    Raises:
        Refusal: ``ocr-missing`` or ``ocr-off``, when nothing of the document could be read without it.
    """
    if not task.ocr:
        if needed:
            raise Refusal("ocr-off")
        return None
    try:
        return _loaded()
    except ImportError:
        if needed:
            raise Refusal("ocr-missing") from None
        return None


def refuse_scans(count: int, task: Task) -> None:
    """Lets pass as many pages as may be recognised.

    Raises:
        Refusal: ``scans-too-many``.
    """
    if task.ocr and task.limits.scans is not None and count > task.limits.scans:
        raise Refusal("scans-too-many", limit=task.limits.scans)


@cache
def _loaded() -> Recogniser:
    engine = _engine()

    def recognise(picture: Any, scale: float) -> tuple[list[Piece], list[Rule]]:  # noqa: ANN401 - a numpy array
        fitted, larger = _fitted(picture)
        result = engine(fitted)
        if result.boxes is None or result.txts is None:
            return [], []
        found = zip(result.boxes.tolist(), result.txts, result.scores, strict=True)
        pieces = [_piece(box, text, score, scale * larger) for box, text, score in found if text.strip()]
        return pieces, list(_rules(picture, scale))

    return recognise


def _fitted(picture: Any) -> tuple[Any, float]:  # noqa: ANN401 - numpy arrays
    """The picture as the engine bears it, and how many pixels of the original one of its pixels is.

    A strip gets a white margin: the engine enlarges the short side, however long the other becomes.
    """
    cv2 = import_module("cv2")
    height, width = picture.shape[:2]
    larger = max(1.0, (height * width / _MOST_PIXELS) ** 0.5)
    if larger > 1:
        size = max(1, round(width / larger)), max(1, round(height / larger))
        picture = cv2.resize(picture, size, interpolation=cv2.INTER_AREA)
        height, width = picture.shape[:2]
    below, right = max(0, width // _FLATTEST - height), max(0, height // _NARROWEST - width)
    if below or right:
        white = (255, 255, 255)
        picture = cv2.copyMakeBorder(picture, 0, below, 0, right, cv2.BORDER_CONSTANT, value=white)
    return picture, larger


def _engine() -> Any:  # noqa: ANN401 - rapidocr's types are its own
    """RapidOCR with the models of its wheel, on one thread, so that the same picture gives the same words."""
    rapidocr = import_module("rapidocr")
    return rapidocr.RapidOCR(
        params={
            "Global.log_level": "critical",
            "Global.max_side_len": 4_000,
            "EngineConfig.onnxruntime.intra_op_num_threads": 1,
            "EngineConfig.onnxruntime.inter_op_num_threads": 1,
        }
    )


def _rules(picture: Any, scale: float) -> Iterator[Rule]:  # noqa: ANN401 - a numpy array; numpy is an extra
    """Straight lines of a picture: what is left of its ink when all that is shorter is worn away."""
    cv2 = import_module("cv2")
    grey = cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY)
    ink = cv2.adaptiveThreshold(grey, 255, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY_INV, 25, 12)
    length = max(12, int(_SHORTEST_RULE / scale))
    for shape in ((length, 1), (1, length)):
        worn = cv2.morphologyEx(ink, cv2.MORPH_OPEN, cv2.getStructuringElement(cv2.MORPH_RECT, shape))
        whole = cv2.morphologyEx(worn, cv2.MORPH_CLOSE, cv2.getStructuringElement(cv2.MORPH_RECT, (5, 5)))
        _, _, stats, _ = cv2.connectedComponentsWithStats(whole, connectivity=8)
        for left, top, width, height, _ in stats[1:].tolist():
            if min(width, height) * scale <= 4:
                yield Rule(left * scale, top * scale, (left + width) * scale, (top + height) * scale)


def _piece(box: Sequence[Sequence[float]], text: str, score: float, scale: float) -> Piece:
    xs, ys = [x * scale for x, _ in box], [y * scale for _, y in box]
    return Piece(in_wide_marks(text), min(xs), min(ys), max(xs), max(ys), round(float(score), 4))


def in_wide_marks(text: str) -> str:
    """*text* with its marks as Chinese print has them: a recogniser cannot tell their widths apart."""
    if not _HAN.search(text):
        return text
    text = _BESIDE_HAN.sub(lambda mark: mark[0].translate(_WIDE_MARKS), text.translate(_BRACKETS))
    return _DASHES_BEFORE.sub("——", _DASH_BETWEEN.sub("—", text))


def recognition_findings(flow: Flow, recognised: Sequence[int]) -> Iterator[Finding]:
    """That pages (counted from 0) were recognised, and which lines with doubt."""
    if recognised:
        yield finding("ocr-used", pages=_ranges([number + 1 for number in recognised]))
    for start, end, score in flow.unsure:
        yield finding("ocr-doubtful", start, end, score=round(score * 100))


def _ranges(numbers: Sequence[int]) -> str:
    """Numbers in order as in 1–3, 7."""
    stretches: list[list[int]] = []
    for number in numbers:
        if stretches and number == stretches[-1][-1] + 1:
            stretches[-1].append(number)
        else:
            stretches.append([number])
    return ", ".join(str(one[0]) if len(one) == 1 else f"{one[0]}–{one[-1]}" for one in stretches)

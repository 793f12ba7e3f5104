"""Pages as they are printed, and the places of words on them."""

from __future__ import annotations

import zlib
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from struct import unpack

import pytest
from reportlab.pdfgen.canvas import Canvas
from tests.integration.readers.documents import ofd, ofd_line, ofd_rule
from tests.integration.readers.pages import drawn, paragraphs, pdf, ruled_table

from xiandao.core.errors import Refusal
from xiandao.core.text import Source
from xiandao.readers import read_source
from xiandao.readers.layout_lines import Piece
from xiandao.readers.places import Box, boxes_of, placed_on
from xiandao.readers.showing import page_shown
from xiandao.readers.shown import Shown, places_of_shown, row_of_shown, shown_of_row
from xiandao.readers.shown_pdf import png_of
from xiandao.reading import read_plan

SAMPLES = Path(__file__).resolve().parents[3] / "samples"
GOALS = (
    "霁川市未来产业行动计划（2024—2026年）",
    "一、主要目标",
    "到2026年末，全市未来产业规模达300亿元左右，集聚重点企业40家以上，建成专业园区4个以上，形成若干具有竞争力的集群。",
    "二、重点任务",
    "（一）建设高标准园区。按照专业化要求新建一批载体，配齐研发、检验和公共服务设施。（责任单位：市科技局、市工信局）",
)


def plain(text: str) -> Counter[str]:
    return Counter("".join(text.split()))


def under(shown: Shown, boxes: tuple[Box, ...]) -> Counter[str]:
    """The characters whose middle lies in one of *boxes*."""
    found: Counter[str] = Counter()
    for piece in shown.pieces:
        x, y = (piece.left + piece.right) / 2, (piece.top + piece.bottom) / 2
        if any(box.left <= x <= box.right and box.top <= y <= box.bottom for box in boxes):
            found += plain(piece.text)
    return found


def marked(path: Path, source: Source) -> Iterator[tuple[str, Counter[str]]]:
    """Every item's quote, and the characters under its boxes on all pages."""
    plan = read_plan(source)
    bounds = [*source.pages, len(source.text)]
    pages = [page_shown(path, source.media_type, page, scale=1.0) for page in range(len(source.pages))]
    laid = [
        placed_on(source.text[first:last], shown) for (first, last), shown in zip(pairwise(bounds), pages, strict=True)
    ]
    for kind in ("targets", "facts", "tasks", "sectors", "technologies", "placements", "bundles", "cites"):
        for item in getattr(plan, kind):
            found: Counter[str] = Counter()
            for (first, last), shown, placed in zip(pairwise(bounds), pages, laid, strict=True):
                start, end = max(item.words.start, first) - first, min(item.words.end, last) - first
                if start < end:
                    found += under(shown, boxes_of(placed, start, end))
            yield item.words.quote, found


def test_a_page_that_is_not_there_and_a_format_without_pages_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(pdf(paragraphs(GOALS)))
    for media_type, page in (("application/pdf", 1), ("application/pdf", -1), ("text/plain", 0)):
        with pytest.raises(Refusal) as refused:
            page_shown(path, media_type, page, scale=1.0)
        assert refused.value.code == "page-none"


def test_words_that_are_not_on_the_page_are_not_marked(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(pdf(paragraphs(GOALS)))
    shown = page_shown(path, "application/pdf", 0, scale=1.0)
    foreign = "培育具身智能与量子信息骨干队伍十支"
    assert boxes_of(placed_on(foreign, shown), 0, len(foreign)) == ()
    assert boxes_of(placed_on("", shown), 0, 0) == ()


@pytest.mark.parametrize("name", ["06-city-plan.pdf", "15-county-list.pdf", "14-zone-action.ofd"])
def test_the_marked_boxes_hold_the_words_of_nearly_every_item(name: str) -> None:
    found = list(marked(SAMPLES / name, read_source(SAMPLES / name)))
    exact = sum(under == plain(quote) for quote, under in found)
    assert len(found) > 50
    assert exact >= 0.99 * len(found)


def test_words_broken_over_lines_and_pages_have_a_box_on_each(tmp_path: Path) -> None:
    path = tmp_path / "long.pdf"
    path.write_bytes(
        pdf(paragraphs([*GOALS, *(["各地要结合实际，细化举措，压实责任，务求实效。" * 6] * 9), *GOALS[2:]]))
    )
    source = read_source(path)
    assert len(source.pages) > 1
    found = list(marked(path, source))
    assert all(not plain(quote) - under for quote, under in found)
    start, end = source.text.index("全市未来产业规模"), source.text.index("形成若干") + 4
    placed = placed_on(source.text[: source.pages[1]], page_shown(path, source.media_type, 0, scale=1.0))
    boxes = boxes_of(placed, start, end)
    assert len(boxes) >= 2
    assert all(one.bottom <= two.top + 4 for one, two in pairwise(boxes))


def test_cells_of_a_table_are_marked_each_in_its_column(tmp_path: Path) -> None:
    rows = [
        ["序号", "指标", "单位", "2026年目标"],
        ["1", "未来产业规模", "亿元", "300"],
        ["2", "专业园区和孵化器、加速器总数", "个", "12"],
    ]
    path = tmp_path / "table.pdf"
    path.write_bytes(pdf([*paragraphs(GOALS[:2]), ruled_table(rows, (40, 110, 60, 100))]))
    source = read_source(path)
    shown = page_shown(path, source.media_type, 0, scale=1.0)
    start = source.text.index("专业园区")
    boxes = boxes_of(placed_on(source.text, shown), start, source.text.index("12", start) + 2)
    assert under(shown, boxes) == plain("专业园区和孵化器、加速器总数个12")
    assert len(boxes) >= 3


def test_the_same_words_twice_are_marked_where_they_are_meant(tmp_path: Path) -> None:
    words = "建成专业园区4个以上。"
    path = tmp_path / "twice.pdf"
    path.write_bytes(pdf(paragraphs(["一、总体目标", words, "二、年度目标", words])))
    source = read_source(path)
    placed = placed_on(source.text, page_shown(path, source.media_type, 0, scale=1.0))
    first = source.text.index("建成")
    second = source.text.index("建成", first + 1)
    (above,), (below,) = (boxes_of(placed, at, at + len(words)) for at in (first, second))
    assert above.bottom < below.top


@pytest.mark.parametrize("rotation", [0, 90, 270])
@pytest.mark.parametrize("angle", [0, 90, -90])
def test_a_page_printed_sideways_is_shown_upright(rotation: int, angle: int, tmp_path: Path) -> None:
    words = GOALS[2][:12]

    def sideways(canvas: Canvas) -> None:
        canvas.setPageRotation(rotation)
        canvas.translate(300, 300)
        canvas.rotate(angle)
        canvas.setFont("STSong-Light", 14)
        canvas.drawString(0, 0, words)

    path = tmp_path / "turned.pdf"
    path.write_bytes(drawn(sideways))
    shown = page_shown(path, "application/pdf", 0, scale=1.0)
    width, height = unpack(">II", shown.image[16:24])
    assert (width, height) == pytest.approx((shown.width, shown.height), abs=1.5)
    (box,) = boxes_of(placed_on(words, shown), 0, len(words))
    assert box.right - box.left > 5 * (box.bottom - box.top)
    assert dark(shown.image, box) > 0.05


def dark(png: bytes, box: Box) -> float:
    """How much of *box* is printed on a picture of one pixel a point without colours."""
    at, data = 8, b""
    while at < len(png):
        size, kind = unpack(">I4s", png[at : at + 8])
        data += png[at + 8 : at + 8 + size] if kind == b"IDAT" else b""
        at += size + 12
    width = int.from_bytes(png[16:20], "big")
    rows = zlib.decompress(data)
    inside = [
        rows[y * (width + 1) + 1 + x]
        for y in range(int(box.top), int(box.bottom))
        for x in range(int(box.left), int(box.right))
    ]
    return sum(each < 128 for each in inside) / max(1, len(inside))


def test_the_boxes_lie_on_the_print_of_the_picture(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(pdf(paragraphs(GOALS)))
    source = read_source(path)
    shown = page_shown(path, source.media_type, 0, scale=1.0)
    placed = placed_on(source.text, shown)
    boxes = boxes_of(placed, source.text.index("到2026年末"), source.text.index("二、重点"))
    assert boxes
    assert all(dark(shown.image, box) > 0.05 for box in boxes)
    blank = Box(shown.width - 40, 100, shown.width - 10, 300)
    assert dark(shown.image, blank) == 0


def test_an_ofd_page_is_drawn_where_the_file_says_and_nothing_in_it_runs(tmp_path: Path) -> None:
    words = "未来产业规模达300亿元以上。"
    evil = '<ofd:TextObject ID="9" Boundary="0 0 50 10" Size="4"><ofd:TextCode X="0" Y="4">&lt;script&gt;alert(1)&lt;/script&gt;</ofd:TextCode></ofd:TextObject>'
    path = tmp_path / "a.ofd"
    path.write_bytes(ofd(ofd_line(words, 30, 60) + ofd_rule(20, 70, 190, 70) + evil))
    source = read_source(path)
    shown = page_shown(path, source.media_type, 0, scale=2.0)
    svg = shown.image.decode()
    assert shown.media_type == "image/svg+xml"
    assert "未来产业规模" in svg
    assert "<script" not in svg
    assert "<path" in svg
    start = source.text.index("未来")
    (box,) = boxes_of(placed_on(source.text, shown), start, start + len(words))
    millimetre = 72 / 25.4
    assert box.left == pytest.approx(30 * millimetre, abs=1)
    assert 55 * millimetre < (box.top + box.bottom) / 2 < 66 * millimetre


def test_what_the_worker_sends_is_what_was_shown() -> None:
    shown = Shown(
        media_type="image/png", image=b"\x89PNG", width=595.28, height=841.89,
        pieces=(Piece("字", 1.0, 2.0, 3.0, 4.0),), order=(0,), pages=3,
    )  # fmt: skip
    assert shown_of_row(row_of_shown(shown)) == shown
    assert shown_of_row(places_of_shown(shown)).pieces == shown.pieces


def test_a_picture_without_colours_takes_a_third_of_the_bytes() -> None:
    import numpy as np  # noqa: PLC0415 - of this test alone

    grey = np.full((10, 20, 3), 200, dtype=np.uint8)
    coloured = grey.copy()
    coloured[0, 0] = (255, 0, 0)
    assert png_of(grey)[25] == 0
    assert png_of(coloured)[25] == 2

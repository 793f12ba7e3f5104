"""Pictures of pages are recognised offline, the same every time."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image, ImageDraw, ImageFont
from tests.integration.readers.documents import ofd

from xiandao.core.errors import Refusal
from xiandao.readers import Limits, read_source
from xiandao.readers.recognition import _ranges, in_wide_marks

pytestmark = pytest.mark.ocr

_CHINESE_FONTS = (
    "/usr/share/fonts/truetype/wqy/wqy-microhei.ttc",
    "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc",
    "/usr/share/fonts/truetype/noto/NotoSansCJK-Regular.ttc",
)
FONT_FILE = next((one for one in _CHINESE_FONTS if Path(one).exists()), None)
# Without a Chinese font on the machine the same is shown with letters.
PARAGRAPHS = (
    [
        "一、总体要求",
        "到2027年，全市未来产业规模达到500亿元左右，培育企业200家以上，建成创新平台45家，每年实施攻关项目不少于30项。",
        "二、重点任务",
    ]
    if FONT_FILE
    else ["Targets", "Revenue of future industries reaches 500 million in 2027 and firms reach 200", "Tasks"]
)


def _font(size: int) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    return ImageFont.truetype(FONT_FILE, size) if FONT_FILE else ImageFont.load_default(size)


def _page() -> Image.Image:
    """A page of A4 at 100 dots an inch, paragraphs indented by two places."""
    image = Image.new("RGB", (827, 1169), "white")
    draw = ImageDraw.Draw(image)
    font, top = _font(24), 120
    for paragraph in PARAGRAPHS:
        left, line = 148, ""
        for character in paragraph:
            if left + draw.textlength(line + character, font) > 727 and character not in "，。 ":
                draw.text((left, top), line, "black", font)
                top, left, line = top + 42, 100, ""
            line += character
        draw.text((left, top), line, "black", font)
        top += 42
    return image


def _saved(path: Path, save: Callable[[io.BytesIO], None]) -> Path:
    buffer = io.BytesIO()
    save(buffer)
    path.write_bytes(buffer.getvalue())
    return path


def _words(text: str) -> str:
    return "".join(text.split())


def test_a_picture_is_read_in_paragraphs_the_same_twice(tmp_path: Path) -> None:
    path = _saved(tmp_path / "scan.png", lambda buffer: _page().save(buffer, "PNG"))
    source = read_source(path)
    assert [_words(line) for line in source.text.splitlines()] == [_words(one) for one in PARAGRAPHS]
    assert (source.media_type, source.pages) == ("image/png", (0,))
    assert [(one.code, dict(one.values)) for one in source.findings] == [("ocr-used", {"pages": "1"})]
    assert read_source(path) == source


def test_a_scanned_pdf_is_read_page_by_page(tmp_path: Path) -> None:
    page = _page()
    path = _saved(
        tmp_path / "scan.pdf", lambda b: page.save(b, "PDF", resolution=100, save_all=True, append_images=[page])
    )
    source = read_source(path)
    assert [_words(line) for line in source.text.splitlines()] == [_words(one) for one in PARAGRAPHS] * 2
    assert len(source.pages) == 2
    assert source.findings[-1].code == "ocr-used"


def test_a_scanned_ofd_is_read(tmp_path: Path) -> None:
    buffer = io.BytesIO()
    _page().save(buffer, "PNG")
    data = ofd('<ofd:ImageObject ResourceID="5" Boundary="0 0 210 297"/>', pictures={"5": buffer.getvalue()})
    path = tmp_path / "scan.ofd"
    path.write_bytes(data)
    source = read_source(path)
    assert [_words(line) for line in source.text.splitlines()] == [_words(one) for one in PARAGRAPHS]
    with pytest.raises(Refusal) as refused:
        read_source(path, ocr=False)
    assert refused.value.code == "ocr-off"


@pytest.mark.parametrize(("kind", "ending"), [("TIFF", ".tif"), ("JPEG", ".jpg"), ("BMP", ".bmp"), ("WEBP", ".webp")])
def test_blank_pictures_of_every_kind_are_empty_with_a_finding(tmp_path: Path, kind: str, ending: str) -> None:
    path = _saved(tmp_path / f"a{ending}", lambda buffer: Image.new("RGB", (200, 200), "white").save(buffer, kind))
    source = read_source(path)
    assert source.text == ""
    assert source.findings[0].code == "page-without-text"


def test_a_scan_of_300_dots_an_inch_is_read_within_the_memory_of_the_reading_process(tmp_path: Path) -> None:
    page = _page().resize((2_480, 3_508))
    source = read_source(_saved(tmp_path / "scan.png", lambda buffer: page.save(buffer, "PNG")))
    assert [_words(line) for line in source.text.splitlines()] == [_words(one) for one in PARAGRAPHS]


@pytest.mark.parametrize("size", [(18, 318), (3_000, 1), (1, 3_000), (1, 1)])
def test_a_strip_is_a_picture_like_any_other(tmp_path: Path, size: tuple[int, int]) -> None:
    path = _saved(tmp_path / "a.png", lambda buffer: _page().resize(size).save(buffer, "PNG"))
    assert read_source(path).media_type == "image/png"


def test_a_picture_with_too_many_pixels_is_refused_before_it_is_decoded(tmp_path: Path) -> None:
    path = _saved(tmp_path / "a.png", lambda buffer: Image.new("1", (30_000, 30_000)).save(buffer, "PNG"))
    for limits in (Limits(), Limits(pixels=400_000_000)):
        with pytest.raises(Refusal) as refused:
            read_source(path, limits=limits)
        assert refused.value.code == "picture-too-large"


def test_a_cut_picture_is_refused(tmp_path: Path) -> None:
    path = _saved(tmp_path / "a.png", lambda buffer: _page().save(buffer, "PNG"))
    path.write_bytes(path.read_bytes()[:2_000])
    with pytest.raises(Refusal) as refused:
        read_source(path)
    assert refused.value.code == "file-damaged"


def test_recognition_can_be_switched_off(tmp_path: Path) -> None:
    path = _saved(tmp_path / "a.png", lambda buffer: Image.new("L", (50, 50)).save(buffer, "PNG"))
    with pytest.raises(Refusal) as refused:
        read_source(path, ocr=False)
    assert refused.value.code == "ocr-off"


@pytest.mark.parametrize(
    ("read", "printed"),
    [("规模(亿元),达到:5", "规模（亿元），达到：5"), ("3一4个", "3—4个"), ("—一壮大", "——壮大"), ("a,b(c)", "a,b(c)"), ("达到3.5%", "达到3.5%")],
)  # fmt: skip
def test_marks_are_given_the_width_of_chinese_print(read: str, printed: str) -> None:
    assert in_wide_marks(read) == printed


def test_page_numbers_are_named_in_ranges() -> None:
    assert _ranges([1, 2, 3, 7, 9, 10]) == "1–3, 7, 9–10"

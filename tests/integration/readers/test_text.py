"""Plain text is decoded and otherwise untouched, or refused with a way out."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xiandao.core.errors import Refusal
from xiandao.readers import Limits, read_source
from xiandao.readers.txt import decoded

PLAN = (
    "霁川市加快培育发展未来产业行动计划\r\n\r\n　　到2027年，全市未来产业规模达到500亿元左右，培育企业200家以上。\r\n"
    "一、总体要求\n（一）主要目标。每年实施攻关项目30项，建成平台10个。（责任单位：市科技局、市发展改革委）\t \n"
)
TRADITIONAL = "為貫徹落實國家戰略，加快培育發展未來產業，制定本行動計劃。到二零二七年，產業規模達到五百億元。\n"


def _file(folder: Path, data: bytes, name: str = "plan.txt") -> Path:
    path = folder / name
    path.write_bytes(data)
    return path


def _code(path: Path, limits: Limits | None = None) -> str:
    with pytest.raises(Refusal) as refused:
        read_source(path, limits=limits or Limits())
    assert refused.value.values["name"] == path.name
    return refused.value.code


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "gb18030", "gbk", "utf-16", "utf-16-le", "utf-16-be", "utf-32"]
)
def test_every_known_encoding_gives_the_same_text_line_ends_and_blanks_included(tmp_path: Path, encoding: str) -> None:
    assert read_source(_file(tmp_path, PLAN.encode(encoding))).text == PLAN


def test_traditional_characters_in_gbk_are_read(tmp_path: Path) -> None:
    assert read_source(_file(tmp_path, TRADITIONAL.encode("gbk"))).text == TRADITIONAL


def test_a_short_gbk_text_is_read(tmp_path: Path) -> None:
    assert read_source(_file(tmp_path, "规划".encode("gbk"))).text == "规划"


def test_markdown_is_untouched_and_has_its_own_media_type(tmp_path: Path) -> None:
    source = read_source(_file(tmp_path, "# **规划**\n".encode(), "plan.md"))
    assert (source.text, source.media_type, source.pages) == ("# **规划**\n", "text/markdown", ())


@pytest.mark.parametrize("data", [b"", b"\xef\xbb\xbf", b"\xff\xfe", b" \n"])
def test_an_empty_text_is_an_empty_source(tmp_path: Path, data: bytes) -> None:
    assert read_source(_file(tmp_path, data)).text.strip() == ""


def test_another_language_in_utf8_is_decodable_and_therefore_read(tmp_path: Path) -> None:
    russian = "Развитие промышленности региона\n"
    assert read_source(_file(tmp_path, russian.encode())).text == russian


@pytest.mark.parametrize(
    ("encoding", "text"),
    [
        ("big5", TRADITIONAL),
        ("shift_jis", "これは日本語の文章です。産業の発展を促進する計画を策定する。" * 3),
        ("euc_jp", "これは日本語の文章です。産業の発展を促進する計画を策定する。" * 3),
        ("euc_kr", "이것은 한국어 문장입니다 산업 발전을 촉진하기 위한 계획" * 3),
        ("koi8-r", "Развитие промышленности и экономики региона" * 3),
        ("latin-1", "Le développement économique de la région était prévu à l'été" * 3),
    ],
)
def test_a_text_in_an_unknown_encoding_is_refused_not_guessed(tmp_path: Path, encoding: str, text: str) -> None:
    assert _code(_file(tmp_path, text.encode(encoding))) == "encoding-unknown"


@pytest.mark.parametrize(
    "data", [b"\x7fELF\x02\x01\x01" + bytes(600), bytes(range(256)) * 9, PLAN.encode() + b"\0\0\0"]
)
def test_a_binary_is_refused(tmp_path: Path, data: bytes) -> None:
    assert _code(_file(tmp_path, data)) == "file-binary"


def test_a_text_cut_inside_its_last_character_is_read_with_a_finding(tmp_path: Path) -> None:
    source = read_source(_file(tmp_path, "产业规模达到500亿元".encode()[:-1]))
    assert source.text == "产业规模达到500亿"
    assert [found.code for found in source.findings] == ["text-cut-off"]


def test_one_spoilt_byte_in_a_long_text_is_a_finding_where_it_stands(tmp_path: Path) -> None:
    data = bytearray((PLAN * 20).encode())
    data[9] = 0xFF
    source = read_source(_file(tmp_path, bytes(data)))
    (found,) = source.findings
    assert found.code == "bytes-undecodable"
    assert source.text[found.start : found.end] == "\ufffd"


def test_more_characters_than_allowed_are_refused(tmp_path: Path) -> None:
    assert _code(_file(tmp_path, b"a" * 11), Limits(characters=10)) == "text-too-long"


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_whatever_is_written_in_utf8_with_a_mark_is_read_as_written(text: str) -> None:
    assert decoded(text.encode("utf-8-sig")) == (text, ())


@given(st.binary(max_size=400))
def test_no_bytes_make_the_decoder_stumble(data: bytes) -> None:
    with suppress(Refusal):
        assert isinstance(decoded(data)[0], str)

"""OFD files give their text in reading order; spoilt parts are findings."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.integration.readers.documents import ofd, ofd_line, ofd_rule, zipped

from xiandao.core.errors import Refusal
from xiandao.readers import read_source
from xiandao.readers.extract import Extract, Task
from xiandao.readers.limits import Limits
from xiandao.readers.ofd import read_ofd

WORDS = "到2027年，全市未来产业规模达到500亿元左右，培育企业200家以上，建成平台10个。"


def _read(data: bytes, limits: Limits | None = None) -> Extract:
    return read_ofd(Task(data=data, limits=limits or Limits()))


def _wrapped(text: str, top: float, *, indent: float = 10.0, columns: int = 32) -> str:
    """A paragraph broken into lines of *columns* places, the first one indented."""
    lines: list[str] = []
    room = columns - 2.0
    line = ""
    for character in text:
        wide = 1.0 if ord(character) > 0x2E80 else 0.5
        if room < wide:
            lines.append(line)
            line, room = "", float(columns)
        line, room = line + character, room - wide
    lines.append(line)
    return "".join(ofd_line(one, 25 + (indent if not n else 0), top + 9 * n) for n, one in enumerate(lines))


def test_lines_are_joined_and_ordered_by_their_places() -> None:
    found = _read(ofd(_wrapped(WORDS * 2, 60) + ofd_line("霁川市行动计划", 80, 30, size=8) + _wrapped(WORDS, 120)))
    assert found.text.splitlines() == ["霁川市行动计划", WORDS * 2, WORDS]
    assert found.pages == (0,)


def test_a_template_is_read_once_on_each_page_and_page_numbers_are_set_aside() -> None:
    pages = [_wrapped(WORDS, 60) + ofd_line(f"— {n} —", 100, 285) for n in (1, 2, 3)]
    found = _read(ofd(*pages, template=ofd_line("政府公报", 25, 15)))
    assert found.text.splitlines() == [WORDS] * 3
    assert set(found.asides) >= {"政府公报", "— 1 —"}
    assert len(found.pages) == 3


def test_ruled_tables_are_rows() -> None:
    rules = "".join(ofd_rule(20, y, 180, y) for y in (50, 60, 70)) + "".join(
        ofd_rule(x, 50, x, 70) for x in (20, 80, 180)
    )
    words = (
        ofd_line("任务", 25, 57) + ofd_line("单位", 90, 57) + ofd_line("建平台", 25, 67) + ofd_line("市科技局", 90, 67)
    )
    assert _read(ofd(rules + words)).text.splitlines() == ["任务\t单位", "建平台\t市科技局"]


def test_a_watermark_aslant_and_invisible_words_are_no_text() -> None:
    aslant = ofd_line("内部资料", 50, 100, more='CTM="0.7 0.7 -0.7 0.7 0 0"')
    hidden = ofd_line("看不见", 50, 120, more='Visible="false"')
    assert _read(ofd(ofd_line("正文", 25, 40) + aslant + hidden)).text == "正文\n"


def test_repeated_distances_are_understood() -> None:
    line = (
        '<ofd:TextObject Boundary="25 40 100 6" Size="5"><ofd:TextCode X="0" Y="5" DeltaX="g 2 5 20">甲乙丙丁</ofd:TextCode>'
        "</ofd:TextObject>"
    )
    assert _read(ofd(line)).text == "甲乙丙 丁\n"


def test_other_name_spaces_and_paths_are_read() -> None:
    data = zipped(
        {
            "OFD.xml": "<OFD><DocBody><DocRoot>/Doc_0/Document.xml</DocRoot></DocBody></OFD>",
            "Doc_0/Document.xml": '<Document><Pages><Page BaseLoc="/Doc_0/content.xml"/></Pages></Document>',
            "Doc_0/Content.xml": f"<Page><Content><Layer>{ofd_line('正文', 25, 40)}</Layer></Content></Page>".replace(
                "ofd:", ""
            ),
        }
    )
    assert _read(data).text == "正文\n"


def test_an_encrypted_file_is_refused() -> None:
    with pytest.raises(Refusal) as refused:
        _read(ofd(ofd_line("正文", 25, 40), more="<ofd:Encryptions>e.xml</ofd:Encryptions>"))
    assert refused.value.code == "file-encrypted"


def test_a_spoilt_page_is_a_finding_and_the_others_are_read() -> None:
    found = _read(ofd(ofd_line("第一页文字", 25, 40), "<broken", ofd_line("第三页文字", 25, 40)))
    assert found.text.splitlines() == ["第一页文字", "第三页文字"]
    assert [one.code for one in found.findings] == ["part-unreadable", "page-without-text"]


def test_a_file_whose_pages_are_all_spoilt_is_refused() -> None:
    with pytest.raises(Refusal) as refused:
        _read(ofd("<broken"))
    assert refused.value.code == "file-damaged"


def test_more_pages_than_allowed_are_refused() -> None:
    with pytest.raises(Refusal) as refused:
        _read(ofd("", "", ""), Limits(pages=2))
    assert refused.value.code == "pages-too-many"


@pytest.mark.shared
def test_every_real_file_is_read_but_the_one_of_zero_bytes(shared: Path) -> None:
    refused = []
    for path in sorted((shared / "reference" / "ofd_files").glob("*.ofd")):
        try:
            source = read_source(path)
        except Refusal as refusal:
            refused.append((path.name, refusal.code))
        else:
            assert source.text or source.findings, path.name
    assert refused == [("layout-helloworld.ofd", "file-empty")]


@pytest.mark.shared
def test_a_real_letter_is_read_paragraph_by_paragraph(shared: Path) -> None:
    lines = read_source(shared / "reference" / "ofd_files" / "converter-n.ofd").text.splitlines()
    assert len(lines) == 10
    assert lines[1] == "路卫发〔2011〕76号"
    assert lines[6].startswith("该同志由于")
    assert lines[6].endswith("同意张阿三同志辞职。")

"""Documents marked as state secrets are refused before anything of them is kept; others pass."""

from __future__ import annotations

import sys
import unicodedata
from pathlib import Path, PurePath

import pytest
from tests.builders.cost import processor_seconds
from tests.integration.readers.documents import docx, ofd, ofd_line, p
from tests.integration.readers.pages import paragraphs, pdf

from xiandao.core.errors import Refusal
from xiandao.core.messages import refusal_message
from xiandao.readers import read_source
from xiandao.readers.secrecy import bears_marking, bears_marking_in

BODY = "关于未来产业的若干安排\n加快建设先导区。\n"


@pytest.mark.parametrize(
    "marking",
    [
        "机密★10年", "绝密★启用前", "秘密★", "机　密 ★ 长期", "秘密★５年", "機密☆", "绝密·启用前", "机密", "秘 密", "绝密级",
        "（秘密）", "【机密】", "密级：秘密", "密级: 机密 份号: 0001", "000001 机密★1年", "机密  特急", "# 机密★20年",
        "机密·10年", "**秘密**",
    ],
)  # fmt: skip
def test_a_marking_is_seen_at_the_head(marking: str) -> None:
    assert bears_marking(f"{marking}\n{BODY}")


@pytest.mark.parametrize(
    "marking",
    [
        "**机密**★3年", "机密★**3年", "__机密__★", "`机密`★", "\\机密\\★", "~~绝密~~★启用前", "机\u00ad密\u00ad★3年",
        "机\u200b密\u2060★", "机\ufe0f密⭐\ufe0f", "机\u0336密\u0336★", "机\u3164密★", "机" + "\u3000" * 40 + "密" + " " * 40 + "★３年",
        "机\n密\n★", "机\U000e0001密★", "〔机密〕", "［绝　　　　　　　　　　　密］",
    ],
)  # fmt: skip
def test_what_nobody_sees_hides_no_marking(marking: str) -> None:
    assert bears_marking(f"{marking}\n{BODY}")


def test_every_character_without_a_form_is_overlooked() -> None:
    formless = [chr(i) for i in range(sys.maxunicode + 1) if unicodedata.category(chr(i)) == "Cf"]
    assert bears_marking(f"机{''.join(formless)}密★")


@pytest.mark.parametrize("path", ["机密★3年/a.txt", "a/绝密★/b/c.txt", "a/机密.txt", "秘 密/a.txt"])
def test_a_marking_is_seen_in_every_part_of_a_path(path: str) -> None:
    assert bears_marking_in(PurePath(path))


@pytest.mark.parametrize("path", ["人口密集区/a.txt", "商业秘密保护/秘密级以上文件管理办法.docx", "密/a.txt"])
def test_ordinary_names_of_folders_are_no_marking(path: str) -> None:
    assert not bears_marking_in(PurePath(path))


def test_a_file_that_is_marked_by_its_name_is_known_by_its_case_number_only(tmp_path: Path) -> None:
    for name in ("机密★3年 重大工程.txt", "机密★3年 重大工程.docx", "机密★3年 没有.txt"):
        path = tmp_path / name
        if "没有" not in name:
            path.write_text(BODY, "utf-8")
        with pytest.raises(Refusal) as refused:
            read_source(path)
        assert "工程" not in refusal_message(refused.value)
        assert refused.value.values["name"] == refused.value.values.get("case", refused.value.values["name"])


@pytest.mark.parametrize("marking", ["机密★10年", "绝密", "秘 密 ★ 5年"])
def test_a_marking_is_seen_far_down_on_its_own_line(marking: str) -> None:
    assert bears_marking(BODY * 300 + f"\r\n　{marking}　\r\n" + BODY)


@pytest.mark.parametrize(
    "words",
    [
        "加强商业秘密保护。", "保守国家秘密、工作秘密。", "机密性和完整性", "技术秘密★保护", "商业秘密", "国家秘密", "机密计算",
        "涉及国家秘密、商业秘密、个人隐私的除外。", "秘密级以上文件管理办法", "密切协作、紧密衔接", "密级管理", "人口密集区",
        "打造★级标杆，保护商业秘密。", "（涉及国家秘密的除外）",
    ],
)  # fmt: skip
def test_ordinary_words_are_no_marking(words: str) -> None:
    assert not bears_marking(f"{words}\n{BODY}{words}\n")


@pytest.mark.parametrize(
    "text",
    [
        "秘密" + " " * 10**6 + "★",
        "绝 " * 10**6 + "★",
        "密" * 10**6 + "★",
        "x密\n" * 10**5 + "★" * 10**5,
        "机 " * 10**6 + "密★",
    ],
)
def test_no_text_makes_the_search_slow(text: str) -> None:
    assert processor_seconds(lambda: bears_marking(text)) < 2


MARKED = {
    "text.txt": f"机密★10年\n{BODY}".encode(),
    "gbk.txt": f"机密★10年\n{BODY}".encode("gbk"),
    "body.docx": docx(p("机密★10年") + p("正文")),
    "header.docx": docx(p("正文"), header1=p("秘密★5年")),
    "hidden.docx": docx(p("正文") + p(runs="<w:r><w:rPr><w:vanish/></w:rPr><w:t>绝密★</w:t></w:r>")),
    "deleted.docx": docx(p("正文", runs="<w:del><w:r><w:delText>机密★3年</w:delText></w:r></w:del>")),
    "page.html": f"<html><body><p>机密★10年</p><p>{BODY}</p></body></html>".encode(),
    "hidden.html": f"<html><body><p style='display:none'>机密★10年</p><p>{BODY}</p></body></html>".encode(),
    "body.pdf": pdf(paragraphs(["机密★10年", BODY])),
    "property.pdf": pdf(paragraphs([BODY]), title="机密"),
    "running.pdf": pdf(paragraphs([BODY] * 40), head="机密 10年"),
    "body.ofd": ofd(ofd_line("秘密★5年", 20, 30) + ofd_line("正文", 20, 50)),
    "property.ofd": ofd(ofd_line("正文", 20, 50), info="<ofd:Keywords><ofd:Keyword>绝密</ofd:Keyword></ofd:Keywords>"),
    "机密★名称.txt": BODY.encode(),
}


@pytest.mark.parametrize("name", MARKED)
def test_a_marked_file_is_refused_with_a_case_number_and_none_of_its_words(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_bytes(MARKED[name])
    cases = set()
    for _ in range(2):
        with pytest.raises(Refusal) as refused:
            read_source(path)
        assert refused.value.code == "state-secret"
        assert set(refused.value.values) == {"name", "case"}
        cases.add(refused.value.values["case"])
        assert "先导区" not in refusal_message(refused.value)
        assert "先导区" not in repr(refused.value.__cause__) + repr(refused.value.args)
    assert len(cases) == 1

"""Pages of governments give their article, its heading and its properties, and nothing around it."""

from __future__ import annotations

import pytest
from tests.builders.cost import processor_seconds

from xiandao.core.errors import Refusal
from xiandao.readers.extract import Extract, Task
from xiandao.readers.html import read_html
from xiandao.readers.limits import Limits

PARAGRAPHS = [
    "为贯徹落实国家战略，扶持本地新产业，特拟定本方案。",
    "一、总体要求",
    "（一）主要目标。到2027年，全市未来产业规模达到500亿元左右，培育企业200家以上，建成平台10个。",
    "（二）重点任务。每年实施攻关项目30项，开放应用场景100个，引进高层次人才团队50个。（责任单位：市科技局）",
]
ARTICLE = "".join(f"<p>　　{one}</p>\n" for one in PARAGRAPHS)
MENU = "".join(f'<li><a href="/{n}">栏目{n}</a></li>' for n in range(20))
FOOT = "主办：霁川市人民政府办公室　版权所有　ICP备00000000号　网站标识码0000000000"


def _read(page: str | bytes) -> Extract:
    data = page if isinstance(page, bytes) else page.encode()
    return read_html(Task(data=data, limits=Limits()))


def _page(main: str, head: str = "") -> str:
    return (
        f'<!DOCTYPE html><html><head><meta charset="utf-8"><title>规划_霁川市</title>{head}</head><body>'
        f'<div class="header"><h1>霁川市人民政府</h1><ul class="nav">{MENU}</ul></div>{main}'
        f'<div class="foot"><p>{FOOT}</p></div></body></html>'
    )


@pytest.mark.parametrize(
    "main",
    [
        f'<div id="UCAP-CONTENT">{ARTICLE}</div>',
        f'<div class="wrap"><div class="x1"><div class="x2">{ARTICLE}</div></div></div>',
        f'<form><table><tr><td><a href="/">首页</a></td></tr><tr><td>{ARTICLE}</td></tr></table></form>',
        f"<article>{ARTICLE}</article><div class='related'><ul>{MENU}</ul></div>",
        f'<div class="main">{ARTICLE}</div><div class="side"><ul>{MENU}</ul></div>',
        f"<div>{ARTICLE.replace('<p>', '').replace('</p>', '<br>')}</div>",
        f"<div>{ARTICLE.replace('<p>', '<p><span>').replace('</p>', '</span></p>')}</div>",
    ],
)
def test_the_article_stands_alone_whatever_holds_it(main: str) -> None:
    assert _read(_page(main)).text.splitlines() == PARAGRAPHS


def test_heading_and_properties_outside_the_article_come_before_it() -> None:
    main = (
        '<div class="main"><div class="pos">您当前的位置：<a href="/">首页</a></div>'
        "<table><tr><td>发文机关：</td><td>霁川市人民政府</td></tr><tr><td>发文字号：</td><td>霁政发〔2025〕12号</td></tr></table>"
        f'<div class="tit">霁川市未来产业行动计划</div><div>【字体：大 中 小】</div><div id="zoom">{ARTICLE}</div></div>'
    )
    assert _read(_page(main)).text.splitlines() == [
        "发文机关：\t霁川市人民政府", "发文字号：\t霁政发〔2025〕12号", "霁川市未来产业行动计划", *PARAGRAPHS,
    ]  # fmt: skip


def test_an_annex_beside_the_article_is_kept() -> None:
    annex = "<div><table><tr><th>序号</th><th>任务</th></tr><tr><td>1</td><td>建设未来产业先导区，开展场景开放，形成示范</td></tr></table></div>"
    text = _read(_page(f'<div id="zoom">{ARTICLE}</div>{annex}')).text
    assert text.splitlines()[-2:] == ["序号\t任务", "1\t建设未来产业先导区，开展场景开放，形成示范"]


def test_tables_keep_their_columns_where_cells_are_merged() -> None:
    rows = (
        '<table><tr><th rowspan="2">序号</th><th colspan="2">任务</th></tr><tr><td>重点</td><td>单位</td></tr>'
        "<tr><td>1</td><td>建平台</td><td><p>市科技局</p><p>市财政局</p></td></tr></table>"
    )
    text = _read(_page(f'<div id="zoom">{ARTICLE}{rows}</div>')).text
    assert text.splitlines()[-3:] == ["序号\t任务\t", "\t重点\t单位", "1\t建平台\t市科技局 市财政局"]


def test_scripts_styles_and_hidden_elements_are_never_text() -> None:
    hidden = (
        "<script>var goal='900亿元';</script><noscript>900亿元</noscript><p style='display: none'>900亿元</p>"
        "<div hidden>900亿元</div><div class='gone'>900亿元</div><!-- 900亿元 --><select><option>900亿元</option></select>"
    )
    sheet = "<style>.gone{display:none} @media print{.art{display:none}} p{color:red}</style>"
    found = _read(_page(f'<div class="art">{hidden}{ARTICLE}{hidden}</div>', sheet))
    assert found.text.splitlines() == PARAGRAPHS
    assert "900亿元" in found.asides


def test_ordered_lists_have_the_numbers_a_browser_prints() -> None:
    the_list = "<ol start='3'><li>攻关</li><li>转化</li></ol><ol type='a'><li>甲</li></ol><ul><li>乙</li></ul>"
    assert _read(_page(f"<div>{ARTICLE}{the_list}</div>")).text.splitlines()[-4:] == ["3.攻关", "4.转化", "a.甲", "乙"]


def test_a_break_in_the_source_inside_a_sentence_is_no_blank_in_chinese() -> None:
    assert _read(_page(f"<div><p>加快培育\n   未来产业&nbsp;AI\n  2027</p>{ARTICLE}</div>")).text.startswith(
        "加快培育未来产业 AI 2027\n"
    )


@pytest.mark.parametrize(
    ("declared", "real"),
    [("gb2312", "gb18030"), ("gbk", "gbk"), ("utf-8", "utf-8"), ("utf-8", "gb18030"), ("gb2312", "utf-8"), ("", "gbk"),
     ("big5", "big5"), ("", "utf-16"), ("", "utf-8-sig")],
)  # fmt: skip
def test_a_page_is_decoded_by_its_bytes_whatever_it_declares(declared: str, real: str) -> None:
    paragraph = "發展產業創新體系，推動經濟增長。" * 4 if real == "big5" else PARAGRAPHS[2]
    page = f'<html><head><meta charset="{declared}"></head><body><p>{paragraph}</p></body></html>'
    assert _read(page.encode(real)).text.strip() == paragraph


def test_a_page_in_an_unknown_encoding_is_refused() -> None:
    with pytest.raises(Refusal) as refused:
        _read(("<html><body>" + "Развитие промышленности " * 20).encode("koi8-r"))
    assert refused.value.code == "encoding-unknown"


@pytest.mark.parametrize("page", ["", "<html>", "<!DOCTYPE html><html><body></body></html>", "<!--"])
def test_an_empty_page_is_an_empty_text(page: str) -> None:
    assert _read(page).text == ""


def test_a_page_without_an_article_is_read_whole_with_a_finding() -> None:
    found = _read("<html><body><div><a href='/a'>通知</a></div><p>短文</p><div class='foot'>脚</div></body></html>")
    assert "短文" in found.text


def test_nesting_beyond_reason_is_refused() -> None:
    with pytest.raises(Refusal) as refused:
        _read("<div>" * 5_000 + ARTICLE)
    assert refused.value.code == "xml-unsafe"


@pytest.mark.parametrize("sheet", [".a .b,", "/*", "@media", "@media{a{}", ".a{"])
def test_a_broken_style_sheet_costs_no_more_than_its_length(sheet: str) -> None:
    page = f"<html><body><style>{sheet * (50_000 // len(sheet))}</style><p>规划</p>"
    assert _read(page).text == "规划\n"
    assert processor_seconds(lambda: _read(page)) < 0.5


def test_a_style_sheet_is_read_on_behind_a_broken_rule() -> None:
    sheet = ".x { color: red /* .y {display: none} */ } @media print { .z {display: none} } } .a, .b {display: none}"
    page = f"<html><body><style>{sheet}</style><p class=a>甲</p><p class=z>乙</p><p class=y>丙</p>"
    assert _read(page).text == "乙\n丙\n"


def test_pictures_in_the_article_are_counted() -> None:
    found = _read(_page(f"<div id='zoom'>{ARTICLE}<img src='a.png'><img src='i.png' width='16'></div>"))
    assert [(one.code, dict(one.values)) for one in found.findings] == [("images-left-out", {"count": "1"})]

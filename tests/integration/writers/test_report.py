"""The report of a document: every claimed word marked, each side leading to the other, nothing from outside."""

from __future__ import annotations

import re
from base64 import b64encode
from dataclasses import replace
from hashlib import sha256
from html.parser import HTMLParser

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from tests.builders.plans import TEXT, golden, small_plan, source, target, words

from xiandao.core.findings import finding
from xiandao.core.plan import Plan
from xiandao.core.text import Source
from xiandao.writers.labels import items
from xiandao.writers.marks import LANES, Mark, stretches
from xiandao.writers.report_html import html_from_plan

VOID = {"meta", "input", "br", "link", "img", "hr"}


class Page(HTMLParser):
    """What a test wants to know of a page; refuses tags that do not close in order."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.links: list[str] = []
        self.marked: dict[str, str] = {}
        self.attributes: set[str] = set()
        self.outside: list[str] = []
        self.open: list[tuple[str, str | None]] = []
        self.text: list[str] = []
        self.feed(html)
        assert not self.open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.attributes |= set(given)
        self.outside += [str(given[name]) for name in ("src", "srcset", "action", "data") if name in given]
        if tag == "a":
            assert not any(name == "a" for name, _ in self.open), "a link inside a link"
            self.links.append(given.get("href") or "")
        if found := given.get("id"):
            self.ids.append(found)
        if tag not in VOID:
            self.open.append((tag, given.get("class")))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop()[0] == tag

    def handle_data(self, data: str) -> None:
        kinds = {kind for _, classes in self.open for kind in (classes or "").split()}
        if "m" in kinds and "legend" not in kinds:
            for kind in kinds:
                self.marked[kind] = self.marked.get(kind, "") + data
        if "text" in kinds and not kinds & {"flag", "legend", "page"}:
            self.text.append(data)


def page(plan: Plan, document: Source, language: str = "zh") -> Page:
    return Page(html_from_plan(plan, document, "en" if language == "en" else "zh").decode())


def test_each_item_leads_to_its_words_and_its_words_to_it() -> None:
    found = page(small_plan((finding("article-not-found", 5, 9),)), source())
    assert len(found.ids) == len(set(found.ids))
    for _, item in items(small_plan()):
        assert f"i-{item.id}" in found.ids
        assert f"t-{item.id}" in found.ids
    inner = {link[1:] for link in found.links if link.startswith("#")}
    assert inner <= set(found.ids)


@pytest.mark.parametrize(
    "slug", ["02-city-plan-draft", "03-city-plan-issued", "04-district-plan", "08-policy-measures"]
)
def test_every_claimed_word_of_a_sample_is_marked_and_no_way_leads_nowhere(slug: str) -> None:
    document, plan = golden(slug)
    found = page(plan, document)
    inner = {link[1:] for link in found.links if link.startswith("#")}
    assert inner <= set(found.ids)
    for kind in ("targets", "tasks", "cites"):
        for item in getattr(plan, kind):
            assert squeeze(item.words.quote) in squeeze(found.marked[kind])


def squeeze(text: str) -> str:
    return re.sub(r"\s+", "", text)


@pytest.mark.parametrize("slug", ["03-city-plan-issued", "04-district-plan"])
def test_the_text_stands_in_the_report_whole(slug: str) -> None:
    document, plan = golden(slug)
    assert squeeze(document.text) in squeeze("".join(page(plan, document).text))


def test_nothing_is_fetched_and_the_policy_names_exactly_what_is_inlined() -> None:
    html = html_from_plan(small_plan(), source()).decode()
    found = Page(html)
    assert not found.outside
    assert not any(name.startswith("on") or name == "style" for name in found.attributes)
    assert not any(link.startswith(("http", "//")) for link in found.links)
    for name in ("style", "script"):
        inlined = re.search(f"<{name}>(.*?)</{name}>", html, re.DOTALL)
        assert inlined
        digest = b64encode(sha256(inlined[1].encode()).digest()).decode()
        assert f"{name}-src 'sha256-{digest}'" in html
    assert "default-src 'none'" in html


def test_words_of_the_document_are_never_markup() -> None:
    hostile = '<script>alert(1)</script>" onload="x' + TEXT
    plan = replace(
        small_plan(),
        targets=(target(words=words("<script>alert(1)</script>", text=hostile), subject="<img src=x onerror=y>"),),
        tasks=(),
        sectors=(),
        placements=(),
        bundles=(),
    )
    html = html_from_plan(plan, source(hostile)).decode()
    assert html.count("<script>") == 1
    assert "<img" not in html


def test_a_finding_is_said_where_it_stands_and_once_over_all_when_it_stands_nowhere() -> None:
    at = TEXT.index("12个")
    html = html_from_plan(
        small_plan((finding("article-not-found", at, at + 3), finding("article-not-found"))), source()
    ).decode()
    assert re.search(r'12</a>.{0,120}class="flag"', html)
    assert html.count('class="notice"') == 1


def test_an_open_number_that_is_a_finding_too_is_said_once() -> None:
    at = TEXT.index("12")
    plan = small_plan((finding("number-open", at, at + 2, printed="12"),))
    html = html_from_plan(plan, source()).decode()
    assert html.count('class="flag"') == 1
    assert "未归入任何条目" not in html
    assert [key for key in page(plan, source()).ids if re.fullmatch(r"i-[nf]\d+", key)] == ["i-n0"]
    assert re.search(r'href="#p-checks">待核对 <span class="count">1<', html)


def test_who_leads_and_who_supports_are_told_apart() -> None:
    (task,) = small_plan().tasks
    task = replace(task, units=("市科技局", "市工信局", "市财政局"), lead=("市科技局",), support=("市工信局",))
    html = html_from_plan(replace(small_plan(), tasks=(task,)), source()).decode()
    cell = re.sub("<[^>]+>", "", re.findall(r"<td>(?:(?!</td>).)*市财政局.*?</td>", html)[0])
    assert cell == "牵头 市科技局；配合 市工信局；市财政局"


def test_a_sample_is_watermarked_and_another_plan_is_not() -> None:
    assert "watermark" in html_from_plan(small_plan(), source()).decode().split("<body>")[1]
    real = source(TEXT.replace("样例数据", "　　　　"))
    assert "watermark" not in html_from_plan(small_plan(), real).decode().split("<body>")[1].split("<script>")[0]


def test_the_report_speaks_english_when_asked() -> None:
    html = html_from_plan(small_plan(), source(), "en").decode()
    assert '<html lang="en">' in html
    assert "Responsible units" in html


def test_pages_are_marked_where_they_begin() -> None:
    at = TEXT.index("（责任单位")
    html = html_from_plan(small_plan(), source(pages=(0, at))).decode()
    assert re.search(r'class="page">第 2 页</b>.{0,200}（责任单位', html, re.DOTALL)


def test_a_row_of_a_table_is_a_row_and_marks_pass_its_cells() -> None:
    html = html_from_plan(small_plan(), source()).decode()
    assert re.search(r'class="printed"><tr><td>.*量子信息.*</td><td>.*样例区.*</td></tr>', html)


def test_an_empty_document_has_a_report_that_says_so() -> None:
    empty = replace(
        small_plan(),
        targets=(),
        tasks=(),
        sectors=(),
        placements=(),
        bundles=(),
        balance=replace(small_plan().balance, claims=(), open=()),
    )
    html = html_from_plan(empty, source("")).decode()
    assert "本文件没有这一类条目" in html


places = st.integers(min_value=0, max_value=30)
marks = st.lists(
    st.builds(
        lambda a, b, i: Mark(start=min(a, b), end=max(a, b) + 1, kind="targets", key=f"i-{i}", title=""),
        places,
        places,
        st.integers(0, 9),
    ),
    max_size=8,
)


@given(marks)
def test_stretches_say_for_every_character_which_marks_lie_over_it(given: list[Mark]) -> None:
    found = stretches(given)
    for at in range(32):
        plainly = sorted((m.start, m.end, m.key) for m in given if m.start <= at < m.end)
        here = [s for s in found if s.start <= at < s.end]
        assert len(here) <= 1
        assert sorted((m.start, m.end, m.key) for s in here for m, _ in s.marks) == plainly


@given(marks)
def test_marks_that_overlap_are_drawn_in_lanes_of_their_own_while_there_are_lanes(given: list[Mark]) -> None:
    found = stretches(given)
    assume(max((len(stretch.marks) for stretch in found), default=0) <= LANES)
    for stretch in found:
        lanes = [lane for _, lane in stretch.marks]
        assert len(set(lanes)) == len(lanes)

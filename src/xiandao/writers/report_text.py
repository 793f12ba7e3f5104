"""The left side of a report: the document as it stands, every claimed word marked and leading to its item."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import takewhile
from typing import NamedTuple

from xiandao.core.messages import Language, hint, message, wording
from xiandao.core.plan import Plan
from xiandao.core.text import Source
from xiandao.writers.labels import open_numbers, other_findings
from xiandao.writers.marks import Mark, Stretch, marks_of, stretches, within
from xiandao.writers.markup import tag, words

_LINE = re.compile("[^\r\n\f\v\x85\u2028\u2029]+")
_CHAPTER = re.compile(
    r"\s*(?:#+\s*)?(?:[一二三四五六七八九十]{1,3}、|第[一二三四五六七八九十百]{1,4}[章节编部])[^。；]{1,40}\s*$"
)
_MARKDOWN = re.compile(r"\s*#{1,6}\s")


class Heads(NamedTuple):
    """What stands out in a text: lines that are *titles*, and where the headings of *duties* begin."""

    titles: set[str]
    duties: set[int]


@dataclass(slots=True, kw_only=True)
class _Canvas:
    """What has to be known while the text is laid out from its beginning to its end.

    Attributes:
        remarks: What is said behind a place of the text, in order; shrinks as they are said.
        breaks: Where the pages after the first begin, with their mark; shrinks likewise.
        is_placed: Whether each paragraph says where it begins, so that a page can tell which words were selected.
        anchored: Keys whose way back from the item has found its place.
    """

    text: str
    found: Sequence[Stretch]
    remarks: deque[tuple[int, str]]
    breaks: deque[tuple[int, str]]
    is_placed: bool = False
    anchored: set[str] = field(default_factory=set)


def text_html(plan: Plan, source: Source, language: Language) -> Iterator[str]:
    """Paragraphs and tables of the document; anchors ``t-<key>`` stand at the words of each item."""
    titles = {title for title in (plan.document.title, *plan.document.alt_titles) if title}
    yield from article_html(
        source,
        marks_of(plan, source, language),
        _remarks(plan, source.text, language),
        heads=Heads(titles=titles, duties={task.words.start for task in plan.tasks}),
        language=language,
    )


def article_html(
    source: Source,
    marks: Iterable[Mark],
    remarks: Iterable[tuple[int, str]],
    *,
    heads: Heads,
    language: Language,
    is_placed: bool = False,
) -> Iterator[str]:
    """The document with *marks* laid over its words and *remarks* (place, markup) said behind theirs, in order.

    With *is_placed* each paragraph says in ``data-start`` at which code point it begins.
    """
    canvas = _Canvas(
        text=source.text,
        found=stretches(marks),
        remarks=deque(remarks),
        breaks=deque(_breaks(source, language)),
        is_placed=is_placed,
    )
    rows: list[str] = []
    for line in _LINE.finditer(source.text):
        if "\t" in line[0]:
            rows.append(_row(canvas, line.start(), line.end()))
            continue
        yield from _table(rows, language)
        if line[0].strip():
            yield _paragraph(canvas, line, heads)
    yield from _table(rows, language)


def _table(rows: list[str], language: Language) -> Iterator[str]:
    if rows:
        yield f'<div class="wide" tabindex="0" role="region" aria-label="{words(wording("ui-table", language))}"><table class="printed">{"".join(rows)}</table></div>'
        rows.clear()


def _row(canvas: _Canvas, start: int, end: int) -> str:
    cells, at = [], start
    for cell in canvas.text[start:end].split("\t"):
        cells.append(f"<td>{_marked(canvas, at, at + len(cell))}</td>")
        at += len(cell) + 1
    return f"<tr>{''.join(cells)}</tr>"


def _paragraph(canvas: _Canvas, line: re.Match[str], heads: Heads) -> str:
    inner = _marked(canvas, line.start(), line.end())
    start = line.start() if canvas.is_placed else None
    if line[0].strip().strip("#* ") in heads.titles:
        return tag("h2", inner, class_="title", data_start=start)
    if _CHAPTER.match(line[0]) or _MARKDOWN.match(line[0]):
        return tag("h3", inner, class_="chapter", data_start=start)
    is_head = any(start in heads.duties for start in range(line.start(), min(line.start() + 12, line.end())))
    return tag("p", inner, class_="duty" if is_head else None, data_start=start)


def _marked(canvas: _Canvas, start: int, end: int) -> str:
    """The words from *start* to *end*, with marks, remarks and page breaks in their places."""
    pieces: list[str] = []
    for stretch in _covering(canvas, start, end):
        pieces += _said(canvas.remarks, stretch.start)
        pieces += _said(canvas.breaks, stretch.start)
        pieces.append(_layers(canvas, stretch))
        pieces += _said(canvas.remarks, stretch.end)
    return "".join(pieces)


def _covering(canvas: _Canvas, start: int, end: int) -> Iterator[Stretch]:
    """Stretches, unmarked ones between them, that cover *start* to *end* and are cut where pages begin."""
    at = start
    for stretch in (*within(canvas.found, start, end), Stretch(start=end, end=end, marks=())):
        if at < stretch.start:
            yield from _paged(canvas, Stretch(start=at, end=stretch.start, marks=()))
        if stretch.start < stretch.end:
            yield from _paged(canvas, stretch)
        at = stretch.end


def _paged(canvas: _Canvas, stretch: Stretch) -> Iterator[Stretch]:
    at = stretch.start
    for place, _ in tuple(takewhile(lambda pair: pair[0] < stretch.end, canvas.breaks)):
        if at < place:
            yield replace(stretch, start=at, end=place)
            at = place
    yield replace(stretch, start=at)


def _said(queue: deque[tuple[int, str]], place: int) -> Iterator[str]:
    while queue and queue[0][0] <= place:
        yield queue.popleft()[1]


def _layers(canvas: _Canvas, stretch: Stretch) -> str:
    """The words of one stretch, in as many layers as there are marks; the shortest mark is the link."""
    inner = words(canvas.text[stretch.start : stretch.end])
    link = next((mark for mark, _ in reversed(stretch.marks) if mark.key), None)
    keys = " ".join(dict.fromkeys(mark.key for mark, _ in reversed(stretch.marks) if mark.key))
    for mark, lane in reversed(stretch.marks):
        anchor = _anchor(canvas, mark)
        classes = f"m {mark.kind} l{lane}"
        if mark is not link:
            inner = tag("span", inner, class_=classes, id=anchor, title=mark.title if link is None else None)
            continue
        inner = tag(
            "a",
            inner,
            class_=classes,
            id=anchor,
            href=f"#{mark.key}",
            data_i=keys,
            title=mark.title,
            tabindex=None if stretch.start == mark.start else "-1",
        )
    return inner


def _anchor(canvas: _Canvas, mark: Mark) -> str | None:
    if not mark.key or not mark.is_first or mark.key in canvas.anchored:
        return None
    canvas.anchored.add(mark.key)
    return f"t-{mark.key[2:]}"


def _breaks(source: Source, language: Language) -> list[tuple[int, str]]:
    return [
        (start, tag("b", words(wording("ui-page", language, page=ordinal)), class_="page"))
        for ordinal, start in enumerate(source.pages[1:], start=2)
    ]


def _remarks(plan: Plan, text: str, language: Language) -> list[tuple[int, str]]:
    """Findings and open numbers, said where they stand."""
    remarks = [
        (each.end, tag("a", words(message(each, language)), class_="flag", href=f"#i-f{i}", title=hint(each, language)))
        for i, each in enumerate(other_findings(plan))
        if each.end > each.start
    ]
    remarks += [
        (each.end, tag("a", words(wording("claim-open", language)), class_="flag", href=f"#i-n{i}"))
        for i, each in enumerate(open_numbers(plan, text))
    ]
    return sorted(remarks)

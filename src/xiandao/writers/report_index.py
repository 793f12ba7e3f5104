"""The page over a run: every document with its figures and the way to its report, and what was not read."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import quote

from xiandao.core.messages import Language, wording
from xiandao.writers.labels import label, open_numbers, period
from xiandao.writers.markup import page, tag, words
from xiandao.writers.run import Entry
from xiandao.writers.sample import is_sample

FIGURES = ("targets", "tasks", "sectors", "placements", "open", "checks")


@dataclass(frozen=True, slots=True, kw_only=True)
class IndexRow:
    """One document on the index; *figures* in the order of :data:`FIGURES`."""

    file: str
    report: str
    title: str
    place: str
    level: str
    period: str
    is_sample: bool
    is_draft: bool
    figures: tuple[int, ...]

    @classmethod
    def of(cls, entry: Entry, report: str, checks: int, language: Language) -> IndexRow:
        """The line of *entry*."""
        plan, data = entry.plan, entry.plan.document
        is_open = len(open_numbers(plan, entry.source.text))
        counts = (len(plan.targets), len(plan.tasks), len(plan.sectors), len(plan.placements), is_open)
        return cls(
            file=entry.file,
            report=report,
            title=data.title or entry.file,
            place=data.place or "",
            level=label("level", data.level, language),
            period=period(data, language),
            is_sample=is_sample(entry.source.text),
            is_draft=data.is_draft,
            figures=(*counts, checks),
        )


def index_html(rows: Sequence[IndexRow], refused: Sequence[tuple[str, str]], language: Language) -> bytes:
    """The index over *rows*; *refused* are files with what was said of them."""
    title = wording("ui-index-title", language)
    body = (
        '<div class="index">',
        '<header class="top">',
        tag("h1", words(title)),
        tag("div", "".join(_tiles(rows, refused, language)), class_="tiles"),
        "</header><main>",
        *(_documents(rows, language) if rows else ()),
        *(_refused(refused, language) if refused else ()),
        "</main></div>",
    )
    return page(title, body, language, sample=any(row.is_sample for row in rows))


def _tiles(rows: Sequence[IndexRow], refused: Sequence[tuple[str, str]], language: Language) -> Iterator[str]:
    totals = _totals(rows)
    figures = [("documents", len(rows)), *zip(FIGURES, totals, strict=True)]
    if refused:
        figures.append(("refused", len(refused)))
    for kind, figure in figures:
        name = wording("check-refused" if kind == "refused" else f"label-{kind}", language)
        yield tag("div", f"<b>{figure:,}</b><span>{words(name)}</span>", class_="tile")


def _totals(rows: Sequence[IndexRow]) -> tuple[int, ...]:
    return tuple(sum(row.figures[i] for row in rows) for i in range(len(FIGURES)))


def _documents(rows: Sequence[IndexRow], language: Language) -> Iterator[str]:
    heads = ("title", "place", "level", "period")
    yield '<section class="card wide"><table><thead><tr>'
    yield from (tag("th", words(wording(f"col-{code}", language)), scope="col") for code in heads)
    yield from (tag("th", words(wording(f"label-{code}", language)), scope="col", class_="n") for code in FIGURES)
    yield "</tr></thead><tbody>"
    yield from (_row(row, language) for row in rows)
    yield "</tbody></table></section>"


def _row(row: IndexRow, language: Language) -> str:
    title = tag("a", words(row.title), href=quote(row.report))
    if row.is_draft:
        title += " " + tag("span", words(wording("label-draft", language)), class_="tag")
    name = tag("small", words(row.file), class_="file")
    told = "".join(tag("td", words(cell)) for cell in (row.place, row.level, row.period))
    figures = "".join(_figure(code, figure, language) for code, figure in zip(FIGURES, row.figures, strict=True))
    return f"<tr><td>{title}<br>{name}</td>{told}{figures}</tr>"


def _figure(code: str, figure: int, language: Language) -> str:
    """The head goes with the cell, for screens too narrow for a table."""
    signal = {"open": "bad", "checks": "watch"}.get(code, "") if figure else ""
    dot = f'<span class="dot {signal}"></span>' if signal else ""
    return tag("td", f"{dot}{figure:,}", class_="n", data_head=wording(f"label-{code}", language))


def _refused(refused: Sequence[tuple[str, str]], language: Language) -> Iterator[str]:
    yield '<section class="card">'
    yield tag("h2", words(wording("check-refused", language)))
    yield tag("ul", "".join(tag("li", words(said)) for _, said in refused))
    yield "</section>"

"""A run as reports: one self-contained page a document, and an index over them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from xiandao.core.messages import Language, message, refusal_message, wording
from xiandao.core.plan import DocumentData, Plan
from xiandao.core.text import Source
from xiandao.writers.files import write_bytes
from xiandao.writers.labels import checks, label, numbers_by_use, numbers_sentence, open_numbers, period
from xiandao.writers.markup import page, tag, words
from xiandao.writers.report_index import IndexRow, index_html
from xiandao.writers.report_items import PANELS, items_html, panel_sizes
from xiandao.writers.report_text import text_html
from xiandao.writers.run import Entry, Format, Refused, Sink
from xiandao.writers.sample import is_sample

LEGEND = (
    "targets", "tasks", "units", "sectors", "technologies", "placements", "bundles", "cites", "facts", "aside",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """A document's page and its line of the index."""

    html: bytes
    row: IndexRow


def html_from_plan(plan: Plan, source: Source, language: Language = "zh", *, index: str | None = None) -> bytes:
    """The report of one document; *index* is the way to the page over the whole run."""
    title = plan.document.title or plan.source_name
    body = (
        tag("a", words(wording("ui-skip", language)), class_="skip", href="#items"),
        '<div class="report">',
        *_head(plan, source.text, language, index),
        *_switch(language),
        '<main class="cols">',
        *_text_side(plan, source, language),
        *_items_side(plan, source, language),
        "</main></div>",
    )
    return page(title, body, language, sample=is_sample(source.text))


def _head(plan: Plan, text: str, language: Language, index: str | None) -> Iterator[str]:
    title = plan.document.title or plan.source_name
    up = tag("a", words(wording("ui-index", language)), class_="up", href=index) if index else ""
    tags = "".join(tag("span", words(fact), class_="tag") for fact in _facts(plan.document, language))
    yield '<header class="top">'
    yield tag("div", up + tag("h1", words(title)) + tag("div", tags, class_="said"))
    yield tag("div", "".join(_tiles(plan, text, language)), class_="tiles")
    yield "</header>"


def _facts(data: DocumentData, language: Language) -> Iterator[str]:
    """What the document says of itself, draft first."""
    if data.is_draft:
        yield wording("label-draft", language)
    yield from (fact for fact in (data.doc_no, data.issuer, data.place, label("level", data.level, language)) if fact)
    yield from (fact for fact in (period(data, language), data.issued_on) if fact)


def _tiles(plan: Plan, text: str, language: Language) -> Iterator[str]:
    """The figures that somebody asks for first."""
    for kind in ("targets", "tasks", "sectors", "placements"):
        yield _tile(f"p-{kind}", len(getattr(plan, kind)), wording(f"label-{kind}", language))
    is_open, to_check = len(open_numbers(plan, text)), checks(plan, text)
    yield _tile("p-checks", is_open, wording("label-open", language), "bad" if is_open else "good")
    yield _tile("p-checks", to_check, wording("label-checks", language), "watch" if to_check else "good")


def _tile(panel: str, figure: int, name: str, signal: str = "") -> str:
    dot = f'<span class="dot {signal}"></span>' if signal else ""
    return tag("a", f"<b>{figure}</b><span>{dot}{words(name)}</span>", class_="tile", href=f"#{panel}")


def _switch(language: Language) -> Iterator[str]:
    """Between text and items where there is room for one; shown only where scripts run."""
    yield '<div class="switch" hidden>'
    for side in ("text", "items"):
        yield tag("button", words(wording(f"ui-{side}", language)), type="button", data_side=side, aria_pressed="false")
    yield "</div>"


def _text_side(plan: Plan, source: Source, language: Language) -> Iterator[str]:
    yield f'<article class="card text" id="text" tabindex="-1" aria-label="{words(wording("ui-text", language))}">'
    used = [kind for kind in LEGEND if kind in ("units", "aside") or getattr(plan, kind)]
    yield '<div class="legend">'
    for kind in used:
        pressed = "false" if kind == "aside" else "true"
        name = words(wording("label-numbers" if kind == "aside" else f"label-{kind}", language))
        sample = tag("span", name, class_=f"m {kind} l0")
        yield tag("button", sample, type="button", data_kind=kind, aria_pressed=pressed)
    yield "</div>"
    for found in plan.findings:
        if found.end == found.start:
            yield tag("p", words(message(found, language)), class_="notice")
    yield from text_html(plan, source, language)
    yield "</article>"


def _items_side(plan: Plan, source: Source, language: Language) -> Iterator[str]:
    yield f'<div class="items" id="items" aria-label="{words(wording("ui-items", language))}" role="region">'
    sizes = panel_sizes(plan, checks(plan, source.text))
    links = "".join(
        tag(
            "a",
            f'{words(wording(f"label-{kind}", language))} <span class="count">{sizes[kind]}</span>',
            href=f"#p-{kind}",
            class_="empty" if not sizes[kind] else None,
        )
        for kind in PANELS
    )
    yield tag("nav", links, class_="tabs", aria_label=wording("ui-items", language))
    yield from _tools(plan, language)
    unmatched = tag("p", words(wording("ui-unmatched", language)), class_="card unmatched", hidden=True)
    yield tag("div", unmatched + "".join(items_html(plan, source, language)), class_="panels")
    yield _numbers(plan, source.text, language)
    yield "</div>"


def _tools(plan: Plan, language: Language) -> Iterator[str]:
    """Filters and keys; shown only where scripts run."""
    years = sorted({target.deadline_year for target in plan.targets if target.deadline_year})
    yield '<div class="tools" hidden>'
    yield (
        f'<input type="search" class="find" placeholder="{words(wording("ui-filter", language))}" '
        f'aria-label="{words(wording("ui-filter", language))}">'
    )
    if len(years) > 1:
        every = tag("option", words(wording("ui-every-year", language)), value="")
        options = every + "".join(tag("option", str(year), value=year) for year in years)
        yield tag("select", options, class_="year", aria_label=wording("col-deadline", language))
    yield f'<label><input type="checkbox" class="low-only"> {words(wording("label-low", language))}</label>'
    yield tag("button", words(wording("ui-keys", language)), type="button", class_="keys", aria_pressed="true")
    yield '<span class="left" role="status"></span></div>'


def _numbers(plan: Plan, text: str, language: Language) -> str:
    """The balance of the books: a bar, and the same as a sentence."""
    uses = numbers_by_use(plan, text, language)
    total = sum(n for _, _, n in uses)
    bars, at = [], 0.0
    for kind, name, n in uses:
        width = 100 * n / total if total else 0.0
        title = f"<title>{words(f'{name} {n}')}</title>"
        bars.append(
            f'<rect class="of-{words(kind)}" x="{at:.3f}%" width="{width:.3f}%" height="10">{title}</rect>' if n else ""
        )
        at += width
    chart = tag("svg", "".join(bars), class_="numbers", width="100%", height="10", aria_hidden="true") if total else ""
    return tag("div", chart + tag("p", words(numbers_sentence(plan, text, language)), class_="cap"), class_="balance")


def render_html(entry: Entry, language: Language) -> Report:
    """The document's report, and its line of the index."""
    up = "../" * entry.stem.count("/") + "index.html"
    to_check = checks(entry.plan, entry.source.text)
    row = IndexRow.of(entry, f"{entry.stem}.html", to_check, language)
    return Report(html=html_from_plan(entry.plan, entry.source, language, index=up), row=row)


@contextmanager
def write_html(folder: Path, language: Language) -> Iterator[Sink[Report]]:
    """Writes a report a document and, when the run has ended, ``index.html``."""
    rows: list[IndexRow] = []
    refused: list[tuple[str, str]] = []

    def add(stem: str, report: Report) -> None:
        write_bytes(folder / f"{stem}.html", report.html)
        rows.append(report.row)

    def refuse(each: Refused) -> None:
        refused.append((each.file, refusal_message(each.refusal, language)))

    yield Sink(add, refuse)
    write_bytes(folder / "index.html", index_html(rows, refused, language))


FORMAT = Format(render=render_html, write=write_html)

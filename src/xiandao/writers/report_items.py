"""The right side of a report: every item in the table of its kind, with how it was read, leading to its words."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from xiandao.core.findings import Finding
from xiandao.core.messages import Language, hint, message, wording
from xiandao.core.plan import Bundle, Cite, Claim, Fact, Item, Placement, Plan, Sector, Target, Task, Technology
from xiandao.core.text import Source
from xiandao.writers.excerpts import around
from xiandao.writers.labels import (
    amount,
    is_low,
    items,
    label,
    name,
    number,
    open_numbers,
    other_findings,
    unit_parts,
)
from xiandao.writers.markup import tag, words

PANELS = (
    "targets", "tasks", "sectors", "technologies", "placements", "bundles", "cites", "facts", "checks",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class _Row:
    """One line of a table: its anchors, its cells as markup, what is told when it is opened.

    Attributes:
        key: Without its prefix; words stand at ``t-key``, the row at ``i-key``.
        more: What is told when the row is opened, as (name, markup).
        is_placed: Whether there are words to lead to.
    """

    key: str
    cells: tuple[str, ...]
    more: tuple[tuple[str, str], ...]
    is_placed: bool = True
    is_low: bool = False
    year: int | None = None


Cells = Callable[..., tuple[str, ...]]


def items_html(plan: Plan, source: Source, language: Language) -> Iterator[str]:
    """A section a kind, empty ones saying so."""
    known = {item.id: item for _, item in items(plan)}
    for kind in PANELS:
        is_check = kind == "checks"
        rows = _check_rows(plan, source, language) if is_check else _item_rows(kind, plan, known, language)
        yield _panel(kind, list(rows), language)


def panel_sizes(plan: Plan, checks: int) -> dict[str, int]:
    """How many rows each panel has."""
    return {kind: checks if kind == "checks" else len(getattr(plan, kind)) for kind in PANELS}


HEADS: dict[str, tuple[str, ...]] = {
    "targets": ("subject", "amount#", "deadline", "frequency"),
    "facts": ("fact", "amount#", "year"),
    "tasks": ("number", "task", "units"),
    "sectors": ("sector", "sector-group", "parent"),
    "technologies": ("technology", "sector", "kind"),
    "placements": ("place", "sector", "focus", "strength"),
    "bundles": ("bundle", "items", "applies"),
    "cites": ("title", "doc-no", "relation"),
    "checks": ("check", "words", "hint"),
}


def _panel(kind: str, rows: list[_Row], language: Language) -> str:
    heads = HEADS[kind]
    title = wording(f"label-{kind}", language)
    body = "".join(_row_html(row, heads) for row in rows)
    head = "".join(
        tag("th", words(wording(f"col-{code.rstrip('#')}", language)), scope="col", class_="n" if "#" in code else None)
        for code in (*heads, *(() if kind == "checks" else ("confidence#",)))
    )
    table = f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
    empty = tag("p", words(wording("ui-none-checks" if kind == "checks" else "ui-none", language)), class_="none")
    heading = f'<h2 tabindex="-1">{words(title)} <span class="count">{len(rows)}</span></h2>'
    return tag("section", heading + (table if rows else empty), class_=f"panel of-{kind}", id=f"p-{kind}")


def _row_html(row: _Row, heads: tuple[str, ...]) -> str:
    cells = []
    for i, (code, cell) in enumerate(zip((*heads, "confidence#"), row.cells, strict=False)):
        inner = tag("a", cell, href=f"#t-{row.key}", class_="to") if i == _lead(heads) and row.is_placed else cell
        cells.append(tag("td", inner, class_="n" if code.endswith("#") else None))
    told = "".join(f"<dt>{words(key)}</dt><dd>{value}</dd>" for key, value in row.more)
    opened = tag("tr", f'<td colspan="{len(cells)}"><dl>{told}</dl></td>', class_="more") if told else ""
    return (
        tag(
            "tr",
            "".join(cells),
            id=f"i-{row.key}",
            class_="item low" if row.is_low else "item",
            data_year=row.year,
        )
        + opened
    )


def _lead(heads: tuple[str, ...]) -> int:
    """The column that names the item."""
    return 1 if heads[0] == "number" else 0


def _item_rows(kind: str, plan: Plan, known: dict[str, Item], language: Language) -> Iterator[_Row]:
    for item in getattr(plan, kind):
        yield _Row(
            key=item.id,
            cells=(*CELLS[kind](item, language), _confidence(item, language)),
            more=tuple(_more(item, known, language)),
            is_low=is_low(item),
            year=item.deadline_year if isinstance(item, Target) else None,
        )


def _target(item: Target, language: Language) -> tuple[str, ...]:
    basis = tag("span", words(label("basis", item.deadline_basis.value, language)), class_="tag")
    tags = [tag("span", words(item.applies_per), class_="tag")] if item.applies_per else []
    if item.stretch_of:
        tags.append(tag("span", words(wording("ui-stretch", language)), class_="tag"))
    return (
        " ".join((words(item.subject), *tags)),
        words(amount(item)),
        f"{item.deadline_year or ''} {basis}".strip(),
        words(label("frequency", item.frequency, language)),
    )


def _fact(item: Fact, _: Language) -> tuple[str, ...]:
    return (words(item.subject), words(amount(item)), words(item.year or ""))


def _task(item: Task, language: Language) -> tuple[str, ...]:
    title = words(item.title)
    if item.strength != "must":
        title += " " + tag("span", words(label("strength", item.strength, language)), class_="tag")
    return (words(item.number), title, _units(item, language))


def _units(item: Task, language: Language) -> str:
    """Who leads and who supports marked as such, then the others; inherited ones say that they are."""
    if not item.units and item.units_inherited:
        said = tag("span", words(wording("ui-inherited", language)), class_="tag")
        return f"{said} {words('、'.join(item.units_inherited))}"
    if not item.units:
        return tag("span", words(wording("ui-no-units", language)), class_="tag warn")
    lead, support, rest = ("、".join(part) for part in unit_parts(item))
    parts = (
        f"{_part('lead', language)} <b>{words(lead)}</b>" if lead else "",
        f"{_part('support', language)} {words(support)}" if support else "",
        words(rest),
    )
    return "；".join(part for part in parts if part)


def _part(code: str, language: Language) -> str:
    return tag("span", words(wording(f"ui-{code}", language)), class_="tag")


def _sector(item: Sector, _: Language) -> tuple[str, ...]:
    return (words(item.name), words(item.group or ""), words(item.parent or ""))


def _technology(item: Technology, language: Language) -> tuple[str, ...]:
    return (words(item.name), words(item.sector), words(label("kind", item.kind, language)))


def _placement(item: Placement, language: Language) -> tuple[str, ...]:
    strength = words(label("strength", item.strength, language))
    return (words(item.place), words(item.sector), words("、".join(item.focus)), strength)


def _bundle(item: Bundle, _: Language) -> tuple[str, ...]:
    return (words(item.name), words("；".join(item.items)), words(item.applies_per or ""))


def _cite(item: Cite, language: Language) -> tuple[str, ...]:
    return (words(f"《{item.title}》"), words(item.doc_no or ""), words(label("relation", item.relation, language)))


CELLS: dict[str, Cells] = {
    "targets": _target,
    "facts": _fact,
    "tasks": _task,
    "sectors": _sector,
    "technologies": _technology,
    "placements": _placement,
    "bundles": _bundle,
    "cites": _cite,
}


def _confidence(item: Item, language: Language) -> str:
    figure = f"{item.words.confidence:.2f}"
    if not is_low(item):
        return figure
    return f'<span class="dot late"></span><span class="sr">{words(wording("label-low", language))} </span>{figure}'


def _more(item: Item, known: dict[str, Item], language: Language) -> Iterator[tuple[str, str]]:
    """Everything that the row itself has no room for."""

    def said(code: str, value: str) -> tuple[str, str]:
        return wording(f"col-{code}", language), value

    yield said("words", f"<q>{words(item.words.quote)}</q>")
    match item:
        case Target():
            if item.base_value is not None:
                year = f" ({item.base_year})" if item.base_year else ""
                yield said("base-value", words(f"{number(item.base_value)} {item.unit or ''}{year}"))
            if item.stretch_of:
                yield said("stretch", _link(item.stretch_of, known))
            yield said("direction", words(label("direction", item.direction, language)))
        case Task() if item.units_raw:
            yield said("units-raw", words(item.units_raw))
        case _:
            pass
    group = getattr(item, "group", None)
    if group and isinstance(item, Target | Fact | Bundle):
        same = [_link(key, known) for key, other in known.items() if getattr(other, "group", None) == group]
        yield said("group", "；".join(same))
    page = f" · {wording('ui-page', language, page=item.words.page)}" if item.words.page else ""
    yield said("rule", f"<code>{words(item.words.rule)}</code>{words(page)} · <code>{words(item.id)}</code>")


def _link(key: str, known: dict[str, Item]) -> str:
    return tag("a", words(name(known[key])), href=f"#i-{key}") if key in known else words(key)


def _check_rows(plan: Plan, source: Source, language: Language) -> Iterator[_Row]:
    """What a person has to look at, the gravest first."""
    for i, claim in enumerate(open_numbers(plan, source.text)):
        yield _open_row(f"n{i}", claim, source, language)
    for i, found in enumerate(other_findings(plan)):
        yield _finding_row(f"f{i}", found, source, language)
    for kind, item in sorted(items(plan), key=lambda pair: pair[1].words.confidence):
        if is_low(item):
            yield _low_row(kind, item, source, language)


def _open_row(key: str, claim: Claim, source: Source, language: Language) -> _Row:
    what = wording("check-open-twice" if claim.items else "check-open", language)
    return _Row(
        key=key,
        cells=(
            _risk("bad", what),
            _context(source, claim.start, claim.end),
            words(wording("check-open-hint", language)),
        ),
        more=(),
    )


def _finding_row(key: str, found: Finding, source: Source, language: Language) -> _Row:
    return _Row(
        key=key,
        cells=(
            _risk("late", message(found, language)),
            _context(source, found.start, found.end),
            words(hint(found, language) or ""),
        ),
        more=(),
        is_placed=found.end > found.start,
    )


def _low_row(kind: str, item: Item, source: Source, language: Language) -> _Row:
    figure = f"{item.words.confidence:.2f}"
    said = wording("check-low", language, kind=wording(f"label-{kind}", language), name=name(item), confidence=figure)
    return _Row(
        key=f"low-{item.id}",
        cells=(
            _risk("watch", said),
            tag("a", _context(source, item.words.start, item.words.end), href=f"#t-{item.id}"),
            tag("a", words(wording("check-low-hint", language)), href=f"#i-{item.id}"),
        ),
        more=(),
        is_placed=False,
    )


def _risk(level: str, said: str) -> str:
    return f'<span class="dot {level}"></span>{words(said)}'


def _context(source: Source, start: int, end: int) -> str:
    before, said, behind = around(source, start, end, reach=14, most=60)
    return f"{words(before)}<b>{words(said)}</b>{words(behind)}"

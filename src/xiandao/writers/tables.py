"""A run as tables: which sheets there are, what their columns are called, one row an item."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from xiandao.core.messages import Language, hint, message, wording
from xiandao.core.plan import Item, Target, Task
from xiandao.writers.excerpts import excerpt
from xiandao.writers.labels import SIGNS, is_low, items, label, name, open_numbers, other_findings, units
from xiandao.writers.run import Entry
from xiandao.writers.sample import WATERMARK, is_sample


@dataclass(frozen=True, slots=True, kw_only=True)
class Nth:
    """A row of the same document and sheet, counted from 1, named by a wording that takes its ordinal in the run.

    Attributes:
        said: The wording, with ``{n}`` where the ordinal belongs.
    """

    row: int
    said: str


Cell = str | int | float | Nth | None
Cells = tuple[Cell, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One column.

    Attributes:
        code: Names its head, ``col-<code>``.
        width: In characters of the normal font; a Chinese character takes two.
        form: ``text``, ``count`` (whole number, no separators), ``figure`` (with separators) or ``share`` (0.00).
    """

    code: str
    width: int
    form: str = "text"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """One sheet.

    Attributes:
        columns: What an office reads, after 序号, 文件 and what the document is, and before the words.
        more: What only some ask for, behind the words and outside the printed page.
        rows: What a document gives it, the ordinal left out.
    """

    code: str
    columns: tuple[Column, ...]
    more: tuple[Column, ...] = ()
    rows: Callable[[Entry, Language], Iterator[Cells]]

    @property
    def all_columns(self) -> tuple[Column, ...]:
        """In the order in which they stand."""
        return (*FIRST, *self.columns, *WORDS, *self.more, *LAST)

    @property
    def printed(self) -> int:
        """How many of them are on the printed page."""
        return len(FIRST) + len(self.columns) + len(WORDS)


FIRST = (
    Column(code="no", width=6, form="count"),
    Column(code="file", width=20),
    Column(code="document-title", width=26),
    Column(code="document-place", width=10),
    Column(code="level", width=8),
)
WORDS = (
    Column(code="quote", width=42),
    Column(code="page", width=5, form="count"),
    Column(code="confidence", width=11, form="share"),
)
LAST = (
    Column(code="rule", width=22),
    Column(code="start", width=8, form="count"),
    Column(code="end", width=8, form="count"),
    Column(code="id", width=14),
    Column(code="nature", width=10),
)


def rows_of(entry: Entry, language: Language) -> dict[str, list[Cells]]:
    """The rows of one document by sheet, the ordinal left out: it is counted over the run."""
    nature = WATERMARK if is_sample(entry.source.text) else None
    data = entry.plan.document
    of = (entry.file, data.title, data.place, label("level", data.level, language) or None)
    return {sheet.code: [(*of, *row, nature) for row in sheet.rows(entry, language)] for sheet in SHEETS}


def _row(own: Cells, item: Item, more: Cells = ()) -> Cells:
    """An item's own cells with its words, its place and how it was read."""
    words = item.words
    placed = (words.rule, words.start, words.end, item.id)
    return (*own, words.quote, words.page, words.confidence, *more, *placed)


def _targets(entry: Entry, language: Language) -> Iterator[Cells]:
    ordinals = {target.id: i for i, target in enumerate(entry.plan.targets, start=1)}
    for target in entry.plan.targets:
        own = (*_target(target, language), _stretch(target, ordinals, language))
        yield _row(own, target, _more_of_target(target, language))


def _stretch(target: Target, ordinals: dict[str, int], language: Language) -> Cell:
    """力争（高于第3条）: the higher aim beside which target."""
    if target.stretch_of is None:
        return None
    if target.stretch_of not in ordinals:
        return wording("ui-stretch", language)
    said = wording(f"stretch-{'down' if target.direction == 'down' else 'up'}", language, n="{n}")
    return Nth(row=ordinals[target.stretch_of], said=said)


def _target(target: Target, language: Language) -> Cells:
    return (
        target.subject,
        SIGNS.get(target.comparator, target.comparator) or None,
        target.value,
        target.value_max,
        target.unit,
        target.deadline_year,
        label("basis", target.deadline_basis.value, language),
        label("frequency", target.frequency, language),
        target.applies_per,
    )


def _more_of_target(target: Target, language: Language) -> Cells:
    direction = label("direction", target.direction, language)
    return (target.base_value, target.base_year, direction, target.group)


def _tasks(entry: Entry, language: Language) -> Iterator[Cells]:
    for task in entry.plan.tasks:
        yield _row(_task(task, language), task, (task.units_raw,))


def _task(task: Task, language: Language) -> Cells:
    return (
        task.number,
        task.title,
        "、".join(task.lead) or None,
        "、".join(task.support) or None,
        "、".join(units(task)) or None,
        label("strength", task.strength, language),
    )


def _sectors(entry: Entry, _: Language) -> Iterator[Cells]:
    for sector in entry.plan.sectors:
        under = (each.name for each in entry.plan.technologies if each.sector == sector.name)
        yield _row((sector.name, sector.group, sector.parent, "、".join(under) or None), sector)


def _placements(entry: Entry, language: Language) -> Iterator[Cells]:
    for placement in entry.plan.placements:
        focus = "、".join(placement.focus) or None
        strength = label("strength", placement.strength, language)
        yield _row((placement.place, placement.sector, focus, strength), placement)


def _checks(entry: Entry, language: Language) -> Iterator[Cells]:
    """Open numbers, findings, what was read with low confidence: the gravest first."""
    plan = entry.plan
    for claim in open_numbers(plan, entry.source.text):
        said = wording("check-open-twice" if claim.items else "check-open", language)
        own = (wording("label-open", language), said, wording("check-open-hint", language))
        yield _placed(entry, own, claim.start, claim.end)
    for found in other_findings(plan):
        own = (wording("label-finding", language), message(found, language), hint(found, language) or "")
        yield _placed(entry, own, found.start, found.end)
    for kind, item in sorted(items(plan), key=lambda pair: pair[1].words.confidence):
        if is_low(item):
            yield _row(_low(kind, item, language), item)


def _low(kind: str, item: Item, language: Language) -> Cells:
    what, figure = wording(f"label-{kind}", language), f"{item.words.confidence:.2f}"
    said = wording("check-low", language, kind=what, name=name(item), confidence=figure)
    return (wording("label-low", language), said, wording("check-low-hint", language))


def _placed(entry: Entry, own: Cells, start: int, end: int) -> Cells:
    """What rests on a place of the text and not on an item."""
    page = entry.source.page(start) if end > start else None
    return (*own, excerpt(entry.source, start, end) or None, page, None, None, start, end, None)


SHEETS = (
    Sheet(
        code="targets",
        columns=(
            Column(code="subject", width=28),
            Column(code="comparator", width=6),
            Column(code="value", width=10, form="figure"),
            Column(code="value-max", width=8, form="figure"),
            Column(code="unit", width=8),
            Column(code="deadline", width=8, form="count"),
            Column(code="basis", width=12),
            Column(code="frequency", width=8),
            Column(code="applies", width=16),
            Column(code="stretch", width=12),
        ),
        more=(
            Column(code="base-value", width=8, form="figure"),
            Column(code="base-year", width=8, form="count"),
            Column(code="direction", width=6),
            Column(code="group", width=12),
        ),
        rows=_targets,
    ),
    Sheet(
        code="tasks",
        columns=(
            Column(code="number", width=14),
            Column(code="task", width=32),
            Column(code="lead", width=20),
            Column(code="support", width=34),
            Column(code="units", width=40),
            Column(code="strength", width=8),
        ),
        more=(Column(code="units-raw", width=34),),
        rows=_tasks,
    ),
    Sheet(
        code="sectors",
        columns=(
            Column(code="sector", width=24),
            Column(code="sector-group", width=18),
            Column(code="parent", width=20),
            Column(code="technology", width=60),
        ),
        rows=_sectors,
    ),
    Sheet(
        code="placements",
        columns=(
            Column(code="place", width=24),
            Column(code="sector", width=24),
            Column(code="focus", width=40),
            Column(code="strength", width=8),
        ),
        rows=_placements,
    ),
    Sheet(
        code="checks",
        columns=(Column(code="kind", width=14), Column(code="check", width=46), Column(code="hint", width=36)),
        rows=_checks,
    ),
)

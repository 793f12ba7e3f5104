"""The division of tasks: what a plan orders, in what words, and who is responsible for it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from xiandao.core.plan import Task
from xiandao.core.text import Span
from xiandao.reading.blocks import Block
from xiandao.reading.quoting import Quoter
from xiandao.reading.task_bodies import Bodies
from xiandao.reading.task_headings import Found, headings_of, tasks_among
from xiandao.reading.task_rules import CONFIDENCE, ROW
from xiandao.reading.task_tables import Row, tables_of
from xiandao.reading.task_titles import strength_of
from xiandao.reading.unit_names import LEAD, SUPPORT
from xiandao.reading.unit_notes import Bond, Place, bonds_of, places_of

ROW_TITLE_LONGEST = 60
ROW_TITLE_LEAST = 4
NOWHERE = 1 << 62


class TasksRead(NamedTuple):
    """The tasks of a document.

    Attributes:
        tasks: In the order of the text.
        numbers: For each serial number of a row, by its place in the view, the reason why it is no amount.
        notes: Where the notes of responsibility stand in the view.
        rows: The rows of the tables that divide tasks.
    """

    tasks: tuple[Task, ...]
    numbers: dict[int, str]
    notes: tuple[Span, ...]
    rows: tuple[Span, ...]


class _Context(NamedTuple):
    """What the tasks of one document share; *paths* are those of the headings already named."""

    text: str
    quoter: Quoter
    bonds: list[Bond]
    first_leads_from: int
    paths: dict[int, str]


@dataclass(slots=True, kw_only=True)
class _Draft:
    """A task before it is quoted; places are in the view."""

    words: Span
    title: Span
    end: int
    number: str
    rule: str
    bodies: Bodies
    above: list[Place]


def tasks_of(text: str, blocks: list[Block], quoter: Quoter) -> TasksRead:
    """Read the tasks of a document from its headings and its tables."""
    tables = tables_of(text, blocks)
    places = places_of(text, blocks)
    found = tasks_among(text, headings_of(text, blocks, tables.spans, places, quoter.view))
    rows, added = _rows_apart(text, tables.rows, found)
    context = _Context(text, quoter, bonds_of(text), _first_leads_from(places), {})
    drafts = [_from_heading(context, task, added.get(at, [])) for at, task in enumerate(found)]
    drafts += [_from_row(context, row) for row in rows]
    drafts.sort(key=lambda draft: draft.words.start)
    serials = {row.serial.start: "serial" for row in tables.rows if row.serial.end > row.serial.start}
    return TasksRead(
        tuple(_task(context, draft) for draft in drafts),
        serials,
        tuple(Span(place.start, place.end) for place in places),
        tuple(Span(min(row.serial.start, row.title.start) or row.title.start, row.end) for row in tables.rows),
    )


def _first_leads_from(places: list[Place]) -> int:
    """Where the first note stands that says that the first body named leads."""
    return next((place.start for place in places if place.note.first_leads), NOWHERE)


def _rows_apart(text: str, rows: list[Row], found: list[Found]) -> tuple[list[Row], dict[int, list[Row]]]:
    """The rows that are tasks of their own, and for each heading the rows that say the same."""
    titles = {_bare(text, task.heading.title): at for at, task in enumerate(found)}
    apart: list[Row] = []
    added: dict[int, list[Row]] = {}
    for row in rows:
        at = titles.get(_bare(text, row.title))
        if at is None:
            apart.append(row)
        else:
            added.setdefault(at, []).append(row)
    return apart, added


def _bare(text: str, title: Span) -> str:
    return text[title.start : title.end].strip("。. ;")


def _from_heading(context: _Context, found: Found, rows: list[Row]) -> _Draft:
    heading = found.heading
    bodies = Bodies(context.text, context.quoter)
    bodies.add_notes(found.notes, context.first_leads_from)
    for row in rows:
        bodies.add_row(row)
    return _Draft(
        words=Span(heading.block.start, heading.title.end),
        title=heading.title,
        end=found.end,
        number=_path(context, heading.block),
        rule=found.rule,
        bodies=bodies,
        above=found.above,
    )


def _from_row(context: _Context, row: Row) -> _Draft:
    bodies = Bodies(context.text, context.quoter)
    bodies.add_row(row)
    title = _row_title(context.text, row.title)
    number = context.quoter.printed(*row.serial).rstrip(".、．")
    return _Draft(words=title, title=title, end=row.end, number=number, rule=ROW, bodies=bodies, above=[])


def _row_title(text: str, title: Span) -> Span:
    """A cell's own title: all of it, or its first clause where it is long."""
    end = title.end
    if end - title.start > ROW_TITLE_LONGEST:
        first, last = title.start + ROW_TITLE_LEAST, title.start + ROW_TITLE_LONGEST
        end = min((at for mark in "。;," if (at := text.find(mark, first, last)) > 0), default=end)
    while end > title.start + 1 and text[end - 1] in "。;,. ":
        end -= 1
    return Span(title.start, end)


def _task(context: _Context, draft: _Draft) -> Task:
    quoter, bodies = context.quoter, draft.bodies
    words = quoter.words(draft.words.start, draft.words.end, draft.rule, CONFIDENCE[draft.rule])
    return Task(
        id=quoter.id("task", words.quote),
        words=words,
        number=draft.number,
        title=quoter.printing(*draft.words)(*draft.title),
        units=tuple(bodies.roles),
        lead=bodies.having(LEAD),
        support=bodies.having(SUPPORT),
        units_raw="\n".join(bodies.raw) or None,
        units_inherited=_inherited(context, draft),
        strength=strength_of(context.text, draft.title, draft.end),
        body_start=words.end,
        body_end=max(words.end, quoter.view.origin(draft.end - 1) + 1),
    )


def _inherited(context: _Context, draft: _Draft) -> tuple[str, ...]:
    """The bodies that the headings above, or a sentence elsewhere, bind to the task."""
    if not draft.above and not context.bonds:
        return ()
    bodies = Bodies(context.text, context.quoter)
    for place in draft.above:
        bodies.add(place.note, place.inner)
    bodies.add_bonds(draft.words.start, context.bonds)
    return tuple(name for name in bodies.roles if name not in draft.bodies.roles)


def _path(context: _Context, block: Block) -> str:
    """The numbers from the chapter down, as printed."""
    path = context.paths.get(block.start)
    if path is None:
        path = context.quoter.printed(block.start, block.start + len(block.label))
        if block.parent:
            path = f"{_path(context, block.parent)}/{path}"
        context.paths[block.start] = path
    return path

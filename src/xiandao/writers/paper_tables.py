"""Tables of a Word file: thin lines, heads that return on every page, rows that stay whole."""

from __future__ import annotations

from itertools import accumulate, pairwise

from xiandao.core.errors import Refusal
from xiandao.core.papers import Cell, Column, Kind, Run, Table, covered
from xiandao.writers.paper_figures import NOTHING, groups, lines, shown
from xiandao.writers.paper_notes import Notes
from xiandao.writers.paper_pages import TEXT_HEIGHT, TEXT_WIDTH
from xiandao.writers.paper_styles import SMALL_4, TABLE_LINE
from xiandao.writers.paper_xml import paragraph, run, w

MOST_COLUMNS, MOST_ROWS = 63, 32_767
"""More than which Word does not open."""
MARGIN = 80
CHAR = SMALL_4 * 10
"""A Chinese character of the table's size, in twips."""
NARROWED = 1.2
"""How much wider than a standing page a table may wish to be: cells then break a little sooner."""
GAP = w("spacing", before=0, after=0, line=160, lineRule="exact")
"""Above a table that has nothing over it."""
SIDES = ("top", "left", "bottom", "right", "insideH", "insideV")


def is_wide(table: Table) -> bool:
    """Whether the table does not fit on a page that stands."""
    return sum(column.width for column in table.columns) * CHAR > TEXT_WIDTH * NARROWED


def table_xml(table: Table, notes: Notes, *, landscape: bool) -> str:
    """Caption, unit and table, and a small paragraph behind it, without which two tables would become one.

    Raises:
        Refusal: ``paper-columns`` and ``paper-rows`` for more than Word can hold.
    """
    _refuse_unfit(table)
    room = TEXT_HEIGHT if landscape else TEXT_WIDTH
    grid = _widths(table.columns, room)
    caption = paragraph("Caption", run(Run(table.caption))) if table.caption else ""
    unit = paragraph("UnitLine", run(Run(f"单位：{table.unit}"))) if table.unit else ""
    gap = "" if table.caption or table.unit else paragraph("Spacer", room=GAP)
    form = w(
        "tblPr",
        w("tblW", w_=sum(grid), type_="dxa"),
        w("jc", val="center"),
        w("tblBorders", *(w(side, val="single", sz=4, space=0, color="000000") for side in SIDES)),
        w("tblLayout", type_="fixed"),
        w("tblCellMar", w("left", w_=MARGIN, type_="dxa"), w("right", w_=MARGIN, type_="dxa")),
    )
    heads, rows = _heads(table.columns, grid), _rows(table, grid, notes, TEXT_WIDTH if landscape else TEXT_HEIGHT)
    columns = w("tblGrid", *(w("gridCol", w_=width) for width in grid))
    return gap + caption + unit + w("tbl", form, columns, *heads, *rows) + paragraph("Spacer")


def _refuse_unfit(table: Table) -> None:
    if len(table.columns) > MOST_COLUMNS:
        raise Refusal("paper-columns", columns=len(table.columns), most=MOST_COLUMNS)
    if len(table.rows) > MOST_ROWS - 2:
        raise Refusal("paper-rows", rows=len(table.rows), most=MOST_ROWS - 2)


def _widths(columns: tuple[Column, ...], room: int) -> list[int]:
    """*room* shared out by the widths that are wished for; rounded so that the sum is kept."""
    whole = sum(column.width for column in columns)
    ends = [0, *(round(room * so_far / whole) for so_far in accumulate(column.width for column in columns))]
    return [end - start for start, end in pairwise(ends)]


def _heads(columns: tuple[Column, ...], grid: list[int]) -> list[str]:
    """One row, or two where columns have a head over them."""
    form = w("trPr", w("cantSplit"), w("tblHeader"))
    grouped = [(at, count, name) for at, count, name in groups(columns)]
    if not any(name for *_, name in grouped):
        return [w("tr", form, *(_head(column.name, width) for column, width in zip(columns, grid, strict=True)))]
    upper = [
        _head(name, sum(grid[at : at + count]), w("gridSpan", val=count))
        if name
        else _head(columns[at].name, grid[at], w("vMerge", val="restart"))
        for at, count, name in grouped
    ]
    lower = [
        _head(column.name, width) if column.group else _head("", width, w("vMerge"))
        for column, width in zip(columns, grid, strict=True)
    ]
    return [w("tr", form, *upper), w("tr", form, *lower)]


def _head(said: str, width: int, merge: str = "") -> str:
    form = w("tcPr", w("tcW", w_=width, type_="dxa"), merge, w("vAlign", val="center"))
    return w("tc", form, paragraph("TableHead", run(Run(said))))


def _rows(table: Table, grid: list[int], notes: Notes, page: int) -> list[str]:
    if not table.rows:
        nothing = (Cell(NOTHING, across=len(grid)), *(Cell() for _ in grid[1:]))
        return [_row(nothing, table.columns, grid, {}, notes, page)]
    under: list[dict[int, Cell | None]] = [{} for _ in table.rows]
    for at, column, upper, left in covered(table.rows):
        under[at][column] = table.rows[upper][left] if column == left else None
    return [
        _row(cells, table.columns, grid, hidden, notes, page) for cells, hidden in zip(table.rows, under, strict=True)
    ]


def _row(
    cells: tuple[Cell, ...],
    columns: tuple[Column, ...],
    grid: list[int],
    hidden: dict[int, Cell | None],
    notes: Notes,
    page: int,
) -> str:
    """A row; *hidden* cells go on from above, or are not there because one beside them covers them (``None``)."""
    made, tallest = [], 1
    for at, (cell, column) in enumerate(zip(cells, columns, strict=True)):
        above = hidden.get(at)
        if at in hidden and above is None:
            continue
        across = (above or cell).across
        width = sum(grid[at : at + across])
        said = shown(cell.value, column.kind)
        tallest = max(tallest, lines(said, (width - 2 * MARGIN) / CHAR))
        merge = w("vMerge") if above else w("vMerge", val="restart") if cell.down > 1 else ""
        span = w("gridSpan", val=across) if across > 1 else ""
        form = w("tcPr", w("tcW", w_=width, type_="dxa"), span, merge, w("vAlign", val="center"))
        made.append(w("tc", form, paragraph("TableText", notes.cell(cell, said), align=_align(cell, column))))
    whole = w("trPr", w("cantSplit")) if tallest * TABLE_LINE < page * 0.8 else ""
    return w("tr", whole, *made)


def _align(cell: Cell, column: Column) -> str:
    """Figures to the right, days and short words in the middle, what covers several columns too."""
    if column.centred or column.kind is Kind.DATE or cell.value == NOTHING:
        return w("jc", val="center")
    return w("jc", val="right") if column.kind in {Kind.AMOUNT, Kind.PERCENT} else ""

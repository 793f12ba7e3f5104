"""Tables whose columns are parted by blanks: a line of known heads, and the rows under it, get tabs for blanks.

One character for one, so that every place stays where it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from xiandao.reading.lexicon import words

HEADS_LEAST = 3
ROWS_MOST = 400

_HEAD_LINE = re.compile(
    r"^ *(?:序 *号|指 *标|主要指标|任务|重点任务|主要任务|工作任务|项目|事项|重点工作)[^\n]{0,6} [^\n。;]{2,80}$",
    re.MULTILINE,
)
# Short heads are spread over their column (指　　标): a blank inside one parts nothing.
_INSIDE = r"(?!(?<=指) +标)(?!(?<=单) +位)(?!(?<=序) +号)(?!(?<=[指单序] ) *[标位号])"
_WIDE = re.compile(_INSIDE + r" {2,}")
_ANY = re.compile(_INSIDE + r" +")
_YEAR = re.compile(r"20\d\d年?(?:目标|规划|实际|现状|基期)?值?")
_HEADS = frozenset(
    (
        *words("columns"),
        *words("table_heads"),
        *words("places", "place-column", "sector-column", "focus-column"),
    )
)
# A line that names a task and, behind blanks, who is responsible: three of them make a table without heads.
_PAIR_LINE = re.compile(
    r"(?:[一二三四五六七八九十]{1,3}、)?(?:\([一二三四五六七八九十\d]{1,3}\)|\d{1,2}[.、])?[^ \n。;:]{4,40}"
    r" +(?:[市省区县州各][^ \n。;:、,]{2,20}[、,]?){1,12}"
)
_PAIR_GAP = re.compile(" (?<!  ) *(?=[市省区县州各])")
PAIR_LONGEST = 300
PAIRS_LEAST = 3


def with_tabs(flat: str) -> str:
    """The folded text with tabs between the cells of tables that blanks part; unchanged where there are none."""
    pieces: list[str] = []
    at = 0
    for head in _HEAD_LINE.finditer(flat):
        if head.start() >= at and _is_head(_ANY.split(head.group().strip())):
            pieces.append(flat[at : head.start()])
            table, at = _tabbed(flat, head.start(), head.end())
            pieces.append(table)
    return _pairs_tabbed("".join((*pieces, flat[at:])) if pieces else flat)


def _pairs_tabbed(flat: str) -> str:
    """Put a tab between the two cells of lines that pair tasks with units, where such lines follow each other."""
    row: list[re.Match[str]] = []
    gaps: list[int] = []
    for pair in _pairs(flat):
        if row and pair.start() - row[-1].end() > 1:
            gaps += _gaps_of(row)
            row = []
        row.append(pair)
    gaps += _gaps_of(row)
    if not gaps:
        return flat
    ends = (-1, *gaps, len(flat))
    return "\t".join(flat[before + 1 : after] for before, after in pairwise(ends))


def _pairs(flat: str) -> Iterator[re.Match[str]]:
    """The lines that pair a task with units, found from the blank before the first unit: few lines have one."""
    done = 0
    for gap in _PAIR_GAP.finditer(flat):
        if gap.start() >= done:
            start, end = flat.rfind("\n", 0, gap.start()) + 1, flat.find("\n", gap.end())
            done = len(flat) if end < 0 else end
            if done - start <= PAIR_LONGEST and (pair := _PAIR_LINE.fullmatch(flat, start, done)):
                yield pair


def _gaps_of(row: list[re.Match[str]]) -> list[int]:
    return [pair.start() + pair.group().index(" ") for pair in row] if len(row) >= PAIRS_LEAST else []


def _is_head(tokens: list[str]) -> bool:
    known = sum(token.replace(" ", "") in _HEADS or bool(_YEAR.fullmatch(token)) for token in tokens)
    return known >= HEADS_LEAST and known * 4 >= len(tokens) * 3


def _tabbed(flat: str, start: int, end: int) -> tuple[str, int]:
    """The head line ``flat[start:end]`` and the rows that have as many cells, with tabs, and where they end."""
    width = len(_ANY.split(flat[start:end].strip()))
    pieces: list[str] = []
    at = start
    for _ in range(ROWS_MOST):
        stop = flat.find("\n", at)
        stop = len(flat) if stop < 0 else stop
        line = flat[at:stop]
        gap = next((gap for gap in (_WIDE, _ANY) if len(gap.split(line.strip())) == width), None)
        if line.strip() and gap is None:
            break
        lead = len(line) - len(line.lstrip())
        body = (gap or _ANY).sub(lambda blanks: "\t" + " " * (len(blanks.group()) - 1), line.strip())
        pieces += (line[:lead], body, line[lead + len(body) :], flat[stop : stop + 1])
        at = min(stop + 1, len(flat))
        if stop == len(flat):
            break
    return "".join(pieces), at

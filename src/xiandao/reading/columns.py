"""Tables whose columns are parted by blanks: a line of known heads, and the rows under it, get tabs for blanks.

One character for one, so that every place stays where it is.
"""

from __future__ import annotations

import re

from xiandao.reading.lexicon import words

HEADS_LEAST = 3
ROWS_MOST = 400

_HEAD_LINE = re.compile(
    r"^ *(?:序号|指标|主要指标|任务|重点任务|主要任务|工作任务|项目|事项|重点工作)[^\n]{0,6} [^\n。;]{2,80}$",
    re.MULTILINE,
)
_WIDE = re.compile(r" {2,}")
_ANY = re.compile(r" +")
_YEAR = re.compile(r"20\d\d年?(?:目标|规划|实际|现状|基期)?值?")
_HEADS = frozenset((*words("columns"), *words("table_heads")))


def with_tabs(flat: str) -> str:
    """The folded text with tabs between the cells of tables that blanks part; unchanged where there are none."""
    found = [match for match in _HEAD_LINE.finditer(flat) if _is_head(match.group().split())]
    for head in reversed(found):
        flat = _tabbed(flat, head.start(), head.end())
    return flat


def _is_head(tokens: list[str]) -> bool:
    known = sum(token in _HEADS or bool(_YEAR.fullmatch(token)) for token in tokens)
    return known >= HEADS_LEAST and known * 4 >= len(tokens) * 3


def _tabbed(flat: str, start: int, end: int) -> str:
    """Put tabs into the head line ``flat[start:end]`` and into the rows that have as many cells."""
    gap = _WIDE if _WIDE.search(flat[start:end].strip()) else _ANY
    width = len(flat[start:end].split())
    pieces, at = [], start
    for _ in range(ROWS_MOST):
        stop = flat.find("\n", at)
        stop = len(flat) if stop < 0 else stop
        line = flat[at:stop]
        cells = gap.split(line.strip())
        if line.strip() and len(cells) != width:
            break
        lead = len(line) - len(line.lstrip())
        body = gap.sub(lambda blanks: "\t" + " " * (len(blanks.group()) - 1), line.strip())
        pieces.append(line[:lead] + body + line[lead + len(body) :])
        pieces.append(flat[stop : stop + 1])
        at = stop + 1
        if stop == len(flat):
            break
    else:
        at = min(at, len(flat))
    return flat[:start] + "".join(pieces) + flat[min(at, len(flat)) :]

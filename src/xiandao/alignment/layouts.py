"""产业空间布局表: its rows, what proposals make of them, and what two versions differ in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from xiandao.core.errors import Refusal

ROLES = ("main", "grow", "exploratory", "named")
"""主导, 培育, 前瞻, 未分: the plan does not say."""
ROLE_WORDS = {
    "exploratory": ("前沿", "前瞻", "超前", "探索", "储备", "谋划", "跟踪"),
    "grow": ("培育", "壮大", "新兴", "成长"),
    "main": ("主导", "先导", "重点", "主攻", "优先", "支柱", "首位", "核心", "优势", "聚焦", "突破"),
}
"""What a plan calls the group of a sector → the role, in this order: 重点前沿领域 is 前瞻, 重点培育产业 is 培育."""
DEEDS = ("add", "drop", "change")
"""What a proposal asks for: 新增, 退出, 调整."""
VERDICTS = ("keep", "strengthen", "adjust", "exit")
"""What a yearly review says of a row: 继续, 加强, 调整, 退出."""
FIELDS = ("role", "carrier", "direction")


class Line(NamedTuple):
    """One row of the table: *sector* is laid out in *place*.

    Attributes:
        place: As printed, or as named in the tree.
        role: One of :data:`ROLES`.
        carrier: The zone or park that carries it; empty where none is named.
        direction: 主攻方向 in the plan's words; empty where it names none.
    """

    place: str
    sector: str
    role: str = "named"
    carrier: str = ""
    direction: str = ""

    @property
    def key(self) -> tuple[str, str]:
        """What makes two rows the same row."""
        return self.place, self.sector


class Change(NamedTuple):
    """What became of one row from one version to a later one.

    Attributes:
        kind: ``added``, ``dropped``, ``changed`` or ``same``.
        before: ``None`` for what is new. after: ``None`` for what is gone.
        fields: Which of :data:`FIELDS` differ; empty but for ``changed``.
    """

    kind: str
    before: Line | None
    after: Line | None
    fields: tuple[str, ...] = ()

    @property
    def line(self) -> Line:
        """The row as it is, or as it was last."""
        line = self.after or self.before
        assert line is not None  # noqa: S101 - one of the two is there
        return line


class Proposed(NamedTuple):
    """An adopted proposal: *deed* on the row of *line*'s key, whose other fields it brings."""

    deed: str
    line: Line


def role_of(group: str | None) -> str:
    """The role that the name of a group gives to the sectors in it.

    >>> role_of("四大主导产业"), role_of("重点培育领域"), role_of("前沿方向"), role_of("领域")
    ('main', 'grow', 'exploratory', 'named')
    """
    return next((role for role, words in ROLE_WORDS.items() if any(word in (group or "") for word in words)), "named")


def applied(lines: Iterable[Line], proposals: Sequence[Proposed]) -> tuple[Line, ...]:
    """The rows with every adopted proposal carried out; rows keep their order, new ones stand behind.

    Raises:
        Refusal: ``layout-line-there`` where a row is added that stands already, ``layout-line-none`` where one is
            dropped or changed that does not.
    """
    table = {line.key: line for line in lines}
    for each in proposals:
        require_fits(each, table)
        if each.deed == "drop":
            del table[each.line.key]
        else:
            table[each.line.key] = each.line
    return tuple(table.values())


def require_fits(proposal: Proposed, table: Mapping[tuple[str, str], object]) -> None:
    """Refuses what asks to add a row that stands, or to drop or change one that does not."""
    place, sector = proposal.line.key
    if (proposal.deed == "add") == (proposal.line.key in table):
        code = "layout-line-there" if proposal.deed == "add" else "layout-line-none"
        raise Refusal(code, place=place, sector=sector)


def layout_diff(before: Iterable[Line], after: Iterable[Line]) -> tuple[Change, ...]:
    """Every row of either version once: in the order of the later one, what was dropped behind."""
    was, now = {line.key: line for line in before}, {line.key: line for line in after}
    kept = [_change(was.get(key), line) for key, line in now.items()]
    return (*kept, *(Change("dropped", line, None) for key, line in was.items() if key not in now))


def _change(before: Line | None, after: Line) -> Change:
    if before is None:
        return Change("added", None, after)
    fields = tuple(name for name in FIELDS if getattr(before, name) != getattr(after, name))
    return Change("changed" if fields else "same", before, after, fields)

"""Numbers inside the title of a document are no amounts."""

from __future__ import annotations

from xiandao.reading.clauses import Case
from xiandao.reading.rules.rule import Answer, Aside, Rule

TITLE_LONGEST = 120


def read(case: Case) -> Answer:
    """Whatever stands between 《 and 》."""
    start = max(case.block.start, case.amount.start - TITLE_LONGEST)
    opened = case.text.rfind("《", start, case.amount.start)
    return Aside(reason="title") if opened > case.text.rfind("》", start, case.amount.start) else None


RULE = Rule(
    id="aside.title",
    note="书名号内的数字属于文件名称。",
    reads=("落实《云澜省百项场景开放办法（12条）》。",),
    leaves=("开放12个场景。",),
    read=read,
)

"""What a person says of the columns of a workbook, read from a form or a question of the API and seen to be possible."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from xiandao.apps.registers.loads import PERIOD, Chosen
from xiandao.apps.registers.models import Load
from xiandao.core.errors import Refusal

LONGEST_UNIT = 20


def chosen_of(load: Load, form: Mapping[str, str]) -> list[Chosen]:
    """Every column of the tables as a form says it: ``p-0-3`` its property, ``u-0-3`` its unit, ``d-0-3`` its period."""
    found = []
    for at, table in enumerate(load.mapping["tables"]):
        for number, column in enumerate(table["columns"]):
            place = f"{at}-{number}"
            said = [form.get(f"{sign}-{place}", column[name]) for sign, name in _SIGNS]
            found.append(Chosen(at, number, *(each.strip() for each in said)))
    return found


_SIGNS = (("p", "property"), ("u", "unit"), ("d", "period"))


def used_of(load: Load, form: Mapping[str, str]) -> list[int]:
    """The tables that are to be taken: ``t-0``."""
    return [at for at in range(len(load.mapping["tables"])) if form.get(f"t-{at}")]


def choices_check(load: Load, chosen: Iterable[Chosen], used: Sequence[int]) -> None:
    """Raises where a choice cannot be.

    Raises:
        Refusal: ``mapping-column`` for a table or column that the workbook does not have; ``period-unknown``.
    """
    tables = load.mapping["tables"]
    if any(not 0 <= at < len(tables) for at in used):
        raise Refusal("mapping-column")
    for each in chosen:
        if not 0 <= each.table < len(tables) or not 0 <= each.column < len(tables[each.table]["columns"]):
            raise Refusal("mapping-column")
        if each.period and not PERIOD.fullmatch(each.period):
            raise Refusal("period-unknown", period=each.period[:20])
        if len(each.unit) > LONGEST_UNIT:
            raise Refusal("mapping-unit", unit=each.unit[:LONGEST_UNIT])

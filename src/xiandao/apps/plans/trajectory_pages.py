"""What the pages of 年度目标轨迹 show: the years of a target, what they say, all targets of a plan beside each other."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, NamedTuple

from xiandao.apps.accounts.rights import Person
from xiandao.apps.plans.models import Edition, Item
from xiandao.apps.plans.trajectory_models import NATURES, WHOLE_YEAR, ActualValue
from xiandao.apps.plans.trajectory_selectors import (
    CONFIRM,
    ENTER,
    READ,
    TIMES,
    Choice,
    Known,
    Trajectory,
    converted,
    current_of,
    grants_of,
    known_of,
    newest,
    trajectory_of,
    unit_for,
)
from xiandao.core.messages import Language, wording
from xiandao.monitoring.paths import RULES, steps_of
from xiandao.writers.labels import number


class Year(NamedTuple):
    """One row of the table: what is planned, what it adds, what it came to, how far that is from the plan."""

    year: int
    planned: Decimal | None
    origin: str
    adds: Decimal | None
    actual: Decimal | None
    row: ActualValue | None
    ahead: Decimal | None


def years_of(of: Trajectory) -> list[Year]:
    """Every year that is planned or has an actual value."""
    adds, steps = dict(steps_of(of.path)), {step.year: step for step in of.path.steps}
    rows = []
    for year in sorted({*steps, *of.current}):
        step, row = steps.get(year), of.current.get(year)
        actual = converted(Decimal(row.value), row.unit, of.aim.unit) if row else None
        planned = step.value if step else None
        is_whole = row is not None and row.through == WHOLE_YEAR
        ahead = actual - planned if actual is not None and planned is not None and is_whole else None
        added = None if of.aim.is_yearly else adds.get(year)
        rows.append(Year(year, planned, step.origin if step else "", added, actual, row, ahead))
    return rows


def said_of(of: Trajectory, language: Language) -> list[str]:
    """The reading in sentences: how the last value lies to the plan, what the rate comes to, what is required."""
    return [each for each in (_beside_plan(of, language), _outlook(of, language), _required(of, language)) if each]


def _printed(of: Trajectory, value: Decimal | None) -> str:
    """``40 家``."""
    if value is None:
        return "—"
    unit = of.aim.unit
    return f"{number(float(value))}{'' if unit[:1] in '%％‰' else ' '}{unit}".strip()


def _beside_plan(of: Trajectory, language: Language) -> str:
    last = of.reading.last
    planned = of.path.at(last.year) if last else None
    if last is None or planned is None or of.path.steps[0].year == last.year:
        return ""
    actual, plan = _printed(of, last.value), _printed(of, planned)
    if last.value == planned:
        return wording("trajectory-beside-same", language, year=last.year, actual=actual, plan=plan)
    code = "trajectory-beside-more" if last.value > planned else "trajectory-beside-less"
    diff = _printed(of, abs(last.value - planned))
    return wording(code, language, year=last.year, actual=actual, plan=plan, diff=diff)


def _outlook(of: Trajectory, language: Language) -> str:
    reading, deadline = of.reading, of.aim.deadline
    is_down = of.aim.direction == "down"
    values: dict[str, Any] = {
        "since": reading.since, "n": reading.missing, "deadline": deadline, "rate": _printed(of, reading.rate),
        "year": reading.last.year if reading.last else "", "actual": _printed(of, reading.last.value) if reading.last else "",
        "projected": _printed(of, reading.projected), "gap": _printed(of, reading.gap),
        "short": wording("trajectory-over-goal" if is_down else "trajectory-under-goal", language),
    }  # fmt: skip
    if reading.rule:
        return wording(f"trajectory-says-{reading.state}-{reading.rule}", language, **values)
    return wording(f"trajectory-says-{reading.state}", language, **values)


def _required(of: Trajectory, language: Language) -> str:
    reading = of.reading
    if reading.required is None or reading.last is None:
        return ""
    way = "trajectory-required-down" if of.aim.direction == "down" else "trajectory-required-up"
    return wording(way, language, n=reading.years_left, required=_printed(of, reading.required))


def chart_of(of: Trajectory, rows: list[Year], language: Language) -> dict[str, Any]:
    """What the line chart is drawn from; the table below it has the same figures."""
    years = [each.year for each in rows]
    if of.reading.projected is not None and of.aim.deadline and years:
        years = [*range(years[0], max(years[-1], of.aim.deadline) + 1)]
    planned = {each.year: each.planned for each in rows}
    whole = {each.year: each.actual for each in rows if each.row and each.row.through == WHOLE_YEAR}
    outlook: dict[int, Decimal] = {}
    if of.reading.projected is not None and of.reading.last and of.aim.deadline:
        outlook = {of.reading.last.year: of.reading.last.value, of.aim.deadline: of.reading.projected}
    series = (("planned", planned), ("actual", whole), ("projected", outlook))
    return {
        "unit": of.aim.unit,
        "years": [str(year) for year in years],
        "series": [
            {
                "key": key,
                "name": wording(f"trajectory-line-{key}", language),
                "values": [_float(values.get(year)) for year in years],
            }
            for key, values in series
            if any(each is not None for each in values.values())
        ],
    }


def _float(value: Decimal | None) -> float | None:
    return None if value is None else float(value)


def item_part(person: Person, item: Item, language: Language) -> dict[str, Any]:
    """What the page of a target shows of it; nothing for what is no target or does not count."""
    if item.kind != "target" or not item.is_live:
        return {}
    return {"trajectory": shown(person, item, known_of(item.edition, person), language)}


def shown(person: Person, item: Item, known: Known, language: Language, choice: Choice | None = None) -> dict[str, Any]:
    """A target through the years, with what *person* may do about it."""
    of = trajectory_of(item, known, choice)
    rows, plan = years_of(of), item.edition.plan
    sees = bool(grants_of(person, READ, plan))
    return {
        "of": of,
        "rows": rows,
        "based": _printed(of, of.base.value) if of.base else "",
        "said": said_of(of, language) if sees else [],
        "chart": chart_of(of, rows, language) if len(rows) > 1 else None,
        "sees": sees,
        "may_enter": bool(grants_of(person, ENTER, plan)),
        "may_confirm": bool(grants_of(person, CONFIRM, plan)),
        "history": sorted(known.actuals.get(item.lineage, ()), key=lambda row: -row.pk),
        "paths": known.paths.get(item.lineage, ())[::-1],
        "seen": newest(known, item),
    }


def actuals_page(person: Person, item: Item, asked: Mapping[str, str]) -> dict[str, Any]:
    """The form of actual values: the thing, its unit, what was entered before; never the target or the gap."""
    known = known_of(item.edition, person)
    rows = known.actuals.get(item.lineage, ())
    return {
        "item": item,
        "edition": item.edition,
        "subject": item.fields["subject"],
        "unit": unit_for(item, rows),
        "needs_unit": item.fields.get("unit") == TIMES and not rows,
        "history": sorted(rows, key=lambda row: -row.pk),
        "counting": current_of(rows),
        "natures": NATURES,
        "months": range(1, WHOLE_YEAR + 1),
        "seen": newest(known, item),
        "asked": asked,
    }


def path_page(person: Person, item: Item, choice: Choice, language: Language) -> dict[str, Any]:
    """The form of the planned path, with what the rule that is looked at gives."""
    known = known_of(item.edition, person)
    part = shown(person, item, known, language, choice)
    kept = known.paths.get(item.lineage, ())
    whole = {year: row for year, row in part["of"].current.items() if row.through == WHOLE_YEAR}
    return {
        "item": item,
        "edition": item.edition,
        "trajectory": part,
        "choice": choice,
        "entered": "\n".join(f"{each.year}\t{number(float(each.value))}" for each in choice.entered),
        "rules": RULES,
        "years": [(year, f"{whole[year].value} {whole[year].unit}".strip()) for year in sorted(whole)],
        "seen": kept[-1].ordinal if kept else 0,
        "is_based": part["of"].based_on in ("plan", "increment"),
    }


class Line(NamedTuple):
    """A target of a plan on the sheet of all of them: its value in each of the years shown."""

    of: Trajectory
    cells: tuple[Decimal | None, ...]
    actuals: tuple[ActualValue | None, ...]

    @property
    def pairs(self) -> list[tuple[Decimal | None, ActualValue | None]]:
        """Planned and actual, a pair a year."""
        return [*zip(self.cells, self.actuals, strict=True)]


MOST_YEARS = 15
"""Columns of the sheet of all targets; earlier years are left out."""


def lines_of(edition: Edition, person: Person) -> tuple[tuple[int, ...], tuple[Line, ...]]:
    """The years, and every live target of *edition* with its planned and actual values."""
    known = known_of(edition, person)
    found = []
    for item in known.targets:
        item.edition = edition
        found.append(trajectory_of(item, known))
    spans = [step.year for of in found for step in of.path.steps]
    spans += [year for of in found for year in of.current]
    years = tuple(range(max(min(spans), max(spans) - MOST_YEARS + 1), max(spans) + 1)) if spans else ()
    return years, tuple(
        Line(of, tuple(of.path.at(year) for year in years), tuple(of.current.get(year) for year in years))
        for of in found
    )

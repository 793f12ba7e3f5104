"""The only writer of actual values and planned paths: every one is kept, whoever comes second is told."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal
from typing import NamedTuple

from django.db import transaction
from django.utils import timezone

from xiandao.apps.accounts.rights import Person
from xiandao.apps.audit.services import record
from xiandao.apps.plans.layout_making import checked
from xiandao.apps.plans.models import Item, Plan
from xiandao.apps.plans.trajectory_models import NATURES, WHOLE_YEAR, ActualValue, PlannedPath
from xiandao.apps.plans.trajectory_selectors import (
    CONFIRM,
    ENTER,
    TIMES,
    Choice,
    Known,
    Trajectory,
    converted,
    current_of,
    fixed_of,
    grants_of,
    known_of,
    newest,
    target_for,
    trajectory_of,
    unit_for,
)
from xiandao.core.canonical import digest_of
from xiandao.core.errors import Refusal
from xiandao.monitoring.aims import Point

LONGEST_SOURCE, LONGEST_REASON = 200, 400
FIRST_YEAR = 1990


class Saying(NamedTuple):
    """What is entered of actual values.

    Attributes:
        points: Year and value.
        unit: As given; empty for the unit of the target.
        through: The last month that the values cover; 12 for whole years.
        nature: One of :data:`NATURES`.
        source: Where they are from, in words.
        seen: The number of the last row that was on the screen (:func:`newest`); 0 for none.
    """

    points: tuple[Point, ...]
    source: str
    unit: str = ""
    through: int = WHOLE_YEAR
    nature: str = NATURES[0]
    seen: int = 0


@transaction.atomic
def actuals_enter(person: Person, pk: int, saying: Saying, *, at: dt.datetime) -> tuple[ActualValue, ...]:
    """Keeps what differs from what counts so far, each as a further row; gives those rows.

    Raises:
        Refusal: ``actual-changed`` where somebody entered something since; ``actual-none``, ``actual-year``,
            ``actual-unit``, ``actual-source``, ``actual-nature``, ``actual-final``, ``actual-statutory``.
    """
    item = target_for(person, pk, ENTER)
    Plan.objects.select_for_update().get(pk=item.edition.plan_id)  # one at a time
    source = checked(saying.source, LONGEST_SOURCE)
    if not source:
        raise Refusal("actual-source")
    if saying.nature not in NATURES or not 1 <= saying.through <= WHOLE_YEAR:
        raise Refusal("actual-nature")
    known = known_of(item.edition, person)
    rows = known.actuals.get(item.lineage, ())
    unit = _unit(item, saying.unit, rows)
    if newest(known, item) != saying.seen:
        last = max(rows, key=lambda row: row.pk, default=None)
        raise Refusal("actual-changed", who=last.by.name if last and last.by else "—")
    current, made = current_of(rows), []
    post = grants_of(person, ENTER, item.edition.plan)[0].post
    for point in saying.points:
        before = current.get(point.year)
        _fits(point, before, saying, at)
        told = {"value": format(point.value, "f"), "unit": unit, "nature": saying.nature, "through": saying.through}
        if before is not None and all(getattr(before, name) == value for name, value in told.items()):
            continue
        made.append(
            ActualValue.objects.create(
                plan_id=item.edition.plan_id, lineage=item.lineage, year=point.year, source=source, at=at,
                ordinal=before.ordinal + 1 if before else 1, by_id=person.id, post_id=post, **told,
            )
        )  # fmt: skip
    if not made:
        raise Refusal("actual-none")
    record(
        "actual.enter", "item", item.pk, by=person, at=at, plan=item.edition.plan_id, years=[row.year for row in made],
        after=digest_of([[row.year, row.ordinal, row.value, row.unit] for row in made]),
    )  # fmt: skip
    return tuple(made)


def _unit(item: Item, said: str, rows: Sequence[ActualValue]) -> str:
    """The unit as given, where it is one of the target's kind."""
    wanted, unit = unit_for(item, rows), said.strip()
    if item.fields.get("unit") == TIMES and not rows:
        if not unit or unit == TIMES:
            raise Refusal("actual-unit-times")
        return unit[:20]
    if unit and converted(Decimal(1), unit, wanted) is None:
        raise Refusal("actual-unit", unit=unit[:20], wanted=wanted or "—")
    return unit or wanted


def _fits(point: Point, before: ActualValue | None, saying: Saying, at: dt.datetime) -> None:
    today = timezone.localdate(at)
    if point.year < FIRST_YEAR or (point.year, saying.through) > (today.year, today.month):
        raise Refusal("actual-year", year=point.year)
    if before is not None and before.nature == "final":
        raise Refusal("actual-final", year=point.year)
    if before is not None and before.nature == "preliminary" and saying.nature == "own":
        raise Refusal("actual-statutory", year=point.year)


@transaction.atomic
def path_confirm(
    person: Person, pk: int, choice: Choice, *, reason: str = "", seen: int = 0, at: dt.datetime
) -> PlannedPath:
    """The planned path as a person has it; those before it are kept.

    Raises:
        Refusal: ``path-changed`` where somebody confirmed another since; ``path-base`` for a base year without an
            actual value; ``path-none`` where there is nothing to tell it of; what :func:`path_of` refuses.
    """
    item = target_for(person, pk, CONFIRM)
    Plan.objects.select_for_update().get(pk=item.edition.plan_id)
    known = known_of(item.edition, person)
    last = (known.paths.get(item.lineage) or (None,))[-1]
    if (last.ordinal if last else 0) != seen:
        raise Refusal("path-changed", who=last.by.name if last and last.by else "—")
    found = tried(item, known, choice)
    steps = [[step.year, str(step.value), step.origin] for step in found.path.steps]
    made = PlannedPath.objects.create(
        plan_id=item.edition.plan_id, lineage=item.lineage, ordinal=seen + 1, rule=choice.rule,
        base_year=choice.base_year if found.based_on == "actual" else None,
        entered=[[each.year, format(each.value, "f")] for each in choice.entered] if choice.rule == "entered" else [],
        fixed=fixed_of(found.path), steps=steps, reason=checked(reason, LONGEST_REASON), at=at, by_id=person.id,
        post_id=grants_of(person, CONFIRM, item.edition.plan)[0].post,
    )  # fmt: skip
    record(
        "path.confirm", "item", item.pk, by=person, at=at, plan=item.edition.plan_id, ordinal=made.ordinal,
        rule=made.rule, before=digest_of(last.steps) if last else None, after=digest_of(steps),
    )  # fmt: skip
    return made


def tried(item: Item, known: Known, choice: Choice) -> Trajectory:
    """The trajectory by *choice*, or the refusal of what cannot be.

    Raises:
        Refusal: as :func:`path_confirm`.
    """
    if choice.base_year is not None and choice.base_year not in current_of(known.actuals.get(item.lineage, ())):
        raise Refusal("path-base", year=choice.base_year)
    found = trajectory_of(item, known, choice)
    if found.refused:
        raise found.refused
    if not found.path.steps:
        raise Refusal("path-none")
    return found

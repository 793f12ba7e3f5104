"""What is read of 年度目标轨迹: who sees and enters actual values, what a plan fixes, the path and the reading of a target."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import NamedTuple, TypeVar
from uuid import UUID

from xiandao.alignment.overlap import SubjectKey, is_increment, subject_key
from xiandao.apps.accounts.rights import RIGHTS, Grant, Person
from xiandao.apps.plans.models import LIVE, Edition, Item, Plan
from xiandao.apps.plans.selectors import item_for
from xiandao.apps.plans.taxonomies import renamed
from xiandao.apps.plans.trajectory_models import WHOLE_YEAR, ActualValue, PlannedPath
from xiandao.core.errors import Refusal
from xiandao.core.quantity import base_of
from xiandao.monitoring.aims import RATES, Aim, Point
from xiandao.monitoring.paths import RULES, Path, path_of
from xiandao.monitoring.readings import Reading, reading_of

_Row = TypeVar("_Row", ActualValue, PlannedPath)
READ, ENTER, CONFIRM = "actual.read", "actual.enter", "path.confirm"
TIMES = "倍"
"""What 翻番 and multiples are read in: the amount is so many of the base."""
GROWS = ("增长", "增速", "增幅", "下降", "降低")
"""Words of a rate that may pass 100 % or fall below nothing."""


class Known(NamedTuple):
    """What is kept of the targets of an edition: all live ones, their actual values and paths by lineage."""

    targets: tuple[Item, ...]
    actuals: Mapping[UUID, tuple[ActualValue, ...]]
    paths: Mapping[UUID, tuple[PlannedPath, ...]]


class Trajectory(NamedTuple):
    """A target through the years.

    Attributes:
        base: ``None``: 无基数. based_on: ``plan``, ``actual``, ``increment`` (what is added starts from nothing) or empty.
        kept: The path that was confirmed last, ``None`` where the rule is only a proposal.
        is_stale: Whether the plan states something else than when it was confirmed.
        refused: Why there is no path by the rule that was confirmed.
        current: Year → the row that counts.
    """

    item: Item
    aim: Aim
    base: Point | None
    based_on: str
    path: Path
    kept: PlannedPath | None
    is_stale: bool
    refused: Refusal | None
    current: Mapping[int, ActualValue]
    reading: Reading


def grants_of(person: Person, deed: str, plan: Plan) -> tuple[Grant, ...]:
    """The posts by which *person* may do *deed* to *plan*; figures are entered by the place's own people alone."""
    if plan.is_reference or (deed != READ and plan.origin):
        return ()
    keeper, unit = plan.keeper.path, plan.post.unit_id if plan.post else None
    return tuple(
        grant
        for grant in person.within(deed)
        if plan.secrecy in RIGHTS.sees[grant.role]
        and (
            (grant.unit == unit)
            if grant.unit is not None
            else (keeper == grant.path if deed == ENTER else keeper.startswith(grant.path))
        )
    )


def target_for(person: Person, pk: int, deed: str = READ) -> Item:
    """A live target with whose figures *person* may do *deed*.

    Raises:
        Refusal: ``absent``; ``trajectory-not-live`` for what nobody has confirmed.
    """
    item = item_for(person, pk)
    if item.kind != "target" or not grants_of(person, deed, item.edition.plan):
        raise Refusal("absent")
    return live(item)


def live(item: Item) -> Item:
    """The target itself, where it counts.

    Raises:
        Refusal: ``absent`` for what is no target; ``trajectory-not-live``.
    """
    if item.kind != "target":
        raise Refusal("absent")
    if not item.is_live:
        raise Refusal("trajectory-not-live")
    return item


def known_of(edition: Edition, person: Person) -> Known:
    """What is kept of the targets of *edition*; actual values and what rests on them only for those who see them."""
    return known_by_edition((edition,), person)[edition.pk]


def known_by_edition(editions: Sequence[Edition], person: Person) -> dict[int, Known]:
    """The same of several editions at once, by their id: three questions, however many they are."""
    targets: dict[int, list[Item]] = defaultdict(list)
    for item in Item.objects.filter(edition__in=editions, kind="target", state__in=LIVE).order_by("start", "pk"):
        targets[item.edition_id].append(item)
    open_plans = {each.plan_id for each in editions if grants_of(person, READ, each.plan)}
    actuals: dict[tuple[int, UUID], list[ActualValue]] = defaultdict(list)
    for row in ActualValue.objects.filter(plan__in=open_plans).select_related("by"):
        actuals[row.plan_id, row.lineage].append(row)
    paths: dict[tuple[int, UUID], list[PlannedPath]] = defaultdict(list)
    for path in PlannedPath.objects.filter(plan__in=open_plans).select_related("by"):
        paths[path.plan_id, path.lineage].append(path)
    return {each.pk: Known(tuple(targets[each.pk]), _of(each, actuals), _of(each, paths)) for each in editions}


def _of(edition: Edition, rows: Mapping[tuple[int, UUID], list[_Row]]) -> dict[UUID, tuple[_Row, ...]]:
    return {lineage: tuple(kept) for (plan, lineage), kept in rows.items() if plan == edition.plan_id}


def newest(known: Known, item: Item) -> int:
    """The number of the last row that anybody entered of *item*; 0 for none: what a person has seen."""
    return max((row.pk for row in known.actuals.get(item.lineage, ())), default=0)


def current_of(rows: Iterable[ActualValue]) -> dict[int, ActualValue]:
    """Year → the row that counts: the last that was entered."""
    return {row.year: row for row in sorted(rows, key=lambda row: (row.year, row.ordinal))}


def unit_for(item: Item, rows: Iterable[ActualValue] = ()) -> str:
    """The unit in which a target is measured: as printed, but of 翻番 that of its first actual value."""
    unit = str(item.fields.get("unit") or "")
    if unit != TIMES:
        return unit
    return next((row.unit for row in sorted(rows, key=lambda row: row.pk)), "")


def converted(value: Decimal, unit: str, to: str) -> Decimal | None:
    """*value* in another scale of the same unit; ``None`` where they are not of one kind."""
    (one, scale), (other, wanted) = base_of(unit), base_of(to)
    return value * scale / wanted if one == other else None


def points_of(current: Mapping[int, ActualValue], unit: str) -> tuple[Point, ...]:
    """The values of whole years, in *unit*."""
    found = (
        (row.year, converted(Decimal(row.value), row.unit, unit))
        for row in current.values()
        if row.through == WHOLE_YEAR
    )
    return tuple(Point(year, value) for year, value in found if value is not None)


class Choice(NamedTuple):
    """How a path is to be told: the rule, the year whose actual value is the base, a person's checkpoints."""

    rule: str = RULES[0]
    base_year: int | None = None
    entered: tuple[Point, ...] = ()


def choice_of(kept: PlannedPath | None) -> Choice:
    """What was confirmed, else equal steps."""
    if kept is None:
        return Choice()
    return Choice(kept.rule, kept.base_year, tuple(Point(year, Decimal(value)) for year, value in kept.entered))


def trajectory_of(item: Item, known: Known, choice: Choice | None = None) -> Trajectory:
    """The path and the reading of *item*, by what was confirmed last or by *choice*."""
    rows = known.actuals.get(item.lineage, ())
    current = current_of(rows)
    kept = (known.paths.get(item.lineage) or (None,))[-1]
    chosen = choice or choice_of(kept)
    unit = unit_for(item, rows)
    points = points_of(current, unit)
    base, based_on = _base(item, points, chosen)
    aim = _aim(item, unit, base)
    if aim is None:  # 翻番 of what nobody knows
        bare = Aim(comparator=">=", value=Decimal(item.fields["value"]), deadline=None, unit=TIMES)
        reading = Reading(state="no-base")
        nothing = Path(chosen.rule, (), "base")
        return Trajectory(item, bare, None, "", nothing, kept, is_stale=False, refused=None, current=current, reading=reading)  # fmt: skip
    stages = () if item.fields.get("unit") == TIMES else stages_of(item, known.targets)
    refused = None
    try:
        path = path_of(
            aim, chosen.rule, base=base, stages=stages, entered=chosen.entered, first=item.edition.period_first
        )
    except Refusal as caught:
        path, refused = Path(chosen.rule, (), "rule"), caught
    is_stale = choice is None and kept is not None and (refused is not None or kept.fixed != fixed_of(path))
    return Trajectory(item, aim, base, based_on, path, kept, is_stale, refused, current, reading_of(aim, points))


def fixed_of(path: Path) -> list[list[object]]:
    """What a path cannot leave: base, stages and target, as kept beside what a person confirmed."""
    return [[step.year, str(step.value)] for step in path.steps if step.origin in ("base", "stated")]


def _base(item: Item, points: Sequence[Point], choice: Choice) -> tuple[Point | None, str]:
    """What the target starts from: the plan's own word, an actual value, or nothing where what is added is counted."""
    fields, period = item.fields, item.edition.period_first
    known = {each.year: each for each in points}
    if fields.get("base_value") is not None and fields.get("base_year") and fields.get("unit") != TIMES:
        return Point(fields["base_year"], Decimal(str(fields["base_value"]))), "plan"
    year = choice.base_year or fields.get("base_year")
    if year in known:
        return known[year], "actual"
    if fields.get("frequency") != "annual" and is_increment(f"{item.quote}{fields['subject']}") and period:
        return (Point(period - 1, Decimal(0)), "increment") if item.year and period <= item.year else (None, "")
    return None, ""


def _aim(item: Item, unit: str, base: Point | None) -> Aim | None:
    fields = item.fields
    value, most = Decimal(str(fields["value"])), fields.get("value_max")
    high = None if most is None else Decimal(str(most))
    if fields.get("unit") == TIMES:
        if base is None:
            return None
        value, high = value * base.value, None if high is None else high * base.value
    grows = any(word in f"{fields['subject']}{item.quote}" for word in GROWS)
    is_share = unit in RATES and not grows
    signed = min(value, base.value if base else value) < 0
    return Aim(
        comparator=fields["comparator"], value=value, value_max=high, deadline=item.year, direction=fields["direction"],
        is_yearly=fields.get("frequency") == "annual", unit=unit, low=None if grows or signed else Decimal(0),
        high=Decimal(100) if is_share and unit in ("%", "％") and value <= 100 else None,
    )  # fmt: skip


def stages_of(item: Item, targets: Iterable[Item]) -> tuple[Point, ...]:
    """What the same plan promises of the same thing for other years; what it merely strives for (力争) is no stage."""
    key, found = _key(item), {}
    for each in targets:
        if each.pk == item.pk or each.year in (None, item.year) or each.fields.get("stretch_of"):
            continue
        value = Decimal(str(each.fields["value"]))
        here = converted(value, each.fields.get("unit") or "", item.fields.get("unit") or "")
        if here is not None and _key(each) == key and (item.year is None or each.year < item.year):
            found[each.year] = Point(each.year, here)
    return tuple(found[year] for year in sorted(found))


def _key(item: Item) -> SubjectKey:
    fields = item.fields
    return subject_key(
        renamed(fields["subject"]), fields.get("unit"), frequency=fields.get("frequency") or "",
        per=fields.get("applies_per"), is_added=is_increment(item.quote),
    )  # fmt: skip

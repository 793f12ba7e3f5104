"""上下衔接对照表: an upper plan and those below it, item by item, with what people said of every link."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from itertools import islice
from typing import Any, NamedTuple

from django.db import transaction
from django.db.models import Max, Q, QuerySet
from django.utils import timezone

from xiandao.alignment.levels_values import Alignment, LateDate, Link, Orphan
from xiandao.apps.accounts.rights import Person
from xiandao.apps.audit.services import record
from xiandao.apps.plans.levels_kept import UNUSED, Said, aligned
from xiandao.apps.plans.models import LIVE, LONG, Bond, Edition, Item
from xiandao.apps.plans.selectors import editions_seen, item_for
from xiandao.core.errors import Refusal

DEED = "plan.judge"
MOST_BELOW = 150
"""Plans below that one page lays beside the upper one."""
MOST_PARTS = 12
"""Targets of a sum that a page names, and as many of those that it leaves out."""
MOST_ABOVE = 20
"""Plans above that a page leads to."""
LEVELS = ("national", "province", "city", "district", "zone")
"""From the top down; a zone may lie anywhere below its province."""
AT_ONCE = 50
"""Editions whose items are fetched in one question."""
UPPER_KINDS = ("target", "task", "sector", "placement")


class Below(NamedTuple):
    """One lower item under an upper one, as a page shows it."""

    item: Item
    link: Link
    verdict: str


class Above(NamedTuple):
    """An upper item with what below carries it out; *sums* are of targets alone, *more* links there are than are shown."""

    item: Item
    below: tuple[Below, ...]
    orphan: Orphan | None
    sums: tuple[Any, ...]
    more: int = 0


def below_of(person: Person, upper: Edition) -> list[Edition]:
    """The editions seen that lie below *upper*, of places under its place: of every plan the one in force.

    A plan of which none is in force yet stands with its latest draft, one that was repealed not at all. There may be one
    more than :data:`MOST_BELOW`, which says that there are more.
    """
    seen = _standing(person).filter(plan__is_reference=upper.plan.is_reference)
    place = upper.plan.place
    if place is None:  # not in the tree of this installation: what a document says of its level must do
        lower = LEVELS[LEVELS.index(upper.plan.level) + 1 :] if upper.plan.level in LEVELS else ()
        below = seen.filter(plan__level__in=lower)
    else:
        below = seen.filter(plan__place__path__startswith=place.path).exclude(plan__place=place)
    return list(
        below.exclude(plan=upper.plan)
        .select_related("plan__place")
        .defer(*LONG)
        .order_by("plan__place__path", "pk")[: MOST_BELOW + 1]
    )


def above_of(person: Person, lower: Edition) -> list[Edition]:
    """The plans seen of the places above *lower*'s own, the nearest first: those whose items it may carry out."""
    place = lower.plan.place
    if place is None:
        return []
    steps = place.path.strip("/").split("/")
    paths = [f"/{'/'.join(steps[:n])}/" for n in range(1, len(steps))]
    found = _standing(person).filter(plan__place__path__in=paths).select_related("plan__place").defer(*LONG)
    return list(found.order_by("-plan__place__path", "pk")[:MOST_ABOVE])


def _standing(person: Person) -> QuerySet[Edition]:
    """Of every plan seen the last edition in force today, else its last draft."""
    today, seen = timezone.localdate(), editions_seen(person)
    begun = Q(in_force_from=None) | Q(in_force_from__lte=today)
    open_ended = Q(in_force_until=None) | Q(in_force_until__gte=today)
    in_force = seen.filter(begun, open_ended, state__in=("issued", "amended"))
    drafts = seen.filter(state="draft").exclude(plan__in=in_force.values("plan"))
    last = Q(pk__in=_last_of(in_force)) | Q(pk__in=_last_of(drafts))
    return Edition.objects.filter(last)


def _last_of(editions: QuerySet[Edition]) -> QuerySet[Edition, int]:
    return editions.order_by().values("plan").annotate(last=Max("pk")).values("last")  # type: ignore[return-value]


class Line(NamedTuple):
    """An upper item with its links, before the items at their other ends are fetched."""

    item: Item
    links: tuple[Link, ...]
    orphan: Orphan | None
    sums: tuple[Any, ...]


class Laid(NamedTuple):
    """An upper plan laid beside those below it.

    Attributes:
        lowers: Everything below that the person sees.
        chosen: What of it is laid beside the upper plan.
        found: What was found; ``None`` where nothing lies below.
        lines: The upper items that were asked for.
        counts: ``all``, ``met`` and ``unmet`` upper items, asked for or not; ``late`` dates.
        is_cut: Whether there are more plans below than are laid beside it.
    """

    lowers: Sequence[Edition]
    chosen: Sequence[Edition]
    found: Alignment | None
    lines: tuple[Line, ...]
    counts: Mapping[str, int]
    is_cut: bool = False


def laid(person: Person, upper: Edition, asked: Mapping[str, str], below: Sequence[Edition] | None = None) -> Laid:
    """The upper plan's items with their links.

    *below* are the lower editions where they are chosen already, else all that the person sees.
    """
    found_below = below_of(person, upper) if below is None else [*below]
    everything, is_cut = found_below[:MOST_BELOW], len(found_below) > MOST_BELOW
    chosen = [each for each in everything if not asked.get("plan") or str(each.pk) == asked["plan"]]
    if not chosen:
        return Laid(everything, (), None, (), {})
    states = states_of(asked)
    found = aligned(upper, chosen, states, _said(upper))
    lines = _lines(upper, found, states)
    counts = {
        "all": len(lines),
        "met": sum(bool(line.links) for line in lines),
        "unmet": sum(line.orphan is not None for line in lines),
        "late": len(found.late),
    }
    asked_for = tuple(line for line in lines if _is_asked(line, asked))
    return Laid(everything, chosen, found, asked_for, counts, is_cut)


def _lines(upper: Edition, found: Alignment, states: Sequence[str]) -> list[Line]:
    """The upper items in their order."""
    orphans = {orphan.key: orphan for orphan in found.unmet}
    links: dict[str, list[Link]] = {}
    for link in found.links:
        links.setdefault(link.upper, []).append(link)
    sums: dict[str, list[Any]] = {}
    for each in found.sums:
        sums.setdefault(each.upper, []).append(each)
    mine = upper.items.filter(state__in=states, kind__in=UPPER_KINDS)
    lines = []
    for item in sorted(mine, key=lambda each: (UPPER_KINDS.index(each.kind), each.start or 0)):
        own = tuple(sorted(links.get(item.key, ()), key=lambda link: -link.confidence))
        lines.append(Line(item, own, None if own else orphans.get(item.key), tuple(sums.get(item.key, ()))))
    return lines


def _said(upper: Edition) -> frozenset[Said]:
    """What people said of links from this edition down."""
    bonds = Bond.objects.filter(upper__edition=upper).values_list(
        "upper__key", "lower__edition", "lower__key", "verdict"
    )
    return frozenset(Said(above, below, key, verdict == "yes") for above, below, key, verdict in bonds)


def rows_of(upper: Edition, lines: Sequence[Line], *, most: int | None = None) -> list[Above]:
    """The lines with the items at the other ends of their links, fetched for them alone; of each at most *most*."""
    items = _items((int(link.plan), link.lower) for line in lines for link in line.links[:most])
    pairs = Bond.objects.filter(upper__edition=upper, upper__in=[line.item.pk for line in lines])
    said = {(bond.upper_id, bond.lower_id): bond.verdict for bond in pairs}
    return [
        Above(
            line.item,
            tuple(
                Below(lower, link, said.get((line.item.pk, lower.pk), "proposed"))
                for link in line.links[:most]
                if (lower := items.get((int(link.plan), link.lower)))
            ),
            line.orphan,
            line.sums,
            len(line.links) - len(line.links[:most]),
        )
        for line in lines
    ]


def in_sums(rows: Sequence[Above]) -> dict[tuple[str, str], Item]:
    """The lower targets that a page names of what the sums of *rows* count and leave out, by plan and key."""
    parts = [part[:MOST_PARTS] for row in rows for of in row.sums for part in (of.summed, of.left_out)]
    named = [(each.plan, each.lower) for part in parts for each in part]
    items = _items((int(plan), key) for plan, key in named)
    return {(plan, key): items[int(plan), key] for plan, key in named if (int(plan), key) in items}


def _items(wanted: Iterable[tuple[int, str]]) -> dict[tuple[int, str], Item]:
    """Items by edition and key."""
    keys: dict[int, set[str]] = {}
    for edition, key in wanted:
        keys.setdefault(edition, set()).add(key)
    found: dict[tuple[int, str], Item] = {}
    editions_left = iter(keys)
    while editions := tuple(islice(editions_left, AT_ONCE)):
        rows = Item.objects.filter(edition__in=editions, key__in=set().union(*(keys[each] for each in editions)))
        found |= {(row.edition_id, row.key): row for row in rows.defer(*UNUSED) if row.key in keys[row.edition_id]}
    return found


def alignment_page(
    person: Person, upper: Edition, asked: Mapping[str, str], below: Sequence[Edition] | None = None
) -> dict[str, Any]:
    """The upper plan's items with what carries them out below, the gaps both ways, late dates and sums: all of it."""
    of = laid(person, upper, asked, below)
    return {**sides_of(upper, of, most=None), "rows": rows_of(upper, of.lines)}


def sides_of(upper: Edition, of: Laid, *, most: int | None) -> dict[str, Any]:
    """What stands beside the rows: coverage, *most* of the late dates and of the lower items that nothing above asks for."""
    if of.found is None:
        return {"lowers": of.lowers, "coverage": [], "unfounded": [], "unfounded_all": 0, "counts": {}}
    found = of.found
    by_plan = {str(each.pk): each for each in of.chosen}
    return {
        "lowers": of.lowers,
        "chosen": of.chosen,
        "coverage": [(each, by_plan[each.plan]) for each in found.coverage],
        "unfounded": unfounded_of(of, slice(most)),
        "unfounded_all": len(found.unfounded),
        "late": late_of(upper, of, slice(most)),
        "counts": of.counts,
        "is_cut": of.is_cut,
    }


def unfounded_of(of: Laid, part: slice) -> list[tuple[Item, Orphan]]:
    """无依据条目: of those lower items that nothing above asks for, *part*."""
    found = of.found.unfounded[part] if of.found else ()
    items = _items((int(each.plan), each.key) for each in found)
    return [(items[key], each) for each in found if (key := (int(each.plan), each.key)) in items]


def late_of(upper: Edition, of: Laid, part: slice = slice(None)) -> list[tuple[Item, Item, LateDate]]:
    """Of the upper items with a lower one that falls due later, *part*."""
    found = of.found.late[part] if of.found else ()
    wanted = [(int(each.plan), each.lower) for each in found] + [(upper.pk, each.upper) for each in found]
    items = _items(wanted)
    return [
        (items[above], items[below], each)
        for each in found
        if (above := (upper.pk, each.upper)) in items and (below := (int(each.plan), each.lower)) in items
    ]


def _is_asked(line: Line, asked: Mapping[str, str]) -> bool:
    show = asked.get("show")
    if asked.get("item") and str(line.item.pk) != asked["item"]:
        return False
    if asked.get("kind") and line.item.kind != asked["kind"]:
        return False
    return not show or (line.orphan is not None if show == "unmet" else bool(line.links))


def states_of(asked: Mapping[str, str]) -> tuple[str, ...]:
    """Which items are laid side by side: confirmed ones, and those that wait for a person where they are asked for."""
    return (*LIVE, "candidate") if asked.get("all") == "1" else LIVE


@transaction.atomic
def bond_judge(person: Person, upper: int, lower: int, *, holds: bool, at: dt.datetime, note: str = "") -> Bond:
    """A person's yes or no to *lower* carrying out *upper*; whoever keeps the lower plan, or the upper one, may say it."""
    items = Item.objects.select_related("edition").in_bulk([upper, lower])
    if len(items) < 2:
        raise Refusal("absent")
    editions = {item.edition_id for item in items.values()}
    seen = editions_seen(person).filter(pk__in=editions).count()
    mine = set(editions_seen(person, DEED).filter(pk__in=editions).values_list("pk", flat=True))
    if seen < 2 or not mine:  # one's own item with itself is no link either
        raise Refusal("absent")
    standing = Bond.objects.select_for_update().filter(upper_id=upper, lower_id=lower).first()
    if standing and standing.by_id != person.id and items[upper].edition_id not in mine:
        raise Refusal("bond-of-others")  # of two offices that differ, the one that set the task has the word
    bond, _ = Bond.objects.update_or_create(
        upper_id=upper, lower_id=lower,
        defaults={"verdict": "yes" if holds else "no", "at": at, "by_id": person.id, "note": note[:2000]},
    )  # fmt: skip
    record("bond.judge", "bond", bond.pk, by=person, at=at, upper=upper, lower=lower, verdict=bond.verdict)
    return bond


def bonds_of(person: Person, item: int) -> list[Bond]:
    """What people said about one item's links, as far as the person sees what stands at their other ends."""
    one, seen = item_for(person, item), editions_seen(person).values("pk")
    found = Bond.objects.filter(Q(upper=one) | Q(lower=one), upper__edition__in=seen, lower__edition__in=seen)
    return list(found.select_related("upper__edition__plan", "lower__edition__plan", "by").order_by("pk"))

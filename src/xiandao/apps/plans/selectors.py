"""What may be read of plans: the one gate for who sees which."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from django.db.models import Count, F, Q, QuerySet, Sum
from django.db.models.expressions import OrderBy

from xiandao.apps.accounts.rights import RIGHTS, Grant, Person
from xiandao.apps.cases.selectors import open_rounds
from xiandao.apps.plans.models import KINDS, LIVE, LONG, Edition, Item, Judgement, Plan
from xiandao.apps.plans.page_images import is_paged, pages_of_span
from xiandao.apps.plans.risk import FIRST_KINDS, LOW
from xiandao.core.errors import Refusal

CHANGES = frozenset(("plan.add", "plan.judge", "plan.issue", "plan.withdraw"))
"""Deeds that change a plan, and are therefore done where it is kept."""
_READING = ("plan.read", "plan.export")
OPINIONS_ON = "plans.edition"
"""What rounds of 征求意见 are about."""


def plans_seen(person: Person, deed: str = "plan.read") -> QuerySet[Plan]:
    """The plans that *person* may do *deed* to.

    Within their places (or their unit) what their role may see; beyond them, for reading alone, what has been issued
    and is 主动公开, and the reference plans; a plan that is still a draft by the roles that see drafts alone. What another
    installation keeps is changed there, not here.
    """
    return _plans_within(person.within(deed), deed).all()


def editions_seen(person: Person, deed: str = "plan.read") -> QuerySet[Edition]:
    """The editions of those plans; no drafts of plans outside the person's own places, nor for roles that see none.

    For reading alone, also the drafts on which their unit or place is being asked (征求意见).
    """
    return _editions_within(person.within(deed), deed).all()


@lru_cache(maxsize=512)
def _plans_within(grants: tuple[Grant, ...], deed: str) -> QuerySet[Plan]:
    """Asked many times a page and never evaluated itself: putting the question together takes longer than the answer."""
    seen = Q(pk__in=())
    for grant in grants:
        own = Q(keeper__path__startswith=grant.path) if grant.unit is None else Q(post__unit=grant.unit)
        if grant.role not in RIGHTS.drafts:
            own &= Q(is_issued=True)
        seen |= own & Q(secrecy__in=RIGHTS.sees[grant.role], is_reference=False)
    if deed in CHANGES:
        seen &= Q(origin="")
    if deed in _READING and grants:
        seen |= Q(openness="open", secrecy="none", is_issued=True) | Q(is_reference=True)
    return Plan.objects.filter(seen)


@lru_cache(maxsize=512)
def _editions_within(grants: tuple[Grant, ...], deed: str) -> QuerySet[Edition]:
    if deed not in _READING:
        return Edition.objects.filter(plan__in=_plans_within(grants, deed))
    own = Q(pk__in=())
    for grant in grants:
        where = Q(plan__keeper__path__startswith=grant.path) if grant.unit is None else Q(plan__post__unit=grant.unit)
        if grant.role not in RIGHTS.drafts:
            where &= ~Q(state="draft")
        if deed == "plan.read":
            where |= Q(pk__in=open_rounds(OPINIONS_ON, (grant,)).values("about_id"))
        own |= where & Q(plan__secrecy__in=RIGHTS.sees[grant.role], plan__is_reference=False)
    if grants:
        own |= Q(plan__openness="open", plan__secrecy="none") & ~Q(state="draft")
        own |= Q(plan__is_reference=True)
    return Edition.objects.filter(own)


def latest_seen(person: Person) -> QuerySet[Edition]:
    """Of every plan the last edition that *person* sees: a draft they do not see hides nothing from them."""
    return _latest_within(person.within("plan.read")).all()


@lru_cache(maxsize=512)
def _latest_within(grants: tuple[Grant, ...]) -> QuerySet[Edition]:
    seen = _editions_within(grants, "plan.read")
    return seen.exclude(pk__in=seen.exclude(supersedes=None).values("supersedes"))


def edition_for(person: Person, pk: int, deed: str = "plan.read") -> Edition:
    """One edition, or a refusal that does not tell forbidden from absent; its long columns come where they are read."""
    with_plan = editions_seen(person, deed).select_related("plan__place", "plan__keeper", "document")
    edition = with_plan.defer(*LONG, "document__text").filter(pk=pk).first()
    if edition is None:
        raise Refusal("absent")
    return edition


def item_for(person: Person, pk: int, deed: str = "plan.read") -> Item:
    """One item of an edition that *person* may do *deed* to."""
    item = Item.objects.select_related("edition__plan", "edition__document").filter(pk=pk).first()
    if item is None or not editions_seen(person, deed).filter(pk=item.edition_id).exists():
        raise Refusal("absent")
    return item


def plan_list(person: Person, asked: Mapping[str, str]) -> QuerySet[Edition]:
    """The latest edition of every plan seen, with how many items it has and how many of them are confirmed."""
    found = latest_seen(person).select_related("plan__place", "plan__keeper").defer(*LONG)
    if words := asked.get("q"):
        found = found.filter(Q(plan__title__icontains=words) | Q(doc_no__icontains=words) | Q(issuer__icontains=words))
    if level := asked.get("level"):
        found = found.filter(plan__level=level)
    if state := asked.get("state"):
        found = found.filter(state=state)
    return found.order_by(*_ORDERS.get(asked.get("sort", ""), _ORDERS["place"]))


_ORDERS: dict[str, tuple[OrderBy | str, ...]] = {
    "place": (F("plan__place__path").asc(nulls_last=True), "-pk"),
    "-place": (F("plan__place__path").desc(nulls_last=True), "-pk"),
    "title": ("plan__title", "pk"),
    "-title": ("-plan__title", "pk"),
    "issued": (F("issued_on").asc(nulls_last=True), "pk"),
    "-issued": (F("issued_on").desc(nulls_last=True), "pk"),
}


def state_counts(editions: list[int]) -> dict[int, dict[str, int]]:
    """Edition → how many items it has (``all``), how many of them are live, how many wait."""
    counts: dict[int, dict[str, int]] = {pk: {"all": 0, "live": 0, "open": 0} for pk in editions}
    rows = Item.objects.filter(edition__in=editions).exclude(state="rejected").values("edition", "state")
    for row in rows.annotate(n=Count("*")).order_by():
        of = counts[row["edition"]]
        of["all"] += row["n"]
        of["live" if row["state"] in LIVE else "open"] += row["n"]
    return counts


def kind_counts(edition: Edition) -> dict[str, dict[str, int]]:
    """Kind → ``all`` that were not rejected, ``live``, ``open``."""
    counts: dict[str, dict[str, int]] = {}
    rows = edition.items.exclude(state="rejected").values("kind", "state").annotate(n=Count("*")).order_by()
    for row in rows:
        of = counts.setdefault(row["kind"], {"all": 0, "live": 0, "open": 0})
        of["all"] += row["n"]
        of["live" if row["state"] in LIVE else "open"] += row["n"]
    return counts


def queue(edition: Edition) -> QuerySet[Item]:
    """What waits for a person, targets and tasks before the rest, the riskiest first."""
    return edition.items.filter(state="candidate").order_by("-risk", "start", "pk")


def effort(edition: Edition) -> dict[str, Any]:
    """How long people took: seconds measured, judgements measured, minutes for a hundred items (``None`` below 5)."""
    found = Judgement.objects.filter(item__edition=edition, seconds__isnull=False).aggregate(
        seconds=Sum("seconds"), judged=Count("pk")
    )
    seconds, judged = found["seconds"] or 0.0, found["judged"]
    return {"seconds": seconds, "judged": judged, "per_hundred": seconds / judged * 100 / 60 if judged >= 5 else None}


def plan_for(person: Person, pk: str | None, deed: str) -> Plan | None:
    """The plan of that number, if the person may do *deed* to it; ``None`` where no number is given."""
    if not pk:
        return None
    plan = plans_seen(person, deed).filter(pk=pk).first() if pk.isdecimal() and len(pk) < 10 else None
    if plan is None:
        raise Refusal("absent")
    return plan


def plan_head(edition: Edition, person: Person) -> dict[str, Any]:
    """What stands above every page of an edition: its name, its siblings, how far the review is, what one may do."""
    counts = kind_counts(edition)
    listed = [(kind, counts[kind]) for kind in KINDS if kind in counts]
    everything = sum(of["all"] for _, of in listed)
    live = sum(of["live"] for _, of in listed)
    return {
        "edition": edition,
        "plan": edition.plan,
        "siblings": list(editions_seen(person).filter(plan=edition.plan).defer(*LONG).order_by("ordinal")),
        "kinds": listed,
        "items_all": everything,
        "items_live": live,
        "items_open": everything - live,
        "may_judge": edition.document_id is not None
        and editions_seen(person, "plan.judge").filter(pk=edition.pk).exists(),
        "may_issue": editions_seen(person, "plan.issue").filter(pk=edition.pk).exists(),
        "may_export": editions_seen(person, "plan.export").filter(pk=edition.pk).exists(),
        "is_paged": is_paged(edition.document),
    }


def plan_page(edition: Edition, person: Person) -> dict[str, Any]:
    """The plan at a glance."""
    rows = list(edition.items.exclude(state="rejected").order_by("start", "pk"))
    of_kind = {kind: [row for row in rows if row.kind == kind] for kind in KINDS}
    return {
        **plan_head(edition, person),
        "targets": of_kind["target"],
        "tasks": of_kind["task"],
        "by_unit": _by_unit(of_kind["task"]),
        "sectors": _tree(of_kind["sector"], of_kind["technology"]),
        "layout": layout_of(of_kind["placement"]),
        "layout_rows": of_kind["placement"],
        "bundles": of_kind["bundle"],
        "facts": of_kind["fact"],
        "cites": of_kind["cite"],
        "findings": edition.findings,
        "open_numbers": edition.balance.get("open", []),
        "numbers": edition.balance.get("numbers", 0),
    }


def _by_unit(tasks: list[Item]) -> list[tuple[str, list[Item], list[Item]]]:
    """Unit, what it leads (or bears without the note saying who leads), what it supports; the busiest first."""
    leads: dict[str, list[Item]] = {}
    supports: dict[str, list[Item]] = {}
    for task in tasks:
        support = set(task.fields["support"])
        for unit in dict.fromkeys(task.fields["units"] or task.fields["units_inherited"]):
            (supports if unit in support else leads).setdefault(unit, []).append(task)
    units = dict.fromkeys((*leads, *supports))
    rows = [(unit, leads.get(unit, []), supports.get(unit, [])) for unit in units]
    return sorted(rows, key=lambda row: -len(row[1]) - len(row[2]))


def _tree(sectors: list[Item], technologies: list[Item]) -> list[tuple[Item, list[Item]]]:
    """Every sector with the directions named under it."""
    under: dict[str, list[Item]] = {}
    for technology in technologies:
        under.setdefault(technology.fields["sector"], []).append(technology)
    return [(sector, under.get(sector.fields["name"], [])) for sector in sectors]


def layout_of(placements: list[Item]) -> dict[str, Any]:
    """Places × sectors: who gets what, each cell the placement that says so."""
    places = list(dict.fromkeys(row.fields["place"] for row in placements))
    sectors = list(dict.fromkeys(row.fields["sector"] for row in placements))
    cells = {(row.fields["place"], row.fields["sector"]): row for row in placements}
    rows = [(place, [cells.get((place, sector)) for sector in sectors]) for place in places]
    return {"sectors": sectors, "rows": rows}


def items_listed(edition: Edition, kind: str, asked: Mapping[str, str]) -> QuerySet[Item]:
    """The items of one kind, filtered by state and words, in the order asked for."""
    rows = edition.items.filter(kind=kind).defer("read", "doubts")
    rows = rows.filter(state=asked["state"]) if asked.get("state") else rows.exclude(state="rejected")
    if words := asked.get("q"):
        rows = rows.filter(Q(head__icontains=words) | Q(quote__icontains=words))
    orders = {"head": "head", "-head": "-head", "year": "year", "-year": "-year", "risk": "risk", "-risk": "-risk"}
    return rows.order_by(orders.get(asked.get("sort", ""), "start"), "pk")


CONTEXT = 120
"""Code points shown around the words of an item, at most: of its own lines alone."""


def item_page(item: Item, person: Person) -> dict[str, Any]:
    """One item with its sentence in context, its fields, and what people decided."""
    text = item.edition.document.text if item.edition.document else ""
    start, end = item.start or 0, item.end or 0
    may_judge = editions_seen(person, "plan.judge").filter(pk=item.edition_id).exists()
    return {
        "item": item,
        "edition": item.edition,
        "plan": item.edition.plan,
        "before": text[max(start - CONTEXT, 0) : start].rpartition("\n")[2],
        "after": text[end : end + CONTEXT].partition("\n")[0],
        "fields": _fields_of(item),
        "judgements": item.judgements.select_related("by") if may_judge else (),
        "may_judge": may_judge,
        "on_pages": pages_of_span(item.edition.document, start, end) if is_paged(item.edition.document) else [],  # type: ignore[arg-type]
    }


def _fields_of(item: Item) -> list[tuple[str, Any]]:
    """What its fields say, but for those that say nothing; a target beside another names it, not its key."""
    told = [(name, value) for name, value in item.fields.items() if value not in (None, "", [])]
    if not item.fields.get("stretch_of"):
        return told
    other = Item.objects.filter(edition=item.edition_id, key=item.fields["stretch_of"]).first()
    return [(name, (other.head if other else "—") if name == "stretch_of" else value) for name, value in told]


AHEAD = 14
"""Items of the queue that the panel lists."""


def panel_of(edition: Edition, person: Person, asked: object = None) -> dict[str, Any]:
    """The panel beside the text: the item asked for or the next that waits, the queue, how far it is."""
    waiting = list(queue(edition))
    check = edition.samples.filter(used_at=None).order_by("-pk").first()
    drawn = set(check.drawn) if check else set()
    first = [item for item in waiting if item.kind in FIRST_KINDS]
    sampled = [item for item in waiting if item.pk in drawn]
    rest = [item for item in waiting if item.kind not in FIRST_KINDS and item.pk not in drawn]
    ordered = [*sampled, *first, *rest]
    current = _asked(edition, asked) or (ordered[0] if ordered else None)
    low = [item for item in rest if item.risk <= LOW]
    rejected = edition.items.filter(state="rejected")
    done = edition.items.exclude(state__in=("candidate",)).count()
    return {
        "current": item_page(current, person) if current else None,
        "queue": ordered[:AHEAD],
        "following": _following(ordered, current),
        "waiting": len(waiting),
        "done": done,
        "total": done + len(waiting),
        "effort": effort(edition),
        "low": len(low) + len(sampled),
        "check": check,
        "sample_left": len(sampled),
        "group_ready": check is not None and not sampled,
        "group_rest": sum(item.pk in set(check.group) for item in waiting) if check else 0,
        "rejected": list(rejected.order_by(F("decided_at").desc(nulls_last=True), "-pk")[:AHEAD]),
        "rejected_all": rejected.count(),
        "may_judge": True,
    }


def _following(ordered: list[Item], current: Item | None) -> int | None:
    """The item after the current one, from the beginning again behind the last."""
    if current is None or not ordered:
        return None
    places = {item.pk: at for at, item in enumerate(ordered)}
    return ordered[(places.get(current.pk, -1) + 1) % len(ordered)].pk


def _asked(edition: Edition, asked: object) -> Item | None:
    if asked is None or not str(asked).isdecimal() or len(str(asked)) > 9:
        return None
    return edition.items.filter(pk=int(str(asked))).select_related("edition__document", "edition__plan").first()


def plan_with_editions(person: Person, pk: int) -> tuple[Plan, list[Edition]]:
    """A plan and those of its editions that *person* sees, or a refusal that does not tell forbidden from absent."""
    editions = list(editions_seen(person).filter(plan=pk).select_related("plan__place").order_by("ordinal"))
    if not editions:
        raise Refusal("absent")
    return editions[0].plan, editions


def items_seen(person: Person, asked: Mapping[str, Any]) -> QuerySet[Item]:
    """Items over all editions that *person* sees: of ``edition``, else of the latest of each plan."""
    one = asked.get("edition")
    editions = editions_seen(person).filter(pk=one) if one else latest_seen(person)
    if place := asked.get("place"):
        editions = editions.filter(plan__place__path__contains=f"/{place}/")
    rows = Item.objects.filter(edition__in=editions).select_related("edition", "decided_by")
    state = asked.get("state")
    rows = rows.filter(state__in=LIVE if state == "live" else (state,)) if state else rows.exclude(state="rejected")
    rows = rows.filter(**{name: asked[name] for name in ("kind", "unit", "year") if asked.get(name)})
    if words := asked.get("q"):
        rows = rows.filter(Q(head__icontains=words) | Q(quote__icontains=words))
    orders = {"head": "head", "-head": "-head", "year": "year", "-year": "-year", "risk": "risk", "-risk": "-risk"}
    order = orders.get(asked.get("sort", ""))
    return rows.order_by(order, "pk") if order else rows.order_by("edition", "start", "pk")

"""What an export is of: what may be asked for, whose rows it touches, how closed they are."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from django.conf import settings
from django.db.models import BooleanField, Case, Q, QuerySet, When

from xiandao.apps.accounts.rights import Person
from xiandao.apps.plans import levels, selectors
from xiandao.apps.plans.models import KINDS, SECRECY, Edition, Export, Item
from xiandao.core.errors import Refusal

DEED = "plan.export"
LIST = "plans"
"""What the list of plans is called among the things to export."""
FORMS = ("xlsx", "docx")
WHATS = (
    *(f"items-{kind}" for kind in KINDS),
    "targets", "division", "sectors", "layout", "revision", "alignment", "findings",
)  # fmt: skip
"""What may be exported of an edition."""
KINDS_OF = {
    **{f"items-{kind}": (kind,) for kind in KINDS},
    "targets": ("target",), "division": ("task",), "sectors": ("sector", "technology"), "layout": ("placement",),
    "findings": (),
}  # fmt: skip
"""The kinds of items whose rows make an export; of those that lay editions beside each other, all."""
FILTERS = ("q", "level", "state", "sort", "kind", "show", "plan", "with", "change", "verdict", "all")


class Ask(NamedTuple):
    """What is wanted: *what* of *edition* (``None``: of all plans seen), as *form*, filtered as on its page."""

    what: str
    form: str
    edition: int | None
    asked: Mapping[str, str]


class Scope(NamedTuple):
    """What an export touches.

    Attributes:
        edition: The one it is of, else ``None``.
        beside: The others that it lays beside it.
        secrecy: The highest 保密属性 of any of them.
        is_sample: Whether figures of invented places are among them.
        rows: About how many there will be.
        touched: Ids of the editions whose rows it holds, fixed before anything else: rows, secrecy and mark are of
            these and no others.
    """

    edition: Edition | None
    beside: tuple[Edition, ...]
    secrecy: str
    is_sample: bool
    rows: int
    touched: tuple[int, ...] = ()


def exporter(person: Person) -> Person:
    """*person* with those of their posts alone that let them export: what others show them stays where it is."""
    return replace(person, grants=person.within(DEED))


def ask_of(what: str, form: str, edition: int | None, asked: Mapping[str, str]) -> Ask:
    """What an address asks for.

    Raises:
        Refusal: ``absent``: there is no such thing to export.
    """
    if form not in FORMS or (what not in WHATS and what != LIST) or (what == LIST) != (edition is None):
        raise Refusal("absent")
    return Ask(what, form, edition, {key: asked[key] for key in FILTERS if asked.get(key)})


def scope_of(person: Person, ask: Ask) -> Scope:
    """What *ask* touches of what *person* may export.

    Raises:
        Refusal: ``absent``, as everywhere; ``export-nothing`` where there is nothing beside which it could be laid.
    """
    if ask.edition is None:
        return _scope_of_list(selectors.plan_list(exporter(person), ask.asked))
    edition = selectors.edition_for(person, ask.edition, DEED)
    beside = tuple(BESIDE[ask.what](exporter(person), edition, ask.asked)) if ask.what in BESIDE else ()
    if ask.what in BESIDE and not beside:
        raise Refusal("export-nothing")
    every = (edition, *beside)
    return Scope(
        edition,
        beside,
        max((each.plan.secrecy for each in every), key=SECRECY.index),
        any(is_sample(each) for each in every),
        Item.objects.filter(edition__in=every, kind__in=KINDS_OF.get(ask.what, KINDS)).count(),
        tuple(each.pk for each in every),
    )


def _scope_of_list(editions: QuerySet[Edition]) -> Scope:
    invented = Q(plan__place__is_invented=True) | Q(plan__place=None, plan__keeper__is_invented=True)
    if settings.INSTALLATION.is_demo:
        invented |= Q(plan__is_reference=False)
    is_invented = Case(When(invented, then=True), default=False, output_field=BooleanField())
    found = list(editions.annotate(is_invented=is_invented).values_list("pk", "plan__secrecy", "is_invented"))
    return Scope(
        None,
        (),
        max((secrecy for _, secrecy, _ in found), key=SECRECY.index, default=SECRECY[0]),
        any(sample for *_, sample in found),
        len(found),
        tuple(pk for pk, *_ in found),
    )


def is_sample(edition: Edition) -> bool:
    """Whether its figures are invented: of an invented place, or of an installation that shows nothing else."""
    plan = edition.plan
    return (plan.place or plan.keeper).is_invented or (settings.INSTALLATION.is_demo and not plan.is_reference)


def _earlier(person: Person, later: Edition, asked: Mapping[str, str]) -> Sequence[Edition]:
    """The edition asked for, else the one that *later* supersedes."""
    wanted = asked.get("with", str(later.supersedes_id or ""))
    if not wanted.isdecimal() or len(wanted) > 9:
        return ()
    found = selectors.editions_seen(person, DEED).filter(pk=int(wanted), plan=later.plan_id).exclude(pk=later.pk)
    return list(found.select_related("plan__place", "plan__keeper", "document"))


def _lowers(person: Person, upper: Edition, asked: Mapping[str, str]) -> Sequence[Edition]:
    own = set(selectors.editions_seen(person, DEED).values_list("pk", flat=True))
    below = [each for each in levels.below_of(person, upper) if each.pk in own]
    return [each for each in below if not asked.get("plan") or str(each.pk) == asked["plan"]]


BESIDE: Mapping[str, Callable[[Person, Edition, Mapping[str, str]], Sequence[Edition]]] = {
    "revision": _earlier,
    "alignment": _lowers,
}


def touched_stand(scope: Scope) -> list[int]:
    """The ids of the editions whose rows an export holds, once these are made.

    Raises:
        Refusal: ``export-changed``: one of them was closed or opened, or has gone, while the rows were being made.
    """
    if highest_of(scope.touched) != scope.secrecy:
        raise Refusal("export-changed")
    return list(scope.touched)


def highest_of(editions: Sequence[int]) -> str:
    """The highest 保密属性 of any of *editions* as things stand; 无 for none."""
    found = Edition.objects.filter(pk__in=editions).values_list("plan__secrecy", flat=True)
    return max(set(found), key=SECRECY.index, default=SECRECY[0])


def may_all(person: Person, editions: Sequence[int]) -> bool:
    """Whether *person* may still export every one of *editions*."""
    return set(editions) <= set(selectors.editions_seen(person, DEED).values_list("pk", flat=True))


def export_numbered(person: Person, number: str) -> Export | None:
    """The export of that number, where it was *person* who asked for it."""
    found = re.fullmatch(r"XD-(\d{4})-(\d{5,9})", number)
    if found is None or person.id is None:
        return None
    return Export.objects.filter(year=int(found[1]), ordinal=int(found[2]), by_id=person.id).first()

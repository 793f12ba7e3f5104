"""The named items of a plan: those without owner, stage or next milestone, and those that are late."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import NamedTuple

from xiandao.apps.accounts.rights import Person
from xiandao.apps.counting.figures import Histories
from xiandao.apps.plans.as_of import Dates
from xiandao.apps.plans.models import Edition
from xiandao.apps.registers.kinds import registry
from xiandao.apps.registers.models import Entity
from xiandao.apps.registers.selectors import READ, entities_seen
from xiandao.core.messages import Language
from xiandao.registers.counting_values import Moment
from xiandao.registers.counting_words import property_name
from xiandao.registers.history import History
from xiandao.registers.slots import Named, untracked

KIND = Named().kind
MOST = 50
"""Named items that a page lists."""


class Flagship(NamedTuple):
    """A named item of which something is not settled.

    Attributes:
        missing: What nobody has said, in words. late_since: the day of the milestone that has passed.
    """

    key: str
    name: str
    missing: tuple[str, ...]
    late_since: dt.date | None


class Flagships(NamedTuple):
    """The named items of a plan: how many there are, how many of them are not settled, and those."""

    total: int
    unsettled: int
    listed: tuple[Flagship, ...]


def flagships_of(person: Person, edition: Edition, dates: Dates, language: Language) -> Flagships | None:
    """The named items of the plan that the person sees; ``None`` for whoever reads no registers."""
    kind = registry().kind(KIND)
    if kind is None or not person.may(READ):
        return None
    seen = {each.key: each for each in entities_seen(person).filter(kind=KIND, leader=None)}
    histories = [each for each in Histories(dates.known_at, {KIND}).of({KIND}) if each.key in seen]
    own = [each for each in histories if _is_named_in(each, edition, dates)]
    found = untracked(own, Moment(*dates))
    told = tuple(
        Flagship(
            each.entity, _name(seen, each.entity) or each.name,
            tuple(property_name(code, kind, language) for code in each.missing), each.late_since,
        )
        for each in found[:MOST]
    )  # fmt: skip
    return Flagships(len(own), len(found), told)


def _name(seen: dict[str, Entity], key: str) -> str:
    return seen[key].name


def _is_named_in(history: History, edition: Edition, dates: Dates) -> bool:
    """Whether the item says that it is from the plan, by its title as people write it."""
    row = history.on(dates.as_of, dates.known_at)
    return row.exists and any(_same(said, edition) for said in row.values.get("plan", ()))


def _same(said: str, edition: Edition) -> bool:
    written = _bare(said)
    return bool(written) and any(written in title or title in written for title in _titles(edition))


def _titles(edition: Edition) -> Iterable[str]:
    said = (edition.plan.title, *edition.about.get("alt_titles", ()))
    return [bare for title in said if (bare := _bare(str(title or "")))]


def _bare(title: str) -> str:
    return "".join(title.split()).strip("《》")

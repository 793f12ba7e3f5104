"""What every page knows: the rail, the person, the language, the installation."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from xiandao.apps.notices.selectors import MANY, unread_count

if TYPE_CHECKING:
    from django.http import HttpRequest

    from xiandao.apps.accounts.rights import Person
    from xiandao.web.installation import Installation


class Place(NamedTuple):
    """An entry of the rail: its wording, the address it leads to, the deed it needs, the addresses it stands for.

    Of several entries that an address begins like, the one with the longest beginning stands for it.
    """

    code: str
    route: str
    deed: str | None
    prefixes: tuple[str, ...]


RAIL = (
    Place("rail-overview", "overview", None, ("/",)),
    Place("rail-plans", "plans:list", "plan.read", ("/plans/",)),
    Place("rail-registers", "registers:lists", "register.read", ("/registers/",)),
    Place("rail-policies", "policies:list", "policy.read", ("/policies/",)),
    Place("rail-search", "search:page", "plan.read", ("/search/",)),
    Place("rail-publishing", "publishing:list", "release.read", ("/releases/",)),
    Place("rail-packages", "packages:list", "package.read", ("/packages/",)),
)
MANAGEMENT = (
    Place("rail-people", "accounts:people", "people.manage", ("/people/",)),
    Place("rail-units", "accounts:units", "people.manage", ("/units/",)),
    Place("rail-places", "places:tree", "system.manage", ("/places/",)),
    Place("rail-bodies", "bodies:list", "body.read", ("/bodies/", "/plans/unowned")),
    Place("rail-kinds", "registers:declarations", "register.declare", ("/registers/declarations/",)),
    Place("rail-partners", "packages:partners", "system.manage", ("/packages/partners",)),
    Place("rail-maps", "plans:maps", "system.manage", ("/plans/maps",)),
    Place("rail-jobs", "jobs:list", "job.read", ("/jobs/",)),
    Place("rail-factors", "accounts:factor-reset", "people.manage", ("/second-factor/reset",)),
    Place("rail-messages", "notices:messages", "system.manage", ("/notices/messages",)),
    Place("rail-audit", "audit:log", "audit.read", ("/audit/",)),
)


def theme(request: HttpRequest) -> dict[str, Any]:
    """The context of every page."""
    installation: Installation = settings.INSTALLATION
    person = getattr(request, "person", None)
    language = getattr(request, "language", "zh")
    here = _place_of(request.path)
    return {
        "person": person,
        "language": language,
        "installation": installation,
        "rail": _entries(RAIL, person, here) if person else [],
        "management": _entries(MANAGEMENT, person, here) if person else [],
        "unread": _shown(unread_count(person, timezone.localdate())) if person else "",
    }


def _shown(unread: int) -> str:
    """``7``, ``99+``; nothing for none."""
    if unread >= MANY:
        return f"{MANY - 1}+"
    return str(unread) if unread else ""


def _entries(places: tuple[Place, ...], person: Person, here: str) -> list[dict[str, Any]]:
    return [
        {"code": place.code, "address": reverse(place.route), "is_here": place.code == here}
        for place in places
        if place.deed is None or person.may(place.deed)
    ]


def _place_of(path: str) -> str:
    """The code of the entry that stands for an address; empty where none does."""
    if path == "/":
        return RAIL[0].code
    found = [
        (len(prefix), place.code)
        for place in (*RAIL[1:], *MANAGEMENT)
        for prefix in place.prefixes
        if path.startswith(prefix)
    ]
    return max(found)[1] if found else ""

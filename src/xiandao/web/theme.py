"""What every page knows: the rail, the person, the language, the installation."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from xiandao.apps.notices.selectors import unread_count

if TYPE_CHECKING:
    from django.http import HttpRequest

    from xiandao.web.installation import Installation


class Place(NamedTuple):
    """An entry of the rail: its wording, the address it leads to, the deed it needs, the addresses it stands for."""

    code: str
    route: str
    deed: str | None
    prefix: str


RAIL = (
    Place("rail-overview", "overview", None, "/"),
    Place("rail-plans", "plans:list", "plan.read", "/plans/"),
    Place("rail-policies", "policies:list", "policy.read", "/policies/"),
    Place("rail-search", "search:page", "plan.read", "/search/"),
    Place("rail-publishing", "publishing:list", "release.read", "/releases/"),
    Place("rail-packages", "packages:list", "package.read", "/packages/"),
)
MANAGEMENT = (
    Place("rail-people", "accounts:people", "people.manage", "/people/"),
    Place("rail-units", "accounts:units", "people.manage", "/units/"),
    Place("rail-places", "places:tree", "system.manage", "/places/"),
    Place("rail-bodies", "bodies:list", "body.read", "/bodies/"),
    Place("rail-partners", "packages:partners", "system.manage", "/packages/partners"),
    Place("rail-maps", "plans:maps", "system.manage", "/plans/maps"),
    Place("rail-jobs", "jobs:list", "job.read", "/jobs/"),
    Place("rail-factors", "accounts:factor-reset", "people.manage", "/second-factor/reset"),
    Place("rail-messages", "notices:messages", "system.manage", "/notices/messages"),
    Place("rail-audit", "audit:log", "audit.read", "/audit/"),
)


def theme(request: HttpRequest) -> dict[str, Any]:
    """The context of every page."""
    installation: Installation = settings.INSTALLATION
    person = getattr(request, "person", None)
    language = getattr(request, "language", "zh")
    return {
        "person": person,
        "language": language,
        "installation": installation,
        "rail": _entries(RAIL, request) if person else [],
        "management": _entries(MANAGEMENT, request) if person else [],
        "unread": unread_count(person, timezone.localdate()) if person else 0,
    }


def _entries(places: tuple[Place, ...], request: HttpRequest) -> list[dict[str, Any]]:
    person = request.person  # type: ignore[attr-defined]
    return [
        {"code": place.code, "address": reverse(place.route), "is_here": _is_here(place, request.path)}
        for place in places
        if place.deed is None or person.may(place.deed)
    ]


def _is_here(place: Place, path: str) -> bool:
    return path == "/" if place.prefix == "/" else path.startswith(place.prefix)

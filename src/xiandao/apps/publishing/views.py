"""发布审核 as pages: what waits, one release, the opinions on it, the copy of who may take it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from xiandao.apps.files.downloads import download
from xiandao.apps.publishing import selectors, services
from xiandao.apps.publishing.gates import USES
from xiandao.apps.publishing.models import SHOWN_STATES

if TYPE_CHECKING:
    from django.http import HttpRequest

    from xiandao.apps.accounts.rights import Person

PAGE = 50
ENDING = re.compile(r"\.[A-Za-z0-9]{1,8}\Z")
"""The end of a name that may stand in a header as it is."""


def _who(request: HttpRequest) -> Person:
    person: Person = request.person  # type: ignore[attr-defined]
    return person


def listing(request: HttpRequest) -> HttpResponse:
    """What waits for me, what I asked for, or all that I may see."""
    person = _who(request)
    asked = {**request.GET.dict()}
    waiting = selectors.releases_waiting(person).count()
    if asked.get("show") not in selectors.SHOWN:
        asked["show"] = "waiting" if waiting else "own"
    page = Paginator(selectors.releases_listed(person, asked), PAGE).get_page(asked.get("page"))
    context = {
        "page": page, "asked": asked, "shown": selectors.SHOWN, "waiting": waiting, "states": SHOWN_STATES, "uses": USES,
    }  # fmt: skip
    return render(request, "publishing/list.html", context)


def release(request: HttpRequest, pk: int) -> HttpResponse:
    """One release: its content, the opinions, who takes it, every step."""
    person = _who(request)
    page = selectors.release_page(person, selectors.release_whole(person, pk))
    return render(request, "publishing/release.html", page)


@require_POST
def rule_secrecy(request: HttpRequest, pk: int) -> HttpResponse:
    """保密审查."""
    return _rule(request, pk, "secrecy")


@require_POST
def rule_publish(request: HttpRequest, pk: int) -> HttpResponse:
    """信息发布审核."""
    return _rule(request, pk, "publish")


def _rule(request: HttpRequest, pk: int, step: str) -> HttpResponse:
    said = services.Ruling(step, *(request.POST.get(name, "") for name in ("verdict", "reason", "sha256")))
    services.release_rule(_who(request), pk, said, at=timezone.now())
    return redirect("publishing:release", pk=pk)


@require_POST
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Takes it back, with a reason."""
    services.release_withdraw(_who(request), pk, request.POST.get("reason", ""), at=timezone.now())
    return redirect("publishing:release", pk=pk)


@require_POST
def content(request: HttpRequest, pk: int) -> HttpResponse:
    """The frozen content, for whoever is to give the next opinion."""
    return file_of(services.release_look(_who(request), pk, at=timezone.now()))


@require_POST
def fetch(request: HttpRequest, pk: int) -> HttpResponse:
    """The taker's copy."""
    return file_of(services.release_fetch(_who(request), pk, at=timezone.now()))


def file_of(given: services.Given) -> HttpResponse:
    """The file as an attachment, never opened by the browser as what it claims to be."""
    ending = ENDING.search(given.name)
    plain = f"{given.release.number or f'release-{given.release.pk}'}{ending[0] if ending else '.bin'}"
    return download(given.data, given.name, plain=plain)

"""交接: from whom to whom and on which day, what goes along, then the one act and its sheet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from xiandao.apps.accounts import handover as services
from xiandao.apps.accounts import managed
from xiandao.apps.accounts.belongings import belongings_of
from xiandao.apps.accounts.models import TENURES, Post
from xiandao.apps.accounts.own_views import sheet_file
from xiandao.apps.accounts.typed import day_of, number_of
from xiandao.core.errors import Refusal

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.http import HttpRequest

    from xiandao.apps.accounts.rights import Person


def hand_over(request: HttpRequest, pk: int) -> HttpResponse:
    """The form; with everything said, what would be done, to be confirmed; sent, the act itself."""
    person, today = _person(request), timezone.localdate()
    post = managed.post_for(person, pk)
    said = request.POST if request.method == "POST" else request.GET
    handing, refused = None, None
    try:
        if "to" in said:
            handing = _handing(person, post, said)
            services.handing_check(person, handing, today=today)
            if request.method == "POST":
                done = services.post_hand_over(person, handing, at=timezone.now(), today=today)
                return redirect("accounts:handover", done.pk)
    except Refusal as told:
        handing, refused = None, told
    context = {
        "post": post,
        "said": said,
        "handing": handing,
        "refused": refused,
        "belongings": belongings_of(post),
        "leavers": managed.leaving(post, today),
        "people": managed.people_managed(person)
        .filter(is_active=True)
        .exclude(pk=person.id or 0)
        .order_by("name", "pk"),
        "tenures": TENURES,
        "today": today,
    }
    return render(request, "accounts/hand_over.html", context, status=422 if refused else 200)


def _handing(person: Person, post: Post, said: Mapping[str, str]) -> services.Handing:
    to = managed.people_managed(person).filter(pk=number_of(said, "to")).first()
    if to is None:
        raise Refusal("person-needed")
    leaver = post.holdings.filter(pk=number_of(said, "from")).select_related("user").first()
    return services.Handing(post, leaver, to, day_of(said, "day"), said.get("tenure") or "staff")


def handover(request: HttpRequest, pk: int) -> HttpResponse:
    """A hand-over that was made, and its sheet."""
    return render(request, "accounts/handover.html", {"handover": managed.handover_for(_person(request), pk)})


def sheet(request: HttpRequest, pk: int) -> HttpResponse:
    """交接清单."""
    return sheet_file(managed.handover_for(_person(request), pk))


def _person(request: HttpRequest) -> Person:
    return request.person  # type: ignore[attr-defined,no-any-return]

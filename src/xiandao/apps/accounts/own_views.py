"""我的账户: a person's own posts, language and tokens, and the post they act in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from xiandao.apps.accounts import attempts, factors, managed, people, services
from xiandao.apps.accounts.handover import sheet_bytes
from xiandao.apps.accounts.models import Handover, User
from xiandao.apps.accounts.typed import number_of
from xiandao.apps.accounts.ways import LOCAL
from xiandao.apps.files.downloads import MEDIA_TYPES, download
from xiandao.core.errors import Refusal

if TYPE_CHECKING:
    from django.http import HttpRequest

    from xiandao.apps.accounts.rights import Person

COOKIE, YEAR = "xiandao-lang", 365 * 24 * 3600
CHOSEN = "acting-post"
DAYS = (30, 90, 180, 366)


@never_cache
def account(request: HttpRequest) -> HttpResponse:
    """One's own account."""
    return _page(request)


def _page(request: HttpRequest, **more: Any) -> HttpResponse:
    person, today = _person(request), timezone.localdate()
    user = User.objects.select_related("unit__place").get(pk=person.id or 0)
    holdings = list(user.holdings.select_related("post__unit__place").order_by("-since", "-pk"))
    context = {
        "user": user,
        "now": [each for each in holdings if each.until is None or each.until >= today],
        "before": [each for each in holdings if each.until is not None and each.until < today],
        "tokens": managed.tokens_listed(user),
        "handovers": Handover.objects.filter(Q(from_user=user) | Q(to_user=user)).select_related("post__unit"),
        "languages": people.LANGUAGES,
        "days": [each for each in DAYS if each <= services.token_days_most(person)],
        "has_password": user.has_usable_password(),
        "has_factor": factors.is_on(user.pk),
        "at": timezone.now(),
        "today": today,
        **more,
    }
    return render(request, "accounts/account.html", context, status=422 if "refused" in more else 200)


@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """In which language one is written to, and reads in this browser."""
    chosen = request.POST.get("to", "")
    people.own_language(_person(request), chosen, at=timezone.now())
    response = redirect("accounts:account")
    response.set_cookie(COOKIE, chosen, max_age=YEAR, samesite="Lax", secure=request.is_secure())
    return response


@never_cache
@require_POST
def token_add(request: HttpRequest) -> HttpResponse:
    """A token of one's own; the page that answers shows it, once."""
    person, said, at = _person(request), request.POST.dict(), timezone.now()
    days = number_of(request.POST, "days")
    try:
        with attempts.guessing(request, person.username, LOCAL, at=at):
            word = people.own_token(person, said.get("name", ""), days, said, at=at)
    except Refusal as refused:
        return _page(request, refused=refused)
    return _page(request, token=word)


@require_POST
def token_end(request: HttpRequest) -> HttpResponse:
    """Ends one of one's own tokens."""
    token = number_of(request.POST, "token")
    if not token:
        raise Refusal("token-none")
    services.token_revoke(_person(request), token, at=timezone.now())
    return redirect("accounts:account")


@require_POST
def act(request: HttpRequest) -> HttpResponse:
    """From now on one acts in the post chosen; without one, each deed is done in the first that permits it."""
    post, back = number_of(request.POST, "post"), request.POST.get("back", "/")
    if post and post not in _person(request).posts:
        raise Refusal("post-not-held")
    request.session[CHOSEN] = post or None
    is_ours = url_has_allowed_host_and_scheme(back, {request.get_host()}, require_https=request.is_secure())
    return redirect(back if is_ours else "/")


def sheet(request: HttpRequest) -> HttpResponse:
    """The sheet of a hand-over that one was part of."""
    number = number_of(request.GET, "of")
    if not number:
        return redirect("accounts:account")
    return sheet_file(managed.handover_for(_person(request), number))


def sheet_file(handover: Handover, *, media_type: str = MEDIA_TYPES["docx"]) -> HttpResponse:
    """A kept sheet on its way to whoever may have it."""
    name = f"岗位交接清单-{handover.sheet['post']}-{handover.sheet['day']}.docx"
    return download(sheet_bytes(handover), name, plain="hand-over.docx", media_type=media_type)


def _person(request: HttpRequest) -> Person:
    return request.person  # type: ignore[attr-defined,no-any-return]

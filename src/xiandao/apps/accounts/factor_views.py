"""A person's own second factor, and its reset by the security administrator."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import segno
from django.contrib.auth import update_session_auth_hash
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from xiandao.apps.accounts import attempts, factors
from xiandao.apps.accounts.entering import IS_STRONG
from xiandao.apps.accounts.models import SecondFactor, User
from xiandao.apps.accounts.ways import LOCAL
from xiandao.core.errors import Refusal

if TYPE_CHECKING:
    from django.http import HttpRequest

Deed = Callable[[User], tuple[str, ...]]


@never_cache
def factor(request: HttpRequest) -> HttpResponse:
    """How one signs in: password, and second factor where it is on."""
    return _page(request)


@require_POST
@never_cache
def factor_begin(request: HttpRequest) -> HttpResponse:
    """A new secret for the authenticator."""
    try:
        factors.factor_begin(_user(request), at=timezone.now())
    except Refusal as refused:
        return _page(request, refused)
    return redirect("accounts:factor")


@require_POST
@never_cache
def factor_confirm(request: HttpRequest) -> HttpResponse:
    """On, with a first code; the recovery codes are in this answer and in no other."""
    said, by, at = request.POST, request.person, timezone.now()  # type: ignore[attr-defined]
    answer = _codes(request, lambda user: factors.factor_confirm(user, said.get("code", ""), by=by, at=at))
    if answer.status_code == 200:
        request.session[IS_STRONG] = True
    return answer


@require_POST
@never_cache
def factor_codes(request: HttpRequest) -> HttpResponse:
    """Ten new recovery codes."""
    said, by, at = request.POST.dict(), request.person, timezone.now()  # type: ignore[attr-defined]

    def renewed(user: User) -> tuple[str, ...]:
        with attempts.guessing(request, user.username, LOCAL, at=at):
            return factors.codes_renew(user, said, by=by, at=at)

    return _codes(request, renewed)


@require_POST
@never_cache
def factor_off(request: HttpRequest) -> HttpResponse:
    """Off, with password and code."""
    said, by, at = request.POST.dict(), request.person, timezone.now()  # type: ignore[attr-defined]
    user = _user(request)
    try:
        with attempts.guessing(request, user.username, LOCAL, at=at):
            factors.factor_off(user, said, by=by, at=at)
    except Refusal as refused:
        return _page(request, refused)
    update_session_auth_hash(request, user)
    return redirect("accounts:factor")


def factor_reset(request: HttpRequest) -> HttpResponse:
    """Takes away the second factor of somebody who has lost it."""
    context: dict[str, Any] = {"reasons": factors.RESET_REASONS, "username": request.POST.get("username", "")}
    if request.method != "POST":
        return render(request, "accounts/factor_reset.html", context)
    by, at = request.person, timezone.now()  # type: ignore[attr-defined]
    try:
        user = factors.factor_reset(context["username"], request.POST.get("reason", ""), by=by, at=at)
    except Refusal as refused:
        return render(request, "accounts/factor_reset.html", {**context, "refused": refused}, status=422)
    return render(request, "accounts/factor_reset.html", {**context, "done": user, "username": ""})


def _codes(request: HttpRequest, deed: Deed) -> HttpResponse:
    try:
        codes = deed(_user(request))
    except Refusal as refused:
        return _page(request, refused)
    return render(request, "accounts/factor_codes.html", {"codes": codes})


def _page(request: HttpRequest, refused: Refusal | None = None) -> HttpResponse:
    user = _user(request)
    found = SecondFactor.objects.filter(user=user).first()
    context: dict[str, Any] = {"factor": found, "refused": refused, "has_password": user.has_usable_password()}
    context["is_required"] = factors.is_required(request.person)  # type: ignore[attr-defined]
    context["is_wanting"] = context["is_required"] and not (found and found.confirmed_at)
    if found and found.confirmed_at:
        context["left"] = factors.codes_left(user.pk)
    elif found and (secret := factors.secret_waiting(user)):
        context["secret"] = " ".join(re.findall(".{1,4}", secret.spoken))  # to be copied by hand
        context["picture"] = segno.make(secret.address, error="m", micro=False).svg_data_uri(scale=4, light="#fff")
    return render(request, "accounts/factor.html", context, status=422 if refused else 200)


def _user(request: HttpRequest) -> User:
    return User.objects.get(pk=request.person.id)  # type: ignore[attr-defined]

"""Signing in with a password, the code after it, signing out, and the first password."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib.auth import logout, update_session_auth_hash
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from xiandao.apps.accounts import attempts, factors, gateway, services
from xiandao.apps.accounts.entering import (
    HINT,
    absolute,
    admit,
    end_of,
    enter,
    entering_of,
    onward_of,
    rule,
    user_by_password,
    user_entering,
)
from xiandao.apps.accounts.gateway import WAY
from xiandao.apps.accounts.models import User
from xiandao.apps.accounts.ways import LOCAL, Ldap
from xiandao.core.errors import Refusal

if TYPE_CHECKING:
    from django.http import HttpRequest


def sign_in(request: HttpRequest) -> HttpResponse:
    """The ways in, and the way in with a password."""
    if request.method != "POST":
        way = rule().gateway
        if way and "next" in request.GET and gateway.username_in(way, request.META):  # who signed out stays out
            return redirect(f"{reverse('accounts:sign-in-with', args=[way.id])}?{request.GET.urlencode()}")
        return sign_in_page(request, onward=request.GET.get("next", ""))
    name, way_id = request.POST.get("username", ""), request.POST.get("way", LOCAL)
    context = {"onward": request.POST.get("next", ""), "username": name, "chosen": way_id}
    at = timezone.now()
    try:
        user = user_by_password(request, way_id, name, request.POST.get("password", ""), at=at)
    except Refusal as refused:
        return sign_in_page(request, refused=refused, **context)
    if user is None:
        return sign_in_page(request, is_wrong=True, **context)
    said = rule().way(way_id)
    directory = said if isinstance(said, Ldap) else None  # no other is proved by a password typed here
    return enter(request, user, directory, onward_of(request, context["onward"]), at=at)


def sign_in_page(request: HttpRequest, **context: Any) -> HttpResponse:
    """The page of signing in, with what went wrong."""
    declared = rule()
    ways = {
        "chosen": LOCAL if declared.local or not declared.directories else declared.directories[0].id,
        "local": declared.local,
        "directories": declared.directories,
        "providers": [way for way in declared.ways if way not in declared.directories],
    }
    is_fault = "refused" in context or "is_wrong" in context
    return render(request, "sign_in.html", {**ways, **context}, status=422 if is_fault else 200)


def sign_in_code(request: HttpRequest) -> HttpResponse:
    """The second step: a code of the authenticator, or one of the recovery codes."""
    at = timezone.now()
    entering = entering_of(request, at)
    user = user_entering(request, entering) if entering else None
    if entering is None or user is None:
        return redirect("accounts:sign-in")
    if request.method != "POST":
        return render(request, "sign_in_code.html")
    if attempts.is_locked(request, user.username):
        attempts.locked_noted(request, user.username, entering.way, at=at)
        return render(request, "sign_in_code.html", status=422)
    try:
        if factors.code_take(user.pk, request.POST.get("code", ""), at=at):
            return admit(request, user, entering, is_strong=True, with_code=True, at=at)
    except Refusal as refused:
        return render(request, "sign_in_code.html", {"refused": refused}, status=422)
    attempts.failed(request, user.username, entering.way, "code", at=at)
    return render(request, "sign_in_code.html", {"refused": Refusal("code-wrong")}, status=422)


def locked_out(request: HttpRequest, _credentials: Any, *_: Any, **__: Any) -> HttpResponse:
    """Too many wrong passwords or codes."""
    return render(request, "locked_out.html", status=429)


def sign_out(request: HttpRequest) -> HttpResponse:
    """The way out, on to the provider's own where that is declared."""
    here = reverse("accounts:sign-in")
    if request.method != "POST":
        return redirect(here)
    way, hint = rule().way(request.session.get(WAY, "")), request.session.get(HINT, "")
    logout(request)
    return redirect(end_of(way, hint, absolute(request, here)) or here)


def password(request: HttpRequest) -> HttpResponse:
    """A new password of one's own choice."""
    user = User.objects.get(pk=request.person.id)  # type: ignore[attr-defined]
    context: dict[str, Any] = {"is_first": user.must_change_password}
    if request.method == "POST":
        at = timezone.now()
        try:
            with attempts.guessing(request, user.username, LOCAL, at=at):
                services.password_change(user, request.POST, by=request.person, at=at)  # type: ignore[attr-defined]
        except Refusal as refused:
            return render(request, "password.html", {**context, "refused": refused}, status=422)
        update_session_auth_hash(request, user)
        return redirect("overview")
    return render(request, "password.html", context)

"""Signing in and out, and the first password."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib.auth import authenticate, login, logout, update_session_auth_hash
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme

from xiandao.apps.accounts import services
from xiandao.apps.accounts.models import User
from xiandao.core.errors import Refusal

if TYPE_CHECKING:
    from django.http import HttpRequest


def sign_in(request: HttpRequest) -> HttpResponse:
    """The form, and the way in."""
    if request.method != "POST":
        return render(request, "sign_in.html", {"next": request.GET.get("next", "")})
    name, word = request.POST.get("username", ""), request.POST.get("password", "")
    user = authenticate(request, username=name, password=word)
    if user is None:
        context = {"next": request.POST.get("next", ""), "username": name, "is_wrong": True}
        return render(request, "sign_in.html", context, status=422)
    login(request, user)
    services.signed_in(user.pk, at=timezone.now())
    return redirect(_onward(request))


def _onward(request: HttpRequest) -> str:
    """Where the person wanted to go, if that is one of our own pages."""
    onward = request.POST.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(onward, {request.get_host()}, require_https=request.is_secure())
    return onward if is_ours else "/"


def locked_out(request: HttpRequest, _credentials: Any, *_: Any, **__: Any) -> HttpResponse:
    """Too many wrong passwords."""
    return render(request, "locked_out.html", status=429)


def sign_out(request: HttpRequest) -> HttpResponse:
    """The way out."""
    if request.method == "POST":
        logout(request)
    return redirect("accounts:sign-in")


def password(request: HttpRequest) -> HttpResponse:
    """A new password of one's own choice."""
    user = User.objects.get(pk=request.person.id)  # type: ignore[attr-defined]
    context: dict[str, Any] = {"is_first": user.must_change_password}
    if request.method == "POST":
        try:
            services.password_change(user, request.POST, by=request.person, at=timezone.now())  # type: ignore[attr-defined]
        except Refusal as refused:
            return render(request, "password.html", {**context, "refused": refused}, status=422)
        update_session_auth_hash(request, user)
        return redirect("overview")
    return render(request, "password.html", context)

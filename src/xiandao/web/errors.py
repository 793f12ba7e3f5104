"""Refusals and faults as pages: the one place where they are worded for a browser."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from django.http import HttpResponse, JsonResponse
from django.shortcuts import render

from xiandao.core.errors import Refusal
from xiandao.core.messages import refusal_message, wording

if TYPE_CHECKING:
    from django.http import HttpRequest

STATUSES = {
    "absent": 404, "not-permitted": 404, "item-changed": 409, "item-judged": 409, "edition-known": 409, "breakdown-moved": 409,
    "breakdown-share-changed": 409, "opinion-changed": 409, "opinion-round-over": 409,
    "actual-changed": 409, "path-changed": 409, "tasks-changed": 409,
    "binding-changed": 409, "body-changed": 409, "entity-changed": 409, "load-changed": 409, "load-state": 409, "entity-doubled": 409, "post-switched": 409, "post-lacks-deed": 409,
    "sign-in-wrong": 401, "code-needed": 401, "code-wrong": 401,
    "password-first": 403, "factor-first": 403, "locked-out": 429, "page-busy": 503, "enclosure-busy": 503,
}  # fmt: skip
"""By what a browser is told; everything else that is refused is the asker's to mend: 422."""


BUSY = 503


class RefusalMiddleware:
    """Turns a refusal into a page, a fragment or a piece of JSON, whichever was asked for."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Goes on."""
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """The answer to a refusal; anything else is a fault of ours and goes on."""
        if not isinstance(exception, Refusal):
            return None
        return refused(request, exception)


def refused(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    """What *refusal* looks like to whoever asked; of what is only busy, when to come again."""
    status = STATUSES.get(refusal.code, 422)
    response = _refused(request, refusal, status)
    if status == BUSY:
        response.headers["Retry-After"] = "3"
    return response


def _refused(request: HttpRequest, refusal: Refusal, status: int) -> HttpResponse:
    if request.path.startswith("/api/"):
        return problem(request, refusal.code, status, refusal.values)
    said = refusal_message(refusal, request.language)  # type: ignore[attr-defined]
    if request.headers.get("HX-Request"):
        fragment = render(request, "refusal_fragment.html", {"said": said}, status=status)
        fragment.headers["HX-Retarget"], fragment.headers["HX-Reswap"] = "#said", "innerHTML"  # what was typed stays
        return fragment
    if status == 404:
        return absent(request)
    return render(request, "refusal.html", {"said": said, "back": request.headers.get("Referer")}, status=status)


def problem(
    request: HttpRequest,
    code: str,
    status: int,
    values: Mapping[str, str] | None = None,
    *,
    shown: Mapping[str, str] | None = None,
) -> JsonResponse:
    """What went wrong, for a program: the same shape for every cause; *shown* stands in for *values* in the answer."""
    said = refusal_message(Refusal(code, **(values or {})), getattr(request, "language", "zh"))
    return JsonResponse({"code": code, "message": said, "values": {**(shown or values or {})}}, status=status)


def absent(request: HttpRequest, exception: object = None) -> HttpResponse:
    """There is no such page, or it is not for whoever asks: they look the same."""
    del exception
    if request.path.startswith("/api/"):
        return problem(request, "absent", 404)
    return render(request, "absent.html", status=404)


def fault(request: HttpRequest) -> HttpResponse:
    """Something of ours broke; it is in the log."""
    if request.path.startswith("/api/"):
        return problem(request, "fault-api", 500)
    try:
        return render(request, "fault.html", status=500)
    except Exception:  # noqa: BLE001 - what broke may be what every page needs
        return HttpResponse(wording("fault-way"), status=500, content_type="text/plain; charset=utf-8")


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The form was too old, or came from elsewhere."""
    del reason
    return render(request, "stale_form.html", status=403)

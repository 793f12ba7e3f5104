"""In which language an answer speaks: a page in that of the browser's cookie, the API in that asked for, else Chinese."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from xiandao.core.messages import Language

COOKIE = "xiandao-lang"


class LanguageMiddleware:
    """Puts ``request.language`` on every request."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answers in the language asked for, and says which."""
        request.language = language_of(request)  # type: ignore[attr-defined]
        response = self.get_response(request)
        response.headers.setdefault("Content-Language", "en" if request.language == "en" else "zh-CN")  # type: ignore[attr-defined]
        return response


def language_of(request: HttpRequest) -> Language:
    """``zh`` unless the cookie says ``en``, or to the API the first language of ``Accept-Language`` is English."""
    if request.path.startswith("/api/"):
        return "en" if request.headers.get("Accept-Language", "").strip().lower().startswith("en") else "zh"
    return "en" if request.COOKIES.get(COOKIE) == "en" else "zh"

"""The one gate for words that people type: what bears a marking of state secrets goes no further, page or API."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from django.core.exceptions import RequestDataTooBig
from django.db import transaction
from django.http import UnreadablePostError
from django.utils import timezone

from xiandao.apps.audit.services import record
from xiandao.core.errors import Refusal
from xiandao.readers.secrecy import bears_marking, case_number
from xiandao.web.acting import SAFE

if TYPE_CHECKING:
    from django.http import HttpRequest

UNSEEN = frozenset(("csrfmiddlewaretoken", "password", "old", "new", "again", "code", "sha256"))
"""Fields that hold no words: of what is secret in itself not even a digest may be told."""
SIGNS = ("密".encode(), b"\\u5bc6")
"""How the one letter that every marking has is written in a body."""
JSON = "application/json"
DEEPEST = 50


def refuse_marked(request: HttpRequest, *, is_api: bool) -> None:
    """Lets pass what bears no marking; of what does, time, person and a case number are kept, and none of its words.

    Files are searched by whoever reads them; their names are searched here.

    Raises:
        Refusal: ``state-secret``.
    """
    if request.method in SAFE:
        return
    for words in _of_body(request) if is_api else _of_form(request):
        if bears_marking(words):
            case = case_number(words.encode("utf-8", "replace"))
            with transaction.atomic():
                record("secret.refuse", "secret", case, by=request.person, at=timezone.now())  # type: ignore[attr-defined]
            raise Refusal("state-secret", case=case, name=case)


def _of_form(request: HttpRequest) -> Iterator[str]:
    for name, values in request.POST.lists():
        if name not in UNSEEN:
            yield from (str(value) for value in values)
    yield from (file.name or "" for _, files in request.FILES.lists() for file in files)


def _of_body(request: HttpRequest) -> Iterable[str]:
    """The texts of a body of JSON, of a form where it is none; nothing of what cannot be read, which the API refuses."""
    if (request.content_type or JSON) != JSON:
        return _of_form(request)
    try:
        body = request.body
        return _texts(json.loads(body)) if any(sign in body.lower() for sign in SIGNS) else ()
    except (RequestDataTooBig, UnreadablePostError, ValueError, RecursionError):
        return ()


def _texts(said: Any) -> Iterator[str]:
    """Every text in *said*, keys too, but for what is secret in itself."""
    waiting = [(said, 0)]
    while waiting:
        value, depth = waiting.pop()
        if isinstance(value, str):
            yield value
        elif depth > DEEPEST:
            return
        elif isinstance(value, dict):
            yield from value
            waiting += ((each, depth + 1) for name, each in value.items() if name not in UNSEEN)
        elif isinstance(value, list):
            waiting += ((each, depth + 1) for each in value)

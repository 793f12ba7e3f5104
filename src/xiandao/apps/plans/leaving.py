"""How the API answers to what is to leave: with the file, or with the release that waits."""

from __future__ import annotations

from typing import Any, Protocol
from urllib.parse import quote

from django.http import HttpResponse
from ninja.responses import Status

from xiandao.apps.plans.models import Export
from xiandao.apps.publishing.models import Release

LEAVES = {"responses": {200: {"description": "The file.", "content": {"application/octet-stream": {}}}}}
"""What the manual says beside the release."""


class Leaving(Protocol):
    """A file on its way out."""

    @property
    def export(self) -> Export:
        """Its row, with its number."""

    @property
    def name(self) -> str:
        """As it is saved."""

    @property
    def data(self) -> bytes:
        """All of it."""


def left(given: Leaving | Release) -> HttpResponse | Status[Any]:
    """The file with its number, or the release."""
    if isinstance(given, Release):
        return Status(201, given)
    response = HttpResponse(given.data, content_type="application/octet-stream")
    named = f"attachment; filename=\"{given.export.number}.{given.export.form}\"; filename*=UTF-8''"
    response.headers["Content-Disposition"] = f"{named}{quote(given.name, safe='')}"
    return response

"""Files on their way to whoever asked for them."""

from __future__ import annotations

from urllib.parse import quote

from django.http import HttpResponse

OFFICE = "application/vnd.openxmlformats-officedocument"
MEDIA_TYPES = {"xlsx": f"{OFFICE}.spreadsheetml.sheet", "docx": f"{OFFICE}.wordprocessingml.document"}
OPAQUE = "application/octet-stream"
"""Never opened by a browser as what a file claims to be."""
LEAVES = {"responses": {200: {"description": "The file.", "content": {OPAQUE: {}}}}}
"""What the manual of the API says of an operation that answers with a file."""


def download(data: bytes, name: str, *, plain: str, media_type: str = OPAQUE) -> HttpResponse:
    """An attachment called *name*; *plain*, ASCII alone, is what a program calls it that does not read the other."""
    response = HttpResponse(data, content_type=media_type)
    response.headers["Content-Disposition"] = (
        f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"
    )
    return response

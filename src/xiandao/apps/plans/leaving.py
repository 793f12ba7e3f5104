"""What is to leave, answered: with the file, or with the release that waits."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect
from ninja.responses import Status

from xiandao.apps.files.downloads import MEDIA_TYPES, OPAQUE, download
from xiandao.apps.plans.export_services import Given
from xiandao.apps.publishing.models import Release


def file_of(given: Given, media_type: str) -> HttpResponse:
    """The file, for programs that read ASCII alone by its number."""
    plain = f"{given.export.number}.{given.export.form}"
    return download(given.data, given.name, plain=plain, media_type=media_type)


def handed(given: Given | Release) -> HttpResponse:
    """To a browser: the file, or the way to the release."""
    if isinstance(given, Release):
        return redirect("publishing:release", pk=given.pk)
    return file_of(given, MEDIA_TYPES[given.export.form])


def left(given: Given | Release) -> HttpResponse | Status[Any]:
    """To a program: the file, or the release."""
    if isinstance(given, Release):
        return Status(201, given)
    return file_of(given, OPAQUE)

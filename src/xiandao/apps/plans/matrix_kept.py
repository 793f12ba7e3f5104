"""What was computed for a page of comparison, kept in this process until a deed may have changed what it rests on."""

from __future__ import annotations

import gc
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from threading import Lock
from typing import Any, TypeVar

from django.conf import settings

from xiandao.apps.audit.models import AuditLine
from xiandao.apps.plans.matrix_columns import Asked, Compared

Made = TypeVar("Made")

MOST = 12
"""Results kept at a time; one of a thousand plans takes some ten megabytes."""
HARMLESS = ("user", "post", "token", "export")
"""Deeds on these change no item of any plan."""

_kept: OrderedDict[Hashable, Any] = OrderedDict()
_door = Lock()


def kept(kind: str, of: Compared, asked: Asked, make: Callable[[], Made]) -> Made:
    """What *make* gives, or gave for the same editions and question when the last deed was the same.

    What a person may see is never kept: *of* is looked up for every page, and is part of what a result is kept under.
    """
    key = (kind, asked, str(settings.DATA), _last_deed(), of.current, of.columns, tuple(of.wordings.values()))
    with _door:
        if key in _kept:
            _kept.move_to_end(key)
            return _kept[key]  # type: ignore[no-any-return]
    with _uncollected():
        made = make()
    with _door:
        _kept[key] = made
        while len(_kept) > MOST:
            _kept.popitem(last=False)
    return made


@contextmanager
def _uncollected() -> Iterator[None]:
    """Without the collector of cycles: it looks through a hundred thousand fresh tuples again and again, for none."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _last_deed() -> tuple[int, str] | None:
    """The last line of the audit chain that is about plans: every change of an item writes one with it."""
    lines = AuditLine.objects.exclude(object_kind__in=HARMLESS).order_by("-seq")
    return lines.values_list("seq", "hash").first()

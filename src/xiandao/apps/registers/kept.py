"""What has been counted of long lists, kept for as long as nothing in the registers has changed.

In the memory of a process, and under the question itself with all that narrows it to what somebody may see: another
person's answer is another's.
"""

from __future__ import annotations

import secrets
from collections import OrderedDict
from collections.abc import Callable, Iterable
from threading import Lock
from typing import Any, TypeVar

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import QuerySet

from xiandao.apps.registers.models import Entity, RegisterState

MOST = 500
"""Answers that are kept in a process; those asked for last stay."""
Answer = TypeVar("Answer")
_KEPT: OrderedDict[tuple[object, ...], Any] = OrderedDict()
_LOCK = Lock()


def registers_changed(kinds: Iterable[str]) -> None:
    """Says in the transaction around that entities of *kinds* are others now: what was counted before counts no more."""
    for kind in kinds:
        RegisterState.objects.update_or_create(kind=kind, defaults={"token": secrets.token_hex(16)})


def kept(entities: QuerySet[Entity], what: tuple[str, ...], count: Callable[[], Answer]) -> Answer:
    """What *count* gives for *entities*, counted or known; *what* names the question."""
    states = tuple(RegisterState.objects.order_by("kind").values_list("token", flat=True))
    try:
        asked = repr(entities.order_by().query.sql_with_params())
    except EmptyResultSet:
        return count()
    key = (connection.settings_dict["NAME"], states, what, asked)
    with _LOCK:
        if key in _KEPT:
            _KEPT.move_to_end(key)
            known: Answer = _KEPT[key]
            return known
    answer = count()
    if states:
        with _LOCK:
            _KEPT[key] = answer
            while len(_KEPT) > MOST:
                _KEPT.popitem(last=False)
    return answer

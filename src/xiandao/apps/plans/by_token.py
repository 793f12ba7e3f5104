"""Words of plans that a program asks for by its token: an answer bears no mark and no number, so that only 无 leaves in one."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from xiandao.apps.plans.models import SECRECY, Edition
from xiandao.apps.publishing.gates import USES, way_of
from xiandao.core.errors import Refusal

if TYPE_CHECKING:
    from django.http import HttpRequest

UNMARKED = tuple(each for each in SECRECY if way_of(USES[0], each) == "direct")
"""保密属性 of what leaves as it is; everything else leaves numbered and for a purpose, or through the gate."""


def is_by_token(request: HttpRequest) -> bool:
    """Whether a program asks; a session looks at what its page shows."""
    return bool(request.headers.get("Authorization"))


def unmarked(editions: Iterable[Edition]) -> None:
    """Lets pass what can leave without a mark.

    Raises:
        Refusal: ``taken-numbered``: one of the editions is 内部 or 工作秘密.
    """
    if any(each.plan.secrecy not in UNMARKED for each in editions):
        raise Refusal("taken-numbered")


def words_answered(request: HttpRequest, *editions: Edition) -> None:
    """Lets an answer pass that holds words or figures of *editions*.

    A part of a text at a time (a page, a stretch of items) leaves no line in the log, or the log would hold little else;
    a text whole does (:func:`.services.taken`).

    Raises:
        Refusal: ``taken-numbered``.
    """
    if is_by_token(request):
        unmarked(editions)


def classes_answered(request: HttpRequest) -> tuple[str, ...]:
    """保密属性 of the plans that an answer over many may hold; by token the others are in no row of it, and no count."""
    return UNMARKED if is_by_token(request) else SECRECY

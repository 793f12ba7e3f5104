"""The kinds of things that leave: each answers for its own, since the gate knows none of them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import NamedTuple

from xiandao.apps.accounts.rights import Person
from xiandao.apps.publishing.models import Release


class Kind(NamedTuple):
    """What a kind answers.

    Attributes:
        may_take: Whether a person may still have what a release holds, as things stand today.
        passed: What happens when the last opinion is yes, in the same transaction; ``None`` where nothing does.
        address: The page of what a release is of; empty where there is none.
        may_see: Whether who asked may still see what it holds; ``None`` where that is who may take it.
    """

    may_take: Callable[[Person, Release], bool]
    passed: Callable[[Person, Release, dt.datetime], None] | None = None
    address: Callable[[Release], str] | None = None
    may_see: Callable[[Person, Release], bool] | None = None


_KINDS: dict[str, Kind] = {}


def kind_declare(name: str, kind: Kind) -> None:
    """Says who answers for releases of *name*."""
    _KINDS[name] = kind


def kind_of(release: Release) -> Kind:
    """Who answers for it; what nobody answers for is taken by nobody."""
    return _KINDS.get(release.what, Kind(may_take=lambda _person, _release: False))

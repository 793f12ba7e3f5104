"""Whose deeds a post reaches: those of the people of its place or unit; the whole log where the whole tree is under it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Protocol

from django.contrib.auth import get_user_model
from django.db.models import CharField, Q, QuerySet
from django.db.models.functions import Cast


class Reach(Protocol):
    """A post: everything below *path*, or *unit* alone."""

    @property
    def path(self) -> str:
        """Of the place."""

    @property
    def unit(self) -> int | None:
        """``None``: the whole place."""


class Holder(Protocol):
    """Whoever asks."""

    def within(self, deed: str) -> Sequence[Reach]:
        """The posts that let them do it."""


def reaches_all(reaches: Iterable[Reach]) -> bool:
    """Whether the whole tree lies under one of the posts."""
    return any(each.unit is None and each.path.strip("/").count("/") == 0 for each in reaches)


def people_within(reaches: Iterable[Reach]) -> QuerySet[Any]:
    """Whoever belongs to the units that the posts reach, or ever held a post there.

    The account is asked by its own names, but through the framework: the log stands below all other apps.
    """
    found = Q(pk__in=())
    for each in reaches:
        for unit in ("unit", "holdings__post__unit"):
            found |= (
                Q(**{f"{unit}__place__path__startswith": each.path})
                if each.unit is None
                else Q(**{f"{unit}__pk": each.unit})
            )
    users = get_user_model()._default_manager  # noqa: SLF001 - documented by Django
    return users.filter(pk__in=users.filter(found).values("pk"))


def actors_within(reaches: Iterable[Reach]) -> QuerySet[Any]:
    """How the log names them."""
    people: QuerySet[Any] = people_within(reaches).annotate(said=Cast("pk", CharField()))
    return people.values("said")

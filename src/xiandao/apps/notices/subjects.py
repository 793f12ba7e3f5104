"""What notices are about: each app says who sees its things and what they are called."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Container, Iterable, Mapping
from typing import Any, NamedTuple

from django.db.models import Q, QuerySet

from xiandao.apps.accounts.rights import Person


class About(NamedTuple):
    """A row of a model, ``plans.edition`` for instance; :data:`NOTHING` where no rights are to be asked."""

    model: str = ""
    id: int = 0


class Shown(NamedTuple):
    """What a thing is called, to whoever may see it; above ``none`` its name stays inside the workspace."""

    name: str
    secrecy: str = "none"


class Subject(NamedTuple):
    """A kind of things.

    Attributes:
        seen: The rows that a person may see on a day.
        shown: What rows are called, by their id; asked of rows that are seen alone.
    """

    seen: Callable[[Person, dt.date], QuerySet[Any]]
    shown: Callable[[Iterable[int]], Mapping[int, Shown]]


NOTHING = About()
_SUBJECTS: dict[str, Subject] = {}


def subject_declare(model: str, subject: Subject) -> None:
    """Says how things of *model* are seen and called; what is not declared is seen by nobody."""
    _SUBJECTS[model] = subject


def visible(person: Person, on: dt.date, models: Container[str] | None = None) -> Q:
    """The notices whose things *person* may see on a day; about things of *models* alone, where these are given."""
    seen = Q(about_model="")
    for model, subject in _SUBJECTS.items():
        if models is not None and model not in models:
            continue
        seen |= Q(about_model=model, about_id__in=subject.seen(person, on).order_by().values("pk"))
    return seen


def names_of(things: Iterable[About]) -> dict[About, Shown]:
    """What each thing is called."""
    by_model: dict[str, set[int]] = {}
    for about in things:
        by_model.setdefault(about.model, set()).add(about.id)
    return {
        About(model, pk): shown
        for model, pks in by_model.items()
        if model in _SUBJECTS
        for pk, shown in _SUBJECTS[model].shown(pks).items()
    }

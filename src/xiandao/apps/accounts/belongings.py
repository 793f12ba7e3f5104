"""What belongs to a post and goes with it: every app declares what of its own does."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import NamedTuple

from django.apps import apps
from django.utils.module_loading import module_has_submodule

from xiandao.apps.accounts.models import Post

Count = Callable[[Post], int]
_COUNTS: dict[str, Count] = {}
MODULE = "belongings"


class Belonging(NamedTuple):
    """So many things of one kind; their titles are for those who may read them."""

    code: str
    n: int


def belongs(code: str) -> Callable[[Count], Count]:
    """Declares how many things of the kind *code* belong to a post; its wording is ``label-belonging-`` *code*."""

    def declare(count: Count) -> Count:
        _COUNTS[code] = count
        return count

    return declare


def belongings_of(post: Post) -> tuple[Belonging, ...]:
    """Everything that belongs to *post*, in the order of the apps."""
    for app in apps.get_app_configs():
        if app.name.startswith("xiandao.apps.") and module_has_submodule(app.module, MODULE):
            import_module(f"{app.name}.{MODULE}")
    return tuple(Belonging(code, count(post)) for code, count in _COUNTS.items())

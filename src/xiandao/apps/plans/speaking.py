"""Whether a plan speaks of a field: by the names of its sectors, by the words of its tasks."""

from __future__ import annotations

from xiandao.apps.plans.models import Edition, Item
from xiandao.apps.plans.taxonomies import known_codes

IN_FORCE = ("issued", "amended")
"""The states of an edition that binds."""


def same_field(one: str, other: str) -> bool:
    """Whether two names mean one field of the tree, or are the same word."""
    return one == other or bool({*known_codes(one)} & {*known_codes(other)})


def words_of(task: Item, edition: Edition) -> str:
    """A task's heading, its words and its own text."""
    first, last = task.fields.get("body_start"), task.fields.get("body_end")
    body = edition.document.text[first:last] if edition.document and first is not None and last is not None else ""
    return f"{task.head}\n{task.quote}\n{body}"


def speaks_of(task: Item, edition: Edition, sector: str) -> bool:
    """Whether a task or its text names the sector."""
    return sector in words_of(task, edition)

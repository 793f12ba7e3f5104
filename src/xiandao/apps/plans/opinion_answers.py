"""What became of comments: the clauses of a later edition that changed, each with the comments it answers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from django.db.models import QuerySet

from xiandao.apps.accounts.rights import Person
from xiandao.apps.cases.models import Case
from xiandao.apps.plans.comparison import QUIET
from xiandao.apps.plans.models import Edition, Item, Succession
from xiandao.apps.plans.opinions import comments_seen, items_of, stretch_of
from xiandao.apps.plans.selectors import editions_seen
from xiandao.core.papers import Value
from xiandao.writers.papers_revision import marked

STILL = frozenset(change.value for change in QUIET)
HEEDED = ("adopted", "partly")
MOST_WORDS = 1_200
"""Characters of a task shown in full; of longer ones the heading alone."""


class Answer(NamedTuple):
    """A changed clause: what it was, what it is, what was marked between, and the comments it answers."""

    link: Succession
    before: tuple[Item, ...]
    after: tuple[Item, ...]
    earlier: Value
    later: Value
    comments: tuple[Case, ...]


class Answers(NamedTuple):
    """What a later edition made of the comments on the one before.

    Attributes:
        earlier: The edition that was commented on.
        rows: The changed clauses that answer a comment, in the order of the later text.
        unheeded: Comments that were adopted, wholly or in part, on clauses that did not change.
        changed: How many clauses changed in all.
        comments: How many comments there are.
    """

    earlier: Edition
    rows: tuple[Answer, ...]
    unheeded: tuple[Case, ...]
    changed: int
    comments: int


def answers_of(person: Person, later: Edition) -> Answers | None:
    """What *later* made of what was said of the edition it supersedes; ``None`` where nothing was said."""
    before = later.supersedes_id or 0
    earlier = editions_seen(person).filter(pk=before).select_related("plan__keeper", "document").first()
    comments = [case for case in comments_seen(person, earlier) if case.state != "withdrawn"] if earlier else []
    if earlier is None or not comments:
        return None
    about = items_of(earlier, comments)
    changed = [link for link in _links(later, earlier) if is_changed(link)]
    on = {link.pk: tuple(case for case in comments if _touches(link, about[case.pk])) for link in changed}
    answered = [link for link in changed if on[link.pk]]
    items = Item.objects.in_bulk([pk for link in answered for pk in (*link.before, *link.after)])
    heeded = {case.pk for link in answered for case in on[link.pk]}
    unheeded = [
        case for case in comments if case.ruling in HEEDED and about[case.pk] and case.pk not in heeded
    ]  # fmt: skip
    rows = tuple(_answer(link, items, on[link.pk]) for link in answered)
    return Answers(earlier, rows, tuple(unheeded), len(changed), len(comments))


def later_items(person: Person, earlier: Edition, about: Mapping[int, Sequence[Item]]) -> dict[int, list[Item]]:
    """Comment → the changed items of later editions that *person* sees which came of the items it is about."""
    seen = editions_seen(person).filter(supersedes=earlier)
    links = [each for each in _links(None, earlier).filter(edition__in=seen) if is_changed(each)]
    items = Item.objects.in_bulk([pk for link in links for pk in link.after])
    return {
        case: [items[pk] for link in links if _touches(link, touched) for pk in link.after if pk in items]
        for case, touched in about.items()
    }


def is_changed(link: Succession) -> bool:
    """Whether anything but the place or the number of a clause became another."""
    return not {*link.changes} <= STILL


def _links(later: Edition | None, earlier: Edition) -> QuerySet[Succession]:
    links = (
        Succession.objects.filter(earlier=earlier)
        .exclude(verdict="no")
        .select_related("earlier__document", "edition__document")
        .order_by("edition", "ordinal")
    )
    return links.filter(edition=later) if later else links


def _touches(link: Succession, items: Sequence[Item]) -> bool:
    return any(item.pk in link.before for item in items)


def _answer(link: Succession, items: Mapping[int, Item], comments: tuple[Case, ...]) -> Answer:
    before = tuple(items[pk] for pk in link.before if pk in items)
    after = tuple(items[pk] for pk in link.after if pk in items)
    return Answer(link, before, after, *marked(_words(before, link.earlier), _words(after, link.edition)), comments)


def _words(items: Sequence[Item], of: Edition) -> str | None:
    """The words of items as they stand in the text; of tasks with what they order done."""
    text = of.document.text if of.document else ""
    return "\n".join(_own_words(item, text) for item in items) or None


def _own_words(item: Item, text: str) -> str:
    start, end = stretch_of(item)
    return text[start:end].strip() if end <= len(text) and end - start <= MOST_WORDS else item.quote

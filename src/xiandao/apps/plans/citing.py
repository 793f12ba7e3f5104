"""What a plan rests on: every document it cites, with its plan in the workspace where there is one that a person sees."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from typing import NamedTuple

from django.db.models import Q

from xiandao.apps.accounts.rights import Person
from xiandao.apps.plans.models import Edition, Item
from xiandao.apps.plans.selectors import editions_seen

_BRACKETS = str.maketrans("[(【［（", "〔〔〔〔〔") | str.maketrans("])】］）", "〕〕〕〕〕")
_WRITTEN = ("〔〕", "[]", "()", "（）", "［］", "【】")


class Cited(NamedTuple):
    """A citation, and the latest edition of the plan it means; ``None`` where none that the person sees is kept (未收录)."""

    item: Item
    edition: Edition | None


def cited(person: Person, edition: Edition, cites: Sequence[Item]) -> list[Cited]:
    """Each of *cites* with the plan it means: by its number, else by its title where the numbers do not differ."""
    if not cites:
        return []
    numbers = {way for item in cites for way in _ways(item.fields["doc_no"] or "")}
    titles = {item.fields["title"] for item in cites}
    seen = editions_seen(person).filter(Q(doc_no__in=numbers - {""}) | Q(plan__title__in=titles))
    kept = list(seen.exclude(plan=edition.plan_id).select_related("plan").order_by("-ordinal", "pk"))
    return [Cited(item, next((each for each in kept if _is_meant(item, each)), None)) for item in cites]


def _is_meant(item: Item, edition: Edition) -> bool:
    cited_no, own_no = number_of(item.fields["doc_no"] or ""), number_of(edition.doc_no)
    if cited_no and own_no:
        return cited_no == own_no
    return bool(item.fields["title"]) and _title(item.fields["title"]) == _title(edition.plan.title)


def number_of(printed: str) -> str:
    """A document number without blanks, its brackets as the standard has them: 霁政发〔2025〕12号."""
    return "".join(unicodedata.normalize("NFKC", printed).split()).translate(_BRACKETS)


def _ways(printed: str) -> list[str]:
    """The number as it may have been kept: as printed, and with each kind of bracket."""
    plain = number_of(printed)
    return [printed, plain, *(plain.replace("〔", way[0]).replace("〕", way[1]) for way in _WRITTEN)]


def _title(printed: str) -> str:
    return "".join(unicodedata.normalize("NFKC", printed).split()).strip("《》")

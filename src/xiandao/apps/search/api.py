"""Search by API: what is found plan by plan, with the words around each hit."""

from __future__ import annotations

from typing import Any, Literal

from django.utils import timezone
from ninja import Field, Query, Router, Schema

from xiandao.apps.accounts.api import Asked
from xiandao.apps.plans.by_token import classes_answered
from xiandao.apps.search import selectors
from xiandao.apps.search.policy_words import AT_ONCE as AT_ONCE_POLICIES
from xiandao.apps.search.policy_words import (
    KIND,
    PAGE,
    SHOWN,
    PoliciesFound,
    PolicyHits,
    policies_found,
    policies_refresh,
)
from xiandao.apps.search.services import AT_ONCE, search_refresh

router = Router(tags=["search"])
MOST_PAGES = 10**6


class SearchAsked(Schema):
    """What is sought."""

    q: str = Field("", description="Words; those of a phrase stand together, blanks part phrases.")
    kind: Literal[
        "", "title", "text", "target", "task", "sector", "technology", "placement", "bundle", "fact", "cite", "policy"
    ] = Field("", description="Where it stands; `policy`: pages are of policies, and no plan is told of.")
    unit: str = Field("", description="Words of a responsible unit's name.")
    year: int | None = Field(None, ge=1000, le=9999, description="Of the item; where it has none, of its document.")
    sector: str = Field("", description="Code in the taxonomy: any of its names.")
    place: str = Field("", description="Code of a place: plans of it and of all below it.")
    level: Literal["", "national", "province", "city", "district", "zone"] = ""
    plan: int | None = Field(None, ge=1, le=2**31 - 1, description="One edition alone, with all its hits.")
    old: bool = Field(default=False, description="Editions that a later one has replaced, too.")
    page: int = Field(1, ge=1, le=MOST_PAGES, description="Ten plans a page; of one plan fifty hits.")


class PartOut(Schema):
    """A stretch of words."""

    words: str
    is_marked: bool = Field(description="Whether it was asked for.")


class SnippetOut(Schema):
    """One hit."""

    kind: str
    item: int | None = Field(description="Null for titles and text.")
    head: list[PartOut]
    parts: list[PartOut] = Field(description="The words around it.")
    address: str = Field(description="Of its page.")


class SearchGroup(Schema):
    """What was found in one edition."""

    edition: int
    plan: int
    title: str
    place: str | None
    hits: int
    by_kind: dict[str, int]
    shown: list[SnippetOut] = Field(description="The first ones of each kind.")


class PolicyHitOut(Schema):
    """Words that were found in a policy."""

    measure: int | None = Field(description="Null where they stand outside of measures.")
    parts: list[PartOut]
    address: str = Field(description="Of its page.")


class PolicyHitsOut(Schema):
    """What was found in one policy."""

    policy: int
    title: str
    place: str = Field(description="Code of the place for which it holds.")
    state: str = Field(description="On the day of the answer.")
    hits: int = Field(description="Measures, and paragraphs outside of measures.")
    shown: list[PolicyHitOut]


class PoliciesFoundOut(Schema):
    """What was found in policies, beside plans."""

    total: int = Field(description="Policies.")
    is_whole: bool = Field(
        description="False while their index is being made: there may be more. Ask again in a while."
    )
    items: list[PolicyHitsOut] = Field(description="Three; with `kind=policy` twenty a page.")


class SearchOut(Schema):
    """One page of what was found, of what you see."""

    total: int = Field(description="Editions with hits.")
    hits: int
    by_kind: dict[str, int] = Field(description="Hits by kind, whichever is asked for.")
    page: int
    pages: int
    items: list[SearchGroup]
    policies: PoliciesFoundOut


@router.get("/search", response=SearchOut, url_name="search", summary="Search all plans and policies")
def search(request: Asked, asked: Query[SearchAsked]) -> dict[str, Any]:
    """Words over titles, texts and items of every plan that you see, and over policies; what is new is found too.

    By token in plans that are 无 alone.
    """
    said = {name: str(value) for name, value in asked.dict(exclude={"old"}).items() if value not in (None, "")}
    search_refresh(AT_ONCE)
    is_whole = policies_refresh(AT_ONCE_POLICIES).is_whole
    wanted = selectors.asked_of({**said, "old": "1" if asked.old else ""})._replace(classes=classes_answered(request))
    is_of_policies, today = asked.kind == KIND, timezone.localdate()
    policies = policies_found(
        request.person, wanted, today, number=str(asked.page) if is_of_policies else None,
        size=PAGE if is_of_policies else SHOWN,
    )  # fmt: skip
    if is_of_policies:
        paged = {"page": policies.page.number, "pages": policies.page.paginator.num_pages}
        return {
            "total": 0,
            "hits": 0,
            "by_kind": {},
            **paged,
            "items": [],
            "policies": _policies(policies, is_whole=is_whole),
        }
    found = selectors.found(request.person, wanted, str(asked.page))
    counted = {"total": found.plans, "hits": found.hits, "by_kind": dict(found.by_sort)}
    paged = {"page": found.page.number, "pages": found.page.paginator.num_pages}
    groups = [_group(each) for each in found.groups]
    return {**counted, **paged, "items": groups, "policies": _policies(policies, is_whole=is_whole)}


def _policies(found: PoliciesFound, *, is_whole: bool) -> dict[str, Any]:
    return {"total": found.total, "is_whole": is_whole, "items": [_policy(each) for each in found.listed]}


def _policy(found: PolicyHits) -> dict[str, Any]:
    return {
        "policy": found.policy.pk,
        "title": found.policy.title,
        "place": found.policy.place.code,
        "state": found.state,
        "hits": found.hits,
        "shown": [
            {
                "measure": each.measure.pk if each.measure else None,
                "parts": _parts(each.parts),
                "address": each.address,
            }
            for each in found.shown
        ],
    }


def _group(group: selectors.Group) -> dict[str, Any]:
    plan = group.edition.plan
    return {
        "edition": group.edition.pk,
        "plan": plan.pk,
        "title": plan.title,
        "place": plan.place.code if plan.place else None,
        "hits": group.hits,
        "by_kind": dict(group.by_sort),
        "shown": [
            {
                "kind": each.sort,
                "item": each.item.pk if each.item else None,
                "head": _parts(each.head),
                "parts": _parts(each.parts),
                "address": each.address,
            }
            for each in group.snippets
        ],
    }


def _parts(parts: tuple[tuple[str, bool], ...]) -> list[dict[str, Any]]:
    return [{"words": words, "is_marked": is_marked} for words, is_marked in parts]

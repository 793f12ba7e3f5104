"""产业空间布局表 by API: versions, what changed, the yearly review from its opening to the new version, files."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.utils import timezone
from ninja import Query, Router
from ninja.responses import Status

from xiandao.apps.accounts.api import Asked
from xiandao.apps.audit.paging import Paging, page_of
from xiandao.apps.files.downloads import LEAVES
from xiandao.apps.plans import layout_making, layout_pages, layout_papers, layouts
from xiandao.apps.plans.by_token import words_answered
from xiandao.apps.plans.export_gate import Wish
from xiandao.apps.plans.layout_maps import map_of
from xiandao.apps.plans.layout_models import Layout, LayoutVersion
from xiandao.apps.plans.layout_schemas import (
    BeginIn,
    CaseNumber,
    CloseIn,
    DiffOut,
    LayoutAsked,
    LayoutList,
    LayoutPaperIn,
    LayoutReviewOut,
    LayoutRuleIn,
    LayoutWhole,
    MakeIn,
    ProposalOut,
    ProposeIn,
    VerdictsIn,
    VersionOut,
)
from xiandao.apps.plans.layout_selectors import (
    Told,
    changes_between,
    editions_of,
    layout_for,
    layouts_seen,
    lines_of,
    review_open,
    version_numbered,
    version_on,
)
from xiandao.apps.plans.leaving import left
from xiandao.apps.publishing.api import ReleaseWhole
from xiandao.core.errors import Refusal

router = Router(tags=["layouts"])


@router.get("", response=LayoutList, url_name="layouts", summary="List layout tables")
def layout_list(request: Asked, paging: Query[Paging]) -> dict[str, Any]:
    """Every 产业空间布局表 that you see, by place."""
    return page_of(layouts_seen(request.person).select_related("place"), paging)


@router.post("", response={201: LayoutWhole}, url_name="layouts", summary="Make a layout table")
def layout_make(request: Asked, said: MakeIn) -> Status[dict[str, Any]]:
    """Version 1, of the confirmed placements of the plans of the place that are in force."""
    made = layout_making.layout_make(request.person, said.place, said.since, at=timezone.now())
    return Status(201, _whole(made, made.versions.first()))


@router.get("/{int:pk}", response=LayoutWhole, url_name="layout", summary="One layout table")
def layout_get(request: Asked, pk: int, asked: Query[LayoutAsked]) -> dict[str, Any]:
    """The version asked for, else that in force on a day, with every row and what it rests on."""
    of = _asked(request, pk)
    if asked.version is None:
        return _whole(of, version_on(of, asked.on or timezone.localdate()))
    return _whole(of, _version(of, asked.version))


def _asked(request: Asked, pk: int) -> Layout:
    """The table, where whoever asks may have its words.

    Raises:
        Refusal: ``absent``; ``taken-numbered``: by token, where a plan that it rests on is not 无.
    """
    of = layout_for(request.person, pk)
    words_answered(request, *editions_of(of))
    return of


def _whole(of: Layout, version: LayoutVersion | None) -> dict[str, Any]:
    lines = lines_of(version) if version else []
    named = {"id": of.pk, "place": of.place.code, "name": of.place.name, "map": map_of(of.place)}
    return {**named, "versions": list(of.versions.all()), "version": version, "lines": lines}


def _version(of: Layout, ordinal: int) -> LayoutVersion:
    found = version_numbered(of, ordinal)
    if found is None:
        raise Refusal("absent")
    return found


@router.get("/{int:pk}/diff", response=DiffOut, url_name="layout-diff", summary="What changed between two versions")
def layout_diff(request: Asked, pk: int, before: int = 1, after: int | None = None) -> dict[str, Any]:
    """Every row of either version: added, dropped, changed or as before, with the reasons of the reviews between."""
    of = _asked(request, pk)
    last = of.versions.latest("ordinal").ordinal if after is None else after
    one, other = _version(of, before), _version(of, last)
    one, other = sorted((one, other), key=lambda each: each.ordinal)
    changes = [_change(each) for each in changes_between(one, other)]
    return {"before": one.ordinal, "after": other.ordinal, "changes": changes}


def _change(told: Told) -> dict[str, Any]:
    change = told.change
    verdicts = [{"year": year, "verdict": verdict, "reason": reason} for year, verdict, reason in told.verdicts]
    return {
        "kind": change.kind, "name": change.line.place, "sector": change.line.sector, "before": change.before,
        "after": change.after, "fields": list(change.fields), "proposals": list(told.proposals), "verdicts": verdicts,
    }  # fmt: skip


@router.get("/{int:pk}/review", response=LayoutReviewOut, url_name="layout-review", summary="The yearly review")
def layout_review(request: Asked, pk: int, year: int | None = None) -> dict[str, Any]:
    """The review under way, else that of the year asked for, else the last; who is asked sees their own proposals."""
    of = _asked(request, pk)
    shown = of.reviews.filter(year=year).first() if year is not None else review_open(of) or of.reviews.first()
    if shown is None:
        raise Refusal("layout-review-none")
    found = layout_pages.review_page(request.person, of, shown, timezone.localdate())
    rows = [
        {
            "line": line.pk, "name": line.name, "sector": line.sector, "verdict": given.verdict if given else None,
            "reason": given.reason if given else "",
        }
        for line, given in found["lines"]
    ]  # fmt: skip
    return {
        "year": shown.year, "version": shown.version.ordinal, "made": shown.made.ordinal if shown.made else None,
        "until": found["round"].until if found["round"] else None,
        "proposals": [each.row for each in found["proposals"]], "rows": rows,
    }  # fmt: skip


@router.post(
    "/{int:pk}/review", response={201: LayoutReviewOut}, url_name="layout-review", summary="Open a yearly review"
)
def layout_begin(request: Asked, pk: int, said: BeginIn) -> Status[dict[str, Any]]:
    """Asks places and units what they propose to the latest version."""
    asking = layouts.Asking(
        said.year, said.days, said.until, said.rule_days, places=tuple(said.places), units=tuple(said.units)
    )
    layouts.review_begin(request.person, pk, asking, at=timezone.now())
    return Status(201, layout_review(request, pk))


@router.post(
    "/{int:pk}/review/proposals", response={201: ProposalOut}, url_name="layout-propose", summary="Propose a change"
)
def layout_propose(request: Asked, pk: int, said: ProposeIn) -> Status[Any]:
    """For your place or unit, if it is asked; the office enters what others send."""
    saying = layouts.Saying(**said.dict())
    return Status(201, layouts.proposal_add(request.person, pk, saying, at=timezone.now()))


@router.post("/{int:pk}/review/rule", response=LayoutReviewOut, url_name="layout-rule", summary="Rule on a proposal")
def layout_rule(request: Asked, pk: int, said: LayoutRuleIn) -> dict[str, Any]:
    """采纳 or 未采纳, with the reason."""
    layouts.proposal_rule(
        request.person, pk, said.case, said.ruling, said.reason, at=timezone.now(), version=said.version
    )
    return layout_review(request, pk)


@router.post(
    "/{int:pk}/review/withdraw", response=LayoutReviewOut, url_name="layout-withdraw", summary="Take a proposal back"
)
def layout_withdraw(request: Asked, pk: int, said: CaseNumber) -> dict[str, Any]:
    """Only who entered it can."""
    layouts.proposal_withdraw(request.person, pk, said.case, at=timezone.now())
    return layout_review(request, pk)


@router.post("/{int:pk}/review/verdicts", response=LayoutReviewOut, url_name="layout-verdicts", summary="Judge rows")
def layout_verdicts(request: Asked, pk: int, said: VerdictsIn) -> dict[str, Any]:
    """继续, 加强, 调整 or 退出 for rows of the version reviewed."""
    given = {each.line: (each.verdict, each.reason) for each in said.verdicts}
    layouts.verdicts_give(request.person, pk, given, rest=said.rest, at=timezone.now())
    return layout_review(request, pk)


@router.post("/{int:pk}/review/close", response=VersionOut, url_name="layout-close", summary="Close the review")
def layout_close(request: Asked, pk: int, said: CloseIn) -> LayoutVersion:
    """Every proposal ruled upon, every row judged: a new version is in force from a day."""
    return layouts.review_close(request.person, pk, said.since, said.reason, at=timezone.now())


@router.post(
    "/{int:pk}/paper", response={201: ReleaseWhole}, url_name="layout-paper", summary="Export", openapi_extra=LEAVES
)
def layout_paper(request: Asked, pk: int, said: LayoutPaperIn) -> HttpResponse | Status[Any]:
    """产业空间布局表 of a version, or what changed since another; the file, or the release that waits."""
    wish = Wish(said.use, said.purpose, said.receiver, tuple(said.takers))
    given = layout_papers.paper_give(
        request.person, pk, said.form, ordinal=said.version, before=said.before, wish=wish, at=timezone.now()
    )
    return left(given)

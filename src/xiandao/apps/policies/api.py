"""政策工具库 by API: what the pages do, read and write."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.utils import timezone
from ninja import File, Query, Router
from ninja.files import UploadedFile
from ninja.responses import Status

from xiandao.apps.accounts.api import Asked
from xiandao.apps.audit.paging import Paging, page_of
from xiandao.apps.files.downloads import LEAVES
from xiandao.apps.policies import api_schemas as out
from xiandao.apps.policies import opening, originals, overlapping, papers, selectors, services
from xiandao.apps.policies.models import Measure, Policy, PolicyVerdict
from xiandao.apps.policies.views import LEADING, file_of
from xiandao.apps.policies.vocabularies import known
from xiandao.apps.publishing.api import ReleaseOut
from xiandao.apps.publishing.models import Release

router = Router(tags=["policies"])


@router.get("", response=out.PolicyPage, url_name="policies", summary="Policies")
def policy_list(request: Asked, asked: Query[out.PolicyAsked], paging: Query[Paging]) -> dict[str, Any]:
    """The policies that you may see."""
    return page_of(selectors.policy_list(request.person, asked.dict(), timezone.localdate()), paging)


@router.post("", response={202: out.PolicyJobs}, url_name="policies", summary="Upload policies")
def policy_upload(request: Asked, files: File[list[UploadedFile]]) -> Status[dict[str, Any]]:
    """Each is read in the background; a file that bears a marking of state secrets is refused, and nothing of it kept."""
    named = [(file.name or "", file.chunks()) for file in files]
    return Status(202, {"items": services.upload(request.person, named, at=timezone.now())})


@router.get("/measures", response=out.PolicyMeasurePage, url_name="policy-measures", summary="The library")
def policy_measures(request: Asked, asked: Query[out.PolicyAsked], paging: Query[Paging]) -> dict[str, Any]:
    """Confirmed measures; with `show=open` those that wait for a person."""
    return page_of(selectors.library(request.person, asked.dict(), timezone.localdate()), paging)


@router.get("/compare", response=list[out.PolicyStanding], url_name="policy-compare", summary="Compare levels")
def policy_compare(request: Asked, topic: str = "", under: str = "") -> list[dict[str, Any]]:
    """Topics (codes parted by commas) beside places; a 板块 without a measure says `none`."""
    topics = tuple(code for code in topic.split(",") if known("topics", code)) or LEADING
    rows = selectors.comparison(request.person, topics, under, timezone.localdate())
    return [
        {
            "place": row.place.pk, "name": row.place.name, "level": row.place.level, "is_part": row.is_part,
            "cells": [cell._asdict() for cell in row.cells],
        }
        for row in rows
    ]  # fmt: skip


@router.get("/overlaps", response=out.PolicyOverlapPage, url_name="policy-overlaps", summary="Overlaps")
def policy_overlaps(request: Asked, paging: Query[Paging], topic: str = "", instrument: str = "") -> dict[str, Any]:
    """Pairs of measures in force with topic, instrument and receivers in common; of all topics together the first 200."""
    pairs = overlapping.overlapping(request.person, topic, timezone.localdate(), instrument=instrument)
    rows = overlapping.pairs_of(request.person, pairs.found[paging.offset : paging.offset + paging.limit])
    items = [
        {
            "kind": pair.kind, "topic": pair.topic, "upper": pair.upper.pk, "lower": pair.lower.pk,
            "rules": [{"kind": rule.kind, "quote": rule.quote} for rule in pair.rules],
        }
        for pair in rows
    ]  # fmt: skip
    stretch = {"total": len(pairs.found), "limit": paging.limit, "offset": paging.offset, "items": items}
    return {**stretch, "is_whole": pairs.is_whole}


@router.get("/clean-up", response=list[out.PolicyDueOut], url_name="policy-clean-up", summary="The clean-up")
def policy_clean_up(request: Asked) -> list[dict[str, Any]]:
    """What ended, ends within a year, or was not looked at for a year."""
    return [
        {
            "policy": due.policy.pk, "title": due.policy.title, "why": due.why, "days": due.days,
            "verdict": due.verdict.verdict if due.verdict else "",
        }
        for due in selectors.clean_up(request.person, timezone.localdate())
    ]  # fmt: skip


@router.post(
    "/paper", response={201: ReleaseOut}, url_name="policy-paper", summary="The list as a file", openapi_extra=LEAVES
)
def policy_paper(request: Asked, said: out.PolicyPaperIn) -> HttpResponse | Status[Release]:
    """The file, or the release that waits for two people."""
    asked = {"topic": said.topic, "state": said.state, "place": said.place}
    wish = papers.Wish(said.use, said.purpose, said.receiver)
    given = papers.list_give(request.person, asked, said.form, wish, at=timezone.now())
    return Status(201, given) if isinstance(given, Release) else file_of(given)


@router.get("/{int:pk}", response=out.PolicyWhole, url_name="policy", summary="One policy")
def policy_get(request: Asked, pk: int) -> dict[str, Any]:
    """Its text, its rules on stacking, its measures."""
    of = selectors.policy_for(request.person, pk)
    return {"policy": of, "text": of.text, "rules": of.rules, "measures": out.measures_of(of)}


@router.post(
    "/{int:pk}/original", response={201: ReleaseOut}, url_name="policy-original", summary="The file",
    openapi_extra=LEAVES,
)  # fmt: skip
def policy_original(request: Asked, pk: int, said: out.PolicyTakeIn) -> HttpResponse | Status[Release]:
    """The file as it came in, or the release that waits for two people; of what is 内部 or 工作秘密 none."""
    wish = papers.Wish(said.use, said.purpose, said.receiver)
    given = originals.original_give(request.person, pk, wish, at=timezone.now())
    return Status(201, given) if isinstance(given, Release) else file_of(given, "policy")


@router.post("/{int:pk}/about", response=out.PolicyOut, url_name="policy-about", summary="Correct its particulars")
def policy_about(request: Asked, pk: int, said: out.PolicyAboutIn) -> Policy:
    """Title, place, issuers, days and state."""
    told = services.About(**said.model_dump(exclude={"version"}))
    return services.policy_about(request.person, pk, told, version=said.version, at=timezone.now())


@router.post("/{int:pk}/open", response={201: ReleaseOut}, url_name="policy-open", summary="Ask to open it")
def policy_open(request: Asked, pk: int) -> Status[Release]:
    """A second person confirms that everybody may see it."""
    return Status(201, opening.policy_open(request.person, pk, at=timezone.now()))


@router.post(
    "/{int:pk}/verdict", response={201: out.PolicyVerdictOut}, url_name="policy-verdict", summary="Give its verdict"
)
def policy_verdict(request: Asked, pk: int, said: out.PolicyVerdictIn) -> Status[PolicyVerdict]:
    """继续有效, 修改 or 废止, with the reason."""
    found = services.policy_verdict(
        request.person, pk, said.verdict, said.reason, version=said.version, at=timezone.now()
    )
    return Status(201, found)


@router.post(
    "/{int:pk}/measures", response={201: out.PolicyMeasureOut}, url_name="policy-measure-add", summary="Add a measure"
)
def policy_measure_add(request: Asked, pk: int, said: out.MeasureAddIn) -> Status[Measure]:
    """On words of the text; it counts as confirmed by you."""
    return Status(201, services.measure_add(request.person, pk, said.words, said.fields, at=timezone.now()))


@router.get("/measures/{int:pk}", response=out.PolicyMeasureOut, url_name="policy-measure", summary="One measure")
def policy_measure(request: Asked, pk: int) -> Measure:
    """As it stands."""
    return selectors.measure_for(request.person, pk)


@router.post("/measures/{int:pk}", response=out.PolicyMeasureOut, url_name="policy-measure", summary="Judge a measure")
def policy_measure_judge(request: Asked, pk: int, said: out.MeasureJudgeIn) -> Measure:
    """Confirm, correct, reject or open again; 409 where somebody was quicker."""
    return services.measure_judge(
        request.person, pk, said.deed, version=said.version, at=timezone.now(),
        fields=said.fields if said.deed == "correct" else None, note=said.note,
    )  # fmt: skip

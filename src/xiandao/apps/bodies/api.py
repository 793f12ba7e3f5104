"""The register by API: bodies with their rows, linked leaders, who answers for a field on a day, papers."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.http import HttpResponse
from django.utils import timezone
from ninja import Query, Router, Schema
from ninja.responses import Status

from xiandao.apps.accounts.org_api import Asked
from xiandao.apps.audit.paging import page_of
from xiandao.apps.bodies import answers, papers, selectors, services
from xiandao.apps.bodies.api_schemas import (
    BodiesAsked,
    BodyEnd,
    BodyNew,
    BodyPage,
    BodyPaper,
    BodyRowOut,
    BodyWhole,
    ChargeIn,
    FieldAsked,
    LinkIn,
    LinkPage,
    LinksAsked,
    LinksPaper,
    MemberIn,
    MembersIn,
    MembersOut,
    ResponsibleOut,
    RowChange,
    RowEnd,
    RowWithdraw,
)
from xiandao.apps.bodies.fields import field_code
from xiandao.apps.bodies.models import Body, Kept, Link, Member, Setting
from xiandao.apps.bodies.papers import subject_of, who_of
from xiandao.apps.bodies.telephones import masked, unsealed
from xiandao.apps.files.downloads import LEAVES, download
from xiandao.core.errors import Refusal

router = Router(tags=["bodies"])


def _said(asked: Schema) -> dict[str, str]:
    """As a form says it."""
    told = {key: value for key, value in asked.dict().items() if value is not None}
    return {key: ("1" if value else "") if isinstance(value, bool) else str(value) for key, value in told.items()}


def _day(on: dt.date | None) -> dt.date:
    return on or timezone.localdate()


def _row(row: Kept) -> dict[str, Any]:
    said = getattr(row, "name", "") or getattr(row, "code", "")
    if isinstance(row, Member):
        said = who_of(row)
    elif isinstance(row, Link):
        said = f"{row.duty} {row.leader}"
    told = {name: getattr(row, name) for name in ("version", "since", "until", "order", "source")}
    stamps = {name: getattr(row, name) for name in ("ended_at", "withdrawn_at", "withdrawn_for")}
    kind = services.kind_of(row)
    return (
        {"kind": kind, "id": row.pk, "said": said, "role": getattr(row, "role", ""), "entered_at": row.at}
        | told
        | stamps
    )


def _body(body: Body) -> dict[str, Any]:
    now: Setting = body.now[-1]  # type: ignore[attr-defined]  # of with_rows
    return {
        "id": body.pk,
        "place": body.place.code,
        "name": now.name,
        "kind": now.kind,
        "office": now.office.name if now.office else None,
        "since": now.since,
        "members": len(body.people),  # type: ignore[attr-defined]
        "fields": [each.code for each in body.fields],  # type: ignore[attr-defined]
    }


def _whole(body: Body) -> dict[str, Any]:
    rows = [_row(row) for kind in selectors.history_of(body).values() for row in kind]
    return {"id": body.pk, "place": body.place.code, "rows": rows}


def _link(link: Link, made: set[int]) -> dict[str, Any]:
    number = unsealed(link.key, link.sealed)
    names = ("version", "duty", "leader", "about", "code", "contact", "is_joint", "since", "until", "source")
    return {name: getattr(link, name) for name in names} | {
        "id": link.pk,
        "place": link.place.code,
        "subject": subject_of(link),
        "unit": link.unit.name if link.unit else link.unit_name,
        "telephone": (number if link.place_id in made else masked(number)) if number else "",
    }


def _place(request: Asked, code: str) -> int:
    place = selectors.places_made(request.person).filter(code=code).first()
    if place is None:
        raise Refusal("absent")
    return place.pk


@router.get("/bodies", response=BodyPage, url_name="bodies", summary="List bodies")
def body_list(request: Asked, asked: Query[BodiesAsked]) -> dict[str, Any]:
    """Leading groups, task forces and others of your line that stand on a day."""
    found = page_of(selectors.bodies_listed(request.person, _said(asked), _day(asked.on)), asked)
    return found | {"items": [_body(each) for each in found["items"]]}


@router.post("/bodies", response={201: BodyWhole}, url_name="bodies", summary="Enter a body")
def body_create(request: Asked, said: BodyNew) -> Status[dict[str, Any]]:
    """A body of a place, as a paper sets it up."""
    place = _place(request, said.place)
    return Status(201, _whole(services.body_add(request.person, place, _said(said), at=timezone.now())))


@router.get("/bodies/{int:pk}", response=BodyWhole, url_name="body", summary="One body")
def body_get(request: Asked, pk: int) -> dict[str, Any]:
    """Every row there ever was of it."""
    return _whole(selectors.body_for(request.person, pk))


@router.post("/bodies/{int:pk}/end", response=BodyWhole, url_name="body-end", summary="Dissolve a body")
def body_dissolve(request: Asked, pk: int, said: BodyEnd) -> dict[str, Any]:
    """It ends with a day, and what still holds of it."""
    return _whole(services.body_end(request.person, pk, _said(said), at=timezone.now()))


@router.post("/bodies/{int:pk}/members", response={201: BodyRowOut}, url_name="body-members", summary="Add a member")
def body_member_add(request: Asked, pk: int, said: MemberIn) -> Status[dict[str, Any]]:
    """A unit or a leader in a role."""
    return Status(201, _row(services.member_add(request.person, pk, _said(said), at=timezone.now())))


@router.post("/bodies/{int:pk}/list", response=MembersOut, url_name="body-list", summary="Add a list of members")
def body_members_paste(request: Asked, pk: int, said: MembersIn) -> dict[str, Any]:
    """Line by line; what is understood is entered, the rest is told by its number."""
    told = _said(said)
    done = services.members_paste(request.person, pk, said.text, told, at=timezone.now(), is_trial=said.is_trial)
    faults = [fault._asdict() for fault in done.faults]
    return {"entered": len(done.entered), "understood": len(done.lines), "faults": faults}


@router.post("/bodies/{int:pk}/charges", response={201: BodyRowOut}, url_name="body-charges", summary="Add a field")
def body_charge_add(request: Asked, pk: int, said: ChargeIn) -> Status[dict[str, Any]]:
    """A field that it answers for."""
    return Status(201, _row(services.charge_add(request.person, pk, _said(said), at=timezone.now())))


def _file(given: papers.Given, form: str) -> HttpResponse:
    name, data = given
    return download(data, name, plain=f"paper.{form}")


@router.post("/bodies/{int:pk}/paper", url_name="body-paper", summary="成员名单", openapi_extra=LEAVES)
def body_paper(request: Asked, pk: int, said: BodyPaper) -> HttpResponse:
    """The members of a day as DOCX or XLSX; noted in the log."""
    given = papers.members_given(request.person, pk, said.form, on=_day(said.on), at=timezone.now())
    return _file(given, said.form)


@router.post("/body-rows/change", response=BodyRowOut, url_name="body-row-change", summary="Change a row from a day on")
def body_row_change(request: Asked, said: RowChange) -> dict[str, Any]:
    """It ends the day before, and another opens."""
    fields = {
        key: ("1" if value is True else "" if value in (None, False) else str(value))
        for key, value in said.fields.items()
    }
    told = {**fields, **{key: value for key, value in _said(said).items() if key != "fields"}}
    return _row(services.row_change(request.person, said.kind, said.id, told, at=timezone.now()))


@router.post("/body-rows/end", response=BodyRowOut, url_name="body-row-end", summary="End a row")
def body_row_end(request: Asked, said: RowEnd) -> dict[str, Any]:
    """With a day, by a paper."""
    return _row(services.row_end(request.person, said.kind, said.id, _said(said), at=timezone.now()))


@router.post("/body-rows/withdraw", response=BodyRowOut, url_name="body-row-withdraw", summary="Withdraw a row")
def body_row_withdraw(request: Asked, said: RowWithdraw) -> dict[str, Any]:
    """It was entered by mistake; it stays in the history with the reason."""
    return _row(services.row_withdraw(request.person, said.kind, said.id, _said(said), at=timezone.now()))


@router.get("/links", response=LinkPage, url_name="links", summary="List linked leaders")
def link_list(request: Asked, asked: Query[LinksAsked]) -> dict[str, Any]:
    """挂钩联系 of a day."""
    made = {*selectors.places_made(request.person).values_list("pk", flat=True)}
    found = page_of(selectors.links_listed(request.person, _said(asked), _day(asked.on)), asked)
    return found | {"items": [_link(each, made) for each in found["items"]]}


@router.post("/links", response={201: BodyRowOut}, url_name="links", summary="Enter a linked leader")
def link_create(request: Asked, said: LinkIn) -> Status[dict[str, Any]]:
    """Refused where another is linked to the same at that time, unless both are shared."""
    place = _place(request, said.place)
    return Status(201, _row(services.link_add(request.person, place, _said(said), at=timezone.now())))


@router.post("/links/paper", url_name="links-paper", summary="挂钩联系表", openapi_extra=LEAVES)
def links_paper(request: Asked, said: LinksPaper) -> HttpResponse:
    """The linked leaders of a day as DOCX or XLSX; noted in the log."""
    given = papers.links_given(request.person, _said(said), said.form, on=_day(said.on), at=timezone.now())
    return _file(given, said.form)


@router.get(
    "/responsibility", response=list[ResponsibleOut], url_name="responsibility", summary="Who answers for a field"
)
def responsibility(request: Asked, asked: Query[FieldAsked]) -> list[dict[str, Any]]:
    """Linked leaders, bodies and member units on a day, from the top down; past days are answered as they were."""
    on, code = _day(asked.on), field_code(asked.field)
    place = selectors.places_seen(request.person).filter(code=asked.place).first() if asked.place else None
    if code:
        found = answers.answers_to(request.person, code, on, place)
    else:
        found = answers.subject_answers(request.person, asked.field, on) if asked.field.strip() else ()
    return [_answer(each) for each in found]


def _answer(answer: answers.Answer) -> dict[str, Any]:
    return {
        "place": answer.place.code,
        "place_name": answer.place.name,
        "leaders": [f"{each.link.duty} {each.link.leader}" for each in answer.leaders],
        "teams": [
            {
                "body": team.body.pk, "name": team.setting.name, "kind": team.setting.kind, "near": team.near,
                "office": team.setting.office.name if team.setting.office else None,
                "leaders": [who_of(each) for each in team.leaders], "units": [who_of(each) for each in team.units],
            }
            for team in answer.teams
        ],
    }  # fmt: skip

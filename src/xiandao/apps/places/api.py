"""Places and zones by API: the tree, and what changes it."""

from __future__ import annotations

import datetime as dt
from typing import Any, Literal

from django.http import HttpRequest
from django.utils import timezone
from ninja import Field, File, Form, Query, Router, Schema
from ninja.files import UploadedFile
from ninja.responses import Status

from xiandao.apps.audit.paging import Page, Paging, page_of
from xiandao.apps.places import loading, services
from xiandao.apps.places.models import Management, Place
from xiandao.apps.places.selectors import management_for, place_for, places_listed, places_under
from xiandao.core.errors import Refusal
from xiandao.core.messages import Language, message, refusal_message
from xiandao.readers.packs import PackFinding

router = Router(tags=["places"])
MANAGE = "system.manage"
MOST_TOLD = 100
"""Faults of a pack that a refusal tells; how many there are stands in its ``n``."""


class Asked(HttpRequest):
    """A request that has passed the gate."""

    person: Any
    language: Language


class PlaceOut(Schema):
    """A place that plans are made for."""

    id: int
    code: str
    name: str
    short_name: str
    level: str
    parent_id: int | None
    path: str = Field(description="Codes from the root; everything below a place begins with its path.")
    since: dt.date | None
    until: dt.date | None
    is_invented: bool = Field(description="Sample data.")


class PlacePage(Page[PlaceOut]):
    """Places, each behind the one above it."""


class PlacesAsked(Paging):
    """Which places are asked for."""

    under: str = Field("", description="Code of a place: it and everything below it.")
    level: str = Field("", description="`country`, `province`, `city`, `district`, `town` or `zone`.")
    q: str = Field("", description="In names and codes.")


class PlaceNew(Schema):
    """A new place."""

    parent: str = Field(max_length=32, description="Code of the place that it belongs to.")
    code: str = Field(max_length=32, description="GB/T 2260 or GB/T 10114; zones without one: the place's, a suffix.")
    name: str = Field(min_length=1, max_length=60)
    short_name: str = Field("", max_length=30)
    level: Literal["province", "city", "district", "town", "zone"]
    since: dt.date | None = None


class Renamed(Schema):
    """What a place is called from a day on."""

    name: str = Field(min_length=1, max_length=60)
    short_name: str = Field("", max_length=30)
    day: dt.date


class Moved(Schema):
    """Where a place belongs from a day on."""

    parent: str = Field(max_length=32, description="Code of the place.")
    day: dt.date


class Ended(Schema):
    """The last day."""

    day: dt.date


class PlacesEntered(Schema):
    """What a pack does to the tree."""

    is_trial: bool = Field(description="Whether it was only looked through.")
    added: list[str] = Field(description="Names, in the order of the pack.")
    changed: list[str]
    same: int


class PackFault(Schema):
    """What is wrong at one place of a file."""

    file: str
    line: int = Field(description="From 1 on.")
    column: int = Field(description="From 1 on.")
    code: str = Field(description="For programs.")
    message: str = Field(description="For people.")


class PackFaulty(Schema):
    """Why a pack was not taken: as every refusal, with its faults."""

    code: Literal["places-pack-faulty"]
    message: str
    values: dict[str, str] = Field(description="`n`: how many faults there are; `first`: what the first is.")
    findings: list[PackFault] = Field(description="The first hundred, by file, line and column.")


class PlacesLoad(Schema):
    """How a pack is taken."""

    act: Literal["check", "load"] = Field("check", description="`check`: nothing stays.")


class ManagementTold(Schema):
    """A zone manages a place, from a day to a day."""

    id: int
    zone: str = Field(alias="zone.code")
    place: str = Field(alias="place.code")
    since: dt.date | None
    until: dt.date | None


class ManagementIn(Schema):
    """A zone is to manage a place."""

    place: str = Field(max_length=32, description="Code of the place.")
    since: dt.date | None = None


@router.get("/places", response=PlacePage, url_name="places", summary="List the tree of places")
def place_list(request: HttpRequest, asked: Query[PlacesAsked]) -> dict[str, Any]:  # noqa: ARG001
    """The tree of places, in its order."""
    return page_of(places_listed(asked.dict()), asked)


@router.post("/places", response={201: PlaceOut}, url_name="places", summary="Add a place")
def place_create(request: Asked, said: PlaceNew) -> Status[Place]:
    """A place below one that you manage."""
    made = services.place_new(
        _place(request, said.parent), code=said.code, name=said.name, short_name=said.short_name, level=said.level,
        since=said.since, at=timezone.now(), by=request.person,
    )  # fmt: skip
    return Status(201, made)


@router.post("/places/load", response={200: PlacesEntered, 422: PackFaulty}, url_name="places-load", summary="Load a pack of places")  # fmt: skip
def places_load(
    request: Asked, files: File[list[UploadedFile]], said: Form[PlacesLoad]
) -> dict[str, Any] | Status[dict[str, Any]]:
    """TOML files, whole or not at all.

    `places-pack-faulty` is a `PackFaulty`: beside code, message and values its `findings` tell every fault by file, line
    and column.
    """
    read = loading.pack_read(loading.texts_of(files))
    if read.findings:
        return Status(422, _faulty(read.findings, request.language))
    is_trial = said.act != "load"
    entered = loading.places_enter(
        read.value or (), _paths(request), at=timezone.now(), by=request.person, is_trial=is_trial
    )  # fmt: skip
    return {"is_trial": is_trial, **entered._asdict()}


def _faulty(findings: tuple[PackFinding, ...], language: Language) -> dict[str, Any]:
    told = [
        {
            "file": each.file, "line": each.line, "column": each.column, "code": each.finding.code,
            "message": message(each.finding, language),
        }
        for each in findings[:MOST_TOLD]
    ]  # fmt: skip
    refusal = Refusal("places-pack-faulty", n=len(findings), first=told[0]["message"])
    said = {"code": refusal.code, "message": refusal_message(refusal, language), "values": refusal.values}
    return {**said, "findings": told}


@router.delete("/places/{int:pk}", response={204: None}, url_name="place", summary="Remove a place")
def place_remove(request: Asked, pk: int) -> Status[None]:
    """One that was entered by mistake and that nothing points to; all others end."""
    services.place_remove(place_for(_paths(request), pk), at=timezone.now(), by=request.person)
    return Status(204, None)


@router.post("/places/{int:pk}/rename", response=PlaceOut, url_name="place-rename", summary="Rename a place")
def place_rename(request: Asked, pk: int, said: Renamed) -> Place:
    """What it was called stays known, with its last day."""
    place = place_for(_paths(request), pk)
    told = {"name": said.name, "short_name": said.short_name, "day": said.day}
    return services.place_rename(place, **told, at=timezone.now(), by=request.person)  # type: ignore[arg-type]


@router.post("/places/{int:pk}/move", response=PlaceOut, url_name="place-move", summary="Move a place")
def place_move(request: Asked, pk: int, said: Moved) -> Place:
    """With everything below it, and the rights over it."""
    place = place_for(_paths(request), pk)
    return services.place_move(place, _place(request, said.parent), day=said.day, at=timezone.now(), by=request.person)


@router.post("/places/{int:pk}/end", response=PlaceOut, url_name="place-end", summary="End a place")
def place_end(request: Asked, pk: int, said: Ended) -> Place:
    """It stays, with its last day; everything that points to it too."""
    return services.place_end(place_for(_paths(request), pk), day=said.day, at=timezone.now(), by=request.person)


@router.post("/places/{int:pk}/manages", response={201: ManagementTold}, url_name="place-manages", summary="A zone manages a place")  # fmt: skip
def management_create(request: Asked, pk: int, said: ManagementIn) -> Status[Management]:
    """The place is outside the zone, and no other zone manages it in that time."""
    zone = place_for(_paths(request), pk)
    place = _place(request, said.place)
    return Status(201, services.management_new(zone, place, since=said.since, at=timezone.now(), by=request.person))


@router.post("/managements/{int:pk}/end", response=ManagementTold, url_name="management-end", summary="End that")
def management_end(request: Asked, pk: int, said: Ended) -> Management:
    """The zone managed it until the end of that day."""
    return services.management_end(
        management_for(_paths(request), pk), day=said.day, at=timezone.now(), by=request.person
    )  # fmt: skip


def _place(request: Asked, code: str) -> Place:
    place = places_under(_paths(request)).filter(code=code).first()
    if place is None:
        raise Refusal("place-parent-needed")
    return place


def _paths(request: Asked) -> tuple[str, ...]:
    return tuple(grant.path for grant in request.person.within(MANAGE) if grant.unit is None)

"""Official maps by API: those there are, loading one with its 审图号, its shapes, taking it away."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils import timezone
from ninja import Field, File, Form, Query, Router, Schema
from ninja.files import UploadedFile
from ninja.responses import Status

from xiandao.apps.accounts.api import Asked
from xiandao.apps.audit.paging import Page, Paging, page_of
from xiandao.apps.plans import layout_maps
from xiandao.apps.plans.layout_models import OfficialMap
from xiandao.core.errors import Refusal
from xiandao.readers.geo_map import MOST_BYTES

router = Router(tags=["layouts"])
LARGEST_ID = 2**31 - 1


class OfficialMapOut(Schema):
    """A map, without its shapes."""

    id: int
    place: str = Field(alias="place.code", description="Code of the place whose parts it shows.")
    number: str = Field(description="审图号; printed wherever the map is shown.")
    maker: str
    year: int
    unjoined: list[str] = Field(description="Names of shapes that are no place of the tree.")
    sha256: str = Field(description="Of the file as it came.")
    at: dt.datetime


class OfficialMapPage(Page[OfficialMapOut]):
    """Maps, by place."""


class OfficialMapIn(Schema):
    """What comes with the file of a map."""

    place: int = Field(ge=1, le=LARGEST_ID, description="Number of the place that it is of: a real one.")
    number: str = Field(max_length=60, description="审图号, as GS（2024）0650号.")
    maker: str = Field(max_length=200)
    year: int = Field(ge=1, le=9999)


class OfficialMapShapes(Schema):
    """The shapes of a map, with what must stand beside them wherever they are shown."""

    number: str = Field(description="审图号; printed wherever the map is shown.")
    maker: str
    year: int
    shapes: dict[str, Any] = Field(description="GeoJSON; every shape with the number of its place, null: none found.")


class OfficialMapLoaded(Schema):
    """A map that was loaded, and what of it found its place."""

    map: OfficialMapOut
    joined: list[str]
    unjoined: list[str] = Field(description="Names of shapes that are no place of the tree.")
    lacking: list[str] = Field(description="Places that the map has no shape of.")


@router.get("/maps", response=OfficialMapPage, url_name="maps", summary="List official maps")
def map_list(request: Asked, paging: Query[Paging]) -> dict[str, Any]:
    """The maps of the places that you run the installation for."""
    return page_of(layout_maps.maps_managed(request.person), paging)


@router.post("/maps", response={201: OfficialMapLoaded}, url_name="maps", summary="Load an official map")
def map_load(request: Asked, file: File[UploadedFile], said: Form[OfficialMapIn]) -> Status[dict[str, Any]]:
    """GeoJSON with its 审图号, in place of the map that the place had before; never of an invented place."""
    if (file.size or 0) > MOST_BYTES:
        raise Refusal("map-large", most=MOST_BYTES // 1024 // 1024)
    loading = layout_maps.Loading(said.place, said.number, said.maker, said.year)
    kept, joined = layout_maps.map_load(request.person, loading, file.read(), at=timezone.now())
    return Status(201, {"map": kept, **joined._asdict()})


@router.get("/maps/{int:pk}", response=OfficialMapShapes, url_name="map", summary="The shapes of a map")
def map_data(request: Asked, pk: int) -> OfficialMap:
    """For who sees a layout table or a plan of its place; a layout table names its map."""
    return layout_maps.map_seen(request.person, pk)


@router.delete("/maps/{int:pk}", response={204: None}, url_name="map", summary="Take a map away")
def map_remove(request: Asked, pk: int) -> Status[None]:
    """Pages show tiles again."""
    layout_maps.map_remove(request.person, pk, at=timezone.now())
    return Status(204, None)

"""Boundary maps: what is no GeoJSON of areas, or too much of it, is refused before anything is kept."""

from __future__ import annotations

import json

import pytest

from xiandao.core.errors import Refusal
from xiandao.readers import geo_map
from xiandao.readers.geo_map import read_geo_map

SQUARE = [[[118.0, 32.0], [119.0, 32.0], [119.0, 33.0], [118.0, 32.0]]]


def geo(*features: object) -> bytes:
    return json.dumps({"type": "FeatureCollection", "features": features}).encode()


def area(coordinates: object = SQUARE, kind: str = "Polygon", **told: object) -> dict[str, object]:
    return {"type": "Feature", "properties": told, "geometry": {"type": kind, "coordinates": coordinates}}


@pytest.mark.parametrize(
    "data",
    [
        b"", b"{}", b"[]", b"\xff\xfe", b"null", geo(), b'{"type": "Topology", "features": [{}]}',
        geo(area(kind="LineString")), geo(area([])), geo(area([[[1]]])), geo(area([[["a", "b"]]])), geo("x"),
        geo(area([[[118.0, 91.0]]])), geo(area([[[5e5, 3.5e6]]])), geo({"properties": {}, "geometry": None}),
        b"[" * 100_000, geo(area([[[1, float("nan")]]])), geo(area([[[True, None]]])),
    ],
    ids=range(18),
)  # fmt: skip
def test_what_is_no_geojson_of_areas_in_degrees_is_refused(data: bytes) -> None:
    with pytest.raises(Refusal) as refused:
        read_geo_map(data)
    assert refused.value.code == "map-form"


def test_too_many_shapes_points_or_bytes_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(geo_map, "MOST_SHAPES", 2)
    monkeypatch.setattr(geo_map, "MOST_POINTS", 6)
    monkeypatch.setattr(geo_map, "MOST_BYTES", 2_000)
    for data in (geo(area(), area(), area()), geo(area(), area()), geo(area()) + b" " * 2_000):
        with pytest.raises(Refusal) as refused:
            read_geo_map(data)
        assert refused.value.code == "map-large"


def test_nothing_but_name_code_and_shape_is_kept_of_an_area() -> None:
    (one,) = read_geo_map(geo(area(name=" 玄武区 ", adcode=320102, remark="coordinates of a base")))
    assert one == ("玄武区", "320102", {"type": "Polygon", "coordinates": SQUARE})


def test_islands_are_read() -> None:
    (one,) = read_geo_map(geo(area([SQUARE, SQUARE], "MultiPolygon", name="岛")))
    assert one.geometry["coordinates"] == [SQUARE, SQUARE]

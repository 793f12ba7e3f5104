"""A boundary map as GeoJSON: looked through before anything of it is kept."""

from __future__ import annotations

import json
import math
from typing import Any, NamedTuple

from xiandao.core.errors import Refusal

MOST_BYTES = 4 * 1024 * 1024
MOST_SHAPES = 500
MOST_POINTS = 200_000
SHAPES = {"Polygon": 1, "MultiPolygon": 2}
"""Kind of shape → how deep its rings lie."""
NAMES, CODES = ("name", "NAME", "名称"), ("adcode", "code", "gb", "行政区划代码")
LONGEST = 60


class Shape(NamedTuple):
    """One area.

    Attributes:
        name: As the map calls it; empty where it does not.
        code: 行政区划代码, empty where the map has none.
        geometry: Its kind and coordinates, nothing else of what the file holds.
    """

    name: str
    code: str
    geometry: dict[str, Any]


def read_geo_map(data: bytes) -> tuple[Shape, ...]:
    """The areas of a file, in its order.

    Raises:
        Refusal: ``map-large`` (bytes, shapes or points), ``map-form`` where it is no GeoJSON of areas in degrees.
    """
    if len(data) > MOST_BYTES:
        raise Refusal("map-large", most=MOST_BYTES // 1024 // 1024)
    try:
        features = _features(json.loads(data.decode("utf-8-sig")))
        left = [MOST_POINTS]
        return tuple(_shape(each, left) for each in features)
    except (ValueError, TypeError, KeyError, AttributeError, IndexError, RecursionError) as wrong:
        raise Refusal("map-form") from wrong


def _features(said: Any) -> list[Any]:  # noqa: ANN401 - JSON
    found = said["features"]
    if said["type"] != "FeatureCollection" or not isinstance(found, list) or not found:
        raise TypeError("features")
    if len(found) > MOST_SHAPES:
        raise Refusal("map-large", most=MOST_BYTES // 1024 // 1024)
    return found


def _shape(feature: dict[str, Any], left: list[int]) -> Shape:
    told, geometry = feature.get("properties") or {}, feature["geometry"]
    kind = geometry["type"]
    rings = _rings(geometry["coordinates"], SHAPES[kind], left)
    return Shape(_first(told, NAMES), _first(told, CODES), {"type": kind, "coordinates": rings})


def _first(told: dict[str, Any], keys: tuple[str, ...]) -> str:
    return next((str(told[key]).strip()[:LONGEST] for key in keys if told.get(key) not in (None, "")), "")


def _rings(value: Any, depth: int, left: list[int]) -> list[Any]:  # noqa: ANN401 - JSON
    if not isinstance(value, list) or not value:
        raise TypeError("ring")
    if depth:
        return [_rings(each, depth - 1, left) for each in value]
    left[0] -= len(value)
    if left[0] < 0:
        raise Refusal("map-large", most=MOST_BYTES // 1024 // 1024)
    return [_point(each) for each in value]


def _point(said: Any) -> list[float]:  # noqa: ANN401 - JSON
    east, north = float(said[0]), float(said[1])
    if not (math.isfinite(east) and math.isfinite(north) and abs(east) <= 180 and abs(north) <= 90):
        raise ValueError("degrees")
    return [east, north]

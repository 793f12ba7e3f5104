"""Every kind of pack there is, by the name that its files say."""

from __future__ import annotations

from collections.abc import Mapping

from xiandao.readers.packs_calendar import CALENDAR
from xiandao.readers.packs_places import PLACES
from xiandao.readers.packs_policies import POLICIES
from xiandao.readers.packs_schema import Schema
from xiandao.readers.packs_taxonomy import TAXONOMY
from xiandao.readers.packs_units import UNITS

_KINDS: tuple[Schema[object], ...] = (TAXONOMY, PLACES, UNITS, CALENDAR, POLICIES)

KINDS: Mapping[str, Schema[object]] = {schema.name: schema for schema in _KINDS}

"""Every kind of pack there is, by the name that its files say."""

from __future__ import annotations

from collections.abc import Mapping

from xiandao.readers.packs_calendar import CALENDAR
from xiandao.readers.packs_place_history import PLACE_HISTORY
from xiandao.readers.packs_places import PLACES
from xiandao.readers.packs_policies import POLICIES
from xiandao.readers.packs_registers import KINDS as REGISTERS
from xiandao.readers.packs_schema import Schema
from xiandao.readers.packs_taxonomy import TAXONOMY
from xiandao.readers.packs_units import UNITS

_KINDS: tuple[Schema[object], ...] = (TAXONOMY, PLACES, PLACE_HISTORY, UNITS, CALENDAR, POLICIES, REGISTERS)

KINDS: Mapping[str, Schema[object]] = {schema.name: schema for schema in _KINDS}

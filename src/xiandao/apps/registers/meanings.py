"""What words of a cell stand for here: places, fields and entities by name become codes; identifiers are checked."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from xiandao.apps.bodies.fields import tree
from xiandao.apps.places.models import Place
from xiandao.apps.registers.mappers import compared
from xiandao.apps.registers.models import Entity, Name
from xiandao.core.findings import Finding, finding
from xiandao.core.identifiers import CHECKS, check
from xiandao.core.kinds import Property
from xiandao.core.sheets import CellValue
from xiandao.registers.cells import Fault, Value, reading_of

Meant = tuple[tuple[str, ...], tuple[Finding, ...]]
"""Of a cell: the canonical values, none where it says nothing, and what is wrong with it."""
Reading = Callable[[CellValue], Meant]


class Meanings:
    """Reads cells of columns; names that it has looked up it knows again. Made for one pass over a workbook."""

    def __init__(self) -> None:
        self._places = _place_codes()
        self._entities: dict[tuple[str, str], str | None] = {}

    def reading(self, prop: Property, unit: str | None = None) -> Reading:
        """A reader of the cells of one column."""
        read = reading_of(prop, unit)
        resolve = self._resolvers().get(prop.type)
        if resolve is None:
            return lambda cell: _told(read(cell), prop, None)
        seen: dict[tuple[type, object], Meant] = {}

        def reading(cell: CellValue) -> Meant:
            key = (cell.__class__, cell)
            known = seen.get(key)
            if known is not None:
                return known
            found = _told(read(cell), prop, resolve)
            if len(seen) < _KEPT:
                seen[key] = found
            return found

        return reading

    def _resolvers(self) -> Mapping[str, Callable[[Property, str], str | Finding]]:
        return {"place": self._place, "field": _field, "identifier": _identifier, "entity": self._entity}

    def _place(self, _: Property, said: str) -> str | Finding:
        code = self._places.get(said) or self._places.get(compared(said))
        return code or finding("cell-place-unknown", words=said[:40])

    def _entity(self, prop: Property, said: str) -> str | Finding:
        """The key of the entity of that name; a name that no entity bears, or several, stays as it is written."""
        known = (prop.of, compared(said))
        if known not in self._entities:
            named = Name.objects.filter(folded=known[1], entity__kind=prop.of)
            keys = list(
                Entity.objects.filter(pk__in=named.values("entity_id"), leader=None).values_list("key", flat=True)[:2]
            )
            self._entities[known] = keys[0] if len(keys) == 1 else None
        return self._entities[known] or said


_KEPT = 65_536


def _told(meaning: Value | Fault, prop: Property, resolve: Callable[[Property, str], str | Finding] | None) -> Meant:
    if isinstance(meaning, Fault):
        return (), (Finding(code=meaning.code, values=meaning.values),)
    if resolve is None:
        return meaning.parts, ()
    resolved = [resolve(prop, part) for part in meaning.parts]
    faults = tuple(each for each in resolved if isinstance(each, Finding))
    return (() if faults else tuple(each for each in resolved if isinstance(each, str))), faults


def _field(_: Property, said: str) -> str | Finding:
    codes = (said,) if tree().node(said) else tree().codes_of(said)
    return codes[0] if len(codes) == 1 else finding("cell-field-unknown", words=said[:40])


def _identifier(prop: Property, said: str) -> str | Finding:
    if prop.scheme not in CHECKS:
        return said.strip()
    checked = check(prop.scheme, said)
    return checked.canonical or checked.faults[0]


def _place_codes() -> dict[str, str]:
    """Codes by code, name and short name; a name that two places bear is none."""
    codes: dict[str, str] = {}
    twice: set[str] = set()
    for place in Place.objects.all():
        for name in {place.code, compared(place.name), compared(place.short_name)}:
            if codes.setdefault(name, place.code) != place.code:
                twice.add(name)
    return {name: code for name, code in codes.items() if name not in twice}

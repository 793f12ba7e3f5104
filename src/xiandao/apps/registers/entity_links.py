"""What an entity is bound to: the entities that it names, those that name it, and those that were found to be the same."""

from __future__ import annotations

from typing import NamedTuple

from xiandao.apps.accounts.rights import Person
from xiandao.apps.registers.entity_card import Subject
from xiandao.apps.registers.kinds import registry
from xiandao.apps.registers.models import Cell, Entity
from xiandao.apps.registers.selectors import entities_seen, standing
from xiandao.apps.registers.sight import is_seen
from xiandao.apps.registers.telling import Told, name_in, told
from xiandao.core.kinds import Kind, Property

MOST = 30
"""Entities of one relation that the page names; the rest is counted."""


class Relation(NamedTuple):
    """Entities bound in one way: what the way is called, who they are, and how many there are in all."""

    name: str
    values: tuple[Told, ...]
    total: int


def outward(of: Subject) -> list[Relation]:
    """Those that the entity names."""
    return [
        Relation(name_in(prop, of.names.language), tuple(told(of.kind, prop.code, each, of.names) for each in values[:MOST]), len(values))
        for prop in of.kind.properties
        if prop.type == "entity" and is_seen(prop, of.sight) and (values := of.row.values.get(prop.code, ()))
    ]  # fmt: skip


def inward(person: Person, of: Subject) -> list[Relation]:
    """Those of today that name the entity and that the person sees: one question for all, one for each way there is."""
    ways = [
        (kind, prop)
        for kind in registry().kinds
        for prop in kind.properties
        if prop.type == "entity" and prop.of == of.kind.code and is_seen(prop, of.sight)
    ]
    codes = {prop.code for _, prop in ways}
    naming = Cell.objects.filter(property__in=codes, value=of.entity.key)
    found = standing(person, list({kind.code for kind, _ in ways})).filter(pk__in=naming.values("entity_id"))
    rows = list(
        Cell.objects.filter(property__in=codes, value=of.entity.key, entity__in=found)
        .values_list("entity__kind", "property", "entity__key", "entity__name")
        .order_by("entity__name")[: MOST * 20]
    )
    return [each for kind, prop in ways if (each := _relation(of, kind, prop, rows)).total]


def _relation(of: Subject, kind: Kind, prop: Property, rows: list[tuple[str, str, str, str]]) -> Relation:
    bound = [(key, name) for of_kind, code, key, name in rows if (of_kind, code) == (kind.code, prop.code)]
    way = prop.relation if of.names.language == "zh" and prop.relation else ""
    name = f"{name_in(kind, of.names.language)} · {way or name_in(prop, of.names.language)}"
    return Relation(name, tuple(Told(name or key[:8], "zh-CN", key) for key, name in bound[:MOST]), len(bound))


def family(person: Person, entity: Entity) -> list[Entity]:
    """The records that were found to be the same as this one, of those that the person sees."""
    return list(entities_seen(person).filter(leader=entity).order_by("pk"))

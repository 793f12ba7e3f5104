"""A sealed value opened: one at a time, for a purpose, with its line in the log; nothing of it is kept anywhere."""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from xiandao.apps.accounts.rights import Person
from xiandao.apps.audit.services import record
from xiandao.apps.registers.kinds import kind_of
from xiandao.apps.registers.models import Entity
from xiandao.apps.registers.personal import SEALED, unsealed
from xiandao.apps.registers.selectors import OPEN, entity_for
from xiandao.apps.registers.sight import is_seen, sight_of
from xiandao.core.errors import Refusal

LONGEST_PURPOSE = 80


@transaction.atomic
def value_open(person: Person, key: str, code: str, place: int, purpose: str, *, at: dt.datetime) -> str:
    """The value in the row of today that stands at *place* among those of its property.

    Raises:
        Refusal: ``absent``; ``purpose-missing``; ``open-nothing`` where no value is sealed there; ``value-erased``.
    """
    entity = entity_for(person, key, OPEN)
    kind = kind_of(entity.kind)
    prop = kind.property(code)
    values = entity.row.get(code, [])
    is_there = prop is not None and is_seen(prop, sight_of(person, entity, OPEN)) and 0 <= place < len(values)
    if not is_there or not values[place].startswith(SEALED):
        raise Refusal("open-nothing")
    if not purpose.strip():
        raise Refusal("purpose-missing")
    found = _opened(entity, code, values[place])
    if found is None:
        raise Refusal("value-erased")
    record(
        "register.open",
        "entity",
        entity.key,
        by=person,
        at=at,
        property=code,
        purpose=purpose.strip()[:LONGEST_PURPOSE],
    )
    return found


def _opened(entity: Entity, code: str, value: str) -> str | None:
    """By the key of whichever record of the family sealed it."""
    keys = (entity.key, *entity.followers.values_list("key", flat=True))
    return next((found for key in keys if (found := unsealed(key, code, value)) is not None), None)

"""A new entity entered by hand: what is required is there, and those that look like it were looked at before."""

from __future__ import annotations

import datetime as dt

from xiandao.apps.accounts.rights import Person
from xiandao.apps.registers.doubles import Double, doubles_of
from xiandao.apps.registers.entity_forms import missing
from xiandao.apps.registers.kinds import kind_of
from xiandao.apps.registers.models import Entity
from xiandao.apps.registers.services import Grounds, Values, entity_add
from xiandao.core.errors import Refusal


class Doubled(Refusal):
    """There are entities that look like the new one: somebody looks at them and says that it is another."""

    def __init__(self, doubles: list[Double]) -> None:
        keys = ",".join(each.entity.key for each in doubles)
        super().__init__("entity-doubled", n=len(doubles), name=doubles[0].entity.name, keys=keys)
        self.doubles = doubles


def entity_enter(
    person: Person, code: str, values: Values, grounds: Grounds, *, at: dt.datetime, is_other: bool = False
) -> Entity:
    """A new entity of a kind.

    Args:
        person: Who enters it.
        code: Of the kind.
        values: Canonical, by property.
        grounds: On what it is said.
        at: When.
        is_other: Whether somebody has looked at those that look like it, and says that it is none of them.

    Raises:
        Refusal: As :func:`.services.entity_add`; ``value-missing`` for a required property; :class:`Doubled`.
    """
    kind = kind_of(code)
    lacking = missing(kind, values)
    if lacking:
        prop = kind.property(lacking[0])
        raise Refusal("value-missing", property=prop.name if prop else lacking[0])
    doubles = [] if is_other else doubles_of(person, kind, values)
    if doubles:
        raise Doubled(doubles)
    return entity_add(person, code, values, grounds, at=at)

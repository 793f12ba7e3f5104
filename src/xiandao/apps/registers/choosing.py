"""Which of contradicting sources leads, as a person decides it, and the decision taken back."""

from __future__ import annotations

import datetime as dt
from typing import NamedTuple

from django.db import transaction
from django.utils import timezone

from xiandao.apps.accounts.rights import Person
from xiandao.apps.audit.services import chain_lock
from xiandao.apps.registers.kinds import kind_of
from xiandao.apps.registers.models import Said
from xiandao.apps.registers.selectors import JUDGE, entity_for, told_of
from xiandao.apps.registers.services import Grounds, entity_say
from xiandao.core.errors import Refusal
from xiandao.registers.fold import sides


class Wish(NamedTuple):
    """Which side of a contradiction is to lead.

    Attributes:
        code: Of the property.
        side: Its place among the sides as they were shown; ``None`` for whichever the rule says.
        seen: The version of the entity that was shown.
    """

    code: str
    side: int | None
    seen: int


@transaction.atomic
def side_choose(person: Person, key: str, wish: Wish, grounds: Grounds, *, at: dt.datetime) -> Said:
    """Lets the values of one side lead, or takes the choice back.

    Raises:
        Refusal: ``absent``, ``grounds-missing``; ``entity-changed``; ``side-unknown``; ``choice-none`` for nothing to take back.
    """
    code, side = wish.code, wish.side
    entity = entity_for(person, key, JUDGE)
    chain_lock()
    entity.refresh_from_db(fields=["version"])
    if entity.version != wish.seen:
        raise Refusal("entity-changed")
    found = sides(told_of([entity])[entity.pk], kind_of(entity.kind), code, on=timezone.localdate(at), known_at=at)
    if side is None:
        if not found.is_chosen:
            raise Refusal("choice-none")
        return entity_say(person, key, {code: ()}, grounds, at=at, deed="choose")
    if not 0 <= side < len(found.heard) or not found.is_contested:
        raise Refusal("side-unknown")
    return entity_say(person, key, {code: found.heard[side].values}, grounds, at=at, deed="choose")

"""What of an entity a person sees, and what of it may leave: properties and labels by their 保密属性 and 公开属性."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from xiandao.apps.accounts.rights import RIGHTS, Grant, Person
from xiandao.apps.registers.models import Entity, Said
from xiandao.apps.registers.selectors import READ
from xiandao.core.kinds import LABEL, Kind, Property

CLASSES = {"none": "none", "internal": "internal", "work-secret": "secret"}
"""保密属性 of packs → of the rights table."""


class Sight(NamedTuple):
    """What a person sees of one entity.

    Attributes:
        classes: The 保密属性 that their posts see of it.
        is_keeper: Whether it is kept in one of their places: to nobody else does go what is closed or a trade secret.
    """

    classes: frozenset[str]
    is_keeper: bool


def sight_of(person: Person, entity: Entity, deed: str = READ) -> Sight:
    """What *person*, who sees the entity, sees of it."""
    grants = [grant for grant in person.within(deed) if _covers(grant, entity)]
    classes = frozenset(each for grant in grants for each in RIGHTS.sees[grant.role])
    is_keeper = any(grant.unit is None and entity.keeper.path.startswith(grant.path) for grant in grants)
    return Sight(classes, is_keeper)


def may_do(person: Person, entity: Entity, deed: str) -> bool:
    """Whether *person* may do *deed* to an entity: what :func:`.selectors.entities_seen` asks the database, of one in hand."""
    return any(entity.secrecy in RIGHTS.sees[grant.role] and _covers(grant, entity) for grant in person.within(deed))


def _covers(grant: Grant, entity: Entity) -> bool:
    if grant.unit is not None:
        return Said.objects.filter(entity=entity, origin__post__unit=grant.unit).exists()
    place = entity.place.path if entity.place is not None else ""
    return entity.keeper.path.startswith(grant.path) or place.startswith(grant.path)


def is_seen(prop: Property | None, sight: Sight) -> bool:
    """Whether a page may show the property; stage, labels and place have no property of their own."""
    return prop is None or CLASSES[prop.secrecy] in sight.classes


def is_given(prop: Property | None, sight: Sight) -> bool:
    """Whether values of the property may be in an export or an answer of the API."""
    if prop is None:
        return True
    is_inside = prop.openness == "closed" or prop.trade_secret
    return is_seen(prop, sight) and (sight.is_keeper or not is_inside)


def labels_hidden(kind: Kind, sight: Sight) -> frozenset[str]:
    """Codes of the labels that are work secrets to whoever has this sight."""
    return frozenset(each.code for each in kind.labels if CLASSES[each.secrecy] not in sight.classes)


def shown(
    kind: Kind, values: Mapping[str, tuple[str, ...]], sight: Sight, *, leaves: bool = False
) -> dict[str, tuple[str, ...]]:
    """Of *values* by property those that the person sees; with *leaves* those that they may take along."""
    hidden, passes = labels_hidden(kind, sight), is_given if leaves else is_seen
    kept = {
        code: tuple(each for each in said if each not in hidden) if code == LABEL else tuple(said)
        for code, said in values.items()
        if passes(kind.property(code), sight)
    }
    return {code: said for code, said in kept.items() if said}

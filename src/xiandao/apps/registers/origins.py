"""Sources as people look at them: who may, and of whom they say something."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from xiandao.apps.accounts.rights import Person
from xiandao.apps.registers.models import Entity, Origin
from xiandao.apps.registers.selectors import ENTER, READ, entities_seen
from xiandao.core.errors import Refusal


def origins_kept(person: Person) -> QuerySet[Origin]:
    """The sources of the person's places or units: those that they may withdraw."""
    kept = Q(pk__in=())
    for grant in person.within(ENTER):
        kept |= Q(keeper__path__startswith=grant.path) if grant.unit is None else Q(post__unit=grant.unit)
    return Origin.objects.filter(kept).select_related("keeper", "by", "withdrawn_by")


def origin_for(person: Person, pk: int) -> Origin:
    """One of them, or a refusal that does not tell forbidden from absent."""
    found = origins_kept(person).filter(pk=pk).first()
    if found is None:
        raise Refusal("absent")
    return found


def entities_told(person: Person, origin: Origin) -> QuerySet[Entity]:
    """Of whom the source says something, of those that the person sees."""
    told = origin.saids.values("entity_id")
    return entities_seen(person, READ).filter(pk__in=told).select_related("place").order_by("name", "pk")

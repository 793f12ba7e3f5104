"""What is asked of a list, in words: for the page, and for the sheet that says how a file was made (口径)."""

from __future__ import annotations

from xiandao.apps.bodies.fields import field_name
from xiandao.apps.places.models import Place
from xiandao.apps.registers.asking import Asked
from xiandao.apps.registers.listing import Listing
from xiandao.apps.registers.telling import Names, condition_told, name_in
from xiandao.core.conditions import Condition
from xiandao.core.kinds import PLACE
from xiandao.core.messages import Language, wording


def conditions_told(listing: Listing, asked: Asked, language: Language) -> list[str]:
    """The conditions of the reader, one by one."""
    return _told(listing, asked.conditions, language)


def asked_told(listing: Listing, asked: Asked, language: Language) -> str:
    """Kinds, the view's own conditions and the reader's, in one sentence."""
    joint = "；" if language == "zh" else "; "
    kinds = "、".join(name_in(kind, language) for kind in listing.kinds)
    parts = [kinds, *_told(listing, (*listing.view.where, *asked.conditions), language)]
    if asked.words:
        parts.append(wording("list-words", language, words=asked.words))
    if asked.contested:
        parts.append(wording("list-contested", language))
    return joint.join(parts)


def _told(listing: Listing, conditions: tuple[Condition, ...], language: Language) -> list[str]:
    codes = {value for each in conditions for value in each.values}
    places = dict(Place.objects.filter(code__in=codes).values_list("code", "name")) if codes else {}
    names = Names(places=places, entities={}, language=language)
    return [_one(listing, each, names) for each in conditions]


def _one(listing: Listing, condition: Condition, names: Names) -> str:
    if condition.operator == "under" and condition.property != PLACE:
        said = [field_name(each) for each in condition.values]
        phrase = wording("register-rule-under", names.language, values="、".join(said))
        return f"{listing.head(condition.property, names.language)} {phrase}"
    return condition_told(listing.kind_with(condition.property), condition, names)

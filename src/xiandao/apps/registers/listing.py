"""A list by its own name, or all of a kind: what it shows, and what it may be filtered, sorted and counted by."""

from __future__ import annotations

from dataclasses import dataclass

from xiandao.apps.accounts.rights import RIGHTS, Person
from xiandao.apps.registers.kinds import kind_of, registry, view_of
from xiandao.apps.registers.mappers import LISTED
from xiandao.apps.registers.personal import is_personal
from xiandao.apps.registers.selectors import READ
from xiandao.apps.registers.sight import CLASSES
from xiandao.apps.registers.telling import name_in, property_name
from xiandao.core.kinds import LABEL, NAME, PLACE, STAGE, Kind, Property, View
from xiandao.core.messages import Language

VIEW, KIND = "view", "kind"
FIRST = 8
"""Columns of the list of a kind, where nobody chose others."""
WIDEST = 24
"""Columns of a list at most."""
PLAIN = ("number", "whole", "money", "percent", "day", "month", "year")
"""Types that are filtered from–to."""
CHOSEN = ("choice", "yes-no")
"""Types that are filtered by their values."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """What is listed.

    Attributes:
        of: ``view`` or ``kind``; *view* is made up for a kind.
        kinds: Of the view, in its order.
        classes: The 保密属性 that the reader sees wherever they see anything: by what is above nobody filters or counts.
    """

    of: str
    view: View
    kinds: tuple[Kind, ...]
    classes: frozenset[str]

    @property
    def code(self) -> str:
        """Of the view or kind."""
        return self.view.code

    def property(self, code: str) -> Property | None:
        """The property of the first kind that has it."""
        return next((found for kind in self.kinds if (found := kind.property(code))), None)

    def kind_with(self, code: str) -> Kind:
        """The first kind that has a property; the first of all for those that every kind has."""
        return next((kind for kind in self.kinds if kind.property(code)), self.kinds[0])

    def name(self, language: Language) -> str:
        """As the plan or the office calls it."""
        return self.view.en or self.view.name if language == "en" else self.view.name

    def head(self, code: str, language: Language) -> str:
        """What a column is called."""
        return property_name(self.kind_with(code), code, language)


def listing_of(person: Person, of: str, code: str) -> Listing:
    """A list for somebody.

    Raises:
        Refusal: ``view-unknown``, ``kind-unknown``.
    """
    view = _whole(kind_of(code)) if of == KIND else view_of(code)
    kinds = tuple(kind_of(each) for each in view.kinds)
    return Listing(of=of, view=view, kinds=kinds, classes=classes_everywhere(person))


def classes_everywhere(person: Person, deed: str = READ) -> frozenset[str]:
    """The 保密属性 that every post sees by which *person* reads."""
    seen = [frozenset(RIGHTS.sees[grant.role]) for grant in person.within(deed)]
    return frozenset.intersection(*seen) if seen else frozenset()


def _whole(kind: Kind) -> View:
    """All of a kind as a view; its columns are those of the widest list of it."""
    views = [each for each in registry().views if each.kinds == (kind.code,) and each.columns and not each.restricted]
    views.sort(key=lambda each: len(each.where))
    shown = views[0].columns if views else _first_columns(kind)
    return View(code=kind.code, name=kind.many or kind.name, en=kind.en, kinds=(kind.code,), columns=shown)


def _first_columns(kind: Kind) -> tuple[str, ...]:
    """Of a kind of which no list is declared."""
    columns = [each.code for each in kind.properties if each.type != "longtext" and not _is_inside(each)]
    more = [code for code, has in ((STAGE, kind.stages), (LABEL, kind.labels)) if has]
    return tuple(dict.fromkeys((NAME, *columns[: FIRST - len(more)], *more)))


def _is_inside(prop: Property) -> bool:
    return prop.secrecy != "none" or (prop.code != NAME and is_personal(prop))


def columns_possible(listing: Listing) -> tuple[str, ...]:
    """Everything that a column of the list may show: no sensitive personal data, no long texts."""
    codes = [
        each.code
        for kind in listing.kinds
        for each in kind.properties
        if each.personal != "sensitive" and each.type != "longtext" and CLASSES[each.secrecy] in listing.classes
    ]
    more = [code for code in (STAGE, LABEL) if _has(listing, code)]
    return tuple(dict.fromkeys((NAME, PLACE, *codes, *more)))


def _has(listing: Listing, code: str) -> bool:
    return any(kind.stages if code == STAGE else kind.labels for kind in listing.kinds)


def codes_filtered(listing: Listing) -> tuple[str, ...]:
    """What the list may be filtered, counted and crossed by."""
    codes = [each for kind in listing.kinds for each in kind.properties if _is_open(each, listing)]
    more = [code for code in (STAGE, LABEL) if _has(listing, code)]
    return tuple(dict.fromkeys((PLACE, *more, *(each.code for each in codes))))


def codes_counted(listing: Listing) -> tuple[str, ...]:
    """Of those, what has few values: places, stages, labels, fields and vocabularies."""
    few = (*CHOSEN, "place", "field", "year")
    return tuple(
        code
        for code in codes_filtered(listing)
        if code in (PLACE, STAGE, LABEL) or ((prop := listing.property(code)) and prop.type in few)
    )


def _is_open(prop: Property, listing: Listing) -> bool:
    return prop.type in LISTED and not is_personal(prop) and CLASSES[prop.secrecy] in listing.classes


def values_of(listing: Listing, code: str, language: Language) -> tuple[tuple[str, str], ...]:
    """The values that a choice, stage or label may have, each with its name; none of a label above the reader's class."""
    found: dict[str, str] = {}
    for kind in listing.kinds:
        if code == STAGE:
            found |= {each.code: name_in(each, language) for each in kind.stages}
        elif code == LABEL:
            labels = (each for each in kind.labels if CLASSES[each.secrecy] in listing.classes)
            found |= {each.code: name_in(each, language) for each in labels}
        elif prop := kind.property(code):
            found |= {each.code: name_in(each, language) for each in prop.vocabulary}
    return tuple(found.items())


def lists_declared() -> tuple[View, ...]:
    """Every view of which all kinds are declared."""
    known = registry()
    return tuple(view for view in known.views if view.kinds and all(known.kind(each) for each in view.kinds))

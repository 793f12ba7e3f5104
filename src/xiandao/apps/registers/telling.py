"""Values of entities in words: codes by their names, money as officials write it, what is sealed as a mask."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import NamedTuple

from xiandao.apps.accounts.rights import Person
from xiandao.apps.bodies.fields import field_name
from xiandao.apps.places.models import Place
from xiandao.apps.registers.personal import SEALED
from xiandao.apps.registers.selectors import entities_seen
from xiandao.core.conditions import Condition
from xiandao.core.kinds import LABEL, PLACE, STAGE, Choice, Kind, Label, Ladder, Property, Rung, Stage, View
from xiandao.core.messages import Language, wording

SCALES = ((Decimal(10**8), "亿元"), (Decimal(10**4), "万元"))
CHINESE = "zh-CN"
Named = Choice | Stage | Label | Rung | Ladder | Property | Kind | View
Rows = Iterable[Mapping[str, Iterable[str]]]


class Told(NamedTuple):
    """A value as it is shown.

    Attributes:
        text: In words; a mask for what is sealed.
        lang: Of words that are data, whatever the language of the page; empty for wordings.
        entity: Key of the entity that it names, where the person sees it.
        address: Of a page elsewhere.
        is_masked: Whether the value is sealed.
    """

    text: str
    lang: str = ""
    entity: str = ""
    address: str = ""
    is_masked: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Names:
    """What codes stand for, looked up once for all values of a page.

    Attributes:
        places: By code. entities: by key, of those that the person sees.
        language: Of the page.
    """

    places: Mapping[str, str]
    entities: Mapping[str, str]
    language: Language = "zh"


def names_for(person: Person, kind: Kind, rows: Rows, language: Language) -> Names:
    """The names of all places and entities in *rows*: two questions, however many rows."""
    places: set[str] = set()
    keys: set[str] = set()
    wanted = {prop.code: keys for prop in kind.properties if prop.type == "entity"}
    wanted |= {prop.code: places for prop in kind.properties if prop.type == "place"} | {PLACE: places}
    for row in rows:
        for code, values in row.items():
            wanted.get(code, set()).update(values)
    found = Place.objects.filter(code__in=places).values_list("code", "name") if places else ()
    seen = entities_seen(person).filter(key__in=keys).values_list("key", "name") if keys else ()
    return Names(places=dict(found), entities=dict(seen), language=language)


def name_in(of: Named, language: Language) -> str:
    """What something of a pack is called."""
    return of.en or of.name if language == "en" else of.name


def property_name(kind: Kind, code: str, language: Language) -> str:
    """What a property is called; stage, label and place of every kind too."""
    prop = kind.property(code)
    if prop is not None:
        return name_in(prop, language)
    return wording(f"register-property-{code}", language) if code in (STAGE, LABEL, PLACE) else code


def told(kind: Kind, code: str, value: str, names: Names) -> Told:
    """One value of a property in words; never the text under a seal."""
    if value.startswith(SEALED):
        return Told(wording("register-masked", names.language), is_masked=True)
    choices = _choices(kind, code)
    if choices:
        found = next((each for each in choices if each.code == value), None)
        return Told(name_in(found, names.language) if found else value, _foreign(found, names))
    prop = kind.property(code)
    kind_of_value = PLACE if code == PLACE else prop.type if prop is not None else "text"
    return _TOLD.get(kind_of_value, _plain)(value, prop, names)


def _choices(kind: Kind, code: str) -> tuple[Choice, ...] | tuple[Stage, ...] | tuple[Label, ...]:
    if code == STAGE:
        return kind.stages
    if code == LABEL:
        return kind.labels
    prop = kind.property(code)
    return prop.vocabulary if prop is not None else ()


def _foreign(found: Named | None, names: Names) -> str:
    return "" if names.language == "en" and found is not None and found.en else CHINESE


def _plain(value: str, _prop: Property | None, _names: Names) -> Told:
    return Told(value, CHINESE)


def _place(value: str, _prop: Property | None, names: Names) -> Told:
    return Told(names.places.get(value, value), CHINESE)


def _field(value: str, _prop: Property | None, _names: Names) -> Told:
    return Told(field_name(value), CHINESE)


def _entity(value: str, _prop: Property | None, names: Names) -> Told:
    if value in names.entities:
        return Told(names.entities[value] or wording("register-erased", names.language), CHINESE, value)
    is_key = len(value) == 32 and value.isalnum() and value.isascii()
    return Told(wording("register-unseen", names.language)) if is_key else Told(value, CHINESE)


def _money(value: str, _prop: Property | None, _names: Names) -> Told:
    return Told(money_told(value), CHINESE)


def money_told(value: str) -> str:
    """Yuan as officials write them.

    >>> money_told("320000000"), money_told("56000"), money_told("-12.5")
    ('3.2 亿元', '5.6 万元', '-12.5 元')
    """
    try:
        amount = Decimal(value)
    except InvalidOperation:
        return value
    size, unit = next(((size, unit) for size, unit in SCALES if abs(amount) >= size), (Decimal(1), "元"))
    return f"{figure_told(amount / size)} {unit}"


def figure_told(amount: Decimal) -> str:
    """With separators, without needless zeros.

    >>> figure_told(Decimal("12345.600"))
    '12,345.6'
    """
    text = f"{amount:,f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _figure(value: str, prop: Property | None, _names: Names) -> Told:
    try:
        figure = figure_told(Decimal(value))
    except InvalidOperation:
        return Told(value, CHINESE)
    if prop is not None and prop.type == "percent":
        return Told(f"{figure}%")
    unit = prop.unit if prop is not None else ""
    return Told(f"{figure} {unit}" if unit else figure, CHINESE if unit else "")


def _yes_no(value: str, _prop: Property | None, names: Names) -> Told:
    return Told(wording(f"register-{value}", names.language) if value in ("yes", "no") else value)


def _url(value: str, _prop: Property | None, _names: Names) -> Told:
    return Told(value, CHINESE, address=value if value.startswith(("https://", "http://")) else "")


def _day(value: str, _prop: Property | None, _names: Names) -> Told:
    return Told(value)


_TOLD = {
    PLACE: _place, "field": _field, "entity": _entity, "money": _money, "whole": _figure, "number": _figure,
    "percent": _figure, "yes-no": _yes_no, "url": _url, "day": _day, "month": _day, "year": _day,
}  # fmt: skip


def condition_told(kind: Kind, condition: Condition, names: Names) -> str:
    """A condition as a phrase: 从业人员 不少于 100 人."""
    values = [told(kind, condition.property, each, names).text for each in condition.values]
    joint = "、" if names.language == "zh" else ", "
    phrase = wording(f"register-rule-{condition.operator}", names.language, values=joint.join(values))
    return f"{property_name(kind, condition.property, names.language)} {phrase}".strip()

"""Lines of a list in words, as far as the reader sees them: masks for what is sealed, nothing of what is above them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from xiandao.apps.accounts.rights import RIGHTS, Grant, Person
from xiandao.apps.places.models import Place
from xiandao.apps.registers.found import Line
from xiandao.apps.registers.listing import Listing, values_of
from xiandao.apps.registers.models import Said
from xiandao.apps.registers.selectors import READ, Facet
from xiandao.apps.registers.sight import Sight, shown
from xiandao.apps.registers.telling import CHINESE, Names, Told, name_in, names_for, told
from xiandao.core.kinds import LABEL, NAME, STAGE, Kind
from xiandao.core.messages import Language, wording


class Row(NamedTuple):
    """A line as it is shown; *cells* one for each column, each of several values."""

    key: str
    kind: str
    secrecy: str
    cells: tuple[tuple[Told, ...], ...]
    contested: tuple[bool, ...]


def sights(person: Person, lines: Sequence[Line], deed: str = READ) -> list[Sight]:
    """What *person* sees of each line: a few questions, however many lines."""
    grants = person.within(deed)
    paths = dict(
        Place.objects.filter(pk__in={pk for line in lines for pk in (line.keeper, line.place)}).values_list(
            "pk", "path"
        )
    )
    spoken = {grant.unit: _spoken(grant.unit, lines) for grant in grants if grant.unit is not None}
    known: dict[tuple[bool, ...], frozenset[str]] = {}
    found = []
    for line in lines:
        keeper, place = paths.get(line.keeper, ""), paths.get(line.place or 0, "")
        covers = tuple(
            line.pk in spoken[grant.unit] if grant.unit is not None else keeper.startswith(grant.path) or place.startswith(grant.path)
            for grant in grants
        )  # fmt: skip
        if covers not in known:
            known[covers] = _classes(grants, covers)
        is_keeper = any(
            covered and grant.unit is None and keeper.startswith(grant.path)
            for covered, grant in zip(covers, grants, strict=True)
        )
        found.append(Sight(known[covers], is_keeper))
    return found


def _spoken(unit: int, lines: Sequence[Line]) -> frozenset[int]:
    said = Said.objects.filter(entity__in=[line.pk for line in lines], origin__post__unit=unit)
    return frozenset(said.values_list("entity_id", flat=True).distinct())


def _classes(grants: Sequence[Grant], covers: Sequence[bool]) -> frozenset[str]:
    return frozenset(
        each for grant, covered in zip(grants, covers, strict=True) if covered for each in RIGHTS.sees[grant.role]
    )


class Seen(NamedTuple):
    """A line with the values that the reader sees of it."""

    line: Line
    values: Mapping[str, tuple[str, ...]]


def seen(
    person: Person, listing: Listing, lines: Sequence[Line], *, deed: str = READ, leaves: bool = False
) -> list[Seen]:
    """The lines with what *person* sees of each; with *leaves* what they may take along."""
    kinds = {kind.code: kind for kind in listing.kinds}
    return [
        Seen(line, shown(kinds[line.kind], line.values, sight, leaves=leaves))
        for line, sight in zip(lines, sights(person, lines, deed), strict=True)
    ]


def names_of_all(person: Person, listing: Listing, rows: Iterable[Seen], language: Language) -> dict[str, Names]:
    """By kind, what codes in the lines stand for."""
    by_kind: dict[str, list[Mapping[str, tuple[str, ...]]]] = {}
    for each in rows:
        by_kind.setdefault(each.line.kind, []).append(each.values)
    kinds = {kind.code: kind for kind in listing.kinds}
    return {code: names_for(person, kinds[code], values, language) for code, values in by_kind.items()}


def rows_told(
    person: Person, listing: Listing, lines: Sequence[Line], columns: Sequence[str], language: Language
) -> list[Row]:
    """Lines as a page shows them."""
    visible = seen(person, listing, lines)
    names = names_of_all(person, listing, visible, language)
    return [_row(listing, each, columns, names[each.line.kind]) for each in visible]


def _row(listing: Listing, of: Seen, columns: Sequence[str], names: Names) -> Row:
    cells = tuple(cell_told(listing, of, code, names) for code in columns)
    contested = tuple(code in of.line.contested and code in of.values for code in columns)
    return Row(of.line.key, of.line.kind, of.line.secrecy, cells, contested)


def cell_told(listing: Listing, of: Seen, code: str, names: Names) -> tuple[Told, ...]:
    """The values of one column of one line; the name leads to the entity, and says where it was erased."""
    line = of.line
    if code == NAME:
        said = line.name or wording("register-erased", names.language)
        return (Told(said, CHINESE if line.name else "", line.key),)
    kind = next(each for each in listing.kinds if each.code == line.kind)
    return tuple(told(kind, code, value, names) for value in of.values.get(code, ()))


class Counted(NamedTuple):
    """A value of a property in words, with its count."""

    value: str
    text: str
    n: int


def facet_told(
    person: Person, listing: Listing, code: str, facets: Sequence[Facet], language: Language
) -> list[Counted]:
    """Counts in words; what is not known is told last, what is above the reader not at all."""
    words = words_of(person, listing, code, [each.value for each in facets], language)
    told_ones = [Counted(each.value, words[each.value], each.n) for each in facets if each.value in words]
    return sorted(told_ones, key=lambda each: not each.value)


def words_of(person: Person, listing: Listing, code: str, values: Sequence[str], language: Language) -> dict[str, str]:
    """What values of one property are called; labels above the reader are left out."""
    kind = listing.kind_with(code)
    names = names_for(person, kind, [{code: values}], language)
    hidden: set[str] = set()
    if code == LABEL:
        hidden = {label.code for each in listing.kinds for label in each.labels}
        hidden -= {value for value, _ in values_of(listing, LABEL, language)}
    blank = wording("register-blank", language)
    found = {}
    for value in values:
        owner = next((each for each in listing.kinds if _knows(each, code, value)), kind)
        if value not in hidden:
            found[value] = told(owner, code, value, names).text if value else blank
    return found


def _knows(kind: Kind, code: str, value: str) -> bool:
    if code in (STAGE, LABEL):
        return any(each.code == value for each in (kind.stages if code == STAGE else kind.labels))
    prop = kind.property(code)
    return prop is not None and any(each.code == value for each in prop.vocabulary)


def kind_names(listing: Listing, language: Language) -> dict[str, str]:
    """By code."""
    return {kind.code: name_in(kind, language) for kind in listing.kinds}

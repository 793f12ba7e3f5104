"""Registers of the demo: what the sources of an invented province say of firms, projects and people, each on its day."""

from __future__ import annotations

import datetime as dt
import tomllib
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import NamedTuple

from django.db import transaction
from django.utils import timezone

from xiandao.apps.accounts.models import User
from xiandao.apps.accounts.rights import Person
from xiandao.apps.accounts.selectors import operator, person_of
from xiandao.apps.audit.services import record
from xiandao.apps.files.services import draft_of, file_keep
from xiandao.apps.places.models import Place
from xiandao.apps.registers import loads, services
from xiandao.apps.registers.doubles import pairs_alike
from xiandao.apps.registers.kinds import kind_of
from xiandao.apps.registers.loading import period_days
from xiandao.apps.registers.meanings import Meanings
from xiandao.apps.registers.models import Entity
from xiandao.apps.registers.sameness import likenesses_keep
from xiandao.apps.registers.services import Evidence, Grounds
from xiandao.apps.registers.writing import Draft, entities_refold, new_key, said_write
from xiandao.core.errors import Refusal
from xiandao.core.kinds import LABEL, Kind, columns_of
from xiandao.readers.sheets import read_workbook
from xiandao.web.settings import ROOT

FOLDER = ROOT / "samples" / "registers"
WORKBOOKS = ROOT / "packs" / "demo"
"""Apart from the samples, all of which are documents that plans are read from."""
HOUR = dt.time(10)
"""At which everything is said on its day."""
ALIKE = "enterprise"
"""The kind whose entries are looked through for those that look like one."""
Values = dict[str, tuple[str, ...]]


class Deed(NamedTuple):
    """Something done to a register on a day: a table of the samples, by its name, with what stands in it."""

    table: str
    on: dt.date
    told: Mapping[str, object]

    def text(self, name: str) -> str:
        """A text; empty where none is given."""
        return str(self.told.get(name, ""))

    def texts(self, name: str) -> tuple[str, ...]:
        """Texts; none where none are given."""
        listed = self.told.get(name, ())
        return tuple(str(each) for each in listed) if isinstance(listed, list) else ()

    def day(self, name: str) -> dt.date | None:
        """A day, or ``None`` where none is given."""
        found = self.told.get(name)
        return found if isinstance(found, dt.date) else None


class Here(NamedTuple):
    """What the loading knows: the moment of today, the keys of what was entered by kind and name, people by user name."""

    at: dt.datetime
    keys: dict[tuple[str, str], str]
    people: dict[str, Person]

    def key(self, deed: Deed) -> str:
        """Of the entity that *deed* names."""
        return self.keys[deed.text("kind"), deed.text("name")]

    def moment(self, deed: Deed) -> dt.datetime:
        """When it was done; never later than now."""
        return min(timezone.make_aware(dt.datetime.combine(deed.on, HOUR)), self.at)

    def person(self, deed: Deed) -> Person:
        """Who did it, in the posts of today."""
        return self.people.get(deed.text("by")) or self.people.setdefault(deed.text("by"), self._person(deed))

    def _person(self, deed: Deed) -> Person:
        user = User.objects.filter(username=deed.text("by")).first()
        return person_of(user, timezone.localdate(self.at)) if user else operator("demo")


@transaction.atomic
def registers_load(*, at: dt.datetime) -> None:
    """Enters everything up to today in its order; does nothing where the places are not those of the demo."""
    if not Place.objects.filter(code="990100", is_invented=True).exists():
        return
    here = Here(at, {}, {})
    today = timezone.localdate(at)
    for deed in sorted((each for each in deeds() if each.on <= today), key=lambda each: each.on):
        _DOING[deed.table](deed, here)
    entities_refold(Entity.objects.values_list("pk", flat=True), at=at)  # as things stand today, not on the day of each
    for pairs in pairs_alike(operator("demo"), kind_of(ALIKE), lambda _done, _total: None):
        likenesses_keep(pairs)


def deeds() -> Iterator[Deed]:
    """Everything in the samples, file by file."""
    for file in sorted(FOLDER.glob("*.toml")):
        for table, rows in tomllib.loads(file.read_text("utf-8")).items():
            yield from (Deed(table, row["on"], row) for row in rows)


def _grounds(deed: Deed) -> Grounds:
    weight = deed.text("authority") or "verified"
    return Grounds(deed.text("title"), deed.text("stream"), weight, deed.day("since") or deed.on, deed.day("until"))


def _list(deed: Deed, here: Here) -> None:
    """A table of one source, read as an imported workbook is."""
    kind, person, at = kind_of(deed.text("kind")), here.person(deed), here.moment(deed)
    columns = tuple(map(str.strip, deed.text("columns").split("|")))
    meanings = Meanings()
    origin = services.origin_make(person, _grounds(deed), at=at, sort="import")
    drafts = [
        draft
        for line in deed.text("rows").strip().splitlines()
        for draft in _drafts(deed, here, kind, _values(kind, zip(columns, line.split("|"), strict=True), meanings))
    ]
    said_write(origin, kind, drafts)
    record("register.enter", "origin", origin.key, by=person, at=at, of=kind.code)


def _drafts(deed: Deed, here: Here, kind: Kind, values: Values) -> Iterator[Draft]:
    """What a row says: from the day of the source on, or from another that it names, and of its period."""
    key = here.keys.setdefault((kind.code, values["name"][0]), new_key())
    during = {code for code in values if (prop := kind.property(code)) is not None and prop.holds == "during"}
    lasting = {code: said for code, said in values.items() if code not in during}
    yield Draft(key, lasting, deed.day("since") or deed.on, deed.day("until"))
    if during:
        yield Draft(key, {code: values[code] for code in sorted(during)}, *period_days(deed.text("period")))


def _values(kind: Kind, cells: Iterator[tuple[str, str]], meanings: Meanings) -> Values:
    """Cells as they are written, in canonical text.

    Raises:
        Refusal: ``pack-damaged``: a cell of the samples means nothing.
    """
    offered = {prop.code: prop for prop in columns_of(kind)}
    found: Values = {}
    for code, cell in cells:
        parts, faults = meanings.reading(offered[code])(cell.strip())
        if faults:
            raise Refusal("pack-damaged", name=f"{FOLDER.name}: {code} {cell.strip()}")
        if parts:
            found[code] = parts
    return found


def _told(deed: Deed, cells: Mapping[object, object]) -> Values:
    said = iter([(str(code), str(cell)) for code, cell in cells.items()])
    return _values(kind_of(deed.text("kind")), said, Meanings())


def _papers(deed: Deed) -> Sequence[Evidence]:
    return [Evidence(name) for name in deed.texts("papers")]


def _move(deed: Deed, here: Here) -> None:
    """To another stage, with what must be known before said on the same grounds."""
    person, key, at, grounds = here.person(deed), here.key(deed), here.moment(deed), _grounds(deed)
    known = deed.told.get("set")
    if isinstance(known, dict):
        services.entity_say(person, key, _told(deed, known), grounds, at=at)
    services.stage_move(person, key, deed.text("to"), _papers(deed), grounds, at=at)


def _label(deed: Deed, here: Here) -> None:
    person, at = here.person(deed), here.moment(deed)
    services.label_grant(person, here.key(deed), deed.text(LABEL), _papers(deed), _grounds(deed), at=at)


def _label_end(deed: Deed, here: Here) -> None:
    services.label_end(here.person(deed), here.key(deed), deed.text(LABEL), _grounds(deed), at=here.moment(deed))


def _choice(deed: Deed, here: Here) -> None:
    values = _told(deed, {deed.text("property"): deed.text("value")})
    person, at = here.person(deed), here.moment(deed)
    services.entity_say(person, here.key(deed), values, _grounds(deed), at=at, deed="choose")


def _deletion(deed: Deed, here: Here) -> None:
    services.entity_delete(here.person(deed), here.key(deed), _grounds(deed), at=here.moment(deed))


def _load(deed: Deed, here: Here) -> None:
    """A workbook whose columns are confirmed; a worker checks its rows, which then wait for somebody."""
    person, at = here.person(deed), here.moment(deed)
    data = (WORKBOOKS / deed.text("file")).read_bytes()
    about = loads.About(deed.text("kind"), deed.text("stream"), as_of=deed.on)
    load = loads.load_make(person, about, deed.text("name"), read_workbook(data, deed.text("file")), at=at)
    draft = draft_of([data])
    load.blob = file_keep(draft, at=at)
    load.save(update_fields=["blob"])
    draft.unlink()
    loads.load_map(person, load.pk, (), range(len(load.mapping["tables"])), version=load.version, at=here.at)


_DOING: Mapping[str, Callable[[Deed, Here], None]] = {
    "list": _list,
    "move": _move,
    "label": _label,
    "label-end": _label_end,
    "choice": _choice,
    "deletion": _deletion,
    "load": _load,
}

"""A list as it was on a day, as known at a moment: rows that moved since are folded anew, all others are those of today."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from django.db.models import Q
from django.utils import timezone

from xiandao.apps.accounts.rights import Person
from xiandao.apps.places.models import Place
from xiandao.apps.registers import found, models
from xiandao.apps.registers.asking import Asked
from xiandao.apps.registers.fields import fields_under
from xiandao.apps.registers.found import CHUNK, MOST_FACETS, READING, Line, Sought, lines_of
from xiandao.apps.registers.listing import Listing
from xiandao.apps.registers.mappers import compared, first_of, initials, names_of, saids_of
from xiandao.apps.registers.models import LONGEST_VALUE, Entity
from xiandao.apps.registers.moments import Then
from xiandao.apps.registers.personal import SEALED, is_personal, unsealed
from xiandao.apps.registers.sameness import families
from xiandao.apps.registers.selectors import Facet
from xiandao.core.conditions import Answer, Condition, answer, in_order
from xiandao.core.kinds import NAME, PLACE, Kind
from xiandao.core.statements import Row, Said
from xiandao.registers.fold import folded

Families = Mapping[int, int]


@dataclass(frozen=True, slots=True)
class Past:
    """A list of another day, whole and in order."""

    lines: tuple[Line, ...]

    def __len__(self) -> int:
        return len(self.lines)

    def __getitem__(self, stretch: slice) -> Sequence[Line]:
        return self.lines[stretch]

    def __iter__(self) -> Iterator[Line]:
        return iter(self.lines)

    def facet(self, code: str) -> tuple[Facet, ...]:
        """As :class:`xiandao.apps.registers.found.Found`."""
        return found.counted(_cut(line.values.get(code, ())) for line in self.lines)[:MOST_FACETS]

    def pivot(self, down: str, across: str) -> Mapping[tuple[str, str], int]:
        """As :class:`xiandao.apps.registers.found.Found`."""
        counts: dict[tuple[str, str], int] = {}
        for line in self.lines:
            rows, columns = (_cut(line.values.get(code, ())) or ("",) for code in (down, across))
            for pair in ((one, other) for one in dict.fromkeys(rows) for other in dict.fromkeys(columns)):
                counts[pair] = counts.get(pair, 0) + 1
        return counts


def _cut(values: Sequence[str]) -> tuple[str, ...]:
    """As cells of today keep them."""
    return tuple(each[:LONGEST_VALUE] for each in values)


def past(person: Person, listing: Listing, asked: Asked, *, now: dt.datetime, sought: Sought = READING) -> Past:
    """The list as it was, of what *person* may see today; the same for ever, but for what was erased since."""
    moved = moved_since(listing, asked.then, now)
    lines = [line for line in found.today(person, listing, asked, sought).still() if line.pk not in moved.roots]
    passes = _passing(listing, asked)
    lines += [line for line in _refolded(person, listing, asked.then, moved, sought) if passes(line)]
    return Past(tuple(in_order_of(lines, asked.sort, found.numeric_codes(listing))))


class Moved(NamedTuple):
    """What is another than today: *roots* by number, of either time; *then* who followed whom at the moment asked for."""

    roots: frozenset[int]
    then: Families


def moved_since(listing: Listing, then: Then, now: dt.datetime) -> Moved:
    """The entities of which anything was said, withdrawn, joined, parted, begun or ended between *then* and *now*."""
    kinds = [kind.code for kind in listing.kinds]
    of_then = families(then.known_at)
    of_now = dict(Entity.objects.filter(kind__in=kinds).exclude(leader=None).values_list("pk", "leader_id"))
    spoken = models.Said.objects.filter(entity__kind__in=kinds).filter(_is_between(then, timezone.localdate(now)))
    touched = set(spoken.values_list("entity_id", flat=True).distinct())
    due = Entity.objects.filter(kind__in=kinds, changes_on__lte=timezone.localdate(now))  # not yet made anew
    touched |= set(due.values_list("pk", flat=True))
    touched |= {pk for pk in {*of_then, *of_now} if of_then.get(pk) != of_now.get(pk)}
    roots = {root for pk in touched for root in (pk, of_then.get(pk, pk), of_now.get(pk, pk))}
    return Moved(frozenset(roots), of_then)


def _is_between(then: Then, today: dt.date) -> Q:
    low, high = min(then.on, today), max(then.on, today)
    said_later = Q(at__gt=then.known_at) | Q(origin__withdrawn_at__gt=then.known_at)
    begins = Q(valid_from__gt=low, valid_from__lte=high)
    ends = Q(valid_until__gte=low, valid_until__lte=high)
    morning = timezone.make_aware(dt.datetime.combine(low, dt.time.min)) - dt.timedelta(days=1)
    undated = Q(deed__in=("delete", "restore"), valid_from=None, at__gte=morning)
    return said_later | begins | ends | undated


def _refolded(person: Person, listing: Listing, then: Then, moved: Moved, sought: Sought) -> Iterator[Line]:
    kinds = {kind.code: kind for kind in listing.kinds}
    seen = found.entities_sought(person, sought).filter(kind__in=list(kinds), first_seen__lte=then.known_at)
    roots = sorted({moved.then.get(pk, pk) for pk in moved.roots})
    followers: dict[int, list[int]] = {}
    for pk, root in moved.then.items():
        followers.setdefault(root, []).append(pk)
    for start in range(0, len(roots), CHUNK):
        chunk = roots[start : start + CHUNK]
        entities = list(lines_of(seen.filter(pk__in=chunk).order_by("pk")))
        told = saids_of(
            models.Said.objects.filter(
                entity_id__in=[pk for line in entities for pk in (line.pk, *followers.get(line.pk, ()))]
            )
        )
        for line in entities:
            saids = [said for pk in (line.pk, *followers.get(line.pk, ())) for said in told.get(pk, ())]
            row = folded(saids, kinds[line.kind], on=then.on, known_at=then.known_at, entity=str(line.pk))
            if row.exists:
                yield _as_then(line, row)


def told_then(lines: Sequence[Line], then: Then) -> dict[int, list[Said]]:
    """Everything said of entities, and of those that were one with them at the moment asked for."""
    above = families(then.known_at)
    members = {line.pk: [line.pk] for line in lines}
    for pk, root in above.items():
        if root in members:
            members[root].append(pk)
    told = saids_of(models.Said.objects.filter(entity_id__in=[pk for each in members.values() for pk in each]))
    return {root: [said for pk in family for said in told.get(pk, ())] for root, family in members.items()}


def _as_then(line: Line, row: Row) -> Line:
    name = unsealed(line.key, NAME, first_of(row.values, NAME)) or ""
    return line._replace(name=name[:LONGEST_VALUE], values=row.values, contested=row.contested)


def _passing(listing: Listing, asked: Asked) -> Callable[[Line], bool]:
    """Whether a line fulfils what is asked, by the same terms as the list of today."""
    kinds = {kind.code: kind for kind in listing.kinds}
    conditions = (*listing.view.where, *asked.conditions)
    nodes = {(each.property, node): _under(each.property, node) for each in conditions for node in _nodes(each)}

    def passes(line: Line) -> bool:
        if asked.contested and not line.contested:
            return False
        if asked.words and not _is_named(line, kinds[line.kind], asked.words):
            return False
        known = _unsealed(kinds[line.kind], line)
        return all(_fulfils(each, known, nodes) for each in conditions)

    return passes


def _unsealed(kind: Kind, line: Line) -> Mapping[str, tuple[str, ...]]:
    """What lists are filtered by: nothing under seal, but for the name as lists show it."""
    open_values = {code: each for code, each in line.values.items() if not is_personal(kind.property(code))}
    return {**open_values, NAME: (compared(line.name),)} if line.name else open_values


def _fulfils(
    condition: Condition, values: Mapping[str, tuple[str, ...]], nodes: Mapping[tuple[str, str], frozenset[str]]
) -> bool:
    if condition.operator == "contains":
        names = values.get(NAME, ()) if condition.property == NAME else ()
        return any(compared(part) in name for name in names for part in condition.values)
    given = answer(condition, values, under=lambda prop, value, node: value in nodes[prop, node])
    return given is Answer.YES


def _nodes(condition: Condition) -> tuple[str, ...]:
    return condition.values if condition.operator == "under" else ()


def _under(code: str, node: str) -> frozenset[str]:
    """The codes that are a node or stand below it."""
    if code != PLACE:
        return frozenset(fields_under([node]))
    paths = list(Place.objects.filter(code=node).values_list("path", flat=True))
    below = Q(pk__in=())
    for path in paths:
        below |= Q(path__startswith=path)
    return frozenset(Place.objects.filter(below).values_list("code", flat=True))


def _is_named(line: Line, kind: Kind, words: str) -> bool:
    told = compared(words)
    if not told:
        return True
    row = Row(entity=line.key, values={code: each for code, each in line.values.items() if not _sealed(each)})
    names = (*((compared(line.name),) if line.name else ()), *names_of(row))
    if any(told in name or initials(name).startswith(told) for name in names):
        return True
    codes = (prop.code for prop in kind.properties if prop.type == "identifier")
    return any(words.strip().upper() in line.values.get(code, ()) for code in codes)


def _sealed(values: Iterable[str]) -> bool:
    return any(each.startswith(SEALED) for each in values)


def in_order_of(lines: Iterable[Line], sort: Sequence[str], numeric: frozenset[str]) -> list[Line]:
    """Lines by the properties of *sort*, what lacks one last; alike in all of them by key."""
    ordered = sorted(lines, key=lambda line: line.key)
    for said in reversed(sort):
        code = said.removeprefix("-")
        known = [line for line in ordered if _least(line, code, numeric) is not None]
        lacking = [line for line in ordered if _least(line, code, numeric) is None]
        known.sort(key=lambda line: _least(line, code, numeric) or NOTHING, reverse=said != code)
        ordered = [*known, *lacking]
    return ordered


NOTHING = in_order("0")


def _least(line: Line, code: str, numeric: frozenset[str]) -> tuple[int, object, str] | None:
    """The value by which a line is sorted: the least of several, numbers by size, words by their letters."""
    if code == NAME:
        return (1, 0, line.name) if line.name else None
    values = line.values.get(code, ())
    if not values:
        return None
    return min(in_order(each) for each in values) if code in numeric else (1, 0, min(values)[:LONGEST_VALUE])

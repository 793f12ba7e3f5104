"""Two dates of a list beside each other: what came, what went, and of what stayed the values that are others now."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

from xiandao.apps.accounts.rights import Person
from xiandao.apps.registers.asking import Asked
from xiandao.apps.registers.found import READING, Line, Reader, Sought
from xiandao.apps.registers.list_files import list_found
from xiandao.apps.registers.list_rows import Seen, cell_told, names_of_all, seen
from xiandao.apps.registers.listing import Listing
from xiandao.apps.registers.moments import Then
from xiandao.apps.registers.telling import Names, Told
from xiandao.core.kinds import NAME
from xiandao.core.messages import Language


class Change(NamedTuple):
    """A value that is another: of which column, before and after."""

    code: str
    head: str
    before: tuple[Told, ...]
    after: tuple[Told, ...]


class Changed(NamedTuple):
    """An entity that came, went, or changed."""

    what: str
    key: str
    name: str
    changes: tuple[Change, ...]


class Changes(NamedTuple):
    """Everything that is another: how many came, went and changed, and the lines."""

    came: int
    went: int
    changed: int
    total_before: int
    total_after: int
    lines: tuple[Changed, ...]


class Pair(NamedTuple):
    """An entity before and after; ``None`` where it did not stand in the list."""

    before: Line | None
    after: Line | None


def changes_of(reader: Reader, listing: Listing, asked: Asked, before: Then, *, sought: Sought = READING) -> Changes:
    """What is another in the list on the day of *asked* than on the day *before*, by the same terms."""
    earlier, later = (
        {line.key: line for line in list_found(reader.person, listing, each, now=reader.now, sought=sought)}
        for each in (replace(asked, then=before), asked)
    )
    came = [Pair(None, line) for key, line in later.items() if key not in earlier]
    went = [Pair(line, None) for key, line in earlier.items() if key not in later]
    stayed = [
        Pair(earlier[key], line) for key, line in later.items() if key in earlier and _differ(earlier[key], line, asked)
    ]
    told = _told(reader.person, listing, [*came, *went, *stayed], asked, reader.language)
    lines = [each for each in told if each.what != "changed" or each.changes]
    changed = sum(each.what == "changed" for each in lines)
    return Changes(len(came), len(went), changed, len(earlier), len(later), tuple(lines))


def _differ(before: Line, after: Line, asked: Asked) -> bool:
    return before.name != after.name or any(
        {*before.values.get(code, ())} != {*after.values.get(code, ())} for code in asked.columns if code != NAME
    )


def _told(person: Person, listing: Listing, pairs: Sequence[Pair], asked: Asked, language: Language) -> list[Changed]:
    lines = [line for pair in pairs for line in pair if line is not None]
    visible = seen(person, listing, lines)
    names = names_of_all(person, listing, visible, language)
    rows = iter(visible)
    found = []
    for pair in pairs:
        before = next(rows) if pair.before is not None else None
        after = next(rows) if pair.after is not None else None
        standing = after or before
        if standing is None:
            continue
        what = "came" if before is None else "went" if after is None else "changed"
        changes: tuple[Change, ...] = ()
        if before is not None and after is not None:
            changes = tuple(
                Change(code, listing.head(code, language), *told)
                for code in asked.columns
                if (told := _sides(listing, before, after, code, names[standing.line.kind]))
            )
        found.append(Changed(what, standing.line.key, standing.line.name, changes))
    return found


def _sides(
    listing: Listing, before: Seen, after: Seen, code: str, names: Names
) -> tuple[tuple[Told, ...], tuple[Told, ...]] | None:
    is_same = (
        before.line.name == after.line.name
        if code == NAME
        else {*before.values.get(code, ())} == {*after.values.get(code, ())}
    )
    if is_same:
        return None
    return cell_told(listing, before, code, names), cell_told(listing, after, code, names)

"""Who is responsible for a task, and what part each body has: notes and cells put together."""

from __future__ import annotations

from collections.abc import Sequence

from xiandao.reading.quoting import Quoter
from xiandao.reading.task_tables import Row
from xiandao.reading.unit_names import DUTY, LEAD, SUPPORT
from xiandao.reading.unit_notes import Bond, Place
from xiandao.reading.units import Note, note_read


class Bodies:
    """The bodies of one task in printed order, each once, with the part it has."""

    def __init__(self, text: str, quoter: Quoter) -> None:
        self._text = text
        self._quoter = quoter
        self.roles: dict[str, str] = {}
        self.raw: list[str] = []

    def add(self, note: Note, inner: int, *, first_leads: bool = False, column: str = "") -> None:
        """Add the bodies of a note whose inside begins at *inner* of the view; *column* is the part a table gives them."""
        if not note.parts:
            return
        printed = self._quoter.printing(note.parts[0].start + inner, note.parts[-1].end + inner)
        for at, part in enumerate(note.parts):
            name = printed(part.start + inner, part.end + inner)
            if part.prefix_end > part.prefix_start:
                name = printed(part.prefix_start + inner, part.prefix_end + inner) + name
            if part.ending_end > part.ending_start:
                name += printed(part.ending_start + inner, part.ending_end + inner)
            placed = (SUPPORT if at else LEAD) if first_leads else part.role
            self.roles.setdefault(name, column or placed)

    def add_notes(self, places: Sequence[Place], first_leads_from: int) -> None:
        """Add the notes of a heading; behind *first_leads_from* the first body of a note that tells no parts leads."""
        for place in places:
            leads = place.note.first_leads or (place.done and place.start > first_leads_from)
            self.add(place.note, place.inner, first_leads=leads)
            self.raw.append(self._quoter.printed(place.start, place.end))

    def add_row(self, row: Row) -> None:
        """Add the cells of a row; beside a column of leading bodies the others support."""
        leads = any(kind == LEAD for kind, _ in row.bodies)
        for kind, cell in row.bodies:
            note = note_read(self._text[cell.start : cell.end])
            told = any(part.role == LEAD for part in note.parts)
            column = SUPPORT if kind == DUTY and leads else "" if kind == DUTY else kind
            self.add(note, cell.start, column="" if told else column)
            self.raw.append(self._quoter.printed(*cell))

    def add_bonds(self, at: int, bonds: Sequence[Bond]) -> None:
        """Add the bodies that a sentence elsewhere binds to what stands at *at*."""
        for bond in bonds:
            if (bond.at < at) == bond.later:
                self.add(bond.note, bond.inner)

    def having(self, role: str) -> tuple[str, ...]:
        """The bodies that have *role*."""
        return tuple(name for name, own in self.roles.items() if own == role)

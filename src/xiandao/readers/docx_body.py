"""The body of a Word document as lines: a paragraph a line, a row of a table a line with tabs between cells."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from xiandao.readers.docx_styles import Styles, is_on
from xiandao.readers.markup import Element, attribute, child, local
from xiandao.readers.numbering import Numbering, symbol

_PASSED_THROUGH = frozenset(
    {
        "ins", "moveTo", "hyperlink", "smartTag", "sdt", "sdtContent", "fldSimple", "customXml", "dir", "bdo",
        "ruby", "rubyBase", "subDoc", "oMathPara",
    }
)  # fmt: skip
_REVISED_AWAY = frozenset({"del", "moveFrom"})
_PICTURES = frozenset({"blip", "imagedata", "chart", "relIds", "OLEObject", "altChunk"})
_SIGNS = {"tab": " ", "ptab": " ", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}
_WIDEST_SPAN = 200


@dataclass(slots=True)
class Tally:
    """What was met and not put into the text.

    Attributes:
        unseen: Hidden and deleted words, for the search for markings.
    """

    pictures: int = 0
    inserted: int = 0
    deleted: int = 0
    hidden: int = 0
    unseen: list[str] = field(default_factory=list)


@dataclass(slots=True, kw_only=True)
class Body:
    """One reading of a body, from first to last: numbers count as it goes.

    Attributes:
        styles: Of the document.
        numbering: Its lists, with their counters.
        notes: Foot- and endnotes by the name and id of their reference.
        tally: What was left out so far.
        after: Lines that follow the paragraph being read: its text boxes and notes.
        row_notes: Notes that follow the row being read, ``None`` outside tables.
        carried: Words of paragraphs whose end was deleted, which run on into the next.
    """

    styles: Styles
    numbering: Numbering
    notes: dict[tuple[str, str], Element]
    tally: Tally = field(default_factory=Tally)
    after: list[str] = field(default_factory=list)
    row_notes: list[str] | None = None
    carried: str = ""

    def lines(self, container: Element) -> Iterator[str]:
        """Lines of all blocks in *container*, in order, none empty."""
        for block in container:
            yield from self._block(block)
        if self.carried:
            rest, self.carried = self.carried, ""
            yield from _split(rest)

    def _block(self, block: Element) -> Iterator[str]:
        name = local(block)
        if name == "p":
            yield from self._paragraph(block)
        elif name == "tbl":
            yield from self._table(block)
        elif name in _PASSED_THROUGH:
            for inner in block:
                yield from self._block(inner)
        elif name == "AlternateContent":
            for inner in _choice(block):
                yield from self._block(inner)
        elif name in _PICTURES:
            self.tally.pictures += 1

    def _paragraph(self, paragraph: Element) -> Iterator[str]:
        properties = child(paragraph, "pPr")
        outer, self.after = self.after, []
        pieces: list[str] = []
        for inner in paragraph:
            self._inline(inner, pieces.append)
        text = "".join(pieces)
        if self._runs_on(properties):
            self.carried += text
        else:
            label = self._label(properties) if self._has_label(properties, text) else ""
            text, self.carried = self.carried + text, ""
            yield from _split(label + text if text.strip() else "")
        following, self.after = self.after, outer
        yield from following

    def _runs_on(self, properties: Element | None) -> bool:
        """Whether the paragraph's end was deleted."""
        mark = child(properties, "rPr")
        return child(mark, "del") is not None or child(mark, "moveFrom") is not None

    def _has_label(self, properties: Element | None, text: str) -> bool:
        """An empty paragraph of Word's counts too, unless it is wholly hidden."""
        return bool(text.strip()) or not is_on(child(properties, "rPr", "vanish"))

    def _label(self, properties: Element | None) -> str:
        number_id, level = self._number(properties)
        return self.numbering.label(number_id, level) if number_id not in {"", "0"} else ""

    def _number(self, properties: Element | None) -> tuple[str, int]:
        """List and level of a paragraph: its own, else its style's."""
        own = child(properties, "numPr")
        number_id, level = _val(child(own, "numId")), _val(child(own, "ilvl"))
        style_id = _val(child(properties, "pStyle")) or self.styles.default
        chain = list(self.styles.chain(style_id))
        if number_id is None:
            number_id = next((style.number_id for _, style in chain if style.number_id is not None), "")
            level = level or next((style.level for _, style in chain if style.level is not None), None)
            if level is None:
                places = (self.numbering.level_of_style(number_id, name) for name, _ in chain)
                return number_id, next((place for place in places if place is not None), 0)
        return number_id, int(level) if level and level.isdecimal() else 0

    def _inline(self, element: Element, put: Callable[[str], None]) -> None:
        name = local(element)
        if name == "r":
            self._run(element, put)
        elif name in _REVISED_AWAY:
            self.tally.deleted += 1
            self.tally.unseen.append(
                "".join(one.text or "" for one in element.iter() if local(one) in {"t", "delText"})
            )
        elif name in _PASSED_THROUGH:
            self.tally.inserted += name in {"ins", "moveTo"}
            for inner in element:
                self._inline(inner, put)
        elif name == "oMath":
            put("".join(one.text or "" for one in element.iter() if local(one) == "t"))
        elif name == "AlternateContent":
            for inner in _choice(element):
                self._inline(inner, put)

    def _run(self, run: Element, put: Callable[[str], None]) -> None:
        if self._is_hidden(child(run, "rPr")):
            self.tally.hidden += 1
            self.tally.unseen.append("".join(one.text or "" for one in run if local(one) == "t"))
            return
        for element in run:
            self._run_part(element, put)

    def _is_hidden(self, properties: Element | None) -> bool:
        vanish = child(properties, "vanish")
        if vanish is not None:
            return is_on(vanish)
        style_id = _val(child(properties, "rStyle"))
        return bool(style_id) and any(style.hidden for _, style in self.styles.chain(style_id or ""))

    def _run_part(self, element: Element, put: Callable[[str], None]) -> None:
        name = local(element)
        if name == "t":
            put((element.text or "").replace("\t", " ").replace("\n", " ").replace("\r", " "))
        elif name in _SIGNS:
            put(_SIGNS[name])
        elif name == "sym":
            put(_symbol(element))
        elif name in {"drawing", "pict", "object"}:
            self._drawing(element)
        elif name in {"footnoteReference", "endnoteReference"}:
            self._note(name, attribute(element, "id") or "")
        elif name == "AlternateContent":
            for inner in _choice(element):
                self._run_part(inner, put)
        elif name in _PASSED_THROUGH:
            for inner in element:
                self._inline(inner, put)

    def _drawing(self, drawing: Element) -> None:
        """Text boxes become lines after the paragraph; pictures are counted."""
        for element in drawing:
            name = local(element)
            if name == "txbxContent":
                self.after.extend(self._apart(element))
            elif name == "AlternateContent":
                for inner in _choice(element):
                    self._drawing(inner)
            else:
                self.tally.pictures += name in _PICTURES
                self._drawing(element)

    def _note(self, reference: str, note_id: str) -> None:
        note = self.notes.pop((reference, note_id), None)
        if note is not None:
            (self.after if self.row_notes is None else self.row_notes).extend(self._apart(note))

    def _apart(self, container: Element) -> list[str]:
        """Lines of blocks that stand inside a paragraph; what that paragraph carried over waits."""
        carried, self.carried = self.carried, ""
        lines = list(self.lines(container))
        self.carried = carried
        return lines

    def _table(self, table: Element) -> Iterator[str]:
        """Rows as lines; a table of one column is a box, whose paragraphs stay lines."""
        rows = [row for row in _inside(table, "tr") if child(row, "trPr", "del") is None]
        is_box = all(len(list(_inside(row, "tc"))) <= 1 for row in rows)
        for row in rows:
            if is_box:
                for cell in _inside(row, "tc"):
                    yield from self._apart(cell)
            else:
                yield from self._row(row)

    def _row(self, row: Element) -> Iterator[str]:
        outer, self.row_notes = self.row_notes, []
        cells = [""] * _span(child(row, "trPr", "gridBefore"), 0)
        for cell in _inside(row, "tc"):
            cells.append(self._cell(cell))
            cells.extend([""] * (_span(child(cell, "tcPr", "gridSpan"), 1) - 1))
        notes, self.row_notes = self.row_notes, outer
        if any(cells):
            yield "\t".join(cells)
        yield from notes

    def _cell(self, cell: Element) -> str:
        """Words of a cell on one line; a cell merged with the one above is empty."""
        merge = child(cell, "tcPr", "vMerge")
        lines = self._apart(cell)
        if merge is not None and _val(merge) != "restart":
            return ""
        return " ".join(" ".join(lines).split())


def _inside(container: Element, name: str) -> Iterator[Element]:
    """Rows of a table or cells of a row, also those inside content controls."""
    for element in container:
        found = local(element)
        if found == name:
            yield element
        elif found in _PASSED_THROUGH:
            yield from _inside(element, name)


def _choice(alternatives: Element) -> list[Element]:
    """The one of several renderings of the same thing that is to be read."""
    for name in ("Choice", "Fallback"):
        found = child(alternatives, name)
        if found is not None and len(found):
            return list(found)
    return []


def _symbol(element: Element) -> str:
    try:
        return symbol(chr(int(attribute(element, "char") or "", 16)))
    except (ValueError, OverflowError):
        return ""


def _span(element: Element | None, default: int) -> int:
    value = _val(element)
    return min(int(value), _WIDEST_SPAN) if value and value.isdecimal() else default


def _val(element: Element | None) -> str | None:
    return None if element is None else attribute(element, "val")


def _split(text: str) -> Iterator[str]:
    """Lines of a paragraph with breaks, without the blanks around them."""
    for line in text.split("\n"):
        if stripped := line.strip():
            yield stripped

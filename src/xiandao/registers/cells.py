"""What a cell means for a property: its canonical text, or the reason why it cannot be taken."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import NamedTuple

from xiandao.core.kinds import SUMMED, Property
from xiandao.core.sheets import ERRORS, CellValue
from xiandao.registers.cells_dates import Dated, dated
from xiandao.registers.cells_numbers import Amount, number_text, plain_figures, reckoned


class Value(NamedTuple):
    """What a cell says.

    Attributes:
        text: Canonical, as :data:`xiandao.core.kinds.TYPES` says; empty where the cell says nothing.
            Read again it gives the same value. Several are parted by ``；``.
        parts: The same one by one; none where the cell says nothing.
        precision: ``year``, ``quarter`` or ``month`` where a day is wanted and the cell says no more; else empty.
    """

    text: str
    parts: tuple[str, ...] = ()
    precision: str = ""


class Fault(NamedTuple):
    """Why a cell cannot be taken.

    Attributes:
        code: Names the wording in the section ``finding``.
        values: What the wording's ``{names}`` stand for.
    """

    code: str
    values: tuple[tuple[str, str], ...] = ()


Meaning = Value | Fault
NOTHING = Value("")
"""Of a cell that is empty, or says so by a dash."""

_NOTHING = frozenset(
    ("", "-", "--", "---", "—", "——", "–", "/", "\\", "N/A", "n/a", "NA", "null", "NULL", "None", "…", "……")
)
_NONE_SAID = frozenset(("无", "暂无", "没有", "不详", "未知", "待定", "待补充", "空"))
"""Nothing too, but where words are asked for or ``无`` is an answer."""
_SPEAKS = frozenset(("text", "longtext", "yes-no", "choice"))
_BLANKS = re.compile(r"[^\S\n]+")
_UNSEEN = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ud800-\udfff\ufffe\uffff]"
)
_PARTS = re.compile(r"[、；;\n]+")
_PARTS_OF_WORDS = re.compile(r"[、；;，,\n|｜]+")
_MOST = 2_000
_LONGEST = 20_000
_KEPT = 16_384

_YES = frozenset(("是", "有", "√", "✓", "✔", "☑", "对", "y", "yes", "true", "1", "已", "是的", "属于", "v", "t"))
_NO = frozenset(
    ("否", "无", "×", "✗", "✘", "☒", "x", "不是", "没有", "n", "no", "false", "0", "未", "不属于", "非", "f")
)
_URL = re.compile(
    r"(?:(https?|ftp)://)?([a-z0-9一-鿿](?:[a-z0-9一-鿿.-]*[a-z0-9一-鿿])?)((?::\d{1,5})?(?:[/?#]\S*)?)", re.IGNORECASE
)
_PHONE = re.compile(r"\+?\d[\d\-()]{3,22}\d(?:(?:转|x|ext\.?)\d{1,6})?", re.IGNORECASE)
_HAN_BLANK = re.compile(r"(?<=[\u3400-\u9fff])\s+(?=[\u3400-\u9fff])")


def value_of(cell: CellValue, wanted: Property, column_unit: str | None = None) -> Meaning:
    """What *cell* says of *wanted*; *column_unit* is what the head of its column says, ``None`` for nothing."""
    return reading_of(wanted, column_unit)(cell)


def reading_of(wanted: Property, column_unit: str | None = None) -> Callable[[CellValue], Meaning]:
    """A reader of the cells of one column; what it has read it knows again."""
    kept: dict[object, Meaning] = {}
    read = partial(_several if wanted.multiple else _one, wanted, column_unit)
    is_figure = wanted.type in SUMMED and not wanted.multiple
    quick = plain_figures(Amount(type=wanted.type, unit=wanted.unit), column_unit) if is_figure else None

    def reading(cell: CellValue) -> Meaning:
        figure = quick(cell) if quick is not None else None
        if figure is not None:
            return Value(figure, (figure,))
        # True, 1 and 1.0 are the same key, and not the same cell.
        key = cell if cell.__class__ is str else (cell.__class__, cell)
        known = kept.get(key)
        if known is None:
            known = read(cell)
            if len(kept) < _KEPT:
                kept[key] = known
        return known

    return reading


def _several(wanted: Property, unit: str | None, cell: CellValue) -> Meaning:
    if not isinstance(cell, str):
        return _one(wanted, unit, cell)
    if len(cell) > _LONGEST:
        return Fault("cell-long", (("most", str(_LONGEST)),))
    by = _PARTS_OF_WORDS if wanted.type in {"choice", "place", "field", "yes-no", "identifier", "phone"} else _PARTS
    read = [_one(wanted, unit, part) for part in by.split(cell)]
    fault = next((each for each in read if isinstance(each, Fault)), None)
    if fault:
        return fault
    parts = tuple(dict.fromkeys(each.text for each in read if isinstance(each, Value) and each.text))
    exact = next((each.precision for each in read if isinstance(each, Value) and each.precision), "")
    return Value("；".join(parts), parts, exact) if parts else NOTHING


def _one(wanted: Property, unit: str | None, cell: CellValue) -> Meaning:
    if isinstance(cell, str):
        cell = words_of(cell)
        if cell.upper() in ERRORS:
            return Fault("cell-error", (("sign", cell),))
    if cell is None or (isinstance(cell, str) and _says_nothing(cell, wanted)):
        return NOTHING
    met = _READ[wanted.type](wanted, unit, cell)
    if not isinstance(met, str):
        return met
    # A quotation mark before it may have hidden that it says nothing.
    return NOTHING if _says_nothing(met, wanted) or met in ERRORS else Value(met, (met,))


def _says_nothing(cell: str, wanted: Property) -> bool:
    bare = cell.strip()
    return bare in _NOTHING or (wanted.type not in _SPEAKS and bare in _NONE_SAID)


# ------------------------------------------------------------------------------------------------- words


def words_of(cell: CellValue) -> str:
    """The words that a cell shows, without what is unseen; line breaks stay."""
    match cell:
        case None:
            return ""
        case bool():
            return "TRUE" if cell else "FALSE"
        case int() | float():
            return number_text(cell)
        case dt.datetime():
            return cell.date().isoformat() if cell.time() == dt.time() else cell.isoformat(" ", "minutes")
        case dt.date():
            return cell.isoformat()
        case dt.time():
            return cell.isoformat("minutes")
        case str() if cell.isprintable() and "  " not in cell:
            return cell.strip()
        case _:
            lines = _UNSEEN.sub("", cell.replace("\r\n", "\n").replace("\r", "\n")).split("\n")
            return "\n".join(_BLANKS.sub(" ", line).strip() for line in lines).strip()


def _line(cell: CellValue) -> str:
    words = words_of(cell)
    return " ".join(words.split()) if "\n" in words else words


def folded(text: str) -> str:
    """Full-width letters, digits and signs as plain ones, without blanks."""
    bare = "".join(unicodedata.normalize("NFKC", text).split())
    return unicodedata.normalize("NFKC", bare)  # a sign beside a letter may join it once the blank between is gone


def _text(_: Property, __: str | None, cell: CellValue) -> str | Fault:
    said = _line(cell)
    return said if len(said) <= _MOST else Fault("cell-long", (("most", str(_MOST)),))


def _longtext(_: Property, __: str | None, cell: CellValue) -> str | Fault:
    said = words_of(cell)
    return said if len(said) <= _LONGEST else Fault("cell-long", (("most", str(_LONGEST)),))


def _person(_: Property, __: str | None, cell: CellValue) -> str | Fault:
    if not isinstance(cell, str):
        return Fault("cell-person", _said(cell))
    return _HAN_BLANK.sub("", _line(cell).replace("•", "·").replace("・", "·"))[:_MOST]


def _identifier(_: Property, __: str | None, cell: CellValue) -> str | Fault:
    if isinstance(cell, float | int) and not isinstance(cell, bool) and abs(cell) >= 10**15:
        return Fault("cell-digits-lost", _said(cell))
    if isinstance(cell, bool | dt.date | dt.time):
        return Fault("cell-identifier", _said(cell))
    said = folded(folded(_line(cell)).upper()).strip("'‘’`")
    return said if len(said) <= 200 else Fault("cell-long", (("most", "200"),))


def _url(_: Property, __: str | None, cell: CellValue) -> str | Fault:
    said = folded(_line(cell))
    met = _URL.fullmatch(said)
    if not met or "." not in met[2] or ".." in met[2] or len(said) > _MOST:
        return Fault("cell-url", _said(cell))
    return f"{(met[1] or 'http').lower()}://{met[2].lower()}{met[3]}"


def _phone(_: Property, __: str | None, cell: CellValue) -> str | Fault:
    said = folded(_line(cell)).replace("—", "-").replace("–", "-").replace("‐", "-")
    digits = sum(letter.isdigit() for letter in said)
    if not said.isascii() and "转" not in said:
        return Fault("cell-phone", _said(cell))
    return said if _PHONE.fullmatch(said) and 5 <= digits <= 20 else Fault("cell-phone", _said(cell))


# ------------------------------------------------------------------------------- numbers, days, answers, words of a list


def _number(wanted: Property, unit: str | None, cell: CellValue) -> str | Fault:
    met = reckoned(cell, Amount(type=wanted.type, unit=wanted.unit), unit)
    return met if isinstance(met, str) else Fault(met.code, (*_said(cell), *met.values))


def _day(wanted: Property, _: str | None, cell: CellValue) -> Meaning:
    met = dated(cell, wanted.type)
    if not isinstance(met, Dated):
        return Fault(met, _said(cell))
    return Value(met.text, (met.text,), "" if met.precision == wanted.type else met.precision)


def _yes_no(_: Property, __: str | None, cell: CellValue) -> str | Fault:
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    said = folded(_line(cell)).lower()
    if said in _YES:
        return "yes"
    return "no" if said in _NO else Fault("cell-yes-no", _said(cell))


def _choice(wanted: Property, _: str | None, cell: CellValue) -> str | Fault:
    found = _codes(wanted).get(folded(_line(cell)).casefold())
    if found is not None or _line(cell) in _NONE_SAID:
        return found or ""
    known = "、".join(each.name for each in wanted.vocabulary[:12])
    return Fault("cell-choice", (*_said(cell), ("known", known)))


_VOCABULARIES: dict[int, tuple[Property, Mapping[str, str]]] = {}


def _codes(wanted: Property) -> Mapping[str, str]:
    """Every word of the vocabulary → its code; a code stands for itself before any name does."""
    kept = _VOCABULARIES.get(id(wanted))
    if kept is not None and kept[0] is wanted:
        return kept[1]
    codes: dict[str, str] = {}
    for each in wanted.vocabulary:
        for word in (each.name, each.en, *each.synonyms):
            if word:
                codes.setdefault(folded(word).casefold(), each.code)
    codes.update({each.code.casefold(): each.code for each in wanted.vocabulary})
    if len(_VOCABULARIES) > 500:
        _VOCABULARIES.clear()
    _VOCABULARIES[id(wanted)] = (wanted, codes)
    return codes


def _said(cell: CellValue) -> tuple[tuple[str, str], ...]:
    """The cell's own words, short enough for a message."""
    words = " ".join(words_of(cell).split())
    return (("value", words if len(words) <= 40 else words[:39] + "…"),)


_READ: Mapping[str, Callable[[Property, str | None, CellValue], str | Meaning]] = {
    "text": _text, "longtext": _longtext, "whole": _number, "number": _number, "money": _number, "percent": _number,
    "day": _day, "month": _day, "year": _day, "yes-no": _yes_no, "choice": _choice, "place": _text, "field": _text,
    "entity": _text, "identifier": _identifier, "url": _url, "phone": _phone, "person": _person,
}  # fmt: skip
"""How the cells of each type are read."""


def faults_of(cells: Sequence[CellValue], wanted: Property, column_unit: str | None = None) -> int:
    """How many of *cells* cannot be taken."""
    reading = reading_of(wanted, column_unit)
    return sum(isinstance(reading(cell), Fault) for cell in cells)

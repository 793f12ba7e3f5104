"""A property as a form says it."""

from __future__ import annotations

import re
from collections.abc import Mapping

from xiandao.core.errors import Refusal
from xiandao.core.kinds import Choice, Property, Type

SHAPES: tuple[Type, ...] = (
    "text", "longtext", "whole", "number", "money", "percent", "day", "month", "year", "yes-no", "choice", "place",
    "field", "url",
)  # fmt: skip
"""Types that a form can say; identifiers, entities and personal values are declared in the text of a pack."""
LONGEST = 40
MOST_WORDS = 100
_CODE = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
_PARTS = re.compile(r"[、；;,，\n]+")


def property_read(said: Mapping[str, str]) -> Property:
    """The property that a form says: code, name, type, unit, the words of a choice, other headings.

    Raises:
        Refusal: ``property-code``, ``property-name``, ``property-type``, ``property-words``.
    """
    code, name, shape = (said.get(key, "").strip() for key in ("code", "name", "type"))
    if not _CODE.fullmatch(code) or len(code) > LONGEST:
        raise Refusal("property-code", said=code[:LONGEST])
    if not name or len(name) > LONGEST:
        raise Refusal("property-name")
    found = next((each for each in SHAPES if each == shape), None)
    if found is None:
        raise Refusal("property-type", type=shape[:20])
    return Property(
        code=code,
        name=name,
        en=said.get("en", "").strip()[:80],
        type=found,
        unit=said.get("unit", "").strip()[:20] if found in ("whole", "number") else "",
        vocabulary=_words(said.get("words", "")) if found == "choice" else (),
        synonyms=tuple(dict.fromkeys(part[:LONGEST] for part in _parts(said.get("synonyms", "")) if part != name)),
        multiple="multiple" in said,
        note=said.get("note-people", "").strip()[:200],
    )


def _words(text: str) -> tuple[Choice, ...]:
    """Words of a choice, a code before each where it is given: ``red 红``; else they are numbered."""
    parts = list(dict.fromkeys(_parts(text)))
    if not parts or len(parts) > MOST_WORDS:
        raise Refusal("property-words", most=MOST_WORDS)
    return tuple(_word(at, part) for at, part in enumerate(parts, 1))


def _word(at: int, part: str) -> Choice:
    code, _, name = part.partition(" ")
    if _CODE.fullmatch(code) and name.strip():
        return Choice(code=code, name=name.strip()[:LONGEST])
    return Choice(code=f"w{at}", name=part[:LONGEST])


def _parts(text: str) -> list[str]:
    return [part.strip() for part in _PARTS.split(text) if part.strip()]

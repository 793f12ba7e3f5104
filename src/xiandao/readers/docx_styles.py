"""Styles of a Word document, as far as they number and hide paragraphs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from xiandao.readers.markup import Element, attribute, child, local

_DEEPEST = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class Style:
    """What a style says of a paragraph's number: its list and level, each ``None`` where it says nothing."""

    based_on: str = ""
    number_id: str | None = None
    level: str | None = None
    hidden: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Styles:
    """All styles.

    Attributes:
        by_id: Each style by its id.
        default: Id of the style of paragraphs that name none.
        lists: ``numId`` of each list style.
    """

    by_id: dict[str, Style] = field(default_factory=dict)
    default: str = ""
    lists: dict[str, str] = field(default_factory=dict)

    def chain(self, style_id: str) -> Iterator[tuple[str, Style]]:
        """The style and those it is based on, nearest first."""
        for _ in range(_DEEPEST):
            style = self.by_id.get(style_id)
            if style is None:
                return
            yield style_id, style
            style_id = style.based_on


def styles_of(root: Element | None) -> Styles:
    """The styles in ``styles.xml``; none when the document has no such part."""
    if root is None:
        return Styles()
    elements = [one for one in root if local(one) == "style"]
    return Styles(
        by_id={_id(one): _style(one) for one in elements},
        default=next((_id(one) for one in elements if _is_default(one)), ""),
        lists={
            _id(one): _val(child(one, "pPr", "numPr", "numId")) or ""
            for one in elements
            if attribute(one, "type") == "numbering"
        },
    )


def is_on(element: Element | None) -> bool:
    """Whether a switch such as ``w:vanish`` is present and not switched off."""
    return element is not None and _val(element) not in {"0", "false", "off"}


def _style(element: Element) -> Style:
    return Style(
        based_on=_val(child(element, "basedOn")) or "",
        number_id=_val(child(element, "pPr", "numPr", "numId")),
        level=_val(child(element, "pPr", "numPr", "ilvl")),
        hidden=is_on(child(element, "rPr", "vanish")),
    )


def _is_default(element: Element) -> bool:
    return attribute(element, "type") == "paragraph" and attribute(element, "default") in {"1", "true", "on"}


def _id(element: Element) -> str:
    return attribute(element, "styleId") or ""


def _val(element: Element | None) -> str | None:
    return None if element is None else attribute(element, "val")

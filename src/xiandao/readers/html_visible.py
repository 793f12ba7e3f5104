"""What of a page a visitor sees: scripts, styles, forms' controls and hidden elements are taken out."""

from __future__ import annotations

import re
from collections.abc import Iterator

from xiandao.readers.markup import Element

_NEVER_SEEN = (
    "script", "style", "noscript", "template", "iframe", "frame", "object", "embed", "applet", "svg", "math", "canvas",
    "audio", "video", "button", "select", "option", "input", "textarea", "datalist", "map", "dialog", "rp", "rt",
)  # fmt: skip
_HIDING_STYLE = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse)|font-size\s*:\s*0(?:px|pt|em)?\s*(?:;|$)", re.IGNORECASE
)
_HIDING_CLASSES = frozenset({"hidden", "hide", "d-none", "sr-only", "visually-hidden", "display-none", "dn"})
# None of these looks twice at a place, however broken the sheet; a comment that is never closed goes to the end.
_MEDIA = re.compile(r"@media[^{}@]*\{(?:[^{}]*\{[^{}]*\})*[^{}]*\}", re.IGNORECASE)
_COMMENT = re.compile(r"/\*.*?(?:\*/|\Z)", re.DOTALL)
_RULE = re.compile(r"(?<![^{}])([^{}]++)\{([^{}]*+)\}")
_ONE_NAME = re.compile(r"[A-Za-z]*([.#])([A-Za-z0-9_-]+)$")
_LONGEST_SHEET = 50_000


def keep_visible(root: Element) -> list[str]:
    """Take out of *root* what no visitor sees; the words of hidden elements are handed back."""
    hidden_names = set(_names_hidden_by_sheets(root))
    unseen = []
    for element in list(root.iter()):
        if element.getparent() is None or not isinstance(element.tag, str):
            continue
        if element.tag in _NEVER_SEEN:
            take_out(element)
        elif _is_hidden(element, hidden_names):
            unseen.append(" ".join("".join(map(str, element.itertext())).split()))
            take_out(element)
    return unseen


def _is_hidden(element: Element, hidden_names: set[str]) -> bool:
    if element.get("hidden") is not None or element.tag == "input":
        return True
    classes = str(element.get("class", "")).split()
    names = {f".{one}" for one in classes} | {f"#{element.get('id', '')}"}
    return (
        bool(_HIDING_CLASSES.intersection(classes))
        or bool(hidden_names & names)
        or _HIDING_STYLE.search(str(element.get("style", ""))) is not None
    )


def _names_hidden_by_sheets(root: Element) -> Iterator[str]:
    """Classes and ids that the page's own style sheets hide on the screen; rules of other media are passed over."""
    for sheet in root.iter("style"):
        rules = _MEDIA.sub("", _COMMENT.sub("", (sheet.text or "")[:_LONGEST_SHEET]))
        for selectors, declarations in _RULE.findall(rules):
            if _HIDING_STYLE.search(declarations):
                yield from _single_names(selectors)


def _single_names(selectors: str) -> Iterator[str]:
    for selector in selectors.split(","):
        name = _ONE_NAME.fullmatch(selector.strip())
        if name:
            yield name[1] + name[2]


def take_out(element: Element) -> None:
    """Remove *element* but not the words behind it."""
    parent, tail = element.getparent(), element.tail
    if parent is None:
        return
    before = element.getprevious()
    if tail and before is not None:
        before.tail = (before.tail or "") + tail
    elif tail:
        parent.text = (parent.text or "") + tail
    parent.remove(element)

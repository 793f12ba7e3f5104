"""XML of documents: no document type, no entities, no network, no nesting beyond the parser's 256."""

from __future__ import annotations

from lxml import etree

from xiandao.core.errors import Refusal

Element = etree._Element  # noqa: SLF001 - the name lxml gives to the type of every element
_PARSER = etree.XMLParser(
    resolve_entities=False, no_network=True, load_dtd=False, dtd_validation=False, huge_tree=False, remove_comments=True,
    remove_pis=True,
)  # fmt: skip


def xml_root(data: bytes, kind: str) -> Element:
    """The root element of the XML in *data*.

    Raises:
        Refusal: ``xml-unsafe``, or ``file-damaged`` when it is no XML.
    """
    head = data[:4096].replace(b"\x00", b"")
    if b"<!DOCTYPE" in head or b"<!ENTITY" in head:
        raise Refusal("xml-unsafe", kind=kind)
    try:
        root = etree.fromstring(data, _PARSER)
    except etree.XMLSyntaxError as error:
        raise _refusal(error, kind) from None
    except ValueError:
        raise Refusal("file-damaged", kind=kind) from None
    if root.getroottree().docinfo.internalDTD is not None:
        raise Refusal("xml-unsafe", kind=kind)
    return root


def local(element: Element) -> str:
    """An element's name without its name space; empty for anything that is no element."""
    tag: object = element.tag
    return tag[tag.rfind("}") + 1 :] if isinstance(tag, str) else ""


def attribute(element: Element, name: str) -> str | None:
    """The value of the attribute *name* in whatever name space."""
    value = element.get(name)
    if value is not None:
        return str(value)
    for key, found in element.items():
        if str(key).endswith("}" + name):
            return str(found)
    return None


def child(element: Element | None, *path: str) -> Element | None:
    """The element found by going down *path*, each time to the first child of that name."""
    for name in path:
        if element is None:
            return None
        element = next((one for one in element if local(one) == name), None)
    return element


def _refusal(error: etree.XMLSyntaxError, kind: str) -> Refusal:
    words = str(error).lower()
    if "memory" in words or not error.msg:
        return Refusal("file-crashed-reader")
    attack = any(sign in words for sign in ("depth", "entity", "amplification", "huge"))
    return Refusal("xml-unsafe" if attack else "file-damaged", kind=kind)

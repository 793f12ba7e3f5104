"""Word documents: paragraphs with their numbers as printed, tables, text boxes and notes, in reading order."""

from __future__ import annotations

from collections.abc import Iterator
from posixpath import dirname, join

from xiandao.core.errors import Refusal
from xiandao.core.findings import Finding, finding
from xiandao.readers.archive import Parts, parts_of, plain_name
from xiandao.readers.docx_body import Body, Tally
from xiandao.readers.docx_styles import styles_of
from xiandao.readers.extract import Extract, Task
from xiandao.readers.markup import Element, attribute, child, local, xml_root
from xiandao.readers.numbering import numbering_of

_KIND = "DOCX"
_PROPERTIES = ("docProps/core.xml", "docProps/app.xml", "docProps/custom.xml")
_ASIDE_PARTS = ("/header", "/footer", "/comments")


def read_docx(task: Task) -> Extract:
    """Text of a Word document, in its final state: insertions kept, deletions left out.

    Raises:
        Refusal: The container or its main part cannot be read.
    """
    parts = parts_of(task.data, _KIND, task.limits)
    main = _main_part(parts)
    root = xml_root(parts.needed(main), _KIND)
    body = child(root, "body")
    if body is None:
        raise Refusal("file-damaged", kind=_KIND)
    related = _related(parts, main)
    styles = styles_of(_root(parts, related.get("styles")))
    reading = Body(
        styles=styles,
        numbering=numbering_of(_root(parts, related.get("numbering")), styles.lists),
        notes={**_notes(parts, related, "footnotes"), **_notes(parts, related, "endnotes")},
    )
    lines = list(reading.lines(body))
    return Extract(
        text="".join(line + "\n" for line in lines),
        findings=tuple(_findings(reading.tally, parts)),
        asides=(*_asides(parts), *reading.tally.unseen),
    )


def _main_part(parts: Parts) -> str:
    rels = parts.read("_rels/.rels")
    for relation in xml_root(rels, _KIND) if rels else ():
        if (attribute(relation, "Type") or "").endswith("/officeDocument"):
            return attribute(relation, "Target") or ""
    return "word/document.xml"


def _related(parts: Parts, main: str) -> dict[str, str]:
    """Names of the parts that *main* rests on, by the last word of their relation's type."""
    folder = dirname(plain_name(main))
    found = {name: join(folder, f"{name}.xml") for name in ("styles", "numbering", "footnotes", "endnotes")}
    rels = parts.read(join(folder, "_rels", plain_name(main).rpartition("/")[2] + ".rels"))
    for relation in xml_root(rels, _KIND) if rels else ():
        name = (attribute(relation, "Type") or "").rpartition("/")[2]
        target = attribute(relation, "Target") or ""
        if name in found and attribute(relation, "TargetMode") != "External":
            found[name] = target if target.startswith("/") else join(folder, target)
    return found


def _root(parts: Parts, name: str | None) -> Element | None:
    data = parts.read(name) if name else None
    return xml_root(data, _KIND) if data else None


def _notes(parts: Parts, related: dict[str, str], name: str) -> dict[tuple[str, str], Element]:
    """Each note by the name of its reference and its id; separators are no notes."""
    root = _root(parts, related.get(name))
    reference = name[:-1] + "Reference"
    return {
        (reference, attribute(note, "id") or ""): note
        for note in (() if root is None else root)
        if attribute(note, "type") in {None, "normal"}
    }


def _findings(tally: Tally, parts: Parts) -> Iterator[Finding]:
    if tally.pictures:
        yield finding("images-left-out", count=tally.pictures)
    if tally.inserted or tally.deleted:
        yield finding("revisions-present", inserted=tally.inserted, deleted=tally.deleted)
    if tally.hidden:
        yield finding("hidden-text-left-out", count=tally.hidden)
    comments = _root(parts, "word/comments.xml")
    if comments is not None and len(comments):
        yield finding("comments-left-out", count=len(comments))


def _asides(parts: Parts) -> Iterator[str]:
    """Properties one by one, headers, footers and comments by paragraph."""
    for name in _PROPERTIES:
        root = _root(parts, name)
        for element in () if root is None else root.iter():
            if element.text and element.text.strip():
                yield element.text
    for name in sorted(parts.entries):
        if name.endswith(".xml") and any(part in f"/{name}" for part in _ASIDE_PARTS):
            root = _root(parts, name)
            yield "\n".join(_paragraphs(root)) if root is not None else ""


def _paragraphs(root: Element) -> Iterator[str]:
    for paragraph in root.iter():
        if local(paragraph) == "p":
            yield "".join(one.text or "" for one in paragraph.iter() if local(one) == "t")

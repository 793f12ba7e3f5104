"""A document as a page shows it: its words, every item marked on them and leading to it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.utils.safestring import SafeString, mark_safe

from xiandao.apps.plans.checking import Found
from xiandao.apps.plans.mappers import source_of_document
from xiandao.apps.plans.models import Edition, Item
from xiandao.core.findings import Finding
from xiandao.core.messages import Language, hint, message
from xiandao.core.text import Span
from xiandao.writers.labels import label
from xiandao.writers.marks import Mark
from xiandao.writers.markup import tag, words
from xiandao.writers.report_text import Heads, article_html


def article_of(edition: Edition, items: Sequence[Item], language: Language, sought: Span | None = None) -> SafeString:
    """The edition's document as markup; empty where there is none. The id of an item's mark is ``t-<pk>``.

    The words *sought* are marked too; the anchor ``sought`` stands before them.
    """
    marks, remarks = list(_marks(items, language)), _remarks(edition, language)
    if sought is not None:
        marks.append(Mark(start=sought.start, end=sought.end, kind="sought on", key="", title=""))
        remarks = sorted([*remarks, (sought.start, tag("span", "", id="sought"))])
    duties = {item.start for item in items if item.kind == "task" and item.start is not None}
    return _article(edition, marks, remarks, duties, language)


def flagged_of(edition: Edition, found: Sequence[Found], language: Language) -> SafeString:
    """The edition's document with what was found marked; each mark, ``t-<ordinal>``, leads to ``f-<ordinal>``."""
    marks = [
        Mark(
            start=each.finding.start,
            end=each.finding.end,
            kind=f"flagged is-{each.level} is-{each.state}",
            key=f"f-{each.ordinal}",
            title=message(each.finding, language),
        )
        for each in found
    ]
    return _article(edition, marks, [], set(), language)


def _article(
    edition: Edition, marks: list[Mark], remarks: list[tuple[int, str]], duties: set[int], language: Language
) -> SafeString:
    if edition.document is None:
        return SafeString()
    source = source_of_document(edition.document)
    marks = [mark for mark in marks if 0 <= mark.start < mark.end <= len(source.text)]
    titles = {title for title in (edition.about.get("title"), *edition.about.get("alt_titles", ())) if title}
    heads = Heads(titles=titles, duties=duties)
    parts = article_html(source, marks, remarks, heads=heads, language=language, is_placed=True)
    return mark_safe("\n".join(parts))  # noqa: S308 - every word of the document went through `words`, which escapes


def _marks(items: Iterable[Item], language: Language) -> Iterable[Mark]:
    for item in items:
        if item.start is not None and item.end is not None and item.state != "rejected":
            yield Mark(
                start=item.start,
                end=item.end,
                kind=f"{item.kind} {item.state}",
                key=f"i-{item.pk}",
                title=f"{label('kind', item.kind, language)}：{item.head}",
            )


def _remarks(edition: Edition, language: Language) -> list[tuple[int, str]]:
    """What was found wrong with the text, said where it stands."""
    found = [
        Finding(code=each["code"], start=each["start"], end=each["end"], values=tuple(each["values"].items()))
        for each in edition.findings
        if each["end"] > each["start"]
    ]
    remarks = [
        (each.end, tag("span", words(message(each, language)), class_="flag", title=hint(each, language)))
        for each in found
    ]
    return sorted(remarks)

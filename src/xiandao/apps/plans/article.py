"""A document as a page shows it: its words, every item marked on them and leading to it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.utils.safestring import SafeString, mark_safe

from xiandao.apps.plans.mappers import source_of_document
from xiandao.apps.plans.models import Edition, Item
from xiandao.core.findings import Finding
from xiandao.core.messages import Language, hint, message
from xiandao.writers.labels import label
from xiandao.writers.marks import Mark
from xiandao.writers.markup import tag, words
from xiandao.writers.report_text import Heads, article_html


def article_of(edition: Edition, items: Sequence[Item], language: Language) -> SafeString:
    """The edition's document as markup; empty where there is none. The id of an item's mark is ``t-<pk>``."""
    if edition.document is None:
        return SafeString()
    source = source_of_document(edition.document)
    marks = [mark for mark in _marks(items, language) if 0 <= mark.start < mark.end <= len(source.text)]
    titles = {title for title in (edition.about.get("title"), *edition.about.get("alt_titles", ())) if title}
    duties = {item.start for item in items if item.kind == "task" and item.start is not None}
    heads = Heads(titles=titles, duties=duties)
    parts = article_html(source, marks, _remarks(edition, language), heads=heads, language=language, is_placed=True)
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

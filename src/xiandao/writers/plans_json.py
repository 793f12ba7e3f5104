"""A run as JSON files: one a document, folders mirrored."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from xiandao.core.messages import Language
from xiandao.writers.files import write_bytes
from xiandao.writers.plan_json import json_from_plan
from xiandao.writers.run import Entry, Format, Sink


def render_json(entry: Entry, language: Language) -> bytes:
    """The document's JSON file."""
    return json_from_plan(entry.plan, language)


@contextmanager
def write_json(folder: Path, _: Language) -> Iterator[Sink[bytes]]:
    """Writes ``<stem>.json`` for every document."""
    yield Sink(lambda stem, data: write_bytes(folder / f"{stem}.json", data))


FORMAT = Format(render=render_json, write=write_json)

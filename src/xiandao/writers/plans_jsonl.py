"""A run as lines of JSON: one plan a line, with the path of its file."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from xiandao.core.messages import Language
from xiandao.writers.files import replacing
from xiandao.writers.plan_json import json_line, plan_dict
from xiandao.writers.run import Entry, Format, Sink


def render_jsonl(entry: Entry, language: Language) -> bytes:
    """The document's line."""
    flat = plan_dict(entry.plan, language)
    flat["source"]["path"] = entry.file
    return json_line(flat)


@contextmanager
def write_jsonl(folder: Path, _: Language) -> Iterator[Sink[bytes]]:
    """Writes ``plans.jsonl``."""
    with replacing(folder / "plans.jsonl") as part, part.open("wb") as lines:

        def add(_: str, line: bytes) -> None:
            lines.write(line)

        yield Sink(add)


FORMAT = Format(render=render_jsonl, write=write_jsonl)

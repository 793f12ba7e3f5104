"""A file becomes a source: sized, recognised, read under limits, and searched for markings."""

from __future__ import annotations

import stat
from pathlib import Path
from typing import TYPE_CHECKING

from xiandao.core.errors import Refusal
from xiandao.core.text import Source, one_line
from xiandao.readers.extract import Extract, Task, reader
from xiandao.readers.formats import FORMATS, Format, format_of
from xiandao.readers.limits import Limits
from xiandao.readers.secrecy import refuse_state_secrets, shown_name

if TYPE_CHECKING:
    from os import stat_result

_DEFAULT = Limits()


def read_source(path: Path, *, limits: Limits = _DEFAULT, ocr: bool = True) -> Source:
    """The document in the file at *path*.

    Raises:
        Refusal: The file cannot or may not be read; its values always hold the file's ``name``.
    """
    try:
        return _source(path, limits, ocr=ocr)
    except Refusal as refusal:
        name = shown_name(path.name or str(path), refusal.values.get("case"))
        raise Refusal(refusal.code, **{**refusal.values, "name": name}) from refusal.__cause__


def _source(path: Path, limits: Limits, *, ocr: bool) -> Source:
    data = _bytes(path, limits)
    refuse_state_secrets((path.name, path.stem), data)
    form = FORMATS[format_of(data, path.suffix.lower())]
    extract = _extract(form, Task(data=data, limits=limits, ocr=ocr))
    if len(extract.text) > limits.characters:
        raise Refusal("text-too-long", limit=limits.characters)
    refuse_state_secrets((*extract.asides, extract.text), data)
    return Source(
        name=one_line(path.name),
        media_type=form.media_type,
        text=extract.text,
        pages=extract.pages,
        findings=extract.findings,
    )


def _bytes(path: Path, limits: Limits) -> bytes:
    try:
        _refuse_by_size(path.stat(), limits)
        with path.open("rb") as file:
            data = file.read(limits.bytes + 1)
    except FileNotFoundError:
        raise Refusal("file-missing") from None
    except (OSError, ValueError):
        raise Refusal("file-unreadable") from None
    if len(data) > limits.bytes:
        raise Refusal("file-too-large", limit=limits.bytes // (1024 * 1024))
    return data


def _refuse_by_size(status: stat_result, limits: Limits) -> None:
    if not stat.S_ISREG(status.st_mode):
        raise Refusal("file-unreadable")
    if status.st_size > limits.bytes:
        raise Refusal("file-too-large", limit=limits.bytes // (1024 * 1024))


def _extract(form: Format, task: Task) -> Extract:
    if not task.data and form.apart:
        if form.label == "HTML":
            return Extract(text="")
        raise Refusal("file-empty", kind=form.label)
    if form.apart:
        from xiandao.readers.apart import extract_apart

        return extract_apart(form.reader, task)
    return reader(form.reader)(task)

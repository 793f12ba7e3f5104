"""Files enclosed with a case: searched for markings before any is kept, kept by their digest, gone when taken back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from django.db import transaction

from xiandao.apps.accounts.rights import Person
from xiandao.apps.audit.services import record
from xiandao.apps.cases.models import Case, Enclosure
from xiandao.apps.files.services import draft_of, file_drop, file_keep
from xiandao.apps.jobs.documents import refuse_marked, short_name
from xiandao.core.errors import Refusal
from xiandao.readers import Limits, read_source

MOST = 5
"""Files with one case."""
LIMITS = Limits(pages=50, seconds=60.0)
"""As of uploads, but fewer pages: whoever sends them waits until they are read."""

File = tuple[str, Iterable[bytes]]
"""A name and the bytes."""


class Enclosed(NamedTuple):
    """A file that bears no marking: where it lies until it is kept, what it is called, of what kind it is."""

    draft: Path
    name: str
    media_type: str


@contextmanager
def enclosed_files(files: Iterable[File], *, by: Person, at: dt.datetime) -> Iterator[tuple[Enclosed, ...]]:
    """*files* read and searched, before the transaction that keeps them; their drafts go when it is over.

    Raises:
        Refusal: ``enclosures-many``, ``state-secret``, and whatever an upload is refused for.
    """
    listed = list(files)
    if len(listed) > MOST:
        raise Refusal("enclosures-many", most=MOST)
    drafts: list[Path] = []
    try:
        yield tuple(_enclosed(name, chunks, drafts, by=by, at=at) for name, chunks in listed)
    finally:
        for draft in drafts:
            draft.unlink(missing_ok=True)


def _enclosed(name: str, chunks: Iterable[bytes], drafts: list[Path], *, by: Person, at: dt.datetime) -> Enclosed:
    """One of them; of what is marked time, person and a case number alone are kept."""
    try:
        refuse_marked((name, Path(name).stem), name.encode())
        drafts.append(draft_of(chunks))
        return Enclosed(drafts[-1], short_name(name), _media_type(drafts[-1], short_name(name)))
    except Refusal as refused:
        if refused.code == "state-secret":
            with transaction.atomic():
                record("secret.refuse", "secret", refused.values["case"], by=by, at=at)
        raise


def _media_type(draft: Path, name: str) -> str:
    """What kind of file it is, once all of its text was read under the name it came with."""
    folder = draft.with_name(f"{draft.name}-read")
    folder.mkdir(mode=0o700)
    named = folder / name
    try:
        named.hardlink_to(draft)
        return read_source(named, limits=LIMITS).media_type
    finally:
        named.unlink(missing_ok=True)
        folder.rmdir()


def enclosures_keep(case: Case, enclosed: Sequence[Enclosed], *, by: Person, at: dt.datetime) -> list[Enclosure]:
    """The files among the kept ones, each with its line in the log; in the transaction of the deed they come with.

    Raises:
        Refusal: ``enclosures-many``: with those that are there already.
    """
    if enclosed and case.enclosures.count() + len(enclosed) > MOST:
        raise Refusal("enclosures-many", most=MOST)
    return [_kept(case, each, by=by, at=at) for each in enclosed]


def _kept(case: Case, each: Enclosed, *, by: Person, at: dt.datetime) -> Enclosure:
    blob = file_keep(each.draft, at=at)
    row = Enclosure.objects.create(
        case=case, name=each.name, media_type=each.media_type, blob=blob, sha256=blob.sha256, size=blob.size,
        at=at, by_id=by.id,
    )  # fmt: skip
    record("case.attach", "case", case.pk, by=by, at=at, after=f"sha256:{row.sha256}", enclosure=row.pk, size=row.size)
    return row


def enclosures_drop(case: Case) -> None:
    """What was enclosed goes with the case that is taken back: the bytes, where nothing else needs them, never the row."""
    rows = list(case.enclosures.exclude(blob=None))
    case.enclosures.update(blob=None)
    for sha256 in sorted({row.sha256 for row in rows}):
        file_drop(sha256)

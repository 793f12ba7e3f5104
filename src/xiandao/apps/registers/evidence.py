"""Papers that come with a move or a label: searched for markings before anything is kept, and handed out again."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import PurePath
from typing import NamedTuple

from django.db import transaction

from xiandao.apps.accounts.rights import Person
from xiandao.apps.audit.services import chain_lock, record
from xiandao.apps.cases.enclosures import Enclosed, File, enclosed_files
from xiandao.apps.files.services import file_keep, files_lock, place_of
from xiandao.apps.registers.models import Paper, Said
from xiandao.apps.registers.selectors import EXPORT, entities_seen
from xiandao.apps.registers.services import Evidence, Grounds, label_grant, stage_move
from xiandao.core.errors import Refusal

LONGEST_PURPOSE = 40


class Sheet(NamedTuple):
    """A paper as somebody hands it in: which of those asked for it is, and its file where they have one."""

    name: str
    file: File | None = None


class Given(NamedTuple):
    """A file on its way out: what it is called, and its bytes."""

    name: str
    data: bytes


def stage_enter(
    person: Person, key: str, stage: str, sheets: Sequence[Sheet], grounds: Grounds, *, at: dt.datetime
) -> Said:
    """Moves an entity to a stage on papers; files that are refused leave nothing behind.

    Raises:
        Refusal: As :func:`.services.stage_move` and :func:`xiandao.apps.cases.enclosures.enclosed_files`.
    """
    with _kept(person, sheets, at=at) as evidence:
        return stage_move(person, key, stage, evidence, grounds, at=at)


def label_enter(
    person: Person, key: str, label: str, sheets: Sequence[Sheet], grounds: Grounds, *, at: dt.datetime
) -> Said:
    """Enters a label that was granted, with its papers.

    Raises:
        Refusal: As :func:`.services.label_grant` and :func:`xiandao.apps.cases.enclosures.enclosed_files`.
    """
    with _kept(person, sheets, at=at) as evidence:
        return label_grant(person, key, label, evidence, grounds, at=at)


@contextmanager
def _kept(person: Person, sheets: Sequence[Sheet], *, at: dt.datetime) -> Iterator[list[Evidence]]:
    """The papers in the transaction that keeps their files, together with what is done on them."""
    files = [sheet.file for sheet in sheets if sheet.file is not None]
    with enclosed_files(files, by=person, at=at) as enclosed, transaction.atomic():
        files_lock(shared=True)
        waiting = iter(enclosed)
        yield [_evidence(sheet, next(waiting) if sheet.file is not None else None, at=at) for sheet in sheets]


def _evidence(sheet: Sheet, enclosed: Enclosed | None, *, at: dt.datetime) -> Evidence:
    if enclosed is None:
        return Evidence(sheet.name)
    return Evidence(sheet.name, file_keep(enclosed.draft, at=at), enclosed.name)


@transaction.atomic
def paper_give(person: Person, pk: int, purpose: str, *, at: dt.datetime) -> Given:
    """The file of a paper as it came in; of an 内部 entity for a purpose, of a 工作秘密 not at all.

    Raises:
        Refusal: ``absent``; ``purpose-missing``; ``paper-held``.
    """
    chain_lock()
    paper = Paper.objects.select_related("said__entity").exclude(blob=None).filter(pk=pk).first()
    seen = paper and entities_seen(person, EXPORT).filter(pk=paper.said.entity_id).exists()
    if paper is None or not seen or paper.said.origin.withdrawn_at is not None:
        raise Refusal("absent")
    entity, purpose = paper.said.entity, purpose.strip()
    if entity.secrecy == "secret":
        raise Refusal("paper-held")
    if entity.secrecy == "internal" and not purpose:
        raise Refusal("purpose-missing")
    data = place_of(paper.blob_id or "").read_bytes()
    record(
        "register.take", "entity", entity.key, by=person, at=at, after=f"sha256:{paper.blob_id}", paper=paper.pk,
        purpose=purpose[:LONGEST_PURPOSE],
    )  # fmt: skip
    return Given(PurePath(paper.file_name).name or paper.name, data)

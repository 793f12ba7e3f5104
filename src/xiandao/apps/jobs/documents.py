"""A document that a job reads: searched for markings before anything of it is kept, a draft until it is entered."""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.utils import timezone

from xiandao.apps.files.services import draft_of, drafts_sweep
from xiandao.apps.jobs.models import Job
from xiandao.apps.jobs.services import every, job_enter
from xiandao.core.errors import Refusal
from xiandao.readers import read_source
from xiandao.readers.secrecy import refuse_state_secrets

if TYPE_CHECKING:
    import datetime as dt

    from xiandao.apps.accounts.rights import Person
    from xiandao.core.text import Source

STALE = 24 * 3600
"""Seconds after which a draft that no job waits for is removed."""
PASSED = 600
"""Seconds after which one is removed that no job ever waits for: no request takes as long."""


def refuse_marked(texts: Iterable[str], data: bytes) -> None:
    """Lets pass what bears no marking of a state secret; what does is named by its case number alone.

    Raises:
        Refusal: ``state-secret``.
    """
    try:
        refuse_state_secrets(texts, data)
    except Refusal as refused:
        raise Refusal(refused.code, case=refused.values["case"], name=refused.values["case"]) from None


def documents_enter(
    kind: str,
    files: Iterable[tuple[str, Iterable[bytes]]],
    arguments: Mapping[str, Any],
    *,
    by: Person,
    at: dt.datetime,
) -> list[Job]:
    """A job of *kind* for each file (name, bytes), which lies in ``drafts/`` under a name of chance until it is read.

    Raises:
        Refusal: ``state-secret``: a name bears a marking; nothing of any file is kept then.
    """
    listed = list(files)
    for name, _ in listed:  # all of them before any is kept: what is refused leaves nothing half done
        refuse_marked((name, Path(name).stem), name.encode())
    told = {} if by.id is not None else {"operator": by.username}
    return [
        job_enter(
            kind, {"draft": draft_of(chunks).name, "name": short_name(name), **arguments, **told}, by=by, at=at, total=1
        )
        for name, chunks in listed
    ]


def short_name(name: str) -> str:
    """The name as a file system takes it: no folders, at most 250 bytes, the ending kept."""
    ending = Path(name).suffix[:16]
    stem = Path(name).name.removesuffix(Path(name).suffix).encode()[: 250 - len(ending.encode())]
    return (stem.decode("utf-8", "ignore") or "-") + ending


def draft_for(job: Job) -> Path:
    """Where the file of a job lies; it is not there any more once the job has entered it."""
    draft: Path = settings.DATA / "drafts" / job.arguments.get("draft", "-")
    return draft


def draft_read(job: Job) -> Source:
    """Reads the file of a job under the name it came with; the draft of a file that is refused goes.

    Raises:
        Refusal: As :func:`xiandao.readers.read_source`.
    """
    draft = draft_for(job)
    named = draft.with_name(f"{draft.name}-{job.pk}") / job.arguments["name"]
    named.parent.mkdir(mode=0o700, exist_ok=True)
    named.unlink(missing_ok=True)
    named.hardlink_to(draft)
    try:
        return read_source(named)
    except Refusal as refused:
        if refused.code == "state-secret":
            job_forget(job, refused.values["case"])
        draft.unlink(missing_ok=True)
        raise
    finally:
        named.unlink(missing_ok=True)
        named.parent.rmdir()


def job_forget(job: Job, case: str) -> None:
    """Of a marked file time, person and case number are all that may be kept; the job is over before its draft goes."""
    values = {"refusal": "state-secret", "values": {"case": case, "name": case}}
    Job.objects.filter(pk=job.pk).update(arguments={}, state="failed", result=values, ended_at=timezone.now())


@every(PASSED)
def drafts_clean() -> None:
    """Removes what lies in ``drafts/`` for no open job: left by a process that was killed."""
    waiting = Job.objects.filter(state__in=("waiting", "running")).values_list("arguments", flat=True)
    names = {arguments.get("draft", "") for arguments in waiting}
    now = time.time()
    drafts_sweep(keep=names, before=now - STALE, passing=now - PASSED)

"""The queue: enter, take, renew, end; and the loop of a worker."""

from __future__ import annotations

import datetime as dt
import logging
import threading
import traceback
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from importlib import import_module
from typing import Any

from django.apps import apps
from django.db import OperationalError, connection, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.module_loading import module_has_submodule

from xiandao.apps.accounts.rights import Person
from xiandao.apps.jobs.models import Job
from xiandao.core.errors import Refusal

LEASE = dt.timedelta(seconds=60)
RENEWAL = 20.0  # seconds
MOST_ATTEMPTS = 3

Progress = Callable[[int, int], None]
Work = Callable[[Job, Progress], Mapping[str, Any]]

_WORKS: dict[str, Work] = {}
_FOLLOWERS: dict[str, Callable[[Job], None]] = {}
_ROUNDS: dict[Callable[[], None], float] = {}
_WALKED: dict[Callable[[], None], float] = {}
_log = logging.getLogger(__name__)


def work(kind: str) -> Callable[[Work], Work]:
    """Declares what does jobs of *kind*. It may be begun twice: what it writes, it writes in one transaction."""

    def declare(function: Work) -> Work:
        _WORKS[kind] = function
        return function

    return declare


def every(seconds: float) -> Callable[[Callable[[], None]], Callable[[], None]]:
    """Declares what a worker does between jobs, *seconds* after the last time; it may be done by several at once."""

    def declare(function: Callable[[], None]) -> Callable[[], None]:
        _ROUNDS[function] = seconds
        return function

    return declare


def ended(kind: str) -> Callable[[Callable[[Job], None]], Callable[[Job], None]]:
    """Declares what is done when a job of *kind* is done or has failed, in the transaction that says so."""

    def declare(function: Callable[[Job], None]) -> Callable[[Job], None]:
        _FOLLOWERS[kind] = function
        return function

    return declare


def rounds_walk(now: float) -> None:
    """Does what is due at *now*, in seconds of any clock that never goes back; a fault of ours is written to the log."""
    for function, seconds in _ROUNDS.items():
        if now - _WALKED.get(function, -seconds) < seconds:
            continue
        try:
            function()
        except Exception:  # noqa: BLE001 - the outermost loop of a worker
            _log.error("%s: %s", function.__qualname__, traceback.format_exc())
        _WALKED[function] = now


def works_load() -> None:
    """Imports what declares works and rounds: the services and works of every app."""
    for app in apps.get_app_configs():
        for name in ("services", "works"):
            if app.name.startswith("xiandao.apps.") and module_has_submodule(app.module, name):
                import_module(f"{app.name}.{name}")


def job_enter(kind: str, arguments: Mapping[str, Any], *, by: Person | None, at: dt.datetime, total: int = 0) -> Job:
    """A job in the queue; it is there when the transaction around this call is."""
    if kind not in _WORKS:
        raise LookupError(kind)
    if by is not None and by.acting is not None:
        arguments = {**arguments, "post": by.acting}
    return Job.objects.create(
        kind=kind, arguments=dict(arguments), by_id=by.id if by else None, created_at=at, total=total
    )


@transaction.atomic
def job_take(worker: str, at: dt.datetime) -> Job | None:
    """The oldest job that waits, or whose worker's lease has run out, now leased to *worker*."""
    open_jobs = Job.objects.filter(Q(state="waiting") | Q(state="running", leased_until__lt=at)).order_by("pk")
    if connection.features.has_select_for_update_skip_locked:
        open_jobs = open_jobs.select_for_update(skip_locked=True)
    job = open_jobs.first()
    if job is None:
        return None
    job.attempts += 1
    job.state, job.worker, job.leased_until = "running", worker, at + LEASE
    job.started_at = job.started_at or at
    if job.attempts > MOST_ATTEMPTS:  # it has killed its worker again and again
        job.state, job.ended_at, job.result = "failed", at, {"refusal": "job-killed", "values": {}}
    job.save()
    if not job.is_open:
        _follow(job)
    return job


def job_do(job: Job) -> None:
    """Does one leased job to its end; a fault of ours is written to the log and on the job."""
    if job.state != "running":
        return
    mine = Job.objects.filter(pk=job.pk, worker=job.worker, state="running")

    def end(state: str, result: Mapping[str, Any]) -> None:
        with transaction.atomic():
            if mine.update(state=state, result=dict(result), ended_at=timezone.now()):
                _follow(Job.objects.get(pk=job.pk))

    def progress(done: int, total: int) -> None:
        mine.update(done=done, total=total, leased_until=timezone.now() + LEASE)

    try:
        with _lease_renewed(job):
            result = _WORKS[job.kind](job, progress)
        end("done", result)
    except Refusal as refused:
        values = {"refusal": refused.code, "values": refused.values}
        end("failed", values)
    except Exception as fault:  # noqa: BLE001 - the outermost loop of a worker
        _log.error("job %s: %s", job.pk, traceback.format_exc())
        values = {"refusal": "job-fault", "values": {"fault": type(fault).__name__}}
        end("failed", values)


def works() -> tuple[str, ...]:
    """Every kind of job there is."""
    return tuple(_WORKS)


def follower_of(kind: str) -> Callable[[Job], None] | None:
    """What is done when a job of *kind* ends; ``None`` where nothing is."""
    return _FOLLOWERS.get(kind)


def _follow(job: Job) -> None:
    """Does what follows the end of a job; a fault of ours in it is written to the log, and the job has ended all the same."""
    follower = _FOLLOWERS.get(job.kind)
    if follower is None:
        return
    try:
        with transaction.atomic():
            follower(job)
    except Exception:  # noqa: BLE001 - the outermost loop of a worker
        _log.error("after job %s: %s", job.pk, traceback.format_exc())


@contextmanager
def _lease_renewed(job: Job) -> Iterator[None]:
    """A second thread renews the lease for as long as this process lives."""
    over = threading.Event()

    def renew() -> None:
        while not over.wait(RENEWAL):
            with suppress(OperationalError):  # somebody else is writing: there is time for another try
                Job.objects.filter(pk=job.pk, worker=job.worker).update(leased_until=timezone.now() + LEASE)
        connection.close()

    keeper = threading.Thread(target=renew, daemon=True)
    keeper.start()
    try:
        yield
    finally:
        over.set()
        keeper.join()


def jobs_drain(worker: str = "here") -> int:
    """Does everything that waits, in this process; how many that were."""
    count = 0
    while job := job_take(worker, timezone.now()):
        job_do(job)
        count += 1
    return count

"""A run: documents are read in any number of processes and written in one, always in the same order."""

from __future__ import annotations

import errno
import os
import sys
import traceback
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from functools import partial
from importlib import import_module
from itertools import chain
from pathlib import Path
from typing import Any, TypeVar

from xiandao.cli.names import Job, tell_skipped, todo_from_paths
from xiandao.cli.team import shared_out
from xiandao.cli.voice import say
from xiandao.core.errors import Refusal
from xiandao.core.messages import Language, refusal_message, system_reason, wording
from xiandao.core.text import one_line
from xiandao.writers.run import Entry, Format, Refused, Sink

MODULES = {
    "json": "xiandao.writers.plans_json",
    "jsonl": "xiandao.writers.plans_jsonl",
    "xlsx": "xiandao.writers.plans_xlsx",
    "html": "xiandao.writers.report_html",
    "parquet": "xiandao.writers.plans_parquet",
    "ledger": "xiandao.cli.ledger",
}
EVERYWHERE = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EIO})
"""What hinders one document hinders all."""
CHUNK_FILES = 16
CHUNK_BYTES = 256 * 1024

Made = TypeVar("Made")


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What is wanted of every document."""

    formats: tuple[str, ...]
    language: Language


@dataclass(frozen=True, slots=True, kw_only=True)
class Rendered:
    """One document that was read, as each format wants it."""

    file: str
    stem: str
    parts: tuple[Any, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """How a run went."""

    read: int
    refused: int

    @property
    def status(self) -> int:
        """0, or 2 where something was refused or there was nothing to read."""
        return 2 if self.refused or not self.read else 0


def read_into(
    paths: Sequence[Path], *, formats: tuple[str, ...], out: Path, jobs: int | None, language: Language
) -> Tally:
    """Reads the documents at *paths*, writes *formats* below *out*, tells what was refused and closes with a sum.

    Nothing is opened for writing before there is a document to write: a run that reads none leaves no trace.
    """
    todo = todo_from_paths(paths, out)
    tell_skipped(todo, language)
    order = Order(formats=formats, language=language)
    of = len(todo.jobs) + len(todo.refused)
    refused: list[Refused] = []
    sinks: list[Sink[Any]] = []
    read = 0
    with _writing(out, language), ExitStack() as stack:
        outcomes = stack.enter_context(closing(read_all(todo.jobs, order, jobs)))
        for outcome in chain(todo.refused, outcomes):
            if isinstance(outcome, Refused):
                refused.append(outcome)
                tell_refused(outcome, language)
            else:
                sinks = sinks or _opened(stack, formats, out, language)
                unwritten = _added(outcome, sinks, language)
                if unwritten is None:
                    read += 1
                else:
                    refused.append(unwritten)
                    tell_refused(unwritten, language)
            _progress(read + len(refused), of, language)
        for sink in sinks:
            for each in refused:
                sink.refuse(each)
    summary = "run-summary" if read else "run-summary-none"
    say(wording(summary, language, files=of, read=read, refused=len(refused), out=one_line(str(out))))
    return Tally(read=read, refused=len(refused))


def _opened(stack: ExitStack, formats: tuple[str, ...], out: Path, language: Language) -> list[Sink[Any]]:
    """Every format, open below *out*, which is made where it is missing."""
    out.mkdir(parents=True, exist_ok=True)
    return [stack.enter_context(format_named(name).write(out, language)) for name in formats]


def _added(outcome: Rendered, sinks: Sequence[Sink[Any]], language: Language) -> Refused | None:
    """Writes one document in every format; what the system will not let us write concerns it and no other."""
    try:
        for sink, part in zip(sinks, outcome.parts, strict=True):
            sink.add(outcome.stem, part)
    except OSError as error:
        reason = system_reason(error, language)
        if reason is None or error.errno in EVERYWHERE:
            raise
        return Refused(file=outcome.file, refusal=Refusal("out-not-writable", name=outcome.file, reason=reason))
    return None


@contextmanager
def _writing(out: Path, language: Language) -> Iterator[None]:
    """What the system will not let us write is a refusal in words; what has nothing to do with files is a fault."""
    try:
        yield
    except OSError as error:
        reason = system_reason(error, language)
        if reason is None:
            raise
        raise Refusal("out-not-writable", name=error.filename2 or error.filename or out, reason=reason) from error


def format_named(name: str) -> Format[Any]:
    """The format called *name*, imported when it is wanted."""
    found: Format[Any] = import_module(MODULES[name]).FORMAT
    return found


def read_all(todo: Sequence[Job], order: Order, jobs: int | None = None) -> Generator[Rendered | Refused, None, None]:
    """Every document of *todo*, in its order, read by *jobs* processes (as many as are worth it when ``None``)."""
    chunks = list(chunked(todo))
    processes = min(jobs or len(os.sched_getaffinity(0)), len(chunks))
    if processes <= 1:
        yield from (read_one(job, order) for job in todo)
        return
    import_module("xiandao.reading")  # once, before the processes part
    read = partial(read_chunk, order=order)
    with closing(shared_out(read, chunks, among=processes, lost=partial(_one_by_one, order=order))) as results:
        for outcomes in results:
            yield from outcomes


def _one_by_one(chunk: Sequence[Job], order: Order) -> list[Rendered | Refused]:
    """The process died over one of these documents, which one it cannot say any more: each gets one of its own."""
    alone = [[job] for job in chunk]
    with closing(shared_out(partial(read_chunk, order=order), alone, among=1, lost=_lost)) as results:
        return list(chain.from_iterable(results))


def _lost(chunk: Sequence[Job]) -> list[Rendered | Refused]:
    """A document over which a process died twice."""
    return [Refused(file=job.file, refusal=Refusal("process-lost", name=job.file)) for job in chunk]


def read_chunk(chunk: Sequence[Job], order: Order) -> list[Rendered | Refused]:
    """What one process does at a time."""
    return [read_one(job, order) for job in chunk]


def read_one(job: Job, order: Order) -> Rendered | Refused:
    """One document: rendered, or refused."""

    def rendered(entry: Entry) -> Rendered:
        parts = tuple(format_named(name).render(entry, order.language) for name in order.formats)
        return Rendered(file=job.file, stem=job.stem, parts=parts)

    return attempted(job, rendered)


def attempted(job: Job, do: Callable[[Entry], Made]) -> Made | Refused:
    """What *do* makes of one document, whatever it is; a fault of ours is told and stops no other document."""
    from xiandao.readers import read_source
    from xiandao.reading import read_plan

    try:
        source = read_source(job.path)
        return do(Entry(file=job.file, stem=job.stem, plan=read_plan(source), source=source))
    except Refusal as refusal:
        return Refused(file=job.file, refusal=Refusal(refusal.code, **{**refusal.values, "name": job.file}))
    except Exception as fault:  # noqa: BLE001 - the outermost loop of a worker
        told = Refusal("fault", name=job.file, fault=type(fault).__name__)
        return Refused(file=job.file, refusal=told, trace=traceback.format_exc())


def chunked(todo: Iterable[Job]) -> Iterator[list[Job]]:
    """Documents in handfuls: so many files, or so many bytes, whichever comes first."""
    chunk: list[Job] = []
    weight = 0
    for job in todo:
        chunk.append(job)
        weight += job.path.stat().st_size if job.path.exists() else 0
        if len(chunk) == CHUNK_FILES or weight >= CHUNK_BYTES:
            yield chunk
            chunk, weight = [], 0
    if chunk:
        yield chunk


def tell_refused(refused: Refused, language: Language) -> None:
    """One line, and before it the record where the fault is ours."""
    if refused.trace:
        say(refused.trace)
    say(refusal_message(refused.refusal, language))


def _progress(done: int, of: int, language: Language) -> None:
    if sys.stderr.isatty() and of > CHUNK_FILES and (done % CHUNK_FILES == 0 or done == of):
        end = "\r" if done < of else "\n"
        say(wording("run-progress", language, done=done, of=of), end=end)

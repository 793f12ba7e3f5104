"""Work shared out among processes: results in the order of the work, few waiting, nobody left behind."""

from __future__ import annotations

import signal
import sys
from collections.abc import Callable, Generator, Sequence
from contextlib import suppress
from multiprocessing import get_context
from multiprocessing.connection import Connection, wait
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from multiprocessing.context import ForkProcess

Work = TypeVar("Work")
Result = TypeVar("Result")

AHEAD = 3
"""Pieces in hand for each process: bounds what waits in memory for its turn."""
PATIENCE = 2.0
"""Seconds that a process has to end by itself when the run ends early."""


def shared_out(
    do: Callable[[Work], Result], pieces: Sequence[Work], *, among: int, lost: Callable[[Work], Result]
) -> Generator[Result, None, None]:
    """``map(do, pieces)`` by *among* processes; *lost* answers for a piece whose process died over it.

    Close the iterator to end early: its processes end with it.
    """
    team: dict[Connection, ForkProcess] = {}
    at_work: dict[Connection, int] = {}
    done: dict[int, Result] = {}
    handed_out = 0
    try:
        for turn in range(len(pieces)):
            while turn not in done:
                while len(at_work) < among and handed_out < min(len(pieces), turn + among * AHEAD):
                    idle = _idle(team, at_work, do, among)
                    at_work[idle] = handed_out
                    handed_out += 1
                    with suppress(ConnectionError):  # it died while idle: waiting for it finds that out
                        idle.send(pieces[at_work[idle]])
                for ready in wait(list(at_work)):
                    if isinstance(ready, Connection):
                        _receive(ready, team, at_work, done, lambda piece: lost(pieces[piece]))
            yield done.pop(turn)
    finally:
        _dismiss(team)


def _idle(
    team: dict[Connection, ForkProcess],
    at_work: dict[Connection, int],
    do: Callable[[Work], Result],
    among: int,
) -> Connection:
    """A process with nothing to do; a new one while there are fewer than *among*."""
    if len(team) < among:
        ours, theirs = get_context("fork").Pipe()
        process = get_context("fork").Process(target=_serve, args=(do, theirs, (*team, ours)), daemon=False)
        process.start()
        theirs.close()
        team[ours] = process
        return ours
    return next(connection for connection in team if connection not in at_work)


def _receive(
    ready: Connection,
    team: dict[Connection, ForkProcess],
    at_work: dict[Connection, int],
    done: dict[int, Result],
    lost: Callable[[int], Result],
) -> None:
    piece = at_work.pop(ready)
    try:
        done[piece] = ready.recv()
    except (EOFError, ConnectionError):
        done[piece] = lost(piece)
        team.pop(ready).join()
        ready.close()


def _serve(do: Callable[[Work], Result], theirs: Connection, not_mine: tuple[Connection, ...]) -> None:
    """What a process does until its parent has no more for it, or is no more."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit())
    for connection in not_mine:
        connection.close()
    try:
        while True:
            theirs.send(do(theirs.recv()))
    except (EOFError, BrokenPipeError):
        return


def _dismiss(team: dict[Connection, ForkProcess]) -> None:
    for connection, process in team.items():
        process.terminate()
        connection.close()
    for process in team.values():
        process.join(PATIENCE)
        if process.is_alive():
            process.kill()
            process.join()

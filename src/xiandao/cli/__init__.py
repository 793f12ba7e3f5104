"""The command line: one thin module a verb, one place where refusals become messages and exit statuses."""

from __future__ import annotations

import signal
import sys
import threading
import traceback
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import NoReturn

from xiandao.cli.arguments import language_of, parser
from xiandao.cli.voice import hush
from xiandao.core.errors import Refusal
from xiandao.core.messages import refusal_message, wording

DONE, ANSWER_IS_NO, REFUSED, NOT_PERMITTED, FAULT, INTERRUPTED, PIPE_CLOSED, TERMINATED = 0, 1, 2, 3, 70, 130, 141, 143


def main(argv: Sequence[str] | None = None) -> int:
    """Runs one verb and returns its exit status."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    language = language_of(arguments)
    try:
        with _ended_in_order():
            options = parser(language).parse_args(arguments)
            status: int = options.run(options)
            sys.stdout.flush()
        return status
    except Refusal as refused:
        print(refusal_message(refused, language), file=sys.stderr)
        return NOT_PERMITTED if refused.code == "not-permitted" else REFUSED
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        hush(sys.stdout)
        return PIPE_CLOSED
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else DONE
    except Exception as fault:  # noqa: BLE001 - the outermost loop: Python's own status for a fault is our answer no
        traceback.print_exc()
        print(wording("run-fault", language, fault=type(fault).__name__), file=sys.stderr)
        return FAULT


@contextmanager
def _ended_in_order() -> Iterator[None]:
    """Being told to end is an interruption: what is half written disappears, processes are ended."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGTERM, _end)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def _end(_: int, __: object) -> NoReturn:
    sys.exit(TERMINATED)

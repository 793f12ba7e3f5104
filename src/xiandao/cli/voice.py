"""What a run says while it works: nobody listening is no reason to stop."""

from __future__ import annotations

import os
import sys
from typing import TextIO


def say(words: str, *, to: TextIO | None = None, end: str = "\n") -> None:
    """Prints *words*, on standard error where nothing else is named; into nothing once the other end is closed."""
    stream = sys.stderr if to is None else to
    try:
        print(words, end=end, file=stream, flush=True)
    except BrokenPipeError:
        hush(stream)


def hush(stream: TextIO) -> None:
    """Whatever is still said on *stream* goes nowhere, what waits in its buffer included."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, stream.fileno())
    os.close(nowhere)

"""What a piece of work costs the processor, with what the rest of the suite does to a measurement taken out."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable

TRIES = 3


def processor_seconds(work: Callable[[], object]) -> float:
    """The least of three runs, each without the collector, which would walk whatever thousands of other tests left in memory."""
    collected = gc.isenabled()
    gc.disable()
    try:
        return min(_seconds(work) for _ in range(TRIES))
    finally:
        if collected:
            gc.enable()


def _seconds(work: Callable[[], object]) -> float:
    start = time.process_time()
    work()
    return time.process_time() - start

"""``xiandao work``: does the jobs of a workspace; ``xiandao serve`` starts one by itself."""

from __future__ import annotations

import argparse
import os
import time

from xiandao.cli.workspace import add_data, workspace_point
from xiandao.core.messages import Language, wording

PAUSE = 0.5
"""Seconds between looks into an empty queue."""


def add_arguments(parser: argparse.ArgumentParser, language: Language) -> None:
    """Which workspace; and the process without which there is nothing to do."""
    add_data(parser, language)
    parser.add_argument("--parent", type=int, metavar="PID", help=wording("cli-parent", language))
    parser.add_argument("--once", action="store_true", help=wording("cli-once", language))


def run(options: argparse.Namespace) -> int:
    """Works until told to end, or until the server that started it is gone."""
    workspace_point(options)
    from django.utils import timezone

    from xiandao.apps.jobs.services import job_do, job_take, rounds_walk, works_load

    works_load()
    name = f"{os.uname().nodename}-{os.getpid()}"
    while options.parent is None or os.getppid() == options.parent:
        rounds_walk(time.monotonic())
        job = job_take(name, timezone.now())
        if job is not None:
            job_do(job)
        elif options.once:
            return 0
        else:
            time.sleep(PAUSE)
    return 0

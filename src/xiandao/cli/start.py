"""``xiandao start``: the workspace in a browser, filled with the demo where it is new; documents given are added to it."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from xiandao.cli.voice import say
from xiandao.cli.workspace import acting, add_data, workspace_open
from xiandao.core.messages import Language, wording

if TYPE_CHECKING:
    from collections.abc import Iterator


def add_arguments(parser: argparse.ArgumentParser, language: Language) -> None:
    """Documents to add; which workspace, and under which address."""
    parser.add_argument("paths", nargs="*", type=Path, metavar="FILE|DIR", help=wording("cli-start-paths", language))
    add_data(parser, language)
    parser.add_argument("--host", default="127.0.0.1", metavar="HOST", help=wording("cli-host", language))
    parser.add_argument("--port", type=int, default=8000, metavar="N", help=wording("cli-port", language))


def run(options: argparse.Namespace) -> int:
    """Sets up, says who may sign in, serves until told to end."""
    workspace_open(options, is_demo=True)
    from django.conf import settings
    from django.utils import timezone

    from xiandao.cli.serve import serve
    from xiandao.web.demo import PASSWORD, demo_load

    if settings.INSTALLATION.is_demo:
        accounts = demo_load(at=timezone.now())
        say(wording("demo-accounts", options.lang, password=PASSWORD))
        for account in accounts:
            say(wording("demo-account", options.lang, **account._asdict()))
    if options.paths:
        options.as_user = None
        _add(options)
    serve(options.host, options.port, options.lang)
    return 0


def _add(options: argparse.Namespace) -> None:
    """Enters the documents as jobs; the worker reads them while the pages can be used."""
    from django.utils import timezone

    from xiandao.apps.jobs.services import works_load
    from xiandao.apps.plans.services import upload
    from xiandao.cli.names import todo_from_paths

    works_load()
    todo = todo_from_paths(options.paths, None)
    upload(acting(options), _files([job.path for job in todo.jobs]), at=timezone.now())


def _files(paths: list[Path]) -> Iterator[tuple[str, list[bytes]]]:
    for path in paths:
        yield path.name, [path.read_bytes()]

"""``xiandao serve``: the workspace in a browser, and the worker that does its jobs."""

from __future__ import annotations

import argparse
import gc
import os
import subprocess
import sys
import threading
import time
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from xiandao.cli.voice import say
from xiandao.cli.workspace import add_data, workspace_open
from xiandao.core.messages import Language, wording

if TYPE_CHECKING:
    from django.core.handlers.wsgi import WSGIHandler
    from gunicorn.arbiter import Arbiter

THREADS = 4
SWEEPS = (50_000, 20, 50)
"""Objects until the youngest generation is swept, and how many sweeps of each generation until the next is."""
PAUSE = 1.0
"""Seconds before a worker that ended is started again."""


def add_arguments(parser: argparse.ArgumentParser, language: Language) -> None:
    """Which workspace, and under which address."""
    add_data(parser, language)
    parser.add_argument("--host", default="127.0.0.1", metavar="HOST", help=wording("cli-host", language))
    parser.add_argument("--port", type=int, default=8000, metavar="N", help=wording("cli-port", language))


def run(options: argparse.Namespace) -> int:
    """Serves until it is told to end."""
    workspace_open(options)
    serve(options.host, options.port, options.lang)
    return 0


def serve(host: str, port: int, language: Language) -> None:
    """The web server in this process, the worker in a child of it that ends when this ends."""
    from django.db import OperationalError, connections
    from gunicorn.app.base import BaseApplication

    from xiandao.apps.jobs.works import figures_renew

    with suppress(OperationalError):  # held by another for long: the worker does it within the hour
        figures_renew()  # what each connection knows of the tables, it learns when it is opened
    connections.close_all()
    address = f"http://{host}:{port}/"

    class Server(BaseApplication):  # type: ignore[misc]
        """The workspace under gunicorn."""

        def load_config(self) -> None:
            for key, value in server_settings(host, port).items():
                self.cfg.set(key, value)
            self.cfg.set("when_ready", ready)
            self.cfg.set("post_worker_init", _swept_seldom)

        def load(self) -> WSGIHandler:
            from django.urls import get_resolver

            from xiandao.web.wsgi import application

            get_resolver().reverse_dict  # noqa: B018 - every address with its view, which else the first page waits for
            return application

    def ready(_: Arbiter) -> None:
        threading.Thread(target=_keep_working, daemon=True).start()
        say(wording("serve-ready", language, address=address))

    Server().run()


def server_settings(host: str, port: int) -> dict[str, Any]:
    """What gunicorn is told: two workers at least, few threads, answers that may take long."""
    return {
        "bind": f"{host}:{port}",
        "workers": max(2, min(os.cpu_count() or 2, 8)),
        "threads": THREADS,
        "worker_class": "gthread",
        "timeout": 120,
        "graceful_timeout": 20,
        "keepalive": 5,
        "limit_request_line": 8190,
        "loglevel": "warning",
        "proc_name": "xiandao",
        "control_socket_disable": True,
    }


def _swept_seldom(_: object) -> None:
    """What a process holds for long, words and kept alignments, held up one page in thirty when all of it was swept."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(*SWEEPS)


def _keep_working() -> None:
    """Starts the worker, and starts it again whenever it ends."""
    while True:
        command = [sys.executable, "-m", "xiandao.cli", "work", "--parent", str(os.getpid())]
        subprocess.run(command, check=False)  # noqa: S603 - our own
        time.sleep(PAUSE)

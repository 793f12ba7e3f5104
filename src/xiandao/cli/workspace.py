"""A workspace opened by the command line: whose data, and who acts."""

from __future__ import annotations

import argparse
import getpass
import os
from pathlib import Path
from typing import TYPE_CHECKING

from xiandao.core.messages import Language, wording

if TYPE_CHECKING:
    from xiandao.apps.accounts.rights import Person


def add_data(parser: argparse.ArgumentParser, language: Language) -> None:
    """``--data DIR``."""
    parser.add_argument("--data", type=Path, metavar="DIR", help=wording("cli-data", language))


def add_as(parser: argparse.ArgumentParser, language: Language) -> None:
    """``--as USER``."""
    parser.add_argument("--as", dest="as_user", metavar="USER", help=wording("cli-as", language))


def workspace_open(options: argparse.Namespace, *, is_demo: bool = False) -> None:
    """Makes the workspace ready: a new folder is set up, with *is_demo* as a demo, an older one brought up to date."""
    data = options.data or Path(os.environ.get("XIANDAO_DATA") or "data")
    if is_demo and not data.exists():
        data.mkdir(mode=0o700, parents=True)
        (data / "workspace.toml").write_text('name = "云澜省未来产业工作专班"\nis_demo = true\n', "utf-8")
    workspace_point(options)
    from xiandao.web.upgrade import workspace_ready

    workspace_ready()


def workspace_point(options: argparse.Namespace) -> None:
    """Says which workspace is meant, without touching it."""
    if options.data is not None:
        os.environ["XIANDAO_DATA"] = str(options.data.resolve())
    os.environ["DJANGO_SETTINGS_MODULE"] = "xiandao.web.settings"
    import django

    django.setup()


def acting(options: argparse.Namespace) -> Person:
    """Who acts: the person named by ``--as``, else the operator of this machine."""
    from django.utils import timezone

    from xiandao.apps.accounts.selectors import operator, person_named

    if options.as_user:
        return person_named(options.as_user, timezone.localdate())
    return operator(getpass.getuser())

"""``xiandao backup``: a whole workspace in one file."""

from __future__ import annotations

import argparse
from pathlib import Path

from xiandao.cli.voice import say
from xiandao.cli.workspace import add_data, workspace_point
from xiandao.core.messages import Language, wording
from xiandao.core.text import one_line


def add_arguments(parser: argparse.ArgumentParser, language: Language) -> None:
    """Which workspace, into which file."""
    add_data(parser, language)
    parser.add_argument("--out", type=Path, required=True, metavar="FILE", help=wording("cli-backup-out", language))
    parser.add_argument("--with-keys", action="store_true", help=wording("cli-backup-keys", language))


def run(options: argparse.Namespace) -> int:
    """Writes the backup and says what is in it."""
    workspace_point(options)
    from django.conf import settings

    from xiandao.web.backup import backup_write
    from xiandao.web.backup_lock import alone
    from xiandao.web.backup_restore import settle
    from xiandao.web.backup_tables import state_here

    state_here()  # refuses a folder that holds no workspace, before anything is made there
    with alone(settings.DATA):
        settle()
    made = backup_write(options.out, with_keys=options.with_keys)
    values = {"path": one_line(str(options.out)), "rows": made.rows, "files": made.files, "lines": made.lines}
    say(wording("backup-done", options.lang, **values))
    say(wording("backup-with-keys" if made.has_keys else "backup-without-keys", options.lang))
    return 0

"""``xiandao restore``: a workspace from the file that ``xiandao backup`` wrote."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from xiandao.cli.voice import say
from xiandao.cli.workspace import add_data, workspace_point
from xiandao.core.messages import Language, message, wording
from xiandao.core.text import one_line

if TYPE_CHECKING:
    from xiandao.web.backup_restore import Restored


def add_arguments(parser: argparse.ArgumentParser, language: Language) -> None:
    """Which backup, into which folder."""
    parser.add_argument("file", type=Path, metavar="FILE", help=wording("cli-restore-file", language))
    add_data(parser, language)
    parser.add_argument("--force", action="store_true", help=wording("cli-restore-force", language))


def run(options: argparse.Namespace) -> int:
    """Restores, and says how the audit chain stands; 1 when it was broken in the backup already."""
    from xiandao.web.backup_archive import opened

    with opened(options.file) as archive:  # before a folder is made for what will not go into it
        workspace_point(options)
        from xiandao.web.backup_restore import restore
        from xiandao.web.upgrade import workspace_ready

        done = restore(archive, force=options.force)
    workspace_ready()
    return _say(done, options.lang)


def _say(done: Restored, lang: Language) -> int:
    """Says what came of it; the exit status."""
    manifest, verdict = done.manifest, done.verdict
    if done.kept:
        say(wording("restore-kept", lang, path=one_line(str(done.kept))))
    say(wording("restore-done", lang, rows=manifest.rows, files=manifest.files))
    if not manifest.has_keys:
        say(wording("restore-without-keys", lang))
    if not verdict.faults:
        say(wording("audit-sound", lang, lines=verdict.lines, signed=verdict.signed))
        return 0
    say(wording("restore-broken", lang, n=len(verdict.faults) + verdict.unlisted))
    for fault in verdict.faults:
        say(message(fault, lang))
    return 1

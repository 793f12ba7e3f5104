"""A data folder becomes, or stays, a workspace of this version."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

from xiandao.apps.audit.models import AuditLine
from xiandao.apps.audit.places import heads_file
from xiandao.apps.audit.services import head_sign
from xiandao.apps.places.models import Place
from xiandao.apps.places.services import root_add


def workspace_ready() -> None:
    """Sets up what is missing, and brings an older workspace up to date.

    Killed in between, it is done again by whoever opens the workspace next: every step of a migration is a
    transaction.
    """
    data: Path = settings.DATA
    data.mkdir(mode=0o700, parents=True, exist_ok=True)
    with _alone(data):
        executor = MigrationExecutor(connection)
        pending = executor.migration_plan(executor.loader.graph.leaf_nodes())
        if pending:
            call_command("migrate", interactive=False, verbosity=0)
        if not Place.objects.filter(parent=None).exists():
            root_add()
        if not heads_file().exists() and not AuditLine.objects.exists():
            head_sign(None, timezone.now())


@contextmanager
def _alone(data: Path) -> Iterator[None]:
    """One process at a time; the lock goes with whoever holds it."""
    handle = os.open(data / ".upgrade.lock", os.O_CREAT | os.O_RDWR, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)

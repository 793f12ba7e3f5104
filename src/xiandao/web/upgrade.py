"""A data folder becomes, or stays, a workspace of this version."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.core.management.sql import emit_post_migrate_signal
from django.db import connection, transaction
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

from xiandao.apps.audit.models import AuditLine
from xiandao.apps.audit.places import heads_file
from xiandao.apps.audit.services import head_sign
from xiandao.apps.places.models import Place
from xiandao.apps.places.services import root_add
from xiandao.core.errors import Refusal
from xiandao.web.backup import backup_keep
from xiandao.web.backup_lock import alone
from xiandao.web.backup_restore import is_used, settle
from xiandao.web.backup_tables import is_set_up


def workspace_ready() -> None:
    """Sets up what is missing, and brings an older workspace up to date behind a backup.

    Killed in between, it is done again by whoever opens the workspace next.

    Raises:
        Refusal: ``upgrade-failed``; the workspace is as it was before.
    """
    data: Path = settings.DATA
    with alone(data):
        settle()
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            _upgrade()
        if not Place.objects.filter(parent=None).exists():
            root_add(at=timezone.now())
        if not heads_file().exists() and not AuditLine.objects.exists():
            head_sign(None, timezone.now())


def _upgrade() -> None:
    """Applies what is pending: all of it, or nothing, and then the refusal says where the backup is."""
    kept = backup_keep("upgrade") if is_set_up() and is_used() else None
    try:
        with _one_transaction():
            executor = MigrationExecutor(connection, _links_now)
            executor.migrate(executor.loader.graph.leaf_nodes())
            emit_post_migrate_signal(verbosity=0, interactive=False, db=connection.alias)
    except Exception as fault:
        if kept is None:
            raise
        raise Refusal("upgrade-failed", problem=f"{type(fault).__name__}: {fault}", backup=kept) from fault


@contextmanager
def _one_transaction() -> Iterator[None]:
    """All migrations or none: a database rolls back better than we could restore, also when the process is killed."""
    connection.disable_constraint_checking()  # SQLite makes tables anew; it must be told before the transaction
    try:
        with transaction.atomic():
            yield
            connection.check_constraints()
    finally:
        connection.enable_constraint_checking()


def _links_now(said: str, *_: object) -> None:
    """PostgreSQL alters no table whose links are still to be checked: they are, after each migration."""
    if said == "apply_success" and connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")

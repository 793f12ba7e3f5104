"""The tables of a workspace as sorted JSON Lines, by the models that its own migrations describe."""

# ruff: noqa: SLF001 - Django documents `_meta` and the managers under these names
from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple
from uuid import UUID

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management.color import no_style
from django.db import DatabaseError, connection, models
from django.db.migrations.loader import MigrationLoader
from django.db.models import F
from django.db.models.functions import Collate

from xiandao.core.canonical import canonical_bytes
from xiandao.core.errors import Refusal

LEFT_OUT: Mapping[str, str] = {
    "sessions": "who is signed in here and now; everybody signs in anew",
    "axes": "attempts to sign in at this machine; a lock of a quarter of an hour",
    "contenttypes": "derived from the models by every migration",
    "auth": "derived likewise; rights come from rights.toml and the posts people hold",
    "search": "an index, which the worker makes anew from editions, items and policies",
}
"""Apps whose tables are no part of a backup, and why."""
EMPTIED = ("django_session", "search_passage", "search_indexed", "search_mark", "search_policywords")
"""Tables of theirs that speak of the rows which a restore replaces."""
WORDS = "search_index"
"""Likewise; in SQLite it is no table, and is emptied in its own way."""

State = Mapping[str, tuple[str, ...]]
"""App → the names of its migrations that are applied, sorted; only of apps that are backed up."""
ROWS_AT_ONCE = 16
BYTES_AT_ONCE = 4 * 1024 * 1024
BIND_AT_ONCE = 900
"""Values in one statement; SQLite takes 999 in its oldest versions."""

Model = type[models.Model]


class Tables(NamedTuple):
    """The models of a state of the schema, by the name of their table in a backup."""

    state: State
    models: Mapping[str, Model]


def state_here() -> State:
    """What the database of this workspace has applied.

    Raises:
        Refusal: ``workspace-none`` where there is no workspace; ``workspace-newer`` where a later version made it.
    """
    if not is_set_up():
        raise Refusal("workspace-none", path=settings.DATA)
    loader = MigrationLoader(connection)
    applied = [key for key in loader.applied_migrations if is_kept(key[0])]
    if strangers := sorted(key for key in applied if key not in loader.graph.nodes):
        raise Refusal("workspace-newer", migration=".".join(strangers[0]))
    return _sorted(applied)


def is_set_up() -> bool:
    """Whether the database holds the tables of a workspace; a file that is not there is not made."""
    name = str(connection.settings_dict["NAME"])
    if (
        connection.vendor == "sqlite"
        and ":memory:" not in name
        and "mode=memory" not in name
        and not Path(name).exists()
    ):
        return False
    return "audit_auditline" in connection.introspection.table_names()


def state_newest() -> State:
    """What this version would apply."""
    return _sorted(key for key in MigrationLoader(None, ignore_no_migrations=True).graph.nodes if is_kept(key[0]))


def is_kept(app: str) -> bool:
    """Whether the tables of *app* belong to a backup."""
    return app not in LEFT_OUT


def _sorted(keys: Iterable[tuple[str, str]]) -> State:
    found: dict[str, list[str]] = {}
    for app, name in sorted(keys):
        found.setdefault(app, []).append(name)
    return {app: tuple(names) for app, names in found.items()}


def targets(state: State) -> list[tuple[str, str]]:
    """The last migration of each app of *state*: where to migrate to."""
    graph = MigrationLoader(None, ignore_no_migrations=True).graph
    keys = {(app, name) for app, names in state.items() for name in names}
    return sorted(
        key
        for key in keys
        if not any(each.key in keys and each.key[0] == key[0] for each in graph.node_map[key].children)
    )


def tables_of(state: State) -> Tables:
    """The models as *state* describes them, sorted by name."""
    loader = MigrationLoader(None, ignore_no_migrations=True)
    known = loader.project_state(targets(state)).apps
    kept = (model for model in known.get_models(include_auto_created=True) if is_kept(model._meta.app_label))
    named = {f"{model._meta.app_label}.{model._meta.object_name}": model for model in kept if model._meta.managed}
    return Tables(state, {name: _as_loaded(named[name]) for name in sorted(named)})


def _as_loaded(model: Model) -> Model:
    """*model* without fields that set themselves: a row is restored as it was."""
    for field in model._meta.concrete_fields:
        for habit in ("auto_now", "auto_now_add"):
            if hasattr(field, habit):
                setattr(field, habit, False)
    return model


# ------------------------------------------------------------------------------------------------------- out


def lines_of(model: Model) -> Iterator[tuple[Mapping[str, Any], bytes]]:
    """Every row and its line, by primary key, text by code point in every database."""
    names = [field.attname for field in model._meta.concrete_fields]
    for values in in_order(model).values_list(*names).iterator(chunk_size=ROWS_AT_ONCE):
        row = dict(zip(names, values, strict=True))
        yield row, canonical_bytes({key: _plain(value) for key, value in row.items()}) + b"\n"


def in_order(model: Model) -> models.QuerySet[Any]:
    """All rows, by primary key."""
    key = model._meta.pk
    by_text = isinstance(key, models.CharField | models.TextField) and connection.vendor == "postgresql"
    rows = model._base_manager.all()
    return rows.order_by(Collate(F("pk"), "C") if by_text else "pk")


def _plain(value: Any) -> Any:
    return str(value) if isinstance(value, UUID) else value


# ------------------------------------------------------------------------------------------------------- in


def names_in_database(tables: Tables) -> tuple[str, ...]:
    """What the tables are called there."""
    return tuple(model._meta.db_table for model in tables.models.values())


def rows_empty(tables: Tables) -> None:
    """Removes every row of *tables* and what was derived from them; links are checked at commit."""
    with connection.cursor() as cursor:
        here = set(connection.introspection.table_names(cursor))
        for table in (*names_in_database(tables), *EMPTIED):
            if table in here:
                cursor.execute(f"DELETE FROM {connection.ops.quote_name(table)}")  # noqa: S608 - our own names
        if WORDS in here and connection.vendor == "sqlite":
            cursor.execute("INSERT INTO search_index (search_index) VALUES ('delete-all')")
        elif WORDS in here:
            cursor.execute("DELETE FROM search_index")


def rows_load(name: str, model: Model, lines: Iterable[bytes]) -> int:
    """Writes the rows that *lines* hold; how many they were.

    Raises:
        Refusal: ``restore-row`` where the database will not have them.
    """
    fields = {field.attname: field for field in model._meta.concrete_fields}
    at_once = max(1, BIND_AT_ONCE // len(fields))
    batch: list[models.Model] = []
    count = size = 0
    for line in lines:
        count, size = count + 1, size + len(line)
        batch.append(_row(name, model, fields, line, count))
        if len(batch) >= at_once or size >= BYTES_AT_ONCE:
            _insert(name, model, batch, count)
            batch, size = [], 0
    _insert(name, model, batch, count)
    return count


def _row(name: str, model: Model, fields: Mapping[str, models.Field[Any, Any]], line: bytes, row: int) -> models.Model:
    try:
        said = json.loads(line)
        return model(**{key: _value(field, said[key]) for key, field in fields.items()})
    except (LookupError, TypeError, ValueError, ArithmeticError, ValidationError) as error:
        raise Refusal("restore-row", table=name, row=row, problem=error) from None


def _value(field: models.Field[Any, Any], value: Any) -> Any:
    return value if value is None or isinstance(field, models.JSONField) else field.to_python(value)


def _insert(name: str, model: Model, batch: list[models.Model], count: int) -> None:
    if not batch:
        return
    try:
        model._base_manager.bulk_create(batch)
    except (DatabaseError, ValueError) as error:
        row = f"{count - len(batch) + 1}-{count}"
        raise Refusal("restore-row", table=name, row=row, problem=str(error).splitlines()[0]) from None


def links_check(tables: Tables) -> None:
    """Every reference finds its row, and new rows are numbered behind the ones there are.

    Raises:
        Refusal: ``restore-links``.
    """
    try:
        connection.check_constraints()
    except DatabaseError as error:
        raise Refusal("restore-links", problem=str(error).splitlines()[0]) from None
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), [*tables.models.values()]):
            cursor.execute(statement)

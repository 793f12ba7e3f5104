"""Names by the pairs of characters in them: an index beside the table of names, kept by the database itself.

In SQLite it is FTS5 over the column ``pairs``, renewed by triggers, so that whoever writes, restores or empties the table
need not know of it; a migration that makes the table anew there must make the triggers anew (:data:`MAKE`). In
PostgreSQL it is a GIN index over the column. No places are kept: which names have all pairs of what is looked for, the
index says; whether they stand in its order, the name itself.
"""

from __future__ import annotations

from django.db import connection
from django.db.models import QuerySet
from django.db.models.expressions import RawSQL

from xiandao.apps.registers.mappers import name_pairs
from xiandao.apps.registers.models import Name

_TABLE = "fts5(pairs, content='registers_name', content_rowid='id', detail=none, tokenize='ascii')"
_ENTER = "INSERT INTO registers_name_index (rowid, pairs) VALUES (new.id, new.pairs)"
_REMOVE = "INSERT INTO registers_name_index (registers_name_index, rowid, pairs) VALUES ('delete', old.id, old.pairs)"
MAKE = {
    "sqlite": (
        f"CREATE VIRTUAL TABLE registers_name_index USING {_TABLE}",
        "INSERT INTO registers_name_index (registers_name_index) VALUES ('rebuild')",
        f"CREATE TRIGGER registers_name_entered AFTER INSERT ON registers_name BEGIN {_ENTER}; END",
        f"CREATE TRIGGER registers_name_removed AFTER DELETE ON registers_name BEGIN {_REMOVE}; END",
    ),
    "postgresql": ("CREATE INDEX registers_name_index ON registers_name USING gin (string_to_array(pairs, ' '))",),
}
DROP = {
    "sqlite": (
        "DROP TRIGGER registers_name_entered",
        "DROP TRIGGER registers_name_removed",
        "DROP TABLE registers_name_index",
    ),
    "postgresql": ("DROP INDEX registers_name_index",),
}
_FIND = {
    "sqlite": "SELECT rowid FROM registers_name_index WHERE registers_name_index MATCH %s",
    "postgresql": "SELECT id FROM registers_name WHERE string_to_array(pairs, ' ') @> %s",
}


def names_with(told: str) -> QuerySet[Name]:
    """The names that hold *told*, folded as names are; a single character is in no pair alone and is looked for in all."""
    found = Name.objects.filter(folded__contains=told)
    if len(told) < 2:
        return found
    wanted = name_pairs(told).split(" ")
    asked = " AND ".join(f'"{each}"' for each in wanted) if connection.vendor == "sqlite" else wanted
    return found.filter(pk__in=RawSQL(_FIND[connection.vendor], (asked,)))  # noqa: S611 - words are a parameter

"""The table ``search_index`` in the two databases: FTS5 without content in SQLite, tsvector and GIN in PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from django.db import connection

from xiandao.apps.search.cutting import Phrase

MAKE = {
    "sqlite": (
        # Our tokens come with blanks between; everything beyond ASCII is part of one. A single character asks for every
        # pair that it begins: with an index of beginnings that is one list instead of hundreds.
        "CREATE VIRTUAL TABLE search_index USING fts5(tokens, content='', prefix='1', tokenize=\"ascii tokenchars '.'\")",
    ),
    "postgresql": (
        "CREATE TABLE search_index (id bigint PRIMARY KEY, tokens tsvector NOT NULL)",
        "CREATE INDEX search_index_tokens ON search_index USING gin (tokens)",
    ),
}
_KEY = {"sqlite": "rowid", "postgresql": "id"}
_MATCHES = {"sqlite": "search_index MATCH %s", "postgresql": "tokens @@ %s::tsquery"}
_ADD = {
    "sqlite": "INSERT INTO search_index (rowid, tokens) VALUES (%s, %s)",
    "postgresql": "INSERT INTO search_index (id, tokens) VALUES (%s, %s::tsvector)",
}
_REMOVE = {
    "sqlite": "INSERT INTO search_index (search_index, rowid, tokens) VALUES ('delete', %s, %s)",
    "postgresql": "DELETE FROM search_index WHERE id = %s AND tokens IS NOT NULL",
}


class Wanted(NamedTuple):
    """What rows must have: of each group one of its phrases."""

    groups: tuple[tuple[Phrase, ...], ...]


def rows_add(rows: Iterable[tuple[int, str]]) -> None:
    """Enters (number, tokens with blanks between)."""
    written = [(number, _vector(tokens)) for number, tokens in rows]
    with connection.cursor() as cursor:
        cursor.executemany(_ADD[connection.vendor], written)


def rows_remove(rows: Iterable[tuple[int, str]]) -> None:
    """Takes (number, tokens) out again; the tokens must be those that were entered."""
    is_postgres = connection.vendor == "postgresql"
    with connection.cursor() as cursor:
        cursor.executemany(_REMOVE[connection.vendor], [row[:1] if is_postgres else row for row in rows])


def counts(wanted: Wanted, bits: int, first: int, last: int) -> list[tuple[int, int]]:
    """How many rows from *first* to *last* fit, by the upper part of their numbers: (number >> *bits*, rows).

    Whoever asks leaves out the editions that a person does not see: a join with them here would cost either database
    more than the counting itself, since neither knows beforehand how many rows a phrase finds.
    """
    key = _KEY[connection.vendor]
    sql = (
        f"SELECT {key} >> {bits:d}, count(*) FROM search_index "  # noqa: S608 - names are ours, values are parameters
        f"WHERE {_MATCHES[connection.vendor]} AND {key} BETWEEN %s AND %s GROUP BY 1"
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, [_match(wanted), first, last])
        return [(upper, n) for upper, n in cursor.fetchall()]


def numbers(wanted: Wanted, first: int, last: int, most: int, offset: int = 0) -> list[int]:
    """The numbers from *first* to *last* of rows that fit, in order, *most* at most, *offset* of them passed over."""
    key = _KEY[connection.vendor]
    sql = (
        f"SELECT {key} FROM search_index WHERE {_MATCHES[connection.vendor]} "  # noqa: S608 - as above
        f"AND {key} BETWEEN %s AND %s ORDER BY {key} LIMIT %s OFFSET %s"
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, [_match(wanted), first, last, most, offset])
        return [number for (number,) in cursor.fetchall()]


def _vector(tokens: str) -> str:
    if connection.vendor == "sqlite":
        return tokens
    return " ".join(f"'{token}':{place}" for place, token in enumerate(tokens.split(), 1))


def _match(wanted: Wanted) -> str:
    said, either, both = (_fts5, " OR ", " AND ") if connection.vendor == "sqlite" else (_tsquery, " | ", " & ")
    return both.join(f"({either.join(map(said, group))})" for group in wanted.groups)


def _fts5(phrase: Phrase) -> str:
    return f'"{" ".join(phrase.tokens)}"{" *" if phrase.is_prefix else ""}'


def _tsquery(phrase: Phrase) -> str:
    tokens = " <-> ".join(f"'{token}'" for token in phrase.tokens)
    return f"({tokens}{':*' if phrase.is_prefix else ''})"

"""The address of a PostgreSQL database, as an office writes it."""

from __future__ import annotations

from pathlib import Path

import pytest

from xiandao.core.errors import Refusal
from xiandao.web.installation import SHORT_QUESTIONS, Installation, database

ADDRESS = "postgresql://user:a%40b@host:6432/name"


def described(address: str) -> dict[str, object]:
    return database(Installation(data=Path("data"), database_url=address))


def test_a_password_may_hold_any_sign() -> None:
    assert [described(ADDRESS)[key] for key in ("NAME", "USER", "PASSWORD", "PORT")] == ["name", "user", "a@b", "6432"]


@pytest.mark.parametrize(
    ("query", "options"),
    [
        ("", {"options": SHORT_QUESTIONS}),
        ("?sslmode=require", {"options": SHORT_QUESTIONS, "sslmode": "require"}),
        ("?options=-c%20work_mem%3D64MB", {"options": "-c work_mem=64MB"}),
        ("?options=", {}),
    ],
)
def test_what_the_address_says_of_connections_goes_before_what_we_would_say(
    query: str, options: dict[str, str]
) -> None:
    assert described(ADDRESS + query)["OPTIONS"] == options


@pytest.mark.parametrize("address", ["mysql://user@host/name", "postgresql://user@host/", "name"])
def test_an_address_of_anything_else_is_refused(address: str) -> None:
    with pytest.raises(Refusal) as refused:
        described(address)
    assert refused.value.code == "setting-value"

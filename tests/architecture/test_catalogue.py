"""Every capability taken on names tests that exist."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
CATALOGUE: dict[str, dict[str, object]] = tomllib.loads((ROOT / "tests" / "catalogue.toml").read_text("utf-8"))
OWNED = (
    "PLN-01", "PLN-02", "PLN-03", "PLN-04", "PLN-07", "PLN-08", "PLN-14", "PLN-20", "PLN-22", "INT-01", "INT-02",
    "SPC-01", "SPC-03", "GOV-25", "GOV-26", "GOV-28", "GOV-31",
)  # fmt: skip


def test_every_owned_capability_has_a_row() -> None:
    assert [row for row in OWNED if row not in CATALOGUE] == []


@pytest.mark.parametrize("row", sorted(CATALOGUE))
def test_a_row_names_tests_that_exist_and_says_how_far_it_stands(row: str) -> None:
    entry = CATALOGUE[row]
    assert entry["state"] in {"stands", "begun"}
    assert entry["stands"]
    assert ("waits" in entry) == (entry["state"] == "begun")
    tests = entry["tests"]
    assert isinstance(tests, list)
    assert tests
    for test in tests:
        path, _, name = test.partition("::")
        assert re.search(rf"^def {name}\(", (ROOT / path).read_text("utf-8"), re.MULTILINE), test

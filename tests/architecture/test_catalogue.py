"""Every capability taken on names tests that exist."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
CATALOGUE: dict[str, dict[str, object]] = tomllib.loads((ROOT / "tests" / "catalogue.toml").read_text("utf-8"))
OWNED = (
    "PLN-01", "PLN-02", "PLN-03", "PLN-04", "PLN-07", "PLN-08", "PLN-14", "PLN-20", "PLN-22", "INT-01",
    "INT-02", "SPC-01", "SPC-03", "GOV-25", "GOV-26", "GOV-28", "GOV-31", "PLN-05", "PLN-06", "PLN-21",
    "INT-10", "INT-11", "INT-12", "INT-13", "INT-14", "INT-15", "INT-16", "INT-17", "INT-18", "RDI-11",
    "RDI-12", "RDI-15", "RDI-16", "RDI-17", "RDI-18", "RDI-19", "RDI-20", "RDI-23", "RDI-25", "STD-01",
    "STD-02", "STD-06", "STD-07", "STD-13", "STD-15", "STD-18", "STD-19", "SCN-01", "SCN-06", "SCN-07",
    "SCN-08", "SCN-09", "SCN-10", "SCN-11", "SCN-13", "SCN-14", "SCN-16", "SCN-18", "SCN-19", "SCN-20",
    "ENT-01", "ENT-02", "ENT-04", "ENT-08", "ENT-09", "ENT-10", "ENT-11", "ENT-14", "ENT-17", "ENT-24",
    "ENT-26", "ENT-29", "ENT-30", "TAL-01", "TAL-02", "TAL-03", "TAL-04", "TAL-05", "TAL-10", "TAL-13",
    "TAL-16", "SPC-04", "SPC-05", "SPC-06", "SPC-07", "SPC-11", "SPC-15", "SPC-22", "FIN-01", "FIN-02",
    "FIN-08", "FIN-13", "GOV-18", "GOV-23", "GOV-27", "GOV-35",
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

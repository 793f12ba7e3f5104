"""``xiandao schema`` prints the schema of every pack that people write, and names what there is."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path

import jsonschema_rs
import pytest

from xiandao.cli import main
from xiandao.cli.schema import PACKS
from xiandao.readers.packs_kinds import KINDS

ROOT = Path(__file__).resolve().parents[2]


def test_the_name_of_no_format_is_refused_with_those_there_are(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["schema", "kind"]) == 2
    told = capsys.readouterr().err
    assert all(name in told for name in (*PACKS, "plan"))


def test_every_kind_of_pack_has_its_schema() -> None:
    assert set(PACKS) == set(KINDS)


def test_the_schema_of_kinds_accepts_the_shipped_ones(capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    assert main(["schema", "kinds"]) == 0
    validator = jsonschema_rs.Draft202012Validator(json.loads(capfdbinary.readouterr().out))
    files = sorted((ROOT / "packs" / "kinds").rglob("*.toml"))
    assert len(files) > 10
    for file in files:
        assert [str(each) for each in validator.iter_errors(tomllib.loads(file.read_text("utf-8")))] == []
    assert not validator.is_valid({"pack": "kinds", "kind": [{"code": "Mill", "name": "磨坊"}]})

"""The targets of a plan from the command line, as somebody measures them from outside."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest
from tests.functional.test_cli_plans import SAMPLES, ran, told


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("workspace") / "data"
    told(folder, "plans", "add", SAMPLES / "03-city-plan-issued.txt")
    return folder


def test_a_plan_that_is_not_there_and_a_day_that_is_none_are_refused(data: Path) -> None:
    ran(data, "targets", "measure", "--plan", "99", status=2)
    ran(data, "targets", "measure", "--plan", "1", "--as-of", "someday", status=2)
    ran(data, "targets", "measure", "--plan", "1", "--known-at", "2099-01-01", status=2)


def test_every_target_is_told_and_none_without_a_measure_has_a_figure(data: Path) -> None:
    found = json.loads(ran(data, "targets", "measure", "--plan", "1", "--as-of", "2026-06-30", "--format", "json"))
    text = (SAMPLES / "03-city-plan-issued.txt").read_text("utf-8")
    assert (found["format"], found["as_of"], found["in_force"]) == ("xiandao-targets/1", "2026-06-30", False)
    assert found["targets"]
    assert all(each["quote"] in text for each in found["targets"])
    assert {(each["binding"], each["figure"], each["verdict"]) for each in found["targets"]} == {
        ("open", None, "not-measurable")
    }


def test_the_table_has_a_line_for_each_target_and_leaves_the_figure_empty(data: Path) -> None:
    rows = list(csv.DictReader(io.StringIO(ran(data, "targets", "measure", "--plan", "1", "--format", "csv"))))
    assert rows
    assert {(row["figure"], row["verdict"], row["measurable"]) for row in rows} == {("", "not-measurable", "false")}

"""A workbook taken in from the command line: refused whole, previewed without a trace, or entered with its wrong rows told."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from tests.builders import loads as made
from tests.functional.test_cli_plans import ran


def imported(data: Path, file: Path, *words: str | Path, status: int = 0) -> Any:  # noqa: ANN401 - JSON
    told = ran(
        data, "registers", "import", file, "--kind", "enterprise", "--as-of", "2026-03-01", "--format", "json", *words,
        status=status,
    )  # fmt: skip
    return json.loads(told) if told else None


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("workspace") / "data"
    ran(folder, "plans", "add", Path(__file__).resolve().parents[2] / "samples" / "03-city-plan-issued.txt")
    return folder


@pytest.fixture
def ugly(tmp_path: Path) -> Path:
    file = tmp_path / "摸底表.xlsx"
    file.write_bytes(
        made.workbook(
            made.row(1, "样例智能装备有限公司", place=""),
            made.row(2, "样例合成生物有限公司", founded="去年", place="乌有区"),
        )
    )
    return file


def test_what_is_no_workbook_or_no_kind_or_lacks_a_column_is_refused(data: Path, ugly: Path, tmp_path: Path) -> None:
    text = tmp_path / "信.docx"
    text.write_bytes(b"PK\x03\x04 no workbook")
    nameless = tmp_path / "无名.csv"
    nameless.write_text("员工人数,成立时间\n5,2020年\n6,2021年\n", "utf-8")
    imported(data, text, "--preview", status=2)
    imported(data, tmp_path / "没有.xlsx", "--preview", status=2)
    imported(data, nameless, "--preview", status=2)
    imported(data, ugly, "--preview", "--period", "去年", status=2)
    imported(data, ugly, "--preview", "--kind", "zzz", status=2)
    imported(data, ugly, status=2)
    imported(data, ugly, "--preview", "--as", "nobody", status=2)


def test_a_preview_tells_every_wrong_cell_and_leaves_nothing(data: Path, ugly: Path) -> None:
    found = imported(data, ugly, "--preview", status=1)
    assert (found["entered"], found["load"]) == (False, None)
    assert {outcome: n for outcome, n in found["counts"].items() if n} == {"added": 1, "wrong": 1}
    assert [(each["sheet"], each["row"], each["cell"], each["code"]) for each in found["wrong"]] == [
        ("企业", 4, "D4", "cell-place-unknown"),
        ("企业", 4, "E4", "cell-date"),
    ]
    assert "乌有区" in found["wrong"][0]["message"]
    assert {each["property"] for each in found["columns"]} >= {"name", "place", "revenue", "staff"}
    assert imported(data, ugly, "--preview", status=1)["counts"] == found["counts"]


def test_the_wrong_rows_are_written_with_their_reasons(data: Path, ugly: Path, tmp_path: Path) -> None:
    out = tmp_path / "退回.xlsx"
    imported(data, ugly, "--preview", "--returned", out, status=1)
    rows = list(openpyxl.load_workbook(out)["企业"].iter_rows(values_only=True))
    assert rows[2][1] == "样例合成生物有限公司"
    assert "乌有区" in str(rows[2][-1])


def test_what_was_entered_is_entered_once_and_a_mended_row_after_it(data: Path, ugly: Path, tmp_path: Path) -> None:
    first = imported(data, ugly, "--commit", status=1)
    assert (first["entered"], first["counts"]["added"]) == (True, 1)
    again = imported(data, ugly, "--commit", status=1)
    assert {outcome: n for outcome, n in again["counts"].items() if n} == {"unchanged": 1, "wrong": 1}
    mended = tmp_path / "改正.xlsx"
    mended.write_bytes(made.workbook(made.row(2, "样例合成生物有限公司", founded="2021年", place="")))
    assert imported(data, mended, "--commit")["counts"]["added"] == 1


def test_people_read_what_was_taken_for_what_and_that_nothing_was_entered(data: Path, ugly: Path) -> None:
    told = ran(data, "registers", "import", ugly, "--kind", "enterprise", "--preview", status=1)
    assert "单位名称 → name" in told
    assert "有错误 1" in told
    assert "企业\tD4\t没有叫“乌有区”的地区" in told
    assert told.rstrip().endswith("没有录入")

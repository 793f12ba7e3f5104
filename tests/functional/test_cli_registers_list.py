"""A list from the command line: refused without a right or a list, and the same bytes as the page's."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import openpyxl
import pytest
from tests.functional.test_cli_plans import ran


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("workspace") / "data"
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for cells in (("企业名称", "从业人员"), ("样例甲有限公司", 50), ("样例乙有限公司", 500)):
        sheet.append(cells)
    file = folder.parent / "名单.xlsx"
    book.save(file)
    ran(folder, "registers", "import", file, "--kind", "enterprise", "--as-of", "2026-03-01", "--commit")
    return folder


def rows(told: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(told)))


def test_a_list_that_there_is_not_a_day_that_is_none_or_a_stranger_is_refused(data: Path) -> None:
    ran(data, "registers", "list", "zzz", status=2)
    ran(data, "registers", "list", "enterprises", "--as-of", "soon", status=2)
    ran(data, "registers", "list", "enterprises", "--where", "from-staff=many", status=2)
    ran(data, "registers", "list", "enterprises", "--as", "nobody", status=2)


def test_a_list_is_written_with_the_conditions_and_the_day_asked_for(data: Path) -> None:
    assert {row["企业名称"] for row in rows(ran(data, "registers", "list", "enterprises"))} == {
        "样例甲有限公司", "样例乙有限公司",
    }  # fmt: skip
    large = rows(ran(data, "registers", "list", "enterprises", "--where", "from-staff=100"))
    assert [row["从业人员（人）"] for row in large] == ["500"]
    assert rows(ran(data, "registers", "list", "enterprises", "--as-of", "2026-02-28")) == []
    past = ran(data, "registers", "list", "enterprises", "--as-of", "2026-03-02")
    assert past == ran(data, "registers", "list", "enterprises", "--as-of", "2026-03-02")
    assert len(rows(past)) == 2


def test_a_kind_is_written_for_programs(data: Path) -> None:
    told = ran(data, "registers", "list", "enterprise", "--kind", "--where", "columns=staff", "--format", "jsonl")
    assert told.count("\n") == 2
    assert '"staff":50' in told

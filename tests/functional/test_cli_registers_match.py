"""Two lists on the command line: matches with reasons, bad rows told with their lines."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from xiandao.cli import main

LISTED = "id,name\nB1,三一重工股份有限公司\nB2,海宁双柳食品有限公司\nB3,恒翼精密机械（无锡）有限公司\n"


def match(folder: Path, asked: str | bytes, *words: str, listed: str = LISTED) -> int:
    content = asked if isinstance(asked, bytes) else asked.encode()
    (folder / "A.csv").write_bytes(content)
    (folder / "B.csv").write_text(listed, "utf-8-sig")
    against = ("--against", str(folder / "B.csv"))
    return main(["registers", "match", str(folder / "A.csv"), *against, *words])


def table(text: str) -> list[list[str]]:
    return list(csv.reader(text.splitlines()))


@pytest.mark.parametrize("content", ["", "name\n三一重工\n", "编号,名称\n1,三一重工\n"])
def test_a_list_without_its_columns_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], content: str
) -> None:
    assert match(tmp_path, content) == 2
    told = capsys.readouterr()
    assert told.out == ""
    assert "id 和 name" in told.err


def test_a_list_that_is_not_utf_8_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert match(tmp_path, "id,name\n1,三一重工\n".encode("gb18030")) == 2
    assert "UTF-8" in capsys.readouterr().err


def test_no_answers_are_asked_for_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert match(tmp_path, "id,name\n1,三一重工\n", "--top", "0") == 2
    assert "--top" in capsys.readouterr().err


def test_bad_rows_are_told_with_their_lines_and_the_others_go_on(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert match(tmp_path, "id,name\n1,\n2\n3,三一重工\n") == 2
    told = capsys.readouterr()
    assert [row[:3] for row in table(told.out)[1:]] == [["3", "1", "B1"]]
    assert "第 2 行" in told.err
    assert "第 3 行" in told.err


def test_a_code_that_does_not_pass_is_told_and_left_out(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert match(tmp_path, "id,name,credit_code\n1,三一重工,91350100M000100Y44\n") == 0
    told = capsys.readouterr()
    assert "校验不通过" in told.err
    assert table(told.out)[1][2] == "B1"


def test_what_matches_nothing_has_one_row_with_an_empty_match(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert match(tmp_path, "id,name\n1,完全不同的名字\n") == 0
    assert table(capsys.readouterr().out)[1] == ["1", "", "", "", ""]


def test_one_character_of_the_core_is_left_to_a_person(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert match(tmp_path, "id,name\n1,海宁双利食品有限公司\n") == 0
    row = table(capsys.readouterr().out)[1]
    assert row[2] == "B2"
    assert row[4].startswith("请人工核对")


def test_an_id_that_a_spreadsheet_would_run_is_made_text(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert match(tmp_path, "id,name\n=1+1,三一重工\n") == 0
    assert table(capsys.readouterr().out)[1][0] == "'=1+1"


def test_the_answers_go_to_a_file_in_the_language_asked_for(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "C.csv"
    assert match(tmp_path, "id,name\n1,三一重工\n", "--out", str(out), "--top", "2", "--lang", "en") == 0
    assert capsys.readouterr().out == ""
    rows = table(out.read_text("utf-8-sig"))
    assert rows[0] == ["id", "rank", "match", "score", "reasons"]
    assert rows[1][:3] == ["1", "1", "B1"]
    assert rows[1][4].startswith("the same: ")


def test_a_former_name_is_looked_up_too(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    asked = "id,name,former_names\n1,无锡恒隆化工厂,恒翼精密机械（无锡）有限公司；恒翼厂\n"
    assert match(tmp_path, asked) == 0
    row = table(capsys.readouterr().out)[1]
    assert row[2] == "B3"
    assert "曾用名" in row[4]

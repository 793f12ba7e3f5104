"""A person looks at one document: its text, one of its items, its ledgers on the screen."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from tests.builders.plans import golden, small_plan, source, target
from tests.functional.test_cli_read import PLAN, environment

from xiandao.cli import main
from xiandao.cli.arguments import VERBS
from xiandao.cli.grid import Column, cut, grid, wrapped
from xiandao.cli.ledger import ledger_lines
from xiandao.writers.columns import width
from xiandao.writers.run import Entry


@pytest.fixture
def plan(tmp_path: Path) -> Path:
    path = tmp_path / "样例.txt"
    path.write_bytes(b"\xef\xbb\xbf" + PLAN.format(n=40).replace("\n", "\r\n").encode())
    return path


def test_text_is_the_decoded_file_and_nothing_else(plan: Path) -> None:
    command = [sys.executable, "-m", "xiandao.cli", "text", str(plan)]
    told = subprocess.run(command, env=environment(), capture_output=True, check=True)
    assert told.stdout == plan.read_bytes().removeprefix(b"\xef\xbb\xbf")
    assert told.stderr == b""


def test_text_of_a_file_that_is_not_there_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["text", str(tmp_path / "none.txt")]) == 2
    assert "none.txt" in capsys.readouterr().err


def test_explain_shows_an_item_in_its_words_with_its_rule(
    plan: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    main(["read", str(plan), "--out", str(tmp_path / "out")])
    target = json.loads((tmp_path / "out" / "样例.json").read_text("utf-8"))["targets"][0]
    capsys.readouterr()
    assert main(["explain", str(plan), "--item", target["id"]]) == 0
    told = capsys.readouterr().out
    assert f"【{target['quote']}】" in told
    assert target["rule"] in told
    assert "2026" in told


def test_explaining_an_item_that_is_not_there_is_refused(plan: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["explain", str(plan), "--item", "t0000000000"]) == 2
    assert "t0000000000" in capsys.readouterr().err


def test_start_prints_the_ledgers_and_writes_all_three_kinds(
    plan: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out"
    assert main(["report", str(plan), "--out", str(out)]) == 0
    told = capsys.readouterr()
    assert "目标台账" in told.out
    assert "任务分工表" in told.out
    assert {path.name for path in out.iterdir()} == {"样例.json", "样例.html", "index.html", "plans.xlsx"}
    assert str(out / "plans.xlsx") in told.err


def test_start_prints_the_ledgers_of_a_few_and_a_table_of_many(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for i in range(5):
        (tmp_path / f"{i}.txt").write_text(PLAN.format(n=40 + i).replace("样例市", f"第{i}样例市"), "utf-8")
    assert main(["report", *(str(tmp_path / f"{i}.txt") for i in range(3)), "--out", str(tmp_path / "out")]) == 0
    few = capsys.readouterr().out
    assert (few.count("目标台账"), few.count("文件名称")) == (3, 0)
    assert main(["report", str(tmp_path), "--out", str(tmp_path / "out")]) == 0
    many = capsys.readouterr().out
    assert many.count("目标台账") == 3
    table = many[many.index("文件名称") :]
    assert all(f"{i}.txt" in table for i in range(5))
    assert "其余 2 份" in table
    assert "xiandao start" in table


def test_a_ledger_marks_stretch_targets_and_gives_ids_where_there_is_room() -> None:
    high = target(key="t0000000002", value=60.0, stretch_of="t0000000001")
    entry = Entry(file="a.txt", stem="a", plan=replace(small_plan(), targets=(target(), high)), source=source())
    wide, narrow = ("\n".join(ledger_lines(entry, "zh", screen)) for screen in (140, 80))
    assert "力争 ≥ 60 家" in wide
    assert "力争 ≥ 60 家" in narrow
    assert all(key in wide for key in ("t0000000001", "t0000000002", "k0000000001"))
    assert "t0000000001" not in narrow


def test_a_ledger_keeps_the_parts_of_a_note_apart() -> None:
    (plain,) = small_plan().tasks
    parted = replace(plain, units=("市科技局", "市工信局"), lead=("市科技局",), support=("市工信局",))
    heads = {}
    for name, task in (("plain", plain), ("parted", parted)):
        entry = Entry(file="a.txt", stem="a", plan=replace(small_plan(), tasks=(task,)), source=source())
        heads[name] = {line for line in ledger_lines(entry, "zh", 120) if line.startswith("编号")}.pop().split()
    assert heads == {
        "plain": ["编号", "任务", "责任单位", "条目编号"],
        "parted": ["编号", "任务", "牵头单位", "配合单位", "条目编号"],
    }


def test_lint_skips_what_is_no_document(plan: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (plan.parent / "gen.py").write_text("x = 1", "utf-8")
    assert main(["lint", str(plan.parent)]) in (0, 1)
    assert capsys.readouterr().err == "跳过 1 个不是文档的文件（如 gen.py）。\n"


def test_schema_is_json_and_an_unknown_one_is_refused(capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    assert main(["schema", "plan"]) == 0
    assert json.loads(capfdbinary.readouterr().out)["$id"] == "xiandao-plan/1"
    assert main(["schema", "nothing"]) == 2


@pytest.mark.parametrize("verb", ["", *VERBS])
def test_help_in_chinese_has_no_word_of_argparse(verb: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([*verb.split(), "--lang", "zh", "--help"]) == 0
    told = capsys.readouterr().out
    assert told.startswith("用法：xiandao")
    assert not re.search(r"usage:|options:|positional|arguments:|show this|show program|exit", told)


@pytest.mark.parametrize(
    "wrong",
    [
        "", "nosuch", "read", "read --out", "report --jobs 0", "report --jobs", "report --nosuch", "report --help=3",
        "--lang zh --version=1", "start --l", "explain x --item",
    ],
)  # fmt: skip
def test_a_wrong_use_is_told_in_chinese(wrong: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(wrong.split()) == 2
    told = capsys.readouterr().err
    assert told.startswith("用法有误：")
    assert not re.search(r"required|unrecognized|argument|expected|invalid|choose|ambiguous|explicit|match", told)


@pytest.mark.parametrize("screen", [60, 80, 120, 200])
def test_no_line_of_a_ledger_is_wider_than_the_screen(screen: int) -> None:
    source, plan = golden("03-city-plan-issued")
    entry = Entry(file="03.txt", stem="03", plan=plan, source=source)
    assert any("市投资" in line for line in ledger_lines(entry, "zh", screen))
    tables = [line for line in ledger_lines(entry, "zh", screen) if "  " in line or line.startswith("─")]
    assert max(map(width, tables)) <= screen


def test_columns_are_aligned_for_characters_that_take_two() -> None:
    lines = list(grid((Column(head="甲"), Column(head="b", is_figure=True)), (("中文字", "1"), ("abc", "22")), 80))
    assert {width(line) for line in lines} == {width("中文字") + 2 + 2}


def test_long_cells_are_wrapped_and_then_cut() -> None:
    assert wrapped("一二三四五六七", 6, 2) == ["一二三", "四五…"]
    assert cut("abcdef", 4) == "abc…"

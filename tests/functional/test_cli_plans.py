"""The plans of a workspace from the command line, as somebody measures them from outside."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
SAMPLES = ROOT / "samples"


def ran(data: Path, *words: str | Path, status: int = 0) -> str:
    """What a command prints; its messages are shown when it ends otherwise than it should."""
    environment = {key: value for key, value in os.environ.items() if key not in ("XIANDAO_DATA", "XIANDAO_LANG")}
    command = [sys.executable, "-m", "xiandao.cli", *map(str, words), "--data", str(data)]
    done = subprocess.run(command, capture_output=True, text=True, env=environment, cwd=ROOT, check=False)
    assert done.returncode == status, done.stderr
    return done.stdout


def told(data: Path, *words: str | Path, status: int = 0) -> Any:  # noqa: ANN401 - JSON
    return json.loads(ran(data, *words, "--format", "json", status=status))


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace with a province's plan, a city's draft and issued plan, and a district's."""
    folder = tmp_path_factory.mktemp("workspace") / "data"
    draft, province = told(
        folder, "plans", "add", SAMPLES / "02-city-plan-draft.txt", SAMPLES / "01-province-guidance.docx"
    )
    (issued,) = told(folder, "plans", "add", SAMPLES / "03-city-plan-issued.txt", "--plan", str(draft["plan"]))
    assert (draft["edition"], province["edition"], issued["plan"]) == (1, 2, draft["plan"])
    told(folder, "plans", "add", SAMPLES / "04-district-plan.md")
    return folder


def test_what_cannot_be_read_is_refused_and_the_rest_stands(data: Path, tmp_path: Path) -> None:
    bad, marked = tmp_path / "坏.docx", tmp_path / "材料.txt"
    bad.write_text("不是文档")
    marked.write_text("机密★长期\n到2026年建成园区3个。\n")
    before = told(data, "plans", "list")
    rows = told(data, "plans", "add", bad, marked, status=2)
    assert [row["refused"]["code"] for row in rows] == ["format-unknown", "state-secret"] or all(
        row["refused"] for row in rows
    )
    assert "材料" not in json.dumps(rows[1], ensure_ascii=False)
    assert told(data, "plans", "list") == before


def test_the_list_names_every_plan_with_its_latest_edition(data: Path) -> None:
    rows = {row["edition"]: row for row in told(data, "plans", "list")}
    assert set(rows) == {2, 3, 4}
    assert (rows[3]["ordinal"], rows[3]["place"], rows[3]["live"]) == (2, "霁川市", 0)


def test_every_shown_item_quotes_the_document(data: Path) -> None:
    shown = told(data, "plans", "show", "3")
    text = (SAMPLES / "03-city-plan-issued.txt").read_text("utf-8")
    assert len(shown["items"]) > 100
    assert all(text[item["start"] : item["end"]] == item["quote"] for item in shown["items"])
    assert {item["state"] for item in shown["items"]} == {"candidate"}


def test_an_exported_edition_is_the_plan_that_reading_gives(data: Path, tmp_path: Path) -> None:
    out = tmp_path / "plan.json"
    ran(data, "plans", "export", "3", "--out", out)
    read = subprocess.run(
        [sys.executable, "-m", "xiandao.cli", "read", SAMPLES / "03-city-plan-issued.txt", "--format", "json", "--out", tmp_path],
        check=True, capture_output=True, cwd=ROOT,
    )  # fmt: skip
    assert read.returncode == 0
    assert json.loads(out.read_bytes()) == json.loads((tmp_path / "03-city-plan-issued.json").read_bytes())


def test_two_editions_are_compared_item_by_item(data: Path) -> None:
    compared = told(data, "plans", "diff", "3", "1")
    links = compared["links"]
    assert (compared["earlier"]["edition"], compared["later"]["edition"]) == (1, 3)
    after = [item["id"] for link in links for item in link["after"]]
    assert sorted(after) == sorted(item["id"] for item in told(data, "plans", "show", "3")["items"])
    assert {"value", "added", "dropped"} <= {change for link in links for change in link["changes"]}


def test_editions_are_compared_in_their_order_whichever_is_named_first(data: Path) -> None:
    assert told(data, "plans", "diff", "1", "3") == told(data, "plans", "diff", "3", "1")
    assert ran(data, "plans", "diff", "1", "3", "--lang", "zh").startswith("第 2 版对比第 1 版\n变化\t")


def test_what_people_read_is_worded_and_named(data: Path) -> None:
    listed = ran(data, "plans", "list", "--lang", "zh")
    assert "征求意见稿" in listed
    assert "draft" not in listed
    shown = ran(data, "plans", "show", "3", "--lang", "zh").splitlines()[1]
    assert shown.split("\t")[2] == "待核"
    title, first = ran(data, "plans", "align", "2", "--lang", "zh").splitlines()[:2]
    assert title.split("\t") == ["上级条目", "规划", "下级条目", "类型", "可信度"]
    assert any(each in first for each in ("落实", "重申", "分担"))
    assert not any(part[:1] in "tks" and part[1:].isalnum() and part.isascii() for part in first.split("\t"))
    assert "draft" in ran(data, "plans", "list", "--lang", "en")


def test_an_upper_plan_is_laid_beside_those_below(data: Path) -> None:
    aligned = told(data, "plans", "align", "2")
    assert {lower["edition"] for lower in aligned["lowers"]} == {3, 4}
    assert any(link["is_automatic"] for link in aligned["links"])
    assert aligned["unmet"]
    assert told(data, "plans", "align", "2", "3", "--live")["links"] == []


def test_an_edition_that_is_not_there_is_told_as_such(data: Path) -> None:
    for words in (("show", "99"), ("export", "99"), ("diff", "99"), ("align", "99")):
        ran(data, "plans", *words, status=2)


def test_somebody_unknown_may_do_nothing(data: Path) -> None:
    ran(data, "plans", "list", "--as", "nobody", status=2)


def test_a_reporter_lists_drafts_and_does_not_add(data: Path) -> None:
    ran(data, "user", "create", "looker", "--role", "reporter")
    ran(data, "user", "create", "reader", "--role", "reader")
    assert len(told(data, "plans", "list", "--as", "looker")) == 3
    assert told(data, "plans", "list", "--as", "reader") == []  # drafts, all of them
    ran(data, "plans", "add", SAMPLES / "09-district-plan.txt", "--as", "looker", status=3)

"""Workbooks and Parquet tables over a run."""

from __future__ import annotations

import re
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import openpyxl
import pyarrow.parquet as pq
import pytest
from tests.builders.plans import TEXT, golden, small_plan, source, target

from xiandao.core.findings import finding
from xiandao.core.plan import Balance, Claim
from xiandao.writers import plans_parquet, plans_xlsx
from xiandao.writers.labels import checks, numbers_sentence
from xiandao.writers.plan_json import KINDS, plan_dict
from xiandao.writers.report_html import html_from_plan
from xiandao.writers.run import Entry, Format

LIVE = '=HYPERLINK("http://x","y")'
HOSTILE = (LIVE, "+1+1", "-2+3", "@SUM(A1)", "{=1}", "http://example.org", "\t=1", "1E5")


def entry(stem: str = "样例", **fields: object) -> Entry:
    plan = replace(small_plan((finding("article-not-found"),)), **fields)  # type: ignore[arg-type]  # the test knows its fields
    return Entry(file=f"{stem}.txt", stem=stem, plan=plan, source=source())


def written(form: Format[Any], folder: Path, *entries: Entry) -> Path:
    with form.write(folder, "zh") as sink:
        for each in entries:
            sink.add(each.stem, form.render(each, "zh"))
    return folder


def sheets(folder: Path) -> dict[str, list[tuple[Any, ...]]]:
    book = openpyxl.load_workbook(folder / "plans.xlsx")
    return {sheet.title: list(sheet.iter_rows(values_only=True)) for sheet in book}


def column(rows: list[tuple[Any, ...]], head: str) -> list[Any]:
    return [row[rows[0].index(head)] for row in rows[1:]]


def test_a_cell_that_looks_like_a_formula_is_text(tmp_path: Path) -> None:
    targets = tuple(target(key=f"t000000000{i}", subject=text) for i, text in enumerate(HOSTILE))
    written(plans_xlsx.FORMAT, tmp_path, entry(targets=targets))
    book = openpyxl.load_workbook(tmp_path / "plans.xlsx")
    assert {cell.data_type for row in book["目标台账"].iter_rows() for cell in row} <= {"s", "n", "inlineStr"}
    assert column(sheets(tmp_path)["目标台账"], "目标内容") == list(HOSTILE)
    with zipfile.ZipFile(tmp_path / "plans.xlsx") as parts:
        assert not any(b"<f>" in parts.read(name) or b"hyperlink" in parts.read(name) for name in parts.namelist())


def test_the_workbook_has_the_sheets_an_office_asks_for(tmp_path: Path) -> None:
    found = sheets(written(plans_xlsx.FORMAT, tmp_path, entry()))
    assert list(found) == ["目标台账", "任务分工表", "赛道", "布局", "待核对"]
    head = found["目标台账"][0]
    for name in (
        "序号",
        "文件",
        "目标内容",
        "指标值",
        "单位",
        "时限",
        "口径",
        "适用范围",
        "依据原文",
        "规则",
        "识别可信度",
        "页",
    ):
        assert name in head


def test_every_sheet_says_of_which_document_place_and_level_a_row_is(tmp_path: Path) -> None:
    found = sheets(written(plans_xlsx.FORMAT, tmp_path, entry()))
    for name, rows in found.items():
        told = [column(rows, head)[0] for head in ("文件标题", "地区", "层级")]
        assert told == ["样例市未来产业行动计划（2024—2026年）", "样例市", "市级"], name


def test_a_stretch_target_names_the_row_above_which_it_reaches(tmp_path: Path) -> None:
    low, high = target(), target(key="t0000000002", value=60.0, stretch_of="t0000000001")
    down = target(key="t0000000003", direction="down", stretch_of="t0000000002")
    lost = target(key="t0000000004", stretch_of="t9999999999")
    rows = sheets(
        written(plans_xlsx.FORMAT, tmp_path, entry("a", targets=(low,)), entry("b", targets=(low, high, down, lost)))
    )["目标台账"]
    assert column(rows, "力争目标") == [None, None, "力争（高于第2条）", "力争（低于第3条）", "力争"]


def test_a_decimal_is_one_number_to_check(tmp_path: Path) -> None:
    text = "样例市总投资8.21亿元，拨付1，234万元，另3，5处。"
    runs = tuple(Claim(start=m.start(), end=m.end(), items=(), reason=None) for m in re.finditer(r"\d+", text))
    plan = replace(small_plan(), targets=(), tasks=(), sectors=(), placements=(), bundles=())
    plan = replace(plan, balance=Balance(claims=runs, open=runs))
    document = Entry(file="a.txt", stem="a", plan=plan, source=source(text))
    rows = sheets(written(plans_xlsx.FORMAT, tmp_path, document))["待核对"]
    shown = [words.split("【")[1].split("】")[0] for words in column(rows, "依据原文")]
    assert shown == ["8.21", "1，234", "3", "5"]
    assert checks(plan, text) == 4
    assert numbers_sentence(plan, text, "zh") == "全文 4 个数字：未归属 4。"
    assert html_from_plan(plan, source(text)).decode().count('class="flag"') == 4


def test_ordinals_run_over_all_documents(tmp_path: Path) -> None:
    found = sheets(written(plans_xlsx.FORMAT, tmp_path, entry("a"), entry("b")))
    assert [row[:2] for row in found["目标台账"][1:]] == [(1, "a.txt"), (2, "a.txt"), (3, "b.txt"), (4, "b.txt")]


def test_open_numbers_findings_and_doubtful_items_are_to_be_checked(tmp_path: Path) -> None:
    doubtful = target(words=target().words._replace(confidence=0.3))
    rows = sheets(written(plans_xlsx.FORMAT, tmp_path, entry(targets=(doubtful,))))["待核对"]
    assert column(rows, "类型") == ["未归属数字", "文本疑点", "识别可信度低"]
    assert "【12】" in rows[1][rows[0].index("依据原文")]


def test_an_open_number_that_is_a_finding_too_is_to_be_checked_once(tmp_path: Path) -> None:
    at = TEXT.index("12")
    twice = (finding("number-open", at, at + 2, printed="12"),)
    rows = sheets(written(plans_xlsx.FORMAT, tmp_path, entry(findings=twice)))["待核对"]
    assert column(rows, "类型") == ["未归属数字"]
    assert checks(entry(findings=twice).plan, TEXT) == 1


def test_the_head_row_stays_filters_and_is_repeated_in_print(tmp_path: Path) -> None:
    written(plans_xlsx.FORMAT, tmp_path, entry())
    sheet = openpyxl.load_workbook(tmp_path / "plans.xlsx")["目标台账"]
    assert sheet.freeze_panes == "C2"
    assert sheet.auto_filter.ref
    assert sheet.print_title_rows == "$1:$1"
    assert (sheet.page_setup.orientation, str(sheet.page_setup.paperSize)) == ("landscape", "9")


def test_rows_of_a_sample_say_that_they_are_invented(tmp_path: Path) -> None:
    rows = sheets(written(plans_xlsx.FORMAT, tmp_path, entry()))["目标台账"]
    assert [row[-1] for row in rows] == ["数据性质", "样例数据", "样例数据"]


def test_a_run_without_documents_gives_empty_sheets_and_tables(tmp_path: Path) -> None:
    found = sheets(written(plans_xlsx.FORMAT, tmp_path))
    assert all(len(rows) == 1 for rows in found.values())
    written(plans_parquet.FORMAT, tmp_path)
    assert pq.read_table(tmp_path / "targets.parquet").num_rows == 0


def test_the_same_run_gives_the_same_bytes(tmp_path: Path) -> None:
    for form in (plans_xlsx.FORMAT, plans_parquet.FORMAT):
        first, second = (written(form, tmp_path / name, entry("a"), entry("b")) for name in ("one", "two"))
        for path in first.iterdir():
            assert path.read_bytes() == (second / path.name).read_bytes(), path.name


def test_parquet_holds_every_item_with_its_own_type(tmp_path: Path) -> None:
    document, plan = golden("03-city-plan-issued")
    written(plans_parquet.FORMAT, tmp_path, Entry(file="03.txt", stem="03", plan=plan, source=document))
    flat = plan_dict(plan)
    for kind in KINDS:
        rows = pq.read_table(tmp_path / f"{kind}.parquet").to_pylist()
        kept = [{key: value for key, value in row.items() if key not in ("file", "page")} for row in rows]
        assert kept == flat[kind], kind
    assert pq.read_table(tmp_path / "documents.parquet").to_pylist()[0]["title"] == plan.document.title
    assert pq.read_table(tmp_path / "numbers.parquet").num_rows == len(plan.balance.claims)


def test_an_interrupted_run_leaves_no_half_written_table(tmp_path: Path) -> None:
    for form in (plans_xlsx.FORMAT, plans_parquet.FORMAT):
        with pytest.raises(KeyboardInterrupt):
            interrupted(form, tmp_path)
    assert list(tmp_path.iterdir()) == []


def interrupted(form: Format[Any], folder: Path) -> None:
    with form.write(folder, "zh") as sink:
        sink.add("a", form.render(entry("a"), "zh"))
        raise KeyboardInterrupt

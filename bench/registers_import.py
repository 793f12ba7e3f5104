"""A colleague's workbook of 100,000 rows and 30 columns on its way into a register, beside django-import-export.

``./do bench registers_import [--rows N]`` makes workbooks of an eighth, a quarter, a half and the whole of the rows
(``bench/linking/registers.py``: titles, merged heads, units, sums between the rows, five kinds of dates), sends each
through the jobs of the worker into a new workspace on SQLite, and prints seconds and memory (PSS, with child processes).
The bars at 100,000 rows: preview 30 s, import 60 s, 1 GiB; the cost of a row must not grow with their number.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from collections.abc import Sequence
from pathlib import Path

from openpyxl import Workbook

from importing.watching import Watched, watched
from linking.registers import Messy, messy, write_xlsx

PROJECT = Path(__file__).parents[1]
COLUMNS, SEED = 30, 20_260_101
PREVIEW, IMPORT, MEMORY = 30.0, 60.0, 1024.0
"""Seconds, seconds, MiB."""


def main() -> int:
    """1 where a bar was not reached or a row was lost."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--no-peer", action="store_true")
    parser.add_argument("--whole", action="store_true", help="the whole of the rows alone")
    options = parser.parse_args()
    sizes = [options.rows] if options.whole else [options.rows // each for each in (8, 4, 2, 1)]
    with tempfile.TemporaryDirectory(prefix="xiandao-import-") as folder:
        print(
            "| rows | file, MiB | read, s | check, s | preview, s | import, s | preview of the same again, s | ms a row | peak, MiB |"
        )
        print("|---:|---:|---:|---:|---:|---:|---:|---:|---:|", flush=True)
        rounds = [_round(Path(folder), rows, is_last=rows == sizes[-1]) for rows in sizes]
        if not options.no_peer:
            _beside(Path(folder), rounds[-1])
    return _judged(sizes, rounds)


def _round(folder: Path, rows: int, *, is_last: bool) -> Watched:
    """One size in a workspace of its own."""
    path = folder / f"register{rows}.xlsx"
    book = messy(rows, COLUMNS, SEED)
    write_xlsx(book, path)
    places = sorted({str(each.values["place"]) for each in book.truth if each.values["place"]})
    path.with_suffix(".json").write_text(json.dumps(places, ensure_ascii=False), "utf-8")
    if is_last:
        _plain(book, folder / "plain.xlsx")
    size = path.stat().st_size / (1 << 20)
    data = folder / f"data{rows}"
    data.mkdir()
    del book
    seen = watched(PROJECT / "bench" / "importing" / "ours.py", [str(path)], {"XIANDAO_DATA": str(data)})
    told = seen.told
    print(
        f"| {rows:,} | {size:.1f} | {told['read']:.1f} | {told['check']:.1f} | {told['read'] + told['check']:.1f} "
        f"| {told['enter']:.1f} | {told['again']:.1f} | {told['processor'] / rows * 1e3:.2f} | {seen.peak:.0f} |",
        flush=True,
    )
    return seen


def _plain(book: Messy, path: Path) -> None:
    """The rows as they are meant, one line of heads above them: what the peer can read.

    The names stand last, for it takes rows of one length only, and a cell that is empty at the end is not in the file.
    """
    file = Workbook(write_only=True)
    sheet = file.create_sheet("rows")
    keys = [column.key for column in (*book.columns[2:], *book.columns[:2])]
    sheet.append(keys)
    for each in book.truth:
        sheet.append([each.values[key] for key in keys])
    file.save(path)


def _beside(folder: Path, ours: Watched) -> None:
    columns = [f"{column.key}:{column.sort}" for column in messy(1, COLUMNS, SEED).columns]
    print("\n| the same rows | preview, s | import, s | peak, MiB |\n|---|---:|---:|---:|")
    told = ours.told
    print(
        f"| Xiandao, the workbook as it came | {told['read'] + told['check']:.1f} | {told['enter']:.1f} | {ours.peak:.0f} |",
        flush=True,
    )
    for way, name in (("bulk", "in bulk, without differences"), ("admin", "as it is by default")):
        own = folder / way
        own.mkdir()
        arguments = [str(folder / "plain.xlsx"), str(own), way, *columns]
        seen = watched(PROJECT / "bench" / "importing" / "peer.py", arguments, {})
        told = seen.told
        preview = told["read"] + told["check"]
        print(
            f"| django-import-export {name}, a clean table | {preview:.1f} | {told['enter']:.1f} | {seen.peak:.0f} |",
            flush=True,
        )


def _judged(sizes: Sequence[int], rounds: Sequence[Watched]) -> int:
    last = rounds[-1]
    lost = [rows for rows, seen in zip(sizes, rounds, strict=True) if seen.told["counts"]["added"] != rows]
    preview, entered = last.told["read"] + last.told["check"], last.told["enter"]
    print(
        f"\n{last.told['columns']} columns of {COLUMNS} are taken; outcome {last.told['counts']}, again {last.told['counts again']}"
    )
    print(f"rows lost at: {lost or 'none'}; bars: preview {PREVIEW:.0f} s, import {IMPORT:.0f} s, {MEMORY:.0f} MiB")
    return int(bool(lost) or preview > PREVIEW or entered > IMPORT or last.peak > MEMORY)


if __name__ == "__main__":
    raise SystemExit(main())

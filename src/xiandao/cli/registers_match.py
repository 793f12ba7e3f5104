"""``xiandao registers match``: for each organisation of one list the likeliest of another, with verdict and reasons."""

from __future__ import annotations

import argparse
import csv
import io
import re
import sys
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple, TextIO

from xiandao.core.errors import Refusal
from xiandao.core.findings import Finding, finding
from xiandao.core.messages import Language, message, system_reason, wording

MOST = 100
PARTED = re.compile("[、；;，|\n]")
HEADER = ("id", "rank", "match", "score", "reasons")
FORMULA = ("=", "+", "-", "@", "\t", "\r")


class Row(NamedTuple):
    """A row of a list: *code* is sound, or empty."""

    id: str
    name: str
    former: tuple[str, ...]
    code: str


def add_arguments(parser: argparse.ArgumentParser, language: Language) -> None:
    """Two lists, how many answers, and where they go."""
    parser.add_argument("asked", metavar="A.csv", type=Path, help=wording("cli-registers-match-a", language))
    parser.add_argument(
        "--against", metavar="B.csv", type=Path, required=True, help=wording("cli-registers-match-against", language)
    )
    parser.add_argument("--top", metavar="N", type=int, default=1, help=wording("cli-registers-match-top", language))
    parser.add_argument("--out", metavar="C.csv", type=Path, help=wording("cli-registers-match-out", language))


def run(options: argparse.Namespace) -> int:
    """Writes the answers; 2 when rows had to be left out, each told with its line."""
    if not 1 <= options.top <= MOST:
        raise Refusal("match-top", most=MOST)
    asked, faults = read_rows(options.asked)
    listed, more = read_rows(options.against)
    for fault in (*faults, *more):
        print(message(fault, options.lang), file=sys.stderr)
    with _out(options.out) as out:
        csv.writer(out, lineterminator="\n").writerows([HEADER, *_answers(asked, listed, options)])
    return 2 if any(fault.code != "match-code-invalid" for fault in (*faults, *more)) else 0


def read_rows(path: Path) -> tuple[list[Row], list[Finding]]:
    """The rows of a list, and what is wrong with the lines that are left out or lose their code."""
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Refusal("match-not-utf8", file=path.name) from None
    except OSError as error:
        raise Refusal("match-unreadable", file=path.name, reason=system_reason(error) or error.strerror) from None
    rows: list[Row] = []
    faults: list[Finding] = []
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        header = [cell.strip().lower() for cell in next(reader, [])]
        if not {"id", "name"} <= set(header):
            raise Refusal("match-no-columns", file=path.name)
        for cells in reader:
            if any(cell.strip() for cell in cells):
                _take(cells, header, (path.name, reader.line_num), rows, faults)
    except csv.Error:
        raise Refusal("match-line", file=path.name, line=reader.line_num) from None
    return rows, faults


def _take(cells: list[str], header: list[str], where: tuple[str, int], rows: list[Row], faults: list[Finding]) -> None:
    file, line = where
    if len(cells) != len(header):
        faults.append(finding("match-columns", file=file, line=line, n=len(cells), wanted=len(header)))
        return
    row = {name: cell.strip() for name, cell in zip(header, cells, strict=True)}
    if not row["name"]:
        faults.append(finding("match-name-missing", file=file, line=line))
        return
    former = tuple(each.strip() for each in PARTED.split(row.get("former_names", "")) if each.strip())
    code = unicodedata.normalize("NFKC", row.get("credit_code", "")).replace(" ", "").upper()
    if code and not _is_sound(code):
        faults.append(finding("match-code-invalid", file=file, line=line, credit=row["credit_code"]))
        code = ""
    rows.append(Row(row["id"], row["name"], former, code))


def _is_sound(code: str) -> bool:
    from xiandao.core.identifiers import check

    return check("credit-code", code).canonical is not None


def _answers(asked: list[Row], listed: list[Row], options: argparse.Namespace) -> Iterator[Sequence[str]]:
    from xiandao.registers.likeness import Entry
    from xiandao.registers.likeness_match import matches

    def entries(rows: list[Row]) -> list[Entry]:
        return [Entry(row.name, row.former, row.code) for row in rows]

    for row, found in zip(asked, matches(entries(asked), entries(listed), top=options.top), strict=True):
        if not found:
            yield (_cell(row.id), "", "", "", "")
        for rank, (at, like) in enumerate(found, 1):
            reasons = _reasons(like.verdict, like.reasons, options.lang)
            yield (_cell(row.id), str(rank), _cell(listed[at].id), f"{like.score:.4f}", reasons)


def _reasons(verdict: str, reasons: Iterable[Finding], language: Language) -> str:
    said = wording("match-and", language).join(message(each, language) for each in reasons)
    return wording("match-reasons", language, verdict=wording(f"match-verdict-{verdict}", language), reasons=said)


def _cell(text: str) -> str:
    """What a spreadsheet would run as a formula is made text."""
    return f"'{text}" if text.startswith(FORMULA) else text


@contextmanager
def _out(path: Path | None) -> Iterator[TextIO]:
    """Standard output, or a file that appears whole or not at all."""
    if path is None:
        yield sys.stdout
        return
    held = io.StringIO(newline="")
    yield held
    try:
        part = path.with_name(f".{path.name}.part")
        part.write_bytes(held.getvalue().encode("utf-8-sig"))
        part.replace(path)
    except OSError as error:
        raise Refusal("match-unreadable", file=path.name, reason=system_reason(error) or error.strerror) from None

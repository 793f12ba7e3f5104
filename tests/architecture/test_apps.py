"""Inside an app: addresses, then views, then what reads and writes, then rows; whoever renders a page writes no row."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

APPS = Path(__file__).resolve().parents[2] / "src" / "xiandao" / "apps"
WRITES = {"create", "get_or_create", "update_or_create", "bulk_create", "bulk_update", "save", "delete"}
ASKS = {"views", "api"}
"""Part of the names of modules that answer requests."""
DOES = {"services", "selectors", "urls", *ASKS}


def modules(*parts: str) -> list[Path]:
    return [file for file in sorted(APPS.rglob("*.py")) if set(file.stem.split("_")) & set(parts)]


def imported(file: Path) -> set[str]:
    """Modules that *file* imports, outside of ``TYPE_CHECKING`` too."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module:
            names.add(node.module)
            names.update(f"{node.module}.{each.name}" for each in node.names)
        elif isinstance(node, ast.Import):
            names.update(each.name for each in node.names)
    return names


@pytest.mark.parametrize("file", modules(*ASKS, "selectors"), ids=lambda file: f"{file.parent.name}.{file.stem}")
def test_who_answers_or_reads_writes_no_row(file: Path) -> None:
    calls = [node for node in ast.walk(ast.parse(file.read_text("utf-8"))) if isinstance(node, ast.Call)]
    written = [ast.unparse(node)[:80] for node in calls if getattr(node.func, "attr", "") in WRITES]
    assert [each for each in written if not each.startswith("router.")] == []


@pytest.mark.parametrize("file", modules("models", "mappers"), ids=lambda file: f"{file.parent.name}.{file.stem}")
def test_rows_know_nothing_of_what_is_done_with_them(file: Path) -> None:
    ours = [name.split(".")[3] for name in imported(file) if name.startswith("xiandao.apps.") and name.count(".") > 2]
    assert [each for each in ours if set(each.split("_")) & DOES] == []


def test_views_are_known_to_addresses_alone() -> None:
    knowing = {
        (file.relative_to(APPS).as_posix(), name)
        for file in sorted(APPS.rglob("*.py"))
        if not set(file.stem.split("_")) & {"urls", "schemas", *ASKS}
        for name in imported(file)
        if name.startswith("xiandao.apps.") and set(name.rpartition(".")[2].split("_")) & ASKS
    }
    assert knowing == set()

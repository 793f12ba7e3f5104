"""It is still the building we drew: what the import contracts cannot say."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src" / "xiandao"
MODULES = tuple(path for path in sorted(SOURCE.rglob("*.py")) if path.parent.name != "migrations")
"""All but the migrations, which Django writes."""
PURE_LIBRARIES = {"numpy", "scipy", "rapidfuzz", "ortools", "networkx", "highspy"}
DOMAINS = ("reading", "alignment", "decisions")
NAMELESS = {"utils", "util", "helpers", "helper", "common", "misc"}
LONGEST_MODULE, LONGEST_FUNCTION = 400, 60


def imports(module: Path) -> Iterator[str]:
    """The packages a module imports, anywhere in it."""
    for node in ast.walk(ast.parse(module.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name.split(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level == 0:
            yield (node.module or "").split(".")[0]


def strangers(layer: str, allowed: set[str]) -> list[str]:
    """What the modules of *layer* import from neither us, the standard library, nor the allowed."""
    known = allowed | sys.stdlib_module_names | {"xiandao"}
    return [
        f"{path.name}: {name}" for path in (SOURCE / layer).rglob("*.py") for name in imports(path) if name not in known
    ]


def test_core_imports_nothing_but_the_standard_library() -> None:
    assert strangers("core", set()) == []


def test_the_domain_imports_only_libraries_that_compute() -> None:
    assert [each for domain in DOMAINS for each in strangers(domain, PURE_LIBRARIES)] == []


def test_nothing_in_the_product_imports_a_tool_of_the_developers() -> None:
    tools = {"pytest", "hypothesis", "jieba", "jionlp", "reportlab", "playwright"}
    assert [f"{path.name}: {name}" for path in MODULES for name in imports(path) if name in tools] == []


def test_loading_the_domain_opens_no_door() -> None:
    doors = (
        "socket",
        "ssl",
        "http.client",
        "urllib.request",
        "sqlite3",
        "lxml",
        "pypdfium2",
        "pyarrow",
        "django",
        "duckdb",
    )
    look = f"import sys, xiandao.reading, xiandao.core.messages; print([d for d in {doors!r} if d in sys.modules])"
    loaded = subprocess.run([sys.executable, "-c", look], capture_output=True, text=True, check=True, cwd=ROOT)
    assert loaded.stdout.strip() == "[]"


def test_no_module_is_named_after_nothing() -> None:
    assert [str(path) for path in MODULES if path.stem in NAMELESS or path.parent.name in NAMELESS] == []


@pytest.mark.parametrize("module", MODULES, ids=lambda path: path.relative_to(SOURCE).as_posix())
def test_modules_and_functions_fit_on_a_screen(module: Path) -> None:
    text = module.read_text("utf-8")
    functions = (node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.FunctionDef))
    lengths = ((node.name, (node.end_lineno or node.lineno) - node.lineno + 1) for node in functions)
    long = [(name, lines) for name, lines in lengths if lines > LONGEST_FUNCTION]
    assert long == []
    assert text.count("\n") <= LONGEST_MODULE


@pytest.mark.parametrize("module", MODULES, ids=lambda path: path.relative_to(SOURCE).as_posix())
def test_every_module_says_in_a_sentence_what_it_is(module: Path) -> None:
    sentence = (ast.get_docstring(ast.parse(module.read_text("utf-8"))) or "").split("\n\n")[0]
    assert sentence


def test_every_wording_exists_in_both_languages_with_the_same_names() -> None:
    catalogue = tomllib.loads((SOURCE / "core" / "messages.toml").read_text("utf-8"))
    for section, wordings in catalogue.items():
        for code, wording in wordings.items():
            for zh, en in (("zh", "en"), ("hint_zh", "hint_en")):
                assert (zh in wording) == (en in wording), f"{section}.{code}"
                named = [set(re.findall(r"{(\w+)[^}]*}", wording.get(key, ""))) for key in (zh, en)]
                assert named[0] == named[1], f"{section}.{code}"

"""The generated reference is up to date, covers every rule that items carry, and no page points nowhere."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from urllib.parse import unquote

import pytest

from xiandao.readers import read_source
from xiandao.reading import read_plan
from xiandao.writers.labels import items

ROOT = Path(__file__).resolve().parents[2]
PAGES = (*sorted(ROOT.glob("*.md")), *sorted((ROOT / "docs").rglob("*.md")))
KERNEL = ROOT / "src" / "xiandao" / "reading"
SAMPLES = tuple(sorted((ROOT / "samples").glob("[0-9]*.txt")))
RULE = re.compile(r'"((?:target|fact|aside|task|sector|technology|placement|bundle|cite|document)\.[a-z-]+)"')
HEADING = re.compile(r"^### `(.+)`$", re.MULTILINE)
LINK = re.compile(r"\]\((?!https?:|#)([^)#\s]+)(?:#[^)\s]*)?\)|<img[^>]* src=\"([^\"]+)\"")


def headings(page: str) -> set[str]:
    """What a generated page has a part of its own for."""
    return set(HEADING.findall((ROOT / "docs" / "reference" / page).read_text("utf-8")))


def rules_in(document: Path) -> set[str]:
    """Every rule that the document's plan names: at its items, and for what it derived of the document."""
    plan = read_plan(read_source(document))
    return {item.words.rule for _, item in items(plan)} | {rule for _, rule in plan.document.rules}


def test_the_reference_says_what_the_program_says() -> None:
    ran = subprocess.run(
        [sys.executable, "tools/reference.py", "--check"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert (ran.stdout.split(), ran.stderr) == ([], ""), "run ./do docs"


def test_the_same_program_writes_the_same_reference(tmp_path: Path) -> None:
    for name in ("a", "b"):
        subprocess.run([sys.executable, "tools/reference.py", "--out", str(tmp_path / name)], cwd=ROOT, check=True)
    written = [{page.name: page.read_bytes() for page in (tmp_path / name).iterdir()} for name in ("a", "b")]
    assert written[0] == written[1]
    assert len(written[0]) == 4


def test_every_rule_that_an_item_carries_has_its_page() -> None:
    carried = set().union(*map(rules_in, SAMPLES))
    assert sorted(carried - headings("rules.md")) == []


def test_every_rule_that_the_kernel_names_has_its_page() -> None:
    named = {rule for module in KERNEL.rglob("*.py") for rule in RULE.findall(module.read_text("utf-8"))}
    assert sorted(named - headings("rules.md")) == []


@pytest.mark.parametrize("page", PAGES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_no_link_of_a_page_leads_nowhere(page: Path) -> None:
    targets = (unquote(link or image) for link, image in LINK.findall(page.read_text("utf-8")))
    assert [target for target in targets if not (page.parent / target).exists()] == []

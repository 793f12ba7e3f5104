"""Whole documents against their annotations, by the scorer that measures from outside."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from xiandao.cli import main

HERE = Path(__file__).parent
SAMPLES = HERE.parents[1] / "samples"

SEEN = {
    "targets": 0.98, "targets.exact": 0.93, "tasks": 0.98, "units": 0.98, "sectors": 0.92, "placements": 0.95, "cites": 0.90,
    "bundles": 0.90, "document": 0.96, "facts": 0.95, "tasks.number": 0.95, "technologies": 0.85, "provenance": 1.0,
}  # fmt: skip
OWN = {
    "targets": 0.97, "targets.exact": 0.93, "tasks": 0.98, "units": 0.98, "sectors": 0.92, "placements": 0.88, "cites": 0.90,
    "bundles": 0.90, "document": 0.96, "facts": 0.90, "tasks.number": 0.95, "technologies": 0.85, "provenance": 1.0,
}  # fmt: skip


def falls_short(shared: Path, plans: Path, gold: Path, texts: Path, least: dict[str, float]) -> str:
    """What the scorer says when a figure is below its bar, empty when none is."""
    bars = [part for name, figure in least.items() for part in ("--min", f"{name}={figure}")]
    scorer = [sys.executable, str(shared / "reading" / "score.py")]
    folders = ["--plans", str(plans), "--gold", str(gold), "--texts", str(texts)]
    run = subprocess.run([*scorer, *folders, "--misses", *bars], capture_output=True, text=True, check=False)
    return "" if run.returncode == 0 else run.stdout + run.stderr


@pytest.mark.shared
def test_the_annotated_plans_are_read_as_their_readers_read_them(shared: Path, tmp_path: Path) -> None:
    texts = shared / "reading" / "texts"
    assert main(["read", str(texts), "--format", "json", "--out", str(tmp_path)]) == 0
    assert falls_short(shared, tmp_path, shared / "reading" / "gold", texts, SEEN) == ""


@pytest.mark.shared
def test_the_samples_are_read_as_annotated(
    shared: Path, tmp_path: Path, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    plans, gold, texts = (tmp_path / name for name in ("plans", "gold", "texts"))
    assert main(["read", str(SAMPLES), "--format", "json", "--out", str(plans)]) == 0
    gold.mkdir()
    texts.mkdir()
    for path in sorted(SAMPLES.iterdir()):
        if (annotated := HERE / f"{path.stem}.json").exists():
            shutil.copy(annotated, gold)
            capsysbinary.readouterr()
            assert main(["text", str(path)]) == 0
            texts.joinpath(f"{path.stem}.txt").write_bytes(capsysbinary.readouterr().out)
    assert falls_short(shared, plans, gold, texts, OWN) == ""

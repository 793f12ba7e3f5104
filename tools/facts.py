"""Takes the facts of public plans out of their texts: every item with its place, and none of the sentences.

python tools/facts.py TEXT … --out samples/facts
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any

from xiandao.readers import read_source
from xiandao.reading import read_plan
from xiandao.writers.plan_json import json_bytes, plan_dict

FORMAT = "xiandao-facts/1"
LISTS = ("targets", "facts", "tasks", "sectors", "technologies", "placements", "bundles", "cites")
SAID = ("quote", "units_raw", "message")
"""What holds words of the document beyond a name; it comes back when somebody brings the document."""


def main(arguments: list[str]) -> int:
    """One file of facts for each text."""
    parser = argparse.ArgumentParser()
    parser.add_argument("texts", nargs="+", type=Path)
    parser.add_argument("--out", type=Path, default=Path("samples/facts"))
    options = parser.parse_args(arguments)
    options.out.mkdir(parents=True, exist_ok=True)
    for path in options.texts:
        (options.out / f"{path.stem}.json").write_bytes(json_bytes(facts_of(path)))
    return 0


def facts_of(path: Path) -> dict[str, Any]:
    """The plan in the plan format, without its words."""
    flat = plan_dict(read_plan(read_source(path)))
    lists = {name: [{key: _kept(key, value) for key, value in item.items()} for item in flat[name]] for name in LISTS}
    kept = {key: flat[key] for key in ("kernel", "text_sha256", "document")}
    balance = {"numbers": flat["balance"]["numbers"], "open": [], "claims": []}
    return {"format": FORMAT, **kept, **lists, "balance": balance, "findings": []}


def _kept(key: str, value: object) -> object:
    if key == "items":  # what a bundle's slots say are words of the document
        return []
    if key not in SAID:
        return value
    return "" if key == "quote" else None


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

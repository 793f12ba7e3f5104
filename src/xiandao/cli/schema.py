"""``xiandao schema``: the JSON Schema of a format that this program writes, or of a pack that people write for it."""

from __future__ import annotations

import argparse
import json
import sys
from importlib.resources import files

from xiandao.core.errors import Refusal
from xiandao.core.messages import Language, wording

NAMES = ("plan", "findings")
PACKS = ("calendar", "kinds", "place-history", "places", "policies", "taxonomy", "units")


def add_arguments(parser: argparse.ArgumentParser, language: Language) -> None:
    """Which format."""
    parser.add_argument(
        "name", metavar="NAME", help=wording("cli-schema-name", language, names=", ".join((*NAMES, *PACKS)))
    )


def run(options: argparse.Namespace) -> int:
    """Prints the schema."""
    sys.stdout.flush()
    sys.stdout.buffer.write(_schema(options.name))
    return 0


def _schema(name: str) -> bytes:
    if name in NAMES:
        return files("xiandao.writers").joinpath(f"{name}.schema.json").read_bytes()
    if name not in PACKS:
        raise Refusal("schema-unknown", schema=name, names=", ".join((*NAMES, *PACKS)))
    # Loaded only here: the other verbs need none of it.
    from xiandao.readers.packs_kinds import KINDS
    from xiandao.readers.packs_schema import json_schema

    return (json.dumps(json_schema(KINDS[name]), ensure_ascii=False, indent=2) + "\n").encode()

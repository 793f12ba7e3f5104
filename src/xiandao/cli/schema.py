"""``xiandao schema``: the JSON Schema of a format that this program writes."""

from __future__ import annotations

import argparse
import sys
from importlib.resources import files

from xiandao.core.errors import Refusal
from xiandao.core.messages import Language, wording

NAMES = ("plan", "findings")


def add_arguments(parser: argparse.ArgumentParser, language: Language) -> None:
    """Which format."""
    parser.add_argument("name", metavar="NAME", help=wording("cli-schema-name", language, names=", ".join(NAMES)))


def run(options: argparse.Namespace) -> int:
    """Prints the schema."""
    if options.name not in NAMES:
        raise Refusal("schema-unknown", schema=options.name, names=", ".join(NAMES))
    schema = files("xiandao.writers").joinpath(f"{options.name}.schema.json").read_bytes()
    sys.stdout.flush()
    sys.stdout.buffer.write(schema)
    return 0

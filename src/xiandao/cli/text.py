"""``xiandao text``: the text of a document, exactly as its plan quotes it."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from xiandao.core.messages import Language, wording


def add_arguments(parser: argparse.ArgumentParser, language: Language) -> None:
    """One file."""
    parser.add_argument("file", type=Path, metavar="FILE", help=wording("cli-file", language))


def run(options: argparse.Namespace) -> int:
    """Prints the text and nothing else, line ends included."""
    from xiandao.readers import read_source

    text = read_source(options.file).text
    sys.stdout.flush()
    sys.stdout.buffer.write(text.encode("utf-8", "surrogatepass"))
    return 0

"""The parser of the command line: every verb, its arguments, its help in the language asked for."""

from __future__ import annotations

import argparse
import os
from collections.abc import Sequence
from importlib import import_module
from itertools import pairwise
from typing import NoReturn, cast

from xiandao import __version__
from xiandao.core.errors import Refusal
from xiandao.core.messages import Language, wording

VERBS = ("start", "read", "text", "explain", "lint", "schema", "doctor")
"""Each is a module here with ``run(options) -> int`` and, where it takes any, ``add_arguments(parser, language)``."""


class Parser(argparse.ArgumentParser):
    """A parser that refuses in our words and leaves with our status."""

    def error(self, message: str) -> NoReturn:
        """Usage errors are refusals like any other."""
        raise Refusal("usage", problem=message, program=self.prog)


def language_of(arguments: Sequence[str]) -> Language:
    """The language asked for, known before the parser is built."""
    flat = " ".join(arguments).replace("--lang=", "--lang ").split()
    asked = [after for word, after in pairwise(flat) if word == "--lang"] or [os.environ.get("XIANDAO_LANG", "zh")]
    return "en" if asked[-1].startswith("en") else "zh"


def parser(language: Language) -> argparse.ArgumentParser:
    """The parser of ``xiandao``."""
    top = Parser(prog="xiandao", description=wording("cli-about", language), add_help=False)
    _add_common(top, language)
    top.add_argument("--version", action="version", version=f"xiandao {__version__}")
    verbs = top.add_subparsers(title=wording("cli-verbs", language), metavar="VERB", required=True)
    for name in VERBS:
        verb = import_module(f"xiandao.cli.{name}")
        about = wording(f"cli-{name}", language)
        of_verb = verbs.add_parser(name, help=about, description=about, add_help=False)
        _add_common(of_verb, language)
        if hasattr(verb, "add_arguments"):
            verb.add_arguments(of_verb, language)
        of_verb.set_defaults(run=verb.run)
    return cast(argparse.ArgumentParser, top)


def _add_common(to: argparse.ArgumentParser, language: Language) -> None:
    to.add_argument("-h", "--help", action="help", help=wording("cli-help", language))
    to.add_argument("--lang", choices=("zh", "en"), default=language, help=wording("cli-lang", language))

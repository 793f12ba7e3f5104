"""``xiandao registers``: the lists of a workspace from the command line, one act a module."""

from __future__ import annotations

import argparse
from importlib import import_module

from xiandao.core.messages import Language, wording

ACTS = {
    "check-code": "registers_codes",
    "match": "registers_match",
    "import": "registers_import",
    "list": "registers_list",
}
"""Name of the act → module here with ``add_arguments(parser, language)`` and ``run(options) -> int``."""


def add_arguments(parser: argparse.ArgumentParser, language: Language) -> None:
    """One act each, with what its module wants; ``cli-registers-NAME`` says what it does."""
    acts = parser.add_subparsers(title=wording("cli-verbs", language), metavar="ACT", required=True)
    for name, module_name in ACTS.items():
        module = import_module(f"xiandao.cli.{module_name}")
        about = wording(f"cli-registers-{name}", language)
        act = acts.add_parser(name, help=about, description=about, language=language)
        act.add_argument("-h", "--help", action="help", help=wording("cli-help", language))
        act.add_argument("--lang", choices=("zh", "en"), default=language, help=wording("cli-lang", language))
        module.add_arguments(act, language)
        act.set_defaults(act=module.run)


def run(options: argparse.Namespace) -> int:
    """Does the act that was named."""
    status: int = options.act(options)
    return status

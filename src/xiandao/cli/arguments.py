"""The parser of the command line: every verb, its arguments, its help in the language asked for."""

from __future__ import annotations

import argparse
import os
import re
from collections.abc import Iterable, Sequence
from functools import partial
from importlib import import_module
from itertools import takewhile
from typing import NoReturn

from xiandao import __version__
from xiandao.core.errors import Refusal
from xiandao.core.messages import Language, wording

VERBS = (
    "start",
    "report",
    "read",
    "text",
    "explain",
    "lint",
    "schema",
    "doctor",
    "serve",
    "work",
    "user",
    "plans",
    "backup",
    "restore",
    "audit",
    "notices",
    "package",
    "registers",
    "targets",
)
"""Each is a module here with ``run(options) -> int`` and, where it takes any, ``add_arguments(parser, language)``."""


TITLES = {"positional arguments": "cli-positionals", "options": "cli-options"}
"""What argparse calls its groups, and our wordings for them."""

PROBLEMS = tuple(
    (code, re.compile(pattern, re.DOTALL))
    for code, pattern in (
        ("usage-missing", r"the following arguments are required: (?P<names>.+)"),
        ("usage-unknown", r"unrecognized arguments: (?P<names>.+)"),
        ("usage-argument", r"argument (?P<name>.+?): (?P<problem>.+)"),
        ("usage-choice", r"invalid choice: '(?P<value>.*)' \(choose from (?P<names>.+)\)"),
        ("usage-value", r"invalid \w+ value: '(?P<value>.*)'"),
        ("usage-least", r"'(?P<value>.*)' < 1"),
        ("usage-no-value", r"expected (?:one|at least one|\d+) arguments?"),
        ("usage-needless-value", r"ignored explicit argument '(?P<value>.*)'"),
    )
)
"""What argparse says of a wrong use, and our wordings for it."""


class _Formatter(argparse.HelpFormatter):
    """Help whose own words are ours."""

    def __init__(self, prog: str, *, language: Language) -> None:
        super().__init__(prog)
        self.language = language

    def add_usage(
        self,
        usage: str | None,
        actions: Iterable[argparse.Action],
        groups: Iterable[argparse._MutuallyExclusiveGroup],
        prefix: str | None = None,
    ) -> None:
        """With our prefix where none is given."""
        prefix = wording("cli-usage", self.language) if prefix is None else prefix
        super().add_usage(usage, actions, groups, prefix)

    def start_section(self, heading: str | None) -> None:
        """Groups that argparse makes are called as we call them."""
        ours = TITLES.get(heading or "")
        super().start_section(wording(ours, self.language) if ours else heading)


class Parser(argparse.ArgumentParser):
    """A parser that speaks in our words, refuses as we do and leaves with our status."""

    def __init__(self, *, prog: str, description: str, language: Language) -> None:
        formatter = partial(_Formatter, language=language)
        super().__init__(
            prog=prog, description=description, add_help=False, formatter_class=formatter, allow_abbrev=False
        )
        self.language = language

    def error(self, message: str) -> NoReturn:
        """Usage errors are refusals like any other."""
        raise Refusal("usage", problem=problem(message, self.language), program=self.prog)


def problem(message: str, language: Language) -> str:
    """What argparse has to say, worded by us; as it stands where it is something else."""
    for code, pattern in PROBLEMS:
        if match := pattern.fullmatch(message):
            values = match.groupdict()
            if "problem" in values:
                values["problem"] = problem(values["problem"], language)
            if "names" in values:
                values["names"] = values["names"].replace("'", "")
            return wording(code, language, **values)
    return message


def language_of(arguments: Sequence[str]) -> Language:
    """The language asked for, known before the parser is built."""
    asked = os.environ.get("XIANDAO_LANG", "zh")
    words = iter(arguments)
    for word in takewhile(lambda word: word != "--", words):
        if word == "--lang":
            asked = next(words, asked)
        elif word.startswith("--lang="):
            asked = word.removeprefix("--lang=")
    return "en" if asked.startswith("en") else "zh"


def parser(language: Language) -> argparse.ArgumentParser:
    """The parser of ``xiandao``."""
    top = Parser(prog="xiandao", description=wording("cli-about", language), language=language)
    _add_common(top, language)
    version = f"xiandao {__version__}"
    top.add_argument("--version", action="version", version=version, help=wording("cli-version", language))
    verbs = top.add_subparsers(title=wording("cli-verbs", language), metavar="VERB", required=True)
    for name in VERBS:
        verb = import_module(f"xiandao.cli.{name}")
        about = wording(f"cli-{name}", language)
        of_verb = verbs.add_parser(name, help=about, description=about, language=language)
        _add_common(of_verb, language)
        if hasattr(verb, "add_arguments"):
            verb.add_arguments(of_verb, language)
        of_verb.set_defaults(run=verb.run)
    return top


def _add_common(to: argparse.ArgumentParser, language: Language) -> None:
    to.add_argument("-h", "--help", action="help", help=wording("cli-help", language))
    to.add_argument("--lang", choices=("zh", "en"), default=language, help=wording("cli-lang", language))

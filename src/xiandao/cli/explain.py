"""``xiandao explain``: one item in its words, and how each of its values is known."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from xiandao.core.errors import Refusal
from xiandao.core.messages import Language, wording

if TYPE_CHECKING:
    from xiandao.writers.explanation import Explanation

EMPHASIS = ("\x1b[1;4m", "\x1b[0m")
BRACKETS = ("【", "】")


def add_arguments(parser: argparse.ArgumentParser, language: Language) -> None:
    """A document and one of its items."""
    parser.add_argument("file", type=Path, metavar="FILE", help=wording("cli-file", language))
    parser.add_argument("--item", required=True, metavar="ID", help=wording("cli-item", language))


def run(options: argparse.Namespace) -> int:
    """Prints what there is to say about the item."""
    from xiandao.readers import read_source
    from xiandao.reading import read_plan
    from xiandao.writers.explanation import explanation
    from xiandao.writers.labels import items

    source = read_source(options.file)
    plan = read_plan(source)
    item = next((item for _, item in items(plan) if item.id == options.item), None)
    if item is None:
        raise Refusal("item-missing", name=options.file.name, item=options.item)
    told = explanation(plan, source, item, about_rule=about_rule(item.words.rule), language=options.lang)
    print("\n".join(lines(told, EMPHASIS if sys.stdout.isatty() else BRACKETS)))
    return 0


def about_rule(rule_id: str) -> tuple[str, ...]:
    """What the rule called *rule_id* says of itself; nothing where the kernel does not list it."""
    from xiandao.reading.handbook import manuals

    found = manuals().get(rule_id)
    return (found.note,) if found is not None else ()


def lines(told: Explanation, mark: tuple[str, str]) -> Iterator[str]:
    """The explanation, its names in one column and its values in another."""
    from xiandao.writers.columns import width

    before, words, behind = told.context
    yield told.head
    yield ""
    yield from (f"  {line}" for line in f"{before}{mark[0]}{words}{mark[1]}{behind}".splitlines() if line.strip())
    yield ""
    room = max(width(head) for head, _ in told.told) + 2
    for head, values in told.told:
        for i, value in enumerate(values):
            shown = head if i == 0 else ""
            yield f"  {shown}{' ' * (room - width(shown))}{value}"

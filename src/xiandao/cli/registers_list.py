"""``xiandao registers list``: a list of today or of another day, the same bytes as the page hands out."""

from __future__ import annotations

import argparse
import sys
from typing import TYPE_CHECKING

from xiandao.cli.workspace import acting, add_as, add_data, workspace_open
from xiandao.core.messages import Language, wording

if TYPE_CHECKING:
    from xiandao.apps.registers.asking import Params

FORMATS = ("csv", "jsonl", "statements")
SPLIT = "="


def add_arguments(parser: argparse.ArgumentParser, language: Language) -> None:
    """The list, its day, and in which form."""
    parser.add_argument("view", metavar="VIEW", help=wording("cli-registers-view", language))
    parser.add_argument("--kind", action="store_true", help=wording("cli-registers-of-kind", language))
    parser.add_argument("--as-of", metavar="DATE", default="", help=wording("cli-plans-as-of", language))
    parser.add_argument("--known-at", metavar="DATE", default="", help=wording("cli-plans-known-at", language))
    where = wording("cli-registers-where", language)
    parser.add_argument("--where", action="append", default=[], metavar="NAME=VALUE", help=where)
    parser.add_argument("--format", choices=FORMATS, default="csv", help=wording("cli-registers-list-format", language))
    parser.add_argument("--excel", action="store_true", help=wording("cli-registers-excel", language))
    add_data(parser, language)
    add_as(parser, language)


def run(options: argparse.Namespace) -> int:
    """The list on standard output."""
    workspace_open(options)
    from django.utils import timezone

    from xiandao.apps.registers.asking import asked_of
    from xiandao.apps.registers.list_leaving import Given, Wish, list_give
    from xiandao.apps.registers.listing import listing_of

    now, person = timezone.now(), acting(options)
    listing = listing_of(person, "kind" if options.kind else "view", options.view)
    asked = asked_of(listing, _params(options), now)
    wish = Wish(form=options.format, excel=options.excel)
    given = list_give(person, listing, asked, wish, language=options.lang, at=now)
    if isinstance(given, Given):
        sys.stdout.buffer.write(given.data)
        sys.stdout.buffer.flush()
    return 0


def _params(options: argparse.Namespace) -> Params:
    params: dict[str, list[str]] = {"as_of": [options.as_of], "known_at": [options.known_at]}
    for said in options.where:
        name, _, value = said.partition(SPLIT)
        params.setdefault(name.strip(), []).append(value)
    return params

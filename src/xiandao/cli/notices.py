"""``xiandao notices send``: hands what is due to the outlets, for installations whose worker does not run all day."""

from __future__ import annotations

import argparse
import json

from xiandao.cli.workspace import acting, add_as, add_data, workspace_open
from xiandao.core.errors import Refusal
from xiandao.core.messages import Language, wording

FORMAT = "xiandao-notices/1"
MANAGE = "system.manage"


def add_arguments(parser: argparse.ArgumentParser, language: Language) -> None:
    """One act: ``send``."""
    acts = parser.add_subparsers(title=wording("cli-verbs", language), metavar="ACT", required=True)
    about = wording("cli-notices-send", language)
    send = acts.add_parser("send", help=about, description=about, language=language)
    send.add_argument("-h", "--help", action="help", help=wording("cli-help", language))
    send.add_argument("--lang", choices=("zh", "en"), default=language, help=wording("cli-lang", language))
    add_data(send, language)
    add_as(send, language)
    send.add_argument("--format", choices=("text", "json"), default="text", help=wording("cli-audit-format", language))


def run(options: argparse.Namespace) -> int:
    """Prints what it came to; 0 when everything was handed over, 1 when something was not."""
    workspace_open(options)
    from django.utils import timezone

    from xiandao.apps.jobs.services import works_load
    from xiandao.apps.notices.sending import send_due

    person = acting(options)
    if not person.may(MANAGE):
        raise Refusal("not-permitted")
    works_load()  # every app says who may see what its notices are about
    sent = send_due(timezone.now, by=person)
    told = {"format": FORMAT, **sent._asdict()}
    if options.format == "json":
        print(json.dumps(told, ensure_ascii=False, indent=2))
    else:
        print(wording("cli-notices-sent", options.lang, **sent._asdict()))
    return 1 if sent.failed or sent.given_up else 0

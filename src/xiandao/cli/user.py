"""``xiandao user create``: an account with a post, the first one of an installation among them."""

from __future__ import annotations

import argparse
import getpass
import secrets
import sys

from xiandao.cli.voice import say
from xiandao.cli.workspace import add_data, workspace_open
from xiandao.core.errors import Refusal
from xiandao.core.messages import Language, wording

ROLES = ("reader", "reporter", "reviewer", "analyst", "office", "expert", "auditor", "administrator", "security")


def add_arguments(parser: argparse.ArgumentParser, language: Language) -> None:
    """One act so far: ``create``."""
    acts = parser.add_subparsers(title=wording("cli-verbs", language), metavar="ACT", required=True)
    about = wording("cli-user-create", language)
    create = acts.add_parser("create", help=about, description=about, language=language)
    create.add_argument("-h", "--help", action="help", help=wording("cli-help", language))
    create.add_argument("--lang", choices=("zh", "en"), default=language, help=wording("cli-lang", language))
    add_data(create, language)
    create.add_argument("username", metavar="USER", help=wording("username", language))
    create.add_argument("--name", metavar="NAME", help=wording("cli-user-name", language))
    create.add_argument("--role", choices=ROLES, default="office", help=wording("cli-user-role", language))
    create.add_argument("--place", metavar="CODE", help=wording("cli-user-place", language))
    create.add_argument("--unit", metavar="NAME", help=wording("cli-user-unit", language))
    create.add_argument("--password-stdin", action="store_true", help=wording("cli-user-password", language))
    create.add_argument("--token", action="store_true", help=wording("cli-user-token", language))


def run(options: argparse.Namespace) -> int:
    """Creates the account; what was made up for it is printed once: a password, a token."""
    workspace_open(options)
    from django.conf import settings
    from django.db import transaction
    from django.utils import timezone

    from xiandao.apps.accounts import services
    from xiandao.apps.accounts.selectors import operator
    from xiandao.apps.places.models import Place
    from xiandao.apps.places.selectors import root_place

    at, by = timezone.now(), operator(getpass.getuser())
    given = sys.stdin.readline().rstrip("\n") if options.password_stdin else None
    password = given if given is not None else made_up_password()
    with transaction.atomic():
        place = Place.objects.filter(code=options.place).first() if options.place else root_place()
        if place is None:
            raise Refusal("place-unknown", place=options.place)
        user = services.user_add(
            username=options.username,
            name=options.name or options.username,
            password=password,
            at=at,
            by=by,
            must_change=given is None,
        )
        unit = services.unit_add(place, options.unit or settings.INSTALLATION.name)
        post = services.post_add(unit, options.role, options.role)
        services.post_hold(post, user, since=timezone.localdate(), at=at, by=by)
        token = services.token_add(user, "cli", at=at, by=by) if options.token else None
    if given is None:
        print(wording("user-password", options.lang, password=password))
    if token:
        print(token)
    say(wording("user-created", options.lang, username=options.username, post=str(post)))
    return 0


def made_up_password() -> str:
    """A password by chance that keeps the rule; to be changed at the first sign-in."""
    return f"{secrets.token_urlsafe(9)}-{secrets.choice('ABCDEFGH')}{secrets.randbelow(90) + 10}a"

"""``xiandao user``: an account with a post, the first one of an installation among them; lost passwords and factors."""

from __future__ import annotations

import argparse
import getpass
import sys
from typing import TYPE_CHECKING

from xiandao.apps.accounts.rights import ROLES
from xiandao.cli.voice import say
from xiandao.cli.workspace import add_data, workspace_open
from xiandao.core.errors import Refusal
from xiandao.core.messages import Language, wording

if TYPE_CHECKING:
    import datetime as dt

    from xiandao.apps.accounts.models import Post, Unit
    from xiandao.apps.accounts.rights import Person

    Acts = argparse._SubParsersAction[argparse.ArgumentParser]  # noqa: SLF001 - what argparse calls the acts of a verb

RESET_REASONS = ("lost", "broken", "replaced", "suspected")
"""As :data:`xiandao.apps.accounts.factors.RESET_REASONS`, known before Django is."""


def add_arguments(parser: argparse.ArgumentParser, language: Language) -> None:
    """The acts ``create``, ``reset-factor``, ``reset-password`` and ``erase-address``."""
    acts = parser.add_subparsers(title=wording("cli-verbs", language), metavar="ACT", required=True)
    create = _act(acts, "create", wording("cli-user-create", language), language)
    reset = _act(acts, "reset-factor", wording("cli-user-reset", language), language)
    _act(acts, "reset-password", wording("cli-user-reset-password", language), language)
    _act(acts, "erase-address", wording("cli-user-erase", language), language)
    reset.add_argument("--reason", choices=RESET_REASONS, required=True, help=wording("cli-user-reason", language))
    create.add_argument("--name", metavar="NAME", help=wording("cli-user-name", language))
    create.add_argument("--role", choices=ROLES, default="office", help=wording("cli-user-role", language))
    create.add_argument("--place", metavar="CODE", help=wording("cli-user-place", language))
    create.add_argument("--unit", metavar="NAME", help=wording("cli-user-unit", language))
    create.add_argument("--password-stdin", action="store_true", help=wording("cli-user-password", language))
    create.add_argument("--token", action="store_true", help=wording("cli-user-token", language))


def _act(acts: Acts, name: str, about: str, language: Language) -> argparse.ArgumentParser:
    act: argparse.ArgumentParser = acts.add_parser(name, help=about, description=about, language=language)
    act.add_argument("-h", "--help", action="help", help=wording("cli-help", language))
    act.add_argument("--lang", choices=("zh", "en"), default=language, help=wording("cli-lang", language))
    add_data(act, language)
    act.add_argument("username", metavar="USER", help=wording("username", language))
    act.set_defaults(act=name)
    return act


def run(options: argparse.Namespace) -> int:
    """Does the act."""
    workspace_open(options)
    return ACTS[options.act](options)


def _reset(options: argparse.Namespace) -> int:
    """Takes the second factor of somebody away who has lost it."""
    from django.utils import timezone

    from xiandao.apps.accounts.factors import factor_reset
    from xiandao.apps.accounts.selectors import operator

    factor_reset(options.username, options.reason, by=operator(getpass.getuser()), at=timezone.now())
    say(wording("user-reset", options.lang, username=options.username))
    return 0


def _reset_password(options: argparse.Namespace) -> int:
    """Another first password for somebody, an administrator too; printed once."""
    from django.utils import timezone

    from xiandao.apps.accounts.models import User
    from xiandao.apps.accounts.people import password_reset
    from xiandao.apps.accounts.selectors import operator

    user = User.objects.filter(username=options.username).first()
    if user is None:
        raise Refusal("user-unknown", name=options.username)
    made = password_reset(operator(getpass.getuser()), user, at=timezone.now())
    print(wording("user-password", options.lang, password=made.password))
    say(wording("user-password-reset", options.lang, username=options.username))
    return 0


def _erase(options: argparse.Namespace) -> int:
    """Erases the addresses of somebody, who has left for instance."""
    from django.utils import timezone

    from xiandao.apps.accounts.models import User
    from xiandao.apps.accounts.selectors import operator
    from xiandao.apps.notices.services import address_erase

    user = User.objects.filter(username=options.username).first()
    if user is None:
        raise Refusal("user-unknown", name=options.username)
    n = address_erase(user.pk, by=operator(getpass.getuser()), at=timezone.now())
    say(wording("user-addresses-erased", options.lang, username=options.username, n=n))
    return 0


def _create(options: argparse.Namespace) -> int:
    """Creates the account; what was made up for it is printed once: a password, a token."""
    from django.conf import settings
    from django.db import transaction
    from django.utils import timezone

    from xiandao.apps.accounts import services
    from xiandao.apps.accounts.passwords import password_made
    from xiandao.apps.accounts.people import LONGEST_NAME, username_of
    from xiandao.apps.accounts.posts import words_of
    from xiandao.apps.accounts.selectors import operator, person_of
    from xiandao.apps.places.models import Place
    from xiandao.apps.places.selectors import root_place

    at, by = timezone.now(), operator(getpass.getuser())
    given = sys.stdin.readline().rstrip("\n") if options.password_stdin else None
    password = given if given is not None else password_made(options.username)
    with transaction.atomic():
        place = Place.objects.filter(code=options.place).first() if options.place else root_place()
        if place is None:
            raise Refusal("place-unknown", place=options.place)
        user = services.user_add(
            username=username_of(options.username),
            name=words_of(options.name or options.username, LONGEST_NAME),
            password=password,
            at=at,
            by=by,
            must_change=given is None,
        )
        unit = services.unit_add(place, options.unit or settings.INSTALLATION.name, at=at, by=by)
        post = _post(unit, options.role, at=at, by=by)
        services.post_hold(post, user, since=timezone.localdate(), at=at, by=by)
        most = services.token_days_most(person_of(user, timezone.localdate()))
        token = services.token_add(user, "cli", at=at, days=min(90, most), by=by) if options.token else None
    if given is None:
        print(wording("user-password", options.lang, password=password))
    if token:
        print(token)
    say(wording("user-created", options.lang, username=options.username, post=str(post)))
    return 0


def _post(unit: Unit, role: str, *, at: dt.datetime, by: Person) -> Post:
    """The post of that role: a new one, or one that stands and carries just that role; nobody's rights change.

    Raises:
        Refusal: ``post-taken``.
    """
    from xiandao.apps.accounts.models import Post
    from xiandao.apps.accounts.posts import post_add

    post = Post.objects.filter(unit=unit, title=role).first()
    if post is None:
        return post_add(unit, role, role, at=at, by=by)
    if post.roles != [role] or post.is_of_unit:
        raise Refusal("post-taken", title=role, unit=unit.name)
    return post


ACTS = {"create": _create, "reset-factor": _reset, "reset-password": _reset_password, "erase-address": _erase}

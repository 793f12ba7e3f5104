"""The file of a policy as it came in: straight out where it may, else put before two people."""

from __future__ import annotations

import datetime as dt
from pathlib import PurePath

from django.db import transaction
from django.urls import reverse

from xiandao.apps.accounts.rights import RIGHTS, Grant, Person
from xiandao.apps.audit.services import record
from xiandao.apps.files.services import place_of
from xiandao.apps.policies.models import SECRECY, Policy
from xiandao.apps.policies.papers import Given, Wish
from xiandao.apps.policies.selectors import EXPORT, policies_seen, policy_for
from xiandao.apps.publishing.gates import USES, way_of
from xiandao.apps.publishing.models import Release
from xiandao.apps.publishing.services import Asking, release_ask
from xiandao.apps.publishing.sources import Kind, kind_declare
from xiandao.core.errors import Refusal
from xiandao.core.messages import wording

KIND = "policy.original"
MODEL = "policies.policy"
LONGEST_NAME = 100


@transaction.atomic
def original_give(person: Person, pk: int, wish: Wish, *, at: dt.datetime) -> Given | Release:
    """The file: at once for work inside, else through the gate.

    Raises:
        Refusal: ``absent``; ``taken-numbered``: no mark can be put on it, so that of what is 内部 or 工作秘密 it does not
            leave; as :func:`release_ask`.
    """
    if wish.use not in USES:
        raise Refusal("absent")
    policy = policy_for(person, pk, EXPORT)
    if policy.secrecy != SECRECY[0]:
        raise Refusal("taken-numbered")
    name, data = file_name_of(policy), place_of(policy.blob_id).read_bytes()
    if way_of(wish.use, policy.secrecy) == "direct":
        record("policy.take", "policy", pk, by=person, at=at, after=f"sha256:{policy.blob_id}", what="original")
        return Given(name, data)
    asking = Asking(
        channel="export", what=KIND, about=(MODEL, pk), title=f"{policy.title} · {name}", name=name, use=wish.use,
        secrecy=policy.secrecy, purpose=wish.purpose, receiver=wish.receiver, grant=_grant(person, policy),
        terms={"policy": pk}, holds=((MODEL, pk),),
    )  # fmt: skip
    return release_ask(person, asking, data, at=at)


def _grant(person: Person, policy: Policy) -> Grant:
    """The post under which it is asked: one that covers the policy and may see it, else the first that may export."""
    grants = person.within(EXPORT)
    path = policy.keeper.path
    covering = [
        each
        for each in grants
        if policy.secrecy in RIGHTS.sees[each.role] and (each.unit or path.startswith(each.path))
    ]
    return (covering or [*grants])[0]


def may_take(person: Person, policy: Policy) -> bool:
    """Whether the file may leave at all, by *person*."""
    return policy.secrecy == SECRECY[0] and policies_seen(person, EXPORT).filter(pk=policy.pk).exists()


def file_name_of(policy: Policy) -> str:
    """What the file is called: no mark can be put on it, so that its name says 样例数据."""
    name = PurePath(policy.file_name)
    if not policy.place.is_invented:
        return name.name
    return f"{wording('sample-mark', 'zh')}-{name.stem[:LONGEST_NAME]}{name.suffix}"


def _may_take(person: Person, release: Release) -> bool:
    """Whether *person* may export it still, and it has not been closed since."""
    return policies_seen(person, EXPORT).filter(pk=release.terms.get("policy", 0), secrecy=SECRECY[0]).exists()


def _address(release: Release) -> str:
    return reverse("policies:policy", args=[release.about_id])


kind_declare(KIND, Kind(may_take=_may_take, address=_address))

"""The demo workspace: an invented province with its people and its chain of plans, and the facts of public plans beside it."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple, TypeVar

from django.db import transaction
from django.db.models import Q

from xiandao.apps.accounts import services as accounts
from xiandao.apps.accounts.models import Unit, User
from xiandao.apps.accounts.rights import Person
from xiandao.apps.accounts.selectors import operator, person_of
from xiandao.apps.places.loading import places_enter
from xiandao.apps.places.models import Place
from xiandao.apps.plans import services as plans
from xiandao.apps.plans.facts import facts_enter
from xiandao.apps.plans.judging import Look, item_confirm
from xiandao.apps.plans.models import Edition
from xiandao.apps.plans.risk import LOW
from xiandao.apps.policies import services as policies
from xiandao.apps.policies.opening import policy_open
from xiandao.apps.publishing.models import Release
from xiandao.apps.publishing.selectors import may_rule
from xiandao.apps.publishing.services import Ruling, release_rule
from xiandao.core.errors import Refusal
from xiandao.readers import read_source
from xiandao.readers.packs import Loaded, load_pack
from xiandao.readers.packs_places import PLACES, PlaceRow
from xiandao.readers.packs_units import UNITS
from xiandao.web.demo_bodies import bodies_load
from xiandao.web.demo_registers import registers_load
from xiandao.web.settings import ROOT

Value = TypeVar("Value")

PASSWORD = "Yunlan-2026!"  # noqa: S105 - printed at every start of the demo; it opens invented data alone
TENURES = {"在编": "staff", "借调": "seconded", "挂职": "temporary", "聘任": "staff"}
CHAIN = (
    ("01-province-guidance.docx", "issued", None),
    ("13-province-division.html", "issued", None),
    ("02-city-plan-draft.txt", "draft", None),
    ("03-city-plan-issued.txt", "issued", "02-city-plan-draft.txt"),
    ("04-district-plan.md", "issued", None),
    ("09-district-plan.txt", "issued", None),
    ("07-zone-scheme.txt", "issued", None),
    ("05-city-opinions.html", "draft", None),
)
"""The documents of the chain: file, state, and the file of which it is the next edition."""
POLICIES = (
    "01-province-measures.md",
    "02-city-measures.md",
    "03-district-measures.md",
    "04-zone-measures.md",
    "05-district-ended.md",
)
"""Support policies of every level; those of the district are reviewed in part, and nobody there has any on 算力."""
WAITING_POLICY = "03-district-measures.md"
REVIEWED = 6
"""So many of them have been reviewed in part by the demo's people; the others wait for whoever looks in."""


class Account(NamedTuple):
    """One of the accounts that are printed."""

    username: str
    name: str
    post: str


def demo_load(*, at: dt.datetime) -> tuple[Account, ...]:
    """Fills an empty workspace; one that has people in it is left as it is."""
    if User.objects.exists():
        return accounts_of(at.date())
    with transaction.atomic():
        invented = _places(ROOT / "packs" / "places" / "demo.toml", at=at, is_invented=True)
        _places(ROOT / "packs" / "places" / "jiangsu.toml", at=at, is_invented=False)
        _staff(invented, at=at)
    office = person_of(User.objects.get(username=_usernames()["office"]), at.date())
    _chain(office, at=at)
    _policies(office, at=at)
    bodies_load(operator("demo"), at=at)
    registers_load(at=at)
    for file in sorted((ROOT / "samples" / "facts").glob("*.json")):
        facts_enter(json.loads(file.read_text("utf-8")), file.stem, at=at)
    return accounts_of(at.date())


def accounts_of(on: dt.date) -> tuple[Account, ...]:
    """The accounts to be tried: whoever holds a post on that day, with the first of theirs."""
    found = []
    for user in User.objects.filter(is_active=True).order_by("pk"):
        holds = user.holdings.filter(Q(until=None) | Q(until__gte=on), since__lte=on)
        holding = holds.select_related("post__unit").order_by("pk").first()
        if holding is not None:
            found.append(Account(user.username, user.name, str(holding.post)))
    return tuple(found)


def _value(loaded: Loaded[Value]) -> Value:
    if loaded.findings or loaded.value is None:
        raise Refusal("pack-damaged", name=loaded.findings[0].file if loaded.findings else "packs")
    return loaded.value


def _places(file: Path, *, at: dt.datetime, is_invented: bool) -> Loaded[tuple[PlaceRow, ...]]:
    """The places of a pack."""
    loaded = load_pack(file, PLACES)
    places_enter(_value(loaded), ("/",), at=at, by=None, is_invented=is_invented)
    return loaded


def _staff(places: Loaded[tuple[PlaceRow, ...]], *, at: dt.datetime) -> None:
    staff = _value(load_pack(ROOT / "packs" / "demo" / "units.toml", UNITS, known=places.ids))
    units: dict[str, Unit] = {}
    for row in staff.units:
        place = Place.objects.get(code=row.place)
        units[row.code] = accounts.unit_add(place, row.name, short_names=row.short, kind=row.kind, at=at)
    posts = {row.code: accounts.post_add(units[row.unit], row.name, *row.roles, at=at) for row in staff.posts}
    users = {
        row.code: accounts.user_add(
            username=row.code, name=row.name, password=PASSWORD, at=at, must_change=False, unit=units[row.unit]
        )
        for row in staff.people
    }
    for tenure in staff.tenures:
        accounts.post_hold(
            posts[tenure.post], users[tenure.person], since=tenure.since, until=tenure.until, at=at,
            tenure=TENURES.get(tenure.manner, "staff"),
        )  # fmt: skip


def _usernames() -> Mapping[str, str]:
    """A person with the widest scope for each role."""
    found: dict[str, tuple[int, str]] = {}
    for user in User.objects.order_by("pk"):
        for holding in user.holdings.filter(until=None).select_related("post__unit__place"):
            for role in holding.post.roles:
                size = len(holding.post.unit.place.path)
                found[role] = min(found.get(role, (size, user.username)), (size, user.username))
    return {role: username for role, (_, username) in found.items()}


def _chain(person: Person, *, at: dt.datetime) -> None:
    entered: dict[str, Edition] = {}
    for number, (name, state, before) in enumerate(CHAIN):
        file = ROOT / "samples" / name
        of = entered[before].plan_id if before else None
        edition = plans.edition_enter(person, read_source(file), file, at=at, plan=of)
        openness = "" if state == "draft" and before is None else "open"  # a draft alone is nothing to be opened
        plans.edition_issue(person, edition, state=state, openness=openness, at=at)
        _opened(edition, at=at)
        entered[name] = edition
        if number < REVIEWED:
            _review(person, edition, at=at)


def _policies(person: Person, *, at: dt.datetime) -> None:
    """Support policies of every level, open to all; of the district's measures half wait for a person."""
    for name in POLICIES:
        file = ROOT / "samples" / "policies" / name
        policy = policies.policy_enter(person, read_source(file), file, at=at)
        listed = list(policy.measures.exclude(topics=""))
        for measure in listed[: len(listed) // 2] if name == WAITING_POLICY else listed:
            policies.measure_judge(person, measure.pk, "confirm", version=measure.version, at=at)
        _agreed(policy_open(person, policy.pk, at=at), at=at)


def _opened(edition: Edition, *, at: dt.datetime) -> None:
    """A second person confirms that the plan, and each edition of it, is 主动公开, as everywhere."""
    plan = Q(about_model="plans.plan", about_id=edition.plan_id)
    own = plan | Q(about_model="plans.edition", about_id=edition.pk)
    for release in Release.objects.filter(own, channel="lowering", state="secrecy"):
        _agreed(release, at=at)


def _agreed(release: Release, *, at: dt.datetime) -> None:
    """The first person who may says yes."""
    for user in User.objects.exclude(pk=release.by_id or 0).filter(holdings__until=None).order_by("pk").distinct():
        second = person_of(user, at.date())
        if may_rule(second, release):
            release_rule(second, release.pk, Ruling("secrecy", "yes", "样例：可以公开", release.sha256), at=at)
            return


def _review(person: Person, edition: Edition, *, at: dt.datetime) -> None:
    """Confirms what is of low risk, as the person in the demo did; the doubtful waits."""
    for item in edition.items.filter(risk__lte=LOW):
        item_confirm(person, item.pk, Look(item.version), at=at)

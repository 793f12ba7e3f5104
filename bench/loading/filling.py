"""A thousand invented plans in a workspace, entered, read, confirmed and issued as people would have left them."""

from __future__ import annotations

import datetime as dt
import random
import re
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from xiandao.apps.accounts.rights import Person
    from xiandao.apps.places.models import Place
    from xiandao.apps.plans.models import Edition

AT = dt.datetime(2026, 3, 2, 9, 0, tzinfo=dt.UTC)
PASSWORD = "Yunlan-2026!"  # noqa: S105 - of invented people
SHARE = {"confirmed": 60, "candidate": 35, "rejected": 5}
"""Of a hundred items so many stand so."""
AMENDED = 20
"""Every so many-th plan has a second edition."""
RECORDS = 160
"""Targets and tasks that a text is made with; sectors and placements come on top."""
DISTINCT = 400
"""So many texts are invented from nothing; the others are these in another place."""


CITIES, DISTRICTS = 10, 8
"""Places beside those of the demo, so that a place has about eight plans."""
_FIRST, _SECOND = "棠芷蕖蘅澧沅湄溱洧淇", "东南西北上下前后"


class Filled(NamedTuple):
    """What the load is put on: the people, the heaviest plan of each sort."""

    users: Sequence[str]
    editions: int
    items: int
    upper: int
    amended: int
    draft: int


def fill(plans: int, people: int) -> Filled:
    """Fills the workspace that Django points to; the same number of plans gives the same rows."""
    from xiandao.apps.plans.models import Edition, Item
    from xiandao.apps.search.services import search_refresh
    from xiandao.web.demo import demo_load

    demo_load(at=AT)
    province, places = _places()
    users = tuple(_user(province, n) for n in range(people))
    office = _person(users[0])
    entered = [_plan(office, seed, places) for seed in range(plans)]
    for seed in range(0, plans, AMENDED):
        _amended(office, entered[seed], seed, places)
    _decide()
    search_refresh()
    upper = Edition.objects.filter(plan__place=province, state="issued", plan__is_reference=False).latest("pk")
    amended = Edition.objects.exclude(supersedes=None).latest("pk")
    return Filled(users, Edition.objects.count(), Item.objects.count(), upper.pk, amended.pk, entered[1].pk)


def _places() -> tuple[Place, list[Place]]:
    """The invented province, and its places: itself once, each city and district by turns."""
    from xiandao.apps.places.models import Place

    province = Place.objects.get(level="province", is_invented=True)
    for number in range(CITIES):
        city = _place(province, "city", f"{_FIRST[number]}屿市", 9980 + number)
        for each in range(DISTRICTS):
            _place(city, "district", f"{_FIRST[number]}{_SECOND[each]}区", 9_980_000 + number * 100 + each)
    below = Place.objects.filter(path__startswith=province.path, level__in=("city", "district")).order_by("path")
    return province, [province, *below]


def _place(parent: Place, level: str, name: str, code: int) -> Place:
    from xiandao.apps.places.services import place_add

    return place_add(
        code=str(code), name=name, short_name=name[:-1], level=level, parent=parent, is_invented=True, at=AT
    )


def _user(province: Place, number: int) -> str:
    from xiandao.apps.accounts import services as accounts
    from xiandao.apps.accounts.models import Unit

    unit = Unit.objects.filter(place=province).order_by("pk").first() or accounts.unit_add(province, "省专班", at=AT)
    name = f"load{number:02d}"
    user = accounts.user_add(username=name, name=f"样例{number}", password=PASSWORD, at=AT, must_change=False)
    accounts.post_hold(accounts.post_add(unit, f"{name}岗", "office", at=AT), user, since=dt.date(2026, 1, 1), at=AT)
    return name


def _person(username: str) -> Person:
    from xiandao.apps.accounts.models import User
    from xiandao.apps.accounts.selectors import person_of

    return person_of(User.objects.get(username=username), AT.date())


def _plan(person: Person, seed: int, places: list[Place]) -> Edition:
    """One plan, entered as an upload enters it; issued, but for every tenth."""
    from tests.builders.amendments import amendment

    from xiandao.apps.plans.services import edition_issue

    edition = _entered(person, _text(amendment(seed % DISTINCT, RECORDS).before, seed, places), f"{seed}-1.txt", None)
    state = "draft" if seed % 10 == 1 else "issued"
    return edition_issue(person, edition, state=state, openness="open", at=AT)


def _amended(person: Person, edition: Edition, seed: int, places: list[Place]) -> None:
    from tests.builders.amendments import amendment

    text = _text(amendment(seed % DISTINCT, RECORDS).after, seed, places)
    _entered(person, text, f"{seed}-2.txt", edition.plan_id)


def _entered(person: Person, text: str, name: str, plan: int | None) -> Edition:
    from django.conf import settings

    from xiandao.apps.plans.services import edition_enter
    from xiandao.core.text import Source

    file = Path(settings.DATA) / "drafts" / name
    file.parent.mkdir(mode=0o700, exist_ok=True)
    file.write_text(text, "utf-8")
    try:
        return edition_enter(person, Source(name=name, media_type="text/plain", text=text), file, at=AT, plan=plan)
    finally:
        file.unlink()


def _text(text: str, seed: int, places: list[Place]) -> str:
    """The text with a place of the workspace for the one it was made with, and sectors and a layout at its end."""
    from tests.builders.amendment_words import SECTORS

    place = places[(seed + seed // DISTINCT) % len(places)]
    city = re.match(r"\S+?[市省]", text)
    text = text.replace(city.group(), place.name) if city else text
    random_ = random.Random(seed)  # noqa: S311 - the same texts every time
    sectors = random_.sample(sorted(set(SECTORS)), 8)
    below = [each.name for each in places if each.path.startswith(place.path) and each.pk != place.pk][:6]
    layout = "".join(f"支持{name}布局{random_.choice(sectors)}产业。" for name in below)
    return f"{text}\n重点领域\n重点发展{'、'.join(sectors)}等产业。\n{layout}\n"


def _decide() -> None:
    """What people decided: most items confirmed, some rejected, the rest still waiting."""
    from django.db.models import F

    from xiandao.apps.plans.models import Item

    first = 0
    for state, share in SHARE.items():
        if state != "candidate":
            turns = Item.objects.annotate(turn=F("pk") % 100).filter(turn__gte=first, turn__lt=first + share)
            turns.update(state=state, decided_at=AT)
        first += share

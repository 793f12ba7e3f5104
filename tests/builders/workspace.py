"""A small workspace: an invented province with two cities and a district, a person for every role, one plan."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import NamedTuple

from django.test import Client
from tests.builders.laid import once

from xiandao.apps.accounts import services as accounts
from xiandao.apps.accounts.models import User
from xiandao.apps.accounts.rights import ROLES, Person
from xiandao.apps.accounts.selectors import person_of
from xiandao.apps.audit.services import head_sign
from xiandao.apps.places.models import Place
from xiandao.apps.places.services import place_add, root_add
from xiandao.apps.plans.models import Edition
from xiandao.apps.plans.services import edition_enter
from xiandao.core.text import Source

AT = dt.datetime(2026, 3, 2, 9, 0, tzinfo=dt.UTC)
DAY = AT.date()
PROVINCE, CITY, OTHER, DISTRICT = "990000", "990100", "990200", "990102"
"""Codes of the invented places."""
PASSWORD = "Yunlan-2026!"  # noqa: S105 - of invented people

TEXT = """霁川市未来产业行动计划（2024—2026年）
一、主要目标
到2026年末，全市未来产业规模达300亿元左右，集聚重点企业40家以上，建成专业园区4个以上。
二、重点任务
（一）建设高标准园区。按照专业化要求新建一批载体，配齐研发、检验和公共服务设施。（责任单位：市科技局、市工信局）
（二）引育创新团队。每年引进创新团队5个左右。（责任单位：市委人才办）
三、重点发展人形机器人、合成生物、低空经济等产业。
"""


class World(NamedTuple):
    """What the builder made."""

    province: Place
    city: Place
    district: Place
    other_city: Place
    users: dict[str, User]

    def person(self, name: str) -> Person:
        """Who acts as *name*: a role in the city, or ``district-office`` and the like."""
        return person_of(self.users[name], DAY)


def world() -> World:
    """Places, a unit each, and people: ``office`` … of the city, ``district-office``, ``other-office``, ``province-office``."""
    once(_made)
    places = Place.objects.in_bulk([PROVINCE, CITY, DISTRICT, OTHER], field_name="code")
    people = {user.username: user for user in User.objects.order_by("pk")}
    return World(places[PROVINCE], places[CITY], places[DISTRICT], places[OTHER], people)


def _made() -> None:
    head_sign(None, AT)
    province = _place(PROVINCE, "云澜省", "云澜", "province", root_add(at=AT))
    city = _place(CITY, "霁川市", "霁川", "city", province)
    other = _place(OTHER, "澄湾市", "澄湾", "city", province)
    district = place_add(code=DISTRICT, name="鹭汀区", level="district", parent=city, is_invented=True, at=AT)
    for role in ROLES:
        _person(city, role, role)
    for place, username, role in (
        (district, "district-office", "office"),
        (district, "district-reader", "reader"),
        (other, "other-office", "office"),
        (province, "province-office", "office"),
    ):
        _person(place, username, role)


def _place(code: str, name: str, short_name: str, level: str, parent: Place) -> Place:
    return place_add(code=code, name=name, short_name=short_name, level=level, parent=parent, is_invented=True, at=AT)


def _person(place: Place, username: str, role: str) -> None:
    user = accounts.user_add(username=username, name=f"样例{username}", password=PASSWORD, at=AT, must_change=False)
    post = accounts.post_add(accounts.unit_add(place, f"{place.name}专班", at=AT), role, role, at=AT)
    accounts.post_hold(post, user, since=dt.date(2026, 1, 1), at=AT)


def edition(
    person: Person, folder: Path, text: str = TEXT, *, name: str = "plan.txt", plan: int | None = None
) -> Edition:
    """*text* as an edition that *person* entered."""
    file = folder / name
    file.write_text(text, "utf-8")
    source = Source(name=name, media_type="text/plain", text=text)
    return edition_enter(person, source, file, at=AT, plan=plan)


def signed_in(world: World, name: str) -> Client:
    """A browser in which *name* is signed in."""
    client = Client()
    client.force_login(world.users[name], backend="django.contrib.auth.backends.ModelBackend")
    return client

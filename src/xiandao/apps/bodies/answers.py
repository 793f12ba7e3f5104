"""责任查询: for a field and a day, who answers for it in each place of a line, from the top down."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.db.models import Q

from xiandao.apps.accounts.rights import Person
from xiandao.apps.bodies.fields import nearness, tree
from xiandao.apps.bodies.models import Body, Charge, Link, Member, Setting
from xiandao.apps.bodies.selectors import bodies_seen, in_force, links_seen, places_seen, with_rows
from xiandao.apps.places.models import Place


@dataclass(frozen=True, slots=True, kw_only=True)
class Team:
    """A body that answers for the field.

    Attributes:
        near: As of :func:`fields.nearness`: 0 for the field itself, 1 for a wider one, 2 for a part of it.
    """

    body: Body
    setting: Setting
    near: int
    codes: tuple[str, ...]
    leaders: tuple[Member, ...]
    units: tuple[Member, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Linked:
    """A leader that is linked to the field; *near* as of :class:`Team`."""

    link: Link
    near: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """Who answers in one place; both empty where nobody does."""

    place: Place
    leaders: tuple[Linked, ...]
    teams: tuple[Team, ...]


def codes_about(code: str) -> tuple[str, ...]:
    """The field, those it is a part of, and those that are parts of it."""
    found, waiting = [code, *tree().ancestors(code)], [code]
    while waiting:
        below = tree().below(waiting.pop())
        found += below
        waiting += below
    return tuple(found)


def answers_to(person: Person, code: str, on: dt.date, place: Place | None = None) -> tuple[Answer, ...]:
    """Who answers for the field *code* on a day, in *place* and the places above and below it; without it wherever seen.

    Places without an answer are left out, but *place* itself.
    """
    codes = codes_about(code)
    links = links_seen(person).filter(in_force(on), about="field", code__in=codes)
    charged = Charge.objects.filter(in_force(on), code__in=codes).values("body")
    standing = Setting.objects.filter(in_force(on)).values("body")
    bodies = with_rows(bodies_seen(person).filter(pk__in=charged).filter(pk__in=standing), on)
    if place is not None:
        line = _line(person, place)
        links, bodies = links.filter(place__in=line), bodies.filter(place__in=line)
    return _by_place(code, links.order_by("order", "pk"), bodies, [place] if place else [])


def subject_answers(person: Person, words: str, on: dt.date) -> tuple[Answer, ...]:
    """The leaders linked to a chain, an enterprise or a park whose name holds *words*."""
    links = links_seen(person).filter(in_force(on), name__icontains=words).exclude(about="field")
    return _by_place("", links.order_by("order", "pk"), (), [])


def _line(person: Person, place: Place) -> list[int]:
    codes = [code for code in place.path.split("/") if code]
    in_line = Q(path__startswith=place.path) | Q(code__in=codes)
    return [*places_seen(person).filter(in_line).values_list("pk", flat=True)]


def _by_place(
    code: str, links: Iterable[Link], bodies: Iterable[Body], places: Collection[Place]
) -> tuple[Answer, ...]:
    known = {place.pk: place for place in places}
    leaders: dict[int, list[Linked]] = defaultdict(list)
    teams: dict[int, list[Team]] = defaultdict(list)
    for link in links:
        known.setdefault(link.place_id, link.place)
        leaders[link.place_id].append(Linked(link=link, near=nearness(code, link.code) or 0))
    for body in bodies:
        known.setdefault(body.place_id, body.place)
        teams[body.place_id].append(team_of(body, code))
    return tuple(
        Answer(
            place=place,
            leaders=tuple(sorted(leaders[place.pk], key=lambda each: each.near)),
            teams=tuple(sorted(teams[place.pk], key=lambda each: (each.near, each.body.pk))),
        )
        for place in sorted(known.values(), key=lambda each: each.path)
    )


def team_of(body: Body, code: str) -> Team:
    """*body* (of :func:`with_rows`) as it answers for *code*."""
    fields: list[Charge] = body.fields  # type: ignore[attr-defined]  # of with_rows
    people: list[Member] = body.people  # type: ignore[attr-defined]
    now: list[Setting] = body.now  # type: ignore[attr-defined]
    near = {each.code: how for each in fields if (how := nearness(code, each.code)) is not None}
    return Team(
        body=body,
        setting=now[-1],
        near=min(near.values(), default=0),
        codes=tuple(near),
        leaders=tuple(each for each in people if each.leader),
        units=tuple(each for each in people if each.unit_id or each.unit_name),
    )


def answered(person: Person, on: dt.date) -> dict[int, frozenset[str]]:
    """Place → the fields that a body or a leader of that place answers for on a day."""
    found: dict[int, set[str]] = defaultdict(set)
    standing = Setting.objects.filter(in_force(on)).values("body")
    seen = bodies_seen(person).filter(pk__in=standing).values("pk")
    charges = Charge.objects.filter(in_force(on), body__in=seen)
    for place, code in charges.values_list("body__place", "code").order_by():
        found[place].add(code)
    links = links_seen(person).filter(in_force(on), about="field")
    for place, code in links.values_list("place", "code").order_by():
        found[place].add(code)
    return {place: frozenset(codes) for place, codes in found.items()}

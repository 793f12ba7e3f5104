"""People, units, posts, who holds which, and hand-over by API: what the pages of the security administrator can."""

from __future__ import annotations

import datetime as dt
from typing import Any, Literal

from django.http import HttpRequest
from django.utils import timezone
from ninja import Field, Query, Router, Schema
from ninja.responses import Status

from xiandao.apps.accounts import handover, managed, people, posts, selectors
from xiandao.apps.accounts.belongings import belongings_of
from xiandao.apps.accounts.models import Handover, Holding, Post, Unit, User
from xiandao.apps.accounts.people import LONGEST_NAME, Said
from xiandao.apps.accounts.posts import LONGEST_POST, LONGEST_UNIT
from xiandao.apps.accounts.rights import Person
from xiandao.apps.audit.paging import Page, Paging, page_of
from xiandao.core.errors import Refusal

router = Router()
PEOPLE, UNITS = ["people"], ["units and posts"]
Tenure = Literal["staff", "seconded", "temporary"]


class Asked(HttpRequest):
    """A request that has passed the gate."""

    person: Person


# ------------------------------------------------------------------------------------------------------ people


class PersonOut(Schema):
    """A person with an account."""

    id: int
    username: str
    name: str
    unit_id: int | None = Field(description="The unit that has them on its staff.")
    language: str
    is_active: bool
    must_change_password: bool
    joined_at: dt.datetime


class PersonPage(Page[PersonOut]):
    """People, by unit and name."""


class PeopleAsked(Paging):
    """Which people are asked for."""

    q: str = Field("", description="In names and user names.")
    place: str = Field("", description="Code of a place: of its units and those below it.")
    unit: str = Field("", description="Number of a unit.")
    state: str = Field("", description="`active`, `locked`, `postless` or `first` (first password unchanged).")
    sort: str = Field("", description="`name`, `-name`, `username`, `-username`.")


class PersonIn(Schema):
    """What is told of a person."""

    name: str = Field(min_length=1, max_length=LONGEST_NAME)
    unit: int = Field(description="Number of the unit that has them on its staff.")
    language: Literal["zh", "en"] = "zh"


class PersonNew(PersonIn):
    """A new person."""

    username: str = Field(min_length=2, max_length=60, description="Small letters, digits, `.`, `-`, `_`; for good.")
    has_password: bool = Field(default=True, description="False: it is opened by a provider alone (统一认证).")


class PersonMade(Schema):
    """A person, and a password that is told this once."""

    person: PersonOut = Field(alias="user")
    password: str = Field(
        description="To be changed at the first sign-in; it cannot be shown again. Empty: there is none."
    )


class LockAsked(Schema):
    """How an account is locked."""

    for_good: bool = Field(default=False, description="They have left: their addresses for notices are erased too.")


@router.get("/people", response=PersonPage, url_name="people", tags=PEOPLE, summary="List people")
def people_list(request: Asked, asked: Query[PeopleAsked]) -> dict[str, Any]:
    """Whoever belongs to, or ever held a post in, the units you manage."""
    said = {key: str(value) for key, value in asked.dict().items()}
    return page_of(managed.people_listed(request.person, said, timezone.localdate()), asked)


@router.post("/people", response={201: PersonMade}, url_name="people", tags=PEOPLE, summary="Make an account")
def person_create(request: Asked, said: PersonNew) -> Status[people.Made]:
    """An account with a first password; rights come from posts."""
    told, at = _said(request, said), timezone.now()
    return Status(201, people.person_add(request.person, said.username, told, has_password=said.has_password, at=at))


@router.get("/people/{int:pk}", response=PersonOut, url_name="person", tags=PEOPLE, summary="One person")
def person_one(request: Asked, pk: int) -> User:
    """A person of those you manage."""
    return managed.user_for(request.person, pk)


@router.patch("/people/{int:pk}", response=PersonOut, url_name="person", tags=PEOPLE, summary="Change name and unit")
def person_change(request: Asked, pk: int, said: PersonIn) -> User:
    """Name, unit and language; what was written under the old name keeps it."""
    return people.person_change(request.person, _user(request, pk), _said(request, said), at=timezone.now())


@router.post("/people/{int:pk}/lock", response=PersonOut, url_name="person-lock", tags=PEOPLE, summary="Lock")
def person_lock(request: Asked, pk: int, asked: Query[LockAsked]) -> User:
    """Ends sign-in and all tokens now; posts and history stay."""
    return people.person_lock(request.person, _user(request, pk), at=timezone.now(), for_good=asked.for_good)


@router.post("/people/{int:pk}/unlock", response=PersonOut, url_name="person-unlock", tags=PEOPLE, summary="Unlock")
def person_unlock(request: Asked, pk: int) -> User:
    """Lets them sign in again."""
    return people.person_unlock(request.person, _user(request, pk), at=timezone.now())


@router.post("/people/{int:pk}/password", response=PersonMade, url_name="person-password", tags=PEOPLE, summary="Reset the password")  # fmt: skip
def person_password(request: Asked, pk: int) -> Status[people.Made]:
    """Another first password; sessions and tokens end."""
    return Status(200, people.password_reset(request.person, _user(request, pk), at=timezone.now()))


def _user(request: Asked, pk: int) -> User:
    return managed.user_changeable(request.person, pk, timezone.localdate())


def _said(request: Asked, said: PersonIn) -> Said:
    unit = managed.units_managed(request.person).filter(pk=said.unit).first()
    if unit is None:
        raise Refusal("person-unit-needed")
    return Said(said.name, unit, said.language)


# --------------------------------------------------------------------------------------------- units and posts


class UnitOut(Schema):
    """A bureau, a park, a company of a place."""

    id: int
    name: str
    short_names: list[str]
    kind: str
    place: str = Field(alias="place.code", description="Code of its place.")


class UnitPage(Page[UnitOut]):
    """Units, by place and name."""


class UnitsAsked(Paging):
    """Which units are asked for."""

    place: str = Field("", description="Code of a place: its units and those of everything below it.")
    q: str = Field("", description="In names.")


class UnitIn(Schema):
    """What is told of a unit."""

    name: str = Field(min_length=1, max_length=LONGEST_UNIT)
    short_names: list[str] = Field([], max_length=20)
    kind: str = Field("政府部门", max_length=20)


class UnitNew(UnitIn):
    """A new unit."""

    place: str = Field(max_length=32, description="Code of its place.")


@router.get("/units", response=UnitPage, url_name="units", tags=UNITS, summary="List units")
def unit_list(request: HttpRequest, asked: Query[UnitsAsked]) -> dict[str, Any]:  # noqa: ARG001
    """Units of the places."""
    return page_of(selectors.units_listed(asked.dict()), asked)


@router.post("/units", response={201: UnitOut}, url_name="units", tags=UNITS, summary="Make a unit")
def unit_create(request: Asked, said: UnitNew) -> Status[Unit]:
    """A unit of a place that you manage."""
    place = managed.places_managed(request.person).filter(code=said.place, until=None).exclude(parent=None).first()
    if place is None:
        raise Refusal("unit-place-needed")
    told = {"short_names": said.short_names, "kind": said.kind, "at": timezone.now(), "by": request.person}
    return Status(201, posts.unit_add(place, said.name, is_new=True, **told))  # type: ignore[arg-type]


@router.patch("/units/{int:pk}", response=UnitOut, url_name="unit", tags=UNITS, summary="Rename a unit")
def unit_change(request: Asked, pk: int, said: UnitIn) -> Unit:
    """What it is called and is; posts and people stay with it."""
    of = managed.unit_for(request.person, pk)
    return posts.unit_change(
        of, name=said.name, short_names=said.short_names, kind=said.kind, at=timezone.now(), by=request.person
    )


class PostTold(Schema):
    """A post of a unit."""

    id: int
    unit_id: int
    title: str
    roles: list[str]
    is_of_unit: bool = Field(description="Whether its rights reach over its unit alone, not over the unit's place.")


class PostPage(Page[PostTold]):
    """Posts, by place, unit and title."""


class PostIn(Schema):
    """What is told of a post."""

    title: str = Field(min_length=1, max_length=LONGEST_POST)
    roles: list[str] = Field(min_length=1, max_length=12)
    is_of_unit: bool = False


class PostNew(PostIn):
    """A new post."""

    unit: int


@router.get("/posts", response=PostPage, url_name="posts", tags=UNITS, summary="List posts")
def post_list(request: Asked, paging: Query[Paging]) -> dict[str, Any]:
    """The posts that you manage."""
    return page_of(managed.posts_managed(request.person).order_by("unit__place__path", "unit__name", "title"), paging)


@router.post("/posts", response={201: PostTold}, url_name="posts", tags=UNITS, summary="Make a post")
def post_create(request: Asked, said: PostNew) -> Status[Post]:
    """A post of a unit; the three administrators' roles stand alone."""
    of = managed.units_managed(request.person).filter(pk=said.unit).first()
    if of is None:
        raise Refusal("person-unit-needed")
    made = posts.post_add(
        of, said.title, *said.roles, is_of_unit=said.is_of_unit, is_new=True, at=timezone.now(), by=request.person
    )
    return Status(201, made)


@router.patch("/posts/{int:pk}", response=PostTold, url_name="post", tags=UNITS, summary="Change a post")
def post_change(request: Asked, pk: int, said: PostIn) -> Post:
    """What it is called and may do from now on; whoever holds it keeps it."""
    of = managed.post_for(request.person, pk)
    return posts.post_change(
        of, title=said.title, roles=said.roles, is_of_unit=said.is_of_unit, at=timezone.now(), by=request.person
    )


# ----------------------------------------------------------------------------------------------------- holdings


class HoldingOut(Schema):
    """A person holds a post from a day to a day, both included."""

    id: int
    post_id: int
    person_id: int = Field(alias="user_id")
    tenure: str = Field(description="`staff` 在编, `seconded` 借调, `temporary` 挂职.")
    since: dt.date
    until: dt.date | None


class HoldingPage(Page[HoldingOut]):
    """Holdings, the latest first."""


class HoldingIn(Schema):
    """Somebody is to hold a post."""

    post: int
    person: int
    since: dt.date
    until: dt.date | None = None
    tenure: Tenure = "staff"


class EndIn(Schema):
    """When it ends."""

    day: dt.date = Field(description="The last day of the rights.")


@router.get("/holdings", response=HoldingPage, url_name="holdings", tags=UNITS, summary="List who holds what")
def holding_list(request: Asked, paging: Query[Paging]) -> dict[str, Any]:
    """Who holds, held and will hold the posts that you manage."""
    of = managed.posts_managed(request.person).values("pk")
    return page_of(Holding.objects.filter(post__in=of).order_by("-since", "-pk"), paging)


@router.post("/holdings", response={201: HoldingOut}, url_name="holdings", tags=UNITS, summary="Give a post")
def holding_create(request: Asked, said: HoldingIn) -> Status[Holding]:
    """Somebody of those you manage holds one of your posts from a day on."""
    user = managed.people_managed(request.person).filter(pk=said.person, is_active=True).first()
    post = managed.posts_managed(request.person).filter(pk=said.post).first()
    if user is None or post is None:
        raise Refusal("person-needed")
    posts.since_check(said.since, timezone.localdate())
    made = posts.post_hold(
        post, user, since=said.since, until=said.until, tenure=said.tenure, at=timezone.now(), by=request.person
    )
    return Status(201, made)


@router.post("/holdings/{int:pk}/end", response={204: None}, url_name="holding-end", tags=UNITS, summary="End a holding")  # fmt: skip
def holding_end(request: Asked, pk: int, said: EndIn) -> Status[None]:
    """The rights end with a day; a holding that has not begun is taken back."""
    held = managed.holding_for(request.person, pk)
    posts.holding_end(held, day=said.day, at=timezone.now(), today=timezone.localdate(), by=request.person)
    return Status(204, None)


# ---------------------------------------------------------------------------------------------------- hand-over


class BelongingOut(Schema):
    """So many things of one kind."""

    code: str
    n: int


class HandoverIn(Schema):
    """To whom a post goes."""

    to: int = Field(description="Number of the person.")
    leaver: int | None = Field(None, description="Number of the holding that ends; null where the post is vacant.")
    day: dt.date = Field(description="The first day of the successor; the other's rights end the day before.")
    tenure: Tenure = "staff"


class HandoverOut(Schema):
    """A hand-over that was made."""

    id: int
    post_id: int
    day: dt.date | None
    sheet: dict[str, Any] = Field(description="Names as they were that day, and what went along.")


@router.get("/posts/{int:pk}/belongings", response=list[BelongingOut], url_name="post-belongings", tags=UNITS, summary="What belongs to a post")  # fmt: skip
def post_belongings(request: Asked, pk: int) -> list[dict[str, Any]]:
    """How many plans, drafts and open tasks go with it; never which."""
    return [each._asdict() for each in belongings_of(managed.post_for(request.person, pk))]


@router.post("/posts/{int:pk}/hand-over", response={201: HandoverOut}, url_name="post-hand-over", tags=UNITS, summary="Hand a post over")  # fmt: skip
def post_hand_over(request: Asked, pk: int, said: HandoverIn) -> Status[Handover]:
    """One act; the sheet to be signed is kept."""
    post = managed.post_for(request.person, pk)
    to = managed.people_managed(request.person).filter(pk=said.to).first()
    if to is None:
        raise Refusal("person-needed")
    leaver = post.holdings.filter(pk=said.leaver or 0).select_related("user").first()
    handing = handover.Handing(post, leaver, to, said.day, said.tenure)
    done = handover.post_hand_over(request.person, handing, at=timezone.now(), today=timezone.localdate())
    return Status(201, done)

"""The one rights table, and what it says about a person."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from importlib.resources import files
from typing import NamedTuple

ROLES = (
    "reader", "reporter", "reviewer", "unit-head", "leader", "analyst", "office", "expert", "enterprise",
    "auditor", "administrator", "security",
)  # fmt: skip
ADMINISTRATORS = frozenset(("auditor", "administrator", "security"))
"""三员: each apart from the other two, and from all business."""
READS = (".read", ".export")
"""Ends of the deeds that change nothing: for these all posts of a person count, whichever they act in."""
ANYONE, SIGNED_IN = "anyone", "signed-in"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rights:
    """``rights.toml`` as a value.

    Attributes:
        deeds: Deed → the roles that may do it.
        sees: Role → the 保密属性 it may see.
        drafts: The roles that see drafts; the others see those alone on which their unit or place is being asked.
        routes: Name of an address, or ``METHOD name`` → deed.
    """

    deeds: Mapping[str, frozenset[str]]
    sees: Mapping[str, frozenset[str]]
    drafts: frozenset[str]
    routes: Mapping[str, str]

    def __post_init__(self) -> None:
        strangers = {role for roles in (*self.deeds.values(), self.sees, self.drafts) for role in roles} - {*ROLES}
        unknown = {*self.routes.values()} - {*self.deeds, ANYONE, SIGNED_IN}
        if strangers or unknown:
            raise ValueError(f"rights.toml: no such role or deed: {sorted(strangers | unknown)}")

    def deed_of(self, route: str, method: str) -> str:
        """The deed behind an address; an address that the table lacks is a fault of ours."""
        return self.routes.get(f"{method} {route}") or self.routes[route]


def _rights() -> Rights:
    table = tomllib.loads(files("xiandao.apps.accounts").joinpath("rights.toml").read_text("utf-8"))
    return Rights(
        deeds={deed: frozenset(roles) for deed, roles in table["deeds"].items()},
        sees={role: frozenset(seen) for role, seen in table["sees"].items()},
        drafts=frozenset(table["drafts"]["roles"]),
        routes=table["routes"],
    )


RIGHTS = _rights()


class Grant(NamedTuple):
    """One post that a person holds: its role, within everything below *path*, or within *unit* alone."""

    role: str
    path: str
    unit: int | None
    post: int | None
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Who acts, and with which rights, on the day asked for.

    Attributes:
        id: Of the account; ``None`` for the operator of the machine, who has none.
        username: Of the account, or of the operator on the machine.
        name: As others read it.
        grants: The posts held; the one acted in first.
        acting: The post that the person chose to act in, ``None`` where they left it to the deed: the first that permits it.
        is_writing: Whether something is to change now: then a chosen post alone counts, but for what reads.
    """

    id: int | None
    username: str
    name: str
    grants: tuple[Grant, ...]
    acting: int | None = None
    is_writing: bool = False

    @property
    def actor(self) -> str:
        """How the audit log names them: by the number of the account, or as the operator."""
        return f"os:{self.username}" if self.id is None else str(self.id)

    def may(self, deed: str) -> bool:
        """Whether any of their posts lets them do it, somewhere."""
        return bool(self.within(deed))

    def within(self, deed: str) -> tuple[Grant, ...]:
        """The posts that let them do it."""
        roles = RIGHTS.deeds.get(deed, frozenset())
        found = tuple(grant for grant in self.grants if grant.role in roles)
        if self.acting is None or not self.is_writing or deed.endswith(READS):
            return found
        return tuple(grant for grant in found if grant.post == self.acting)

    @property
    def posts(self) -> Mapping[int, str]:
        """The posts held today and what they are called; several roles of one post once."""
        return dict(sorted((grant.post, grant.title) for grant in self.grants if grant.post is not None))

    @property
    def acting_title(self) -> str:
        """What the chosen post is called; empty where none was chosen."""
        return self.posts.get(self.acting or 0, "")

    def acting_in(self, post: int | None) -> Person:
        """The same person, acting in *post*; as they are where they do not hold it."""
        if post not in self.posts:
            return self
        return replace(self, acting=post, grants=tuple(sorted(self.grants, key=lambda grant: grant.post != post)))

    def writing(self) -> Person:
        """The same person about to change something."""
        return replace(self, is_writing=True)

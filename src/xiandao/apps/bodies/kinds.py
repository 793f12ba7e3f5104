"""What kinds of bodies, members and linked things there are: ``kinds.toml`` as values."""

from __future__ import annotations

import tomllib
from importlib.resources import files

_TABLE = tomllib.loads(files("xiandao.apps.bodies").joinpath("kinds.toml").read_text("utf-8"))
BODIES: tuple[str, ...] = tuple(_TABLE["body"])
ROLES: tuple[str, ...] = tuple(_TABLE["role"])
"""In the order in which a list of members is printed."""
ABOUT: tuple[str, ...] = tuple(_TABLE["about"])
"""What a leader is linked to: a field of the taxonomy, or a chain, an enterprise, a park by name."""
SAID: dict[str, str] = dict(_TABLE["said"])
"""What people call a role → its code."""

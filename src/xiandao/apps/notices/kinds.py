"""The kinds of notices, declared in ``kinds.toml``."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

from xiandao.apps.accounts.rights import RIGHTS

SENDS = ("at-once", "digest")
OFF = ("reader", "nobody")


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """One kind of notices.

    Attributes:
        code: As callers name it.
        wording: Code of what it says.
        at_once: Whether it is sent as soon as it stands, instead of with the daily digest.
        sign_within: Working days within which it must be signed for; ``None`` where nobody need.
        may_switch_off: Whether a person may keep it from being sent out to them; it stays in their inbox.
        deed: By which it is told, so that it is told by the post that permits it; empty where nobody's deed tells it.
    """

    code: str
    wording: str
    at_once: bool
    sign_within: int | None
    may_switch_off: bool
    deed: str = ""


def kinds_from_table(table: Mapping[str, Any]) -> Mapping[str, Kind]:
    """The kinds of ``kinds.toml``, as parsed.

    Raises:
        ValueError: A kind says what it may not, or leaves out what it must.
    """
    return {code: _kind(code, said) for code, said in table["kinds"].items()}


def _kind(code: str, said: Mapping[str, Any]) -> Kind:
    days = said.get("sign_within")
    strange = set(said) - {"sends", "sign_within", "off", "wording", "deed"}
    if (
        strange
        or said.get("sends") not in SENDS
        or said.get("off") not in OFF
        or not said.get("wording")
        or said.get("deed", "") not in ("", *RIGHTS.deeds)
        or (days is not None and (not isinstance(days, int) or days < 1))
    ):
        raise ValueError(f"kinds.toml: {code}")
    return Kind(
        code=code,
        wording=said["wording"],
        at_once=said["sends"] == "at-once",
        sign_within=days,
        may_switch_off=said["off"] == "reader",
        deed=said.get("deed", ""),
    )


KINDS = kinds_from_table(tomllib.loads(files("xiandao.apps.notices").joinpath("kinds.toml").read_text("utf-8")))

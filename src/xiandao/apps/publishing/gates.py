"""The table of what leaves and how, as a value."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from typing import NamedTuple

USES = ("inside", "outside")
"""用途: 本单位工作, 对外提供."""
WAYS = ("direct", "numbered", "gate")
STEPS = ("secrecy", "publish")
"""保密审查, 信息发布审核."""
DEEDS = {"secrecy": "release.secrecy", "publish": "release.publish"}
"""Step → the right that it takes."""


class Channel(NamedTuple):
    """A way out: the opinions it needs, in their order, and whether its content is kept for good."""

    needs: tuple[str, ...]
    archive: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Gates:
    """``gates.toml``.

    Attributes:
        ways: Use and 保密属性 → one of :data:`WAYS`.
        channels: By name.
        gathered: Name of a list that becomes sensitive when gathered → the channel of its review.
    """

    ways: Mapping[tuple[str, str], str]
    channels: Mapping[str, Channel]
    gathered: Mapping[str, str]

    def __post_init__(self) -> None:
        wrong = {*self.ways.values()} - {*WAYS}
        wrong |= {step for channel in self.channels.values() for step in channel.needs} - {*STEPS}
        wrong |= {*self.gathered.values()} - {*self.channels}
        wrong |= {name for name, channel in self.channels.items() if not channel.needs}
        if wrong:
            raise ValueError(f"gates.toml: {sorted(wrong)}")


def gates_of(text: str) -> Gates:
    """The table that *text* is."""
    table = tomllib.loads(text)
    return Gates(
        ways={(use, secrecy): way for use, by in table["ways"].items() for secrecy, way in by.items()},
        channels={
            name: Channel(tuple(said["needs"]), bool(said["archive"])) for name, said in table["channels"].items()
        },
        gathered=dict(table.get("gathered", {})),
    )


GATES = gates_of(files("xiandao.apps.publishing").joinpath("gates.toml").read_text("utf-8"))


def way_of(use: str, secrecy: str) -> str:
    """How something leaves; what the table does not name goes through the gate."""
    return GATES.ways.get((use, secrecy), "gate")

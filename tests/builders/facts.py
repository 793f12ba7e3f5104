"""Plans known by their facts alone, and documents that bring their words."""

from __future__ import annotations

from tests.builders.workspace import AT, TEXT

from xiandao.apps.plans.facts import FORMAT, facts_enter
from xiandao.apps.plans.models import Edition
from xiandao.core.text import Source
from xiandao.reading import read_plan
from xiandao.writers.plan_json import plan_dict


def known_by_facts(text: str = TEXT) -> Edition:
    """A reference plan of which the items are known, and no word."""
    flat = plan_dict(read_plan(Source(name="f", media_type="text/plain", text=text)))
    for listed in ("targets", "facts", "tasks", "sectors", "technologies", "placements", "bundles", "cites"):
        flat[listed] = [{**each, "quote": ""} for each in flat[listed]]
    return facts_enter({**flat, "format": FORMAT}, "f.json", at=AT)


def broken(text: str) -> str:
    """As a printed page has it: lines end in the middle of a sentence."""
    return "\n".join(line[at : at + 24] for line in text.splitlines() for at in range(0, len(line), 24))

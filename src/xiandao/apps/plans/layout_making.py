"""The first version of 产业空间布局表, and how any version is kept: whole, in its order, under a digest."""

from __future__ import annotations

import datetime as dt
import hashlib

from django.db import transaction

from xiandao.apps.accounts.rights import Person
from xiandao.apps.audit.services import record
from xiandao.apps.places.selectors import places_under
from xiandao.apps.plans.export_sources import Sources
from xiandao.apps.plans.layout_models import Layout, LayoutLine, LayoutVersion
from xiandao.apps.plans.layout_selectors import MAKE, drafts_of, line_of, placements_of
from xiandao.core.canonical import canonical_bytes
from xiandao.core.errors import Refusal
from xiandao.readers.secrecy import bears_marking, case_number

LONGEST = {"name": 60, "sector": 80, "carrier": 120, "direction": 400, "reason": 400}


@transaction.atomic
def layout_make(person: Person, place: int, since: dt.date, *, at: dt.datetime) -> Layout:
    """Version 1 of the table of a place, of the confirmed placements of its plans in force.

    Raises:
        Refusal: ``absent``, ``layout-there``, ``layout-nothing`` where no placement is confirmed in a plan in force.
    """
    if not place:
        raise Refusal("layout-place")
    grants = [grant for grant in person.within(MAKE) if grant.unit is None]
    of = places_under(grant.path for grant in grants).filter(pk=place).first()
    if of is None:
        raise Refusal("absent")
    if Layout.objects.filter(place=of).exists():
        raise Refusal("layout-there", place=of.name)
    drafts = drafts_of(placements_of(person, of), of)
    if not drafts:
        raise Refusal("layout-nothing", place=of.name)
    post = next((grant.post for grant in grants if of.path.startswith(grant.path)), None)
    layout = Layout.objects.create(place=of, at=at, by_id=person.id, post_id=post)
    sources = {each.item.edition_id: Sources(each.item.edition) for each in drafts}
    rows = [
        LayoutLine(
            **each.line._asdict() | {"place": each.place, "name": each.line.place},
            edition=each.item.edition, item=each.item, quote=each.item.quote,
            clause=(sources[each.item.edition_id].clause(each.item) or "")[:120],
        )
        for each in drafts
    ]  # fmt: skip
    version = version_add(person, layout, 1, since, "", rows, at=at)
    record("layout.make", "layout", layout.pk, by=person, at=at, after=version.digest, place=of.pk, rows=len(rows))
    return layout


def version_add(  # noqa: PLR0913 - all of it is what a version is
    person: Person,
    layout: Layout,
    ordinal: int,
    since: dt.date,
    reason: str,
    rows: list[LayoutLine],
    *,
    at: dt.datetime,
) -> LayoutVersion:
    """A version with its rows in their order, and the digest of all of them."""
    flat = [[*line_of(row), row.edition_id, row.item_id, row.reason] for row in rows]
    digest = f"sha256:{hashlib.sha256(canonical_bytes(flat)).hexdigest()}"
    version = LayoutVersion.objects.create(
        layout=layout, ordinal=ordinal, in_force_from=since, reason=reason, digest=digest, at=at, by_id=person.id
    )
    for at_row, row in enumerate(rows):
        row.version, row.ordinal = version, at_row
    LayoutLine.objects.bulk_create(rows)
    return version


def checked(words: str, most: int) -> str:
    """Words that may be kept: not too long, of no state secret."""
    words = words.strip()
    if len(words) > most:
        raise Refusal("case-long", most=most)
    if bears_marking(words):
        number = case_number(words.encode())
        raise Refusal("state-secret", case=number, name=number)
    return words

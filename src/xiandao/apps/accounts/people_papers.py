"""人员名单: the people of a list as a sheet, noted in the log as whatever leaves the house."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Mapping
from typing import TYPE_CHECKING

from django.db import transaction

from xiandao.apps.accounts.managed import SORTS, STATES, people_listed
from xiandao.apps.accounts.models import Unit, User
from xiandao.apps.accounts.typed import number_of
from xiandao.apps.audit.services import record
from xiandao.apps.places.models import Place
from xiandao.core.messages import wording
from xiandao.core.papers import Column, Kind, Sheet, Watermark, row
from xiandao.writers.labels import label
from xiandao.writers.paper_xlsx import xlsx_of

if TYPE_CHECKING:
    from xiandao.apps.accounts.rights import Person


@transaction.atomic
def people_given(person: Person, asked: Mapping[str, str], *, at: dt.datetime, on: dt.date) -> tuple[str, bytes]:
    """The name and the bytes of the list as it is filtered."""
    people = list(people_listed(person, asked, on))
    name = wording("people-list", "zh")
    is_sample = any(user.unit is not None and user.unit.place.is_invented for user in people)
    sheet = Sheet(
        name=name,
        title=name,
        columns=(
            Column(wording("person-name", "zh"), width=8),
            Column(wording("username", "zh"), width=10),
            Column(wording("person-unit", "zh"), width=18),
            Column(wording("person-posts", "zh"), width=26),
            Column(wording("person-tenure", "zh"), width=6, centred=True),
            Column(wording("person-since", "zh"), width=8, kind=Kind.DATE, centred=True),
            Column(wording("person-state", "zh"), width=6, centred=True),
        ),
        rows=tuple(row(*_values(user)) for user in people),
        notes=(wording("people-list-note", "zh", day=on.isoformat()),),
        watermark=Watermark(sample=True) if is_sample else None,
    )
    data = xlsx_of([sheet])
    kept = _known(asked)
    digest = f"sha256:{hashlib.sha256(data).hexdigest()}"
    record("people.export", "people", "list", by=person, at=at, after=digest, rows=len(people), asked=kept)
    return f"{name}{on.isoformat()}.xlsx", data


def _known(asked: Mapping[str, str]) -> dict[str, str]:
    """What of the filter the log keeps: codes that are known. Whatever else was typed may be somebody's name."""
    found = {
        "place": asked.get("place", "") if Place.objects.filter(code=asked.get("place", "")[:60]).exists() else "",
        "unit": str(number_of(asked, "unit")) if Unit.objects.filter(pk=number_of(asked, "unit")).exists() else "",
        "state": asked.get("state", "") if asked.get("state") in STATES else "",
        "sort": asked.get("sort", "") if asked.get("sort") in SORTS else "",
    }
    return {key: value for key, value in found.items() if value}


def _values(user: User) -> tuple[str | dt.date | None, ...]:
    now = user.now  # type: ignore[attr-defined]  # of people_listed
    return (
        user.name,
        user.username,
        user.unit.name if user.unit else None,
        "；".join(str(holding.post) for holding in now) or None,
        "；".join(dict.fromkeys(label("tenure", holding.tenure, "zh") for holding in now)) or None,
        min((holding.since for holding in now), default=None),
        label("account", "active" if user.is_active else "locked", "zh"),
    )

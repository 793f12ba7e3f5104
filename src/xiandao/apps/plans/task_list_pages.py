"""What the pages of 年度工作任务清单 show: the lists kept, one of them, and what is proposed for the next version."""

from __future__ import annotations

from typing import Any, NamedTuple

from xiandao.apps.accounts.rights import Person
from xiandao.apps.places.models import Place
from xiandao.apps.plans.selectors import editions_seen
from xiandao.apps.plans.task_list_models import STATES, TaskListLine
from xiandao.apps.plans.task_list_selectors import (
    EXPORT,
    KEEP,
    Draft,
    drafts_of,
    editions_of,
    grants_at,
    lines_of,
    list_of,
    secrecy_of,
    version_of,
)
from xiandao.apps.publishing.gates import way_of


class Field(NamedTuple):
    """A row of the form: what a plan proposes, with what was said of it in the version before."""

    item: int | None
    origin: str
    title: str
    plan: str
    clause: str
    state: str
    reason: str
    measure: str
    units: str
    due: str
    is_gone: bool


def list_page(person: Person, place: Place, sector: str, year: int, ordinal: int | None = None) -> dict[str, Any]:
    """A list as it was kept, and the form of its next version for who may keep it."""
    of = list_of(person, place, sector, year)
    version = version_of(of, ordinal) if of else None
    last = version_of(of) if of else None
    lines = lines_of(version) if version else []
    may_keep = bool(grants_at(person, KEEP, place))
    seen = set(editions_seen(person).filter(pk__in={line.edition_id for line in lines}).values_list("pk", flat=True))
    fields = form_of(drafts_of(person, place, sector, year), lines_of(last) if last else []) if may_keep else []
    return {
        "place": place,
        "sector": sector,
        "year": year,
        "of": of,
        "version": version,
        "versions": list(of.versions.select_related("by").order_by("-ordinal")) if of else [],
        "taken": [(line, line.edition_id in seen) for line in lines if line.state == "taken"],
        "left_out": [line for line in lines if line.state == "left"],
        "may_keep": may_keep,
        "fields": fields,
        "new": sum(not field.state for field in fields) if last else 0,
        "seen": last.ordinal if last else 0,
        "states": STATES,
        "may_export": version is not None and bool(grants_at(person, EXPORT, place)),
        "needs_purpose": way_of("inside", secrecy_of(editions_of(lines))) != "direct",
    }


def form_of(drafts: tuple[Draft, ...], lines: list[TaskListLine]) -> list[Field]:
    """Every proposal, then what was kept besides: rows of a person's own, and what the plans propose no more."""
    before = {line.item_id: line for line in lines if line.item_id}
    fields = []
    for draft in drafts:
        line = before.pop(draft.item.pk, None)
        fields.append(
            Field(
                draft.item.pk, draft.origin, line.title if line else draft.title, draft.edition.plan.title, draft.clause,
                line.state if line else "", line.reason if line else "", line.measure if line else "",
                line.units if line else draft.units, line.due if line else draft.due, is_gone=False,
            )
        )  # fmt: skip
    rest = [line for line in lines if line.item_id is None or line.item_id in before]
    return fields + [
        Field(
            line.item_id, line.origin, line.title, "", line.clause, line.state, line.reason, line.measure, line.units,
            line.due, is_gone=line.item_id is not None,
        )
        for line in rest
    ]  # fmt: skip

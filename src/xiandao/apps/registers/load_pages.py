"""What the pages of workbooks show: those on their way, how one is understood, and what its rows would do."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import Q, QuerySet

from xiandao.apps.accounts.rights import RIGHTS, Person
from xiandao.apps.jobs.models import Job
from xiandao.apps.jobs.selectors import jobs_seen
from xiandao.apps.registers.entity_forms import weights
from xiandao.apps.registers.kinds import kind_of, registry
from xiandao.apps.registers.loading import AT
from xiandao.apps.registers.loads import CHECK_JOB, ENTER_JOB, READ_JOB
from xiandao.apps.registers.models import LOAD_STATES, SECRECY, Load
from xiandao.apps.registers.outcomes import SHOWN, size_of
from xiandao.apps.registers.returning import may_return
from xiandao.apps.registers.selectors import ENTER, entities_seen, loads_seen
from xiandao.apps.registers.sight import Sight, is_seen
from xiandao.apps.registers.telling import Names, name_in, names_for, property_name, told
from xiandao.core.findings import Finding
from xiandao.core.kinds import SUMMED, Kind, columns_of
from xiandao.core.messages import Language, message
from xiandao.registers.intake import OUTCOMES
from xiandao.registers.mapping import SURE

SORTS = {"": "-pk", "at": "pk", "name": "file_name", "-name": "-file_name", "as_of": "as_of", "-as_of": "-as_of"}
BUSY = ("checking", "entering")
SINCE = dt.timedelta(days=7)
"""For so long a file that could not be read is told of in the list."""
ROWS_SHOWN = tuple(each for each in OUTCOMES if each != "unchanged")
ROWS_ORDER = ("wrong", "conflicting", "changed", "added")


def loads_listed(person: Person, asked: Mapping[str, str]) -> QuerySet[Load]:
    """The workbooks that are asked for."""
    rows = loads_seen(person)
    if asked.get("state") in LOAD_STATES:
        rows = rows.filter(state=asked["state"])
    if asked.get("kind"):
        rows = rows.filter(kind=asked["kind"])
    if words := asked.get("q", "").strip()[:80]:
        rows = rows.filter(Q(file_name__icontains=words) | Q(stream__icontains=words))
    return rows.order_by(SORTS.get(asked.get("sort", ""), "-pk"), "-pk")


def reading(person: Person, at: dt.datetime) -> list[Job]:
    """The person's files that are being read, and those of this week that could not be."""
    mine = jobs_seen(person).filter(kind=READ_JOB)
    failed = Q(state="failed", ended_at__gte=at - SINCE)
    return list(mine.filter(Q(state__in=("waiting", "running")) | failed).order_by("-pk")[:20])


def kinds_offered(language: Language) -> list[tuple[str, str]]:
    """All kinds with what they are called."""
    return [(each.code, name_in(each, language)) for each in registry().kinds]


def form(person: Person, language: Language) -> dict[str, Any]:
    """What the form of an upload offers."""
    sees = {each for grant in person.within(ENTER) for each in RIGHTS.sees[grant.role]}
    return {
        "kinds": kinds_offered(language),
        "authorities": weights(language),
        "secrecies": [each for each in SECRECY if each in sees],
    }


def job_of(load: Load) -> Job | None:
    """The last piece of work on it."""
    return Job.objects.filter(kind__in=(CHECK_JOB, ENTER_JOB), arguments__load=load.pk).order_by("-pk").first()


def page_of_load(person: Person, load: Load, language: Language, asked: Mapping[str, str]) -> dict[str, Any]:
    """One workbook as it stands."""
    kind, job = kind_of(load.kind), job_of(load)
    counts = load.outcome.get("counts", {})
    show = asked.get("show", "")
    if show not in ROWS_SHOWN:
        show = next((each for each in ROWS_ORDER if counts.get(each)), "")
    return {
        "load": load,
        "kind_name": name_in(kind, language),
        "is_busy": load.state in BUSY,
        "job": job if job and (job.is_open or job.state == "failed") else None,
        "tables": [_table(table, kind, _sight(person)) for table in load.mapping["tables"]],
        "offered": [(each.code, name_in(each, language), each.holds) for each in columns_of(kind)],
        "maps": load.state == "mapping" or (load.state == "checked" and bool(asked.get("map"))),
        "findings": [{"start": 0, "end": 0, **each} for each in load.mapping.get("findings", ())],
        "counts": [(each, counts.get(each, 0)) for each in OUTCOMES] if counts else [],
        "can_enter": any(n for outcome, n in counts.items() if outcome not in ("wrong", "unchanged")),
        "show": show,
        "rows": rows_told(person, load, kind, show, language) if show else [],
        "most": SHOWN,
        "total": size_of(load),
        "may_return": may_return(load),
    }


def _table(table: Mapping[str, Any], kind: Kind, sight: Sight) -> dict[str, Any]:
    return {**table, "columns": [_column(each, kind, sight) for each in table["columns"]]}


def _column(column: Mapping[str, Any], kind: Kind, sight: Sight) -> dict[str, Any]:
    sample = column["sample"] if is_seen(kind.property(column["property"]), sight) else []
    reasons = [(code, dict(values)) for code, values in column["reasons"]]
    prop = next((each for each in columns_of(kind) if each.code == column["property"]), None)
    return {
        **column, "sure": _sureness(column), "reasons": reasons, "sample": sample,
        "has_unit": bool(column["said_unit"]) or (prop is not None and prop.type in SUMMED),
        "has_period": bool(column["period"]) or (prop is not None and prop.holds == "during"),
    }  # fmt: skip


def _sight(person: Person) -> Sight:
    """What the person sees of what their offices enter."""
    classes = frozenset(each for grant in person.within(ENTER) for each in RIGHTS.sees[grant.role])
    return Sight(classes, is_keeper=True)


def _sureness(column: Mapping[str, Any]) -> str:
    """How far a proposal can be relied on; empty where nothing is proposed."""
    if not column["property"]:
        return ""
    return "sure" if column["score"] >= SURE else "doubted"


def rows_told(person: Person, load: Load, kind: Kind, show: str, language: Language) -> list[dict[str, Any]]:
    """The first rows of an outcome in words: before → after, why, and where."""
    rows = load.outcome["shown"].get(show, [])
    names, sight = names_for(person, kind, _values(rows), language), _sight(person)
    keys = {each["key"] for each in rows if each["key"]}
    known = dict(entities_seen(person).filter(key__in=keys).values_list("key", "name")) if keys else {}
    return [_row(_visible(each, kind, sight), kind, names, known) for each in rows]


def _visible(row: Mapping[str, Any], kind: Kind, sight: Sight) -> Mapping[str, Any]:
    changes = [each for each in row["changes"] if is_seen(kind.property(each[0].partition(AT)[0]), sight)]
    return {**row, "changes": changes}


def _values(rows: Iterable[Mapping[str, Any]]) -> Iterable[Mapping[str, list[str]]]:
    return [{code.partition(AT)[0]: [*before, *after]} for row in rows for code, before, after in row["changes"]]


def _row(row: Mapping[str, Any], kind: Kind, names: Names, known: Mapping[str, str]) -> dict[str, Any]:
    faults = [
        message(Finding(code=each["code"], values=tuple(each["values"].items())), names.language)
        for each in row["findings"]
    ]
    cells = row["cells"] if len(row["cells"]) == len(faults) else [""] * len(faults)
    return {
        "sheet": row["sheet"],
        "row": row["row"],
        "key": row["key"] if row["key"] in known else "",
        "name": row["name"] or known.get(row["key"], ""),
        "changes": [_change(kind, change, names) for change in row["changes"]],
        "faults": list(zip(cells, faults, strict=True)),
    }


def _change(kind: Kind, change: tuple[str, list[str], list[str]], names: Names) -> dict[str, Any]:
    code, _, period = change[0].partition(AT)
    before, after = ([told(kind, code, each, names) for each in values] for values in change[1:])
    return {"name": property_name(kind, code, names.language), "period": period, "before": before, "after": after}

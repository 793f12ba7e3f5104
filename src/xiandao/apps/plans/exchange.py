"""Whole plans out and in: an edition with its states and judgements, or a plan as somebody read it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, get_args

from django.db import transaction

from xiandao.apps.accounts.rights import RIGHTS, Grant, Person
from xiandao.apps.audit.services import record
from xiandao.apps.files.services import draft_of, files_lock
from xiandao.apps.jobs.documents import refuse_marked
from xiandao.apps.places.models import Place
from xiandao.apps.places.selectors import place_by_name, root_place
from xiandao.apps.plans.classing import EXPOSED, class_check, class_given, class_of, plan_class
from xiandao.apps.plans.formats import EDITION
from xiandao.apps.plans.mappers import CLASSES, LIST_OF, columns_of_item, day_of, dict_of_row, own_fields
from xiandao.apps.plans.models import OPENNESS, Document, Edition, Item, Judgement, Plan
from xiandao.apps.plans.risk import Doubts
from xiandao.apps.plans.selectors import editions_seen
from xiandao.apps.plans.services import document_keep
from xiandao.core.canonical import digest_of
from xiandao.core.errors import Refusal
from xiandao.core.findings import Finding
from xiandao.core.messages import Language, wording
from xiandao.core.text import Source
from xiandao.writers.plan_json import KINDS as LISTS
from xiandao.writers.plan_json import SCHEMA as PLAN
from xiandao.writers.plan_json import finding_dict, item_from_dict

KIND_OF = {listed: kind for kind, listed in LIST_OF.items()}
Flat = Mapping[str, Any]
_JUDGED = ("deed", "before", "after", "note", "at", "seconds", "learnt_in")


# --------------------------------------------------------------------------------------------------------- out


def plan_flat(edition: Edition, rows: Iterable[Item], language: Language = "zh") -> dict[str, Any]:
    """The edition in the plan format, of exactly *rows*, as they are kept."""
    document = edition.document
    return {
        "schema": PLAN,
        "kernel": edition.kernel,
        "source": {
            "name": document.name if document else edition.file_name,
            "media_type": document.media_type if document else "",
        },
        "text_sha256": edition.text_sha256,
        "document": edition.about,
        **items_flat(rows),
        "balance": edition.balance,
        "findings": [finding_dict(_finding(each), language) for each in edition.findings],
    }


def items_flat(rows: Iterable[Item]) -> dict[str, list[dict[str, Any]]]:
    """Rows as the lists of the plan format."""
    listed: dict[str, list[dict[str, Any]]] = {name: [] for name in LISTS}
    for row in rows:
        listed[LIST_OF[row.kind]].append(dict_of_row(row))
    return listed


def edition_flat(edition: Edition, language: Language = "zh") -> dict[str, Any]:
    """The edition whole, in the terms of :data:`xiandao.apps.plans.formats.EditionFormat`."""
    rows = list(edition.items.prefetch_related("judgements__by").select_related("decided_by").order_by("start", "pk"))
    plan, document = edition.plan, edition.document
    names = ("name", "media_type", "text", "pages")
    return {
        "schema": EDITION,
        "of": {
            "title": plan.title,
            "place": plan.place.code if plan.place else None,
            "level": plan.level,
            "openness": plan.openness,
            "secrecy": plan.secrecy,
        },
        "edition": {
            "ordinal": edition.ordinal,
            "state": edition.state,
            "file_name": edition.file_name,
            "reading": edition.reading,
            "in_force_from": _iso(edition.in_force_from),
            "in_force_until": _iso(edition.in_force_until),
        },
        "document": {name: getattr(document, name) for name in names} if document else None,
        "plan": plan_flat(edition, (row for row in rows if row.state != "rejected"), language),
        "rejected": items_flat(row for row in rows if row.state == "rejected"),
        "states": [_state(row) for row in sorted(rows, key=lambda row: row.pk)],
    }


def nameless(whole: Flat) -> dict[str, Any]:
    """*whole* without who judged it and how long it took them: what goes to others names no person."""
    states = [
        {
            **state,
            "decided_by": None,
            "judgements": [{**each, "by": None, "seconds": None} for each in state["judgements"]],
        }
        for state in whole["states"]
    ]
    return {**whole, "states": states}


def _state(row: Item) -> dict[str, Any]:
    names = ("kind", "state", "version", "risk", "doubts", "read", "decided_at")
    return {
        "id": row.key,
        "lineage": str(row.lineage),
        **{name: getattr(row, name) for name in names},
        "is_placed": row.start is not None,
        "decided_by": row.decided_by.username if row.decided_by else None,
        "judgements": [_judgement(each) for each in row.judgements.all()],
    }


def _judgement(row: Judgement) -> dict[str, Any]:
    return {**{name: getattr(row, name) for name in _JUDGED}, "by": row.by.username if row.by else None}


def _iso(day: dt.date | None) -> str | None:
    return day.isoformat() if day else None


def _finding(flat: Flat) -> Finding:
    return Finding(code=flat["code"], start=flat["start"], end=flat["end"], values=tuple(flat["values"].items()))


# ---------------------------------------------------------------------------------------------------------- in


@transaction.atomic
def plan_import(person: Person, plan: Flat, *, at: dt.datetime) -> Edition:
    """A plan that was read elsewhere, as a plan of its own without its document; every item waits for a person.

    *plan* is in the plan format. When the document is uploaded, its words come to the items.

    Raises:
        Refusal: It does not hold together, bears a marking, or is known already.
    """
    _checked(person, "plan.add", plan, plan)
    title = next(iter(plan["document"]["alt_titles"]), plan["document"]["title"]) or Path(plan["source"]["name"]).stem
    grant = _grant(person, "plan.add")
    of = _plan_of(person, grant, title=title[:255], level=plan["document"]["level"] or "", at=at)
    of.place = place_by_name(plan["document"]["place"])
    of.save()
    entered = {"ordinal": 1, "state": "draft", "file_name": plan["source"]["name"], "reading": "facts"}
    edition = _edition_of(person, of, plan, entered, at=at)
    none = Doubts((), ())
    rows = [_row(edition, KIND_OF[listed], flat) for listed in LISTS for flat in plan[listed]]
    for row in rows:
        risk = none.of(item_from_dict(CLASSES[row.kind], dict_of_row(row)))
        row.read, row.risk, row.doubts = row.fields, risk.degree, list(risk.reasons)
    Item.objects.bulk_create(rows, batch_size=500)
    record("edition.import", "edition", edition.pk, by=person, at=at, after=digest_of(plan), items=len(rows))
    return edition


@transaction.atomic
def edition_import(person: Person, whole: Flat, *, at: dt.datetime) -> Edition:
    """An edition as :func:`edition_flat` gave it, as a plan of its own in the person's office: states, judgements and all.

    Who judged it elsewhere is nobody of this workspace, even under a user name that somebody has here: judgements stand
    under 来件单位. Who took it in, and the digest of all of it, stands in the audit log. What was 主动公开 elsewhere is so
    here once a second person has confirmed it.

    Raises:
        Refusal: It does not hold together, bears a marking, is known already, or is more secret than the person may see;
            as :func:`class_check`.
    """
    files_lock(shared=True)
    plan = whole["plan"]
    _checked(person, "plan.issue", plan, whole)
    _words_checked(whole)
    of = plan_came(person, "plan.issue", whole, at=at)
    wanted = class_of(of)
    class_check(person, wanted, "plan.issue")
    if wanted.openness == EXPOSED:
        of.openness = OPENNESS[-1]
    of.save()
    class_given(person, of, class_of(of), at=at)
    edition = edition_lay(person, of, whole, brought=plan["document"]["issuer"] or whole["edition"]["file_name"], at=at)
    if wanted != class_of(of):  # with what is issued of it: each edition is asked about
        plan_class(person, of.pk, wanted, reason=wording("class-with-import", "zh"), at=at)
    record(
        "edition.import", "edition", edition.pk, by=person, at=at, after=digest_of(whole), items=len(whole["states"]),
        plan=of.pk,
    )  # fmt: skip
    return edition


def plan_came(person: Person, deed: str, whole: Flat, *, at: dt.datetime) -> Plan:
    """The plan of *whole*, kept by the office that lets *person* do *deed*; not saved yet.

    Raises:
        Refusal: ``not-permitted`` where they may not, or it is more secret than they may see.
    """
    said, grant = whole["of"], _grant(person, deed)
    if said["secrecy"] not in RIGHTS.sees[grant.role]:
        raise Refusal("not-permitted")
    of = _plan_of(person, grant, title=said["title"], level=said["level"], at=at)
    of.place = Place.objects.filter(code=said["place"] or "").first() or place_by_name(
        whole["plan"]["document"]["place"]
    )
    of.openness, of.secrecy, of.is_issued = said["openness"], said["secrecy"], whole["edition"]["state"] != "draft"
    return of


def edition_lay(
    person: Person, of: Plan, whole: Flat, *, brought: str, at: dt.datetime, supersedes: Edition | None = None
) -> Edition:
    """The edition *whole*, already checked, as one of the plan *of*: states, judgements, lineages and all."""
    days = {name: day_of(whole["edition"][name]) for name in ("in_force_from", "in_force_until")}
    kept = _document(whole["document"], at=at) if whole["document"] else None
    entered = {**whole["edition"], **days, "document": kept, "supersedes": supersedes, "brought": brought[:200]}
    edition = _edition_of(person, of, whole["plan"], entered, at=at)
    _states_enter(edition, whole)
    return edition


def edition_check(whole: Flat) -> None:
    """Refuses an edition that bears a marking or does not hold together."""
    _sound(whole["plan"], whole)
    _words_checked(whole)


def _checked(person: Person, deed: str, plan: Flat, whole: Flat) -> None:
    """Refuses what is marked, known, or would not be shown."""
    _sound(plan, whole)
    known = editions_seen(person, deed).filter(text_sha256=plan["text_sha256"], plan__is_reference=False).first()
    if known is not None:
        raise Refusal("edition-known", edition=known.pk, title=known.plan.title)


def _sound(plan: Flat, whole: Flat) -> None:
    """Refuses what is marked, or would not be shown."""
    refuse_marked(_texts(whole), digest_of(whole).encode())
    ids = [flat["id"] for flat in _items(whole)]
    if len(set(ids)) < len(ids):
        raise Refusal("import-format", where="id")
    for each in plan["findings"]:
        try:
            for language in get_args(Language):
                finding_dict(_finding(each), language)
        except KeyError:
            raise Refusal("import-format", where=f"findings {each['code']}") from None


def _words_checked(whole: Flat) -> None:
    """Every item is stated once, and quotes the document that came with it."""
    flats, document = {flat["id"]: flat for flat in _items(whole)}, whole["document"]
    kinds = {flat["id"]: KIND_OF[listed] for part in _parts(whole) for listed in LISTS for flat in part[listed]}
    rejected = {flat["id"] for listed in LISTS for flat in whole["rejected"][listed]}
    stated = [(state["id"], state["kind"]) for state in whole["states"]]
    if sorted(stated) != sorted(kinds.items()):
        raise Refusal("import-format", where="states")
    for state in whole["states"]:
        flat = flats[state["id"]]
        if (state["state"] == "rejected") != (state["id"] in rejected):
            raise Refusal("import-format", where=state["id"])
        if document and state["is_placed"] and document["text"][flat["start"] : flat["end"]] != flat["quote"]:
            raise Refusal("import-words", id=state["id"])
    if document and _source(document).sha256 != whole["plan"]["text_sha256"]:
        raise Refusal("import-format", where="text_sha256")


def _parts(whole: Flat) -> tuple[Flat, ...]:
    return (whole["plan"], whole["rejected"]) if "plan" in whole else (whole,)


def _items(whole: Flat) -> Iterator[dict[str, Any]]:
    """Every item of an edition or of a plan."""
    for part in _parts(whole):
        for listed in LISTS:
            yield from part[listed]


def _texts(said: object) -> Iterator[str]:
    """Every text in *said* that could bear a marking."""
    match said:
        case str() as text:
            yield text
        case Mapping() as members:
            for member in members.values():
                yield from _texts(member)
        case list() as members:
            for member in members:
                yield from _texts(member)


def _grant(person: Person, deed: str) -> Grant:
    grants = person.within(deed)
    if not grants:
        raise Refusal("not-permitted")
    return grants[0]


def _plan_of(person: Person, grant: Grant, *, title: str, level: str, at: dt.datetime) -> Plan:
    """A plan kept by the office of *grant*, not saved yet."""
    keeper = Place.objects.get(path=grant.path) if grant.path != "/" else root_place()
    return Plan(title=title, level=level, keeper=keeper, post_id=grant.post, added_at=at, by_id=person.id)


def _edition_of(person: Person, of: Plan, plan: Flat, entered: Flat, *, at: dt.datetime) -> Edition:
    about = plan["document"]
    first, last = about["period"]
    return Edition.objects.create(
        plan=of,
        kernel=plan["kernel"],
        text_sha256=plan["text_sha256"],
        about=about,
        balance=plan["balance"],
        findings=[{key: each[key] for key in ("code", "start", "end", "values")} for each in plan["findings"]],
        doc_no=about["doc_no"] or "",
        issuer=about["issuer"] or "",
        issued_on=day_of(about["issued_on"]),
        period_first=first,
        period_last=last,
        added_at=at,
        by_id=person.id,
        **entered,
    )


def _source(document: Flat) -> Source:
    try:
        names = ("name", "media_type", "text")
        return Source(**{name: document[name] for name in names}, pages=tuple(document["pages"]))
    except ValueError:
        raise Refusal("import-format", where="pages") from None


def _document(document: Flat, *, at: dt.datetime) -> Document:
    """The text kept; its file is the text itself, where the workspace does not have the original."""
    draft = draft_of([document["text"].encode()])
    try:
        return document_keep(_source(document), draft, at=at)
    finally:
        draft.unlink()


def _row(edition: Edition, kind: str, flat: Flat) -> Item:
    """One item of the plan format as a row that is not saved yet."""
    names = ("quote", "start", "end", "rule", "confidence")
    columns = columns_of_item(item_from_dict(CLASSES[kind], flat))
    placed = {name: flat[name] for name in names}
    return Item(
        edition=edition, kind=kind, key=flat["id"], page=flat.get("page"), fields=own_fields(flat), **placed, **columns
    )


def _states_enter(edition: Edition, whole: Flat) -> None:
    """Every item as it stood, and every judgement on it."""
    rows = rows_of_states(edition, whole)
    Item.objects.bulk_create(rows, batch_size=500)
    judgements = [
        judgement
        for row, state in zip(rows, whole["states"], strict=True)
        for judgement in judgements_of_state(row, state)
    ]
    Judgement.objects.bulk_create(judgements, batch_size=500)


def rows_of_states(edition: Edition, whole: Flat) -> list[Item]:
    """The items of *whole* as rows of *edition* that are not saved yet, in the order of its states."""
    flats = {flat["id"]: flat for flat in _items(whole)}
    names = ("state", "lineage", "version", "risk", "doubts", "read", "decided_at")
    rows = []
    for state in whole["states"]:
        row = _row(edition, state["kind"], flats[state["id"]])
        for name in names:
            setattr(row, name, state[name])
        if not state["is_placed"]:
            row.start = row.end = None
        rows.append(row)
    return rows


def judgements_of_state(row: Item, state: Flat) -> list[Judgement]:
    """What was said of one item, by nobody of this workspace."""
    return [Judgement(item=row, **{name: each[name] for name in _JUDGED}) for each in state["judgements"]]

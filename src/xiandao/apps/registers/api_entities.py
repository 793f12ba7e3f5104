"""One entity by API: as it is and was, what is said of it, its stages, labels and sources, and what is the same as it."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.utils import timezone
from ninja import Query, Router
from ninja.responses import Status

from xiandao.apps.accounts.org_api import Asked
from xiandao.apps.audit.paging import page_of
from xiandao.apps.files.downloads import LEAVES, download
from xiandao.apps.registers import entity_schemas as told
from xiandao.apps.registers import opening, same_pairs, services
from xiandao.apps.registers.choosing import Wish, side_choose
from xiandao.apps.registers.doubles import alike_enter, doubles_of
from xiandao.apps.registers.entering import entity_enter
from xiandao.apps.registers.entity_flat import entity_flat, pair_flat, partner_flat
from xiandao.apps.registers.entity_forms import PREFIX, days_of, read
from xiandao.apps.registers.evidence import Sheet, label_enter, paper_give, stage_enter
from xiandao.apps.registers.kinds import kind_of
from xiandao.apps.registers.loads import load_undo
from xiandao.apps.registers.models import Entity, Load, Origin
from xiandao.apps.registers.moments import then_of
from xiandao.apps.registers.origins import origin_for
from xiandao.apps.registers.sameness import Pair, likeness_judge
from xiandao.apps.registers.selectors import ENTER, JUDGE, entity_for, named, standing
from xiandao.apps.registers.services import Grounds, Values
from xiandao.core.errors import Refusal

router = Router(tags=["registers"])
FOUND = 20
"""Entities that a search for a partner gives."""


def _grounds(said: told.GroundsIn, period: str = "") -> Grounds:
    if said.since and said.until and said.until < said.since:
        raise Refusal("until-before")
    grounds = Grounds(**said.dict())
    if period:
        since, until = days_of(period)
        return grounds._replace(since=since, until=until)
    return grounds


def _values(kind: str, said: told.Values) -> Values:
    """What is said, read as cells are."""
    of = kind_of(kind)
    stranger = next((code for code in said if of.property(code) is None), None)
    if stranger is not None:
        raise Refusal("property-unknown", property=stranger[:40], kind=of.name)
    found = read(of, {PREFIX + code: values for code, values in said.items()})
    found.refuse(of)
    return found.values


def _whole(request: Asked, key: str) -> dict[str, Any]:
    """The entity as it is now."""
    return entity_flat(request.person, entity_for(request.person, key), then_of({}, timezone.now()), request.language)  # type: ignore[attr-defined]


@router.post("/entities", response={201: told.EntityOut}, url_name="entities", summary="Enter an entity")
def entity_create(request: Asked, said: told.EntityNew) -> Status[dict[str, Any]]:
    """Refused with 409 where others look like it and nobody has said that it is none of them."""
    grounds, values = _grounds(said.grounds), _values(said.kind, said.values)
    made = entity_enter(request.person, said.kind, values, grounds, at=timezone.now(), is_other=said.is_other)
    return Status(201, _whole(request, made.key))


@router.get("/entities/{key}", response=told.EntityOut, url_name="entity", summary="One entity")
def entity_get(request: Asked, key: str, asked: Query[told.EntityAsked]) -> dict[str, Any]:
    """On a day, as known at a moment: what leads, what contradicts, every statement with its source."""
    then, of = then_of(asked.dict(), timezone.now()), entity_for(request.person, key)
    if of.secrecy != "none" and request.headers.get("Authorization"):
        raise Refusal("register-taken")  # an answer bears no mark and no number
    return entity_flat(request.person, of, then, request.language)  # type: ignore[attr-defined]


@router.post("/entities/{key}/say", response=told.EntityOut, url_name="entity-say", summary="Say something")
def entity_state(request: Asked, key: str, said: told.EntitySaying) -> dict[str, Any]:
    """Values of properties, on a paper, from a day on or of a period."""
    of = entity_for(request.person, key, ENTER)
    grounds, values = _grounds(said.grounds, said.period), _values(of.kind, said.values)
    services.entity_say(request.person, of.key, values, grounds, at=timezone.now())
    return _whole(request, of.key)


@router.post("/entities/{key}/choose", response=told.EntityOut, url_name="entity-choose", summary="Let a side lead")
def entity_choose(request: Asked, key: str, said: told.EntityChoice) -> dict[str, Any]:
    """Among contradicting sources, or the choice taken back."""
    wish = Wish(said.property, said.side, said.version)
    side_choose(request.person, key, wish, _grounds(said.grounds), at=timezone.now())
    return _whole(request, key)


@router.post("/entities/{key}/stage", response=told.EntityOut, url_name="entity-stage", summary="Move to a stage")
def entity_move(request: Asked, key: str, said: told.EntityMove) -> dict[str, Any]:
    """A legal move with every paper that it needs."""
    sheets = [Sheet(name) for name in said.papers]
    stage_enter(request.person, key, said.stage, sheets, _grounds(said.grounds), at=timezone.now())
    return _whole(request, key)


@router.post("/entities/{key}/label", response=told.EntityOut, url_name="entity-label", summary="Enter a label")
def entity_label(request: Asked, key: str, said: told.EntityLabel) -> dict[str, Any]:
    """Granted by somebody, on a paper."""
    label_enter(request.person, key, said.label, [], _grounds(said.grounds), at=timezone.now())
    return _whole(request, key)


@router.post("/entities/{key}/label-end", response=told.EntityOut, url_name="entity-label-end", summary="End a label")
def entity_label_end(request: Asked, key: str, said: told.EntityLabel) -> dict[str, Any]:
    """From the day in the grounds on."""
    services.label_end(request.person, key, said.label, _grounds(said.grounds), at=timezone.now())
    return _whole(request, key)


@router.post("/entities/{key}/delete", response=told.EntityOut, url_name="entity-delete", summary="Delete")
def entity_delete(request: Asked, key: str, said: told.EntityGrounds) -> dict[str, Any]:
    """Out of every list from a day on; past lists keep it."""
    services.entity_delete(request.person, key, _grounds(said.grounds), at=timezone.now())
    return _whole(request, key)


@router.post("/entities/{key}/restore", response=told.EntityOut, url_name="entity-restore", summary="Restore")
def entity_restore(request: Asked, key: str, said: told.EntityGrounds) -> dict[str, Any]:
    """Back in its lists from a day on."""
    services.entity_restore(request.person, key, _grounds(said.grounds), at=timezone.now())
    return _whole(request, key)


@router.post("/entities/{key}/erase", response=told.EntityOut, url_name="entity-erase", summary="Erase a person")
def entity_erase(request: Asked, key: str, said: told.EntityErase) -> dict[str, Any]:
    """What is sealed goes for good; rows and counts stay."""
    if entity_for(request.person, key, JUDGE).name != said.name.strip():
        raise Refusal("erase-name")
    services.person_erase(request.person, key, said.note, at=timezone.now())
    return _whole(request, key)


@router.post("/entities/{key}/open", response=told.OpenedOut, url_name="entity-open", summary="Open a sealed value")
def entity_open(request: Asked, key: str, said: told.EntityOpen) -> dict[str, Any]:
    """One value, for a purpose; it stands in the log."""
    value = opening.value_open(request.person, key, said.property, said.place, said.purpose, at=timezone.now())
    return {"property": said.property, "value": value}


@router.get("/entities/{key}/same", response=list[told.AlikeOut], url_name="entity-same", summary="Partners")
def entity_partners(request: Asked, key: str, asked: Query[told.PartnersAsked]) -> list[dict[str, Any]]:
    """Entities that may be the same: those that look like it, or those that words find."""
    of = entity_for(request.person, key, JUDGE)
    if asked.q.strip():
        rows = named(standing(request.person, [of.kind], JUDGE), asked.q).exclude(pk=of.pk).select_related("place")
        return [partner_flat(each, (), request.language) for each in rows[:FOUND]]  # type: ignore[attr-defined]
    alike = doubles_of(request.person, kind_of(of.kind), of.row, leave=[of.key])
    return [partner_flat(each.entity, each.reasons, request.language) for each in alike]  # type: ignore[attr-defined]


@router.post("/papers/{int:pk}", url_name="paper", summary="A paper's file", openapi_extra=LEAVES)
def paper_take(request: Asked, pk: int, said: told.PaperAsked) -> HttpResponse:
    """The file behind a stage or a label; noted in the log."""
    given = paper_give(request.person, pk, said.purpose, at=timezone.now())
    return download(given.data, given.name, plain="paper")


def _origin(of: Origin) -> dict[str, Any]:
    names = ("title", "stream", "authority", "sort", "as_of", "at", "withdrawn_at")
    told_of = of.saids.values("entity").distinct().count()
    return {name: getattr(of, name) for name in names} | {"origin": of.pk, "entities": told_of}


@router.get("/origins/{int:pk}", response=told.OriginOut, url_name="origin", summary="One source")
def origin_get(request: Asked, pk: int) -> dict[str, Any]:
    """A source of your places."""
    return _origin(origin_for(request.person, pk))


@router.post("/origins/{int:pk}/withdraw", response=told.OriginOut, url_name="origin-withdraw", summary="Withdraw it")
def origin_withdraw(request: Asked, pk: int) -> dict[str, Any]:
    """All that it said is as if it had never been said; a workbook is undone with it."""
    load = Load.objects.filter(origin=origin_for(request.person, pk)).first()
    if load is not None:
        load_undo(request.person, load.pk, at=timezone.now())
    else:
        services.origin_withdraw(request.person, pk, at=timezone.now())
    return _origin(origin_for(request.person, pk))


@router.get("/same", response=told.PairPage, url_name="same", summary="Pairs that look like one")
def pair_list(request: Asked, asked: Query[told.PairsAsked]) -> dict[str, Any]:
    """With what speaks for it, the likeliest first."""
    rows = same_pairs.likenesses_listed(request.person, {"show": asked.show, "kind": asked.kind})
    if request.headers.get("Authorization"):
        rows = rows.filter(first__secrecy="none", second__secrecy="none")
    found = page_of(rows, asked)
    return found | {"items": [pair_flat(each, request.language) for each in found["items"]]}  # type: ignore[attr-defined]


@router.get("/same/pair", response=told.PairWhole, url_name="same-pair", summary="Two entities")
def pair_get(request: Asked, asked: Query[told.PairAsked]) -> dict[str, Any]:
    """What was found of two entities, and every word that was said of it."""
    found = same_pairs.pairing_of(request.person, (asked.first, asked.second), request.language)  # type: ignore[attr-defined]
    row = found.likeness
    words = [
        {"verdict": each.verdict, "note": each.note, "by": each.by.name if each.by else "", "at": each.at}
        for each in same_pairs.verdicts_of(row)
    ]
    pair = _pair(found.first, found.second) if row is None else pair_flat(row, request.language)  # type: ignore[attr-defined]
    return pair | {"verdicts": words}


def _pair(first: Entity, second: Entity) -> dict[str, Any]:
    names = {"first": first.key, "second": second.key, "first_name": first.name, "second_name": second.name}
    return names | {"kind": first.kind, "score": None, "verdict": "", "reasons": []}


@router.post("/same/judge", response=told.PairOut, url_name="same-judge", summary="Say whether two are one")
def pair_judge(request: Asked, said: told.PairIn) -> dict[str, Any]:
    """Yes joins them in every list; taken back, they are two again."""
    row = likeness_judge(request.person, Pair(said.first, said.second), said.verdict, said.note, at=timezone.now())
    return pair_flat(row, request.language)  # type: ignore[attr-defined]


@router.post("/same/find", response={202: told.AlikeSearchOut}, url_name="same-find", summary="Seek pairs")
def pair_find(request: Asked, said: told.KindAsked) -> Status[dict[str, Any]]:
    """In the background, among the entities of a kind."""
    return Status(202, {"job": alike_enter(request.person, said.kind, at=timezone.now()).pk})

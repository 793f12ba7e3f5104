"""Plans by API: lists, whole plans out and in, texts and files; what people decide about items."""

from __future__ import annotations

from typing import Any

from django.http import FileResponse
from django.utils import timezone
from ninja import File, Form, Query, Router
from ninja.files import UploadedFile
from ninja.responses import Status

from xiandao.apps.accounts.api import Asked
from xiandao.apps.audit.paging import page_of
from xiandao.apps.files.downloads import LEAVES, OPAQUE
from xiandao.apps.files.services import place_of
from xiandao.apps.plans import (
    as_of,
    claims,
    classing,
    exchange,
    export_gate,
    issuing,
    joining,
    judging,
    selectors,
    services,
)
from xiandao.apps.plans.api_schemas import (
    AddIn,
    CorrectIn,
    DatesAsked,
    EditionOut,
    EditionPage,
    EditionThen,
    IssueIn,
    ItemPage,
    ItemsAsked,
    ItemsThen,
    ItemWhole,
    JobsOut,
    JoinIn,
    LookIn,
    MergeIn,
    NotedIn,
    PlanOut,
    PlansAsked,
    RereadOut,
    SplitIn,
    SplitOut,
    TextOut,
)
from xiandao.apps.plans.by_token import classes_answered, is_by_token, words_answered
from xiandao.apps.plans.class_schemas import ClassIn, ClassOut, WishIn
from xiandao.apps.plans.export_gate import FILES, Wish, export_ask, file_ask, gate_way, json_of_edition
from xiandao.apps.plans.export_scope import ask_of, scope_of
from xiandao.apps.plans.field_specs import FIELDS
from xiandao.apps.plans.formats import EditionFormat, PlanFormat
from xiandao.apps.plans.judging import DEED, Look
from xiandao.apps.plans.models import LONG, Edition, Item
from xiandao.apps.plans.overview import overview_of
from xiandao.apps.plans.review_schemas import GroupOut, OverviewOut, ReviewOut, SampleOut
from xiandao.apps.plans.withdrawing import upload_withdraw
from xiandao.apps.publishing.api import ReleaseWhole
from xiandao.apps.publishing.gates import way_of
from xiandao.apps.publishing.models import Release
from xiandao.core.errors import Refusal

router = Router(tags=["plans"])
ITEMS, REVIEW = ["items"], ["review"]


@router.get("/overview", response=OverviewOut, url_name="overview", summary="What there is and what waits")
def overview(request: Asked) -> dict[str, Any]:
    """Counts over the plans that you see, and the plans in which items wait for you."""
    return overview_of(request.person, timezone.now())


@router.get("/plans", response=EditionPage, url_name="plans", summary="List plans")
def plan_list(request: Asked, asked: Query[PlansAsked]) -> dict[str, Any]:
    """The latest edition of every plan."""
    page = page_of(selectors.plan_list(request.person, asked.dict()), asked)
    return {**page, "items": _counted(page["items"])}


def _counted(editions: list[Edition]) -> list[dict[str, Any]]:
    counts = selectors.state_counts([edition.pk for edition in editions])
    return [_edition(edition, counts[edition.pk]) for edition in editions]


def _edition(edition: Edition, counts: dict[str, int]) -> dict[str, Any]:
    names = EditionOut.model_fields.keys() - {"counts", "period", "superseded_by", "plan"}
    told = {name: getattr(edition, name) for name in names}
    return {**told, "plan": edition.plan, "period": [edition.period_first, edition.period_last], "counts": counts}


@router.post("/plans", response={202: JobsOut}, url_name="plans", summary="Upload files")
def plan_upload(
    request: Asked, files: File[list[UploadedFile]], plan: Form[int | None] = None
) -> Status[dict[str, Any]]:
    """Files, each to be read in the background: as new editions of *plan*, or each as a plan of its own.

    docx, pdf, ofd, txt, md, html and scans. Classified documents must not be sent: a file that bears a marking is
    refused, and nothing of it is kept.
    """
    named = [(file.name or "", file.chunks()) for file in files]
    jobs = services.upload(request.person, named, at=timezone.now(), plan=plan)
    return Status(202, {"items": jobs})


@router.post("/plans/import", response={201: EditionOut}, url_name="plans-import", summary="Import a plan")
def plan_import(request: Asked, said: PlanFormat) -> Status[dict[str, Any]]:  # type: ignore[valid-type]
    """A plan in the plan format, read elsewhere. Every item enters as a candidate: nothing counts before you confirm it.

    The format holds no document; when you upload it, its words come to the items.
    """
    flat = said.model_dump(by_alias=True, exclude_unset=True)  # type: ignore[attr-defined]
    edition = exchange.plan_import(request.person, flat, at=timezone.now())
    return Status(201, _counted([edition])[0])


@router.get("/plans/{int:pk}", response=PlanOut, url_name="plan", summary="One plan")
def plan_get(request: Asked, pk: int) -> dict[str, Any]:
    """A plan with those of its editions that you see."""
    plan, editions = selectors.plan_with_editions(request.person, pk)
    return {"plan": plan, "editions": _counted(editions)}


# ---------------------------------------------------------------------------------------------------- editions


@router.post("/editions/import", response={201: EditionOut}, url_name="editions-import", summary="Import an edition")
def edition_import(request: Asked, said: EditionFormat) -> Status[dict[str, Any]]:  # type: ignore[valid-type]
    """An edition whole, as `whole` gives it: a plan of its own in your office, with states, judgements and lineage."""
    flat = said.model_dump(by_alias=True)  # type: ignore[attr-defined]
    edition = exchange.edition_import(request.person, flat, at=timezone.now())
    return Status(201, _counted([edition])[0])


@router.get("/editions/{int:pk}", response=EditionThen | EditionOut, url_name="edition", summary="One edition")
def edition_get(request: Asked, pk: int, asked: Query[DatesAsked]) -> dict[str, Any]:
    """What an edition says of itself, and how far its review is.

    With `as_of` or `known_at`: the edition of its plan that was in force on that day, as far as was known. Nothing in
    that answer can change afterwards.
    """
    of = selectors.edition_for(request.person, pk)
    if dates := as_of.dates_of(asked.dict(), timezone.now()):
        return as_of.edition_flat(as_of.plan_then(request.person, of.plan_id, dates))
    return _counted([of])[0]


@router.get("/editions/{int:pk}/plan", response=PlanFormat, by_alias=True, exclude_unset=True, url_name="edition-plan", summary="The plan format")  # fmt: skip
def edition_plan(request: Asked, pk: int) -> dict[str, Any]:
    """The edition as `xiandao-plan/1`: items as people left them, rejected ones left out."""
    _by_token(request)
    of = selectors.edition_for(request.person, pk, "plan.export")
    services.taken(request.person, of, "plan", at=timezone.now())
    rows = of.items.exclude(state="rejected")
    return exchange.plan_flat(of, rows, request.language)


@router.get("/editions/{int:pk}/whole", response=EditionFormat, by_alias=True, exclude_unset=True, url_name="edition-whole", summary="The edition whole")  # fmt: skip
def edition_whole(request: Asked, pk: int) -> dict[str, Any]:
    """The edition as `xiandao-edition/1`: plan, text, rejected items, states, judgements, lineage. Import recreates it."""
    _by_token(request)
    of = selectors.edition_for(request.person, pk, "plan.judge")
    services.taken(request.person, of, "whole", at=timezone.now())
    return exchange.edition_flat(of, request.language)


@router.get("/editions/{int:pk}/text", response=TextOut, url_name="edition-text", summary="The text")
def edition_text(request: Asked, pk: int) -> dict[str, Any]:
    """The document's text, in whose code points all places are counted; by token only of what is 无, and logged."""
    of = selectors.edition_for(request.person, pk)
    if of.document is None:
        raise Refusal("absent")
    if is_by_token(request):
        services.taken(request.person, of, "text", at=timezone.now())
    return {"edition": of.pk, "text_sha256": of.text_sha256, "text": of.document.text, "pages": of.document.pages}


@router.get("/editions/{int:pk}/original", url_name="edition-original", summary="The file", openapi_extra=LEAVES)  # fmt: skip
def edition_original(request: Asked, pk: int) -> FileResponse:
    """The file as it came in."""
    _by_token(request)
    of = selectors.edition_for(request.person, pk, "plan.export")
    if of.document is None:
        raise Refusal("absent")
    services.taken(request.person, of, "original", at=timezone.now())
    file = place_of(of.document.blob_id).open("rb")
    name = export_gate.file_name_of(of, "original")
    return FileResponse(file, as_attachment=True, filename=name, content_type=OPAQUE)


@router.post("/editions/{int:pk}/issue", response=EditionOut, url_name="edition-issue", summary="State and openness")
def edition_issue(request: Asked, pk: int, said: IssueIn) -> dict[str, Any]:
    """Says what the edition is (draft, issued, amended, repealed), and whether others may see it.

    Of a plan that is open already it stays a draft until a second person has confirmed it: `issue_waits` of its class.
    """
    of = selectors.edition_for(request.person, pk, "plan.issue")
    told = {"state": said.state, "openness": said.openness or "", "secrecy": said.secrecy or ""}
    return _counted([services.edition_issue(request.person, of, at=timezone.now(), **told)])[0]


@router.post(
    "/editions/{int:pk}/withdraw", response={204: None}, url_name="edition-withdraw", summary="Take an upload back"
)
def edition_withdraw(request: Asked, pk: int) -> Status[None]:
    """An upload by mistake goes with its reading and its file, as long as nothing of it was confirmed, issued or used."""
    upload_withdraw(request.person, pk, at=timezone.now())
    return Status(204, None)


@router.post("/editions/{int:pk}/join", response=EditionOut, url_name="edition-join", summary="What an upload is of")
def edition_join(request: Asked, pk: int, said: JoinIn) -> dict[str, Any]:
    """An upload whose title a plan bears already: it brings that plan its words, is its next edition, or stays apart."""
    return _counted([joining.upload_join(request.person, pk, said.way, at=timezone.now())])[0]


@router.get("/editions/{int:pk}/class", response=ClassOut, url_name="edition-class", summary="保密属性")
def edition_class(request: Asked, pk: int) -> dict[str, Any]:
    """How closed its plan is, what waits for a second person, and every change so far."""
    return _class(selectors.edition_for(request.person, pk, "plan.issue"))


@router.post("/editions/{int:pk}/class", response=ClassOut, url_name="edition-class", summary="保密属性调整")
def edition_classify(request: Asked, pk: int, said: ClassIn) -> dict[str, Any]:
    """Raising takes effect at once; lowering, and opening to all, waits until a second person has confirmed it."""
    of = selectors.edition_for(request.person, pk, "plan.issue")
    wanted = classing.Classing(said.secrecy, said.openness)
    classing.plan_class(request.person, of.plan_id, wanted, reason=said.reason, at=timezone.now())
    of.plan.refresh_from_db()
    return _class(of)


def _class(of: Edition) -> dict[str, Any]:
    waits = classing.waiting_of(of.plan)
    changes = of.plan.class_changes.select_related("by", "confirmed_by")
    now = classing.class_of(of.plan)._asdict()
    issue = issuing.issue_waiting(of)
    waiting = {"waits": waits.pk if waits else None, "issue_waits": issue.pk if issue else None}
    return {**now, **waiting, "changes": changes}


@router.post("/editions/{int:pk}/releases", response={201: ReleaseWhole}, url_name="edition-releases", tags=["releases"], summary="Ask for a release")  # fmt: skip
def edition_release(request: Asked, pk: int, said: WishIn) -> Status[Release]:
    """Freezes an export of the edition and puts it before two people; what needs none is refused."""
    wish = Wish(said.use, said.purpose, said.receiver, tuple(said.takers))
    if said.what in FILES:
        return Status(201, _file_release(request, pk, said.what, wish))
    ask = ask_of(said.what, said.form, pk, {})
    scope = scope_of(request.person, ask)
    if gate_way(scope, wish) != "gate":
        raise Refusal("release-not-needed")
    return Status(201, export_ask(request.person, ask, scope, wish, at=timezone.now()))


def _file_release(request: Asked, pk: int, what: str, wish: Wish) -> Release:
    of = selectors.edition_for(request.person, pk, "plan.export")
    if way_of(wish.use, of.plan.secrecy) != "gate":
        raise Refusal("release-not-needed")
    data = json_of_edition(of, request.language) if what == "json" else None
    return file_ask(request.person, of, wish, what, data=data, at=timezone.now())


@router.post("/editions/{int:pk}/reread", response=RereadOut, url_name="edition-reread", summary="Read again")
def edition_reread(request: Asked, pk: int) -> object:
    """Reads the document again with the rules of today; what people decided stays."""
    of = selectors.edition_for(request.person, pk, DEED)
    return services.edition_reread(of, by=request.person, at=timezone.now())


# ------------------------------------------------------------------------------------------------------- items


@router.get("/items", response=ItemsThen | ItemPage, url_name="items", tags=ITEMS, summary="List items")
def item_list(request: Asked, asked: Query[ItemsAsked]) -> dict[str, Any]:
    """Items of the latest editions (or of one edition), rejected ones only where their state is asked for.

    With `as_of` or `known_at`, and `edition`: the items of the edition that was in force, in the wording and state
    they had; what nobody had decided by then is left out. Of the other filters `kind`, `unit`, `year` and `q` count.
    By token only of plans that are 无.
    """
    if asked.edition:
        of = selectors.editions_seen(request.person).filter(pk=asked.edition)
        words_answered(request, *of.select_related("plan").defer(*LONG))
    if dates := as_of.dates_of(asked.dict(), timezone.now()):
        return as_of.items_page(request.person, dates, asked.dict())
    rows = selectors.items_seen(request.person, asked.dict())
    return page_of(rows.filter(edition__plan__secrecy__in=classes_answered(request)), asked)


@router.get("/items/{int:pk}", response=ItemWhole, url_name="item", tags=ITEMS, summary="One item")
def item_get(request: Asked, pk: int) -> Item:
    """One item with every judgement on it; by token only of what is 无."""
    item = selectors.item_for(request.person, pk)
    words_answered(request, item.edition)
    return item


@router.post("/editions/{int:pk}/items", response={201: ItemWhole}, url_name="edition-items", tags=REVIEW, summary="Add an item")  # fmt: skip
def item_add(request: Asked, pk: int, said: AddIn) -> Status[Item]:
    """An item that the rules did not see, on words of the text; it enters confirmed."""
    fields = _fields(said.kind, said.fields)
    span = (said.start, said.end)
    return Status(201, judging.item_add(request.person, pk, said.kind, span, fields, at=timezone.now()))


@router.post("/items/{int:pk}/confirm", response=ItemWhole, url_name="item-confirm", tags=REVIEW, summary="Confirm")
def item_confirm(request: Asked, pk: int, said: LookIn) -> Item:
    """It is as read; from now on it counts."""
    return judging.item_confirm(request.person, pk, _look(said), at=timezone.now())


@router.post("/items/{int:pk}/correct", response=ItemWhole, url_name="item-correct", tags=REVIEW, summary="Correct")
def item_correct(request: Asked, pk: int, said: CorrectIn) -> Item:
    """It stands with these fields in place of what was read; fields that are not named stay."""
    fields = _fields(selectors.item_for(request.person, pk, DEED).kind, said.fields)
    return judging.item_correct(request.person, pk, _look(said), fields, at=timezone.now(), note=said.note)


@router.post("/items/{int:pk}/reject", response=ItemWhole, url_name="item-reject", tags=REVIEW, summary="Reject")
def item_reject(request: Asked, pk: int, said: NotedIn) -> Item:
    """It is nothing of the kind; it stays on record, and in no list and no count."""
    return judging.item_reject(request.person, pk, _look(said), at=timezone.now(), note=said.note)


@router.post("/items/{int:pk}/reopen", response=ItemWhole, url_name="item-reopen", tags=REVIEW, summary="Reopen")
def item_reopen(request: Asked, pk: int, said: NotedIn) -> Item:
    """It waits again."""
    return judging.item_reopen(request.person, pk, _look(said), at=timezone.now(), note=said.note)


@router.post("/items/{int:pk}/split", response=SplitOut, url_name="item-split", tags=REVIEW, summary="Split")
def item_split(request: Asked, pk: int, said: SplitIn) -> dict[str, Any]:
    """It is several: it gives way to the parts, each the whole with these fields changed."""
    kind = selectors.item_for(request.person, pk, DEED).kind
    parts = [_fields(kind, part) for part in said.parts]
    return {"items": judging.item_split(request.person, pk, _look(said), parts, at=timezone.now())}


@router.post("/items/merge", response=ItemWhole, url_name="items-merge", tags=REVIEW, summary="Merge")
def items_merge(request: Asked, said: MergeIn) -> Item:
    """Several of one kind and edition are one: the first of the text takes over, the others give way."""
    looks = {each.id: Look(each.version) for each in said.items}
    kind = selectors.item_for(request.person, said.items[0].id, DEED).kind
    return judging.items_merge(request.person, looks, _fields(kind, said.fields), at=timezone.now())


@router.get(
    "/editions/{int:pk}/review", response=ReviewOut, url_name="edition-review", tags=REVIEW, summary="The queue"
)
def edition_review(request: Asked, pk: int) -> dict[str, Any]:
    """What waits, in the order in which it is best looked at; how far the review and the sample are.

    By token only of what is 无.
    """
    of = selectors.edition_for(request.person, pk, DEED)
    words_answered(request, of)
    found = selectors.panel_of(of, request.person)
    return {**found, **claims.panel_claims(of, found["queue"], at=timezone.now())}


@router.post("/editions/{int:pk}/sample", response=SampleOut, url_name="edition-sample", tags=REVIEW, summary="Draw a sample")  # fmt: skip
def sample_draw(request: Asked, pk: int) -> object:
    """Draws those of the low-risk items that you look at for all of them; one that stands is given again."""
    return judging.sample_draw(request.person, pk, at=timezone.now())


@router.post("/editions/{int:pk}/group", response=GroupOut, url_name="edition-group", tags=REVIEW, summary="Confirm the group")  # fmt: skip
def group_confirm(request: Asked, pk: int) -> dict[str, int]:
    """Confirms the rest of the group, once every item of its sample was found as read."""
    return {"confirmed": judging.group_confirm(request.person, pk, at=timezone.now())}


def _by_token(request: Asked) -> None:
    """Lets pass who shows a token: what is logged is nothing that another site may make a browser ask for."""
    if not is_by_token(request):
        raise Refusal("token-needed")


def _look(said: LookIn) -> Look:
    return Look(said.version, said.seconds)


def _fields(kind: str, said: dict[str, Any]) -> dict[str, Any]:
    """*said* as the forms say it; a list only where a field holds several."""
    several = {spec.name for spec in FIELDS.get(kind, ()) if spec.kind == "texts"}
    for name, value in said.items():
        if isinstance(value, list) and name not in several:
            raise Refusal("field-single", field=name)
    return {name: value if value is None or isinstance(value, list) else str(value) for name, value in said.items()}

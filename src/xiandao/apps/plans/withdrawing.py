"""撤回上传: an upload by mistake is taken back whole, as long as nobody said anything of it; and a namesake finds its plan."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.db.models import ProtectedError, Q, QuerySet

from xiandao.apps.accounts.rights import Person
from xiandao.apps.audit.services import record
from xiandao.apps.cases.models import Case, Round
from xiandao.apps.files.services import file_drop, files_lock
from xiandao.apps.jobs.models import Job
from xiandao.apps.plans.models import Bond, Document, Edition, Judgement
from xiandao.apps.plans.selectors import OPINIONS_ON, editions_seen
from xiandao.apps.publishing.models import Release
from xiandao.core.errors import Refusal

DEED = "plan.withdraw"
READ = "plan.read"


def withdraw_hindered(edition: Edition) -> str:
    """Why the upload cannot be taken back, as the code of a refusal; empty where it can."""
    if edition.state != "draft" or any(each.after["state"] != "draft" for each in edition.changes.all()):
        return "withdraw-issued"
    if Judgement.objects.filter(item__edition=edition).exclude(deed__in=("reject", "reopen")).exists():
        return "withdraw-judged"
    return "withdraw-used" if _is_used(edition) else ""


def _is_used(edition: Edition) -> bool:
    """Whether anything hangs on it: a later edition, a link, an opinion, a breakdown, a release, what a person noted."""
    of, plan = {"about_model": OPINIONS_ON, "about_id": edition.pk}, edition.plan
    is_alone = not plan.editions.exclude(pk=edition.pk).exists()
    return (
        edition.superseded_by.exists()
        or edition.breakdowns.exists()
        or edition.finding_notes.exists()
        or edition.successions.exclude(verdict="proposed").exists()
        or Bond.objects.filter(Q(upper__edition=edition) | Q(lower__edition=edition)).exists()
        or Round.objects.filter(**of).exists()
        or Case.objects.filter(**of).exists()
        or Release.objects.filter(**of).exists()
        or (is_alone and Release.objects.filter(about_model="plans.plan", about_id=plan.pk).exists())
        or (is_alone and (plan.actuals.exists() or plan.paths.exists()))
    )


def may_withdraw(person: Person, edition: Edition) -> bool:
    """Whether the page offers it."""
    return editions_seen(person, DEED).filter(pk=edition.pk).exists() and not withdraw_hindered(edition)


@transaction.atomic
def upload_withdraw(person: Person, pk: int, *, at: dt.datetime) -> int | None:
    """Takes an upload back: its reading and, where no other edition needs it, its file; the plan too if it was its only one.

    Returns:
        The plan that stays, ``None`` where it went with its only edition.

    Raises:
        Refusal: ``absent``, ``withdraw-issued``, ``withdraw-judged``, ``withdraw-used``.
    """
    files_lock(shared=False)
    edition = _locked(editions_seen(person, DEED), pk)
    if hindered := withdraw_hindered(edition):
        raise Refusal(hindered)
    plan, document, items = edition.plan, edition.document, edition.items.count()
    record(
        "edition.withdraw", "edition", edition.pk, by=person, at=at, plan=plan.pk, items=items,
        before=f"sha256:{edition.text_sha256}",
    )  # fmt: skip
    Job.objects.filter(kind=READ, result__edition=pk).update(result={"withdrawn": True})
    try:
        with transaction.atomic():
            edition.delete()
            stays = plan.editions.exists()
            if not stays:
                plan.delete()
    except ProtectedError:
        raise Refusal("withdraw-used") from None
    if document is not None:
        _forgotten(document)
    return plan.pk if stays else None


def _locked(seen: QuerySet[Edition], pk: int) -> Edition:
    """The edition, and nobody judges, issues or withdraws it until the transaction ends."""
    if not seen.filter(pk=pk).exists():
        raise Refusal("absent")
    edition = Edition.objects.select_for_update(of=("self",)).select_related("plan", "document").filter(pk=pk).first()
    if edition is None:
        raise Refusal("absent")
    list(edition.items.select_for_update().values_list("pk"))
    return edition


def _forgotten(document: Document) -> None:
    """The text and the file, where nothing else is made of them."""
    blob = document.blob_id
    try:
        with transaction.atomic():
            document.delete()
    except ProtectedError:
        return
    file_drop(blob)

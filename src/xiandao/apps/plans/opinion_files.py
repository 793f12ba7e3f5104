"""What is enclosed with a comment, handed to whoever sees the comment: numbered and logged, to nobody else."""

from __future__ import annotations

import datetime as dt
from pathlib import PurePath

from django.db import transaction

from xiandao.apps.accounts.rights import RIGHTS, Person
from xiandao.apps.audit.services import chain_lock, record
from xiandao.apps.cases.models import Case, Enclosure
from xiandao.apps.cases.selectors import put_forward_by
from xiandao.apps.files.services import files_lock, place_of
from xiandao.apps.plans.export_scope import Ask, Scope, is_sample
from xiandao.apps.plans.export_services import Given, export_begin
from xiandao.apps.plans.models import SECRECY, Edition
from xiandao.apps.plans.opinions import KIND, is_comment_seen
from xiandao.apps.plans.selectors import OPINIONS_ON, editions_seen
from xiandao.core.errors import Refusal
from xiandao.core.messages import wording

READ = "plan.read"
WHAT = "opinion-file"
LONGEST_FORM = 8


def file_for(person: Person, pk: int) -> tuple[Enclosure, Edition]:
    """A file with a comment that *person* sees, and the draft; a refusal that does not tell forbidden from absent."""
    kept = Enclosure.objects.select_related("case__round", "blob").exclude(blob=None)
    found = kept.filter(pk=pk, case__kind=KIND, case__round__about_model=OPINIONS_ON).first()
    of = _draft_of(person, found.case) if found else None
    if found is None or of is None:
        raise Refusal("absent")
    return found, of


def _draft_of(person: Person, case: Case) -> Edition | None:
    """The draft that *case* is about, where *person* sees the case: on the draft, or their own when it is out of sight."""
    about = case.round.about_id if case.round else 0
    seen = editions_seen(person).select_related("plan__place", "plan__keeper").filter(pk=about).first()
    if seen is not None:
        return seen if is_comment_seen(person, seen, case.pk) else None
    if not Case.objects.filter(put_forward_by(person), pk=case.pk).exists():
        return None
    sees = {secrecy for grant in person.within(READ) for secrecy in RIGHTS.sees[grant.role]}
    of = Edition.objects.select_related("plan__place", "plan__keeper").get(pk=about)
    return of if of.plan.secrecy in sees else None


@transaction.atomic
def file_give(person: Person, pk: int, purpose: str, *, at: dt.datetime) -> Given:
    """The file as it came in. No mark can be put on it: of an 内部 draft it leaves numbered and for a purpose.

    Right, secrecy and bytes are looked at while no other deed can stand: a number and a line are of a file that is given.

    Raises:
        Refusal: ``absent``; ``export-purpose``; ``enclosure-held`` where the draft has become 工作秘密.
    """
    files_lock(shared=True)
    chain_lock()
    enclosed, of = file_for(person, pk)
    if of.plan.secrecy == SECRECY[-1]:
        raise Refusal("enclosure-held")
    data = place_of(enclosed.sha256).read_bytes()
    scope = Scope(of, (), of.plan.secrecy, is_sample(of), 1)
    form = PurePath(enclosed.name).suffix.lstrip(".").lower()[:LONGEST_FORM] or "bin"
    export = export_begin(person, Ask(WHAT, form, of.pk, {}), scope, purpose=purpose, at=at)
    export.sha256, export.rows, export.touched = enclosed.sha256, scope.rows, [of.pk]
    export.save(update_fields=("sha256", "rows", "touched"))
    record(
        "case.take", "case", enclosed.case_id, by=person, at=at, after=f"sha256:{enclosed.sha256}",
        enclosure=enclosed.pk, number=export.number, secrecy=export.secrecy,
    )  # fmt: skip
    return Given(export, _name(enclosed, scope, export.number), data)


def _name(enclosed: Enclosure, scope: Scope, number: str) -> str:
    """Its name says what cannot be put on its pages: 样例数据, and the number of what is not for everybody."""
    marks = [wording("sample-mark", "zh")] if scope.is_sample else []
    marks += [number] if scope.secrecy != SECRECY[0] else []
    return "-".join([*marks, enclosed.name])

"""Comments for tests: what came with one, and the papers it is made of."""

from __future__ import annotations

import hashlib

from tests.builders.workspace import AT

from xiandao.apps.cases.models import Case, Enclosure, Round
from xiandao.apps.files.services import draft_of, file_keep
from xiandao.apps.plans.models import Edition
from xiandao.apps.plans.selectors import OPINIONS_ON


def enclosed(plan: Edition, data: bytes = "反馈意见".encode()) -> Enclosure:
    """A letter that came with a comment on *plan*, for the place that keeps it, in a round that is over."""
    kept = Enclosure.objects.filter(case__about_id=plan.pk, sha256=hashlib.sha256(data).hexdigest()).first()
    if kept is not None:
        return kept
    over = {"title": "征求意见", "opened_at": AT, "until": AT.date(), "closed_at": AT}
    asked = Round.objects.create(about_model=OPINIONS_ON, about_id=plan.pk, **over)
    case = Case.objects.create(
        kind="comment", round=asked, about_model=OPINIONS_ON, about_id=plan.pk, place=plan.plan.keeper,
        text="附函", actor="-", opened_at=AT,
    )  # fmt: skip
    draft = draft_of((data,))
    try:
        blob = file_keep(draft, at=AT)
    finally:
        draft.unlink()
    return Enclosure.objects.create(
        case=case, name="函.txt", media_type="text/plain", blob=blob, sha256=blob.sha256, size=blob.size, at=AT
    )

"""What the words of a target say beside its amount: how firmly it is promised, and which year it starts from."""

# ruff: noqa: SLF001 - Django documents `_meta` under this name

from __future__ import annotations

import re

from django.db.models import F, Value
from django.db.models.functions import Greatest, Substr

from xiandao.apps.plans.models import Edition, Item

STRIVE, ENSURE = "strive", "ensure"
REACH = 16
"""Code points before the words of a target in which 力争 may stand: 力争到2027年末建成…"""
AHEAD = Substr("edition__document__text", Greatest(F("start") - REACH + 1, Value(1)), REACH)
"""Those code points, for rows that are fetched without their document: annotate it as ``ahead``."""
_STRIVES, _ENSURES = "力争|争取|冲刺|努力|奋力|挑战", "确保|务必"
_STRIVE, _ENSURE = (re.compile(f"(?:{words})") for words in (_STRIVES, _ENSURES))
_BEFORE = re.compile(rf"(?P<strive>{_STRIVES})[^，。；、：\n]*$|(?P<ensure>{_ENSURES})[^，。；、：\n]*$")
_RELATIVE = frozenset(("倍", "番", "%", "％", "‰", "个百分点", "百分点"))
_SINCE = re.compile(
    r"(?:较|比|相比|在|以|达到?|为|是)(?P<year>20\d\d)年?(?:年?底|末)?(?:的?(?:水平|规模|基础上?|基数))?"
    r"(?=[^\d，。；]{0,12}(?:翻|增|提高|提升|扩大|下降|降低|减少|缩短|的|基数))"
)


def commitment_of(item: Item) -> str | None:
    """``strive`` (力争) or ``ensure`` (确保) as a target's own words, or those that lead to them, say; else ``None``."""
    if item.kind != "target":
        return None
    if item.fields.get("stretch_of"):
        return STRIVE
    return commitment_said(item.quote, _ahead(item))


def commitment_said(quote: str, ahead: str) -> str | None:
    """The same of the words alone: *quote*, and what stands *ahead* of it up to the last mark of its sentence."""
    before = _BEFORE.search(ahead)
    if _STRIVE.search(quote) or (before and before["strive"]):
        return STRIVE
    return ENSURE if _ENSURE.search(quote) or before else None


def _ahead(item: Item) -> str:
    """From the row, else from the document where it is at hand; never fetched for the sake of a mark."""
    if "ahead" in item.__dict__:
        return str(item.__dict__["ahead"] or "")
    if not Item._meta.get_field("edition").is_cached(item):
        return ""
    edition, start = item.edition, item.start or 0
    is_here = edition.document_id and Edition._meta.get_field("document").is_cached(edition)
    return edition.document.text[max(start - REACH, 0) : start] if is_here and edition.document else ""


def base_year_of(quote: str, unit: str | None, stated: int | None) -> int | None:
    """The year that a target starts from: as read, else as its words name it where the amount is a multiple or a share."""
    if stated is not None:
        return stated
    if (unit or "") not in _RELATIVE:
        return None
    found = _SINCE.search(quote)
    return int(found["year"]) if found else None

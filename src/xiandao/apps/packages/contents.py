"""The files of a package: an edition whole, which plan it is of and who keeps that, and no person's name."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Collection, Mapping
from typing import Any, NamedTuple

from django.db.models import Count, Max, Q, Sum
from pydantic import ValidationError

from xiandao.apps.packages.models import Received
from xiandao.apps.plans.exchange import edition_flat, nameless
from xiandao.apps.plans.formats import EditionFormat
from xiandao.apps.plans.models import LONG, Edition, Item, Judgement, Succession
from xiandao.core.canonical import canonical_bytes
from xiandao.core.errors import Refusal

FORMAT = "xiandao-packed-edition/1"
FARTHEST = 2**63 - 1
_UNFIT = re.compile("[\x00\ud800-\udfff]")
_LONGEST_IDENT = 80


_OF_EDITION = tuple(
    each.attname
    for each in Edition._meta.concrete_fields  # noqa: SLF001 - documented
    if each.attname not in LONG
)
_OF_PLAN = ("title", "level", "openness", "secrecy", "origin", "origin_number", "place__code")


class Stood(NamedTuple):
    """What tells that some editions are others than they were: counts and versions, cheap where others wait for them.

    Attributes:
        heads: Each edition and its plan, in the order of their ids; what only a new reading or its keeper changes aside.
        items: By edition and state how many there are, and the sum of their versions: every judgement and every new
            reading of an item makes it another version.
        judgements: How many, the last of them, and how many of them the rules have learnt.
        links: How many are confirmed in the plans, and when the last was: that gives items another lineage.
        taken: How many packages of their keepers were taken over: one may bring another state under the same version.
    """

    heads: tuple[tuple[Any, ...], ...]
    items: frozenset[tuple[Any, ...]]
    judgements: tuple[Any, ...]
    links: tuple[Any, ...]
    taken: int


class Content(NamedTuple):
    """One file as it was read.

    Attributes:
        file: Its name.
        origin: Id of the installation that keeps the plan.
        plan: The plan's number there.
        whole: The edition, in the terms of ``EditionFormat``.
    """

    file: str
    origin: str
    plan: int
    whole: Mapping[str, Any]


def content_bytes(edition: Edition, own: str) -> bytes:
    """*edition* as a file of a package of the installation *own*."""
    plan = edition.plan
    origin, number = (plan.origin, plan.origin_number) if plan.origin else (own, plan.pk)
    return canonical_bytes(
        {"format": FORMAT, "origin": origin, "plan": number, "edition": nameless(edition_flat(edition))}
    )


def stood_of(editions: Collection[int]) -> Stood:
    """How *editions* (ids) stand: to be read before their contents are made, and again before those count."""
    heads = Edition.objects.filter(pk__in=editions).order_by("pk")
    items = Item.objects.filter(edition__in=editions).order_by().values_list("edition", "state")
    judged = Judgement.objects.filter(item__edition__in=editions)
    links = Succession.objects.filter(edition__plan__in=heads.order_by().values("plan"), verdict="yes")
    keepers = heads.order_by().exclude(plan__origin="").values("plan__origin")
    told = judged.aggregate(n=Count("pk"), last=Max("pk"), learnt=Count("pk", filter=~Q(learnt_in="")))
    said = links.aggregate(n=Count("pk"), last=Max("at"))
    return Stood(
        tuple(heads.values_list(*_OF_EDITION, *(f"plan__{name}" for name in _OF_PLAN))),
        frozenset(items.annotate(n=Count("pk"), versions=Sum("version"))),
        (told["n"], told["last"], told["learnt"]),
        (said["n"], said["last"]),
        Received.objects.filter(sender__in=keepers, state="taken").count(),
    )


def content_of(file: str, data: bytes) -> Content:
    """The file called *file*.

    Raises:
        Refusal: ``package-content``, with the line and the field where it goes wrong.
    """
    try:
        said = json.loads(data.decode("utf-8"), parse_constant=_no_number, parse_float=_float)
    except json.JSONDecodeError as wrong:
        raise Refusal("package-content", part=file, line=wrong.lineno, where=wrong.msg) from None
    except (ValueError, RecursionError):
        raise Refusal("package-content", part=file, line=1, where="JSON") from None
    if (
        not isinstance(said, dict)
        or said.get("format") != FORMAT
        or said.keys() != {"format", "origin", "plan", "edition"}
    ):
        raise Refusal("package-content", part=file, line=1, where="format")
    origin, number = said["origin"], said["plan"]
    if not isinstance(origin, str) or not 0 < len(origin) <= _LONGEST_IDENT:
        raise Refusal("package-content", part=file, line=1, where="origin")
    if type(number) is not int or not 0 < number <= FARTHEST:
        raise Refusal("package-content", part=file, line=1, where="plan")
    return Content(file, origin, number, _edition(file, said["edition"]))


def _edition(file: str, said: object) -> Mapping[str, Any]:
    try:
        whole: dict[str, Any] = EditionFormat.model_validate(said).model_dump(by_alias=True)
    except ValidationError as wrong:
        where = ".".join(str(part) for part in wrong.errors(include_url=False)[0]["loc"])
        raise Refusal("package-content", part=file, line=1, where=where[:120]) from None
    if _UNFIT.search(json.dumps(said, ensure_ascii=False)) or "\\u0000" in json.dumps(said):
        raise Refusal("package-content", part=file, line=1, where="text")
    return nameless(whole)


def _no_number(said: str) -> object:
    raise ValueError(said)


def _float(said: str) -> float:
    value = float(said)
    if not math.isfinite(value):
        raise ValueError(said)
    return value

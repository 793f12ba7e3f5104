"""The formats in which whole plans come and go by API: ``xiandao-plan/1`` and, around it, ``xiandao-edition/1``."""

from __future__ import annotations

from dataclasses import fields
from typing import Annotated, Any, Literal, get_type_hints

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, FiniteFloat, create_model

from xiandao.core import plan as values
from xiandao.writers.plan_json import KINDS as LISTS

EDITION = "xiandao-edition/1"
UUID = "[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"
FARTHEST = 2**31 - 1
Offset = Annotated[int, Field(ge=0, le=FARTHEST)]
Year = Annotated[int, Field(ge=0, le=9999)]
Count = Annotated[int, Field(ge=0, le=FARTHEST)]
Number = int | FiniteFloat
Basis = Literal["explicit", "inherited", "period", "derived", "none"]


class Exact(BaseModel):
    """Says what it says and nothing else: a number is no text, a stranger's key is refused."""

    model_config = ConfigDict(extra="forbid", strict=True)


class Placed(Exact):
    """What every item says: the words it rests on, and who read them."""

    id: str = Field(min_length=1, max_length=24)
    quote: str = Field(description="`text[start:end]` of the document, exactly.")
    start: Offset = Field(description="In code points of the text.")
    end: Offset = Field(description="One past the last code point.")
    page: Offset | None = Field(None, description="Counted from 1.")
    rule: str = Field(max_length=60)
    confidence: float = Field(ge=0, le=1)


_TYPES: dict[object, Any] = {
    float: Number,
    float | None: Number | None,
    values.Basis: Basis,
    tuple[str, ...]: list[str],
}
"""Types of values → types of the format."""
_BOUNDED: dict[str, Any] = {
    "deadline_year": Year | None,
    "base_year": Year | None,
    "year": Year | None,
    "body_start": Offset,
    "body_end": Offset,
}


def _model(kind: type[values.Item]) -> type[Placed]:
    """The format of one kind of items, from its value's fields."""
    hints = get_type_hints(kind)
    own: dict[str, Any] = {
        each.name: (_BOUNDED.get(each.name) or _TYPES.get(hints[each.name], hints[each.name]), ...)
        for each in fields(kind)
        if each.name not in ("id", "words")
    }
    return create_model(f"{kind.__name__}Format", __base__=Placed, __doc__=kind.__doc__, **own)


ITEMS: dict[str, type[Placed]] = {listed: _model(kind) for listed, kind in LISTS.items()}
"""``targets`` → the format of each of them."""
_LISTED: dict[str, Any] = {listed: (list[model], ...) for listed, model in ITEMS.items()}  # type: ignore[valid-type]
ItemsFormat = create_model(
    "ItemsFormat", __base__=Exact, __doc__="Items by kind, each kind in the order of the text.", **_LISTED
)


class SourceFormat(Exact):
    """Which file it was."""

    name: str = Field(max_length=255)
    media_type: str = Field(max_length=100)


class DocumentDataFormat(Exact):
    """What the document says of itself; null where it does not say."""

    title: str | None
    doc_no: str | None = Field(max_length=80)
    issuer: str | None = Field(max_length=200)
    issued_on: str | None
    place: str | None
    level: Literal["national", "province", "city", "district", "zone"] | None
    period: list[Year | None] = Field(min_length=2, max_length=2, description="First and last year.")
    is_draft: bool
    alt_titles: list[str]
    rules: dict[str, str] = Field(description="Which rule gave each value.")


class ClaimFormat(Exact):
    """What became of one number of the text."""

    start: Offset
    end: Offset
    items: list[str]
    reason: str | None


class BalanceFormat(Exact):
    """The books: every number of the text."""

    numbers: Count
    open: list[ClaimFormat]
    claims: list[ClaimFormat]


class FindingFormat(Exact):
    """Something doubtful in the text; the wordings are made anew when it is shown."""

    code: str
    message: str = ""
    start: Offset
    end: Offset
    hint: str | None = None
    values: dict[str, str]


_PLAN: dict[str, Any] = {
    "schema_": (Literal["xiandao-plan/1"], Field(alias="schema")),
    "kernel": (str, Field(max_length=20, description="Version of the program that read it.")),
    "source": (SourceFormat, ...),
    "text_sha256": (str, Field(pattern="^[0-9a-f]{64}$", description="Of the text as UTF-8.")),
    "document": (DocumentDataFormat, ...),
    **_LISTED,
    "balance": (BalanceFormat, ...),
    "findings": (list[FindingFormat], ...),
}
PlanFormat = create_model(
    "PlanFormat", __base__=Exact, __doc__="A plan in the plan format, as `xiandao read` writes it.", **_PLAN
)


class Stated(BaseModel):
    """Takes times as JSON writes them."""

    model_config = ConfigDict(extra="forbid")


class JudgementFormat(Stated):
    """What one person decided about an item, and what it was before and after."""

    deed: Literal["confirm", "correct", "reject", "split", "merge", "add", "reopen", "group"]
    before: dict[str, Any] | None
    after: dict[str, Any] | None
    note: str
    by: str | None = Field(description="User name; null where the workspace did it, or does not know the person.")
    at: AwareDatetime
    seconds: FiniteFloat | None = Field(ge=0, description="Looked at; null where not measured.")
    learnt_in: str = Field(max_length=20, description="Kernel that has since read what the person said.")


class StateFormat(Stated):
    """How one item of the plan stands."""

    id: str = Field(max_length=24)
    kind: Literal["target", "task", "sector", "technology", "placement", "bundle", "fact", "cite"]
    state: Literal["candidate", "confirmed", "corrected", "rejected"]
    lineage: str = Field(pattern=f"^{UUID}$", description="Shared by what is one promise through all editions.")
    version: Count = Field(description="Counts the judgements.")
    is_placed: bool = Field(description="Whether start and end are known; else they say 0.")
    risk: float = Field(ge=0, le=1)
    doubts: list[str]
    read: dict[str, Any] | None = Field(description="Fields as the rules read them; null where a person added it.")
    decided_at: AwareDatetime | None
    decided_by: str | None
    judgements: list[JudgementFormat]


class TextFormat(Stated):
    """The document as it was read."""

    name: str = Field(min_length=1, max_length=255)
    media_type: str = Field(max_length=100)
    text: str
    pages: list[Offset] = Field(description="Where each page begins; empty where there are none.")


class OfFormat(Stated):
    """The plan whose edition it is."""

    title: str = Field(min_length=1, max_length=255)
    place: str | None = Field(description="Code of the place.")
    level: Literal["", "national", "province", "city", "district", "zone"]
    openness: Literal["open", "on-request", "closed"]
    secrecy: Literal["none", "internal", "secret"]


class WordingFormat(Stated):
    """The edition: which wording of the plan, in force from when to when."""

    ordinal: int = Field(ge=1, le=9999)
    state: Literal["draft", "issued", "amended", "repealed"]
    file_name: str = Field(max_length=255)
    reading: Literal["read", "facts"] = Field(description="`facts`: its document is not attached (原文未随附).")
    in_force_from: str | None = Field(pattern=r"^\d{4}-\d{2}-\d{2}$")
    in_force_until: str | None = Field(pattern=r"^\d{4}-\d{2}-\d{2}$")


_EDITION: dict[str, Any] = {
    "schema_": (Literal["xiandao-edition/1"], Field(alias="schema")),
    "of": (OfFormat, ...),
    "edition": (WordingFormat, ...),
    "document": (TextFormat | None, ...),
    "plan": (PlanFormat, Field(description="What stands: every item that was not rejected.")),
    "rejected": (ItemsFormat, Field(description="What people rejected; in no list and no count.")),
    "states": (list[StateFormat], Field(description="One for each item, in the order in which they entered.")),
}
EditionFormat = create_model(
    "EditionFormat",
    __base__=Stated,
    __doc__="An edition whole: all that makes it what it is, to be taken in elsewhere without loss.",
    **_EDITION,
)

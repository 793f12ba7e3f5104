"""What a document says of itself: its name, its number, who issued it and when, for which place and which years."""

from __future__ import annotations

import re
from typing import NamedTuple

from xiandao.core.plan import DocumentData
from xiandao.reading.blocks import Block
from xiandao.reading.folding import plain_digits
from xiandao.reading.front import (
    Front,
    Signature,
    document_number,
    front_of,
    is_draft,
    labelled_day,
    labelled_office,
    posted_day,
    printed_front,
    put_out_day,
    signature_of,
)
from xiandao.reading.mentions.years import Time
from xiandao.reading.periods import IN_FORCE_YEARS, period_of
from xiandao.reading.places import (
    CITY,
    DISTRICT,
    NATIONAL,
    PROVINCE,
    ZONE,
    Place,
    place_in_text,
    place_in_title,
    place_of_office,
    province_of_number,
)
from xiandao.reading.quoting import Quoter
from xiandao.reading.titles import Title, title_of, transmitted_titles

POSTED = "document.issued-posted"

_NUMBER_YEAR = re.compile(r"[〔\[【(（﹝{] ?((?:19|20)\d{2}) ?[〕\]】)）﹞}]")
_SPOKEN_ISSUER = re.compile(r"(?:省|市|区|县)(?:政府|人民政府|委|科技|工信|工业|发展改革|发改)")
_TITLE_ISSUER = re.compile(
    r"(?P<office>(?!关于)[\u4e00-\u9fff、 ]{2,50}?(?:人民政府|办公厅|办公室|委员会|管委会|国务院|[^内全局外总体干][局厅部]|[省市区县州]委))(?P<others>等.{1,4}部门|等)? ?(?:关于|印发|转发|发布)"
)
_BOTH = re.compile(r"(?<=委)(?=[\u4e00-\u9fff]{2,12}人民政府$)")
_TOWNS = re.compile(r"^各[^\n:]{0,12}(?:镇|乡|街道)", re.MULTILINE)
_CITY_ADDRESSEES = re.compile(r"^各[^\n:]{0,8}(?:县|区)", re.MULTILINE)
_LEVELS = {"省": PROVINCE, "市": CITY, "区": DISTRICT, "县": DISTRICT}


def document_of(text: str, blocks: list[Block], times: list[Time], quoter: Quoter) -> DocumentData:
    """Read the document's own data; ``rules`` names the rule behind every value."""
    front = printed_front(text, blocks, quoter.view)
    title = title_of(text, front, quoter)
    others = transmitted_titles(text, front, title, quoter) if title else ()
    number = document_number(text, front)
    doc_no = plain_digits("".join(quoter.printed(*number).split())) if number else None
    signature = signature_of(text, front, quoter)
    issuer = _issuer(text, front, title, signature, quoter)
    issued_on, issued_rule = _issued_on(text, front, signature)
    place, place_rule = _place(text, front, issuer, title, number)
    signed_on = None if issued_rule == POSTED else issued_on
    issued = _year(signed_on) or _number_year(doc_no) or _year(posted_day(text, front))
    period = period_of(text, tuple(one.plain for one in (title, *others) if one), blocks, times, issued)
    rules = (
        ("title", title.rule if title else ""),
        ("doc_no", "document.number" if doc_no else ""),
        ("issuer", issuer.rule),
        ("issued_on", issued_rule),
        ("place", place_rule if place and place.name else ""),
        ("level", place_rule if place else ""),
        ("period", period.rule),
    )
    return DocumentData(
        title=title.name if title else None,
        alt_titles=tuple(one.name for one in others),
        doc_no=doc_no,
        issuer=issuer.printed,
        issued_on=issued_on,
        place=place.name if place else None,
        level=place.level if place else None,
        period=(period.first, period.last),
        is_draft=is_draft(text, front),
        rules=tuple(rule for rule in rules if rule[1]),
    )


def goal_period(document: DocumentData) -> tuple[int | None, int | None]:
    """The plan's period; how many years a measure stays in force (有效期3年) sets no goal a date, the day it ends does."""
    in_force = dict(document.rules).get("period") == IN_FORCE_YEARS
    return (None, None) if in_force else document.period


def issue_year(document: DocumentData, text: str, blocks: list[Block]) -> int | None:
    """The best year there is to tell past from future, ``None`` when nothing tells.

    In this order: the day of signature, the document's number, the day on which the page was put out,
    the year in which the period begins, the newest number of a cited document.
    """
    numbered, dated = _number_year(document.doc_no), _year(document.issued_on)
    own = numbered or dated if dict(document.rules).get("issued_on") == POSTED else dated or numbered
    if own:
        return own
    if posted := _year(posted_day(text, front_of(blocks))):
        return posted
    if document.period[0]:
        return document.period[0]
    cited = [int(year) for year in _NUMBER_YEAR.findall(text)]
    return max(cited, default=None)


def _year(day: str | None) -> int | None:
    return int(day[:4]) if day else None


def _number_year(doc_no: str | None) -> int | None:
    match = _NUMBER_YEAR.search(doc_no) if doc_no else None
    return int(match[1]) if match else None


class Issuer(NamedTuple):
    """Who issued it, as printed, and the first office in the view's forms."""

    printed: str | None
    first: str
    rule: str


def _issuer(text: str, front: Front, title: Title | None, signature: Signature | None, quoter: Quoter) -> Issuer:
    """Who issued it: the signature, the data table, the head of the title."""
    if signature and signature.offices:
        return Issuer("、".join(signature.offices), signature.first, "document.issuer-signature")
    if span := labelled_office(text, front):
        return Issuer(quoter.printed(*span), text[slice(*span)].replace(" ", ""), "document.issuer-labelled")
    named = _TITLE_ISSUER.match(title.plain) if title else None
    if title and named and not _SPOKEN_ISSUER.match(named["office"]) and place_of_office(named["office"]):
        end = named.end("others") if named["others"] else named.end("office")
        return Issuer(_BOTH.sub("、", title.name[:end]), named["office"], "document.issuer-title")
    return Issuer(None, "", "")


def _issued_on(text: str, front: Front, signature: Signature | None) -> tuple[str | None, str]:
    """When it was signed; the day on which a page was put out is another day, and stands in only where no other is said."""
    if signature and signature.day and signature.offices:
        return signature.day, "document.issued-signature"
    if day := labelled_day(text, front):
        return day, "document.issued-labelled"
    if signature and signature.day:
        return signature.day, "document.issued-signature"
    if day := put_out_day(text, front):
        return day, POSTED
    return None, ""


def _place(
    text: str, front: Front, issuer: Issuer, title: Title | None, number: tuple[int, int] | None
) -> tuple[Place | None, str]:
    """The place, by the issuer, by the title, by what the text speaks of."""
    titled = place_in_title(title.plain) if title else None
    if issuer.printed and (place := place_of_office(issuer.first)):
        if title and titled and titled.level == ZONE and _is_short_for(titled.name or "", place.name or ""):
            return _as_printed(titled, title.plain, title.name), "document.place-title"
        return _with_level(_as_printed(place, issuer.first, issuer.printed), text, front), "document.place-issuer"
    if title and titled:
        return _with_level(_as_printed(titled, title.plain, title.name), text, front), "document.place-title"
    spoken = _LEVELS.get(title.plain[0]) if title and _SPOKEN_ISSUER.match(title.plain) else None
    if number and spoken == PROVINCE and (name := province_of_number(text[number[0] : number[1]])):
        return Place(name, PROVINCE), "document.place-number"
    if number and spoken is None and text.startswith("国", number[0]):
        return Place(None, NATIONAL), "document.place-number"
    return place_in_text(text, spoken), "document.place-text"


def _is_short_for(name: str, whole: str) -> bool:
    """Whether a zone's name in a title (甲高新区) is short for its board's (甲高新技术产业开发区)."""
    letters = iter(whole)
    return len(name) < len(whole) and whole.endswith("开发区") and all(letter in letters for letter in name)


def _as_printed(place: Place, plain: str, printed: str) -> Place:
    """The place with its name in the document's own characters."""
    at = plain.find(place.name) if place.name else -1
    return place._replace(name=printed[at : at + len(place.name or "")]) if at >= 0 else place


def _with_level(place: Place, text: str, front: Front) -> Place:
    """A city whose notice goes to towns and streets stands on the level of a district."""
    if place.level != CITY or not (place.name or "").endswith("市"):
        return place
    to_towns = _TOWNS.search(text, 0, front.end) and not _CITY_ADDRESSEES.search(text, 0, front.end)
    return Place(place.name, DISTRICT) if to_towns else place

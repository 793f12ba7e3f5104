"""The documents that this one carries out or rests on."""

from __future__ import annotations

import re
from itertools import islice
from typing import NamedTuple

from xiandao.core.plan import Cite, DocumentData
from xiandao.reading.folding import plain_digits
from xiandao.reading.quoting import Quoter
from xiandao.reading.rules.manual import RulePage

REACH = 40
MOST = 1000

_TITLE = re.compile(r"《[^《》。\n]{0,120}(?:《[^《》。\n]{0,80}》[^《》。\n]{0,80}){0,4}》")
_CARRIES_OUT = re.compile(r"(?:贯彻落实|贯彻执行|贯彻|落实|承接|执行|推动|推进|实施|响应)(?:好|落实)?[^。;《》]{0,16}$")
_PURPOSE = re.compile(r"(?:^|[,、 条])为(?:了)?[^,。;《》]{0,14}$")
_RESTS_ON = re.compile(r"(?:根据|按照|依据|依照|遵照|遵循|参照|对照|衔接|对标|结合|围绕|在|基于|经)[^。;《》]{0,16}$")
_ORDERS = re.compile(r"(?:根据|按照)[^。;《》]{0,16}$")
_JOINT = re.compile(r"[、,和及与以并]|以及|及其|精神|要求|部署")
_BEHIND = re.compile(
    r"(?:\([^()]{0,60}\))?(?:等(?:文件|政策|法律法规|规定)?)?(?:的)?(?:文件)?(?:精神|要求|部署|有关|规定|等基础上|基础上|落地见效|落实)"
)
_NUMBER = re.compile(r"\((?P<number>[^()《》]{2,40}?号)(?:,[^()]{0,30})?\)")
_CUT = re.compile(r"[。;!?\n]")
_NOT_CITED = re.compile(r"^(?:的)?(?:政策解读|解读|起草说明|编制说明)|(?:同时)?废止|列入|纳入")


class Named(NamedTuple):
    """A title in 《…》 with its number; places are in the view, *end* is behind 》."""

    start: int
    end: int
    number: tuple[int, int] | None


def titles_named(text: str) -> list[Named]:
    """Every 《…》 of the text up to a thousand, the outermost where they are nested, in one pass."""
    found = []
    for match in islice(_TITLE.finditer(text), MOST):
        number = _NUMBER.match(text, match.end())
        found.append(Named(match.start(), match.end(), number.span("number") if number else None))
    return found


def cites_of(text: str, document: DocumentData, quoter: Quoter) -> tuple[Cite, ...]:
    """What the document rests on, each title once, by the words before it."""
    own = {_plain(title) for title in (document.title, *document.alt_titles) if title}
    seen: set[str] = set()
    found: list[Cite] = []
    before: tuple[int, str] | None = None
    for named in titles_named(text):
        relation = _relation(text, named, before)
        before = (named.number[1] + 1 if named.number else named.end, relation) if relation else None
        title = quoter.printed(named.start + 1, named.end - 1)
        key = _plain(title)
        if not relation or len(key) < 4 or key in own or key in seen or _is_part(key, own):
            continue
        seen.add(key)
        words = quoter.words(named.start, named.end, f"cite.{relation}", 0.9)
        doc_no = plain_digits("".join(quoter.printed(*named.number).split())) if named.number else None
        found.append(
            Cite(id=quoter.id("cite", words.quote), words=words, title=title, doc_no=doc_no, relation=relation)
        )
    return tuple(found)


def _relation(text: str, named: Named, before: tuple[int, str] | None) -> str:
    """``implement``, ``basis``, or ``""`` for a title that is only mentioned."""
    behind = named.number[1] + 1 if named.number else named.end
    if _NOT_CITED.match(text, behind):
        return ""
    if before and behind > before[0] and named.start - before[0] <= 14 and _joins(text[before[0] : named.start]):
        return before[1]
    left = text[max(0, named.start - REACH) : named.start]
    cut = max((match.end() for match in _CUT.finditer(left)), default=0)
    left = left[cut:]
    if _CARRIES_OUT.search(left) or _PURPOSE.search(left):
        return "implement"
    rests = _RESTS_ON.search(left)
    if rests is None:
        return "implement" if _is_mandate(text, behind) else ""
    if rests.group().startswith(("在", "经", "围绕")) and not _BEHIND.match(text, behind):
        return ""
    return "implement" if _ORDERS.search(left) and not _is_law(text, named) else "basis"


def _joins(between: str) -> bool:
    """Whether what stands between two titles makes them one list."""
    return (
        not between
        or (len(between) <= 2 and bool(_JOINT.match(between)))
        or between in {"精神和", "精神,", "以及", "等文件精神和"}
        or bool(re.fullmatch(r"(?:精神|要求|部署)?(?:和|及|以及|、|,)[\u4e00-\u9fff]{0,8}", between))
    )


def _is_mandate(text: str, behind: int) -> bool:
    return bool(re.match(r"(?:等文件)?(?:精神|部署要求|有关要求|要求)", text[behind : behind + 8]))


def _is_law(text: str, named: Named) -> bool:
    return text[named.end - 3 : named.end - 1] in {"条例", "办法", "规定"} or text[named.end - 2] == "法"


def _plain(title: str) -> str:
    return re.sub(r"[\s《》〈〉（）()“”\"]", "", title)


def _is_part(key: str, own: set[str]) -> bool:
    """Whether the title is the document's own, shorter or longer by its place or its 关于."""
    return len(key) >= 8 and any(key in mine for mine in own)


RULES = (
    RulePage(
        id="cite.implement",
        note="贯彻落实、根据、按照等词之后的文件为落实依据。",
        reads=(
            "为贯彻落实《江海省未来产业指导意见》(江政发〔2023〕104号)等文件精神，制定本计划。",
            "根据《甲意见的通知》、《乙方案草稿》，制定本方案。",
        ),
        leaves=("《某某市若干意见》同时废止。", "相关政策解读：关于《某某市工作意见》的政策解读"),
    ),
    RulePage(
        id="cite.basis",
        note="参照、衔接的文件和法律法规为编制依据。",
        reads=("依据《某某省科技创新条例》，制定本办法。", "衔接《某某市国民经济和社会发展规划》，制定本计划。"),
        leaves=("编制《某某市验收工作手册》。",),
    ),
)

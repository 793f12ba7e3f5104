"""The words between two separators of a note of responsibility: a label, names of bodies, what the bodies do.

Offices recur from note to note and from plan to plan, so each is looked at once.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from xiandao.reading.lexicon import any_of, kinds, words
from xiandao.reading.vocabulary import Vocabulary

LEAD, SUPPORT, DUTY, OTHER = "lead", "support", "duty", "other"
STRONG, WEAK = 2, 1
LIKE_LONGEST = 30

_GOVERNMENT = Vocabulary(words("organisations", "government"))
_PARTY = Vocabulary(words("organisations", "party"))
_LOCAL = words("organisations", "local")
_ENDING = Vocabulary(words("organisations", "ending"))
_WEAK = Vocabulary(words("organisations", "weak"))
_ALONE = Vocabulary(words("organisations", "company"))
# 南宁、桂林、钦州市人民政府: cities without their 市.
_CITIES = frozenset(word.removesuffix("市") for word in words("prefectures"))
_PLACES = frozenset(words("organisations", "place"))
_PLACE_WORDS = words("organisations", "place")
_LABELS = kinds("notes")

_LABEL = re.compile(rf"({any_of('notes')})(?:分别)?(?:[:为]|$)")
_UNKNOWN_LABEL = re.compile(r"[^:]{1,12}:")
_VERB = re.compile(
    r"(?:按照?|根据|依据|依照)(?:各自|部门|工作)*(?:职责|职能|分工|责任|任务)+|结合(?:自身|各自|本地|工作)?(?:实际|职责|职能)"
    r"|(?:具体|分别|共同|分头|主要|全面|联合|积极|密切|协同|总)?(?:牵头|负责|配合|协办|主办)(?!单位|部门|责任|处室|人|科室)|会同"
)
_VERB_ENDS = re.compile(
    r"(?:组织|共同|协同|抓好|抓|分别|具体|分头|认真|切实|积极|予以|予|贯彻|协助|联合)*"
    r"(?:落实|参与|参加|实施|推进|推动|支持|承办|执行|协助|完成|协同)(?:到位|工作)?$"
)
_ROLE = re.compile(
    r"\((总?牵头|主办|主责|会同|配合|协办|协助|协同|参与|参加|承办|责任|负责)(?:实施|落实|负责)?(?:责任)?(?:单位|部门|处室|科室)?\)"
)
# A place that a government, or the board of a zone, behind it rules as well: 武汉市、襄阳市人民政府.
_ZONE = "(?:新区|高新区|经开区|开发区|园区|度假区|示范区|商务区|保税区|试验区|合作区|集聚区|先导区|功能区|片区)"
_RULED = re.compile(
    rf"(?![各全本我该有相其另])(?:(?P<zone>[一-鿿]{{0,10}}{_ZONE})|(?P<land>[一-鿿]{{1,9}}(?<![市地社辖郊山])(?<!主城)(?<!心城)(?<!老城)(?<!新城)[省市区县州旗镇乡]))"
)
_RULERS = re.compile(r"(?P<place>[一-鿿]{2,16}?)(?P<ending>人民政府|政府|管委会|管理委员会)")
_TAIL = re.compile(
    r"(?:牵头|负责|配合|组织|实施|落实|推进|推动|协调|统筹|并|抓好|贯彻|执行|开展|做好|职责|分工|共同|分别|具体|参与|协助|完成|工作|联合|到位|协同|抓|予以|支持)*"
)
_ETC = re.compile(
    r"等(?:[\d一二三四五六七八九十]+[个家])?(?:各|相关|有关|市级|省级|区级|县级|多个|其他|市直|区直|省直|县直|职能|责任)*"
    r"(?:部门|单位|处室|机构|科室|方面|成员单位|委办局|局办|企业|高校|地区|板块)*(?:[、和及与](?:单位|部门|地区|企业))?$"
)
_JOINERS = ("以及", "会同", "联合", "由", "及", "和", "与", "并", "其他", "另", "其中", "请")
# 和平区 begins with no joiner.
_NO_JOINER = re.compile("和(?:平(?=区|街|路)|田(?=[市县地])|县|龙(?=市)|硕(?=县)|林(?=格尔)|政(?=县)|静(?=县))")
_JOIN = re.compile(
    r"(?<=[局委办厅部院会署室处府司行所站校社镇乡道区县市心队团门位])(?:会同|以及|和|及|与)"
    r"(?=[各市省区县州]|[^、,;]{1,20}(?:局|委|办|厅|部|会|区|府|院|公司|集团|中心)$)"
)
_SEAM = re.compile(r"(?<=[局厅委])(?=[一-鿿]{3})(?!员会|办|托)")
_NO_NAME = re.compile(
    r"\d|[一-鿿]{0,2}(?:年底|长期|持续|下同|不再|详见)|列为|列第|排名|以[下上]|无$|暂无|略$|各项工作$|负责$|长期|每年|常态|季度|到位"
)
_OWN = re.compile(
    r"市(?!场|容|民中心|政(?!府|协|务|法)|级|直|内|域|各|有关|相关|属)|省(?!级|直|内|各|有关|相关|属|会)"
    r"|区(?!级|直|域|块|内|各|有关|相关|属|划)|县(?!级|直|域|内|各|有关|相关|属)|州(?!级|直|内|各)|旗(?!级|直|舰)|自治区(?!级|直|各)"
)
_EACH = re.compile(r"各(?:有关|相关)?")
_PLACED = re.compile(
    r"[一-鿿]{2,5}?[省市区县州旗](?=委|政府|人民政府|人大|" + any_of("organisations", "government") + ")"
)


# What stands behind the stem of a branch of a joint office, which takes its place from its neighbours: 自然资源和规划分局.
_BRANCH = re.compile("[和与及].{1,6}分局")
# Offices of the state that bring their place: 民航四川监管局.
_OF_THE_STATE = re.compile(r"民航[一-鿿]{2,6}(?:监管局|管理局|空管局)")


class Name(NamedTuple):
    """The name of a body in a token.

    Attributes:
        start: In the token. end: One past it.
        own_end: One past its own prefix (市科技局), 0 where it has none.
        party_end: One past the 委 of a party committee behind its prefix, 0 where there is none.
        each_end: One past 各 or 各有关, 0 where it does not begin so.
        is_place: Whether it names a kind of place and nothing else, 各 left out.
        is_end_of_each: Whether it could be the end of 各省、自治区、直辖市人民政府.
        takes: Which prefix it takes over: ``party`` (市委 too), ``government``, ``near`` (from its own group only) or none.
        likeness: How surely it is the name of a body.
        role: What a bracket behind it says of it alone: 市科技局(牵头); ``""`` without one.
        rules: One past the place whose government or board it is, 0 where it is none.
        kind: ``land`` or ``zone`` of that place, or of the place that the whole name is.
    """

    start: int
    end: int
    own_end: int
    party_end: int
    each_end: int
    is_place: bool
    is_end_of_each: bool
    takes: str
    likeness: int
    role: str
    rules: int
    kind: str


class Token(NamedTuple):
    """What stands between two separators.

    Attributes:
        label: The kind of its label, ``""`` without one.
        words: Its names, and between them the roles that verbs give to the names before.
    """

    label: str
    words: tuple[Name | str, ...]


@lru_cache(maxsize=8192)
def token_read(token: str) -> Token:
    """Read a token, in the view's forms."""
    label, start = _label(token)
    found: list[Name | str] = []
    end = len(token)
    while start < end and label != OTHER:
        verb = _VERB.search(token, start) or _VERB_ENDS.search(token, start)
        bracket = _ROLE.search(token, start, verb.start() if verb and token[verb.start() - 1] != "(" else end)
        if bracket:
            _names(token, start, bracket.start(), found)
            start = bracket.end()
            _role_given(found, "牵头" if bracket[1] == "会同" and start < end else bracket[1])
            continue
        _names(token, start, verb.start() if verb else end, found)
        if not verb:
            break
        tail = _TAIL.match(token, verb.end())
        start = tail.end() if tail else verb.end()
        found.append(_role(token[verb.start() : start]))
    return Token(label, tuple(found))


def _label(token: str) -> tuple[str, int]:
    """The kind of the label with which a token begins, and where its bodies begin."""
    bracket = _ROLE.match(token)
    if bracket and bracket.end() < len(token):
        return _role(bracket[1]), bracket.end()
    known = _LABEL.match(token)
    if known:
        return _LABELS[known.group(1)], known.end()
    other = _UNKNOWN_LABEL.match(token)
    return (_label_kind(other.group()), other.end()) if other else ("", 0)


def _label_kind(label: str) -> str:
    """What a label that no lexicon knows is for, by the words in it."""
    if "牵头" in label or "主责" in label:
        return LEAD
    if "配合" in label or "协" in label or "参" in label:
        return SUPPORT
    return DUTY if "单位" in label or "部门" in label or "责任" in label else OTHER


def _role_given(found: list[Name | str], said: str) -> None:
    """Give the last name the part that a bracket says; 会同 that nobody follows is said of one who helps."""
    last = found[-1] if found else ""
    if isinstance(last, Name):
        found[-1] = last._replace(role=SUPPORT if said in ("会同", "协同") else _role(said))


def _role(verb: str) -> str:
    """The part that a verb behind bodies gives them."""
    if any(word in verb for word in ("牵头", "主办", "主责")) or verb == "会同":
        return LEAD
    return SUPPORT if any(word in verb for word in ("配合", "参与", "参加", "协办", "协助", "支持")) else DUTY


def _names(token: str, start: int, end: int, found: list[Name | str]) -> None:
    """Read one name, or several joined by 和 or by nothing."""
    etc = _ETC.search(token, start, end)
    end = etc.start() if etc else end
    for joint in _JOIN.finditer(token, start, end):
        _name(token, start, joint.start(), found)
        start = joint.end()
    for seam in _SEAM.finditer(token, start, end):
        if _is_seam(token, seam.start(), end):
            _name(token, start, seam.start(), found)
            start = seam.start()
    _name(token, start, end, found)


def _is_seam(token: str, at: int, end: int) -> bool:
    """Whether one name ends and the next begins at *at*, where the blank between them is gone."""
    rest = token[at:end]
    if not _ENDING.before(rest, 0, len(rest)) or rest.endswith(("分局", "支队", "总队", "中心")):
        return False
    return bool(_OWN.match(rest) or (token[at - 1] in "局厅" and _GOVERNMENT.at(rest, 0, len(rest))))


def _name(token: str, start: int, end: int, found: list[Name | str]) -> None:
    """Add one body, joiners and quotation marks left out."""
    while start < end and token[start] in "“\"'‘:-":
        start += 1
    while end > start and token[end - 1] in "”\"'’:-.":
        end -= 1
    for joiner in _JOINERS:
        if token.startswith(joiner, start) and end - start > len(joiner) + 1 and not _NO_JOINER.match(token, start):
            start += len(joiner)
    if end - start >= 2 and not _NO_NAME.match(token, start, end):
        found.append(_shape(token[start:end], start, end))


def _shape(name: str, start: int, end: int) -> Name:
    """What there is to know of a name by itself."""
    each = _EACH.match(name)
    each_end = each.end() if each else 0
    own = None if each else _OWN.match(name) or _PLACED.match(name)
    own_end = own.end() if own and own.end() < len(name) else 0
    rulers = None if each else _RULERS.fullmatch(name)
    place = None if each else _RULED.fullmatch(rulers["place"] if rulers else name)
    is_party = own_end > 0 and name[own_end] == "委" and name[own_end:] not in ("委", "委会")
    return Name(
        start,
        end,
        own_end,
        own_end + 1 if is_party else 0,
        each_end,
        name[each_end:] in _PLACES,
        name.endswith("政府") and name.startswith(_PLACE_WORDS),
        "" if own_end or each_end else _takes(name),
        body_like(name),
        "",
        rulers.end("place") if rulers and place else 0,
        (place.lastgroup or "") if place else "",
    )


def _takes(name: str) -> str:
    """Which prefix of its neighbours a name without one of its own takes over."""
    if _BRANCH.fullmatch(name, len(_GOVERNMENT.at(name, 0, len(name)))):
        return "near"
    if _ALONE.before(name, 0, len(name)) or _OF_THE_STATE.match(name):
        return ""
    if _PARTY.at(name, 0, len(name)):
        return "party"
    if _GOVERNMENT.at(name, 0, len(name)):
        return "government"
    return "near" if len(name) <= 7 and name[-1] in "局委办厅" and not _names_a_place(name) else ""


def _names_a_place(name: str) -> bool:
    """Whether the name brings a place of its own: 扬州海事局; 团市委 is complete as it is."""
    if name[0] in "团国中各驻有相" or name.startswith(("人民银行", "人行", "民航", "长江", "黄河", "珠江")):
        return True
    return any(name.startswith(word, at) for at in (2, 3, 4) for word in _LOCAL)


def body_like(name: str) -> int:
    """How surely *name* is the name of a body: ``STRONG``, ``WEAK`` or 0."""
    if name[-1] in ")>]〕】":
        outer = name.find("(") if name.endswith("))") else max(name.rfind(mark) for mark in "(<[〔【")
        name = name[:outer] if outer > 0 else name
    if len(name) > LIKE_LONGEST:
        return 0
    if _ENDING.before(name, 0, len(name)):
        return STRONG
    if name.startswith(("各", "有关", "相关")) or name in _CITIES or _WEAK.before(name, 0, len(name)):
        return WEAK
    return 0

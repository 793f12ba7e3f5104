"""Which place a document speaks for, and on which level that place stands."""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from xiandao.reading.lexicon import entries, words

NATIONAL, PROVINCE, CITY, DISTRICT, ZONE = "national", "province", "city", "district", "zone"

_ZONE = (
    "(?:高新技术产业开发区|高新技术产业园区|经济技术开发区|高新技术开发区|经济开发区|技术开发区|工业园区|产业园区|综合保税区|保税区|自贸试验区"
    "|自由贸易试验区|旅游度假区|合作示范区|合作区|示范区|高新区|经开区|开发区|自创区|科学城|科技城|新城|新区|湾区|空港区|港区|园区|度假区)"
)
_OWN = re.compile(_ZONE + "$")
_SHORT_PREFECTURES = "|".join(
    word for word in words("prefectures") if word.endswith("州") and not word.endswith("自治州")
)
_UNIT = re.compile(
    rf"{_SHORT_PREFECTURES}|[\u4e00-\u9fff]{{1,9}}?(?:自治区|自治州|自治县|自治旗|地区|新区|矿区|林区|省|市|盟|区|县|旗)"
)
_ZONE_NAME = re.compile(r"[\u4e00-\u9fff]{2,10}?" + _ZONE)
# A stretch that ends like a place and is none.
_NO_PLACE = re.compile(
    r"关于|加快|推进|推动|促进|建设|打造|支持|培育|发展|构建|加强|提升|深化|优化|鼓励|实施|创建|全面|进一步|国家级|省级|市级|引领|未来产业|产业(?!开发区|园区)"
    r"|^[全我各该]|^本(?!溪)|^(?:在|与|和|对|以|为|向)|城市$|超市$|社区$|城区$|街区$|灾区$|^山区$|(?<!新)片区$|^委|先导区$|先行区$|集聚区$|试点"
)
_COMMITTEE = re.compile(r"(.+?)(?:党工委|工委)?(?:、.+?)?(?:管理委员会|管委会)(?:办公室)?$")
_MINISTRY = re.compile(
    r"(?:中共中央|中央|国务院|全国|国家|中国(?!\()|最高)|(?!.{0,4}(?:组织|宣传|统战|武装|指挥|本|市|省|区|县)部)[\u4e00-\u9fff]{2,9}部(?:办公厅|等|、|$|关于|印发)"
)
_ZONE_ENDS = ("区", "城", "港", "园", "湾", "岛", "谷")
_ORGAN = re.compile(r"(?:人民政府|人民代表|委员会|政府|市委|省委|区委|县委|州委)")
_ANCHOR = re.compile(r"关于(?:印发|发布|公布|下达|转发|调整|修订)?|印发|转发|[《〈]")
_SPOKEN = {
    level: tuple(lead + mark for mark in marks for lead in "全我本")
    + tuple(mark + office for mark in marks for office in ("科技", "发改", "发展改革", "财政"))
    for level, marks in ((PROVINCE, "省"), (CITY, "市"), (DISTRICT, "区县"))
}
_NATIONAL_WORDS = ("各省、自治区、直辖市", "全国人民代表大会", "我国")
_SCANNED = 3_000


class Place(NamedTuple):
    """A place by its own name, and its level; *name* is ``None`` where only the level is known."""

    name: str | None
    level: str


@cache
def _provinces() -> dict[str, str]:
    """Every way to name a provincial place, to its full name."""
    return {word: entry.words[0] for entry in entries("provinces") for word in entry.words}


@cache
def _full_provinces() -> tuple[str, ...]:
    return tuple(entry.words[0] for entry in entries("provinces"))


@cache
def _cities() -> dict[str, str]:
    """City-level places by full and by short name, to the full name."""
    full = {word: word for word in words("prefectures")}
    return full | {re.sub("(?:市|盟|地区)$", "", word): word for word in full if not word.endswith("自治州")}


@cache
def _municipalities() -> dict[str, str]:
    return {
        word: entry.words[0]
        for entry in entries("provinces")
        if entry.kind == "municipality"
        for word in entry.words[:2]
    }


def level_of(name: str) -> str:
    """The level that a place's name shows."""
    if name in _full_provinces() or name.endswith(("省", "自治区")):
        return PROVINCE
    if name in {"浦东新区", "滨海新区"}:
        return DISTRICT
    if _OWN.search(name):
        return ZONE
    if name in words("county_cities"):
        return DISTRICT
    return CITY if name.endswith(("市", "自治州", "州", "盟", "地区")) else DISTRICT


def place_of_office(office: str) -> Place | None:
    """The place whose office this is; ministries have none and stand on the national level."""
    office = office.removeprefix("中共")
    if _MINISTRY.match(office):
        return Place(None, NATIONAL)
    committee = _COMMITTEE.match(office)
    if committee and (zone := _last_unit(committee[1], whole=True)) and zone.endswith(_ZONE_ENDS):
        return Place(zone, ZONE)
    name = _last_unit(office)
    if name is None:
        return None
    own_government = office.partition(name)[2].startswith(("人民政府", "委", "人大"))
    return Place(
        name, DISTRICT if level_of(name) == ZONE and own_government and name.endswith("新区") else level_of(name)
    )


def _last_unit(name: str, *, whole: bool = False) -> str | None:
    """The last of the places that stand in a row at the head of *name*; with *whole*, what is left behind them."""
    at, last = 0, None
    for province in sorted(_provinces(), key=len, reverse=True):
        if len(province) > 1 and name.startswith(province) and len(province) < len(name):
            at, last = (len(province), province) if province in _full_provinces() else (0, None)
            break
    while unit := _UNIT.match(name, at):
        found = unit.group()
        zone = _ZONE_NAME.match(name, at)
        if zone and zone.end() > unit.end() and not _NO_PLACE.search(zone.group()):
            return zone.group()
        if _NO_PLACE.search(found) or (last and len(found) > 7) or _ORGAN.search(found):
            break
        at, last = unit.end(), found
    if whole and at < len(name) and not _NO_PLACE.search(name[at:]):
        return name[at:]
    zone = None if last else _ZONE_NAME.match(name, at)
    return zone.group() if zone and not _NO_PLACE.search(zone.group()) else last


def place_in_title(title: str) -> Place | None:
    """The place that a title names where titles name it: at the head, behind 关于 and 印发, or anywhere if it is known."""
    for at in (0, *(match.end() for match in _ANCHOR.finditer(title))):
        if name := _last_unit(title[at : at + 40]):
            return Place(name, level_of(name))
    if _MINISTRY.match(title):
        return Place(None, NATIONAL)
    for known in (_cities(), {word: full for word, full in _provinces().items() if len(word) > 1}):
        if found := next((full for word, full in known.items() if word in title), None):
            return Place(found, level_of(found))
    return None


def place_in_text(text: str, level: str | None) -> Place | None:
    """The known place that the text speaks of most, on the level that 全市, 我省 and 区科技局 show."""
    text = text[:_SCANNED]
    best = level or _spoken_level(text)
    if best is None:
        return Place(None, NATIONAL) if any(words in text for words in _NATIONAL_WORDS) else None
    if best == DISTRICT:
        return Place(None, best)
    characters = set(text)
    tally: dict[str, int] = {}
    for word, full in _known(best).items():
        if characters.issuperset(word) and (count := text.count(word)):
            tally[full] = max(tally.get(full, 0), count)
    if not tally:
        return Place(None, best)
    name = max(tally, key=lambda full: tally[full])
    return Place(name, level_of(name)) if tally[name] > 1 else Place(None, best)


def _spoken_level(text: str) -> str | None:
    """The level whose words the text uses most, ``None`` where it uses none."""
    counts = {level: sum(map(text.count, marks)) for level, marks in _SPOKEN.items()}
    best = max(counts, key=lambda level: counts[level])
    return best if counts[best] else None


@cache
def _known(level: str) -> dict[str, str]:
    """The known names of places on a level, to their full names; a city's also the municipalities."""
    if level == CITY:
        return _cities() | _municipalities()
    return {word: full for word, full in _provinces().items() if len(word) > 1}


def province_of_number(number: str) -> str | None:
    """The provincial place whose character opens a document number: 苏政发〔2023〕104号."""
    return _provinces().get(number[:1]) if number else None

"""Which places stand in the names of organisations, known ones and those that a list of names teaches."""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import pairwise

SUFFIXES = ("维吾尔自治区", "壮族自治区", "回族自治区", "特别行政区", "自治区", "自治州", "自治县", "地区", "新区")
LETTERS = "省市县区州盟旗"
NO_CITY = "(?<![城超都上门夜菜集股])市(?![场政民容值])"
NO_DISTRICT = "(?<![小社园景校库地专特片街辖])区(?!块|域|间|划)"
_SHAPES = (
    r"[\u4e00-\u9fff]{2,3}?(?:省|自治区)",
    rf"[\u4e00-\u9fff]{{2,4}}?(?:{NO_CITY}|自治州|地区)",
    rf"[\u4e00-\u9fff]{{1,3}}?(?:{NO_DISTRICT}|县(?!域)|旗(?![舰区]))",
    r"[\u4e00-\u9fff]{1,3}?镇(?!流|静|江|痛|海|远|宁)",
    r"(?:国家)?(?:经济技术|高新技术产业|经济|高新技术|高新|工业)(?:开发区|园区|区)",
)
"""Forms of a place that stands in no list: 云泽省, 澜江市, 临浦区."""
UNKNOWN = re.compile("|".join(_SHAPES))
MARKS = re.compile("[省市县区旗镇州]")

PROVINCE, CITY, COUNTY = range(3)
LEARNED_AFTER = 2
SELDOM = 5
"""So many names must write a place with 省, 市, 县 or 区 before it is known without."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Places:
    """What is known of places.

    Attributes:
        stems: Every way of writing a known place → its stem (江苏省 → 江苏, 延边朝鲜族自治州 → 延边).
        parents: Stem of a place → the stems of what it lies in, as far as known.
        levels: Stem → 0 province, 1 city, 2 what lies in a city; as far as known.
        known: Reads one known place where it is applied.
        unknown: Reads a place that stands in no list by its last character.
    """

    stems: Mapping[str, str]
    parents: Mapping[str, frozenset[str]]
    levels: Mapping[str, int]
    known: re.Pattern[str]
    unknown: re.Pattern[str]

    def at(self, text: str, start: int) -> str:
        """The place as written that begins at *start*, or ``""``."""
        if (match := self.known.match(text, start)) is not None:
            return match[0]
        # A name without these characters needs no slow look.
        if MARKS.search(text, start, start + 9) is None:
            return ""
        return match[0] if (match := self.unknown.match(text, start)) is not None else ""

    def stem(self, written: str) -> str:
        """The stem of a place as written."""
        return self.stems.get(written) or self.stems.get(stem(written)) or stem(written)

    def around(self, places: Iterable[str]) -> frozenset[str]:
        """*places* and all that they lie in."""
        found: set[str] = set()
        ahead = list(places)
        while ahead:
            place = ahead.pop()
            if place not in found:
                found.add(place)
                ahead.extend(self.parents.get(place, ()))
        return frozenset(found)


def stem(place: str) -> str:
    """A place without the word for its kind, as long as two characters stay.

    >>> stem("江苏省"), stem("无锡市"), stem("津市市"), stem("芒市")
    ('江苏', '无锡', '津市', '芒市')
    """
    for suffix in SUFFIXES:
        if place.endswith(suffix) and len(place) - len(suffix) >= 2:
            return place[: -len(suffix)]
    return place[:-1] if len(place) > 2 and place[-1] in LETTERS else place


@cache
def known_places() -> Places:
    """The places of the lexicons: provinces, cities, cities at county level."""
    stems: dict[str, str] = {}
    parents: dict[str, frozenset[str]] = {}
    provinces = _entries("provinces")
    for words, _ in provinces:
        stems |= dict.fromkeys((word for word in words if len(word) > 1), words[1])
    short = {words[0]: words[1] for words, _ in provinces}
    for words, province in _entries("prefectures"):
        for word in words:
            stems |= {word: stem(word), stem(word): stem(word)}
            parents[stem(word)] = frozenset({short.get(province, province)} - {stem(word)})
    also_names = {word for words, _ in _entries("place_names_of_firms", "registers") for word in words}
    for words, _ in _entries("county_cities"):
        stems |= {word: stem(word) for word in words}
        stems |= {stem(word): stem(word) for word in words if len(word) > 2 and stem(word) not in also_names}
    stems |= {word: word for word in ("香港", "澳门", "台湾")}
    levels = (
        dict.fromkeys(stems.values(), COUNTY) | dict.fromkeys(parents, CITY) | dict.fromkeys(short.values(), PROVINCE)
    )
    levels |= dict.fromkeys(("香港", "澳门", "台湾"), PROVINCE)
    return _places(stems, parents, levels)


def learned_places(chains: Iterable[tuple[str, ...]]) -> Places:
    """The known places and those that *chains* of written places teach: 云泽省, 澜江市 → 澜江 lies in 云泽.

    Args:
        chains: For each name the places at its head as written, from the widest.
    """
    known = known_places()
    written: Counter[str] = Counter()
    within: dict[str, Counter[str]] = {}
    for chain in chains:
        written.update(place for place in chain if place not in known.stems)
        for wide, narrow in pairwise(chain):
            within.setdefault(stem(narrow), Counter())[known.stems.get(wide, stem(wide))] += 1
    stems = dict(known.stems)
    for place, times in written.items():
        if times >= LEARNED_AFTER and place[-1] in LETTERS and len(stem(place)) > 1:
            stems[place] = stem(place)
            stems.setdefault(stem(place), stem(place))
    parents = dict(known.parents)
    for narrow, wides in within.items():
        if narrow not in known.parents and known.levels.get(narrow) != PROVINCE:
            # What few names say against many is a slip, and no place that the other lies in.
            parents[narrow] = frozenset(w for w, times in wides.items() if times * SELDOM >= wides.total()) - {narrow}
    levels = dict(known.levels)
    for place in written:
        levels.setdefault(stem(place), _level(place, parents, levels))
    return _places(stems, parents, levels)


def _level(place: str, parents: Mapping[str, frozenset[str]], levels: Mapping[str, int]) -> int:
    if place.endswith(("省", "自治区")):
        return PROVINCE
    in_city = any(levels.get(wide) == CITY for wide in parents.get(stem(place), ()))
    return CITY if place.endswith(("市", "自治州", "地区", "盟")) and not in_city else COUNTY


def _places(stems: Mapping[str, str], parents: Mapping[str, frozenset[str]], levels: Mapping[str, int]) -> Places:
    kind = rf"(?:省|自治区|自治州|地区|{NO_CITY}|县(?!域)|{NO_DISTRICT})?"
    return Places(stems=stems, parents=parents, levels=levels, known=re.compile(tree(stems) + kind), unknown=UNKNOWN)


def tree(known: Iterable[str]) -> str:
    """One word of *known*, the longest first; words that begin alike share their beginning."""
    tails: dict[str, set[str]] = {}
    for word in sorted(known):
        tails.setdefault(word[:1], set()).add(word[1:])
    ends = tails.pop("", None) is not None
    ways = [re.escape(head) + (tree(rest) if rest != {""} else "") for head, rest in tails.items()]
    return f"(?:{'|'.join(ways)})" + ("?" if ends else "")


def _entries(name: str, of: str = "reading") -> list[tuple[list[str], str]]:
    """The entries of a lexicon; the places are those of reading: the words alone are shared, no code."""
    text = files("xiandao").joinpath(of, "lexicon", f"{name}.toml").read_text("utf-8")
    return [(entry["words"], entry["kind"]) for entry in tomllib.loads(text)["entry"]]

"""Enterprises and bodies that do not exist: solitary ones, and families whose members are easily confused."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Sequence
from itertools import accumulate
from random import Random
from typing import NamedTuple

from linking.places import INVENTED_CITIES, REAL_CITIES, Place
from linking.words import (
    BRIGHT_CHARACTERS,
    CORES,
    ENDINGS,
    FIELDS,
    HOSPITALS,
    LEGAL_FORMS,
    RARE_CHARACTERS,
    SOUNDS,
    STEMS,
    STUDIES,
    TRADE_WORDS,
    TRADES_OF_FORM,
    homophones,
    lookalikes,
)  # fmt: skip

NUMERALS = "一二三四五六七八九"


class Name(NamedTuple):
    """A registered name in its parts, in printed order.

    *level* says which place *head* is: ``city``, ``province``, ``district``, ``both`` (city and district), ``in``
    (in brackets after the core) or ``none``. *after* is what stands behind the legal form: 常州分公司, 附属第一医院.
    """

    head: str
    core: str
    middle: str
    trade: str
    form: str
    after: str = ""
    level: str = "city"

    def text(self) -> str:
        """As registered, with brackets of full width."""
        middle = f"（{self.middle}）" if self.middle else ""
        return f"{self.head}{self.core}{middle}{self.trade}{self.form}{self.after}"


class Enterprise(NamedTuple):
    """One organisation. *former* is its former name if it had one; *is_rare*: nobody else is likely to bear its core."""

    name: Name
    place: Place
    register: str
    is_rare: bool
    former: Name | None = None


class Registry:
    """Which names are taken: two organisations of one place never share core, trade and branch.

    *real* is the share of places that exist, 0 to 1.
    """

    def __init__(self, real: float) -> None:
        self.real = real
        # A bit for each of 2^27 digests: as large for a million as for ten, and a false "taken" only costs a new draw.
        self._taken = bytearray(1 << 24)

    def takes(self, place: Place, name: Name) -> bool:
        """Whether the name was free; it is taken from now on."""
        # The district alone and city with district are one seat; short names, so that 省 and 市 tell nobody apart.
        seats = {"city": place.city, "province": place.province, "district": place.district, "both": place.district}
        seat = seats.get(name.level, name.middle)
        digest = zlib.crc32(f"{seat}|{name.core}|{name.trade}|{name.after}".encode()) >> 5
        byte, bit = digest >> 3, 1 << (digest & 7)
        if self._taken[byte] & bit:
            return False
        self._taken[byte] |= bit
        return True


def place_drawn(chance: Random, registry: Registry) -> Place:
    """A real city as often as the registry says, the first of the list more often than the last."""
    if chance.random() >= registry.real:
        return chance.choice(chance.choice(INVENTED_CITIES))
    return chance.choice(REAL_CITIES[int(len(REAL_CITIES) * chance.random() ** 1.3)])


def core_drawn(chance: Random) -> tuple[str, bool]:
    """A core, and whether it is one of its own: 20 % from the short list, 35 % two bright characters, the rest rarer."""
    act = chance.random()
    if act < 0.20:
        return CORES.draw(chance), False
    first, second = BRIGHT_CHARACTERS.draw(chance), BRIGHT_CHARACTERS.draw(chance)
    if first == second and act < 0.55:
        second = BRIGHT_CHARACTERS.draw(chance)
    if act < 0.55:
        return first + second, False
    rare = chance.choice(RARE_CHARACTERS)
    if act < 0.70:
        return (first + rare if chance.random() < 0.5 else rare + first), True
    other = chance.choice(RARE_CHARACTERS)
    if act < 0.80:
        return rare + other, True
    if act < 0.92:
        return (first + rare + second if chance.random() < 0.6 else "".join(chance.choices(SOUNDS, k=3))), True
    if act < 0.98:
        return (first + second + rare + other if chance.random() < 0.5 else "".join(chance.choices(SOUNDS, k=4))), True
    letters = "".join(chance.choices("ABCDEFGHIKLMNOPRSTUVXYZ", k=chance.choice((2, 3))))
    return (letters + rare if chance.random() < 0.5 else f"{first}{second}{chance.randint(1, 9)}8"), True


def trade_drawn(chance: Random, form: str = "") -> str:
    """Six in ten from the table of the frequent, the rest put together; some legal forms have trades of their own."""
    if form in TRADES_OF_FORM:
        return chance.choice(TRADES_OF_FORM[form])
    if chance.random() < 0.6:
        return TRADE_WORDS.draw(chance)
    return chance.choice(STEMS) + chance.choice(ENDINGS)


def seated(chance: Random, place: Place, core: str, trade: str, form: str) -> Name:
    """The name with its place where registers have it."""
    act = chance.random()
    if act < 0.56:
        head = place.city_full if chance.random() < 0.6 else place.city
        return Name(head, core, "", trade, form)
    if act < 0.72:
        head = place.province_full if chance.random() < 0.1 else place.province
        return Name(head, core, "", trade, form, level="province")
    if act < 0.80:
        head = place.district_full if chance.random() < 0.6 else place.district
        return Name(head, core, "", trade, form, level="district")
    if act < 0.88:
        return Name(place.city_full + place.district_full, core, "", trade, form, level="both")
    if act < 0.95:
        return Name("", core, place.city if chance.random() < 0.7 else place.province, trade, form, level="in")
    return Name("", core, "", trade, form, level="none")


def register_of(form: str) -> str:
    """The first two characters of its credit code."""
    return {"经营部": "92", "商行": "92", "专业合作社": "93", "股份经济合作社": "N2"}.get(form, "91")


def company(chance: Random, registry: Registry, *, like: Enterprise | None = None, **parts: str) -> Enterprise:
    """An enterprise with a free name; *like* lends its place, *parts* (core, trade, form) what is not to be drawn."""
    while True:
        place = like.place if like else place_drawn(chance, registry)
        core, is_rare = (parts["core"], False) if "core" in parts else core_drawn(chance)
        form = parts.get("form") or LEGAL_FORMS.draw(chance)
        trade = parts.get("trade") or trade_drawn(chance, form)
        name = seated(chance, place, core, trade, form)
        if registry.takes(place, name):
            return Enterprise(name, place, register_of(form), is_rare)
        parts.pop("trade", None)  # taken: another trade will do


def alone(chance: Random, registry: Registry) -> list[Enterprise]:
    """A solitary enterprise."""
    return [company(chance, registry)]


def other_trades(chance: Random, registry: Registry) -> list[Enterprise]:
    """The same core in the same place, each in another trade."""
    first = company(chance, registry)
    others = (company(chance, registry, like=first, core=first.name.core) for _ in range(chance.randint(1, 2)))
    return [first, *others]


def other_places(chance: Random, registry: Registry) -> list[Enterprise]:
    """The same core and trade, each in another place."""
    first = company(chance, registry)
    core, trade = first.name.core, first.name.trade
    return [first, *(company(chance, registry, core=core, trade=trade) for _ in range(chance.randint(1, 3)))]


def one_character(chance: Random, registry: Registry) -> list[Enterprise]:
    """双利 and 双柳: same place, same trade, one character of the core sounds, looks or is altogether different."""
    first = company(chance, registry)
    name = first.name
    at = chance.randrange(len(name.core))
    old = name.core[at]
    act = chance.random()
    table = homophones() if act < 0.4 else lookalikes() if act < 0.65 else {}
    options = table.get(old) or BRIGHT_CHARACTERS.draw(chance)
    core = name.core[:at] + chance.choice(options) + name.core[at + 1 :]
    twin = first._replace(name=name._replace(core=core, form=LEGAL_FORMS.draw(chance)))
    return [first, twin] if core != name.core and registry.takes(twin.place, twin.name) else [first]


def numbered(chance: Random, registry: Registry) -> list[Enterprise]:
    """第一建筑工程有限公司 and 第二: works and firms told apart by a number alone."""
    first = company(chance, registry, form="有限公司")
    if chance.random() < 0.5:
        trade = chance.choice(("建筑工程", "建筑安装工程", "市政工程", "机床", "印染", "水泥", "粮油"))
        names = [
            first.name._replace(core="", trade=f"第{number}{trade}") for number in NUMERALS[: chance.randint(2, 4)]
        ]
        names = [name._replace(level="city", head=first.place.city_full, middle="") for name in names]
    else:
        names = [first.name._replace(form="", after=f"{number}厂") for number in NUMERALS[: chance.randint(2, 3)]]
    return [first, *(first._replace(name=name) for name in names if registry.takes(first.place, name))]


def branches(chance: Random, registry: Registry) -> list[Enterprise]:
    """A head office with branches, numbered or named by their places."""
    first = company(chance, registry, form=chance.choice(("有限公司", "有限公司", "股份有限公司", "有限责任公司")))
    found = [first]
    is_numbered = chance.random() < 0.35
    for number in NUMERALS[: chance.randint(1, 4)]:
        place = first.place if is_numbered else place_drawn(chance, registry)
        seat = chance.choice((place.city, place.city, place.district, place.city + place.district))
        after = (
            f"第{number}分公司" if is_numbered else f"{seat}{chance.choice(('分公司', '分公司', '办事处', '营业部'))}"
        )
        name = first.name._replace(after=after)
        if registry.takes(first.place, name):
            found.append(first._replace(name=name, place=place))
    return found


def group(chance: Random, registry: Registry) -> list[Enterprise]:
    """A group with members: same core, the place in brackets or another trade."""
    first = company(
        chance, registry, form=chance.choice(("集团有限公司", "（集团）有限公司", "集团股份有限公司", "有限公司"))
    )
    bare = first.name._replace(trade="")
    is_bare = "集团" in first.name.form and chance.random() < 0.5 and registry.takes(first.place, bare)
    found = [first._replace(name=bare if is_bare else first.name, is_rare=False)]
    for _ in range(chance.randint(1, 5)):
        act = chance.random()
        place = place_drawn(chance, registry)
        core = first.name.core
        if act < 0.45:
            trade = first.name.trade
            name = Name("", core, place.city, trade, "有限公司", level="in")
        elif act < 0.8:
            place = first.place
            trade = chance.choice((trade_drawn(chance), "集团财务", "物业管理", f"{first.name.trade}销售", "进出口"))
            name = first.name._replace(trade=trade, form="有限公司")
        else:
            name = seated(chance, place, core, trade_drawn(chance), "有限公司")
        if registry.takes(place, name):
            found.append(Enterprise(name, place, "91", is_rare=False))
    return found


def public(chance: Random, registry: Registry, endings: Sequence[str]) -> list[Enterprise]:
    """Some public bodies of one place, told apart by their endings alone."""
    place = place_drawn(chance, registry)
    act = chance.random()
    level, head = ("city", place.city_full) if act < 0.45 else ("district", place.district_full) if act < 0.85 else (
        "province", place.province_full)  # fmt: skip
    names = (Name(head, "", "", ending, "", level=level) for ending in endings)
    found = [Enterprise(name, place, "12", is_rare=False) for name in names if registry.takes(place, name)]
    return found or alone(chance, registry)


def hospitals(chance: Random, registry: Registry) -> list[Enterprise]:
    """Hospitals of a place."""
    return public(chance, registry, chance.sample(HOSPITALS, chance.randint(1, 4)))


def institutes(chance: Random, registry: Registry) -> list[Enterprise]:
    """Institutes of a place."""
    return public(chance, registry, chance.sample(STUDIES, chance.randint(1, 3)))


def universities(chance: Random, registry: Registry) -> list[Enterprise]:
    """A university or college, now and then with what belongs to it."""
    place = place_drawn(chance, registry)
    seat = place.city if chance.random() < 0.6 else place.province
    base = f"{chance.choice(FIELDS)}{chance.choice(('大学', '学院', '职业技术学院', '职业大学', '高等专科学校'))}"
    parts = (
        "",
        *chance.sample(
            (
                "附属医院",
                "附属第一医院",
                "附属第二医院",
                "研究生院",
                "科技园有限公司",
                "资产经营有限公司",
                "产业技术研究院",
            ),
            3,
        ),
    )
    level = "city" if seat == place.city else "province"
    names = (Name(seat, "", "", base, "", part, level=level) for part in parts[: chance.choice((1, 1, 2, 4))])
    found = [
        Enterprise(name, place, "91" if name.after.endswith("公司") else "12", is_rare=False)
        for name in names
        if registry.takes(place, name)
    ]
    return found or alone(chance, registry)


def villages(chance: Random, registry: Registry) -> list[Enterprise]:
    """Cooperatives of villages, in the register N."""
    first = company(chance, registry, form="股份经济合作社")
    core = f"{first.name.core[:2]}{chance.choice('村村村庄湾')}"
    name = Name(first.place.city_full + first.place.district_full, core, "", "", "股份经济合作社", level="both")
    return [first._replace(name=name)] if registry.takes(first.place, name) else alone(chance, registry)


SCENES: dict[Callable[[Random, Registry], list[Enterprise]], float] = {
    alone: 0.800, other_trades: 0.035, other_places: 0.040, one_character: 0.012, numbered: 0.008, branches: 0.035, group: 0.025,
    hospitals: 0.012, institutes: 0.015, universities: 0.010, villages: 0.008,
}  # fmt: skip
"""Which families are drawn how often."""
_FAMILIES, _SUMS = tuple(SCENES), tuple(accumulate(SCENES.values()))


def family(chance: Random, registry: Registry) -> list[Enterprise]:
    """One of the scenes."""
    return chance.choices(_FAMILIES, cum_weights=_SUMS)[0](chance, registry)


def renamed(chance: Random, registry: Registry, enterprise: Enterprise) -> Enterprise:
    """With a former name nobody else bears: another core (45 %), trade (30 %), or place and form (25 %)."""
    name, place = enterprise.name, enterprise.place
    if not name.form or name.after:
        return enterprise
    act = chance.random()
    if act < 0.45 and name.core:
        former = name._replace(core=core_drawn(chance)[0])
    elif act < 0.75:
        former = name._replace(trade=trade_drawn(chance))
    else:
        former = name._replace(
            head=place.city_full, middle="", level="city", form=chance.choice(("厂", "有限公司", "有限责任公司"))
        )
    return enterprise._replace(former=former) if registry.takes(place, former) else enterprise

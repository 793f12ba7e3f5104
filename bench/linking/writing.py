"""How people write the name of an organisation they know: the ways of one record, and what slips in."""

from __future__ import annotations

from collections.abc import Callable
from itertools import accumulate
from random import Random

from linking.enterprises import Enterprise, Name
from linking.words import ENGLISH, homophones, lookalikes, sound, traditional

FULL_WIDTH = {code: code + 0xFEE0 for code in range(0x21, 0x7F)}
HALF_BRACKETS = str.maketrans("（）", "()")
SQUARE_BRACKETS = str.maketrans("（）", "〔〕")
FORM_VARIANTS = {
    "有限公司": ("有限责任公司", "有限责任公司", "股份有限公司", "公司", ""),
    "有限责任公司": ("有限公司", "有限公司", "有限公司", "股份有限公司", "公司", ""),
    "股份有限公司": ("有限公司", "有限责任公司", "股份公司", "股份", ""),
    "集团有限公司": ("（集团）有限公司", "集团有限责任公司", "集团", "集团公司"),
    "（集团）有限公司": ("集团有限公司", "集团", "集团公司"),
    "集团股份有限公司": ("（集团）股份有限公司", "集团有限公司", "集团"),
    "合伙企业（有限合伙）": ("合伙企业", "（有限合伙）"),
    "专业合作社": ("农民专业合作社", "合作社"),
}


def as_registered(chance: Random, enterprise: Enterprise, name: Name) -> str:  # noqa: ARG001 - one signature for all ways
    return name.text()


def place_otherwise(chance: Random, enterprise: Enterprise, name: Name) -> str:
    """With or without 省, 市, 区; with the province before it, or the district behind it."""
    place = enterprise.place
    heads = {
        "city": (place.city, place.city_full, place.city, place.city_full, place.province + place.city,
                 place.province_full + place.city_full),
        "province": (place.province, place.province_full),
        "district": (place.district, place.district_full, place.city + place.district, place.city_full + place.district_full),
        "both": (place.city + place.district, place.city_full + place.district, place.district_full),
    }.get(name.level)  # fmt: skip
    others = [head for head in heads or () if head != name.head]
    return name._replace(head=chance.choice(others)).text() if others else name.text()


def place_dropped(chance: Random, enterprise: Enterprise, name: Name) -> str:  # noqa: ARG001 - one signature for all ways
    """Without its place, as in a list of the place's own; not where nothing of its own would be left."""
    if not name.core or name.core in {enterprise.place.city, enterprise.place.district}:
        return name.text()
    return name._replace(head="", middle="").text()


def place_moved(chance: Random, enterprise: Enterprise, name: Name) -> str:
    """恒力（江苏）机械 for 江苏恒力机械, and back; or in brackets behind the trade."""
    if not name.core or name.level in {"both", "none"}:
        return name.text()
    if name.middle:
        return name._replace(head=name.middle, middle="").text()
    seat = (
        enterprise.place.province
        if name.level == "province"
        else enterprise.place.city
        if name.level == "city"
        else name.head
    )
    if chance.random() < 0.2:
        return name._replace(head="", trade=f"{name.trade}（{seat}）").text()
    return name._replace(head="", middle=seat).text()


def form_otherwise(chance: Random, enterprise: Enterprise, name: Name) -> str:  # noqa: ARG001 - one signature for all ways
    """Another legal form, as after a 改制 or from memory, or none."""
    variants = FORM_VARIANTS.get(name.form)
    return name._replace(form=chance.choice(variants)).text() if variants else name.text()


def short_form(chance: Random, enterprise: Enterprise, name: Name) -> str:
    """As people call it: core and a word of its trade; with the place where the core is a common one."""
    if name.after:
        return name._replace(form="", after=name.after).text()
    if not name.core:
        return _short_body(enterprise, name)
    if not name.trade:
        trade = "集团" if "集团" in name.form else "合作社"
    elif name.form == "股份有限公司" and chance.random() < 0.3:
        trade = "股份"
    else:
        trade = name.trade[-2:] if len(name.trade) > 3 and chance.random() < 0.5 else name.trade[:2]
    seat = "" if enterprise.is_rare or chance.random() < 0.1 else _seat(enterprise, name)
    if len(name.core) > 3 and enterprise.is_rare:
        return name.core
    return f"{seat}{name.core}{trade}"


def _seat(enterprise: Enterprise, name: Name) -> str:
    place = enterprise.place
    return {"province": place.province, "district": place.district}.get(name.level, place.city)


def _short_body(enterprise: Enterprise, name: Name) -> str:
    """常州一院 for 常州市第一人民医院; a university without 大学 is not tried, it would be a place."""
    trade = name.trade.replace("人民医院", "院").replace("第", "") if name.trade.startswith("第") else name.trade
    return f"{_seat(enterprise, name)}{trade}{name.form}"


def english(chance: Random, enterprise: Enterprise, name: Name) -> str:
    """In English, alone or behind the Chinese name."""
    if not name.core or name.after:
        return name.text()
    words = [word for stem, word in ENGLISH.items() if stem in name.trade] or ["Industrial"]
    seat = "".join(map(sound, _seat(enterprise, name))).capitalize()
    text = f"{seat} {''.join(map(sound, name.core)).capitalize()} {' '.join(words)} Co., Ltd."
    return (
        text
        if chance.random() < 0.3
        else f"{name.text()}（{text}）"
        if chance.random() < 0.5
        else f"{name.text()} {text}"
    )


WAYS: dict[Callable[[Random, Enterprise, Name], str], float] = {
    as_registered: 0.600, place_otherwise: 0.215, place_dropped: 0.045, place_moved: 0.030, form_otherwise: 0.075, short_form: 0.030,
    english: 0.005,
}  # fmt: skip
"""How often each is tried; one that does not apply leaves the registered name."""
_WAYS, _SUMS = tuple(WAYS), tuple(accumulate(WAYS.values()))


def written(chance: Random, enterprise: Enterprise, name: Name) -> tuple[str, str]:
    """The name as one person writes it, and the way it was done."""
    way = chance.choices(_WAYS, cum_weights=_SUMS)[0]
    return way(chance, enterprise, name), way.__name__


def slipped(chance: Random, text: str) -> tuple[str, tuple[str, ...]]:
    """What happens to any text: brackets and letters of another width, blanks, traditional characters, typing errors."""
    slips: tuple[str, ...] = ()
    if "（" in text:
        act = chance.random()
        text = text.translate(HALF_BRACKETS if act < 0.40 else SQUARE_BRACKETS if act < 0.42 else {})
    if text.isascii():
        return text, slips
    act = chance.random()
    if act < 0.020:
        text, slips = mistyped(text, chance), ("typing",)
    elif act < 0.040:
        text, slips = text.translate(traditional()), ("traditional",)
    elif act < 0.070:
        text, slips = blanked(text, chance), ("blanks",)
    elif act < 0.075:
        text, slips = text + chance.choice(("*", "。", "、", "★")), ("mark",)
    if chance.random() < 0.15 and any("0" <= each <= "z" for each in text):
        text, slips = text.translate(FULL_WIDTH), (*slips, "width")
    return text, slips


def blanked(text: str, chance: Random) -> str:
    """Blanks before, behind or inside; a no-break space and a wide one among them."""
    blank = chance.choice((" ", " ", "  ", "\u3000", "\xa0"))
    at = chance.choice((0, len(text), chance.randint(1, len(text))))
    return text[:at] + blank + text[at:]


def mistyped(text: str, chance: Random) -> str:
    """One slip: 45 % a character of the same sound, 20 % one that looks alike, else dropped, doubled or swapped."""
    act = chance.random()
    if act < 0.65:
        table = homophones() if act < 0.45 else lookalikes()
        places = [at for at, each in enumerate(text) if each in table]
        if places:
            at = chance.choice(places)
            return text[:at] + chance.choice(table[text[at]]) + text[at + 1 :]
    at = chance.randrange(len(text))
    if act < 0.80:
        return text[:at] + text[at + 1 :]
    if act < 0.90 or len(text) < 2:
        return text[:at] + text[at] + text[at:]
    at = min(at, len(text) - 2)
    return text[:at] + text[at + 1] + text[at] + text[at + 2 :]

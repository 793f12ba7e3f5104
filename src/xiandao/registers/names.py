"""The name of an organisation, taken apart: places, core, trade, legal form, branch."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import NamedTuple

from xiandao.core.characters import simplified
from xiandao.registers.names_places import Places, known_places, learned_places, tree


class Name(NamedTuple):
    """A name as it is compared.

    Attributes:
        plain: All its letters, digits and characters, folded; no brackets, blanks or points.
        places: Stems of the places at its head and in brackets, as they stand; empty where none is said.
        core: What tells it from others of its trade (字号), folded; never empty for a name with a letter.
        trade: The words of trade behind the core, as they stand, or ``""``.
        form: ``company``, ``partnership``, the word itself of a shop or institution (厂, 医院), or ``""``.
        group: Whether it calls itself a group (集团).
        branch: What stands behind the whole (南京分公司, 第二营业部), without 市 and 区, or ``""``.
        numbers: The numbers in it, from left to right, parted by blanks, or ``""``.
    """

    plain: str
    places: tuple[str, ...]
    core: str
    trade: str
    form: str
    group: bool
    branch: str
    numbers: str


TEACHERS = 100_000
NOTHING = Name(plain="", places=(), core="", trade="", form="", group=False, branch="", numbers="")
DIGITS = "零一二三四五六七八九"
NUMBER = re.compile(
    rf"[0-9]+|第[{DIGITS}十百]+|[{DIGITS}十百]+(?=分|号|厂|中学|小学|医院|人民医院|院$|建|冶|局|处|店|期|队|所$|工程局)"
)
FORMER = re.compile(r"\((?:原名?|曾用名|原名称|前称|更名前)[^()]*\)")
BRACKET = re.compile(r"\(([^()]*)\)?|\)")
BEHIND = re.compile(r"(?<=[司院学厂所行社会心部店校局)])\(?[a-z0-9]*[a-z]{5}\)?$")
"""The English name behind the Chinese one."""
LATIN = re.compile(r"[a-z0-9]+")
SLIPPED = (
    "(?:司公限[友又由右冇]|[^寓园]公限有|司.限有|司公[县现线]有|公限司有|司公有限|公司限有|司限公有|司司公限有|司公公限有"
    "|司公限限有|司公限有有|司限有|公限有|司公限(?!有))(?:任责)?(?:份股)?"
)
"""有限公司 read from the end with one slip of the pen."""
SOFT = re.compile("(?<=..)[省市区县](?=.)")


class _Words(NamedTuple):
    """The lexicons, compiled; ``tail``, ``trade`` and ``trade_word`` read a name that is given reversed."""

    kinds: Mapping[str, str]
    tail: re.Pattern[str]
    parts: frozenset[str]
    branch: re.Pattern[str]
    trade: re.Pattern[str]
    trade_word: re.Pattern[str]
    trades: frozenset[str]
    latin: frozenset[str]


@cache
def folding() -> Mapping[int, str]:
    """What each character of the basic plane is compared as: compatibility forms, letters' case, traditional forms."""
    plain = simplified()
    table = {}
    for code in (*range(0xD800), *range(0xE000, 0x10000)):
        folded = unicodedata.normalize("NFKC", chr(code)).lower().translate(plain)
        table[code] = "".join(c for c in folded if c.isalnum() or c in "()").replace("〇", "零")
    brackets = {
        "[": "(",
        "]": ")",
        "【": "(",
        "】": ")",
        "〔": "(",
        "〕": ")",
        "〈": "(",
        "〉": ")",
        "{": "(",
        "}": ")",
    }
    return table | {ord(sign): meant for sign, meant in brackets.items()}


def name_of(written: str, places: Places | None = None) -> Name:
    """A name taken apart; the same name in full or half width, simple or traditional, with or without blanks is one.

    >>> name_of("江苏省无锡市恒翼精密机械（集团）有限公司")[1:6]
    (('江苏', '无锡'), '恒翼', '精密机械', 'company', True)
    """
    flat = written.translate(folding())
    if not flat or flat.isascii():
        return _latin_name(written)
    places = places or known_places()
    if flat[-1] < "\u3000":
        flat = BEHIND.sub("", flat)
    flat, inside, said = _without_brackets(flat, places) if "(" in flat or ")" in flat else (flat, (), "")
    if not flat:
        return _latin_name(written)
    return _chinese_name(flat, inside, said, places)


def names_of(written: Sequence[str]) -> tuple[list[Name], Places]:
    """Names taken apart, and the places known or learned from how these very names write them."""
    places = places_in(written)
    return [name_of(each, places) for each in written], places


def places_in(written: Sequence[str]) -> Places:
    """The places known, and those that these names teach by how they write them; of many every so manieth teaches."""
    return learned_places(_chains(written[:: max(len(written) - 1, 0) // TEACHERS + 1]))


def _chains(written: Iterable[str]) -> Iterable[tuple[str, ...]]:
    table, known = folding(), known_places()
    for each in written:
        flat = each.translate(table)
        found: list[str] = []
        at = 0
        while len(found) < 4 and (place := known.at(flat, at)) and at + len(place) < len(flat) - 2:
            found.append(place)
            at += len(place)
        if found:
            yield tuple(found)


def _chinese_name(flat: str, inside: tuple[str, ...], said: str, places: Places) -> Name:
    words = _words()
    body, branch = flat, ""
    if (flat[-2:] in words.parts or flat[-3:] in words.parts) and (match := words.branch.fullmatch(flat)) is not None:
        body, branch = match[1], SOFT.sub("", match[2])
    back = body[::-1]
    end, form, group = _form(back, words)
    found, start = _places_at_head(body, len(body) - end, places)
    cut = _cut(back, end, len(body) - start, words)
    core, trade = body[start:cut], body[cut : len(body) - end]
    if said:
        form, group = ("partnership", group) if said == "partnership" else (form, True)
    return Name(flat, found + inside, core, trade, form, group, branch, " ".join(NUMBER.findall(flat)))


def _form(back: str, words: _Words) -> tuple[int, str, bool]:
    """How many characters at the end of a name say its legal form, what they say, and whether it is a group."""
    if (match := words.tail.match(back)) is None or match.end() == len(back):
        return 0, "", False
    word = match[1]
    if not word:
        return match.end(), "", match[2] is not None
    turned = word[::-1]
    kind = words.kinds.get(turned, "company")
    return match.end(), kind if kind in ("company", "partnership") else turned, match[2] is not None


def _places_at_head(body: str, end: int, places: Places) -> tuple[tuple[str, ...], int]:
    """The places before *end*, and where they stop; the last is given back where nothing stands behind it."""
    found: list[str] = []
    at = last = 0
    while len(found) < 4 and (place := places.at(body, at)):
        after = at + len(place)
        if after == end - 1 or after > end:
            break
        found.append(places.stem(place))
        last, at = at, after
    if found and at == end:
        found.pop()
        at = last
    return tuple(found), at


def _cut(back: str, start: int, stop: int, words: _Words) -> int:
    """Where the words of trade begin, read from the end, counted from the head; two characters of core stay."""
    match = words.trade.match(back, start, stop)
    if match is None:
        return len(back) - start
    if stop - match.end() >= 2:
        return len(back) - match.end()
    # The words of trade have taken the core too: they are given back from the left.
    whole = list(words.trade_word.finditer(back, start, match.end()))
    for word in reversed(whole):
        for length in range(len(word[0]) - 1, 1, -1):
            if stop - word.start() - length >= 2 and word[0][:length][::-1] in words.trades:
                return len(back) - word.start() - length
        if stop - word.start() >= 2:
            return len(back) - word.start()
    return len(back) - start


def _without_brackets(flat: str, places: Places) -> tuple[str, tuple[str, ...], str]:
    """The name without brackets, the places in them, and whether they say group or partnership."""
    inside: list[str] = []
    said = ""
    kinds = _words().kinds

    def taken(match: re.Match[str]) -> str:
        nonlocal said
        word = match[1] or ""
        if kinds.get(word) in ("group", "partnership"):
            said = kinds[word]
            return ""
        if word == "中国":
            return ""
        if word in places.stems or (word and places.at(word, 0) == word):
            inside.append(places.stem(word))
            return ""
        return word

    flat = FORMER.sub("", flat)
    return BRACKET.sub(taken, flat), tuple(inside), said


def _latin_name(written: str) -> Name:
    """An English name: its words without the legal form are the core."""
    found = LATIN.findall(unicodedata.normalize("NFKC", written).lower())
    plain = "".join(found)
    if not plain:
        return NOTHING
    latin = _words().latin
    kept = list(found)
    while len(kept) > 1 and kept[-1] in latin:
        kept.pop()
    form = "company" if len(kept) < len(found) else ""
    numbers = " ".join(word for word in found if word.isdigit())
    return NOTHING._replace(plain=plain, core="".join(kept), form=form, numbers=numbers)


@cache
def _words() -> _Words:
    forms = _lexicon("organisation_forms")
    trades = [word for words, _ in _lexicon("organisation_trades") for word in words]
    of = {kind: [word for words, each in forms if each == kind for word in words] for _, kind in forms}
    kinds = {word: kind for kind in ("shop", "institution", "partnership", "group", "company") for word in of[kind]}
    whole, part = "|".join(of["whole"]), "|".join(sorted(of["branch"], key=len, reverse=True))
    return _Words(
        kinds=kinds,
        tail=re.compile(f"({SLIPPED}|{_backward(set(kinds) - set(of['group']))})?({_backward(of['group'])})?"),
        parts=frozenset(word[-3:] for word in of["branch"]),
        branch=re.compile(rf"(.{{1,}}(?:{whole}))(.{{0,14}}(?:{part}))"),
        trade=re.compile(f"(?:{_backward(trades)})+"),
        trade_word=re.compile(_backward(trades)),
        trades=frozenset(trades),
        latin=frozenset(of["latin"]),
    )


def _backward(words: Iterable[str]) -> str:
    """A pattern of words read from the end of a text that is given reversed, the longest first."""
    return tree(word[::-1] for word in words)


def _lexicon(name: str) -> list[tuple[list[str], str]]:
    text = files("xiandao.registers").joinpath("lexicon", f"{name}.toml").read_text("utf-8")
    return [(entry["words"], entry["kind"]) for entry in tomllib.loads(text)["entry"]]

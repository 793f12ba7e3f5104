"""Records of Chinese organisations with known truth, for measuring who finds out which of them are the same.

Seeded: the same arguments give the same records. Streaming: a million records take the memory of 50,000. All is
invented; where real cities stand in names, a likeness to a real enterprise is chance. Made from what names are like,
without a look at any program that links them.

What is planted, and how often (shares of organisations or of records; ``traced`` says which record is what):

*Organisations* (``enterprises.py``). 80 % of the scenes are one enterprise alone, the other 20 % a family whose
members are different organisations and easily confused: the same core in other trades of the place (3.5 %), the same
core and trade in other places (4 %), one character of the core different, by sound, by look or altogether (双利/双柳,
1.2 %), told apart by a number (第一/第二, 一厂/二厂, 0.8 %), head office and branches, numbered or by place (3.5 %), group
and members (2.5 %; half the groups bear no trade), hospitals of one place (1.2 %), institutes (1.5 %), universities with
what belongs to them (1 %), cooperatives of villages in the register N (0.8 %). No two organisations share place, core,
trade and branch; so the legal form alone never tells two apart. A fifth of the places are in provinces that do not exist
(*real* says otherwise).

*Cores* are heavy-tailed: 20 % from a list of 135 (华信, 恒力, …; the k-th as often as 1/(k+2)), 35 % two bright
characters of falling frequency, 15 % one bright and one rare, 10 % two rare, 12 % of three characters, 6 % of four, 2 %
with letters or digits. Trades: 60 % from 82 frequent ones (科技 first), the rest of 70 stems with 16 endings. Forms: 76 %
有限公司, 7 % 有限责任公司, 7.5 % 股份有限公司, 2.4 % groups, the rest works, shops, cooperatives, partnerships. The place
stands first as city (56 %), province (16 %), district (8 %), city and district (8 %), or in brackets behind the core
(7 %); 5 % have none.

*Clusters*: 60 % of the organisations have one record, 20 % two, 10 % three, 5.5 % four, 2.8 % five, 1.7 % six.

*Names as written* (``writing.py``): 60 % as registered; 21.5 % the place otherwise (with or without 省/市/区, province or
district added); 4.5 % without the place; 3 % place moved into or out of brackets; 7.5 % another legal form or none; 3 %
short (core and two characters of the trade; with the place before a common core in nine of ten); 0.5 % English, behind
the Chinese name or, three in ten, alone. A way that does not apply leaves the registered name. Over all of them: brackets
of half width 40 %, 〔〕 2 %; one typing error 2 % (sound 45 %, look 20 %, dropped 15 %, doubled 10 %, swapped 10 %; anywhere
in the name), traditional characters 2 %, blanks 3 %, a mark behind 0.5 %; letters and digits of full width in 15 % of the
names that have any.

*Former names*: 5 % of the organisations that may have one have one (another core 45 %, trade 30 %, place and form 25 %).
Of their records a third bear the old name; of the others 60 % name it in ``former_names``, 3 % in brackets behind the
name (原…). Where neither says it, an old name with another core cannot be found by names: about 0.3 % of all pairs.

*Place*: filled on 65 % of the rows, on 85 % where the name lost its place; in full, as city, city and district,
or district.

*Codes*: on a share *codes* of the rows, drawn row by row; both check characters right, the division a real city's, or
100000 for places that do not exist; registers 91, 92, 93, 12, N2. Of those, 0.3 % have a typing error (rarely one that
leaves a valid code), 0.5 % are written small, in full width or with a blank. A branch has a code of its own.

Records are strewn in a buffer of 50,000: members of a cluster stand anywhere, but seldom further apart than some
hundred thousand rows. Identifiers say nothing.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate, islice
from pathlib import Path
from random import Random
from typing import NamedTuple

from linking import codes as credit
from linking.enterprises import Enterprise, Name, Registry, family, renamed
from linking.places import Place
from linking.writing import FULL_WIDTH, slipped, written

SIZES = (0.60, 0.20, 0.10, 0.055, 0.028, 0.017)
_SIZE_SUMS = tuple(accumulate(SIZES))
BUFFER = 50_000
RENAMED = 0.05
CODE_ERRORS, CODE_DRESSED = 0.003, 0.005


class Record(NamedTuple):
    """One row of a list. Empty strings where nothing is known; *truth* is the number of the organisation, from 1."""

    id: str
    name: str
    credit_code: str
    former_names: str
    place: str
    truth: int


class Traced(NamedTuple):
    """A record and how it was made: the way of writing first, then what slipped in, ``former`` and ``code``."""

    record: Record
    made: tuple[str, ...]


def generate(rows: int, seed: int, codes: float, *, real: float = 0.8) -> Iterator[Record]:
    """*rows* records; *codes* is the share of rows with a credit code, *real* that of places that exist, 0 to 1."""
    return (each.record for each in traced(rows, seed, codes, real=real))


def traced(rows: int, seed: int, codes: float, *, real: float = 0.8) -> Iterator[Traced]:
    """As ``generate``, with how each record was made: for finding out which kinds are missed."""
    if rows < 0 or not 0 <= codes <= 1 or not 0 <= real <= 1:
        raise ValueError("rows from 0 up, shares from 0 to 1")
    chance = Random(seed)  # noqa: S311 - test data
    strewn = _strewn(islice(_in_clusters(chance, codes, real), rows), Random(seed + 1))  # noqa: S311 - test data
    for number, (record, made) in enumerate(strewn, 1):
        yield Traced(record._replace(id=f"R{number:07d}"), made)


def _in_clusters(chance: Random, codes: float, real: float) -> Iterator[Traced]:
    """Without end, organisation by organisation."""
    registry, number = Registry(real), 0
    while True:
        for drawn in family(chance, registry):
            number += 1
            enterprise = renamed(chance, registry, drawn) if chance.random() < RENAMED else drawn
            code = credit.credit_code(number, enterprise.register, enterprise.place.code)
            (size,) = chance.choices(range(1, 7), cum_weights=_SIZE_SUMS)
            for _ in range(size):
                yield _record(chance, enterprise, code if chance.random() < codes else "", number)


def _record(chance: Random, enterprise: Enterprise, code: str, truth: int) -> Traced:
    """One row about it."""
    former = enterprise.former
    is_old = former is not None and chance.random() < 1 / 3
    name, way = written(chance, enterprise, former if former and is_old else enterprise.name)
    name, slips = slipped(chance, name)
    listed = ""
    if former and not is_old:
        act = chance.random()
        listed = _former_listed(chance, former) if act < 0.60 else ""
        name = f"{name}（原{former.text()}）" if act > 0.97 else name
    place = _place_column(chance, enterprise.place, 0.85 if way in {"place_dropped", "short_form"} else 0.65)
    dressed = _dressed(chance, code) if code else ""
    made = (way, *slips, *(("former",) if is_old else ()), *(("code",) if dressed != code else ()))
    return Traced(Record("", name, dressed, listed, place, truth), made)


def _former_listed(chance: Random, former: Name) -> str:
    """As the column has it: with or without a word before, rarely with a still older name."""
    text = former.text()
    older = f"{former.head}{former.core or former.trade}厂"
    return chance.choice((text, text, text, f"原名：{text}", f"曾用名:{text}", f"{text}；{older}", f"{older}、{text}"))


def _place_column(chance: Random, place: Place, filled: float) -> str:
    """The place of the row; empty where it is not filled."""
    if chance.random() >= filled:
        return ""
    return chance.choice((place.full(), place.full(), place.city_full, f"{place.city_full}{place.district_full}", place.city,
                          place.district_full, f"{place.province}{place.city}"))  # fmt: skip


def _dressed(chance: Random, code: str) -> str:
    """As typed: nearly always right."""
    act = chance.random()
    if act < CODE_ERRORS:
        return credit.mistyped(code, chance)
    if act < CODE_ERRORS + CODE_DRESSED:
        return chance.choice((code.lower(), code.translate(FULL_WIDTH), f" {code}", f"{code[:8]} {code[8:]}"))
    return code


def _strewn(records: Iterable[Traced], chance: Random) -> Iterator[Traced]:
    """In another order, within the memory of one buffer."""
    waiting: list[Traced] = []
    for each in records:
        if len(waiting) < BUFFER:
            waiting.append(each)
            continue
        at = int(chance.random() * BUFFER)
        yield waiting[at]
        waiting[at] = each
    chance.shuffle(waiting)
    yield from waiting


def write_csv(records: Iterable[Record], path: Path, *, columns: Sequence[str] = Record._fields) -> int:
    """UTF-8 with a header line; *columns* of ``Record`` in this order. How many rows were written."""
    places, rows = [Record._fields.index(column) for column in columns], 0
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(columns)
        for rows, record in enumerate(records, 1):  # noqa: B007 - the last number is the count
            writer.writerow([record[at] for at in places])
    return rows
